"""Turn records of all kinds into quads, by the RDF mapping on their classes and fields.

Every record is a node, without blank nodes; so is each part of it. What a source says of an entity that other sources
may speak of too is a profile of its own, with the evidence; the entity carries the same properties as a shortcut for
queries, in the graph of that source.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pyoxigraph import NamedNode

from survivorgraph.schema.fields import count_days
from survivorgraph.schema.iris import concept_iri, iri, term
from survivorgraph.schema.mapping import ANY, SOURCE_LANGUAGE, Property, Resource
from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.rdf.values import ValueStatement, list_value_statements
from survivorgraph.schema.rdf.writer import QuadWriter
from survivorgraph.schema.records import Claim, Evidence, Record
from survivorgraph.schema.records.base import EVIDENCE, QUOTE_DIGEST, VALUE_STATEMENT
from survivorgraph.schema.registry import FieldRule, Node, is_record_kind, iterate_nodes, iterate_parts, list_fields
from survivorgraph.schema.vocabulary import ID

__all__ = ["Emitter"]


class Emitter(QuadWriter):
    """The quads of one source."""

    def __init__(self, gazetteer: Gazetteer, source_key: str, language: str = "en") -> None:
        super().__init__(gazetteer, source_key)
        self.source_key = source_key
        self.language = language

    def record(self, record: Record) -> None:
        """Add a record and all its parts."""
        for node in iterate_nodes(record, self.source_key):
            self.node(node)

    def node(self, node: Node, evidence: Sequence[Evidence] = ()) -> None:
        """Add a node and its parts; where it has no evidence of its own, it has that of its whole."""
        resource, record = node.resource, node.record
        entity = subject = iri(resource.kind, node.key)
        self.type(entity, resource.type, *resource.also)
        if profile := resource.profile:
            subject = iri(profile.kind, f"{self.source_key}-{node.key}")
            self.type(subject, profile.type)
            self.link(subject, profile.describes, entity)
        if resource.is_reported:
            self.link(subject, "sg:isReportedIn", iri("source", self.source_key))
        if resource.position:
            self.value(subject, resource.position, node.number)
        for rule in list_fields(type(record)):
            for mark in rule.properties:
                on = {"both": {entity, subject}, "entity": {entity}, "profile": {subject}, "parts": set()}[mark.on]
                for each in on:
                    self._values(each, mark, rule, getattr(record, rule.name))
        if isinstance(record, Claim):
            evidence = record.evidence or evidence
            self._evidence(subject, evidence)
            for statement in list_value_statements(record, self.gazetteer):
                self._value_statement(subject, statement, type(record))
        for part in iterate_parts(node, self.source_key):
            self._part(node, part, evidence)

    def _values(self, subject: NamedNode, mark: Property, rule: FieldRule, found: Any) -> None:
        for value in found if isinstance(found, list) else [found]:
            if value is not None and (value or not mark.true_only):
                self._value(subject, mark, rule, value)

    def _value(self, subject: NamedNode, mark: Property, rule: FieldRule, value: Any) -> None:
        if mark.days:
            self.value(subject, mark.name, count_days(value))
        elif mark.country:
            self.place(subject, mark.name, value, country=mark.country)
        elif rule.scheme or rule.target:
            self.link(subject, mark.name, self.resolve(rule, value))
        elif rule.datatype:
            self.typed(subject, mark.name, value, rule.datatype)
        elif isinstance(value, bool | int | Decimal):
            self.value(subject, mark.name, value)
        else:
            self.text(subject, mark.name, value, self.language if mark.language == SOURCE_LANGUAGE else mark.language)

    def resolve(self, rule: FieldRule, value: str) -> NamedNode:
        """Return the IRI of a concept key or a reference in a field."""
        if rule.scheme:
            return concept_iri(rule.scheme, value)
        if rule.target == "section":
            return iri("section", f"{self.source_key}-{value}")
        if rule.target != ANY:
            return iri(rule.target, value)
        kind, _, key = value.partition("/")
        return iri(kind, key) if is_record_kind(kind) else concept_iri(kind, key)

    def _part(self, whole: Node, node: Node, evidence: Sequence[Evidence]) -> None:
        part, subject, entity = node.part, iri(node.resource.kind, node.key), iri(whole.resource.kind, whole.key)
        assert part is not None
        self.node(node, evidence)
        self.link(*((subject, part.name, entity) if part.inverse else (entity, part.name, subject)))
        for name, reference in part.adds.items():
            self.link(subject, name, concept_iri(*reference.split("/")))
        for rule in list_fields(type(whole.record)):
            for mark in rule.properties:
                if mark.on == "parts":
                    self._values(subject, mark, rule, getattr(whole.record, rule.name))
        rules = {rule.name: rule for rule in list_fields(type(node.record))}
        for field, name in part.shortcuts.items():
            if not isinstance(node.record, Claim) or node.record.certainty_of(field) != "ambiguous":
                self._values(entity, Property(name), rules[field], getattr(node.record, field))

    def _value_statement(self, fact: NamedNode, statement: ValueStatement, model: type[Record]) -> None:
        """Add a node that says how certain one value of a fact is, and which words carry it."""
        node = self._make(VALUE_STATEMENT, fact=fact.value.removeprefix(ID).replace("/", "-"), name=statement.key)
        self.link(fact, "sg:hasValueStatement", node)
        rule = next(rule for rule in list_fields(model) if rule.name == statement.attribute)
        for mark in rule.properties:
            self.link(node, "sg:aboutProperty", term(mark.name))
            if mark.country:
                self.link(node, "sg:aboutProperty", term(mark.country))
                self.place(node, "sg:aboutValue", statement.value, country="sg:aboutValue")
            elif rule.scheme or rule.target:
                self.link(node, "sg:aboutValue", self.resolve(rule, statement.value))
        self.concept(node, "sg:hasCertainty", "certainty", statement.certainty)
        self.text(node, "sg:note", statement.note)
        self._evidence(node, statement.evidence)

    def _make(self, resource: Resource, **parts: str) -> NamedNode:
        """Add a node that is no record: its class, and its key of parts."""
        node = iri(resource.kind, resource.key.format_map(parts))
        self.type(node, resource.type)
        return node

    def _evidence(self, subject: NamedNode, items: Sequence[Evidence]) -> None:
        """Tie the subject to places in the source: the section and the digest of the words."""
        for item in items:
            node = self._make(EVIDENCE, source=self.source_key, section=item.section, sha256=item.sha256)
            digest = self._make(QUOTE_DIGEST, sha256=item.sha256)
            self.link(subject, "sg:hasEvidence", node)
            self.link(node, "oa:hasSource", iri("source", self.source_key))
            self.link(node, "sg:standsIn", iri("section", f"{self.source_key}-{item.section}"))
            self.link(node, "oa:hasSelector", digest)
            self.value(digest, "sg:wordCount", item.words)
            self.text(digest, "sg:sha256", item.sha256, None)
