"""An import is a graph of its own beside the stories: added, replaced or removed whole, or not at all."""

from __future__ import annotations

import csv
import errno
import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from survivorgraph.builds import imports
from survivorgraph.builds.corridor_files import HXL
from survivorgraph.builds.imports import remove_import, run_import
from survivorgraph.builds.pipeline import build
from survivorgraph.cli import main
from survivorgraph.errors import CheckError, DatasetError, RecordError, SurvivorGraphError
from survivorgraph.ontology.shapes import check_shapes
from survivorgraph.ontology.turtle import read_quads
from survivorgraph.schema.places import read_gazetteer
from survivorgraph.schema.vocabulary import GRAPH
from survivorgraph.store.dataset import open_dataset
from survivorgraph.store.imported import list_imports, read_imported
from survivorgraph.tables.codebooks.codebook_versions import RELEASES

# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
REAL = Path(__file__).parents[2] / "shared" / "data" / "glotip-2025-04.csv"
SECRET = "Mei Invented"


@pytest.fixture
def store(built_invented: Path, tmp_path: Path) -> Path:
    """Return a copy of a build to import into."""
    return Path(shutil.copytree(built_invented, tmp_path / "build"))


def write_edges(folder: Path, *rows: tuple[int, str], name: str = "edges.csv") -> Path:
    lines = ["origin,destination,year,name"]
    lines += [f"{row},{SECRET}" for number, row in rows for _ in range(number)]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder / name


OTHERS: dict[str, Any] = {"allow_overlap": True}
EDGES = ((30, "Nepal,India,2019"), (12, "Nepal,India,2020"), (3, "Nepal,India,2021"), (20, "Kenya,Qatar,2020"))


def observe(store: Path) -> list[tuple[Any, ...]]:
    query = """
        SELECT ?graph ?from ?to ?year ?value ?withheld WHERE { GRAPH ?graph {
          ?o a sg:CorridorObservation ; sg:hasOriginCountry ?from ; sg:hasDestinationCountry ?to .
          OPTIONAL { ?o sg:year ?year } OPTIONAL { ?o sg:value ?value } OPTIONAL { ?o sg:suppression ?withheld }
        } } ORDER BY ?graph ?from ?to ?year"""
    rows = open_dataset(store).rows(query).rows
    return [tuple(value.rsplit("/", 1)[-1] if isinstance(value, str) else value for value in row) for row in rows]


def list_beside(store: Path) -> list[str]:
    """List what was left beside a build; the secret of its imports stays."""
    return [path.name for path in store.parent.glob(".*") if path.name != ".build.private"]


def digest(store: Path) -> dict[str, bytes]:
    files = (path for path in store.rglob("*") if path.is_file() and "store" not in path.relative_to(store).parts)
    return {str(path.relative_to(store)): path.read_bytes() for path in files}


def test_cells_stand_in_a_graph_of_their_own_and_no_row_does(store: Path, tmp_path: Path) -> None:
    report = run_import("edges", [write_edges(tmp_path, *EDGES)], store=store)
    found = observe(store)
    assert found[:3] == [
        ("edges", "KEN", "QAT", None, 20, None),
        ("edges", "KEN", "QAT", 2020, 20, None),
        ("edges", "NPL", "IND", None, 45, None),
    ]
    assert found[3][3:] in {(2019, 30, None), (2019, None, True)}
    assert found[4][3:] == (2020, 12, None) if found[3][5] else (2020, None, True)
    assert found[5:] == [("edges", "NPL", "IND", 2021, None, True)]
    assert GRAPH + "edges" in open_dataset(store).list_graphs()
    assert "6 cells, 2 of them withheld" in str(report)
    everything = b"".join(digest(store).values()) + str(report).encode()
    assert SECRET.encode() not in everything


def test_the_largest_corridors_are_said_beside_the_stories(store: Path, tmp_path: Path) -> None:
    told = open_dataset(store).rows(imports.STORIES).rows
    (origin, destination, stories), *_ = told
    assert stories == 1
    rows = (30, f"{origin},{destination},2019"), (20, "Kenya,Qatar,2020"), (50, "Peru,Peru,2020"), (60, ",Peru,2020")
    lines = run_import("edges", [write_edges(tmp_path, *rows)], store=store).lines
    start = lines.index("the largest corridors, and the stories that tell of them:")
    names = [str(read_gazetteer().territories[code].name) for code in (origin, destination)]
    assert lines[start + 1 : -1] == (
        f"   1  {' to '.join(names)}: 30 people; 1 story",
        "   2  Kenya to Qatar: 20 people; no stories",
    )


def test_what_is_imported_passes_the_shapes(store: Path, tmp_path: Path) -> None:
    run_import("edges", [write_edges(tmp_path, *EDGES)], store=store)
    quads = [*read_imported(store), *read_quads(store / "graph.trig")]
    assert [str(one) for one in check_shapes(quads) if "corridor-" in one.focus] == []


def test_a_graph_is_replaced_and_removed_alone(store: Path, tmp_path: Path) -> None:
    before = digest(store)
    run_import("edges", [write_edges(tmp_path, *EDGES)], store=store)
    run_import(
        "edges", [write_edges(tmp_path, (25, "Togo,Gabon,2020"), name="other.csv")], store=store, key="togo", **OTHERS
    )
    report = run_import("edges", [write_edges(tmp_path, (15, "Peru,Chile,2020"))], store=store, **OTHERS)
    assert "6 cells that were imported as 'edges'; with another --key both stay" in str(report)
    assert list_imports(store) == ["edges", "togo"]
    assert {row[:3] for row in observe(store)} == {("edges", "PER", "CHL"), ("togo", "TGO", "GAB")}
    remove_import("edges", store=store)
    assert {row[:3] for row in observe(store)} == {("togo", "TGO", "GAB")}
    remove_import("togo", store=store)
    assert observe(store) == []
    after = digest(store)
    assert after == before


def test_a_build_keeps_what_was_imported(store: Path, tmp_path: Path, invented: Path) -> None:
    run_import("edges", [write_edges(tmp_path, *EDGES)], store=store)
    before, cells = digest(store), observe(store)
    assert {"imports/edges/table.csv", "measures/corridors.csv", "site/index.html"} <= set(before)
    build(invented, store)
    assert observe(store) == cells
    assert digest(store) == before, "pages and measures as well, so that nobody looks at those of before an import"


def test_two_imports_of_one_file_are_byte_for_byte_the_same(store: Path, tmp_path: Path) -> None:
    file = write_edges(tmp_path, *EDGES)
    run_import("edges", [file], store=store)
    first = digest(store)
    run_import("edges", [file], store=store)
    assert digest(store) == first


def test_the_stories_are_still_there_and_join_with_the_cells(store: Path, tmp_path: Path) -> None:
    run_import("edges", [write_edges(tmp_path, *EDGES)], store=store)
    assert open_dataset(store).rows("SELECT ?s WHERE { ?s a sg:Story }").rows
    names = open_dataset(store).rows(
        "SELECT DISTINCT ?name WHERE { ?o sg:isInDataset ?d ; sg:hasOriginCountry/rdfs:label ?name } ORDER BY ?name"
    )
    assert [row[0] for row in names.rows] == ["Kenya", "Nepal"]


def test_the_published_table_comes_out_in_three_formats_with_its_metadata(store: Path, tmp_path: Path) -> None:
    folder = run_import("edges", [write_edges(tmp_path, *EDGES)], store=store, min_cell=11).folder
    with (folder / "table.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0] == {
        **{"origin": "KEN", "destination": "QAT", "year": "2020", "people": "20", "lower": "20", "upper": "20"},
        **{"base": "", "share": "", "withheld": "false"},
    }
    assert [row["people"] for row in rows if row["withheld"] == "true"] == ["", ""]
    with (folder / "table.hxl.csv").open(encoding="utf-8", newline="") as stream:
        header, tags, *rest = csv.reader(stream)
    assert tags == [HXL[name] for name in header]
    assert len(rest) == len(rows) == parquet.read_table(folder / "table.parquet").num_rows
    about = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    inside = json.loads(parquet.read_schema(folder / "table.parquet").metadata[b"survivorgraph"])
    assert inside.items() <= about.items()
    wanted = {"key": "edges", "by": ["origin", "destination", "year"], "min_cell": 11, "withheld": 2}
    assert {name: about[name] for name in wanted} == wanted
    assert about["engine"].startswith("duckdb ")
    assert {"files", "rows", "counted"}.isdisjoint(about)


def test_the_same_rows_split_otherwise_are_refused_under_a_second_key(store: Path, tmp_path: Path) -> None:
    file = write_edges(tmp_path, *EDGES)
    run_import("edges", [file], store=store)
    with pytest.raises(CheckError, match="can be subtracted from each other"):
        run_import("edges", [file], store=store, key="again", by=["destination", "year"])
    report = run_import("edges", [file], store=store, by=["destination", "year"])
    assert "publish only one of them" in str(report)


@pytest.mark.parametrize(
    ("kind", "options", "error", "expected"),
    [
        ("edges", {"key": "Not A Key"}, CheckError, "a key is lower-case"),
        ("edges", {"key": "lighthouse-almanac"}, CheckError, "is a graph of the build itself"),
        ("edges", {"key": "derived"}, CheckError, "is a graph of the build itself"),
        ("edges", {"min_cell": 3}, CheckError, "threshold is 5 or more"),
        ("edges", {"store": "https://example.org/sparql"}, DatasetError, "go into a build's folder"),
        ("edges", {"store": "nowhere"}, DatasetError, "run 'survivorgraph build' first"),
        ("ctdc", {}, RecordError, "this is the header of 'edges'.*import it as edges"),
        ("glotip", {"min_cell": 10}, CheckError, "imported as published"),
        ("letters", {}, RecordError, "no kind of table"),
    ],
)
def test_what_cannot_be_imported_is_refused_and_changes_nothing(
    store: Path, tmp_path: Path, kind: str, options: dict[str, Any], error: type[Exception], expected: str
) -> None:
    before = digest(store)
    with pytest.raises(error, match=expected):
        run_import(kind, [write_edges(tmp_path, *EDGES)], **{"store": store} | options)
    assert digest(store) == before


def test_what_was_not_imported_cannot_be_removed(store: Path) -> None:
    with pytest.raises(DatasetError, match="'edges' was not imported here; imported: nothing"):
        remove_import("edges", store=store)


@pytest.mark.parametrize("step", ["write_trig", "write_corridor_table", "write_store", "write_json", "_draw"])
def test_a_full_disk_is_one_message_and_changes_nothing(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    run_import("edges", [write_edges(tmp_path, *EDGES)], store=store)
    before = digest(store)
    monkeypatch.setattr(imports, step, fail)
    with pytest.raises(DatasetError, match="No space left on device"):
        run_import("edges", [write_edges(tmp_path, (15, "Peru,Chile,2020"))], store=store)
    assert digest(store) == before
    assert list_beside(store) == []


@pytest.mark.skipif(os.name != "posix", reason="limits of a process are of POSIX")
@pytest.mark.parametrize("kilobytes", [64, 600])
def test_no_room_for_the_copy_or_for_the_pages_is_one_message_and_changes_nothing(
    store: Path, tmp_path: Path, kilobytes: int
) -> None:
    """No file may grow beyond the limit: the graph's does beyond the first, the page's beyond the second."""
    assert 64 < (store / "graph.trig").stat().st_size / 1024 < 600 < (store / "site/index.html").stat().st_size / 1024
    before = digest(store)
    limit = "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]) * 1024,) * 2)"
    code = f"{limit}; from survivorgraph.cli import main; sys.exit(main(sys.argv[2:]))"
    command = [sys.executable, "-c", code, str(kilobytes), "import", "edges", write_edges(tmp_path, *EDGES), "--store"]
    done = subprocess.run([*command, store], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "the import could not be written: " in done.stderr
    assert digest(store) == before
    assert list_beside(store) == []


def test_an_import_that_is_killed_leaves_the_build_and_the_next_one_cleans_up(store: Path, tmp_path: Path) -> None:
    before = digest(store)
    file = write_edges(tmp_path, *EDGES)
    code = (
        "import sys, time; from survivorgraph.builds import imports\n"
        "imports.write_store = lambda *_: (print('here', flush=True), time.sleep(60))\n"
        "imports.run_import('edges', [sys.argv[1]], store=sys.argv[2])"
    )
    process = subprocess.Popen([sys.executable, "-c", code, file, store], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "here\n"
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process.stdout.close()
    assert digest(store) == before
    assert observe(store) == []
    run_import("edges", [file], store=store)
    assert list_beside(store) == []
    assert len(observe(store)) == 6


def import_broken(store: Path, file: Path, kind: str) -> SurvivorGraphError:
    before = digest(store)
    with pytest.raises(SurvivorGraphError) as caught:
        run_import(kind, [file], store=store)
    assert digest(store) == before
    return caught.value


@pytest.mark.parametrize("kind", ["edges", "glotip"])
def test_a_table_of_nothing_is_one_message(store: Path, tmp_path: Path, kind: str) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    assert "empty" in str(import_broken(store, tmp_path / "empty.csv", kind))
    assert "cannot be read" in str(import_broken(store, tmp_path / "missing.csv", kind))


ROW = "Nepal,India,2019"
BROKEN: dict[str, tuple[str, bytes, str]] = {
    "cut off": ("edges", f"origin,destination,year\n{ROW}\n{SECRET}".encode(), "broken.csv:3: this row has 1 cells"),
    "Latin-1": ("edges", f"origin,destination\n{ROW[:-5]}\nPer\xfa,India\n".encode("latin-1"), "fewer than 10 people"),
    "UTF-16": ("edges", f"origin,destination,year\n{ROW}\n".encode("utf-16"), "fewer than 10 people"),
    "a surprise": ("edges", f"origin,destination,year\n{ROW}\nPeru,India,{SECRET}\n".encode(), "fewer than 10 people"),
    "a page": (
        "ctdc",
        b"<!doctype html>\n<title>Sign in</title>\n",
        "no column of a table known here",
    ),
    "packed twice": ("edges", gzip.compress(gzip.compress(b"origin,destination\n")), "not UTF-8|no text file|damaged"),
    "no figures": ("glotip", ",".join(RELEASES[3].columns).encode(), "this is the header of 'ctdc'"),
    "few people": ("edges", f"origin,destination,year\n{ROW}\n".encode(), "fewer than 10 people"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_table_is_one_message_and_what_was_imported_stays(store: Path, tmp_path: Path, case: str) -> None:
    kind, content, expected = BROKEN[case]
    (tmp_path / "broken.csv").write_bytes(content)
    error = str(import_broken(store, tmp_path / "broken.csv", kind))
    assert re.search(expected, error)
    assert SECRET not in error
    assert "\n" not in error


@pytest.fixture
def real() -> Path:
    if not REAL.is_file() and not os.environ.get("CI"):
        pytest.skip("the GLOTIP file is not here")
    return REAL


def list_largest(store: Path) -> Sequence[tuple[Any, ...]]:
    answer = open_dataset(store).rows(
        """SELECT ?from ?to ?least ?most WHERE {
          ?o a sg:CorridorObservation ; sg:lowerBound ?least ; sg:upperBound ?most ;
            sg:hasOriginCountry ?a ; sg:hasDestinationCountry ?b .
          ?a sg:alpha3Code ?from . ?b sg:alpha3Code ?to . FILTER(?a != ?b) FILTER NOT EXISTS { ?o sg:year ?year }
        } ORDER BY DESC(?least) ?from ?to LIMIT 3"""
    )
    return answer.rows


def test_the_real_glotip_file_end_to_end(store: Path, real: Path) -> None:
    report = run_import("glotip", [real], store=store)
    assert "58769 rows" in str(report)
    assert "2,385 corridors between countries; 7,092 of 11,003 cells are intervals" in str(report)
    assert "8496 of 8507 rows that name a country resolve (99.87%)" in str(report)
    assert "   1  Albania to United Kingdom: 10,985 people; no stories" in str(report)
    assert list(list_largest(store)) == [
        ("ALB", "GBR", 10985, 10985),
        ("MEX", "USA", 6952, 6952),
        ("VNM", "GBR", 3951, 3955),
    ]


def test_published_counts_in_any_order_of_the_words(
    store: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "counts.csv"
    file.write_text("origin,destination,n\nNepal,Qatar,<5\nMali,France,30\n", encoding="utf-8")
    words = ["import", "edges", "--published", str(file), "--count", "n", "--store", str(store), "--key", "counts"]
    assert main(words) == 0
    assert "survivorgraph protected nothing in them" in capsys.readouterr().out
    about = json.loads((store / "imports/counts/metadata.json").read_text(encoding="utf-8"))
    assert (about["kind"], about["withheld"]) == ("published", 0)
    assert "protected nothing" in about["note"]
    assert "min_cell" not in about
    for option in (["--by", "origin"], ["--min-cell", "5"], ["--allow-overlap"]):
        assert main([*words, *option]) == 2
        assert "does nothing with --published" in capsys.readouterr().err
    table = store / "imports/counts/table.csv"
    assert main(["import", "edges", str(table), "--store", str(store), "--key", "again"]) == 1
    assert "read it back with --published" in capsys.readouterr().err
    assert main(["import", "--published", "edges", str(table), "--store", str(store), "--key", "again"]) == 0
    assert (store / "imports/again/table.csv").read_bytes() == table.read_bytes()
