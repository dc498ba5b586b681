"""What others install is what belongs to the project, and nothing else."""

from __future__ import annotations

import zipfile
from email import message_from_string
from pathlib import PurePosixPath
from typing import Any

import pytest
from packaging.requirements import Requirement

from survivorgraph.version import __version__

# Where a folder of the repository lies in the wheel.
PLACES = {
    "graph/survivorgraph/": "survivorgraph/",
    "ontology/": "survivorgraph/share/ontology/",
    "data/": "survivorgraph/share/data/",
}
METADATA = {"METADATA", "RECORD", "WHEEL", "entry_points.txt"}


def test_the_wheel_holds_package_ontology_and_data_and_no_other_file(
    wheel_names: set[str], listed_files: list[str], pyproject: dict[str, Any]
) -> None:
    info = f"survivorgraph-{__version__}.dist-info"
    expected = {f"{info}/{name}" for name in METADATA}
    for name in listed_files:
        if name == "LICENSE" or name.startswith("LICENSES/"):
            expected.add(f"{info}/licenses/{name}")
        for folder, place in PLACES.items():
            if name.startswith(folder):
                expected.add(place + name.removeprefix(folder))
    assert wheel_names == expected


@pytest.mark.parametrize("part", ["py.typed", "share/ontology/", "share/data/"])
def test_the_wheel_holds(wheel_names: set[str], part: str) -> None:
    assert any(name.startswith(f"survivorgraph/{part}") for name in wheel_names)


def test_no_code_lies_among_ontology_and_data(wheel_names: set[str]) -> None:
    shared = {name for name in wheel_names if name.startswith("survivorgraph/share/")}
    assert not {name for name in shared if PurePosixPath(name).suffix in {".py", ".pyc", ".sh", ".js"}}


def test_every_template_is_shipped(wheel_names: set[str], listed_files: list[str]) -> None:
    suffixes = {".html", ".css", ".js", ".j2", ".jinja"}
    templates = {
        name.removeprefix("graph/")
        for name in listed_files
        if name.startswith("graph/survivorgraph/") and PurePosixPath(name).suffix in suffixes
    }
    assert templates, "the pages are written through a template of the package's own"
    assert templates <= wheel_names


def test_the_sdist_holds_what_a_checkout_needs(
    sdist_names: set[str], listed_files: list[str], pyproject: dict[str, Any]
) -> None:
    parts = pyproject["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]
    chosen = {name for name in listed_files if name.split("/")[0] in parts}
    assert sdist_names == chosen | {"PKG-INFO", "pyproject.toml", ".gitignore"}
    assert {"Makefile", "LICENSE", "LICENSES/Apache-2.0.txt", "LICENSES/CC-BY-4.0.txt"} <= sdist_names


def test_the_metadata_says_what_pyproject_says(wheel: zipfile.Path, pyproject: dict[str, Any]) -> None:
    project = pyproject["project"]
    info = wheel / f"survivorgraph-{__version__}.dist-info"
    metadata = message_from_string((info / "METADATA").read_text(encoding="utf-8"))
    assert metadata["Name"] == "survivorgraph"
    assert metadata["Version"] == __version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "Apache-2.0 AND CC-BY-4.0"
    assert set(metadata.get_all("License-File", [])) == {
        "LICENSE",
        "LICENSES/Apache-2.0.txt",
        "LICENSES/CC-BY-4.0.txt",
    }
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata.get_payload(), "the README is the description"
    required = {Requirement(line) for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line}
    assert required == {Requirement(line) for line in project["dependencies"]}
    entry_points = (info / "entry_points.txt").read_text(encoding="utf-8")
    assert "survivorgraph = survivorgraph.cli:main" in entry_points
