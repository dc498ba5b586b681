"""Make the IRIs of resources, concepts and terms."""

from __future__ import annotations

from functools import lru_cache

from pyoxigraph import NamedNode

from survivorgraph.schema.vocabulary import CONCEPT, ID, NS, PREFIXES

__all__ = ["concept_iri", "iri", "term"]


@lru_cache(maxsize=4096)
def term(name: str) -> NamedNode:
    """Return the IRI of a prefixed name such as ``sg:hasForm``."""
    prefix, _, local = name.partition(":")
    return NamedNode(NS + local if prefix == "sg" else PREFIXES[prefix] + local)


def iri(kind: str, key: str) -> NamedNode:
    """Return the IRI of a resource by its kind and key."""
    return NamedNode(f"{ID}{kind}/{key}")


def concept_iri(scheme: str, key: str) -> NamedNode:
    """Return the IRI of a concept by its scheme and key."""
    return NamedNode(f"{CONCEPT}{scheme}/{key}")
