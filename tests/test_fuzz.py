"""Whatever is put into commands and records, the end is an exit status and a line, no traceback."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from survivorgraph.cli import main, make_parser
from survivorgraph.errors import RecordError
from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.records import Organization
from survivorgraph.schema.vocabulary import Vocabulary
from survivorgraph.sources.curated import check_data
from survivorgraph.sources.yaml_records import YamlError, read_yaml

SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
PARSER = make_parser()
(SUBCOMMANDS,) = (action.choices for action in PARSER._actions if isinstance(action, argparse._SubParsersAction))
VALUES = (
    "", "-", "--", "a=b", "=", "nowhere", "edges.csv", "broken.graphml", "pipe", "loop", "x" * 300, "\u202e", "\udc80",
    "-1", "1e9", "nan", "9" * 5000, "S01", "story", "map", "edges", "glotip", "csv", "2020", "../..", "/", "~",
    "a\x00b", "data", "127.0.0.1", "0", "65536",
    "\x1b[2J", "file://x", "http://[::1",
    "one two three four five six seven eight nine",
)  # fmt: skip


def draw_arguments(name: str) -> st.SearchStrategy[tuple[str, list[str]]]:
    """Draw options of a command, some of other commands, and values."""
    own = sorted({*SUBCOMMANDS[name]._option_string_actions} - {"-h", "--help"}) or ["--store"]
    return st.tuples(
        st.just(name), st.lists(st.one_of(*map(st.sampled_from, (own, VALUES, ("--by", "--data")))), max_size=6)
    )


COMMAND_LINES = st.sampled_from(sorted(SUBCOMMANDS)).flatmap(draw_arguments)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with files of all kinds, and no build."""
    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "edges.csv").write_text("source,target\nA,B\n", encoding="utf-8")
    (folder / "broken.graphml").write_bytes(b"<graphml><graph>")
    (folder / "loop").symlink_to("loop")
    (folder / "a=b").mkdir()
    (folder / "data" / "source.yaml").mkdir(parents=True)
    os.mkfifo(folder / "pipe")
    return folder


@pytest.mark.fuzz
@SHARED
@given(line=COMMAND_LINES)
def test_any_arguments_end_with_a_status_and_words(
    line: tuple[str, list[str]], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command, arguments = line
    assume(command != "measure" or "--file" not in arguments or "--resamples" not in arguments)
    monkeypatch.chdir(folder)
    monkeypatch.setattr("survivorgraph.cli.make_parser", lambda: PARSER)
    # What would take seconds, or write, if it began.
    monkeypatch.setattr("survivorgraph.sources.scaffold.shutil.copytree", refuse_to_write)
    monkeypatch.setattr("survivorgraph.builds.inputs.data_dir", lambda: folder / "loop")
    monkeypatch.setattr("survivorgraph.reference.pages._render_pages", refuse_to_write)
    printed, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(errors):
        try:
            status = main([command, *arguments])
        except SystemExit as ended:
            status = int(ended.code or 0)
    assert status in (0, 1, 2)
    assert (status == 0) or errors.getvalue().strip()


def refuse_to_write(*_: object, **__: object) -> None:
    raise OSError(28, "No space left on device")


SIGNS = "ab0 x:-?[]{},&*!|>'\"%@`#~.\n\t\r\\/+_\x00\x1b\x85\u2028\u202e\ufeff\ud800\U0001f600"
YAML = st.text(st.sampled_from(SIGNS), max_size=200)


@pytest.mark.fuzz
@given(YAML)
def test_any_text_is_yaml_or_is_refused(text: str) -> None:
    with contextlib.suppress(YamlError):
        read_yaml(text)


SHA = "a" * 64
GOOD = f"""\
- key: harbor-circle
  name: Harbor Circle
  kind: ngo
  based_in: [Kenya]
  description: Finds beds.
  evidence: [{{section: s, words: 9, sha256: "{SHA}"}}]
"""
PIECES = (
    "&a ", "*a", "!!int ", "0x" + "f" * 4000, "9" * 30, ".inf", ".nan", "-0", "1e999", "~", "{", "[", "]", "}",
    "[" * 99, "- ", "? ", ": ", "\n", "\t", "\x00", "\x1b", '"\\e"', "\u202e", "\ufeff", "\xff", "'", '"', "#", "|",
    "<<: ", "2020-13-45", "2020-01-01", "true", "x" * 5000, "---\n", "...\n", "%YAML 9\n", "name: a\n", "\u0085", ",",
)  # fmt: skip


EDIT = st.tuples(st.integers(0, len(GOOD)), st.integers(0, 20), st.sampled_from(PIECES))


@pytest.mark.filterwarnings("ignore:Generating overly large repr")  # of the records that hypothesis shrinks
@pytest.mark.fuzz
@SHARED
@given(edits=st.lists(EDIT, min_size=1, max_size=4), is_utf8=st.booleans())
def test_a_mangled_record_is_read_or_is_a_problem_with_its_file(
    edits: list[tuple[int, int, str]],
    is_utf8: bool,
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    text = GOOD
    for at, gone, new in edits:
        text = text[:at] + new + text[at + gone :]
    folder = tmp_path_factory.getbasetemp() / "mangled"
    (folder / "z").mkdir(parents=True, exist_ok=True)
    source = "key: z\ntitle: Z\nrights: R\nsections: [{key: s, title: S}]\n"
    (folder / "z" / "source.yaml").write_text(source, encoding="utf-8")
    (folder / "z" / "organizations.yaml").write_bytes(text.encode("utf-8" if is_utf8 else "latin-1", "replace"))
    bundles, problems = check_data(folder, vocabulary=vocabulary, gazetteer=gazetteer)
    assert all(isinstance(problem, RecordError) and problem.file for problem in problems)
    assert len(bundles) == 1
    assert problems or bundles[0].records_of(Organization)
    assert not any("\x1b" in str(problem) or "\u202e" in str(problem) for problem in problems)


ROW = ["Kenya", "tier-2", "2020", "s", "8", SHA]
CELLS = st.one_of(st.sampled_from([*PIECES, *ROW, "-1", "1.5", "\u0663", '"', "a\nb"]), st.text(max_size=5))


@pytest.mark.fuzz
@SHARED
@given(rows=st.lists(st.lists(CELLS, max_size=8), max_size=5), header=st.booleans())
def test_a_mangled_table_is_read_or_is_a_problem_with_its_file(
    rows: list[list[str]],
    header: bool,
    vocabulary: Vocabulary,
    gazetteer: Gazetteer,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    lines = ["country,tier,year,section,words,sha256"] if header else []
    lines += [",".join(cells) for cells in rows]
    folder = tmp_path_factory.getbasetemp() / "mangled-table"
    (folder / "z").mkdir(parents=True, exist_ok=True)
    source = "key: z\ntitle: Z\nrights: R\nsections: [{key: s, title: S}]\n"
    (folder / "z" / "source.yaml").write_text(source, encoding="utf-8")
    (folder / "z" / "tiers.csv").write_bytes("\n".join(lines).encode("utf-8", "replace"))
    bundles, problems = check_data(folder, vocabulary=vocabulary, gazetteer=gazetteer)
    assert len(bundles) == 1
    assert all(problem.file for problem in problems)


BOMBS = {
    "aliases": "a: &a [x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in pairwise("abcdefghijklmnopqrstuvwxyz")),
    "a long list": "- a\n" * 1_000_000,
    "deep lists": "[" * 3_000_000,
    "deep mappings": "{a: " * 900_000,
    "keys of keys": "? " * 1_500_000,
    "many records": GOOD * 20_000,
    "a list of names in one": GOOD.replace("[Kenya]", "['" + "Kenya, " * 500_000 + "']"),
    "one long line": "- {key: " + "a" * 4_000_000,
}  # fmt: skip


# Run by a small process, because a child begins with the memory of the one that starts it.
MEASURED = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
print(done.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="memory is measured otherwise elsewhere")
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_takes_no_gigabyte(bomb: str, tmp_path: Path) -> None:
    (tmp_path / "data" / "z").mkdir(parents=True)
    source = "key: z\ntitle: Z\nrights: R\nsections: [{key: s, title: S}]\n"
    (tmp_path / "data" / "z" / "source.yaml").write_text(source, encoding="utf-8")
    (tmp_path / "data" / "z" / "organizations.yaml").write_text(BOMBS[bomb], encoding="utf-8")
    build = [sys.executable, "-m", "survivorgraph", "build", "--data", "data", "--out", "out"]
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, *build], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    status, kilobytes = map(int, done.stdout.split())
    assert (status, len(done.stderr.splitlines())) == (1, 1)
    assert kilobytes < 1_000_000
    assert not (tmp_path / "out").exists()
