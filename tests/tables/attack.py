"""Try to work out withheld cells from everything that is published.

`Attack` is that of an outsider, who knows the sums, by linear programming. The functions are those of somebody who
knows the rule of `tables.protection.disclosure` as well, but not the secret: what people, with what draw, would
be published in this way? `list_possible` runs the rule on all of them, `find_informed_range` solves it.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from survivorgraph.tables.protection.disclosure import TOTAL, list_levels

Key = tuple[str, ...]


@dataclass
class Attack:
    """Hold what an attacker knows: variables with their bounds, equations, and inequalities `sum <= limit`."""

    total: int
    dimensions: Sequence[str]
    names: dict[Key, int] = field(default_factory=dict)
    bounds: list[tuple[float, float | None]] = field(default_factory=list)
    equations: list[tuple[dict[int, float], float]] = field(default_factory=list)
    limits: list[tuple[dict[int, float], float]] = field(default_factory=list)

    def know_cells(self, cells: Sequence[Mapping[str, Any]]) -> None:
        """Take a published cell as its number, a withheld one as at least one person, and every sum that holds."""
        known: dict[Key, Mapping[str, Any]] = {self._key(cell): cell for cell in cells}
        for key, cell in known.items():
            people = cell["people"]
            self._add(key, (1, None) if cell["withheld"] else (people, people))
        children: dict[Key, list[Key]] = {}
        for key in known:
            children.setdefault(self._find_parent(key), []).append(key)
        for parent, keys in children.items():
            terms = {self.names[key]: 1.0 for key in keys}
            if any(parent):
                terms[self.names[parent]] = -1.0
            self.equations.append((terms, 0.0 if any(parent) else float(self.total)))

    def know_flags(self, flags: Sequence[Mapping[str, Any]]) -> None:
        """Take a flag as at most its base, and the base as at most the sum of its flags."""
        groups: dict[Key, list[Mapping[str, Any]]] = {}
        for row in flags:
            groups.setdefault(self._key(row), []).append(row)
        for key, rows in groups.items():
            for row in rows:
                people = row["people"]
                self._add((*key, row["flag"]), (0, row["base"]) if row["withheld"] else (people, people))
            self.limits.append(({self.names[(*key, row["flag"])]: -1.0 for row in rows}, -rows[0]["base"]))

    def find_range(self, key: Key) -> tuple[float, float]:
        """Return the least and the most that a cell can hold."""
        matrices: dict[str, Any] = {"bounds": self.bounds}
        for name, rows in (("eq", self.equations), ("ub", self.limits)):
            if rows:
                matrices[f"A_{name}"] = [
                    [terms.get(place, 0.0) for place in range(len(self.bounds))] for terms, _ in rows
                ]
                matrices[f"b_{name}"] = [value for _, value in rows]
        found = []
        for sign in (1.0, -1.0):
            goal = [0.0] * len(self.bounds)
            goal[self.names[key]] = sign
            answer = linprog(goal, **matrices)
            assert answer.status in (0, 3), answer.message
            found.append(sign * answer.fun if answer.status == 0 else float("inf"))
        return found[0], found[1]

    def _add(self, key: Key, bounds: tuple[float, float | None]) -> None:
        self.names[key] = len(self.bounds)
        self.bounds.append(bounds)

    def _key(self, cell: Mapping[str, Any]) -> Key:
        return tuple("" if cell[name] == TOTAL else cell[name] for name in self.dimensions)

    def _find_parent(self, key: Key) -> Key:
        depths = [0, *(len(level) for level in list_levels(self.dimensions))]
        depth = sum(1 for part in key if part)
        above = depths[depths.index(depth) - 1]
        return (*key[:above], *[""] * (len(key) - above))


NOT_SHOWN = None
Outcome = frozenset[int] | None


def list_outcomes(people: Sequence[int], k: int, *, is_root: bool = False) -> set[Outcome]:
    """Return for the cells of a split which of them can be withheld, or that none is shown, over all draws."""
    small = frozenset(place for place, number in enumerate(people) if number < k)
    others = [place for place, number in enumerate(people) if number >= k]
    if not is_root and sum(people) <= k:
        return {NOT_SHOWN}
    if not small or (len(small) >= 2 and sum(people[place] for place in small) >= k + len(small) - 1):
        found: set[Outcome] = {small}
    else:
        found = {small | {drawn} for drawn in others}
    return {one for one in found if one is not None and len(one) < len(people)} or {NOT_SHOWN}


def list_sums(total: int, parts: int, least: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to write a total as a sum of so many numbers of at least some size, in every order."""
    if parts == 1:
        if total >= least:
            yield (total,)
        return
    for first in range(least, total - least * (parts - 1) + 1):
        for rest in list_sums(total - first, parts - 1, least):
            yield (first, *rest)


@cache
def list_possible(number: int, hidden: int, shown: tuple[int, ...], k: int) -> tuple[frozenset[int], ...]:
    """Return for each withheld cell of a split what it can hold, by running the rule on everything that adds up.

    `number` cells are withheld and hold `hidden` people together; `shown` are the numbers beside them.
    """
    found: list[set[int]] = [set() for _ in range(number)]
    wanted = frozenset(range(number))
    for people in list_sums(hidden, number, 1):
        if wanted in list_outcomes([*people, *shown], k, is_root=True):
            for values, one in zip(found, people, strict=True):
                values.add(one)
    return tuple(frozenset(values) for values in found)


@cache
def list_possible_unseen(total: int, values: int, k: int) -> frozenset[int]:
    """Return what a cell can hold of a split that is not shown, of a dimension with so many values."""
    return frozenset(
        people[0]
        for people in list_sums(total, values, 0)
        if NOT_SHOWN in list_outcomes([one for one in people if one], k)
    )


@cache
def find_informed_range(number: int, hidden: int, k: int) -> tuple[int, int]:
    """Return the least and the most a withheld cell can hold, by integer programming over people and draws.

    Variables are, for each cell, its people and whether it is the one that was drawn; the first is asked for.
    """
    is_enough = number >= 2 and hidden >= k + number - 1
    rows: list[tuple[list[int], float, float]] = [([1] * number + [0] * number, hidden, hidden)]
    rows.append(([0] * number + [1] * number, 0 if is_enough else 1, 1))
    for place in range(number):
        unit = [int(place == other) for other in range(number)]
        rows.append(([*unit, *(-hidden * one for one in unit)], -np.inf, k - 1))  # below k unless it was drawn
        rows.append(([*unit, *(-k * one for one in unit)], 0, np.inf))  # at least k if it was
        # The others without it are not enough: fewer than two, or too few people.
        if number > 2:
            others = [1 - one for one in unit]
            rows.append(([*others, *(hidden * one for one in unit)], -np.inf, k + number - 3 + hidden))
    matrix, low, high = (np.array(part, dtype=float) for part in zip(*rows, strict=True))
    found = []
    for sign in (1, -1):
        answer = milp(
            np.array([sign, *[0] * (2 * number - 1)]),
            constraints=LinearConstraint(matrix, low, high),
            integrality=np.ones(2 * number),
            bounds=Bounds([1] * number + [0] * number, [np.inf] * number + [1] * number),
        )
        assert answer.success, answer.message
        found.append(round(sign * answer.fun))
    return found[0], found[1]


def list_possible_flags(shown: Sequence[int], withheld: int, base: int, k: int) -> list[set[int]]:
    """Return for each withheld flag of a leaf how many people can have it, by trying all that may be withheld."""
    found: list[set[int]] = [set() for _ in range(withheld)]
    hidden = [number for number in range(base + 1) if not _is_flag_shown(number, base, k)]
    for numbers in itertools.product(hidden, repeat=withheld):
        if sum(shown) + sum(numbers) >= base:  # else somebody in the base would have no flag
            for values, number in zip(found, numbers, strict=True):
                values.add(number)
    return found


def _is_flag_shown(number: int, base: int, k: int) -> bool:
    return number >= k and (number == base or base - number >= k)
