"""Preparation of networks for measures, and distances from weights.

This module alone defines what a weight means for a path. A weight is a strength: how many stories,
people, sources or partnerships are behind an edge. The distance along an edge is its reciprocal,

    distance = 1 / weight,

so that the shortest path is the best supported one (Newman 2001, doi:10.1103/PhysRevE.64.016132).
Where all weights are whole numbers the reciprocals are multiplied by their least common multiple and
kept as integers: ties between paths are then exact (1/10 + 1/15 is 1/6, which floating point denies),
and no measure used here depends on the unit of distance. `arrays` and `paths` hold 1 / weight as floating
point and call two ways equally long where they differ by less than one part in 10^12.
"""

from __future__ import annotations

import math
from collections.abc import Hashable
from numbers import Real
from typing import Any

import networkx as nx

from survivorgraph.errors import NetworkError

__all__ = ["check_weight", "measure_distances", "order_nodes", "prepare_network"]

EXACT_BITS = 4096
"""Up to this size of the least common multiple, distances of whole weights are kept as integers."""


def order_nodes(node: Hashable) -> tuple[str, str]:
    """Return what nodes are sorted by: their text, then the name of their type."""
    return (str(node), type(node).__name__)


def check_weight(source: Hashable, target: Hashable, value: object, weight: str) -> int | float:
    """Return the weight of an edge as a number above 0, or raise NetworkError naming the edge."""
    edge = f"the edge from '{source}' to '{target}'"
    if value is None:
        raise NetworkError(
            f"{edge} has no '{weight}'; give every edge one, name another attribute, "
            "or measure with weight=None, where every edge counts 1"
        )
    number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    if not math.isfinite(number) or number <= 0:
        raise NetworkError(f"the '{weight}' of {edge} is {value!r}; a weight is a finite number greater than 0")
    return int(number) if number.is_integer() else number


def measure_distances(weights: set[int | float]) -> dict[int | float, int | float]:
    """Return the distance of every weight; whole numbers where the weights are and their multiple is not huge.

    >>> measure_distances({1, 2, 3}), measure_distances({0.5, 2})
    ({1: 6, 2: 3, 3: 2}, {0.5: 2.0, 2: 0.5})
    """
    if all(isinstance(weight, int) for weight in weights):
        whole = sorted(int(weight) for weight in weights)
        scale = 1
        for weight in whole:
            scale = math.lcm(scale, weight)
            if scale.bit_length() > EXACT_BITS:
                break
        else:
            return {weight: scale // weight for weight in whole}
    return {weight: 1 / weight for weight in weights}


def prepare_network(network: nx.Graph[Any], *, weight: str | None = "weight") -> nx.Graph[Any]:
    """Return a plain copy in canonical order, each edge with `weight` and `distance`.

    Nodes and edges are sorted by their text, so that no result depends on the order of the input.
    Parallel edges become one edge with the sum of their weights. Self-loops are left out: they are on no
    path between two nodes; `self_loops` of the copy's `graph` says how many there were. Node and graph
    attributes are kept, other edge attributes are not. With ``weight=None`` every edge weighs 1, parallel
    edges together too. Raises NetworkError for a weight that is missing, not a number, or not above 0.

    >>> copy = prepare_network(nx.Graph([("a", "b", {"weight": 2}), ("b", "c", {"weight": 3})]))
    >>> list(copy.edges(data="distance"))
    [('a', 'b', 3), ('b', 'c', 2)]
    """
    copy: nx.Graph[Any] = nx.DiGraph() if network.is_directed() else nx.Graph()
    copy.graph.update(network.graph)
    copy.add_nodes_from((node, network.nodes[node]) for node in sorted(network, key=order_nodes))
    totals: dict[tuple[Hashable, Hashable], int | float] = {}
    loops = 0
    for source, target, data in network.edges(data=True):
        value = 1 if weight is None else check_weight(source, target, data.get(weight), weight)
        if source == target:
            loops += 1
            continue
        ends = (source, target)
        if not network.is_directed() and order_nodes(target) < order_nodes(source):
            ends = (target, source)
        totals[ends] = 1 if weight is None else totals.get(ends, 0) + value
    distances = measure_distances(set(totals.values()))
    for ends in sorted(totals, key=lambda pair: (order_nodes(pair[0]), order_nodes(pair[1]))):
        copy.add_edge(*ends, weight=totals[ends], distance=distances[totals[ends]])
    copy.graph["self_loops"] = loops
    return copy
