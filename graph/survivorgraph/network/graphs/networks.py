"""Build a network of a dataset by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final

import networkx as nx

from survivorgraph.errors import QuestionError
from survivorgraph.network.graphs.corridors import build_corridor_network
from survivorgraph.network.graphs.observations import build_observation_network, build_observations
from survivorgraph.network.graphs.partnerships import (
    build_participations,
    build_partnership_network,
    project_organizations,
)
from survivorgraph.network.graphs.routes import build_route_network
from survivorgraph.network.measures.measure_input import DatasetView

__all__ = ["NETWORK_BUILDERS", "build_network"]


def _build_partnerships(graph_view: DatasetView) -> nx.Graph[str]:
    return build_partnership_network(build_participations(graph_view.dataset))


NETWORK_BUILDERS: Final[Mapping[str, Callable[[DatasetView], nx.Graph[str]]]] = MappingProxyType(
    {
        "corridors": lambda graph_view: build_corridor_network(graph_view.journeys, graph_view.countries),
        "observed": lambda graph_view: build_observation_network(
            build_observations(graph_view.dataset)[0], graph_view.countries
        ),
        "organizations": lambda graph_view: project_organizations(_build_partnerships(graph_view)),
        "partnerships": _build_partnerships,
        "routes": lambda graph_view: build_route_network(graph_view.journeys, graph_view.countries),
    }
)
"""The function that builds each network."""


def build_network(graph_view: DatasetView, name: str) -> nx.Graph[str]:
    """Build one of `NETWORK_BUILDERS`; raise QuestionError, which names them, for another name."""
    if name not in NETWORK_BUILDERS:
        near = get_close_matches(name, NETWORK_BUILDERS, n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise QuestionError(f"there is no network '{name}'; {hint}networks: {', '.join(NETWORK_BUILDERS)}")
    return NETWORK_BUILDERS[name](graph_view)
