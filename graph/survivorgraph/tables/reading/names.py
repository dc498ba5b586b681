"""Find columns by name, ignoring case, blanks and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from survivorgraph.errors import RecordError

__all__ = [
    "LONGEST_CUT",
    "YEARS",
    "Chosen",
    "clean_cell",
    "drop_groups",
    "find_column",
    "index_columns",
    "make_column_key",
    "make_question_key",
    "make_unique",
]

LONGEST_CUT: Final = 32
"""Names longer than this were cut in some releases (the limit of SAS)."""
YEARS: Final = frozenset(("year", "année", "annee", "jahr", "año", "ano"))
"""How a column of years is called, as keys of columns."""
_GROUP_SIGN: Final = re.compile("[/.:]")
_GROUPED: Final = ("prs_", "vic_", "hte_", "cas_", "con_", "org_")


@dataclass(frozen=True, slots=True)
class Chosen:
    """The columns that a user named: a name each, or ``=TEXT`` for that text in every row."""

    origin: str | None = None
    destination: str | None = None
    year: str | None = None
    count: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """List the names of columns, without the constants."""
        given = (self.origin, self.destination, self.year, self.count)
        return tuple(one for one in given if one is not None and not one.startswith("="))

    def __bool__(self) -> bool:
        """Return whether any column was named."""
        return any((self.origin, self.destination, self.year, self.count))


def make_column_key(name: str) -> str:
    """Return the form of a column's name under which it is compared: letters and digits, in lower case.

    >>> make_column_key(" Number of victims "), make_column_key("vic_Methods_of_Control")
    ('numberofvictims', 'vicmethodsofcontrol')
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(char for char in folded if char.isalnum())


def index_columns(header: Iterable[str]) -> dict[str, str]:
    """Map the key of each column to its name; the first of several with one key.

    KoBo writes the group of a question before its name (``group/prs_Gender``, or with another sign between).
    """
    found: dict[str, str] = {}
    for name in header:
        found.setdefault(make_column_key(name), name)
    for name in header:
        last = drop_groups(name)
        if last.startswith(_GROUPED):
            found.setdefault(make_column_key(last), name)
    found.pop("", None)
    return found


def drop_groups(name: str) -> str:
    """Return the name of a question of KoBo without the groups before it.

    >>> drop_groups("person/prs_Gender"), drop_groups("person.prs_Gender")
    ('prs_Gender', 'prs_Gender')
    """
    return _GROUP_SIGN.split(name)[-1]


def make_question_key(name: str) -> str:
    """Return the form under which a column is compared with those of other groups of KoBo."""
    last = drop_groups(name)
    return make_column_key(last if last.startswith(_GROUPED) else name)


def find_column(header: Sequence[str], name: str, file: Path | str) -> str:
    """Return the column of a header that a user named; raise RecordError where there is none.

    A column without a name is named by its number, counted from 1.
    """
    found = name if name in header else index_columns(header).get(make_column_key(name))
    if found is None and name.isdecimal() and 1 <= int(name) <= len(header):
        found = header[int(name) - 1]
    if found is None:
        raise RecordError(f"there is no column '{name}'; the header has {len(header)} columns", file=file)
    return found


def make_unique(names: Sequence[str]) -> tuple[str, ...]:
    """Name columns without a name, or with that of an earlier one, by their position; engines ignore case."""
    folded = [name.casefold() for name in names]
    taken = set(folded)
    first = {name: place for place, name in reversed(list(enumerate(folded)))}
    found = []
    for place, name in enumerate(names):
        unique = name
        if not name or first[name.casefold()] != place:
            unique = f"{name}_{place}"
            while unique.casefold() in taken:
                unique += "_"
            taken.add(unique.casefold())
        found.append(unique)
    return tuple(found)


def clean_cell(text: str) -> str:
    """Return the text of a cell without blanks at its ends, of whatever kind they are.

    >>> clean_cell("\\u00a0Nepal\\u200b ")
    'Nepal'
    """
    return text.strip(" \t\r\n\v\f\u00a0\u200b\u200e\u200f\ufeff\u2007\u202f") if text else text
