"""Notebooks are stored as written, and run from a clean kernel as a reader would run them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECONDS = 60

# Run the notebook given as argument where it lies, in a process of its own: what Jupyter's machinery
# warns about on its way is not for this project to mend.
EXECUTE = f"""
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout={SECONDS}, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[1])
"""


def read_notebook(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def workplace(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that looks like a checkout after `make graph`: a build beside the notebooks."""
    folder = tmp_path_factory.mktemp("workplace")
    shutil.copytree(built, folder / "build")
    (folder / "notebooks").mkdir()
    return folder


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_output(path: Path) -> None:
    notebook = read_notebook(path)
    nbformat.validate(notebook)
    for cell in notebook.cells:
        assert cell.metadata == {}, f"cell {cell.id} keeps traces of an editor"
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_names_no_machine(path: Path) -> None:
    metadata = read_notebook(path).metadata
    assert set(metadata) <= {"kernelspec", "language_info"}
    assert metadata.kernelspec == {"display_name": "Python 3", "language": "python", "name": "python3"}
    assert metadata.get("language_info", {"name": "python"}) == {"name": "python"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_explains_itself_first(path: Path) -> None:
    first = read_notebook(path).cells[0]
    assert first.cell_type == "markdown"
    assert first.source.startswith("# ")


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_a_clean_kernel(path: Path, workplace: Path) -> None:
    copy = workplace / "notebooks" / path.name
    shutil.copyfile(path, copy)
    own = {"IPYTHONDIR": "ipython", "JUPYTER_DATA_DIR": "data", "JUPYTER_RUNTIME_DIR": "runtime"}
    environment = os.environ | {name: str(workplace / "jupyter" / folder) for name, folder in own.items()}
    done = subprocess.run(
        [sys.executable, "-c", EXECUTE, str(copy)],
        cwd=copy.parent,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
        timeout=2 * SECONDS,
    )
    assert done.returncode == 0, done.stderr
    for cell in read_notebook(copy).cells:
        if cell.cell_type == "code" and cell.source.rstrip().splitlines()[-1].startswith(("page_frame(", "page")):
            (output,) = cell.outputs
            assert output.data["text/html"].startswith('<iframe sandbox="allow-scripts allow-downloads"')
            assert len(output.data["text/plain"]) < 100, "the page is stored twice"
    outputs = [output for cell in read_notebook(copy).cells for output in cell.get("outputs", [])]
    assert outputs, "a notebook that shows nothing explains nothing"
    assert not [output for output in outputs if output.get("name") == "stderr"], "it warns its reader"
