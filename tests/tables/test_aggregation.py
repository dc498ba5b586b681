"""Case tables become cells: by the codebook, unknown kept apart, nothing of a person in a message."""

from __future__ import annotations

import contextlib
import csv
import gzip
import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pytest
import sqlglot
from ibis.backends.duckdb import Backend
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from survivorgraph.errors import CheckError, DatasetError, RecordError, SurvivorGraphError
from survivorgraph.schema.fields import Checks
from survivorgraph.schema.vocabulary import Vocabulary
from survivorgraph.tables.codebooks.case_codebook import NOT_STATED, SEVERAL, get_layout
from survivorgraph.tables.codebooks.codebook_versions import RELEASES
from survivorgraph.tables.counting import aggregation
from survivorgraph.tables.counting.aggregation import Plan, count_cells, group_rows, name_cells
from survivorgraph.tables.counting.corridor_counts import DEFAULT_BY, count_corridors
from survivorgraph.tables.counting.corridor_rows import CorridorTable, list_observations
from survivorgraph.tables.protection.digests import make_digest_function
from survivorgraph.tables.protection.disclosure import TOTAL, Draw, protect, protect_flags

# Ibis calls a method that DuckDB 2 has renamed.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")
BY_KEY = {release.key: release for release in RELEASES}
SECRET = "Mei Invented"
WOMAN = {
    "yearOfRegistration": "2019",
    "gender": "Woman",
    "ageBroad": "18--20",
    "citizenship": "PHL",
    "CountryOfExploitation": "THA",
    "isForcedLabour": "1",
    "meansThreats": "1",
}


def write(folder: Path, release: str, rows: Sequence[tuple[int, Mapping[str, str]]], name: str = "cases.csv") -> Path:
    columns = BY_KEY[release].columns
    with (folder / name).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n", extrasaction="raise")
        writer.writeheader()
        for count, row in rows:
            writer.writerows([dict(row)] * count)
    return folder / name


def count(files: Path | Sequence[Path], checks: Checks, kind: str = "ctdc", **options: Any) -> CorridorTable:
    names = [str(file) for file in ([files] if isinstance(files, Path) else files)]
    settings = {"key": "cases", "by": DEFAULT_BY, "min_cell": 10, "engine": "duckdb"} | options
    return count_corridors(kind, names, checks=checks, **settings)


def people(table: CorridorTable) -> dict[tuple[str, ...], int | None]:
    return {tuple(row[name] for name in table.dimensions): row["people"] for row in table.rows}


ROWS = [(30, WOMAN), (20, WOMAN | {"yearOfRegistration": "2020"}), (15, WOMAN | {"citizenship": "NAM"})]
EXPECTED = {
    ("NAM", "THA", "2019"): 15,
    ("NAM", "THA", TOTAL): 15,
    ("PHL", "THA", "2019"): 30,
    ("PHL", "THA", "2020"): 20,
    ("PHL", "THA", TOTAL): 50,
}


def test_people_are_counted_by_corridor_and_year(tmp_path: Path, checks: Checks) -> None:
    table = count(write(tmp_path, "synthetic", ROWS), checks)
    assert people(table) == EXPECTED
    assert table.people == 65
    assert "identified" in str(table.dataset.note), "the country of exploitation is a proxy, and says so"


def test_the_counts_are_the_same_however_the_table_is_packed(tmp_path: Path, checks: Checks) -> None:
    file = write(tmp_path, "synthetic", ROWS)
    (tmp_path / "cases.csv.gz").write_bytes(gzip.compress(file.read_bytes()))
    parquet.write_table(arrow_csv.read_csv(file), tmp_path / "cases.parquet")  # years and flags as numbers
    (tmp_path / "title.csv").write_text("A title\n\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("cases.csv.gz", "cases.parquet", "title.csv"):
        assert people(count(tmp_path / name, checks)) == EXPECTED


def test_several_files_are_one_table(tmp_path: Path, checks: Checks) -> None:
    files = [write(tmp_path, "synthetic", [row], f"{place}.csv") for place, row in enumerate(ROWS)]
    table = count(files, checks)
    assert people(table) == EXPECTED
    assert table.people == 65


def test_unknown_is_kept_apart_and_several_forms_are_one_cell(tmp_path: Path, checks: Checks) -> None:
    rows = [
        (30, WOMAN),
        (20, WOMAN | {"isSexualExploit": "1", "gender": ""}),
        (10, WOMAN | {"isForcedLabour": "", "gender": "Trans/Transgender/NonConforming"}),
    ]
    file = write(tmp_path, "synthetic", rows)
    assert people(count(file, checks, by=("form",))) == {("forced-labor",): 30, (SEVERAL,): 20, (NOT_STATED,): 10}
    sexes = people(count(file, checks, by=("sex",)))
    assert sexes == {("female",): 30, (NOT_STATED,): 20, ("transgender-or-nonconforming",): 10}


def test_shares_of_means_are_of_those_with_any_flag(tmp_path: Path, checks: Checks) -> None:
    rows = [
        (30, WOMAN),
        (20, WOMAN | {"meansThreats": "", "meansFalsePromises": "1"}),
        (50, WOMAN | {"meansThreats": ""}),
    ]
    table = count(write(tmp_path, "synthetic", rows), checks, by=("origin", "destination", "means"))
    shown = {row["means"]: (row["people"], row["base"], row["share"] and float(row["share"])) for row in table.rows}
    assert shown[TOTAL] == (100, None, None)
    assert shown["threats"] == (30, 50, 0.6)
    assert shown["false-promise"] == (20, 50, 0.4)
    assert shown["abuse"] == (None, 50, None), "nobody with the flag is withheld, not zero"


def test_the_release_with_sectors_renamed_reads_alike(tmp_path: Path, checks: Checks) -> None:
    rows = [(12, WOMAN | {"sectorOfLabourDomesticWork": "1"}), (10, WOMAN)]
    table = count(write(tmp_path, "synthetic-sectors", rows), checks, by=("sector",))
    assert people(table) == {("households-as-employers",): 12, (NOT_STATED,): 10}


def test_the_k_anonymised_release_has_alpha_2_codes_and_na_is_namibia(tmp_path: Path, checks: Checks) -> None:
    row = {
        "yearOfRegistration": "2016",
        "gender": "Female",
        "majorityStatus": "Minor",
        "citizenship": "NA",
        "CountryOfExploitation": "US",
        "isForcedLabour": "0",
        "isForcedMarriage": "1",
        "isSexualExploit": "-99",
    }
    rows = [(20, row), (11, row | {"citizenship": "00", "CountryOfExploitation": "-99"})]
    file = write(tmp_path, "k-anonymized", rows)
    assert people(count(file, checks, by=("origin", "destination"))) == {
        ("NAM", "USA"): 20,
        (NOT_STATED, NOT_STATED): 11,
    }
    assert people(count(file, checks, by=("form", "age-group"))) == {
        ("forced-marriage", TOTAL): 31,
        ("forced-marriage", "child"): 31,
    }


def test_an_htcds_export_counts_exploitation_of_those_not_found_to_be_no_victims(
    tmp_path: Path, checks: Checks
) -> None:
    columns = (
        *("prs_Name", "prs_Citizenship", "prs_Gender", "hte_Country", "hte_Type", "hte_Date"),
        *("vic_TraffickingStatus", "vic_TypeOfExploitation"),
    )
    one = [
        SECRET,
        "NA",
        "Feminine",
        "TH",
        "Exploitation",
        "2021-03-04",
        "ActualVictimOfTrafficking",
        "ForcedLabour; ForcedBegging",
    ]
    with (tmp_path / "export.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows([one] * 12)
        writer.writerows([[*one[:4], "Recruitment", *one[5:]]] * 5)
        writer.writerows([[*one[:6], "NotAVictimOfTrafficking", one[7]]] * 5)
        writer.writerows([[*one[:7], "ForcedBegging"]] * 11)
    table = count(tmp_path / "export.csv", checks, "htcds", by=("origin", "destination", "year", "form"))
    assert table.people == 23
    for column in ("hte_Type", "vic_TraffickingStatus"):
        assert f"fewer than 10 rows with another {column} than those that count are not counted" in table.lines
    assert people(table)["NAM", "THA", "2021", SEVERAL] == 12
    assert people(table)["NAM", "THA", "2021", "forced-begging"] == 11
    assert SECRET not in str(table)


@pytest.mark.parametrize(("others", "said"), [(0, ""), (3, "fewer than 10"), (10, "10 or more"), (29, "20 or more")])
def test_a_few_people_who_are_not_counted_are_not_told_by_what_is_printed(
    tmp_path: Path, checks: Checks, others: int, said: str
) -> None:
    lines = ["prs_Citizenship,hte_Country,hte_Type", *["NP,TH,Exploitation"] * 30, *["NP,TH,Transit"] * others]
    (tmp_path / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = count(tmp_path / "export.csv", checks, "htcds", by=("origin", "destination"))
    remark = "rows with another hte_Type than those that count are not counted"
    assert [line for line in table.lines if remark in line] == ([f"{said} {remark}"] if said else [])
    assert str(30 + others) not in " ".join(table.lines) or not others


def test_an_edge_list_has_names_or_codes_and_duplicates_weigh(tmp_path: Path, checks: Checks) -> None:
    lines = ["Source,Target", *["Nepal,IND"] * 12, *["NPL,India"] * 3, *["Atlantis,India"] * 11, *["Thule,India"]]
    (tmp_path / "edges.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    table = count(tmp_path / "edges.csv", checks, "edges", by=("origin", "destination"))
    assert people(table) == {("NPL", "IND"): 15, ("unresolved", "IND"): 12}
    assert "  'Atlantis' is not resolved, 10 people or more" in table.lines
    assert "Thule" not in str(table), "a spelling of few rows may be about one person"


def test_an_export_with_only_the_needed_columns_is_counted(tmp_path: Path, checks: Checks) -> None:
    (tmp_path / "export.csv").write_text("prs_Citizenship,hte_Country\n" + "NP,TH\n" * 12, encoding="utf-8")
    table = count(tmp_path / "export.csv", checks, "htcds", by=("origin", "destination"))
    assert (table.people, people(table)) == (12, {("NPL", "THA"): 12})
    assert any("each row is taken for one person" in line for line in table.lines)


def test_a_column_of_as_many_values_as_people_is_refused(
    tmp_path: Path, checks: Checks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aggregation, "MOST_VALUES", 20)
    lines = ["origin,destination", *(f"{SECRET} {number},IND" for number in range(21))]
    (tmp_path / "edges.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(RecordError, match="origin has more than 20 values, so that it is no origin") as caught:
        count(tmp_path / "edges.csv", checks, "edges", by=("origin", "destination"))
    assert SECRET not in str(caught.value)


def test_every_word_of_the_layouts_is_a_concept(vocabulary: Vocabulary) -> None:
    for release in RELEASES:
        if release.kind in ("ctdc", "htcds"):
            header = (
                *release.columns,
                "prs_Gender",
                "vic_TypeOfExploitation",
                "vic_MethodsOfControl",
                "vic_ForcedLabourIndustry",
                *("gender", "isForcedLabour", "isSexualExploit", "isOtherExploit"),
            )
            layout = get_layout(release, header)
            words = {(key, word) for key, one in layout.values.items() for word in one.concepts.values()}
            words |= {(key, flag.concept) for key, flags in layout.flags.items() for flag in flags}
            assert [pair for pair in words if not vocabulary.has(*pair)] == []
            every = {"form", "sex", "means", "sector"}
            assert (every if release.key != "subset" else {"form", "sex"}) <= set(layout.dimensions)


def test_cells_without_a_country_or_with_several_sectors_stay_out_of_the_graph(tmp_path: Path, checks: Checks) -> None:
    rows = [(30, WOMAN), (20, WOMAN | {"citizenship": ""}), (10, WOMAN | {"isSexualExploit": "1"})]
    table = count(write(tmp_path, "synthetic", rows), checks, by=("origin", "destination", "form"))
    observations = list_observations(table.rows, table.dimensions, checks)
    assert [(one.origin, one.form, one.lower) for one in observations] == [
        ("PHL", "forced-labor", 30),
        ("PHL", "several-forms", 10),
        ("PHL", None, 40),
    ]


@pytest.mark.parametrize("column", ["gender", "ageBroad", "isForcedLabour", "yearOfRegistration"])
def test_a_column_of_surprises_is_named_without_its_values(tmp_path: Path, checks: Checks, column: str) -> None:
    file = write(tmp_path, "synthetic", [(20, WOMAN), (1, WOMAN | {column: SECRET})])
    with pytest.raises(RecordError, match=f"does not know some values of .*{column}") as caught:
        count(file, checks, by=("origin", "destination", "year", "sex", "age-group", "form"))
    assert SECRET not in str(caught.value)


def test_a_row_of_another_length_is_found_with_its_line_and_never_passed_over(tmp_path: Path, checks: Checks) -> None:
    text = write(tmp_path, "synthetic", [(40, WOMAN)]).read_text(encoding="utf-8")
    last = text.splitlines()[-1]
    for name, content in {"short.csv": text[:-12], "long.csv": f"{text}{last},{SECRET},b\n"}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(RecordError, match=rf"{name}:4[12]: this row has [0-9]+ cells") as caught:
            count(tmp_path / name, checks)
        assert SECRET not in str(caught.value)


def test_columns_without_a_name_or_with_that_of_another_are_let_be(tmp_path: Path, checks: Checks) -> None:
    lines = write(tmp_path, "synthetic", ROWS).read_text(encoding="utf-8").splitlines()
    rows = [f",{lines[0]},Gender,", *(f"{number},{line},Other," for number, line in enumerate(lines[1:]))]
    (tmp_path / "framed.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert people(count(tmp_path / "framed.csv", checks)) == EXPECTED


def test_parquet_beside_text_is_one_message(tmp_path: Path, checks: Checks) -> None:
    file = write(tmp_path, "synthetic", ROWS)
    parquet.write_table(arrow_csv.read_csv(file), tmp_path / "cases.parquet")
    with pytest.raises(RecordError, match=r"cases\.parquet: this is Parquet, and other files are text"):
        count([file, tmp_path / "cases.parquet"], checks)


@pytest.mark.parametrize("name", ["weight", "Count", "people"])
def test_an_edge_list_with_weights_is_refused_and_not_counted_as_one_each(
    tmp_path: Path, checks: Checks, name: str
) -> None:
    lines = [f"origin,destination,{name}", *["Nepal,India,50"] * 20]
    (tmp_path / "edges.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(RecordError, match=f"{name}: this column holds numbers.*give --count '{name}'"):
        count(tmp_path / "edges.csv", checks, "edges", by=("origin", "destination"))


def test_a_year_that_is_none_says_what_a_year_is(tmp_path: Path, checks: Checks) -> None:
    lines = ["prs_Citizenship,hte_Country,hte_Date", *["NP,TH,04/03/21"] * 20]
    (tmp_path / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(RecordError, match=r"values of hte_Date.*A year has four digits"):
        count(tmp_path / "export.csv", checks, "htcds")


def break_table(text: bytes, case: str) -> bytes:
    return {
        "cut off": text[:-9],
        "bytes of no encoding": text.replace(b"PHL", b"Per\x81\x8d\x90"),
        "an open quote": text.replace(b"PHL", b'"PHL', 1),
        "gzip cut off": gzip.compress(text)[:-30],
        "gzip damaged": gzip.compress(text)[:40] + b"\x00" * 60 + gzip.compress(text)[100:],
    }[case]


@pytest.mark.parametrize("case", ["cut off", "bytes of no encoding", "an open quote", "gzip cut off", "gzip damaged"])
def test_a_broken_table_is_one_message_that_quotes_no_row(tmp_path: Path, checks: Checks, case: str) -> None:
    text = write(tmp_path, "synthetic", [(9000, WOMAN)]).read_bytes()
    name = "broken.csv.gz" if "gzip" in case else "broken.csv"
    (tmp_path / name).write_bytes(break_table(text, case))
    with pytest.raises(SurvivorGraphError, match=r"broken\.csv") as caught:
        count(tmp_path / name, checks)
    assert "PHL" not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("options", "error", "expected"),
    [
        ({"min_cell": 4}, CheckError, "threshold is 5 or more"),
        ({"by": ("origin", "shoe")}, CheckError, "--by takes some of origin, destination"),
        ({"by": ("origin", "origin")}, CheckError, "each once"),
        ({"by": ("means", "origin")}, CheckError, "name them last"),
        ({"by": ("means",)}, CheckError, "name them last"),
        ({"min_cell": 1000}, RecordError, "fewer than 1000 people"),
        ({"engine": "nowhere://host/x"}, DatasetError, "cannot be opened"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    tmp_path: Path, checks: Checks, options: dict[str, Any], error: type[Exception], expected: str
) -> None:
    with pytest.raises(error, match=expected):
        count(write(tmp_path, "synthetic", ROWS), checks, **options)


def test_a_dimension_that_the_table_lacks_is_said(tmp_path: Path, checks: Checks) -> None:
    (tmp_path / "edges.csv").write_text("origin,destination\n" + "NPL,IND\n" * 20, encoding="utf-8")
    with pytest.raises(RecordError, match="this table has no year; it has origin, destination"):
        count(tmp_path / "edges.csv", checks, "edges")


def make_people(number: int = 2000) -> list[tuple[int, dict[str, str]]]:
    """Return a crowd in which some cells are small, some flags set and some values missing."""
    rng = random.Random(4)
    people = [
        WOMAN
        | {
            "citizenship": rng.choice(["PHL", "NPL", "NAM", ""]),
            "yearOfRegistration": str(2015 + min(rng.randrange(8), rng.randrange(8))),
            **{flag: rng.choice(["1", ""]) for flag in ("isForcedLabour", "isSexualExploit", "meansThreats")},
        }
        for _ in range(number)
    ]
    return [(1, row) for row in people]


def as_numbers(rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """Sort rows of an engine whose sums are integers, decimals or floats, as its dialect has it."""
    return sorted(
        [str(cell) if isinstance(cell, str | bool | None) else f"{cell:.0f}" for cell in row]
        for row in (row.values() for row in rows)
    )


@pytest.mark.parametrize("dialect", ["trino", "bigquery", "pyspark"])
@pytest.mark.parametrize("is_flags", [False, True])
def test_the_sql_of_every_engine_protects_the_same_cells(tmp_path: Path, dialect: str, is_flags: bool) -> None:
    """The text of another dialect, read back as that dialect and run here, gives the rows that DuckDB gives."""
    release = BY_KEY["synthetic"]
    plan = Plan(get_layout(release, release.columns), ("origin", "destination", "year", "form"), "means", 10)
    words = {
        "origin": {"PHL": "PHL", "NPL": "NPL", "NAM": "NAM", "": NOT_STATED},
        "destination": {"THA": "THA"},
        "year": {},
    }
    cells = count_cells(
        name_cells(group_rows(ibis.table(dict.fromkeys(release.columns, "string"), name="cases"), plan), plan, words),
        plan,
    )

    def protect_in(dialect: str) -> Any:
        draw = Draw("invented", make_digest_function(dialect))
        if is_flags:
            return protect_flags(cells, plan.dimensions, plan.flag_columns, min_cell=10, draw=draw)
        return protect(cells, plan.dimensions, min_cell=10, draw=draw)

    with contextlib.closing(duckdb.connect()) as engine:
        file = write(tmp_path, "synthetic", make_people())
        engine.execute(f"CREATE TABLE cases AS SELECT * FROM read_csv('{file}', all_varchar = true)")
        engine.execute("CREATE MACRO ieee_divide(one, other) AS one / other")  # BigQuery's own
        engine.execute("CREATE MACRO sha256_in_bytes(bytes) AS unhex(sha256(bytes))")

        def run(sql: str) -> list[dict[str, Any]]:
            rows: list[dict[str, Any]] = engine.sql(sql).to_arrow_table().to_pylist()
            return rows

        expected = run(str(ibis.to_sql(protect_in("duckdb"), dialect="duckdb")))
        sql = str(ibis.to_sql(protect_in(dialect), dialect=dialect))
        if dialect == "trino":  # its function gives bytes, which SQLGlot before 30.13 reads back as DuckDB's digits
            sql = sql.replace("SHA256(", "sha256_in_bytes(")
        (here,) = sqlglot.transpile(sql, read="spark" if dialect == "pyspark" else dialect, write="duckdb")
        assert as_numbers(run(here)) == as_numbers(expected)
        assert {row["withheld"] for row in expected} == {False, True}
        assert " OVER (" in sql, "the protection is inside"


def test_an_engine_without_temporary_tables_publishes_the_same(
    tmp_path: Path, checks: Checks, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Trino has none; Ibis says so by this error."""

    def refuse(*_: object, **__: object) -> None:
        raise NotImplementedError

    by = ("origin", "destination", "year", "form", "means")
    file = write(tmp_path, "synthetic", make_people())
    expected = count(file, checks, by=by)
    monkeypatch.setattr(Backend, "_create_cached_table", refuse)
    assert count(file, checks, by=by) == expected
