"""Tables are read from CSV, gzip and XLSX; what cannot be read is one message that quotes nothing."""

from __future__ import annotations

import gzip
import lzma
import re
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pyarrow as pa
import pytest
from openpyxl import Workbook
from pyarrow import parquet

from survivorgraph.errors import RecordError
from survivorgraph.tables.reading.table_reader import open_grid, read_cells

HEADER = ("origin", "destination", "year")
SECRET = "Mei Invented"
TEXT = f'origin,destination,year\nNA,"ITA",2019\n{SECRET},DEU,2020\n'


def read(file: Path) -> list[tuple[str, ...]]:
    return [cells for _, cells in read_cells(file, {name: name for name in HEADER})]


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
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.encode("utf-32"),
        lambda text: text.replace(",", "|").encode(),
        lambda text: text.replace("origin", " origin ").replace("NA", "NA\u00a0").encode(),
        lambda text: (text + ",,\n\n,,\n").encode(),
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
    "two encodings": ("edges.csv", ("é,b,c\n" + TEXT).encode() + b"Per\xfa,DEU,2020\n", r":5: this line is not UTF-8"),
    "an old workbook": ("edges.xls", b"\xd0\xcf\x11\xe0", r"\.xls is not read"),
    "no text": ("edges.csv", b"origin,destination,year\n\x00\x01\x02\n", "no text file"),
    "nothing": ("edges.csv", b"", "empty"),
    "no Parquet": ("edges.parquet", TEXT.encode(), "no Parquet file"),
    "no workbook": ("edges.xlsx", TEXT.encode(), "no XLSX workbook"),
    "another packing": ("edges.csv", lzma.compress(TEXT.encode()), "encoding of this file is not known|no text file"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_one_message_without_its_content(tmp_path: Path, case: str) -> None:
    name, content, expected = BROKEN[case]
    with pytest.raises(RecordError, match=expected) as caught:
        read(write(tmp_path, content, name))
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize(("word", "encoding"), [("Perú", "cp1252"), ("Côte d’Ivoire", "cp1252"), ("Россия", "cp1251")])
def test_text_of_a_spreadsheet_is_read_in_its_encoding(tmp_path: Path, word: str, encoding: str) -> None:
    text = "origin,destination,year\n" + f"{word},DEU,2020\n" * 3
    assert read(write(tmp_path, text.encode(encoding))) == [(word, "DEU", "2020")] * 3


def test_a_byte_that_fits_no_encoding_is_said_with_its_line(tmp_path: Path) -> None:
    lines = ["origin,destination,year", *["Peru,DEU,2020"] * 40, "Côte d’Ivoire,DEU,2020"]
    content = "\n".join(lines).encode() + b"\nPer\xfa,DEU,2020\n"
    with pytest.raises(RecordError, match=r"edges\.csv:43: this line is not UTF-8"):
        read(write(tmp_path, content))


def test_a_workbook_is_read_whatever_size_it_claims(tmp_path: Path) -> None:
    """UNODC's own says that it is one cell."""
    book = Workbook()
    for row in [HEADER, *ROWS]:
        book.active.append(row)
    book.save(tmp_path / "full.xlsx")
    with ZipFile(tmp_path / "full.xlsx") as full, ZipFile(tmp_path / "edges.xlsx", "w") as claimed:
        for name in full.namelist():
            text = full.read(name)
            claimed.writestr(name, re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', text))
    assert read(tmp_path / "edges.xlsx") == ROWS


def test_of_two_sheets_with_a_table_one_is_named(tmp_path: Path) -> None:
    book = Workbook()
    for sheet in (book.active, book.create_sheet("other")):
        for row in [HEADER, *ROWS]:
            sheet.append(row)
    book.save(tmp_path / "edges.xlsx")
    with pytest.raises(RecordError, match=r"2 sheets have such a table; name one with --sheet: Sheet, other"):
        open_grid(tmp_path / "edges.xlsx")
    assert len(list(open_grid(tmp_path / "edges.xlsx", sheet="Other").rows)) == 2


def make_bomb(folder: Path, kind: str) -> Path:
    if kind == "gzip":
        return write(folder, gzip.compress(b"a,b,c\n" * 2**23, 9), "edges.csv")
    book = Workbook()
    book.active.append(HEADER)
    book.save(folder / "small.xlsx")
    with ZipFile(folder / "small.xlsx") as small, ZipFile(folder / "edges.xlsx", "w", ZIP_DEFLATED) as bomb:
        for name in small.namelist():
            text = small.read(name)
            if name == "xl/worksheets/sheet1.xml":
                filler = b"<row><c><v>1</v></c></row>" * 2**21
                text = text.replace(b"</sheetData>", filler + b"</sheetData>")
            bomb.writestr(name, text)
    return folder / "edges.xlsx"


@pytest.mark.parametrize("kind", ["gzip", "XLSX"])
def test_a_bomb_is_refused_by_its_size(tmp_path: Path, kind: str) -> None:
    with pytest.raises(RecordError, match="unpacks to more than"):
        read(make_bomb(tmp_path, kind))


def test_a_gzip_bomb_is_refused_where_only_its_beginning_is_read(tmp_path: Path) -> None:
    """The rest would be left to the engine."""
    with pytest.raises(RecordError, match="unpacks to more than"):
        open_grid(make_bomb(tmp_path, "gzip"), most=2**20)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"none\.csv.*cannot be read"):
        read(tmp_path / "none.csv")


WIDE = {
    "columns": ",".join(f"c{number}" for number in range(200_000)),
    "empty columns": "origin,destination\na,b\n" + "," * 200_000,
}


@pytest.mark.parametrize("kind", WIDE)
def test_a_table_wider_than_a_sheet_is_refused(tmp_path: Path, kind: str) -> None:
    with pytest.raises(RecordError, match=r"this row has 200,00\d cells; a table of at most 16,384 columns is read"):
        read(write(tmp_path, WIDE[kind].encode(), "edges.csv"))


def test_rows_that_end_in_empty_cells_are_read(tmp_path: Path) -> None:
    text = "origin,destination,year\n" + f"NA,ITA,2019{',' * 16_000}\n" * 20
    assert read(write(tmp_path, text.encode())) == [("NA", "ITA", "2019")] * 20
