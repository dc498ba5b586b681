"""Time `find` and `about` as commands, in seconds of processor time, from the shipped graph and from a large one.

    python -m benchmarks.lookup [BUILD] [--stories N] [--glotip FILE] [--times N]

The large graph has the shipped stories and organizations again under keys of their own, until it holds `--stories`,
and with `--glotip` UNODC's table (https://dataunodc.un.org/dp-trafficking-persons). Processor time is that of the whole
process, user and system, with the start of Python; the median of `--times` runs is printed, and the slowest.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import pyoxigraph as ox
from tabulate import tabulate

from benchmarks.copies import multiply
from survivorgraph.builds.imports import run_import
from survivorgraph.lookup.gather import gather
from survivorgraph.lookup.index import INDEX_FILE, write_index
from survivorgraph.store.dataset import open_dataset
from survivorgraph.store.imported import IMPORTS, read_graph

COMMANDS = (
    ("find", "Nepal"),
    ("find", "Thialand"),
    ("find", "trafficking"),
    ("find", "domestic servitude Nepal"),
    ("find", "forced beging in a place that nobody named"),
    ("about", "Feba"),
    ("about", "USA"),
    ("about", "OSCE"),
    ("about", "form:forced-labor"),
    ("about", "Nepal to Kuwait"),
    ("about", "tip-2023"),
    ("about", "Thialand"),
)


def spend(build: Path, command: Sequence[str]) -> float:
    """Return the processor time of one command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    arguments = [sys.executable, "-m", "survivorgraph", *command, "--store", str(build)]
    subprocess.run(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def enlarge(build: Path, out: Path, stories: int, glotip: Path | None) -> None:
    """Make a build with so many stories, and the imported table."""
    (row,) = open_dataset(build).rows("SELECT (COUNT(DISTINCT ?story) AS ?n) { ?story a sg:Story }")
    multiply(build, out, -(-stories // int(str(row["n"]))))
    if glotip is not None:
        with tempfile.TemporaryDirectory() as folder:
            other = Path(shutil.copytree(build, Path(folder) / "build"))
            run_import("glotip", [glotip], store=other)
            quads = read_graph(other / IMPORTS / "glotip" / "graph.trig")
        store = ox.Store(str(out / "store"))
        store.bulk_extend([*quads, *(ox.Quad(*quad.triple) for quad in quads)])
        store.flush()
        store.optimize()
        del store
    start = time.process_time()
    write_index(gather(open_dataset(out)), out / INDEX_FILE)
    size = (out / INDEX_FILE).stat().st_size / 1e6
    print(f"index of the large graph: {size:.1f} MB, {time.process_time() - start:.1f} s of processor time to make")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("build", nargs="?", type=Path, default=Path("build"))
    parser.add_argument("--stories", type=int, default=1000)
    parser.add_argument("--glotip", type=Path)
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        large = Path(folder) / "large"
        enlarge(arguments.build, large, arguments.stories, arguments.glotip)
        rows = []
        for command in COMMANDS:
            spent = [[spend(build, command) for _ in range(arguments.times)] for build in (arguments.build, large)]
            rows.append([" ".join(command), *(value for times in spent for value in (median(times), max(times)))])
    headers = ["command", "shipped", "slowest", f"{arguments.stories:,} stories", "slowest"]
    print(tabulate(rows, headers=headers, floatfmt=".2f"))


if __name__ == "__main__":
    main()
