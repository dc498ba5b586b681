"""Read Excel workbooks row by row, and reject those that would exhaust the memory."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from survivorgraph.errors import DatasetError, RecordError, SurvivorGraphError

__all__ = ["iterate_sheet"]

_MOST_BYTES: Final = 400 * 2**20
_SMALL: Final = 48 * 2**20
_MOST_RATIO: Final = 60
"""A workbook may unpack to `_SMALL` bytes, and beyond that to `_MOST_RATIO` times its size, up to `_MOST_BYTES`."""
_MOST_TEXTS: Final = 100 * 2**20
_MOST_CELLS: Final = 60_000_000
_DAMAGED: Final = "this is no XLSX workbook, or it is damaged; save it again as XLSX or as CSV"
_MERGED: Final = re.compile(rb"<(?:\w+:)?mergeCell\s+ref=\"([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})\"")
_NO_VALUE: Final = re.compile(
    rb"<(?:\w+:)?c\s+r=\"([A-Z]{1,3}[0-9]{1,7})\"(?:\s+s=\"[0-9]+\")?>\s*"
    rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</"
)
"""A cell, of no type, with a formula and no value; one that yields no text has the type of a text."""
_MOST_MERGED: Final = 100_000
Row = Sequence[str]


def iterate_sheet(file: Path, is_header: Callable[[Row], bool], *, sheet: str | None, rows: int) -> Iterator[Row]:
    """Yield the rows of a sheet as text; whole numbers without a decimal point, an empty cell as "".

    The sheet is the one of that name; else, of those that are not hidden, the one with a header in its first `rows`
    rows; else the one with most cells in these. Raises RecordError where two sheets have a header.
    """
    with _translate(file):
        _check_size(file)
        book = _load(file)
        try:
            chosen = _choose(book, is_header, sheet, rows, file)
            cells = 0
            merged = _scan(file, chosen.title)
            top: dict[int, Any] = {}
            for number, values in enumerate(chosen.iter_rows(values_only=True), start=1):
                row = list(values)
                for column in merged.get(number, ()):
                    if column < len(row) and row[column] is None:
                        row[column] = top.get(column)
                top = dict(enumerate(row))
                cells += len(row)
                if cells > _MOST_CELLS:
                    raise RecordError(f"the sheet has more than {_MOST_CELLS:,} cells; save it as CSV", file=file)
                yield [_to_text(cell) for cell in row]
        finally:
            book.close()


def _scan(file: Path, title: str) -> dict[int, set[int]]:
    """Return for each row the columns, from 0, whose cell is merged with the one above.

    A sheet that is read by rows does not know them; they stand after its cells. Raises RecordError for a formula whose
    value was not saved, which would be read as nothing.
    """
    from openpyxl.utils.cell import range_boundaries

    found: dict[int, set[int]] = {}
    with ZipFile(file) as packed, packed.open(_find_part(packed, title)) as stream:
        tail = b""
        while part := stream.read(2**20):
            text = tail + part
            if empty := _NO_VALUE.search(text):
                raise RecordError(
                    f"the cell {empty[1].decode('ascii')} has a formula whose value was not saved; open the workbook "
                    "in a spreadsheet program, save it, and import it again",
                    file=file,
                )
            for match in _MERGED.finditer(text):
                bounds = range_boundaries(match[1].decode("ascii"))
                left, first, _, last = (one or 1 for one in bounds)
                for row in range(first + 1, min(last, first + _MOST_MERGED) + 1):
                    found.setdefault(row, set()).add(left - 1)
            tail = text[-4096:]
    return found


def _find_part(packed: ZipFile, title: str) -> str:
    """Return the name of the part of a workbook that has the cells of a sheet, as the relationships say."""
    from openpyxl.packaging.relationship import get_dependents
    from openpyxl.xml.functions import fromstring

    book = next(one.target for one in get_dependents(packed, "_rels/.rels") if one.Type.endswith("/officeDocument"))
    folder, _, name = book.rpartition("/")
    parts = get_dependents(packed, f"{folder}/_rels/{name}.rels".lstrip("/"))
    sheets = fromstring(packed.read(book)).iter()
    keys = (
        next(value for name, value in one.attrib.items() if name.endswith("}id"))
        for one in sheets
        if one.tag.endswith("}sheet") and one.get("name") == title
    )
    return str(parts.get(next(keys)).target)


def _load(file: Path) -> Any:
    try:
        from openpyxl import load_workbook
    except ImportError as error:
        raise DatasetError("to read XLSX, install survivorgraph[tables]", where=file) from error
    book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
    for one in book.worksheets:
        one.reset_dimensions()  # UNODC's workbook claims to be one cell
    return book


def _choose(book: Any, is_header: Callable[[Row], bool], name: str | None, rows: int, file: Path) -> Any:
    sheets = book.worksheets
    if name is not None:
        found = [one for one in sheets if one.title.strip().casefold() == name.strip().casefold()]
        if not found:
            raise RecordError(f"there is no sheet '{name}'; sheets: {_list(sheets)}", file=file)
        return found[0]
    sheets = [one for one in sheets if one.sheet_state == "visible"] or sheets
    if {"survey", "choices"} <= {one.title.casefold() for one in sheets}:
        raise RecordError("this is a form (XLSForm), not what was filled in; export its data as CSV or XLSX", file=file)
    if len(sheets) == 1:
        return sheets[0]
    if not sheets:
        raise RecordError("the workbook has no sheet with cells", file=file)
    heads = [_read_head(one, rows) for one in sheets]
    known = [one for one, head in zip(sheets, heads, strict=True) if any(map(is_header, head))]
    if len(known) > 1:
        raise RecordError(f"{len(known)} sheets have such a table; name one with --sheet: {_list(known)}", file=file)
    if known:
        return known[0]
    sizes = [sum(bool(cell) for row in head for cell in row) for head in heads]
    return sheets[sizes.index(max(sizes))]


def _read_head(sheet: Any, rows: int) -> list[Row]:
    head = islice(sheet.iter_rows(values_only=True), rows)
    return [[_to_text(cell) for cell in row] for row in head]


def _list(sheets: Sequence[Any]) -> str:
    return ", ".join(one.title for one in sheets)


def _to_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    return str(cell)


def _check_size(file: Path) -> None:
    """Raise RecordError for a workbook that unpacks to far more than its size."""
    with ZipFile(file) as packed:
        parts = packed.infolist()
    size = file.stat().st_size
    bound = min(_MOST_BYTES, max(_SMALL, _MOST_RATIO * size))
    texts = max((part.file_size for part in parts if not part.filename.startswith("xl/worksheets/")), default=0)
    if sum(part.file_size for part in parts) > bound or texts > _MOST_TEXTS:
        raise RecordError(
            f"this workbook of {size:,} bytes unpacks to more than is read ({bound:,}); save it as CSV", file=file
        )


@contextmanager
def _translate(file: Path) -> Iterator[None]:
    """Turn openpyxl's errors on a damaged workbook into one message without its values."""
    try:
        yield
    except (SurvivorGraphError, KeyboardInterrupt, GeneratorExit):
        raise
    except BadZipFile:
        raise RecordError(_DAMAGED, file=file) from None
    except OSError as error:
        raise RecordError(f"the file cannot be read ({error.strerror or 'damaged'})", file=file) from None
    except Exception:  # noqa: BLE001 - openpyxl raises whatever its parts raise, and quotes cells
        raise RecordError(_DAMAGED, file=file) from None
