"""Single values of facts that are not stories, as the documents have them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from survivorgraph.builds.inputs import Input, read_input
from survivorgraph.schema.records import (
    Action,
    Claim,
    Instrument,
    Observation,
    Organization,
    Partnership,
    Pattern,
    Person,
    Record,
)

TIP, A21, LIST, OVERVIEW = "tip-2023", "a21-2024", "resource-list", "overview-article"
VALUES: list[tuple[str, type[Record], str, str, object]] = [
    (TIP, Organization, "greta", "name", "Group of Experts on Action against Trafficking in Human Beings"),
    (TIP, Organization, "greta", "kind", "regional-organization"),
    (TIP, Organization, "isis", "name", "Islamic State of Iraq and Syria"),
    (TIP, Organization, "isis", "kind", "armed-group"),
    (TIP, Organization, "interpol", "aliases", ["INTERPOL", "International Criminal Police Organization"]),
    (TIP, Organization, "somali-national-army-child-protection-unit", "part_of", ["somali-national-army"]),
    (TIP, Organization, "yemeni-armed-forces", "part_of", ["government-of-yemen"]),
    (TIP, Organization, "somali-ministry-of-defense", "based_in", ["SOM"]),
    (TIP, Organization, "wagner-group", "kind", "armed-group"),
    (TIP, Organization, "al-shabaab", "kind", "armed-group"),
    (TIP, Organization, "nato-gender-advisor", "part_of", ["nato"]),
    (TIP, Organization, "nato-heads-of-military-bodies", "part_of", ["nato"]),
    (TIP, Organization, "osce-secretary-general", "part_of", ["osce"]),
    (TIP, Organization, "un-paternity-task-force", "part_of", ["united-nations"]),
    (TIP, Partnership, "return-from-senegal-2023", "start_year", 2023),
    (TIP, Action, "return-from-senegal-2023", "kind", "cooperation"),
    (TIP, Action, "us-funds-somali-child-protection-unit", "kind", "funding"),
    (TIP, Action, "us-somalia-child-soldier-work", "by", ["government-of-united-states", "government-of-somalia"]),
    (TIP, Instrument, "unhcr-trafficking-in-persons", "kind", "not-stated"),
    (TIP, Instrument, "russia-ratification-law-2008", "year", 2008),
    (TIP, Instrument, "car-national-action-plan-child-soldiers", "kind", "plan-of-action"),
    (TIP, Instrument, "australia-national-action-plan", "adopted_by", ["government-of-australia"]),
    (TIP, Instrument, "canada-national-action-plan", "adopted_by", ["government-of-canada"]),
    (TIP, Pattern, "online-dating-platforms", "forms", ["forced-labor", "sex-trafficking"]),
    (TIP, Pattern, "fraudulent-job-advertisements", "forms", ["forced-labor"]),
    (TIP, Observation, "un-peacekeeping-allegations-share-drc-car-2021", "value", Decimal(90)),
    (TIP, Observation, "cyber-scam-cases-documented", "bound", "thousands"),
    (TIP, Observation, "cyber-scam-countries-of-origin", "bound", "dozens"),
    (TIP, Observation, "cyber-scam-hours-per-day", "value", Decimal(15)),
    (TIP, Action, "yemen-un-action-plan-commitment", "by", ["government-of-yemen"]),
    (A21, Partnership, "a21-cambodia-foster-care", "countries", ["KHM"]),
    (A21, Organization, "child-advocacy-center-thailand", "part_of", ["a21"]),
    (LIST, Observation, "children-who-fled-ukraine", "place", None),
    (LIST, Action, "npr-children-who-fled-ukraine", "places", []),
]
UNCERTAIN = [
    (TIP, Organization, "fate", "services/identification"),
    (TIP, Organization, "fate", "services/awareness-raising"),
    (TIP, Action, "ecowas-annual-review-2021", "year"),
    (TIP, Action, "taiwan-cyber-scam-repatriation-2022", "by"),
    (TIP, Action, "laos-cyber-scam-cooperation-2021", "by"),
    (TIP, Instrument, "un-political-declaration-2021", "adopted_by"),
    (TIP, Instrument, "osce-code-of-conduct", "adopted_by"),
    (TIP, Observation, "women-share-of-victims-unodc-2022", "published_by"),
    (TIP, Observation, "hti-organizations-reviewed-2018", "place"),
    (TIP, Observation, "fate-victims-supported", "about/fate"),
    (TIP, Observation, "un-peacekeeping-allegations-2021", "about/united-nations"),
    (TIP, Observation, "osce-peacekeeping-allegations-2021", "about/osce"),
    (A21, Action, "a21-greece-syndicate-tip", "places"),
    (LIST, Observation, "children-who-fled-ukraine", "published_by"),
    (OVERVIEW, Instrument, "un-tip-protocol", "adopted_by"),
]
INFERRED = [
    (TIP, Organization, "government-of-bangladesh"),
    (TIP, Organization, "government-of-taiwan"),
    (TIP, Organization, "center-for-reflection-and-social-action"),
    (TIP, Observation, "nigerians-returned-from-senegal-2023"),
    (LIST, Action, "unhcr-ukraine-trafficking-risks"),
]
LINKS_ONLY = [
    "unhcr", "interpol", "international-justice-mission", "coalition-against-trafficking-in-women",
    "our-underground-railroad", "ecpat-international", "protect-all-children-from-trafficking", "the-borgen-project",
    "national-public-radio",
]  # fmt: skip
AUTHORS = {
    "rafael-bautista": "insight-culture",
    "jeri-moomaw": "insight-barriers",
    "christine-cesa": "insight-equity",
    "harold-henry-d-souza": "insight-success",
}


@pytest.fixture(scope="module")
def given() -> Input:
    return read_input()


def find(given: Input, source: str, model: type[Record], key: str) -> Any:
    [bundle] = [bundle for bundle in given.bundles if bundle.source.key == source]
    [record] = [record for record in bundle.records_of(model) if getattr(record, "key", None) == key]
    return record


@pytest.mark.parametrize(("source", "model", "key", "field", "value"), VALUES)
def test_a_value_is_that_of_the_document(
    source: str, model: type[Record], key: str, field: str, value: object, given: Input
) -> None:
    assert getattr(find(given, source, model, key), field) == value


@pytest.mark.parametrize(("source", "model", "key", "value"), UNCERTAIN)
def test_a_value_that_is_read_from_more_than_its_words_is_not_stated(
    source: str, model: type[Record], key: str, value: str, given: Input
) -> None:
    assert value in {name for one in find(given, source, model, key).uncertain for name in one.values}


@pytest.mark.parametrize(("source", "model", "key"), INFERRED)
def test_a_fact_that_is_read_from_more_than_its_words_is_not_stated(
    source: str, model: type[Record], key: str, given: Input
) -> None:
    fact = find(given, source, model, key)
    assert isinstance(fact, Claim)
    assert fact.certainty == "inferred"


def test_the_hosts_of_patterns_in_brazil_and_venezuela(given: Input) -> None:
    amazon = find(given, TIP, Pattern, "brazil-amazon-clearing").hosts
    assert (amazon.countries, amazon.certainty) == (["BRA"], "inferred")
    mining = find(given, TIP, Pattern, "orinoco-mining-arc").hosts
    assert (mining.countries, mining.certainty) == (["VEN"], "stated")
    assert find(given, TIP, Pattern, "brick-kilns-debt").hosts is None


def test_a21_supports_law_enforcement_and_is_not_said_to_refer(given: Input) -> None:
    a21 = find(given, A21, Organization, "a21")
    assert "law-enforcement-support" in a21.services
    assert "referral" not in a21.services
    assert {"sex-trafficking", "forced-child-labor", "online-child-sexual-exploitation"} <= set(a21.forms)


def test_israels_committee_speaks_of_students_in_farming(given: Input) -> None:
    description = find(given, TIP, Action, "israel-advisory-committee-2022").description
    assert "internship" in description
    assert "foreign workers in building and farming" not in description


@pytest.mark.parametrize("key", LINKS_ONLY)
def test_a_link_in_a_list_is_no_service(key: str, given: Input) -> None:
    assert find(given, LIST, Organization, key).services == []


def test_nobody_says_that_the_return_from_senegal_was_carried_out(given: Input) -> None:
    records = [find(given, TIP, model, "return-from-senegal-2023").description for model in (Partnership, Action)] + [
        find(given, TIP, Organization, key).description for key in ("naptip", "authorities-in-senegal")
    ]
    assert all("approv" in text for text in records)


@pytest.mark.parametrize("key", AUTHORS)
def test_authors_of_insights_are_cited_by_a_title_that_tells_nothing_of_their_past(key: str, given: Input) -> None:
    person = find(given, TIP, Person, key)
    [bundle] = [bundle for bundle in given.bundles if bundle.source.key == TIP]
    titles = {section.key: section.title for section in bundle.source.sections}
    cited = {one.section for role in person.roles for one in role.evidence}
    assert cited == {AUTHORS[key]}
    # The network is one of people with lived experience, among others: the link would hint at a past.
    assert all("human-trafficking-expert-consultant-network" not in role.organizations for role in person.roles)
    for word in ("lived", "victimization", "survived"):
        assert all(word not in titles[section].casefold() for section in cited)
