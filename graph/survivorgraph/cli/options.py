"""Option parsing that rejects duplicate, empty and unused options."""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from survivorgraph.errors import QuestionError

__all__ = ["Parser", "add_seconds", "list_given", "read_pairs", "read_parameters", "read_path", "refuse_unused"]

DEFAULT_SECONDS = 60.0
MOST_SECONDS = 86_400

_GIVEN = "given_options"


class _Once(argparse.Action):
    """An option that takes one value and may be given once."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        """Store the value; reject a second one and an empty one."""
        if option is not None:
            if _name(self) in list_given(namespace):
                parser.error(f"{option} is given twice; it takes one value")
            if values == "":
                parser.error(f"{option} needs a value (found an empty one)")
            _note(namespace, _name(self))
        setattr(namespace, self.dest, values)


class _Many(argparse._AppendAction):
    """An option that may be repeated."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        """Add the value to those before."""
        _note(namespace, _name(self))
        super().__call__(parser, namespace, values, option)


class _Flag(argparse._StoreTrueAction):
    """An option without a value."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        """Set it, and note that it is given."""
        _note(namespace, _name(self))
        super().__call__(parser, namespace, values, option)


class Parser(argparse.ArgumentParser):
    """A parser that accepts options anywhere in a command, and rejects duplicate and empty ones."""

    _is_mixing = False

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.register("action", None, _Once)
        self.register("action", "store", _Once)
        self.register("action", "append", _Many)
        self.register("action", "store_true", _Flag)

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        """Parse arguments as argparse does; for a command without subcommands, options may come in any order."""
        if self._subparsers is not None or self._is_mixing:
            return super().parse_known_args(args, namespace)
        self._is_mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_mixing = False

    def _print_message(self, message: str, file: Any = None) -> None:
        """Print help, and raise where argparse would ignore an error, such as a full disk."""
        if file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)


def _name(action: argparse.Action) -> str:
    return action.option_strings[0].removeprefix("--").replace("-", "_")


def _note(namespace: argparse.Namespace, name: str) -> None:
    setattr(namespace, _GIVEN, list_given(namespace) | {name})


def list_given(arguments: argparse.Namespace) -> frozenset[str]:
    """Return the names of the options given on the command line, without defaults."""
    given: frozenset[str] = getattr(arguments, _GIVEN, frozenset())
    return given


def refuse_unused(arguments: argparse.Namespace, names: Iterable[str], where: str) -> None:
    """Raise QuestionError for an option that has no effect here."""
    for name in names:
        if name in list_given(arguments):
            raise QuestionError(f"--{name.replace('_', '-')} does nothing {where}; leave it out")


def read_pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """Read NAME=VALUE, each name once; raise QuestionError for anything else."""
    pairs: dict[str, str] = {}
    for name, value in _split_pairs(given, option):
        if name in pairs:
            raise QuestionError(f"{option} {name} is given twice; a filter takes one value")
        pairs[name] = value
    return pairs


def read_parameters(given: Sequence[str]) -> dict[str, str | list[str]]:
    """Read NAME=VALUE of the parameters of a question; a name that is given again has several values."""
    values: dict[str, list[str]] = {}
    for name, value in _split_pairs(given, "--param"):
        values.setdefault(name, []).append(value)
    return {name: many if len(many) > 1 else many[0] for name, many in values.items()}


def _split_pairs(given: Sequence[str], option: str) -> Iterator[tuple[str, str]]:
    for name, equals, value in (one.partition("=") for one in given):
        if not equals or not name:
            raise QuestionError(f"{option} takes NAME=VALUE; found '{name}'")
        yield name, value


def add_seconds(command: argparse.ArgumentParser) -> None:
    """Add the option that bounds the time of a query."""
    command.add_argument(
        "--seconds",
        type=_read_seconds,
        default=DEFAULT_SECONDS,
        metavar="N",
        help=f"how long a query may take (default: {DEFAULT_SECONDS:g})",
    )


def _read_seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds <= MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"expected seconds, a number above 0 and at most {MOST_SECONDS:,}")
    return seconds


def read_path(text: str) -> Path:
    """Read a path; reject an empty one, which would mean the current folder."""
    if not text:
        raise argparse.ArgumentTypeError("expected a path (found nothing)")
    return Path(text)
