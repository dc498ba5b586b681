"""Cuts and bottlenecks: the places and legs on which observed journeys depend.

All results describe the dependence of observed journeys. They do not predict what would happen if a place
were closed: routes shift, and people suffer from it. They say nothing about persons, and are not advice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from itertools import pairwise
from typing import Any

import networkx as nx

from survivorgraph.network.core.measures import REPORTED_NOTE, Cell, Measures, count_of, make_measures
from survivorgraph.network.graphs.journeys import Country, Journey, describe_journeys, describe_limits, find_stops
from survivorgraph.network.graphs.routes import build_route_network
from survivorgraph.network.graphs.weights import prepare_network

__all__ = ["DEPENDENCE_NOTE", "measure_bottlenecks", "measure_cuts"]

DEPENDENCE_NOTE = "dependence of the journeys that were reported, not what would happen without a place"

_BOTTLENECK_COLUMNS = (
    "kind", "code", "name", "journeys", "share", "rerouted", "cut_off", "remaining", "detour_legs", "role",
)  # fmt: skip
_CUT_COLUMNS = (
    "origin", "destination", "origin_code", "destination_code", "journeys", "places", "cut_places", "legs",
    "cut_legs", "stories_cut",
)  # fmt: skip

Element = tuple[str, ...]
"""A place (its code) or a leg (the codes of its ends)."""


def _observe(journeys: Collection[Journey]) -> list[tuple[str, ...]]:
    """Return the ways without a gap, from their first to their last named country."""
    ways = [find_stops(journey) for journey in sorted(journeys, key=lambda journey: journey.key)]
    return [tuple(str(stop) for stop in stops) for stops in ways if len(stops) > 1 and None not in stops]


def _describe(journeys: Collection[Journey], ways: Collection[object]) -> str:
    whole = count_of(len(ways), "journey reported", "journeys reported")
    return f"{describe_journeys(journeys)}; {whole} from start to end without a gap"


def _list_elements(way: tuple[str, ...]) -> set[Element]:
    """Return the places between the ends of a way, and its legs."""
    legs: set[Element] = set(pairwise(way))
    return {(place,) for place in set(way[1:-1]) - {way[0], way[-1]}} | legs


def measure_bottlenecks(journeys: Collection[Journey], countries: Mapping[str, Country] | None = None) -> Measures:
    """Compare, for every intermediate place and leg, the journeys through it with those left without it.

    Only journeys whose way has no gap are counted. Without a place or leg, a journey has another
    way if observed legs, of whomever, still join its ends. Columns: `kind` ("place" or "leg"), `code`, `name`;

    - `journeys`: that go through it; `share`: of all counted journeys, above 0 to 1
    - `rerouted`: of these, with another way; `cut_off`: without one; `rerouted` + `cut_off` = `journeys`
    - `remaining`: the share of all counted journeys that still have a way without it, from 0 to below or 1
    - `detour_legs`: how many legs longer the other ways are, on average; None if there is none
    - `role`: "bottleneck" where more than one journey goes through it and none has another way; "hot spot"
      where more than one does and all have another way; "mixed" in between; None for a single journey,
      which can show neither

    A hot spot carries much; a bottleneck cannot be gone around on what was observed. Most journeys
    first, then `cut_off`, then name.
    """
    ways = _observe(journeys)
    network = build_route_network(journeys, countries)
    for way in ways:
        nx.add_path(network, way)
    carried: defaultdict[Element, list[tuple[str, ...]]] = defaultdict(list)
    for way in ways:
        for element in _list_elements(way):
            carried[element].append(way)
    names = {code: country.name for code, country in (countries or {}).items()}
    rows: list[dict[str, Cell]] = []
    for element, through in carried.items():
        other = [_find_detour(network, element, way) for way in through]
        detours = [legs for legs in other if legs is not None]
        cut_off = len(through) - len(detours)
        rows.append(
            {
                "kind": "place" if len(element) == 1 else "leg",
                "code": " - ".join(element),
                "name": " - ".join(names.get(code, code) for code in element),
                "journeys": len(through),
                "share": len(through) / len(ways),
                "rerouted": len(detours),
                "cut_off": cut_off,
                "remaining": 1 - cut_off / len(ways),
                "detour_legs": sum(detours) / len(detours) if detours else None,
                "role": _name_role(len(through), cut_off),
            }
        )
    single = sum(row["journeys"] == 1 for row in rows)
    remark = f"{single} of {len(rows)} places and legs are on a single journey, which shows neither role"
    return make_measures(
        _BOTTLENECK_COLUMNS,
        rows,
        by=("journeys", "cut_off"),
        basis=_describe(journeys, ways),
        note="; ".join(
            filter(None, (REPORTED_NOTE, DEPENDENCE_NOTE, remark if single else "", describe_limits(journeys)))
        ),
        parameters={"way": "reported without a gap"},
        counts={"journeys": len(ways), "places": len(network), "legs": network.number_of_edges()},
        provenance={source for journey in journeys for source in journey.sources},
    )


def _find_detour(network: nx.DiGraph[str], element: Element, way: tuple[str, ...]) -> int | None:
    """Return how many legs longer the shortest other way is, None if there is none."""
    if way[0] == way[-1]:
        return None
    left = nx.restricted_view(network, element[:1] if len(element) == 1 else (), _legs(element))
    try:
        return max(int(nx.shortest_path_length(left, way[0], way[-1])) - (len(way) - 1), 0)
    except (nx.NetworkXNoPath, nx.NodeNotFound):
        return None


def _legs(element: Element) -> tuple[tuple[str, str], ...]:
    return ((element[0], element[1]),) if len(element) == 2 else ()


def _name_role(journeys: int, cut_off: int) -> str | None:
    if journeys < 2:
        return None
    return "bottleneck" if cut_off == journeys else "mixed" if cut_off else "hot spot"


def measure_cuts(journeys: Collection[Journey], countries: Mapping[str, Country] | None = None) -> Measures:
    """Measure, for the ends of every journey, the minimum cut of places and of legs between them.

    One row per pair of ends of journeys without a gap. Columns: `origin`, `destination`, their codes,
    `journeys` of the pair;

    - `places`, `cut_places`: the least number of places such that every way over observed legs passes
      one of them, and such places (Menger's theorem); None where a leg joins the ends directly
    - `legs`, `cut_legs`: the same for legs, at least 1
    - `stories_cut`: the least sum of stories of legs without which no way is left, that is, the maximum
      flow (Ford and Fulkerson 1956, doi:10.4153/CJM-1956-045-5)

    A pair with 1 place or leg depends on it, as far as was observed. Where several cuts are equally small,
    that of legs is the one nearest the destination. Most journeys first, then most legs, then name.
    """
    ways = [way for way in _observe(journeys) if way[0] != way[-1]]
    ready: Any = prepare_network(build_route_network(journeys, countries))
    names = {code: country.name for code, country in (countries or {}).items()}
    rows: list[dict[str, Cell]] = []
    for (origin, destination), number in Counter((way[0], way[-1]) for way in ways).items():
        legs = _cut(ready, origin, destination)
        places = None
        if not ready.has_edge(origin, destination):
            places = sorted(str(place) for place in nx.minimum_node_cut(ready, origin, destination))
        rows.append(
            {
                "origin": names.get(origin, origin),
                "destination": names.get(destination, destination),
                "origin_code": origin,
                "destination_code": destination,
                "journeys": number,
                "places": None if places is None else len(places),
                "cut_places": () if places is None else tuple(places),
                "legs": len(legs),
                "cut_legs": tuple(f"{one} - {two}" for one, two in legs),
                "stories_cut": nx.maximum_flow_value(ready, origin, destination, capacity="weight"),
            }
        )
    return make_measures(
        _CUT_COLUMNS,
        rows,
        by=("journeys", "legs"),
        basis=_describe(journeys, ways),
        note="; ".join(filter(None, (REPORTED_NOTE, DEPENDENCE_NOTE, describe_limits(journeys)))),
        parameters={"capacity": "stories"},
        counts={"pairs": len(rows), "places": len(ready), "legs": ready.number_of_edges()},
        provenance={source for journey in journeys for source in journey.sources},
    )


def _cut(network: Any, origin: str, destination: str) -> list[tuple[str, str]]:
    """Return the smallest set of legs that parts the two, the one nearest the destination of several."""
    unit: nx.DiGraph[str] = nx.DiGraph()
    unit.add_edges_from(network.edges, capacity=1)
    _, (near, far) = nx.minimum_cut(unit, origin, destination, capacity="capacity")
    return sorted(edge for edge in unit.edges if edge[0] in near and edge[1] in far)
