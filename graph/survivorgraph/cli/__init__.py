"""The command line: one command per step, without logic of its own.

Exit status: 0 fine, 1 a problem with the input, 2 usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from survivorgraph.cli import asking, building, completing, evidence, finding, importing, serving, showing
from survivorgraph.cli.console import abandon, complain, describe_replaced, fill_closed, prepare
from survivorgraph.cli.logs import add_verbose, log_command, log_end, log_error, start_log
from survivorgraph.cli.options import Parser
from survivorgraph.errors import QueryLimitError, QuestionError, SurvivorGraphError
from survivorgraph.version import __version__

__all__ = ["main", "make_parser"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    fill_closed()
    if sys.stdout is None:
        complain("survivorgraph: standard output is closed; to hear nothing, send it to the null device")
        return 1
    prepare()
    status = _guard(argv)
    if replaced := describe_replaced():
        complain(f"note: {replaced}")
    return status


def _guard(argv: Sequence[str] | None) -> int:
    """Run one command; turn errors of the input or the machine, but no bug of ours, into one line."""
    try:
        try:
            _check_arguments(sys.argv[1:] if argv is None else argv)
            return _run(make_parser().parse_args(argv))
        finally:
            sys.stdout.flush()  # a full disk shows only now
    except QuestionError as error:
        complain(f"survivorgraph: {error}")
        return 2
    except QueryLimitError as error:
        complain(f"survivorgraph: {error}")
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(1)  # the engine is still at work, and only the end of the process ends that
    except SurvivorGraphError as error:
        complain(f"survivorgraph: {error}")
        return 1
    except BrokenPipeError:
        # The reader of a pipe has seen enough.
        abandon(sys.stdout)
        return 0
    except KeyboardInterrupt:
        complain("survivorgraph: stopped")
        return 130
    except (OSError, MemoryError, RuntimeError, UnicodeError) as error:
        if isinstance(error, RuntimeError) and not isinstance(error, RecursionError) and "loop" not in str(error):
            raise
        complain(f"survivorgraph: {_explain(error)}")
        abandon(sys.stdout)
        return 1


def _check_arguments(argv: Sequence[str]) -> None:
    for text in argv:
        if "\0" in text:
            raise QuestionError(f"an argument has a null character after {text.index(chr(0))} others; leave it out")


def _run(arguments: argparse.Namespace) -> int:
    start_log(arguments.verbose)
    if not arguments.verbose:
        return int(arguments.run(arguments))
    log_command(arguments.run.__name__.strip("_"))
    status = 1
    try:
        status = int(arguments.run(arguments))
    except BaseException as error:
        status = 2 if isinstance(error, QuestionError) else 1
        log_error(error)
        raise
    finally:
        log_end(status)
    return status


def _explain(error: Exception) -> str:
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else "the output or the input: "
        return where + (error.strerror or str(error))
    if isinstance(error, UnicodeError):
        return f"a name or text cannot be written in {getattr(error, 'encoding', 'this encoding')}; use UTF-8"
    if isinstance(error, RuntimeError) and not isinstance(error, RecursionError):  # of pathlib, before Python 3.13
        return f"{str(error).replace('Symlink loop from ', '')}: this link leads in a circle; remove it"
    if isinstance(error, MemoryError):
        return "there is not enough memory for this input; split it"
    return "the input is nested too deep"


def make_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = Parser(
        prog="survivorgraph",
        description="Build, check and ask a knowledge graph of human-trafficking reports, "
        "in which every fact is tied to its place in its source.",
        epilog="It counts what was detected and reported, not what happened, and identifies nobody.",
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=20),
    )
    parser.add_argument("--version", action="version", version=f"survivorgraph {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND ...", required=True)
    for group in (building, importing, finding, asking, showing, serving, evidence, completing):
        group.add_commands(commands)
    add_verbose(list(commands.choices.values()))
    return parser
