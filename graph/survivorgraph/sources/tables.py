"""Read tables as they are downloaded: CSV, gzipped CSV, XLSX and Parquet, with the header in one of the first rows.

Text is read as text: ``NA`` is a cell like any other. What a file holds is never quoted in an error.
"""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from zipfile import BadZipFile

from survivorgraph.errors import DatasetError, RecordError
from survivorgraph.sources.releases import find_release

__all__ = ["Header", "digest_file", "is_columnar", "is_spreadsheet", "read_cells", "read_header"]

HEADER_ROWS = 10
"""How far down a header may stand; some releases put a title and a blank row above it."""
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Header:
    """Say where the header of a table stands: its names, its row counted from 1, and the delimiter."""

    names: tuple[str, ...]
    row: int
    delimiter: str


def digest_file(file: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    try:
        with file.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise RecordError(f"the file cannot be read ({error.strerror})", file=file) from error


def is_spreadsheet(file: Path) -> bool:
    """Say whether a file is named as an Excel workbook."""
    return file.suffix.casefold() in {".xlsx", ".xlsm"}


def is_columnar(file: Path) -> bool:
    """Say whether a file is named as Parquet."""
    return file.suffix.casefold() in {".parquet", ".pq"}


def read_header(file: Path) -> Header:
    """Find the header of a table: the first row that a release knows, else the first."""
    rows: list[tuple[str, ...]] = []
    delimiter = "" if is_spreadsheet(file) or is_columnar(file) else _find_delimiter(file)
    for cells in _iterate_rows(file, delimiter):
        rows.append(tuple(cells))
        if find_release(cells) is not None:
            return Header(tuple(cells), len(rows), delimiter)
        if len(rows) == HEADER_ROWS:
            break
    if not rows:
        raise RecordError("the file is empty", file=file)
    return Header(rows[0], 1, delimiter)


def read_cells(file: Path, header: Header, columns: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """Yield of each row the cells of some columns, in their order; raise RecordError for a short or long row.

    `columns` maps the names a reader uses to those of the header.
    """
    places = [header.names.index(name) for name in columns.values()]
    for number, cells in enumerate(_iterate_rows(file, header.delimiter), start=1):
        if number <= header.row or not any(cells):
            continue
        if len(cells) != len(header.names):
            raise RecordError(
                f"this row has {len(cells)} cells where the header has {len(header.names)}: "
                "the file may be cut off or hold an unquoted delimiter. Download it again",
                file=file,
                line=number,
            )
        yield tuple(cells[place] for place in places)


def _find_delimiter(file: Path) -> str:
    """Return the delimiter that cuts the first rows into most cells."""
    text = "".join(line for line, _ in zip(_iterate_lines(file), range(HEADER_ROWS), strict=False))
    return max(_DELIMITERS, key=text.count)


def _iterate_rows(file: Path, delimiter: str) -> Iterator[Sequence[str]]:
    if is_spreadsheet(file):
        yield from _iterate_sheet(file)
        return
    if is_columnar(file):
        yield from _iterate_parquet(file)
        return
    reader = csv.reader(_iterate_lines(file), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error:
        problem = "this is no row of a CSV file: a quote is open, or the file is cut off. Download it again"
        raise RecordError(problem, file=file, line=reader.line_num) from None


def _iterate_lines(file: Path) -> Iterator[str]:
    """Yield the lines of a text file, gzipped or not; every way in which it cannot be read is a RecordError."""
    line = 0
    try:
        with file.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            unpacked = gzip.GzipFile(fileobj=raw) if packed else raw
            with io.TextIOWrapper(unpacked, encoding="utf-8-sig", newline="") as stream:
                for text in stream:
                    line += 1
                    if "\0" in text:
                        problem = "this is no text file; expected CSV, gzipped CSV, XLSX or Parquet"
                        raise RecordError(problem, file=file)
                    yield text
    except UnicodeDecodeError:
        problem = "the file is not UTF-8 text near this line; save it as CSV in UTF-8"
        raise RecordError(problem, file=file, line=line + 1) from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        problem = "the file is cut off or damaged near this line; download it again"
        raise RecordError(problem, file=file, line=line + 1) from None
    except OSError as error:
        raise RecordError(f"the file cannot be read ({error.strerror})", file=file) from error


def _iterate_sheet(file: Path) -> Iterator[Sequence[str]]:
    """Yield the rows of the sheet that has most of them, as text; whole numbers without a decimal point."""
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise DatasetError("to read XLSX, install survivorgraph[tables]", where=file) from error
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        sheet = max(book.worksheets, key=lambda one: one.max_row or 0)
        for cells in sheet.iter_rows(values_only=True):
            yield ["" if cell is None else str(cell) for cell in cells]
        book.close()
    except (BadZipFile, KeyError, EOFError, zlib.error):
        raise RecordError("this is no XLSX workbook, or it is cut off; download it again", file=file) from None
    except OSError as error:
        raise RecordError(f"the file cannot be read ({error.strerror})", file=file) from error


def _iterate_parquet(file: Path) -> Iterator[Sequence[str]]:
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
    except ArrowException:
        raise RecordError("this is no Parquet file, or it is cut off; download it again", file=file) from None
    except OSError as error:
        problem = error.strerror or "this is no Parquet file, or it is cut off; download it again"
        raise RecordError(f"the file cannot be read ({problem})", file=file) from None
