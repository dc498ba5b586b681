"""Rankings of countries and organizations, as far as the data allow: scores with intervals and ranges of ranks."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import replace

import networkx as nx
import numpy as np

from survivorgraph.network.core.arrays import make_random, to_arrays
from survivorgraph.network.core.measures import REPORTED_NOTE, Measures
from survivorgraph.network.graphs.corridors import build_corridor_network
from survivorgraph.network.graphs.journeys import (
    COUNTED_CERTAINTIES,
    Country,
    Journey,
    describe_journeys,
    describe_limits,
    find_stops,
)
from survivorgraph.network.graphs.partnerships import (
    Affiliation,
    build_partnership_network,
    list_working,
    project_organizations,
)
from survivorgraph.network.inference.exact import find_share_interval
from survivorgraph.network.inference.resampling import EdgeRecord, Resampled, rank_nodes
from survivorgraph.network.inference.uncertainty import (
    check_resampling,
    measure_source_dependence,
    measure_uncertainty,
    read_scores,
)
from survivorgraph.network.measures.centrality import find_provenance, measure_network
from survivorgraph.network.measures.scores import score_nodes

__all__ = ["list_corridor_records", "rank_countries", "rank_countries_by_source", "rank_organizations", "rank_routes"]


def _score_network(network: nx.Graph[str], by: str) -> dict[str, float]:
    if isinstance(network, nx.DiGraph) and by in ("in_strength", "out_strength"):  # no need of all measures
        degrees = network.in_degree if by == "in_strength" else network.out_degree
        return {str(node): float(score) for node, score in degrees(weight="weight")}
    return read_scores(measure_network(network, by=by), by)


def _score_corridors(by: str) -> Callable[[Sequence[Journey]], dict[str, float]]:
    return lambda journeys: _score_network(build_corridor_network(journeys), by)


def list_corridor_records(
    journeys: Collection[Journey], *, cluster: Callable[[Journey], Hashable] | None = None
) -> list[EdgeRecord]:
    """List what each story adds to the corridor network: 1 to each of its corridors, as one unit.

    The unit is the key of the story, or what `cluster` returns for it (say, its sources).
    """
    network = build_corridor_network(journeys)
    by_key = {journey.key: journey for journey in journeys}
    return [
        EdgeRecord(
            origin,
            destination,
            unit=cluster(by_key[story]) if cluster else story,
            sources=by_key[story].sources,
        )
        for origin, destination, data in network.edges(data=True)
        for story in data["stories"]
    ]


def rank_countries(
    journeys: Collection[Journey],
    countries: Mapping[str, Country] | None = None,
    *,
    by: str | Sequence[str] = "in_strength",
    cluster: Callable[[Journey], Hashable] | None = None,
    resamples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Measures:
    """Rank the countries of the corridor network by a score of `measure_network`, bootstrapped over stories.

    All stories are drawn from, also those that give no corridor. Columns and options as in
    `resampling.rank_nodes`: several scores in `by` give one table with a column `measure`.
    `cluster=lambda journey: journey.sources` draws whole sources instead of single stories.
    """
    units = [cluster(one) if cluster else one.key for one in sorted(journeys, key=repr)]
    return rank_nodes(
        list_corridor_records(journeys, cluster=cluster),
        by=by,
        units=sorted(set(units), key=repr) if cluster else units,
        clustered=cluster is not None,
        names={code: country.name for code, country in (countries or {}).items()},
        resamples=resamples,
        seed=seed,
        level=level,
        basis=describe_journeys(journeys),
        note="; ".join(filter(None, (REPORTED_NOTE, describe_limits(journeys)))),
        exact=True,
    )


def rank_routes(
    journeys: Collection[Journey],
    countries: Mapping[str, Country] | None = None,
    *,
    cluster: Callable[[Journey], Hashable] | None = None,
    resamples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Measures:
    """Rank countries by the share of journeys that pass through them, bootstrapped over stories.

    The score is `share_passing` of `passages.measure_routes`. Columns and options as in
    `measure_uncertainty`; the intervals are exact, for shares of the journeys beyond one place.
    """
    stops = {journey.key: find_stops(journey) for journey in journeys}
    places = sorted({stop for way in stops.values() if len(way) > 1 for stop in way if stop})

    def score(drawn: Sequence[Journey]) -> dict[str, float]:
        ways = [stops[journey.key] for journey in drawn if len(stops[journey.key]) > 1 and any(stops[journey.key])]
        passes = Counter(stop for way in ways for stop in set(way[1:-1]) if stop)
        return {place: passes[place] / len(ways) if ways else 0.0 for place in places}

    ways = [way for way in stops.values() if len(way) > 1 and any(way)]
    exact = {
        place: find_share_interval(sum(place in way[1:-1] for way in ways), len(ways), level=level) for place in places
    }
    return measure_uncertainty(
        journeys,
        score,
        exact=None if cluster else exact,
        names={code: country.name for code, country in (countries or {}).items()},
        cluster=cluster,
        resamples=resamples,
        seed=seed,
        level=level,
        basis=describe_journeys(journeys),
        note="; ".join(filter(None, (REPORTED_NOTE, describe_limits(journeys)))),
    )


def rank_countries_by_source(
    journeys: Collection[Journey], countries: Mapping[str, Country] | None = None, *, by: str = "in_strength"
) -> Measures:
    """Measure how much of the score of each country in the corridor network depends on a single source.

    Columns as in `measure_source_dependence`.
    """
    return measure_source_dependence(
        journeys,
        _score_corridors(by),
        sources=lambda journey: journey.sources,
        names={code: country.name for code, country in (countries or {}).items()},
        basis=describe_journeys(journeys),
        note="; ".join(filter(None, (REPORTED_NOTE, describe_limits(journeys)))),
    )


def rank_organizations(
    participations: Collection[Affiliation],
    *,
    by: str | Sequence[str] = "strength",
    resamples: int = 1000,
    seed: int = 0,
    level: float = 0.95,
) -> Measures:
    """Rank organizations by scores of `measure_network` on the projection, bootstrapped over partnerships.

    A partnership that is drawn twice counts as two. Columns and options as in `resampling.rank_nodes`.
    """
    check_resampling(resamples, level)
    whole = build_partnership_network(participations)
    participations = list_working(participations)
    projected = project_organizations(whole)
    found = _resample_partnerships(participations, projected, (by,) if isinstance(by, str) else by, resamples, seed)
    table = rank_nodes(
        (),
        by=by,
        names={data["code"]: data["name"] for _, data in projected.nodes(data=True)},
        level=level,
        basis=str(whole.graph["basis"]),
        note=str(whole.graph["note"]),
        resampled=found,
    )
    counts = {"organizations": len(projected), "partnerships": found.units}
    return replace(table, counts=counts, provenance=tuple(sorted(find_provenance(whole))))


def _resample_partnerships(
    participations: Collection[Affiliation],
    projected: nx.Graph[str],
    names: Sequence[str],
    resamples: int,
    seed: int,
) -> Resampled:
    """Score the projection, and the projections of bootstrap resamples of the partnerships."""
    arrays = to_arrays(projected)
    column = {projected.nodes[str(node)]["code"]: number for number, node in enumerate(arrays.nodes)}
    members: defaultdict[str, list[Affiliation]] = defaultdict(list)
    for one in sorted(participations, key=repr):
        members[one.partnership].append(one)
    groups = sorted(map(tuple, members.values()), key=repr)
    takes_part = np.zeros((len(groups), arrays.size))
    for row, group in enumerate(groups):
        takes_part[row, [column[one.organization] for one in group if one.certainty in COUNTED_CERTAINTIES]] = 1
    picks = make_random(seed).integers(max(len(groups), 1), size=(resamples, len(groups)))
    times = np.zeros((resamples, len(groups)))
    np.add.at(times, (np.arange(resamples)[:, None], picks), 1)
    weights = times @ (takes_part[:, arrays.source] * takes_part[:, arrays.target])
    drawn = score_nodes(arrays, weights, names, isolated=True)
    full = score_nodes(arrays, arrays.weight[None], names, isolated=True)
    return Resampled(
        tuple(column),
        {name: scores[0] for name, scores in full.items()},
        drawn,
        len(groups),
        0,
        {},
        {},
        resamples,
        seed,
    )
