"""The index has names and texts of the published graph, and nothing of a case table but its name and note."""

from __future__ import annotations

import shutil
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

import survivorgraph
from survivorgraph.builds.imports import remove_import, run_import
from survivorgraph.lookup.index import INDEX_FILE
from survivorgraph.store.dataset import open_dataset

# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
ROWS = [
    *["Nepal,India,2019,cartographer"] * 130,
    *["Kenya,Qatar,2020,cartographer"] * 90,
    *["Nepal,Qatar,2020,cartographer"] * 60,
    *["Peru,Qatar,2021,glassblower"] * 3,
]


@pytest.fixture(scope="module")
def imported(built_invented: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a build with a case table of invented people, of which one corridor is below the threshold."""
    folder = tmp_path_factory.mktemp("cases")
    build = Path(shutil.copytree(built_invented, folder / "build"))
    (folder / "secretfile.csv").write_text("\n".join(["origin,destination,year,work", *ROWS]) + "\n", encoding="utf-8")
    run_import("edges", [folder / "secretfile.csv"], store=build, key="shelter", by=["origin", "destination"])
    return build


def list_texts(build: Path) -> list[str]:
    connection = sqlite3.connect(build / INDEX_FILE)
    try:
        return [str(text) for (text,) in connection.execute("SELECT text FROM texts UNION SELECT name FROM things")]
    finally:
        connection.close()


def test_the_index_has_the_data_set_and_no_cell(imported: Path, built_invented: Path) -> None:
    new = set(list_texts(imported)) - set(list_texts(built_invented))
    dataset = open_dataset(imported)
    (own,) = dataset.rows(
        "SELECT ?name ?note ?release { ?set a sg:CorridorDataset ; rdfs:label ?name ; sg:release ?release "
        "OPTIONAL { ?set sg:note ?note } }"
    )
    assert new <= {str(own["name"]), str(own["note"]), str(own["release"]), "shelter"}
    connection = sqlite3.connect(imported / INDEX_FILE)
    iris = [iri for (iri,) in connection.execute("SELECT iri FROM things")]
    connection.close()
    assert not [iri for iri in iris if "corridor-observation" in iri]
    assert [iri for iri in iris if "corridor-dataset" in iri]


def test_no_row_word_or_digest_of_the_case_file_is_in_the_index(imported: Path) -> None:
    content = (imported / INDEX_FILE).read_bytes()
    file = imported.parent / "secretfile.csv"
    digest = sha256(file.read_bytes()).hexdigest()
    for word in ("cartographer", "glassblower", "secretfile", digest, digest[:12]):
        assert word.encode() not in content


def test_what_is_below_the_threshold_is_not_found_and_has_no_number(imported: Path) -> None:
    dataset = survivorgraph.open_dataset(imported)
    assert dataset.find("glassblower").hits == ()
    corridor = dataset.about("Peru to Qatar")
    assert [fact for fact in corridor.facts if "Peru → Qatar" in fact.text and "people" in fact.text] == []
    assert dataset.find("shelter", kinds=["imported data set"]).hits[0].command == (
        "survivorgraph about corridor-dataset:shelter"
    )


def test_an_import_that_is_removed_is_not_found(imported: Path, tmp_path: Path, built_invented: Path) -> None:
    build = Path(shutil.copytree(imported, tmp_path / "build"))
    shutil.copytree(imported.with_name(".build.private"), tmp_path / ".build.private")
    remove_import("shelter", store=build)
    assert (build / INDEX_FILE).read_bytes() == (built_invented / INDEX_FILE).read_bytes()
