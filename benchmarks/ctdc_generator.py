"""Make tables of invented people shaped like the CTDC Global Synthetic Dataset: seeded, heavy-tailed, with gaps.

    python -m benchmarks.ctdc_generator ROWS FILE.parquet|FILE.csv [--seed N]

There are as many corridors as UNODC's GLOTIP has (2,385), and their sizes follow a power law; years rise; every
column misses values at a rate of its own. Nothing in it comes from the data set but column names and values.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv, parquet

from survivorgraph.schema.places import read_gazetteer
from survivorgraph.tables.codebooks.codebook_versions import RELEASES

CHUNK = 1_000_000
CORRIDORS = 2_385
FLAG_RATES = {
    "isForcedLabour": 0.45,
    "isSexualExploit": 0.4,
    "isOther": 0.05,
    "means": 0.12,
    "typeOf": 0.08,
    "rec": 0.1,
}
COLUMNS = RELEASES[0].columns


def make_chunks(rows: int, seed: int = 4) -> Iterator[pa.Table]:
    """Yield tables of at most a million rows; the same rows for the same seed and number."""
    codes = np.array(sorted(read_gazetteer().territories))
    rng = np.random.default_rng(seed)
    pairs = rng.choice(len(codes) ** 2, CORRIDORS, replace=False)
    weights = 1 / np.arange(1, CORRIDORS + 1) ** 1.3
    weights /= weights.sum()
    for start in range(0, rows, CHUNK):
        yield _make_chunk(min(CHUNK, rows - start), rng, codes, pairs, weights)


def _make_chunk(
    size: int, rng: np.random.Generator, codes: np.ndarray, pairs: np.ndarray, weights: np.ndarray
) -> pa.Table:
    def pick(values: list[str], chances: list[float], missing: float) -> pa.Array:
        return _encode(rng.choice(len(values), size, p=chances).astype(np.int32), values, rng.random(size) < missing)

    corridors = pairs[rng.choice(CORRIDORS, size, p=weights)]
    origins, destinations = (side.astype(np.int32) for side in np.divmod(corridors, len(codes)))
    years = [str(year) for year in range(2002, 2025)]
    rising = np.arange(1, len(years) + 1, dtype=float)
    made = {
        "yearOfRegistration": pick(years, list(rising / rising.sum()), 0.01),
        "gender": pick(["Woman", "Man", "Trans/Transgender/NonConforming"], [0.7, 0.29, 0.01], 0.04),
        "ageBroad": pick(
            ["0--8", "09--17", "18--20", "21--23", "24--26", "27--29", "30--38", "39--47", "48+"],
            [0.05, 0.2, 0.1, 0.12, 0.1, 0.08, 0.2, 0.1, 0.05],
            0.2,
        ),
        "citizenship": _encode(origins, list(codes), rng.random(size) < 0.1),
        "CountryOfExploitation": _encode(destinations, list(codes), rng.random(size) < 0.08),
        "traffickMonths": pick(["0--12 (0-1 yr)", "13--24 (1-2 yrs)", "25+ (2+ yrs)"], [0.7, 0.15, 0.15], 0.6),
    }
    for column in COLUMNS:
        if column not in made:
            made[column] = _encode(np.zeros(size, np.int32), ["1"], rng.random(size) >= _get_rate(column))
    return pa.table({column: made[column] for column in COLUMNS})


def _get_rate(column: str) -> float:
    return next(rate for stem, rate in FLAG_RATES.items() if column.startswith(stem))


def _encode(places: np.ndarray, values: list[str], missing: np.ndarray) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(places, mask=missing), pa.array(values)).cast(pa.string())


def write_table(rows: int, file: Path, seed: int = 4) -> Path:
    """Write a table of so many rows as Parquet or CSV, by the name of the file."""
    schema = pa.schema([(column, pa.string()) for column in COLUMNS])
    if file.suffix == ".parquet":
        with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
            for chunk in make_chunks(rows, seed):
                writer.write_table(chunk)
    else:
        with csv.CSVWriter(file, schema, write_options=csv.WriteOptions(quoting_style="needed")) as writer:
            for chunk in make_chunks(rows, seed):
                writer.write_table(chunk)
    return file


def main() -> None:
    """Read the arguments and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=4)
    arguments = parser.parse_args()
    print(write_table(arguments.rows, arguments.file, arguments.seed))


if __name__ == "__main__":
    main()
