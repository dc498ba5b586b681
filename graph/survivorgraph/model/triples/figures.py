"""Turn tables of figures into quads of the RDF Data Cube vocabulary (https://www.w3.org/TR/vocab-data-cube/).

Every table is a data set, every figure an observation in it. All tables have one structure: three
dimensions (measure, region, year), one measure (the value) and one attribute (the bound).
"""

from __future__ import annotations

from pyoxigraph import NamedNode

from survivorgraph.model.records import Figure, FigureTable
from survivorgraph.model.triples.emitter import Emitter, iri, term
from survivorgraph.model.vocabulary import read_vocabulary

__all__ = ["emit_figure", "emit_figure_table"]

STRUCTURE = iri("data-structure", "figures")
COMPONENTS = {
    "measure": ("qb:dimension", "sg:hasMeasure"),
    "region": ("qb:dimension", "sg:hasRegion"),
    "year": ("qb:dimension", "sg:year"),
    "value": ("qb:measure", "sg:value"),
    "bound": ("qb:attribute", "sg:hasBound"),
}


def emit_figure_table(emitter: Emitter, table: FigureTable) -> None:
    """Add a table as a data set, with the structure that all tables share."""
    node = iri("figure-table", table.key)
    emitter.fact(node, "sg:FigureTable", table)
    emitter.type(node, "qb:DataSet")
    emitter.label(node, table.name)
    emitter.text(node, "dcterms:description", table.description)
    emitter.link(node, "qb:structure", STRUCTURE)
    if table.published_by is not None:
        emitter.link(node, "dcterms:publisher", iri("organization", table.published_by))
    _structure(emitter)


def _structure(emitter: Emitter) -> None:
    emitter.type(STRUCTURE, "qb:DataStructureDefinition")
    emitter.label(STRUCTURE, "Figures by measure, region and year")
    for key, (role, name) in COMPONENTS.items():
        part = NamedNode(f"{STRUCTURE.value}-{key}")
        emitter.link(STRUCTURE, "qb:component", part)
        emitter.type(part, "qb:ComponentSpecification")
        emitter.link(part, role, term(name))


def emit_figure(emitter: Emitter, figure: Figure, table: FigureTable) -> None:
    """Add one figure as an observation of its table."""
    node = iri("observation", f"{emitter.source_key}-{figure.measure}-{figure.region}-{figure.year}")
    vocabulary = read_vocabulary()
    measure = vocabulary.get_concept("measure", figure.measure).label
    region = vocabulary.get_concept("region", figure.region).label
    emitter.fact(node, "sg:Observation", figure)
    emitter.type(node, "qb:Observation")
    emitter.label(node, f"{measure[0].upper()}{measure[1:]}, {region}, {figure.year}")
    emitter.link(node, "qb:dataSet", iri("figure-table", figure.table))
    emitter.concept(node, "sg:hasMeasure", "measure", figure.measure)
    emitter.concept(node, "sg:hasRegion", "region", figure.region)
    emitter.value(node, "sg:year", figure.year)
    emitter.value(node, "sg:value", figure.value)
    emitter.concept(node, "sg:hasBound", "bound", "exact")
    if table.published_by is not None:
        emitter.link(node, "sg:isPublishedBy", iri("organization", table.published_by))
