"""The ontology as the reference pages describe it: classes, properties and concept schemes.

All of it is read from the files of the ontology: definitions from the vocabulary, what a class has from the
shapes, an example from the invented data in ``examples``. Nothing is written here that those do not say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from survivorgraph.ontology.shapes import shorten
from survivorgraph.ontology.turtle import find_prefixes, format_turtle, read_quads
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import CONCEPT, ID, NS, PREFIXES, SHAPES

__all__ = ["ConceptDoc", "Ontology", "SchemeDoc", "Slot", "TermDoc", "read_ontology"]

BASE = ID.removesuffix("id/")
_KINDS = {"Class": "class", "ObjectProperty": "object property", "DatatypeProperty": "datatype property"}


@dataclass(frozen=True, slots=True)
class TermDoc:
    """The documentation of a class or property from the vocabulary; IRIs in `parents` and the like are full."""

    iri: str
    kind: str
    label: str
    definition: str
    note: str
    example: str
    sources: tuple[str, ...]
    parents: tuple[str, ...]
    domain: tuple[str, ...]
    range: tuple[str, ...]
    schemes: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the local name, such as ``hasForm``."""
        return self.iri.removeprefix(NS)


@dataclass(frozen=True, slots=True)
class Slot:
    """A constraint of a shape on a class: a property, its cardinality, and the kind of its values."""

    path: str
    values: str
    least: int
    most: int | None

    @property
    def count(self) -> str:
        """Return the cardinality in words."""
        counts = {(0, 1): "at most one", (1, 1): "exactly one", (0, None): "any number", (1, None): "at least one"}
        return counts.get((self.least, self.most), f"at least {self.least}")


@dataclass(frozen=True, slots=True)
class ConceptDoc:
    """The documentation of a concept; `depth` is 0 at the top of its scheme, `labels` are by language."""

    iri: str
    depth: int
    definition: str
    notes: tuple[str, ...]
    notation: str
    labels: Mapping[str, str]

    @property
    def key(self) -> str:
        """Return the last part of the IRI, which records use."""
        return self.iri.rpartition("/")[2]


@dataclass(frozen=True, slots=True)
class SchemeDoc:
    """The documentation of a concept scheme, with its concepts in the order of the hierarchy."""

    key: str
    label: str
    definition: str
    note: str
    concepts: tuple[ConceptDoc, ...]
    used_by: tuple[str, ...]


class Ontology:
    """The ontology of a folder, as the reference pages query it."""

    def __init__(self, folder: Path) -> None:
        """Read the vocabulary, the concepts, the shapes and the examples."""
        self.prefixes = find_prefixes(folder)
        self.terms, self.examples = Store(), Store()
        for file in (folder / "survivorgraph.ttl", *sorted((folder / "concepts").glob("*.ttl"))):
            self.terms.extend(read_quads(file))
        for file in sorted((folder / "shapes").glob("*.ttl")):
            self.terms.extend(read_quads(file))
        for file in sorted((folder / "examples").glob("*.ttl")):
            self.examples.extend(read_quads(file))

    def values(self, subject: str, predicate: str, language: str = "en") -> tuple[str, ...]:
        """Return the values of a property, sorted: IRIs, and texts of one language or of none."""
        prefix, _, local = predicate.partition(":")
        found = self.terms.quads_for_pattern(NamedNode(subject), NamedNode(PREFIXES[prefix] + local), None)
        return tuple(
            sorted(
                quad.object.value
                for quad in found
                if isinstance(quad.object, NamedNode)
                or (isinstance(quad.object, Literal) and quad.object.language in (None, language))
            )
        )

    def value(self, subject: str, predicate: str, language: str = "en") -> str:
        """Return the first value of a property, or an empty text."""
        return next(iter(self.values(subject, predicate, language)), "")

    @cached_property
    def classes(self) -> tuple[TermDoc, ...]:
        """Return the classes, by name."""
        return self._terms("Class")

    @cached_property
    def properties(self) -> tuple[TermDoc, ...]:
        """Return the properties, by name."""
        return tuple(sorted((*self._terms("ObjectProperty"), *self._terms("DatatypeProperty")), key=_by_name))

    def _terms(self, kind: str) -> tuple[TermDoc, ...]:
        found = self.terms.quads_for_pattern(None, _TYPE, NamedNode(PREFIXES["owl"] + kind))
        subjects = {quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)}
        return tuple(sorted((self._term(iri, _KINDS[kind]) for iri in subjects if iri.startswith(NS)), key=_by_name))

    def _term(self, iri: str, kind: str) -> TermDoc:
        see = self.values(iri, "rdfs:seeAlso")
        return TermDoc(
            iri=iri,
            kind=kind,
            label=self.value(iri, "rdfs:label"),
            definition=self.value(iri, "skos:definition"),
            note=" ".join(self.values(iri, "skos:scopeNote")),
            example=self.value(iri, "skos:example"),
            sources=self.values(iri, "dcterms:source"),
            parents=(*self.values(iri, "rdfs:subClassOf"), *self.values(iri, "rdfs:subPropertyOf")),
            domain=(*self.values(iri, "rdfs:domain"), *self.values(iri, "schema:domainIncludes")),
            range=(*self.values(iri, "rdfs:range"), *self.values(iri, "schema:rangeIncludes")),
            schemes=tuple(iri.removeprefix(CONCEPT) for iri in see if iri.startswith(CONCEPT)),
        )

    def subclasses(self, iri: str) -> tuple[str, ...]:
        """Return the classes right below a class."""
        return tuple(term.iri for term in self.classes if iri in term.parents)

    def slots(self, iri: str, *shapes: str) -> tuple[Slot, ...]:
        """Return what the shapes ask of a class itself, and what further shapes ask, by property.

        Further shapes are named, such as ``FigureInTable``.
        """
        found = self.terms.quads_for_pattern(None, _sh("targetClass"), NamedNode(iri))
        subjects = [quad.subject.value for quad in found if isinstance(quad.subject, NamedNode)]
        slots: dict[str, Slot] = {}
        for shape in (*subjects, *(SHAPES + name for name in shapes)):
            for slot in self._list_slots(shape):
                slots[slot.path] = _join(slot, slots.get(slot.path))
        return tuple(slots[path] for path in sorted(slots, key=shorten))

    def _list_slots(self, shape: str) -> Iterable[Slot]:
        for part in self.values(shape, "sh:property"):
            if path := self.value(part, "sh:path"):
                yield self._slot(part, path)

    def _slot(self, shape: str, path: str) -> Slot:
        scheme = re.search(r"concept/([a-z-]+)/", self.value(shape, "sh:pattern"))
        kind = self.value(shape, "sh:class") or self.value(shape, "sh:datatype")
        least, most = self.value(shape, "sh:minCount"), self.value(shape, "sh:maxCount")
        values = f"concept:{scheme[1]}" if scheme else shorten(kind)
        return Slot(path, values, int(least or 0), int(most) if most else None)

    def facts(self, iri: str) -> bool:
        """Return whether a class is one of facts, which have evidence and a certainty."""
        return NS + "Fact" in self.values(iri, "rdfs:subClassOf")

    def example_of(self, iri: str) -> NamedNode | None:
        """Return the instance of a class, or else of one below it, of which the examples say most."""
        for kind in (iri, *self.subclasses(iri)):
            found = [quad.subject for quad in self.examples.quads_for_pattern(None, _TYPE, NamedNode(kind))]
            named = sorted({node for node in found if isinstance(node, NamedNode)}, key=lambda node: node.value)
            if named:
                return max(named, key=lambda node: len(self.describe(node)))
        return None

    def describe(self, node: NamedNode) -> list[Quad]:
        """Return the triples of the examples that have this subject."""
        return list(self.examples.quads_for_pattern(node, None, None))

    def write_example(self, node: NamedNode) -> str:
        """Write an example in Turtle, with IRIs relative to the project's base where no prefix fits."""
        text = format_turtle(self.describe(node), prefixes=self.prefixes)
        return f"BASE <{BASE}>\n{text.replace(f'<{ID}', '<id/')}"

    def write_triple(self, iri: str) -> str:
        """Write one triple of the examples with this property, or else one of the concepts; empty without any."""
        for store in (self.examples, self.terms):
            found = store.quads_for_pattern(None, NamedNode(iri), None)
            triples = sorted(" ".join(self._write(one) for one in (q.subject, q.predicate, q.object)) for q in found)
            if triples:
                return f"{triples[0]} ."
        return ""

    def _write(self, term: object) -> str:
        """Write a term as the examples do: by a prefix, relative to the base, or as a literal."""
        if not isinstance(term, NamedNode):
            return str(term)
        if term.value.startswith(ID):
            return f"<{term.value.removeprefix(BASE)}>"
        names = (
            f"{prefix}:{term.value.removeprefix(namespace)}"
            for prefix, namespace in self.prefixes.items()
            if term.value.startswith(namespace) and "/" not in term.value.removeprefix(namespace)
        )
        return next(names, str(term))

    @cached_property
    def schemes(self) -> tuple[SchemeDoc, ...]:
        """Return the concept schemes, by key."""
        kind = NamedNode(PREFIXES["skos"] + "ConceptScheme")
        found = self.terms.quads_for_pattern(None, _TYPE, kind)
        keys = sorted(q.subject.value.removeprefix(CONCEPT) for q in found if isinstance(q.subject, NamedNode))
        return tuple(self._scheme(key) for key in keys)

    def _scheme(self, key: str) -> SchemeDoc:
        iri = CONCEPT + key
        members = self.terms.quads_for_pattern(None, NamedNode(PREFIXES["skos"] + "inScheme"), NamedNode(iri))
        below: dict[str, list[str]] = {}
        for member in (quad.subject.value for quad in members if isinstance(quad.subject, NamedNode)):
            below.setdefault(self.value(member, "skos:broader"), []).append(member)
        return SchemeDoc(
            key=key,
            label=self.value(iri, "rdfs:label"),
            definition=self.value(iri, "skos:definition"),
            note=self.value(iri, "skos:scopeNote"),
            concepts=tuple(self._walk("", below, 0)),
            used_by=tuple(term.name for term in self.properties if key in term.schemes),
        )

    def _walk(self, above: str, below: Mapping[str, Sequence[str]], depth: int) -> Iterable[ConceptDoc]:
        for iri in sorted(below.get(above, ())):
            yield ConceptDoc(
                iri=iri,
                depth=depth,
                definition=self.value(iri, "skos:definition"),
                notes=self.values(iri, "skos:scopeNote"),
                notation=self.value(iri, "skos:notation"),
                labels={language: self.value(iri, "skos:prefLabel", language) for language in ("en", "fr", "es")},
            )
            yield from self._walk(iri, below, depth + 1)


_TYPE = NamedNode(PREFIXES["rdf"] + "type")


def _sh(name: str) -> NamedNode:
    return NamedNode(PREFIXES["sh"] + name)


def _by_name(term: TermDoc) -> str:
    return term.name.casefold()


def _join(slot: Slot, other: Slot | None) -> Slot:
    """Merge the constraints of two shapes on the same property."""
    if other is None:
        return slot
    limits = [most for most in (slot.most, other.most) if most is not None]
    values = slot.values or other.values
    return Slot(slot.path, values, max(slot.least, other.least), min(limits, default=None))


def read_ontology(folder: Path | None = None) -> Ontology:
    """Read an ontology folder, by default the shipped one."""
    return Ontology(folder or ontology_dir())
