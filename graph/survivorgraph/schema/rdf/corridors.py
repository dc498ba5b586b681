"""Turn a table of corridors into quads of a graph of its own: the data set and its cells."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pyoxigraph import NamedNode, Quad

from survivorgraph.schema.iris import iri
from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.rdf.writer import QuadWriter
from survivorgraph.schema.records.corridors import CorridorDataset, CorridorObservation

__all__ = ["to_corridor_quads"]


def to_corridor_quads(
    dataset: CorridorDataset, observations: Iterable[CorridorObservation], gazetteer: Gazetteer
) -> list[Quad]:
    """Return a data set and its cells as quads of the graph named after it."""
    writer = QuadWriter(gazetteer, dataset.key)
    node = iri("corridor-dataset", dataset.key)
    writer.type(node, "sg:CorridorDataset")
    writer.label(node, dataset.title)
    writer.text(node, "dcterms:title", dataset.title)
    writer.text(node, "sg:release", dataset.release, None)
    writer.value(node, "sg:minimumCellSize", dataset.minimum_cell)
    writer.value(node, "sg:withheldCount", dataset.withheld)
    writer.text(node, "sg:note", dataset.note)
    for digest in dataset.digests:
        writer.text(node, "sg:fileDigest", digest, None)
    for observation in observations:
        _observation(writer, node, dataset, observation)
    return writer.quads


def _observation(
    writer: QuadWriter, dataset_node: NamedNode, dataset: CorridorDataset, observation: CorridorObservation
) -> None:
    node = iri("corridor-observation", f"{dataset.key}-{observation.key}")
    writer.type(node, "sg:CorridorObservation")
    writer.link(node, "sg:isInDataset", dataset_node)
    writer.concept(node, "sg:hasMeasure", "measure", dataset.measure)
    if observation.origin is not None:
        writer.link(node, "sg:hasOriginCountry", iri("country", observation.origin))
    if observation.destination is not None:
        writer.link(node, "sg:hasDestinationCountry", iri("country", observation.destination))
    writer.value(node, "sg:year", observation.year)
    writer.concept(node, "sg:hasForm", "form", observation.form)
    writer.concept(node, "sg:hasSex", "sex", observation.sex)
    writer.concept(node, "sg:hasAgeGroup", "age-group", observation.age_group)
    writer.concept(node, "sg:hasSector", "sector", observation.sector)
    writer.concept(node, "sg:usesMeans", "means", observation.means)
    if observation.lower is not None and observation.lower == observation.upper:
        writer.value(node, "sg:value", Decimal(observation.lower))
    writer.value(node, "sg:lowerBound", observation.lower)
    writer.value(node, "sg:upperBound", observation.upper)
    writer.value(node, "sg:share", observation.share)
    writer.value(node, "sg:shareBase", observation.base)
    writer.value(node, "sg:suppression", True if observation.withheld else None)
    writer.text(node, "sg:note", dataset.note)
