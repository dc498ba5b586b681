"""Time all node measures of a corridor network with bootstrap, against NetworkX in a loop, same numbers.

    python -m benchmarks.networks [GLOTIP.csv] [--resamples N] [--loop N]

Without a file, a seeded generator makes a network of the shape of UNODC's GLOTIP: 170 countries of origin, 136 of
destination, 1,900 corridors, half of the figures published as an interval. NetworkX is given the same
resampled networks, built from the same draws; it runs over `--loop` of them and the time is scaled up,
since a thousand take minutes (`--loop 1000` runs them all). Its scores are compared with ours one by one.
Seconds are of the processor, one core, so that other work on the machine counts less.
"""

from __future__ import annotations

import argparse
import itertools
import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import networkx as nx
import numpy as np

from survivorgraph.network.graphs.observations import CorridorFigure, list_observation_records
from survivorgraph.network.graphs.weights import prepare_network
from survivorgraph.network.inference import resampling
from survivorgraph.network.inference.resampling import EdgeRecord, measure_whole, rank_nodes, resample_nodes

MEASURES = (
    *("in_degree", "out_degree", "in_strength", "out_strength"),
    *("betweenness", "pagerank", "hub", "authority", "core"),
)


def read_observations(path: Path) -> list[CorridorFigure]:
    from survivorgraph.schema.places import read_gazetteer
    from survivorgraph.tables.codebooks.citizenships import read_citizenships
    from survivorgraph.tables.counting.published_statistics import read_statistics

    gazetteer = read_gazetteer()
    read = read_statistics([path], gazetteer=gazetteer, citizenships=read_citizenships(gazetteer))
    return [CorridorFigure(one.origin, one.destination, one.lower, one.upper, one.year) for one in read.figures]


def invent_observations(origins: int = 170, destinations: int = 136, corridors: int = 1900) -> list[CorridorFigure]:
    rng = np.random.default_rng(2025)
    push, pull = rng.pareto(0.8, origins) + 0.05, rng.pareto(0.8, destinations) + 0.05
    chance = np.outer(push, pull)
    chance[np.arange(destinations), np.arange(destinations)] = 0
    cells = rng.choice(chance.size, size=corridors, replace=False, p=(chance / chance.sum()).ravel())
    found = []
    for cell in sorted(int(cell) for cell in cells):
        origin, destination = divmod(cell, destinations)
        for year in rng.choice(np.arange(2007, 2023), size=int(rng.integers(1, 6)), replace=False):
            people = int(rng.pareto(0.9) * 4) + 1
            bounds = (0, 4) if people < 5 else (people, people)
            found.append(CorridorFigure(f"C{origin:03}", f"C{destination:03}", *bounds, int(year)))
    return found


def measure_with_networkx(network: nx.DiGraph[str]) -> dict[str, dict[str, float]]:
    hubs, authorities = nx.hits(network)
    return {
        "in_degree": dict(network.in_degree()),
        "out_degree": dict(network.out_degree()),
        "in_strength": dict(network.in_degree(weight="weight")),
        "out_strength": dict(network.out_degree(weight="weight")),
        "betweenness": nx.betweenness_centrality(network, weight="distance"),
        "pagerank": nx.pagerank(network, tol=1e-12 / len(network), max_iter=10_000),
        "hub": hubs,
        "authority": authorities,
        "core": nx.core_number(network),
        "": {
            "reciprocity": nx.overall_reciprocity(network),
            "degree_assortativity": nx.degree_assortativity_coefficient(network),
            "strength_assortativity": correlate_strengths(network),
        },
    }


def correlate_strengths(network: nx.DiGraph[str]) -> float:
    ends = np.array(
        [
            (network.out_degree(origin, weight="weight"), network.in_degree(destination, weight="weight"))
            for origin, destination in network.edges
        ]
    )
    return float(np.corrcoef(ends.T)[0, 1])


def time_plain_draws(records: Sequence[EdgeRecord], number: int, seed: int) -> float:
    """Return the seconds of drawing and adding up records in a plain loop, which is part of both ways."""
    rng = random.Random(seed)
    start = time.process_time()
    for _ in range(number):
        total: dict[tuple[str, str], float] = {}
        for one in rng.choices(records, k=len(records)):
            value = one.lower if one.lower == one.upper else rng.randint(int(one.lower), int(one.upper))
            total[one.origin, one.destination] = total.get((one.origin, one.destination), 0) + value
    return time.process_time() - start


def loop_over_networkx(
    records: Sequence[EdgeRecord], number: int, seed: int, *, exact: bool
) -> tuple[float, list[dict[str, dict[str, float]]]]:
    """Return seconds and scores of `number` resampled networks; `exact` keeps ties of whole weights."""
    ordered = sorted(records, key=repr)
    arrays, edge = resampling._make_pattern(ordered)
    units = sorted({one.unit for one in records}, key=repr)
    pairs = [(str(arrays.nodes[a]), str(arrays.nodes[b])) for a, b in zip(arrays.source, arrays.target, strict=True)]
    drawn = np.concatenate(list(resampling._draw(ordered, units, edge, len(pairs), number, seed)))
    scores, seconds = [], time_plain_draws(ordered, number, seed)
    for row in drawn.tolist():
        start = time.process_time()
        network: nx.DiGraph[str] = nx.DiGraph()
        for (origin, destination), weight in zip(pairs, row, strict=True):
            if weight > 0:
                network.add_edge(origin, destination, weight=weight, distance=1 / weight)
        seconds += time.process_time() - start
        ready = prepare_network(network) if exact else network
        start = time.process_time()
        scores.append(measure_with_networkx(ready))
        seconds += time.process_time() - start
    return seconds, scores


def compare(
    records: Sequence[EdgeRecord], scores: Sequence[dict[str, dict[str, float]]], seed: int
) -> dict[str, float]:
    """Return by measure the largest difference between our scores and the others'."""
    ours = resample_nodes(records, MEASURES, resamples=len(scores), seed=seed, whole=True)
    whole = {
        name: max(abs(ours.drawn_network[name][row] - theirs[""][name]) for row, theirs in enumerate(scores))
        for name in scores[0][""]
    }
    return whole | {
        name: max(
            abs(ours.drawn[name][row, place] - theirs[name].get(code, 0))
            for row, theirs in enumerate(scores)
            for place, code in enumerate(ours.codes)
        )
        for name in MEASURES
    }


def draw_curve(name: str, sizes: Sequence[int], run: Callable[[int], object]) -> None:
    """Print seconds by size, with a bar."""
    seconds = []
    for size in sizes:
        taken = []
        for _ in range(3):
            start = time.process_time()
            run(size)
            taken.append(time.process_time() - start)
        seconds.append(statistics.median(taken))
    print(f"\nseconds against {name}")
    for size, taken_seconds in zip(sizes, seconds, strict=True):
        print(f"{size:>8}  {taken_seconds:8.3f}  {'█' * max(1, round(40 * taken_seconds / max(seconds)))}")


def draw_curves(records: Sequence[EdgeRecord]) -> None:
    def take(share: int) -> list[EdgeRecord]:
        return list(records[: len(records) * share // 100])

    draw_curve(
        "resamples (all corridors)", (50, 100, 200, 400), lambda n: rank_nodes(records, by=MEASURES, resamples=n)
    )
    draw_curve("per cent of the records (100 resamples)", (10, 25, 50, 100),
               lambda share: rank_nodes(take(share), by=MEASURES, resamples=100))  # fmt: skip

    def widen(origins: int) -> list[EdgeRecord]:
        return list_observation_records(invent_observations(origins, origins * 4 // 5, origins * 11))

    wide = {size: widen(size) for size in (50, 100, 200, 400)}
    draw_curve("countries (11 corridors each, 20 resamples)", tuple(wide),
               lambda size: rank_nodes(wide[size], by=MEASURES, resamples=20))  # fmt: skip


def draw_journeys() -> None:
    from survivorgraph.network.graphs.journeys import Journey, JourneyExploitation, JourneyLeg
    from survivorgraph.network.measures.rankings import rank_countries
    from survivorgraph.network.measures.transit import measure_routes

    rng = np.random.default_rng(7)

    def invent(number: int) -> list[Journey]:
        ways = [[f"C{place:03}" for place in rng.choice(120, size=4, replace=False)] for _ in range(number)]
        return [
            Journey(
                f"j{key:05}",
                f"J{key}",
                origin=way[0],
                steps=tuple(JourneyLeg(a, b, "transit", order=at) for at, (a, b) in enumerate(itertools.pairwise(way))),
                exploitations=(JourneyExploitation("forced-labor", way[-1]),),
                sources=("invented",),
            )
            for key, way in enumerate(ways)
        ]

    journeys = {size: invent(size) for size in (15, 150, 1500)}
    draw_curve("journeys (routes)", tuple(journeys), lambda size: measure_routes(journeys[size]))
    draw_curve("journeys (ranking by PageRank, 1,000 resamples)", tuple(journeys),
               lambda size: rank_countries(journeys[size], by="pagerank"))  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", nargs="?", type=Path, help="the GLOTIP data as CSV; without it, invented figures")
    parser.add_argument("--resamples", type=int, default=1000)
    parser.add_argument("--loop", type=int, default=40, help="how many resamples NetworkX is given")
    parser.add_argument("--no-curves", action="store_true")
    chosen = parser.parse_args(argv)
    observations = read_observations(chosen.file) if chosen.file else invent_observations()
    records = [one for one in list_observation_records(observations) if one.origin != one.destination]
    ends = ({one.origin for one in records}, {one.destination for one in records})
    corridors = len({(one.origin, one.destination) for one in records})
    print(f"{len(ends[0])} x {len(ends[1])} countries, {corridors} corridors, {len(records)} figures")
    half = chosen.loop // 2 or 1
    loops = [loop_over_networkx(records, half, 0, exact=False)[0]]  # before and after: other work on the machine
    start = time.process_time()
    drawn = resample_nodes(records, MEASURES, resamples=chosen.resamples, whole=True)
    table, whole = rank_nodes(records, by=MEASURES, resampled=drawn), measure_whole(records, resampled=drawn)
    ours = time.process_time() - start
    loops.append(loop_over_networkx(records, half, 0, exact=False)[0])
    theirs = sum(loops) / (2 * half) * chosen.resamples
    print(f"survivorgraph: {ours:8.1f} s for {len(MEASURES)} measures of nodes, {len(whole)} of the whole, "
          f"{chosen.resamples} resamples, {len(table) + len(whole)} rows with intervals")  # fmt: skip
    print(f"NetworkX:      {theirs:8.1f} s for drawing and scores, without intervals, scaled from {2 * half} resamples")
    print(f"ratio:         {theirs / ours:8.1f}  (wanted: 20)")
    _, scores = loop_over_networkx(records, min(half, 10), 0, exact=True)
    print("largest difference between the scores, ties between ways kept exact in both:")
    for name, difference in compare(records, scores, 0).items():
        print(f"  {name:22} {difference:.1e}")
    if not chosen.no_curves:
        draw_curves(records)
        draw_journeys()
    return 0


if __name__ == "__main__":
    sys.exit(main())
