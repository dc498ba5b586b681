"""Notes on how a user's network was read, and whether it looks two-mode."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx

from survivorgraph.network.core.measures import Measures

__all__ = ["add_remarks", "describe_direction", "describe_modes"]


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
    if network.is_directed():
        starts = {one for one, other in network.edges() if one != other}
        ends = {other for one, other in network.edges() if one != other}
        sizes = (len(starts), len(ends)) if not starts & ends else (0, 0)
    else:
        edges: nx.Graph[Any] = nx.Graph(network.edges())
        if not len(edges) or nx.is_forest(edges) or not nx.is_bipartite(edges):
            return ""
        first = {node for node, side in nx.bipartite.color(edges).items() if side == 0}
        sizes = (max(len(first), len(edges) - len(first)), min(len(first), len(edges) - len(first)))
    if min(sizes) < 2:
        return ""
    return (
        f"this looks like a network of two modes ({sizes[0]} and {sizes[1]} nodes): ties are only between them, and "
        "random networks, communities and paths here do not keep to that"
    )


def describe_direction(network: nx.Graph[Any]) -> str:
    """Return how the edges of a network were read.

    >>> describe_direction(nx.Graph()), describe_direction(nx.DiGraph())
    ('edges have no direction', 'edges lead from the first end to the second')
    """
    return "edges lead from the first end to the second" if network.is_directed() else "edges have no direction"
