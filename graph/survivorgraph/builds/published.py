"""Make tables of corridors of numbers that were published already: UNODC's statistics, and counts of anybody's."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from survivorgraph.errors import CheckError, RecordError
from survivorgraph.schema.fields import Checks
from survivorgraph.schema.records.corridors import CorridorDataset
from survivorgraph.tables.codebooks.citizenships import read_citizenships
from survivorgraph.tables.counting.corridor_counts import check_files, describe_files, make_resolver
from survivorgraph.tables.counting.corridor_rows import (
    CAVEAT,
    CorridorRow,
    CorridorTable,
    to_count_rows,
    to_statistics_rows,
)
from survivorgraph.tables.counting.own_counts import read_own_table
from survivorgraph.tables.counting.published_counts import open_published, read_counts
from survivorgraph.tables.counting.published_statistics import read_statistics
from survivorgraph.tables.reading.names import Chosen
from survivorgraph.tables.reading.own_tables import is_own_table
from survivorgraph.tables.reading.table_reader import Grid

__all__ = ["UNPROTECTED", "read_published_table", "read_statistics_table"]

UNPROTECTED: Final = (
    "These numbers were published by others and are shown as they were published: survivorgraph protected nothing in "
    "them. They say what their publisher counted, not how many there are."
)
"""What is said of published counts in the report, in the metadata and on every cell."""


def read_published_table(
    kind: str, names: Sequence[str], key: str, checks: Checks, *, chosen: Chosen, sheet: str | None = None
) -> CorridorTable:
    """Read published counts, or a table that an import wrote, into a table of corridors with nothing withheld anew.

    Raises CheckError for a kind whose tables are of people, RecordError for a table that cannot be read.
    """
    if kind != "edges":
        what = (
            "always published statistics" if kind == "glotip" else "a table of persons, which is counted and protected"
        )
        raise CheckError(f"--published is for 'edges'; '{kind}' is {what}: leave out --published")
    check_files(names)
    grids = [open_published(Path(name), chosen, sheet) for name in names]
    if any(is_own_table(grid.header.names) for grid in grids):
        dimensions, rows = _read_own(grids, chosen, checks)
        said = [f"a table of {len(rows):,} cells that an import wrote"]
    else:
        found = read_counts(grids, chosen, make_resolver(checks))
        dimensions = ("origin", "destination", *(["year"] if found.has_years else []))
        rows, said = to_count_rows(found), found.describe()
    withheld = sum(row["withheld"] for row in rows)
    intervals = sum(row["lower"] != row["upper"] for row in rows)
    title = f"Published counts: {key}"
    fields: dict[str, Any] = {"title": title, "release": "published-counts", "note": UNPROTECTED}
    metadata = {
        "key": key,
        "kind": "published",
        "source": title,
        "release": "published-counts",
        "files": (files := describe_files(names)),
        "cells": len(rows),
        "withheld": withheld,
        "intervals": intervals,
        "note": UNPROTECTED,
    }
    fields |= {"key": key, "measure": "people-recorded", "withheld": withheld}
    fields |= {"digests": [file["sha256"] for file in files]}
    end = f"{len(rows):,} cells, {intervals:,} of them intervals, {withheld:,} withheld by whoever published them"
    dataset = CorridorDataset.model_validate(fields, context=checks)
    return CorridorTable(dataset, dimensions, rows, metadata, [*said, end, f"note: {UNPROTECTED}"])


def _read_own(grids: Sequence[Grid], chosen: Chosen, checks: Checks) -> tuple[tuple[str, ...], list[CorridorRow]]:
    if len(grids) > 1:
        raise RecordError("tables that an import wrote are imported one by one", file=grids[1].file)
    if chosen:
        raise RecordError("the columns of a table that an import wrote are known: name none", file=grids[0].file)
    return read_own_table(grids[0], checks.gazetteer)


def read_statistics_table(names: Sequence[str], key: str, checks: Checks) -> CorridorTable:
    """Read files of UNODC's GLOTIP data into a table of corridors; raise RecordError for what is none."""
    files = [Path(name) for name in names]
    statistics = read_statistics(files, gazetteer=checks.gazetteer, citizenships=read_citizenships(checks.gazetteer))
    rows = to_statistics_rows(statistics)
    about = "Detected victims of trafficking by citizenship, in the country that detected them"
    title = f"{statistics.release.title}: {about[0].lower()}{about[1:]}"
    fields: dict[str, Any] = {
        "key": key,
        "title": title,
        "release": statistics.release.key,
        "measure": "victims-identified",
        "withheld": 0,
    }
    metadata: dict[str, Any] = {
        "key": key,
        "kind": statistics.release.kind,
        "source": statistics.release.title,
        "release": statistics.release.key,
        "files": describe_files(names),
        "rows": statistics.rows.total(),
        "counted": statistics.resolved,
        "unresolved": statistics.unresolved.total(),
        "cells": len(rows),
        "withheld": 0,
        "intervals": sum(row["lower"] != row["upper"] for row in rows),
        "note": f"{about}. A figure published as <5 is an interval from 0 to 4. {CAVEAT}",
    }
    corridors = sum(row["year"] == "total" and row["origin"] != row["destination"] for row in rows)
    lines = [
        *statistics.describe(),
        f"{corridors:,} corridors between countries; {metadata['intervals']:,} of {len(rows):,} cells are intervals",
    ]
    fields |= {"digests": [file["sha256"] for file in metadata["files"]]}
    dataset = CorridorDataset.model_validate(fields, context=checks)
    return CorridorTable(dataset, ("origin", "destination", "year"), rows, metadata, lines)
