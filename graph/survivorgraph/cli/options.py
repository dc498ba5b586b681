"""Parse options so that none is without effect: each is given once, with a value, where it does something."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from survivorgraph.errors import QuestionError

__all__ = ["Parser", "list_given", "read_pairs", "read_path", "refuse_unused"]

_GIVEN = "given_options"


class _Once(argparse.Action):
    """An option that takes one value and may be given once."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: argparse.Namespace, values: Any, option: str | None = None
    ) -> None:
        """Keep the value; refuse a second one, and none."""
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
    """A parser whose options stand anywhere in a command, and are refused where they are given twice or empty."""

    _is_mixing = False

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.register("action", None, _Once)
        self.register("action", "store", _Once)
        self.register("action", "append", _Many)
        self.register("action", "store_true", _Flag)

    def parse_known_args(self, args=None, namespace=None):  # type: ignore[no-untyped-def]
        """Parse as argparse does, for a command without commands of its own in any order."""
        if self._subparsers is not None or self._is_mixing:
            return super().parse_known_args(args, namespace)
        self._is_mixing = True
        try:
            return self.parse_known_intermixed_args(args, namespace)
        finally:
            self._is_mixing = False

    def _print_message(self, message: str, file: Any = None) -> None:
        """Print help without passing over a full disk, as argparse does."""
        if file is sys.stdout:
            file.write(message)
        else:
            super()._print_message(message, file)


def _name(action: argparse.Action) -> str:
    return action.option_strings[0].removeprefix("--").replace("-", "_")


def _note(namespace: argparse.Namespace, name: str) -> None:
    setattr(namespace, _GIVEN, list_given(namespace) | {name})


def list_given(arguments: argparse.Namespace) -> frozenset[str]:
    """Return the names of the options that stand on the command line, defaults left aside."""
    given: frozenset[str] = getattr(arguments, _GIVEN, frozenset())
    return given


def refuse_unused(arguments: argparse.Namespace, names: Iterable[str], where: str) -> None:
    """Raise QuestionError for an option that is given where it would do nothing."""
    for name in names:
        if name in list_given(arguments):
            raise QuestionError(f"--{name.replace('_', '-')} does nothing {where}; leave it out")


def read_pairs(given: Sequence[str], option: str) -> dict[str, str]:
    """Read NAME=VALUE, each name once; raise QuestionError for anything else."""
    pairs: dict[str, str] = {}
    for name, equals, value in (one.partition("=") for one in given):
        if not equals or not name:
            raise QuestionError(f"{option} takes NAME=VALUE; found '{name}'")
        if name in pairs:
            thing = "a parameter" if option == "--param" else "a filter"
            raise QuestionError(f"{option} {name} is given twice; {thing} takes one value")
        pairs[name] = value
    return pairs


def read_path(text: str) -> Path:
    """Read a path; an empty one, which would mean the folder one is in, is refused."""
    if not text:
        raise argparse.ArgumentTypeError("expected a path (found nothing)")
    return Path(text)
