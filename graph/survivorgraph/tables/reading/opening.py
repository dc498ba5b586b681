"""Open case tables and edge lists of any format as one table of an engine.

Small tables, workbooks, and text that the engine cannot read itself are read here, cleaned, and handed to the engine
in columns. Large text in UTF-8 and Parquet are left to the engine, which does not need them in memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from survivorgraph.errors import RecordError
from survivorgraph.tables.codebooks.case_codebook import MISSING, Layout, get_layout
from survivorgraph.tables.codebooks.codebook_versions import RELEASES, Release, find_release, recognize
from survivorgraph.tables.counting.engines import EMBEDDED, Engine
from survivorgraph.tables.protection.persons import find_person_column
from survivorgraph.tables.protection.sketches import FILE_COLUMN
from survivorgraph.tables.reading.column_checks import ask_for_meaning, check_numbers, check_twice, names_rows
from survivorgraph.tables.reading.intervals import NOTHING, read_interval
from survivorgraph.tables.reading.names import YEARS, Chosen, find_column, index_columns, make_column_key, make_unique
from survivorgraph.tables.reading.numbers import UnclearNumbersError, find_decimal, read_number
from survivorgraph.tables.reading.own_tables import is_own_table
from survivorgraph.tables.reading.shapes import shape_pairs
from survivorgraph.tables.reading.table_reader import Grid, Row, is_columnar, open_grid

if TYPE_CHECKING:
    from ibis.expr.types import Table

__all__ = ["LARGE_TEXT", "Opened", "open_cases", "use_chosen"]

LARGE_TEXT: Final = 24 * 2**20
"""Text of more bytes than this, unpacked, is read by the engine."""
_EDGES: Final = next(release for release in RELEASES if release.kind == "edges")
_MOST_COUNT: Final = 10**9
Progress = Callable[[str], None]
Resolves = Callable[[str], bool]


@dataclass(frozen=True)
class Opened:
    """A table of an engine with its header, its release, the columns of its dimensions, and remarks on it.

    `is_held` says that its rows are in the engine's memory, so that it costs nothing to read them again. `names` are
    those of the columns in the file, where two may have one name.
    """

    table: Table
    header: tuple[str, ...]
    release: Release
    layout: Layout
    lines: tuple[str, ...] = ()
    is_held: bool = True
    names: tuple[str, ...] = ()


def open_cases(
    engine: Engine,
    kind: str,
    names: Sequence[str],
    *,
    chosen: Chosen,
    resolves: Resolves,
    sheet: str | None = None,
    progress: Progress = lambda _: None,
) -> Opened:
    """Open files, or a table of the engine, as one table of a kind, with the columns that were chosen.

    Raises RecordError for files whose columns differ, for a table of another kind, and for an edge list with a
    column of numbers of unknown meaning.
    """
    files = [Path(name) for name in names]
    counts_rows = chosen.count in (None, "=1")
    if engine.name != EMBEDDED or (counts_rows and all(is_columnar(file) for file in files)):
        table, header = engine.open_table(names, progress=progress)
        return _recognize(table, header, kind, chosen, names[0], is_held=False)
    odd = next((file for file in files if is_columnar(file) and not is_columnar(files[0])), None)
    if odd is not None:
        raise RecordError("this is Parquet, and other files are text; import them one by one", file=odd)
    grids = [open_grid(file, _make_finder(kind, chosen), sheet=sheet, most=LARGE_TEXT) for file in files]
    if counts_rows and all(not grid.is_whole for grid in grids):
        table, header = engine.open_table(names, progress=progress)
        opened = _recognize(table, header, kind, chosen, names[0], is_held=False)
        return replace(opened, names=grids[0].header.names)
    grids = [
        grid if grid.is_whole else open_grid(file, _make_finder(kind, chosen), sheet=sheet)
        for file, grid in zip(files, grids, strict=True)
    ]
    return _hold(engine, kind, grids, chosen, resolves)


def _make_finder(kind: str, chosen: Chosen) -> Callable[[Row], bool]:
    """Return a test for headers: by the columns that were chosen, else by known tables of the kind, else of any."""

    def is_header(row: Row) -> bool:
        if chosen.columns:
            keys = index_columns(row)
            return all(one in row or make_column_key(one) in keys for one in chosen.columns)
        return find_release(row, kind) is not None or find_release(row) is not None

    return is_header


def _recognize(table: Table, header: tuple[str, ...], kind: str, chosen: Chosen, name: str, *, is_held: bool) -> Opened:
    release = _find_release(header, kind, chosen, name)
    layout, table = use_chosen(get_layout(release, header), chosen, table, header, name)
    opened = Opened(table, header, release, layout, is_held=is_held)
    if chosen.count is None and release.kind == "edges" and layout.count is None:
        _check_types(opened, name)
    if layout.count is not None and not table[layout.count].type().is_integer():
        raise RecordError("this column is none of whole numbers; cast it", file=name, field=layout.count)
    return opened


def _check_types(opened: Opened, name: str) -> None:
    """Raise RecordError for an edge list of the engine with a column of a type of numbers."""
    read = {*opened.layout.columns, find_person_column(opened.header)}
    for column in opened.header:
        if column not in read and not names_rows(column) and opened.table[column].type().is_numeric():
            raise ask_for_meaning(column, name)


def _find_release(header: tuple[str, ...], kind: str, chosen: Chosen, name: str) -> Release:
    if is_own_table(header):
        problem = "this is a table that an import wrote, of cells and their sums; read it back with --published"
        raise RecordError(problem, file=name)
    if kind == "edges" and chosen.origin and chosen.destination:
        return _EDGES
    if kind == "edges" and (chosen.origin or chosen.destination):
        other = "origin" if chosen.destination else "destination"
        if other in _EDGES.find_columns(header):
            return _EDGES
    return recognize(header, file=name, kind=kind)


def use_chosen(layout: Layout, chosen: Chosen, table: Table, header: Sequence[str], name: str) -> tuple[Layout, Table]:
    """Replace a layout's columns by those that were chosen; a constant becomes a column of the table."""
    found: dict[str, Any] = {}
    for end in ("origin", "destination", "year", "count"):
        said = getattr(chosen, end)
        if said is None or (end == "count" and said == "=1"):
            continue
        if not said.startswith("="):
            found[end] = find_column(header, said, name)
            continue
        if end == "count":
            raise RecordError(
                "a row is so many people only where a column says so; --count takes a column, or =1", file=name
            )
        found[end] = next(one for one in (f"{end}_", f"{end}__", f"{end}___") if one not in header)
        same: Any = table[header[0]].isnull()
        table = table.mutate(**{found[end]: same.ifelse(said[1:], said[1:])})
    return replace(layout, **found), table


def _hold(engine: Engine, kind: str, grids: Sequence[Grid], chosen: Chosen, resolves: Resolves) -> Opened:
    shaped = [shape_pairs(grid, chosen, resolves) if kind == "edges" else None for grid in grids]
    grids = [one.grid if one else grid for one, grid in zip(shaped, grids, strict=True)]
    if shaped[0] is not None:
        chosen = shaped[0].chosen
    first, name = grids[0], str(grids[0].file)
    header = first.header.names
    release = _find_release(header, kind, chosen, name)
    if release is _EDGES and chosen.year is None and "year" not in map(make_column_key, header):
        chosen = replace(chosen, year=next((one for one in header if make_column_key(one) in YEARS), None))
    keys = [make_column_key(one) for one in header]
    for grid in grids[1:]:
        if sorted(map(make_column_key, grid.header.names)) != sorted(keys):
            raise RecordError("the header differs from that of the first file; import them one by one", file=grid.file)
    unique = make_unique(header)
    count = None
    if chosen.count not in (None, "=1"):
        count = unique[header.index(find_column(header, str(chosen.count), name))]
    rows = _Columns(unique)
    for grid in grids:
        rows.add(grid, _order(keys, grid))
    table = engine.hold(rows.make(count, grids))
    layout, table = use_chosen(get_layout(release, unique), chosen, table, unique, name)
    lines = [f"read as {grid.encoding} text" for grid in grids if grid.encoding not in ("", "utf-8")]
    lines += [line for one in shaped if one for line in one.lines]
    opened = Opened(table, unique, release, replace(layout, count=count), tuple(dict.fromkeys(lines)), names=header)
    check_twice(header, opened.layout, (), chosen, name)
    if chosen.count is None and release.kind == "edges":
        check_numbers(zip(rows.names, rows.values, strict=True), opened.layout.columns, name)
    return opened


def _order(keys: Sequence[str], grid: Grid) -> list[int]:
    """Return the positions in another file of the columns of the first."""
    own = [make_column_key(one) for one in grid.header.names]
    return list(range(len(keys))) if own == list(keys) else [own.index(key) for key in keys]


class _Columns:
    """A table of text columns, each cell stored as the index of one of the values of its column."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.values: list[dict[str, int]] = [{} for _ in names]
        self._codes = [array("i") for _ in names]
        self._lines = array("q")
        self._ends: list[int] = []

    def add(self, grid: Grid, order: Sequence[int]) -> None:
        """Add the rows of a grid, its columns in an order."""
        columns = list(zip(order, self.values, self._codes, strict=True))
        for number, cells in grid.rows:
            self._lines.append(number)
            for place, values, codes in columns:
                cell = cells[place]
                codes.append(values.setdefault(cell, len(values)))
        self._ends.append(len(self._lines))

    def make(self, count: str | None, grids: Sequence[Grid]) -> Any:
        """Return the columns as a table of Arrow; that of counts in whole numbers."""
        import pyarrow as pa

        columns = {}
        for name, values, codes in zip(self.names, self.values, self._codes, strict=True):
            if name == count:
                columns[name] = pa.array(self._count(name, values, codes, grids), pa.int64())
            else:
                texts = pa.array(values, pa.string()) if values else pa.array([], pa.string())
                columns[name] = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), texts)
        if len(grids) > 1:
            columns[FILE_COLUMN] = pa.array(
                [place for place, number in enumerate(self._list_sizes()) for _ in range(number)]
            )
        return pa.table(columns)

    def _list_sizes(self) -> list[int]:
        return [end - start for start, end in zip([0, *self._ends], self._ends, strict=False)]

    def _count(
        self, name: str, values: dict[str, int], codes: Sequence[int], grids: Sequence[Grid]
    ) -> Iterator[int | None]:
        """Yield the number of people of each row, None where there is none."""
        delimiter = grids[0].header.delimiter
        try:
            decimal = find_decimal(values, delimiter=delimiter, is_whole=True)
        except UnclearNumbersError:
            problem = "these numbers can be read in two ways (1,234 and 1.234); write them without signs"
            raise RecordError(problem, file=grids[0].file, field=name) from None
        found: dict[int, int | None] = {}
        for text, code in values.items():
            is_missing = text in MISSING or text.casefold() in NOTHING
            number = None if is_missing else read_number(text, decimal)
            if not is_missing and not (isinstance(number, int) and 0 <= number <= _MOST_COUNT):
                place = codes.index(code)
                grid = grids[next(one for one, end in enumerate(self._ends) if place < end)]
                problem = "expected a whole number of people"
                hint = (
                    "; a table of published figures such as <5 is imported with --published"
                    if read_interval(text)
                    else ""
                )
                raise RecordError(problem + hint, file=grid.file, line=self._lines[place], field=name)
            found[code] = int(number) if number is not None else None
        return (found[code] for code in codes)
