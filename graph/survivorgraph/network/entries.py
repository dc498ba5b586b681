"""List the measures by name: what each is about, what it rests on, and the function that measures it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import networkx as nx

from survivorgraph.network.backbone import measure_backbone
from survivorgraph.network.centrality import measure_network
from survivorgraph.network.changes import measure_change
from survivorgraph.network.communities import measure_communities
from survivorgraph.network.corridors import build_corridor_network, rank_corridors
from survivorgraph.network.coverage import build_reach, measure_coverage
from survivorgraph.network.cuts import measure_bottlenecks, measure_cuts
from survivorgraph.network.facets import measure_by_facet
from survivorgraph.network.given import TIER_ORDER, Given, read_tiers
from survivorgraph.network.journeys import describe_journeys
from survivorgraph.network.links import rank_links
from survivorgraph.network.measures import REPORTED_NOTE, Measures
from survivorgraph.network.mixing import build_reach_table, measure_mixing, measure_two_mode
from survivorgraph.network.null import measure_against_null, measure_structure
from survivorgraph.network.observations import (
    describe_observations,
    describe_totals,
    keep_totals,
    list_observation_records,
    rank_observed_corridors,
)
from survivorgraph.network.partnerships import build_participations, measure_partnerships
from survivorgraph.network.passages import measure_dependence, measure_routes, measure_stages
from survivorgraph.network.queries import Rows
from survivorgraph.network.rankings import (
    list_corridor_records,
    rank_countries,
    rank_countries_by_source,
    rank_organizations,
    rank_routes,
)
from survivorgraph.network.resampling import measure_whole, rank_nodes
from survivorgraph.network.routes import build_route_network
from survivorgraph.network.structure import measure_flow

__all__ = ["CATALOG", "Entry"]

DRAWN_FIGURES = (
    "where people were detected; figures are drawn one by one, though those of one reporting country hang together, "
    "so intervals may be too narrow"
)
RANKED = ("in_strength", "out_strength", "betweenness", "pagerank")


@dataclass(frozen=True, slots=True)
class Entry:
    """Be one measure: what it is about, its function, what it rests on, and which options it takes."""

    about: str
    measure: Callable[[Given], Measures]
    records: Literal["stories", "figures", "partnerships"] = "stories"
    options: frozenset[str] = frozenset()


SEEDED = frozenset({"seed"})
DRAWN = frozenset({"seed", "resamples"})


def _refer(measures: Measures, ranking: str) -> Measures:
    """Say that the order of a table is no ranking, and which table says how far the data can rank."""
    remark = f"in the order of scores, which is no ranking: how far the data can rank, see {ranking}"
    return replace(measures, note="; ".join(filter(None, (measures.note, remark))))


def _measure_forms(given: Given) -> Measures:
    return measure_by_facet(
        given.journeys,
        "form",
        lambda part: rank_corridors(build_corridor_network(part, given.countries)),
    )


def _measure_structure_intervals(given: Given) -> Measures:
    return measure_whole(
        list_corridor_records(given.journeys),
        units=[journey.key for journey in given.journeys],
        resamples=given.resamples,
        seed=given.seed,
        basis=describe_journeys(given.journeys),
        note=REPORTED_NOTE,
    )


def _list_observed(given: Given) -> Measures:
    if given.years is None:
        return _refer(rank_observed_corridors(given.observed), "observed-ranking")
    return measure_change(given.figures, *given.years, given.countries, published=given.published)


def _rank_observed(given: Given) -> Measures:
    kept, _ = keep_totals(given.figures)
    return rank_nodes(
        list_observation_records(kept),
        by=RANKED,
        names={code: country.name for code, country in given.countries.items()},
        resamples=given.resamples,
        seed=given.seed,
        basis=describe_observations(kept),
        note="; ".join(filter(None, (REPORTED_NOTE, describe_totals(kept, given.figures), DRAWN_FIGURES))),
    )


def _measure_tier_flow(given: Given) -> Measures:
    tiers, year = read_tiers(given.dataset)
    return measure_flow(given.corridors, tiers, order=TIER_ORDER, grouping=f"tier {year or ''}".strip())


def _measure_region_flow(given: Given) -> Measures:
    regions = {code: country.region for code, country in given.countries.items() if country.region}
    return measure_flow(given.corridors, regions, grouping="region")


def _cover(network: nx.DiGraph[str], dataset: Rows) -> Measures:
    return measure_coverage(network, build_reach(dataset, build_participations(dataset)))


def _rank_links(given: Given) -> Measures:
    participations = build_participations(given.dataset)
    names = {one.organization: one.organization_name for one in participations}
    return rank_links(given.corridors, build_reach(given.dataset, participations), names=names)


CATALOG: Mapping[str, Entry] = {
    "corridors": Entry(
        "corridors from the country of origin to the country of exploitation",
        lambda given: _refer(rank_corridors(given.corridors), "country-ranking"),
    ),
    "forms": Entry("corridors, one form of exploitation at a time", _measure_forms),
    "countries": Entry(
        "countries in the corridor network: degree, strength, betweenness, PageRank, hubs and authorities, core",
        lambda given: _refer(measure_network(given.corridors), "country-ranking"),
    ),
    "country-ranking": Entry(
        "countries with an interval for every score and a range for every rank, over stories drawn anew",
        lambda given: rank_countries(
            given.journeys, given.countries, by=RANKED, resamples=given.resamples, seed=given.seed
        ),
        options=DRAWN,
    ),
    "route-ranking": Entry(
        "countries by the share of journeys that pass through them, with intervals and ranges of ranks",
        lambda given: rank_routes(given.journeys, given.countries, resamples=given.resamples, seed=given.seed),
        options=DRAWN,
    ),
    "source-dependence": Entry(
        "countries by how much of their score hangs on one source",
        lambda given: rank_countries_by_source(given.journeys, given.countries),
    ),
    "null": Entry(
        "betweenness of countries on routes beside random networks with the same degrees",
        lambda given: measure_against_null(build_route_network(given.journeys, given.countries), seed=given.seed),
        options=SEEDED,
    ),
    "structure": Entry(
        "the corridor network as a whole: reciprocity, assortativity, components, beside random networks",
        lambda given: measure_structure(given.corridors, seed=given.seed),
        options=SEEDED,
    ),
    "structure-intervals": Entry(
        "the corridor network as a whole with intervals over stories drawn anew",
        _measure_structure_intervals,
        options=DRAWN,
    ),
    "tiers": Entry("what flows between the tiers of countries along corridors", _measure_tier_flow),
    "regions": Entry("what flows between the regions of the world along corridors", _measure_region_flow),
    "backbone": Entry(
        "corridors that carry more than chance gives their ends (disparity filter)",
        lambda given: measure_backbone(given.corridors),
    ),
    "communities": Entry(
        "groups of countries that corridors join, with their stability over seeds",
        lambda given: measure_communities(given.corridors, seed=given.seed),
        options=SEEDED,
    ),
    "routes": Entry(
        "countries on observed journeys: share of journeys that pass through them, beside the pairwise figure",
        lambda given: _refer(measure_routes(given.journeys, given.countries), "route-ranking"),
    ),
    "dependence": Entry(
        "ways between two countries by the countries in between on which they depend",
        lambda given: measure_dependence(given.journeys, given.countries),
    ),
    "stages": Entry(
        "entries and exits of countries by stage of the journey",
        lambda given: measure_stages(given.journeys, given.countries),
    ),
    "bottlenecks": Entry(
        "places and legs by the journeys they carry, and what remains without them",
        lambda given: measure_bottlenecks(given.journeys, given.countries),
    ),
    "cuts": Entry(
        "ends of journeys by the fewest places and legs that all their ways share",
        lambda given: measure_cuts(given.journeys, given.countries),
    ),
    "partnerships": Entry(
        "organizations by the partnerships they share",
        lambda given: _refer(measure_partnerships(given.partnerships), "organization-ranking"),
        "partnerships",
    ),
    "organization-ranking": Entry(
        "organizations with an interval for every score and a range for every rank",
        lambda given: rank_organizations(
            build_participations(given.dataset), resamples=given.resamples, seed=given.seed
        ),
        "partnerships",
        DRAWN,
    ),
    "two-mode": Entry(
        "organizations and partnerships in one network of two modes",
        lambda given: measure_two_mode(given.partnerships),
        "partnerships",
    ),
    "mixing": Entry(
        "which kinds of organization share partnerships",
        lambda given: measure_mixing(given.partnerships),
        "partnerships",
    ),
    "reach": Entry(
        "organizations and partnerships by country, topic and service",
        lambda given: build_reach_table(given.dataset),
        "partnerships",
    ),
    "coverage": Entry(
        "corridors by who works at their two ends, the least covered first",
        lambda given: _cover(given.corridors, given.dataset),
    ),
    "links": Entry(
        "links between known organizations that would join the ends of most uncovered corridors", _rank_links
    ),
    "observed-corridors": Entry(
        "corridors of imported figures by people, or what changed between two years",
        _list_observed,
        "figures",
        frozenset({"years"}),
    ),
    "observed-countries": Entry(
        "countries in the network of imported figures, by people",
        lambda given: _refer(measure_network(given.observed), "observed-ranking"),
        "figures",
    ),
    "observed-ranking": Entry(
        "countries in imported figures, with intervals and ranges of ranks", _rank_observed, "figures", DRAWN
    ),
    "observed-backbone": Entry(
        "corridors of imported figures that carry more than chance gives their ends",
        lambda given: measure_backbone(given.observed),
        "figures",
    ),
    "observed-coverage": Entry(
        "corridors of imported figures by who works at their two ends",
        lambda given: _cover(given.observed, given.dataset),
        "figures",
    ),
}
"""What can be measured on a dataset, by name."""
