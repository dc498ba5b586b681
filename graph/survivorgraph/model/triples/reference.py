"""Turn the gazetteer into quads: countries and areas with their codes, localities with their country."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from survivorgraph.model.triples.emitter import Emitter, iri

__all__ = ["emit_reference"]


def _degrees(value: float) -> Decimal:
    return Decimal(repr(value))


def emit_reference(emitter: Emitter, names: Mapping[str, Mapping[str, str]]) -> None:
    """Add every territory and locality of the emitter's gazetteer; `names` are those in other languages.

    The label is one, in English; the preferred labels are one a language.
    """
    for territory in emitter.gazetteer.territories.values():
        node = iri("country", territory.code)
        emitter.type(node, "sg:Country")
        emitter.label(node, territory.name)
        for alias in territory.aliases:
            emitter.text(node, "skos:altLabel", alias)
        for language, name in {"en": territory.name, **names.get(territory.code, {})}.items():
            emitter.text(node, "skos:prefLabel", name, language)
        emitter.text(node, "sg:alpha2Code", territory.alpha2, None)
        emitter.text(node, "sg:alpha3Code", territory.code, None)
        emitter.text(node, "sg:numericCode", territory.numeric or None, None)
        emitter.text(node, "sg:region", territory.region or None)
        emitter.text(node, "sg:subregion", territory.subregion or None)
        emitter.value(node, "schema:latitude", _degrees(territory.latitude))
        emitter.value(node, "schema:longitude", _degrees(territory.longitude))
    for locality in emitter.gazetteer.localities.values():
        node = iri("locality", locality.key)
        emitter.type(node, "sg:Locality")
        emitter.label(node, locality.name)
        for alias in locality.aliases:
            emitter.text(node, "skos:altLabel", alias)
        emitter.link(node, "sg:isLocatedIn", iri("country", locality.country))
        emitter.text(node, "sg:localityKind", locality.kind)
        if locality.geonames_id is not None:
            emitter.text(node, "sg:geonamesId", str(locality.geonames_id), None)
        if locality.latitude is not None and locality.longitude is not None:
            emitter.value(node, "schema:latitude", _degrees(locality.latitude))
            emitter.value(node, "schema:longitude", _degrees(locality.longitude))
