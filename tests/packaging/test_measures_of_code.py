"""The code keeps its measure: short files, simple functions, few parameters."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

import pytest

CODE = (".py", ".js", ".css", ".j2")
LONGEST, MEDIAN = 400, 120


@pytest.fixture(scope="module")
def lengths(root: Path) -> dict[str, int]:
    """Return the lines of each file of the package that people write."""
    files = [file for file in sorted((root / "graph").rglob("*")) if file.suffix in CODE]
    return {
        str(file.relative_to(root)): len(file.read_text(encoding="utf-8").splitlines())
        for file in files
        if "__pycache__" not in file.parts
    }


def test_half_of_the_files_are_short_and_none_is_long(lengths: dict[str, int]) -> None:
    assert len(lengths) > 200
    assert median(lengths.values()) <= MEDIAN
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_the_linter_refuses_what_is_too_complex_or_takes_too_much(pyproject: dict[str, Any]) -> None:
    lint = pyproject["tool"]["ruff"]["lint"]
    assert {"C901", "PLR0913"} <= set(lint["select"])
    assert lint["mccabe"]["max-complexity"] <= 12
    assert lint["pylint"]["max-args"] <= 7


def test_no_line_of_the_package_is_exempt_from_that(root: Path) -> None:
    text = {file: file.read_text(encoding="utf-8") for file in (root / "graph").rglob("*.py")}
    assert [file.name for file, code in text.items() if "noqa: C901" in code or "noqa: PLR0913" in code] == []
