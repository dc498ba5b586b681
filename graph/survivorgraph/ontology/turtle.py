"""Canonical form of the Turtle files of the ontology: rdflib's ``longturtle``.

The form sorts subjects, predicates and objects, names blank nodes by their content, and uses the
prefixes of the project whatever a file declares, so that a change in meaning is all that a diff shows.
``python -m survivorgraph.ontology.turtle`` writes every file of the shipped ontology so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph

from survivorgraph.errors import CheckError
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import CONCEPT, HTCDS, PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

__all__ = ["find_prefixes", "find_turtle_files", "format_ontology", "format_turtle", "read_quads", "to_rdflib"]


def find_turtle_files(ontology: Path) -> list[Path]:
    """Return the Turtle files of an ontology folder: the vocabulary, concepts and shapes, sorted."""
    return sorted(ontology.rglob("*.ttl"))


def find_prefixes(ontology: Path) -> dict[str, str]:
    """Return the prefixes of the project, and one for each concept scheme: ``form`` for ``…/form/``."""
    folders = {"concepts": CONCEPT, "htcds": HTCDS}
    schemes = {
        file.stem: f"{namespace}{file.stem}/"
        for folder, namespace in folders.items()
        for file in sorted((ontology / folder).glob("*.ttl"))
    }
    return {**PREFIXES, **schemes}


def read_quads(data: Path | bytes) -> list[pyoxigraph.Quad]:
    """Parse a file, its format given by its suffix, or bytes of N-Triples or N-Quads; raise CheckError if invalid."""
    try:
        if isinstance(data, bytes):
            return list(pyoxigraph.parse(BytesIO(data), format=pyoxigraph.RdfFormat.N_QUADS))
        return list(pyoxigraph.parse(path=str(data)))
    except (SyntaxError, OSError, ValueError) as error:
        where = "the data" if isinstance(data, bytes) else data
        raise CheckError(f"{where}: not readable as RDF: {error}") from error


def to_rdflib(quads: Iterable[pyoxigraph.Quad]) -> Graph:
    """Copy quads to one rdflib graph, named graphs merged. Each term is made once."""
    from rdflib import BNode, Graph, Literal, URIRef

    made: dict[Any, Node] = {}

    def convert(term: Any) -> Node:
        node = made.get(term)
        if node is None:
            if isinstance(term, pyoxigraph.NamedNode):
                node = URIRef(term.value)
            elif isinstance(term, pyoxigraph.BlankNode):
                node = BNode(term.value)
            elif isinstance(term, pyoxigraph.Triple):
                raise CheckError("a triple is part of another one (RDF 1.2), which is not read; write it as its parts")
            elif term.language:
                node = Literal(term.value, lang=term.language)
            elif term.datatype.value == PREFIXES["xsd"] + "string":
                node = Literal(term.value)
            else:
                node = Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
            made[term] = node
        return node

    merged = Graph(bind_namespaces="none")
    for quad in quads:
        merged.add((convert(quad.subject), convert(quad.predicate), convert(quad.object)))
    return merged


def format_turtle(quads: Iterable[pyoxigraph.Quad], *, prefixes: Mapping[str, str]) -> str:
    """Write quads as Turtle in the canonical form; only prefixes that are used are declared."""
    triples = to_rdflib(quads)
    for prefix, namespace in sorted(prefixes.items()):
        triples.bind(prefix, namespace)
    return triples.serialize(format="longturtle", canon=True).strip() + "\n"


def format_ontology(ontology: Path | None = None) -> list[Path]:
    """Write every Turtle file of an ontology folder in the canonical form; return those that changed."""
    folder = ontology or ontology_dir()
    prefixes, changed = find_prefixes(folder), []
    for file in find_turtle_files(folder):
        text = format_turtle(read_quads(file), prefixes=prefixes)
        if text != file.read_text(encoding="utf-8"):
            file.write_text(text, encoding="utf-8", newline="\n")
            changed.append(file)
    return changed


if __name__ == "__main__":
    format_ontology()
