"""The command line: what it prints, where, and with which exit status."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from survivorgraph import __version__
from survivorgraph.cli import main

COMMANDS = ("build", "check", "docs", "ask", "questions", "measure", "show", "cite", "verify")


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Run a command in this process and return its status, output and errors."""
    try:
        status = main(arguments)
    except SystemExit as error:
        status = int(error.code or 0)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "--version") == (0, f"survivorgraph {__version__}\n", "")


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    status, printed, _ = run(capsys, "--help")
    assert status == 0
    assert all(f"\n    {command} " in printed for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    status, printed, _ = run(capsys, command, "--help")
    assert status == 0
    assert printed.startswith(f"usage: survivorgraph {command}")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "the following arguments are required: COMMAND"),
        (["draw"], "invalid choice: 'draw'"),
        (["ask", "no-such-question"], "there is no question 'no-such-question'"),
        (["ask", "S02", "--param", "jamshid"], "--param takes NAME=VALUE; found 'jamshid'"),
        (
            ["ask", "S02", *(f"--param=story=nobody-{number}" for number in range(65))],
            "the values of story make 65 combinations; ask for 64 at most",
        ),
        (["show", "story", "nobody"], "there is no story 'nobody'"),
        (["measure", "happiness"], "there is no measure 'happiness'"),
    ],
)
def test_usage_errors_end_with_2(
    arguments: list[str], said: str, built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if arguments and arguments[0] != "draw":
        arguments = [*arguments, "--store", str(built)]
    status, printed, errors = run(capsys, *arguments)
    assert (status, printed) == (2, "")
    assert said in errors


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "S02", "--store", "no-such-folder"], "no-such-folder: there is no build here"),
        (["build", "--data", "no-such-folder"], "no-such-folder: there is no such folder"),
        (["cite", "tip-2023", "two words"], "a quote has 2 words"),
        (["verify", "--sources", "no-such-folder"], "no-such-folder is not a folder"),
    ],
)
def test_problems_of_the_input_end_with_1(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    status, printed, errors = run(capsys, *arguments)
    assert (status, printed) == (1, "")
    assert errors.startswith("survivorgraph: ")
    assert said in errors
    assert len(errors.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


def test_a_query_from_standard_input(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    query = "SELECT (COUNT(?story) AS ?stories) WHERE { ?story a sg:Story }"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(query.encode())))
    assert run(capsys, "ask", "-", "--store", str(built), "--format", "csv") == (0, "stories\n18\n", "")


def test_a_query_from_a_file(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tiers.rq"
    file.write_text("SELECT DISTINCT ?tier WHERE { ?placement sg:hasTier ?tier }", encoding="utf-8")
    status, printed, _ = run(capsys, "ask", str(file), "--store", str(built), "--format", "csv")
    assert (status, len(printed.splitlines())) == (0, 1 + 5)


def test_a_syntax_error_says_where(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"SELECT ?x WHERE {\n  ?x a sg:Story ;;; }}")))
    status, printed, errors = run(capsys, "ask", "-", "--store", str(built))
    assert (status, printed) == (1, "")
    assert errors.startswith("survivorgraph: line 2, column ")
    assert len(errors) < 200


def test_a_misspelt_term_is_not_an_empty_answer(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"SELECT ?story WHERE { ?story a sg:Stroy }")))
    status, printed, errors = run(capsys, "ask", "-", "--store", str(built), "--format", "csv")
    assert (status, printed) == (0, "story\n")
    assert errors == "no rows\nsg:Stroy is no term of the ontology; like it: sg:Story\n"


def test_a_query_in_another_encoding_is_refused(
    built: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("ASK { ?é ?p ?o }".encode("latin-1"))))
    assert run(capsys, "ask", "-", "--store", str(built)) == (
        1,
        "",
        "survivorgraph: standard input is not UTF-8 at byte 7; save the query as UTF-8\n",
    )


def test_the_note_of_a_question_stands_beside_its_answer(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, printed, errors = run(capsys, "ask", "S11", "--store", str(built))
    assert "note: " not in printed
    assert errors.startswith("note: ")


@pytest.mark.parametrize("form", ["table", "csv"])
def test_a_measure_says_what_it_rests_on(form: str, built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, printed, _ = run(capsys, "measure", "corridors", "--store", str(built), "--format", form)
    assert status == 0
    assert "18 stories" in printed
    assert "not what happened" in printed


def test_a_page_is_written_where_it_is_told(built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "jamshid.html"
    status, printed, _ = run(capsys, "show", "story", "jamshid", "--store", str(built), "--out", str(page))
    assert (status, printed) == (0, f"{page}\n")
    assert "Jamshid" in page.read_text(encoding="utf-8")


def test_a_reader_who_has_seen_enough_is_no_error(built: Path) -> None:
    command = [sys.executable, "-m", "survivorgraph", "ask", "facts-of-a-source", "--param", "from=tip-2023"]
    with subprocess.Popen([*command, "--store", str(built)], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert [line for line in process.stderr.read().splitlines() if not line.startswith(b"note: ")] == []


@pytest.mark.parametrize(
    ("out", "said"),
    [
        ("mine.py", "mine.py: this file is no page of survivorgraph and is left as it is"),
        ("nowhere/page.html", "nowhere: there is no such folder"),
        (".", "this is a folder; name a file"),
    ],
)
def test_a_page_overwrites_nothing_but_pages(
    out: str,
    said: str,
    built: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("precious = True\n", encoding="utf-8")
    status, printed, errors = run(capsys, "show", "corridors", "--store", str(built), "--out", out)
    assert (status, printed) == (1, "")
    assert said in errors
    assert [path.name for path in tmp_path.iterdir()] == ["mine.py"]
    assert (tmp_path / "mine.py").read_text(encoding="utf-8") == "precious = True\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal to send")
def test_a_query_without_end_can_be_stopped(built: Path) -> None:
    command = [sys.executable, "-m", "survivorgraph", "ask", "-", "--store", str(built)]
    query = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        process.stdin.write(query.encode())
        process.stdin.close()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(timeout=2)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=5) == -signal.SIGINT


@pytest.mark.parametrize(
    "query",
    [
        f"ASK {{ {' . '.join(f'?a{at} ?b{at} ?c{at + 1}' for at in range(1000))} }}",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    ],
)
@pytest.mark.parametrize("command", ["ask", "show"])
def test_a_query_ends_at_its_limit_of_time(command: str, query: str, built: Path, tmp_path: Path) -> None:
    (tmp_path / "long.rq").write_text(query, encoding="utf-8")
    call = [sys.executable, "-m", "survivorgraph", command, "long.rq", "--store", str(built), "--seconds", "0.5"]
    done = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    said = "survivorgraph: the query took longer than 0.5 s; ask for less, or raise the limit\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "1e9", "soon"])
def test_a_limit_of_time_is_a_positive_number(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["ask", "stories", f"--seconds={seconds}"])
    assert "expected seconds, a number above 0" in capsys.readouterr().err


WORDS = "these invented words carry no fact at all"


def test_the_section_of_a_citation_is_checked(invented: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = ("cite", "lighthouse-almanac", WORDS, "--data", str(invented), "--section")
    status, printed, errors = run(capsys, *source, "harbors")
    assert (status, errors) == (0, "")
    assert printed.startswith("- {section: harbors, words: 8, ")
    status, printed, errors = run(capsys, *source, "harbor")
    assert (status, printed) == (2, "")
    assert errors.startswith("survivorgraph: 'harbor' is no section of lighthouse-almanac, like harbors; sections: ")


def test_a_section_of_no_known_source_is_said_not_to_be_checked(capsys: pytest.CaptureFixture[str]) -> None:
    status, printed, errors = run(capsys, "cite", "almanac-of-nobody", WORDS, "--section", "s")
    assert (status, printed[:13]) == (0, "- {section: s")
    assert errors.startswith("note: --section is not checked, since there is no source 'almanac-of-nobody'")


def test_a_misspelt_measure_names_those_like_it(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, errors = run(capsys, "measure", "corridor", "--store", str(built))
    assert status == 2
    assert "there is no measure 'corridor'; like it: corridors" in errors
    assert len(errors) < 200
