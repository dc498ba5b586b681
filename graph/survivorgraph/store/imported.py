"""Imported graphs of a build: one folder each, and one store with all graphs.

A build's folder has ``graph.trig`` and, for each import, ``imports/KEY/graph.trig``. The store is made of all.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from pyoxigraph import Quad, RdfFormat, Store, parse

from survivorgraph.errors import DatasetError

__all__ = [
    "IMPORTS",
    "describe_imports",
    "list_imports",
    "read_graph",
    "read_imported",
    "read_metadata",
    "read_report",
    "write_store",
]

IMPORTS: Final = "imports"
GRAPH_FILE: Final = "graph.trig"


def list_imports(build: Path) -> list[str]:
    """Return the keys of what was imported into a build, sorted."""
    folder = build / IMPORTS
    return sorted(path.name for path in folder.iterdir() if (path / GRAPH_FILE).is_file()) if folder.is_dir() else []


def read_graph(file: Path) -> list[Quad]:
    """Read a TriG file; raise DatasetError where it cannot be read."""
    try:
        return list(parse(path=str(file), format=RdfFormat.TRIG))
    except (OSError, SyntaxError) as error:
        raise DatasetError("not readable as TriG; build again", where=file) from error


def read_imported(build: Path) -> list[Quad]:
    """Read the quads of everything that was imported into a build, in the order of the keys."""
    files = [build / IMPORTS / key / GRAPH_FILE for key in list_imports(build)]
    return [quad for file in files for quad in read_graph(file)]


def describe_imports(build: Path, report: Mapping[str, Any]) -> dict[str, Any]:
    """Return a build's report updated with its imports: quads by graph, metadata by key, if there are any."""
    known = report["imports"] if isinstance(report.get("imports"), dict) else {}
    graphs = {graph: count for graph, count in report["graphs"].items() if graph not in known}
    about = {}
    for key in list_imports(build):
        graphs[key] = len(read_graph(build / IMPORTS / key / GRAPH_FILE))
        about[key] = read_metadata(build, key)
    rest = {name: value for name, value in report.items() if name != "imports"}
    return {**rest, "graphs": graphs, **({"imports": about} if about else {})}


def read_report(build: Path) -> dict[str, Any]:
    """Read the report of a build, which has at least `graphs`: quads by the name of a graph; raise DatasetError."""
    file, remedy = build / "report.json", "build again"
    report = _read_json(file, remedy)
    if "survivorgraph" not in report or not _are_counts(report.get("graphs")):
        raise DatasetError(f"this is not the report of a build; {remedy}", where=file)
    return report


def read_metadata(build: Path, key: str) -> dict[str, Any]:
    """Read the metadata of an import, which has at least `cells`, a number; raise DatasetError."""
    file = build / IMPORTS / key / "metadata.json"
    remedy = f"import '{key}' again, or remove it with: survivorgraph import --remove {key}"
    metadata = _read_json(file, remedy)
    if not _are_counts({"cells": metadata.get("cells")}):
        raise DatasetError(f"this is not the metadata of an import; {remedy}", where=file)
    return metadata


def _read_json(file: Path, remedy: str) -> dict[str, Any]:
    """Read an object of JSON; raise DatasetError, with what to do, for anything else."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise DatasetError(f"this cannot be read ({error.strerror or error}); {remedy}", where=file) from error
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"this is not readable as JSON; {remedy}", where=file) from error
    if not isinstance(found, dict):
        raise DatasetError(f"this is not an object of JSON; {remedy}", where=file)
    return found


def _are_counts(found: object) -> bool:
    """Return whether a value is a JSON object whose values are counts."""
    return isinstance(found, dict) and all(type(one) is int and one >= 0 for one in found.values())


def write_store(folder: Path, quads: Iterable[Quad]) -> None:
    """Make the store of a dataset: its named graphs, and in the default graph their union, each triple once."""
    everything = list(quads)
    store = Store(str(folder))
    store.bulk_extend(everything)
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in everything)
    store.flush()
