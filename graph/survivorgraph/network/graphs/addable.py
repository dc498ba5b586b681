"""Choose, of figures of one matter that may count the same people, those that may be added up.

The script of the page does the same for what its filters leave, in ``explorer/scripts/weights.js``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import combinations
from typing import Protocol, TypeAlias, TypeVar

__all__ = ["CountedCell", "choose_largest", "choose_split"]

CountedCell: TypeAlias = Mapping[str, str]
"""Of which part of all people a figure is: values by the facets that split it; empty for all people."""


class Interval(Protocol):
    """An object that counts people: at least `lower`, at most `upper`."""

    @property
    def lower(self) -> float:
        """Return the least number of people."""

    @property
    def upper(self) -> float:
        """Return the largest number of people."""


T = TypeVar("T", bound=Interval)
_Way: TypeAlias = tuple[str, ...]
_Key: TypeAlias = frozenset[tuple[str, str]]


def choose_largest(groups: Iterable[Collection[T]]) -> Collection[T]:
    """Return the group that counts most people: most at least, then most at most, then the first."""
    return max(groups, key=lambda own: (sum(one.lower for one in own), sum(one.upper for one in own)))


def choose_split(figures: Sequence[T], cell_of: Callable[[T], CountedCell]) -> list[T]:
    """Return those of the figures of one source that count nobody twice: totals before their parts.

    Two figures may count the same people unless a facet by which both are split tells them apart, or both are of
    the very same part, as in two rows of one table. Of the ways to split a figure of which there is no total, the
    one that counts most is taken, and of the others what it does not count. The order of `figures` is kept.
    """
    cells = [frozenset(cell_of(one).items()) for one in figures]
    known = set(cells)
    parts = {cell for cell in known if _is_part(cell, known)}
    ways: defaultdict[_Way, set[_Key]] = defaultdict(set)
    for cell in known - parts:
        ways[tuple(sorted(key for key, _ in cell))].add(cell)
    order = sorted(ways, key=lambda way: (len(way), way))
    taken = [_take(ways, [first, *(way for way in order if way != first)]) for first in order]
    groups = ([one for one, cell in zip(figures, cells, strict=True) if cell in own] for own in taken)
    return list(choose_largest(groups)) if taken else []


def _take(ways: Mapping[_Way, Collection[_Key]], order: Sequence[_Way]) -> set[_Key]:
    """Return all cells of the first way, then of each other those that differ from all taken in a shared facet."""
    taken: dict[_Way, list[_Key]] = {}
    for way in order:
        blocked = []
        for other, own in taken.items():
            shared = set(way) & set(other)
            blocked.append((shared, {_project(cell, shared) for cell in own}))
        taken[way] = [cell for cell in ways[way] if all(_project(cell, keys) not in some for keys, some in blocked)]
    return {cell for own in taken.values() for cell in own}


def _project(cell: _Key, keys: Collection[str]) -> _Key:
    return frozenset(pair for pair in cell if pair[0] in keys)


def _is_part(cell: _Key, known: Collection[_Key]) -> bool:
    return any(frozenset(some) in known for size in range(len(cell)) for some in combinations(sorted(cell), size))
