"""Turn the gazetteer into quads: countries and areas with their codes, localities with their country."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from survivorgraph.schema.iris import iri
from survivorgraph.schema.rdf.writer import QuadWriter

__all__ = ["emit_reference"]


def _degrees(value: float) -> Decimal:
    return Decimal(repr(value))


def emit_reference(writer: QuadWriter, names: Mapping[str, Mapping[str, str]]) -> None:
    """Add every territory and locality of the writer's gazetteer; `names` are those in other languages.

    The label is one, in English; the preferred labels are one a language.
    """
    for territory in writer.gazetteer.territories.values():
        node = iri("country", territory.code)
        writer.type(node, "sg:Country")
        writer.label(node, territory.name)
        for alias in territory.aliases:
            writer.text(node, "skos:altLabel", alias)
        for language, name in {"en": territory.name, **names.get(territory.code, {})}.items():
            writer.text(node, "skos:prefLabel", name, language)
        writer.text(node, "sg:alpha2Code", territory.alpha2, None)
        writer.text(node, "sg:alpha3Code", territory.code, None)
        writer.text(node, "sg:numericCode", territory.numeric or None, None)
        writer.text(node, "sg:region", territory.region or None)
        writer.text(node, "sg:subregion", territory.subregion or None)
        writer.value(node, "schema:latitude", _degrees(territory.latitude))
        writer.value(node, "schema:longitude", _degrees(territory.longitude))
    for locality in writer.gazetteer.localities.values():
        node = iri("locality", locality.key)
        writer.type(node, "sg:Locality")
        writer.label(node, locality.name)
        for alias in locality.aliases:
            writer.text(node, "skos:altLabel", alias)
        writer.link(node, "sg:isLocatedIn", iri("country", locality.country))
        writer.text(node, "sg:localityKind", locality.kind)
        if locality.geonames_id is not None:
            writer.text(node, "sg:geonamesId", str(locality.geonames_id), None)
        if locality.latitude is not None and locality.longitude is not None:
            writer.value(node, "schema:latitude", _degrees(locality.latitude))
            writer.value(node, "schema:longitude", _degrees(locality.longitude))
