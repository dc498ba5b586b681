"""RDF and results that come from elsewhere are read, or are one error: answers of endpoints, files of an ontology."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survivorgraph.errors import CheckError, DatasetError, QueryLimitError, RecordError
from survivorgraph.ontology.turtle import format_turtle, read_quads, to_rdflib
from survivorgraph.schema.vocabulary import CONCEPT, GRAPH, _read_vocabulary
from survivorgraph.store.answers import Answer
from survivorgraph.store.endpoint import Endpoint
from survivorgraph.store.http import Reply

SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
IRI = "https://example.org/a"
JSON = f"""{{"head": {{"vars": ["graph", "b"]}}, "results": {{"bindings": [
{{"graph": {{"type": "uri", "value": "{GRAPH}almanac"}}, "b": {{"type": "literal", "value": "1", "xml:lang": "en"}}}},
{{"b": {{"type": "triple", "value": {{"subject": {{"type": "bnode", "value": "x"}}}}}}}}]}}}}"""
XML = f"""<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">
<head><variable name="graph"/></head>
<results><result><binding name="graph"><uri>{GRAPH}almanac</uri></binding></result></results></sparql>"""
TURTLE = f"""@prefix a: <{IRI}/> .
a:b a:c "d"@en , 1.5 , true , [ a:e ( 1 2 ) ] ; a <{IRI}> .
"""
QUADS = (
    f'<{IRI}> <{IRI}> "x\\u00e9"^^<http://www.w3.org/2001/XMLSchema#integer> <{GRAPH}almanac> .\n_:b <{IRI}> _:b .\n'
)
TRIG = f"@prefix a: <{IRI}/> .\na:g {{ a:b a:c << a:d a:e a:f >> , '''long\n''' }}\n"
LD = f'{{"@context": {{"@vocab": "{IRI}/"}}, "@id": "{IRI}", "b": [{{"@value": "c", "@language": "en"}}]}}'
ANSWERS = {
    "application/sparql-results+json": JSON,
    "application/sparql-results+xml": XML,
    "text/csv": "graph,b\r\nx,1\r\n",
    "text/tab-separated-values": f'?graph\t?b\n<{GRAPH}almanac>\t"x"@en\n',
    "text/turtle": TURTLE,
    "application/n-triples": QUADS.replace(f" <{GRAPH}almanac>", ""),
    "application/n-quads": QUADS,
    "application/trig": TRIG,
    "application/rdf+xml": f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="{IRI}/">'
    f'<rdf:Description rdf:about="{IRI}"><a:b>c</a:b></rdf:Description></rdf:RDF>',
    "application/ld+json": LD,
    "text/html": "<html>",
}
PIECES = (
    '"', "'", "<", ">", "{", "}", "[", "]", "(", ")", "{" * 999, "[" * 999, "(" * 999, "<< " * 99, ".", ";", ",", "@",
    "@prefix : <x", "_:", "^^", "\\u", "\\uD800", "\\", "\n", "\x00", "\x1b[2J", "\u202e", "\ufeff", "\udc80", "null",
    "true", "-1e9999", "9" * 5000, "x" * 5000, "<!ENTITY a '&a;'>", "&a;", "http://", "//", "\t", "{|", "]]>", "<?",
    "@en-" + "x" * 99,
)  # fmt: skip
EDITS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.sampled_from(PIECES)), min_size=1, max_size=5)


def mangle(text: str, edits: list[tuple[float, int, str]]) -> bytes:
    for share, gone, new in edits:
        at = int(share * len(text))
        text = text[:at] + new + text[at + gone :]
    return text.encode("utf-8", "surrogateescape")


class Mangled(Endpoint):
    """An endpoint that answers every query alike."""

    answer_given = Reply(200, {}, b"")

    def _send(self, text: str, form: str, graphs: object) -> Reply:
        return self.answer_given


@pytest.mark.fuzz
@SHARED
@given(media_type=st.sampled_from(sorted(ANSWERS)), form=st.sampled_from(["SELECT", "ASK", "CONSTRUCT"]), edits=EDITS)
def test_any_answer_of_an_endpoint_is_read_or_is_one_error(
    media_type: str, form: str, edits: list[tuple[float, int, str]]
) -> None:
    endpoint = Mangled("http://localhost/")
    endpoint.answer_given = Reply(200, {"content-type": media_type}, mangle(ANSWERS[media_type], edits))
    with suppress(DatasetError, QueryLimitError):
        assert isinstance(endpoint._ask("", form, (), is_ordered=False), Answer)
    with suppress(DatasetError, QueryLimitError):
        assert all(name.startswith(GRAPH) for name in endpoint.list_graphs())


CONCEPTS = f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<{CONCEPT}tide> a skos:ConceptScheme ; skos:prefLabel "Tide"@en .
<{CONCEPT}tide/low> a skos:Concept ; skos:inScheme <{CONCEPT}tide> ; skos:prefLabel "low"@en , "basse"@fr ;
    skos:definition "Water is low."@en ; skos:broader <{CONCEPT}tide/any> .
<{CONCEPT}tide/any> a skos:Concept ; skos:inScheme <{CONCEPT}tide> ; skos:prefLabel "any"@en ;
    skos:definition "All."@en .
"""


@pytest.mark.fuzz
@SHARED
@given(edits=EDITS)
def test_a_mangled_concept_scheme_is_read_or_is_one_error(
    edits: list[tuple[float, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "concepts"
    folder.mkdir(exist_ok=True)
    (folder / "tide.ttl").write_bytes(mangle(CONCEPTS, edits))
    with suppress(RecordError):
        assert _read_vocabulary.__wrapped__(folder).schemes.keys() == {"tide"}


FILES = {"a.ttl": TURTLE, "a.trig": TRIG, "a.nq": QUADS, "a.jsonld": LD, "a.rdf": ANSWERS["application/rdf+xml"]}


@pytest.mark.fuzz
@SHARED
@given(name=st.sampled_from(sorted(FILES)), edits=EDITS)
def test_a_mangled_file_of_rdf_is_read_and_written_or_is_one_error(
    name: str, edits: list[tuple[float, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder: Path = tmp_path_factory.getbasetemp() / "rdf"
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(mangle(FILES[name], edits))
    with suppress(CheckError):
        quads = read_quads(folder / name)
        assert len(to_rdflib(quads)) <= len(quads)
        assert format_turtle(quads, prefixes={"a": f"{IRI}/"}).endswith("\n")
