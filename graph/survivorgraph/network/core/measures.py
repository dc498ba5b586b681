"""Tables of measures, with their basis and the meaning of their counts.

This is the one place where scores are rounded: to six significant digits and at most twelve decimals,
so that two runs, or two orders of the same input, give the same bytes.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypedDict, Unpack

from survivorgraph.keywords import fill_options
from survivorgraph.table import Table, write_cell

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["REPORTED_NOTE", "Cell", "Measures", "count_of", "make_measures", "round_score"]

Cell = str | int | float | bool | tuple[str, ...] | None
"""A value of a table. None means that the measure is not defined there, or that no source says it."""

FORMULAS = tuple("=+-@\t\r\n＝＋－＠")
"""How a text begins that a spreadsheet runs as a formula."""
REPORTED_NOTE = "counts what was detected and reported, not what happened"


def round_score(value: float) -> float | None:
    """Round to six significant digits and at most twelve decimals; what is not a number becomes None.

    >>> round_score(2 / 3), round_score(1e-17), round_score(float("nan"))
    (0.666667, 0.0, None)
    """
    if not math.isfinite(value):
        return None
    return float(format(round(value, 12), ".6g")) + 0.0  # the sum turns -0.0 into 0.0


def count_of(number: int, one: str, many: str) -> str:
    """Write a number with its noun.

    >>> count_of(1, "story", "stories"), count_of(17, "story", "stories")
    ('1 story', '17 stories')
    """
    return f"{number} {one if number == 1 else many}"


@dataclass(frozen=True, slots=True)
class Measures(Table):
    """A table of measures: `columns`, `rows`, and what a reader must know to interpret them.

    `basis` says what the figures rest on ("17 stories, 2 sources"), `note` what they count, and
    `parameters` how they were computed (weight, damping, seed, level). `counts` says in numbers what went
    in (nodes, edges, stories, what was left out), and `provenance` lists the keys of the sources.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    basis: str
    note: str = ""
    parameters: Mapping[str, Cell] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    provenance: tuple[str, ...] = ()

    @property
    def caption(self) -> str:
        """Return basis and note as one line, which must be shown under the table wherever it appears."""
        return "; ".join(part for part in (self.basis, self.note) if part)

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a pandas frame; `attrs` carries basis, note, parameters, counts and
        provenance."""
        frame = Table.to_frame(self)
        frame.attrs = {
            "basis": self.basis,
            "note": self.note,
            "parameters": dict(self.parameters),
            "counts": dict(self.counts),
            "provenance": list(self.provenance),
        }
        return frame

    def write_csv(self, path: Path | str) -> Path:
        r"""Write the table as UTF-8 CSV with ``\n`` line ends, and return the path.

        Lists are joined by "; ", None is an empty field. A last column, `basis`, repeats the caption in
        every row, because tables are passed on without their page.
        """
        path = Path(path)
        path.write_bytes(self.to_csv().encode("utf-8"))
        return path

    def to_csv(self, *, header: bool = True) -> str:
        """Return the table as CSV, as `write_csv` writes it."""
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\n")
        if header:
            writer.writerow([*self.columns, "basis"])
        writer.writerows([*map(_write_cell, row), self.caption] for row in self.rows)
        return text.getvalue()


def _write_cell(cell: Cell) -> str:
    text = write_cell(cell)
    # As the page's exports do: a spreadsheet would run such a cell as a formula.
    return f"'{text}" if isinstance(cell, str | tuple) and text.startswith(FORMULAS) else text


class Details(TypedDict, total=False):
    """The settings, counts and sources of a table of measures."""

    parameters: Mapping[str, Cell]
    counts: Mapping[str, int]
    provenance: Iterable[str]


_NO_DETAILS: Final[Details] = {"parameters": {}, "counts": {}, "provenance": ()}


def make_measures(
    columns: Sequence[str],
    records: Iterable[Mapping[str, Cell]],
    *,
    by: Sequence[str] | None,
    basis: str,
    note: str = "",
    **details: Unpack[Details],
) -> Measures:
    """Make a table of records, largest `by` first, then by the other columns; None keeps their order.

    Scores are rounded before they are compared, so that two scores which print the same are a tie and
    are in the order of their names: `name` decides before `code`. None comes last. `details` are the `parameters`,
    `counts` and `provenance` of the table.
    """
    said: Details = fill_options(_NO_DETAILS, details)
    rows = [
        {name: round_score(cell) if isinstance(cell, float) else cell for name, cell in record.items()}
        for record in records
    ]
    ties = sorted(columns, key=lambda column: (column != "name", columns.index(column)))

    def order(row: Mapping[str, Cell]) -> tuple[object, ...]:
        scores = [row[column] for column in by or ()]
        numbers = [-value if isinstance(value, int | float) else math.inf for value in scores]
        return (*numbers, *(str(row[column]) for column in ties))

    return Measures(
        tuple(columns),
        tuple(tuple(row[column] for column in columns) for row in (rows if by is None else sorted(rows, key=order))),
        basis,
        note,
        dict(said["parameters"]),
        dict(said["counts"]),
        tuple(sorted(set(said["provenance"]))),
    )
