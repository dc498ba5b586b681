"""Turn a case table or an edge list into a table of corridors that may be published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypedDict, Unpack

from survivorgraph.errors import CheckError, RecordError
from survivorgraph.keywords import fill_options
from survivorgraph.schema.fields import Checks
from survivorgraph.schema.records.corridors import CorridorDataset
from survivorgraph.tables.codebooks.case_codebook import DIMENSIONS, MISSING, NOT_STATED, UNRESOLVED, Layout
from survivorgraph.tables.codebooks.citizenships import read_citizenships
from survivorgraph.tables.counting.aggregation import Aggregate, Plan, aggregate, fetch_rows
from survivorgraph.tables.counting.corridor_rows import CAVEAT, CorridorTable, to_rows
from survivorgraph.tables.counting.engines import EMBEDDED, Engine, open_engine, translate_errors
from survivorgraph.tables.protection.disclosure import ANY, DEFAULT_MIN_CELL, Draw, check_min_cell
from survivorgraph.tables.protection.persons import find_person_column
from survivorgraph.tables.protection.sketches import find_repeat
from survivorgraph.tables.reading.column_checks import check_twice
from survivorgraph.tables.reading.names import Chosen
from survivorgraph.tables.reading.opening import Opened, open_cases
from survivorgraph.tables.reading.preparing import (
    FOLDED,
    Inspection,
    fold_rows,
    inspect_rows,
    mark_rows,
    mark_total,
    name_lists,
)
from survivorgraph.tables.reading.table_reader import digest_file
from survivorgraph.tables.reading.texts import refuse_no_file

__all__ = [
    "COUNTING",
    "DEFAULT_BY",
    "FLAGS",
    "CountOptions",
    "check_files",
    "count_corridors",
    "describe_files",
    "make_plan",
    "make_resolver",
]

DEFAULT_BY: Final = ("origin", "destination", "year")
FLAGS: Final = ("means",)
"""Dimensions of which a person can have several: counted as flags, with shares, and named last."""
ROWS_ARE_PEOPLE: Final = (
    "No column says whose a row is, so that each row is taken for one person: people with several rows are counted as "
    "often."
)
Progress = Callable[[str], None]


def make_plan(layout: Layout, by: Sequence[str], *, min_cell: int, name: str, header: Sequence[str] = ()) -> Plan:
    """Check the dimensions by which a table is split; raise CheckError for invalid ones."""
    unknown = [one for one in by if one not in DIMENSIONS]
    if unknown or len(set(by)) != len(by) or not by:
        raise CheckError(f"--by takes some of {', '.join(DIMENSIONS)}, each once; found {', '.join(by) or 'nothing'}")
    missing = [one for one in by if one not in layout.dimensions]
    if "destination" in missing or "origin" in missing:
        raise RecordError(_describe_ends(layout), file=name)
    if missing:
        raise RecordError(f"this table has no {', '.join(missing)}; it has {', '.join(layout.dimensions)}", file=name)
    flags = [one for one in by if one in FLAGS]
    if flags and (by[-1] not in FLAGS or len(by) == 1):
        raise CheckError(
            "means are counted as flags of a cell: name them last in --by, after what the cell is split by"
        )
    dimensions = tuple(one for one in by if one not in FLAGS)
    return Plan(layout, dimensions, flags[0] if flags else None, check_min_cell(min_cell), find_person_column(header))


def _describe_ends(layout: Layout) -> str:
    end, what = ("origin", "citizenship") if not layout.origin else ("destination", "country of exploitation")
    return (
        f"this table has no column for the {what}; say which it is with --{end} COLUMN, or with --{end} =NAME where it "
        f"is one country for all rows, or leave {end} out of --by"
    )


def make_resolver(checks: Checks) -> Callable[[str], str]:
    """Return a function from the spelling of a country to its code, or to ``not-stated`` or ``unresolved``."""
    citizenships = read_citizenships(checks.gazetteer)

    def resolve(spelling: str) -> str:
        if spelling in MISSING or spelling in ("00", "0"):
            return NOT_STATED
        found = citizenships.resolve_code(spelling)
        if found.kind == "country":
            return found.country
        return NOT_STATED if found.kind == "unknown" else UNRESOLVED

    return resolve


class CountOptions(TypedDict, total=False):
    """The options of counting people: the dimensions, the engine, and where the columns of the table are."""

    by: Sequence[str] | None
    min_cell: int | None
    engine: str
    memory_limit: str | None
    allow_overlap: bool
    chosen: Chosen | None
    sheet: str | None


COUNTING: Final[CountOptions] = {
    "by": None,
    "min_cell": None,
    "engine": EMBEDDED,
    "memory_limit": None,
    "allow_overlap": False,
    "chosen": None,
    "sheet": None,
}
"""The defaults; the smallest cell is of `DEFAULT_MIN_CELL` people."""


def count_corridors(
    kind: str,
    names: Sequence[str],
    *,
    key: str,
    checks: Checks,
    secret: str | None = None,
    progress: Progress = lambda _: None,
    **options: Unpack[CountOptions],
) -> CorridorTable:
    """Count the people of a case table, protect the cells, and return the publishable table.

    `names` are files, or one table where the engine has tables of its own; `chosen` says where its columns are, and
    `sheet` which one of a workbook it is. Without `by`, people are split by what the table has of `DEFAULT_BY`. With
    the same `secret`, the same people give the same table; without one, cells differ each time. Raises CheckError for
    files that hold the same people, unless `allow_overlap` is set; a file that is given twice is
    always rejected. Raises RecordError if no row names a country, or if nothing would be shown.
    """
    given: CountOptions = fill_options(COUNTING, options)
    by, min_cell = given["by"], DEFAULT_MIN_CELL if given["min_cell"] is None else given["min_cell"]
    check_min_cell(min_cell)
    resolve = make_resolver(checks)
    with open_engine(given["engine"], memory_limit=given["memory_limit"]) as opened:
        if opened.reads_files:
            check_files(names)
        source = open_cases(
            opened,
            kind,
            names,
            chosen=given["chosen"] or Chosen(),
            resolves=_make_test(resolve),
            sheet=given["sheet"],
            progress=progress,
        )
        progress(f"this is {source.release.title}, {len(source.header)} columns")
        by = _find_by(source.layout) if by is None else by
        people = source.header if source.release.kind in ("htcds", "edges") and source.layout.count is None else ()
        plan = make_plan(source.layout, by, min_cell=min_cell, name=names[0], header=people)
        check_twice(source.names, source.layout, by, given["chosen"] or Chosen(), names[0])
        draw = Draw(secret or ANY.secret, opened.digest)
        with opened.reporting(progress), translate_errors(names[0]), ExitStack() as stack:
            table, plan = _prepare(source, plan, opened, by, names[0], stack)
            seen = inspect_rows(table, plan, resolve=resolve, fetch=fetch_rows)
            _check_people(seen, plan, names[0])
            plan = replace(plan, na_missing=seen.na_missing)
            found = aggregate(table, plan, resolve=resolve, name=names[0], draw=draw)
        if found.counted < min_cell:
            problem = f"the table counts fewer than {min_cell} people; nothing of it can be published"
            raise RecordError(problem, file=names[0])
        _check_ends(seen, plan, names[0])
        _check_repeats(found, names, given["allow_overlap"])
        about = {
            "kind": source.release.kind,
            "source": source.release.title,
            "release": source.release.key,
            "engine": opened.version,
            "by": list(by),
        }
        return _publish(found, plan, key, checks, about, [*source.lines, *_describe_people(seen, plan)])


def _find_by(layout: Layout) -> Sequence[str]:
    """Return those of the default dimensions that the table has; all of them where an end is missing."""
    has_ends = layout.origin and layout.destination
    return [one for one in DEFAULT_BY if one in layout.dimensions] if has_ends else DEFAULT_BY


def _make_test(resolve: Callable[[str], str]) -> Callable[[str], bool]:
    return lambda text: resolve(text) not in (NOT_STATED, UNRESOLVED)


def _prepare(
    source: Opened, plan: Plan, engine: Engine, by: Sequence[str], name: str, stack: ExitStack
) -> tuple[Any, Plan]:
    """Mark the rows that are not people, name the values of picklists, and group identical rows."""
    table, layout = mark_rows(source.table, source.layout, source.header)
    table = mark_total(table, layout, fetch_rows)
    table = name_lists(table, layout, by, name=name, fetch=fetch_rows)
    if engine.name == EMBEDDED and not source.is_held and plan.person is None:
        table, layout = fold_rows(table, layout, by, stack)
    return table, replace(plan, layout=layout)


def _check_people(seen: Inspection, plan: Plan, name: str) -> None:
    """Raise RecordError for a table without enough people."""
    why = _say_why(seen, plan)
    if seen.people < plan.min_cell:
        problem = f"the table counts fewer than {plan.min_cell} people{why}; nothing of it can be published"
        raise RecordError(problem, file=name)


def _say_why(seen: Inspection, plan: Plan) -> str:
    said = "; ".join(seen.describe(plan.min_cell))
    return f" ({said})" if said else ""


def _check_ends(seen: Inspection, plan: Plan, name: str) -> None:
    """Raise RecordError for a table in which no row names a country."""
    for end in ("origin", "destination"):
        if end in plan.dimensions and not seen.resolved[end]:
            column = getattr(plan.layout, end)
            problem = f"no row names a country here, for the {end}; say which column does with --{end} COLUMN"
            raise RecordError(problem + _say_why(seen, plan), file=name, field=column)


def _describe_people(seen: Inspection, plan: Plan) -> list[str]:
    lines = seen.describe(plan.min_cell)
    for end in ("origin", "destination"):
        unknown = seen.people - seen.resolved[end]
        if end in plan.dimensions and unknown > seen.people / 2:
            lines.append(f"warning: the country of {end} is known of less than half of the people")
    return lines


def _check_repeats(found: Aggregate, names: Sequence[str], allow_overlap: bool) -> None:
    """Raise CheckError for files that hold the same people, in any format."""
    repeat = find_repeat(found.sketches)
    if repeat is None or allow_overlap:
        return
    first, *others = (names[place] for place in repeat)
    raise CheckError(
        f"{first} and {' with '.join(others)} hold as many people for each corridor and year: they look like the same "
        "rows, and would be counted twice. Give one of them; if they are about other people, add --allow-overlap"
    )


def _publish(
    found: Aggregate, plan: Plan, key: str, checks: Checks, about: Mapping[str, Any], said: Sequence[str]
) -> CorridorTable:
    """Make the table, without digest or size of the file, which would allow an attacker to test guesses."""
    dimensions, rows = to_rows(found.cells, found.flags, plan.dimensions, plan.flags)
    withheld = sum(row["withheld"] for row in rows)
    if withheld == len(rows):
        raise RecordError(
            f"{withheld:,} cells, all withheld: nothing of this table could be shown, and nothing was imported. Split "
            f"people by less, as in --by origin,destination, or lower --min-cell (now {plan.min_cell}, 5 at least)",
            file="import",
        )
    note = " ".join(filter(None, (plan.layout.note, None if plan.person else _find_row_note(about["kind"]))))
    fields = {
        "key": key,
        "title": about["source"],
        "release": about["release"],
        "measure": "people-recorded",
        "minimum_cell": plan.min_cell,
        "withheld": withheld,
        "note": note or None,
    }
    metadata = {
        "key": key,
        **about,
        "min_cell": plan.min_cell,
        "cells": len(rows),
        "withheld": withheld,
        "note": " ".join(filter(None, (note, CAVEAT))),
    }
    dataset = CorridorDataset.model_validate(fields, context=checks)
    lines = [*_describe(found, plan, about, len(rows), withheld), *said]
    sketch = tuple(sum(numbers) for numbers in zip(*found.sketches, strict=True))
    return CorridorTable(dataset, dimensions, rows, metadata, lines, people=found.counted, sketch=sketch)


def _find_row_note(kind: str) -> str | None:
    return ROWS_ARE_PEOPLE if kind == "htcds" else None


def _describe(found: Aggregate, plan: Plan, about: Mapping[str, Any], cells: int, withheld: int) -> list[str]:
    """Return lines on what was counted, without numbers that could be subtracted from the table."""
    k = plan.min_cell
    way = f"told apart by {plan.person}" if plan.person else "a row is one person"
    if plan.layout.count is not None and plan.layout.count != FOLDED:
        way = f"numbers in {plan.layout.count}"
    lines = [f"{about['source']}: {found.counted:,} people counted, {way}"]
    if not plan.person and _find_row_note(about["kind"]):
        lines.append(f"note: {ROWS_ARE_PEOPLE}")
    if plan.person:
        lines.append(f"{_round(found.nameless, k)} rows left out, since {plan.person} does not say whose they are")
    shown = f"{cells:,} {'cell' if cells == 1 else 'cells'}"
    lines.append(f"{shown}, {withheld:,} of them withheld (fewer than {k} people, or to protect those)")
    lines += [f"  '{spelling}' is not resolved, {k} people or more" for spelling in found.unresolved]
    if found.is_some_unresolved:
        lines.append(f"  spellings that are not resolved, of fewer than {k} people in the cells shown, are not listed")
    return lines


def _round(number: int, k: int) -> str:
    """Return a number of people that the table does not contain, in steps of the threshold.

    >>> [_round(number, 10) for number in (0, 9, 10, 25)]
    ['fewer than 10', 'fewer than 10', '10 or more', '20 or more']
    """
    return f"{number // k * k:,} or more" if number >= k else f"fewer than {k}"


def check_files(names: Sequence[str]) -> None:
    """Raise RecordError for what is no file, and for a file that is given twice, by name, link or content."""
    files = [Path(name) for name in names]
    for place, file in enumerate(files):
        refuse_no_file(file)
        for other in files[:place]:
            if _is_same(file, other):
                raise RecordError(
                    f"this file is given twice, as {other} too; its rows would be counted twice", file=file
                )


def _is_same(one: Path, other: Path) -> bool:
    try:
        if one.samefile(other):
            return True
        if not (one.is_file() and other.is_file()):
            return False
        return one.stat().st_size == other.stat().st_size and digest_file(one) == digest_file(other)
    except OSError:
        return False  # what cannot be read is said where it is read


def describe_files(names: Sequence[str]) -> list[dict[str, Any]]:
    """Return the name without folder, the size in bytes and the SHA-256 of each file of published statistics."""
    files = [Path(name) for name in names]
    return [{"name": file.name, "bytes": file.stat().st_size, "sha256": digest_file(file)} for file in files]
