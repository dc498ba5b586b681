"""A stranger goes from nothing to a picture of an own story, with the commands that the README names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from survivorgraph.errors import DatasetError
from survivorgraph.sources.scaffold import write_scaffold

PROGRAM = f"{sys.executable} -m survivorgraph"


def run(folder: Path, *command: str) -> str:
    environment = {**os.environ, "SURVIVORGRAPH": PROGRAM}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "own graph"
    write_scaffold(folder)
    return folder


def test_it_goes_all_the_way_to_an_answer_and_a_picture(folder: Path) -> None:
    assert shutil.which("make")
    assert "0 errors, 0 warnings" in run(folder, "make", "check")
    assert "2 legs" in run(folder, "make", "graph")
    assert "7 of 7" in run(folder, "make", "verify")
    answer = run(folder, "make", "questions")
    assert "Tiva" in answer
    assert "330" in answer
    route = run(folder, *PROGRAM.split(), "ask", "route-of-a-story", "--param", "story=Tiva", "--format", "csv")
    assert len(route.splitlines()) == 3
    assert "Argentina" in run(folder, *PROGRAM.split(), "measure", "corridors")
    run(folder, "make", "show")
    assert "Tiva" in (folder / "story-tiva.html").read_text(encoding="utf-8")


def test_the_readme_names_every_target_that_there_is_and_no_other(folder: Path) -> None:
    targets = {line.split()[1] for line in run(folder, "make").splitlines()}
    named = set()
    for file in ("README.md", "Makefile"):
        words = (folder / file).read_text(encoding="utf-8").replace("`", " ").split()
        named |= {after for before, after in pairwise(words) if before == "make" and after.isalpha()}
    assert {"graph", "verify", "show", "serve", "check"} <= targets
    assert named - {"and"} <= targets


def test_editors_find_the_schema_of_each_file(folder: Path) -> None:
    files = sorted((folder / "data").rglob("*.yaml"))
    assert len(files) == 4
    for file in files:
        line = file.read_text(encoding="utf-8").splitlines()[0]
        name = line.removeprefix("# yaml-language-server: $schema=")
        schema = json.loads((file.parent / name).read_text(encoding="utf-8"))
        assert schema["$schema"].startswith("https://json-schema.org/")


def test_what_is_there_is_never_overwritten(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="something is here already"):
        write_scaffold(folder)
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(DatasetError, match="new or empty"):
        write_scaffold(tmp_path / "file")
    (tmp_path / "empty").mkdir()
    assert Path("data/example-leaflet/stories/tiva.yaml") in write_scaffold(tmp_path / "empty")
    assert (tmp_path / "empty" / ".gitignore").exists()


def test_a_name_that_is_too_long_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="this name cannot be used"):
        write_scaffold(tmp_path / ("x" * 300))
    assert list(tmp_path.iterdir()) == []
