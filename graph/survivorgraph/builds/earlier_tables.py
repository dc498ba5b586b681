"""Detection of case tables that overlap with earlier imports, since two tables of the same people can be subtracted."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from survivorgraph.errors import CheckError, DatasetError
from survivorgraph.store.imported import list_imports, read_metadata
from survivorgraph.store.private import ImportedTable, Private
from survivorgraph.tables.counting.corridor_rows import CorridorTable

__all__ = ["REMOVED", "check_earlier", "make_record"]

NEAR_SHARE: Final = 0.02
"""By what share the numbers of people of two tables may differ for them to be near."""
REMOVED: Final = (
    "note: whoever has seen its tables can still subtract another table of the same people from them; that it was "
    "here is kept beside the build"
)
RISK: Final = (
    "who sees both can subtract one from the other and find people in what is withheld: of two tables that differ by "
    "one person, often that person's corridor"
)


def make_record(table: CorridorTable) -> ImportedTable | None:
    """Return what is kept of a case table beside the build; None for statistics, which are published already."""
    if table.people is None:
        return None
    by = tuple(table.metadata["by"])
    return ImportedTable(table.dataset.key, by, table.metadata["min_cell"], table.people, table.sketch)


def check_earlier(table: CorridorTable, build: Path, private: Private, allow_overlap: bool) -> list[str]:
    """Raise CheckError for a second case table in a build, unless overlaps are allowed; return notes on earlier ones.

    The same people under another key are refused whatever is allowed.
    """
    new = make_record(table)
    if new is None:
        return []
    there = [one for one in private.tables if one.is_there and one.key in list_imports(build)]
    others = [one for one in there if one.key != new.key]
    for one in others:
        if _is_same(one, new):
            raise CheckError(
                f"the same rows are in the graph '{one.key}', by {', '.join(one.by)}; two tables of the same people "
                f"can be subtracted from each other. Replace it with --key {one.key}, or remove it first"
            )
    tables = _list_case_tables(build, new.key)
    keys = [key for key in tables if key != new.key]
    if keys and not allow_overlap:
        raise CheckError(_refuse(keys, [one.key for one in others if _is_near(one, new)]))
    notes = [f"note: publish this beside '{key}' only if nobody is in both; {RISK}" for key in keys]
    if any(key not in {one.key for one in there} for key in tables):
        notes.append(
            "note: the record of an earlier case table of this build is not here, so that it is not known whether this "
            f"one is of the same people; if it is, publish only one: {RISK}"
        )
    for one in private.tables:
        if one.key == new.key or not one.is_there:
            notes += _note_earlier(one, new)
    return list(dict.fromkeys(notes))


def _refuse(keys: list[str], near: list[str]) -> str:
    is_near = f" Its number of people is near that of {_list(near)}." if near else ""
    return (
        f"there is a case table here already, {_list(keys)}.{is_near} If anybody is in both, {RISK}. Replace it with "
        f"--key {keys[0]}, or remove it first; if you know that nobody is in both, add --allow-overlap"
    )


def _note_earlier(one: ImportedTable, new: ImportedTable) -> list[str]:
    what = "this replaces a table" if one.is_there else f"a table was imported as '{one.key}' earlier"
    if _is_same(one, new):
        if (one.by, one.min_cell) == (new.by, new.min_cell):
            return []
        return [
            f"note: {what} of the same rows that was split otherwise; who has both may be able to work out withheld "
            "cells, so publish only one of them"
        ]
    near = " Their numbers of people are near each other." if _is_near(one, new) else ""
    return [f"note: {what} of other rows.{near} If anybody is in both, publish only one of them: {RISK}"]


def _is_same(one: ImportedTable, other: ImportedTable) -> bool:
    return one.people == other.people and one.sketch == other.sketch


def _is_near(one: ImportedTable, other: ImportedTable) -> bool:
    most = max(one.people, other.people)
    return abs(one.people - other.people) <= max(one.min_cell, other.min_cell, most * NEAR_SHARE)


def _list_case_tables(build: Path, replaced: str) -> list[str]:
    """List the case tables of a build; raise DatasetError where the metadata of one that stays cannot be read."""
    return [key for key in list_imports(build) if _is_case_table(build, key, replaced)]


def _is_case_table(build: Path, key: str, replaced: str) -> bool:
    try:
        return "min_cell" in read_metadata(build, key)
    except DatasetError:
        if key == replaced:  # to import it anew is what mends it
            return True
        raise


def _list(keys: list[str]) -> str:
    return ", ".join(f"'{key}'" for key in keys)
