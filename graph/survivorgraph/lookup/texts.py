"""Compare texts as a reader does: letter case, accents and invisible characters aside."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from survivorgraph.errors import QuestionError

__all__ = ["LONGEST_SEARCH", "drop_invisible", "fold", "read_search", "split_words"]

LONGEST_SEARCH: Final = 200
"""So many characters are searched for at most."""
_GROUPS: Final = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return a text in lower case, without accents, with single spaces and without characters that do not show.

    >>> fold("  Côte\\u200e d’Ivoire "), fold("SafeStep")
    ("cote d'ivoire", 'safestep')
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().replace("’", "'"))
    kept = (char if unicodedata.category(char)[0] != "C" else _fill(char) for char in plain)
    return " ".join("".join(char for char in kept if unicodedata.category(char or " ") != "Mn").split())


def drop_invisible(text: str) -> str:
    """Return a text without characters that do not show: controls, marks of direction, halves of characters.

    >>> drop_invisible("Ne\\u202epal\\0")
    'Nepal'
    """
    return "".join(char for char in text if unicodedata.category(char)[0] != "C")


def _fill(char: str) -> str:
    """Return a space for a control character, and nothing for a mark that only formats."""
    return " " if unicodedata.category(char) == "Cc" else ""


def split_words(folded: str) -> list[str]:
    """Return the words of a folded text: runs of letters and digits.

    >>> split_words("cote d'ivoire, 2023")
    ['cote', 'd', 'ivoire', '2023']
    """
    return _GROUPS.findall(folded)


def read_search(words: str) -> str:
    """Return what is searched for as folded text; raise QuestionError where nothing is, or too much.

    >>> read_search("  Thialand ")
    'thialand'
    """
    if len(words) > LONGEST_SEARCH:
        raise QuestionError(
            f"the text to find has {len(words):,} characters; at most {LONGEST_SEARCH} are searched for: give a few "
            "words"
        )
    found = fold(words)
    if not split_words(found):
        raise QuestionError("there is no word in the text to find; give a name or a few words, such as: find Nepal")
    return found
