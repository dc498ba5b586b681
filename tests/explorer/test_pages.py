"""The page shows what was told, and nothing that was only promised, printed in a heading or put in pairs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from survivorgraph.errors import QuestionError
from survivorgraph.explorer.compose import GraphView, make_explorer_page, open_at
from survivorgraph.explorer.line_weights import weigh_entries
from survivorgraph.explorer.page import Page, PageFact, Route
from survivorgraph.explorer.page_data import Tables, list_edges, list_nodes, list_steps
from survivorgraph.explorer.page_queries import QUERIES
from survivorgraph.explorer.theme import KIND_OF_ORGANIZATION, list_page_kinds
from survivorgraph.network.graphs.corridors import build_corridor_network
from survivorgraph.network.graphs.partnerships import build_participations
from survivorgraph.network.measures.coverage import measure_coverage
from survivorgraph.schema.vocabulary import Vocabulary
from survivorgraph.store.dataset import open_dataset


@pytest.fixture(scope="module")
def page(graph_view: GraphView) -> Page:
    return make_explorer_page(graph_view)


@pytest.fixture(scope="module")
def lira(page: Page) -> Route:
    return next(route for route in page.routes if route.key == "lira")


def list_facts(page: Page) -> list[PageFact]:
    nodes = [data for _, data in page.network.nodes(data=True)]
    edges = [data for *_, data in page.network.edges(data=True)]
    entries = [entry for item in [*nodes, *edges] for entry in item.get("entries", ())]
    steps = [step for route in page.routes for step in route.steps]
    return [fact for item in nodes for fact in item.get("facts", ())] + [
        fact for item in [*entries, *steps, *page.partnerships] for fact in item.facts
    ]


def edges_of(page: Page, *kinds: str) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(one, other): data for one, other, data in page.network.edges(data=True) if data["kind"] in kinds}


def texts(data: Mapping[str, Any]) -> list[str]:
    return [fact.text for fact in data["facts"]]


def test_every_fact_of_the_page_names_where_it_is_written(page: Page) -> None:
    facts = list_facts(page)
    assert facts
    assert [fact.text for fact in facts if not fact.evidence] == []


def test_the_page_can_be_drawn_and_says_what_it_counts(page: Page) -> None:
    tables = Tables(page)
    nodes, edges = list_nodes(page, tables), list_edges(page, tables)
    list_steps(page, tables, {item["id"] for item in [*nodes, *edges]})
    assert "counts what was detected and reported, not what happened" in page.note


def test_there_is_the_corridor_and_no_other_pair(page: Page) -> None:
    assert set(edges_of(page, "corridor")) == {("KEN", "LBN")}


def test_no_country_of_a_promise_a_heading_or_a_pattern_is_drawn(page: Page) -> None:
    drawn = {kind.key for kind in page.kinds if kind.scene == "places" and kind.on}
    shown = {node for node, data in page.network.nodes(data=True) if data["kind"] in drawn - {"locality"}}
    assert shown == {"KEN", "LBN"}


def test_a_corridor_says_on_whose_story_it_rests(page: Page) -> None:
    ((_, data),) = edges_of(page, "corridor").items()
    (entry,) = data["entries"]
    assert (entry.unit, entry.tags["form"], data["forms"]) == ("lira", ("domestic-servitude",), ["domestic servitude"])
    assert [fact.text.split(":")[0] for fact in entry.facts] == ["Lira"] * 3
    assert entry.facts[0].text == "Lira: Origin: Kenya."


def test_a_country_shows_its_part_in_the_journeys_and_its_standing(page: Page) -> None:
    kenya, lebanon = page.network.nodes["KEN"], page.network.nodes["LBN"]
    assert (kenya["kind"], lebanon["kind"]) == ("origin", "exploitation")
    assert texts(kenya) == ["Lira: Origin: Kenya.", "Tier 2 (2020)"]
    assert texts(lebanon)[-2:] == ["CSPA list (2020)", "Tier 3 (2020)"]
    assert len(texts(lebanon)) == len(set(texts(lebanon)))


def test_a_journey_is_told_in_steps(lira: Route) -> None:
    legs = [(step.stage, step.title) for step in lira.steps if step.selects]
    assert legs == [
        ("migration", "Nairobi → a port town that is not named"),
        ("exploitation", "a port town that is not named → Lebanon"),
        ("return", "Lebanon → Kenya"),
    ]
    stages = [step.stage for step in lira.steps]
    for stage in ("origin", "when it began", "recruitment", "exploitation", "money", "help", "what followed"):
        assert stage in stages


def test_the_way_of_a_journey_is_told_without_its_return(lira: Route) -> None:
    assert lira.summary == "domestic servitude, then forced labor: Kenya → a place the source does not name → Lebanon"


def test_a_place_without_a_name_stays_one_and_is_on_no_map(page: Page) -> None:
    unnamed = {node: data for node, data in page.network.nodes(data=True) if data["kind"] == "unnamed"}
    assert list(unnamed) == ["unnamed/lira-1-to"]
    assert not {"latitude", "longitude"} & unnamed["unnamed/lira-1-to"].keys()
    assert {kind.key: kind.on for kind in page.kinds}["unnamed"] is False


def test_the_way_back_is_drawn_apart(page: Page) -> None:
    assert set(edges_of(page, "after")) == {("LBN", "KEN")}
    assert set(edges_of(page, "own")) == {("ken-nairobi", "unnamed/lira-1-to")}
    assert {kind.key: kind.on for kind in page.edge_kinds}["after"] is False


def test_a_story_without_a_journey_is_among_them(page: Page) -> None:
    weavers = next(route for route in page.routes if route.key == "seven-weavers")
    assert weavers.summary == "forced labor"
    assert all(step.selects is None for step in weavers.steps)


def test_organizations_are_joined_by_the_partnership_they_share(page: Page) -> None:
    kinds = {
        data["name"]: data["kind"] for node, data in page.network.nodes(data=True) if node.startswith("organization/")
    }
    assert kinds == {"Government of Kenya": "government", "Harbor Circle": "ngo", "Night Ferry Line": "company"}
    shared = edges_of(page, "partnership")
    assert len(shared) == 3
    for data in shared.values():
        (entry,) = data["entries"]
        assert [fact.text for fact in entry.facts] == ["Safe Harbor Pact (2019–2020): Brings people home by sea."]
        assert entry.tags["year"] == ["2019", "2020"]
    (pact,) = page.partnerships
    assert len(pact.members) == 3


def test_the_reach_of_the_page_is_that_of_the_measures(page: Page, graph_view: GraphView) -> None:
    from survivorgraph.network.measures.coverage import build_reach

    participations = build_participations(graph_view.dataset)
    reach = build_reach(graph_view.dataset, participations)
    network = build_corridor_network(graph_view.journeys, graph_view.countries)
    (row,) = measure_coverage(network, reach)
    of_page = {node: frozenset(data["reach"]) for node, data in page.network.nodes(data=True) if data.get("reach")}
    assert of_page == {f"organization/{key}": codes for key, codes in reach.organizations.items()}
    assert {one.key: frozenset(one.countries) for one in page.partnerships if one.countries} == dict(reach.partnerships)
    assert row["coverage"] in {"none", "one end", "separately", "jointly"}


def test_every_kind_of_organization_has_a_place_in_the_legend(vocabulary: Vocabulary, graph_view: GraphView) -> None:
    legend = {kind.key for kind in list_page_kinds(graph_view.labels)}
    assert set(KIND_OF_ORGANIZATION.values()) <= legend
    assert set(vocabulary.schemes["organization-kind"]) - set(KIND_OF_ORGANIZATION) <= {"not-stated", "armed-group"}
    assert set(KIND_OF_ORGANIZATION) <= set(vocabulary.schemes["organization-kind"])


def test_every_query_to_copy_gives_rows_with_their_evidence(page: Page, graph_view: GraphView) -> None:
    items = [data for _, data in page.network.nodes(data=True)] + [data for *_, data in page.network.edges(data=True)]
    iris = [str(item["iri"]) for item in items if item.get("iri") and (item.get("facts") or item.get("entries"))]
    iris += [one.iri for one in (*page.routes, *page.partnerships)]
    answered = set()
    for iri in iris:
        kind = iri.split("/")[-2]
        rows = list(graph_view.dataset.rows(QUERIES[kind].replace("{iri}", iri)))
        assert rows, iri
        assert all(len(str(row["sha256"])) == 64 for row in rows)
        answered.add(kind)
    assert answered >= {"country", "story", "corridor", "organization", "partnership", "co-partnership"}


def ask_of_line(page: Page, graph_view: GraphView, ends: tuple[str, str], kind: str) -> list[Mapping[str, Any]]:
    start, end = (str(page.network.nodes[node]["iri"]) for node in ends)
    return list(graph_view.dataset.rows(QUERIES[kind].replace("{from}", start).replace("{to}", end)))


def test_the_query_of_a_leg_gives_the_evidence_that_the_panel_shows(built: Path) -> None:
    graph_view, seen = GraphView(open_dataset(built)), set()
    page = make_explorer_page(graph_view)
    for kind in ("way", "own", "after"):
        for ends, data in edges_of(page, kind).items():
            if all(page.network.nodes[node].get("iri") for node in ends):
                shown = {cited.sha256 for entry in data["entries"] for fact in entry.facts for cited in fact.evidence}
                assert {str(row["sha256"]) for row in ask_of_line(page, graph_view, ends, kind)} == shown
                seen.add(kind)
    assert seen == {"way", "own", "after"}


def test_the_query_of_a_line_of_figures_gives_its_figures(built_invented: Path, make_figures: Any) -> None:
    graph_view = GraphView(open_dataset(make_figures(built_invented)))
    page = make_explorer_page(graph_view)
    for ends, data in edges_of(page, "observed").items():
        rows = ask_of_line(page, graph_view, ends, "observed")
        asked = {(float(str(row["lower"])), float(str(row["upper"]))) for row in rows}
        assert asked == {(entry.lower, entry.upper) for entry in data["entries"]}
        assert all(len(str(row["file"])) == 64 for row in rows)


def test_a_page_opens_where_it_is_asked_to(page: Page) -> None:
    assert open_at(page, "journeys", find={"form": "forced-labor"}) == {"view": "journeys", "form": "forced-labor"}
    with pytest.raises(QuestionError, match="no view 'globe'; views: map, network, journeys, partnerships"):
        open_at(page, "globe")
    with pytest.raises(QuestionError, match="no filter 'colour'; filters: form, stage,"):
        open_at(page, find={"colour": "x"})
    with pytest.raises(QuestionError, match="the filter 'form' has no value 'labour'"):
        open_at(page, find={"form": "labour"})


@pytest.mark.parametrize("language", ["fr", "es"])
def test_concepts_and_countries_are_named_in_the_language_of_the_page(language: str, graph_view: GraphView) -> None:
    page = make_explorer_page(replace(graph_view, language=language))
    lebanon = {"fr": "Liban", "es": "Líbano"}[language]
    assert page.network.nodes["LBN"]["name"] == lebanon
    assert "Lebanon" in page.network.nodes["LBN"]["aliases"]
    english = make_explorer_page(graph_view)
    labels = {facet.key: facet.values for facet in page.facets}
    same = {facet.key: facet.values for facet in english.facets}
    assert labels["form"].keys() == same["form"].keys()
    assert labels["form"]["forced-labor"] != same["form"]["forced-labor"]


def test_figures_are_a_layer_beside_the_stories(built_invented: Path, make_figures: Any) -> None:
    page = make_explorer_page(GraphView(open_dataset(make_figures(built_invented))))
    observed = edges_of(page, "observed")
    assert set(observed) == {("KEN", "LBN"), ("NPL", "LBN")}
    entries = observed["KEN", "LBN"]["entries"]
    assert {(entry.lower, entry.upper) for entry in entries if entry.detail == ("year",)} == {(0, 4), (12, 12)}
    assert page.network.nodes["NPL"]["kind"] == "figures"
    assert "in the country that detected them" in page.note


HOME = """\
Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,txtVALUE,Source
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Kenya,Total,Total,2018,Counts,12,CTS
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Lebanon,Total,Total,2018,Counts,3,CTS
LBN,Lebanon,Asia,Western Asia,Detected trafficking victims,by citizenship,Lebanon,Total,Total,2019,Counts,<5,CTS
"""


def test_people_detected_in_their_own_country_are_counted_at_it_and_on_no_line(
    built_invented: Path, make_figures: Any
) -> None:
    page = make_explorer_page(GraphView(open_dataset(make_figures(built_invented, HOME))))
    assert set(edges_of(page, "observed")) == {("KEN", "LBN")}
    assert weigh_entries(page.network.nodes["LBN"]["domestic"]) == (3, 7)


def test_a_country_of_recruitment_belongs_to_a_journey_that_tells_no_way(built: Path) -> None:
    page = make_explorer_page(GraphView(open_dataset(built)))
    rafi = next(route for route in page.routes if route.key == "rafi")
    assert rafi.places == ("SYR",)
    assert [step.selects for step in rafi.steps if step.selects] == [
        ("unnamed/rafi-1-from", "unnamed/rafi-1-to", "way")
    ]
