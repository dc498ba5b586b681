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
from survivorgraph.sources.disclosure import check_min_cell
from survivorgraph.sources.engines import open_engine, translate_errors
from survivorgraph.sources.releases import Release, recognize
from survivorgraph.sources.tables import digest_file

__all__ = ["DEFAULT_BY", "FLAGS", "count_corridors", "describe_files", "make_plan", "make_resolver"]

DEFAULT_BY: Final = ("origin", "destination", "year")
FLAGS: Final = ("means",)
"""Dimensions of which a person can have several: counted as flags, with shares, and named last."""
WEIGHTS: Final = frozenset(
    ("weight", "count", "counts", "n", "number", "people", "persons", "total", "value", "victims")
)
"""What columns of numbers of people are called in edge lists."""
Say = Callable[[str], None]


def make_plan(layout: Layout, by: Sequence[str], *, min_cell: int, name: str) -> Plan:
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
    return Plan(layout, dimensions, flags[0] if flags else None, check_min_cell(min_cell))


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
    say: Say = lambda _: None,
) -> CorridorTable:
    """Count the people of a case table, protect the cells, and return what may be published.

    `names` are files, or one table where the engine has tables of its own.
    """
    check_min_cell(min_cell)
    with open_engine(engine, memory_limit=memory_limit) as opened:
        table, header = opened.open_table(names)
        release = recognize(header, file=names[0], kind=kind)
        _check_weights(release, header, names[0])
        say(f"this is {release.title}, {len(header)} columns")
        plan = make_plan(get_layout(release, header), by, min_cell=min_cell, name=names[0])
        with opened.reporting(say), translate_errors(names[0]):
            found = aggregate(table, plan, resolve=make_resolver(checks), name=names[0])
        if found.counted < min_cell:
            problem = f"the table counts fewer than {min_cell} people; nothing of it can be published"
            raise RecordError(problem, file=names[0])
        about = {
            "kind": release.kind,
            "source": release.title,
            "release": release.key,
            "files": describe_files(names) if opened.reads_files else [{"table": names[0]}],
            "engine": opened.version,
            "by": list(by),
        }
        return _publish(found, plan, key, checks, about)


def _check_weights(release: Release, header: Sequence[str], file: str) -> None:
    """Raise RecordError for an edge list that has a column of numbers, which would be counted as one each."""
    weights = [name for name in header if release.kind == "edges" and name.strip().casefold() in WEIGHTS]
    if weights:
        problem = f"a row of an edge list is one person, and '{weights[0]}' looks like a number of people"
        hint = "repeat each row as often, or remove the column to count rows"
        raise RecordError(f"{problem}; {hint}", file=file, field=weights[0])


def _publish(found: Aggregate, plan: Plan, key: str, checks: Checks, about: Mapping[str, Any]) -> CorridorTable:
    dimensions, rows = to_rows(found.cells, found.flags, plan.dimensions, plan.flags)
    withheld = sum(row["withheld"] for row in rows)
    fields = {
        "key": key,
        "title": about["source"],
        "release": about["release"],
        "measure": "people-recorded",
        "minimum_cell": plan.min_cell,
        "withheld": withheld,
        "digests": [file["sha256"] for file in about["files"] if "sha256" in file],
        "note": plan.layout.note,
    }
    left_out = found.rows - found.counted
    metadata = {
        "key": key,
        **about,
        "min_cell": plan.min_cell,
        "rows": found.rows if left_out == 0 or left_out >= plan.min_cell else None,  # those left out are people, too
        "counted": found.counted,
        "cells": len(rows),
        "withheld": withheld,
        "note": " ".join(filter(None, (plan.layout.note, CAVEAT))),
    }
    dataset = CorridorDataset.model_validate(fields, context=checks)
    lines = _describe(found, plan, about["source"], len(rows), withheld)
    return CorridorTable(dataset, dimensions, rows, metadata, lines)


def _describe(found: Aggregate, plan: Plan, title: str, cells: int, withheld: int) -> list[str]:
    lines = [f"{title}: {found.rows:,} rows, {found.counted:,} of them counted"]
    lines.append(
        f"{cells:,} cells, {withheld:,} of them withheld (fewer than {plan.min_cell} people, or to protect those)"
    )
    lines += [f"  {count:>6,}  rows with '{spelling}', not resolved" for spelling, count in found.unresolved.items()]
    if found.is_some_hidden:
        lines.append(
            f"  other spellings that are not resolved have fewer than {plan.min_cell} rows each and are not listed"
        )
    return lines


def describe_files(names: Sequence[str]) -> list[dict[str, Any]]:
    """Say of each file its name, without the folder, its size in bytes and its SHA-256."""
    files = [Path(name) for name in names]
    return [{"name": file.name, "bytes": file.stat().st_size, "sha256": digest_file(file)} for file in files]
