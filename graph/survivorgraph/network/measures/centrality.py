"""Centralities of nodes: degree, strength, betweenness, PageRank, HITS and core.

The scores come from arrays (`scores`) unless a backend is named: then NetworkX computes them, or what that
backend dispatches to. Both give the same numbers, which tests hold against each other. How far a score can
be trusted is a question of its own: see `uncertainty` and `resampling`.
"""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.arrays import Integers, NetworkArrays, make_random, to_arrays
from survivorgraph.network.core.measures import Cell, Measures, count_of, make_measures
from survivorgraph.network.core.paths import measure_path_shares
from survivorgraph.network.graphs.weights import order_nodes, prepare_network
from survivorgraph.network.measures.scores import has_tied_hubs, score_nodes

__all__ = [
    "DIRECTED_COLUMNS",
    "UNDIRECTED_COLUMNS",
    "describe_basis",
    "describe_weight",
    "find_provenance",
    "measure_betweenness",
    "measure_network",
    "measure_pagerank",
]

DIRECTED_COLUMNS = (
    "code", "name", "in_degree", "out_degree", "in_strength", "out_strength", "betweenness", "pagerank", "hub",
    "authority", "core",
)  # fmt: skip
UNDIRECTED_COLUMNS = ("code", "name", "degree", "strength", "betweenness", "pagerank", "core")
_DEGREES = {"degree", "in_degree", "out_degree", "core"}
_STRENGTHS = {"strength", "in_strength", "out_strength"}

TIED_NOTE = "hubs and authorities are not determined: several groups are equally strong"
TIES_SOUGHT = 20_000
"""Up to this number of nodes it is looked whether hubs and authorities are determined."""

EXACT_WORK = 400_000_000
"""Up to this product of nodes and edges, betweenness counts the paths from every node; above, from some."""


def measure_network(
    network: nx.Graph[Any],
    *,
    weight: str | None = "weight",
    by: str | None = None,
    damping: float = 0.85,
    pivots: int | None = None,
    seed: int = 0,
    backend: str | None = None,
) -> Measures:
    """Measure every node of a directed or undirected network, highest score first, then by name.

    Columns: `code` and `name` (node attributes of these names; without them, the node itself), then

    - `degree`, `in_degree`, `out_degree`: number of neighbours, from 0 to n - 1.
    - `strength`, `in_strength`, `out_strength`: sum of the weights of these edges, at least 0
      (Barrat et al. 2004, doi:10.1073/pnas.0400087101).
    - `betweenness`: the sum over pairs (s, t) of the share of shortest paths from s to t on which the
      node lies, s and t left out, divided by the number of pairs, (n - 1)(n - 2) if directed and half
      of that if not; from 0 to 1, and 0 where n < 3. A path is as long as the sum of 1 / weight.
      (Freeman 1977, doi:10.2307/3033543; Brandes 2001, doi:10.1080/0022250X.2001.9990249.)
    - `pagerank`: r(v) = (1 - d)/n + d * sum over u of r(u) * w(u, v) / out_strength(u), with what
      nodes without an outgoing edge hold given to all alike; from 0 to 1, in sum 1.
    - `hub`, `authority` (directed): h = A a and a = A' h, A being the matrix of weights, each in sum 1;
      from 0 to 1. A good hub sends to good authorities. None where several groups are equally strong, so that
      the scores are not determined: the note says so. (Kleinberg 1999, doi:10.1145/324133.324140.)
    - `core`: the largest k such that the node is in a part where all have at least k edges, in and out
      counted together; from 0 to the largest degree. (Seidman 1983, doi:10.1016/0378-8733(83)90028-X.)

    `weight` names the edge attribute that says how strong an edge is; None counts every edge as 1. `by`
    names the column to sort by: `in_strength`, or `strength` in an undirected network, if not said.
    `damping` is d of PageRank. Above `EXACT_WORK`, or where `pivots` says so, betweenness is estimated from
    paths that start in `pivots` nodes drawn with `seed`, and the note says it (Brandes and Pich 2007,
    doi:10.1142/S0218127407018403). `backend` names a NetworkX backend that computes the scores instead;
    "networkx" is NetworkX itself. An empty network has an empty table. Self-loops are left out, parallel
    edges added up. Raises NetworkError for a weight that is missing or not above 0, an unknown `by`, and
    fewer than 1 pivot.

    >>> star = nx.Graph([("hub", "a"), ("hub", "b"), ("hub", "c")])
    >>> for row in measure_network(star, weight=None):
    ...     print(row["code"], row["degree"], row["betweenness"], row["pagerank"], row["core"])
    hub 3 1.0 0.47973 1
    a 1 0.0 0.173423 1
    b 1 0.0 0.173423 1
    c 1 0.0 0.173423 1
    """
    columns = DIRECTED_COLUMNS if network.is_directed() else UNDIRECTED_COLUMNS
    by = by or ("in_strength" if network.is_directed() else "strength")
    if by not in columns[2:]:
        raise NetworkError(f"a network cannot be sorted by '{by}'; choose of {', '.join(columns[2:])}")
    parameters: dict[str, Cell] = {"weight": describe_weight(network, weight), "by": by, "damping": damping}
    note = str(network.graph.get("note", ""))
    if backend is None:
        arrays = to_arrays(network, weight=weight)
        chosen = _choose_pivots(arrays, pivots, seed)
        scores = _score_arrays(arrays, columns[2:], damping, chosen)
        loops, edges = arrays.self_loops, arrays.edge_count
        if network.is_directed() and arrays.size <= TIES_SOUGHT and has_tied_hubs(arrays):
            scores |= {name: dict.fromkeys(arrays.nodes) for name in ("hub", "authority")}
            note = "; ".join(filter(None, (note, TIED_NOTE)))
        if chosen is not None:
            parameters |= {"pivots": len(chosen), "seed": seed}
            estimate = f"betweenness is estimated from paths that start in {len(chosen)} of {arrays.size} nodes"
            note = "; ".join(filter(None, (note, estimate)))
    else:
        ready = prepare_network(network, weight=weight)
        scores = {**_score_with_networkx(ready, damping, backend)}
        loops, edges = ready.graph["self_loops"], ready.number_of_edges()
        parameters["backend"] = backend
    return make_measures(
        columns,
        (
            {"code": str(data.get("code", node)), "name": str(data.get("name", node))}
            | {name: scores[name][node] for name in columns[2:]}
            for node, data in sorted(network.nodes(data=True), key=lambda pair: order_nodes(pair[0]))
        ),
        by=(by,),
        basis=describe_basis(network),
        note=note,
        parameters=parameters | {"self_loops": loops},
        counts={"nodes": network.number_of_nodes(), "edges": edges},
        provenance=find_provenance(network),
    )


def _choose_pivots(arrays: NetworkArrays, pivots: int | None, seed: int) -> Integers | None:
    """Return the nodes whose paths are counted, None for all."""
    if pivots is not None and pivots < 1:
        raise NetworkError(f"{pivots} pivots: give at least 1, or None for as many as the network allows")
    edges = max(len(arrays.source), 1)
    if pivots is None and arrays.size * edges > EXACT_WORK:
        pivots = max(16, EXACT_WORK // (10 * edges))
    if pivots is None or pivots >= arrays.size:
        return None
    return np.sort(make_random(seed).choice(arrays.size, size=pivots, replace=False))


def _score_arrays(
    arrays: NetworkArrays, names: tuple[str, ...], damping: float, pivots: Integers | None
) -> dict[str, dict[Any, float | None]]:
    wanted = [name for name in names if name != "betweenness" or pivots is None]
    found = score_nodes(arrays, arrays.weight[None], wanted, damping=damping, isolated=True)
    if pivots is not None:
        shares = measure_path_shares(arrays.source, arrays.target, 1 / arrays.weight, arrays.size, starts=pivots)
        pairs = len(pivots) * (arrays.size - 1) * (arrays.size - 2) / arrays.size
        found["betweenness"] = (shares / pairs)[None]
    whole = _DEGREES | (_STRENGTHS if (arrays.weight == np.floor(arrays.weight)).all() else set())
    return {
        name: dict(zip(arrays.nodes, values[0].astype(np.int64 if name in whole else np.float64).tolist(), strict=True))
        for name, values in found.items()
    }


def _score_with_networkx(ready: nx.Graph[Any], damping: float, backend: str) -> dict[str, dict[Any, float | None]]:
    scores: dict[str, dict[Any, Any]] = {
        "betweenness": measure_betweenness(ready, backend=backend),
        "pagerank": measure_pagerank(ready, damping=damping, backend=backend),
        "core": nx.core_number(ready, backend=backend) if ready else {},
    }
    if isinstance(ready, nx.DiGraph):
        hubs, authorities = _measure_hits(ready, backend)
        scores |= {"hub": hubs, "authority": authorities}
        scores |= {"in_degree": dict(ready.in_degree()), "out_degree": dict(ready.out_degree())}
        scores |= {
            "in_strength": dict(ready.in_degree(weight="weight")),
            "out_strength": dict(ready.out_degree(weight="weight")),
        }
    else:
        scores |= {"degree": dict(ready.degree()), "strength": dict(ready.degree(weight="weight"))}
    return scores


def _measure_hits(ready: nx.DiGraph[Any], backend: str) -> tuple[dict[Any, float], dict[Any, float]]:
    """Compute HITS with NetworkX; without edges all scores are 0, and tiny negative scores become 0."""
    if not ready.number_of_edges():
        nothing = dict.fromkeys(ready, 0.0)
        return nothing, nothing
    hubs, authorities = nx.hits(ready, backend=backend)
    return tuple({node: max(score, 0.0) for node, score in found.items()} for found in (hubs, authorities))  # type: ignore[return-value]


def find_provenance(network: nx.Graph[Any]) -> set[str]:
    """Return the keys of the sources behind the nodes and edges of a network, from their `sources`."""
    things = [data for _, data in network.nodes(data=True)] + [data for *_, data in network.edges(data=True)]
    return {str(source) for data in things for source in data.get("sources", ())}


def describe_weight(network: nx.Graph[Any], weight: str | None) -> str | None:
    """Return the meaning of the weight: the `weight_meaning` of the network, if its edges have `weight`."""
    meaning = network.graph.get("weight_meaning")
    return str(meaning) if meaning and weight == "weight" else weight


def describe_basis(network: nx.Graph[Any]) -> str:
    """Return what a network is based on: its graph attribute `basis`, or its size."""
    nodes, edges = network.number_of_nodes(), network.number_of_edges()
    size = f"{count_of(nodes, 'node', 'nodes')}, {count_of(edges, 'edge', 'edges')}"
    return str(network.graph.get("basis") or size)


def measure_betweenness(ready: nx.Graph[Any], *, backend: str = "networkx") -> dict[Any, float]:
    """Return the normalised betweenness of a prepared network, along its `distance`."""
    distances = {data["distance"] for _, _, data in ready.edges(data=True)}
    weight = "distance" if len(distances) > 1 else None  # equal distances: a plain search finds the same
    scores: dict[Any, float] = nx.betweenness_centrality(ready, weight=weight, backend=backend)
    return scores


def measure_pagerank(ready: nx.Graph[Any], *, damping: float, backend: str = "networkx") -> dict[Any, float]:
    """Return the PageRank of a prepared network by its `weight`, iterated until it changes by < 1e-12."""
    if not 0 <= damping < 1:
        raise NetworkError(f"damping is {damping}; it must be at least 0 and below 1")
    if not ready:
        return {}
    try:
        scores: dict[Any, float] = nx.pagerank(
            ready, alpha=damping, weight="weight", tol=1e-12 / len(ready), max_iter=10_000, backend=backend
        )
    except nx.PowerIterationFailedConvergence as error:
        raise NetworkError(f"PageRank did not settle with damping {damping}; choose a lower one") from error
    return scores
