"""On a terminal a table fits; files and pipes get all of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.test_cli import run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no pseudo-terminals")


def show(columns: int, *arguments: str | Path) -> list[str]:
    """Return the lines that a command prints on a terminal of so many columns; stderr is left out."""
    import fcntl
    import pty
    import struct
    import termios

    reader, writer = pty.openpty()
    fcntl.ioctl(writer, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    command = [sys.executable, "-m", "survivorgraph", *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    with subprocess.Popen(command, stdout=writer, stderr=subprocess.DEVNULL, env=environment) as process:
        os.close(writer)
        parts = []
        while True:
            try:
                part = os.read(reader, 1 << 16)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            parts.append(part)
    os.close(reader)
    assert process.returncode == 0
    return b"".join(parts).decode().splitlines()


@pytest.mark.parametrize("columns", [60, 100, 160])
@pytest.mark.parametrize(
    "command", [("ask", "partnerships"), ("ask", "route-of-a-story", "--param", "story=jamshid"), ("measure", "reach")]
)
def test_a_table_fits_the_terminal(command: tuple[str, ...], columns: int, built: Path) -> None:
    lines = show(columns, *command, "--store", built)
    assert len(lines) > 5
    assert max(map(len, lines)) <= columns


def test_wide_prints_a_line_a_row(built: Path) -> None:
    lines = show(80, "ask", "partnerships", "--wide", "--store", built)
    assert max(map(len, lines)) > 300
    assert "digest" in lines[0]


def test_a_pipe_gets_every_column(capsys: pytest.CaptureFixture[str], built: Path) -> None:
    _, printed, errors = run(capsys, "ask", "stories", "--store", str(built))
    assert printed.split("\n", 1)[0].split()[-3:] == ["source", "section", "digest"]
    assert "not shown" not in errors


def test_columns_are_chosen(capsys: pytest.CaptureFixture[str], built: Path) -> None:
    for form, head in (("table", ["origin", "name"]), ("csv", ["origin,name"])):
        command = ("ask", "stories", "--columns", "origin, name", "--format", form, "--store", str(built))
        status, printed, _ = run(capsys, *command)
        assert (status, printed.split("\n", 1)[0].split()) == (0, head)
    status, printed, _ = run(capsys, "measure", "corridors", "--columns", "stories", "--store", str(built))
    assert (status, printed.split("\n", 1)[0].strip()) == (0, "stories")
    status, printed, errors = run(capsys, "ask", "stories", "--columns", "nome", "--store", str(built))
    assert (status, printed) == (2, "")
    assert "the table has no column 'nome'; it has: story, name" in errors


@pytest.mark.parametrize(
    ("options", "error"),
    [
        (("--wide", "--format", "csv"), "--wide does nothing with --format csv"),
        (("--columns", "story", "--format", "turtle"), "--columns does nothing with --format turtle"),
    ],
)
def test_options_without_effect_are_refused(
    options: tuple[str, ...], error: str, capsys: pytest.CaptureFixture[str], built: Path
) -> None:
    status, printed, errors = run(capsys, "ask", "stories", *options, "--store", str(built))
    assert (status, printed) == (2, "")
    assert error in errors
