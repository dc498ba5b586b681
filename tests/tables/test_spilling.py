"""What an engine writes aside is gone at the end, killed or not."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from filelock import FileLock

from survivorgraph.tables.counting.engines import open_engine
from survivorgraph.tables.counting.spilling import OWNER, PREFIX, clear_spilled, keep_spilled

# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
SECRET = "Mei Invented"
SPILL = f"""
import sys, time
from survivorgraph.tables.counting.engines import open_engine
with open_engine(memory_limit="60MB") as engine:
    engine.backend.raw_sql("SET threads = 1")
    rows = "SELECT '{SECRET}' || (i * 7919 % 1000003)::VARCHAR AS a FROM range(3000000) r(i)"
    engine.backend.raw_sql(f"CREATE TEMP TABLE t AS {{rows}}")
    print(engine.backend.con.execute("SELECT current_setting('temp_directory')").fetchone()[0], flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the temporary folder be an empty one."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_the_folder_is_gone_at_the_end_and_after_an_error(folder: Path) -> None:
    with keep_spilled() as one:
        assert one.parent == folder
    assert list(folder.iterdir()) == []
    with pytest.raises(RuntimeError), open_engine():
        raise RuntimeError
    assert list(folder.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")
def test_rows_that_were_written_aside_are_gone_after_a_kill(folder: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", SPILL], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    spilled = Path(process.stdout.readline().strip())
    assert spilled.parent == folder
    assert any(SECRET.encode() in file.read_bytes() for file in spilled.rglob("*.tmp")), "so much that it was spilled"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    end = time.monotonic() + 30
    while list(folder.iterdir()) and time.monotonic() < end:
        time.sleep(0.05)
    assert list(folder.iterdir()) == []


def test_the_next_run_clears_what_is_left_and_nothing_else(folder: Path) -> None:
    left, other, running = folder / f"{PREFIX}left", folder / "survivorgraph-build", folder / f"{PREFIX}running"
    for one in (left, other, running):
        one.mkdir()
        (one / OWNER).touch()
        (one / "rows.tmp").write_text(SECRET, encoding="utf-8")
    strange = folder / f"{PREFIX}strange"
    strange.mkdir()
    with FileLock(running / OWNER):
        clear_spilled()
        assert {path.name for path in folder.iterdir()} == {other.name, running.name, strange.name}
    shutil.rmtree(running)
