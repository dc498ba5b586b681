"""Count people in case tables, inside a table engine, so that only protected cells leave it.

One expression, built by the methods of an Ibis table, runs on DuckDB, embedded, and on Spark, Trino or BigQuery:
group the rows by what is asked for, which is the only pass over them; give the groups the project's words; protect
(see `survivorgraph.sources.disclosure`). No row, and no number that is not protected, is fetched: only the
spellings of countries are, to be resolved, and counts of rows and of values for the report.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from survivorgraph.errors import RecordError
from survivorgraph.sources.cases import MISSING, NOT_STATED, SEVERAL, UNRESOLVED, Flag, Layout
from survivorgraph.sources.disclosure import protect, protect_flags

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

__all__ = ["Aggregate", "Plan", "aggregate", "count_cells", "group_rows", "list_spellings", "name_cells"]

YEARS: Final = tuple(str(year) for year in range(1900, 2101))
SET: Final = ("1", "1.0", "true", "True")
NOT_SET: Final = ("0", "0.0", "false", "False", *MISSING)
SURPRISE: Final = "surprise"
# A group of flags is one number while rows are counted: a digit a concept, how many of its flags are set. A flag
# that holds neither yes nor no nor nothing makes the number negative.
_BASE: Final = 4
_STRANGE: Final = -(2**50)
_GROUP: Final = "flags_"
_COUNTRIES: Final = ("origin", "destination")


@dataclass(frozen=True)
class Plan:
    """Say what to count: the layout of the table, dimensions in their order, perhaps a group of flags, and k."""

    layout: Layout
    dimensions: tuple[str, ...]
    flags: str | None
    min_cell: int

    @property
    def flag_columns(self) -> dict[str, str]:
        """Map each concept of the group of flags to the column that counts it in a table of cells."""
        return {concept: f"f{place}" for place, concept in enumerate(self.list_concepts(self.flags))}

    def list_concepts(self, name: str | None) -> list[str]:
        """List the concepts of a group of flags, each once."""
        return list(dict.fromkeys(flag.concept for flag in self.layout.flags[name])) if name else []

    def find_column(self, name: str) -> str:
        """Return the column of the table that holds a dimension of values."""
        values = self.layout.values.get(name)
        return values.column if values else str(getattr(self.layout, name))


@dataclass(frozen=True)
class Aggregate:
    """Hold the published cells as rows by column, and how many rows the table has and how many count.

    `unresolved` counts the rows of spellings of countries that are not resolved, those with at least the
    threshold; whether there are others says `is_some_hidden`.
    """

    cells: list[dict[str, Any]]
    flags: list[dict[str, Any]]
    rows: int
    counted: int
    unresolved: Mapping[str, int]
    is_some_hidden: bool


def aggregate(table: Table, plan: Plan, *, resolve: Callable[[str], str], name: str) -> Aggregate:
    """Count the people of a table by the plan, and return what may be published.

    `resolve` turns the spelling of a country into a code or a word such as ``not-stated``. Raises RecordError,
    with the columns, for values that the codebook of the table does not have.
    """
    with group_rows(table, plan).cache() as grouped:
        counted = int(_fetch(grouped.aggregate(n=grouped.n.sum()))[0]["n"] or 0)
        rows = int(_fetch(table.aggregate(n=table.count()))[0]["n"]) if plan.layout.only else counted
        codes = {spelling: resolve(spelling) for spelling in list_spellings(grouped, plan)}
        is_unique = _check_values(grouped, plan, codes, name)
        with count_cells(name_cells(grouped, plan, codes), plan, is_unique=is_unique).cache() as cells:
            shown = _fetch(protect(cells, plan.dimensions, min_cell=plan.min_cell))
            flags = []
            if plan.flags:
                flags = _fetch(protect_flags(cells, plan.dimensions, plan.flag_columns, min_cell=plan.min_cell))
        strange = [spelling for spelling, code in codes.items() if code == UNRESOLVED]
        unresolved = _count_spellings(grouped, plan, strange)
    return Aggregate(shown, flags, rows, counted, unresolved, len(unresolved) < len(strange))


def group_rows(table: Table, plan: Plan) -> Table:
    """Count the rows of a table by dimension, values as text, flags as a number; the only pass over the rows."""
    for column, values in plan.layout.only.items():
        table = table.filter(table[column].isin(values))
    keys: dict[str, Any] = {
        name: _code(table, plan, name) if name in plan.layout.flags else _as_text(table[plan.find_column(name)])
        for name in plan.dimensions
    }
    if plan.flags:
        keys[_GROUP] = _code(table, plan, plan.flags)
    grouped = table.group_by(**keys).aggregate(n=table.count())
    texts = [name for name in plan.dimensions if name not in plan.layout.flags]
    return grouped.mutate(**{name: grouped[name].fill_null("").strip() for name in texts})


def _as_text(column: Any) -> StringValue:
    text: StringValue = column if column.type().is_string() else column.cast("string")
    return text


def _code(table: Table, plan: Plan, name: str) -> IntegerValue:
    places = {concept: place for place, concept in enumerate(plan.list_concepts(name))}
    digits = (_count_flag(table, flag) * _BASE ** places[flag.concept] for flag in plan.layout.flags[name])
    return reduce(operator.add, digits)


def _count_flag(table: Table, flag: Flag) -> IntegerValue:
    text = _as_text(table[flag.column])
    number: IntegerValue
    if flag.is_list:
        number = (";" + text.fill_null("").replace(" ", "") + ";").contains(f";{flag.value};").ifelse(1, 0)
    else:
        # In the order of how often they are met, for engines that stop at the first that fits.
        rare = text.isin(SET).ifelse(1, text.isin(NOT_SET).ifelse(0, _STRANGE))
        number = text.isnull().ifelse(0, (text == "1").ifelse(1, rare))
    return number.cast("int64")


def _has(code: IntegerValue, place: int) -> BooleanValue:
    has: BooleanValue = (code // _BASE**place) % _BASE > 0
    return has


def _name_code(code: IntegerValue, concepts: Sequence[str]) -> StringValue:
    """Return the one concept whose flag is set, `SEVERAL`, `NOT_STATED` or `SURPRISE`: each person in one cell."""
    count = reduce(operator.add, (_has(code, place).ifelse(1, 0) for place in range(len(concepts))))
    named: Any = NOT_STATED
    for place, concept in enumerate(concepts):
        named = _has(code, place).ifelse(concept, named)
    named = (code < 0).ifelse(SURPRISE, (count > 1).ifelse(SEVERAL, named))
    text: StringValue = named
    return text


def list_spellings(grouped: Table, plan: Plan) -> list[str]:
    """Fetch the spellings of countries, sorted."""
    parts = [grouped.select(spelling=grouped[name]) for name in _COUNTRIES if name in plan.dimensions]
    return sorted(row["spelling"] for row in _fetch(_union(parts).distinct())) if parts else []


def _count_spellings(grouped: Table, plan: Plan, spellings: Sequence[str]) -> dict[str, int]:
    """Fetch how many rows hold each spelling, as origin or destination, where it is the threshold or more."""
    found: dict[str, int] = {}
    for name in _COUNTRIES:
        if spellings and name in plan.dimensions:
            counts = grouped.group_by(spelling=grouped[name]).aggregate(n=grouped.n.sum())
            counts = counts.filter(counts.spelling.isin(spellings) & (counts.n >= plan.min_cell))
            for row in _fetch(counts):
                found[row["spelling"]] = found.get(row["spelling"], 0) + int(row["n"])
    return dict(sorted(found.items()))


def name_cells(grouped: Table, plan: Plan, codes: Mapping[str, str]) -> Table:
    """Give grouped rows the project's words: a column a dimension, flags of the group, and the number `n`.

    A value is named once, and its name joined to the rows that hold it.
    """
    joined = grouped
    for place, name in enumerate(plan.dimensions):
        words = _name_values(grouped, plan, name, codes).rename(**{f"v{place}": "value", f"w{place}": "word"})
        joined = joined.inner_join(words, joined[name] == words[f"v{place}"])
    named = {name: joined[f"w{place}"] for place, name in enumerate(plan.dimensions)}
    flags = {column: _has(joined[_GROUP], place) for place, column in enumerate(plan.flag_columns.values())}
    return joined.select(n=joined.n, **named, **flags)


def _name_values(grouped: Table, plan: Plan, name: str, codes: Mapping[str, str]) -> Table:
    """Return each value of a dimension, or number of a group of flags, once, with its word."""
    values = grouped.select(value=grouped[_GROUP if name == plan.flags else name]).distinct()
    if name in plan.layout.flags:
        return values.mutate(word=_name_code(values.value, plan.list_concepts(name)))
    return values.mutate(word=_name(values.value, plan, name, codes))


def _name(text: StringValue, plan: Plan, name: str, codes: Mapping[str, str]) -> StringValue:
    if name == "year":
        year: StringValue = text.left(4)
        return year.isin(YEARS).ifelse(year, text.isin(MISSING).ifelse(NOT_STATED, SURPRISE))
    if name in _COUNTRIES:
        return _translate(text, codes)
    return _translate(text, dict.fromkeys(MISSING, NOT_STATED) | dict(plan.layout.values[name].concepts))


def _translate(text: StringValue, words: Mapping[str, str]) -> StringValue:
    named: StringValue = text.cases(*words.items(), else_=SURPRISE)
    return named


def count_cells(named: Table, plan: Plan, *, is_unique: bool = False) -> Table:
    """Count the people of each cell, and of each flag of the group and of any of them (`base`).

    `is_unique` says that no two rows have the same words, so that they are cells already.
    """
    columns = list(plan.flag_columns.values())
    if is_unique and not columns:
        return named.rename(people="n").select(*plan.dimensions, "people")
    sums = {"people": named.n.sum()}
    if columns:
        sums["base"] = reduce(operator.or_, (named[column] for column in columns)).ifelse(named.n, 0).sum()
        sums |= {column: named[column].ifelse(named.n, 0).sum() for column in columns}
    return named.group_by(plan.dimensions).aggregate(**sums)


def _check_values(grouped: Table, plan: Plan, codes: Mapping[str, str], file: str) -> bool:
    """Raise RecordError for columns with values that no codebook has; which values is not said.

    Return whether every value has a word of its own.
    """
    names = [*plan.dimensions, *([plan.flags] if plan.flags else [])]
    parts = []
    for place, name in enumerate(names):
        values = _name_values(grouped, plan, name, codes)
        parts.append(
            values.aggregate(
                place=values.count() * 0 + place,
                strange=(values.word == SURPRISE).ifelse(1, 0).sum(),
                double=values.count() - values.word.nunique(),
            )
        )
    found = _fetch(_union(parts))
    wrong = [names[row["place"]] for row in found if row["strange"]]
    if wrong:
        columns = [column for name in wrong for column in _list_columns(plan, name)]
        problem = f"the codebook does not know some values of {', '.join(columns)}; nothing was imported. "
        raise RecordError(problem + "Is the file of another release, or was it edited?", file=file, field=columns[0])
    return not any(row["double"] for row in found)


def _list_columns(plan: Plan, name: str) -> list[str]:
    """List the columns of the table behind a dimension or a group of flags."""
    flags = plan.layout.flags.get(name)
    return [flag.column for flag in flags] if flags else [plan.find_column(name)]


def _union(parts: Sequence[Table]) -> Table:
    return reduce(lambda one, other: one.union(other), parts)


def _fetch(expression: Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
    return rows
