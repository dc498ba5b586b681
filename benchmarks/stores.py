"""Time the named questions on every engine, over the shipped graph and over many copies of it.

    python -m benchmarks.stores                      the shipped graph on all engines
    python -m benchmarks.stores --copies 110         about 3 million triples, without rdflib
    python -m benchmarks.stores --engines embedded oxigraph

A copy has all stories, organizations and facts again under keys of their own, so that the answers grow with it. The
Oxigraph server and Virtuoso are filled by `survivorgraph publish`, as a user would do it; `serve` is
`survivorgraph serve` over the build itself. The time of a question is the least of several: whatever else a machine
does only adds.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox
import rdflib
from rdflib.plugins.sparql.sparql import SPARQLError

from benchmarks.virtuoso import run_virtuoso
from survivorgraph.build import build
from survivorgraph.errors import SurvivorGraphError
from survivorgraph.model.vocabulary import GRAPH, ID
from survivorgraph.store.dataset import Dataset, open_dataset
from survivorgraph.store.query_text import read_query
from survivorgraph.store.questions import Question, list_questions
from survivorgraph.store.server import open_server
from survivorgraph.store.upload import open_target, publish

ENGINES = ("rdflib", "embedded", "serve", "oxigraph", "virtuoso")
SHARED = tuple(GRAPH + name for name in ("ontology", "reference"))
KEPT = ("country/", "locality/", "rule/")
GIVEN = {
    "organization": "iom",
    "country": "NPL",
    "resource": "story/feba",
    "from": "tip-2023",
    "list": "cspa",
    "means": "force",
    "about": "organization/polaris",
}
MOST_SECONDS = 10
SERVE = """
import sys
from survivorgraph.publish.service import Limits, serve
limits = Limits(seconds=3600, result_bytes=1 << 40, memory_bytes=1 << 40)
serve(sys.argv[1], port=0, limits=limits, say=lambda line: print(line, flush=True))
"""
TOGETHER = 25  # copies loaded at once, about a gigabyte
NUMBER, DIGITS = b"{number}", b"{digits}"  # no character of an IRI, and in no text
_OWN = re.compile(rb"(<%b(?!%b)[^>]*)>" % (ID.encode(), b"|".join(name.encode() for name in KEPT)))
_DIGEST = re.compile(rb'"[0-9a-f]{6}([0-9a-f]{58}")')  # of a copy, or the same words would stand in all
Ask = Callable[[Question, dict[str, str]], int]


def multiply(source: Path, out: Path, copies: int) -> int:
    """Make a build whose store has the graph so many times; return the number of triples in its named graphs."""
    (out / "store").parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source / "report.json", out)
    shutil.copytree(source / "store", out / "store")
    named = [quad for quad in ox.Store.read_only(str(source / "store")) if isinstance(quad.graph_name, ox.NamedNode)]
    own = [quad for quad in named if quad.graph_name.value not in SHARED]
    text = ox.serialize([*own, *{ox.Quad(*quad.triple) for quad in own}], format=ox.RdfFormat.N_QUADS)
    assert text is not None
    text = _DIGEST.sub(rb'"' + DIGITS + rb"\1", _OWN.sub(rb"\1" + NUMBER + b">", text))
    store = ox.Store(str(out / "store"))
    for first in range(1, copies, TOGETHER):
        numbers = range(first, min(first + TOGETHER, copies))
        some = b"".join(text.replace(NUMBER, b"--%d" % number).replace(DIGITS, b"%06x" % number) for number in numbers)
        store.bulk_load(some, format=ox.RdfFormat.N_QUADS)
    store.flush()
    store.optimize()
    (count,) = store.query("SELECT (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } }")  # type: ignore[misc]
    return int(count[0].value)


def ask_dataset(dataset: Dataset) -> Ask:
    return lambda question, params: len(dataset.ask(question, **params))


def ask_rdflib(build_folder: Path, dataset: Dataset) -> Ask:
    """Ask rdflib over the same triples, its default graph being their union."""
    graph = rdflib.Graph()
    for quad in ox.Store.read_only(str(build_folder / "store")).quads_for_pattern(None, None, None, ox.DefaultGraph()):
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


@contextmanager
def run_engine(name: str, folder: Path, scratch: Path) -> Iterator[tuple[Ask, float, int | None]]:
    """Yield how to ask an engine over a build, the seconds it took to fill, and its process if it has one."""
    start = time.perf_counter()
    if name == "embedded":
        yield ask_dataset(open_dataset(folder)), 0.0, os.getpid()
    elif name == "rdflib":
        ask = ask_rdflib(folder, open_dataset(folder))
        yield ask, time.perf_counter() - start, os.getpid()
    elif name == "serve":
        with subprocess.Popen([sys.executable, "-c", SERVE, str(folder)], stdout=subprocess.PIPE, text=True) as served:
            assert served.stdout is not None
            url = served.stdout.readline().split()[1] + "sparql"
            (engine,) = (
                int(child)
                for file in Path(f"/proc/{served.pid}/task").glob("*/children")
                for child in file.read_text(encoding="utf-8").split()
            )
            try:
                yield ask_dataset(open_dataset(url)), 0.0, engine
            finally:
                served.terminate()
    elif name == "oxigraph":
        with open_server(scratch / "oxigraph", is_writable=True) as server:
            start = time.perf_counter()
            publish(open_target(server.url + "update"), folder)
            yield ask_dataset(open_dataset(server.url + "query")), time.perf_counter() - start, server.process.pid
    else:
        with run_virtuoso(scratch / "virtuoso") as (url, process):
            start = time.perf_counter()
            publish(open_target(url + "-auth"), folder)
            yield ask_dataset(open_dataset(url)), time.perf_counter() - start, process


def measure(ask: Ask, repeat: int, names: Sequence[str] = ()) -> dict[str, tuple[float, int]]:
    """Return for each question the least of its seconds and its rows; minus one row where it failed."""
    found = {}
    for question in list_questions():
        if names and question.name not in names:
            continue
        params = {one.name: GIVEN[one.name] for one in question.params if one.is_required}
        seconds, rows = [], -1
        try:
            for _ in range(repeat):
                start = time.perf_counter()
                rows = ask(question, params)
                seconds.append(time.perf_counter() - start)
                if sum(seconds) > MOST_SECONDS:
                    break
        except (SurvivorGraphError, SPARQLError) as error:
            print(f"  {question.name}: {str(error)[:200]}", file=sys.stderr)
            seconds = [math.nan]
        found[question.name] = (min(seconds), rows)
    return found


def read_memory(process: int | None) -> float:
    """Return the megabytes that a process holds."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def measure_size(folder: Path) -> float:
    """Return the megabytes of the files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def measure_apart(engine: str, folder: Path, repeat: int, names: Sequence[str]) -> dict[str, object]:
    """Measure an engine in a process of its own, so that nothing of another is in its memory."""
    command = [sys.executable, "-m", "benchmarks.stores", "--one", engine, str(folder), "--repeat", str(repeat)]
    command += ["--questions", *names] if names else []
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def run_one(engine: str, folder: Path, repeat: int, names: Sequence[str]) -> None:
    os.environ.setdefault("SURVIVORGRAPH_STORE_USER", "dba")
    os.environ.setdefault("SURVIVORGRAPH_STORE_PASSWORD", "dba")
    with TemporaryDirectory() as scratch, run_engine(engine, folder, Path(scratch)) as (ask, filled, process):
        times = measure(ask, repeat, names)
        size = measure_size(Path(scratch)) or measure_size(folder / "store")
        print(json.dumps({"filled": filled, "memory": read_memory(process), "size": size, "times": times}))


def print_table(engines: Sequence[str], results: dict[str, dict[str, object]]) -> None:
    times = {engine: results[engine]["times"] for engine in engines}
    print(f"{'ms':48}" + "".join(f"{engine:>12}" for engine in engines) + f"{'rows':>9}")
    names = list(times[engines[0]])  # type: ignore[call-overload]
    for name in names:
        found = [times[engine][name] for engine in engines]  # type: ignore[index]
        most = max(one[1] for one in found)
        odd = [f"{engine} has {one[1]}" for engine, one in zip(engines, found, strict=True) if one[1] != most]
        note = f"  {', '.join(odd)}" if odd else ""
        print(f"{name:48}" + "".join(f"{one[0] * 1000:12.1f}" for one in found) + f"{most:9}{note}")
    answered = {engine: [one[0] for one in times[engine].values() if not math.isnan(one[0])] for engine in engines}  # type: ignore[attr-defined]
    for what, choose in (("median", statistics.median), ("sum", sum), ("slowest", max)):
        print(f"{what:48}" + "".join(f"{choose(answered[engine]) * 1000:12.1f}" for engine in engines))
    for what, key in (("filled in s", "filled"), ("memory in MB", "memory"), ("size on disk in MB", "size")):
        print(f"{what:48}" + "".join(f"{results[engine][key]:12.1f}" for engine in engines))
    for engine in engines:
        ordered = sorted((one[0], name) for name, one in times[engine].items() if not math.isnan(one[0]))  # type: ignore[attr-defined]
        slowest = ", ".join(f"{name} {seconds * 1000:.0f}" for seconds, name in reversed(ordered[-5:]))
        print(f"slowest on {engine}: {slowest}")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--engines", nargs="+", choices=ENGINES)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--questions", nargs="+", default=[], metavar="NAME", help="only these")
    parser.add_argument("--one", nargs=2, metavar=("ENGINE", "BUILD"), help=argparse.SUPPRESS)
    chosen = parser.parse_args(argv)
    if chosen.one:
        run_one(chosen.one[0], Path(chosen.one[1]), chosen.repeat, chosen.questions)
        return 0
    engines = chosen.engines or [
        name
        for name in ENGINES
        if not (name == "rdflib" and chosen.copies > 1) and not (name == "virtuoso" and not shutil.which("virtuoso-t"))
    ]
    with TemporaryDirectory() as scratch:
        source, folder = Path(scratch) / "source", Path(scratch) / "build"
        build(out=source)
        start = time.perf_counter()
        triples = multiply(source, folder, chosen.copies)
        size = measure_size(folder / "store")
        print(f"{triples:,} triples; store of {size:,.0f} MB, made in {time.perf_counter() - start:.1f} s")
        print_table(
            engines, {engine: measure_apart(engine, folder, chosen.repeat, chosen.questions) for engine in engines}
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
