"""Run the steps from a command line: one command a step, no logic of its own.

Exit status: 0 fine, 1 a problem with the input, 2 usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from survivorgraph.cli import asking, building, evidence, importing, serving, showing
from survivorgraph.errors import QuestionError, SurvivorGraphError
from survivorgraph.version import __version__

__all__ = ["main", "make_parser"]


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


class Parser(argparse.ArgumentParser):
    """A parser that takes options before, between and after the other arguments of a command."""

    _is_mixing = False

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        """Parse as argparse does, for a command without commands of its own in any order."""
        if self._subparsers is not None or self._is_mixing:
            return super().parse_known_args(args, namespace)
        self._is_mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_mixing = False


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of the whole command line."""
    parser = Parser(
        prog="survivorgraph",
        description="Build, check and ask a knowledge graph of human-trafficking reports, "
        "in which every fact is tied to its place in its source.",
        epilog="It counts what was detected and reported, not what happened, and identifies nobody.",
        formatter_class=lambda prog: argparse.HelpFormatter(prog, max_help_position=20),
    )
    parser.add_argument("--version", action="version", version=f"survivorgraph {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND ...", required=True)
    for group in (building, importing, asking, showing, serving, evidence):
        group.add_commands(commands)
    return parser
