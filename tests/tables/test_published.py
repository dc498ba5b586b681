"""Published statistics are read as published: counts, intervals, and every spelling accounted for."""

from __future__ import annotations

import csv
import gzip
import os
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from survivorgraph.errors import RecordError
from survivorgraph.schema.places import Gazetteer
from survivorgraph.tables.codebooks.citizenships import Citizenships, read_citizenships
from survivorgraph.tables.codebooks.codebook_versions import RELEASES
from survivorgraph.tables.counting.published_statistics import (
    PublishedCell,
    Statistics,
    list_corridors,
    read_statistics,
)

COLUMNS = next(release.columns for release in RELEASES if release.kind == "glotip")
REAL = Path(__file__).parents[3] / "shared" / "data" / "glotip-2025-04.csv"
ROW = {
    "Iso3_code": "ITA",
    "Country": "Italy",
    "Indicator": "Detected trafficking victims",
    "Dimension": "by citizenship",
    "Category": "Nigerians",
    "Sex": "Total",
    "Age": "Total",
    "Year": "2019",
    "txtVALUE": "1,250",
}


@pytest.fixture(scope="module")
def citizenships(gazetteer: Gazetteer) -> Citizenships:
    return read_citizenships(gazetteer)


def read(folder: Path, gazetteer: Gazetteer, citizenships: Citizenships, *rows: Mapping[str, str]) -> Statistics:
    file = folder / "glotip.csv"
    lines = [",".join(COLUMNS)]
    lines += [",".join(f'"{(ROW | dict(row)).get(name, "")}"' for name in COLUMNS) for row in rows]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_statistics([file], gazetteer=gazetteer, citizenships=citizenships)


def test_counts_intervals_and_spellings(tmp_path: Path, gazetteer: Gazetteer, citizenships: Citizenships) -> None:
    found = read(
        tmp_path,
        gazetteer,
        citizenships,
        {},
        {"Category": "Nigerin", "txtVALUE": "<5"},
        {"Category": "Nationals", "txtVALUE": "7"},
        {"Category": "Atlanteans", "txtVALUE": "7"},
        {"Category": "Former Yugoslavia"},
        {"Indicator": "Persons convicted"},
        {"Iso3_code": "", "Country": "Sark"},
    )
    assert found.figures == [PublishedCell("NER", "ITA", 2019, 0, 4), PublishedCell("NGA", "ITA", 2019, 1250, 1250)]
    assert found.unresolved == {"Atlanteans": 1, "Sark": 1}
    assert found.left_out == {("own-country", "Nationals"): 1, ("former-country", "Former Yugoslavia"): 1}
    assert (found.resolved, found.named) == (2, 5)
    assert any("not resolved: 'Atlanteans'" in line for line in found.describe())


def test_figures_are_the_same_however_the_table_is_packed(
    tmp_path: Path, gazetteer: Gazetteer, citizenships: Citizenships
) -> None:
    rows = [{}, {"Category": "Namibian", "Year": "2020", "txtVALUE": "<5"}, {"Category": "Nepalese", "txtVALUE": "40"}]
    expected = read(tmp_path, gazetteer, citizenships, *rows).figures
    text = (tmp_path / "glotip.csv").read_text(encoding="utf-8")
    cells = list(csv.reader(text.splitlines()))
    (tmp_path / "glotip.csv.gz").write_bytes(gzip.compress(text.encode()))
    (tmp_path / "row-3.csv").write_text(f"Detected victims\n\n{text}", encoding="utf-8")
    parquet.write_table(
        pa.table({name: [row[place] for row in cells[1:]] for place, name in enumerate(cells[0])}),
        tmp_path / "glotip.parquet",
    )
    for above in (0, 2):
        book = Workbook()
        for row in [["A title"]] * above + cells:
            book.active.append([int(cell) if cell.isdigit() else cell for cell in row])
        book.save(tmp_path / f"above-{above}.xlsx")
    packed = ("glotip.csv.gz", "row-3.csv", "glotip.parquet", "above-0.xlsx", "above-2.xlsx")
    for name in packed:
        found = read_statistics([tmp_path / name], gazetteer=gazetteer, citizenships=citizenships)
        assert (name, found.figures) == (name, expected)
    halves = []
    for place in (1, 2):
        halves.append(tmp_path / f"{place}.csv")
        halves[-1].write_text("\n".join([text.splitlines()[0], *text.splitlines()[place::2]]) + "\n", encoding="utf-8")
    assert read_statistics(halves, gazetteer=gazetteer, citizenships=citizenships).figures == expected


def test_two_spellings_of_one_citizenship_add_up(
    tmp_path: Path, gazetteer: Gazetteer, citizenships: Citizenships
) -> None:
    found = read(tmp_path, gazetteer, citizenships, {}, {"Category": "Nigeria", "txtVALUE": "<5"})
    assert found.figures == [PublishedCell("NGA", "ITA", 2019, 1250, 1254)]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{"txtVALUE": "many"}], "txtVALUE: expected a count such as 1,234 or <5"),
        ([{"txtVALUE": "-3"}], "expected a count"),
        ([{"Year": "20x9"}], "Year: expected a year"),
        ([{"Sex": "Female"}], "expected totals of sex"),
        ([{}, {}], ":3: duplicate row"),
        ([{"Indicator": "Persons convicted"}], "no row has detected trafficking victims by citizenship"),
        ([], "no row has detected trafficking victims by citizenship"),
    ],
)
def test_what_cannot_be_read_is_said_with_its_line(
    tmp_path: Path, gazetteer: Gazetteer, citizenships: Citizenships, rows: list[Mapping[str, str]], expected: str
) -> None:
    with pytest.raises(RecordError, match=expected) as caught:
        read(tmp_path, gazetteer, citizenships, *rows)
    assert "many" not in str(caught.value)


def test_corridors_are_ranked_by_their_lower_bound_over_all_years() -> None:
    figures = [
        PublishedCell("A", "B", 2019, 5, 5),
        PublishedCell("A", "B", 2020, 0, 4),
        PublishedCell("C", "B", 2020, 6, 6),
    ]
    assert list(list_corridors(figures)) == [("C", "B", 6, 6), ("A", "B", 5, 9)]


@pytest.fixture(scope="module")
def real(gazetteer: Gazetteer, citizenships: Citizenships) -> Statistics:
    if not REAL.is_file() and not os.environ.get("CI"):
        pytest.skip("the GLOTIP file is not here")
    return read_statistics([REAL], gazetteer=gazetteer, citizenships=citizenships)


def test_the_real_file_has_the_rows_that_it_should(real: Statistics) -> None:
    assert real.rows.total() == 58_769
    assert real.rows["Detected trafficking victims", "by citizenship"] == 8_851
    assert real.resolved + real.left_out.total() + real.unresolved.total() == 8_851


def test_nearly_every_row_of_the_real_file_that_names_a_country_resolves(real: Statistics) -> None:
    assert real.resolved / real.named >= 0.998
    assert not real.unresolved
    # What names a country and is not resolved: those that are no longer, and several in one row.
    gone = {spelling for (kind, spelling) in real.left_out if kind in ("former-country", "several")}
    assert {spelling.split(" (")[0] for spelling in gone} == {"Former Yugoslavia", "Caribbean", "Other Countries"}


def test_figures_of_the_real_file_are_those_printed(real: Statistics) -> None:
    figures = {(one.origin, one.destination, one.year): (one.lower, one.upper) for one in real.figures}
    assert len(figures) == real.resolved
    assert figures["PAK", "PAK", 2019] == (32_022, 32_022)
    assert figures["NER", "GBR", 2021] == (10, 10)
    assert figures["COD", "AGO", 2020] == (8, 8)
    assert figures["NER", "GBR", 2020] == (0, 4)
    corridors = [row for row in list_corridors(real.figures) if row[0] != row[1]]
    assert len(corridors) == 2_385
    assert corridors[0] == ("ALB", "GBR", 10_985, 10_985)
