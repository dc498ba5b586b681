"""Counting of people in case tables inside a table engine, so that only protected cells leave it.

One Ibis expression runs on embedded DuckDB, and on Spark, Trino or BigQuery:
group the rows by the requested dimensions, the only pass over them; translate the groups to our concepts; protect
(see `survivorgraph.tables.protection.disclosure`). No row, and no number that is not protected, is fetched: only the
values of each column are, once each, to be named, and the number of all people, with that of those left out.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from survivorgraph.errors import RecordError
from survivorgraph.tables.codebooks.case_codebook import ABSENT, MISSING, NOT_STATED, SET, SEVERAL, UNRESOLVED, Flag
from survivorgraph.tables.counting.plans import GROUP, Plan
from survivorgraph.tables.protection.disclosure import ANY, Draw, iterate_levels, protect, protect_flags
from survivorgraph.tables.protection.persons import PERSON, count_people, merge_people, read_person
from survivorgraph.tables.protection.sketches import FILE_COLUMN, SKETCH_COLUMNS, Sketch, sketch_people
from survivorgraph.tables.reading.years import FIRST_YEAR, HAS_YEAR, TWO_YEARS, YEAR_HINT

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, IntegerValue, StringValue, Table

__all__ = ["Aggregate", "Plan", "aggregate", "count_cells", "fetch_rows", "group_rows", "name_cells"]

YEARS: Final = frozenset(str(year) for year in range(1900, 2101))
MOST_VALUES: Final = 50_000
"""How many values a column of values may have; a column with more is another one than the codebook's."""
NOT_SET: Final = ("0", "0.0", "false", "False", "FALSE", "n/a", "N/A", *ABSENT, *MISSING)
SURPRISE: Final = "surprise"
# A group of flags is one number while rows are counted: a digit per concept, how many of its flags are set. A flag
# that is not yes, no or empty makes the number negative.
_BASE: Final = 4
_STRANGE: Final = -(2**50)
_COUNTED: Final = "counted_"
_COUNTRIES: Final = ("origin", "destination")


@dataclass(frozen=True)
class Aggregate:
    """The published cells as rows by column, and numbers that the report may contain only if they are large.

    `counted` is how many people are counted, `left_out` how many the layout excludes, and
    `nameless` how many rows do not identify a person. `unresolved` lists spellings of countries that are not
    resolved and of which cells that are shown have at least the threshold. `sketches` has that of each file.
    """

    cells: list[dict[str, Any]]
    flags: list[dict[str, Any]]
    counted: int
    left_out: int
    nameless: int
    unresolved: tuple[str, ...]
    is_some_unresolved: bool
    sketches: tuple[Sketch, ...]


def aggregate(table: Table, plan: Plan, *, resolve: Callable[[str], str], name: str, draw: Draw = ANY) -> Aggregate:
    """Count the people of a table by the plan, and return the publishable cells.

    `resolve` turns the spelling of a country into a code or a word such as ``not-stated``. Raises RecordError,
    with the columns, for values that the codebook of the table does not have.
    """
    with _keep(group_rows(table, plan)) as every:
        grouped = every.filter(every[_COUNTED]) if plan.layout.only else every
        words = _name_values(_find_values(grouped, plan, name), plan, resolve, name)
        named = name_cells(grouped, plan, words)
        nameless = 0
        if plan.person:
            nameless = _sum(named.filter(named[PERSON] == ""))
            named = merge_people(named, plan.keys, tuple(plan.flag_columns.values()))
        with _keep(named) if plan.person else nullcontext(named) as people:
            counted = _sum(people)
            left_out = (count_people(every, plan.person) if plan.layout.only else counted) - counted
            with _keep(count_cells(people, plan)) as cells:
                shown = fetch_rows(protect(cells, plan.dimensions, min_cell=plan.min_cell, draw=draw))
                flags = []
                if plan.flags:
                    columns = plan.flag_columns
                    flags = fetch_rows(
                        protect_flags(cells, plan.dimensions, columns, min_cell=plan.min_cell, draw=draw)
                    )
                is_split = FILE_COLUMN in people.columns or not set(plan.sketched) <= set(plan.dimensions)
                source = people if is_split else cells.mutate(n=cells.people)
                sketches = fetch_rows(sketch_people(source, plan.sketched, draw)) if plan.sketched else []
                strange = _list_unresolved(words)
                listed = _list_spellings(grouped, cells, plan, words, strange, draw) if strange else []
    sketches.sort(key=lambda row: row.get(FILE_COLUMN, 0))
    found = tuple(tuple(int(row[one] or 0) for one in SKETCH_COLUMNS) for row in sketches)
    return Aggregate(shown, flags, counted, left_out, nameless, tuple(listed), bool(strange), found)


@contextmanager
def _keep(table: Table) -> Iterator[Table]:
    """Cache a table while it is used; an engine without temporary tables computes it each time."""
    kept: Any = None
    with suppress(NotImplementedError):
        kept = table.cache()
    with kept if kept is not None else nullcontext(table) as found:
        yield found


def group_rows(table: Table, plan: Plan) -> Table:
    """Count the rows of a table by dimension, values as text, flags as a number; the only pass over the rows."""
    keys: dict[str, Any] = {
        name: _code(table, plan, name) if name in plan.layout.flags else _as_text(table[plan.find_column(name)])
        for name in plan.keys
    }
    if plan.flags:
        keys[GROUP] = _code(table, plan, plan.flags)
    if plan.layout.only:
        keys[_COUNTED] = reduce(
            operator.and_, (table[column].isin(values) for column, values in plan.layout.only.items())
        )
    if plan.person:
        keys[PERSON] = read_person(_as_text(table[plan.person]))
    if FILE_COLUMN in table.columns:
        keys[FILE_COLUMN] = table[FILE_COLUMN]
    people = table[plan.layout.count].sum() if plan.layout.count else table.count()
    grouped = table.group_by(**keys).aggregate(n=people)
    texts = {name: grouped[name].fill_null("").strip() for name in plan.keys if name not in plan.layout.flags}
    if "year" in texts:
        texts["year"] = _find_year(texts["year"])
    return grouped.mutate(**texts)


def _find_year(text: StringValue) -> StringValue:
    """Return the year of a date in any order; a text without one stays, and is found among the values."""
    is_year = text.re_search(HAS_YEAR) & ~text.re_search(TWO_YEARS)
    year: StringValue = is_year.ifelse(text.re_extract(FIRST_YEAR, 2), text)
    return year


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
        # Most frequent first, for engines that stop at the first match.
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


def _find_values(grouped: Table, plan: Plan, file: str) -> dict[str, list[str]]:
    """Fetch the values of each dimension; `SURPRISE` marks flags that are not yes, no or empty."""
    parts = []
    for name in plan.named:
        is_flags = name in (*plan.layout.flags, GROUP)
        value = (grouped[name] < 0).ifelse(SURPRISE, "") if is_flags else grouped[name]
        values = grouped.select(value=value).distinct().limit(MOST_VALUES + 1)
        parts.append(values.mutate(dimension=values.value.isnull().ifelse(name, name)))
    found: dict[str, list[str]] = {name: [] for name in plan.named}
    for row in fetch_rows(_union(parts)):
        found[row["dimension"]].append(row["value"])
    for name, texts in found.items():
        if len(texts) > MOST_VALUES:
            column = plan.find_column(name)
            problem = f"{column} has more than {MOST_VALUES:,} values, so that it is no {name}; nothing was imported"
            raise RecordError(problem, file=file, field=column)
    return found


def _name_values(
    values: Mapping[str, Sequence[str]], plan: Plan, resolve: Callable[[str], str], file: str
) -> dict[str, dict[str, str]]:
    """Map each value of each dimension to its concept; raise RecordError for columns with unknown values."""
    words = {name: {text: _name(text, plan, name, resolve) for text in texts} for name, texts in values.items()}
    wrong = [name for name, one in words.items() if SURPRISE in one.values()]
    if wrong:
        columns = [column for name in wrong for column in _list_columns(plan, name)]
        problem = f"the codebook does not know some values of {', '.join(columns)}; nothing was imported. "
        hint = YEAR_HINT if wrong == ["year"] else "Is the file of another release, or was it edited?"
        raise RecordError(problem + hint, file=file, field=columns[0])
    return words


def _name(text: str, plan: Plan, name: str, resolve: Callable[[str], str]) -> str:
    if name in _COUNTRIES:
        return NOT_STATED if text == "NA" and name in plan.na_missing else resolve(text)
    if text in MISSING or text in ABSENT:
        return NOT_STATED
    if name == "year":
        return text if text in YEARS else SURPRISE
    return plan.layout.values[name].concepts.get(text, SURPRISE) if name in plan.layout.values else text


def _list_columns(plan: Plan, name: str) -> list[str]:
    """List the columns of the table behind a dimension or a group of flags."""
    flags = plan.layout.flags.get(str(plan.flags) if name == GROUP else name)
    return [flag.column for flag in flags] if flags else [plan.find_column(name)]


def _list_unresolved(words: Mapping[str, Mapping[str, str]]) -> list[str]:
    """List the spellings of countries that are not resolved."""
    found = {text for one in _COUNTRIES for text, code in words.get(one, {}).items() if code == UNRESOLVED}
    return sorted(found)


def _list_spellings(
    grouped: Table,
    cells: Table,
    plan: Plan,
    words: Mapping[str, Mapping[str, str]],
    spellings: Sequence[str],
    draw: Draw,
) -> list[str]:
    """List the spellings of at least the threshold of people in shown cells, so that none reveals another."""
    found: set[str] = set()
    for name in _COUNTRIES:
        if name not in plan.dimensions:
            continue
        levels = iterate_levels(cells, plan.dimensions, min_cell=plan.min_cell, draw=draw)
        columns, level = next((columns, level) for columns, level in levels if name in columns)
        shown = level.filter(~level.withheld).select(columns)
        rows = name_cells(grouped.mutate(spelling_=grouped[name]), plan, words, keep=("spelling_",))
        rows = rows.filter(rows.spelling_.isin(spellings)).semi_join(shown, columns)
        people = rows[PERSON].nunique() if plan.person else rows.n.sum()
        counts = rows.group_by("spelling_").aggregate(people=people)
        found |= {row["spelling_"] for row in fetch_rows(counts.filter(counts.people >= plan.min_cell))}
    return sorted(found)


def name_cells(
    grouped: Table, plan: Plan, words: Mapping[str, Mapping[str, str]], *, keep: Sequence[str] = ()
) -> Table:
    """Translate grouped rows to the project's concepts: a column per dimension, flags of the group, and the number `n`.

    `words` has for each dimension of values the word of each value. Columns of persons and files, and those to
    `keep`, stay.
    """
    named = {
        name: _name_code(grouped[name], plan.list_concepts(name))
        if name in plan.layout.flags
        else _translate(grouped[name], words.get(name, {}))
        for name in plan.keys
    }
    flags = {column: _has(grouped[GROUP], place) for place, column in enumerate(plan.flag_columns.values())}
    others = {name: grouped[name] for name in (PERSON, FILE_COLUMN, *keep) if name in grouped.columns}
    return grouped.select(n=grouped.n, **named, **flags, **others)


def _translate(text: StringValue, words: Mapping[str, str]) -> StringValue:
    """Replace values by their concepts; most values of most tables need no change."""
    others = dict.fromkeys(MISSING, NOT_STATED) | {value: word for value, word in words.items() if value != word}
    named: StringValue = text.cases(*others.items(), else_=text)
    return named


def count_cells(named: Table, plan: Plan) -> Table:
    """Count the people of each cell, and of each flag of the group and of any of them (`base`)."""
    columns = list(plan.flag_columns.values())
    sums = {"people": named.n.sum()}
    if columns:
        sums["base"] = reduce(operator.or_, (named[column] for column in columns)).ifelse(named.n, 0).sum()
        sums |= {column: named[column].ifelse(named.n, 0).sum() for column in columns}
    return named.group_by(plan.dimensions).aggregate(**sums)


def _union(parts: Sequence[Table]) -> Table:
    return reduce(lambda one, other: one.union(other), parts)


def _sum(grouped: Table) -> int:
    return int(fetch_rows(grouped.aggregate(n=grouped.n.sum()))[0]["n"] or 0)


def fetch_rows(expression: Table) -> list[dict[str, Any]]:
    """Compute a table in its engine and return its rows."""
    rows: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
    return rows
