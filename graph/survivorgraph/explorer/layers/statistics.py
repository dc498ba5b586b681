"""Layer of statistics: how many people of one country were detected in another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from survivorgraph.explorer.graph_view import GraphView
from survivorgraph.explorer.page import CountedUnit
from survivorgraph.network.graphs.observations import PARTS, CorridorFigure, build_observations

__all__ = ["StatisticsLayer"]

DATASETS = """
SELECT DISTINCT ?dataset ?name WHERE { ?dataset a sg:CorridorDataset ; rdfs:label ?name } ORDER BY ?dataset
"""
DETAIL = (*PARTS, "year")


@dataclass
class StatisticsLayer:
    """The layer of corridor observations in a network: an interval of people on every line."""

    graph_view: GraphView
    network: nx.MultiDiGraph[str]

    @cached_property
    def _read(self) -> tuple[list[CorridorFigure], int]:
        return build_observations(self.graph_view.dataset)

    @property
    def withheld(self) -> int:
        """Count the cells that their publisher withheld."""
        return self._read[1]

    @cached_property
    def corridors(self) -> Mapping[tuple[str, str], list[CorridorFigure]]:
        """Group the observations by origin and destination; a country's own citizens are no corridor."""
        found: defaultdict[tuple[str, str], list[CorridorFigure]] = defaultdict(list)
        for one in self._known:
            if one.origin != one.destination:
                found[one.origin, one.destination].append(one)
        return found

    @cached_property
    def domestic(self) -> Mapping[str, list[CorridorFigure]]:
        """Group the observations of a country's own citizens by the country that detected them."""
        found: defaultdict[str, list[CorridorFigure]] = defaultdict(list)
        for one in self._known:
            if one.origin == one.destination:
                found[one.origin].append(one)
        return found

    @cached_property
    def _known(self) -> list[CorridorFigure]:
        countries = self.graph_view.countries
        return [one for one in self._read[0] if {one.origin, one.destination} <= countries.keys() and one.upper > 0]

    def list_countries(self) -> list[str]:
        """List the countries in the figures; they have to be in the network before `add`."""
        return sorted({code for pair in self.corridors for code in pair} | self.domestic.keys())

    def list_datasets(self) -> dict[str, str]:
        """Return the name of each dataset by its key."""
        rows = self.graph_view.dataset.rows(DATASETS)
        return {str(row["dataset"]).rpartition("/")[2]: str(row["name"]) for row in rows}

    def add(self) -> None:
        """Add a line for every corridor, with its figures at the detail in which they were published.

        Own citizens of a country are counted at the country, on no line.
        """
        for (origin, destination), own in sorted(self.corridors.items()):
            entries = [self._enter(one) for one in sorted(own, key=lambda one: one.key)]
            self.network.add_edge(origin, destination, "observed", kind="observed", entries=entries)
        for code, own in sorted(self.domestic.items()):
            self.network.nodes[code]["domestic"] = [self._enter(one) for one in sorted(own, key=lambda one: one.key)]

    def _enter(self, one: CorridorFigure) -> CountedUnit:
        said = {part: str(getattr(one, part)) for part in DETAIL if getattr(one, part) is not None}
        tags = {part: [value] for part, value in said.items()}
        tags |= {"source": [one.source], "country": list(dict.fromkeys((one.origin, one.destination)))}
        return CountedUnit(one.key, one.lower, one.upper, tags=tags, detail=tuple(said))
