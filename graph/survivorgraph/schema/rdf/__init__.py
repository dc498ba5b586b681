"""Turn records into quads: one named graph a source, no blank nodes, a node for every fact.

The quads are pyoxigraph's, since the embedded store takes them as they are. Their order follows the
records; sorting is up to the writer.
"""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import Quad

from survivorgraph.schema.bundles import Bundle
from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.rdf.emitter import Emitter
from survivorgraph.schema.rdf.figures import add_figure, add_structure
from survivorgraph.schema.rdf.reference import emit_reference
from survivorgraph.schema.rdf.writer import QuadWriter
from survivorgraph.schema.records import Figure, FigureTable

__all__ = ["to_quads", "to_reference_quads"]


def to_reference_quads(gazetteer: Gazetteer, names: Mapping[str, Mapping[str, str]] | None = None) -> list[Quad]:
    """Return the countries and localities as quads of the graph ``reference``.

    `names` are those of countries in other languages, by code and language.
    """
    writer = QuadWriter(gazetteer, "reference")
    emit_reference(writer, names or {})
    return writer.quads


def to_quads(bundle: Bundle, gazetteer: Gazetteer) -> list[Quad]:
    """Return the records of one source as quads of the graph named after it, without duplicates."""
    emitter = Emitter(gazetteer, bundle.source.key, bundle.source.language)
    for record in (bundle.source, *bundle.iterate()):
        emitter.record(record)
    if tables := {table.key: table for table in bundle.records_of(FigureTable)}:
        add_structure(emitter, tables)
    for figure in bundle.records_of(Figure):
        add_figure(emitter, figure, tables[figure.table])
    return list(dict.fromkeys(emitter.quads))
