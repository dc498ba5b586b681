"""One table in many dresses is one table; a mangled one is read or refused, never more."""

from __future__ import annotations

import gzip
import io
from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from survivorgraph.errors import NetworkError, SurvivorGraphError
from survivorgraph.network.files.network_files import read_network
from survivorgraph.tables.reading.numbers import UnclearNumbersError, find_decimal, read_number
from survivorgraph.tables.reading.table_reader import open_grid

COUNTRIES = ("Nepal", "Qatar", "Perú", "Côte d’Ivoire", "Türkiye", "Congo, Dem. Rep.", "Togo")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252")
EDGES = st.lists(
    st.tuples(st.sampled_from(COUNTRIES), st.sampled_from(COUNTRIES), st.integers(1, 99_999)), min_size=2, max_size=8
)


def dress(rows: list[list[str]], delimiter: str, newline: str) -> str:
    def quote(cell: str) -> str:
        return f'"{cell}"' if delimiter in cell or '"' in cell else cell

    return newline.join(delimiter.join(map(quote, row)) for row in rows) + newline


@pytest.mark.fuzz
@given(
    edges=EDGES,
    delimiter=st.sampled_from(",;\t|"),
    encoding=st.sampled_from(ENCODINGS),
    newline=st.sampled_from(["\n", "\r\n"]),
    header=st.sampled_from(
        [("source", "target", "weight"), ("Origin", "DESTINATION ", " Weight"), ("From", "to", "WEIGHT")]
    ),
    title=st.booleans(),
    blanks=st.integers(0, 3),
    style=st.sampled_from(["plain", "blank", "decimal"]),
    packed=st.sampled_from(["plain", "gzip", "xlsx"]),
)
def test_an_edge_list_is_the_same_in_every_dress(
    tmp_path_factory: pytest.TempPathFactory,
    edges: list[tuple[str, str, int]],
    delimiter: str,
    encoding: str,
    newline: str,
    header: tuple[str, ...],
    title: bool,
    blanks: int,
    style: str,
    packed: str,
) -> None:
    if encoding == "cp1252" and packed != "xlsx":
        edges = [(one, two, number) for one, two, number in edges if "ü" not in one + two] or [("Perú", "Togo", 1)]
    comma = "," if delimiter == ";" else "."
    written = {"plain": str, "blank": "{:_}".format, "decimal": f"{{}}{comma}5".format}[style]
    wanted: Counter[tuple[str, str]] = Counter()
    for one, two, number in edges:
        wanted[one, two] += number * 2 + (style == "decimal")
    rows = [[f"{one} ", f"\u00a0{two}", written(number).replace("_", "\u00a0")] for one, two, number in edges]
    rows = [["Our network", "", ""]] * title + [list(header), *rows, *[["", "", ""]] * blanks]
    file = tmp_path_factory.getbasetemp() / ("dressed.xlsx" if packed == "xlsx" else "dressed.csv")
    if packed == "xlsx":
        book = Workbook()
        for row in rows:
            book.active.append([cell or None for cell in row])
        if style == "decimal" and comma == ",":
            return  # a decimal comma is for text; between cells of a workbook there is no delimiter to tell it by
        book.save(file)
    else:
        content = dress(rows, delimiter, newline).encode(encoding)
        file.write_bytes(gzip.compress(content, 1) if packed == "gzip" else content)
    network = read_network(file)
    found = {(one, two): round(weight * 2) for one, two, weight in network.edges(data="weight")}
    assert found == dict(wanted)


@pytest.mark.fuzz
@given(
    cuts=st.lists(
        st.tuples(
            st.integers(0, 200),
            st.integers(0, 9),
            st.binary(max_size=6) | st.sampled_from([b'"', b"\0", b"\xff\xfe", b";;", b"\n\n", b",,"]),
        ),
        min_size=1,
        max_size=4,
    ),
    name=st.sampled_from(["a.csv", "a.tsv", "a.xlsx", "a.parquet"]),
    packed=st.booleans(),
)
def test_a_mangled_table_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, cuts: list[tuple[int, int, bytes]], name: str, packed: bool
) -> None:
    content = PARTS[name.rpartition(".")[2]]
    for start, length, some in cuts:
        place = start * len(content) // 200
        content = content[:place] + some + content[place + length :]
    file = tmp_path_factory.getbasetemp() / name
    file.write_bytes(gzip.compress(content, 1) if packed else content)
    with suppress(NetworkError):
        read_network(file)
    if not file.name.endswith("xlsx"):  # it is slow to open, and opened the same way
        with suppress(SurvivorGraphError):
            for _ in open_grid(file).rows:
                pass


@pytest.mark.fuzz
@given(
    value=st.integers(-(10**12), 10**12),
    digits=st.integers(0, 2),
    style=st.sampled_from([",.", "., ", " ,", "',", "_."]),
)
def test_a_number_is_read_as_it_is_written(value: int, digits: int, style: str) -> None:
    thousands, decimal = style[0], style[1]
    text = f"{value:,}".replace(",", thousands) + (f"{decimal}{'5' * digits}" if digits else "")
    try:
        found = find_decimal([text], delimiter=",")
    except UnclearNumbersError:
        return
    if not digits and text.count(thousands) == 1 and thousands == ".":
        return  # one point alone is a decimal point
    wanted = float(f"{value}.{'5' * digits}") if digits else value
    assert read_number(text, found) == pytest.approx(wanted)


def _make_parts() -> dict[str, bytes]:
    import pyarrow as pa
    from pyarrow import parquet

    rows = [["source", "target", "weight"], ["Nepal", "Qatar", "3"], ["Perú", "Togo", "1,5"]]
    book, packed, columns = Workbook(), io.BytesIO(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(packed)
    parquet.write_table(
        pa.table({name: [row[place] for row in rows[1:]] for place, name in enumerate(rows[0])}), columns
    )
    text = dress(rows, ";", "\n").encode()
    return {"csv": text, "tsv": text.replace(b";", b"\t"), "xlsx": packed.getvalue(), "parquet": columns.getvalue()}


PARTS = _make_parts()
