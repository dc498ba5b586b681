"""Give all tests the vocabulary, the places, an invented data folder to break, and what is built from data."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from survivorgraph.schema.fields import Checks
from survivorgraph.schema.places import Gazetteer, read_gazetteer
from survivorgraph.schema.vocabulary import Vocabulary, read_vocabulary

if TYPE_CHECKING:
    from survivorgraph.explorer.compose import GraphView

INVENTED = Path(__file__).parent / "fixtures" / "invented"
SLOW_IS_FINE = (HealthCheck.too_slow, HealthCheck.data_too_large)
# No test fails because the machine is busy.
settings.register_profile("tests", deadline=None)
settings.load_profile("tests")
# Chosen by `make fuzz`; the inputs are the same in each run, so that what fails can be repeated.
settings.register_profile(
    "fuzz", max_examples=10_000, derandomize=True, database=None, deadline=None, suppress_health_check=SLOW_IS_FINE
)
SECTIONS = frozenset({"story-lira", "story-weavers", "harbors", "tables"})

Edits = Mapping[str, tuple[str, str] | str | bytes | None]
"""What to change, by file: (words that stand there once, what takes their place), a new text, or None: no file."""


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """Return the shipped concept schemes."""
    return read_vocabulary()


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """Return the shipped places."""
    return read_gazetteer()


@pytest.fixture(scope="session")
def checks(vocabulary: Vocabulary, gazetteer: Gazetteer) -> Checks:
    """Return what records of the invented source are validated with."""
    return Checks(vocabulary, gazetteer, SECTIONS)


@pytest.fixture(scope="session")
def invented() -> Path:
    """Return the invented data as it is stored; use `make_data` for a copy to change."""
    return INVENTED


@pytest.fixture
def make_data(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that copies the invented data into a new folder, with edits, and returns the folder."""

    def make(edits: Edits | None = None) -> Path:
        folder = tmp_path / f"data-{len(list(tmp_path.glob('data-*')))}"
        shutil.copytree(INVENTED, folder)
        for name, edit in (edits or {}).items():
            _edit(folder / name, edit)
        return folder

    return make


def _edit(file: Path, edit: tuple[str, str] | str | bytes | None) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    if edit is None:
        file.unlink()
    elif isinstance(edit, bytes):
        file.write_bytes(edit)
    elif isinstance(edit, str):
        file.write_text(edit, encoding="utf-8")
    else:
        old, new = edit
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"'{old}' stands {text.count(old)} times in {file.name}"
        file.write_text(text.replace(old, new), encoding="utf-8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that need a build of the shipped data, which takes longest to make."""
    for item in items:
        if "built" in getattr(item, "fixturenames", ()):
            item.add_marker("shipped")


@pytest.fixture(scope="session")
def make_once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Return a function that fills a folder once for all processes of a test run; no test may change the folder."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "shared"
    shared.mkdir(exist_ok=True)

    def make(name: str, fill: Callable[[Path], object]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with FileLock(shared / f"{name}.lock"):
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)  # what a process left that failed
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return make


@pytest.fixture(scope="session")
def built(make_once: Callable[..., Path]) -> Path:
    """Build the shipped data once; return the output folder, which no test may change."""
    from survivorgraph.builds.pipeline import build

    return make_once("shipped", lambda folder: build(out=folder / "build")) / "build"


@pytest.fixture(scope="session")
def graph_view(built_invented: Path) -> GraphView:
    """Return what the pages of the invented dataset are made of."""
    from survivorgraph.explorer.compose import GraphView
    from survivorgraph.store.dataset import open_dataset

    return GraphView(open_dataset(built_invented))


@pytest.fixture(scope="session")
def built_invented(make_once: Callable[..., Path]) -> Path:
    """Build the invented data once; return the output folder, which no test may change."""
    from survivorgraph.builds.pipeline import build

    return make_once("invented", lambda folder: build(INVENTED, folder / "build")) / "build"


FIGURES = """\
Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,txtVALUE,Source
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Kenya,Total,Total,2018,Counts,12,CTS
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Kenya,Total,Total,2019,Counts,<5,CTS
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Nepal,Total,Total,2019,Counts,7,CTS
"""


@pytest.fixture(scope="session")
def make_figures(make_once: Callable[..., Path]) -> Callable[..., Path]:
    """Return a function that imports invented figures, published as UNODC does, into a copy of a build.

    The same figures in the same build are imported once: no test may change the folder that is returned.
    """
    from survivorgraph.builds.imports import run_import

    def make(build: Path, figures: str = FIGURES) -> Path:
        def fill(folder: Path) -> None:
            shutil.copytree(build, folder / "build")
            (folder / "figures.csv").write_text(figures, encoding="utf-8")
            run_import("glotip", [folder / "figures.csv"], store=folder / "build")

        digest = hashlib.sha256(f"{build}\n{figures}".encode()).hexdigest()
        return make_once(f"figures-{digest[:16]}", fill) / "build"

    return make
