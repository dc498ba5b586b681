"""Read tables as they are downloaded: CSV, gzipped CSV, XLSX and Parquet, with the header in one of the first rows.

Text is read as text: ``NA`` is a cell like any other. What a file holds is never quoted in an error.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from itertools import chain, islice
from pathlib import Path
from typing import Final

from survivorgraph.errors import DatasetError, RecordError
from survivorgraph.tables.codebooks.codebook_versions import find_release
from survivorgraph.tables.reading.delimited import find_delimiter, iterate_text
from survivorgraph.tables.reading.names import clean_cell
from survivorgraph.tables.reading.notes import is_note
from survivorgraph.tables.reading.sheets import iterate_sheet
from survivorgraph.tables.reading.texts import MOST_TEXT_BYTES, read_text_file, refuse_no_file

__all__ = [
    "HEADER_ROWS", "Grid", "Header", "digest_file", "is_columnar", "is_spreadsheet", "open_grid", "read_cells",
    "read_header",
]  # fmt: skip

HEADER_ROWS: Final = 20
"""The last row in which a header may be; some releases put a title and a blank row above it."""
_UNDER: Final = re.compile(r"(?i)(#|\(|(total|sum)\b)")
"""How a line under a table begins, besides notes, that is no row of it and may have fewer cells than its header."""
_OTHER_FORMATS: Final = (".xls", ".xlsb", ".ods", ".numbers", ".zip", ".sav", ".dta", ".pdf", ".docx")
MOST_COLUMNS: Final = 16_384
"""How many columns a table may have: as many as a sheet of Excel."""
Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a table: its column names, its row counted from 1, and the delimiter."""

    names: tuple[str, ...]
    row: int
    delimiter: str


@dataclass
class Grid:
    """A table as rows of text: its header, and an iterator over its rows, each with its line or row number.

    Cells have no blanks at their ends, each row has as many as the header, and rows without any text are left out.
    `is_whole` is false where only the beginning of a large text was read; `head` holds the first rows as written.
    """

    file: Path
    header: Header
    rows: Iterator[tuple[int, list[str]]]
    encoding: str = ""
    is_whole: bool = True
    head: Sequence[Row] = field(default_factory=tuple)


def digest_file(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    try:
        with file.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise RecordError(f"the file cannot be read ({error.strerror})", file=file) from error


def is_spreadsheet(file: Path) -> bool:
    """Return whether a file is named as an Excel workbook."""
    return file.suffix.casefold() in {".xlsx", ".xlsm"}


def is_columnar(file: Path) -> bool:
    """Return whether a file is named as Parquet."""
    return file.suffix.casefold() in {".parquet", ".pq"}


def is_known_header(row: Row) -> bool:
    """Return whether a row is the header of a known table."""
    return find_release(row) is not None


def open_grid(
    file: Path,
    is_header: Callable[[Row], bool] = is_known_header,
    *,
    sheet: str | None = None,
    most: int = MOST_TEXT_BYTES,
) -> Grid:
    """Open a table: find its encoding, delimiter and header, and return it with an iterator over its rows.

    The header is the first of `HEADER_ROWS` rows for which `is_header` holds, else the first with most cells.
    Text of more than `most` bytes is opened by its beginning only. Raises RecordError for what is no table; the
    iterator raises it, with the line, for a row that is cut off.
    """
    if file.suffix.casefold() in _OTHER_FORMATS:
        raise RecordError(f"{file.suffix} is not read; save the table as CSV in UTF-8, or as XLSX", file=file)
    if sheet is not None and not is_spreadsheet(file):
        raise RecordError("this is no workbook, and has no sheets", file=file)
    refuse_no_file(file)
    encoding, delimiter, is_whole = "", "", True
    rows: Iterator[tuple[int, Row]]
    if is_spreadsheet(file):
        rows = enumerate(iterate_sheet(file, is_header, sheet=sheet, rows=HEADER_ROWS), start=1)
    elif is_columnar(file):
        rows = enumerate(_iterate_parquet(file), start=1)
    else:
        text = read_text_file(file, most=most)
        encoding, is_whole = text.encoding, text.is_whole
        if text.text.lstrip().startswith(("{", "[{", "[[")):
            raise RecordError("this is JSON; save the table as CSV in UTF-8, or as XLSX", file=file)
        delimiter = find_delimiter(text.text, is_header, HEADER_ROWS)
        rows = iterate_text(text.text, delimiter, file)
    cleaned = _iterate_cleaned(rows, file)
    head = list(islice(cleaned, HEADER_ROWS))
    if not any(any(cells) for _, cells in head):
        raise RecordError("the file is empty", file=file)
    place = _find_header(head, is_header)
    number, names = head[place]
    names = _trim(names, _measure_width(head[place:]))
    header = Header(tuple(names), number, delimiter)
    after = chain(head[place + 1 :], cleaned)
    is_text = bool(delimiter)
    body = _iterate_body(after, len(names), file, is_text)
    return Grid(file, header, body, encoding, is_whole, [cells for _, cells in head[place:]])


def _iterate_cleaned(rows: Iterator[tuple[int, Row]], file: Path) -> Iterator[tuple[int, list[str]]]:
    for number, cells in rows:
        if len(cells) > MOST_COLUMNS:
            problem = f"this row has {len(cells):,} cells; a table of at most {MOST_COLUMNS:,} columns is read"
            raise RecordError(problem, file=file, line=number)
        yield number, [clean_cell(cell) for cell in cells]


def _find_header(head: Sequence[tuple[int, Row]], is_header: Callable[[Row], bool]) -> int:
    known = next((place for place, (_, cells) in enumerate(head) if is_header(cells)), None)
    if known is not None:
        return known
    counts = [sum(map(bool, cells)) + _is_cornered(cells) for _, cells in head]
    return counts.index(max(counts))


def _is_cornered(cells: Row) -> bool:
    """Return whether a row begins with an empty cell and has no other, as the header of a matrix does."""
    return len(cells) > 2 and not cells[0] and all(cells[1:])


def _measure_width(head: Sequence[tuple[int, Row]]) -> int:
    """Return how many columns have anything in the first rows."""
    return max(place + 1 for _, cells in head for place, cell in enumerate(cells) if cell)


def _trim(cells: list[str], width: int) -> list[str]:
    """Return the cells without the empty ones at the end that go beyond a width."""
    end = len(cells)
    while end > width and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _iterate_body(
    rows: Iterator[tuple[int, list[str]]], width: int, file: Path, is_text: bool
) -> Iterator[tuple[int, list[str]]]:
    for number, cells in rows:
        if not any(cells):
            continue
        cells = _trim(cells, width)
        short = len(cells) < width
        if len(cells) > width or (short and is_text and not _is_note(cells)):
            reason = (
                "the file may be cut off or hold an unquoted delimiter. Download it again"
                if is_text
                else "a header of two rows is not read; write one row with a name over each column"
            )
            problem = f"this row has {len(cells)} cells where the header has {width}: {reason}"
            raise RecordError(problem, file=file, line=number)
        yield number, cells + [""] * (width - len(cells))


def _is_note(cells: Row) -> bool:
    return sum(map(bool, cells)) == 1 and (is_note(cells[0]) or _UNDER.match(cells[0]) is not None)


def read_header(file: Path) -> Header:
    """Find the header of a table: the first row that a release knows, else the first with most cells."""
    return open_grid(file, most=2**20).header


def read_cells(file: Path, columns: Mapping[str, str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield of each row its number and the cells of some columns; raise RecordError for a short or long row.

    `columns` maps the names a reader uses to those of the header.
    """
    grid = open_grid(file)
    places = [grid.header.names.index(name) for name in columns.values()]
    for number, cells in grid.rows:
        yield number, tuple(cells[place] for place in places)


def _iterate_parquet(file: Path) -> Iterator[Row]:
    """Yield the names of the columns, then the rows, as text."""
    try:
        from pyarrow import ArrowException, parquet
    except ImportError as error:
        raise DatasetError("to read Parquet, install survivorgraph[tables]", where=file) from error
    try:
        table = parquet.ParquetFile(file)
        yield table.schema_arrow.names
        for batch in table.iter_batches():
            columns = (column.to_pylist() for column in batch.columns)
            yield from (["" if cell is None else str(cell) for cell in cells] for cells in zip(*columns, strict=True))
    except (ArrowException, UnicodeDecodeError):
        raise RecordError("this is no Parquet file, or it is cut off; download it again", file=file) from None
    except OSError as error:
        problem = error.strerror or "this is no Parquet file, or it is cut off; download it again"
        raise RecordError(f"the file cannot be read ({problem})", file=file) from None
