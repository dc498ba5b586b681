"""List the measures by name: what each is about, and the function that measures it on a dataset."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any, Protocol

import networkx as nx

from survivorgraph.errors import QuestionError
from survivorgraph.network.backbone import measure_backbone
from survivorgraph.network.centrality import measure_network
from survivorgraph.network.communities import measure_communities
from survivorgraph.network.corridors import build_corridor_network, rank_corridors
from survivorgraph.network.coverage import build_reach, measure_coverage
from survivorgraph.network.cuts import measure_bottlenecks, measure_cuts
from survivorgraph.network.facets import measure_by_facet
from survivorgraph.network.journeys import Country, Journey, describe_journeys
from survivorgraph.network.links import rank_links
from survivorgraph.network.measures import REPORTED_NOTE, Measures
from survivorgraph.network.mixing import build_reach_table, measure_mixing, measure_two_mode
from survivorgraph.network.null import measure_against_null, measure_structure
from survivorgraph.network.observations import (
    build_observation_network,
    build_observations,
    describe_observations,
    keep_totals,
    list_observation_records,
)
from survivorgraph.network.partnerships import (
    build_participations,
    build_partnership_network,
    measure_partnerships,
)
from survivorgraph.network.passages import measure_dependence, measure_routes, measure_stages
from survivorgraph.network.queries import TIERS, Rows, read_key
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

__all__ = ["CATALOG", "FILE_MEASURES", "TIER_ORDER", "Material", "get_measures", "read_tiers"]

TIER_ORDER = ("tier-1", "tier-2", "tier-2-watch-list", "tier-3", "special-case")
RANKED = ("in_strength", "out_strength", "betweenness", "pagerank")


class Material(Protocol):
    """Be what the measures are made of: `publish.pages.Material` is, and anything with these three."""

    @property
    def dataset(self) -> Rows:
        """Return what answers queries."""
        ...

    @property
    def journeys(self) -> Collection[Journey]:
        """Return the stories as journeys."""
        ...

    @property
    def countries(self) -> Mapping[str, Country]:
        """Return the countries by code."""
        ...


def read_tiers(dataset: Rows) -> tuple[dict[str, str], int | None]:
    """Read the tier of each country in the latest year of the dataset, and that year; None without any."""
    rows = list(dataset.rows(TIERS))
    latest = max((int(str(row["year"])) for row in rows), default=None)
    return {str(row["country"]): str(read_key(row["tier"])) for row in rows if int(str(row["year"])) == latest}, latest


def _refer(measures: Measures, ranking: str) -> Measures:
    """Say that the order of a table is no ranking, and which table says how far the data can rank."""
    remark = f"in the order of scores, which is no ranking: how far the data can rank, see {ranking}"
    return replace(measures, note="; ".join(filter(None, (measures.note, remark))))


def _corridors(material: Material) -> nx.DiGraph[str]:
    return build_corridor_network(material.journeys, material.countries)


def _partnerships(material: Material) -> nx.Graph[str]:
    return build_partnership_network(build_participations(material.dataset))


def _measure_forms(material: Material) -> Measures:
    return measure_by_facet(
        material.journeys,
        "form",
        lambda part: rank_corridors(build_corridor_network(part, material.countries)),
    )


def _observed(material: Material) -> nx.DiGraph[str]:
    observations, withheld = build_observations(material.dataset)
    network = build_observation_network(observations, material.countries)
    if withheld:
        network.graph["note"] += f"; {withheld} cells withheld by their publishers are not counted"
    return network


def _rank_observed(material: Material) -> Measures:
    observations, _ = build_observations(material.dataset)
    kept, _ = keep_totals(observations)
    return rank_nodes(
        list_observation_records(kept),
        by=RANKED,
        names={code: country.name for code, country in material.countries.items()},
        basis=describe_observations(kept),
        note=f"{REPORTED_NOTE}; where people were detected; figures are drawn one by one, though those of one "
        "reporting country hang together, so intervals may be too narrow",
    )


def _cover_observed(material: Material) -> Measures:
    reach = build_reach(material.dataset, build_participations(material.dataset))
    return measure_coverage(_observed(material), reach)


def _measure_tier_flow(material: Material) -> Measures:
    tiers, year = read_tiers(material.dataset)
    return measure_flow(_corridors(material), tiers, order=TIER_ORDER, grouping=f"tier {year or ''}".strip())


def _measure_region_flow(material: Material) -> Measures:
    regions = {code: country.region for code, country in material.countries.items() if country.region}
    return measure_flow(_corridors(material), regions, grouping="region")


def _measure_coverage(material: Material) -> Measures:
    reach = build_reach(material.dataset, build_participations(material.dataset))
    return measure_coverage(_corridors(material), reach)


def _rank_links(material: Material) -> Measures:
    participations = build_participations(material.dataset)
    names = {one.organization: one.organization_name for one in participations}
    return rank_links(_corridors(material), build_reach(material.dataset, participations), names=names)


CATALOG: Mapping[str, tuple[str, Callable[[Material], Measures]]] = {
    "corridors": (
        "corridors from the country of origin to the country of exploitation",
        lambda material: _refer(rank_corridors(_corridors(material)), "country-ranking"),
    ),
    "forms": ("corridors, one form of exploitation at a time", _measure_forms),
    "countries": (
        "countries in the corridor network: degree, strength, betweenness, PageRank, hubs and authorities, core",
        lambda material: _refer(measure_network(_corridors(material)), "country-ranking"),
    ),
    "country-ranking": (
        "countries with an interval for every score and a range for every rank, over stories drawn anew",
        lambda material: rank_countries(material.journeys, material.countries, by=RANKED),
    ),
    "route-ranking": (
        "countries by the share of journeys that pass through them, with intervals and ranges of ranks",
        lambda material: rank_routes(material.journeys, material.countries),
    ),
    "source-dependence": (
        "countries by how much of their score hangs on one source",
        lambda material: rank_countries_by_source(material.journeys, material.countries),
    ),
    "null": (
        "betweenness of countries on routes beside random networks with the same degrees",
        lambda material: measure_against_null(build_route_network(material.journeys, material.countries)),
    ),
    "structure": (
        "the corridor network as a whole: reciprocity, assortativity, components, beside random networks",
        lambda material: measure_structure(_corridors(material)),
    ),
    "structure-intervals": (
        "the corridor network as a whole with intervals over stories drawn anew",
        lambda material: measure_whole(
            list_corridor_records(material.journeys),
            units=[journey.key for journey in material.journeys],
            basis=describe_journeys(material.journeys),
            note=REPORTED_NOTE,
        ),
    ),
    "tiers": ("what flows between the tiers of countries along corridors", _measure_tier_flow),
    "regions": ("what flows between the regions of the world along corridors", _measure_region_flow),
    "backbone": (
        "corridors that carry more than chance gives their ends (disparity filter)",
        lambda material: measure_backbone(_corridors(material)),
    ),
    "communities": (
        "groups of countries that corridors join, with their stability over seeds",
        lambda material: measure_communities(_corridors(material)),
    ),
    "routes": (
        "countries on observed journeys: share of journeys that pass through them, beside the pairwise figure",
        lambda material: _refer(measure_routes(material.journeys, material.countries), "route-ranking"),
    ),
    "dependence": (
        "ways between two countries by the countries in between on which they depend",
        lambda material: measure_dependence(material.journeys, material.countries),
    ),
    "stages": (
        "entries and exits of countries by stage of the journey",
        lambda material: measure_stages(material.journeys, material.countries),
    ),
    "bottlenecks": (
        "places and legs by the journeys they carry, and what remains without them",
        lambda material: measure_bottlenecks(material.journeys, material.countries),
    ),
    "cuts": (
        "ends of journeys by the fewest places and legs that all their ways share",
        lambda material: measure_cuts(material.journeys, material.countries),
    ),
    "partnerships": (
        "organizations by the partnerships they share",
        lambda material: _refer(measure_partnerships(_partnerships(material)), "organization-ranking"),
    ),
    "organization-ranking": (
        "organizations with an interval for every score and a range for every rank",
        lambda material: rank_organizations(build_participations(material.dataset)),
    ),
    "two-mode": (
        "organizations and partnerships in one network of two modes",
        lambda material: measure_two_mode(_partnerships(material)),
    ),
    "mixing": (
        "which kinds of organization share partnerships",
        lambda material: measure_mixing(_partnerships(material)),
    ),
    "reach": (
        "organizations and partnerships by country, topic and service",
        lambda material: build_reach_table(material.dataset),
    ),
    "coverage": ("corridors by who works at their two ends, the least covered first", _measure_coverage),
    "observed-countries": (
        "countries in the network of published figures, by people",
        lambda material: _refer(measure_network(_observed(material)), "observed-ranking"),
    ),
    "observed-ranking": ("countries in published figures, with intervals and ranges of ranks", _rank_observed),
    "observed-backbone": (
        "corridors of published figures that carry more than chance gives their ends",
        lambda material: measure_backbone(_observed(material)),
    ),
    "observed-coverage": ("corridors of published figures by who works at their two ends", _cover_observed),
    "links": ("links between known organizations that would join the ends of most uncovered corridors", _rank_links),
}
"""What can be measured on a dataset: a name, what it measures, and the function that does."""


FILE_MEASURES: Mapping[str, Callable[[nx.Graph[Any]], Measures]] = {
    "nodes": measure_network,
    "structure": measure_structure,
    "null": measure_against_null,
    "backbone": measure_backbone,
    "communities": measure_communities,
}
"""What can be measured on any network, such as one read from a file: a name, and the function that does."""


def get_measures(material: Material, name: str) -> Measures:
    """Measure by name, one of `CATALOG`; another raises QuestionError."""
    if name not in CATALOG:
        raise QuestionError(f"there is no measure '{name}'; measures: {', '.join(CATALOG)}")
    return CATALOG[name][1](material)
