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
from survivorgraph.network.measures.measure_input import Material

__all__ = ["NETWORKS", "build_network"]


def _build_partnerships(material: Material) -> nx.Graph[str]:
    return build_partnership_network(build_participations(material.dataset))


NETWORKS: Final[Mapping[str, Callable[[Material], nx.Graph[str]]]] = MappingProxyType(
    {
        "corridors": lambda material: build_corridor_network(material.journeys, material.countries),
        "observed": lambda material: build_observation_network(
            build_observations(material.dataset)[0], material.countries
        ),
        "organizations": lambda material: project_organizations(_build_partnerships(material)),
        "partnerships": _build_partnerships,
        "routes": lambda material: build_route_network(material.journeys, material.countries),
    }
)
"""The function that builds each network."""


def build_network(material: Material, name: str) -> nx.Graph[str]:
    """Build one of `NETWORKS`; raise QuestionError, which names them, for another name."""
    if name not in NETWORKS:
        near = get_close_matches(name, NETWORKS, n=1)
        hint = f"did you mean '{near[0]}'? " if near else ""
        raise QuestionError(f"there is no network '{name}'; {hint}networks: {', '.join(NETWORKS)}")
    return NETWORKS[name](material)
