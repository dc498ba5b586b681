"""Docstrings of classes are noun phrases, and words that readers had to learn do not come back.

That docstrings of functions are imperative is checked by ruff (D401).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import survivorgraph

PACKAGE = Path(survivorgraph.__file__).parent
FORMER_STARTS = ("Be", "Give", "Have", "Hold", "Let", "Say", "Tell")
FORMER_PHRASES = re.compile(
    r"\b(?:drawn anew|made anew|nothing to mend|stands? twice|to look at\b|to mend\b|unless told|worth a look"
    r"|hangs? on (?:it|one|a single))"
)


def list_docstrings(source: str) -> Iterator[tuple[str, str, str]]:
    """Yield the kind (module, class or function), name and docstring of everything in a module that has one."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            kind = {"Module": "module", "ClassDef": "class"}.get(type(node).__name__, "function")
            if text := ast.get_docstring(node):
                yield kind, getattr(node, "name", ""), text


def find_faults(source: str) -> list[str]:
    """Return what is wrong with the docstrings of a module, one line each."""
    faults = []
    for kind, name, text in list_docstrings(source):
        summary = text.split("\n\n")[0]
        first = summary.split()[0].rstrip(",.:;")
        if kind == "class" and first not in ("A", "An", "The"):
            faults.append(f"class {name}: begins with '{first}'; a noun phrase begins with A, An or The")
        if kind == "class" and (not summary.endswith(".") or ". " in summary):
            faults.append(f"class {name}: the summary is not one sentence")
        if kind != "class" and first in FORMER_STARTS:
            faults.append(f"{kind} {name}: begins with '{first}'; write what it does or returns")
    return faults


def list_prose(root: Path) -> list[Path]:
    """List the files whose words are ours: the package, documentation, notebooks and questions."""
    patterns = (
        "graph/**/*.py",
        "docs/**/*.md",
        "*.md",
        "notebooks/*.ipynb",
        "ontology/*.md",
        "ontology/questions/*.rq",
    )
    found = {file for pattern in patterns for file in root.glob(pattern)}
    return sorted(found - {root / "CHANGELOG.md"})


def test_docstrings_of_classes_are_noun_phrases_and_none_begins_as_before() -> None:
    faults = {
        str(file.relative_to(PACKAGE)): found
        for file in sorted(PACKAGE.rglob("*.py"))
        if (found := find_faults(file.read_text(encoding="utf-8")))
    }
    assert faults == {}


def test_no_former_phrase_is_left(root: Path) -> None:
    files = list_prose(root)
    assert len(files) > 100
    left = [
        f"{file.relative_to(root)}: {found.group()}"
        for file in files
        for found in FORMER_PHRASES.finditer(re.sub(r"\s+", " ", file.read_text(encoding="utf-8")))
    ]
    assert left == []


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ('class A:\n    """Be a leg of a journey."""', "begins with 'Be'"),
        ('class A:\n    """Hold the legs."""', "begins with 'Hold'"),
        ('class A:\n    """A leg. It has two ends."""', "not one sentence"),
        ('class A:\n    """A leg of a journey"""', "not one sentence"),
        ('def f():\n    """Say whether it ended."""', "begins with 'Say'"),
        ('async def f():\n    """Tell the addresses."""', "begins with 'Tell'"),
        ('"""Hold what was measured."""', "begins with 'Hold'"),
    ],
)
def test_a_docstring_of_the_former_kind_is_found(source: str, fault: str) -> None:
    assert [fault in found for found in find_faults(source)] in ([True], [True, False], [False, True])


def test_a_plain_docstring_is_no_fault() -> None:
    source = 'class A:\n    """A leg of a journey.\n\n    It has two ends. """\n    def f(): """Return it."""'
    assert find_faults(source) == []
