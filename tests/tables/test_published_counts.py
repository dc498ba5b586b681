"""Counts that somebody has published are kept as they are, and tables that an import wrote are read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survivorgraph.builds.corridor_files import write_corridor_table
from survivorgraph.builds.published import UNPROTECTED, read_published_table
from survivorgraph.errors import CheckError, RecordError
from survivorgraph.network.files.network_files import read_network
from survivorgraph.schema.fields import Checks
from survivorgraph.tables.counting.corridor_counts import count_corridors
from survivorgraph.tables.counting.corridor_rows import CorridorTable
from survivorgraph.tables.reading.intervals import MOST_COUNT, read_interval
from survivorgraph.tables.reading.names import Chosen

# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")


def write(folder: Path, text: str, name: str = "counts.csv") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


def read(checks: Checks, *files: Path, **chosen: str) -> CorridorTable:
    return read_published_table("edges", [str(file) for file in files], "counts", checks, chosen=Chosen(**chosen))


def bounds(table: CorridorTable) -> dict[tuple[str, ...], tuple[int, int]]:
    return {tuple(row[name] for name in table.dimensions): (row["lower"], row["upper"]) for row in table.rows}


def test_intervals_sums_and_notes_of_published_counts(tmp_path: Path, checks: Checks) -> None:
    rows = [
        "origin,destination,year,n",
        "Nepal,Qatar,2019,<5",
        'Nepal,Qatar,2020,"1,234"',
        "Côte d’Ivoire,France,2019,3–7",
    ]
    rows += [
        "Ivory Coast,France,2019,4",
        "Total,,,1300",
        ",,,",
        "Note: made up,,,",
        "Ghana,Italy,2019,..",
        "Atlantis,Italy,2019,9",
    ]
    table = read(checks, write(tmp_path, "\n".join(rows)), count="n")
    assert bounds(table) == {
        ("CIV", "FRA", "2019"): (7, 11),
        ("CIV", "FRA", "total"): (7, 11),
        ("NPL", "QAT", "2019"): (0, 4),
        ("NPL", "QAT", "2020"): (1234, 1234),
        ("NPL", "QAT", "total"): (1234, 1238),
        ("unresolved", "ITA", "2019"): (9, 9),
        ("unresolved", "ITA", "total"): (9, 9),
    }
    said = "\n".join(table.lines)
    for line in (
        "1 row of sums",
        "1 row with a note",
        "1 row without a number",
        "not resolved: 'Atlantis'",
        UNPROTECTED,
    ):
        assert line in said
    assert table.metadata["note"] == table.dataset.note == UNPROTECTED
    assert table.dataset.minimum_cell is None


@pytest.mark.parametrize(
    ("text", "chosen", "said"),
    [
        ("origin,destination,n\nNepal,Qatar,12\n", {}, "say in which with --count COLUMN"),
        ("origin,destination,n\nNepal,Qatar,>5\n", {"count": "n"}, "csv:2: n: expected a whole number, or an interval"),
        (
            "origin,destination,n\nNepal,Qatar,2\nNepal,Qatar,2\n",
            {"count": "n"},
            "csv:3: duplicate row, the same as line 2",
        ),
        (
            "origin,destination,sex,n\nNepal,Qatar,Total,3\nNepal,Qatar,F,3\n",
            {"count": "n"},
            "sex: this column has sums",
        ),
        ("origin,destination,year,n\nNepal,Qatar,2019-2021,2\n", {"count": "n"}, "year: expected one year"),
        ("origin,destination,victim_id,n\nNepal,Qatar,a7,1\n", {"count": "n"}, "tells persons apart"),
        ("origin,destination,n\nAtlantis,Qatar,1\n", {"count": "n"}, "names a country, for the origin"),
    ],
)
def test_what_is_no_published_count_is_refused(
    tmp_path: Path, checks: Checks, text: str, chosen: dict[str, str], said: str
) -> None:
    with pytest.raises(RecordError, match=said):
        read(checks, write(tmp_path, text), **chosen)


@pytest.mark.parametrize("kind", ["ctdc", "htcds", "glotip"])
def test_tables_of_persons_are_never_published_as_they_are(tmp_path: Path, checks: Checks, kind: str) -> None:
    with pytest.raises(CheckError, match="--published is for 'edges'"):
        read_published_table(kind, [str(write(tmp_path, "a,b\n"))], "counts", checks, chosen=Chosen())


def test_the_error_for_an_interval_names_the_option_that_reads_it(tmp_path: Path, checks: Checks) -> None:
    file = write(tmp_path, "origin,destination,n\nNepal,Qatar,<5\nMali,France,30\n")
    with pytest.raises(RecordError, match="such as <5 is imported with --published"):
        count_corridors(
            "edges",
            [str(file)],
            key="a",
            by=None,
            min_cell=10,
            checks=checks,
            engine="duckdb",
            chosen=Chosen(count="n"),
        )
    assert bounds(read(checks, file, count="n")) == {("NPL", "QAT"): (0, 4), ("MLI", "FRA"): (30, 30)}


def test_sixteen_yearly_lists_with_two_spellings_of_one_country(tmp_path: Path, checks: Checks) -> None:
    files = []
    for year in range(2004, 2020):
        name = "Swaziland" if year < 2012 else "Eswatini"
        files.append(write(tmp_path, f"from,to,weight\n{name},South Africa,{year - 2000}\n", f"edges-{year}.csv"))
    found = bounds(read(checks, *files, count="weight", year="=FILE"))
    assert found["SWZ", "ZAF", "2004"] == (4, 4)
    assert found["SWZ", "ZAF", "2019"] == (19, 19)
    assert found["SWZ", "ZAF", "total"] == (sum(range(4, 20)),) * 2
    assert len(found) == 17
    with pytest.raises(RecordError, match="needs one year in the name of each file; here are 0"):
        read(checks, write(tmp_path, "from,to,weight\nTogo,Mali,3\n"), count="weight", year="=FILE")
    two = write(tmp_path, "from,to,weight\nSwaziland,Mali,1\nEswatini,Togo,2\n", "two.csv")
    assert set(read_network(two, countries=True)) == {"SWZ", "MLI", "TGO"}


def test_years_as_columns_with_signs_of_missing_numbers(tmp_path: Path, checks: Checks) -> None:
    file = write(
        tmp_path,
        '"Data Source","x"\n\norigin,destination,2019 [YR2019],2020*\n"Korea, Rep.",Qatar,<5,..\nMali,France,–,7\n',
    )
    found = bounds(read(checks, file))
    assert found == {
        ("KOR", "QAT", "2019"): (0, 4),
        ("KOR", "QAT", "total"): (0, 4),
        ("MLI", "FRA", "2020"): (7, 7),
        ("MLI", "FRA", "total"): (7, 7),
    }


def test_a_table_that_an_import_wrote_is_read_back(tmp_path: Path, checks: Checks) -> None:
    lines = ["origin,destination,year", *["Nepal,Qatar,2019"] * 14, *["Togo,Gabon,2019"] * 20, *["Mali,Peru,2019"] * 3]
    cases = write(tmp_path, "\n".join(lines), "cases.csv")
    table = count_corridors("edges", [str(cases)], key="a", by=None, min_cell=10, checks=checks, engine="duckdb")
    write_corridor_table(tmp_path, table.dimensions, table.rows, table.metadata)
    for name in ("table.csv", "table.hxl.csv"):
        again = read(checks, tmp_path / name)
        assert list(again.rows) == list(table.rows)
        assert again.dataset.withheld == table.dataset.withheld > 0
    with pytest.raises(RecordError, match="read it back with --published"):
        count_corridors(
            "edges", [str(tmp_path / "table.csv")], key="a", by=None, min_cell=10, checks=checks, engine="duckdb"
        )
    network = read_network(tmp_path / "table.csv")
    whole = {(row["origin"], row["destination"]): row["people"] for row in table.rows if row["year"] == "total"}
    assert {(a, b): data["weight"] for a, b, data in network.edges(data=True)} == {
        ends: people for ends, people in whole.items() if people is not None
    }
    assert "withheld cell" in network.graph["basis"]
    years = read_network(tmp_path / "table.csv", keep=("year",))
    assert {data["year"] for *_, data in years.edges(data=True)} == {"2019"}


def test_degrees_of_a_network_whatever_its_weights(tmp_path: Path) -> None:
    file = write(tmp_path, "from,to,weight\na,b,7\na,b,2\nb,c,5\n")
    network = read_network(file, unweighted=True)
    assert [data["weight"] for *_, data in network.edges(data=True)] == [1, 1]
    assert network.graph["weight_meaning"] == "links"
    ranked = read_network(file, unweighted=True, keep=())
    assert ranked.number_of_edges() == 2
    assert "nothing protected" in network.graph["basis"]


@pytest.mark.fuzz
@given(text=st.text(st.sampled_from("0123456789<≤-–, .toa٣٬−%\u00a0"), max_size=12) | st.text(max_size=12))
def test_an_interval_is_two_bounds_or_nothing(text: str) -> None:
    found = read_interval(text)
    assert found is None or 0 <= found[0] <= found[1] <= MOST_COUNT
