"""A public name means one thing: two modules share one only where it is the same thing at two levels."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import survivorgraph

PACKAGE = Path(survivorgraph.__file__).parent
SHARED = {
    "Dataset": "the front door wraps the store's class of this name",
    "Rows": "one protocol, which the store cannot import from the layer above it",
    "add_commands": "every module of the command line adds its own",
    "main": "of the command line, and of the process of a worker",
    "open_dataset": "the front door wraps the store's function of this name",
}
"""The names that two modules define, with the reason."""


def list_public_names(source: str) -> Iterator[str]:
    """Yield the classes, functions and constants that a module defines and lists in ``__all__``."""
    defined: set[str] = set()
    exported: set[str] = set()
    for node in ast.parse(source).body:
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                defined.add(name)
            case ast.Assign(targets=[ast.Name(id="__all__")], value=ast.List(elts=names)):
                exported.update(ast.literal_eval(name) for name in names)
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                defined.add(name)
    yield from sorted(defined & exported)


def find_duplicates(modules: dict[str, str]) -> dict[str, list[str]]:
    """Return the public names that several modules define, with the modules."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for module, source in sorted(modules.items()):
        for name in list_public_names(source):
            found[name].append(module)
    return {name: modules for name, modules in sorted(found.items()) if len(modules) > 1}


def test_two_modules_share_a_public_name_only_for_a_reason() -> None:
    sources = {str(file.relative_to(PACKAGE)): file.read_text(encoding="utf-8") for file in PACKAGE.rglob("*.py")}
    duplicates = find_duplicates(sources)
    assert {name: modules for name, modules in duplicates.items() if name not in SHARED} == {}
    assert set(SHARED) <= set(duplicates), "a name is no longer shared: take it off the list"


def test_a_name_that_two_modules_define_is_found() -> None:
    one = '__all__ = ["Fact", "KINDS"]\nKINDS: int = 1\nclass Fact: ...\nclass Step: ...\n'
    other = '__all__ = ["Fact", "KINDS", "Step"]\nfrom one import Step\nKINDS = 2\ndef Fact(): ...\n'
    assert find_duplicates({"one": one, "other": other}) == {"Fact": ["one", "other"], "KINDS": ["one", "other"]}
