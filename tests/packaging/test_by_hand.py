"""The table of what is written by hand names code that is there, and no library that is in use for it."""

from __future__ import annotations

import re
from pathlib import Path

ROWS = re.compile(r"^\| (?P<part>[^|]+) \| (?P<reason>[^|]+) \|$", re.MULTILINE)


def test_every_row_names_code_that_is_there_and_gives_a_reason(root: Path) -> None:
    rows = ROWS.findall((root / "docs" / "by-hand.md").read_text(encoding="utf-8"))[2:]
    assert len(rows) > 5
    for part, reason in rows:
        files = re.findall(r"`([\w/]+\.py)`", part)
        assert files, part
        assert [file for file in files if not (root / "graph" / "survivorgraph" / file).is_file()] == []
        assert len(reason.split()) > 5


def test_libraries_that_are_said_to_be_left_out_are_not_imported(root: Path) -> None:
    text = "".join(file.read_text(encoding="utf-8") for file in (root / "graph").rglob("*.py"))
    assert re.findall(r"^\s*(?:import|from) (curies|sssom_pydantic|SPARQLWrapper|urllib\.request)\b", text, re.M) == []
