"""Printing to consoles of any encoding, and to closed or full outputs."""

from __future__ import annotations

import codecs
import io
import os
import sys
from pathlib import Path
from typing import Final, TextIO

__all__ = ["abandon", "complain", "describe_replaced", "fill_closed", "prepare", "use_utf8"]

_HANDLER: Final = "survivorgraph.console"
_ALIKE: Final = str.maketrans(
    {"…": "...", "→": "->", "—": "-", "–": "-", "’": "'", "‘": "'", "“": '"', "”": '"', "·": "-", "≥": ">=", "≤": "<="}
)
_replaced: dict[str, int] = {}


def fill_closed() -> None:
    """Put the null device in the place of a closed standard input or error.

    Libraries write to sys.stderr without a look at whether it is there, and the next file that is opened would take
    the number of the closed one, so that what is meant for the console would be written into it.
    """
    for number in (0, 2):
        try:
            os.fstat(number)
        except OSError:
            nowhere = os.open(os.devnull, os.O_RDWR)
            if nowhere != number:
                os.dup2(nowhere, number)
                os.close(nowhere)
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - lives as long as the process


def prepare() -> None:
    """Make the output streams replace characters that their encoding lacks, and count them."""
    _replaced.clear()
    codecs.register_error(_HANDLER, _replace)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def use_utf8() -> None:
    """Write output in UTF-8 unless it goes to a terminal or PYTHONIOENCODING is set."""
    if isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty() and not os.environ.get("PYTHONIOENCODING"):
        sys.stdout.reconfigure(encoding="utf-8", errors=_HANDLER)


def describe_replaced() -> str:
    """Return how many characters the console could not show; nothing if it showed all."""
    count = sum(_replaced.values())
    names = ", ".join(sorted(_replaced))
    what = "1 character is" if count == 1 else f"{count} characters are"
    return f"{what} shown as '?', since {names} has none; PYTHONIOENCODING=utf-8 shows all" if count else ""


def complain(text: str) -> None:
    """Print a message to standard error; if that fails, the exit status is all that remains."""
    try:
        print(text, file=sys.stderr, flush=True)
    except OSError:
        abandon(sys.stderr)


def abandon(stream: TextIO) -> None:
    """Discard pending output, so that no second error appears while Python ends."""
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        return


def _replace(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    shown = ""
    for char in error.object[error.start : error.end]:
        alike = char.translate(_ALIKE)
        if alike.isascii():
            shown += alike
        else:
            shown += "?"
            _replaced[error.encoding] = _replaced.get(error.encoding, 0) + 1
    return shown, error.end
