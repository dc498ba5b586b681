"""Prepare tables: drop rows that are not people, resolve picklists, and report what was left out.

Tables kept in a spreadsheet have rows below the header that are not data: empty ones, numbered
ones, a second header of labels, HXL tags, sums, notes. Each is recognised by the values of the columns that are
read, and counted by its type. All expressions are Ibis, so that they run inside the engine.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import reduce
from typing import TYPE_CHECKING, Any, Final

from survivorgraph.errors import RecordError
from survivorgraph.tables.codebooks.case_codebook import MISSING, NOT_STATED, SET, UNRESOLVED, Layout
from survivorgraph.tables.codebooks.citizenships import is_missing_na
from survivorgraph.tables.codebooks.picklists import Picklist
from survivorgraph.tables.protection.sketches import FILE_COLUMN
from survivorgraph.tables.reading.notes import NOTE, REGIONS
from survivorgraph.tables.reading.shapes import TOTALS

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, StringValue, Table

    from survivorgraph.tables.counting.aggregation import Plan

__all__ = [
    "FOLDED",
    "LABELS",
    "LEFT_OUT",
    "Inspection",
    "fold_rows",
    "inspect_rows",
    "mark_rows",
    "mark_total",
    "name_lists",
]

PERSON: Final = "person"
MARK: Final = "row_"
FOLDED: Final = "people_"
"""The column with the number of people of a row that counts several."""
_ROWS: Final = "rows_"
LEFT_OUT: Final[Mapping[str, str]] = {
    "empty": "without anything in the columns that are read",
    "tag": "of HXL tags or comments",
    "label": "with the labels of columns",
    "total": "of sums",
    "region": "of regions, among those of countries",
    "note": "with a note",
    "uncounted": "without a number of people",
}
"""What a row can be that is no person."""
LABELS: Final = (
    *("citizenship", "country", "nationality", "origin", "destination", "source", "target", "from", "to"),
    *("country of origin", "country of destination", "country of exploitation", "country of citizenship"),
    *("origin country", "destination country", "countryofexploitation", "prs_citizenship", "hte_country"),
    *("location of exploitation", "mailing country", "pays", "país", "land", "staatsangehörigkeit", "nationalité"),
)
_ERRORS: Final = ("#n/a", "#ref!", "#value!", "#name?", "#null!", "#num!", "#div/0!")
"""What Excel writes where a formula fails; it is no HXL tag."""
_MOST_LISTS: Final = 5_000
_SPLIT: Final = (";", ",", "|")
Fetch = Callable[[Any], list[dict[str, Any]]]


def _text(table: Table, column: str) -> StringValue:
    value: Any = table[column]
    text: StringValue = (value if value.type().is_string() else value.cast("string")).fill_null("").strip()
    return text


def _all(conditions: Sequence[BooleanValue]) -> BooleanValue:
    return reduce(operator.and_, conditions)


def mark_rows(table: Table, layout: Layout, header: Sequence[str]) -> tuple[Table, Layout]:
    """Mark each row in the column `MARK`, and make the layout keep only rows of people."""
    read = [column for column in layout.columns if column in header and column != layout.count]
    texts = {column: _text(table, column).lower() for column in read}
    missing = {column: text.isin([one.lower() for one in MISSING]) for column, text in texts.items()}
    ends = [column for column in dict.fromkeys((layout.origin, layout.destination)) if column in texts]
    marks: dict[str, BooleanValue] = {"empty": _all(list(missing.values()))}
    if layout.count is not None:
        uncounted = table[layout.count].isnull()
        marks = {"empty": marks["empty"] & uncounted, "uncounted": uncounted}
    tagged = [missing[one] | (texts[one].startswith("#") & ~texts[one].isin(_ERRORS)) for one in read]
    marks["tag"] = _all(tagged) & ~_all(list(missing.values()))
    if ends:
        labelled = [missing[one] | texts[one].isin([*LABELS, one.lower()]) for one in ends]
        marks["label"] = _all(labelled) & ~_all([missing[one] for one in ends])
        marks["total"] = reduce(operator.or_, (_squeeze(texts[one]).isin(sorted(TOTALS)) for one in ends))
        others = [missing[one] for one in read if one != ends[0]]
        starts = texts[ends[0]].re_search(NOTE)
        if layout.count is not None:
            marks["region"] = reduce(operator.or_, (_squeeze(texts[one]).isin(sorted(REGIONS)) for one in ends))
        marks["note"] = _all([starts, *others]) if others else starts
    mark: Any = PERSON
    for name, condition in reversed(marks.items()):
        mark = condition.ifelse(name, mark)
    return table.mutate(**{MARK: mark}), replace(layout, only={**layout.only, MARK: (PERSON,)})


def mark_total(table: Table, layout: Layout, fetch: Fetch) -> Table:
    """Mark the one row without ends whose number is the sum of all others: an unlabelled total."""
    if layout.count is None:
        return table
    missing = [one.lower() for one in MISSING]
    nowhere = _all([_text(table, one).lower().isin(missing) for one in (layout.origin, layout.destination) if one])
    people: Any = table[layout.count]
    person = table[MARK] == PERSON
    alone = (nowhere & person).ifelse(1, 0)
    numbers = person.ifelse(people, 0)
    found = fetch(table.aggregate(rows=alone.sum(), its=(alone * numbers).sum(), every=numbers.sum()))[0]
    if found["rows"] != 1 or 2 * found["its"] != found["every"] or not found["its"]:
        return table
    return table.mutate(**{MARK: (nowhere & person).ifelse("total", table[MARK])})


def _squeeze(text: StringValue) -> StringValue:
    squeezed: Any = text
    for sign in (" ", ":", "-", "_", ".", "&", ","):
        squeezed = squeezed.replace(sign, "")
    result: StringValue = squeezed
    return result


def name_lists(table: Table, layout: Layout, by: Sequence[str], *, name: str, fetch: Fetch) -> Table:
    """Translate columns with picklists to names, joined by semicolons.

    Raises RecordError for values that a picklist does not have, with their column and how many there are, and for
    columns of choices that it does not have.
    """
    for dimension in by:
        for column in layout.strange.get(dimension, ()):
            _check_choice(table, column, name, fetch)
    flags = {flag.column for dimension in by for flag in layout.flags.get(dimension, ()) if flag.is_list}
    for column, picklist in layout.picklists.items():
        if column in flags or column in layout.only:
            table = _name_list(table, column, picklist, name, fetch)
    return table


def _check_choice(table: Table, column: str, name: str, fetch: Fetch) -> None:
    """Raise RecordError for a column of a choice that the codebook does not have, if any row has it."""
    rows = fetch(table.aggregate(n=_text(table, column).isin(SET).ifelse(1, 0).sum()))[0]["n"] or 0
    if rows:
        problem = f"{rows:,} {'row has' if rows == 1 else 'rows have'} this choice, which the codebook does not have"
        raise RecordError(f"{problem}; nothing was imported", file=name, field=column)


def _name_list(table: Table, column: str, picklist: Picklist, name: str, fetch: Fetch) -> Table:
    people = table if MARK not in table.columns else table.filter(table[MARK] == PERSON)
    text = _text(people, column)
    found = fetch(people.group_by(value=text).aggregate(n=people.count()).limit(_MOST_LISTS + 1))
    if len(found) > _MOST_LISTS:
        raise RecordError(f"this column has more than {_MOST_LISTS:,} values: is it a list?", file=name, field=column)
    named = {row["value"]: () if row["value"] in MISSING else picklist.split(row["value"]) for row in found}
    strange = {value for value, names in named.items() if names is None}
    if strange:
        rows = sum(row["n"] for row in found if row["value"] in strange)
        known = sorted(set(picklist.names))
        raise RecordError(
            f"{len(strange)} of its {len(named)} values, in {rows:,} {'row' if rows == 1 else 'rows'}, have a part "
            f"that the codebook does not have; nothing was imported. It has {', '.join(known)}, or their labels",
            file=name,
            field=column,
        )
    words = {value: ";".join(names or ()) for value, names in named.items() if value != ";".join(names or ())}
    if not words:
        return table
    same = _text(table, column)
    return table.mutate(**{column: same.cases(*words.items(), else_=same)})


def fold_rows(table: Table, layout: Layout, by: Sequence[str], stack: ExitStack) -> tuple[Table, Layout]:
    """Group rows with equal values in all columns that are read, so that a large file is read only once.

    The counts are kept until the stack is closed.
    """
    flags = {flag.column for dimension in by for flag in layout.flags.get(dimension, ())}
    values = {layout.values[one].column for one in by if one in layout.values}
    ends = (layout.origin, layout.destination, layout.year)
    keys = [one for one in dict.fromkeys((*ends, *sorted(flags | values), *layout.only)) if one]
    keys += [FILE_COLUMN] if FILE_COLUMN in table.columns else []
    people = table.count() if layout.count is None else table[layout.count].sum()
    counted = table.group_by(keys).aggregate(**{FOLDED: people, _ROWS: table.count()})
    folded = stack.enter_context(counted.cache())
    return folded, replace(layout, count=FOLDED)


@dataclass
class Inspection:
    """The numbers of rows of a table: by mark, by the column for which they are dropped, by how their ends resolve.

    `na_missing` are the ends in whose column ``NA`` is a missing value and not Namibia.
    """

    rows: int = 0
    marks: Counter[str] = field(default_factory=Counter)
    dropped: Counter[tuple[str, bool]] = field(default_factory=Counter)
    people: int = 0
    resolved: Counter[str] = field(default_factory=Counter)
    na_missing: frozenset[str] = frozenset()

    def describe(self, min_cell: int) -> list[str]:
        """Return lines on what was left out; numbers of people below the threshold are not given."""
        lines = [
            f"{count:,} {'row' if count == 1 else 'rows'} {LEFT_OUT[mark]} left out"
            for mark, count in sorted(self.marks.items())
            if mark != PERSON and count
        ]
        for (column, is_blank), count in sorted(self.dropped.items()):
            shown = f"{count // min_cell * min_cell:,} or more" if count >= min_cell else f"fewer than {min_cell}"
            reason = f"with nothing in {column}" if is_blank else f"with another {column} than those that count"
            lines.append(f"{shown} rows {reason} are not counted")
        return lines


def inspect_rows(
    table: Table, plan: Plan, *, resolve: Callable[[str], str], fetch: Fetch, most: int = 1_000_000
) -> Inspection:
    """Count the rows of a table by mark, by what the layout keeps, and by whether their ends resolve."""
    layout = plan.layout
    ends = {end: getattr(layout, end) for end in ("origin", "destination") if getattr(layout, end)}
    kept = [column for column in layout.only if column != MARK]
    keys = {column: _text(table, column) for column in dict.fromkeys((*ends.values(), *kept))}
    number = table.count() if layout.count is None else table[layout.count].fill_null(0).sum()
    rows = table[_ROWS].sum() if _ROWS in table.columns else table.count()
    groups = table.group_by(**keys, mark=table[MARK]).aggregate(n=number, r=rows).limit(most)
    found = Inspection()
    codes: dict[str, str] = {}
    fetched = fetch(groups)
    found.na_missing = frozenset(
        end
        for end, column in ends.items()
        if is_missing_na(
            {row[column] for row in fetched if row["mark"] == PERSON},
            lambda text: resolve(text) not in (NOT_STATED, UNRESOLVED),
        )
    )
    for row in fetched:
        found.rows += row["r"]
        if row["mark"] != PERSON:
            found.marks[row["mark"]] += row["r"]
            continue
        lost = next((column for column in kept if row[column] not in layout.only[column]), None)
        if lost is not None:
            found.dropped[lost, row[lost] in MISSING] += row["n"]
            continue
        found.people += row["n"]
        for end, column in ends.items():
            spelling = "" if row[column] == "NA" and end in found.na_missing else row[column]
            code = codes.setdefault(spelling, "") or resolve(spelling)
            codes[spelling] = code
            if code not in (NOT_STATED, UNRESOLVED):
                found.resolved[end] += row["n"]
    return found
