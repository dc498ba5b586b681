"""The options of `survivorgraph measure`: parts, years, seeds, files."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from survivorgraph.cli import main

FIGURES = """\
Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,txtVALUE,Source
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Kenya,Total,Total,2018,Counts,12,CTS
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Kenya,Total,Total,2019,Counts,<5,CTS
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Nepal,Total,Total,2019,Counts,7,CTS
"""
Run = Callable[..., tuple[int, str, str]]
Rows = Callable[..., list[dict[str, str]]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that measures in this process: status, output and errors."""

    def run(*arguments: str | Path) -> tuple[int, str, str]:
        try:
            status = main(["measure", *map(str, arguments)])
        except SystemExit as error:
            status = int(error.code or 0)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def rows(run: Run) -> Rows:
    """Return a function that measures as CSV and returns the rows."""

    def rows(*arguments: str | Path) -> list[dict[str, str]]:
        status, printed, errors = run(*arguments, "--format", "csv")
        assert (status, errors) == (0, "")
        return list(csv.DictReader(io.StringIO(printed)))

    return rows


@pytest.fixture(scope="module")
def with_figures(built: Path, make_figures: Callable[..., Path]) -> Path:
    """Return the shipped graph with figures that nobody counted."""
    return make_figures(built, FIGURES)


def test_corridors_by_form_have_the_exploitation_of_that_form_only(rows: Rows, built: Path) -> None:
    found = rows("corridors", "--by", "form", "--store", built)
    assert len({row["form"] for row in found}) > 3
    assert all(row["forms"] == row["form"] for row in found)
    whole = rows("corridors", "--store", built)
    pairs = {(row["origin_code"], row["destination_code"]) for row in found}
    assert pairs == {(row["origin_code"], row["destination_code"]) for row in whole}
    assert all(f"form: {row['form']} only" in row["basis"] for row in found)


@pytest.mark.parametrize("facet", ["form", "sex", "age", "sector", "source"])
def test_stories_are_ranked_one_part_at_a_time_and_none_can_be(facet: str, run: Run, built: Path) -> None:
    status, printed, errors = run("country-ranking", "--by", facet, "--resamples", "20", "--store", built)
    assert (status, errors) == (0, "")
    lines = printed.splitlines()
    parts = [line for line in lines if line.startswith(f"{facet}: ")]
    assert parts == [
        f"{facet}: {line.partition(f'; {facet}: ')[2].split(' only')[0]}" for line in lines if "Note" in line
    ]
    ranked = [line for line in lines if "places that the data can rank" in line]
    assert ranked
    assert all("in_strength 0, out_strength 0, betweenness 0, pagerank 0" in line for line in ranked)


def test_figures_by_year_are_those_of_the_year(rows: Rows, with_figures: Path) -> None:
    found = rows("observed-corridors", "--by", "year", "--store", with_figures)
    figures = {(row["year"], row["origin"]): (row["people_low"], row["people_high"]) for row in found}
    assert figures == {
        ("2018", "Kenya"): ("12.0", "12.0"),
        ("2019", "Kenya"): ("0.0", "4.0"),
        ("2019", "Nepal"): ("7.0", "7.0"),
        ("all", "Kenya"): ("12.0", "16.0"),
        ("all", "Nepal"): ("7.0", "7.0"),
    }


def test_figures_without_a_year_are_said_to_be_totals(run: Run, with_figures: Path, built: Path) -> None:
    _, printed, _ = run("observed-countries", "--store", with_figures)
    assert "figures of no one year are totals, of years from 2018 to 2019" in printed
    assert "Settings: weight people; " in printed
    _, printed, _ = run("observed-countries", "--store", built)
    assert "there are no figures here: they come by importing tables" in printed


def test_what_changed_between_two_years(rows: Rows, with_figures: Path) -> None:
    found = rows("observed-corridors", "--change", "2018", "2019", "--store", with_figures)
    assert [(row["origin"], row["change"], row["change_low"], row["change_high"]) for row in found] == [
        ("Kenya", "down", "-12.0", "-8.0"),
        ("Nepal", "appears", "", ""),
    ]
    parts = rows("observed-corridors", "--change", "2018", "2019", "--by", "source", "--store", with_figures)
    assert [(row["origin"], row["change"]) for row in parts] == [("Kenya", "down"), ("Nepal", "appears")]


def test_the_seed_and_the_number_of_resamples_decide(run: Run, built: Path) -> None:
    asked = ("route-ranking", "--resamples", "30", "--store", built)
    once = run(*asked, "--seed", "1")
    assert once == run(*asked, "--seed", "1")
    assert once != run(*asked, "--seed", "2")
    assert run("null", "--seed", "1", "--store", built) != run("null", "--seed", "2", "--store", built)


def test_a_file_is_split_by_a_column(rows: Rows, tmp_path: Path) -> None:
    file = tmp_path / "ferries.csv"
    file.write_text("from,to,season,trips\nport,island,summer,2\nport,cape,winter,3\n", encoding="utf-8")
    found = rows("nodes", "--file", file, "--weight", "trips", "--by", "season")
    assert [(row["season"], row["code"], row["in_strength"]) for row in found if row["in_strength"] != "0"] == [
        ("summer", "island", "2"),
        ("winter", "cape", "3"),
    ]
    assert len(rows("ranking", "--file", file, "--weight", "trips", "--resamples", "5", "--seed", "3")) == 4 * 3


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["corridors", "--by", "year"], 2, "do not say year; they can be split by form, sex, age, sector, source"),
        (["corridors", "--by", "tide"], 2, "there is no facet 'tide'; facets: form, sex, age, sector, year, source"),
        (["partnerships", "--by", "form"], 2, "partnerships, which cannot be split by form"),
        (["observed-countries", "--by", "sex"], 2, "do not say sex; they can be split by year, source"),
        (["corridors", "--seed", "1"], 2, "'corridors' takes no seed; measures that do: country-ranking"),
        (["null", "--resamples", "9"], 2, "'null' takes no resamples; measures that do: country-ranking"),
        (["countries", "--change", "2018", "2019"], 2, "takes no years; measures that do: observed-corridors"),
        (["observed-corridors", "--change", "1999", "2019"], 1, "of the year 1999; there are years 2018 to 2019"),
        (["country-ranking", "--resamples", "0"], 1, "0 resamples at level 0.95: give at least 1"),
        (["country-ranking", "--seed", "-1"], 1, "the seed is -1; give a whole number from 0 up"),
        (["null", "--seed", "-1"], 1, "the seed is -1; give a whole number from 0 up"),
        (["communities", "--seed", "-1"], 1, "the seed is -1; give a whole number from 0 up"),
        (["corridors", "--weight", "trips"], 2, "--weight names a column or edge attribute of the file"),
        (["observed-corridors", "--change", "2018"], 2, "expected 2 arguments"),
    ],
)
def test_what_cannot_be_asked_is_one_clear_error(
    arguments: list[str], status: int, said: str, run: Run, with_figures: Path
) -> None:
    found, printed, errors = run(*arguments, "--store", with_figures)
    assert (found, printed) == (status, "")
    assert said in errors.splitlines()[-1]


def test_years_of_a_file_are_compared_after_an_import(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "edges.csv"
    file.write_text("origin,destination\na,b\n", encoding="utf-8")
    status, printed, errors = run("nodes", "--file", file, "--change", "2018", "2019")
    assert (status, printed) == (2, "")
    assert "import the file first" in errors


def test_a_table_of_people_is_measured_with_one_warning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "edges.csv"
    file.write_text("origin,destination,year\nNepal,India,2019\nNepal,Qatar,2020\n", encoding="utf-8")
    assert main(["measure", "nodes", "--file", str(file)]) == 0
    said = capsys.readouterr()
    assert said.err.count("warning: a row of this table looks like a person") == 1
    assert "survivorgraph import edges FILE" in said.err
    assert "warning" not in said.out
    file.write_text("source,target,weight\nNepal,India,2\n", encoding="utf-8")
    assert main(["measure", "nodes", "--file", str(file)]) == 0
    assert capsys.readouterr().err == ""


def test_degrees_are_ranked_whatever_the_weights_and_nothing_is_said_to_be_protected(
    run: Run, rows: Rows, tmp_path: Path
) -> None:
    file = tmp_path / "mentions.csv"
    file.write_text("source,target,weight\na,b,9\nc,d,2\ne,d,1\n", encoding="utf-8")
    strengths = {row["code"]: row["in_strength"] for row in rows("nodes", "--file", file)}
    assert (strengths["b"], strengths["d"]) == ("9", "3")
    degrees = {row["code"]: row["in_strength"] for row in rows("nodes", "--file", file, "--unweighted")}
    assert (degrees["b"], degrees["d"]) == ("1", "2")
    _, printed, _ = run("nodes", "--file", file, "--unweighted")
    assert "with nothing protected" in printed
    assert "weight links" in printed


@pytest.mark.parametrize("option", ["--unweighted", "--countries"])
def test_a_flag_of_files_is_refused_without_one(run: Run, built: Path, option: str) -> None:
    status, printed, errors = run("nodes", option, "--store", built)
    assert (status, printed) == (2, "")
    assert f"{option} does nothing without --file" in errors


@pytest.mark.parametrize(("measure", "weight"), [("corridors", "stories"), ("partnerships", None)])
def test_our_own_tables_are_asked_about_or_read(
    run: Run, built: Path, tmp_path: Path, measure: str, weight: str | None
) -> None:
    file = built / "measures" / f"{measure}.csv"
    status, printed, errors = run("nodes", "--file", file, *(["--weight", weight] if weight else []))
    assert status == (0 if weight else 1)
    assert ("file corridors.csv: " in printed) if weight else ("--origin COLUMN" in errors)
