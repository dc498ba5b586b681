"""Say paths and names as the person at the terminal would write them."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survivorgraph.sources.reading.names import Chosen

__all__ = ["STORE_HELP", "add_columns", "get_columns", "program", "say", "shown"]

STORE_HELP = "a build's folder, or the URL of a SPARQL 1.1 endpoint (default: the last build, ./build)"


def program() -> str:
    """Say how this command line is called from here: by its name if the shell finds it, or by its path."""
    if shutil.which("survivorgraph"):
        return "survivorgraph"
    beside = Path(sys.executable).with_name("survivorgraph")
    return str(shown(beside)) if beside.exists() else f"{shown(Path(sys.executable))} -m survivorgraph"


def shown(path: Path) -> Path:
    """Write a path as seen from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def say(text: str) -> None:
    """Report progress to a terminal; where nobody looks, be quiet."""
    if sys.stderr.isatty():
        print(f"  {text} …", file=sys.stderr, flush=True)


def add_columns(command: argparse.ArgumentParser) -> None:
    """Add the options that say which columns of a table are which."""
    group = command.add_argument_group(
        "columns of a table", "a column's name, or its number in a table without a header; or =TEXT for all rows"
    )
    group.add_argument("--origin", metavar="COLUMN", help="where people come from")
    group.add_argument("--destination", metavar="COLUMN", help="where they were found, as in --destination =Qatar")
    group.add_argument("--year", metavar="COLUMN", help="a column that begins with the year")
    group.add_argument(
        "--count", metavar="COLUMN", help="how many a row stands for; =1 for a table with other numbers in it"
    )
    group.add_argument("--sheet", metavar="NAME", help="the sheet of a workbook with several tables")


def get_columns(arguments: argparse.Namespace) -> Chosen:
    """Return which columns were named."""
    from survivorgraph.sources.reading.names import Chosen

    return Chosen(arguments.origin, arguments.destination, arguments.year, arguments.count)
