"""Read numbers as people write them: thousands separated, decimals with a point or a comma.

The decimal sign is determined for a column as a whole, and never guessed: a column in which every number
could be read both ways is an error.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

__all__ = ["UnclearNumbersError", "find_decimal", "is_numeric", "read_number"]

_BLANKS: Final = re.compile(r"[\s\u00a0\u2007\u202f'’_]")
_SEPARATORS: Final = {0x66B: ".", 0x66C: ",", 0x2212: "-"}
_PLAIN: Final = re.compile(r"[+-]?[0-9]+([eE][+-]?[0-9]+)?")
_GROUPS: Final = {sign: re.compile(rf"[+-]?[0-9]{{1,3}}([{sign}][0-9]{{3}})+") for sign in ",."}
_DECIMAL: Final = {
    sign: re.compile(rf"[+-]?([0-9]*|[0-9]{{1,3}}([{other}][0-9]{{3}})+)[{sign}][0-9]*([eE][+-]?[0-9]+)?")
    for sign, other in ((",", "."), (".", ","))
}


class UnclearNumbersError(ValueError):
    """An error for a column of numbers that could be read in two ways."""


def find_decimal(texts: Iterable[str], *, delimiter: str, is_whole: bool = False) -> str:
    """Return the decimal sign of a column, "." or ","; the other one, if it is there, separates thousands.

    `is_whole` says that the column holds whole numbers. A table separated by commas has no decimal comma. Raises
    UnclearNumbersError where every number could be read both ways, such as ``1,234`` between semicolons.

    >>> find_decimal(["2,5", "3"], delimiter=";"), find_decimal(["1,234", "2"], delimiter=",")
    (',', '.')
    """
    signs = {"sure": set[str](), "unsure": set[str]()}
    for text in texts:
        number = _use_ascii(_BLANKS.sub("", text))
        for sign in ",.":
            if sign not in number or not _DECIMAL[sign].fullmatch(number):
                continue
            both = _GROUPS[sign].fullmatch(number) and not number.lstrip("+-").startswith("0")
            if not both:
                signs["sure"].add(sign)
            elif number.count(sign) == 1:
                signs["unsure"].add(sign)
        if any(number.count(sign) > 1 and _GROUPS[sign].fullmatch(number) for sign in ",."):
            signs["sure"].add("." if "," in number else ",")
    if len(signs["sure"]) == 1:
        return signs["sure"].pop()
    if signs["sure"] or len(signs["unsure"]) > 1:
        raise UnclearNumbersError
    if not signs["unsure"]:
        return "."
    sign = signs["unsure"].pop()
    other = "," if sign == "." else "."
    if is_whole:
        return other
    if delimiter == ";" or (delimiter == "\t" and sign == ","):
        raise UnclearNumbersError
    return "."


def _use_ascii(number: str) -> str:
    """Write the digits and signs of other scripts as those of ASCII."""
    if number.isascii():
        return number
    digits = (str(unicodedata.decimal(char)) if char.isdecimal() else char for char in number)
    return "".join(digits).translate(_SEPARATORS)


def read_number(text: str, decimal: str = ".") -> int | float | None:
    """Return a finite number, whole where it is; None for what is none.

    >>> read_number("1 234"), read_number("2,5", ","), read_number("1,234"), read_number("many")
    (1234, 2.5, 1234, None)
    """
    number = _use_ascii(_BLANKS.sub("", text))
    other = "," if decimal == "." else "."
    if _GROUPS[other].fullmatch(number) or (other in number and _DECIMAL[decimal].fullmatch(number)):
        number = number.replace(other, "")
    if decimal == "," and _DECIMAL[","].fullmatch(number):
        number = number.replace(",", ".")
    if len(number) > 40 or not (_PLAIN.fullmatch(number) or _DECIMAL["."].fullmatch(number)):
        return None
    if number.lstrip("+-").isdecimal():
        return int(number)
    try:
        value = float(number)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def is_numeric(texts: Sequence[str]) -> bool:
    """Return whether a column holds only numbers, in any notation, and at least one."""
    said = [text for text in texts if text]
    return bool(said) and all(read_number(text, ".") is not None or read_number(text, ",") is not None for text in said)
