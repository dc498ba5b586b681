"""People are counted, not rows: once each where a column tells them apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from survivorgraph.errors import RecordError
from survivorgraph.schema.fields import Checks
from survivorgraph.tables.counting.corridor_counts import DEFAULT_BY, count_corridors
from survivorgraph.tables.counting.corridor_rows import CorridorTable, list_observations
from survivorgraph.tables.protection.disclosure import TOTAL
from survivorgraph.tables.protection.persons import PERSON_COLUMNS, find_person_column

# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
CASES = Path(__file__).parents[3] / "shared" / "cases" / "attacks"
HEADER = "prs_PersonID,prs_Citizenship,hte_Country,hte_Date,hte_Type,vic_MethodsOfControl"


def count(folder: Path, lines: Sequence[str], checks: Checks, kind: str = "htcds", **options: Any) -> CorridorTable:
    file = folder / "export.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    settings = {"key": "cases", "by": DEFAULT_BY, "min_cell": 10, "engine": "duckdb"} | options
    return count_corridors(kind, [str(file)], checks=checks, **settings)


def people(table: CorridorTable) -> dict[tuple[str, ...], int | None]:
    return {tuple(row[name] for name in table.dimensions): row["people"] for row in table.rows}


def make(number: int, *rows: str) -> list[str]:
    return [f"Q{person},{row}" for person in range(number) for row in rows]


def test_a_person_with_several_rows_is_one_person(tmp_path: Path, checks: Checks) -> None:
    lines = [HEADER, *make(12, *["NP,KW,2019-03-04,Exploitation,"] * 3)]
    table = count(tmp_path, lines, checks)
    assert table.people == 12
    assert people(table) == {("NPL", "KWT", "2019"): 12, ("NPL", "KWT", TOTAL): 12}
    assert "12 people counted, told apart by prs_PersonID" in table.lines[0]


def test_ten_rows_of_one_person_are_not_a_cell_of_ten(tmp_path: Path, checks: Checks) -> None:
    lines = [
        HEADER,
        *[f"P1,NP,KW,2019-01-0{day},Exploitation," for day in range(1, 10)],
        *make(30, "IN,KW,2019,Exploitation,"),
    ]
    with pytest.raises(RecordError, match="all withheld"):  # one person beside thirty cannot be hidden
        count(tmp_path, lines, checks)


def test_rows_that_contradict_each_other_count_a_person_once_as_several(tmp_path: Path, checks: Checks) -> None:
    lines = [
        HEADER,
        *make(12, "NP,KW,2019,Exploitation,", "Nepal,QA,2019,Exploitation,"),  # two countries, one citizenship
        *[line.replace("Q", "R") for line in make(15, "NP,KW,2019,Exploitation,", ",KW,,Exploitation,")],
    ]
    table = count(tmp_path, lines, checks)
    assert people(table) == {
        ("NPL", "KWT", TOTAL): 15,
        ("NPL", "KWT", "2019"): 15,
        ("NPL", "several", TOTAL): 12,
        ("NPL", "several", "2019"): 12,
    }
    assert {one.destination for one in list_observations(table.rows, table.dimensions, checks)} == {"KWT"}


def test_a_person_has_a_flag_that_any_of_their_rows_has(tmp_path: Path, checks: Checks) -> None:
    lines = [
        HEADER,
        *make(20, "NP,KW,2019,Exploitation,DebtBondage", "NP,KW,2019,Exploitation,FalsePromises"),
        *[line.replace("Q", "R") for line in make(15, "NP,KW,2019,Exploitation,DebtBondage")],
    ]
    table = count(tmp_path, lines, checks, by=("origin", "destination", "means"))
    shown = people(table)
    assert shown["NPL", "KWT", "debt-bondage"] == 35
    assert shown["NPL", "KWT", "false-promise"] == 20


def test_rows_that_do_not_say_whose_they_are_are_left_out_and_said(tmp_path: Path, checks: Checks) -> None:
    lines = [HEADER, *make(12, "NP,KW,2019,Exploitation,"), *[",NP,KW,2019,Exploitation,"] * 25]
    table = count(tmp_path, lines, checks)
    assert people(table)["NPL", "KWT", TOTAL] == 12
    assert "20 or more rows left out, since prs_PersonID does not say whose they are" in table.lines


def test_fewer_people_than_the_threshold_are_refused_however_many_rows_they_have(
    tmp_path: Path, checks: Checks
) -> None:
    with pytest.raises(RecordError, match="fewer than 10 people"):
        count(tmp_path, [HEADER, *make(9, *["NP,KW,2019,Exploitation,"] * 5)], checks)


def test_a_table_that_tells_nobody_apart_says_so_in_the_report_and_in_what_is_published(
    tmp_path: Path, checks: Checks
) -> None:
    lines = ["prs_Citizenship,hte_Country", *["NP,KW"] * 12]
    table = count(tmp_path, lines, checks, by=("origin", "destination"))
    assert "each row is taken for one person" in " ".join(table.lines)
    assert "each row is taken for one person" in str(table.metadata["note"])
    assert "each row is taken for one person" in str(table.dataset.note)


def test_people_of_an_edge_list_are_told_apart_too(tmp_path: Path, checks: Checks) -> None:
    lines = ["person_id,origin,destination", *[f"{number // 2},Nepal,India" for number in range(40)]]
    table = count(tmp_path, lines, checks, "edges", by=("origin", "destination"))
    assert people(table) == {("NPL", "IND"): 20}


@pytest.mark.parametrize("name", PERSON_COLUMNS)
def test_every_column_that_tells_people_apart_is_found_in_any_case(name: str) -> None:
    assert find_person_column(["a", name.upper(), "b"]) == name.upper()
    assert find_person_column(["a", "_id", "b"]) is None, "a submission of KoBo is a form, not a person"


def test_the_case_of_one_person_in_ten_rows(checks: Checks) -> None:
    if not CASES.is_dir():
        pytest.skip("the cases are not here")
    names = [str(CASES / "dc-htcds-one-person-ten-rows.csv")]
    with pytest.raises(RecordError, match="all withheld"):
        count_corridors("htcds", names, key="cases", by=DEFAULT_BY, min_cell=10, engine="duckdb", checks=checks)
