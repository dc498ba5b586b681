"""Try to work out withheld cells from everything that is published, by linear programming."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from scipy.optimize import linprog

from survivorgraph.sources.disclosure import TOTAL, list_levels

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
