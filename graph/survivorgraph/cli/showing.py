"""The command `show`, which writes interactive pages."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from survivorgraph.cli.options import add_seconds, read_pairs, read_parameters, read_path, refuse_unused
from survivorgraph.cli.output import STORE_HELP
from survivorgraph.errors import QuestionError

if TYPE_CHECKING:
    from survivorgraph.explorer.compose import GraphView
    from survivorgraph.explorer.page import Page
    from survivorgraph.store.dataset import Dataset

__all__ = ["add_commands"]

VIEWS = ("map", "corridors", "network", "journeys", "partnerships", "story")
NETWORKS = (".graphml", ".gexf", ".csv", ".tsv")


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    command = commands.add_parser("show", help="write an interactive page that works without a network")
    command.add_argument(
        "page",
        metavar="VIEW|QUESTION|FILE",
        help=f"{', '.join(VIEWS)}; a question's name, key or .rq file; or a network in a file ({', '.join(NETWORKS)})",
    )
    command.add_argument("key", nargs="?", help="the key of the story, such as jamshid")
    command.add_argument("--store", metavar="PATH|URL", help=STORE_HELP)
    command.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="FILTER=VALUE",
        help="a filter that is set at first, such as form=forced-labor",
    )
    command.add_argument(
        "--find", action="append", dest="filter", help=argparse.SUPPRESS
    )  # the name in earlier versions
    command.add_argument(
        "--param", action="append", default=[], metavar="NAME=VALUE", help="a parameter of the question"
    )
    add_seconds(command)
    command.add_argument("--language", metavar="TAG", default="en", help="the language of the page: en, fr or es")
    command.add_argument(
        "--quotes",
        type=read_path,
        metavar="DIR",
        help="repeat the cited words from your own copies, KEY.txt for each source; not for publication",
    )
    command.add_argument(
        "--out", type=read_path, metavar="FILE", help="the page to write (default: named after what it shows)"
    )
    command.set_defaults(run=_show)


def _show(arguments: argparse.Namespace) -> int:
    from survivorgraph.explorer.site import write_shown_page

    name = f"story-{arguments.key}" if arguments.page == "story" else Path(arguments.page).stem
    print(write_shown_page(_make(arguments), arguments.out or Path(f"{name}.html")))
    return 0


def _refuse_unused(arguments: argparse.Namespace) -> None:
    if arguments.key is not None and arguments.page != "story":
        raise QuestionError(f"'{arguments.page}' takes no key; only a story has one: show story KEY")
    if arguments.page.endswith(NETWORKS):
        refuse_unused(arguments, ("store", "filter", "find", "param", "quotes", "seconds"), "for a network in a file")
    elif arguments.page in VIEWS:
        refuse_unused(arguments, ("param",), "for a view; a view is opened filtered by --filter")
    else:
        refuse_unused(
            arguments, ("filter", "find", "quotes"), "for the answer to a question; a parameter is given by --param"
        )


def _make(arguments: argparse.Namespace) -> Page:
    from survivorgraph.explorer.answer_page import make_network_page
    from survivorgraph.explorer.compose import GraphView
    from survivorgraph.explorer.quotes import read_quotes
    from survivorgraph.explorer.site import make_page
    from survivorgraph.network.files.network_files import read_network
    from survivorgraph.store.dataset import open_dataset

    _refuse_unused(arguments)
    if arguments.page.endswith(NETWORKS):
        return make_network_page(
            read_network(arguments.page), title=Path(arguments.page).stem, language=arguments.language
        )
    dataset = open_dataset(arguments.store, seconds=arguments.seconds)
    quotes = read_quotes(dataset, arguments.quotes) if arguments.quotes else None
    graph_view = GraphView(dataset, arguments.language, quotes)
    if arguments.page in VIEWS:
        return make_page(graph_view, arguments.page, arguments.key, find=read_pairs(arguments.filter, "--filter"))
    return _answer(dataset, graph_view, arguments)


def _answer(dataset: Dataset, graph_view: GraphView, arguments: argparse.Namespace) -> Page:
    from survivorgraph.explorer.answer_page import make_answer_page
    from survivorgraph.store.questions import read_question

    question = read_question(arguments.page)
    answer = dataset.ask(question, **read_parameters(arguments.param))
    return make_answer_page(
        graph_view, answer, title=question.title or question.name, note=question.note, query=question.sparql
    )
