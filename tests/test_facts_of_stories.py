"""What the graph holds of the stories is what their documents say: values that were once wrong, or said too much."""

from __future__ import annotations

from typing import Any

import pytest

from survivorgraph.builds.inputs import read_input
from survivorgraph.schema.records import Claim, Story
from survivorgraph.schema.records.values import list_value_fields


@pytest.fixture(scope="module")
def stories() -> dict[str, Story]:
    return {story.key: story for bundle in read_input().bundles for story in bundle.records_of(Story)}


def find(stories: dict[str, Story], path: str) -> Any:
    """Return a part of a story by STORY FIELD[ ORDER], such as `miriam exploitations 2`."""
    key, name, *order = path.split()
    found = getattr(stories[key], name)
    return next(fact for fact in found if fact.order == int(order[0])) if order else found


VALUES: list[tuple[str, str, Any]] = [
    ("miriam exploitations 2", "form", "child-sex-trafficking"),
    ("daria exploitations 1", "form", "child-sex-trafficking"),
    ("feba assistances 1", "helpers", ["anti-trafficking-organization"]),
    ("salomao outcomes 2", "kind", "inspection"),
    ("kali recruitments 1", "channels", ["family", "agency-or-recruiter"]),
    ("feba recruitments 1", "promise", None),
    ("feba exploitations 1", "means", ["abduction", "confinement", "sexual-violence"]),
    ("alexia exploitations 2", "acts", ["recruitment"]),
    ("neema exploitations 1", "acts", ["recruitment"]),
    ("ariela assistances 2", "services", ["gender-affirming-care", "return-and-reintegration"]),
    ("miriam assistances 1", "services", []),
    ("miriam assistances 2", "services", []),
    ("yihana exploitations 2", "means", ["taking-earnings"]),
    ("yihana assistances 2", "services", []),
    ("neema recruitments 1", "recruiters", ["not-stated"]),
    ("neema recruitments 2", "recruiters", ["employer"]),
    ("daria recruitments 1", "recruiters", ["not-stated"]),
    ("miriam recruitments 1", "recruiters", ["not-stated"]),
    ("yihana recruitments 2", "recruiters", ["not-stated"]),
    ("abbey exploitations 1", "place_text", "a room in the basement of the family's home"),
    ("woman-from-the-philippines exploitations 1", "place_text", "a cell in a closed casino hotel"),
    ("rafi recruitments 1", "organizations", ["isis"]),
    ("rafi exploitations 1", "organizations", ["isis"]),
    ("rafi outcomes 1", "organizations", ["syrian-democratic-forces"]),
]


@pytest.mark.parametrize(("path", "name", "value"), VALUES)
def test_a_value_is_the_one_of_the_document(path: str, name: str, value: Any, stories: dict[str, Story]) -> None:
    assert getattr(find(stories, path), name) == value


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("abbey exploitations 1", "means", "abusive-living-conditions"),
        ("adanna exploitations 1", "means", "coercion"),
        ("ariela exploitations 1", "means", "coercion"),
        ("alexia exploitations 2", "means", "abuse"),
        ("daria exploitations 1", "means", "abuse"),
        ("woman-from-the-philippines exploitations 1", "means", "abuse"),
        ("renato exploitations 1", "means", "separation-from-family"),
    ],
)
def test_a_means_that_the_document_tells_is_there(path: str, name: str, value: str, stories: dict[str, Story]) -> None:
    assert value in getattr(find(stories, path), name)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("alexia", "law-enforcement-operation"),
        ("miriam", "law-enforcement-operation"),
        ("neema", "continuing-support"),
    ],
)
def test_an_outcome_that_the_document_tells_is_there(key: str, kind: str, stories: dict[str, Story]) -> None:
    (outcome,) = (one for one in stories[key].outcomes if one.kind == kind)
    assert outcome.certainty == "stated"


UNCERTAIN = [
    ("abbey age", "years", "ambiguous"),
    ("abbey exploitations 1", "place", "inferred"),
    ("abbey exploitations 1", "duration", "inferred"),
    ("daria exploitations 1", "form", "inferred"),
    ("feba exploitations 1", "duration", "inferred"),
    ("jamshid legs 3", "from", "inferred"),
    ("jamshid legs 4", "from", "inferred"),
    ("jamshid legs 4", "to", "inferred"),
    ("kali legs 1", "from", "inferred"),
    ("neema legs 1", "from", "inferred"),
    ("neema assistances 1", "helpers", "inferred"),
    ("renato exploitations 1", "place", "inferred"),
    ("renato outcomes 1", "place", "ambiguous"),
    ("sonith exploitations 1", "means/false-promise", "inferred"),
    ("yihana exploitations 1", "form", "inferred"),
    ("yihana exploitations 1", "place", "inferred"),
    ("alexia recruitments 1", "recruiters", "inferred"),
    ("alexia legs 2", "from", "inferred"),
    ("neema recruitments 2", "channels", "inferred"),
    ("nineteen-nigerian-women-and-children outcomes 2", "kind", "ambiguous"),
    ("nineteen-nigerian-women-and-children legs 2", "stage", "ambiguous"),
    ("twenty-seven-bhutanese-women exploitations 1", "form", "inferred"),
]
STATED = [
    ("renato exploitations 1", "form"),
    ("miriam exploitations 1", "form"),
    ("miriam exploitations 2", "form"),
    ("yihana exploitations 1", "means/withholding-documents"),
    ("yihana exploitations 2", "form"),
    ("salomao exploitations 1", "place"),
    ("renato outcomes 2", "kind"),
    ("abbey exploitations 1", "form"),
]


@pytest.mark.parametrize(("path", "name", "certainty"), [*UNCERTAIN, *((*one, "stated") for one in STATED)])
def test_a_value_is_as_certain_as_the_document_makes_it(
    path: str, name: str, certainty: str, stories: dict[str, Story]
) -> None:
    fact = find(stories, path)
    assert isinstance(fact, Claim)
    assert name.partition("/")[0] in list_value_fields(type(fact))
    assert fact.certainty_of(name) == certainty


def test_an_origin_is_stated_where_the_words_say_from_home_or_grew_up(stories: dict[str, Story]) -> None:
    inferred = {key for key, story in stories.items() if story.origin.certainty_of("country") == "inferred"}
    assert inferred == {"alexia", "daria", "feba", "miriam", "neema", "renato", "yihana"}


def test_nobody_without_an_age_is_called_a_man_or_a_woman(stories: dict[str, Story]) -> None:
    without = {key: story.gender for key, story in stories.items() if story.age is None}
    assert without == {"ariela": "transgender-woman", "feba": "woman-or-girl", "sonith": "man-or-boy"}


def test_alexia_went_back_to_shymkent_after_her_escape(stories: dict[str, Story]) -> None:
    leg = stories["alexia"].legs[2]
    assert (leg.departs, leg.arrives, leg.stage) == (None, "locality/kaz-shymkent", "onward")


def test_rafi_was_taken_to_a_camp_that_is_not_placed(stories: dict[str, Story]) -> None:
    (leg,) = stories["rafi"].legs
    assert (leg.departs, leg.arrives, leg.certainty) == (None, None, "inferred")


def test_the_women_from_bhutan_are_an_account_of_a_group(stories: dict[str, Story]) -> None:
    story = stories["twenty-seven-bhutanese-women"]
    assert (story.account, story.people, story.origin.country) == ("group", 27, "BTN")
    assert [(one.place, one.means) for one in story.exploitations] == [("country/IRQ", ["withholding-wages", "abuse"])]
