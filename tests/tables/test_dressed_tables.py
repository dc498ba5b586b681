"""Tables as other programs and offices save them: what they say is read, and what would be counted twice is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from survivorgraph.errors import NetworkError, RecordError
from survivorgraph.network.files.network_files import read_network
from survivorgraph.schema.fields import Checks
from survivorgraph.tables.codebooks.citizenships import read_citizenships
from survivorgraph.tables.counting.corridor_counts import count_corridors, make_resolver
from survivorgraph.tables.counting.published_counts import open_published, read_counts
from survivorgraph.tables.counting.published_statistics import read_statistics
from survivorgraph.tables.reading.names import Chosen
from survivorgraph.tables.reading.years import find_year

# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
NPL_QAT = ("NPL", "QAT")
FORMS = ("origin", "destination", "form")
Rows = Sequence[Sequence[Any]]


def write(folder: Path, content: str | Rows, encoding: str = "utf-8", merged: Sequence[str] = ()) -> Path:
    if isinstance(content, str):
        (folder / "table.csv").write_bytes(content.encode(encoding))
        return folder / "table.csv"
    book = Workbook()
    for row in content:
        book.active.append(row)
    for cells in merged:
        book.active.merge_cells(cells)
    book.save(folder / "table.xlsx")
    return folder / "table.xlsx"


def count(file: Path, checks: Checks, kind: str = "edges", **options: Any) -> dict[tuple[str, ...], int | None]:
    settings: dict[str, Any] = {"key": "cases", "by": None, "min_cell": 10, "engine": "duckdb"}
    table = count_corridors(kind, [str(file)], checks=checks, **settings | options)
    return {tuple(row[name] for name in table.dimensions): row["people"] for row in table.rows}


def publish(file: Path, checks: Checks, **columns: str) -> dict[tuple[str, ...], int | tuple[int, int]]:
    chosen = Chosen(**columns)
    found = read_counts([open_published(file, chosen, None)], chosen, make_resolver(checks))
    cells = {key if found.has_years else key[:2]: bounds for key, bounds in found.cells.items()}
    return {key: low if low == high else (low, high) for key, (low, high) in cells.items()}


SPLIT = {
    "slash": ("vic_TypeOfExploitation/ForcedLabour", "vic_TypeOfExploitation/ForcedBegging"),
    "point": ("vic_TypeOfExploitation.ForcedLabour", "vic_TypeOfExploitation.ForcedBegging"),
    "labels": ("Type of Exploitation/Forced labour", "Type of Exploitation/Forced begging"),
    "labels of R": ("Type.of.Exploitation.Forced.labour", "Type.of.Exploitation.Forced.begging"),
    "groups": ("g/h/vic_TypeOfExploitation/ForcedLabour", "g/h/vic_TypeOfExploitation/ForcedBegging"),
}


@pytest.mark.parametrize("how", SPLIT)
@pytest.mark.parametrize(("yes", "no"), [("1", "0"), ("TRUE", "FALSE"), ("1", ""), ("1", "NA")])
def test_choices_with_a_column_each_are_read(tmp_path: Path, checks: Checks, how: str, yes: str, no: str) -> None:
    header = f"prs_Citizenship,hte_Country,{','.join(SPLIT[how])}\n"
    file = write(
        tmp_path, header + f"NP,QA,{yes},{no}\n" * 12 + f"NP,QA,{yes},{yes}\n" * 11 + f"NP,QA,{no},{no}\n" * 10
    )
    found = count(file, checks, "htcds", by=FORMS)
    assert found == {
        (*NPL_QAT, "total"): 33,
        (*NPL_QAT, "forced-labor"): 12,
        (*NPL_QAT, "several"): 11,
        (*NPL_QAT, "not-stated"): 10,
    }


def test_a_choice_that_the_codebook_lacks_is_refused_if_somebody_has_it(tmp_path: Path, checks: Checks) -> None:
    header = "prs_Citizenship,hte_Country,vic_TypeOfExploitation/ForcedLabour,vic_TypeOfExploitation/OnlineScam\n"
    file = write(tmp_path, header + "NP,QA,1,0\n" * 12 + "NP,QA,0,1\n" * 3)
    with pytest.raises(RecordError, match="vic_TypeOfExploitation/OnlineScam: 3 rows have this choice"):
        count(file, checks, "htcds", by=FORMS)
    assert count(file, checks, "htcds") == {NPL_QAT: 15}
    assert (*NPL_QAT, "forced-labor") in count(write(tmp_path, header + "NP,QA,1,0\n" * 12), checks, "htcds", by=FORMS)


def test_an_export_with_labels_over_its_columns_is_read(tmp_path: Path, checks: Checks) -> None:
    rows = "Nepal,Feminine\u00a0,Actual victim of trafficking,Forced labour\n" * 12
    file = write(tmp_path, "Citizenship,Gender,Trafficking Status,Type of Exploitation\n" + rows)
    found = count(file, checks, "htcds", by=("origin", "destination", "sex"), chosen=Chosen(destination="=Qatar"))
    assert found == {(*NPL_QAT, "total"): 12, (*NPL_QAT, "female"): 12}


YEARS = [
    *("01/05/2019", "1-May-2019", "May 1, 2019", "05/2019", "2019-05", "1 mai 2019", "1er mai 2019", "20190501"),
    *("2019Q1", "01.05.2019 12:30", "5/1/2019 12:00:00 AM", "2019-05-01T10:00:00.000+02:00", "mayo de 2019", "2019.0"),
    *("2019*", "2019 (p)", "3 août 2019", "1. Mai 2019", "31-dic-2019", "2019-05-01 00:00:00"),
]
NO_YEARS = [
    *("2019-2020", "2019/20", "2009/10", "2019 to 2020", "before 2019", "2018;2019", "43586", "01/05/19", "May-19"),
    *("2562", "20191", "2019-13"),
]


@pytest.mark.parametrize("text", YEARS)
def test_a_year_is_found_in_a_date_of_any_order(tmp_path: Path, checks: Checks, text: str) -> None:
    file = write(tmp_path, "origin,destination,year\n" + f'Nepal,Qatar,"{text}"\n' * 12)
    assert count(file, checks) == {(*NPL_QAT, "total"): 12, (*NPL_QAT, "2019"): 12}
    assert find_year(text) == "2019", "the engine reads as Python does"
    file = write(tmp_path, f'origin,destination,year,n\nNepal,Qatar,"{text}",7\n')
    assert publish(file, checks, count="n") == {(*NPL_QAT, "2019"): 7}


@pytest.mark.parametrize("text", NO_YEARS)
def test_what_is_more_than_one_year_or_none_is_refused(tmp_path: Path, checks: Checks, text: str) -> None:
    file = write(tmp_path, "origin,destination,year\n" + f"Nepal,Qatar,{text}\n" * 12)
    with pytest.raises(RecordError, match="A year has four digits"):
        count(file, checks)
    assert find_year(text) is None
    with pytest.raises(RecordError, match="A year has four digits"):
        publish(write(tmp_path, f"origin,destination,year,n\nNepal,Qatar,{text},7\n"), checks, count="n")


@pytest.mark.parametrize("value", [datetime(2019, 5, 1), date(2019, 5, 1), 2019, 2019.0])
def test_dates_of_a_workbook_have_their_year(tmp_path: Path, checks: Checks, value: object) -> None:
    rows = [["prs_Citizenship", "hte_Country", "hte_Date"], *[["NP", "QA", value]] * 12]
    assert count(write(tmp_path, rows), checks, "htcds") == {(*NPL_QAT, "total"): 12, (*NPL_QAT, "2019"): 12}


TWELVE = "origin,destination,year\n" + "Nepal,Qatar,2019\n" * 12


@pytest.mark.parametrize(
    "under",
    [
        *("Source : ministère,,", "Note : see text,,", "NB : partial,,", "1 Provisional figures,,", "(2) See text,,"),
        *("a) other,,", "Quelle: Amt,,", "Fuente : oficina,,", "1 Provisional figures", "¹ Provisional,,"),
    ],
)
def test_notes_under_a_table_are_nobody(tmp_path: Path, checks: Checks, under: str) -> None:
    expected = {(*NPL_QAT, "2019"): 12, (*NPL_QAT, "total"): 12}
    assert count(write(tmp_path, f"{TWELVE}{under}\n"), checks) == expected


def test_regions_among_countries_are_left_out_of_counts(tmp_path: Path, checks: Checks) -> None:
    text = "origin,destination,n\nNepal,Qatar,120\nAsia,Qatar,120\nSub-Saharan Africa,Qatar,30\nWorld,Qatar,150\n"
    file = write(tmp_path, text + "Total Asia,Qatar,120\n")
    assert publish(file, checks, count="n") == {NPL_QAT: 120}
    assert count(write(tmp_path, text), checks, chosen=Chosen(count="n")) == {NPL_QAT: 120}
    wide = write(tmp_path, "origin,destination,2019,2020\nNepal,Qatar,120,<5\nAsia,Qatar,120,<5\n")
    assert publish(wide, checks) == {(*NPL_QAT, "2019"): 120, (*NPL_QAT, "2020"): (0, 4)}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        *(("sex", ("Male", "Female", "Both sexes")), ("sex", ("M", "F", "T")), ("age", ("0-17", "18+", "All ages"))),
        *(("sexe", ("H", "F", "Les deux sexes")), ("sex", ("male", "female", "Total"))),
    ],
)
def test_sums_beside_their_parts_are_refused_by_name(
    tmp_path: Path, checks: Checks, name: str, values: tuple[str, str, str]
) -> None:
    rows = "".join(f"Nepal,Qatar,2019,{value},{number}\n" for value, number in zip(values, (1, 2, 3), strict=True))
    with pytest.raises(RecordError, match=f"{name}: this column has sums beside their parts"):
        publish(write(tmp_path, f"origin,destination,year,{name},n\n{rows}"), checks, count="n")


def test_sums_beside_their_parts_are_refused_by_their_numbers(tmp_path: Path, checks: Checks) -> None:
    rows = [("A", 1, 5), ("B", 2, 6), ("any", 3, 11)]
    text = "".join(f"Nepal,Qatar,2019,{one},{n}\nNepal,Qatar,2020,{one},{m}\n" for one, n, m in rows)
    with pytest.raises(RecordError, match="group: this column has sums"):
        publish(write(tmp_path, "origin,destination,year,group,n\n" + text), checks, count="n")
    parts = "origin,destination,year,group,n\n" + text.replace("any,3", "any,4")
    assert publish(write(tmp_path, parts), checks, count="n") == {(*NPL_QAT, "2019"): 7, (*NPL_QAT, "2020"): 22}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("origin,destination,indicator,n\nNepal,Qatar,Victims,10\nNepal,Qatar,Suspects,20\n", "says what is counted"),
        ("origin,destination,unit,n\nNepal,Qatar,Number,10\nNepal,Qatar,Percent,20\n", "says what is counted"),
        ("origin,destination,n\nNepal,Qatar,10\nNepal,Qatar,12\n", "csv:3: line 2 has another number"),
        ("origin,destination,n,n\nNepal,Qatar,10,11\n", "n: two columns have this name"),
        (
            "origin,destination,year,n\nNepal,Qatar,2019,10\n,,2020,11\nIndia,Qatar,2019,5\n,,2020,6\n",
            "repeat all item",
        ),
        ("origin,destination,n\nNepal,Qatar,05-Jan\n", "Excel made a date of an interval"),
        ("origin,destination,n\nNepal,Qatar,100+\n", "expected a whole number"),
    ],
)
def test_published_counts_that_could_be_added_up_wrongly_are_refused(
    tmp_path: Path, checks: Checks, text: str, said: str
) -> None:
    with pytest.raises(RecordError, match=said):
        publish(write(tmp_path, text), checks, count="n")


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("origin,destination,n\nNepal,Qatar,12*\nIndia,Qatar,<5 †\nMali,Qatar,12 (p)\n", (12, (0, 4), 12)),
        ("origin,destination,n\nNepal*,Qatar,12\nIndia (1),Qatar,5\nMali¹,Qatar,3\n", (12, 5, 3)),
        ("origin,destination,n\nNepal (NPL),Qatar,12\nIN - India,Qatar,5\nMali [ML],Qatar,3\n", (12, 5, 3)),
        ("origin,destination,n\nNepal,Qatar,12\nIndia,Qatar,5\nMali,Qatar,3\n,,20\n", (12, 5, 3)),
        ("Citizenship,Country of detection,n\nNepal,Qatar,12\nIndia,Qatar,5\nMali,Qatar,3\n", (12, 5, 3)),
        ("iso3_o,iso3_d,n\nNPL,QAT,12\nIND,QAT,5\nMLI,QAT,3\n", (12, 5, 3)),
        (
            "Origin,QAT,OMN,Asia,Total\nNepal,12,0,12,12\nIndia,5,,5,5\nMali,3,–,3,3\nAsia,9,,9,9\nSource: us,,,,\n",
            (12, 5, 3),
        ),
    ],
)
def test_published_counts_in_another_dress_are_read(
    tmp_path: Path, checks: Checks, text: str, cells: tuple[Any, ...]
) -> None:
    columns = {} if "Total" in text else {"count": "n"}
    found = publish(write(tmp_path, text), checks, **columns)
    assert found == dict(zip([NPL_QAT, ("IND", "QAT"), ("MLI", "QAT")], cells, strict=True))


def test_a_pivot_table_whose_labels_are_not_repeated_is_refused(tmp_path: Path, checks: Checks) -> None:
    file = write(tmp_path, "origin,destination,n\nNepal,Qatar,20\n,Kuwait,30\nIndia,Qatar,40\n,Kuwait,50\n")
    with pytest.raises(RecordError, match="origin: most cells of this column are blank, as if the one above held"):
        count(file, checks, chosen=Chosen(count="n"))
    wide = write(
        tmp_path, "origin,destination,2019,2020\nNepal,Qatar,20,21\n,Kuwait,30,31\nIndia,Qatar,4,5\n,Oman,6,7\n"
    )
    with pytest.raises(RecordError, match="most cells of this column are blank"):
        publish(wide, checks)


@pytest.mark.parametrize("name", ["origin", "prs_Citizenship", "citizenship"])
def test_two_columns_of_one_name_are_refused_in_every_kind(tmp_path: Path, checks: Checks, name: str) -> None:
    kind, other = {"origin": ("edges", "destination"), "prs_Citizenship": ("htcds", "hte_Country")}.get(
        name, ("ctdc", "CountryOfExploitation")
    )
    for second in (name, name.upper()):
        file = write(tmp_path, f"{name},{second},{other}\n" + "NP,IN,QA\n" * 12)
        with pytest.raises(RecordError, match=f"(?i){name}: two columns have this name"):
            count(file, checks, kind, by=("origin", "destination"))


def test_one_question_in_two_groups_is_refused(tmp_path: Path, checks: Checks) -> None:
    file = write(tmp_path, "a/prs_Citizenship,b/prs_Citizenship,hte_Country\n" + "NP,IN,QA\n" * 12)
    with pytest.raises(RecordError, match="prs_Citizenship: two columns have this name"):
        count(file, checks, "htcds")


@pytest.mark.parametrize(("others", "code"), [("Nepal", "not-stated"), ("NPL", "not-stated"), ("NP", "NAM")])
def test_na_is_namibia_among_codes_of_two_letters_only(tmp_path: Path, checks: Checks, others: str, code: str) -> None:
    file = write(tmp_path, "origin,destination\n" + f"{others},Qatar\n" * 12 + "NA,Qatar\n" * 11)
    assert count(file, checks) == {NPL_QAT: 12, (code, "QAT"): 11}
    file = write(tmp_path, f"origin,destination,n\n{others},Qatar,12\nNA,Qatar,11\n")
    assert publish(file, checks, count="n") == {NPL_QAT: 12, (code, "QAT"): 11}
    found = {one for one, *_ in read_network(file, weight="n", countries=True).edges}
    assert found == {"NPL"} | ({"NAM"} if code == "NAM" else set())


def test_missing_values_of_r_and_pandas_are_not_stated(tmp_path: Path, checks: Checks) -> None:
    header = "citizenship,CountryOfExploitation,gender,isForcedLabour,isSexualExploit,isOtherExploit\n"
    file = write(tmp_path, header + "Nepal,QA,NA,1,NA,0\n" * 12 + "nan,QA,NaN,1,0,0\n" * 11)
    found = count(file, checks, "ctdc", by=("origin", "destination", "sex"))
    assert found[*NPL_QAT, "not-stated"] == 12
    assert found["not-stated", "QAT", "total"] == 11
    assert count(file, checks, "ctdc", by=FORMS)[*NPL_QAT, "forced-labor"] == 12


@pytest.mark.parametrize("name", ["S/N", "Case number", "Age", "No."])
def test_columns_that_number_or_describe_people_are_not_asked_about(tmp_path: Path, checks: Checks, name: str) -> None:
    rows = "".join(f"{18 + number % 9},Nepal,Qatar\n" for number in range(12))
    assert count(write(tmp_path, f"{name},origin,destination\n{rows}"), checks) == {NPL_QAT: 12}


def test_a_column_of_shares_is_asked_about(tmp_path: Path, checks: Checks) -> None:
    with pytest.raises(RecordError, match="share: this column holds numbers"):
        count(write(tmp_path, "origin,destination,share\n" + "Nepal,Qatar,8%\n" * 12), checks)


def test_a_formula_without_its_value_is_refused(tmp_path: Path, checks: Checks) -> None:
    file = write(tmp_path, [["origin", "destination", "n"], ["Nepal", "Qatar", "=6*2"], ["Mali", "Qatar", 3]])
    with pytest.raises(RecordError, match="the cell C2 has a formula whose value was not saved"):
        publish(file, checks, count="n")


def test_hidden_sheets_are_passed_over_unless_named(tmp_path: Path, checks: Checks) -> None:
    book = Workbook()
    other = book.create_sheet("old")
    for sheet, number in ((book.active, 10), (other, 99)):
        sheet.append(["origin", "destination", "n"])
        sheet.append(["Nepal", "Qatar", number])
    other.sheet_state = "hidden"
    book.save(tmp_path / "table.xlsx")
    assert publish(tmp_path / "table.xlsx", checks, count="n") == {NPL_QAT: 10}
    chosen = Chosen(count="n")
    found = read_counts([open_published(tmp_path / "table.xlsx", chosen, "old")], chosen, make_resolver(checks))
    assert found.cells == {("NPL", "QAT", ""): (99, 99)}


def test_a_header_of_two_rows_says_what_to_do(tmp_path: Path, checks: Checks) -> None:
    rows = [
        ["origin", "destination", "2019", None, "2020"],
        [None, None, "M", "F", "M", "F"],
        ["Nepal", "Qatar", 1, 2, 3, 4],
    ]
    with pytest.raises(RecordError, match="a header of two rows is not read; write one row"):
        publish(write(tmp_path, rows, merged=["C1:D1"]), checks, count="2019")


def test_the_old_line_ends_of_the_mac_come_with_its_encoding(tmp_path: Path, checks: Checks) -> None:
    file = write(tmp_path, "origin;destination;n\rNépal;Qatar;10\r", "mac_roman")
    assert publish(file, checks, count="n") == {NPL_QAT: 10}


def test_numbers_in_place_of_names_are_edges_if_said(tmp_path: Path) -> None:
    file = write(tmp_path, "1,2,3\n2,3,1\n")
    with pytest.raises(NetworkError, match="or without a header by their numbers"):
        read_network(file)
    for text in ("1,2,3\n2,3,1\n", "4,5,3\n5,6,1\n"):
        network = read_network(write(tmp_path, text), chosen=Chosen("1", "2"), weight="3")
        assert sorted(network.edges.data("weight")) == [(*line.split(",")[:2], int(line[-1])) for line in text.split()]


def test_a_table_of_one_column_says_what_separates_columns(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match="Separate the columns by commas, semicolons or tabs"):
        read_network(write(tmp_path, "a b 3\nb c 1\n"))


GLOTIP = ["Iso3_code", "Country", "Region", "Indicator", "Dimension", "Category", "Sex", "Age", "Year", "txtVALUE"]
WHERE = ["QAT", "Qatar", "Asia", "Detected trafficking victims", "by citizenship"]
FIGURES = [("Nepal", "2019", "1,234"), ("India", "2019", "<5"), ("Mali", "2020", "12")]


def _dump(rows: Rows, delimiter: str = ",", **options: Any) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n", **options).writerows(rows)
    return text.getvalue()


def _save(change: Callable[[str, str], str], delimiter: str = ",", **options: Any) -> str:
    rows = [
        [*WHERE, one, "Total", "Total", change("Year", year), change("txtVALUE", value)] for one, year, value in FIGURES
    ]
    return _dump([GLOTIP, *rows], delimiter, **options)


def _use_sign(sign: str) -> Callable[[str, str], str]:
    return lambda _, text: text.replace(",", sign)


RESAVED: dict[str, tuple[str, str]] = {
    "as published": (_save(_use_sign(",")), "utf-8"),
    "LibreOffice, semicolons": (_save(_use_sign(","), ";"), "cp1252"),
    "Excel, Unicode text": (_save(_use_sign(","), "\t"), "utf-16"),
    "Excel, German": (_save(_use_sign("."), ";"), "utf-8-sig"),
    "Excel, French": (_save(_use_sign("\u202f"), ";"), "utf-8-sig"),
    "Excel, Swiss": (_save(_use_sign("'"), ";"), "utf-8"),
    "plain numbers": (_save(_use_sign("")), "utf-8"),
    "pandas, decimals": (
        _save(lambda _, text: text.replace(",", "") + ".0" if text[0] != "<" else text),
        "utf-8",
    ),
    "R, all quoted": (_save(_use_sign(","), quoting=csv.QUOTE_ALL), "utf-8"),
    "with a title and a source": (
        "UNODC" + "," * 9 + "\r\n" + _save(_use_sign(",")) + "Source: UNODC" + "," * 9,
        "utf-8",
    ),
}


@pytest.mark.parametrize("how", RESAVED)
def test_the_table_of_unodc_saved_again_has_its_figures(tmp_path: Path, checks: Checks, how: str) -> None:
    file = write(tmp_path, *RESAVED[how])
    found = read_statistics([file], gazetteer=checks.gazetteer, citizenships=read_citizenships(checks.gazetteer))
    figures = {(one.origin, one.year): (one.lower, one.upper) for one in found.figures}
    assert figures == {("NPL", 2019): (1234, 1234), ("IND", 2019): (0, 4), ("MLI", 2020): (12, 12)}
    assert found.rows.total() == 3


@pytest.mark.parametrize(
    ("name", "code"),
    [
        *(("Türkiye", "TUR"), ("Cote dIvoire", "CIV"), ("Taiwan, China", "TWN"), ("VAE", "ARE"), ("EE.UU.", "USA")),
        *(("Großbritannien", "GBR"), ("Grossbritannien", "GBR"), ("Arabia Saudita", "SAU"), ("KSA", "SAU")),
        *(("Korea (the Republic of)", "KOR"), ("Congo (RDC)", "COD"), ("Congo, Republic", "COG"), ("FYROM", "MKD")),
        *(("Bosnien-Herzegowina", "BIH"), ("Moldau", "MDA"), ("Kosovo*", "XKX"), ("Soviet Union", ""), ("Zaire", "")),
        *(("Yugoslavia", ""), ("Czechoslovakia", ""), ("Nepal (IN)", ""), ("Congo (1)", "COG"), ("England", "")),
    ],
)
def test_names_in_other_tables_resolve_or_stay_unresolved(checks: Checks, name: str, code: str) -> None:
    assert read_citizenships(checks.gazetteer).resolve_code(name).country == code
