"""The lock files pin, with hashes, what pyproject.toml allows, and name no index."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

LOCKS = ("run", "extras", "dev", "lowest")
# pydantic documents the errors of pydantic_core as its own; who
# aggregates on a cluster brings the client that fits it.
PARTS = {"pydantic_core", "pyspark"}
PIN = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>[^\\]+))?(?P<rest>.*)$")


def read_pins(root: Path, lock: str) -> dict[str, str]:
    """Return the pinned version of each package of a lock file."""
    text = (root / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    pins = {}
    for entry in text.replace("\\\n", " ").splitlines():
        if entry.startswith("#"):
            continue
        found = PIN.match(entry)
        assert found, f"{lock}.txt: not a pinned package: {entry[:80]}"
        assert "--hash=sha256:" in entry, f"{lock}.txt: {found['name']} has no hash"
        pins[found["name"]] = found["version"]
    return pins


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(root: Path, lock: str) -> None:
    text = (root / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^\s*(-i|-f|--[a-z-]*(url|links))\b", text, re.MULTILINE)


def test_the_run_lock_holds_every_dependency_and_the_build_backend(root: Path, pyproject: dict[str, Any]) -> None:
    pins = read_pins(root, "run")
    for line in pyproject["project"]["dependencies"] + pyproject["build-system"]["requires"]:
        requirement = Requirement(line)
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), line


def test_the_dev_lock_holds_the_run_lock_and_every_tool(root: Path, pyproject: dict[str, Any]) -> None:
    pins = read_pins(root, "dev")
    run = read_pins(root, "run")
    assert pins | run == pins
    tools = [line for line in pyproject["dependency-groups"]["dev"] if isinstance(line, str)]
    extras = pyproject["project"]["optional-dependencies"].values()
    for line in chain(tools, *extras):
        requirement = Requirement(line)
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), line


def test_the_extras_lock_holds_every_extra_and_agrees_with_the_others(root: Path, pyproject: dict[str, Any]) -> None:
    pins, run, dev = (read_pins(root, lock) for lock in ("extras", "run", "dev"))
    assert pins | run == run | pins
    assert pins | dev == dev
    for line in chain.from_iterable(pyproject["project"]["optional-dependencies"].values()):
        requirement = Requirement(line)
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), line


def test_users_install_the_extras_as_they_are_pinned(root: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements/extras.txt" in makefile
    for file in (root / "README.md", root / "docs" / "import.md"):
        text = file.read_text(encoding="utf-8")
        assert "make extras" in text
        assert "pip install -e" not in text


def test_the_lowest_lock_holds_the_lowest_versions_that_are_allowed(root: Path, pyproject: dict[str, Any]) -> None:
    pins = read_pins(root, "lowest")
    for line in chain(pyproject["project"]["dependencies"], *pyproject["project"]["optional-dependencies"].values()):
        requirement = Requirement(line)
        (lowest,) = [Version(one.version) for one in requirement.specifier if one.operator == ">="]
        assert Version(pins[canonicalize_name(requirement.name)]) == lowest, line


def find_imports(folder: Path) -> dict[str, str]:
    """Return the modules that the Python files of a folder import, each with one file that does."""
    imported: dict[str, str] = {}
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0]: path.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported[node.module.partition(".")[0]] = path.name
    return imported


@pytest.mark.parametrize("folder", ["graph", "tests", "benchmarks"])
def test_only_what_is_declared_is_imported(root: Path, pyproject: dict[str, Any], folder: str) -> None:
    lines = list(pyproject["project"]["dependencies"])
    lines += chain.from_iterable(pyproject["project"]["optional-dependencies"].values())
    if folder != "graph":
        lines += [line for line in pyproject["dependency-groups"]["dev"] if isinstance(line, str)]
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    imported = find_imports(root / folder)
    providers = packages_distributions()
    for module in set(imported) - set(sys.stdlib_module_names) - {"survivorgraph", "benchmarks", "tests"}:
        names = {canonicalize_name(name) for name in providers.get(module, [module])}
        assert names & declared or module in PARTS, f"{imported[module]} imports {module}, which is not declared"
