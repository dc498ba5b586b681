"""Turn a table of corridors into quads of a graph of its own: the data set and its cells."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad

from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.rdf.emitter import Emitter
from survivorgraph.schema.records.corridors import CorridorDataset, CorridorObservation

__all__ = ["to_corridor_quads"]


def to_corridor_quads(
    dataset: CorridorDataset, observations: Iterable[CorridorObservation], gazetteer: Gazetteer
) -> list[Quad]:
    """Return a data set and its cells as quads of the graph named after it."""
    emitter = Emitter(gazetteer, dataset.key)
    emitter.record(dataset.model_copy(update={"observations": list(observations)}))
    return emitter.quads
