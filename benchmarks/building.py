"""Time building and asking as whole processes, beside the same work done with rdflib alone.

Every figure is a fresh process, so start-up counts. The commands are run in turn, A B A B …, and the
ratios are pair by pair, so that they hold when the speed of the machine drifts. Figures are medians of
`RUNS` runs after one that is not counted.

- build: read, check, derive and write the shipped data; against it, rdflib reads the built TriG, writes it
  again as TriG, and runs the rules (it does less: no records, shapes, measures or pages)
- ask: each question from the built store; against it, rdflib reads the built graph and runs the same query
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tabulate import tabulate

RUNS = 5
QUESTIONS = ("S02", "S11", "P03", "T01")

RDFLIB_BUILD = """
import sys
from rdflib import Dataset
from survivorgraph.ontology.rules import read_rules
dataset = Dataset(default_union=True)
dataset.parse(sys.argv[1] + "/graph.trig", format="trig")
for rule in read_rules():
    list(dataset.query(rule.sparql))
dataset.serialize(sys.argv[2] + "/again.trig", format="trig")
"""
RDFLIB_ASK = """
import sys
from rdflib import Dataset
from survivorgraph.store.query_terms import query_prefixes
from survivorgraph.store.questions import get_question
question = get_question(sys.argv[2])
dataset = Dataset(default_union=True)
dataset.parse(sys.argv[1] + "/graph.trig", format="trig")
print(len(list(dataset.query(question.sparql, initNs=dict(query_prefixes()), initBindings={}))))
"""


def time_command(command: list[str]) -> float:
    """Run a command and return its wall time in seconds; one that fails ends the benchmark."""
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(command[:4])} … failed:\n{done.stderr}")
    return seconds


def compare(name: str, ours: list[str], theirs: list[str]) -> list[object]:
    """Time two commands in turn and return a row: name, both medians, median ratio."""
    pairs = [(time_command(ours), time_command(theirs)) for _ in range(RUNS + 1)][1:]
    here, there = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(other / own for own, other in pairs)
    return [name, round(here, 3), round(there, 3), round(ratio, 1)]


def main() -> None:
    """Print one table."""
    with tempfile.TemporaryDirectory() as scratch:
        build = str(Path(scratch) / "build")
        command = [sys.executable, "-m", "survivorgraph"]
        time_command([*command, "build", "--out", build])
        rows = [
            compare(
                "build",
                [*command, "build", "--out", build],
                [sys.executable, "-c", RDFLIB_BUILD, build, scratch],
            )
        ]
        for key in QUESTIONS:
            ask = [*command, "ask", key, "--store", build]
            rows.append(compare(f"ask {key}", ask, [sys.executable, "-c", RDFLIB_ASK, build, key]))
    print(f"Python {platform.python_version()}, medians of {RUNS} runs, seconds, start-up included\n")
    print(tabulate(rows, headers=["what", "survivorgraph", "rdflib alone", "ratio"]))


if __name__ == "__main__":
    main()
