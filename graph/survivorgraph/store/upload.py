"""Publish the named graphs of a build to another store, in one atomic update.

Every graph that has changed is first loaded beside the old one, into a graph of a name of its own, in batches. When
all of them are there and counted, one update carries over what differs, so that it is as small as it can be: a
store holds all of an update in memory. A run that is killed before that has changed no graph that is queried; the next
run goes on where the last one ended, since a half-loaded graph is found by the digest of what it is to hold. What
the store has of us is kept in the graph `PUBLISHED`: each graph with its digest.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat

from survivorgraph.errors import DatasetError
from survivorgraph.schema.vocabulary import GRAPH, PREFIXES
from survivorgraph.store.dataset import DEFAULT_BUILD, open_dataset, open_store
from survivorgraph.store.endpoint import LIST_GRAPHS
from survivorgraph.store.target import RemoteStore, open_target

__all__ = ["PUBLISHED", "STAGING", "UploadReport", "open_target", "publish", "remove"]

Progress = Callable[[str], None]

PUBLISHED = "https://w3id.org/survivorgraph/published"
STAGING = "https://w3id.org/survivorgraph/staging/"
BATCH, VIRTUOSO_BATCH = 5000, 500  # Virtuoso compiles an update to SQL, of 10,000 lines at most
_DIGEST = PREFIXES["dcterms"] + "identifier"
_COUNT = "SELECT (COUNT(*) AS ?number) WHERE {{ GRAPH <{}> {{ ?s ?p ?o }} }}"
_CARRY = """DELETE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}
WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ GRAPH <{staging}> {{ ?s ?p ?o }} }} }} ;
INSERT {{ GRAPH <{name}> {{ ?s ?p ?o }} }}
WHERE {{ GRAPH <{staging}> {{ ?s ?p ?o }} FILTER NOT EXISTS {{ GRAPH <{name}> {{ ?s ?p ?o }} }} }}"""
_KNOWN = f"SELECT ?graph ?digest WHERE {{ GRAPH <{PUBLISHED}> {{ ?graph <{_DIGEST}> ?digest }} }}"
# Virtuoso keeps a duration as a number of months; as text it comes back as it was.
_DURATION = re.compile(r'("P[^"]*")\^\^<http://www\.w3\.org/2001/XMLSchema#duration> \.$')


@dataclass(frozen=True)
class _Graph:
    """A graph to publish: a file of its triples, one per line, in a deterministic order."""

    name: str
    file: Path
    size: int
    digest: str

    @property
    def staging(self) -> str:
        return f"{STAGING}{self.digest[:16]}/{self.name.removeprefix(GRAPH)}"


@dataclass
class UploadReport:
    """The result of an upload: what happened to the graphs of a store, by their names."""

    where: str
    put: list[str] = field(default_factory=list)
    same: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    triples: int = 0
    sent: int = 0

    def __str__(self) -> str:
        """Return lines for people."""
        there = len(self.put) + len(self.same)
        done = f"{self.triples:,} triples in {there} graphs, all counted there"
        if not there:
            done = f"{len(self.removed)} graphs removed" if self.removed else "no graph of ours was there to remove"
        lines = [f"{self.where}: {done}"]
        for what, names in (("put", self.put), ("as before", self.same), ("removed", self.removed)):
            if names:
                lines.append(f"  {what}: {', '.join(name.removeprefix(GRAPH) for name in names)}")
        return "\n".join(lines)


def publish(
    target: RemoteStore | str,
    build: str | Path | None = None,
    *,
    graphs: Collection[str] | None = None,
    batch: int | None = None,
    progress: Progress = lambda _: None,
) -> UploadReport:
    """Publish the graphs of a build, or the named ones, to a store; what is there already is not sent again.

    The store is given by the address where it takes updates, or as `open_target` returns it.
    Without `graphs`, a graph that an earlier run put there and the build no longer has is removed. Raises
    DatasetError where the build or the store cannot be used, and where counts do not agree; the store's own graphs
    are then as they were.
    """
    if isinstance(target, str):
        target = open_target(target)
    report = UploadReport(target.update_url)
    with tempfile.TemporaryDirectory(prefix="survivorgraph-") as folder:
        found = list(_dump_graphs(build, graphs, Path(folder)))
        known = {row["graph"]: row["digest"] for row in target.select(_KNOWN)}
        stale = _list_staged(target)
        changed = []
        is_virtuoso = target.is_virtuoso()
        size = batch or (VIRTUOSO_BATCH if is_virtuoso else BATCH)
        for graph in found:
            report.triples += graph.size
            if known.get(graph.name) == graph.digest and _count(target, graph.name) == graph.size:
                report.same.append(graph.name)
                continue
            progress(f"sending {graph.name.removeprefix(GRAPH)}, {graph.size:,} triples")
            report.sent += _stage(target, graph, size, is_virtuoso)
            changed.append(graph)
            report.put.append(graph.name)
        if graphs is None:
            report.removed = sorted(set(known) - {graph.name for graph in found})
        if changed or report.removed:
            progress("putting the graphs in place")
            target.update(_write_switch(changed, report.removed))
        for graph in changed:
            _check(target, graph.name, graph.size)
        _drop(target, stale | {graph.staging for graph in changed if graph.size})
    return report


def remove(
    target: RemoteStore, *, graphs: Collection[str] | None = None, progress: Progress = lambda _: None
) -> UploadReport:
    """Remove what was published to a store, or the named graphs; graphs of others stay."""
    known = {row["graph"] for row in target.select(_KNOWN)}
    wanted = known if graphs is None else {_full_name(name) for name in graphs}
    if missing := wanted - known:
        names = ", ".join(sorted(name.removeprefix(GRAPH) for name in missing))
        raise DatasetError(f"nothing was published there as {names}", where=target.update_url)
    stale = _list_staged(target)
    if wanted:
        progress("removing the graphs")
        target.update(_write_switch([], sorted(wanted)))
    for name in wanted:
        _check(target, name, 0)
    _drop(target, stale)
    return UploadReport(target.update_url, removed=sorted(wanted))


def _full_name(name: str) -> str:
    return name if name.startswith(GRAPH) else GRAPH + name


def _dump_graphs(build: str | Path | None, graphs: Collection[str] | None, folder: Path) -> Iterator[_Graph]:
    """Write each graph of a build into a file of N-Triples, in the store's order, which depends on content only."""
    store, where = open_store(Path(build or DEFAULT_BUILD))
    there = open_dataset(store).list_graphs()
    wanted = there if graphs is None else tuple(sorted({_full_name(name) for name in graphs}))
    if not wanted:
        raise DatasetError("the build holds no graph", where=where)
    for number, name in enumerate(wanted):
        if name not in there:
            names = ", ".join(one.removeprefix(GRAPH) for one in there)
            raise DatasetError(f"there is no graph {name.removeprefix(GRAPH)}; there are: {names}", where=where)
        file = folder / f"{number}.nt"
        store.dump(str(file), RdfFormat.N_TRIPLES, from_graph=NamedNode(name))
        digest, size = sha256(), 0
        with file.open("rb") as lines:
            for line in lines:
                digest.update(line)
                size += 1
        yield _Graph(name, file, size, digest.hexdigest())


def _stage(target: RemoteStore, graph: _Graph, batch: int, is_virtuoso: bool) -> int:
    """Load a graph under its staging name, from where an earlier run ended; return how many triples were sent."""
    there = _count(target, graph.staging)
    # The last batch may be there in part; to insert a triple again changes nothing.
    done = max(0, min(there, graph.size) // batch - 1) * batch if there < graph.size else graph.size
    sent = 0
    with graph.file.open(encoding="utf-8") as file:
        lines = islice(file, done, None)
        while some := list(islice(lines, batch)):
            if is_virtuoso:
                some = [_DURATION.sub(r"\1 .", line.rstrip("\n")) + "\n" for line in some]
            text = f"INSERT DATA {{ GRAPH <{graph.staging}> {{\n{''.join(some)}}} }}"
            target.update(text)
            sent += len(some)
    _check(target, graph.staging, graph.size)
    return sent


def _write_switch(changed: Collection[_Graph], removed: Collection[str]) -> str:
    """Return the one update that puts all graphs in place (SPARQL 1.1 Update, section 3.1.3)."""
    steps = [_CARRY.format(name=graph.name, staging=graph.staging) for graph in changed]
    steps += [f"DROP SILENT GRAPH <{name}>" for name in removed]
    names = [*(graph.name for graph in changed), *removed]
    steps += [f"DELETE WHERE {{ GRAPH <{PUBLISHED}> {{ <{name}> <{_DIGEST}> ?digest }} }}" for name in names]
    marks = "".join(f'<{graph.name}> <{_DIGEST}> "{graph.digest}" .\n' for graph in changed)
    if marks:
        steps.append(f"INSERT DATA {{ GRAPH <{PUBLISHED}> {{\n{marks}}} }}")
    return " ;\n".join(steps)


def _list_staged(target: RemoteStore) -> set[str]:
    """Return the names of the graphs that an earlier, interrupted run left staged."""
    for text in LIST_GRAPHS:
        if names := {row["graph"] for row in target.select(text) if row}:
            return {name for name in names if name.startswith(STAGING)}
    return set()


def _drop(target: RemoteStore, graphs: Collection[str]) -> None:
    """Drop graphs that no query uses, one per update."""
    for name in sorted(graphs):
        target.update(f"DROP SILENT GRAPH <{name}>")


def _count(target: RemoteStore, name: str) -> int:
    return int(next(target.select(_COUNT.format(name)))["number"])


def _check(target: RemoteStore, name: str, size: int) -> None:
    found = _count(target, name)
    if found != size:
        raise DatasetError(f"<{name}> has {found:,} triples there, and {size:,} here", where=target.update_url)
