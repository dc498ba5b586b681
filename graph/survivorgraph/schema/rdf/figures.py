"""Tables of figures as an RDF Data Cube (https://www.w3.org/TR/vocab-data-cube/).

Every table is a data set, every figure an observation in it. All tables have one structure: three
dimensions (measure, region, year), one measure (the value) and one attribute (the bound).
"""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from survivorgraph.schema.iris import iri, term
from survivorgraph.schema.rdf.emitter import Emitter
from survivorgraph.schema.records import Figure, FigureTable
from survivorgraph.schema.records.figures import DATA_STRUCTURE
from survivorgraph.schema.registry import iterate_nodes
from survivorgraph.schema.vocabulary import read_vocabulary

__all__ = ["add_figure", "add_structure"]

STRUCTURE = iri(DATA_STRUCTURE.kind, DATA_STRUCTURE.key)
COMPONENTS = {
    "measure": ("qb:dimension", "sg:hasMeasure"),
    "region": ("qb:dimension", "sg:hasRegion"),
    "year": ("qb:dimension", "sg:year"),
    "value": ("qb:measure", "sg:value"),
    "bound": ("qb:attribute", "sg:hasBound"),
}


def add_structure(emitter: Emitter, tables: Iterable[str]) -> None:
    """Add the structure that all tables share."""
    for key in tables:
        emitter.link(iri("figure-table", key), "qb:structure", STRUCTURE)
    emitter.type(STRUCTURE, DATA_STRUCTURE.type)
    emitter.label(STRUCTURE, "Figures by measure, region and year")
    for key, (role, name) in COMPONENTS.items():
        part = NamedNode(f"{STRUCTURE.value}-{key}")
        emitter.link(STRUCTURE, "qb:component", part)
        emitter.type(part, "qb:ComponentSpecification")
        emitter.link(part, role, term(name))


def add_figure(emitter: Emitter, figure: Figure, table: FigureTable) -> None:
    """Add the implicit properties of a figure: its name, its exactness, and the publisher of its table."""
    (node,) = iterate_nodes(figure, emitter.source_key)
    subject = iri(node.resource.kind, node.key)
    vocabulary = read_vocabulary()
    measure = vocabulary.get_concept("measure", figure.measure).label
    region = vocabulary.get_concept("region", figure.region).label
    emitter.label(subject, f"{measure[0].upper()}{measure[1:]}, {region}, {figure.year}")
    emitter.concept(subject, "sg:hasBound", "bound", "exact")
    if table.published_by is not None:
        emitter.link(subject, "sg:isPublishedBy", iri("organization", table.published_by))
