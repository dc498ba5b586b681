"""Describe the SPARQL service and its dataset in RDF: Service Description, VoID and DCAT in one document.

SPARQL 1.1 Service Description (https://www.w3.org/TR/sparql11-service-description/), VoID
(https://www.w3.org/TR/void/) and DCAT 3 (https://www.w3.org/TR/vocab-dcat-3/). The document names no blank node,
no person and no time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from survivorgraph.schema.vocabulary import GRAPH, ID, NS, PREFIXES
from survivorgraph.store.imported import read_report

__all__ = ["choose_description_format", "describe_service", "read_graph_sizes"]

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_DCAT = "http://www.w3.org/ns/dcat#"
_FORMATS = "http://www.w3.org/ns/formats/"
_RDF, _DCTERMS, _XSD = PREFIXES["rdf"], PREFIXES["dcterms"], PREFIXES["xsd"]
_RESULT_FORMATS = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV")
_RDF_FORMATS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
_READABLE = (RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML, RdfFormat.JSON_LD)


def read_graph_sizes(build: Path) -> dict[str, int]:
    """Return the number of triples of each named graph, by IRI, as the report of a build has them."""
    return {GRAPH + name: size for name, size in read_report(build)["graphs"].items()}


def choose_description_format(accept: str) -> RdfFormat:
    """Return the first RDF format that an Accept header names and that a triple can be written in, or Turtle.

    >>> choose_description_format("text/html, application/ld+json;q=0.9").name, choose_description_format("*/*").name
    ('JSON-LD', 'Turtle')
    """
    for part in accept.split(","):
        found = RdfFormat.from_media_type(part.partition(";")[0].strip())
        if found in _READABLE:
            return found
    return RdfFormat.TURTLE


def describe_service(base: str, sizes: Mapping[str, int], form: RdfFormat) -> bytes:
    """Write what is served below the address `base`, which ends with a slash."""
    prefixes = {"sd": _SD, "void": _VOID, "dcat": _DCAT, "dcterms": _DCTERMS, "sg": NS}
    triples = sorted(set(_iterate_triples(base, sizes)), key=str)
    return serialize(triples, format=form, prefixes=prefixes) or b""


def _iterate_triples(base: str, sizes: Mapping[str, int]) -> Iterator[Triple]:
    service, dataset = base + "sparql", base + ".well-known/void#dataset"
    yield from _state(service, _RDF + "type", _SD + "Service", _DCAT + "DataService")
    yield from _state(service, _SD + "endpoint", service)
    yield from _state(service, _SD + "supportedLanguage", _SD + "SPARQL11Query")
    yield from _state(service, _SD + "feature", _SD + "UnionDefaultGraph")
    yield from _state(service, _SD + "resultFormat", *(_FORMATS + name for name in (*_RESULT_FORMATS, *_RDF_FORMATS)))
    yield from _state(service, _SD + "defaultDataset", dataset)
    yield from _state(service, _DCAT + "endpointURL", service)
    yield from _state(service, _DCAT + "endpointDescription", service)
    yield from _state(service, _DCAT + "servesDataset", dataset)
    yield _say(service, _DCTERMS + "title", Literal("SPARQL 1.1 query service", language="en"))
    yield from _state(dataset, _RDF + "type", _SD + "Dataset", _VOID + "Dataset", _DCAT + "Dataset")
    title = "A knowledge graph of human-trafficking reports, each fact tied to its place in its source"
    yield _say(dataset, _DCTERMS + "title", Literal(title, language="en"))
    counts = "It counts what was detected and reported, not what happened, and identifies nobody."
    yield _say(dataset, _DCTERMS + "description", Literal(counts, language="en"))
    yield from _state(dataset, _VOID + "sparqlEndpoint", service)
    yield from _state(dataset, _VOID + "vocabulary", NS)
    yield from _state(dataset, _VOID + "rootResource", base)
    yield _say(dataset, _VOID + "uriSpace", Literal(ID))
    yield _say(dataset, _VOID + "triples", _count(sum(sizes.values())))
    yield from _describe_file(base, dataset)
    for number, (name, size) in enumerate(sorted(sizes.items())):
        yield from _describe_graph(f"{base}.well-known/void#graph-{number}", dataset, name, size)


def _describe_file(base: str, dataset: str) -> Iterator[Triple]:
    file = base + "graph.trig"
    yield from _state(dataset, _VOID + "dataDump", file)
    yield from _state(dataset, _DCAT + "distribution", file)
    yield from _state(file, _RDF + "type", _DCAT + "Distribution")
    yield from _state(file, _DCAT + "downloadURL", file)
    yield from _state(file, _DCAT + "mediaType", "https://www.iana.org/assignments/media-types/application/trig")


def _describe_graph(node: str, dataset: str, name: str, size: int) -> Iterator[Triple]:
    content = node + "-content"
    yield from _state(dataset, _SD + "namedGraph", node)
    yield from _state(dataset, _VOID + "subset", content)
    yield from _state(node, _RDF + "type", _SD + "NamedGraph")
    yield from _state(node, _SD + "name", name)
    yield from _state(node, _SD + "graph", content)
    yield from _state(content, _RDF + "type", _SD + "Graph", _VOID + "Dataset")
    yield _say(content, _VOID + "triples", _count(size))


def _state(subject: str, predicate: str, *objects: str) -> Iterator[Triple]:
    for one in objects:
        yield Triple(NamedNode(subject), NamedNode(predicate), NamedNode(one))


def _say(subject: str, predicate: str, value: Literal) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), value)


def _count(number: int) -> Literal:
    return Literal(str(number), datatype=NamedNode(_XSD + "integer"))
