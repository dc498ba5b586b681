"""Measures of partnerships as a whole: mixing, two-mode centrality, and reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import networkx as nx

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.measures import Cell, Measures, count_of, make_measures
from survivorgraph.network.graphs.helpers import Standing, build_standing
from survivorgraph.network.graphs.partnerships import PARTNERSHIP_NOTE, project_organizations
from survivorgraph.network.graphs.queries import REACH, Row, Rows, read_key
from survivorgraph.network.measures.structure import measure_flow

__all__ = [
    "REACH_DIMENSIONS",
    "build_reach_table",
    "measure_mixing",
    "measure_reach",
    "measure_two_mode",
]

REACH_DIMENSIONS = ("country", "topic", "service")
"""Where or in what organizations and partnerships reach."""

_TWO_MODE_COLUMNS = ("code", "name", "mode", "degree", "degree_share", "betweenness")
_REACH_COLUMNS = ("dimension", "code", "name", "organizations", "partnerships", "organization_keys")


def measure_mixing(network: nx.Graph[str], *, attribute: str = "kind") -> Measures:
    """Measure which kinds of organization share partnerships, beside what chance would give.

    Columns, options and the assortativity in `parameters` are those of `structure.measure_flow` on the
    projection; the weight is the number of shared partnerships, and each tie counts once.
    """
    projected = project_organizations(network)
    kinds = {node: str(data[attribute]) for node, data in projected.nodes(data=True) if data.get(attribute)}
    return measure_flow(projected, kinds, grouping=attribute)


def measure_two_mode(network: nx.Graph[str], *, backend: str = "networkx") -> Measures:
    """Measure both modes of a two-mode network without projecting it: organizations and partnerships.

    Columns: `code`, `name`; `mode`, "organization" (`bipartite` 0) or "partnership" (1); `degree`; `degree_share`,
    the degree over the size of the other mode, from 0 to 1; `betweenness`, over the largest that a
    node of its mode can have in a network of these sizes, from 0 to 1. (Borgatti and Everett 1997,
    doi:10.1016/S0378-8733(96)00301-2; Borgatti and Halgin, doi:10.4135/9781446294413.n28.) Weights do
    not count. Rows: largest `betweenness` first, then `degree`, then name. Raises NetworkError if the
    network does not have two modes.
    """
    modes = {node: data.get("bipartite") for node, data in network.nodes(data=True)}
    if any(mode not in (0, 1) for mode in modes.values()) or any(modes[a] == modes[b] for a, b in network.edges):
        raise NetworkError("this network does not have two modes: every node needs 'bipartite' 0 or 1, every edge both")
    first = sorted((node for node, mode in modes.items() if mode == 0), key=str)
    sizes = (len(first), len(network) - len(first))
    ready: nx.Graph[Any] = nx.Graph()
    ready.add_nodes_from(sorted(network, key=str))
    ready.add_edges_from(sorted(((min(a, b, key=str), max(a, b, key=str)) for a, b in network.edges), key=str))
    scores: dict[Any, float] = nx.betweenness_centrality(ready, normalized=False, backend=backend)
    largest = (_find_largest_betweenness(*sizes), _find_largest_betweenness(*sizes[::-1]))
    return make_measures(
        _TWO_MODE_COLUMNS,
        (
            {
                "code": str(data.get("code", node)),
                "name": str(data.get("name", node)),
                "mode": ("organization", "partnership")[modes[node] or 0],
                "degree": ready.degree(node),
                "degree_share": ready.degree(node) / other if (other := sizes[1 - (modes[node] or 0)]) else 0.0,
                "betweenness": scores[node] / most if (most := largest[modes[node] or 0]) else 0.0,
            }
            for node, data in network.nodes(data=True)
        ),
        by=("betweenness", "degree"),
        basis=str(network.graph.get("basis", f"{sizes[0]} and {sizes[1]} nodes of two modes")),
        note=str(network.graph.get("note", "")),
        parameters={"backend": backend},
        counts={"organizations": sizes[0], "partnerships": sizes[1], "edges": ready.number_of_edges()},
        provenance={source for _, data in network.nodes(data=True) for source in data.get("sources", ())},
    )


def _find_largest_betweenness(own: int, other: int) -> float:
    """Return the largest betweenness of a node of a mode of `own` nodes beside `other` of the other mode.

    >>> _find_largest_betweenness(1, 3), _find_largest_betweenness(2, 1)
    (3.0, 0.0)
    """
    if not own or not other:
        return 0.0
    times, rest = divmod(own - 1, other)
    return (
        other**2 * (times + 1) ** 2 + other * (times + 1) * (2 * rest - times - 1) - rest * (2 * times - rest + 3)
    ) / 2


def build_reach_table(dataset: Rows) -> Measures:
    """Read where and in what the organizations and partnerships of a dataset reach; see `measure_reach`."""
    return measure_reach(dataset.rows(REACH), build_standing(dataset))


def measure_reach(rows: Iterable[Row], standing: Standing | None = None) -> Measures:
    """Count organizations and partnerships by country, topic and service.

    Takes the rows of `queries.REACH`: dimension, value (IRI), name, kind ("organization" or "partnership"),
    thing (IRI), source. Of organizations only the helpers of `standing` count, all without it; a partnership counts
    where it operates, as in `coverage`. Columns: `dimension`, one of `REACH_DIMENSIONS`; `code` (key of the value),
    `name`; `organizations` and `partnerships`: how many are based or work there, have this topic, or provide this
    service;
    `organization_keys`, sorted. Rows: by dimension, most organizations first, then partnerships, then name.
    """
    found: defaultdict[tuple[str, str], dict[str, set[str]]] = defaultdict(
        lambda: {"name": set(), "organization": set(), "partnership": set()}
    )
    sources: set[str] = set()
    things: set[str] = set()
    named: set[str] = set()
    for row in rows:
        if str(row["kind"]) == "organization":
            key = str(read_key(row["thing"]))
            named.add(key)
            if standing is not None and key not in standing.helpers:
                continue
        entry = found[str(row["dimension"]), str(read_key(row["value"]))]
        entry["name"].add(str(row["name"]))
        entry[str(row["kind"])].add(str(read_key(row["thing"])))
        things.add(str(row["thing"]))
        sources.update(() if row.get("source") is None else (str(read_key(row["source"])),))
    records: list[dict[str, Cell]] = [
        {
            "dimension": dimension,
            "code": code,
            "name": min(entry["name"]),
            "organizations": len(entry["organization"]),
            "partnerships": len(entry["partnership"]),
            "organization_keys": tuple(sorted(entry["organization"])),
        }
        for (dimension, code), entry in found.items()
    ]
    records.sort(
        key=lambda row: (
            REACH_DIMENSIONS.index(str(row["dimension"])),
            *(-int(str(row[column])) for column in ("organizations", "partnerships")),
            row["name"],
        )
    )
    described = count_of(len(things), "organization or partnership", "organizations and partnerships")
    return make_measures(
        _REACH_COLUMNS,
        records,
        by=None,
        basis=f"{described} with a country, topic or service; {count_of(len(sources), 'source', 'sources')}",
        note="; ".join(filter(None, (PARTNERSHIP_NOTE, standing.describe(named) if standing else ""))),
        parameters={"dimensions": REACH_DIMENSIONS},
        counts={one: sum(row["dimension"] == one for row in records) for one in REACH_DIMENSIONS},
        provenance=sources,
    )
