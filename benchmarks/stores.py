"""Time the named questions on every engine, over the shipped graph and over many copies of it.

    python -m benchmarks.stores                      the shipped graph on all engines
    python -m benchmarks.stores --copies 110         about 3 million triples, without rdflib
    python -m benchmarks.stores --copies 1090        about 30 million
    python -m benchmarks.stores --engines embedded oxigraph

The Oxigraph server and Virtuoso are filled by `survivorgraph publish`, copies by the engines' own loaders; `serve` is
`survivorgraph serve` over the build itself. The time of a question is the least of several, unless the first took
long: whatever else a machine does only adds. A question that takes longer than `--patience` is ended with its engine,
which is started again for the next one.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import queue
import shutil
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from rdflib.plugins.sparql.sparql import SPARQLError

from benchmarks.copies import multiply
from benchmarks.engines import ENGINES, dump_quads, fill_engine, open_engine
from survivorgraph.builds.pipeline import build
from survivorgraph.errors import SurvivorGraphError
from survivorgraph.store.questions import list_questions

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
START_SECONDS = 900
Found = dict[str, tuple[float, int]]


def ask_all(engine: str, folder: Path, place: Path, repeat: int, names: Sequence[str]) -> None:
    """Ask each question, and print a line of JSON for it: its least seconds and its rows, minus one if it failed."""
    with open_engine(engine, folder, place) as (ask, process):
        print(json.dumps("open"), flush=True)
        for question in list_questions():
            if question.name not in names:
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
            print(json.dumps([question.name, min(seconds), rows, read_memory(process)]), flush=True)


def read_memory(process: int) -> float:
    """Return the megabytes that a process holds."""
    status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


def measure_size(folder: Path) -> float:
    """Return the megabytes of the files in a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6


def measure(
    engine: str, folder: Path, place: Path, *, repeat: int, names: Sequence[str], patience: float
) -> tuple[Found, float]:
    """Measure an engine in processes of its own; return seconds and rows by question, and the most megabytes.

    One that took too long has an infinite number of seconds.
    """
    found: Found = {}
    memory = 0.0
    while left := [name for name in names if name not in found]:
        command = [sys.executable, "-m", "benchmarks.stores", "--one", engine, str(folder), str(place)]
        command += ["--repeat", str(repeat), "--questions", *left]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as asking:
            lines: queue.Queue[str] = queue.Queue()
            reader = threading.Thread(target=_pass_lines, args=(asking, lines))
            reader.start()
            if json.loads(_wait(lines, START_SECONDS) or "null") != "open":
                raise SystemExit(f"{engine} does not open")
            for asked in left:
                line = _wait(lines, patience + MOST_SECONDS)
                if not line:  # it takes too long, or the process ended and has said why
                    found[asked] = math.inf if line is None else math.nan, -1
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(asking.pid, signal.SIGKILL)
                    break
                name, seconds, rows, held = json.loads(line)
                found[name] = seconds, rows
                memory = max(memory, held)
            reader.join()
    return found, memory


def _pass_lines(asking: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    assert asking.stdout is not None
    for line in asking.stdout:
        lines.put(line)
    lines.put("")


def _wait(lines: queue.Queue[str], seconds: float) -> str | None:
    """Return the next line, an empty one at the end, or None where none comes in time."""
    try:
        return lines.get(timeout=seconds)
    except queue.Empty:
        return None


@dataclass(frozen=True)
class Result:
    """Be what was measured of an engine: seconds to fill it, megabytes, seconds and rows of each question."""

    filled: float
    memory: float
    size: float
    times: Found

    def list_answered(self) -> list[tuple[float, str]]:
        """Return seconds and names of the questions that were answered, the quickest first."""
        return sorted((seconds, name) for name, (seconds, _) in self.times.items() if math.isfinite(seconds))


def print_table(results: dict[str, Result], names: Sequence[str]) -> None:
    def print_row(what: str, values: Iterable[float], note: str = "") -> None:
        print(f"{what:48}" + "".join(f"{value:12,.1f}" for value in values) + note)

    print(f"{'ms':48}" + "".join(f"{engine:>12}" for engine in results) + f"{'rows':>9}")
    for name in names:
        found = {engine: result.times[name] for engine, result in results.items()}
        most = max(rows for _, rows in found.values())
        odd = [f"{engine} has {rows}" for engine, (_, rows) in found.items() if rows not in (most, -1)]
        print_row(name, (seconds * 1000 for seconds, _ in found.values()), f"{most:9}  {', '.join(odd)}".rstrip())
    for what, choose in (("median", statistics.median), ("sum", sum), ("slowest", max)):
        # Those without an answer count as slower than any other in the median, and not at all in the sum.
        every = [[seconds for seconds, _ in result.times.values()] for result in results.values()]
        if what != "median":
            every = [[seconds for seconds in some if math.isfinite(seconds)] for some in every]
        print_row(what, (choose(some) * 1000 for some in every))
    print_row("without an answer", (len(names) - len(result.list_answered()) for result in results.values()))
    print_row("filled in s", (result.filled for result in results.values()))
    print_row("memory in MB, the most after a question", (result.memory for result in results.values()))
    print_row("size on disk in MB", (result.size for result in results.values()))
    for engine, result in results.items():
        slowest = ", ".join(f"{name} {seconds * 1000:.0f}" for seconds, name in reversed(result.list_answered()[-5:]))
        print(f"slowest on {engine}: {slowest}")


def measure_engines(
    engines: Sequence[str], folder: Path, quads: Path | None, scratch: Path, chosen: argparse.Namespace
) -> dict[str, Result]:
    """Fill and ask one engine after another, each alone."""
    results = {}
    for engine in engines:
        with TemporaryDirectory(dir=scratch) as name:
            place = Path(name) / engine
            filled = fill_engine(engine, folder, place, quads)
            times, memory = measure(
                engine, folder, place, repeat=chosen.repeat, names=chosen.questions, patience=chosen.patience
            )
            size = measure_size(place if place.exists() else folder / "store")
            results[engine] = Result(filled, memory, size, times)
            print_table({engine: results[engine]}, chosen.questions)
    return results


def main(argv: Sequence[str] | None = None) -> int:
    questions = [question.name for question in list_questions()]
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--engines", nargs="+", choices=ENGINES)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--questions", nargs="+", default=questions, choices=questions, metavar="NAME")
    parser.add_argument("--patience", type=float, default=100, metavar="SECONDS", help="for one question (100)")
    parser.add_argument("--build", type=Path, metavar="FOLDER", help="where copies are kept for the next time")
    parser.add_argument("--one", nargs=3, metavar=("ENGINE", "BUILD", "PLACE"), help=argparse.SUPPRESS)
    chosen = parser.parse_args(argv)
    if chosen.one:
        engine, folder, place = chosen.one
        ask_all(engine, Path(folder), Path(place), chosen.repeat, chosen.questions)
        return 0
    engines = chosen.engines or [
        name
        for name in ENGINES
        if not (name == "rdflib" and chosen.copies > 1) and not (name == "virtuoso" and not shutil.which("virtuoso-t"))
    ]
    with TemporaryDirectory(dir=chosen.build and chosen.build.parent) as name:
        scratch = Path(name)
        folder, quads = chosen.build or scratch / "build", None
        if not folder.exists():
            build(out=scratch / "source")
            start = time.perf_counter()
            triples = multiply(scratch / "source", folder, chosen.copies)
            print(f"{triples:,} triples, made in {time.perf_counter() - start:.1f} s")
        if chosen.copies > 1 and {"oxigraph", "virtuoso"} & set(engines):
            quads = scratch / "graph.nq"
            dump_quads(folder, quads)
        results = measure_engines(engines, folder, quads, scratch, chosen)
        if len(results) > 1:
            print_table(results, chosen.questions)
    return 0


if __name__ == "__main__":
    sys.exit(main())
