"""A named question shows what carries its answer, and the doubt: places, notes, units, years, single values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from survivorgraph.store.answers import Answer, shorten_iris
from survivorgraph.store.dataset import Dataset, open_dataset
from survivorgraph.store.query_terms import query_prefixes
from survivorgraph.store.questions import list_questions


@pytest.fixture(scope="module")
def dataset(built: Path) -> Dataset:
    return open_dataset(built)


def find(answer: Answer, name: str) -> dict[str, Any]:
    [row] = [row for row in answer if row["name"] == name]
    return {key: shorten_iris(value) if isinstance(value, str) else value for key, value in row.items()}


def test_an_exploitation_has_form_place_means_hours_duration_and_doubts(dataset: Dataset) -> None:
    row = find(dataset.ask("exploitation-in-stories", story="sonith"), "Sonith")
    assert (row["placeName"], row["placeText"]) == (None, "a remote compound whose country the narrative does not name")
    assert row["means"].split() == [
        "means:confinement", "means:deprivation-of-necessities", "means:excessive-working-hours", "means:false-promise",
    ]  # fmt: skip
    assert (row["hoursPerDay"], row["hoursBound"]) == (16, "bound:up-to")
    assert (row["duration"], row["durationCertainty"]) == ("P1Y", "certainty:stated")
    assert row["formCertainty"] == "certainty:stated"
    assert row["doubts"].startswith("uses means false promise: inferred. ")
    assert "Cambodia" in row["note"]


def test_a_place_that_is_inferred_does_not_make_its_form_inferred(dataset: Dataset) -> None:
    row = find(dataset.ask("exploitation-in-stories", story="renato"), "Renato")
    assert (row["formCertainty"], row["placeCertainty"]) == ("certainty:stated", "certainty:inferred")
    assert row["placeText"] == "the border between Bolivia and Chile"


def test_a_recruitment_is_one_row_with_its_channels_and_recruiters(dataset: Dataset) -> None:
    rows = dataset.ask("recruitment-in-stories", story="yihana")
    assert rows.get_column("order") == [1, 2]
    first = next(iter(rows))
    assert shorten_iris(str(first["channels"])) == "channel:agency-or-recruiter channel:friends-or-acquaintances"
    assert shorten_iris(str(first["recruiters"])) == "recruiter:friend recruiter:recruiter"
    assert first["promisedPlaces"] == "Lebanon"
    assert len(dataset.ask("recruitment-in-stories")) == len(
        dataset.rows("SELECT DISTINCT ?r { ?story a sg:Story ; sg:hasRecruitment ?r }")
    )


def test_an_action_says_that_its_place_is_not_stated(dataset: Dataset) -> None:
    name = "A tip to the hotline led to an international syndicate and to 52 women"
    row = find(dataset.ask("actions", country="Greece"), name)
    assert row["places"] == "Greece"
    assert "Greece: inferred" in row["doubts"]
    assert "in which country the women were" in row["note"]


def test_a_partnership_names_who_takes_part(dataset: Dataset) -> None:
    row = find(
        dataset.ask("partnerships", topic="climate"), "Roundtable on trafficking, the environment and climate change"
    )
    assert row["participants"] == "Delta 8.7; Rights Lab; World Wildlife Fund"
    assert "not named" in row["note"]


def test_a_role_says_at_which_organization_it_is_held(dataset: Dataset) -> None:
    rows = dataset.ask("people-in-a-public-role", role="practitioner", country="Iraq")
    assert set(rows.get_column("organizations")) == {"Fate"}


def test_patterns_are_listed_with_their_words(dataset: Dataset) -> None:
    row = find(
        dataset.ask("patterns", form="domestic-servitude"),
        "Online recruitment of women for domestic servitude in Gulf states",
    )
    assert "Gulf" in row["description"]
    assert (row["hosts"], row["recruitedFrom"]) == (None, None)
    assert "no country" in row["note"]


def test_localities_are_listed_with_what_is_placed_there(dataset: Dataset) -> None:
    rows = dataset.ask("localities", country="Kazakhstan")
    assert set(rows.get_column("name")) == {"Shymkent"}
    assert {shorten_iris(str(one)) for one in rows.get_column("kind")} == {
        "sg:Exploitation",
        "sg:Leg",
        "sg:Outcome",
        "sg:Recruitment",
    }


# Figures


def test_a_figure_has_its_unit_period_place_and_publisher(dataset: Dataset) -> None:
    rows = dataset.ask("figures", measure="obligated-amount", year=2023)
    assert len(rows) == 7
    row = find(rows, "Amount obligated for peacekeeping operations, Somalia, fiscal year 2023")
    assert (row["unit"], row["fiscalYear"], row["inYear"], row["placeName"]) == ("US dollar", 2023, None, "Somalia")
    assert (row["date"], row["publisherName"]) == ("2023-04-20", "U.S. Department of State")


def test_the_regions_of_a_figure_are_not_mixed_with_their_total(dataset: Dataset) -> None:
    assert set(dataset.ask("figures", measure="convictions").get_column("regionName")) == {"global"}
    assert set(dataset.ask("figures", measure="convictions", region="africa").get_column("regionName")) == {"Africa"}
    assert None in dataset.ask("figures").get_column("regionName")
    assert len(dataset.ask("figures", measure="convictions", region=["africa", "near-east"])) == 14


def test_a_part_of_a_figure_says_of_which_group_it_is(dataset: Dataset) -> None:
    rows = dataset.ask("figures", measure="allegations-reported", publisher="united-nations")
    assert len(rows) == 0, "the table does not say whose figures they are"
    groups = {row["value"]: row["groups"] for row in dataset.ask("figures", measure="allegations-reported")}
    assert (groups[79], groups[18]) == (None, "child")
    assert dataset.ask("figures", breakdown="gender/woman", measure="personnel").get_column("value") == [6808]


def test_figures_are_asked_by_place(dataset: Dataset) -> None:
    assert set(dataset.ask("figures", country="Chile").get_column("value")) == {32, 9}


# Units and wholes


def test_the_partners_of_an_organization_are_those_of_its_units_too(dataset: Dataset) -> None:
    office = "Office of the OSCE Special Representative and Co-ordinator for Combating Trafficking in Human Beings"
    found = {
        row["name"]: (row["through"], row["relation"])
        for row in dataset.ask("partners-of-an-organization", organization="osce")
    }
    assert found["Tech Against Trafficking"] == (office, "unit")
    assert found["Thomson Reuters"] == (None, None)
    back = {
        row["name"]: row["relation"]
        for row in dataset.ask("partners-of-an-organization", organization="osce-special-representative-office")
    }
    assert (back["Tech Against Trafficking"], back["Thomson Reuters"]) == (None, "whole")


def test_the_partnerships_of_an_organization_are_those_of_its_units_too(dataset: Dataset) -> None:
    rows = dataset.ask("partnerships-of-an-organization", organization="osce")
    assert {row["name"]: row["through"] is None for row in rows} == {
        "BeSafe campaign for Ukrainians": True,
        "Tech Against Trafficking and OSCE review of technology tools": False,
    }


@pytest.mark.parametrize(
    ("about", "name", "through"),
    [
        ("partnership/quizrr-iom", "Employees trained through Quizrr", "participant"),
        ("pattern/cyber-scam-operations", "People estimated to remain in scam compounds in Cambodia", "host country"),
        (
            "organization/somali-national-army",
            "Soldiers of the Somali National Army screened for child recruitment",
            "unit",
        ),
        ("organization/quizrr", "Employees trained through Quizrr", None),
    ],
)
def test_a_number_is_found_from_what_it_belongs_to(
    about: str, name: str, through: str | None, dataset: Dataset
) -> None:
    assert find(dataset.ask("numbers-by-source", about=about), name)["through"] == through


def test_what_is_said_of_an_organization_names_its_units_and_wholes(dataset: Dataset) -> None:
    rows = dataset.ask("what-is-said-of-an-organization", organization=["osce", "istac", "iom"])
    found = {(row["unitOf"], row["memberOf"]) for row in rows}
    assert ("Organization for Security and Co-operation in Europe", None) in found
    assert (None, "RESPECT Initiative") in found
    assert any("OSCE Parliamentary Assembly" in str(row["units"]) for row in rows)


# What is printed can be put back


@pytest.mark.parametrize(
    "question", [one.name for one in list_questions() if not any(p.is_required for p in one.params)]
)
def test_what_an_answer_prints_is_a_term_of_a_query(question: str, dataset: Dataset) -> None:
    prefixes = query_prefixes()
    answer = dataset.ask(question)
    assert len(set(answer.rows)) == len(answer.rows)
    for value in {one for row in answer.rows for cell in row if isinstance(cell, str) for one in cell.split()}:
        if value.startswith("https://w3id.org/survivorgraph/"):
            prefix, _, key = shorten_iris(value).partition(":")
            assert (prefix == "https") or prefixes[prefix] + key == value
