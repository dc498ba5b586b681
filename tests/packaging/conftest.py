"""Give the packaging tests the project's root, the files that belong to it, and its distributions."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

# Files that git ignores, put beside real ones: a distribution must not pick them up.
IGNORED = (
    "data/.ipynb_checkpoints/names.yaml",
    "ontology/.mypy_cache/notes.ttl",
    "data/build/x.egg-info/rows.csv",
)


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the root of the repository."""
    return Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def pyproject(root: Path) -> dict[str, Any]:
    """Return the parsed pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def listed_files(root: Path) -> list[str]:
    """Return every file that git tracks or would track, relative to the root, sorted."""
    if not (root / ".git").exists() or shutil.which("git") is None:
        if os.environ.get("CI"):
            pytest.fail("CI must run in a git checkout")
        pytest.skip("only a git checkout knows which files belong to the project")
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=root, capture_output=True, check=True, text=True).stdout
    return sorted(name for name in set(listed.split("\0")) if name and (root / name).is_file())


@pytest.fixture(scope="session")
def distributions(root: Path, listed_files: list[str], make_once: Callable[..., Path]) -> Path:
    """Build sdist, and wheel from it, of a copy that also holds git-ignored files; return their folder."""

    def fill(folder: Path) -> None:
        copy, out = folder / "checkout", folder / "dist"
        out.mkdir()
        for name in listed_files:
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, target)
        for name in IGNORED:
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text("not for others", encoding="utf-8")
        command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(copy)]
        done = subprocess.run(command, cwd=out, capture_output=True, check=False, text=True)
        assert done.returncode == 0, done.stdout + done.stderr

    return make_once("distributions", fill) / "dist"


@pytest.fixture(scope="session")
def wheel(distributions: Path) -> zipfile.Path:
    """Return the root of the built wheel."""
    (path,) = distributions.glob("*.whl")
    return zipfile.Path(path)


@pytest.fixture(scope="session")
def wheel_names(distributions: Path) -> set[str]:
    """Return the names of the files in the built wheel."""
    (path,) = distributions.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="session")
def sdist_names(distributions: Path) -> set[str]:
    """Return the names of the files in the built sdist, relative to its one folder."""
    (path,) = distributions.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        return {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
