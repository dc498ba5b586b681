"""Read a table of edges into a network, with the table reader of imports."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final

import networkx as nx

from survivorgraph.errors import RecordError
from survivorgraph.schema.places import read_gazetteer
from survivorgraph.tables.codebooks.citizenships import is_missing_na, read_citizenships
from survivorgraph.tables.reading.intervals import NOTHING, are_counts, read_interval
from survivorgraph.tables.reading.names import Chosen, find_column, index_columns, make_column_key, make_unique
from survivorgraph.tables.reading.notes import is_note
from survivorgraph.tables.reading.numbers import UnclearNumbersError, find_decimal, read_number
from survivorgraph.tables.reading.own_tables import TOTAL_VALUE, find_dimensions, is_own_table, is_saved_table
from survivorgraph.tables.reading.shapes import TOTALS, find_ends, shape_pairs
from survivorgraph.tables.reading.table_reader import Grid, Row, open_grid

__all__ = ["read_edges"]

_WEIGHTS: Final = ("weight",)
_NO_WEIGHT: Final = frozenset(
    ("id", "index", "no", "nr", "row", "unnamed0", "edgeid", "timeset", "label", "type", "year", "date", "time")
)
"""Columns of numbers that are nobody's weight."""


@dataclass(frozen=True)
class _Columns:
    """The columns of the ends, the weight and the kept attributes; an end may be one text for all rows."""

    ends: tuple[int | str, int | str]
    weight: int | None
    kept: dict[str, int]
    meaning: str

    def get_end(self, cells: Sequence[str], end: int) -> str:
        """Return the name of an end, its blanks and letters in one form."""
        place = self.ends[end]
        text = place if isinstance(place, str) else cells[place]
        return " ".join(unicodedata.normalize("NFC", text).split())


@cache
def _get_resolver() -> Callable[[str], str]:
    gazetteer = read_gazetteer()
    citizenships = read_citizenships(gazetteer)
    return lambda text: citizenships.resolve_code(text).country


def _is_country(text: str) -> bool:
    return bool(_get_resolver()(text))


def read_edges(
    file: Path,
    *,
    directed: bool,
    chosen: Chosen,
    weight: str | None = None,
    keep: Sequence[str] | None = None,
    sheet: str | None = None,
    countries: bool = False,
) -> tuple[nx.Graph[Any], list[str]]:
    """Read a table of edges; return the network and what is to be said of the table, in parts of a sentence.

    Raises RecordError for a table whose columns are not known, and, with its line, for a row that is no edge.
    """
    if weight is not None:
        chosen = replace(chosen, count=weight)
    kept = tuple(keep or ())

    def is_header(row: Row) -> bool:
        keys = index_columns(row)
        wanted = [one for one in (*chosen.columns, *kept) if not one.isdecimal()]
        return find_ends(row, chosen) is not None and all(make_column_key(one) in keys for one in wanted)

    grid = open_grid(file, is_header, sheet=sheet)
    if find_ends(grid.header.names, chosen) is None and not any(map(is_header, grid.head[:1])):
        grid = open_grid(file, lambda row: find_ends(row, chosen) is not None, sheet=sheet)
    said: list[str] = []
    if is_own_table(grid.header.names):
        grid, chosen, said = _take_wholes(grid, chosen, kept)
    units: set[str] = set()
    if is_saved_table(grid.header.names):
        grid, said, units = _add_weights(grid, chosen)
    shaped = shape_pairs(grid, chosen, _is_country)
    if shaped.chosen.count is None and shaped.weight is not None:
        shaped = replace(shaped, chosen=replace(shaped.chosen, count=shaped.weight))
    columns = _find_columns(shaped.grid, shaped.chosen, kept)
    rows = list(shaped.grid.rows)
    directed = directed and not _is_undirected(shaped.grid, rows)
    if shaped.chosen.count is None and columns.weight is None:
        _check_numbers(shaped.grid, columns, rows, kept)
    builder = _Builder(shaped.grid.file, columns, directed, keep is not None, countries)
    network = builder.build(rows, shaped.grid.header.delimiter)
    network.graph["units"] = units
    return network, [*shaped.lines, *said, *builder.describe()]


def _take_wholes(grid: Grid, chosen: Chosen, kept: Sequence[str]) -> tuple[Grid, Chosen, list[str]]:
    """Take of a table that an import wrote the cells that are no parts of others, with a number and two countries.

    A dimension that is kept is one of parts: its sums are left out.
    """
    places = find_dimensions(grid.header.names)
    parts = {make_column_key(name) for name in kept}
    others = {name: place for name, place in places.items() if name not in ("origin", "destination")}
    people, lower, upper = (
        grid.header.names.index(find_column(grid.header.names, name, grid.file))
        for name in ("people", "lower", "upper")
    )
    middles = 0
    countries = read_gazetteer().territories
    left_out: Counter[str] = Counter()
    rows = []
    for number, cells in grid.rows:
        is_whole = all(
            (cells[place] == TOTAL_VALUE) != (make_column_key(name) in parts) for name, place in others.items()
        )
        if not is_whole:
            left_out["cell of another split"] += 1
        elif not all(cells[places[end]] in countries for end in ("origin", "destination") if end in places):
            left_out["cell without two countries"] += 1
        elif not (cells[lower] and cells[upper]):
            left_out["withheld cell"] += 1
        else:
            middles += not cells[people]
            middle = cells[people] or _take_middle(cells[lower], cells[upper])
            rows.append((number, [*cells[:people], middle, *cells[people + 1 :]]))
    said = [
        f"{count:,} {name.replace('cell', 'cells', 1) if count > 1 else name} left out"
        for name, count in left_out.items()
    ]
    said += [f"{middles:,} of its {len(rows):,} weights are the middle of an interval"] if middles else []
    if not rows:
        raise RecordError(f"no cell is an edge: {', '.join(said) or 'the table is empty'}", file=grid.file)
    return replace(grid, rows=iter(rows)), replace(chosen, count=chosen.count or "people"), said


def _add_weights(grid: Grid, chosen: Chosen) -> tuple[Grid, list[str], set[str]]:
    """Add to a table that a page saved a column of weights, the middle of each interval; return also its units.

    There are none where something else than its numbers is the weight.
    """
    names = grid.header.names
    lower, upper, unit = (names.index(find_column(names, name, grid.file)) for name in ("lower", "upper", "unit"))
    rows = [(number, [*cells, _take_middle(cells[lower], cells[upper])]) for number, cells in grid.rows]
    middles = sum(cells[lower] != cells[upper] for _, cells in rows)
    header = replace(grid.header, names=make_unique([*names, _WEIGHTS[0]]))
    is_default = chosen.count is None
    is_counted = is_default or make_column_key(chosen.count or "") in ("lower", "upper")
    said = [f"{middles:,} of its {len(rows):,} weights are the middle of an interval"] if middles and is_default else []
    units = {cells[unit] for _, cells in rows} - {""} if is_counted else set()
    return replace(grid, header=header, rows=iter(rows)), said, units


def _take_middle(lower: str, upper: str) -> str:
    bounds = read_number(lower), read_number(upper)
    return "" if None in bounds else str(sum(one for one in bounds if one is not None) / 2)


def _find_columns(grid: Grid, chosen: Chosen, kept: Sequence[str]) -> _Columns:
    names, file = grid.header.names, grid.file
    ends = find_ends(names, chosen)
    if ends is None:
        say = "Say which they are with --origin COLUMN --destination COLUMN, or without a header by their numbers"
        if len(names) == 1:
            say = "Separate the columns by commas, semicolons or tabs"
        raise RecordError(
            "expected the columns origin and destination or source and target or from and to; found "
            f"{len(names)} other columns. {say}",
            file=file,
        )
    keys = [make_column_key(name) for name in names]
    twice = next((one for one in ends if not one.startswith("=") and keys.count(make_column_key(one)) > 1), None)
    if twice is not None:
        problem = "two columns have this name; rename one, or give the number of the one that is meant"
        raise RecordError(problem, file=file, field=twice)
    places = tuple(one[1:] if one.startswith("=") else names.index(find_column(names, one, file)) for one in ends)
    weighs = None if chosen.count == "=1" else chosen.count
    if weighs is not None and weighs.startswith("="):
        raise RecordError("a weight is in a column; =1 counts rows", file=file)
    if weighs is None and chosen.count is None:
        weighs = next((index_columns(names)[one] for one in _WEIGHTS if one in index_columns(names)), None)
    elif weighs is not None and make_column_key(weighs) not in index_columns(names) and not weighs.isdecimal():
        raise RecordError(f"there is no column '{weighs}' for the weight", file=file)
    place = names.index(find_column(names, weighs, file)) if weighs is not None else None
    found = {}
    for name in kept:
        said = chosen.year if make_column_key(name) == "year" and chosen.year else name
        if said not in names and make_column_key(said) not in index_columns(names):
            raise RecordError(f"there is no column '{name}'; columns: {', '.join(names)}", file=file)
        found[name] = names.index(find_column(names, said, file))
    return _Columns((places[0], places[1]), place, found, "rows" if place is None else names[place])


def _is_undirected(grid: Grid, rows: Sequence[tuple[int, list[str]]]) -> bool:
    """Return whether all edges of a table of Gephi are undirected; raise RecordError where only some are."""
    keys = [make_column_key(name) for name in grid.header.names]
    if "type" not in keys:
        return False
    types = {cells[keys.index("type")].casefold() for _, cells in rows} - {""}
    if "undirected" in types and types & {"directed", "mutual"}:
        raise RecordError("some edges are directed and some are not; give one kind", file=grid.file, field="Type")
    return types == {"undirected"}


def _check_numbers(grid: Grid, columns: _Columns, rows: Sequence[tuple[int, list[str]]], kept: Sequence[str]) -> None:
    """Raise RecordError for a column of numbers that may or may not be weights."""
    used = {*columns.ends, *columns.kept.values()}
    for place, name in enumerate(grid.header.names):
        key = make_column_key(name)
        if place in used or key in _NO_WEIGHT or not key or key in map(make_column_key, kept):
            continue
        if are_counts([cells[place] for _, cells in rows]):
            raise RecordError(
                f"the column '{name}' holds numbers, and nothing says what they are. If they are weights, give "
                f"--weight '{name}'; if each row is one edge, give --count =1",
                file=grid.file,
            )


class _Builder:
    """A builder that makes a network of rows and counts the rows that it leaves out."""

    def __init__(self, file: Path, columns: _Columns, directed: bool, is_multiple: bool, countries: bool) -> None:
        self.file, self.columns, self.is_multiple, self.countries = file, columns, is_multiple, countries
        kinds = ((nx.Graph, nx.MultiGraph), (nx.DiGraph, nx.MultiDiGraph))[directed]
        self.network: nx.Graph[Any] = kinds[is_multiple]()
        self.left_out: Counter[str] = Counter()
        self.na_missing = [False, False]

    def build(self, rows: list[tuple[int, list[str]]], delimiter: str) -> nx.Graph[Any]:
        """Add the rows as edges and empty their list; parallel ones add up, unless each is an edge of its own."""
        place = self.columns.weight
        decimal = "."
        if place is not None:
            try:
                decimal = find_decimal((cells[place] for _, cells in rows), delimiter=delimiter)
            except UnclearNumbersError:
                problem = "these numbers can be read in two ways (1,234 and 1.234); write them without signs"
                raise RecordError(problem, file=self.file, field=self.columns.meaning) from None
        sums: dict[tuple[str, str], int | float] = {}
        if self.countries:
            self.na_missing = [
                is_missing_na((self.columns.get_end(cells, end) for _, cells in rows), _is_country) for end in (0, 1)
            ]
        for number, cells in rows:
            pair = self._read_ends(number, cells)
            value = 1 if pair is None or place is None else self._read_weight(number, cells[place], decimal)
            if pair is None or not value:
                continue
            if self.is_multiple:
                self.network.add_edge(
                    *pair, weight=value, **{name: cells[at] for name, at in self.columns.kept.items()}
                )
            else:
                ends = pair if self.network.is_directed() else (min(pair), max(pair))
                sums[ends] = sums.get(ends, 0) + value
        rows.clear()  # a million rows take as much memory as the network that is made of them
        for (one, two), value in sums.items():
            self.network.add_edge(one, two, weight=value)
        if self.countries:
            territories = read_gazetteer().territories
            for node, data in self.network.nodes(data=True):
                data["name"] = territories[node].name
        self.network.graph["weight_meaning"] = self.columns.meaning
        return self.network

    def _read_ends(self, number: int, cells: Sequence[str]) -> tuple[str, str] | None:
        one, two = (self.columns.get_end(cells, end) for end in (0, 1))
        is_tag = all(end.startswith("#") or not end for end in (one, two))
        if (not one and not two) or is_tag:
            self.left_out["row of HXL tags or comments" if is_tag and (one or two) else "row without ends"] += 1
            return None
        if any(make_column_key(end) in TOTALS for end in (one, two)) and self.columns.weight is not None:
            self.left_out["row of sums"] += 1
            return None
        if is_note(one) and not two:
            self.left_out["row with a note"] += 1
            return None
        if not one or not two:
            raise RecordError("an edge needs two ends", file=self.file, line=number)
        if self.countries:
            texts = zip((one, two), self.na_missing, strict=True)
            first, second = ("" if text == "NA" and is_na else _get_resolver()(text) for text, is_na in texts)
            if not first or not second:
                self.left_out["row with an end that is no country"] += 1
                return None
            return first, second
        return one, two

    def _read_weight(self, number: int, text: str, decimal: str) -> int | float:
        if text.casefold() in NOTHING:
            self.left_out["row without a weight"] += 1
            return 0
        value = read_number(text, decimal)
        if value is None:
            hint = "; intervals are read by 'import edges FILE --published'" if read_interval(text) else ""
            raise RecordError(f"the weight is no number{hint}", file=self.file, line=number)
        if value < 0:
            raise RecordError("a weight is a finite number greater than 0", file=self.file, line=number)
        if not value:
            self.left_out["row of weight 0"] += 1
        return value

    def describe(self) -> list[str]:
        """Return what was left out; raise RecordError if that is every row."""
        if not self.network and self.left_out:
            what = ", ".join(f"{count:,} {_plural(name, count)}" for name, count in sorted(self.left_out.items()))
            raise RecordError(f"no row is an edge: {what}", file=self.file)
        return [f"{count:,} {_plural(name, count)} left out" for name, count in sorted(self.left_out.items())]


def _plural(name: str, count: int) -> str:
    return name if count == 1 else name.replace("row", "rows", 1)
