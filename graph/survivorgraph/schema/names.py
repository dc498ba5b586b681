"""Compare names of places exactly, after normalisation, and never by resemblance.

Two forms of a name count as the same:

- Unicode NFKC and letter case aside; every run of punctuation is one space, ``&`` is ``and``, ``St.`` is
  ``Saint``, and an article ``the`` at either end does not count;
- with or without diacritics, as long as the form without them belongs to one place only.

An alias of two to four capitals (``USA``, ``U.K.``, ``DRC``) is an abbreviation: it is found in capitals
only, with or without dots, because ``us`` and ``car`` are words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Generic, Protocol, TypeVar

__all__ = ["LONGEST_NAME", "NameIndex", "make_key", "normalize_name"]


class Named(Protocol):
    """An object with a name and aliases."""

    @property
    def name(self) -> str:
        """Return the name to show."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Return the other names."""


_N = TypeVar("_N", bound=Named)


LONGEST_NAME = 500
"""Longer texts are nobody's name, and are not looked up."""


class NameIndex(Generic[_N]):
    """An index of objects by name; a name that several objects share finds none."""

    def __init__(self, things: Iterable[_N]) -> None:
        """Index every name and alias of the things, which must be hashable."""
        self._exact: dict[str, set[_N]] = {}
        self._bare: dict[str, set[_N]] = {}
        for thing in things:
            for key in (normalize_name(thing.name), *map(make_key, thing.aliases)):
                self._exact.setdefault(key, set()).add(thing)
                self._bare.setdefault(_drop_diacritics(key), set()).add(thing)

    def find(self, name: str) -> _N | None:
        """Return the object of the name: as written first, else without diacritics; or None."""
        key = normalize_name(name) if len(name) <= LONGEST_NAME else ""
        if not key:
            return None
        bearers = (
            self._exact.get(key)
            or self._exact.get(_find_abbreviation(name) or "")
            or self._bare.get(_drop_diacritics(key), set())
        )
        return next(iter(bearers)) if len(bearers) == 1 else None


def normalize_name(name: str) -> str:
    """Return the form of a name under which it is compared.

    >>> normalize_name("KOREA, Democratic People’s Republic of")
    'korea democratic people s republic of'
    >>> normalize_name("The Bahamas") == normalize_name("BAHAMAS, THE")
    True
    >>> normalize_name("St. Vincent & the Grenadines")
    'saint vincent and the grenadines'
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    words = ["saint" if word == "st" else word for word in _split_words(folded.replace("&", " and "))]
    if len(words) > 1 and words[0] == "the":
        del words[0]
    if len(words) > 1 and words[-1] == "the":
        del words[-1]
    return " ".join(words)


def make_key(alias: str) -> str:
    """Return the key under which an alias is kept: normalised, but an abbreviation in its capitals.

    >>> make_key("U.S.A."), make_key("Mali")
    ('USA', 'mali')
    """
    return _find_abbreviation(alias) or normalize_name(alias)


def _find_abbreviation(name: str) -> str | None:
    """Return the capitals of an abbreviation without dots and article, or None for any other name."""
    words = _split_words(unicodedata.normalize("NFKC", name))
    letters = "".join(words[1:] if words[:1] in (["the"], ["The"], ["THE"]) else words)
    return letters if re.fullmatch(r"[A-Z]{2,4}", letters) else None


def _split_words(text: str) -> list[str]:
    """Split at everything but letters, marks and digits; invisible characters (Cf) vanish."""
    kept = (char if (kind := unicodedata.category(char))[0] in "LMN" else "" if kind == "Cf" else " " for char in text)
    return "".join(kept).split()


def _drop_diacritics(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if unicodedata.category(char) != "Mn")
