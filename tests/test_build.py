"""A build is whole or it is not there, and the same input gives the same bytes."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from survivorgraph.builds.pipeline import build
from survivorgraph.errors import CheckError, DatasetError, RecordError
from survivorgraph.store.dataset import open_dataset

LIRA = "lighthouse-almanac/stories/lira.yaml"
STORIES = "SELECT ?story { ?story a sg:Story } ORDER BY ?story"
STEPS = [
    "reading records", "deriving facts", "checking shapes", "writing the graph",
    "indexing names and texts", "measuring networks", "drawing pages",
]  # fmt: skip


def digest(folder: Path) -> dict[str, str]:
    """Return a digest of every file of a build but those of the store, which lays out its own as it likes."""
    files = (file for file in folder.rglob("*") if file.is_file() and "store" not in file.relative_to(folder).parts)
    return {str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest() for file in sorted(files)}


def list_stories(folder: Path) -> list[object]:
    return open_dataset(folder).rows(STORIES).get_column("story")


def list_names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def earlier(built_invented: Path, tmp_path: Path) -> Path:
    """Return a copy of a build of the invented data, in a folder of its own."""
    folder = tmp_path / "place" / "build"
    shutil.copytree(built_invented, folder)
    return folder


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out shapes and pages, which most of these tests are not about."""
    monkeypatch.setattr("survivorgraph.builds.pipeline.check_shapes", lambda _: [])
    monkeypatch.setattr("survivorgraph.builds.pipeline.write_site", lambda _, folder: folder.mkdir())


# What a build is


@pytest.mark.usefixtures("quick")
def test_a_build_says_its_steps_and_what_it_made(invented: Path, tmp_path: Path) -> None:
    said: list[str] = []
    report = build(invented, tmp_path / "build", progress=said.append)
    assert said == STEPS
    assert list_names(report.out) == ["graph.trig", "measures", "report.json", "search.sqlite", "site", "store"]
    assert report.warnings == ()
    assert (report.counts["stories"], report.counts["legs"], report.counts["organizations"]) == (2, 3, 3)
    assert sorted(report.graphs) == ["derived", "lighthouse-almanac", "ontology", "reference"]
    assert sum(report.graphs.values()) == report.counts["quads"]
    written = json.loads((report.out / "report.json").read_text(encoding="utf-8"))
    assert (written["counts"], written["graphs"]) == (report.counts, report.graphs)


def test_the_shipped_data_are_built(built: Path) -> None:
    report = json.loads((built / "report.json").read_text(encoding="utf-8"))
    assert report["counts"]["sources"] == 5
    assert report["counts"]["stories"] == len(list_stories(built))


def test_what_is_worth_a_look_does_not_stop_a_build(make_data: Callable[..., Path], tmp_path: Path) -> None:
    weavers = "lighthouse-almanac/stories/seven-weavers.yaml"
    report = build(make_data({weavers: ("    means: [debt-bondage]\n", "")}), tmp_path / "build")
    (warning,) = report.warnings
    assert "seven-weavers-1" in warning
    assert "at least one means" in warning


def test_two_builds_are_byte_for_byte_the_same(
    built_invented: Path, make_data: Callable[..., Path], tmp_path: Path
) -> None:
    script = (
        "import sys, pathlib, survivorgraph.builds.pipeline as module; module.build(*map(pathlib.Path, sys.argv[1:]))"
    )
    changed = {"PYTHONHASHSEED": "7", "TZ": "Asia/Kathmandu", "LC_ALL": "C", "PYTHONUTF8": "0"}
    out = tmp_path / "a b" / "two"
    command = [sys.executable, "-c", script, make_data(), out]
    subprocess.run(command, check=True, cwd=tmp_path, env=os.environ | changed, umask=0o77)
    assert digest(out) == digest(built_invented)


def test_no_file_of_a_build_names_the_machine(built_invented: Path, invented: Path) -> None:
    contents = {name: (built_invented / name).read_bytes() for name in digest(built_invented)}
    places = (str(built_invented.parent).encode(), str(invented).encode(), f"{Path.home()}/".encode())
    assert [name for name, content in contents.items() if any(place in content for place in places)] == []


# A build that fails


FAILURES = {
    "a record that cannot be used": (RecordError, {LIRA: ("gender: woman", "gender: wom")}, "not a concept of"),
    "a broken file": (RecordError, {LIRA: ("gender: woman", "gender: [wom")}, "this is not YAML"),
    "a duplicate key": (RecordError, {"lighthouse-almanac/stories/b.yaml": "key: lira"}, "field is missing"),
    "facts that break a shape": (
        CheckError,
        {LIRA: ("years: 24", "years: 12")},
        "lira.yaml:1: violation: id:age/lira: A person younger than 18 years is a child.",
    ),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failing_build_leaves_the_earlier_one_whole(name: str, earlier: Path, make_data: Callable[..., Path]) -> None:
    kind, edits, message = FAILURES[name]
    before = digest(earlier)
    with pytest.raises(kind) as caught:
        build(make_data(edits), earlier)
    assert message in str(caught.value)
    assert digest(earlier) == before
    assert len(list_stories(earlier)) == 2
    assert list_names(earlier.parent) == ["build"]


@pytest.mark.parametrize("step", ["write_trig", "write_site"])
@pytest.mark.usefixtures("quick")
def test_a_full_disk_is_said_in_one_line(
    step: str, earlier: Path, invented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(earlier))

    before = digest(earlier)
    monkeypatch.setattr(f"survivorgraph.builds.pipeline.{step}", fail)
    with pytest.raises(DatasetError) as caught:
        build(invented, earlier)
    assert str(caught.value) == f"{earlier}: the build could not be written: No space left on device"
    assert digest(earlier) == before
    assert list_names(earlier.parent) == ["build"]


@pytest.mark.usefixtures("quick")
def test_a_folder_that_cannot_be_made_is_said_in_one_line(invented: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"the build could not be written: Not a directory$"):
        build(invented, tmp_path / "file" / "build")


@pytest.mark.usefixtures("quick")
def test_a_place_that_cannot_be_taken_keeps_the_earlier_build(
    earlier: Path, invented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = Path.rename

    def fail(path: Path, target: Path) -> Path:
        if ".new-" in path.name:
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        return rename(path, target)

    before = digest(earlier)
    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(DatasetError, match="Invalid cross-device link"):
        build(invented, earlier)
    assert digest(earlier) == before
    assert list_names(earlier.parent) == ["build"]


@pytest.mark.usefixtures("quick")
def test_an_interrupted_build_leaves_nothing_behind(earlier: Path, invented: Path) -> None:
    def interrupt(step: str) -> None:
        if step == "measuring networks":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(invented, earlier, progress=interrupt)
    assert list_names(earlier.parent) == ["build"]


# Where a build may go


@pytest.mark.parametrize(
    "content", [{"notes.txt": "x"}, {"report.json": "{}"}, {"report.json": "["}, {"report.json": "[]"}], ids=str
)
def test_a_folder_with_something_else_is_left_alone(content: dict[str, str], invented: Path, tmp_path: Path) -> None:
    folder = tmp_path / "thesis"
    folder.mkdir()
    for name, text in content.items():
        (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(DatasetError, match="thesis: this folder is not an earlier build and is not empty"):
        build(invented, folder)
    assert {name: (folder / name).read_text(encoding="utf-8") for name in list_names(folder)} == content


def test_a_file_is_left_alone(invented: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis").write_text("x", encoding="utf-8")
    with pytest.raises(DatasetError, match="thesis: this is a file; name a folder to build into"):
        build(invented, tmp_path / "thesis")
    assert (tmp_path / "thesis").read_text(encoding="utf-8") == "x"


@pytest.mark.usefixtures("quick")
def test_an_empty_folder_and_a_build_of_before_are_taken(earlier: Path, invented: Path) -> None:
    (earlier / "site" / "old.html").write_text("x", encoding="utf-8")
    build(invented, earlier)
    assert list_names(earlier / "site") == []
    (earlier.parent / "empty").mkdir()
    build(invented, earlier.parent / "empty")
    assert list_names(earlier.parent) == ["build", "empty"]


@pytest.mark.usefixtures("quick")
def test_a_link_stays_a_link(earlier: Path, invented: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(earlier, target_is_directory=True)
    for _ in range(2):
        build(invented, link)
    assert link.is_symlink()
    assert list_names(earlier.parent) == ["build"]
    assert list_stories(link) == list_stories(earlier)


# A build that is killed

KILL = """
import os, signal, sys
from pathlib import Path
import survivorgraph.builds.pipeline as module

data, out, moment = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
die = lambda: os.kill(os.getpid(), signal.SIGKILL)
rename, renamed = Path.rename, []

def watch(path, target):
    renamed.append(path)
    if moment == f"before move {len(renamed)}":
        die()
    done = rename(path, target)
    if moment == f"after move {len(renamed)}":
        die()
    return done

Path.rename = watch
module.check_shapes = lambda quads: []
module.write_site = lambda graph_view, folder: folder.mkdir()
module.build(data, out, progress=lambda step: die() if step == moment else None)
"""
MOMENTS = ["checking shapes", "drawing pages", "before move 2", "after move 2"]


@pytest.fixture(scope="module")
def killed(
    built_invented: Path, invented: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, tuple[Path, subprocess.Popen[bytes]]]]:
    """Start a build over an earlier one for every moment at which it is to be killed."""
    if os.name != "posix":
        pytest.skip("SIGKILL is of POSIX")
    running = {}
    for moment in MOMENTS:
        out = tmp_path_factory.mktemp("killed") / "build"
        shutil.copytree(built_invented, out)
        running[moment] = out, subprocess.Popen([sys.executable, "-c", KILL, invented, out, moment])
    yield running
    for _, process in running.values():
        process.wait(timeout=60)


@pytest.mark.parametrize("moment", MOMENTS)
def test_after_a_build_was_killed_the_dataset_answers(
    moment: str, killed: dict[str, tuple[Path, subprocess.Popen[bytes]]], built_invented: Path
) -> None:
    out, process = killed[moment]
    assert process.wait(timeout=60) == -signal.SIGKILL
    assert list_stories(out) == list_stories(built_invented)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("moment", ["drawing pages", "before move 2", "after move 2"])
def test_the_next_build_clears_away_what_a_killed_one_left(
    moment: str, killed: dict[str, tuple[Path, subprocess.Popen[bytes]]], invented: Path
) -> None:
    out, process = killed[moment]
    process.wait(timeout=60)
    assert list_names(out.parent) != ["build"]
    build(invented, out)
    assert list_names(out.parent) == ["build"]


@pytest.mark.usefixtures("quick")
def test_the_folder_of_a_running_build_is_left_alone(earlier: Path, invented: Path) -> None:
    running, own = (earlier.with_name(f".build.new-{number}") for number in (os.getppid(), os.getpid()))
    for folder in (running, own):
        (folder / "store").mkdir(parents=True)
    build(invented, earlier)
    assert list_names(earlier.parent) == [running.name, "build"]
