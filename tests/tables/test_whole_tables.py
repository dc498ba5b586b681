"""Whoever knows the rule attacks whole tables of several levels, with all sums and splits at once.

The attacker tries every table that has the published number of people, runs the rule on the whole of it for every draw,
and keeps those that would be published in the same way. Nothing is argued for one split at a time.
"""

from __future__ import annotations

import itertools
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import ibis
import pyarrow as pa
import pytest
from ibis.backends.duckdb import Backend
from tests.tables.attack import NOT_SHOWN, list_outcomes, list_sums

from survivorgraph.tables.protection.disclosure import TOTAL, Draw, protect

# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
Counts = tuple[int, ...]
Shape = tuple[int, ...]
Published = frozenset[tuple[tuple[int, ...], int | None]]
"""The cells that are shown, each as its path in the tree, with its people, or None where it is withheld."""
NAMES = ("year", "form", "sex")
MOST = {((3,), 3): 20, ((2, 2), 3): 14, ((3, 2), 3): 13, ((2, 3), 3): 13, ((2, 2, 2), 3): 9, ((4,), 5): 17}
"""How many values the dimensions have, and the threshold; and the most people of a table that is tried."""
SHAPES = list(MOST)


@pytest.fixture(scope="module")
def engine() -> Iterator[Backend]:
    backend = ibis.duckdb.connect()
    yield backend
    backend.disconnect()


@cache
def list_published(counts: Counts, shape: Shape, k: int, path: tuple[int, ...] = ()) -> frozenset[Published]:
    """Return every way in which a table may be published, over all draws of all splits."""
    size = len(counts) // shape[0]
    parts = [counts[start : start + size] for start in range(0, len(counts), size)]
    there = [place for place, part in enumerate(parts) if sum(part)]
    people = [sum(parts[place]) for place in there]
    found: set[Published] = set()
    for outcome in list_outcomes(people, k, is_root=not path):
        if outcome is NOT_SHOWN:
            found.add(frozenset())
            continue
        hidden = {there[place] for place in outcome}
        cells = {(*path, place): None if place in hidden else sum(parts[place]) for place in there}
        below = [
            list_published(parts[place], shape[1:], k, (*path, place))
            for place in there
            if place not in hidden and len(shape) > 1
        ]
        for one in itertools.product(*below):
            found.add(frozenset(cells.items()).union(*one))
    return frozenset(found)


def add_up(counts: Counts, shape: Shape, path: tuple[int, ...]) -> int:
    """Return how many people of a table are in a cell, given by its path."""
    for place, size in zip(path, shape, strict=False):
        part = len(counts) // size
        counts = counts[place * part : (place + 1) * part]
    return sum(counts)


def list_tables(total: int, shape: Shape) -> Iterator[Counts]:
    """Yield every table of so many people."""
    cells = 1
    for size in shape:
        cells *= size
    yield from list_sums(total, cells, 0)


def _list_asked(published: dict[tuple[int, ...], int | None], shape: Shape) -> Iterator[tuple[int, ...]]:
    """Yield the cells that are shown or withheld, and those of splits that are not shown of a cell that is."""
    yield from published
    for path, people in published.items():
        below = [(*path, place) for place in range(shape[len(path)])] if len(path) < len(shape) else []
        if people is not None and not any(one in published for one in below):
            yield from below


def find_narrow(total: int, shape: Shape, k: int) -> tuple[list[object], int]:
    """Return the cells without a number, of all tables of so many people, that are narrower than promised; and all.

    Promised is that a withheld cell can have every number from 1 to k - 1, and k or more, and that a cell of a split
    that is not shown can have every number from 1 to k - 1.
    """
    worlds: dict[Published, list[Counts]] = defaultdict(list)
    for counts in list_tables(total, shape):
        for published in list_published(counts, shape, k):
            worlds[published].append(counts)
    narrow: list[object] = []
    number = 0
    for published, tables in worlds.items():
        for path in _list_asked(dict(published), shape):
            possible = {add_up(counts, shape, path) for counts in tables}
            if (shown := dict(published).get(path)) is not None:
                assert possible == {shown}
                continue
            number += 1
            is_withheld = path in dict(published)
            if not set(range(1, k)) <= possible or (is_withheld and max(possible) < k):
                narrow.append((sorted(published, key=str), path, sorted(possible)))
    return narrow, number


@pytest.mark.parametrize(("shape", "k"), SHAPES)
def test_no_withheld_cell_of_any_table_is_narrower_than_its_protection(shape: Shape, k: int) -> None:
    number = 0
    for total in range(k, MOST[shape, k] + 1):
        narrow, withheld = find_narrow(total, shape, k)
        assert narrow == []
        number += withheld
    assert number > 3


def test_the_attack_finds_what_a_weaker_rule_gives_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were only the cells below the threshold withheld, sums would give them back."""

    def withhold_small(people: Sequence[int], k: int, *, is_root: bool = False) -> set[frozenset[int] | None]:
        return {frozenset(place for place, count in enumerate(people) if count < k)}

    monkeypatch.setattr("tests.tables.test_whole_tables.list_outcomes", withhold_small)
    list_published.cache_clear()
    narrow, _ = find_narrow(9, (2, 2), 3)
    list_published.cache_clear()
    assert narrow


@pytest.mark.parametrize(("shape", "k"), SHAPES)
def test_what_is_published_is_what_the_attacker_expects(engine: Backend, shape: Shape, k: int) -> None:
    """The rule that the attacker runs is the one that runs in the engine, on random tables with random secrets."""
    rng = random.Random(str(shape))
    names = NAMES[: len(shape)]
    paths = list(itertools.product(*(range(size) for size in shape)))
    for _ in range(6):
        counts = tuple(rng.choice([0, 1, 1, 2, k - 1, k, k + 1, 3 * k]) for _ in paths)
        if sum(counts) < k:
            continue
        rows = [
            {**dict(zip(names, map(str, path), strict=True)), "people": count}
            for path, count in zip(paths, counts, strict=True)
            if count
        ]
        table = engine.create_table("whole", pa.Table.from_pylist(rows), overwrite=True)
        shown = protect(table, names, min_cell=k, draw=Draw(str(rng.random()))).to_pyarrow().to_pylist()
        published = frozenset(
            (tuple(int(row[name]) for name in names if row[name] != TOTAL), row["people"]) for row in shown
        )
        assert published in list_published(counts, shape, k)
