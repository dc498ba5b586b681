"""A damaged or foreign report or metadata file is one clear error in every command, and what mends it works."""

from __future__ import annotations

import contextlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survivorgraph.cli import main
from survivorgraph.errors import DatasetError
from survivorgraph.store.imported import describe_imports, read_metadata, read_report

DAMAGES = {
    "empty": b"",
    "cut": b'{"survivorgraph": "1", "graphs": {',
    "not UTF-8": b"\xff\xfe{}",
    "a list": b"[]",
    "foreign": b'{"name": "pytest", "tests": 7}',
    "no counts": b'{"survivorgraph": "1", "graphs": {"ontology": "many"}, "cells": "many"}',
    "nested deep": b"[" * 100_000,
    "a folder": None,
}
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
damaged = pytest.mark.parametrize("damage", DAMAGES)


def put(file: Path, content: bytes | None) -> None:
    file.unlink(missing_ok=True)
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    status = main([str(one) for one in arguments])
    return status, capsys.readouterr().err


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("edges") / "edges.csv"
    file.write_text("origin,destination,year\n" + "Nepal,India,2019\n" * 30, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def others(edges: Path) -> Path:
    file = edges.with_name("others.csv")
    file.write_text("origin,destination,year\n" + "Peru,Chile,2020\n" * 400, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def imported(built_invented: Path, edges: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = Path(shutil.copytree(built_invented, tmp_path_factory.mktemp("imported") / "build"))
    assert main(["import", "edges", str(edges), "--store", str(build)]) == 0
    return build


@pytest.fixture
def build(imported: Path, tmp_path: Path) -> Path:
    shutil.copytree(imported.with_name(".build.private"), tmp_path / ".build.private")
    return Path(shutil.copytree(imported, tmp_path / "build"))


@damaged
def test_a_damaged_report_is_one_error(
    damage: str, build: Path, edges: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(build / "report.json", DAMAGES[damage])
    for command in (
        ("import", "edges", edges, "--store", build),
        ("import", "edges", edges, "--key", "other", "--allow-overlap", "--store", build),
        ("serve", "--port", "0", "--store", build),
    ):
        status, said = run(capsys, *command)
        assert (status, said.count("\n")) == (1, 1)
        assert "report" in said or "no build here" in said
    assert run(capsys, "ask", "stories", "--store", build)[0] == 0
    assert (build / "imports" / "edges" / "graph.trig").is_file()


@damaged
def test_damaged_metadata_is_one_error(
    damage: str, build: Path, others: Path, invented: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(build / "imports" / "edges" / "metadata.json", DAMAGES[damage])
    for command in (
        ("import", "edges", others, "--key", "other", "--allow-overlap", "--store", build),
        ("build", "--data", invented, "--out", build),
    ):
        status, said = run(capsys, *command)
        assert (status, said.count("\n")) == (1, 1)
        assert "metadata.json: this " in said
        assert "or remove it with: survivorgraph import --remove edges" in said
    assert run(capsys, "ask", "stories", "--store", build)[0] == 0


@pytest.mark.parametrize("damage", ["cut", "a folder"])
def test_what_mends_damaged_metadata_works(
    damage: str, build: Path, edges: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = build / "imports" / "edges" / "metadata.json"
    put(file, DAMAGES[damage])
    assert run(capsys, "import", "edges", edges, "--store", build)[0] == 0
    assert json.loads(file.read_text(encoding="utf-8"))["cells"] > 0
    shutil.rmtree(build / "imports" / "edges" / "metadata.json", ignore_errors=True)
    put(file, DAMAGES[damage])
    assert run(capsys, "import", "--remove", "edges", "--store", build)[0] == 0
    assert not file.exists()


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["survivorgraph", "graphs", "imports", "cells", "x"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@pytest.mark.fuzz
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=40) | values.map(lambda one: json.dumps(one).encode()))
def test_any_report_is_read_or_refused(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    build = tmp_path_factory.getbasetemp() / "any"
    (build / "imports" / "a").mkdir(parents=True, exist_ok=True)
    (build / "report.json").write_bytes(content)
    (build / "imports" / "a" / "metadata.json").write_bytes(content)
    with contextlib.suppress(DatasetError):
        report: dict[str, Any] = describe_imports(build, read_report(build))
        assert all(type(count) is int for count in report["graphs"].values())
    with contextlib.suppress(DatasetError):
        assert f"{read_metadata(build, 'a')['cells']:,}"
