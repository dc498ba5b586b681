"""Measures of a network as a whole: density, reciprocity, assortativity, flows between groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import networkx as nx
import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from survivorgraph.network.core.arrays import NetworkArrays
from survivorgraph.network.core.measures import Cell, Measures, count_of, make_measures, round_score
from survivorgraph.network.graphs.weights import prepare_network
from survivorgraph.network.measures.centrality import describe_basis, describe_weight, find_provenance
from survivorgraph.network.measures.scores import score_networks, score_nodes

__all__ = ["NO_GROUP", "measure_flow", "summarize_arrays"]

NO_GROUP = "not stated"
"""The group of nodes of which no source says to which group they belong."""

_FLOW_COLUMNS = (
    "from_group", "to_group", "edges", "weight", "share", "expected_share", "share_of_origin",
)  # fmt: skip


def summarize_arrays(arrays: NetworkArrays) -> dict[str, float]:
    """Return the measures of a whole network by name; not a number where one is not defined.

    - `nodes`, `edges`; `density`: edges per pair of nodes, from 0 to 1
    - `components`: parts that no edge joins, directions aside; `largest_component`: share of nodes in the
      largest, above 0 to 1
    - `reciprocity` (directed): share of edges that have a counterpart, from 0 to 1
    - `weighted_reciprocity` (directed): the share of all weight that is returned, sum of min(w_ij, w_ji)
      over sum of w_ij, from 0 to 1 (Squartini et al. 2013, doi:10.1038/srep02729)
    - `degree_assortativity`: correlation, over edges, of the degree at the start and at the end (out-degree
      and in-degree in a directed network), from -1 to 1 (Newman 2003, doi:10.1103/PhysRevE.67.026126)
    - `strength_assortativity`: the same of strengths
    - `core`: the largest k of a part in which all have k edges or more
    """
    size, edges = arrays.size, len(arrays.source)
    pairs = size * (size - 1)
    matrix = sparse.csr_array((arrays.weight, (arrays.source, arrays.target)), shape=(size, size))
    parts, labels = csgraph.connected_components(matrix, directed=False) if size else (0, np.zeros(0, dtype=int))
    found = {
        "nodes": float(size),
        "edges": float(arrays.edge_count),
        "density": edges / pairs if pairs else np.nan,
        "components": float(parts),
        "largest_component": float(np.bincount(labels).max() / size) if size else np.nan,
    }
    whole = {name: float(values[0]) for name, values in score_networks(arrays, arrays.weight[None]).items()}
    if not arrays.directed:
        whole = {name: value for name, value in whole.items() if "reciprocity" not in name}
    core = score_nodes(arrays, arrays.weight[None], ["core"], isolated=True)["core"]
    return found | whole | {"core": float(core.max(initial=0))}


def measure_flow(
    network: nx.Graph[Any],
    groups: Mapping[str, str],
    *,
    weight: str | None = "weight",
    order: tuple[str, ...] = (),
    grouping: str = "group",
) -> Measures:
    """Measure what flows between groups of nodes, such as the tiers or the regions of countries.

    `groups` gives the group of a node; others are in `NO_GROUP`. Columns: `from_group`, `to_group`;
    `edges` from the one to the other; `weight`, their weight; `share` of all weight, and
    `expected_share`, the share if weight from each group went to groups in proportion to what they receive
    in all; `share_of_origin`, of the weight that leaves the first group; all from 0 to 1. Every pair of
    groups that occur has a row, in `order`, then by name. In an undirected network each edge counts once, in the row
    of its two groups, the first in that order; `share_of_origin` is then of the weight that touches the first group.
    `parameters` has `assortativity`, by weight: (sum of shares within groups - expected) / (1 - expected),
    1 where weight stays within groups, 0 where it mixes, None where it is not defined (Newman 2003,
    doi:10.1103/PhysRevE.67.026126). Tiers are judgements of one government on others.
    """
    ready = prepare_network(network, weight=weight)
    flow: Counter[tuple[str, str]] = Counter()
    edges: Counter[tuple[str, str]] = Counter()
    for source, target, data in ready.edges(data=True):
        value = data["weight"]
        pair = (groups.get(source, NO_GROUP), groups.get(target, NO_GROUP))
        for turned in (pair,) if ready.is_directed() else (pair, pair[::-1]):
            flow[turned] += value
            edges[turned] += 1
    touching = _count_touching(ready, groups)
    total = sum(flow.values())
    known = sorted({group for pair in flow for group in pair})
    known.sort(key=lambda group: order.index(group) if group in order else len(order) + (group == NO_GROUP))
    leaving = {group: sum(flow[group, other] for other in known) for group in known}
    arriving = {group: sum(flow[other, group] for other in known) for group in known}
    rows: list[tuple[Cell, ...]] = []
    for place, one in enumerate(known):
        for two in known if ready.is_directed() else known[place:]:
            # Both directions of an undirected edge are in `flow`: within a group twice in one cell, else in two.
            part = 1 if ready.is_directed() else 2 if one == two else 1
            both = 1 if ready.is_directed() or one == two else 2
            whole = leaving[one] if ready.is_directed() else touching[one]
            rows.append(
                (
                    one,
                    two,
                    edges[one, two] // part,
                    flow[one, two] / part if flow[one, two] % part else flow[one, two] // part,
                    _divide(both * flow[one, two], total),
                    _divide(both * leaving[one] * arriving[two], total * total),
                    _divide(flow[one, two] / part, whole),
                )
            )
    within = sum(flow[group, group] for group in known)
    expected = _divide(sum(leaving[group] * arriving[group] for group in known), total * total)
    mixing = None
    if total and expected is not None and expected < 1:
        mixing = round_score((within / total - expected) / (1 - expected))
    return make_measures(
        _FLOW_COLUMNS,
        (dict(zip(_FLOW_COLUMNS, row, strict=True)) for row in rows),
        by=None,
        basis=describe_basis(network),
        note="; ".join(filter(None, (str(network.graph.get("note", "")), _describe_mixing(mixing, grouping, rows)))),
        parameters={
            "weight": describe_weight(network, weight),
            "grouping": grouping,
            "assortativity": None if mixing is None else round_score(mixing),
        },
        counts={"nodes": len(ready), "not_stated": sum(node not in groups for node in ready)},
        provenance=find_provenance(network),
    )


def _count_touching(ready: nx.Graph[Any], groups: Mapping[str, str]) -> Counter[str]:
    """Return the weight of the edges that touch each group, each edge once."""
    touching: Counter[str] = Counter()
    for source, target, data in ready.edges(data=True):
        for group in {groups.get(source, NO_GROUP), groups.get(target, NO_GROUP)}:
            touching[group] += data["weight"]
    return touching


def _describe_mixing(mixing: float | None, grouping: str, rows: Sequence[tuple[Cell, ...]]) -> str:
    if mixing is None:
        return f"assortativity by {grouping} is not defined here"
    size = sum(int(str(row[2])) for row in rows)
    return (
        f"assortativity by {grouping} is {mixing:.2f} (1 where all stays within groups, 0 where groups mix as chance "
        f"would have it), from {count_of(size, 'edge', 'edges')}, without an interval"
    )


def _divide(part: float, whole: float) -> float | None:
    return part / whole if whole else None
