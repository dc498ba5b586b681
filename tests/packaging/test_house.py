"""The files of the repository agree with each other, and speak of no one machine."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

# Built from parts, so that this file does not hold what it forbids.
MACHINE_PATH = re.compile(r"(?<![\w.~*-])/(?:" + "|".join(["work", "root", "tmp", "opt", "home", "Users"]) + r")/")
INDEX = re.compile(
    r"(?:extra-|default-)?index" + r"-url|find" + r"-links|pypi\." + r"org|python" + r"hosted\.|registry\.npm"
)

LICENCE_TEXTS = {
    # The text that apache.org publishes, as Debian ships it.
    "Apache-2.0.txt": "cfc7749b96f63bd31c3c42b5c471bf756814053e847c10f3eb003417bc523d30",
    # The plain text that creativecommons.org publishes as the legal code.
    "CC-BY-4.0.txt": "fd3a263fe19ed8faa9068b43abaebafc02c77897b0c6fc09abc04bb592e5f16e",
}


def read_texts(root: Path, names: list[str]) -> dict[str, str]:
    """Return the text of each file that is text."""
    texts = {}
    for name in names:
        content = (root / name).read_bytes()
        if b"\0" not in content:
            texts[name] = content.decode("utf-8")
    return texts


@pytest.mark.parametrize("pattern", [MACHINE_PATH, INDEX], ids=["path", "index"])
def test_no_file_names_a_machine_or_an_index(root: Path, listed_files: list[str], pattern: re.Pattern[str]) -> None:
    hits = [
        f"{name}:{text.count(chr(10), 0, found.start()) + 1}: {found.group()}"
        for name, text in read_texts(root, listed_files).items()
        for found in pattern.finditer(text)
    ]
    assert not hits


def test_every_text_ends_its_lines_alike(root: Path, listed_files: list[str]) -> None:
    assert not [name for name, text in read_texts(root, listed_files).items() if "\r" in text]


def test_versions_agree(root: Path, pyproject: dict[str, Any]) -> None:
    def find(name: str, pattern: str) -> str:
        found = re.search(pattern, (root / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert found, f"{name} states no version"
        return found[1]

    assert pyproject["project"]["dynamic"] == ["version"]
    version = find(pyproject["tool"]["hatch"]["version"]["path"], r'^__version__ = "(.+)"$')
    assert find("CHANGELOG.md", r"^## (\d\S*)") == version
    assert find("CITATION.cff", r"^version: (\S+)$") == version


@pytest.mark.parametrize("name", LICENCE_TEXTS)
def test_licence_texts_are_verbatim(root: Path, name: str) -> None:
    assert hashlib.sha256((root / "LICENSES" / name).read_bytes()).hexdigest() == LICENCE_TEXTS[name]
    assert f"LICENSES/{name}" in (root / "LICENSE").read_text(encoding="utf-8")


def test_every_make_target_is_explained(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (help .+)$", makefile, re.MULTILINE)
    assert phony
    assert set(re.findall(r"^([a-z-]+):.* ## .+$", makefile, re.MULTILINE)) == set(phony[1].split())
