"""Show: what gives pages."""

from __future__ import annotations

import argparse
from pathlib import Path

from survivorgraph.cli.words import STORE_HELP

__all__ = ["add_commands"]

PAGES = ("corridors", "partnerships", "story")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    command = commands.add_parser("show", help="write an interactive page that works without a network")
    command.add_argument("page", choices=PAGES, help="what to show")
    command.add_argument("key", nargs="?", help="the key of the story, such as jamshid")
    command.add_argument("--store", metavar="PATH|URL", help=STORE_HELP)
    command.add_argument(
        "--out", type=Path, metavar="FILE", help="the page to write (default: named after what it shows)"
    )
    command.set_defaults(run=_show)


def _show(arguments: argparse.Namespace) -> int:
    from survivorgraph.publish.pages import Material
    from survivorgraph.publish.site import make_page, write_shown_page
    from survivorgraph.store.dataset import open_dataset

    page = make_page(Material(open_dataset(arguments.store)), arguments.page, arguments.key)
    name = f"story-{arguments.key}" if arguments.page == "story" else arguments.page
    print(write_shown_page(page, arguments.out or Path(f"{name}.html")))
    return 0
