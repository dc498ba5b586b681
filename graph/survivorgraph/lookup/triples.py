"""Read the triples of a thing and its facts, with what they say of single values and where they are written."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from pyoxigraph import RdfFormat, Triple, serialize

from survivorgraph.schema.vocabulary import PREFIXES
from survivorgraph.wording.narrowing import narrow

__all__ = ["Triples", "read_turtle"]

TRIPLES = "CONSTRUCT { ?node ?property ?value } WHERE { ?node ?property ?value }"
BELOW = """
CONSTRUCT { ?below ?property ?value } WHERE {
  ?node sg:hasEvidence?/oa:hasSelector?|sg:hasValueStatement/sg:hasEvidence?/oa:hasSelector? ?below .
  ?below a ?class ; ?property ?value .
}
"""


class Triples(Protocol):
    """An object that answers a CONSTRUCT, such as a Dataset."""

    def triples(self, sparql: str, /) -> Collection[Triple]:
        """Return the triples of a query."""
        ...


def read_turtle(dataset: Triples, nodes: Collection[str]) -> str:
    """Return the triples of nodes, their value statements and their evidence as Turtle."""
    found = {triple for query in (TRIPLES, BELOW) for triple in dataset.triples(narrow(query, "node", nodes))}
    written = serialize(sorted(found, key=str), format=RdfFormat.TURTLE, prefixes=dict(PREFIXES)) or b""
    return written.decode()
