"""What panel, table and file say of any filters is what counting the people anew says."""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.explorer.page import OKABE_ITO, CountedUnit, Facet, Kind, Page
from survivorgraph.explorer.page_html import write_page

pytestmark = pytest.mark.browser

FACETS = {"sex": ("woman", "man", "girl"), "form": ("labor", "sexual"), "year": ("2018", "2019", "2020")}
# Of each line, by data set: the parts by which its figures are published, one table after the other.
PUBLISHED = {
    ("Aralia", "Bemora"): {"one": [(), ("year",)]},
    ("Bemora", "Aralia"): {"one": [("sex",), ("sex", "year")]},
    ("Aralia", "Galdria"): {"one": [("form",), ("form", "sex"), ("year",)], "two": [("year",)]},
    ("Galdria", "Aralia"): {"two": [("sex", "form", "year")]},
    ("Galdria", "Galdria"): {"one": [(), ("sex",), ("sex", "year")]},
}
PEOPLE = {
    (*ends, source): [
        cell
        for at, cell in enumerate(product(*FACETS.values()))
        for _ in range((7 * at + 3 * len(ends[0]) + len(ends[1]) + len(source)) % 5)
    ]
    for ends, sources in PUBLISHED.items()
    for source in sources
}
LEFT_OUT = "so there is no number for it"


def counted_by(ends: tuple[str, str], filters: dict[str, set[str]]) -> int:
    """Count the data sets that give a figure of a line."""
    sources = filters.get("source", {"one", "two"}) & set(PUBLISHED[ends])
    return sum(count(ends, {**filters, "source": {source}}) is not None for source in sources)


def publish(ends: tuple[str, str], source: str) -> list[CountedUnit]:
    entries = []
    for split in PUBLISHED[ends][source]:
        places = [list(FACETS).index(facet) for facet in split]
        counts = Counter(tuple(person[at] for at in places) for person in PEOPLE[*ends, source])
        for cell, count in sorted(counts.items()):
            tags = {facet: [value] for facet, value in zip(split, cell, strict=True)}
            key = "-".join((*ends, source, *split, *cell))
            entries.append(CountedUnit(key, count, count, tags={**tags, "source": [source]}, detail=split))
    return entries


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a page of invented figures between three invented countries and within one."""
    facets = (*FACETS, "source")
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for name in ("Aralia", "Bemora", "Galdria"):
        network.add_node(name, name=name, kind="country")
    for ends, sources in PUBLISHED.items():
        entries = [entry for source in sources for entry in publish(ends, source)]
        if ends[0] == ends[1]:
            network.nodes[ends[0]]["domestic"] = entries
        else:
            network.add_edge(*ends, kind="observed", entries=entries)
    made = Page(
        "Figures",
        network,
        [Kind("country", "Country", OKABE_ITO["blue"], "dot", facets=facets)],
        [Kind("observed", "Figures", OKABE_ITO["purple"], "solid", unit=("person", "people"), facets=facets)],
        weight_heading="Counts",
        facets=[
            *(Facet(key, key, {one: one for one in values}) for key, values in FACETS.items()),
            Facet("source", "S"),
        ],
        domestic="observed",
    )
    return write_page(made, tmp_path_factory.mktemp("numbers") / "page.html")


@pytest.fixture(scope="module")
def told(browser: Any, page: Path) -> Any:
    browser.open(page)
    return lambda chosen, address: browser.run(
        """const told = document.getElementById("picture").tell(...arguments);
        const of = ([item, { lower, upper }]) => [item.id, [lower, upper]];
        return { panel: told.panel, csv: told.csv, domestic: [...told.selection.domestic].map(of) };""",
        chosen,
        address,
    )


def count(ends: tuple[str, str], filters: dict[str, set[str]]) -> int | None:
    """Count the people of a line anew, by the data set that counts most: None where no table tells of the filters."""
    total = None
    for source in PUBLISHED[ends]:
        if "source" in filters and source not in filters["source"]:
            continue
        own = []
        for split in PUBLISHED[ends][source]:
            asked = {key: wanted for key, wanted in filters.items() if key != "source"}
            if all(key in split or "?" in wanted for key, wanted in asked.items()):
                left = [
                    person
                    for person in PEOPLE[*ends, source]
                    if all(person[list(FACETS).index(key)] in wanted for key, wanted in asked.items() if key in split)
                ]
                own += [len(left)] if left else []
        if own:
            total = max(total or 0, *own)
    return total


def test_filtered_out_has_no_number_and_says_so(told: Any) -> None:
    alone = told("Aralia → Bemora", "")
    people = count(("Aralia", "Bemora"), {})
    assert f"{people} people" in alone["panel"]
    filtered = told("Aralia → Bemora", "sex=woman")
    assert LEFT_OUT in filtered["panel"]
    assert "people" not in filtered["panel"].partition(LEFT_OUT)[0]
    assert "Aralia → Bemora" not in filtered["csv"]
    assert f"{2 * people} people" not in filtered["panel"]


def test_a_single_year_is_not_added_to_the_total(told: Any) -> None:
    for year in FACETS["year"]:
        assert (
            f"{count(('Aralia', 'Bemora'), {'year': {year}})} people"
            in told("Aralia → Bemora", f"year={year}")["panel"]
        )


def test_data_sets_of_one_line_are_not_added_up_and_the_number_says_so(told: Any) -> None:
    ends = ("Aralia", "Galdria")
    one, two = (count(ends, {"source": {source}}) for source in ("one", "two"))
    most, least = max(one, two), min(one, two)
    said = told(" → ".join(ends), "")
    assert f" · {most} people (the largest of 2 data sets; 3 years added up, 2018–2020)" in said["panel"]
    assert "nothing of them is added" in said["panel"]
    assert f"{least} people (3 years added up, 2018–2020) two" in " ".join(said["panel"].split())
    assert f"{one + two} people" not in said["panel"]
    (row,) = (
        row for row in csv.DictReader(io.StringIO(said["csv"].removeprefix("\ufeff"))) if row["id"] == " → ".join(ends)
    )
    assert (row["Counts"], row["Years added up"]) == (f"{most} people (the largest of 2 data sets)", "3 (2018–2020)")


def test_the_file_says_how_many_rows_and_which_filters(told: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(told(None, "sex=woman&year=2019")["csv"].removeprefix("\ufeff"))))
    assert {row["note"] for row in rows} == {
        f"Rows: {len(rows)} (Connections), all that the filters leave. Filters: sex: woman; year: 2019."
    }


values = {key: st.sets(st.sampled_from([*own, "?"])) for key, own in {**FACETS, "source": ("one", "two")}.items()}


@settings(deadline=None)
@given(st.fixed_dictionaries(values), st.sampled_from([ends for ends in PUBLISHED if ends[0] != ends[1]]))
def test_panel_table_and_file_say_what_a_recount_says(
    told: Any, chosen: dict[str, set[str]], ends: tuple[str, str]
) -> None:
    filters = {key: wanted for key, wanted in chosen.items() if wanted}
    address = urlencode([(key, one) for key, wanted in filters.items() for one in sorted(wanted)])
    said = told(" → ".join(ends), address)
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(said["csv"].removeprefix("\ufeff")))}
    for line in PUBLISHED:
        people = count(line, filters)
        if line[0] == line[1]:
            assert dict(said["domestic"]).get(line[0]) == (None if people is None else [people, people])
        elif people is None:
            assert " → ".join(line) not in rows
        else:
            row = rows[" → ".join(line)]
            assert (row["lower"], row["upper"]) == (str(people), str(people))
            assert row["Counts"].split()[:2] == [str(people), "person" if people == 1 else "people"]
            assert ("of 2 data sets" in row["Counts"]) == (counted_by(line, filters) > 1)
    people = count(ends, filters)
    if people is None:
        assert LEFT_OUT in said["panel"]
    else:
        assert LEFT_OUT not in said["panel"]
        assert f" · {people} {'person' if people == 1 else 'people'}" in said["panel"]
