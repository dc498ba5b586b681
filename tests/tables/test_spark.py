"""The same expression runs on Spark, in a cluster of two workers, and counts what DuckDB counts.

Spark and Java are the user's own; where they are missing the tests skip, and in CI they fail.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from survivorgraph.errors import RecordError
from survivorgraph.schema.fields import Checks
from survivorgraph.tables.codebooks.codebook_versions import RELEASES
from survivorgraph.tables.counting.corridor_counts import count_corridors
from survivorgraph.tables.counting.corridor_rows import CorridorTable

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # Spark, its pandas and its sockets warn of themselves
]
COLUMNS = RELEASES[0].columns
BY = ("origin", "destination", "year", "form", "means")


@pytest.fixture(scope="module")
def cluster() -> Iterator[str]:
    if not os.environ.get("CI"):
        pytest.importorskip("pyspark")
        if shutil.which("java") is None:
            pytest.skip("there is no Java")
    from pyspark.sql import SparkSession

    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    master = "local-cluster[2,1,1024]"
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.sql.shuffle.partitions": "2",
        "spark.executor.memory": "512m",
    }
    builder = SparkSession.builder.master(master).appName("survivorgraph-tests")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("OFF")
    yield f"spark:{master}"
    session.stop()


def make_table(folder: Path) -> Path:
    rng = random.Random(4)
    people = []
    for _ in range(3000):
        row = dict.fromkeys(COLUMNS, "")
        row["citizenship"] = rng.choice(["PHL", "PHL", "PHL", "NPL", "NAM", "UZB", ""])
        row["CountryOfExploitation"] = rng.choice(["THA", "THA", "THA", "ITA", "USA", ""])
        row["yearOfRegistration"] = str(2015 + min(rng.randrange(8), rng.randrange(8)))
        row["gender"] = rng.choice(["Woman", "Woman", "Man", ""])
        for column in ("isForcedLabour", "isSexualExploit", "meansThreats", "meansFalsePromises"):
            row[column] = rng.choice(["1", ""])
        people.append(",".join(row[column] for column in COLUMNS))
    file = folder / "cases.csv"
    file.write_text("\n".join([",".join(COLUMNS), *people]) + "\n", encoding="utf-8")
    return file


def count(file: Path, checks: Checks, engine: str) -> CorridorTable:
    return count_corridors("ctdc", [str(file)], key="cases", by=BY, min_cell=10, checks=checks, engine=engine)


def test_two_workers_publish_what_duckdb_publishes(tmp_path: Path, checks: Checks, cluster: str) -> None:
    file = make_table(tmp_path)
    there, here = count(file, checks, cluster), count(file, checks, "duckdb")
    assert there.rows == here.rows
    assert any(row["withheld"] for row in here.rows)
    assert {**there.metadata, "engine": ""} == {**here.metadata, "engine": ""}
    assert there.metadata["engine"].startswith("pyspark")


def test_a_table_cut_off_is_one_message_on_spark_too(tmp_path: Path, checks: Checks, cluster: str) -> None:
    file = make_table(tmp_path)
    file.write_bytes(file.read_bytes()[:-5])
    with pytest.raises(RecordError, match=r"cases\.csv: a row has more or fewer cells") as caught:
        count(file, checks, cluster)
    assert "PHL" not in str(caught.value)
