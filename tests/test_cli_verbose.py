"""With --verbose a command logs on standard error what it reads and writes, and nothing of a case file."""

from __future__ import annotations

import hashlib
import logging
import shutil
from pathlib import Path

import pytest

from survivorgraph.cli import main, make_parser

INVENTED = Path(__file__).parent / "fixtures" / "invented"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(list(arguments))
    said = capsys.readouterr()
    return status, said.out, said.err


def test_every_command_takes_it() -> None:
    (commands,) = (action.choices for action in make_parser()._actions if action.choices)
    assert len(commands) > 12
    for command in commands.values():
        assert "--verbose" in {name for action in command._actions for name in action.option_strings}


def test_the_output_is_the_same_and_the_log_is_on_standard_error(
    built_invented: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ("ask", "stories", "--store", str(built_invented))
    quiet, verbose = run(capsys, *command), run(capsys, *command, "--verbose")
    assert quiet[:2] == verbose[:2]
    assert " s] " not in quiet[2]
    assert f"opened: {built_invented}" in verbose[2]
    assert "rows in " in verbose[2]
    assert "status 0 after" in verbose[2].splitlines()[-1] or "note:" in verbose[2].splitlines()[-1]


def test_a_build_logs_its_steps_with_their_times(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, log = run(capsys, "build", "--data", str(INVENTED), "--out", str(tmp_path / "out"), "-v")
    assert status == 0
    for step in ("reading records", "deriving facts", "checking shapes", "writing the graph", "drawing pages"):
        assert f"{step}: done in " in log
    assert f"written: {tmp_path / 'out'}" in log
    assert "source lighthouse-almanac: " in log


def test_an_error_says_which_lines_raised_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, log = run(capsys, "ask", "stories", "--store", str(tmp_path / "none"), "--verbose")
    assert status == 1
    assert "DatasetError, raised by cli/" in log
    assert "store/dataset.py:" in log
    assert "status 1 after" in log
    assert "Traceback" not in log


# Ibis calls a method that DuckDB 2 has renamed.
@pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
def test_nothing_of_a_case_file_is_logged(
    built_invented: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    build = shutil.copytree(built_invented, tmp_path / "build")
    table = tmp_path / "cases-of-mei.csv"
    people = {"Nepal,India,2019": 30, "Nepal,India,2020": 12, "Nepal,Oman,2021": 3, "Kenya,Qatar,2020": 20}
    rows = ["origin,destination,year,name"]
    rows += [f"{row},Mei Invented" for row, number in people.items() for _ in range(number)]
    table.write_text("\n".join(rows) + "\n", encoding="utf-8")
    status, _, log = run(capsys, "import", "edges", str(table), "--store", str(build), "--verbose")
    assert status == 0
    assert "drawing pages: done in" in log
    digest = hashlib.sha256(table.read_bytes()).hexdigest()
    for secret in ("Invented", "cases-of-mei", digest[:8], "Oman", " 65 ", str(table.stat().st_size)):
        assert secret not in log
    table.write_text("origin,destination\nMei Invented\n", encoding="utf-8")
    status, _, log = run(capsys, "import", "edges", str(table), "--store", str(build), "--key", "b", "--verbose")
    assert status == 1
    own = [line for line in log.splitlines() if line.startswith("[")]
    assert own
    assert "Invented" not in "\n".join(own)
    assert "cases-of-mei" not in "\n".join(own)


def test_a_name_cannot_steer_the_terminal_and_the_home_is_not_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert main(["questions", "--verbose"]) == 0
    logging.getLogger("survivorgraph.test").info("%s", f"{tmp_path}/a\x1b[31mb\nc")
    assert r"test: ~/a\x1b[31mb\x0ac" in capsys.readouterr().err
    assert main(["questions"]) == 0
    logging.getLogger("survivorgraph.test").info("later")
    assert capsys.readouterr().err == "", "the next command has no log unless asked for"
