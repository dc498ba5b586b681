"""The page's own script counts as counting the people anew does, whatever is published and filtered."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.resources import files
from itertools import combinations, product
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

FACETS = {"sex": ("woman", "man"), "form": ("labor", "sexual"), "year": ("2018", "2019", "2020")}
SOURCES = ("one", "two")
SPLITS = tuple(some for size in range(4) for some in combinations(FACETS, size))
KEYS = (*FACETS, "source")
VALUES = {**FACETS, "source": SOURCES}
NOT_SAID = -1

T = TypeVar("T")
Person = tuple[str, ...]
Published = dict[str, tuple[list[Person], list[tuple[str, ...]]]]
"""By data set: the people that it counts, and the facets by which each of its tables splits them."""


@pytest.fixture(scope="module")
def count_in_page() -> Iterator[Callable[[Any], Any]]:
    """Run the scripts under node, which is fast enough for many inputs; return what asks them."""
    program = shutil.which("node")
    if program is None:
        reason = "node is not installed (Debian: apt install nodejs)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    folder = Path(str(files("survivorgraph.explorer"))) / "scripts"
    command = [program, Path(__file__).with_name("model.mjs"), folder]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:

        def ask(question: Any) -> Any:
            process.stdin.write(json.dumps(question) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield ask
        process.stdin.close()


def list_entries(published: Published) -> list[list[Any]]:
    """List the figures of a line as the page holds them: [unit, lower, upper, tags, facts, detail]."""
    found: list[list[Any]] = []
    for source, (people, splits) in published.items():
        for split in splits:
            places = [list(FACETS).index(facet) for facet in split]
            for cell, number in Counter(tuple(person[at] for at in places) for person in people).items():
                tags = {facet: [FACETS[facet].index(value)] for facet, value in zip(split, cell, strict=True)}
                tags["source"] = [SOURCES.index(source)]
                found.append([len(found), number, number, tags, [], sorted(split)])
    return found


def make_data(crossing: Published, domestic: Published) -> dict[str, Any]:
    """Make the data of a page with two places, a line between them, and people counted within one."""
    kind = {"key": "country", "scene": "places", "facets": list(KEYS), "on": True}
    return {
        "kinds": [kind],
        "edgeKinds": [{**kind, "key": "observed", "unit": ["person", "people"]}],
        "nodes": [
            {"id": "a", "name": "A", "kind": "country", "domestic": list_entries(domestic)},
            {"id": "b", "name": "B", "kind": "country"},
        ],
        "edges": [{"id": "line", "from": "a", "to": "b", "kind": "observed", "entries": list_entries(crossing)}],
        "facets": [{"key": key, "label": key, "values": [[one, one] for one in VALUES[key]]} for key in KEYS],
        "domestic": "observed",
        "directed": True,
        "routes": [],
        "partnerships": [],
        "units": [],
        "views": ["map"],
    }


def count_anew(published: Published, filters: dict[str, set[str]]) -> tuple[int, int]:
    """Count the people whom the filters leave: by the table that tells of most, and all of whom a data set tells.

    The two differ only where figures that do not say all that is filtered are asked for, too.
    """
    least, most = 0, 0
    asked = {key: wanted for key, wanted in filters.items() if key != "source"}
    for source, (people, splits) in published.items():
        if "source" in filters and source not in filters["source"]:
            continue
        told = set()
        for split in splits:
            if all(key in split or "?" in wanted for key, wanted in asked.items()):
                kept = {list(FACETS).index(key): wanted for key, wanted in asked.items() if key in split}
                own = {i for i, person in enumerate(people) if all(person[at] in one for at, one in kept.items())}
                told |= own
                least = max(least, len(own))
        most = max(most, len(told))
    return least, most


def choose(mask: int, values: Sequence[T]) -> list[T]:
    return [value for at, value in enumerate(values) if mask >> at & 1]


EVERYBODY = list(product(*FACETS.values()))
people = st.lists(st.integers(0, len(EVERYBODY) - 1).map(EVERYBODY.__getitem__), min_size=1, max_size=8)
splits = st.integers(1, 2 ** len(SPLITS) - 1).map(lambda mask: choose(mask, SPLITS))
published = st.dictionaries(st.sampled_from(SOURCES), st.tuples(people, splits), min_size=1)
wanted = st.integers(0, 2**14 - 1)
"""Which values of all facets are asked for, and for which also the figures that do not say: a bit each."""


@pytest.mark.fuzz
@given(published, published, wanted)
def test_the_page_counts_as_a_recount_does(
    count_in_page: Callable[[Any], Any], crossing: Published, domestic: Published, wanted: int
) -> None:
    filters, numbers = {}, []
    for key, values in VALUES.items():
        wanted, own = wanted >> len(values) + 1, choose(wanted, ["?", *values])
        if own:
            filters[key] = set(own)
            numbers.append([key, [NOT_SAID if one == "?" else values.index(one) for one in own]])
    (found,) = count_in_page({"data": make_data(crossing, domestic), "cases": [numbers]})
    told = {item: lower for item, lower, *_ in found}
    assert all(lower == upper for _, lower, upper, *_ in found)
    for item, given_figures in (("line", crossing), ("a", domestic)):
        least, most = count_anew(given_figures, filters)
        assert least <= told.get(item, 0) <= most
        if not any("?" in own for own in filters.values()):
            assert least == most


def test_of_two_data_sets_the_page_takes_one_and_says_of_how_many(count_in_page: Callable[[Any], Any]) -> None:
    crossing: Published = {
        "one": ([("woman", "labor", "2018")] * 3 + [("man", "labor", "2019")] * 2, [("year",)]),
        "two": ([("woman", "labor", "2020")] * 4, [()]),
    }
    assert count_in_page({"data": make_data(crossing, {"two": ([("man", "labor", "2018")], [()])}), "cases": [[]]}) == [
        [["line", 5, 5, 2, 2], ["a", 1, 1, 1, 0]]
    ]
