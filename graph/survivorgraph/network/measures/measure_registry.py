"""Registry of the measures by name: topic, records, options and function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import networkx as nx

from survivorgraph.network.core.measures import REPORTED_NOTE, Measures, round_score
from survivorgraph.network.graphs.corridors import build_corridor_network, rank_corridors
from survivorgraph.network.graphs.facets import measure_by_facet
from survivorgraph.network.graphs.journeys import describe_journeys
from survivorgraph.network.graphs.observations import (
    rank_observed_corridors,
)
from survivorgraph.network.graphs.partnerships import build_participations, measure_partnerships
from survivorgraph.network.graphs.queries import Rows
from survivorgraph.network.graphs.routes import build_route_network
from survivorgraph.network.inference.bounds import rank_observed_countries
from survivorgraph.network.inference.null_models import measure_against_null, measure_structure
from survivorgraph.network.inference.resampling import measure_whole
from survivorgraph.network.measures.backbone import measure_backbone
from survivorgraph.network.measures.centrality import measure_network
from survivorgraph.network.measures.changes import measure_change
from survivorgraph.network.measures.communities import measure_communities
from survivorgraph.network.measures.coverage import build_reach, measure_coverage
from survivorgraph.network.measures.cuts import measure_bottlenecks, measure_cuts
from survivorgraph.network.measures.link_suggestions import rank_links
from survivorgraph.network.measures.measure_input import TIER_ORDER, MeasureInput, read_tiers
from survivorgraph.network.measures.mixing import build_reach_table, measure_mixing, measure_two_mode
from survivorgraph.network.measures.rankings import (
    list_corridor_records,
    rank_countries,
    rank_countries_by_source,
    rank_organizations,
    rank_routes,
)
from survivorgraph.network.measures.structure import measure_flow
from survivorgraph.network.measures.transit import measure_dependence, measure_routes, measure_stages

__all__ = ["CATALOG", "MeasureEntry"]

NO_WAYS_NOTE = (
    "domestic is how many of the people detected in a country are its own, and no part of its strengths; betweenness "
    "is left out, since a figure joins a citizenship to a country of detection, and nobody's way leads on from there"
)
PAIRS_NOTE = (
    "betweenness and PageRank here join the corridors of different people to ways that nobody went; who passes "
    "through a country is in 'routes'"
)
RANKED = ("in_strength", "out_strength", "betweenness", "pagerank")


@dataclass(frozen=True, slots=True)
class MeasureEntry:
    """A measure in the registry: its topic, its function, the records it uses, and the options it takes."""

    about: str
    measure: Callable[[MeasureInput], Measures]
    records: Literal["stories", "figures", "partnerships"] = "stories"
    options: frozenset[str] = frozenset()


SEEDED = frozenset({"seed"})
DRAWN = frozenset({"seed", "resamples"})


def _refer(measures: Measures, ranking: str) -> Measures:
    """Return the note that the order of a table is no ranking, and which table shows how far the data can rank."""
    remark = f"in the order of scores, which is no ranking: how far the data can rank, see {ranking}"
    return replace(measures, note="; ".join(filter(None, (measures.note, remark))))


def _measure_forms(given: MeasureInput) -> Measures:
    return measure_by_facet(
        given.journeys,
        "form",
        lambda part: rank_corridors(build_corridor_network(part, given.countries)),
    )


def _measure_structure_intervals(given: MeasureInput) -> Measures:
    return measure_whole(
        list_corridor_records(given.journeys),
        units=[journey.key for journey in given.journeys],
        resamples=given.resamples,
        seed=given.seed,
        basis=describe_journeys(given.journeys),
        note=REPORTED_NOTE,
    )


def _list_observed(given: MeasureInput) -> Measures:
    if given.years is None:
        return _refer(rank_observed_corridors(given.observed), "observed-ranking")
    return measure_change(given.figures, *given.years, given.countries, published=given.published)


def _measure_countries(given: MeasureInput) -> Measures:
    table = _refer(measure_network(given.corridors), "country-ranking")
    return replace(table, note=f"{table.note}; {PAIRS_NOTE}" if len(table) else table.note)


def _rank_countries(given: MeasureInput) -> Measures:
    table = rank_countries(given.journeys, given.countries, by=RANKED, resamples=given.resamples, seed=given.seed)
    return replace(table, note=f"{table.note}; {PAIRS_NOTE}")


def _measure_observed_countries(given: MeasureInput) -> Measures:
    """Measure the countries of the figures without betweenness, with the people detected in their own country."""
    network = given.observed
    own, years = network.graph["domestic_people"], network.graph["reporting_years"]
    names = {code: country.name for code, country in given.countries.items()}
    table = _refer(measure_network(network), "observed-ranking")
    kept = [column for column in table.columns if column != "betweenness"]
    rows = []
    alone = [
        {"code": code, "name": names.get(code, code), "in_strength": 0} for code in sorted(own.keys() - {*network})
    ]
    for row in [*table, *alone]:  # countries without a corridor have people of their own only
        code = str(row["code"])
        people = sum(own.get(code, (0, 0))) / 2
        whole = people + float(str(row["in_strength"]))
        share = round_score(people / whole) if whole else None
        rows.append((*(row.get(column) for column in kept), people, share, years.get(code)))
    note = f"{table.note}; {NO_WAYS_NOTE}"
    return replace(table, columns=(*kept, "domestic", "domestic_share", "reporting_years"), rows=tuple(rows), note=note)


def _measure_tier_flow(given: MeasureInput) -> Measures:
    tiers, year = read_tiers(given.dataset)
    return measure_flow(given.corridors, tiers, order=TIER_ORDER, grouping=f"tier {year or ''}".strip())


def _measure_region_flow(given: MeasureInput) -> Measures:
    regions = {code: country.region for code, country in given.countries.items() if country.region}
    return measure_flow(given.corridors, regions, grouping="region")


def _cover(network: nx.DiGraph[str], dataset: Rows) -> Measures:
    return measure_coverage(network, build_reach(dataset, build_participations(dataset)))


def _rank_links(given: MeasureInput) -> Measures:
    participations = build_participations(given.dataset)
    names = {one.organization: one.organization_name for one in participations}
    return rank_links(given.corridors, build_reach(given.dataset, participations), names=names)


CATALOG: Mapping[str, MeasureEntry] = {
    "corridors": MeasureEntry(
        "corridors from the country of origin to the country of exploitation",
        lambda given: _refer(rank_corridors(given.corridors), "country-ranking"),
    ),
    "forms": MeasureEntry("corridors, one form of exploitation at a time", _measure_forms),
    "countries": MeasureEntry(
        "countries in the corridor network: degree, strength, betweenness, PageRank, hubs and authorities, core",
        _measure_countries,
    ),
    "country-ranking": MeasureEntry(
        "countries with an exact interval or a range over resamples for every score, and a range for every rank",
        _rank_countries,
        options=DRAWN,
    ),
    "route-ranking": MeasureEntry(
        "countries by the share of journeys that pass through them, with exact intervals and ranges of ranks",
        lambda given: rank_routes(given.journeys, given.countries, resamples=given.resamples, seed=given.seed),
        options=DRAWN,
    ),
    "source-dependence": MeasureEntry(
        "countries by how much of their score depends on one source",
        lambda given: rank_countries_by_source(given.journeys, given.countries),
    ),
    "null": MeasureEntry(
        "betweenness of countries on routes beside random networks with the same degrees",
        lambda given: measure_against_null(build_route_network(given.journeys, given.countries), seed=given.seed),
        options=SEEDED,
    ),
    "structure": MeasureEntry(
        "the corridor network as a whole: reciprocity, assortativity, components, beside random networks",
        lambda given: measure_structure(given.corridors, seed=given.seed),
        options=SEEDED,
    ),
    "structure-intervals": MeasureEntry(
        "the corridor network as a whole with ranges over bootstrap resamples of stories",
        _measure_structure_intervals,
        options=DRAWN,
    ),
    "tiers": MeasureEntry("what flows between the tiers of countries along corridors", _measure_tier_flow),
    "regions": MeasureEntry("what flows between the regions of the world along corridors", _measure_region_flow),
    "backbone": MeasureEntry(
        "corridors that carry more than chance gives their ends (disparity filter, false discoveries controlled)",
        lambda given: measure_backbone(given.corridors),
    ),
    "communities": MeasureEntry(
        "groups of countries that corridors join, with their stability over seeds",
        lambda given: measure_communities(given.corridors, seed=given.seed),
        options=SEEDED,
    ),
    "routes": MeasureEntry(
        "countries on observed journeys: share of journeys that pass through them, beside the pairwise figure",
        lambda given: _refer(measure_routes(given.journeys, given.countries), "route-ranking"),
    ),
    "dependence": MeasureEntry(
        "ways between two countries by the countries in between on which they depend",
        lambda given: measure_dependence(given.journeys, given.countries),
    ),
    "stages": MeasureEntry(
        "entries and exits of countries by stage of the journey",
        lambda given: measure_stages(given.journeys, given.countries),
    ),
    "bottlenecks": MeasureEntry(
        "places and legs by the journeys they carry, and what remains without them",
        lambda given: measure_bottlenecks(given.journeys, given.countries),
    ),
    "cuts": MeasureEntry(
        "ends of journeys by the fewest places and legs that all their ways share",
        lambda given: measure_cuts(given.journeys, given.countries),
    ),
    "partnerships": MeasureEntry(
        "organizations by the partnerships they share",
        lambda given: _refer(measure_partnerships(given.partnerships), "organization-ranking"),
        "partnerships",
    ),
    "organization-ranking": MeasureEntry(
        "organizations with a range over resamples for every score and for every rank",
        lambda given: rank_organizations(
            build_participations(given.dataset), resamples=given.resamples, seed=given.seed
        ),
        "partnerships",
        DRAWN,
    ),
    "two-mode": MeasureEntry(
        "organizations and partnerships in one network of two modes",
        lambda given: measure_two_mode(given.partnerships),
        "partnerships",
    ),
    "mixing": MeasureEntry(
        "which kinds of organization share partnerships",
        lambda given: measure_mixing(given.partnerships),
        "partnerships",
    ),
    "reach": MeasureEntry(
        "organizations and partnerships by country, topic and service",
        lambda given: build_reach_table(given.dataset),
        "partnerships",
    ),
    "coverage": MeasureEntry(
        "corridors by who works at their two ends, the least covered first",
        lambda given: _cover(given.corridors, given.dataset),
    ),
    "links": MeasureEntry(
        "links between known organizations that would join the ends of most uncovered corridors", _rank_links
    ),
    "observed-corridors": MeasureEntry(
        "corridors of imported figures by people, or what changed between two years",
        _list_observed,
        "figures",
        frozenset({"years"}),
    ),
    "observed-countries": MeasureEntry(
        "countries in the network of imported figures, by people",
        _measure_observed_countries,
        "figures",
    ),
    "observed-ranking": MeasureEntry(
        "countries in imported figures, with the hard bounds of what was published and the ranks that these leave open",
        lambda given: rank_observed_countries(given.figures, given.countries),
        "figures",
    ),
    "observed-backbone": MeasureEntry(
        "corridors of imported figures that carry more than chance gives their ends",
        lambda given: measure_backbone(given.observed),
        "figures",
    ),
    "observed-coverage": MeasureEntry(
        "corridors of imported figures by who works at their two ends",
        lambda given: _cover(given.observed, given.dataset),
        "figures",
    ),
}
"""What can be measured on a dataset, by name."""
