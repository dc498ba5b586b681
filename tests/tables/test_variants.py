"""Variants of tables that people have: read right, or refused with what to do; nothing is silently counted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from survivorgraph.errors import NetworkError, RecordError
from survivorgraph.network.files.network_files import read_network
from survivorgraph.schema.fields import Checks
from survivorgraph.tables.counting.corridor_counts import count_corridors
from survivorgraph.tables.reading.names import Chosen

# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


def count(file: Path, checks: Checks, kind: str = "edges", **options: Any) -> dict[tuple[str, ...], int | None]:
    settings: dict[str, Any] = {"key": "cases", "by": ("origin", "destination"), "min_cell": 10, "engine": "duckdb"}
    table = count_corridors(kind, [str(file)], checks=checks, **settings | options)
    return {tuple(row[name] for name in table.dimensions): row["people"] for row in table.rows}


def write(folder: Path, text: str, name: str = "table.csv", encoding: str = "utf-8") -> Path:
    (folder / name).write_bytes(text.encode(encoding))
    return folder / name


def write_book(folder: Path, rows: Sequence[Sequence[Any]], merged: Sequence[str] = ()) -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(folder / "table.xlsx")
    return folder / "table.xlsx"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Pays d'origine;Pays de destination\n" + "Népal;Qatar\n" * 12, "cp1252"),
        ("Pays d’origine;Pays d’accueil;Année\n" + "Népal;Qatar;2019\n" * 12, "utf-8"),
        ("Herkunftsland;Zielland;Jahr\n" + "Nepal;Katar;2019\n" * 12, "cp1252"),
        ("País de origen;País de destino;Año\n" + "Nepal;Catar;2019\n" * 12, "cp1252"),
        ("País de origen;País de destino;Año\n" + "Nepal;Catar;2019\n" * 12, "utf-16"),
        ("\ufeffsep=;\r\norigin;destination\r\n" + "Nepal;Qatar\r\n" * 12, "utf-8"),
        ("Corridor,,Time\norigin,destination,year\n" + "Nepal,Qatar,2019\n" * 12, "utf-8"),
        ("origin,destination,remark\n" + 'Nepal\u00a0, QATAR,"a\nb"\n' * 12, "utf-8"),
        ("origin_code,origin,destination_code,destination\n" + "NPL,Nepal,QAT,Qatar\n" * 12, "utf-8"),
        ("origin,destination\n" + "Nepal,Qatar\n" * 6 + "origin,destination\n" + "Nepal,Qatar\n" * 6, "utf-8"),
    ],
)
def test_an_edge_list_in_another_dress_is_counted(tmp_path: Path, checks: Checks, text: str, encoding: str) -> None:
    assert count(write(tmp_path, text, encoding=encoding), checks) == {("NPL", "QAT"): 12}


@pytest.mark.parametrize("number", ["1 234", "1\u00a0234", "1\u202f234", '"1,234"', "١٢٣٤", "١٬٢٣٤", "1'234"])
def test_a_number_in_any_dress_is_read(tmp_path: Path, checks: Checks, number: str) -> None:
    file = write(tmp_path, f"origin,destination,n\nNepal,Qatar,{number}\nMali,France,–\nTogo,Gabon,50\n")
    assert count(file, checks, chosen=Chosen(count="n")) == {("NPL", "QAT"): 1234, ("TGO", "GAB"): 50}
    assert read_network(file, weight="n").edges["Nepal", "Qatar"]["weight"] == 1234


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("origin,destination,n\nNepal,Qatar,120\nMali,France,–\n", "give --count 'n'"),
        ("origin,destination,n\nNepal,Qatar,<5\nMali,France,12\n", "give --count 'n'"),
        ("origin,destination,n\nNepal,Qatar,١٢\nMali,France,٣\n", "give --count 'n'"),
        ("origin,origin,destination\n" + "Nepal,India,Qatar\n" * 12, "origin: two columns have this name"),
        ("origin,destination,year,year\n" + "Nepal,Qatar,2019,2020\n" * 12, "year: two columns have this name"),
        ("origin,destination,year\n" + "Nepal,Qatar,01/05/19\n" * 12, "does not know some values of year"),
        ("Country of residence,Sex\nNepal,F\n", "no column of a table known here|The nearest is"),
    ],
)
def test_what_could_be_counted_wrongly_is_refused(tmp_path: Path, checks: Checks, text: str, said: str) -> None:
    with pytest.raises(RecordError, match=said):
        count(write(tmp_path, text), checks, by=None)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("table.xls", b"\xd0\xcf\x11\xe0", ".xls is not read; save the table as CSV in UTF-8, or as XLSX"),
        ("table.ods", b"PK", ".ods is not read; save the table as CSV in UTF-8, or as XLSX"),
        ("table.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "this is no text file; expected CSV"),
        ("table.json", b'[{"origin": "Nepal", "destination": "Qatar"}]', "this is JSON; save the table as CSV"),
    ],
)
def test_another_format_is_refused_with_what_to_do(
    tmp_path: Path, checks: Checks, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(RecordError, match=said):
        count(tmp_path / name, checks)


def test_cells_merged_downwards_hold_for_all_their_rows(tmp_path: Path, checks: Checks) -> None:
    rows = [["origin", "destination"], ["Nepal", "Qatar"], *[[None, "Qatar"]] * 11, *[["Mali", "France"]] * 12]
    assert count(write_book(tmp_path, rows, ["A2:A13"]), checks) == {("NPL", "QAT"): 12, ("MLI", "FRA"): 12}


def test_htcds_with_groups_over_its_header(tmp_path: Path, checks: Checks) -> None:
    header = ["prs_Citizenship", "hte_Country", "vic_TypeOfExploitation", "note"]
    rows = [["Person", None, "Victim", None], header, *[["NP", "QA", "ForcedLabour", None]] * 12]
    file = write_book(tmp_path, rows, ["A1:B1", "C1:D1"])
    found = count(file, checks, "htcds", by=("origin", "destination", "form"))
    assert found["NPL", "QAT", "forced-labor"] == 12


def test_kobo_with_groups_and_columns_of_choices(tmp_path: Path, checks: Checks) -> None:
    header = (
        "person/prs_Citizenship,event/hte_Country,v/vic_TypeOfExploitation,v/vic_TypeOfExploitation/ForcedLabour,_id"
    )
    file = write(tmp_path, f"{header}\n" + "NP,QA,ForcedLabour,1,7\n" * 12)
    found = count(file, checks, "htcds", by=("origin", "destination", "form"))
    assert found["NPL", "QAT", "forced-labor"] == 12


@pytest.mark.parametrize(
    ("text", "edges"),
    [
        (
            "Source,Target,Type,Id,Label,Interval,Weight\na,b,Undirected,0,,,3.0\nb,a,Undirected,1,,,1.0\n",
            [("a", "b", 4)],
        ),
        ("Source,Target,Type,Id,Label,Interval,Weight\na,b,Directed,0,,,3.0\nb,a,Directed,1,,,\n", [("a", "b", 3)]),
        ("origin;destination;weight\na;b;2,5\nb;c;–\nSource: a paper, table 3;;\n", [("a", "b", 2.5)]),
        ("from;to;weight\na;b;1\u00a0234\n", [("a", "b", 1234)]),
    ],
)
def test_a_network_in_another_dress_is_read(tmp_path: Path, text: str, edges: list[tuple[str, str, float]]) -> None:
    network = read_network(write(tmp_path, text))
    assert [(one, two, data["weight"]) for one, two, data in network.edges(data=True)] == edges
    assert network.is_directed() is ("Undirected" not in text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Id,Label,Interval\n1,Nepal,\n", "--origin COLUMN --destination COLUMN"),
        ("from,to,weight\na,b,12%\n", "csv:2: weight|csv:2: the weight is no number"),
        ("from,to,weight\na,b,<5\n", "import edges FILE --published"),
        ("from,to,n\na,b,<5\nb,c,3\n", "--weight 'n'"),
        ("from,from,to\na,b,c\n", "two columns have this name"),
        ("Source,Target,Type\na,b,Directed\nb,a,Undirected\n", "some edges are directed and some are not"),
    ],
)
def test_a_network_that_could_be_read_wrongly_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(NetworkError, match=said):
        read_network(write(tmp_path, text))


GRAPHML = """<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="w" for="edge" attr.name="weight" attr.type="double"><default>2</default></key>
<graph edgedefault="directed"><node id="a"/><node id="b"/><edge source="a" target="b"/>{more}</graph></graphml>"""


def test_a_default_of_graphml_is_the_weight(tmp_path: Path) -> None:
    assert read_network(write(tmp_path, GRAPHML.format(more=""), "a.graphml")).edges["a", "b"]["weight"] == 2
    hyper = write(tmp_path, GRAPHML.format(more="<hyperedge><endpoint node='a'/></hyperedge>"), "b.graphml")
    with pytest.raises(NetworkError, match="it has hyperedges"):
        read_network(hyper)
