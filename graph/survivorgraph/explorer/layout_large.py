"""Layout of large networks: a core of the heaviest edges, with the other nodes around it.

The page draws the heaviest lines first, and more on request. So the nodes of the heaviest lines are laid
out as a network of their own, and every other node is placed near the neighbour that connects it to them.
"""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

import networkx as nx

from survivorgraph.explorer.layout import Position, place_nodes

__all__ = ["LARGE_NETWORK", "place_many"]

Node = TypeVar("Node", bound=Hashable)

LARGE_NETWORK = 1500
"""Nodes from which on only the core is laid out by distance."""
CORE = 500
"""Nodes of the core."""
STEP = 17.0
"""Pixels between two nodes placed around the same one."""
GOLDEN = math.pi * (3 - math.sqrt(5))


def place_many(
    nodes: Iterable[Node],
    edges: Iterable[tuple[Node, Node, float]],
    *,
    names: Mapping[Node, str],
    radii: Mapping[Node, float],
) -> dict[Node, Position]:
    """Place the nodes of edges (one, other, weight); isolated nodes form rows below.

    >>> placed = place_many("abc", [("a", "b", 2.0)], names={n: n for n in "abc"}, radii=dict.fromkeys("abc", 9.0))
    >>> sorted(placed), placed["c"][1] > placed["a"][1]
    (['a', 'b', 'c'], True)
    """
    order = list(dict.fromkeys(nodes))
    rank = {node: i for i, node in enumerate(order)}
    around: defaultdict[Node, dict[Node, float]] = defaultdict(dict)
    for one, other, weight in edges:
        if one != other:
            around[one][other] = around[one].get(other, 0.0) + weight
            around[other][one] = around[other].get(one, 0.0) + weight
    core = _make_core(order, around, rank)
    placed = place_nodes(core, names={node: names[node] for node in core}, radii={node: radii[node] for node in core})
    wide = max((abs(x) for x, _ in placed.values()), default=1) + 100
    high = max((abs(y) for _, y in placed.values()), default=1) + 100
    spread = max(1.0, math.sqrt(len(around) * STEP * STEP * 1.6 / (4 * wide * high)))
    found = {node: (round(x * spread), round(y * spread)) for node, (x, y) in placed.items()}
    _hang(found, around, rank)
    return found | _place_alone([node for node in order if node not in found], found)


def _make_core(
    order: Iterable[Node], around: Mapping[Node, Mapping[Node, float]], rank: Mapping[Node, int]
) -> nx.Graph[Node]:
    """Return the ends of the heaviest edges until there are enough nodes, and all edges between them."""
    joined = ((weight, one, other) for one in order for other, weight in around.get(one, {}).items())
    pairs = sorted(joined, key=lambda pair: (-pair[0], rank[pair[1]], rank[pair[2]]))
    core: nx.Graph[Node] = nx.Graph()
    for _, one, other in pairs:
        if rank[one] > rank[other]:
            continue
        if len(core) >= CORE and not (one in core and other in core):
            continue
        core.add_edge(one, other)
    ordered: nx.Graph[Node] = nx.Graph()
    ordered.add_nodes_from(node for node in rank if node in core)
    ordered.add_edges_from(sorted(core.edges, key=lambda edge: (rank[edge[0]], rank[edge[1]])))
    return ordered


def _hang(found: dict[Node, Position], around: Mapping[Node, Mapping[Node, float]], rank: Mapping[Node, int]) -> None:
    """Place the neighbours of placed nodes around them, the most heavily joined first."""
    hanging: defaultdict[Node, int] = defaultdict(int)
    waiting = [
        (-weight, rank[other], rank[node], node, other)
        for node in sorted(found, key=rank.__getitem__)
        for other, weight in around.get(node, {}).items()
        if other not in found
    ]
    heapq.heapify(waiting)
    while waiting:
        _, _, _, node, other = heapq.heappop(waiting)
        if other in found:
            continue
        hanging[node] += 1
        turn, reach = hanging[node] * GOLDEN + rank[node], STEP * math.sqrt(hanging[node] + 2)
        x, y = found[node]
        found[other] = (round(x + reach * math.cos(turn)), round(y + reach * math.sin(turn)))
        for more, weight in around[other].items():
            if more not in found:
                heapq.heappush(waiting, (-weight, rank[more], rank[other], other, more))


def _place_alone(alone: list[Node], found: Mapping[Node, Position]) -> dict[Node, Position]:
    left, right = (pick((x for x, _ in found.values()), default=0) for pick in (min, max))
    lowest = max((y for _, y in found.values()), default=0)
    columns = max(12, round((right - left) / (4 * STEP)))
    return {
        node: (round(left + 4 * STEP * (i % columns)), round(lowest + 120 + 3 * STEP * (i // columns)))
        for i, node in enumerate(alone)
    }
