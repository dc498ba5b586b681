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


READ = {
    "measure": ("measure", "nodes", "--file"),
    "show": ("show",),
    "import": ("import", "edges"),
    "import of figures": ("import", "glotip"),
    "import of published counts": ("import", "edges", "--published", "--count", "n"),
}


@pytest.mark.skipif(os.name != "posix", reason="there are no named pipes")
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "parquet", "graphml"])
@pytest.mark.parametrize("command", READ)
def test_a_pipe_or_a_device_is_no_table(
    command: str,
    suffix: str,
    built_invented: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """To open a pipe would wait for ever, and a device has no end."""
    if command == "show" and suffix in ("xlsx", "parquet"):
        suffix = "gexf"  # these are no networks to show
    if suffix == "graphml" and command.startswith("import"):
        suffix = "csv.gz"
    monkeypatch.chdir(tmp_path)
    (tmp_path / "build").symlink_to(built_invented)
    pipe, device = tmp_path / f"pipe.{suffix}", tmp_path / f"device.{suffix}"
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    for file in (pipe, device):
        assert main([*READ[command], file.name]) == 1
        assert "this is no file but a folder, a pipe, a socket or a device" in capsys.readouterr().err


def test_a_query_without_end_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "long.rq"
    file.write_text("SELECT * { }" + " " * (5 << 20), encoding="utf-8")
    assert main(["ask", str(file)]) == 2
    assert "has more than 4 MB" in capsys.readouterr().err


@pytest.mark.skipif(os.name != "posix", reason="links need permission elsewhere")
@pytest.mark.parametrize("command", ["build", "docs"])
def test_a_link_that_leads_in_a_circle_is_no_folder_to_write(
    command: str, invented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("loop").symlink_to("loop")
    data = ["--data", str(invented)] if command == "build" else []
    assert main([command, *data, "--out", "loop"]) == 1
    (said,) = capsys.readouterr().err.splitlines()
    assert "loop" in said
