"""Output of the commands: paths, the name of the command, progress."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from survivorgraph.cli.console import complain
from survivorgraph.cli.logs import log_step
from survivorgraph.cli.options import refuse_unused

__all__ = [
    "STORE_HELP",
    "add_table_options",
    "command_name",
    "get_columns_shown",
    "get_table_width",
    "relative_to_cwd",
    "report_progress",
]

STORE_HELP = "a build's folder, or the URL of a SPARQL 1.1 endpoint (default: the last build, ./build)"


def command_name() -> str:
    """Return how to call this command line: its name if the shell finds it, else its path."""
    if shutil.which("survivorgraph"):
        return "survivorgraph"
    beside = Path(sys.executable).with_name("survivorgraph")
    return (
        str(relative_to_cwd(beside)) if beside.exists() else f"{relative_to_cwd(Path(sys.executable))} -m survivorgraph"
    )


def relative_to_cwd(path: Path) -> Path:
    """Return a path relative to the current folder if it lies below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def report_progress(text: str) -> None:
    """Report progress on standard error if it is a terminal, and in the log."""
    log_step(text)
    if sys.stderr.isatty():
        complain(f"  {text} …")


def add_table_options(command: argparse.ArgumentParser) -> None:
    """Add the options that say how a table is shown."""
    command.add_argument(
        "--columns", metavar="NAMES", help="the columns to show and their order, as in --columns name,form"
    )
    command.add_argument(
        "--wide", action="store_true", help="one line a row, however long, where the terminal is too narrow for it"
    )


def get_table_width(arguments: argparse.Namespace) -> int | None:
    """Return the width to which a table is fitted: that of the terminal; None for --wide, files and pipes."""
    if arguments.format != "table":
        refuse_unused(arguments, ["wide"], f"with --format {arguments.format}")
    if arguments.wide or sys.stdout is None or not sys.stdout.isatty():
        return None
    return shutil.get_terminal_size().columns


def get_columns_shown(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the names that --columns lists; without it, none."""
    return tuple(name.strip() for name in (arguments.columns or "").split(",") if name.strip())
