"""Sums of the counted units behind a line, without double counting.

The script of the page does the same for what its filters leave, in ``explorer/weights.js``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import combinations

from survivorgraph.explorer.page import CountedUnit

__all__ = ["list_addable", "weigh_entries"]


def weigh_entries(entries: Collection[CountedUnit]) -> tuple[float, float]:
    """Return how many there are at least and at most: each unit once, and no part beside its total.

    >>> total = CountedUnit("all", 7, 7, detail=())
    >>> parts = [CountedUnit(year, 3, 4, tags={"year": [year]}, detail=("year",)) for year in ("2018", "2019")]
    >>> weigh_entries([*parts, total]), weigh_entries(parts)
    ((7, 7), (6, 8))
    """
    counted = list_addable(entries) if any(entry.detail for entry in entries) else list(entries)
    units: dict[str, tuple[float, float]] = {}
    for entry in counted:
        lower, upper = units.get(entry.unit, (0, 0))
        units[entry.unit] = max(lower, entry.lower), max(upper, entry.upper)
    return sum(lower for lower, _ in units.values()), sum(upper for _, upper in units.values())


def list_addable(entries: Collection[CountedUnit]) -> list[CountedUnit]:
    """List the entries that may be added up: of each source, totals before their parts.

    Two figures of one source may count the same people unless a facet by which both are split tells them
    apart, or both are of the very same part, as in two rows of one table. Of the ways to split a figure of
    which there is no total, the one that counts most is taken.
    """
    sources: defaultdict[str, list[CountedUnit]] = defaultdict(list)
    for entry in entries:
        sources[",".join(entry.tags.get("source", ()))].append(entry)
    return [entry for own in sources.values() for entry in _choose(own)]


def _choose(entries: Sequence[CountedUnit]) -> list[CountedUnit]:
    cells = {_cell(entry) for entry in entries}
    widest = [entry for entry in entries if not _is_part(_cell(entry), cells)]
    ways = sorted({tuple(sorted(entry.detail or ())) for entry in widest}, key=lambda way: (len(way), way))
    found = [_take(widest, way) for way in ways]
    return max(found, key=lambda own: (sum(one.lower for one in own), sum(one.upper for one in own)))


def _take(entries: Sequence[CountedUnit], first: tuple[str, ...]) -> list[CountedUnit]:
    """Select the figures split in one way, then those of the others that count none of the same people."""

    def rank(entry: CountedUnit) -> tuple[bool, int, tuple[str, ...], float]:
        way = tuple(sorted(entry.detail or ()))
        return way != first, len(way), way, -entry.upper

    taken: list[CountedUnit] = []
    for entry in sorted(entries, key=rank):
        if all(_are_apart(entry, one) for one in taken):
            taken.append(entry)
    return taken


def _cell(entry: CountedUnit) -> frozenset[tuple[str, str]]:
    return frozenset((key, ",".join(map(str, entry.tags.get(key, ())))) for key in entry.detail or ())


def _is_part(cell: frozenset[tuple[str, str]], cells: Collection[frozenset[tuple[str, str]]]) -> bool:
    return any(frozenset(some) in cells for size in range(len(cell)) for some in combinations(sorted(cell), size))


def _are_apart(one: CountedUnit, other: CountedUnit) -> bool:
    first, second = dict(_cell(one)), dict(_cell(other))
    return first == second or any(first[key] != second[key] for key in first.keys() & second.keys())
