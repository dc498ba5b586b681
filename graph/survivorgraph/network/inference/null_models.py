"""Null models: random networks that keep each node's degree and, on average, its strength.

Much of what looks remarkable in a network follows from the degrees alone: betweenness above all. A score
that random networks with the same degrees also have adds nothing to degree.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import networkx as nx
import numpy as np

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.arrays import Floats, Integers, NetworkArrays, make_arrays, make_random, to_arrays
from survivorgraph.network.core.measures import Cell, Measures, make_measures
from survivorgraph.network.graphs.modes import find_first_mode
from survivorgraph.network.inference.entropy_weights import draw_entropy_weights, fit_rates
from survivorgraph.network.measures.centrality import describe_basis, describe_weight, find_provenance
from survivorgraph.network.measures.scores import score_nodes
from survivorgraph.network.measures.structure import summarize_arrays

__all__ = ["SWAPS", "draw_null_networks", "measure_against_null", "measure_structure"]

SWAPS = 10
"""So many swaps an edge are tried for each random network (Milo et al. 2003, arXiv:cond-mat/0312028)."""

NULL_NOTE = "random networks keep the number of edges of every node and, on average, its strength"

_COLUMNS = ("code", "name", "score", "expected", "low", "high", "degree_adjusted")
_STRUCTURE_COLUMNS = ("measure", "value", "expected", "low", "high", "degree_adjusted")


def draw_null_networks(arrays: NetworkArrays, *, samples: int = 100, seed: int = 0) -> Iterator[NetworkArrays]:
    """Yield random networks in which every node has as many edges in and out as in the given one.

    A network of two modes, in which edges only join one to the other, keeps them (see `modes.find_first_mode`).
    Two edges a -> b and c -> d become a -> d and c -> b, unless that makes a self-loop or an edge that is
    there already; `SWAPS` tries an edge (Maslov and Sneppen 2002, doi:10.1126/science.1065103). Where few
    swaps are possible (a star), the random networks are much like the given one, or the same.

    The weights of the new edges are drawn from the distribution of maximum entropy in which each node keeps its
    strength, in and out, on average, as far as its new edges allow (see `entropy_weights`): whole numbers where the
    given weights are whole numbers. The given weights dealt out at random would put the largest on edges of small
    nodes, which makes random networks look clustered. Equal weights stay equal.
    """
    if samples < 1:
        raise NetworkError(f"{samples} random networks: give at least 1")
    rng = make_random(seed)
    once = slice(None) if arrays.directed else arrays.source < arrays.target
    source, target, weight = arrays.source[once], arrays.target[once], arrays.weight[once]
    is_oriented = arrays.directed or _orient(source, target)
    is_equal = bool((weight == weight[:1]).all())
    for _ in range(samples):
        starts, ends = _swap(source.tolist(), target.tolist(), is_oriented, rng)
        values = weight if is_equal else _draw_weights(starts, ends, arrays, rng)
        yield make_arrays(arrays.nodes, starts, ends, values, directed=arrays.directed)


def _orient(source: Integers, target: Integers) -> bool:
    """Turn undirected edges of a network of two modes to begin in the first; return whether it is one."""
    first = find_first_mode(nx.Graph(list(zip(source.tolist(), target.tolist(), strict=True))))
    if first is None:
        return False
    turned = ~np.isin(source, list(first))
    source[turned], target[turned] = target[turned], source[turned]
    return True


def _draw_weights(starts: Integers, ends: Integers, arrays: NetworkArrays, rng: np.random.Generator) -> Floats:
    strength: Floats = np.bincount(arrays.source, arrays.weight, arrays.size).astype(np.float64)
    if arrays.directed:
        strength = np.concatenate((strength, np.bincount(arrays.target, arrays.weight, arrays.size)))
        ends = ends + arrays.size
    whole = bool((arrays.weight == arrays.weight.round()).all())
    return draw_entropy_weights(fit_rates(starts, ends, strength, whole=whole), rng, whole=whole)


def _swap(starts: list[int], ends: list[int], directed: bool, rng: np.random.Generator) -> tuple[Integers, Integers]:
    """Return the ends of the edges after all tries."""
    edges = set(zip(starts, ends, strict=True))
    tries = SWAPS * len(starts)
    picks = rng.integers(max(len(starts), 1), size=(tries, 2)).tolist()
    turns = (rng.random(tries) < 0.5).tolist()
    for (one, two), turn in zip(picks, turns, strict=True):
        a, b, c, d = starts[one], ends[one], starts[two], ends[two]
        if turn and not directed:
            c, d = d, c
        if a == d or c == b or one == two:
            continue
        new = ((a, d), (c, b)) if directed else (_order(a, d), _order(c, b))
        if new[0] in edges or new[1] in edges or new[0] == new[1]:
            continue
        edges -= {(starts[one], ends[one]), (starts[two], ends[two])}
        edges |= set(new)
        (starts[one], ends[one]), (starts[two], ends[two]) = new
    return np.array(starts, dtype=np.int64), np.array(ends, dtype=np.int64)


def _order(one: int, two: int) -> tuple[int, int]:
    return (one, two) if one < two else (two, one)


def measure_against_null(
    network: nx.Graph[Any],
    *,
    by: str = "betweenness",
    weight: str | None = "weight",
    samples: int = 100,
    seed: int = 0,
    level: float = 0.95,
) -> Measures:
    """Compare a score of every node with what it has in random networks of the same degrees.

    Columns: `code`, `name`, `score`; `expected`, its mean over `samples` random networks (see
    `draw_null_networks`); `low`, `high`, its percentiles there at `level`; `degree_adjusted`: "above" or
    "below" where the score lies outside, "within" where degree alone accounts for it, "fixed" where all random
    networks have the same score, so that nothing is compared. With many nodes some lie outside by chance: about
    1 - level of them. Rows are sorted by `score`, then name.
    """
    arrays = to_arrays(network, weight=weight)
    score = score_nodes(arrays, arrays.weight[None], [by], isolated=True)[by][0]
    drawn = np.array(
        [
            score_nodes(one, one.weight[None], [by], isolated=True)[by][0]
            for one in draw_null_networks(arrays, samples=samples, seed=seed)
        ]
    )
    low, high = _bounds(drawn, level)
    rows: list[dict[str, Cell]] = []
    for place, node in enumerate(arrays.nodes):
        data = network.nodes[node]
        rows.append(
            {
                "code": str(data.get("code", node)),
                "name": str(data.get("name", node)),
                "score": float(score[place]),
                "expected": float(drawn[:, place].mean()),
                "low": float(low[place]),
                "high": float(high[place]),
                "degree_adjusted": _place(score[place], drawn[:, place], low[place], high[place]),
            }
        )
    outside = sum(row["degree_adjusted"] in ("above", "below") for row in rows)
    compared = sum(row["degree_adjusted"] != "fixed" for row in rows)
    said = (
        f"{outside} of {compared} scores of {by} that the degrees leave open lie outside what they bring about; by "
        f"chance alone about {compared * (1 - level):.0f} would"
    )
    if not compared:
        said = f"the degrees leave no score of {by} open"
    return make_measures(
        _COLUMNS,
        rows,
        by=("score",),
        basis=describe_basis(network),
        note="; ".join(filter(None, (str(network.graph.get("note", "")), said))),
        parameters={
            "by": by,
            "weight": describe_weight(network, weight),
            "samples": samples,
            "swaps": SWAPS,
            "seed": seed,
            "level": level,
        },
        counts={"nodes": arrays.size, "edges": arrays.edge_count},
        provenance=find_provenance(network),
    )


def _bounds(drawn: Floats, level: float) -> tuple[Floats, Floats]:
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = np.quantile(drawn.round(12), tails, axis=0, method="inverted_cdf")
    return low, high


def _place(score: float, drawn: Floats, low: float, high: float) -> str:
    rounded = round(score, 12)
    if (drawn.round(12) == rounded).all():
        return "fixed"
    return "above" if rounded > high else "below" if rounded < low else "within"


def measure_structure(
    network: nx.Graph[Any],
    *,
    weight: str | None = "weight",
    samples: int = 100,
    seed: int = 0,
    level: float = 0.95,
) -> Measures:
    """Measure a network as a whole, beside random networks of the same degrees.

    A row a measure, in the order of `structure.summarize_arrays`, which gives their formulas. Columns: `measure`,
    `value` (None where it is not defined, such as reciprocity without an edge), `expected`, `low`, `high`
    over the random networks, `degree_adjusted` as in `measure_against_null`: what degrees fix (nodes, edges,
    density) is "fixed".
    """
    arrays = to_arrays(network, weight=weight)
    values = summarize_arrays(arrays)
    drawn: dict[str, list[float]] = {name: [] for name in values}
    for one in draw_null_networks(arrays, samples=samples, seed=seed):
        for name, value in summarize_arrays(one).items():
            drawn[name].append(value)
    rows: list[dict[str, Cell]] = []
    for name, value in values.items():
        found = np.array(drawn[name])
        row: dict[str, Cell] = dict.fromkeys(_STRUCTURE_COLUMNS)
        row |= {"measure": name, "value": float(value)}
        if np.isfinite([value, *found]).all():
            low, high = (float(bound[0]) for bound in _bounds(found[:, None], level))
            row |= {"expected": float(found.mean()), "low": low, "high": high}
            row["degree_adjusted"] = _place(value, found, low, high)
        rows.append(row)
    return make_measures(
        _STRUCTURE_COLUMNS,
        rows,
        by=None,
        basis=describe_basis(network),
        note="; ".join(filter(None, (str(network.graph.get("note", "")), NULL_NOTE))),
        parameters={
            "weight": describe_weight(network, weight),
            "samples": samples,
            "swaps": SWAPS,
            "seed": seed,
            "level": level,
        },
        counts={"nodes": arrays.size, "edges": arrays.edge_count, "self_loops": arrays.self_loops},
        provenance=find_provenance(network),
    )
