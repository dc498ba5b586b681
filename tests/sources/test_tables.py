"""Tables are read from CSV, gzip and XLSX; what cannot be read is one message that quotes nothing."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from survivorgraph.errors import RecordError
from survivorgraph.sources.tables import read_cells, read_header

HEADER = ("origin", "destination", "year")
SECRET = "Mei Invented"
TEXT = f'origin,destination,year\nNA,"ITA",2019\n{SECRET},DEU,2020\n'


def read(file: Path) -> list[tuple[str, ...]]:
    header = read_header(file)
    return list(read_cells(file, header, {name: name for name in HEADER}))


def write(folder: Path, content: bytes, name: str = "edges.csv") -> Path:
    file = folder / name
    file.write_bytes(content)
    return file


ROWS = [("NA", "ITA", "2019"), (SECRET, "DEU", "2020")]


@pytest.mark.parametrize(
    "pack",
    [
        str.encode,
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "\t").encode(),
        lambda text: gzip.compress(text.encode()),
        lambda text: ("A title\n\n" + text).encode(),
    ],
)
def test_rows_are_the_same_however_a_table_is_packed(tmp_path: Path, pack: Callable[[str], bytes]) -> None:
    assert read(write(tmp_path, pack(TEXT))) == ROWS


@pytest.mark.parametrize("above", [0, 2])
def test_a_workbook_may_have_its_header_in_row_one_or_three(tmp_path: Path, above: int) -> None:
    book = Workbook()
    book.active.append(["notes"])
    sheet = book.create_sheet("data")
    for _ in range(above):
        sheet.append(["a title"])
    for row in [HEADER, ("NA", "ITA", 2019), (SECRET, "DEU", 2020)]:
        sheet.append(row)
    book.save(tmp_path / "edges.xlsx")
    assert read(tmp_path / "edges.xlsx") == ROWS


def test_a_parquet_file_is_read_as_text(tmp_path: Path) -> None:
    columns = {"origin": ["NA", SECRET], "destination": ["ITA", "DEU"], "year": [2019, 2020], "more": [None, 1.5]}
    parquet.write_table(pa.table(columns), tmp_path / "edges.parquet")
    assert read(tmp_path / "edges.parquet") == ROWS


BROKEN: dict[str, tuple[str, bytes, str]] = {
    "a row cut off": ("edges.csv", TEXT.encode()[:-10], "1 cells where the header has 3"),
    "an open quote": ("edges.csv", b'origin,destination,year\n"NA,ITA,2019\n', "a quote is open"),
    "gzip cut off": ("edges.csv", gzip.compress(TEXT.encode() * 99)[:-20], "cut off or damaged"),
    "Latin-1": ("edges.csv", TEXT.replace("DEU", "Perú").encode("latin-1"), "not UTF-8"),
    "UTF-16": ("edges.csv", TEXT.encode("utf-16"), "not UTF-8|no text file"),
    "no text": ("edges.csv", b"origin,destination,year\n\x00\x01\x02\n", "no text file"),
    "nothing": ("edges.csv", b"", "empty"),
    "no Parquet": ("edges.parquet", TEXT.encode(), "no Parquet file"),
    "no workbook": ("edges.xlsx", TEXT.encode(), "no XLSX workbook"),
    "another packing": ("edges.csv", lzma.compress(TEXT.encode()), "not UTF-8|no text file"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_one_message_without_its_content(tmp_path: Path, case: str) -> None:
    name, content, expected = BROKEN[case]
    with pytest.raises(RecordError, match=expected) as caught:
        read(write(tmp_path, content, name))
    assert SECRET not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"none\.csv.*cannot be read"):
        read(tmp_path / "none.csv")
