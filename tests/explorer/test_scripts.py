"""The scripts of the page are well formed, short, and hold nothing that nothing uses."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from survivorgraph.explorer.page_html import SCRIPTS

TEMPLATES = Path(str(files("survivorgraph.explorer"))) / "templates"
QUERY = Path(str(files("survivorgraph.service"))) / "templates" / "query.js"
ALL = [*(TEMPLATES / name for name in SCRIPTS), QUERY]
DEFINED = re.compile(r"^ *(?:(?:async )?function (\w+)\(|const (\w+) =)", re.MULTILINE)


def find_node() -> str:
    """Return the program, or skip on a desk and fail in CI where there is none."""
    program = shutil.which("node")
    if program is None:
        reason = "node is not installed (Debian: apt install nodejs)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return program


def test_every_script_is_in_the_page() -> None:
    assert sorted(SCRIPTS) == sorted(path.name for path in TEMPLATES.glob("*.js"))


@pytest.mark.parametrize("script", ALL, ids=lambda path: path.name)
def test_a_script_is_short(script: Path) -> None:
    assert len(script.read_text("utf-8").splitlines()) < 300


def test_everything_that_is_defined_is_used() -> None:
    for scripts in ([TEMPLATES / name for name in SCRIPTS], [QUERY]):
        text = re.sub(r"/\*.*?\*/", "", "\n".join(script.read_text("utf-8") for script in scripts), flags=re.DOTALL)
        words = Counter(re.findall(r"\w+", text))
        names = {name for pair in DEFINED.findall(text) for name in pair if name}
        assert [name for name in sorted(names) if words[name] < 2] == []


@pytest.mark.parametrize("script", ALL, ids=lambda path: path.name)
def test_a_script_is_well_formed(script: Path) -> None:
    checked = subprocess.run([find_node(), "--check", script], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
