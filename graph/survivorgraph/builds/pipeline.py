"""Build pipeline: read, check, derive, write.

Output is written to a staging folder that atomically replaces the output folder at the end, so that a build which
fails or is killed leaves the earlier output intact.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, Store

from survivorgraph.builds.exports import write_json, write_measures, write_trig
from survivorgraph.builds.inputs import Input, read_input
from survivorgraph.builds.locations import locate_violations
from survivorgraph.errors import CheckError, DatasetError
from survivorgraph.explorer.compose import GraphView
from survivorgraph.explorer.site import write_site
from survivorgraph.lookup.gather import gather
from survivorgraph.lookup.index import INDEX_FILE, write_index
from survivorgraph.ontology.rules import derive
from survivorgraph.ontology.shapes import Violation, check_shapes
from survivorgraph.schema.records import Record, Story
from survivorgraph.schema.registry import list_collections
from survivorgraph.schema.vocabulary import GRAPH
from survivorgraph.sources.data_files import SUFFIXES, walk_folder
from survivorgraph.store.dataset import open_dataset
from survivorgraph.store.folders import clear_stale, name_staging, put_in_place
from survivorgraph.store.imported import IMPORTS, describe_imports, read_imported
from survivorgraph.store.private import lock_build
from survivorgraph.tables.counting.spilling import clear_spilled
from survivorgraph.version import __version__

__all__ = ["Report", "build"]

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """The result of a build: `out` is the folder, `counts` numbers by name, `warnings` messages for the user."""

    out: Path
    counts: dict[str, int]
    graphs: dict[str, int]
    warnings: tuple[str, ...]


def build(data: Path | None = None, out: Path = Path("build"), *, progress: Progress = lambda _: None) -> Report:
    """Build the dataset, measures and pages of a data folder into the folder `out`.

    Raises RecordError for input that cannot be used, CheckError for data that breaks a shape, and
    DatasetError where the output cannot be written. `progress` is called with the name of each step.
    """
    out = out.resolve()  # of a link, the folder that it leads to is replaced
    _check_out(out)
    progress("reading records")
    given = read_input(data)
    quads = given.quads()
    staging = name_staging(out)
    try:
        _make_parent(out)
        with lock_build(out, progress):
            clear_spilled()
            clear_stale(out)
            staging.mkdir()
            if (out / IMPORTS).is_dir():
                shutil.copytree(out / IMPORTS, staging / IMPORTS)
            report = _fill(staging, given, quads, progress)
            put_in_place(staging, out)
    except OSError as error:
        if isinstance(error, DatasetError):
            raise
        raise DatasetError(f"the build could not be written: {error.strerror or error}", where=out) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return Report(out, *report)


def _make_parent(out: Path) -> None:
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR)) from None


def _fill(
    folder: Path, given: Input, quads: list[Quad], progress: Progress
) -> tuple[dict[str, int], dict[str, int], tuple[str, ...]]:
    store = Store(str(folder / "store"))
    store.bulk_extend(quads)
    progress("deriving facts")
    derived = derive(store)
    store.extend(derived)
    imported = read_imported(folder)  # kept from the build before; its cells were checked when they were made
    store.bulk_extend(imported)
    # The union of the named graphs, each triple once: what a query without GRAPH is asked of.
    store.bulk_extend({Quad(quad.subject, quad.predicate, quad.object) for quad in [*quads, *derived, *imported]})
    store.flush()
    del store
    progress("checking shapes")
    everything = list(dict.fromkeys([*quads, *derived]))
    warnings = _check(given, [quad for quad in everything if quad.graph_name != NamedNode(GRAPH + "ontology")])
    progress("writing the graph")
    write_trig(everything, folder / "graph.trig")
    graphs = Counter(str(quad.graph_name).strip("<>").removeprefix(GRAPH) for quad in everything)
    counts = _count(given, everything)
    report = describe_imports(folder, _describe(given, counts, graphs, warnings))
    write_json(report, folder / "report.json")
    _draw(folder, progress)
    return counts, dict(sorted(report["graphs"].items())), warnings


def _draw(folder: Path, progress: Progress) -> None:
    """Write the search index, measures and pages that derive from the store of a build."""
    progress("indexing names and texts")
    dataset = open_dataset(folder)
    write_index(gather(dataset), folder / INDEX_FILE)
    progress("measuring networks")
    graph_view = GraphView(dataset)
    write_measures(graph_view, folder / "measures")
    progress("drawing pages")
    write_site(graph_view, folder / "site")


def _check(given: Input, quads: list[Quad]) -> tuple[str, ...]:
    found = locate_violations(check_shapes(quads), given.bundles, quads)
    broken = [violation for violation in found if violation.severity == "violation"]
    if broken:
        raise CheckError(_list_violations(broken))
    # Without the place, which would put a path of this machine into the report.
    return tuple(str(replace(one, where="")) for one in found if one.severity == "warning")


def _list_violations(broken: Sequence[Violation], most: int = 10) -> str:
    what = "1 fact breaks" if len(broken) == 1 else f"{len(broken)} facts break"
    lines = [f"{what} a shape, so nothing was built:"]
    lines += [f"  {violation}" for violation in broken[:most]]
    if len(broken) > most:
        lines.append(f"  and {len(broken) - most} more: 'survivorgraph check' lists them all")
    return "\n".join(lines)


def _count(given: Input, quads: Sequence[Quad]) -> dict[str, int]:
    """Count the main kinds of records, by their names in the data folder."""
    counts = {name: len(_distinct(given, model)) for name, model in list_collections().items()}
    evidence = {quad.subject for quad in quads if quad.predicate.value == "http://www.w3.org/ns/oa#hasSelector"}
    return {
        **counts,
        "legs": sum(len(story.legs) for bundle in given.bundles for story in bundle.records_of(Story)),
        "sources": len(given.bundles),
        "evidence": len(evidence),
        "quads": len(quads),
    }


def _distinct(given: Input, model: type[Record]) -> set[str | int]:
    """Return what identifies records of a class: the key where sources can share one, else each record."""
    is_shared = model.resource is not None and model.resource.shared
    found = [record for bundle in given.bundles for record in bundle.records_of(model)]
    return {str(getattr(record, "key", "")) if is_shared else number for number, record in enumerate(found)}


def _describe(given: Input, counts: dict[str, int], graphs: Counter[str], warnings: tuple[str, ...]) -> dict[str, Any]:
    """Describe the build for programs; nothing in it depends on the clock or the machine."""
    digest = sha256()
    for file in walk_folder(given.folder, []):
        if file.suffix in SUFFIXES:
            digest.update(f"{file.relative_to(given.folder).as_posix()}\n".encode())
            digest.update(sha256(file.read_bytes()).digest())
    return {
        "survivorgraph": __version__,
        "input_sha256": digest.hexdigest(),
        "counts": counts,
        "graphs": dict(graphs),
        "warnings": list(warnings),
    }


def _check_out(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise DatasetError("this is a file; name a folder to build into", where=out)
    if out.is_dir() and any(out.iterdir()) and not _is_build(out):
        raise DatasetError("this folder is not an earlier build and is not empty; choose another", where=out)


def _is_build(folder: Path) -> bool:
    """Return whether a folder holds a report of this project: other programs write a report.json too."""
    try:
        report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(report, dict) and "survivorgraph" in report
