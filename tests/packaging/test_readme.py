"""What the README shows is what a reader gets.

In a fence marked ``console`` a line that starts with ``$ `` is a command, and the lines after it are what
it prints; ``…`` alone on a line stands for any lines, at the end of a line for its rest. Commands of
survivorgraph are run, and ``make graph`` as the build that it ends with; of other targets of ``make``, it is
enough that they exist; other commands are left alone. A fence marked ``python`` is run as it stands. All run
in one folder, with a build in ``build/``.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```(\w+)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A command of the README and the lines that it is shown to print."""

    command: str
    shown: tuple[str, ...]


def read_fences(language: str) -> list[str]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return [body for name, body in FENCE.findall(text) if name == language]


def read_examples() -> Iterator[Example]:
    for fence in read_fences("console"):
        for part in re.split(r"^\$ ", fence, flags=re.MULTILINE)[1:]:
            command, *shown = part.replace("\\\n", " ").rstrip("\n").split("\n")
            yield Example(command.partition("  #")[0].strip(), tuple(line.rstrip() for line in shown))


EXAMPLES = list(read_examples())
OWN = [example for example in EXAMPLES if re.match(r"(?:echo .* \| )?(?:\.venv/bin/)?survivorgraph\b", example.command)]


def to_pattern(shown: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern of the shown lines, in which durations are free and … stands for anything."""
    lines = []
    for line in shown:
        if line.strip() == "…":
            lines.append(r"(?:.*\n)*")
            continue
        escaped = re.escape(line.removesuffix("…"))
        free = re.sub(r"\d+(?:\\\.\d+)?\\ (s|ms)\b", r"[\\d.]+ \1", escaped)
        lines.append(free + (r".*\n" if line.endswith("…") else r" *\n"))
    return re.compile("".join(lines))


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a build in it, as a checkout has after ``make graph``."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "printed.txt").write_text(run_command("survivorgraph build", folder), encoding="utf-8")
    return folder


def run_command(command: str, folder: Path) -> str:
    """Run a command of survivorgraph, or one that is told something by echo, and return what it prints."""
    words = shlex.split(command)
    told, words = (words[1] + "\n", words[3:]) if words[0] == "echo" else ("", words)
    done = subprocess.run(
        [sys.executable, "-m", "survivorgraph", *words[1:]],
        cwd=folder,
        input=told,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1", "COLUMNS": "120"},
        timeout=120,
    )
    assert done.returncode == 0, f"{command}\n{done.stderr}"
    return done.stdout


def assert_prints(printed: str, example: Example) -> None:
    """Fail where the README shows something else than what is printed; where it shows nothing, all is well."""
    if example.shown:
        assert to_pattern(example.shown).fullmatch(re.sub(r" +$", "", printed, flags=re.MULTILINE)), printed


@pytest.mark.parametrize("example", OWN, ids=lambda example: example.command)
def test_a_command_prints_what_is_shown(example: Example, workplace: Path) -> None:
    command = example.command
    if "../shared" in command:
        shared = ROOT.parent / "shared"
        if not shared.is_dir():
            if os.environ.get("CI"):
                pytest.fail("CI has the documents beside the checkout")
            pytest.skip("the documents are not beside this checkout")
        command = command.replace("../shared", shlex.quote(str(shared)))
    assert_prints(run_command(command, workplace), example)


def test_make_graph_ends_with_what_is_shown(workplace: Path) -> None:
    shown = [example for example in EXAMPLES if example.command == "make graph"]
    assert shown
    for example in shown:
        assert_prints((workplace / "printed.txt").read_text(encoding="utf-8"), example)


@pytest.mark.parametrize(
    "example",
    [example for example in EXAMPLES if example.command.startswith("make")],
    ids=lambda e: e.command,
)
def test_a_target_exists(example: Example) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for word in shlex.split(example.command)[1:]:
        assert "=" in word or re.search(rf"^{word}:", makefile, re.MULTILINE), word


@pytest.mark.parametrize("code", read_fences("python"))
def test_a_program_runs(code: str, workplace: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=workplace, capture_output=True, check=False, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr


def test_every_command_is_shown(workplace: Path) -> None:
    usage = run_command("survivorgraph --help", workplace)
    names = re.findall(r"^ {4}([a-z]+) {2,}", usage, re.MULTILINE)
    assert {"build", "check", "ask", "questions", "measure", "show", "cite", "verify"} <= set(names)
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [name for name in names if f"survivorgraph {name}" not in text]


def test_every_path_that_the_readme_links_exists() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)", text)
    assert not [link for link in links if "://" not in link and not (ROOT / link).exists()]
