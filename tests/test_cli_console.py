"""Whatever the console is, a command prints on it, or says in one line that it cannot."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

PROGRAM = [sys.executable, "-m", "survivorgraph"]
posix = pytest.mark.skipif(os.name != "posix", reason="there is no /dev/full")


def run(*arguments: str, encoding: str = "utf-8", shell: str = "") -> tuple[int, bytes, bytes]:
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    command = ["sh", "-c", f'exec "$@" {shell}', "sh", *PROGRAM, *arguments] if shell else [*PROGRAM, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=120)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "ascii"])
@pytest.mark.parametrize(
    "command", [["questions"], ["--help"], ["measure"], ["ask", "stories"], ["measure", "corridors"], ["check"]]
)
def test_every_console_shows_what_it_can(command: list[str], encoding: str, built: Path) -> None:
    store = ["--store", str(built)] if command[0] in ("ask", "measure") and len(command) > 1 else []
    status, printed, errors = run(*command, *store, encoding=encoding)
    assert status == 0
    assert printed
    assert b"Traceback" not in errors
    printed.decode(encoding)
    errors.decode(encoding)


def test_what_the_console_lacks_is_counted(built: Path) -> None:
    query = 'SELECT ?a ?b WHERE { BIND("\u0141\u00f3d\u017a" AS ?a) BIND("\u2026 \u2192" AS ?b) }'
    status, printed, errors = run("ask", query, "--store", str(built), "--format", "csv", encoding="ascii")
    assert (status, printed) == (0, b"a,b\n??d?,... ->\n")
    assert errors == b"note: 3 characters are shown as '?', since ascii has none; PYTHONIOENCODING=utf-8 shows all\n"


def test_what_programs_read_is_utf8_whatever_the_locale(built: Path) -> None:
    query = r'SELECT ?a WHERE { BIND("\u0141\u00f3d\u017a" AS ?a) }'
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONIOENCODING"}
    environment |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    command = [*PROGRAM, "ask", query, "--store", str(built), "--format", "json"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert json.loads(done.stdout.decode("utf-8")) == [{"a": "\u0141\u00f3d\u017a"}]


@posix
@pytest.mark.parametrize(
    "command", [["questions"], ["--help"], ["measure"], ["cite", "tip-2023", "one two three four five six seven eight"]]
)
def test_a_full_disk_behind_the_output_is_one_error(command: list[str]) -> None:
    status, _, errors = run(*command, shell=">/dev/full")
    assert status == 1
    assert errors.decode().splitlines() == ["survivorgraph: the output or the input: No space left on device"]


@posix
def test_a_closed_output_is_one_error() -> None:
    status, _, errors = run("questions", shell=">&-")
    assert status == 1
    assert errors.startswith(b"survivorgraph: standard output is closed")
    assert len(errors.splitlines()) == 1


@posix
@pytest.mark.parametrize("shell", ["2>&-", "2>/dev/full"])
def test_errors_that_cannot_be_said_leave_the_status(shell: str) -> None:
    status, printed, _ = run("measure", "happiness-of-nobody", "--file", "nowhere.csv", shell=shell)
    assert (status, printed) == (2, b"")


@posix
def test_a_closed_input_is_one_error() -> None:
    status, printed, errors = run("ask", "-", shell="<&-")
    assert (status, printed) == (1, b"")
    assert errors == b"survivorgraph: standard input is closed; '-' reads the query from it\n"


@posix
def test_nothing_meant_for_a_closed_console_gets_into_a_file(make_data: Callable[..., Path], tmp_path: Path) -> None:
    """The first file that is opened would else have the number of standard error."""
    program = """
import os, sys
from survivorgraph.cli import main
status = main(["build", "--data", sys.argv[1], "--out", sys.argv[2]])
os.write(2, b"a library complains")
print([os.fstat(number).st_rdev == os.stat(os.devnull).st_rdev for number in (0, 2)])
sys.exit(status)
"""
    command = [sys.executable, "-c", program, str(make_data()), str(tmp_path / "build")]
    done = subprocess.run(["sh", "-c", 'exec "$@" <&- 2>&-', "sh", *command], capture_output=True, check=False)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == b"[True, True]"
    files = [path for path in (tmp_path / "build").rglob("*") if path.is_file()]
    assert files
    assert not any(b"a library complains" in path.read_bytes() for path in files)
