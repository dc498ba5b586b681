"""The namespaces of the project, and its concept schemes.

The concepts are the values that a record may hold in a closed field. They are in
``ontology/concepts``, one SKOS scheme a file; the file ``form.ttl`` holds the scheme ``form``, whose
concept ``forced-labor`` has the IRI ``CONCEPT + "form/forced-labor"``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from survivorgraph.errors import RecordError, UnknownConceptError
from survivorgraph.resources import ontology_dir

__all__ = [
    "CONCEPT",
    "GRAPH",
    "HTCDS",
    "ID",
    "NS",
    "PREFIXES",
    "SHAPES",
    "Concept",
    "Vocabulary",
    "read_vocabulary",
]

NS: Final = "https://w3id.org/survivorgraph/ns#"
SHAPES: Final = "https://w3id.org/survivorgraph/shapes#"
ID: Final = "https://w3id.org/survivorgraph/id/"
CONCEPT: Final = "https://w3id.org/survivorgraph/concept/"
GRAPH: Final = "https://w3id.org/survivorgraph/graph/"
HTCDS: Final = "https://w3id.org/survivorgraph/htcds/"

PREFIXES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "concept": CONCEPT,
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "htcds": HTCDS,
        "id": ID,
        "oa": "http://www.w3.org/ns/oa#",
        "org": "http://www.w3.org/ns/org#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "schema": "https://schema.org/",
        "sg": NS,
        "sh": "http://www.w3.org/ns/shacl#",
        "shapes": SHAPES,
        "skos": "http://www.w3.org/2004/02/skos/core#",
        "vann": "http://purl.org/vocab/vann/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
    }
)
"""The prefixes of every Turtle file and query of the project; one prefix, one namespace."""

_TYPE = NamedNode(PREFIXES["rdf"] + "type")
_CONCEPT_CLASS = NamedNode(PREFIXES["skos"] + "Concept")
_SCHEME_CLASS = NamedNode(PREFIXES["skos"] + "ConceptScheme")
_SINGLE = {"inScheme", "prefLabel", "definition", "notation"}


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of a concept scheme; `broader` holds keys of the same scheme."""

    scheme: str
    key: str
    label: str
    definition: str
    broader: tuple[str, ...]
    iri: str
    notation: str | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The concepts of every scheme: `schemes[scheme][key]`, both sorted by key."""

    schemes: Mapping[str, Mapping[str, Concept]]

    def get_concept(self, scheme: str, key: str) -> Concept:
        """Return a concept; raise UnknownConceptError, which lists the allowed keys, where there is none."""
        found = self._get_scheme(scheme).get(key)
        if found is None:
            raise UnknownConceptError(scheme, key, allowed=tuple(self.schemes[scheme]))
        return found

    def has(self, scheme: str, key: str) -> bool:
        """Return whether a scheme has a concept of this key."""
        return key in self.schemes.get(scheme, {})

    def narrower_or_self(self, scheme: str, key: str) -> tuple[str, ...]:
        """Return the key and the keys of all concepts below it, at any depth, sorted."""
        found = {self.get_concept(scheme, key).key}
        concepts = self.schemes[scheme].values()
        while more := {c.key for c in concepts if c.key not in found and found.intersection(c.broader)}:
            found |= more
        return tuple(sorted(found))

    def _get_scheme(self, scheme: str) -> Mapping[str, Concept]:
        if scheme not in self.schemes:
            raise UnknownConceptError("concept schemes", scheme, allowed=tuple(self.schemes))
        return self.schemes[scheme]


def read_vocabulary(directory: Path | None = None) -> Vocabulary:
    """Read the concept schemes of a folder, by default the shipped ones; a folder is read once.

    Raises RecordError, with the file, for a file that is not Turtle, or for a concept that is not
    in the scheme of its file, has a key the file does not match, or lacks its label or definition.
    """
    return _read_vocabulary((directory or ontology_dir() / "concepts").resolve())


@cache
def _read_vocabulary(directory: Path) -> Vocabulary:
    files = sorted(directory.glob("*.ttl"))
    if not files:
        raise RecordError("no concept scheme (*.ttl) was found in this folder", file=directory)
    return Vocabulary(MappingProxyType({file.stem: MappingProxyType(_read_scheme(file)) for file in files}))


def _read_scheme(file: Path) -> dict[str, Concept]:
    """Read one scheme, as concepts by key, sorted."""
    properties = _read_properties(file)
    scheme = properties.get(CONCEPT + file.stem, {"type": []})
    if _SCHEME_CLASS.value not in scheme["type"]:
        raise RecordError(f"expected the concept scheme <{CONCEPT}{file.stem}>, named as the file", file=file)
    concepts = (
        _make_concept(iri, found, file=file)
        for iri, found in sorted(properties.items())
        if _CONCEPT_CLASS.value in found["type"]
    )
    return {concept.key: concept for concept in concepts}


def _read_properties(file: Path) -> dict[str, dict[str, list[str]]]:
    """Read subject → local name of the property → values, for types and SKOS properties; texts in English only."""
    properties: dict[str, dict[str, list[str]]] = {}
    try:
        for quad in parse(path=str(file), format=RdfFormat.TURTLE):
            predicate = quad.predicate.value
            if predicate.startswith(PREFIXES["skos"]) or quad.predicate == _TYPE:
                if not isinstance(quad.object, (NamedNode, Literal)):
                    raise RecordError(f"{predicate} has a blank node; name it with an IRI", file=file)
                if isinstance(quad.object, Literal) and quad.object.language not in (None, "en"):
                    continue
                found = properties.setdefault(str(getattr(quad.subject, "value", quad.subject)), {"type": []})
                found.setdefault(predicate.rpartition("#")[2], []).append(quad.object.value)
    except SyntaxError as error:
        raise RecordError(f"not readable as Turtle: {error.msg}", file=file, line=error.lineno) from error
    return properties


def _make_concept(iri: str, found: Mapping[str, Iterable[str]], *, file: Path) -> Concept:
    stem = f"{CONCEPT}{file.stem}/"
    key = iri.removeprefix(stem)
    if not iri.startswith(stem) or "/" in key or not key:
        raise RecordError(f"the concept <{iri}> does not begin with <{stem}>", file=file, field=iri)
    values = {name: sorted(found.get(name, ())) for name in (*_SINGLE, "broader")}
    for name in ("inScheme", "prefLabel", "definition"):
        if len(values[name]) != 1:
            raise RecordError(f"expected one skos:{name}, found {len(values[name])}", file=file, field=key)
    if values["inScheme"] != [CONCEPT + file.stem]:
        raise RecordError(f"is not in the scheme '{file.stem}' of its file", file=file, field=key)
    return Concept(
        scheme=file.stem,
        key=key,
        label=values["prefLabel"][0],
        definition=values["definition"][0],
        broader=tuple(broader.removeprefix(stem) for broader in values["broader"]),
        iri=iri,
        notation=next(iter(values["notation"]), None),
    )
