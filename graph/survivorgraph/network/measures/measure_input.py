"""Input of a measure: the records of a dataset or a subset of them, and the options."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

import networkx as nx

from survivorgraph.network.core.measures import count_of
from survivorgraph.network.graphs.corridors import build_corridor_network
from survivorgraph.network.graphs.journeys import Country, Journey
from survivorgraph.network.graphs.observations import CorridorFigure, build_observation_network
from survivorgraph.network.graphs.partnerships import build_participations, build_partnership_network
from survivorgraph.network.graphs.queries import TIERS, Rows, read_key

__all__ = ["TIER_ORDER", "DatasetView", "MeasureInput", "read_tiers"]

TIER_ORDER = ("tier-1", "tier-2", "tier-2-watch-list", "tier-3", "special-case")


class DatasetView(Protocol):
    """The data that measures read, as a protocol; `explorer.graph_view.GraphView` implements it."""

    @property
    def dataset(self) -> Rows:
        """Return what answers queries."""
        ...

    @property
    def journeys(self) -> Collection[Journey]:
        """Return the stories as journeys."""
        ...

    @property
    def countries(self) -> Mapping[str, Country]:
        """Return the countries by code."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureInput:
    """The input of a measure: all records or a subset of them, and the options.

    `withheld` counts the figures without a number; `published` are the years of all figures, also where
    `figures` is a part of them. `years` are two to compare, or None.
    """

    dataset: Rows
    countries: Mapping[str, Country]
    journeys: Collection[Journey] = ()
    figures: Collection[CorridorFigure] = ()
    withheld: int = 0
    published: frozenset[int] = frozenset()
    years: tuple[int, int] | None = None
    seed: int = 0
    resamples: int = 1000

    @property
    def corridors(self) -> nx.DiGraph[str]:
        """Build the corridor network of the stories."""
        return build_corridor_network(self.journeys, self.countries)

    @property
    def observed(self) -> nx.DiGraph[str]:
        """Build the corridor network of the figures."""
        network = build_observation_network(self.figures, self.countries)
        if self.withheld:
            network.graph["note"] += f"; {count_of(self.withheld, 'cell', 'cells')} withheld by their publishers"
            network.graph["note"] += " are not counted"
        return network

    @property
    def partnerships(self) -> nx.Graph[str]:
        """Build the two-mode network of organizations and partnerships."""
        return build_partnership_network(build_participations(self.dataset))


def read_tiers(dataset: Rows) -> tuple[dict[str, str], int | None]:
    """Read the tier of each country in the latest year of the dataset, and that year; None without any."""
    rows = list(dataset.rows(TIERS))
    latest = max((int(str(row["year"])) for row in rows), default=None)
    return {str(row["country"]): str(read_key(row["tier"])) for row in rows if int(str(row["year"])) == latest}, latest
