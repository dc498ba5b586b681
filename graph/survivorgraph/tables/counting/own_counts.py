"""Read back a table of cells that an import wrote, with its intervals and withheld cells."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from survivorgraph.errors import RecordError
from survivorgraph.schema.places import Gazetteer
from survivorgraph.tables.codebooks.case_codebook import NOT_STATED, SEVERAL, UNRESOLVED
from survivorgraph.tables.counting.corridor_rows import CorridorRow
from survivorgraph.tables.reading.names import make_column_key
from survivorgraph.tables.reading.own_tables import NUMBERS, TOTAL_VALUE, find_dimensions
from survivorgraph.tables.reading.table_reader import Grid

__all__ = ["read_own_table"]

_WORDS = frozenset((TOTAL_VALUE, NOT_STATED, SEVERAL, UNRESOLVED))


def read_own_table(grid: Grid, gazetteer: Gazetteer) -> tuple[tuple[str, ...], list[CorridorRow]]:
    """Return the dimensions and the sorted rows of a table that an import wrote.

    Raises RecordError, with the line, for a cell that is none of such a table and for a row that occurs twice.
    """
    places = find_dimensions(grid.header.names)
    keys = [make_column_key(name) for name in grid.header.names]
    numbers = {name: keys.index(name) for name in NUMBERS}
    rows: dict[tuple[str, ...], dict[str, Any]] = {}
    for number, cells in grid.rows:
        if all(not cell or cell.startswith("#") for cell in cells):
            continue
        split = {name: cells[place] for name, place in places.items()}
        try:
            row = {**split, **_read_numbers({name: cells[place] for name, place in numbers.items()})}
            _check_split(split, gazetteer)
        except (ValueError, InvalidOperation):
            problem = "this is no cell of a table that an import wrote; give the file as it was written"
            raise RecordError(problem, file=grid.file, line=number) from None
        if rows.setdefault(tuple(split.values()), row) is not row:
            raise RecordError("duplicate row: this cell was there already", file=grid.file, line=number)
    if not rows:
        raise RecordError("the table has no row", file=grid.file)
    return tuple(places), [rows[key] for key in sorted(rows)]


def _check_split(split: dict[str, str], gazetteer: Gazetteer) -> None:
    """Raise ValueError for an end that is no country, and for a year that is none."""
    for name, text in split.items():
        is_word = text in _WORDS
        if name in ("origin", "destination") and not is_word and text not in gazetteer.territories:
            raise ValueError(name)
        if name == "year" and not is_word and not (text.isdecimal() and len(text) == 4):
            raise ValueError(name)
        if not text:
            raise ValueError(name)


def _read_numbers(cells: dict[str, str]) -> dict[str, Any]:
    withheld = {"true": True, "false": False}.get(cells["withheld"].casefold())
    found: dict[str, Any] = {
        name: int(cells[name]) if cells[name] else None for name in ("people", "lower", "upper", "base")
    }
    found |= {"share": Decimal(cells["share"]) if cells["share"] else None, "withheld": withheld}
    lower, upper = found["lower"], found["upper"]
    is_shown = lower is not None and upper is not None and 0 <= lower <= upper
    is_right = is_shown if withheld is False else withheld and lower is upper is found["people"] is None
    if not is_right or (found["people"] is not None and not found["people"] == lower == upper):
        raise ValueError("numbers")
    return found
