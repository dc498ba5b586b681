"""The pages show what was told, and nothing that was only promised, printed in a heading or put in pairs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from survivorgraph.errors import QuestionError
from survivorgraph.model.vocabulary import Vocabulary
from survivorgraph.publish.page import Fact, Page, list_edges, list_nodes, list_steps
from survivorgraph.publish.pages import (
    KIND_OF_ORGANIZATION,
    ORGANIZATION_KINDS,
    Material,
    make_corridor_page,
    make_partnership_page,
    make_story_page,
)


@pytest.fixture(scope="module")
def corridors(material: Material) -> Page:
    return make_corridor_page(material)


@pytest.fixture(scope="module")
def partnerships(material: Material) -> Page:
    return make_partnership_page(material)


@pytest.fixture(scope="module")
def lira(material: Material) -> Page:
    return make_story_page(material, "lira")


def list_facts(page: Page) -> list[Fact]:
    nodes = [data for _, data in page.network.nodes(data=True)]
    edges = [data for *_, data in page.network.edges(data=True)]
    return [fact for item in [*nodes, *edges] for fact in item.get("facts", ())] + [
        fact for step in page.steps for fact in step.facts
    ]


def texts(data: Mapping[str, Any]) -> list[str]:
    return [fact.text for fact in data["facts"]]


@pytest.mark.parametrize("name", ["corridors", "partnerships", "lira"])
def test_every_fact_of_a_page_names_where_it_is_written(name: str, request: pytest.FixtureRequest) -> None:
    facts = list_facts(request.getfixturevalue(name))
    assert facts
    assert [fact.text for fact in facts if not fact.evidence] == []


@pytest.mark.parametrize("name", ["corridors", "partnerships", "lira"])
def test_every_page_can_be_drawn_and_says_what_it_counts(name: str, request: pytest.FixtureRequest) -> None:
    page = request.getfixturevalue(name)
    nodes, edges = list_nodes(page), list_edges(page)
    assert nodes
    assert edges
    list_steps(page, nodes, edges)
    assert "counts" in page.note or "published account" in page.note


def test_the_corridor_page_has_the_corridor_and_no_other_pair(corridors: Page) -> None:
    drawn = {(start, end, data["kind"]) for start, end, data in corridors.network.edges(data=True)}
    assert drawn == {("KEN", "LBN", "corridor")}


def test_no_country_of_a_promise_a_heading_or_a_pattern_is_on_the_map(corridors: Page) -> None:
    assert set(corridors.network) == {"KEN", "LBN"}


def test_a_corridor_says_on_whose_story_it_rests(corridors: Page) -> None:
    ((_, _, data),) = corridors.network.edges(data=True)
    assert (data["weight_label"], data["forms"]) == ("1 story", ("domestic servitude",))
    assert [text.split(":")[0] for text in texts(data)] == ["Lira"] * 3
    assert texts(data)[0] == "Lira: Origin: Kenya."


def test_a_country_shows_its_part_in_the_journeys_and_its_standing(corridors: Page) -> None:
    kenya, lebanon = corridors.network.nodes["KEN"], corridors.network.nodes["LBN"]
    assert (kenya["kind"], lebanon["kind"]) == ("origin", "exploitation")
    assert texts(kenya) == ["Lira: Origin: Kenya.", "Tier 2 (2020)"]
    assert texts(lebanon)[-2:] == ["CSPA list (2020)", "Tier 3 (2020)"]
    assert len(texts(lebanon)) == len(set(texts(lebanon)))


def test_a_story_is_told_in_steps(lira: Page) -> None:
    assert [(step.stage, step.title.split(" through")[0][:36]) for step in lira.steps] == [
        ("origin", "Origin: Kenya."),
        ("when it began", "When the exploitation began: adult, "),
        ("recruitment", "Recruitment in Nairobi"),
        ("migration", "Nairobi → a port town that is not na"),
        ("exploitation", "a port town that is not named → Leba"),
        ("return", "Lebanon → Kenya"),
        ("exploitation", "Domestic servitude in Lebanon (a fam"),
        ("exploitation", "Forced labor in a workshop that she "),
        ("money", "250.5 USD: sum demanded to let the p"),
        ("help", "Helped by NGO in Lebanon; namely Har"),
        ("what followed", "Arrested in Lebanon. Guards took her"),
        ("what followed", "Returned home in Kenya."),
    ]


def test_a_place_without_a_name_stays_one(lira: Page) -> None:
    assert {node: data["kind"] for node, data in lira.network.nodes(data=True)} == {
        "KEN": "origin",
        "unnamed-1": "unnamed",
        "LBN": "exploitation",
    }


def test_the_way_back_is_drawn_apart(lira: Page) -> None:
    kinds = [data["kind"] for *_, data in lira.network.edges(data=True)]
    assert sorted(kinds) == ["after", "own", "way"]


def test_a_story_without_a_journey_has_a_page(material: Material) -> None:
    page = make_story_page(material, "seven-weavers")
    assert [step.stage for step in page.steps] == ["origin", "exploitation"]


def test_a_story_that_there_is_not(material: Material) -> None:
    with pytest.raises(QuestionError) as caught:
        make_story_page(material, "lyra")
    assert str(caught.value) == "there is no story 'lyra'; stories: lira, seven-weavers"


def test_the_partnership_page_joins_those_who_share_one(partnerships: Page) -> None:
    organizations = {data["name"]: data["kind"] for _, data in partnerships.network.nodes(data=True)}
    assert organizations == {
        "Government of Kenya": "government",
        "Harbor Circle": "ngo",
        "Night Ferry Line": "company",
    }
    for *_, data in partnerships.network.edges(data=True):
        assert data["weight_label"] == "1 partnership"
        assert texts(data) == ["Safe Harbor Pact (2019–2020): Brings people home by sea."]
    assert partnerships.network.number_of_edges() == 3


def test_every_kind_of_organization_has_a_place_in_the_legend(vocabulary: Vocabulary) -> None:
    legend = {kind.key for kind in ORGANIZATION_KINDS}
    assert set(KIND_OF_ORGANIZATION.values()) <= legend
    assert set(vocabulary.schemes["organization-kind"]) - set(KIND_OF_ORGANIZATION) <= {"not-stated", "armed-group"}
    assert set(KIND_OF_ORGANIZATION) <= set(vocabulary.schemes["organization-kind"])
