"""Networks as arrays, for measures that are computed thousands of times.

Validation, the order of nodes and edges, and the meaning of weight are those of `weights`; only the
container differs. A network of two million edges is read in seconds, without a copy of the network.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt

from survivorgraph.errors import NetworkError
from survivorgraph.network.graphs.weights import check_weight, order_nodes

__all__ = ["Floats", "Integers", "NetworkArrays", "make_arrays", "make_random", "to_arrays"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class NetworkArrays:
    """A network without self-loops and parallel edges, as arrays: edge i leads from `source[i]` to `target[i]`.

    Both are positions in `nodes`, sorted by source, then target. An undirected network has each edge
    twice, once in each direction. `weight[i]` is above 0.
    """

    nodes: tuple[Hashable, ...]
    source: Integers
    target: Integers
    weight: Floats
    directed: bool
    self_loops: int = 0

    @property
    def size(self) -> int:
        """Count the nodes."""
        return len(self.nodes)

    @property
    def edge_count(self) -> int:
        """Count the edges, an undirected one once."""
        return len(self.source) if self.directed else len(self.source) // 2


def make_random(seed: int, *stream: int) -> np.random.Generator:
    """Make what draws at random from a seed, the same draws for the same seed; NetworkError for one below 0."""
    if seed < 0:
        raise NetworkError(f"the seed is {seed}; give a whole number from 0 up")
    return np.random.default_rng([seed, *stream] if stream else seed)


def to_arrays(network: nx.Graph[Any], *, weight: str | None = "weight") -> NetworkArrays:
    """Read a network as `prepare_network` does: sorted, parallel edges added up, self-loops left out.

    With ``weight=None`` every edge weighs 1. Raises NetworkError for a weight that is missing, not a
    number, or not above 0.

    >>> arrays = to_arrays(nx.DiGraph([("b", "a", {"weight": 2}), ("a", "a", {"weight": 1})]))
    >>> arrays.nodes, arrays.source.tolist(), arrays.target.tolist(), arrays.weight.tolist()
    (('a', 'b'), [1], [0], [2.0])
    """
    nodes = tuple(sorted(network, key=order_nodes))
    place = {node: number for number, node in enumerate(nodes)}
    edges = list(network.edges(data=weight)) if weight else [(*pair, 1) for pair in network.edges()]
    for source, target, value in edges:
        if not (type(value) is int and value > 0):
            check_weight(source, target, value, str(weight))
    ends = np.fromiter((place[end] for edge in edges for end in edge[:2]), dtype=np.int64, count=2 * len(edges))
    values = np.fromiter((edge[2] for edge in edges), dtype=np.float64, count=len(edges))
    return make_arrays(nodes, ends[0::2], ends[1::2], values, directed=network.is_directed(), add=weight is not None)


def make_arrays(
    nodes: tuple[Hashable, ...],
    source: Integers,
    target: Integers,
    weight: Floats,
    *,
    directed: bool,
    add: bool = True,
) -> NetworkArrays:
    """Make arrays of edges in any order; parallel edges are added up, or weigh 1 together if not `add`."""
    kept = source != target
    loops = int(len(kept) - kept.sum())
    source, target, weight = source[kept], target[kept], weight[kept]
    if not directed:
        source, target = np.concatenate((source, target)), np.concatenate((target, source))
        weight = np.concatenate((weight, weight))
    key, where = np.unique(source * max(len(nodes), 1) + target, return_inverse=True)
    total: Floats = np.ones(len(key))
    if add:
        total = np.bincount(where, weights=weight, minlength=len(key)).astype(np.float64)
    source, target = np.divmod(key, max(len(nodes), 1))
    return NetworkArrays(nodes, source, target, total, directed, loops)
