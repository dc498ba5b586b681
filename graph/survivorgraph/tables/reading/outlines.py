"""Find columns that leave a cell blank where the one above it holds, as pivot tables and printed tables do.

In a file, such a blank looks like one that is not known, and its people would be counted as of no country.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from survivorgraph.errors import RecordError
from survivorgraph.tables.reading.table_reader import Grid

__all__ = ["check_outline", "is_outline"]

_LEAST_BLANK = 2


def is_outline(texts: Sequence[str]) -> bool:
    """Return whether the blanks of a column seem to stand for the text above them.

    No text follows itself, and there are as many blanks as half of the texts.

    >>> is_outline(["Nepal", "", "", "India", ""]), is_outline(["Nepal", "Nepal", "", "India", "India"])
    (True, False)
    """
    said = [text for text in texts if text]
    blanks = len(texts) - len(said)
    follows = any(one == other for one, other in pairwise(said))
    return bool(said) and bool(texts[0]) and not follows and blanks >= max(_LEAST_BLANK, len(said) / 2)


def check_outline(grid: Grid, ends: Sequence[str], numbers: Sequence[str]) -> None:
    """Raise RecordError for an end whose blanks seem to stand for the text above, in rows that have a number."""
    names = list(grid.header.names)
    held = [names.index(name) for name in numbers if name in names]
    rows = [row for row in grid.head[1:] if any(row[place : place + 1] not in ([], [""]) for place in held)]
    for end in ends:
        if end not in names:
            continue
        place = names.index(end)
        texts = ["".join(row[place : place + 1]) for row in rows if sum(map(bool, row)) > len(held)]
        if texts and is_outline(texts):
            raise RecordError(
                "most cells of this column are blank, as if the one above held for them. If it does, fill it in in "
                "each row (in a pivot table: repeat all item labels); if they are not known, write 'unknown'",
                file=grid.file,
                field=end,
            )
