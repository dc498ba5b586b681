"""Read counts as statistics publish them: exact, or as an interval such as ``<5``, ``1-4`` or ``fewer than 5``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from survivorgraph.tables.reading.numbers import is_numeric, read_number

__all__ = ["MOST_COUNT", "NOTHING", "are_counts", "read_interval"]

MOST_COUNT: Final = 10**9
NOTHING: Final = frozenset(
    (
        *("", "-", "–", "—", "--", ".", "..", "...", "…", ":", "n/a", "na", "n.a.", "n. a.", "nd", "n.d.", "s.d."),
        *("s/d", "k.a.", "k. a.", "none", "null", "nan", "#n/a", "-99", "-99.0", "not available", "no data"),
    )
)
"""What stands in the place of a number that was not published, in lower case."""
_BELOW: Final = re.compile(
    r"(?:<|fewer than|less than|under|below|moins de|menos de|weniger als|unter)\s*([0-9]+)", re.IGNORECASE
)
_UP_TO: Final = re.compile(r"(?:<=|≤|⩽|up to|at most)\s*([0-9]+)", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"([0-9]+)\s*(?:-|–|—|to|bis|à|a)\s*([0-9]+)", re.IGNORECASE)


_MARK: Final = re.compile(r"(?<=[0-9])\s*([*†‡§¹²³⁴⁵]+|\((p|e|r|prov\.?|est\.?)\)|\[[a-z]\])$", re.IGNORECASE)
"""What points from a number to a note."""


def read_interval(text: str, decimal: str = ".") -> tuple[int, int] | None:
    """Return the least and the most that a published count can be; None for what is none.

    >>> read_interval("1,234"), read_interval("<5"), read_interval("1–4"), read_interval("about 5")
    ((1234, 1234), (0, 4), (1, 4), None)
    """
    text = _MARK.sub("", text.strip())
    bounds: tuple[int, int] | None = None
    if (below := _BELOW.fullmatch(text)) and int(below[1]) > 0:
        bounds = 0, int(below[1]) - 1
    elif up_to := _UP_TO.fullmatch(text):
        bounds = 0, int(up_to[1])
    elif between := _BETWEEN.fullmatch(text):
        bounds = int(between[1]), int(between[2])
    elif isinstance(number := read_number(text, decimal), int):
        bounds = number, number
    return bounds if bounds is not None and 0 <= bounds[0] <= bounds[1] <= MOST_COUNT else None


def are_counts(texts: Iterable[str]) -> bool:
    """Return whether a column holds only numbers or intervals of counts, and signs of missing ones.

    >>> are_counts(["12", "<5", "–"]), are_counts(["–"]), are_counts(["12", "Nepal"])
    (True, False, False)
    """
    said = [text for text in texts if text.strip().casefold() not in NOTHING]
    return bool(said) and all(is_numeric([text]) or read_interval(text) is not None for text in said)
