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

__all__ = ["IMPORTS", "describe_imports", "list_imports", "read_graph", "read_imported", "write_store"]

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
    known = report.get("imports", {})
    graphs = {graph: count for graph, count in report["graphs"].items() if graph not in known}
    about = {}
    for key in list_imports(build):
        graphs[key] = len(read_graph(build / IMPORTS / key / GRAPH_FILE))
        about[key] = json.loads((build / IMPORTS / key / "metadata.json").read_text(encoding="utf-8"))
    rest = {name: value for name, value in report.items() if name != "imports"}
    return {**rest, "graphs": graphs, **({"imports": about} if about else {})}


def write_store(folder: Path, quads: Iterable[Quad]) -> None:
    """Make the store of a dataset: its named graphs, and in the default graph their union, each triple once."""
    everything = list(quads)
    store = Store(str(folder))
    store.bulk_extend(everything)
    store.bulk_extend(Quad(quad.subject, quad.predicate, quad.object) for quad in everything)
    store.flush()
