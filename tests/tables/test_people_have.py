"""Tables that people really have are read right, or refused with what to do; each file is one that failed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from survivorgraph.errors import RecordError
from survivorgraph.schema.fields import Checks
from survivorgraph.tables.codebooks.citizenships import read_citizenships
from survivorgraph.tables.counting.corridor_counts import count_corridors
from survivorgraph.tables.counting.corridor_rows import CorridorTable
from survivorgraph.tables.counting.published_statistics import list_corridors, read_statistics
from survivorgraph.tables.reading.names import Chosen

# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
SHARED = Path(__file__).parents[3] / "shared"
CASES = SHARED / "cases" / "tables"
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the shared case files are not here")
FORMS = ("origin", "destination", "form")


def count(file: Path, checks: Checks, kind: str = "edges", **options: Any) -> CorridorTable:
    settings: dict[str, Any] = {"key": "cases", "by": None, "min_cell": 10, "engine": "duckdb"} | options
    return count_corridors(kind, [str(file)], checks=checks, **settings)


def people(table: CorridorTable) -> dict[tuple[str, ...], int | None]:
    return {tuple(row[name] for name in table.dimensions): row["people"] for row in table.rows}


def write(folder: Path, *lines: str, name: str = "edges.csv", encoding: str = "utf-8") -> Path:
    (folder / name).write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return folder / name


@needs_cases
@pytest.mark.parametrize(
    ("name", "kind", "by", "cell", "number", "said"),
    [
        ("trailing-blank.csv", "edges", None, ("NPL", "QAT", "2019"), 12, ""),
        ("imp-hxl.csv", "edges", None, ("GHA", "LBN"), 12, "1 row of HXL tags or comments left out"),
        ("htcds-numbered-rows.csv", "htcds", None, ("NPL", "QAT", "total"), 12, "1 row with the labels of columns"),
        ("htcds-kobo.csv", "htcds", FORMS, ("NPL", "QAT", "several"), 30, ""),
        ("htcds-kobo.csv", "htcds", FORMS, ("NPL", "QAT", "forced-labor"), 20, ""),
        ("htcds-status-labels.csv", "htcds", None, ("NPL", "QAT", "2021"), 30, "30 people counted"),
        ("htcds-forced-criminality.csv", "htcds", FORMS, ("NPL", "KHM", "forced-criminality"), 12, ""),
        ("noyear.csv", "edges", None, ("NPL", "QAT"), 12, ""),
        ("ctdc-2021-synthetic.tsv", "ctdc", ("origin", "destination"), ("PHL", "RUS"), 20, "(2021)"),
        ("ctdc-2025-subset.csv", "ctdc", ("origin", "destination"), ("PHL", "USA"), 24, "some columns"),
    ],
)
def test_a_file_that_failed_is_read_right(
    checks: Checks, name: str, kind: str, by: Sequence[str] | None, cell: tuple[str, ...], number: int, said: str
) -> None:
    table = count(CASES / name, checks, kind, by=by)
    assert people(table)[cell] == number
    assert said in "\n".join(table.lines)


@needs_cases
@pytest.mark.parametrize(("name", "column"), [("imp-cases.csv", "cases"), ("imp-num_victims.csv", "num_victims")])
def test_a_column_of_numbers_is_asked_about_and_taken_by_name(checks: Checks, name: str, column: str) -> None:
    with pytest.raises(RecordError, match=f"give --count '{column}'; if each row is one person, give --count =1"):
        count(CASES / name, checks)
    found = people(count(CASES / name, checks, chosen=Chosen(count=column)))
    assert found["NPL", "QAT"] == 120
    assert found["NPL", "IND"] == 45


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the shared data are not here")
@pytest.mark.parametrize("name", ["plain.xlsx", "xlsform.xlsx"])
def test_the_official_templates_say_what_they_lack(checks: Checks, name: str) -> None:
    file = SHARED / "data" / "htcds-templates" / name
    lacks = {"plain.xlsx": "no column for the country of exploitation.*--destination", "xlsform.xlsx": "this is a form"}
    with pytest.raises(RecordError, match=lacks[name]):
        count(file, checks, "htcds")


@pytest.mark.skipif(not (SHARED / "data").is_dir(), reason="the shared data are not here")
@pytest.mark.slow
def test_the_workbook_of_unodc_has_the_figures_of_its_csv(checks: Checks) -> None:
    read = {}
    for suffix in ("csv", "xlsx"):
        file = SHARED / "data" / f"glotip-2025-04.{suffix}"
        read[suffix] = read_statistics(
            [file], gazetteer=checks.gazetteer, citizenships=read_citizenships(checks.gazetteer)
        )
    assert read["csv"].figures == read["xlsx"].figures
    corridors = list(list_corridors(read["xlsx"].figures))
    assert sum(origin != destination for origin, destination, *_ in corridors) == 2385
    assert len(read["xlsx"].figures) + len(corridors) == 11_003
    assert not read["xlsx"].unresolved


EDGES = ["origin,destination,year", *["Nepal,Qatar,2019"] * 12]


@pytest.mark.parametrize(
    "row",
    [
        *(",,", "#country+name,#country+dest,#date+year", "# made by hand,,", "Citizenship,Country,Year"),
        *("origin,destination,year", "Total,,", "Nepal,Grand total,", "Source: our office,,", "* provisional,,"),
        *("-99,,NULL", "Sources: two reports"),
    ],
)
@pytest.mark.parametrize("place", [1, 12])
def test_a_row_that_is_nobody_is_not_counted(tmp_path: Path, checks: Checks, row: str, place: int) -> None:
    lines = [*EDGES[:place], row, *EDGES[place:]]
    table = count(write(tmp_path, *lines), checks)
    assert people(table) == {("NPL", "QAT", "2019"): 12, ("NPL", "QAT", "total"): 12}


def test_a_sum_without_a_name_is_found_by_its_number(tmp_path: Path, checks: Checks) -> None:
    file = write(tmp_path, "origin,destination,people", "Nepal,Qatar,120", "Ghana,Lebanon,30", ",,150")
    table = count(file, checks, chosen=Chosen(count="people"))
    assert people(table) == {("NPL", "QAT"): 120, ("GHA", "LBN"): 30}
    assert "1 row of sums left out" in table.lines


def test_an_import_that_shows_nothing_is_an_error_with_what_to_do(tmp_path: Path, checks: Checks) -> None:
    answers = write(tmp_path, "source,target", *["Yes,No"] * 20)
    with pytest.raises(RecordError, match="no row names a country here, for the origin; say which column does with"):
        count(answers, checks)
    few = write(tmp_path, "origin,destination", *[f"Nepal,{place}" for place in ("India", "Qatar", "Oman", "Togo")] * 3)
    with pytest.raises(RecordError, match=r"all withheld: nothing of this table could be shown.*--by.*--min-cell"):
        count(few, checks)


def test_half_of_the_people_without_a_country_is_a_warning(tmp_path: Path, checks: Checks) -> None:
    file = write(tmp_path, "origin,destination", *["Nepal,Qatar"] * 12, *["Somewhere,Qatar"] * 20)
    lines = count(file, checks).lines
    assert "warning: the country of origin is known of less than half of the people" in lines


def test_a_blank_status_is_said(tmp_path: Path, checks: Checks) -> None:
    rows = ["prs_Citizenship,hte_Country,vic_TraffickingStatus", *["NP,QA,Actual victim of trafficking"] * 12]
    rows += [*["NP,QA,"] * 11, *["NP,QA,NotAVictimOfTrafficking"] * 2]
    table = count(write(tmp_path, *rows), checks, "htcds")
    assert people(table) == {("NPL", "QAT"): 12}
    assert "10 or more rows with nothing in vic_TraffickingStatus are not counted" in table.lines
    assert any(line.startswith("fewer than 10 rows with another vic_TraffickingStatus") for line in table.lines)


@pytest.mark.parametrize(
    "text",
    [
        "ForcedLabour;ForcedBegging",
        "ForcedLabour ForcedBegging",
        "Forced labour; Forced begging",
        "forced LABOUR, ForcedBegging",
    ],
)
def test_a_list_is_read_by_names_or_labels(tmp_path: Path, checks: Checks, text: str) -> None:
    rows = ["prs_Citizenship,hte_Country,vic_TypeOfExploitation", *[f'NP,QA,"{text}"'] * 12, *["NP,QA,"] * 12]
    found = people(count(write(tmp_path, *rows), checks, "htcds", by=FORMS))
    assert found == {("NPL", "QAT", "several"): 12, ("NPL", "QAT", "not-stated"): 12, ("NPL", "QAT", "total"): 24}


def test_a_value_that_the_picklist_lacks_is_refused_with_its_column_and_never_said(
    tmp_path: Path, checks: Checks
) -> None:
    rows = ["prs_Citizenship,hte_Country,vic_TypeOfExploitation", *["NP,QA,ForcedLabour"] * 12, "NP,QA,Mei Invented"]
    file = write(tmp_path, *rows)
    with pytest.raises(RecordError, match="vic_TypeOfExploitation: 1 of its 2 values, in 1 row,") as caught:
        count(file, checks, "htcds", by=FORMS)
    assert "Mei" not in str(caught.value)
    assert people(count(file, checks, "htcds")) == {("NPL", "QAT"): 13}, "what is not asked for is not read"


def test_columns_and_constants_are_named_for_any_table(tmp_path: Path, checks: Checks) -> None:
    file = write(
        tmp_path, "Our table,,,", "Nationality of victim;When;Number of victims", "Nepal;2019;1 200", "Togo;2020;30"
    )
    chosen = Chosen("nationality of victim", "=QAT", "When", "Number of victims")
    found = people(count(file, checks, chosen=chosen))
    assert found["NPL", "QAT", "2019"] == 1200
    assert found["TGO", "QAT", "2020"] == 30
    with pytest.raises(RecordError, match="there is no column 'Nation'; the header has"):
        count(file, checks, chosen=Chosen("Nation", "=QAT"))


def test_years_as_columns_and_matrices_are_counted(tmp_path: Path, checks: Checks) -> None:
    years = write(tmp_path, "origin,destination,2019,2020", "Nepal,Qatar,30,40", "Togo,Gabon,20,50")
    table = count(years, checks)
    assert people(table)["NPL", "QAT", "2020"] == 40
    assert "its columns 2019 to 2020 hold the number of each year" in table.lines
    matrix = write(tmp_path, ";Qatar;Gabon;Total", "Nepal;30;0;30", "Togo;;20;20", "Total;30;20;50")
    assert people(count(matrix, checks)) == {("NPL", "QAT"): 30, ("TGO", "GAB"): 20}


def test_a_headless_list_of_countries_is_read_with_its_first_row(tmp_path: Path, checks: Checks) -> None:
    assert people(count(write(tmp_path, *["Nepal,Qatar"] * 12), checks)) == {("NPL", "QAT"): 12}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("Korea, Rep.", "KOR"), ("Korea, Dem. People's Rep.", "PRK"), ("Congo, Dem. Rep.", "COD")),
        *(("Congo, Rep.", "COG"), ("Allemagne", "DEU"), ("Südkorea", "KOR"), ("Corea del Norte", "PRK")),
        *(("Niger", "NER"), ("Nigéria", "NGA"), ("Níger", "NER"), ("Guinée", "GIN"), ("Guinée équatoriale", "GNQ")),
        *(("Guinea-Bisáu", "GNB"), ("Dominique", "DMA"), ("République dominicaine", "DOM"), ("Soudan du Sud", "SSD")),
        *(("Demokratische Republik Kongo", "COD"), ("Republik Kongo", "COG"), ("Elfenbeinküste", "CIV")),
        *(("Egypt, Arab Rep.", "EGY"), ("Venezuela, RB", "VEN"), ("Birmanie", "MMR"), ("N/A", ""), ("Corea", "")),
        *(("Korea", ""), ("Nigerie", ""), ("Kongo", "")),
    ],
)
def test_names_of_other_tables_resolve_exactly_or_not_at_all(checks: Checks, name: str, code: str) -> None:
    found = read_citizenships(checks.gazetteer).resolve_code(name)
    assert found.country == code
    assert found.kind == ("country" if code else "unknown" if name == "N/A" else "unresolved")


def test_no_spelling_of_others_names_two_places(checks: Checks) -> None:
    gazetteer = checks.gazetteer
    for territory in gazetteer.territories.values():
        for name in (territory.name, *territory.aliases):
            found = gazetteer.find_territory_as_written(name)
            assert found is not None
            assert found.code == territory.code


def test_a_workbook_of_cases_is_counted(tmp_path: Path, checks: Checks) -> None:
    book = Workbook()
    for row in [["Our cases"], [], ["Origin ", " DESTINATION", "Year"], *[["Nepal", "Qatar", 2019]] * 12, [None] * 3]:
        book.active.append(row)
    book.save(tmp_path / "cases.xlsx")
    assert people(count(tmp_path / "cases.xlsx", checks)) == {("NPL", "QAT", "2019"): 12, ("NPL", "QAT", "total"): 12}


def test_a_large_file_is_left_to_the_engine_and_counts_the_same(
    tmp_path: Path, checks: Checks, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [*EDGES, ",,", "Total,,", "#a,#b,#c", *["Togo,Gabon,2020"] * 15]
    small = count(write(tmp_path, *lines), checks)
    monkeypatch.setattr("survivorgraph.tables.reading.opening.LARGE_TEXT", 100)
    large = count(write(tmp_path, *lines), checks)
    assert people(large) == people(small)
    assert {"1 row of HXL tags or comments left out", "1 row of sums left out"} <= set(large.lines) & set(small.lines)
