"""Tables as text that fits a terminal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

__all__ = ["LONGEST_LINE", "NARROWEST", "write_text_table"]

LONGEST_LINE: Final = 1000
"""The width, in characters, at which a table is wrapped wherever it goes: nobody reads longer lines."""
NARROWEST: Final = 40
"""The width that a table needs at least; narrower terminals wrap its lines themselves."""
_GAP = 2
_HEADING_PADDING = 2  # which tabulate adds to each heading
_EMPTY_LINE = "\0"  # tabulate leaves out rows without text
_LONGEST_WORD = 18
_WORD = re.compile(r"[^\s-]+-*")
_PART = re.compile(r"(?<=[^_])(?=_)|(?<=[a-z])(?=[A-Z])")


def write_text_table(
    columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], *, width: int | None = None
) -> str:
    """Write an aligned table of at most `width` characters a line; None allows any width.

    Long texts are wrapped. Where the columns do not fit beside each other, each row is written as a block, a line
    for each column, and nothing is left out. `numeric` columns are aligned at
    their decimal points.
    """
    if width is None:
        return _write_aligned(columns, rows, numeric, None)
    width = max(width, NARROWEST)
    for headings in (columns, [_PART.sub("\n", name) for name in columns]):
        if widths := _share_width(headings, rows, width):
            return _write_aligned(headings, rows, numeric, widths)
    return _write_blocks(columns, rows, width)


def _share_width(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """Return the width of each column, the widest cut first; None where their longest words do not fit."""
    cells = [[column, *(row[at] for row in rows)] for at, column in enumerate(columns)]
    wanted = [max(_measure(name) + _HEADING_PADDING, *map(_measure, column), 0) for name, *column in cells]
    least = [
        max(
            _measure(name) + _HEADING_PADDING,
            min(max((len(word) for cell in column for word in _WORD.findall(cell)), default=0), _LONGEST_WORD),
        )
        for name, *column in cells
    ]
    room = width - _GAP * (len(columns) - 1)
    if sum(least) > room:
        return None
    widest = max(wanted, default=0)
    while sum(shared := [max(low, min(most, widest)) for low, most in zip(least, wanted, strict=True)]) > room:
        widest -= 1
    return shared


def _write_aligned(
    columns: Sequence[str], rows: Sequence[Sequence[str]], numeric: Sequence[bool], widths: list[int] | None
) -> str:
    from tabulate import tabulate

    shown = [list(row) for row in rows]
    if is_wrapped := widths is not None and any(
        _measure(cell) > most for row in rows for cell, most in zip(row, widths, strict=True)
    ):
        # An empty line shows where a wrapped row ends.
        shown = [line for row in shown for line in (row, [_EMPTY_LINE, *[""] * (len(columns) - 1)])][:-1]
    text = tabulate(
        shown,
        headers=list(columns),
        tablefmt="simple",
        disable_numparse=True,
        maxcolwidths=widths if is_wrapped else None,
        colalign=["decimal" if right else "left" for right in numeric] if rows else None,
    )
    return "\n".join(line.replace(_EMPTY_LINE, "").rstrip() for line in text.split("\n"))


def _write_blocks(columns: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> str:
    from tabulate import tabulate

    label = max(map(len, columns))
    room = max(width - label - _GAP, _LONGEST_WORD)
    blocks = []
    for number, row in enumerate(rows, start=1):
        filled = [(name, cell) for name, cell in zip(columns, row, strict=True) if cell]
        body = tabulate(filled, tablefmt="plain", disable_numparse=True, maxcolwidths=[None, room])
        heading = f"{number} of {len(rows)} "
        blocks.append("\n".join((heading.ljust(min(width, 40), "-"), *(line.rstrip() for line in body.split("\n")))))
    return "\n\n".join(blocks)


def _measure(cell: str) -> int:
    return max((len(line) for line in cell.split("\n")), default=0)
