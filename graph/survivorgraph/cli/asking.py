"""The commands `ask`, `questions` and `measure`, which print tables."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from survivorgraph.cli.columns import COLUMNS, add_columns, get_columns
from survivorgraph.cli.console import complain, use_utf8
from survivorgraph.cli.options import add_seconds, list_given, read_parameters, read_path, refuse_unused
from survivorgraph.cli.output import STORE_HELP, add_table_options, get_columns_shown, get_table_width
from survivorgraph.errors import QueryError, QuestionError

if TYPE_CHECKING:
    from survivorgraph.network.core.measures import Measures
    from survivorgraph.store.answers import Answer
    from survivorgraph.store.dataset import Dataset
    from survivorgraph.store.questions import Question

    Measurers = tuple[Callable[[], Measures], Callable[[str], Mapping[str, Measures]]]

__all__ = ["add_commands"]


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the parser."""
    command = commands.add_parser("ask", help="ask a named question, or a SPARQL query of your own")
    command.add_argument(
        "question",
        metavar="NAME|KEY|FILE|QUERY|-",
        help="a question's name or key (S01), a .rq file, a query in quotes, or - for standard input",
    )
    command.add_argument("--store", metavar="PATH|URL", help=STORE_HELP)
    command.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the question; may be repeated, also for several values of one",
    )
    add_seconds(command)
    command.add_argument("--format", choices=("table", "csv", "json", "turtle"), default="table")
    add_table_options(command)
    command.set_defaults(run=_ask)
    command = commands.add_parser("questions", help="list the named questions and what they answer")
    command.add_argument("name", nargs="?", metavar="NAME|KEY", help="only this question, with what its columns hold")
    command.set_defaults(run=_questions)
    _add_measure(commands)


def _add_measure(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("measure", help="measure corridors, journeys, partnerships or a network of your own")
    command.add_argument(
        "what", nargs="?", metavar="WHAT", help="what to measure; without it, all that can be measured is listed"
    )
    command.add_argument("--store", metavar="PATH|URL", help=STORE_HELP)
    command.add_argument(
        "--by",
        metavar="FACET",
        help="one table for each form, sex, age, sector, year or source; with --file, for each value of a column or "
        "edge attribute",
    )
    command.add_argument(
        "--change",
        nargs=2,
        type=int,
        metavar="YEAR",
        help="compare two years of imported figures; for observed-corridors",
    )
    command.add_argument("--seed", type=int, metavar="N", help="the seed of random numbers (default: 0)")
    command.add_argument(
        "--resamples", type=int, metavar="N", help="the number of bootstrap resamples for intervals (default: 1000)"
    )
    command.add_argument(
        "--file",
        type=read_path,
        metavar="FILE",
        help="a network of your own instead (GraphML, GEXF, or a table of edges: CSV, XLSX, Parquet), measured by "
        "nodes, ranking, structure, null, backbone or communities",
    )
    command.add_argument(
        "--countries",
        action="store_true",
        help="the ends of the file's edges are countries: known names in any language are merged",
    )
    command.add_argument(
        "--weight", metavar="COLUMN", help="the column or edge attribute of the file that is the weight"
    )
    command.add_argument(
        "--unweighted",
        action="store_true",
        help="each pair of nodes of the file counts once, whatever the weight: strengths are then degrees",
    )
    command.add_argument("--format", choices=("table", "csv"), default="table")
    add_table_options(command)
    add_columns(command)
    command.set_defaults(run=_measure)


def _ask(arguments: argparse.Namespace) -> int:
    from survivorgraph.store.dataset import open_dataset
    from survivorgraph.store.questions import read_question

    text = _read_input() if arguments.question == "-" else None
    question = read_question(arguments.question, text=text)
    width, columns = get_table_width(arguments), get_columns_shown(arguments)
    if arguments.format == "turtle":
        refuse_unused(arguments, ["columns"], "with --format turtle")
    # The engine does not look at signals while it works; nothing is written, so Ctrl-C may simply end it.
    before = signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        dataset = open_dataset(arguments.store, seconds=arguments.seconds)
        given = read_parameters(arguments.param)
        answer = dataset.ask(question, **given)
        remarks = _remarks(dataset, question, given, answer)
    finally:
        signal.signal(signal.SIGINT, before)
    if arguments.format != "table":
        use_utf8()
    shown = answer.select(*(columns or _choose_columns(answer, width)))
    print(shown.write(arguments.format, width=width), end="")
    for line in remarks:
        complain(line)
    if not columns and len(shown.columns) < len(answer.columns):
        hidden = ", ".join(name for name in answer.columns if name not in shown.columns)
        complain(f"note: columns that are not shown: {hidden}; --wide shows all")
    return 0


def _choose_columns(answer: Answer, width: int | None) -> tuple[str, ...]:
    """Return the columns to show: on a terminal, where a section is named, neither its source nor digests."""
    if width is None or "section" not in answer.columns or answer.triples is not None:
        return answer.columns
    return tuple(name for name in answer.columns if name not in ("source", "digest"))


def _read_input() -> str:
    if sys.stdin is None:
        raise QueryError("standard input is closed; '-' reads the query from it")
    from survivorgraph.store.questions import MOST_QUERY_BYTES

    content = sys.stdin.buffer.read(MOST_QUERY_BYTES + 1)
    if len(content) > MOST_QUERY_BYTES:
        raise QueryError(f"the query on standard input has more than {MOST_QUERY_BYTES >> 20} MB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise QueryError(f"standard input is not UTF-8 at byte {error.start}; save the query as UTF-8") from error


def _remarks(dataset: Dataset, question: Question, given: Mapping[str, object], answer: Answer) -> list[str]:
    """Return the remarks on an answer: the note of the question, misspelt terms, the reasons for an empty answer."""
    from survivorgraph.store.query_terms import describe_unknown_terms

    note = [f"note: {question.note}"] if question.note else []
    if answer.rows:
        return [*note, *answer.remarks, *describe_unknown_terms(question.sparql)]
    return [*note, "no rows", *dataset.explain_empty(question, **given)]


def _questions(arguments: argparse.Namespace) -> int:
    from survivorgraph.store.questions import describe_question, describe_questions, get_question

    if arguments.name is None:
        print(describe_questions(), end="")
    else:
        print(describe_question(get_question(arguments.name), has_columns=True), end="")
    return 0


def _measure(arguments: argparse.Namespace) -> int:
    from survivorgraph.builds.exports import format_measures, format_parts, list_measures

    if arguments.what is None:
        refuse_unused(arguments, sorted(list_given(arguments)), "without WHAT, which lists what can be measured")
        print(list_measures(), end="")
        return 0
    width, columns = get_table_width(arguments), get_columns_shown(arguments)
    whole, parts = _bind_file(arguments) if arguments.file is not None else _bind_dataset(arguments)
    if arguments.format != "table":
        use_utf8()
    if arguments.by is None:
        measures = whole()
        measures = measures.select(*columns) if columns else measures
        print(format_measures(measures, arguments.format, width=width), end="")
    else:
        tables = parts(arguments.by)
        tables = {name: table.select(*columns) for name, table in tables.items()} if columns else tables
        print(format_parts(tables, arguments.by, arguments.format, width=width), end="")
    if arguments.file is not None:
        _warn_of_people(arguments)
    return 0


def _warn_of_people(arguments: argparse.Namespace) -> None:
    from survivorgraph.tables.protection.persons import describe_risk
    from survivorgraph.tables.reading.table_reader import read_header

    file = Path(arguments.file)
    if file.suffix.casefold() not in (".graphml", ".gexf"):
        risk = describe_risk(read_header(file).names, arguments.weight or arguments.count)
        if risk is not None:
            complain(f"warning: {risk}")


def _bind_dataset(arguments: argparse.Namespace) -> Measurers:
    from survivorgraph.explorer.compose import GraphView
    from survivorgraph.network.measures.catalog import get_measures, get_measures_by_part
    from survivorgraph.store.dataset import open_dataset

    if arguments.weight is not None:
        raise QuestionError("--weight names a column or edge attribute of the file given by --file")
    refuse_unused(arguments, (*COLUMNS, "countries", "unweighted"), "without --file")
    graph_view = GraphView(open_dataset(arguments.store))
    options = {
        "seed": arguments.seed,
        "resamples": arguments.resamples,
        "years": tuple(arguments.change) if arguments.change else None,
    }
    return (
        lambda: get_measures(graph_view, arguments.what, **options),
        lambda facet: get_measures_by_part(graph_view, arguments.what, facet, **options),
    )


def _bind_file(arguments: argparse.Namespace) -> Measurers:
    from survivorgraph.network.files.file_measures import measure_file, measure_file_by_part

    if arguments.change is not None:
        raise QuestionError(
            "--change compares the figures of a build: import the file first, as in 'import edges FILE'"
        )
    refuse_unused(arguments, ["store"], "with --file")
    chosen = get_columns(arguments)
    if arguments.file.suffix.lower() in (".graphml", ".gexf"):
        refuse_unused(arguments, (*COLUMNS, "countries"), "with GraphML and GEXF")
    if arguments.weight is not None and chosen.count is not None:
        raise QuestionError("--weight and --count name the same column of a table; give one of them")
    if chosen.year is not None and arguments.by != "year":
        raise QuestionError("--year COLUMN of a file is for one table a year: give --by year with it")
    options = {
        name: getattr(arguments, name) for name in ("weight", "seed", "resamples", "sheet", "countries", "unweighted")
    }
    options["chosen"] = chosen
    return (
        lambda: measure_file(arguments.file, arguments.what, **options),
        lambda attribute: measure_file_by_part(arguments.file, arguments.what, attribute, **options),
    )
