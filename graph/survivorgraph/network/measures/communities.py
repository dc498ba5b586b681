"""Communities of nodes, and their stability.

A method that finds communities always finds some. Whether they are there is another question: here, how
far the runs from different seeds agree, and whether random networks with the same degrees have them too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.arrays import NetworkArrays, to_arrays
from survivorgraph.network.core.measures import Cell, Measures, make_measures, round_score
from survivorgraph.network.inference.null_models import draw_null_networks
from survivorgraph.network.measures.centrality import describe_basis, describe_weight, find_provenance

__all__ = ["compare_partitions", "find_communities", "measure_communities"]

_COLUMNS = ("code", "name", "community", "size", "stability")
Partition = tuple[int, ...]


def find_communities(arrays: NetworkArrays, *, resolution: float = 1.0, seed: int = 0) -> Partition:
    """Return the community of every node, by the method of Louvain from one seed, numbered from 0.

    (Blondel et al. 2008, doi:10.1088/1742-5468/2008/10/P10008; directed modularity: Leicht and Newman
    2008, doi:10.1103/PhysRevLett.100.118703.) The largest community is 0; of two alike, the one with
    the first node.
    """
    network: nx.Graph[int] = nx.DiGraph() if arrays.directed else nx.Graph()
    network.add_nodes_from(range(arrays.size))
    network.add_weighted_edges_from(
        zip(arrays.source.tolist(), arrays.target.tolist(), arrays.weight.tolist(), strict=True)
    )
    groups: Collection[Collection[int]] = (
        nx.community.louvain_communities(network, weight="weight", resolution=resolution, seed=seed)
        if network.number_of_edges()
        else [{node} for node in network]
    )
    found = [0] * arrays.size
    for number, group in enumerate(sorted(groups, key=lambda group: (-len(group), min(group)))):
        for node in group:
            found[node] = number
    return tuple(found)


def compare_partitions(one: Partition, two: Partition) -> float:
    """Return the adjusted Rand index: 1 for the same groups, about 0 for groups that agree by chance.

    Pairs that both put together, less what chance gives, over what is possible; may be below 0.
    (Hubert and Arabie 1985, doi:10.1007/BF01908075.)

    >>> compare_partitions((0, 0, 1, 1), (1, 1, 0, 0)), round(compare_partitions((0, 0, 1, 1), (0, 1, 0, 1)), 9)
    (1.0, -0.5)
    """

    def pairs(groups: Mapping[Any, int]) -> float:
        return sum(number * (number - 1) / 2 for number in groups.values())

    both, first, second = pairs(Counter(zip(one, two, strict=True))), pairs(Counter(one)), pairs(Counter(two))
    every = len(one) * (len(one) - 1) / 2
    expected = first * second / every if every else 0.0
    possible = (first + second) / 2
    return 1.0 if possible == expected else (both - expected) / (possible - expected)


def _measure_modularity(arrays: NetworkArrays, partition: Partition, resolution: float) -> float:
    """Return the share of weight within communities less what the strengths give by chance."""
    total = float(arrays.weight.sum())
    if not total:
        return float("nan")
    group = np.array(partition)
    within = float(arrays.weight[group[arrays.source] == group[arrays.target]].sum())
    leaving = np.bincount(group, weights=np.bincount(arrays.source, arrays.weight, arrays.size))
    arriving = np.bincount(group, weights=np.bincount(arrays.target, arrays.weight, arrays.size))
    return within / total - resolution * float((leaving * arriving).sum()) / total**2


def measure_communities(
    network: nx.Graph[Any],
    *,
    weight: str | None = "weight",
    resolution: float = 1.0,
    runs: int = 50,
    samples: int = 20,
    seed: int = 0,
) -> Measures:
    """Find the communities of a network, with their stability over seeds.

    Of `runs` runs of `find_communities` the one with the highest modularity is shown. Columns: `code`,
    `name`; `community`, from 0, the largest first; `size`; `stability`: over the other members, the mean
    share of runs that put them with the node, from 0 to 1, None for a node alone. Rows are sorted by
    community, then by stability, then name. `parameters` has

    - `modularity`: share of weight within communities less what strengths give by chance, up to 1
    - `modularity_low`: its least over the runs
    - `modularity_null`, `modularity_null_spread`: its mean and standard deviation in `samples` random networks of the
      same degrees and, on average, strengths (see `null.draw_null_networks`; Guimera et al. 2004,
      doi:10.1103/PhysRevE.70.025101): communities are no more than chance where it is as high there
    - `agreement`: mean adjusted Rand index of two runs; near 1 the seed does not matter
    """
    if runs < 2 or samples < 1:
        raise NetworkError(f"{runs} runs and {samples} random networks: give at least 2 and 1")
    arrays = to_arrays(network, weight=weight)
    found = [find_communities(arrays, resolution=resolution, seed=seed + run) for run in range(runs)]
    quality = [_measure_modularity(arrays, one, resolution) for one in found]
    best = found[int(np.argmax(np.round(quality, 12)))] if arrays.edge_count else found[0]
    null = [
        _measure_modularity(one, find_communities(one, resolution=resolution, seed=seed), resolution)
        for one in draw_null_networks(arrays, samples=samples, seed=seed)
    ]
    agreement = float(np.mean([compare_partitions(one, two) for one, two in combinations(found[:20], 2)]))
    together = np.mean([np.equal.outer(one, one) for one in map(np.array, found)], axis=0) if arrays.size else None
    sizes = Counter(best)
    rows: list[dict[str, Cell]] = []
    for place, node in enumerate(arrays.nodes):
        data = network.nodes[node]
        others = [other for other in range(arrays.size) if best[other] == best[place] and other != place]
        rows.append(
            {
                "code": str(data.get("code", node)),
                "name": str(data.get("name", node)),
                "community": best[place],
                "size": sizes[best[place]],
                "stability": float(together[place][others].mean()) if others and together is not None else None,
            }
        )
    rows.sort(key=lambda row: (row["community"], -(round_score(float(str(row["stability"] or 0))) or 0), row["name"]))
    top = max(quality, default=float("nan"))
    spread = f" ± {np.std(null):.3f}" if samples > 1 else ""
    remark = (
        f"in random networks of the same degrees and, on average, strengths modularity is {np.mean(null):.3f}{spread}, "
    )
    remark += f"here {top:.3f}"
    return make_measures(
        _COLUMNS,
        rows,
        by=None,
        basis=describe_basis(network),
        note="; ".join(filter(None, (str(network.graph.get("note", "")), remark if arrays.edge_count else ""))),
        parameters={
            "weight": describe_weight(network, weight),
            "resolution": resolution,
            "runs": runs,
            "samples": samples,
            "seed": seed,
            "modularity": round_score(top),
            "modularity_low": round_score(min(quality)),
            "modularity_null": round_score(float(np.mean(null))),
            "modularity_null_spread": round_score(float(np.std(null))),
            "agreement": round_score(agreement),
        },
        counts={"nodes": arrays.size, "edges": arrays.edge_count, "communities": len(sizes)},
        provenance=find_provenance(network),
    )
