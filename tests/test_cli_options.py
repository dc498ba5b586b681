"""No option is without effect: where it would do nothing, given twice or empty, it is refused with status 2."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from survivorgraph.cli import main, make_parser

STORY = ("show", "story", "jamshid")
STATISTICS = ("import", "glotip", "figures.csv")
UNUSED = {
    "show --param": ("show", "map", "--param", "form=forced-labor"),
    "show key": ("show", "map", "jamshid"),
    "show key of a question": ("show", "S02", "jamshid"),
    "show --filter": ("show", "S02", "--filter", "form=forced-labor"),
    "show --find": ("show", "S02", "--find", "form=forced-labor"),
    "show --quotes": ("show", "S02", "--quotes", "documents"),
    "show --store": ("show", "edges.csv", "--store", "build"),
    "show key of a file": ("show", "edges.csv", "jamshid"),
    "show --filter of a file": ("show", "edges.csv", "--filter", "form=forced-labor"),
    "show --param of a file": ("show", "edges.csv", "--param", "form=forced-labor"),
    "show --quotes of a file": ("show", "edges.csv", "--quotes", "documents"),
    "show --filter twice": ("show", "map", "--filter", "form=a", "--filter", "form=b"),
    "ask --param of no parameter": ("ask", "S02", "--param", "color=red"),
    "ask --param of a query": ("ask", "SELECT ?s WHERE { ?s a sg:Story }", "--param", "color=red"),
    "ask --format": ("ask", "S02", "--param", "story=feba", "--format", "turtle"),
    "measure --store": ("measure", "--store", "build"),
    "measure --by": ("measure", "--by", "form"),
    "measure --format": ("measure", "--format", "csv"),
    "measure --file": ("measure", "--file", "edges.csv"),
    "measure --store of a file": ("measure", "nodes", "--file", "edges.csv", "--store", "build"),
    "measure --change": ("measure", "nodes", "--file", "edges.csv", "--change", "2019", "2020"),
    "measure --weight": ("measure", "corridors", "--weight", "people"),
    "measure --seed": ("measure", "corridors", "--seed", "1"),
    "measure --resamples": ("measure", "corridors", "--resamples", "9"),
    "import --by": (*STATISTICS, "--by", "year"),
    "import --min-cell": (*STATISTICS, "--min-cell", "20"),
    "import --engine": (*STATISTICS, "--engine", "duckdb"),
    "import --memory-limit": (*STATISTICS, "--memory-limit", "1GB"),
    "import --memory-limit of an engine": ("import", "edges", "t", "--engine", "spark", "--memory-limit", "1GB"),
    "import --remove with a kind": ("import", "edges", "a.csv", "--remove", "edges"),
    "import --remove": ("import", "--remove", "edges", "--key", "other"),
    "publish --from": ("publish", "--store", "http://127.0.0.1:9/update", "--remove", "--from", "build"),
}  # fmt: skip


@pytest.mark.parametrize("case", UNUSED)
def test_an_option_that_would_do_nothing_is_refused(
    case: str, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "build").symlink_to(built)
    (tmp_path / "edges.csv").write_text("source,target\nA,B\n", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    assert main(UNUSED[case]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1
    assert sorted(tmp_path.iterdir()) == before


def list_options() -> Iterator[tuple[str, argparse.Action]]:
    """Yield (command, option) for every option of every command that takes a value."""
    (commands,) = (one for one in make_parser()._actions if isinstance(one, argparse._SubParsersAction))
    for name, command in commands.choices.items():
        for action in command._actions:
            if action.option_strings and action.nargs != 0:
                yield name, action


OPTIONS = {f"{command} {action.option_strings[0]}": (command, action) for command, action in list_options()}


def fill(command: str) -> list[str]:
    """Return the arguments that a command requires."""
    needed = {
        "ask": ["S01"],
        "show": ["map"],
        "cite": ["tip-2023", "w"],
        "new": ["d"],
        "import": ["edges", "a.csv"],
        "publish": ["--store", "u"],
        "verify": ["--sources", "d"],
    }
    return [command, *needed.get(command, [])]


@pytest.mark.parametrize("name", OPTIONS)
def test_an_option_is_given_once_and_with_a_value(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command, action = OPTIONS[name]
    option = action.option_strings[0]
    count = action.nargs if isinstance(action.nargs, int) else 1
    values = [str(action.choices[0] if action.choices else 1)] * count  # type: ignore[index]
    is_repeatable = isinstance(action, argparse._AppendAction)
    for wrong in [[option, *[""] * count], *([] if is_repeatable else [[option, *values] * 2])]:
        if is_repeatable:
            continue  # NAME=VALUE, or the name of a graph that is not there
        with pytest.raises(SystemExit) as ended:
            make_parser().parse_args([*fill(command), *wrong])
        assert ended.value.code == 2
        assert option in capsys.readouterr().err


def test_the_former_name_of_an_option_still_works_but_is_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    find = make_parser().parse_args(["show", "map", "--find", "form=a", "--filter", "sex=b"])
    assert find.filter == ["form=a", "sex=b"]
    assert make_parser().parse_args(["show", "map"]).filter == []
    with pytest.raises(SystemExit):
        make_parser().parse_args(["show", "--help"])
    printed = capsys.readouterr().out
    assert "--filter" in printed
    assert "--find" not in printed


@pytest.mark.parametrize(
    ("arguments", "status", "error"),
    [
        (("ask", "S01", "--store", "/"), 1, "/: this is the root of the file system; name a folder in it"),
        (("about", "x", "--store", "/"), 1, "/: this is the root of the file system; name a folder in it"),
        (("docs", "--out", "/"), 1, "/: "),
        (("build", "--out", "/"), 1, "/: "),
        (("about", "x", "--store", "a\0b"), 2, "an argument has a null character after 1 others; leave it out"),
    ],
)
def test_a_place_that_nothing_can_be_is_one_error(
    arguments: tuple[str, ...], status: int, error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(list(arguments)) == status
    assert error in capsys.readouterr().err
