"""Time counting corridors in case tables, protection included, against plain DuckDB SQL and pandas, in one run.

    python -m benchmarks.corridors [ROWS…] [--keys 3|5] [--format parquet|csv] [--folder DIR] [--repeat N]

Each is a process of its own, so that its peak memory is its own; they take turns, so that a busy machine is busy for
all; times are medians, and do not count starting up. On a machine that does other work besides, look at `cpu`, the
seconds of all processors.
The same keys are counted by all. Plain SQL and pandas group and keep cells of ten people or more, and protect
nothing besides; ours names countries, checks the columns for surprises, and withholds complementary cells as well.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.ctdc_generator import write_table

BY = {3: ("origin", "destination", "year"), 5: ("origin", "destination", "year", "sex", "form")}
KEYS = ("citizenship", "CountryOfExploitation", "yearOfRegistration", "gender")
FLAGS = ("isForcedLabour", "isSexualExploit", "isOtherExploit")


Run = dict[str, float]


class Watch:
    """Measure time and the time of all processors from its making on."""

    def __init__(self) -> None:
        self.started = time.perf_counter(), time.process_time()

    def stop(self, cells: int) -> Run:
        seconds, cpu = time.perf_counter() - self.started[0], time.process_time() - self.started[1]
        return {"seconds": seconds, "cpu": cpu, "cells": cells}


def count_ours(file: Path, keys: int) -> Run:
    from survivorgraph.tables.codebooks.case_codebook import get_layout
    from survivorgraph.tables.codebooks.codebook_versions import recognize
    from survivorgraph.tables.counting.aggregation import aggregate
    from survivorgraph.tables.counting.corridor_counts import make_plan
    from survivorgraph.tables.counting.engines import open_engine

    with open_engine() as engine:
        resolve = _make_resolver()
        engine.open_table([str(file)])[0].limit(1).to_pyarrow()  # what is imported at the first query is starting up
        watch = Watch()
        table, header = engine.open_table([str(file)])
        plan = make_plan(get_layout(recognize(header, file=file), header), BY[keys], min_cell=10, name=file.name)
        found = aggregate(table, plan, resolve=resolve, name=file.name)
        return watch.stop(len(found.cells))


def _make_resolver():  # type: ignore[no-untyped-def]
    from survivorgraph.schema.fields import Checks
    from survivorgraph.schema.places import read_gazetteer
    from survivorgraph.schema.vocabulary import read_vocabulary
    from survivorgraph.tables.counting.corridor_counts import make_resolver

    return make_resolver(Checks(read_vocabulary(), read_gazetteer()))


FORM = """CASE WHEN ({flags}) > 1 THEN 'several' WHEN isForcedLabour = '1' THEN 'labour'
    WHEN isSexualExploit = '1' THEN 'sexual' WHEN isOtherExploit = '1' THEN 'other' END AS form"""


def count_plain(file: Path, keys: int) -> Run:
    import duckdb

    with duckdb.connect() as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute("SET preserve_insertion_order = false")
        connection.execute(f"SET temp_directory = '{folder}'")
        flags = " + ".join(f"(COALESCE({flag}, '') = '1')::INT" for flag in FLAGS)
        source = f"read_csv('{file}', all_varchar = true, header = true)" if file.suffix == ".csv" else f"'{file}'"
        watch = Watch()
        columns = ", ".join(KEYS[:3] if keys == 3 else [*KEYS, FORM.format(flags=flags)])
        query = f"SELECT {columns}, COUNT(*) AS people FROM {source} GROUP BY ALL HAVING COUNT(*) >= 10"
        rows = connection.execute(query).fetchall()
        return watch.stop(len(rows))


def count_pandas(file: Path, keys: int) -> Run:
    import pandas as pd

    watch = Watch()
    columns = list(KEYS[:3] if keys == 3 else (*KEYS, *FLAGS))
    if file.suffix == ".csv":
        frame = pd.read_csv(file, usecols=columns, dtype="category", keep_default_na=False)
    else:
        frame = pd.read_parquet(file, columns=columns)
    by = [frame[name] for name in columns if name not in FLAGS]
    if keys == 5:
        several = sum((frame[flag] == "1").astype("int8") for flag in FLAGS)
        form = several.where(several < 2, 9)
        for place, flag in enumerate(FLAGS, start=1):
            form = form.where(~((several == 1) & (frame[flag] == "1")), place)
        by.append(form)
    counts = frame.groupby(by, dropna=False, observed=True).size()
    return watch.stop(int((counts >= 10).sum()))


WAYS = {"plain DuckDB SQL": count_plain, "survivorgraph": count_ours, "pandas": count_pandas}
COLUMNS = {"seconds": 2, "cpu": 2, "peak_mb": 0, "cells": 0}


def run_one(way: str, file: Path, keys: int) -> Run:
    """Run one way in a process of its own; return seconds, seconds of all processors, cells, and peak memory in MB."""
    command = [sys.executable, "-m", "benchmarks.corridors", "--one", way, "--file", str(file), "--keys", str(keys)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Run = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Read the arguments, make the tables that are missing, and print one row a size and way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int, nargs="*", default=[200_000, 10_000_000])
    parser.add_argument("--keys", type=int, choices=BY, default=3)
    parser.add_argument("--format", choices=("parquet", "csv"), default="parquet")
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "survivorgraph-bench")
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--pandas-most", type=int, default=20_000_000, help="leave pandas out above so many rows")
    parser.add_argument("--one", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        run = WAYS[arguments.one](arguments.file, arguments.keys)
        print(json.dumps(run | {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    arguments.folder.mkdir(parents=True, exist_ok=True)
    print(f"{os.cpu_count()} cores; medians of {arguments.repeat}; {', '.join(BY[arguments.keys])}")
    print(f"{'rows':>12} {'way':18}" + "".join(f" {name:>9}" for name in (*COLUMNS, "of plain", "its cpu")))
    for rows in arguments.rows:
        file = arguments.folder / f"ctdc-{rows}.{arguments.format}"
        if not file.exists():
            write_table(rows, file)
        ways = [way for way in WAYS if way != "pandas" or rows <= arguments.pandas_most]
        runs = [{way: run_one(way, file, arguments.keys) for way in ways} for _ in range(arguments.repeat)]
        for way in ways:
            found = {name: statistics.median(run[way][name] for run in runs) for name in COLUMNS}
            shares = [
                statistics.median(run[way][name] / run[ways[0]][name] for run in runs) for name in ("seconds", "cpu")
            ]
            numbers = "".join(f" {found[name]:>9,.{places}f}" for name, places in COLUMNS.items())
            print(f"{rows:>12,} {way:18}{numbers}" + "".join(f" {share:>9.2f}" for share in shares), flush=True)


if __name__ == "__main__":
    main()
