"""Figures add up to the people they count: no total beside its parts, no part twice, nobody left out."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survivorgraph.explorer.line_weights import list_addable, weigh_entries
from survivorgraph.explorer.page import CountedUnit
from survivorgraph.network.graphs.observations import CorridorFigure, keep_totals

FACETS = {"sex": ("woman", "man"), "form": ("labor", "sexual"), "year": ("2018", "2019", "2020")}
SPLITS = tuple(some for size in range(4) for some in combinations(FACETS, size))


def publish(people: list[tuple[str, ...]], splits: list[tuple[str, ...]], source: str = "x") -> list[CountedUnit]:
    """Count people in tables split by some facets, as a data set publishes them."""
    found = []
    for split in splits:
        places = [list(FACETS).index(facet) for facet in split]
        for cell, count in Counter(tuple(person[at] for at in places) for person in people).items():
            tags = {facet: [value] for facet, value in zip(split, cell, strict=True)}
            found.append(
                CountedUnit(f"{source} {cell} {split}", count, count, tags={**tags, "source": [source]}, detail=split)
            )
    return found


def test_a_total_is_not_added_to_its_years() -> None:
    years = [publish([("woman", "labor", year)] * count, [("year",)])[0] for year, count in (("2018", 3), ("2019", 7))]
    total = CountedUnit("all", 10, 10, tags={"source": ["x"]}, detail=())
    assert weigh_entries([*years, total]) == (10, 10)
    assert weigh_entries(years) == (10, 10)


def test_an_interval_stays_one() -> None:
    parts = [
        CountedUnit(year, 0, 4, tags={"year": [year], "source": ["x"]}, detail=("year",)) for year in ("2018", "2019")
    ]
    assert weigh_entries(parts) == (0, 8)


def test_two_ways_to_split_the_same_people_are_not_added_up() -> None:
    people = [("woman", "labor", "2018")] * 5 + [("man", "sexual", "2019")] * 3
    assert weigh_entries(publish(people, [("sex",), ("form",)])) == (8, 8)


def test_a_year_of_which_there_is_no_total_is_counted_beside_the_parts_of_others() -> None:
    older = publish([("woman", "labor", "2018")] * 5, [("sex", "year")])
    newer = publish([("man", "labor", "2019")] * 3, [("year",)])
    assert weigh_entries([*older, *newer]) == (8, 8)


def test_one_story_counts_once_however_many_entries_tell_of_it() -> None:
    assert weigh_entries([CountedUnit("lira"), CountedUnit("lira"), CountedUnit("mara")]) == (2, 2)


def test_data_sets_are_not_added_up() -> None:
    people = [("woman", "labor", "2018")] * 5
    entries = [*publish(people, [(), ("year",)]), *publish([*people, people[0]], [("sex",)], "y")]
    assert weigh_entries(entries) == (6, 6)
    assert [entry.tags["source"] for entry in list_addable(entries)] == [["y"]]


def test_totals_alone_of_two_data_sets_are_not_added_up() -> None:
    people = [("woman", "labor", "2018")] * 5
    assert weigh_entries([*publish(people, [()]), *publish(people[1:], [()], "y")]) == (5, 5)


people = st.lists(st.tuples(*(st.sampled_from(values) for values in FACETS.values())), min_size=1, max_size=12)
splits = st.lists(st.sampled_from(SPLITS), min_size=1, max_size=5, unique=True)


def observe(entries: list[CountedUnit]) -> list[CorridorFigure]:
    """Write the same figures as the tables of measures have them."""
    return [
        CorridorFigure(
            "NPL",
            "KWT",
            one.lower,
            one.upper,
            year=int(one.tags["year"][0]) if "year" in one.tags else None,
            source=one.tags["source"][0],
            key=one.unit,
            **{key: one.tags[key][0] for key in ("sex", "form") if key in one.tags},
        )
        for one in entries
    ]


def add_up(observations: list[CorridorFigure]) -> tuple[float, float]:
    kept, _ = keep_totals(observations)
    return sum(one.lower for one in kept), sum(one.upper for one in kept)


@pytest.mark.fuzz
@given(people, splits, people, splits, st.randoms(use_true_random=False))
def test_page_and_tables_take_the_data_set_that_counts_most(
    first: list[tuple[str, ...]],
    first_splits: list[tuple[str, ...]],
    second: list[tuple[str, ...]],
    second_splits: list[tuple[str, ...]],
    random: object,
) -> None:
    entries = [*publish(first, first_splits), *publish(second, second_splits, "y")]
    random.shuffle(entries)  # type: ignore[attr-defined]
    most = max(len(first), len(second))
    assert weigh_entries(entries) == add_up(observe(entries)) == (most, most)


@pytest.mark.fuzz
@given(people, splits, st.randoms(use_true_random=False))
def test_however_people_are_split_in_tables_they_are_counted_once(
    people: list[tuple[str, ...]], splits: list[tuple[str, ...]], random: object
) -> None:
    entries = publish(people, splits)
    random.shuffle(entries)  # type: ignore[attr-defined]
    assert weigh_entries(entries) == (len(people), len(people))
