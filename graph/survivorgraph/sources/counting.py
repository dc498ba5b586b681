"""Turn a case table or an edge list into a table of corridors that may be published."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from survivorgraph.errors import CheckError, RecordError
from survivorgraph.model.fields import Checks
from survivorgraph.model.records.corridors import CorridorDataset
from survivorgraph.sources.aggregation import Aggregate, Plan, aggregate
from survivorgraph.sources.cases import DIMENSIONS, MISSING, NOT_STATED, UNRESOLVED, Layout, get_layout
from survivorgraph.sources.citizenships import read_citizenships
from survivorgraph.sources.corridor_tables import CAVEAT, CorridorTable, to_rows
from survivorgraph.sources.disclosure import ANY, Draw, check_min_cell
from survivorgraph.sources.engines import open_engine, translate_errors
from survivorgraph.sources.persons import find_person_column
from survivorgraph.sources.releases import Release, recognize
from survivorgraph.sources.sketches import find_repeat
from survivorgraph.sources.tables import digest_file

__all__ = ["DEFAULT_BY", "FLAGS", "check_files", "count_corridors", "describe_files", "make_plan", "make_resolver"]

DEFAULT_BY: Final = ("origin", "destination", "year")
FLAGS: Final = ("means",)
"""Dimensions of which a person can have several: counted as flags, with shares, and named last."""
WEIGHTS: Final = frozenset(
    ("weight", "count", "counts", "n", "number", "people", "persons", "total", "value", "victims")
)
"""What columns of numbers of people are called in edge lists."""
ROWS_ARE_PEOPLE: Final = (
    "No column says whose a row is, so that each row is taken for one person: people with several rows are counted as "
    "often."
)
Say = Callable[[str], None]


def make_plan(layout: Layout, by: Sequence[str], *, min_cell: int, name: str, header: Sequence[str] = ()) -> Plan:
    """Check what a table is to be split by; raise CheckError for what nothing can be split by."""
    unknown = [one for one in by if one not in DIMENSIONS]
    if unknown or len(set(by)) != len(by) or not by:
        raise CheckError(f"--by takes some of {', '.join(DIMENSIONS)}, each once; found {', '.join(by) or 'nothing'}")
    missing = [one for one in by if one not in layout.dimensions]
    if missing:
        raise RecordError(f"this table has no {', '.join(missing)}; it has {', '.join(layout.dimensions)}", file=name)
    flags = [one for one in by if one in FLAGS]
    if flags and (by[-1] not in FLAGS or len(by) == 1):
        raise CheckError(
            "means are counted as flags of a cell: name them last in --by, after what the cell is split by"
        )
    dimensions = tuple(one for one in by if one not in FLAGS)
    return Plan(layout, dimensions, flags[0] if flags else None, check_min_cell(min_cell), find_person_column(header))


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


def count_corridors(
    kind: str,
    names: Sequence[str],
    *,
    key: str,
    by: Sequence[str],
    min_cell: int,
    checks: Checks,
    engine: str,
    memory_limit: str | None = None,
    secret: str | None = None,
    allow_overlap: bool = False,
    say: Say = lambda _: None,
) -> CorridorTable:
    """Count the people of a case table, protect the cells, and return what may be published.

    `names` are files, or one table where the engine has tables of its own. With the same `secret`, the same people
    give the same table; without one, cells are drawn anew. Raises CheckError for files that hold the same people,
    unless `allow_overlap` says that they are others; a file that is given twice is always refused.
    """
    check_min_cell(min_cell)
    with open_engine(engine, memory_limit=memory_limit) as opened:
        if opened.reads_files:
            check_files(names)
        table, header = opened.open_table(names)
        release = recognize(header, file=names[0], kind=kind)
        _check_weights(release, header, names[0])
        say(f"this is {release.title}, {len(header)} columns")
        people = header if release.kind in ("htcds", "edges") else ()
        plan = make_plan(get_layout(release, header), by, min_cell=min_cell, name=names[0], header=people)
        draw = Draw(secret or ANY.secret, opened.digest)
        with opened.reporting(say), translate_errors(names[0]):
            found = aggregate(table, plan, resolve=make_resolver(checks), name=names[0], draw=draw)
        if found.counted < min_cell:
            problem = f"the table counts fewer than {min_cell} people; nothing of it can be published"
            raise RecordError(problem, file=names[0])
        _check_repeats(found, names, allow_overlap)
        about = {
            "kind": release.kind,
            "source": release.title,
            "release": release.key,
            "engine": opened.version,
            "by": list(by),
        }
        return _publish(found, plan, key, checks, about)


def _check_repeats(found: Aggregate, names: Sequence[str], allow_overlap: bool) -> None:
    """Raise CheckError for files that hold the same people, in whatever dress."""
    repeat = find_repeat(found.sketches)
    if repeat is None or allow_overlap:
        return
    first, *others = (names[place] for place in repeat)
    raise CheckError(
        f"{first} and {' with '.join(others)} hold as many people for each corridor and year: they look like the same "
        "rows, and would be counted twice. Give one of them; if they are about other people, add --allow-overlap"
    )


def _check_weights(release: Release, header: Sequence[str], file: str) -> None:
    """Raise RecordError for an edge list that has a column of numbers, which would be counted as one each."""
    weights = [name for name in header if release.kind == "edges" and name.strip().casefold() in WEIGHTS]
    if weights:
        problem = f"a row of an edge list is one person, and '{weights[0]}' looks like a number of people"
        hint = "repeat each row as often, or remove the column to count rows"
        raise RecordError(f"{problem}; {hint}", file=file, field=weights[0])


def _publish(found: Aggregate, plan: Plan, key: str, checks: Checks, about: Mapping[str, Any]) -> CorridorTable:
    """Make the table. Nothing about the file is in it: who has a digest or size can try what gives them."""
    dimensions, rows = to_rows(found.cells, found.flags, plan.dimensions, plan.flags)
    withheld = sum(row["withheld"] for row in rows)
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
    lines = _describe(found, plan, about, len(rows), withheld)
    sketch = tuple(sum(numbers) for numbers in zip(*found.sketches, strict=True))
    return CorridorTable(dataset, dimensions, rows, metadata, lines, people=found.counted, sketch=sketch)


def _find_row_note(kind: str) -> str | None:
    return ROWS_ARE_PEOPLE if kind == "htcds" else None


def _describe(found: Aggregate, plan: Plan, about: Mapping[str, Any], cells: int, withheld: int) -> list[str]:
    """Say in lines what was counted, and nothing that could be subtracted from the table."""
    k = plan.min_cell
    way = f"told apart by {plan.person}" if plan.person else "a row is one person"
    lines = [f"{about['source']}: {found.counted:,} people counted, {way}"]
    if not plan.person and _find_row_note(about["kind"]):
        lines.append(f"note: {ROWS_ARE_PEOPLE}")
    if plan.layout.only:
        lines.append(f"{_round(found.left_out, k)} people left out, since the table says that they are no victims")
    if plan.person:
        lines.append(f"{_round(found.nameless, k)} rows left out, since {plan.person} does not say whose they are")
    lines.append(f"{cells:,} cells, {withheld:,} of them withheld (fewer than {k} people, or to protect those)")
    lines += [f"  '{spelling}' is not resolved, {k} people or more" for spelling in found.unresolved]
    if found.is_some_unresolved:
        lines.append(f"  spellings that are not resolved, of fewer than {k} people in the cells shown, are not listed")
    return lines


def _round(number: int, k: int) -> str:
    """Say a number of people that the table does not have: from the threshold on, in steps of it.

    >>> [_round(number, 10) for number in (0, 9, 10, 25)]
    ['fewer than 10', 'fewer than 10', '10 or more', '20 or more']
    """
    return f"{number // k * k:,} or more" if number >= k else f"fewer than {k}"


def check_files(names: Sequence[str]) -> None:
    """Raise RecordError for a file that is given twice, by name, link or content."""
    files = [Path(name) for name in names]
    for place, file in enumerate(files):
        for other in files[:place]:
            if _is_same(file, other):
                raise RecordError(
                    f"this file is given twice, as {other} too; its rows would be counted twice", file=file
                )


def _is_same(one: Path, other: Path) -> bool:
    try:
        if one.samefile(other):
            return True
        return one.stat().st_size == other.stat().st_size and digest_file(one) == digest_file(other)
    except OSError:
        return False  # what cannot be read is said where it is read


def describe_files(names: Sequence[str]) -> list[dict[str, Any]]:
    """Say of each file of published statistics its name, without the folder, its size in bytes and its SHA-256."""
    files = [Path(name) for name in names]
    return [{"name": file.name, "bytes": file.stat().st_size, "sha256": digest_file(file)} for file in files]
