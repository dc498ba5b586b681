"""Notes on how a user's network was read, and whether it looks two-mode."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx

from survivorgraph.network.core.measures import Measures

__all__ = ["add_remarks", "describe_direction", "describe_modes", "find_first_mode"]


def add_remarks(measures: Measures, network: nx.Graph[Any]) -> Measures:
    """Add to the note of a table how its network was read, and whether it looks like one of two modes."""
    notes = (measures.note, describe_direction(network), describe_modes(network))
    return replace(measures, note="; ".join(filter(None, notes)))


def describe_modes(network: nx.Graph[Any]) -> str:
    """Return a note if a network looks two-mode, such as people and events, else nothing.

    That is a directed network in which no node has edges both in and out, or an undirected one that is bipartite and
    no forest (each forest is bipartite); with at least two nodes in each mode.

    >>> describe_modes(nx.complete_bipartite_graph(2, 3)).partition(":")[0]
    'this looks like a network of two modes (3 and 2 nodes)'
    >>> describe_modes(nx.path_graph(4)), describe_modes(nx.DiGraph([("a", "b"), ("b", "c")]))
    ('', '')
    """
    first = find_first_mode(network)
    if first is None:
        return ""
    ends = {end for edge in network.edges() if edge[0] != edge[1] for end in edge}
    sizes = [len(first), len(ends) - len(first)]
    if not network.is_directed():  # which of its modes is the first is not said
        sizes.sort(reverse=True)
    return (
        f"this looks like a network of two modes ({sizes[0]} and {sizes[1]} nodes): ties are only between them, and "
        "random networks here keep to that, but communities and paths do not"
    )


def find_first_mode(network: nx.Graph[Any]) -> set[Any] | None:
    """Return the nodes of one mode of a network that looks two-mode, as `describe_modes` says; None for others."""
    edges = [(one, other) for one, other in network.edges() if one != other]
    if network.is_directed():
        starts, ends = {one for one, _ in edges}, {other for _, other in edges}
        return starts if not starts & ends and min(len(starts), len(ends)) >= 2 else None
    graph: nx.Graph[Any] = nx.Graph(edges)
    if not edges or nx.is_forest(graph) or not nx.is_bipartite(graph):
        return None
    first = {node for node, side in nx.bipartite.color(graph).items() if side == 0}
    return first if min(len(first), len(graph) - len(first)) >= 2 else None


def describe_direction(network: nx.Graph[Any]) -> str:
    """Return how the edges of a network were read.

    >>> describe_direction(nx.Graph()), describe_direction(nx.DiGraph())
    ('edges have no direction', 'edges lead from the first end to the second')
    """
    return "edges lead from the first end to the second" if network.is_directed() else "edges have no direction"
