"""Nothing of a case table is published but protected cells, and no second table of its people beside them."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import md5, sha1, sha256
from pathlib import Path
from typing import Any

import pytest
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from survivorgraph.builds import imports
from survivorgraph.builds.imports import remove_import, run_import
from survivorgraph.errors import CheckError, RecordError
from survivorgraph.store.imported import list_imports

# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
ROWS = [(30, "Nepal,India,2019"), (12, "Nepal,India,2020"), (3, "Nepal,India,2021"), (20, "Kenya,Qatar,2020")]


@pytest.fixture
def store(built_invented: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of a build to import into, whose pages are not drawn again."""
    monkeypatch.setattr(imports, "_draw", lambda *_: None)
    return Path(shutil.copytree(built_invented, tmp_path / "place" / "build"))


def write(file: Path, rows: list[tuple[int, str]] = ROWS) -> Path:
    lines = ["origin,destination,year", *(row for number, row in rows for _ in range(number))]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def dress(file: Path, how: str) -> list[Path]:
    """Save the rows of a file in another way beside it; return what it becomes."""
    text = file.read_text(encoding="utf-8")
    header, *rows = text.splitlines()
    new = file.with_name("dressed.csv")
    if how == "shuffled":
        random.Random(1).shuffle(rows)
    texts = {
        "newline": text + "\n",
        "CRLF": text.replace("\n", "\r\n"),
        "BOM": "\ufeff" + text,
        "semicolons": text.replace(",", ";"),
        "shuffled": "\n".join([header, *rows]) + "\n",
        "codes": text.replace("Nepal", "NPL").replace("India", "IN").replace("Kenya", "KEN"),
        "columns": "id," + header + "\n" + "".join(f"{number},{row}\n" for number, row in enumerate(rows)),
    }
    if how in texts:
        new.write_bytes(texts[how].encode())
    elif how == "gzip":
        new = new.with_name("dressed.csv.gz")
        new.write_bytes(gzip.compress(text.encode()))
    elif how == "Parquet":
        new = new.with_name("dressed.parquet")
        parquet.write_table(arrow_csv.read_csv(file), new)
    else:
        halves = [rows[::2], rows[1::2]]
        for place, half in enumerate(halves):
            new.with_stem(f"half{place}").write_text("\n".join([header, *half]) + "\n", encoding="utf-8")
        return [new.with_stem("half0"), new.with_stem("half1")]
    return [new]


DRESSES = ["newline", "CRLF", "BOM", "semicolons", "shuffled", "codes", "columns", "gzip", "Parquet", "split in two"]


def read_published(build: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(build.rglob("*")) if path.is_file())


def test_the_same_rows_in_another_dress_are_known_whatever_is_allowed(store: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "cases.csv")
    run_import("edges", [file], store=store)
    again: dict[str, Any] = {"store": store, "key": "again", "by": ["destination", "year"]}
    for how in DRESSES:
        with pytest.raises(CheckError, match=r"the same rows are in the graph 'edges'.*subtracted from each other"):
            run_import("edges", dress(file, how), **again, allow_overlap=True)
    with pytest.raises(CheckError, match="the same rows are in the graph 'edges'"):
        run_import("edges", dress(file, "shuffled"), **again)
    assert list_imports(store) == ["edges"]
    note = run_import("edges", dress(file, "codes"), store=store, by=["destination", "year"])
    assert "publish only one of them" in str(note)


def test_a_second_case_table_is_refused_unless_it_is_said_that_nobody_is_in_both(store: Path, tmp_path: Path) -> None:
    run_import("edges", [write(tmp_path / "cases.csv")], store=store)
    one_less = write(tmp_path / "less.csv", [(29, ROWS[0][1]), *ROWS[1:]])
    with pytest.raises(CheckError, match=r"a case table here already, 'edges'.* number of people is near") as caught:
        run_import("edges", [one_less], store=store, key="less")
    assert "--allow-overlap" in str(caught.value)
    assert "64" not in str(caught.value)
    far = write(tmp_path / "far.csv", [(400, "Peru,Chile,2020")])
    with pytest.raises(CheckError, match=r"a case table here already, 'edges'.* If anybody"):
        run_import("edges", [far], store=store, key="far")
    report = run_import("edges", [far], store=store, key="far", allow_overlap=True)
    assert "publish this beside 'edges' only if nobody is in both" in str(report)
    assert list_imports(store) == ["edges", "far"]


def test_published_statistics_stand_beside_a_case_table(
    built_invented: Path, tmp_path: Path, make_figures: Callable[..., Path]
) -> None:
    figures = Path(shutil.copytree(make_figures(built_invented), tmp_path / "figures"))
    run_import("edges", [write(tmp_path / "cases.csv")], store=figures)
    assert list_imports(figures) == ["edges", "glotip"]
    about = json.loads((figures / "imports/glotip/metadata.json").read_text(encoding="utf-8"))
    assert len(about["files"][0]["sha256"]) == 64, "what is published already says which file it is"


def test_a_table_that_was_removed_is_remembered(store: Path, tmp_path: Path) -> None:
    run_import("edges", [write(tmp_path / "cases.csv")], store=store)
    assert "can still subtract another table" in str(remove_import("edges", store=store))
    report = run_import("edges", [tmp_path / "cases.csv"], store=store, key="again", by=["year"])
    assert "a table was imported as 'edges' earlier of the same rows that was split otherwise" in str(report)
    one_less = write(tmp_path / "less.csv", [(29, ROWS[0][1]), *ROWS[1:]])
    report = run_import("edges", [one_less], store=store, key="again")
    assert "Their numbers of people are near each other" in str(report)


def test_a_table_whose_record_is_gone_is_not_taken_for_another(store: Path, tmp_path: Path) -> None:
    run_import("edges", [write(tmp_path / "cases.csv")], store=store)
    shutil.rmtree(store.with_name(".build.private"))
    with pytest.raises(CheckError, match="there is a case table here already"):
        run_import("edges", [tmp_path / "cases.csv"], store=store, key="again")
    report = run_import("edges", [tmp_path / "cases.csv"], store=store, key="again", allow_overlap=True)
    assert "the record of an earlier case table of this build is not here" in str(report)


@pytest.mark.parametrize("how", ["path", "another path", "link", "hard link", "copy"])
def test_one_file_given_twice_is_refused(store: Path, tmp_path: Path, how: str) -> None:
    file = write(tmp_path / "cases.csv")
    other = tmp_path / "other.csv"
    if how == "link":
        other.symlink_to(file)
    elif how == "hard link":
        os.link(file, other)
    elif how == "copy":
        shutil.copy(file, other)
    else:
        other = file if how == "path" else tmp_path / "place" / ".." / "cases.csv"
    for options in ({}, {"allow_overlap": True}):
        with pytest.raises(RecordError, match=r"this file is given twice, as .* its rows would be counted twice"):
            run_import("edges", [file, other], store=store, **options)
    assert list_imports(store) == []


@pytest.mark.parametrize("how", DRESSES)
def test_the_same_rows_in_two_dresses_are_refused_in_one_import(store: Path, tmp_path: Path, how: str) -> None:
    file = write(tmp_path / "cases.csv")
    expected, error = "look like the same rows, and would be counted twice", CheckError
    if how in ("columns", "Parquet"):
        expected, error = "header differs|import them one by one", RecordError
    with pytest.raises(error, match=expected):
        run_import("edges", [file, *dress(file, how)], store=store)
    assert list_imports(store) == []


def test_files_of_other_people_that_look_alike_can_be_imported_together(store: Path, tmp_path: Path) -> None:
    files = [write(tmp_path / name, [(12, "Nepal,India,2019")]) for name in ("may.csv", "june.csv")]
    files[1].write_text(files[1].read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(CheckError, match="add --allow-overlap"):
        run_import("edges", files, store=store)
    assert "24 people counted" in str(run_import("edges", files, store=store, allow_overlap=True))


def test_nothing_about_the_file_is_published(store: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "hut-17-cases.csv", [(1017, "Nepal,India,2019"), (2003, "Kenya,Qatar,2020")])
    run_import("edges", [file], store=store)
    published, content = read_published(store), file.read_bytes()
    for digest in (sha256(content), sha1(content), md5(content)):
        assert digest.hexdigest().encode() not in published
        assert digest.digest() not in published
    assert b"hut-17" not in published
    about = json.loads((store / "imports/edges/metadata.json").read_text(encoding="utf-8"))
    assert str(file.stat().st_size) not in json.dumps(about)
    assert "3020" not in json.dumps(about)
    assert {"files", "rows", "counted", "sketch", "people"}.isdisjoint(about)
    secret = (store.with_name(".build.private") / "key").read_text(encoding="utf-8").strip()
    assert secret.encode() not in published


def test_the_secret_decides_which_cells_are_drawn_and_stays_the_same(store: Path, tmp_path: Path) -> None:
    file = write(
        tmp_path / "cases.csv", [(3, "Nepal,India,2001"), *((20, f"Nepal,India,{year}") for year in range(2002, 2022))]
    )
    table = store / "imports/edges/table.csv"
    drawn = set()
    for _ in range(2):
        run_import("edges", [file], store=store)
        drawn.add(table.read_text(encoding="utf-8"))
    assert len(drawn) == 1
    for _ in range(3):
        shutil.rmtree(store.with_name(".build.private"))
        run_import("edges", [file], store=store)
        drawn.add(table.read_text(encoding="utf-8"))
    assert len(drawn) > 1


def test_what_is_printed_of_unresolved_spellings_cannot_be_subtracted(store: Path, tmp_path: Path) -> None:
    file = write(
        tmp_path / "cases.csv", [(10, "Ruritania,Italy,2019"), (2, "Ruritania,Kuwait,2019"), (40, "Nepal,Italy,2019")]
    )
    lines = run_import("edges", [file], store=store, by=["origin", "destination"]).lines
    assert not any("12" in line for line in lines)
    hidden = [(3, "Ruritania,Italy,2019"), (14, "Ruritania,Kuwait,2019"), (40, "Nepal,Italy,2019")]
    lines = run_import("edges", [write(file, hidden)], store=store, by=["origin", "destination"]).lines
    told = [line for line in lines if "'Ruritania' is not resolved" in line]
    shown = "not-stated" in str(lines) or "unresolved,KWT,14" in (store / "imports/edges/table.csv").read_text()
    assert bool(told) == shown, "only of cells that are shown anyway"


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="the command line is that of POSIX")
def test_two_imports_and_a_build_at_once_all_end_right(built_invented: Path, invented: Path, tmp_path: Path) -> None:
    store = Path(shutil.copytree(built_invented, tmp_path / "place" / "build"))
    one = write(tmp_path / "one.csv")
    other = write(tmp_path / "other.csv", [(25, "Peru,Chile,2020")])
    run = [sys.executable, "-m", "survivorgraph"]
    commands = [
        [*run, "import", "edges", one, "--key", "one", "--allow-overlap", "--store", store],
        [*run, "import", "edges", other, "--key", "other", "--allow-overlap", "--store", store],
        [*run, "build", "--data", invented, "--out", store],
    ]

    def call(command: list[Any]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, capture_output=True, text=True, check=False)

    with ThreadPoolExecutor(3) as pool:
        for done in pool.map(call, commands):
            assert done.returncode == 0, done.stderr
    assert list_imports(store) == ["one", "other"]
    report = json.loads((store / "report.json").read_text(encoding="utf-8"))
    assert set(report["imports"]) == {"one", "other"}
    assert {path.name for path in store.parent.iterdir()} == {"build", ".build.private"}
