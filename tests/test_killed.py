"""A build or an import that is killed leaves the graph as it was before or as it is after, never between.

Each is a process of its own, run as people run it and killed with SIGKILL: when it is about to do something to a file,
as Python's audit events tell (so the program runs unchanged), or after some time.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from survivorgraph.store.dataset import open_dataset, open_store
from survivorgraph.store.folders import put_in_place

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is of POSIX")

RUN = """
import os, re, signal, sys
event, path = sys.argv.pop(1), sys.argv.pop(1)
def watch(name, arguments):
    if name == event and any(re.search(path, str(one)) for one in arguments):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
from survivorgraph.cli import main
sys.exit(main(sys.argv[1:]))
"""
BEFORE = {
    "it writes the graph": ("open", r"graph\.trig$"),
    "the old one moves away": ("os.rename", r"/\.build\.previous$"),
    "the new one moves in": ("os.rename", r"/\.build\.new-\d+$"),
}
AFTER = {"the old one is removed": ("shutil.rmtree", r"/\.build\.previous$")}
NEVER = ("", "")


def start(moment: tuple[str, str], *arguments: str | Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", RUN, *moment, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def kill_copies(earlier: Path, folder: Path, *command: str | Path) -> dict[str, Path]:
    """Run a command on a copy of a build for each moment, killed there; return the copies."""

    def kill(name: str) -> Path:
        copy = Path(shutil.copytree(earlier, folder / name / "build"))
        assert start((BEFORE | AFTER)[name], *command, copy).wait(120) == -signal.SIGKILL
        return copy

    with ThreadPoolExecutor(2) as pool:
        return dict(zip([*BEFORE, *AFTER], pool.map(kill, [*BEFORE, *AFTER]), strict=True))


def read(build: Path) -> frozenset[str]:
    """Return all that the store of a build answers from."""
    return frozenset(str(quad) for quad in open_store(build)[0])


def check_copies(copies: dict[str, Path], before: frozenset[str], *command: str | Path) -> frozenset[str]:
    """Check that each copy is as before or as after, and that the command then succeeds; return what is after."""
    found = {name: read(copy) for name, copy in copies.items()}
    last = copies["the new one moves in"]
    assert not last.exists()
    assert start(NEVER, *command, last).wait(120) == 0
    assert {path.name for path in last.parent.iterdir()} <= {"build", ".build.private"}
    after = read(last)
    assert after != before
    assert {name for name, state in found.items() if state == before} == set(BEFORE)
    assert {name for name, state in found.items() if state == after} == set(AFTER)
    return after


@pytest.fixture
def earlier(built_invented: Path, tmp_path: Path) -> Path:
    """Return a copy of a build of the invented data, in a folder of its own."""
    return Path(shutil.copytree(built_invented, tmp_path / "place" / "build"))


@pytest.fixture
def import_edges(tmp_path: Path) -> tuple[str | Path, ...]:
    """Return the command that imports a table into the build that is named next."""
    file = tmp_path / "edges.csv"
    file.write_text(
        "origin,destination,year\n" + "Nepal,India,2019\n" * 30 + "Kenya,Qatar,2020\n" * 20, encoding="utf-8"
    )
    return ("import", "edges", file, "--store")


@pytest.mark.slow
def test_an_import_that_is_killed_is_there_whole_or_not_at_all(
    earlier: Path, import_edges: tuple[str | Path, ...], tmp_path: Path
) -> None:
    before = read(earlier)
    copies = kill_copies(earlier, tmp_path, *import_edges)
    assert before < check_copies(copies, before, *import_edges)


@pytest.mark.slow
def test_a_build_that_is_killed_is_there_whole_or_not_at_all_and_keeps_what_was_imported(
    earlier: Path, import_edges: tuple[str | Path, ...], make_data: Callable[..., Path], tmp_path: Path
) -> None:
    assert start(NEVER, *import_edges, earlier).wait(60) == 0
    before = read(earlier)
    data = make_data({"lighthouse-almanac/stories/lira.yaml": ("name: Lira\n", "name: Lirana\n")})
    copies = kill_copies(earlier, tmp_path, "build", "--data", data, "--out")
    after = check_copies(copies, before, "build", "--data", data, "--out")
    assert any("Lirana" in quad for quad in after - before)
    assert not any("CorridorObservation>" in quad for quad in before - after)


@pytest.mark.slow
def test_killed_after_any_time_an_import_is_there_whole_or_not_at_all(
    earlier: Path, import_edges: tuple[str | Path, ...], tmp_path: Path
) -> None:
    other = Path(shutil.copytree(earlier, tmp_path / "other" / "build"))
    before, began = read(earlier), time.monotonic()
    assert start(NEVER, *import_edges, other).wait(60) == 0
    seconds, after = time.monotonic() - began, read(other)
    for part in (0.5, 0.7, 0.8, 0.9, 1.0):
        process = start(NEVER, *import_edges, earlier)
        time.sleep(seconds * part)
        process.kill()
        process.wait(10)
        assert read(earlier) in (before, after)


def swap(folder: Path, kinds: tuple[Path, Path], times: int) -> None:
    for number in range(times):
        staging = folder.with_name(f".build.new-{number}")
        shutil.copytree(kinds[number % 2], staging)
        put_in_place(staging, folder)


def test_whoever_asks_while_a_build_takes_its_place_gets_the_one_or_the_other(
    earlier: Path, import_edges: tuple[str | Path, ...], tmp_path: Path
) -> None:
    kinds = Path(shutil.copytree(earlier, tmp_path / "one")), Path(shutil.copytree(earlier, tmp_path / "two"))
    assert start(NEVER, *import_edges, kinds[1]).wait(60) == 0
    count = "SELECT (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } }"
    expected = {str(open_dataset(kind).rows(count)) for kind in kinds}
    found = set()
    swapping = get_context("spawn").Process(target=swap, args=(earlier, kinds, 60))
    swapping.start()
    while swapping.is_alive():
        found.add(str(open_dataset(earlier).rows(count)))
    swapping.join()
    assert swapping.exitcode == 0
    assert found == expected


@pytest.mark.parametrize(
    "moment", [("os.rename", r"/\.reference\.new-\d+$"), ("shutil.rmtree", r"/\.reference\.previous$")]
)
def test_after_docs_were_killed_the_next_run_puts_them_right(moment: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "docs" / "reference"
    assert start(NEVER, "docs", "--out", out).wait(60) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    assert start(moment, "docs", "--out", out).wait(60) == -signal.SIGKILL
    assert len(list(out.parent.iterdir())) > 1
    assert start(("open", r"\.reference\.new-\d+/"), "docs", "--out", out).wait(60) == -signal.SIGKILL
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert start(NEVER, "docs", "--out", out).wait(60) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in out.parent.iterdir()] == ["reference"]
