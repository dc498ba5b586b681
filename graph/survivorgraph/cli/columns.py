"""The options that say which columns of a table are which."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survivorgraph.tables.reading.names import Chosen

__all__ = ["COLUMNS", "add_columns", "get_columns"]

COLUMNS = ("origin", "destination", "year", "count", "sheet")
"""The names of the options."""


def add_columns(command: argparse.ArgumentParser) -> None:
    """Add the options to a command."""
    group = command.add_argument_group(
        "columns of a table", "a column's name, or its number in a table without a header; or =TEXT for all rows"
    )
    group.add_argument("--origin", metavar="COLUMN", help="where people come from")
    group.add_argument("--destination", metavar="COLUMN", help="where they were found, as in --destination =Qatar")
    group.add_argument("--year", metavar="COLUMN", help="a column of years, or of dates")
    group.add_argument(
        "--count", metavar="COLUMN", help="how many people a row represents; =1 for a table with other numbers in it"
    )
    group.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook with several tables")


def get_columns(arguments: argparse.Namespace) -> Chosen:
    """Return which columns were named."""
    from survivorgraph.tables.reading.names import Chosen

    return Chosen(arguments.origin, arguments.destination, arguments.year, arguments.count)
