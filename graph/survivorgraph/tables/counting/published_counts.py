"""Read counts that somebody has published already: by corridor and year, exact or as an interval such as ``<5``.

Nothing is withheld: who publishes numbers has decided what they show. Names of countries are resolved, numbers of one
corridor and year are added up, and sums that the table itself has are left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from survivorgraph.errors import RecordError
from survivorgraph.tables.codebooks.case_codebook import MISSING, NOT_STATED, UNRESOLVED
from survivorgraph.tables.codebooks.citizenships import is_missing_na
from survivorgraph.tables.counting.part_checks import NumberedRow, check_parts, check_repeats
from survivorgraph.tables.protection.persons import find_person_column
from survivorgraph.tables.reading.intervals import NOTHING, read_interval
from survivorgraph.tables.reading.names import YEARS, Chosen, find_column, make_column_key
from survivorgraph.tables.reading.notes import is_note, is_region
from survivorgraph.tables.reading.numbers import UnclearNumbersError, find_decimal
from survivorgraph.tables.reading.own_tables import is_own_table
from survivorgraph.tables.reading.preparing import LABELS
from survivorgraph.tables.reading.shapes import TOTALS, find_ends, shape_pairs
from survivorgraph.tables.reading.table_reader import Grid, Row, is_known_header, open_grid
from survivorgraph.tables.reading.years import YEAR_HINT, find_year

__all__ = ["FROM_NAME", "PublishedCounts", "open_published", "read_counts"]

FROM_NAME: Final = "=FILE"
"""What is given for a year that stands in the name of each file."""
_MADE_DATE: Final = re.compile(
    r"[0-9]{1,2}[-. ][A-Za-z]{3}|[A-Za-z]{3}[-. ][0-9]{2}|[0-9]{4}-[0-9]{2}-[0-9]{2}( 00:00:00)?"
)
_IN_NAME: Final = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
Cell = tuple[str, str, str]
Bounds = tuple[int, int]


@dataclass
class PublishedCounts:
    """The bounds of each cell by origin, destination and year ("" without years), and row counts.

    `left_out` counts rows by reason, `unresolved` those with a spelling that names no one country of today.
    """

    cells: dict[Cell, Bounds] = field(default_factory=dict)
    rows: int = 0
    added: int = 0
    intervals: int = 0
    has_years: bool = False
    left_out: Counter[str] = field(default_factory=Counter)
    unresolved: Counter[str] = field(default_factory=Counter)
    resolved: Counter[str] = field(default_factory=Counter)
    lines: dict[str, None] = field(default_factory=dict)

    def describe(self) -> list[str]:
        """Return lines on what was read and what was not, with row counts."""
        lines = [f"{self.rows:,} rows with a number, {self.intervals:,} of them with an interval", *self.lines]
        lines += [f"{count:,} {'row' if count == 1 else 'rows'} {why} left out" for why, count in self.left_out.items()]
        if self.added:
            lines.append(f"{self.added:,} rows were added to another row of the same corridor and year")
        lines += [f"  {count:>6}  not resolved: '{name}'" for name, count in sorted(self.unresolved.items())]
        return lines


@dataclass(frozen=True)
class _Columns:
    """The columns of the ends, the year and the number; a text applies to all rows."""

    origin: int | str
    destination: int | str
    year: int | str | None
    count: int

    def get(self, cells: Sequence[str], name: str) -> str:
        place = getattr(self, name)
        if place is None:
            return ""
        return place if isinstance(place, str) else " ".join(cells[place].split())

    @property
    def read(self) -> list[int]:
        return [one for one in (self.origin, self.destination, self.year, self.count) if isinstance(one, int)]


def open_published(file: Path, chosen: Chosen, sheet: str | None) -> Grid:
    """Open a table of published counts: its header has the columns that were chosen, or pairs of places."""

    def is_header(row: Row) -> bool:
        if is_own_table(row):
            return True
        if chosen.columns:
            keys = [make_column_key(name) for name in row]
            return all(make_column_key(one) in keys for one in chosen.columns)
        return find_ends(row, chosen) is not None or is_known_header(row)

    return open_grid(file, is_header, sheet=sheet)


def read_counts(grids: Sequence[Grid], chosen: Chosen, resolve: Callable[[str], str]) -> PublishedCounts:
    """Read tables of published counts into one set of cells.

    `resolve` gives the code of a spelling of a country, ``not-stated`` or ``unresolved``. Raises RecordError for a
    table whose columns are not known, for rows of persons, for numbers and years that cannot be read, for a row that
    occurs twice in a file, for parts beside their sums, and where no country is known.
    """
    found = PublishedCounts()
    for grid in grids:
        year = _find_year(grid.file) if chosen.year == FROM_NAME else chosen.year
        shaped = shape_pairs(
            grid,
            Chosen(chosen.origin, chosen.destination, year, chosen.count),
            lambda text: resolve(text) not in (NOT_STATED, UNRESOLVED),
        )
        found.lines |= dict.fromkeys(shaped.lines)
        columns = _find_columns(shaped.grid, shaped.chosen, shaped.weight)
        found.has_years |= columns.year is not None
        _read_grid(shaped.grid, columns, found, resolve)
    for end in ("origin", "destination"):
        if not found.resolved[end]:
            problem = f"no row with a number names a country, for the {end}; say which column does with --{end} COLUMN"
            raise RecordError(problem, file=grids[0].file)
    return found


def _find_year(file: Path) -> str:
    years = set(_IN_NAME.findall(file.name))
    if len(years) != 1:
        raise RecordError(
            f"--year {FROM_NAME} needs one year in the name of each file; here are {len(years)}", file=file
        )
    return f"={years.pop()}"


def _find_columns(grid: Grid, chosen: Chosen, weight: str | None) -> _Columns:
    names, file = grid.header.names, grid.file
    person = find_person_column(names)
    if person is not None:
        problem = "this column tells persons apart; a table of persons is imported without --published"
        raise RecordError(problem, file=file, field=person)
    ends = find_ends(names, chosen)
    if ends is None:
        problem = "no columns of origin and destination; say which they are with --origin COLUMN --destination COLUMN"
        raise RecordError(problem, file=file)
    count = chosen.count or weight
    if count is None or count.startswith("="):
        raise RecordError("published counts stand in a column; say in which with --count COLUMN", file=file)
    year = chosen.year or next((name for name in names if make_column_key(name) in YEARS), None)

    def place(said: str) -> int | str:
        return said[1:] if said.startswith("=") else names.index(find_column(names, said, file))

    number = place(count)
    assert isinstance(number, int)
    found = _Columns(place(ends[0]), place(ends[1]), None if year is None else place(year), number)
    keys = [make_column_key(name) for name in names]
    for said, one in ((ends[0], found.origin), (ends[1], found.destination), (year, found.year), (count, number)):
        if isinstance(one, int) and keys[one] and keys.count(keys[one]) > 1 and not str(said).isdecimal():
            problem = "two columns have this name; say which with its number, counted from 1, or rename one"
            raise RecordError(problem, file=file, field=names[one])
    return found


def _read_grid(grid: Grid, columns: _Columns, found: PublishedCounts, resolve: Callable[[str], str]) -> None:
    rows = list(grid.rows)
    field_ = grid.header.names[columns.count]
    try:
        decimal = find_decimal(
            (cells[columns.count] for _, cells in rows), delimiter=grid.header.delimiter, is_whole=True
        )
    except UnclearNumbersError:
        problem = "these numbers can be read in two ways (1,234 and 1.234); write them without signs"
        raise RecordError(problem, file=grid.file, field=field_) from None
    kept = []
    for number, cells in rows:
        why = _say_why_not(cells, columns)
        if why:
            found.left_out[why] += 1
            continue
        text = cells[columns.count]
        bounds = read_interval(text, decimal)
        if bounds is None:
            problem = "expected a whole number, or an interval such as <5 or 1-4"
            hint = "; Excel made a date of an interval: type it again as text" if _MADE_DATE.fullmatch(text) else ""
            raise RecordError(problem + hint, file=grid.file, line=number, field=field_)
        kept.append((number, cells, bounds))
    if (total := _find_total(kept, columns)) is not None:
        found.left_out["of sums"] += 1
        kept = [row for row in kept if row is not total]
    check_repeats(grid, kept, columns.count)
    check_parts(grid, kept, columns.read, columns.count)
    resolvers = {
        end: _resolve_column([columns.get(cells, end) for _, cells, _ in kept], resolve)
        for end in ("origin", "destination")
    }
    for number, cells, bounds in kept:
        _add(grid, number, cells, columns, bounds, found, resolvers)


def _find_total(rows: Sequence[NumberedRow], columns: _Columns) -> NumberedRow | None:
    """Return the one row without ends whose number is the sum of all others; or None."""
    places = [one for one in (columns.origin, columns.destination) if isinstance(one, int)]
    nowhere = [row for row in rows if all(row[1][place] in MISSING for place in places)]
    whole = [sum(bounds[end] for _, _, bounds in rows) for end in (0, 1)]
    if len(nowhere) != 1 or len(rows) < 3 or [2 * bound for bound in nowhere[0][2]] != whole:
        return None
    return nowhere[0]


def _say_why_not(cells: Sequence[str], columns: _Columns) -> str:
    """Return why a row is not a cell; nothing for one that is."""
    texts = [cells[place] for place in columns.read]
    ends = [columns.get(cells, end) for end in ("origin", "destination")]
    own = [one for end, one in zip((columns.origin, columns.destination), ends, strict=True) if isinstance(end, int)]
    value = cells[columns.count].strip()
    if all(text in MISSING for text in texts):
        return "without anything in the columns that are read"
    if all(text in MISSING or text.startswith("#") for text in texts):
        return "of HXL tags or comments"
    if own and all(one.casefold() in LABELS for one in own) and not any(char.isdigit() for char in value):
        return "with the labels of columns"
    year = columns.get(cells, "year")
    if any(make_column_key(one) in TOTALS for one in (*own, year)):
        return "of sums"
    if any(map(is_region, own)):
        return "of regions, among those of countries"
    if own and is_note(own[0]) and value.casefold() in NOTHING:
        return "with a note"
    return "without a number" if value.casefold() in NOTHING else ""


def _resolve_column(texts: Sequence[str], resolve: Callable[[str], str]) -> Callable[[str], str]:
    """Return the resolver of a column, in which ``NA`` may be a missing value."""
    if "NA" in texts and is_missing_na(texts, lambda text: resolve(text) not in (NOT_STATED, UNRESOLVED)):
        return lambda text: NOT_STATED if text == "NA" else resolve(text)
    return resolve


def _add(
    grid: Grid,
    number: int,
    cells: Sequence[str],
    columns: _Columns,
    bounds: Bounds,
    found: PublishedCounts,
    resolvers: Mapping[str, Callable[[str], str]],
) -> None:
    codes: dict[str, str] = {}
    for end in ("origin", "destination"):
        spelling = columns.get(cells, end)
        codes[end] = resolvers[end](spelling)
        if codes[end] == UNRESOLVED:
            found.unresolved[spelling] += 1
        elif codes[end] != NOT_STATED:
            found.resolved[end] += 1
    cell = codes["origin"], codes["destination"], _read_year(columns.get(cells, "year"), grid, number, columns)
    before: Mapping[Cell, Bounds] = found.cells
    found.added += cell in before
    lower, upper = before.get(cell, (0, 0))
    found.cells[cell] = lower + bounds[0], upper + bounds[1]
    found.rows += 1
    found.intervals += bounds[0] != bounds[1]


def _read_year(text: str, grid: Grid, number: int, columns: _Columns) -> str:
    if columns.year is None:
        return ""
    if text in MISSING or text.casefold() in NOTHING:
        return NOT_STATED
    year = find_year(text)
    if year is None:
        name: Any = grid.header.names[columns.year] if isinstance(columns.year, int) else "year"
        raise RecordError(f"expected one year. {YEAR_HINT}", file=grid.file, line=number, field=name)
    return year
