"""Collect quads of one named graph: links, concepts, words, numbers and places."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from survivorgraph.schema.iris import concept_iri, iri, term
from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.vocabulary import GRAPH, PREFIXES

__all__ = ["QuadWriter"]

DECIMAL = NamedNode(PREFIXES["xsd"] + "decimal")
RDF_TYPE = NamedNode(PREFIXES["rdf"] + "type")


class QuadWriter:
    """A list of quads of one named graph, in the order in which they are added."""

    def __init__(self, gazetteer: Gazetteer, graph_key: str) -> None:
        self.gazetteer = gazetteer
        self.graph = NamedNode(GRAPH + graph_key)
        self.quads: list[Quad] = []

    def type(self, subject: NamedNode, *names: str) -> None:
        """Add the classes of the subject, such as ``sg:Leg``."""
        self.quads.extend(Quad(subject, RDF_TYPE, term(name), self.graph) for name in names)

    def link(self, subject: NamedNode, predicate: str, target: NamedNode | None) -> None:
        """Add a triple to another resource, where there is one."""
        if target is not None:
            self.quads.append(Quad(subject, term(predicate), target, self.graph))

    def concept(self, subject: NamedNode, predicate: str, scheme: str, *keys: str | None) -> None:
        """Add a triple for each concept key of a scheme."""
        for key in keys:
            if key is not None:
                self.link(subject, predicate, concept_iri(scheme, key))

    def text(self, subject: NamedNode, predicate: str, value: str | None, language: str | None = "en") -> None:
        """Add text, in English by default; None for text of no language, such as codes and names."""
        if value is not None:
            literal = Literal(value, language=language) if language else Literal(value)
            self.quads.append(Quad(subject, term(predicate), literal, self.graph))

    def value(self, subject: NamedNode, predicate: str, value: bool | int | Decimal | None) -> None:
        """Add a boolean, an integer or a decimal."""
        if value is None:
            return
        literal = Literal(format(value, "f"), datatype=DECIMAL) if isinstance(value, Decimal) else Literal(value)
        self.quads.append(Quad(subject, term(predicate), literal, self.graph))

    def typed(self, subject: NamedNode, predicate: str, value: str, datatype: str) -> None:
        """Add a literal of an XML Schema datatype, such as ``date``, as it is written."""
        literal = Literal(value, datatype=term(f"xsd:{datatype}"))
        self.quads.append(Quad(subject, term(predicate), literal, self.graph))

    def place(self, subject: NamedNode, predicate: str, reference: str, *, country: str = "") -> None:
        """Add a place, KIND/KEY, and under a second predicate the country that it is or lies in."""
        kind, _, key = reference.partition("/")
        self.link(subject, predicate, iri(kind, key))
        if country:
            code = key if kind == "country" else self.gazetteer.localities[key].country
            self.link(subject, country, iri("country", code))

    def label(self, subject: NamedNode, value: str) -> None:
        """Add the display name of the subject."""
        self.text(subject, "rdfs:label", value)

    def texts(self, subject: NamedNode, predicate: str, values: Iterable[str]) -> None:
        """Add words in English."""
        for value in values:
            self.text(subject, predicate, value)
