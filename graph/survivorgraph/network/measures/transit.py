"""Transit measures on whole journeys: passages, dependence, entries and exits.

A network of country pairs combines parts of different people's journeys into journeys that no one made. So
every measure here counts journeys, and is listed beside its pairwise counterpart, for comparison.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from itertools import combinations

from survivorgraph.network.core.measures import REPORTED_NOTE, Measures, count_of, make_measures
from survivorgraph.network.graphs.corridors import add_countries
from survivorgraph.network.graphs.journeys import (
    COUNTED_CERTAINTIES,
    OUTWARD_STAGES,
    Country,
    Journey,
    describe_journeys,
    describe_limits,
    find_stops,
)
from survivorgraph.network.graphs.routes import build_route_network
from survivorgraph.network.graphs.weights import prepare_network
from survivorgraph.network.measures.centrality import measure_betweenness

__all__ = ["measure_dependence", "measure_routes", "measure_stages"]

_ROUTE_COLUMNS = (
    "code", "name", "journeys", "starts", "passes", "ends", "share_passing", "path_betweenness",
    "pair_betweenness", "pair_betweenness_weighted",
)  # fmt: skip
_DEPENDENCE_COLUMNS = (
    "origin", "destination", "through", "origin_code", "destination_code", "through_code", "journeys",
    "passing", "dependence",
)  # fmt: skip
_STAGE_COLUMNS = ("code", "name", "stage", "entries", "exits", "entry_share", "exit_share")


def _observe(
    journeys: Collection[Journey], stages: Collection[str], certainties: Collection[str]
) -> list[tuple[Journey, tuple[str | None, ...]]]:
    ways = [(journey, find_stops(journey, stages=stages, certainties=certainties)) for journey in journeys]
    return [(journey, stops) for journey, stops in ways if len(stops) > 1 and any(stops)]


def _describe(observed: list[tuple[Journey, tuple[str | None, ...]]], journeys: Collection[Journey]) -> str:
    broken = sum(None in stops for _, stops in observed)
    return (
        f"{describe_journeys(journeys)}; {count_of(len(observed), 'journey', 'journeys')} beyond one place, "
        f"{broken} of them with a stretch that is not described"
    )


def measure_routes(
    journeys: Collection[Journey],
    countries: Mapping[str, Country] | None = None,
    *,
    stages: Collection[str] = OUTWARD_STAGES,
    certainties: Collection[str] = COUNTED_CERTAINTIES,
    backend: str = "networkx",
) -> Measures:
    """Measure how much of what was observed passes through each country, beside the pairwise figure.

    Let J be the journeys whose way out has at least two stops, named or not. Columns:

    - `journeys`: journeys of J that touch the country; `starts`, `ends`: whose way begins, ends there
    - `passes`: journeys of J in which the country lies on the way, neither first nor last stop. A stop
      that is not named still is a stop: what lies before it was passed through.
    - `share_passing` = passes / |J|, from 0 to 1: the share of observed journeys on whose way it lies, which is a
      share of visits and no betweenness
    - `path_betweenness`: over the pairs of countries between which a journey leads (or a part of one without a gap),
      the mean share of the shortest such parts that pass through the country, divided by (n - 1)(n - 2), n being the
      countries; from 0 to 1 (Scholtes, Wider and Garas 2016, doi:10.1140/epjb/e2016-60663-0). It counts no way that
      nobody went
    - `pair_betweenness`: shortest-path betweenness of the route network, without and (`_weighted`) with
      distance 1 / stories (Freeman 1977, doi:10.2307/3033543), from 0 to 1. It counts pairs of countries,
      also such as nobody travelled between, so it can be high where `passes` is 0.

    Rows are sorted by `share_passing`, then `journeys`, then name.
    """
    observed = _observe(journeys, stages, certainties)
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("journeys", "starts", "passes", "ends")}
    for _, stops in observed:
        counts["journeys"].update({stop for stop in stops if stop})
        counts["passes"].update({stop for stop in stops[1:-1] if stop})
        counts["starts"].update(stop for stop in stops[:1] if stop)
        counts["ends"].update(stop for stop in stops[-1:] if stop)
    network = build_route_network(journeys, countries, stages=stages, certainties=certainties)
    network.add_nodes_from(sorted(counts["journeys"]))
    add_countries(network, countries)
    plain = measure_betweenness(prepare_network(network, weight=None), backend=backend)
    weighted = measure_betweenness(prepare_network(network), backend=backend)
    paths = _measure_path_betweenness([stops for _, stops in observed], len(network))
    return make_measures(
        _ROUTE_COLUMNS,
        (
            {
                "code": code,
                "name": network.nodes[code]["name"],
                **{name: counter[code] for name, counter in counts.items()},
                "share_passing": counts["passes"][code] / len(observed),
                "path_betweenness": paths.get(code, 0.0),
                "pair_betweenness": plain[code],
                "pair_betweenness_weighted": weighted[code],
            }
            for code in counts["journeys"]
        ),
        by=("share_passing", "journeys"),
        basis=_describe(observed, journeys),
        note="; ".join(filter(None, (REPORTED_NOTE, describe_limits(journeys)))),
        parameters={"stages": tuple(stages), "certainties": tuple(certainties)},
    )


def _measure_path_betweenness(ways: Collection[tuple[str | None, ...]], size: int) -> dict[str, float]:
    """Return the betweenness of each country over the shortest parts of ways between every two of theirs."""
    parts: defaultdict[tuple[str, str], set[tuple[str, ...]]] = defaultdict(set)
    for way in ways:
        for first, last in combinations(range(len(way)), 2):
            part = tuple(stop for stop in way[first : last + 1] if stop is not None)
            if len(part) == last + 1 - first == len({*part}):
                parts[part[0], part[-1]].add(part)
    found: Counter[str] = Counter()
    for between in parts.values():
        shortest = [part for part in between if len(part) == min(map(len, between))]
        for part in shortest:
            for stop in part[1:-1]:
                found[stop] += 1 / len(shortest)  # type: ignore[assignment]
    pairs = (size - 1) * (size - 2)
    return {code: value / pairs for code, value in found.items()} if pairs > 0 else {}


def measure_dependence(
    journeys: Collection[Journey],
    countries: Mapping[str, Country] | None = None,
    *,
    stages: Collection[str] = OUTWARD_STAGES,
    certainties: Collection[str] = COUNTED_CERTAINTIES,
) -> Measures:
    """Measure how far each observed way between two countries depends on the countries in between.

    A way is a pair (origin, destination) such that a journey starts in the one and ends in the other.
    For each country on such a way: `dependence` = `passing` / `journeys`, from above 0 to 1, where
    `journeys` is the number of journeys of that pair, and `passing` that of those through the country.
    Pairs whose journeys pass through no named country are not listed. It says what was observed, not
    that there is no other way. Columns: `origin`, `destination`, `through` (names), their `_code`s,
    `journeys`, `passing`, `dependence`.
    """
    observed = _observe(journeys, stages, certainties)
    ways: Counter[tuple[str, str]] = Counter()
    through: Counter[tuple[str, str, str]] = Counter()
    for _, stops in observed:
        first, last = stops[0], stops[-1]
        if first is None or last is None or first == last:
            continue
        ways[first, last] += 1
        through.update((first, last, stop) for stop in set(stops[1:-1]) - {None, first, last} if stop)
    names = {code: country.name for code, country in (countries or {}).items()}

    return make_measures(
        _DEPENDENCE_COLUMNS,
        (
            {
                "origin": names.get(first, first),
                "destination": names.get(last, last),
                "through": names.get(stop, stop),
                "origin_code": first,
                "destination_code": last,
                "through_code": stop,
                "journeys": ways[first, last],
                "passing": passing,
                "dependence": passing / ways[first, last],
            }
            for (first, last, stop), passing in through.items()
        ),
        by=("dependence", "journeys"),
        basis=_describe(observed, journeys),
        note="; ".join(filter(None, (REPORTED_NOTE, describe_limits(journeys)))),
        parameters={"stages": tuple(stages), "certainties": tuple(certainties)},
    )


def measure_stages(journeys: Collection[Journey], countries: Mapping[str, Country] | None = None) -> Measures:
    """Count by stage how many journeys cross into and out of each country, the way back included.

    Columns: `code`, `name`, `stage`, `entries`, `exits` (journeys with such a leg to or from another
    country, or one not named), and `entry_share`, `exit_share`: their share of all journeys with a leg
    of that stage, from 0 to 1. Ambiguous legs are left out.
    """
    entries: Counter[tuple[str, str]] = Counter()
    exits: Counter[tuple[str, str]] = Counter()
    totals: Counter[str] = Counter()
    for journey in journeys:
        moves = [
            step for step in journey.steps if step.certainty in COUNTED_CERTAINTIES and step.from_place != step.to_place
        ]
        totals.update({step.stage for step in moves})
        entries.update({(step.to_place, step.stage) for step in moves if step.to_place})
        exits.update({(step.from_place, step.stage) for step in moves if step.from_place})
    names = {code: country.name for code, country in (countries or {}).items()}
    return make_measures(
        _STAGE_COLUMNS,
        (
            {
                "code": code,
                "name": names.get(code, code),
                "stage": stage,
                "entries": entries[code, stage],
                "exits": exits[code, stage],
                "entry_share": entries[code, stage] / totals[stage],
                "exit_share": exits[code, stage] / totals[stage],
            }
            for code, stage in entries.keys() | exits.keys()
        ),
        by=("entries", "exits"),
        basis=describe_journeys(journeys),
        note="; ".join(filter(None, (REPORTED_NOTE, describe_limits(journeys)))),
        parameters={"certainties": COUNTED_CERTAINTIES},
    )
