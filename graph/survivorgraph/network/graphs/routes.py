"""Network of observed legs from country to country in the stories."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

import networkx as nx

from survivorgraph.network.core.measures import REPORTED_NOTE, count_of
from survivorgraph.network.graphs.corridors import CERTAINTY_ORDER, Link, add_countries, add_links
from survivorgraph.network.graphs.journeys import (
    COUNTED_CERTAINTIES,
    OUTWARD_STAGES,
    Country,
    Journey,
    describe_journeys,
    describe_limits,
)

__all__ = ["build_route_network"]


def build_route_network(
    journeys: Collection[Journey],
    countries: Mapping[str, Country] | None = None,
    *,
    stages: Collection[str] = OUTWARD_STAGES,
    certainties: Collection[str] = COUNTED_CERTAINTIES,
) -> nx.DiGraph[str]:
    """Build the network of observed legs from country to country, without the way back and on.

    Nodes as in `build_corridor_network`. An edge is a leg in a story, never a jump over a place
    that it does not name. Edge attributes: `weight` (number of stories, each once), `people`,
    `people_not_stated`, `stories`, `sources`, `certainty`, `stages` (sorted keys), and `forms`, which
    are those of the whole stories, not of the leg. Attributes of the network: `unnamed_legs`, the number
    of outward legs left out because the source names no country at one of their ends; `ambiguous_legs`,
    left out as ambiguous; `domestic_legs`, within one country; `basis`, `note`, `weight_meaning`.
    """
    links: defaultdict[tuple[str, str], Link] = defaultdict(Link)
    link_stages: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    left_out: Counter[str] = Counter()
    for journey in sorted(journeys, key=lambda journey: journey.key):
        found: dict[tuple[str, str], str] = {}
        for step in journey.steps:
            if step.stage not in stages:
                continue
            if step.certainty not in certainties:
                left_out["ambiguous_legs"] += 1
            elif step.from_place is None or step.to_place is None:
                left_out["unnamed_legs"] += 1
            elif step.from_place == step.to_place:
                left_out["domestic_legs"] += 1
            else:
                pair = (step.from_place, step.to_place)
                found[pair] = min(found.get(pair, step.certainty), step.certainty, key=CERTAINTY_ORDER.index)
                link_stages[pair].add(step.stage)
        for pair, certainty in found.items():
            links[pair].add(journey, certainty, journey.forms)
    crossing = {journey.key for link in links.values() for journey in link.journeys}
    telling = count_of(len(crossing), "tells", "tell")
    network: nx.DiGraph[str] = nx.DiGraph(
        name="routes",
        basis=f"{describe_journeys(journeys)}; {telling} a leg between two countries",
        note="; ".join(filter(None, (REPORTED_NOTE, describe_limits(journeys)))),
        weight_meaning="stories",
        unnamed_legs=left_out["unnamed_legs"],
        ambiguous_legs=left_out["ambiguous_legs"],
        domestic_legs=left_out["domestic_legs"],
    )
    add_links(network, links)
    for pair in links:
        network.edges[pair]["stages"] = tuple(sorted(link_stages[pair]))
    add_countries(network, countries)
    return network
