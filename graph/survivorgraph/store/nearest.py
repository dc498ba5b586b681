"""Keys that are like a name which nothing has, and concepts of other schemes that have it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from survivorgraph.schema.vocabulary import read_vocabulary

__all__ = ["find_concepts", "find_nearest"]


def find_concepts(key: str) -> list[str]:
    """Return the concepts of all schemes that have this key, as prefixed names.

    >>> find_concepts("forced-labor")
    ['form:forced-labor']
    """
    return [f"{scheme}:{key}" for scheme, concepts in read_vocabulary().schemes.items() if key in concepts]


def find_nearest(name: str, known: Iterable[str], *, most: int = 3) -> list[str]:
    """Return the keys that are most like a name."""
    keys = list(known)
    wanted = name.casefold().replace(" ", "-")
    inside = sorted((key for key in keys if len(wanted) > 3 and wanted in key.casefold()), key=len)
    return list(dict.fromkeys([*inside, *get_close_matches(wanted, keys, n=most, cutoff=0.5)]))[:most]
