"""Run the steps from a command line: one command a step, no logic of its own.

Exit status: 0 fine, 1 a problem with the input, 2 usage.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from survivorgraph import __version__
from survivorgraph.errors import QuestionError, SurvivorGraphError

__all__ = ["main"]

STORE_HELP = "a build's folder, or the URL of a SPARQL 1.1 endpoint (default: the last build, ./build)"
PAGES = ("corridors", "partnerships", "story")


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = make_parser().parse_args(argv)
    try:
        return int(arguments.run(arguments))
    except QuestionError as error:
        print(f"survivorgraph: {error}", file=sys.stderr)
        return 2
    except SurvivorGraphError as error:
        print(f"survivorgraph: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader of a pipe has seen enough; a second error while closing would only confuse.
        sys.stdout = None
        return 0
    except KeyboardInterrupt:
        print("survivorgraph: stopped", file=sys.stderr)
        return 130


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="survivorgraph",
        description="Build, check and ask a knowledge graph of human-trafficking reports, "
        "in which every fact is tied to its place in its source.",
        epilog="It counts what was detected and reported, not what happened, and identifies nobody.",
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=20),
    )
    parser.add_argument("--version", action="version", version=f"survivorgraph {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND ...", required=True)
    _add_build(commands)
    _add_asking(commands)
    _add_pictures(commands)
    _add_evidence(commands)
    return parser


def _add_build(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("build", help="read, check, derive and write everything")
    command.add_argument("--data", type=Path, metavar="DIR", help="a folder of sources (default: the shipped data)")
    command.add_argument("--out", type=Path, metavar="DIR", default=Path("build"), help="where to (default: ./build)")
    command.set_defaults(run=_build)
    command = commands.add_parser("check", help="check records, shapes and ontology, and list what is wrong")
    command.add_argument("--data", type=Path, metavar="DIR", help="a folder of sources (default: the shipped data)")
    command.set_defaults(run=_check)


def _add_asking(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("ask", help="ask a named question, a query file, or standard input")
    command.add_argument(
        "question",
        metavar="NAME|KEY|FILE|-",
        help="a question's name or key (S01), a .rq file, or - for standard input",
    )
    command.add_argument("--store", metavar="PATH|URL", help=STORE_HELP)
    command.add_argument(
        "--param",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a parameter of the question; may be repeated",
    )
    command.add_argument("--format", choices=("table", "csv", "json", "turtle"), default="table")
    command.set_defaults(run=_ask)
    command = commands.add_parser("questions", help="list the named questions and what they answer")
    command.set_defaults(run=_questions)


def _add_pictures(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("measure", help="measure corridors, countries, routes or partnerships")
    command.add_argument("what", metavar="WHAT", help="corridors, countries, routes or partnerships")
    command.add_argument("--store", metavar="PATH|URL", help=STORE_HELP)
    command.add_argument("--format", choices=("table", "csv"), default="table")
    command.set_defaults(run=_measure)
    command = commands.add_parser("show", help="write an interactive page that works without a network")
    command.add_argument("page", choices=PAGES, help="what to show")
    command.add_argument("key", nargs="?", help="the key of the story, such as jamshid")
    command.add_argument("--store", metavar="PATH|URL", help=STORE_HELP)
    command.add_argument(
        "--out", type=Path, metavar="FILE", help="the page to write (default: named after what it shows)"
    )
    command.set_defaults(run=_show)


def _add_evidence(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    command = commands.add_parser("cite", help="make the evidence of words in a source, for a record")
    command.add_argument("source", help="the key of the source, such as tip-2023")
    command.add_argument("words", help="the words that carry the fact, from your copy of the document")
    command.add_argument("--section", default="", metavar="KEY", help="the section where they stand")
    command.add_argument("--sources", type=Path, metavar="DIR", help="check that they stand in DIR/SOURCE.txt")
    command.set_defaults(run=_cite)
    command = commands.add_parser("verify", help="find every piece of evidence again in your copies of the documents")
    command.add_argument(
        "--sources", type=Path, metavar="DIR", required=True, help="a folder with KEY.txt for each source"
    )
    command.add_argument("--data", type=Path, metavar="DIR", help="a folder of sources (default: the shipped data)")
    command.set_defaults(run=_verify)


def _say(text: str) -> None:
    if sys.stderr.isatty():
        print(f"  {text} …", file=sys.stderr, flush=True)


def _build(arguments: argparse.Namespace) -> int:
    from survivorgraph.build import build
    from survivorgraph.publish.exports import describe_build

    report = build(arguments.data, arguments.out, say=_say)
    print(describe_build(report.counts, _shown(report.out), _program()))
    for warning in report.warnings:
        print(warning, file=sys.stderr)
    return 0


def _program() -> str:
    """Say how this command line is called from here: by its name if the shell finds it, or by its path."""
    if shutil.which("survivorgraph"):
        return "survivorgraph"
    beside = Path(sys.executable).with_name("survivorgraph")
    return str(_shown(beside)) if beside.exists() else f"{_shown(Path(sys.executable))} -m survivorgraph"


def _shown(path: Path) -> Path:
    """Write a path as seen from here, where it lies below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _check(arguments: argparse.Namespace) -> int:
    from survivorgraph.checks import check

    wrong, worth_a_look = check(arguments.data)
    for line in [*wrong, *worth_a_look]:
        print(line)
    if wrong:
        print(f"{len(wrong)} to mend, {len(worth_a_look)} to look at", file=sys.stderr)
        return 1
    print(f"nothing to mend, {len(worth_a_look)} to look at")
    return 0


def _ask(arguments: argparse.Namespace) -> int:
    from survivorgraph.store.dataset import open_dataset
    from survivorgraph.store.questions import read_question

    text = sys.stdin.read() if arguments.question == "-" else None
    question = read_question(arguments.question, text=text)
    answer = open_dataset(arguments.store).ask(question, **_parameters(arguments.param))
    print(answer.write(arguments.format), end="")
    return 0


def _parameters(given: Sequence[str]) -> dict[str, str]:
    pairs = [one.partition("=") for one in given]
    wrong = next((name for name, equals, _ in pairs if not equals or not name), None)
    if wrong is not None:
        raise QuestionError(f"--param takes NAME=VALUE; found '{wrong}'")
    return {name: value for name, _, value in pairs}


def _questions(_: argparse.Namespace) -> int:
    from survivorgraph.store.questions import describe_questions

    print(describe_questions(), end="")
    return 0


def _measure(arguments: argparse.Namespace) -> int:
    from survivorgraph.publish.exports import format_measures, measure
    from survivorgraph.publish.pages import Material
    from survivorgraph.store.dataset import open_dataset

    measures = measure(Material(open_dataset(arguments.store)), arguments.what)
    print(format_measures(measures, arguments.format), end="")
    return 0


def _show(arguments: argparse.Namespace) -> int:
    from survivorgraph.publish.explorer import write_page
    from survivorgraph.publish.pages import Material
    from survivorgraph.publish.site import make_page
    from survivorgraph.store.dataset import open_dataset

    page = make_page(Material(open_dataset(arguments.store)), arguments.page, arguments.key)
    name = f"story-{arguments.key}" if arguments.page == "story" else arguments.page
    print(write_page(page, arguments.out or Path(f"{name}.html")))
    return 0


def _cite(arguments: argparse.Namespace) -> int:
    from survivorgraph.sources.evidence import cite, read_documents

    documents = read_documents(arguments.sources) if arguments.sources else None
    print(cite(arguments.source, arguments.words, section=arguments.section, documents=documents))
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    from survivorgraph.checks import describe_verification, verify_sources

    verification = verify_sources(arguments.sources, arguments.data)
    print(describe_verification(verification))
    return 1 if verification.lost or verification.missing_documents else 0


if __name__ == "__main__":
    sys.exit(main())
