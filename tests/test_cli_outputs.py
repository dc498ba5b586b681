"""What a command writes is whole or not there, and takes the place of nothing that is not its own."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from survivorgraph.cli import main

posix = pytest.mark.skipif(os.name != "posix", reason="devices and pipes are made otherwise elsewhere")


def fail(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that fails with one line, and return it."""
    assert main(arguments) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    (line,) = printed.err.splitlines()
    return line


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "reference"
    assert main(["docs", "--out", str(folder)]) == 0
    return folder


def test_an_earlier_reference_is_replaced(reference: Path) -> None:
    before = {path.name: path.read_bytes() for path in reference.iterdir()}
    assert main(["docs", "--out", str(reference)]) == 0
    assert {path.name: path.read_bytes() for path in reference.iterdir()} == before
    assert [path.name for path in reference.parent.iterdir()] == ["reference"]


def put_notes(folder: Path) -> None:
    (folder / "notes.md").write_text("mine", encoding="utf-8")


def put_index(folder: Path) -> None:
    (folder / "index.html").write_text("<!doctype html>mine", encoding="utf-8")


def put_ontology(folder: Path) -> None:
    (folder / "ontology.ttl").write_text("# mine", encoding="utf-8")


@pytest.mark.parametrize("put", [put_notes, put_index, put_ontology])
def test_docs_overwrite_no_file_of_others(
    put: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path)
    (mine,) = before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    said = fail(capsys, "docs", "--out", str(tmp_path))
    assert f"'{mine.name}' is no file of an earlier reference" in said
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_docs_on_a_full_disk_leave_the_earlier_ones(
    reference: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path.name: path.read_bytes() for path in reference.iterdir()}
    written: list[str] = []
    write = Path.write_bytes

    def write_until_full(path: Path, content: bytes) -> int:
        written.append(path.name)
        if len(written) > 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return write(path, content)

    monkeypatch.setattr(Path, "write_bytes", write_until_full)
    said = fail(capsys, "docs", "--out", str(reference))
    assert said.endswith("the reference cannot be written: No space left on device")
    assert {path.name: path.read_bytes() for path in reference.iterdir()} == before
    assert [path.name for path in reference.parent.iterdir()] == ["reference"]


@posix
@pytest.mark.parametrize("command", [["docs"], ["build"]])
def test_a_device_is_no_folder(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert "name" in fail(capsys, *command, "--out", "/dev/full")


@posix
@pytest.mark.parametrize("device", ["/dev/full", "/dev/zero", "pipe"])
def test_a_page_is_not_written_to_a_device(device: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "edges.csv").write_text("source,target\nA,B\n", encoding="utf-8")
    out = str(tmp_path / device)
    assert "this is a device or a pipe" in fail(capsys, "show", str(tmp_path / "edges.csv"), "--out", out)


@posix
def test_a_page_behind_a_link_is_replaced_there(tmp_path: Path) -> None:
    (tmp_path / "edges.csv").write_text("source,target\nA,B\n", encoding="utf-8")
    (tmp_path / "link.html").symlink_to("page.html")
    assert main(["show", str(tmp_path / "edges.csv"), "--out", str(tmp_path / "link.html")]) == 0
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "page.html").read_bytes().lower().startswith(b"<!doctype html>")


@pytest.mark.parametrize("command", [["new"], ["docs", "--out"], ["build", "--out"], ["check", "--data"]])
def test_a_name_that_is_too_long_is_one_error(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert fail(capsys, *command, "x" * 300)
    assert list(tmp_path.iterdir()) == []
