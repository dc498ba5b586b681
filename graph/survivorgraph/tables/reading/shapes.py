"""Reshape tables of pairs to one row per pair: edge lists with and without a header, matrices, years as columns.

What a table is, is seen from its names and first rows alone: a matrix has the names of its columns at its rows as
well, or countries at both; a table of years has two columns or more that are named by a year; a table without a
header begins with a number or with two countries.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from survivorgraph.errors import RecordError
from survivorgraph.tables.codebooks.codebook_versions import RELEASES, find_spelling
from survivorgraph.tables.reading.intervals import NOTHING, are_counts
from survivorgraph.tables.reading.names import Chosen, index_columns, make_column_key, make_unique
from survivorgraph.tables.reading.notes import is_region
from survivorgraph.tables.reading.numbers import is_numeric
from survivorgraph.tables.reading.outlines import check_outline
from survivorgraph.tables.reading.table_reader import Grid, Header, is_known_header

__all__ = ["COUNT", "TOTALS", "Shaped", "find_ends", "shape_pairs"]

COUNT: Final = "count"
TOTALS: Final = frozenset(
    (
        *("total", "totals", "all", "sum", "subtotal", "grandtotal", "overall", "gesamt", "insgesamt", "summe"),
        *("totales", "totaux", "totalgeneral", "totalgénéral", "ensemble", "suma", "итого", "всего", "合计", "总计"),
        *("world", "monde", "welt", "mundo", "allcountries", "allorigins", "alldestinations", "touslespays"),
    )
)
"""How rows and columns of sums are called, as keys of columns."""
_YEAR: Final = re.compile(
    r"[A-Za-z]?((?:19|20)[0-9]{2})(\.0)?( \[YR(?:19|20)[0-9]{2}\])?"
    r"(\s*[*†‡¹²³]+|\s*[(\[]?(p|r|e|prov\.?|provisional|prel\.?|preliminary|rev\.?|revised|est\.?)[)\]]?)?"
)
_EDGES: Final = next(release for release in RELEASES if release.kind == "edges")
_MOST_COLUMNS_WITHOUT_HEADER: Final = 4
Resolves = Callable[[str], bool]
Rows = Iterator[tuple[int, list[str]]]


@dataclass
class Shaped:
    """A table with a row a pair: its grid, the columns that are known by its shape, and what is to be said of it.

    `weight` is the one column of numbers of a table without a header.
    """

    grid: Grid
    chosen: Chosen
    lines: tuple[str, ...] = ()
    weight: str | None = None


def find_ends(names: Sequence[str], chosen: Chosen) -> tuple[str, str] | None:
    """Return the columns of origin and destination, as chosen or by their usual names; or None."""
    found = _EDGES.find_columns(names)
    origin, destination = (getattr(chosen, end) or found.get(end) or "" for end in ("origin", "destination"))
    return (origin, destination) if origin and destination else None


def shape_pairs(grid: Grid, chosen: Chosen, resolves: Resolves) -> Shaped:
    """Return a table of pairs in its one shape; one that is in no shape known here comes back as it is.

    `resolves` says whether a text names a country.
    """
    names = list(grid.header.names)
    if _is_headless(grid, chosen, resolves):
        return _name_columns(grid, chosen)
    years = {place: found[1] for place, name in enumerate(names) if (found := _YEAR.fullmatch(name))}
    ends = find_ends(names, chosen)
    if ends is not None and (len(years) > 1 or chosen.count not in (None, "=1")):
        numbers = [chosen.count] if chosen.count else [names[place] for place in years]
        check_outline(grid, ends, numbers)
    if chosen.count is None and chosen.year is None:
        if len(years) > 1 and ends is not None:
            return _melt_years(grid, chosen, years)
        if chosen.origin is None and chosen.destination is None and _is_matrix(grid, resolves):
            return _melt_matrix(grid)
    return Shaped(grid, chosen)


def _is_headless(grid: Grid, chosen: Chosen, resolves: Resolves) -> bool:
    names = grid.header.names
    is_said = all(end is not None and end.isdecimal() for end in (chosen.origin, chosen.destination))
    if is_said and len(names) <= _MOST_COLUMNS_WITHOUT_HEADER and all(is_numeric([name]) for name in names if name):
        return True
    by_number = all(one.isdecimal() and one not in names for one in chosen.columns)
    if is_known_header(names) or not by_number or not 2 <= len(names) <= _MOST_COLUMNS_WITHOUT_HEADER:
        return False
    if not all(names[:2]) or find_spelling(index_columns(names), ("source", "target", "from", "to")) is not None:
        return False
    body = grid.head[1:]
    has_number = len(names) > 2 and any(is_numeric([name]) for name in names[2:])
    are_columns_numeric = all(is_numeric([row[place] for row in body if len(row) > place]) for place in (0, 1))
    if has_number and not are_columns_numeric:
        return True
    return all(resolves(name) for name in names[:2])


def _name_columns(grid: Grid, chosen: Chosen) -> Shaped:
    """Name the columns of a table without a header by their numbers, and use the first two as the ends."""
    names = tuple(str(place) for place in range(1, len(grid.header.names) + 1))
    first = (grid.header.row, list(grid.header.names))
    header = Header(names, grid.header.row - 1, grid.header.delimiter)
    rows = chain([first], grid.rows)
    given = replace(chosen, origin=chosen.origin or "1", destination=chosen.destination or "2")
    for name in names[2:]:
        said = [row[int(name) - 1] for row in grid.head if len(row) >= int(name)]
        if given.year is None and name != given.count and all(_YEAR.fullmatch(cell) for cell in said if cell):
            given = replace(given, year=name)
    others = [name for name in names if name not in (given.origin, given.destination, given.year)]
    numeric = [
        name for name in others if is_numeric([row[int(name) - 1] for row in grid.head if len(row) >= int(name)])
    ]
    line = "the table has no header: its columns are called 1, 2, …, and the first two are the ends"
    weight = numeric[0] if len(numeric) == 1 else None
    return Shaped(replace(grid, header=header, rows=rows), given, (line,), weight)


def _melt_years(grid: Grid, chosen: Chosen, years: dict[int, str]) -> Shaped:
    kept = [place for place in range(len(grid.header.names)) if place not in years]
    others = [grid.header.names[place] for place in kept]
    names = make_unique([*others, "year", COUNT])
    year, count = names[-2:]

    def melt() -> Rows:
        for number, cells in grid.rows:
            for place, said in years.items():
                if cells[place]:
                    yield number, [*(cells[one] for one in kept), said, cells[place]]

    line = f"its columns {min(years.values())} to {max(years.values())} hold the number of each year"
    header = Header(names, grid.header.row, grid.header.delimiter)
    head = [[*(row[one] for one in kept), "", ""] for row in grid.head if len(row) == len(grid.header.names)]
    melted = replace(grid, header=header, rows=melt(), head=head)
    return Shaped(melted, replace(chosen, year=year, count=count), (line,))


def _is_matrix(grid: Grid, resolves: Resolves) -> bool:
    names = [name for name in grid.header.names[1:] if name and _is_place(name)]
    body = [row for row in grid.head[1:] if row and row[0] and _is_place(row[0]) and any(row[1:])]
    if len(names) < 2 or len(body) < 1 or len(set(names)) < len(names):
        return False
    cells = [cell for row in body for cell in row[1:] if cell]
    if not cells or not are_counts(cells):
        return False
    is_square = len(body) > 1 and sum(row[0] in names for row in body) > len(body) / 2
    return is_square or (_most(resolves, names) and _most(resolves, [row[0] for row in body]))


def _is_place(name: str) -> bool:
    """Return whether a row or column of a matrix is no sum and no region."""
    return make_column_key(name) not in TOTALS and not is_region(name)


def _most(resolves: Resolves, texts: Sequence[str]) -> bool:
    return sum(map(resolves, texts)) > 0.7 * len(texts)


def _melt_matrix(grid: Grid) -> Shaped:
    """Read the rows as origins and the columns as destinations; leave out sums, regions, empty cells and zeros."""
    ends = {place: name for place, name in enumerate(grid.header.names) if place and name and _is_place(name)}

    def melt() -> Rows:
        for number, cells in grid.rows:
            if not cells[0]:
                raise RecordError("this row of the matrix has no name", file=grid.file, line=number)
            if not _is_place(cells[0]) or not any(cells[1:]):
                continue
            for place, name in ends.items():
                if cells[place] != "0" and cells[place].casefold() not in NOTHING:
                    yield number, [cells[0], name, cells[place]]

    header = Header(("origin", "destination", COUNT), grid.header.row, grid.header.delimiter)
    line = "it is a matrix: rows are origins, columns destinations (sums and regions are left out)"
    chosen = Chosen(origin="origin", destination="destination", count=COUNT)
    return Shaped(replace(grid, header=header, rows=melt(), head=[]), chosen, (line,))
