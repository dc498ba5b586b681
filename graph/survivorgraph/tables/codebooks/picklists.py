"""Read the values of picklists: names or labels, one or several, whatever separates them.

KoBo joins several values by blanks, other systems by semicolons, commas or lines, and labels have blanks and
commas of their own. So a text is cut at all of these and put together again to the longest names that are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from survivorgraph.tables.reading.names import make_column_key

__all__ = ["Concepts", "Picklist"]

_PARTS: Final = re.compile(r"[\s;,|/()]+")
_SECTION: Final = re.compile(r"[A-U]_")


class Concepts(Mapping[str, str]):
    """A mapping of values to concepts in which case, blanks and signs of a value do not count."""

    def __init__(self, concepts: Mapping[str, str]) -> None:
        """Create the picklist from the values as the codebook writes them."""
        self._concepts = {make_column_key(value): concept for value, concept in concepts.items()}

    def __getitem__(self, value: str) -> str:
        """Return the concept of a value; raise KeyError for one that the codebook does not have."""
        return self._concepts[make_column_key(value)]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the values, as they are compared."""
        return iter(self._concepts)

    def __len__(self) -> int:
        """Count the values."""
        return len(self._concepts)


class Picklist:
    """The values that a column may hold, by name or by label."""

    def __init__(self, names: Iterable[str], labels: Mapping[str, str] | None = None) -> None:
        """Create the picklist from names, and labels that differ from them; a section of ISIC needs no letter."""
        self.names = tuple(names)
        self._names: dict[str, str] = {}
        for name in self.names:
            self._names[make_column_key(name)] = name
            self._names.setdefault(make_column_key(_SECTION.sub("", name)), name)
        self._names |= {make_column_key(label): name for label, name in (labels or {}).items()}
        self._longest = max(len(_PARTS.split(label)) for label in (*(labels or {}), "a b c d e f g h i j"))

    def find(self, text: str) -> str | None:
        """Return the name of one value; or None."""
        return self._names.get(make_column_key(text))

    def split(self, text: str) -> tuple[str, ...] | None:
        """Return the names of the values in a text, each once; None where a part of it is none.

        >>> Picklist(["ForcedLabour", "ForcedBegging"]).split("Forced labour;ForcedBegging")
        ('ForcedLabour', 'ForcedBegging')
        """
        parts = [part for part in _PARTS.split(text) if make_column_key(part)]
        found: dict[str, None] = {}
        start = 0
        while start < len(parts):
            for end in range(min(len(parts), start + self._longest), start, -1):
                name = self.find("".join(parts[start:end]))
                if name is not None:
                    found[name] = None
                    start = end
                    break
            else:
                return None
        return tuple(found)
