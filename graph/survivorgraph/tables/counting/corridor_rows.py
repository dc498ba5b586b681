"""Tables of corridors that may be published, and their rows as records.

A row is a cell. Its columns are the dimensions it may be split by (``total`` where it is not), `people` where the
number is exact, `lower` and `upper`, and `withheld`; rows of flags have `share` and `base` besides. A row that
names no country, or several forms or sectors without a common concept, is in the table but not in the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any, Final

from survivorgraph.errors import RecordError
from survivorgraph.schema.fields import Checks
from survivorgraph.schema.records.corridors import CorridorDataset, CorridorObservation
from survivorgraph.tables.codebooks.case_codebook import NOT_STATED, SEVERAL, UNRESOLVED
from survivorgraph.tables.counting.published_counts import PublishedCounts
from survivorgraph.tables.counting.published_statistics import Statistics, list_corridors
from survivorgraph.tables.protection.disclosure import TOTAL

__all__ = [
    "CAVEAT",
    "CorridorRow",
    "CorridorTable",
    "list_observations",
    "to_count_rows",
    "to_rows",
    "to_statistics_rows",
]

CorridorRow = Mapping[str, Any]
CAVEAT: Final = (
    "It counts who was detected, identified or assisted, by those who looked; it does not say how many there are."
)
NUMBERS: Final = ("people", "lower", "upper", "base", "share", "withheld")
"""The columns of every table after its dimensions."""
_SHARE: Final = Decimal("0.0001")
_CONCEPTS: Final = {"form": {SEVERAL: "several-forms"}}
_NO_CONCEPT: Final = {
    "origin": {NOT_STATED, UNRESOLVED, SEVERAL},
    "destination": {NOT_STATED, UNRESOLVED, SEVERAL},
    "year": {NOT_STATED, SEVERAL},
    "form": {NOT_STATED},
    "sex": {SEVERAL},
    "age-group": {SEVERAL},
    "sector": {NOT_STATED, SEVERAL},
}


@dataclass(frozen=True)
class CorridorTable:
    """A published table: its data set, dimensions, sorted rows, metadata for a file, and a report in lines.

    `people` and `sketch` (see `tables.protection.sketches`) are of all people counted, and are never published.
    """

    dataset: CorridorDataset
    dimensions: tuple[str, ...]
    rows: Sequence[CorridorRow]
    metadata: Mapping[str, Any]
    lines: Sequence[str] = field(default_factory=list)
    people: int | None = None
    sketch: tuple[int, ...] = field(default=(), repr=False)


def to_rows(
    cells: Iterable[CorridorRow], flags: Iterable[CorridorRow], dimensions: Sequence[str], flag: str | None
) -> tuple[tuple[str, ...], list[CorridorRow]]:
    """Merge protected cells and counts of flags into one table; return its dimensions and its sorted rows."""
    columns = (*dimensions, *([flag] if flag else []))
    rows: list[CorridorRow] = []
    for cell in cells:
        people = None if cell["withheld"] else int(cell["people"])
        split = {name: cell[name] for name in dimensions} | ({flag: TOTAL} if flag else {})
        rows.append(_row(split, people, people, bool(cell["withheld"])))
    for cell in flags:
        people = None if cell["withheld"] else int(cell["people"])
        split = {name: cell[name] for name in dimensions} | {str(flag): cell["flag"]}
        rows.append(_row(split, people, people, bool(cell["withheld"]), base=int(cell["base"])))
    return columns, sorted(rows, key=lambda row: [row[name] for name in columns])


def to_statistics_rows(statistics: Statistics) -> list[CorridorRow]:
    """Lay published figures out as rows by corridor and year, and by corridor over all years, sorted."""
    rows = [
        _row(_corridor(figure.origin, figure.destination, str(figure.year)), figure.lower, figure.upper, False)
        for figure in statistics.figures
    ]
    totals = (
        _row(_corridor(origin, destination, TOTAL), lower, upper, False)
        for origin, destination, lower, upper in list_corridors(statistics.figures)
    )
    return sorted([*rows, *totals], key=lambda row: (row["origin"], row["destination"], row["year"]))


def to_count_rows(counts: PublishedCounts) -> list[CorridorRow]:
    """Lay published counts out as rows by corridor, and by year too where the table has years, sorted."""
    if not counts.has_years:
        return sorted(
            (
                _row({"origin": origin, "destination": destination}, *bounds, False)
                for (origin, destination, _), bounds in counts.cells.items()
            ),
            key=lambda row: (row["origin"], row["destination"]),
        )
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for (origin, destination, _), (lower, upper) in counts.cells.items():
        before = sums.get((origin, destination, TOTAL), (0, 0))
        sums[origin, destination, TOTAL] = before[0] + lower, before[1] + upper
    rows = [_row(_corridor(*cell), *bounds, False) for cell, bounds in [*counts.cells.items(), *sums.items()]]
    return sorted(rows, key=lambda row: (row["origin"], row["destination"], row["year"]))


def _corridor(origin: str, destination: str, year: str) -> dict[str, str]:
    return {"origin": origin, "destination": destination, "year": year}


def _row(
    split: Mapping[str, str], lower: int | None, upper: int | None, withheld: bool, base: int | None = None
) -> dict[str, Any]:
    share = None
    if base and lower is not None:
        share = (Decimal(lower) / base).quantize(_SHARE, ROUND_HALF_EVEN)
    numbers = lower if lower == upper else None, lower, upper, base, share, withheld
    return {**split, **dict(zip(NUMBERS, numbers, strict=True))}


def list_observations(
    rows: Iterable[CorridorRow], dimensions: Sequence[str], checks: Checks
) -> list[CorridorObservation]:
    """Turn the rows that the graph can represent into records, in their order."""
    found = []
    for row in rows:
        split = {name: row[name] for name in dimensions}
        if any(value in _NO_CONCEPT.get(name, ()) for name, value in split.items()):
            continue
        fields: dict[str, Any] = {
            name.replace("-", "_"): _CONCEPTS.get(name, {}).get(value, value)
            for name, value in split.items()
            if value != TOTAL
        }
        if "year" in fields:
            fields["year"] = int(fields["year"])
        fields |= {name: row[name] for name in ("lower", "upper", "share", "base", "withheld")}
        try:
            found.append(CorridorObservation.model_validate(fields, context=checks))
        except ValueError as error:
            raise RecordError(f"a cell cannot be used ({type(error).__name__})", file="import") from None
    return found
