"""Fill the engines that the benchmark of stores compares, and open them.

Filling is `survivorgraph publish`, as a user would do it, or the engine's own loader from a file of N-Quads, as
docs/stores.md advises for millions of triples.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyoxigraph as ox
import rdflib

from benchmarks.virtuoso import load_virtuoso, run_virtuoso
from survivorgraph.store import endpoint
from survivorgraph.store.dataset import Dataset, open_dataset
from survivorgraph.store.query_text import read_query
from survivorgraph.store.questions import Question
from survivorgraph.store.server import find_program, open_server
from survivorgraph.store.upload import open_target, publish

__all__ = ["ENGINES", "Ask", "dump_quads", "fill_engine", "open_engine"]

ENGINES = ("rdflib", "embedded", "serve", "oxigraph", "virtuoso")
SERVE = """
import sys
from survivorgraph.service import Limits, serve
limits = Limits(seconds=3600, result_bytes=1 << 40, memory_bytes=1 << 40)
serve(sys.argv[1], port=0, limits=limits, progress=lambda line: print(line, flush=True))
"""
Ask = Callable[[Question, dict[str, str]], int]

endpoint.TIMEOUT_SECONDS = 3600  # whoever measures decides how long is too long
os.environ.setdefault("SURVIVORGRAPH_STORE_USER", "dba")
os.environ.setdefault("SURVIVORGRAPH_STORE_PASSWORD", "dba")


def dump_quads(build: Path, file: Path) -> None:
    """Write the named graphs of a build as N-Quads."""
    store = ox.Store.read_only(str(build / "store"))
    with file.open("wb") as out:
        for graph in store.named_graphs():
            ox.serialize(store.quads_for_pattern(None, None, None, graph), out, format=ox.RdfFormat.N_QUADS)


def fill_engine(name: str, build: Path, place: Path, quads: Path | None) -> float:
    """Fill an engine in a folder of its own, from a file by its own loader, or by `publish`; return the seconds."""
    start = time.perf_counter()
    if name == "oxigraph" and quads:
        command = [find_program(), "load", "--location", str(place), "--file", str(quads)]
        subprocess.run(command, check=True, capture_output=True)
    elif name == "oxigraph":
        with open_server(place, is_writable=True) as server:
            publish(open_target(server.url + "update"), build)
    elif name == "virtuoso":
        with run_virtuoso(place) as served:
            if quads:
                load_virtuoso(served, quads)
            else:
                publish(open_target(served.url + "-auth"), build)
    else:
        return 0.0
    return time.perf_counter() - start


@contextmanager
def open_engine(name: str, build: Path, place: Path) -> Iterator[tuple[Ask, int]]:
    """Yield how to ask an engine over a build, and its process."""
    if name == "embedded":
        yield _ask_dataset(open_dataset(build)), os.getpid()
    elif name == "rdflib":
        yield _ask_rdflib(build, open_dataset(build)), os.getpid()
    elif name == "serve":
        with subprocess.Popen([sys.executable, "-c", SERVE, str(build)], stdout=subprocess.PIPE, text=True) as served:
            assert served.stdout is not None
            url = served.stdout.readline().split()[1] + "sparql"
            (engine,) = (
                int(child)
                for file in Path(f"/proc/{served.pid}/task").glob("*/children")
                for child in file.read_text(encoding="utf-8").split()
            )
            try:
                yield _ask_dataset(open_dataset(url)), engine
            finally:
                served.terminate()
    elif name == "oxigraph":
        with open_server(place, is_writable=True) as server:
            yield _ask_dataset(open_dataset(server.url + "query")), server.process.pid
    else:
        with run_virtuoso(place) as virtuoso:
            yield _ask_dataset(open_dataset(virtuoso.url)), virtuoso.process


def _ask_dataset(dataset: Dataset) -> Ask:
    return lambda question, params: len(dataset.ask(question, **params))


def _ask_rdflib(build: Path, dataset: Dataset) -> Ask:
    """Ask rdflib over the same triples, its default graph being their union."""
    graph = rdflib.Graph()
    for quad in ox.Store.read_only(str(build / "store")).quads_for_pattern(None, None, None, ox.DefaultGraph()):
        graph.add(tuple(_to_rdflib(term) for term in quad.triple))  # type: ignore[arg-type]

    def ask(question: Question, params: dict[str, str]) -> int:
        query = read_query(question.sparql)
        return len(graph.query(query.declare_prefixes(query.bind(question.bind(params, dataset)))))

    return ask


def _to_rdflib(term: object) -> rdflib.term.Identifier:
    if isinstance(term, ox.NamedNode):
        return rdflib.URIRef(term.value)
    assert isinstance(term, ox.Literal)
    datatype = None if term.language else rdflib.URIRef(term.datatype.value)
    return rdflib.Literal(term.value, lang=term.language, datatype=datatype, normalize=False)
