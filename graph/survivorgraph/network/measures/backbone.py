"""The backbone of a network: corridors with more weight than expected by chance."""

from __future__ import annotations

from typing import Any

import networkx as nx
from scipy.stats import false_discovery_control

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.measures import Cell, Measures, make_measures
from survivorgraph.network.graphs.weights import prepare_network
from survivorgraph.network.measures.centrality import describe_basis, describe_weight, find_provenance

__all__ = ["find_backbone", "measure_backbone"]

_COLUMNS = (
    "origin", "destination", "origin_code", "destination_code", "weight", "alpha_origin", "alpha_destination", "alpha",
    "adjusted", "backbone",
)  # fmt: skip


def measure_backbone(network: nx.Graph[Any], *, weight: str = "weight", level: float = 0.05) -> Measures:
    """Test every edge with the disparity filter, the most significant first.

    An end with k edges and strength s deals s out at random (a uniform division into k parts); the chance
    that one edge gets its weight w or more is alpha = (1 - w/s)^(k - 1), from 0 to 1; 1 where k = 1, since
    an only edge cannot be remarkable. `alpha_origin` is that of the edge among the outgoing edges of its
    origin, `alpha_destination` among the incoming ones of its destination (in an undirected network, among
    all edges of each end); `alpha` is twice the smaller, at most 1, since an edge has two chances to be significant at
    either end (Bonferroni). (Serrano, Boguna and Vespignani 2009, doi:10.1073/pnas.0808904106.) Many edges are
    tested, of which some are remarkable by chance: `adjusted` is alpha after Benjamini and Hochberg (1995,
    doi:10.1111/j.2517-6161.1995.tb02031.x), and `backbone` says whether it is at most `level`, so that about
    `level` of the edges that stand out, not of all, do so by chance. Rows: smallest alpha first, then largest weight,
    then name.
    Raises NetworkError for a level outside (0, 1).
    """
    if not 0 < level < 1:
        raise NetworkError(f"level is {level}; it must be between 0 and 1")
    ready: Any = prepare_network(network, weight=weight)
    outward = ready.out_degree if ready.is_directed() else ready.degree
    inward = ready.in_degree if ready.is_directed() else ready.degree
    out_edges, in_edges = dict(outward()), dict(inward())
    out_total, in_total = dict(outward(weight="weight")), dict(inward(weight="weight"))
    names = {node: str(data.get("name", node)) for node, data in ready.nodes(data=True)}
    rows: list[dict[str, Cell]] = []
    for origin, destination, data in ready.edges(data=True):
        value = data["weight"]
        alphas = (
            _measure_alpha(value, out_total[origin], out_edges[origin]),
            _measure_alpha(value, in_total[destination], in_edges[destination]),
        )
        rows.append(
            {
                "origin": names[origin],
                "destination": names[destination],
                "origin_code": str(origin),
                "destination_code": str(destination),
                "weight": value,
                "alpha_origin": alphas[0],
                "alpha_destination": alphas[1],
                "alpha": min(2 * min(alphas), 1.0),
            }
        )
    adjusted = false_discovery_control([row["alpha"] for row in rows], method="bh") if rows else ()
    for row, value in zip(rows, adjusted, strict=True):
        row |= {"adjusted": float(value), "backbone": bool(value <= level)}
    rows.sort(key=lambda row: (row["alpha"], -float(str(row["weight"])), row["origin"], row["destination"]))
    kept = sum(bool(row["backbone"]) for row in rows)
    alone = sum(float(str(row["alpha"])) < level for row in rows)
    said = f"{kept} of {len(rows)} edges stand out" if kept else f"none of {len(rows)} edges stands out"
    said += (
        f", at a false discovery rate of {level:.0%} (Benjamini-Hochberg) over either end; without control of so many "
        f"tests it would be {alone}"
    )
    return make_measures(
        _COLUMNS,
        rows,
        by=None,
        basis=describe_basis(network),
        note="; ".join(filter(None, (str(network.graph.get("note", "")), said))),
        parameters={"weight": describe_weight(network, weight), "level": level},
        counts={"nodes": len(ready), "edges": len(rows), "backbone": kept},
        provenance=find_provenance(network),
    )


def _measure_alpha(value: float, total: float, edges: int) -> float:
    """Return the chance of a weight this large among the edges of one end.

    >>> _measure_alpha(8, 10, 3), _measure_alpha(5, 5, 1)
    (0.03999999999999998, 1.0)
    """
    return float((1 - value / total) ** (edges - 1)) if edges > 1 else 1.0


def find_backbone(network: nx.Graph[Any], *, weight: str = "weight", level: float = 0.05) -> nx.Graph[Any]:
    """Return the network of the edges that stand out, with all attributes, without nodes that lose all edges.

    Of parallel edges, all are kept or none. Self-loops are left out.
    """
    table = measure_backbone(network, weight=weight, level=level)
    kept = {(row["origin_code"], row["destination_code"]) for row in table if row["backbone"]}
    if not network.is_directed():
        kept |= {pair[::-1] for pair in kept}
    found: nx.Graph[Any] = network.__class__()
    found.graph |= network.graph
    edges = [edge for edge in network.edges(data=True) if (str(edge[0]), str(edge[1])) in kept]
    found.add_nodes_from((node, network.nodes[node]) for edge in edges for node in edge[:2])
    found.add_edges_from(edges)
    return found
