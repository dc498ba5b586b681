"""Every fact of the invented data in words: certain where it is, and with the place where it is written."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from survivorgraph.explorer.compose import GraphView
from survivorgraph.network.graphs.queries import Rows
from survivorgraph.schema.vocabulary import GRAPH, ID, PREFIXES
from survivorgraph.store.dataset import open_dataset
from survivorgraph.wording import sentences

LIRA = [
    ("origin", 0, "stated", "Origin: Kenya."),
    ("age", 0, "stated", "When the exploitation began: adult, 24 years old."),
    (
        "recruitment", 1, "stated",
        "Recruitment in Nairobi through online social network; recruiter: stranger; promised place: Canada. "
        "Promise: Well-paid work as a tailor",
    ),
    ("leg", 1, "stated", "Nairobi → a port town that is not named. Stage: migration."),
    (
        "leg", 2, "inferred",
        "a port town that is not named → Lebanon. Stage: exploitation. "
        "Note: That the port of both sentences is the same follows from their order.",
    ),
    ("leg", 3, "stated", "Lebanon → Kenya. Stage: return."),
    (
        "exploitation", 1, "stated",
        "Domestic servitude in Lebanon (a family house near Beirut); about 1 year 6 months; 16 hours a day; "
        "sector: households as employers; means: false promise, withholding documents, withholding wages.",
    ),
    (
        "exploitation", 2, "ambiguous",
        "Forced labor (a workshop that she could not name); sector: manufacturing; means: withholding wages. "
        "Note: The almanac says that she may have worked there.",
    ),
    ("payment", 0, "stated", "250.5 USD: sum demanded to let the person go."),
    (
        "assistance", 1, "stated",
        "Helped by NGO in Lebanon; namely Harbor Circle; services: legal aid, return and reintegration, shelter. "
        "Sheltered her and paid for her way home.",
    ),
    ("outcome", 1, "stated", "Arrested in Lebanon. Guards took her for a person without papers."),
    ("outcome", 2, "stated", "Returned home in Kenya."),
]  # fmt: skip
WEAVERS = [
    (
        "origin", 0, "ambiguous",
        "Origin: left open by the source. Note: The almanac does not say where they were from.",
    ),
    ("exploitation", 1, "stated", "Forced labor (a loom hall); sector: manufacturing; means: debt bondage."),
]  # fmt: skip


def test_a_story_in_words(graph_view: GraphView) -> None:
    told = {
        key: [(kind, order, fact.certainty, fact.text) for kind, order, fact in facts]
        for key, facts in graph_view.story_facts.items()
    }
    assert told == {"lira": LIRA, "seven-weavers": WEAVERS}


def test_every_fact_of_a_story_names_where_it_is_written(graph_view: GraphView) -> None:
    for facts in graph_view.story_facts.values():
        for _, _, fact in facts:
            assert fact.evidence
            assert {citation.source for citation in fact.evidence} == {"The Lighthouse Almanac"}
            assert all(citation.words >= 3 and len(citation.sha256) == 64 for citation in fact.evidence)
    work = next(fact for kind, _, fact in graph_view.story_facts["lira"] if kind == "exploitation")
    assert [citation.section for citation in work.evidence] == ["Lira crosses the water"] * 2


def test_tiers_and_lists_in_words(graph_view: GraphView) -> None:
    assert {code: [fact.text for fact in facts] for code, facts in graph_view.standing.items()} == {
        "KEN": ["Tier 2 (2020)"],
        "LBN": ["CSPA list (2020)", "Tier 3 (2020)"],
    }


def test_organizations_and_partnerships_in_words(graph_view: GraphView) -> None:
    profiles = sentences.describe_organizations(graph_view.dataset, graph_view.citations)
    assert [fact.text for fact in profiles["night-ferry-line"]] == [
        "Carries people home by sea. Note: That a line is a company is inferred."
    ]
    assert profiles["night-ferry-line"][0].certainty == "inferred"
    (pact,) = sentences.describe_partnerships(graph_view.dataset, graph_view.citations).values()
    assert pact.text == "Safe Harbor Pact (2019–2020): Brings people home by sea."
    assert pact.evidence[0].section == "Of harbors and ferries"


def open_quads(*quads: tuple[str, str, str | Literal]) -> Rows:
    """Open (subject, property, object) of one exploitation of story X; terms are written kind/key or sg:name."""

    def name(text: str) -> NamedNode:
        prefix, _, local = text.partition(":")
        return NamedNode(PREFIXES[prefix] + local if prefix in PREFIXES else text if local else ID + text)

    store = Store()
    everything = (
        ("story/x", "rdf:type", "sg:Story"),
        ("story/x", "sg:hasExploitation", "exploitation/x-1"),
        ("exploitation/x-1", "sg:hasCertainty", "certainty/stated"),
        ("exploitation/x-1", "sg:hasEvidence", "evidence/e"),
        ("exploitation/x-1", "sg:hasForm", "form/f"),
        ("form/f", "rdfs:label", Literal("forced labor")),
        *quads,
    )
    for subject, predicate, target in everything:
        found = target if isinstance(target, Literal) else name(target)
        for graph in ("one", "two"):
            store.add(Quad(name(subject), name(predicate), found, NamedNode(GRAPH + graph)))
    return open_dataset(store)


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        ("P6Y", "6 years"),
        ("P1Y", "1 year"),
        ("P1Y6M", "1 year 6 months"),
        ("P56D", "56 days"),
        ("P60D", "60 days"),
        ("P365D", "365 days"),
        ("P1M", "1 month"),
        ("P2Y1D", "2 years 1 day"),
    ],
)
@pytest.mark.parametrize(("bound", "lead"), [("exact", ""), ("nearly", "nearly "), ("more than", "more than ")])
def test_a_duration_is_said_in_the_units_of_the_source(duration: str, words: str, bound: str, lead: str) -> None:
    typed = Literal(duration, datatype=NamedNode(PREFIXES["xsd"] + "duration"))
    dataset = open_quads(
        ("exploitation/x-1", "sg:duration", typed),
        ("exploitation/x-1", "sg:hasDurationBound", "bound/b"),
        ("bound/b", "rdfs:label", Literal(bound)),
    )
    ((_, _, fact),) = sentences.describe_story_facts(dataset, {})["x"]
    assert fact.text == f"Forced labor; {lead}{words}."


def test_a_label_that_two_sources_give_is_said_once() -> None:
    dataset = open_quads(
        ("exploitation/x-1", "sg:usesMeans", "means/m"),
        ("means/m", "rdfs:label", Literal("debt bondage")),
        ("exploitation/x-1", "sg:takesPlaceIn", "country/XAA"),
        ("country/XAA", "rdfs:label", Literal("Aralia")),
    )
    ((_, _, fact),) = sentences.describe_story_facts(dataset, {})["x"]
    assert fact.text == "Forced labor in Aralia; means: debt bondage."
