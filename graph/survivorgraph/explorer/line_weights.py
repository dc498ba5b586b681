"""Sums of the counted units behind a line, without double counting.

The script of the page does the same for what its filters leave, in ``explorer/scripts/weights.js``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from survivorgraph.explorer.page import CountedUnit
from survivorgraph.network.graphs.addable import choose_largest, choose_split

__all__ = ["list_addable", "list_origins", "weigh_entries"]


def weigh_entries(entries: Collection[CountedUnit]) -> tuple[float, float]:
    """Return how many there are at least and at most: each unit once, and no part beside its total.

    >>> total = CountedUnit("all", 7, 7, detail=())
    >>> parts = [CountedUnit(year, 3, 4, tags={"year": [year]}, detail=("year",)) for year in ("2018", "2019")]
    >>> weigh_entries([*parts, total]), weigh_entries(parts)
    ((7, 7), (6, 8))
    """
    counted = list_addable(entries) if any(entry.detail is not None for entry in entries) else entries
    units: dict[str, tuple[float, float]] = {}
    for entry in counted:
        lower, upper = units.get(entry.unit, (0, 0))
        units[entry.unit] = max(lower, entry.lower), max(upper, entry.upper)
    return sum(lower for lower, _ in units.values()), sum(upper for _, upper in units.values())


def list_addable(entries: Collection[CountedUnit]) -> list[CountedUnit]:
    """List the entries that may be added up: of the data set that counts most, totals before their parts.

    Two data sets may count the same people, so they are never added up.
    """
    sources: defaultdict[str, list[CountedUnit]] = defaultdict(list)
    for entry in entries:
        sources[",".join(entry.tags.get("source", ()))].append(entry)
    return list(choose_largest([choose_split(sources[source], _read_cell) for source in sorted(sources)]))


def list_origins(entries: Collection[CountedUnit]) -> tuple[list[str], list[str]]:
    """Return the data sets that give figures, and the years of which those of the one taken are; sorted."""
    figures = [entry for entry in entries if entry.detail is not None]
    if not figures:
        return [], []
    taken = list_addable(figures)[0].tags.get("source", ())
    years = {
        str(year) for entry in figures if entry.tags.get("source", ()) == taken for year in entry.tags.get("year", ())
    }
    return sorted({",".join(entry.tags.get("source", ())) for entry in figures}), sorted(years)


def _read_cell(entry: CountedUnit) -> dict[str, str]:
    return {key: ",".join(map(str, entry.tags.get(key, ()))) for key in entry.detail or ()}
