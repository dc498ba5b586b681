"""Import a table of corridors into a build: read, count, protect, and put a named graph in place.

An import is a folder ``imports/KEY`` of the build: the graph, the published table in three formats, and its
metadata. The import is added to a copy of the build, whose store, measures and pages are made again, and the
copy replaces the build, so that an import that fails or is killed leaves the graph as it was. Beside the
build stays what is never published (see `survivorgraph.store.private`): the secret by which cells are drawn, and a
record of the case tables that were imported.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Unpack

from survivorgraph.builds.corridor_files import write_corridor_table
from survivorgraph.builds.earlier_tables import REMOVED, check_earlier, make_record
from survivorgraph.builds.exports import write_json, write_trig
from survivorgraph.builds.pipeline import _draw
from survivorgraph.builds.published import read_published_table, read_statistics_table
from survivorgraph.errors import CheckError, DatasetError, RecordError
from survivorgraph.keywords import fill_options
from survivorgraph.lookup.index import INDEX_FILE
from survivorgraph.schema.fields import Checks
from survivorgraph.schema.places import read_gazetteer
from survivorgraph.schema.rdf.corridors import to_corridor_quads
from survivorgraph.schema.records.corridors import CorridorObservation
from survivorgraph.schema.vocabulary import GRAPH, read_vocabulary
from survivorgraph.store.dataset import open_dataset
from survivorgraph.store.folders import clear_stale, name_staging, put_in_place
from survivorgraph.store.imported import (
    IMPORTS,
    describe_imports,
    list_imports,
    read_graph,
    read_imported,
    read_metadata,
    read_report,
    write_store,
)
from survivorgraph.store.private import Private, lock_build, open_private
from survivorgraph.tables.codebooks.codebook_versions import TABLE_KINDS
from survivorgraph.tables.counting.corridor_counts import COUNTING, CountOptions, count_corridors
from survivorgraph.tables.counting.corridor_rows import CorridorTable, list_observations
from survivorgraph.tables.reading.names import Chosen

__all__ = ["ImportReport", "remove_import", "run_import"]

Progress = Callable[[str], None]
STATISTICS: Final = "glotip"
MADE_ANEW: Final = frozenset(("store", "measures", "site", INDEX_FILE))
MOST_RANKED: Final = 10
STORIES: Final = """
SELECT ?from ?to (COUNT(DISTINCT ?story) AS ?stories) WHERE {
  ?corridor a sg:Corridor ; sg:isSupportedBy ?story ;
    sg:hasOriginCountry/sg:alpha3Code ?from ; sg:hasDestinationCountry/sg:alpha3Code ?to .
} GROUP BY ?from ?to
"""
_WHOLE: Final = "-all" * 6
"""How the key of a cell ends that is split by origin and destination only."""


@dataclass(frozen=True)
class ImportReport:
    """The result of an import: the key and folder of the data set, and lines for people."""

    key: str
    folder: Path
    lines: tuple[str, ...]

    def __str__(self) -> str:
        """Return the lines, without an end."""
        return "\n".join(self.lines)


def run_import(
    kind: str,
    names: Sequence[str | Path],
    *,
    store: str | Path | None = None,
    key: str | None = None,
    published: bool = False,
    progress: Progress = lambda _: None,
    **options: Unpack[CountOptions],
) -> ImportReport:
    """Import files, or a table of an engine, into a build as the graph `key`, which is added or replaced.

    `kind` is one of `TABLE_KINDS`. Case tables and edge lists are counted by the dimensions `by`, and cells of fewer
    than `min_cell` people are withheld; `chosen` says where their columns are, and `sheet` which one of a workbook it
    is; published statistics are kept as they were published, so that these two do not apply, and so is an edge list
    of counts that are `published` already. Who says `allow_overlap` knows that people may be in several tables or
    files. Raises RecordError for a table that cannot be used, CheckError for what may not be published, DatasetError
    for a build that is not there or cannot be written.
    """
    given: CountOptions = fill_options(COUNTING, options)
    chosen, sheet = given["chosen"], given["sheet"]
    is_counted = any(given[name] != COUNTING[name] for name in ("by", "min_cell", "engine", "allow_overlap"))
    with _using(store, progress) as build:
        key = _check_key(key or kind, build)
        texts = [str(name) for name in names]
        checks = Checks(read_vocabulary(), read_gazetteer())
        private = open_private(build)
        if kind not in TABLE_KINDS:
            raise RecordError(f"'{kind}' is no kind of table; expected one of {', '.join(TABLE_KINDS)}", file=texts[0])
        if published:
            if is_counted:
                problem = "published counts are imported as published: --by, --min-cell, --engine and "
                raise CheckError(problem + "--allow-overlap do not apply")
            table = read_published_table(kind, texts, key, checks, chosen=chosen or Chosen(), sheet=sheet)
        elif kind == STATISTICS:
            if is_counted or chosen or sheet:
                problem = "published statistics are imported as published: --by, --min-cell, --engine and "
                raise CheckError(problem + "--allow-overlap, --sheet and options for columns do not apply")
            table = read_statistics_table(texts, key, checks)
        else:
            table = count_corridors(
                kind,
                texts,
                key=key,
                checks=checks,
                secret=private.derive("cells"),
                progress=progress,
                **given,
            )
        warnings = [*check_earlier(table, build, private, given["allow_overlap"]), *_tell_replaced(key, build)]
        return _put(table, build, private, checks, warnings, progress)


def _put(
    table: CorridorTable, build: Path, private: Private, checks: Checks, warnings: Sequence[str], progress: Progress
) -> ImportReport:
    """Put a table into a build, and its record beside it."""
    key = table.dataset.key
    progress("writing the graph")
    observations = list_observations(table.rows, table.dimensions, checks)
    quads = to_corridor_quads(table.dataset, observations, checks.gazetteer)
    seen = make_record(table)
    if seen is not None:
        private.add(seen)
    else:
        private.remove(key)
    with _changing(build, private, progress) as staging:
        folder = staging / IMPORTS / key
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_trig(quads, folder / "graph.trig")
        write_corridor_table(folder, table.dimensions, table.rows, table.metadata)
    ranking = _rank_corridors(observations, build, checks)
    done = f"{len(observations):,} corridor observations are now in the graph {GRAPH}{key}"
    return ImportReport(key, build / IMPORTS / key, (*table.lines, *ranking, *warnings, done))


def remove_import(key: str, *, store: str | Path | None = None, progress: Progress = lambda _: None) -> ImportReport:
    """Remove an imported graph and its tables from a build; raise DatasetError for an unknown key."""
    with _using(store, progress) as build:
        if key not in list_imports(build):
            known = ", ".join(list_imports(build)) or "nothing"
            raise DatasetError(f"'{key}' was not imported here; imported: {known}", where=build)
        private = open_private(build)
        private.remove(key)
        lines = [f"the graph {GRAPH}{key} was removed"]
        if any(one.key == key for one in private.tables):
            lines.append(REMOVED)
        with _changing(build, private, progress) as staging:
            shutil.rmtree(staging / IMPORTS / key)
    return ImportReport(key, build / IMPORTS / key, tuple(lines))


@contextmanager
def _using(store: str | Path | None, progress: Progress) -> Iterator[Path]:
    """Find a build and lock it while it is used."""
    build = _find_build(store)
    try:
        with lock_build(build, progress):
            clear_stale(build)
            if not (build / "report.json").is_file():
                problem = "there is no build here to import into; run 'survivorgraph build' first"
                raise DatasetError(problem, where=build)
            yield build
    except OSError as error:
        if isinstance(error, DatasetError):
            raise
        raise DatasetError(f"the import could not be written: {error.strerror or error}", where=build) from error


def _find_build(store: str | Path | None) -> Path:
    text = str(store or "build")
    if re.match(r"[a-z]+://", text):
        raise DatasetError("imports go into a build's folder; load its graph into the endpoint from there", where=text)
    build = Path(text).resolve()
    if not build.parent.is_dir():
        raise DatasetError("there is no build here to import into; run 'survivorgraph build' first", where=build)
    return build


def _check_key(key: str, build: Path) -> str:
    if not re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", key):
        raise CheckError("a key is lower-case letters and digits, in groups joined by hyphens, such as ctdc-2025")
    if key in read_report(build)["graphs"] and key not in list_imports(build):
        raise CheckError(f"'{key}' is a graph of the build itself; choose another key")
    return key


def _rank_corridors(observations: Sequence[CorridorObservation], build: Path, checks: Checks) -> list[str]:
    """Return lines with the largest corridors of a table, each with its number of stories."""
    stories = {(row[0], row[1]): row[2] for row in open_dataset(build).rows(STORIES).rows}
    found = []
    for one in observations:
        ends = one.origin, one.destination
        is_whole = None not in ends and one.key.endswith(_WHOLE)
        if is_whole and one.origin != one.destination and one.lower is not None:
            found.append((-one.lower, ends, one.upper))
    lines = []
    for number, (lower, ends, upper) in enumerate(sorted(found)[:MOST_RANKED], start=1):
        names = " to ".join(checks.gazetteer.territories[str(code)].name for code in ends)
        people = f"{-lower:,}" + (f" to {upper:,}" if upper != -lower else "")
        told = stories.get(ends, 0)
        lines.append(f"  {number:>2}  {names}: {people} people; {told or 'no'} {'story' if told == 1 else 'stories'}")
    return ["the largest corridors, and the stories that tell of them:", *lines] if lines else []


def _tell_replaced(key: str, build: Path) -> list[str]:
    if key not in list_imports(build):
        return []
    try:
        cells = f"{read_metadata(build, key)['cells']:,} cells that were"
    except DatasetError:  # to import anew is what mends it
        cells = "what was"
    return [f"this replaces {cells} imported as '{key}'; with another --key both stay"]


@contextmanager
def _changing(build: Path, private: Private, progress: Progress) -> Iterator[Path]:
    """Change a copy of a build, rebuild its store, measures and pages, and replace the build by the copy.

    The secret and the record are written just before, so that nothing is published whose secret is not kept.
    """
    staging = name_staging(build)
    try:
        shutil.copytree(build, staging, ignore=lambda folder, _: MADE_ANEW if Path(folder) == build else set())
        yield staging
        imported = read_imported(staging)
        write_store(staging / "store", [*read_graph(staging / "graph.trig"), *imported])
        write_json(describe_imports(staging, read_report(staging)), staging / "report.json")
        _draw(staging, progress)
        if private.tables:
            private.save()
        put_in_place(staging, build)
    except OSError as error:
        if isinstance(error, DatasetError):
            raise
        reason = error.strerror or "files could not be copied; the disk may be full"
        raise DatasetError(f"the import could not be written: {reason}", where=build) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
