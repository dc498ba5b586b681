"""Records of treaties, restrictions, waivers, definitions and tables of figures; everything here is invented."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from survivorgraph.builds.inputs import check_input
from survivorgraph.schema.fields import Checks
from survivorgraph.schema.rdf import to_quads
from survivorgraph.schema.records import Definition, Figure, Restriction, TreatyAction, Waiver

SHA = "0" * 64
EVIDENCE = [{"section": "tables", "words": 5, "sha256": SHA}]
CITE = "tables,5," + SHA
ACTION = {"country": "Norway", "instrument": "ferry-convention", "kind": "accession", "year": 2031}
WAIVER = {
    "key": "ferry-waiver",
    "name": "Waiver",
    "country": "Norway",
    "restrictions": ["no-ferries"],
    "assistance": ["imet"],
    "date": "2031-10-01",
    "by": ["ferry-office"],
}

MakeData = Callable[..., Path]


def read(model: Any, data: dict[str, Any], checks: Checks) -> Any:
    return model.model_validate({**data, "evidence": EVIDENCE}, context=checks)


def test_a_country_becomes_its_code(checks: Checks) -> None:
    assert read(TreatyAction, ACTION, checks).country == "NOR"


@pytest.mark.parametrize("value", ["2032-03-01", date(2032, 3, 1)])
def test_a_date_may_be_written_with_or_without_quotes(value: object, checks: Checks) -> None:
    action = {**ACTION, "kind": "entry-into-force", "year": 2032, "date": value}
    assert read(TreatyAction, action, checks).date == "2032-03-01"


@pytest.mark.parametrize("value", ["1 March 2032", "2032-02-30", "2032"])
def test_a_date_is_a_day_that_exists(value: str, checks: Checks) -> None:
    with pytest.raises(ValidationError, match="a day that exists, written as 2032-03-01"):
        read(Waiver, {**WAIVER, "date": value}, checks)


def test_the_year_is_that_of_the_date(checks: Checks) -> None:
    with pytest.raises(ValidationError, match="lies in another year"):
        read(TreatyAction, {**ACTION, "date": "2032-03-01"}, checks)


def test_a_restriction_follows_from_a_concept_that_exists(checks: Checks) -> None:
    restriction = {"key": "no-ferries", "name": "No ferries", "laws": ["ferry-law"], "description": "No ferries."}
    assert read(Restriction, {**restriction, "follows_from": ["tier/tier-3"]}, checks).assistance == []
    with pytest.raises(ValidationError, match="tier-9"):
        read(Restriction, {**restriction, "follows_from": ["tier/tier-9"]}, checks)


def test_a_definition_is_of_a_concept_that_exists(checks: Checks) -> None:
    with pytest.raises(ValidationError, match="ferry"):
        read(Definition, {"concept": "form/ferry", "description": "Work on ferries."}, checks)


def test_a_figure_is_not_negative(checks: Checks) -> None:
    figure = {"table": "courts", "measure": "prosecutions", "region": "africa", "year": 2031}
    assert read(Figure, {**figure, "value": "0"}, checks).value == 0
    with pytest.raises(ValidationError):
        read(Figure, {**figure, "value": "-1"}, checks)


def add(make_data: MakeData, **files: str) -> Path:
    """Copy the invented data with more files, named with _ for - and __ for the dot."""
    names = {name: name.replace("__", ".").replace("_", "-") for name in files}
    return make_data({f"lighthouse-almanac/{names[name]}": text for name, text in files.items()})


TABLES = f"""
- key: courts
  name: Cases before courts
  description: Cases of an invented year.
  evidence: [{{section: tables, words: 5, sha256: "{SHA}"}}]
"""
FIGURES = "table,measure,region,year,value,section,words,sha256\n"
NOTED = "table,measure,region,year,value,certainty,note,section,words,sha256\n"


def test_a_table_of_figures_becomes_observations_of_a_data_set(make_data: MakeData) -> None:
    rows = (
        f"courts,prosecutions,africa,2031,12,,,{CITE}\ncourts,prosecutions,near-east,2031,7,inferred,No name.,{CITE}\n"
    )
    given, problems = check_input(add(make_data, tables__yaml=TABLES, figures__csv=NOTED + rows))
    assert [str(problem) for problem in problems] == []
    quads = to_quads(given.bundles[0], given.gazetteer)
    tables = [q for q in quads if q.predicate.value == "http://purl.org/linked-data/cube#dataSet"]
    assert sorted(q.subject.value.rpartition("/")[2] for q in tables) == [
        "lighthouse-almanac-prosecutions-africa-2031",
        "lighthouse-almanac-prosecutions-near-east-2031",
    ]
    labels = {q.object.value for q in quads if q.subject == tables[0].subject and q.predicate.value.endswith("#label")}
    assert labels == {"Prosecutions, Africa, 2031"}


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            {"figures__csv": FIGURES + f"courts,prosecutions,africa,2031,12,{CITE}\n"},
            "no figure-table with the key 'courts'",
        ),
        (
            {"tables__yaml": TABLES, "figures__csv": FIGURES + f"courts,prosecutions,africa,2031,12,{CITE}\n" * 2},
            "duplicate key 'lighthouse-almanac-prosecutions-africa-2031'",
        ),
        (
            {"tables__yaml": TABLES, "figures__csv": NOTED + f"courts,prosecutions,africa,2031,1,inferred,,{CITE}\n"},
            "needs a note that says why",
        ),
        (
            {"tables__yaml": TABLES, "figures__csv": FIGURES + f"courts,prosecutions,moon,2031,1,{CITE}\n"},
            "moon",
        ),
        (
            {
                "treaty_actions__csv": "country,instrument,kind,year,date,section,words,sha256\n"
                f"Norway,ferry-convention,accession,2031,,{CITE}\n"
            },
            "no instrument with the key 'ferry-convention'",
        ),
        (
            {"treaty_actions__csv": "country,year\n"},
            "the columns must be country, instrument, kind, year, date, section, words, sha256",
        ),
    ],
)
def test_a_mistake_in_a_table_is_found(files: dict[str, str], problem: str, make_data: MakeData) -> None:
    _, problems = check_input(add(make_data, **files))
    assert len(problems) == 1
    assert problem in str(problems[0])
