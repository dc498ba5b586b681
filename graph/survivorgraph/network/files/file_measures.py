"""Measures, by name, of a network in a file, as a whole or by facet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import networkx as nx

from survivorgraph.errors import NetworkError, QuestionError
from survivorgraph.network.core.measures import Measures
from survivorgraph.network.files.network_files import read_network, split_edges
from survivorgraph.network.graphs.modes import add_remarks
from survivorgraph.network.graphs.weights import check_weight
from survivorgraph.network.inference.null_models import measure_against_null, measure_structure
from survivorgraph.network.inference.resampling import EdgeRecord, rank_nodes
from survivorgraph.network.measures.backbone import measure_backbone
from survivorgraph.network.measures.centrality import describe_basis, measure_network
from survivorgraph.network.measures.communities import measure_communities
from survivorgraph.network.measures.measure_registry import DRAWN, RANKED, SEEDED

__all__ = ["FILE_MEASURES", "measure_file", "measure_file_by_part", "rank_file_nodes"]


def rank_file_nodes(network: nx.Graph[Any], *, resamples: int = 1000, seed: int = 0) -> Measures:
    """Rank the nodes of a directed network with ranges over resamples, every edge (every row of a CSV) drawn by itself.

    Columns as in `resampling.rank_nodes`. Raises NetworkError for an undirected network and for a weight that
    is not above 0.
    """
    if not network.is_directed():
        raise NetworkError("nodes of an undirected network are not ranked; give directed edges, or measure 'nodes'")
    records = []
    for number, (one, two, data) in enumerate(network.edges(data=True)):
        weight = check_weight(one, two, data.get("weight"), "weight")
        records.append(EdgeRecord(str(one), str(two), weight, weight, unit=number))
    return rank_nodes(
        records,
        by=RANKED,
        names={str(node): str(data.get("name", node)) for node, data in network.nodes(data=True)},
        resamples=resamples,
        seed=seed,
        basis=describe_basis(network),
        note="every edge is drawn by itself",
    )


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A measure of any network: what it is about, its function, and which options it takes."""

    about: str
    measure: Callable[..., Measures]
    options: frozenset[str] = frozenset()


FILE_MEASURES: Mapping[str, FileEntry] = {
    "nodes": FileEntry("nodes: degree, strength, betweenness, PageRank, core", measure_network, SEEDED),
    "ranking": FileEntry(
        "nodes with a range over resamples for every score and for every rank", rank_file_nodes, DRAWN
    ),
    "structure": FileEntry("the network as a whole, beside random networks", measure_structure, SEEDED),
    "null": FileEntry("betweenness beside random networks with the same degrees", measure_against_null, SEEDED),
    "backbone": FileEntry(
        "edges that carry more than chance gives their ends, false discoveries controlled", measure_backbone
    ),
    "communities": FileEntry("groups of nodes, with their stability over seeds", measure_communities, SEEDED),
}
"""What can be measured on any network, such as one read from a file, by name."""


def measure_file(
    path: Path, name: str, *, seed: int | None = None, resamples: int | None = None, **reading: Any
) -> Measures:
    """Measure a network from a file by name, one of `FILE_MEASURES`; `reading` are options of `files.read_network`,
    such as `weight`, a column of a table or an attribute of edges.

    Raises QuestionError for another name or an option that the measure does not take, NetworkError for a file
    that cannot be read.
    """
    measure = _get_measure(name, seed=seed, resamples=resamples)
    return measure(read_network(path, keep=() if name == "ranking" else None, **reading))


def measure_file_by_part(
    path: Path,
    name: str,
    attribute: str,
    *,
    seed: int | None = None,
    resamples: int | None = None,
    **reading: Any,
) -> dict[str, Measures]:
    """Measure as `measure_file`, one table for each value of an attribute of the edges, a column of a table."""
    measure = _get_measure(name, seed=seed, resamples=resamples)
    network = read_network(path, keep=(attribute,), **reading)
    tables = {value: measure(part) for value, part in split_edges(network, attribute).items()}
    return {
        value: replace(
            table,
            basis=f"file {path.name}, {table.basis}",
            parameters={**table.parameters, "facet": attribute, "part": value},
        )
        for value, table in tables.items()
    }


def _get_measure(name: str, **options: int | None) -> Callable[[nx.Graph[Any]], Measures]:
    if name not in FILE_MEASURES:
        raise QuestionError(f"a file cannot be measured by '{name}'; measures: {', '.join(FILE_MEASURES)}")
    entry = FILE_MEASURES[name]
    said = {option: value for option, value in options.items() if value is not None}
    wrong = next((option for option in said if option not in entry.options), None)
    if wrong is not None:
        takers = ", ".join(other for other, one in FILE_MEASURES.items() if wrong in one.options)
        raise QuestionError(f"'{name}' of a file takes no {wrong}; measures that do: {takers}")
    return lambda network: add_remarks(entry.measure(network, **said), network)
