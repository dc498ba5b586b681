"""Know the tables that an import writes, whose rows are cells and sums of cells, and those that a page saves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from survivorgraph.tables.codebooks.case_codebook import DIMENSIONS
from survivorgraph.tables.reading.names import make_column_key

__all__ = ["NUMBERS", "TOTAL_VALUE", "find_dimensions", "is_own_table", "is_saved_table"]

NUMBERS: Final = ("people", "lower", "upper", "base", "share", "withheld")
"""The columns of such a table after its dimensions."""
TOTAL_VALUE: Final = "total"
"""What stands in a dimension by which a cell is not split."""


def is_own_table(header: Sequence[str]) -> bool:
    """Return whether a header is that of an imported table, ``imports/KEY/table.csv``.

    >>> is_own_table(["origin", "destination", "people", "lower", "upper", "base", "share", "withheld"])
    True
    """
    keys = {make_column_key(name) for name in header}
    return keys.issuperset(NUMBERS) and bool(find_dimensions(header))


def is_saved_table(header: Sequence[str]) -> bool:
    """Return whether a header is that of a table of lines that a page saved; its unit says what a line counts.

    >>> is_saved_table(["From", "To", "Counts", "id", "lower", "upper", "unit", "note"])
    True
    """
    return {"id", "lower", "upper", "unit", "note"} <= {make_column_key(name) for name in header}


def find_dimensions(header: Sequence[str]) -> dict[str, int]:
    """Return where in a header each dimension stands."""
    places = {make_column_key(name): place for place, name in reversed(list(enumerate(header)))}
    return {name: places[key] for name in DIMENSIONS if (key := make_column_key(name)) in places}
