"""The commands `find` and `about`, which search the graph and say what it holds of one thing."""

from __future__ import annotations

import argparse
import shutil
import sys

from survivorgraph.cli.console import complain, use_utf8
from survivorgraph.cli.output import STORE_HELP

__all__ = ["add_commands"]

DEFAULT_LIMIT = 20
MOST_FACTS = 500
PIPE_WIDTH = 100


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    command = commands.add_parser("find", help="find things by words in names, descriptions, notes and promises")
    command.add_argument(
        "words",
        nargs="+",
        metavar="WORDS",
        help="a name or words, in any language; typing errors and word forms are allowed for",
    )
    command.add_argument("--store", metavar="PATH|URL", help=STORE_HELP)
    command.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="KIND",
        help="only things of this kind, such as story; may be repeated",
    )
    command.add_argument(
        "--limit", type=int, default=DEFAULT_LIMIT, metavar="N", help=f"at most so many hits (default: {DEFAULT_LIMIT})"
    )
    command.add_argument("--format", choices=("text", "csv", "json", "markdown"), default="text")
    command.set_defaults(run=_find)
    command = commands.add_parser("about", help="say all that the graph holds of one thing, with certainty and source")
    command.add_argument(
        "thing",
        nargs="+",
        metavar="THING",
        help="a story, country, corridor, organization, partnership, place, treaty, concept, source or anything else "
        "that has a name: its key, name, alias or IRI, such as Feba, country:NPL, 'Nepal to Kuwait'",
    )
    command.add_argument("--store", metavar="PATH|URL", help=STORE_HELP)
    command.add_argument(
        "--limit", type=int, default=MOST_FACTS, metavar="N", help=f"at most so many facts (default: {MOST_FACTS})"
    )
    command.add_argument("--format", choices=("text", "csv", "json", "markdown", "turtle"), default="text")
    command.set_defaults(run=_about)


def _find(arguments: argparse.Namespace) -> int:
    from survivorgraph.dataset import open_dataset

    hits = open_dataset(arguments.store).find(" ".join(arguments.words), limit=arguments.limit, kinds=arguments.kind)
    _print(hits.write(arguments.format, width=_get_width()), arguments.format)
    for remark in hits.remarks:
        complain(f"note: {remark}")
    return 0


def _about(arguments: argparse.Namespace) -> int:
    from survivorgraph.dataset import open_dataset

    about = open_dataset(arguments.store).about(" ".join(arguments.thing), limit=arguments.limit)
    _print(about.write(arguments.format, width=_get_width()), arguments.format)
    return 0


def _print(text: str, form: str) -> None:
    if form != "text":
        use_utf8()
    print(text, end="")


def _get_width() -> int:
    """Return the width of the terminal; a pipe has none, and gets lines of a usual length."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else PIPE_WIDTH
