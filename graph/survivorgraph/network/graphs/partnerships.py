"""Build the two-mode network of organizations and partnerships, and its projection.

The network has two modes: organizations on one side, partnerships on the other. Its projection joins two
organizations that take part in the same partnership. A partnership of k organizations becomes k(k - 1)/2
edges of the projection, so large coalitions weigh much there and little in the two-mode network.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import networkx as nx

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.measures import Measures, count_of, make_measures
from survivorgraph.network.graphs.helpers import is_harming
from survivorgraph.network.graphs.journeys import COUNTED_CERTAINTIES
from survivorgraph.network.graphs.queries import PARTNERSHIP_PARTICIPATIONS, Row, Rows, read_key
from survivorgraph.network.graphs.weights import prepare_network
from survivorgraph.network.measures.centrality import measure_betweenness, measure_pagerank

__all__ = [
    "PARTNERSHIP_NOTE",
    "Affiliation",
    "build_participations",
    "build_partnership_network",
    "find_cut_off",
    "list_working",
    "make_participations",
    "measure_partnerships",
    "project_organizations",
]

PARTNERSHIP_NOTE = "counts the partnerships that the sources report, not all that there are"

_COLUMNS = (
    "code", "name", "kind", "partnerships", "degree", "strength", "betweenness", "pagerank", "constraint",
    "effective_size", "articulation", "cut_off", "largest_partnership", "share_of_largest",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Affiliation:
    """The membership of an organization in a partnership; `role` and `kind` are concept keys, None where not stated."""

    partnership: str
    partnership_name: str
    organization: str
    organization_name: str
    role: str | None = None
    kind: str | None = None
    source: str | None = None
    certainty: str = "stated"


def build_participations(dataset: Rows) -> list[Affiliation]:
    """Read the affiliations of organizations to partnerships, sorted by partnership and organization."""
    return make_participations(dataset.rows(PARTNERSHIP_PARTICIPATIONS))


def make_participations(rows: Iterable[Row]) -> list[Affiliation]:
    """Make participations of the rows of their query, each once, in the order of their keys."""
    found = {
        Affiliation(
            partnership=str(read_key(row["partnership"])),
            partnership_name=str(row["partnershipName"]),
            organization=str(read_key(row["organization"])),
            organization_name=str(row["organizationName"]),
            role=read_key(row.get("role")),
            kind=read_key(row.get("kind")),
            source=read_key(row.get("source")),
            certainty=read_key(row.get("certainty")) or "stated",
        )
        for row in rows
    }
    return sorted(found, key=lambda one: (one.partnership, one.organization, repr(one)))


def list_working(participations: Collection[Affiliation]) -> list[Affiliation]:
    """Return the participations of organizations that do not harm; see `helpers`.

    >>> found = [Affiliation("p", "P", "a", "A", kind="ngo"), Affiliation("p", "P", "b", "B", kind="armed-group")]
    >>> [one.organization for one in list_working(found)]
    ['a']
    """
    harming = {one.organization for one in participations if is_harming([one.kind])}
    return [one for one in participations if one.organization not in harming]


def build_partnership_network(
    participations: Collection[Affiliation],
    *,
    certainties: Collection[str] = COUNTED_CERTAINTIES,
) -> nx.Graph[str]:
    """Build the two-mode network of organizations and partnerships.

    Nodes are named ``organization/KEY`` (`bipartite` 0) and ``partnership/KEY`` (`bipartite` 1), since one
    key may name both; all have `code` (the key), `name`, `sources`, and an organization `kind` (its
    kinds, joined by ", "). An edge has `weight` 1, however many roles it represents, and `roles` (sorted
    keys). Attributes of the network: `basis`, `note`; `left_out`, the number of ambiguous participations, and
    `harming`, that of participations of organizations that harm, which are no part of it.
    """
    working = list_working(participations)
    counted = [one for one in working if one.certainty in certainties]
    harming = len(participations) - len(working)
    remark = f"{count_of(harming, 'participation', 'participations')} of armed groups left out" if harming else ""
    network: nx.Graph[str] = nx.Graph(
        name="partnerships",
        basis=_describe(counted),
        note="; ".join(filter(None, (PARTNERSHIP_NOTE, remark))),
        left_out=len(working) - len(counted),
        harming=harming,
    )
    told: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    roles: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in counted:
        organization, partnership = f"organization/{one.organization}", f"partnership/{one.partnership}"
        told[organization]["name"].add(one.organization_name)
        told[organization]["kind"].update((one.kind,) if one.kind else ())
        told[partnership]["name"].add(one.partnership_name)
        for node in (organization, partnership):
            told[node]["sources"].update((one.source,) if one.source else ())
        roles[organization, partnership].update((one.role,) if one.role else ())
    for node in sorted(told):
        mode, code = node.split("/", 1)
        kind = {"kind": ", ".join(sorted(told[node]["kind"]))} if mode == "organization" else {}
        network.add_node(
            node,
            bipartite=int(mode == "partnership"),
            code=code,
            name=min(told[node]["name"]),
            sources=tuple(sorted(told[node]["sources"])),
            **kind,
        )
    for pair in sorted(roles):
        network.add_edge(*pair, weight=1, roles=tuple(sorted(roles[pair])))
    return network


def _describe(participations: Collection[Affiliation]) -> str:
    partnerships = len({one.partnership for one in participations})
    organizations = len({one.organization for one in participations})
    sources = len({one.source for one in participations if one.source})
    return ", ".join(
        (
            count_of(partnerships, "partnership", "partnerships"),
            count_of(organizations, "organization", "organizations"),
            count_of(sources, "source", "sources"),
        )
    )


def project_organizations(network: nx.Graph[str]) -> nx.Graph[str]:
    """Join every two organizations that share a partnership.

    Nodes and their attributes as in the two-mode network. Edge attributes: `weight`, the number of
    shared partnerships, and `partnerships`, their sorted keys. Raises NetworkError if the network does
    not have two modes.

    >>> two_mode = build_partnership_network(
    ...     [Affiliation("p", "P", name, name.upper()) for name in ("a", "b")])
    >>> list(project_organizations(two_mode).edges(data="weight"))
    [('organization/a', 'organization/b', 1)]
    """
    modes = {node: data.get("bipartite") for node, data in network.nodes(data=True)}
    if any(mode not in (0, 1) for mode in modes.values()) or any(modes[a] == modes[b] for a, b in network.edges):
        raise NetworkError(
            "this network does not have two modes: every node needs 'bipartite' 0 (organization) or "
            "1 (partnership), and every edge must join the one to the other"
        )
    projected: nx.Graph[str] = nx.Graph(**network.graph | {"weight_meaning": "shared partnerships"})
    projected.add_nodes_from((node, network.nodes[node]) for node in sorted(modes) if modes[node] == 0)
    shared: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for node in sorted(modes):
        if modes[node] == 1:
            key = str(network.nodes[node].get("code", node))
            for pair in combinations(sorted(network[node]), 2):
                shared[pair].append(key)
    for pair in sorted(shared):
        projected.add_edge(*pair, weight=len(shared[pair]), partnerships=tuple(shared[pair]))
    return projected


def measure_partnerships(
    network: nx.Graph[str],
    *,
    by: str = "strength",
    damping: float = 0.85,
    backend: str = "networkx",
) -> Measures:
    """Measure the organizations of a two-mode network, highest score first, then by name.

    Columns: `code`, `name`, `kind`; `partnerships`, how many it takes part in; and in the projection, where
    the weight of an edge is the number of shared partnerships:

    - `degree`, `strength`, `betweenness`, `pagerank`: as in `measure_network`
    - `constraint`: sum over neighbours j of (p(i,j) + sum over q of p(i,q) p(q,j))^2, p being the share of
      an organization's weight that goes to one neighbour. Above 0; 1 with a single neighbour, and more
      where few neighbours are strongly tied to each other; None without a neighbour.
      (R. S. Burt, Structural Holes, 1992, chapter 2.)
    - `effective_size`: neighbours less the mean number of ties that each has to the other neighbours,
      weights aside; from 1 to the degree, or None without a neighbour. (Burt 1992; Borgatti 1997.)
    - `articulation`: whether other organizations would be apart from each other without it, and
      `cut_off`: how many, counted as all those outside the largest remaining part of its component

    - `largest_partnership`, `share_of_largest`: the partnership that gives it most ties, and its share of the strength,
      from above 0 to 1: one of k organizations gives each k - 1 ties, so 1 says that all scores come from one event

    `by` names the column to sort by.
    """
    if by not in _COLUMNS[3:]:
        raise NetworkError(f"partnerships cannot be sorted by '{by}'; choose of {', '.join(_COLUMNS[3:])}")
    projected = project_organizations(network)
    ready = prepare_network(projected)
    cut_off = find_cut_off(ready)
    degrees, strengths = dict(ready.degree()), dict(ready.degree(weight="weight"))
    betweenness = measure_betweenness(ready, backend=backend)
    pagerank = measure_pagerank(ready, damping=damping, backend=backend)
    constraint = nx.constraint(ready, weight="weight") if ready else {}
    effective_size = nx.effective_size(ready) if ready else {}
    largest = {node: _find_largest(network, node) for node in ready}
    single = sum(strengths[node] == largest[node][1] > 0 for node in ready)
    remark = f"{single} of {len(ready)} organizations have all their ties from one partnership"
    return make_measures(
        _COLUMNS,
        (
            {
                "code": str(data.get("code", node)),
                "name": str(data.get("name", node)),
                "kind": str(data.get("kind", "")),
                "partnerships": network.degree(node),
                "degree": degrees[node],
                "strength": strengths[node],
                "betweenness": betweenness[node],
                "pagerank": pagerank[node],
                "constraint": float(constraint[node]) if degrees[node] else None,
                "effective_size": float(effective_size[node]) if degrees[node] else None,
                "articulation": node in cut_off,
                "cut_off": cut_off.get(node, 0),
                "largest_partnership": largest[node][0] if degrees[node] else None,
                "share_of_largest": largest[node][1] / strengths[node] if strengths[node] else None,
            }
            for node, data in ready.nodes(data=True)
        ),
        by=(by,),
        basis=str(network.graph.get("basis", "")),
        note="; ".join(filter(None, (str(network.graph.get("note", "")), remark if single else ""))),
        parameters={"weight": "shared partnerships", "by": by, "damping": damping},
    )


def _find_largest(network: nx.Graph[str], node: str) -> tuple[str, int]:
    """Return the key of the largest partnership of an organization, and how many ties it gives."""
    ties = {other: network.degree(other) - 1 for other in network[node]}
    best = min(ties, key=lambda other: (-ties[other], other), default=None)
    return ("", 0) if best is None else (str(network.nodes[best].get("code", best)), ties[best])


def find_cut_off(network: nx.Graph[Any]) -> dict[Any, int]:
    """Return for every articulation point how many nodes its removal parts from the largest rest.

    >>> find_cut_off(nx.path_graph(4))
    {1: 1, 2: 1}
    """
    found = {}
    for node in sorted(nx.articulation_points(network), key=str):
        component = nx.node_connected_component(network, node)
        parts = nx.connected_components(network.subgraph(component - {node}))
        found[node] = len(component) - 1 - max(map(len, parts))
    return found
