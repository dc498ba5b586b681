"""`import survivorgraph` is all that docs, notebooks and programs need; each part has an example that runs."""

from __future__ import annotations

import doctest
import inspect
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import NamedNode

import survivorgraph
from survivorgraph import dataset as module

ROOT = Path(__file__).resolve().parents[1]
DEEP = re.compile(r"^\s*(?:from\s+survivorgraph(?:\.|\s+import\s+_)|import\s+survivorgraph\.)", re.MULTILINE)
FENCE = re.compile(r"^```python[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROMISED = {"ask", "query", "measure", "network", "stories", "corridors", "partnerships", "explorer", "to_pyvis"}
METHODS = {
    name: method for name, method in inspect.getmembers(survivorgraph.Dataset, callable) if not name.startswith("_")
}


@pytest.fixture(scope="module")
def dataset(built: Path) -> survivorgraph.Dataset:
    return survivorgraph.open_dataset(built)


@pytest.fixture
def folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the current folder, new, with a build in it."""
    (tmp_path / "build").symlink_to(built)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read_programs() -> Iterator[tuple[str, str]]:
    """Yield the Python of the documentation and the notebooks by where it is."""
    for file in [*sorted((ROOT / "docs").glob("*.md")), *sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("*/README.md"))]:
        for number, code in enumerate(FENCE.findall(file.read_text(encoding="utf-8"))):
            yield f"{file.relative_to(ROOT)} {number}", code
    for file in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                yield f"{file.name} {cell['id']}", "".join(cell["source"])


PROGRAMS = dict(read_programs())


def test_docs_and_notebooks_use_the_front_door_only() -> None:
    assert len(PROGRAMS) > 50
    assert {where for where, code in PROGRAMS.items() if DEEP.search(code)} == set()
    used = {name for code in PROGRAMS.values() for name in re.findall(r"\bsurvivorgraph\.(\w+)", code)}
    assert used <= {*survivorgraph.__all__}


@pytest.mark.parametrize(
    "code",
    [
        "from survivorgraph.store import questions",
        "x = 1\nimport survivorgraph.errors",
        " from survivorgraph import _x",
    ],
)
def test_an_import_past_the_front_door_is_found(code: str) -> None:
    assert DEEP.search(code)
    assert not DEEP.search("import survivorgraph\nfrom survivorgraph import open_dataset")


def test_completion_shows_what_can_be_done(dataset: survivorgraph.Dataset) -> None:
    assert set(dir(dataset)) >= PROMISED
    assert not [name for name in dir(dataset) if name.startswith("_")]
    assert {"open_dataset", "build", "Dataset", "Table", "errors"} <= set(dir(survivorgraph))
    assert all(getattr(survivorgraph, name) is not None for name in survivorgraph.__all__)
    assert issubclass(survivorgraph.errors.DatasetError, survivorgraph.SurvivorGraphError)


@pytest.mark.parametrize("name", [name for name in survivorgraph.__all__ if name not in ("__version__",)])
def test_everything_there_says_what_it_is(name: str) -> None:
    assert (inspect.getdoc(getattr(survivorgraph, name)) or "").strip()


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_every_method_has_an_example_that_runs(
    method: Callable[..., Any], dataset: survivorgraph.Dataset, folder: Path
) -> None:
    (example,) = doctest.DocTestFinder(recurse=False).find(
        method, globs={**vars(module), "dataset": dataset, "NamedNode": NamedNode}
    )
    assert example.examples
    report: list[str] = []
    results = doctest.DocTestRunner().run(example, out=report.append)
    assert results.failed == 0, "".join(report)


@pytest.mark.parametrize("where", [survivorgraph, module, module.open_dataset], ids=lambda one: one.__name__)
def test_the_first_examples_run(where: object, folder: Path) -> None:
    names: dict[str, Any] = {}
    examples = doctest.DocTestParser().get_examples(inspect.getdoc(where) or "")
    assert examples
    exec("import survivorgraph; from survivorgraph import open_dataset", names)
    for example in examples:
        exec(compile(example.source, "docstring", "single"), names)
