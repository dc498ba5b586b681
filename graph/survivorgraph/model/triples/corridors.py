"""Turn a table of corridors into quads of a graph of its own: the data set and its cells."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pyoxigraph import NamedNode, Quad

from survivorgraph.model.places import Gazetteer
from survivorgraph.model.records.corridors import CorridorDataset, CorridorObservation
from survivorgraph.model.triples.emitter import Emitter, iri

__all__ = ["to_corridor_quads"]


def to_corridor_quads(
    dataset: CorridorDataset, observations: Iterable[CorridorObservation], gazetteer: Gazetteer
) -> list[Quad]:
    """Return a data set and its cells as quads of the graph named after it."""
    emitter = Emitter(gazetteer, dataset.key)
    node = iri("corridor-dataset", dataset.key)
    emitter.type(node, "sg:CorridorDataset")
    emitter.label(node, dataset.title)
    emitter.text(node, "dcterms:title", dataset.title)
    emitter.text(node, "sg:release", dataset.release, None)
    emitter.value(node, "sg:minimumCellSize", dataset.minimum_cell)
    emitter.value(node, "sg:withheldCount", dataset.withheld)
    emitter.text(node, "sg:note", dataset.note)
    for digest in dataset.digests:
        emitter.text(node, "sg:fileDigest", digest, None)
    for observation in observations:
        _observation(emitter, node, dataset, observation)
    return emitter.quads


def _observation(
    emitter: Emitter, dataset_node: NamedNode, dataset: CorridorDataset, observation: CorridorObservation
) -> None:
    node = iri("corridor-observation", f"{dataset.key}-{observation.key}")
    emitter.type(node, "sg:CorridorObservation")
    emitter.link(node, "sg:isInDataset", dataset_node)
    emitter.concept(node, "sg:hasMeasure", "measure", dataset.measure)
    if observation.origin is not None:
        emitter.link(node, "sg:hasOriginCountry", iri("country", observation.origin))
    if observation.destination is not None:
        emitter.link(node, "sg:hasDestinationCountry", iri("country", observation.destination))
    emitter.value(node, "sg:year", observation.year)
    emitter.concept(node, "sg:hasForm", "form", observation.form)
    emitter.concept(node, "sg:hasSex", "sex", observation.sex)
    emitter.concept(node, "sg:hasAgeGroup", "age-group", observation.age_group)
    emitter.concept(node, "sg:hasSector", "sector", observation.sector)
    emitter.concept(node, "sg:usesMeans", "means", observation.means)
    if observation.lower is not None and observation.lower == observation.upper:
        emitter.value(node, "sg:value", Decimal(observation.lower))
    emitter.value(node, "sg:lowerBound", observation.lower)
    emitter.value(node, "sg:upperBound", observation.upper)
    emitter.value(node, "sg:share", observation.share)
    emitter.value(node, "sg:shareBase", observation.base)
    emitter.value(node, "sg:suppression", True if observation.withheld else None)
    emitter.text(node, "sg:note", dataset.note)
