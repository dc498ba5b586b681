"""Parsing of delimited text: detection of the delimiter, and of unclosed quotes."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Final

from survivorgraph.errors import RecordError

__all__ = ["DELIMITERS", "find_delimiter", "iterate_text"]

DELIMITERS: Final = ",;\t|"
_SAMPLE_ROWS: Final = 50
_SAMPLE_CHARACTERS: Final = 2**18
_LONGEST_CELL: Final = 2**20


def iterate_text(text: str, delimiter: str, file: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text with the line on which each ends; raise RecordError for a quote that is left open."""
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error:
        problem = "this is no row of a CSV file: a quote is open, or the file is cut off. Download it again"
        raise RecordError(problem, file=file, line=reader.line_num) from None


def find_delimiter(text: str, is_header: Callable[[Sequence[str]], bool], rows: int) -> str:
    """Return the sign that separates the cells of a text.

    It is the one that splits one of the first `rows` rows into a known header; else what `csv.Sniffer` finds,
    if it splits most rows into equally many cells; else the one that splits most rows into most cells.
    """
    heads = {delimiter: _read_head(text, delimiter) for delimiter in DELIMITERS}
    known = [one for one, head in heads.items() if any(len(row) > 1 and is_header(row) for row in head[:rows])]
    if known:
        return max(known, key=lambda one: max(len(row) for row in heads[one]))
    try:
        sniffed = csv.Sniffer().sniff(text[:_SAMPLE_CHARACTERS], DELIMITERS).delimiter
    except csv.Error:
        sniffed = ""
    return max(DELIMITERS, key=lambda one: (*_rate(heads[one]), one == sniffed))


def _read_head(text: str, delimiter: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text[:_SAMPLE_CHARACTERS], newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(row for row in islice(reader, _SAMPLE_ROWS) if any(row))
    return rows


def _rate(rows: Sequence[Sequence[str]]) -> tuple[float, int]:
    """Return how many rows of two cells or more are of the most frequent length, as a share, and that length."""
    lengths = Counter(len(row) for row in rows if len(row) > 1)
    if not lengths:
        return 0.0, 0
    length, count = max(lengths.items(), key=lambda item: (item[1], item[0]))
    return count / len(rows), length
