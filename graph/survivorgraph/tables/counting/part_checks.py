"""Refuse tables of published counts that count the same people twice, or different things together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from survivorgraph.errors import RecordError
from survivorgraph.tables.reading.names import make_column_key
from survivorgraph.tables.reading.shapes import TOTALS
from survivorgraph.tables.reading.table_reader import Grid

__all__ = ["NumberedRow", "check_parts", "check_repeats"]

NumberedRow = tuple[int, Sequence[str], tuple[int, int]]
"""The number of a row, its cells, and the bounds of its count."""
_WHOLES: Final = TOTALS | frozenset(
    (
        *("bothsexes", "both", "mf", "fm", "allsexes", "allgenders", "allages", "allforms", "alltypes", "allgroups"),
        *("lesdeuxsexes", "deuxsexes", "tousâges", "toutesformes", "beidegeschlechter", "allealter", "ambossexos"),
        *("todaslasedades", "todos", "todas", "tous", "toutes", "alle"),
    )
)
"""How the sum over a column of parts is called, as keys of columns."""
_SEXES: Final = ({"m", "f"}, {"male", "female"}, {"h", "f"}, {"w", "m"}, {"h", "m"})
_MEASURES: Final = frozenset(
    (
        *("indicator", "indicatorname", "indicatorcode", "measure", "variable", "series", "seriesname", "seriescode"),
        *("metric", "statistic", "unit", "units", "unitofmeasure", "unitofmeasurement", "indicateur", "mesure"),
        *("unité", "indikator", "einheit", "maßeinheit", "indicador", "medida", "unidad", "variablename"),
    )
)
"""Columns that say what is counted, as keys of columns."""
_LEAST_GROUPS: Final = 2


def check_repeats(grid: Grid, rows: Sequence[NumberedRow], count: int) -> None:
    """Raise RecordError for a row that occurs twice, or again with another number."""
    seen: dict[tuple[str, ...], tuple[int, str]] = {}
    for number, cells, _ in rows:
        key = tuple(cell for place, cell in enumerate(cells) if place != count)
        first, value = seen.setdefault(key, (number, cells[count]))
        if first == number:
            continue
        problem = f"duplicate row, the same as line {first}"
        if value != cells[count]:
            problem = f"line {first} has another number and is the same besides; keep one, or add them up"
        raise RecordError(problem, file=grid.file, line=number)


def check_parts(grid: Grid, rows: Sequence[NumberedRow], read: Collection[int], count: int) -> None:
    """Raise RecordError for a column, of those that are not read, by which numbers must not be added up.

    It has sums beside their parts, such as Total beside Male and Female, or says that different things are counted.
    """
    for place, name in enumerate(grid.header.names):
        values = {cells[place] for _, cells, _ in rows if cells[place]}
        if place in read or len(values) < 2:
            continue
        if make_column_key(name) in _MEASURES:
            problem = f"this column says what is counted, and has {len(values)} values; keep the rows of one of them"
            raise RecordError(problem, file=grid.file, field=name)
        if _has_sums({make_column_key(value) for value in values}) or _adds_up(rows, place, count):
            problem = (
                "this column has sums beside their parts, which would be counted twice; keep the sums or the parts"
            )
            raise RecordError(problem, file=grid.file, field=name)


def _has_sums(keys: Collection[str]) -> bool:
    """Return whether some values are called as sums, or T beside M and F."""
    sums = _WHOLES.intersection(keys)
    return (bool(sums) and len(sums) < len(set(keys))) or ("t" in keys and any(one <= set(keys) for one in _SEXES))


def _adds_up(rows: Sequence[NumberedRow], place: int, count: int) -> bool:
    """Return whether one value of a column always has the sum of the others, in two groups of rows or more."""
    groups: dict[tuple[str, ...], dict[str, int]] = {}
    for _, cells, (lower, upper) in rows:
        key = tuple(cell for other, cell in enumerate(cells) if other not in (place, count))
        if lower == upper:
            groups.setdefault(key, {})[cells[place]] = lower
    split = [group for group in groups.values() if sum(map(bool, group.values())) > 2]
    candidates = set.intersection(*(set(group) for group in split)) if len(split) >= _LEAST_GROUPS else set()
    return any(all(_is_sum(value, group) for group in split) for value in candidates)


def _is_sum(value: str, group: Mapping[str, int]) -> bool:
    return 2 * group[value] == sum(group.values())
