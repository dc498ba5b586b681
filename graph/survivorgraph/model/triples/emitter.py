"""Collect quads: IRIs from kinds and keys, literals with their datatypes, facts with their evidence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad

from survivorgraph.model.fields import count_days
from survivorgraph.model.places import Gazetteer
from survivorgraph.model.records import Claim, Evidence, Fact, Located, Source, Timed, Told
from survivorgraph.model.triples.values import ValueStatement, list_properties, list_value_statements
from survivorgraph.model.vocabulary import CONCEPT, GRAPH, ID, NS, PREFIXES

__all__ = ["Emitter", "iri", "resolve", "term"]

RECORD_KINDS = frozenset(
    {
        "action",
        "country",
        "instrument",
        "locality",
        "observation",
        "organization",
        "partnership",
        "pattern",
        "person",
        "restriction",
        "story",
        "waiver",
    }
)
XSD = "http://www.w3.org/2001/XMLSchema#"
DURATION = NamedNode(XSD + "duration")
DATE = NamedNode(XSD + "date")
DECIMAL = NamedNode(XSD + "decimal")


@lru_cache(maxsize=4096)
def term(name: str) -> NamedNode:
    """Return the IRI of a prefixed name such as ``sg:hasForm``."""
    prefix, _, local = name.partition(":")
    return NamedNode(NS + local if prefix == "sg" else PREFIXES[prefix] + local)


def iri(kind: str, key: str) -> NamedNode:
    """Return the IRI of a resource by its kind and key."""
    return NamedNode(f"{ID}{kind}/{key}")


def resolve(ref: str) -> NamedNode:
    """Return the IRI of a reference KIND/KEY: a record or place, or else a concept of the scheme KIND."""
    kind, _, key = ref.partition("/")
    return iri(kind, key) if kind in RECORD_KINDS else NamedNode(f"{CONCEPT}{kind}/{key}")


RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")


class Emitter:
    """Collect the quads of one named graph."""

    def __init__(self, gazetteer: Gazetteer, graph_key: str) -> None:
        self.gazetteer = gazetteer
        self.source_key = graph_key
        self.graph = NamedNode(GRAPH + graph_key)
        self.quads: list[Quad] = []
        self._claims: list[tuple[NamedNode, Claim]] = []

    def type(self, subject: NamedNode, kind: str) -> None:
        """Say of what class the subject is, such as ``sg:Leg``."""
        self.quads.append(Quad(subject, RDF_TYPE, term(kind), self.graph))

    def link(self, subject: NamedNode, predicate: str, target: NamedNode | None) -> None:
        """Add a triple to another resource, where there is one."""
        if target is not None:
            self.quads.append(Quad(subject, term(predicate), target, self.graph))

    def links(self, subject: NamedNode, predicate: str, kind: str, keys: Iterable[str]) -> None:
        """Add a triple for each key of a kind, such as ``organization``."""
        for key in keys:
            self.link(subject, predicate, iri(kind, key))

    def concept(self, subject: NamedNode, predicate: str, scheme: str, *keys: str | None) -> None:
        """Add a triple for each concept key of a scheme."""
        for key in keys:
            if key is not None:
                self.link(subject, predicate, NamedNode(f"{CONCEPT}{scheme}/{key}"))

    def text(self, subject: NamedNode, predicate: str, value: str | None, language: str | None = "en") -> None:
        """Add words, in English unless told; None for words of no language, such as codes and names."""
        if value is not None:
            literal = Literal(value, language=language) if language else Literal(value)
            self.quads.append(Quad(subject, term(predicate), literal, self.graph))

    def value(self, subject: NamedNode, predicate: str, value: bool | int | Decimal | None) -> None:
        """Add a boolean, an integer or a decimal."""
        if value is None:
            return
        literal = Literal(format(value, "f"), datatype=DECIMAL) if isinstance(value, Decimal) else Literal(value)
        self.quads.append(Quad(subject, term(predicate), literal, self.graph))

    def date(self, subject: NamedNode, predicate: str, value: str | None) -> None:
        """Add a calendar day, written as in ISO 8601."""
        if value is not None:
            self.quads.append(Quad(subject, term(predicate), Literal(value, datatype=DATE), self.graph))

    def label(self, subject: NamedNode, value: str) -> None:
        """Add the name by which people are shown the subject."""
        self.text(subject, "rdfs:label", value)

    def source(self, source: Source) -> None:
        """Add the source and its sections."""
        node = iri("source", source.key)
        self.type(node, "sg:Source")
        self.label(node, source.title)
        self.text(node, "dcterms:title", source.title, source.language)
        self.text(node, "dcterms:publisher", source.publisher, None)
        for creator in source.creators:
            self.text(node, "dcterms:creator", creator, None)
        self.text(node, "dcterms:issued", source.issued, None)
        self.text(node, "dcterms:rights", source.rights)
        self.text(node, "dcterms:language", source.language, None)
        self.text(node, "sg:note", source.note)
        for number, section in enumerate(source.sections, start=1):
            part = self.section(section.key)
            self.type(part, "sg:Section")
            self.label(part, section.title)
            self.text(part, "dcterms:title", section.title, source.language)
            self.link(part, "dcterms:isPartOf", node)
            self.value(part, "sg:order", number)

    def section(self, key: str) -> NamedNode:
        """Return the IRI of a section of this source."""
        return iri("section", f"{self.source_key}-{key}")

    def evidence(self, subject: NamedNode, items: Iterable[Evidence]) -> None:
        """Tie the subject to places in the source: the section and the digest of the words."""
        for item in items:
            node = iri("evidence", f"{self.source_key}-{item.section}-{item.sha256[:12]}")
            digest = iri("quote-digest", item.sha256[:16])
            self.link(subject, "sg:hasEvidence", node)
            self.type(node, "sg:Evidence")
            self.link(node, "oa:hasSource", iri("source", self.source_key))
            self.link(node, "sg:standsIn", self.section(item.section))
            self.link(node, "oa:hasSelector", digest)
            self.type(digest, "sg:QuoteDigest")
            self.value(digest, "sg:wordCount", item.words)
            self.text(digest, "sg:sha256", item.sha256, None)

    def fact(self, subject: NamedNode, kind: str, record: Fact) -> None:
        """Add what every fact has: its class, certainty, note, source and evidence."""
        self.type(subject, kind)
        self.claim(subject, record)
        if isinstance(record, Told):
            self.value(subject, "sg:narrativeOrder", record.told)
        self.evidence(subject, record.evidence)

    def claim(self, subject: NamedNode, record: Claim) -> None:
        """Say whether the subject is stated, inferred or ambiguous, why, and by which source."""
        self.concept(subject, "sg:hasCertainty", "certainty", record.certainty)
        self.text(subject, "sg:note", record.note)
        self.link(subject, "sg:isReportedIn", iri("source", self.source_key))
        self._claims.append((subject, record))

    def finish(self) -> list[Quad]:
        """Add what is said of single values, and return all quads, each once."""
        objects: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for quad in self.quads:
            if isinstance(quad.subject, NamedNode):
                target = quad.object.value if isinstance(quad.object, NamedNode) else ""
                objects[quad.subject.value, quad.predicate.value].append(target)
        for subject, record in self._claims:
            for statement in list_value_statements(record, self.gazetteer):
                self._value_statement(subject, type(record).__name__, statement, objects)
        self._claims.clear()
        return list(dict.fromkeys(self.quads))

    def _value_statement(
        self, fact: NamedNode, kind: str, statement: ValueStatement, objects: Mapping[tuple[str, str], Sequence[str]]
    ) -> None:
        """Add one node for a value; none where the fact lacks it, as one country of a set that is split up."""
        named = {f"/{statement.value}"}
        if str(statement.value).startswith("locality/"):
            named.add(f"/country/{self.country_of(statement.value)}")
        about = []
        for name in list_properties(kind, statement.name):
            targets = objects.get((fact.value, term(name).value), ())
            about += [(name, one) for one in targets if not one or any(one.endswith(each) for each in named)]
        if not about and statement.in_list:
            return
        node = iri("value-statement", f"{fact.value.removeprefix(ID).replace('/', '-')}-{statement.key}")
        self.type(node, "sg:ValueStatement")
        self.link(fact, "sg:hasValueStatement", node)
        for name in list_properties(kind, statement.name):
            self.link(node, "sg:aboutProperty", term(name))
        for _, target in about:
            self.link(node, "sg:aboutValue", NamedNode(target) if target else None)
        self.concept(node, "sg:hasCertainty", "certainty", statement.certainty)
        self.text(node, "sg:note", statement.note)
        self.evidence(node, statement.evidence)

    def place(self, subject: NamedNode, predicate: str, ref: str | None, *, country: str | None = None) -> None:
        """Add a place, and under a second predicate the country it lies in."""
        if ref is None:
            return
        kind, _, key = ref.partition("/")
        self.link(subject, predicate, iri(kind, key))
        if country is not None:
            self.link(subject, country, iri("country", self.country_of(ref)))

    def country_of(self, ref: str) -> str:
        """Return the alpha-3 code of the country that a place is or lies in."""
        kind, _, key = ref.partition("/")
        return key if kind == "country" else self.gazetteer.localities[key].country

    def location(self, subject: NamedNode, record: Located) -> None:
        """Add where a fact takes place, known or described in words."""
        self.place(subject, "sg:takesPlaceIn", record.place, country="sg:takesPlaceInCountry")
        self.text(subject, "sg:placeText", record.place_text)

    def time(self, subject: NamedNode, record: Timed) -> None:
        """Add how long a fact lasts: as stated, in days for sorting, and how exactly it is meant."""
        if record.duration is not None:
            literal = Literal(record.duration, datatype=DURATION)
            self.quads.append(Quad(subject, term("sg:duration"), literal, self.graph))
            self.value(subject, "sg:durationDays", count_days(record.duration))
            self.concept(subject, "sg:hasDurationBound", "bound", record.duration_bound or "exact")
