"""The service says what is there, refuses what it must, and tells nobody what was asked."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from pyoxigraph import RdfFormat, Store, parse, serialize
from rdflib import DCAT, RDF, VOID, Graph, Literal, URIRef

from survivorgraph.errors import DatasetError
from survivorgraph.schema.vocabulary import GRAPH
from survivorgraph.service import serve
from survivorgraph.service.protocol import RequestRejected, read_request

COUNT = "SELECT (COUNT(*) AS ?n) { ?story a sg:Story }"


@pytest.mark.parametrize("path", ["", "index.html"])
def test_the_explorer_is_served_with_headers_that_protect_it(path: str, service: Any) -> None:
    with urlopen(service.url + path, timeout=30) as answer:
        assert answer.headers.get_content_type() == "text/html"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Server"] == "survivorgraph"
        assert b"</html>" in answer.read()


def test_the_first_page_leads_to_the_editor(service: Any) -> None:
    assert '<a href="/query">' in service.get("")[2]


@pytest.mark.parametrize("path", ["nope.html", "%2e%2e/report.json", "..%2fstore/CURRENT", ".hidden", "%00", "store"])
def test_nothing_else_is_served(path: str, service: Any) -> None:
    status, media_type, _ = service.get(path)
    assert (status, media_type) == (404, "text/plain")


def test_the_whole_graph_can_be_taken_along(service: Any, built_invented: Path) -> None:
    status, media_type, body = service.get("graph.trig")
    assert (status, media_type) == (200, "application/trig")
    assert body == (built_invented / "graph.trig").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["sparql", ".well-known/void"])
@pytest.mark.parametrize("accept", ["text/turtle", "application/rdf+xml", "application/ld+json"])
def test_the_service_describes_itself(path: str, accept: str, service: Any) -> None:
    status, media_type, body = service.get(path, Accept=accept)
    assert (status, media_type) == (200, accept)
    triples = [quad.triple for quad in parse(body, RdfFormat.from_media_type(accept))]
    described = Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES), format="nt")
    endpoint = URIRef(service.sparql)
    sd = "http://www.w3.org/ns/sparql-service-description#"
    assert (endpoint, RDF.type, URIRef(sd + "Service")) in described
    assert (endpoint, RDF.type, DCAT.DataService) in described
    names = {str(name) for name in described.objects(predicate=URIRef(sd + "name"))}
    assert {GRAPH + "derived", GRAPH + "ontology", GRAPH + "lighthouse-almanac"} <= names
    (dataset,) = described.objects(endpoint, URIRef(sd + "defaultDataset"))
    number = described.value(dataset, VOID.triples)
    assert isinstance(number, Literal)
    assert int(number) > 1000


def test_its_health_is_that_of_the_engine(service: Any) -> None:
    assert service.get("health") == (200, "application/json", '{"status": "ok"}')


def test_the_editor_starts_from_a_question(service: Any) -> None:
    page = service.get("query?question=route-of-a-story&p.story=Lira")[2]
    assert '<option value="route-of-a-story" selected>' in page
    assert "VALUES (?story) { (&lt;https://w3id.org/survivorgraph/id/story/lira&gt;) }" in page
    assert "connect-src 'self'" in urlopen(service.url + "query", timeout=30).headers["Content-Security-Policy"]


def test_the_editor_says_which_value_does_not_fit(service: Any) -> None:
    page = service.get("query?" + urlencode({"question": "route-of-a-story", "p.story": "<b>Nobody</b>"}))[2]
    assert 'role="alert"' in page
    assert "&lt;b&gt;Nobody" in page
    assert "<b>Nobody" not in page


def test_the_editor_fetches_nothing_from_elsewhere(service: Any) -> None:
    for path in ("query", "query.js", "query.css"):
        body = service.get(path)[2]
        assert "//" not in body.replace("https://w3id.org/survivorgraph/", "").replace("// ", "")


def test_an_unknown_question_is_not_found(service: Any) -> None:
    assert service.get("query?question=what-is-love")[0] == 404


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("ASK { SERVICE <https://example.org/> { ?s ?p ?o } }", 400, "SERVICE is refused"),
        ("ASK { \\u0053ERVICE <https://example.org/> { ?s ?p ?o } }", 400, "an escape (\\) is allowed only in strings"),
        ("ASK FROM <https://example.org/data.ttl> { ?s ?p ?o }", 400, "nothing is fetched"),
        ("ASK FROM NAMED sg:x { ?s ?p ?o }", 400, "nothing is fetched"),
        ("BASE <https://example.org/> ASK FROM <x> { ?s ?p ?o }", 400, "nothing is fetched"),
        ("ASK FROM <x> { ?s ?p ?o }", 400, "/x> is not a graph of this service, and nothing is fetched"),
        ("LOAD <https://example.org/data.ttl>", 400, "LOAD would change the dataset"),
        ("DROP ALL", 400, "DROP would change the dataset"),
        ("SELECT * {", 400, "line 1, column 11: the query stops making sense at its end"),
        ("SELECT * { ?s nope:such ?o }", 400, "neither declared nor"),
        ("", 400, "begins"),
        ("SELECT * {}\0", 400, "line 1, column 12: the character U+0000 does not belong here"),
    ],
)
def test_it_is_said_what_is_refused(query: str, status: int, said: str, service: Any) -> None:
    found, body = service.ask(query)
    assert found == status
    assert said in body


def test_our_own_graphs_may_be_named(service: Any) -> None:
    for name in (f"<{GRAPH}derived>", f"<{GRAPH}lighthouse-almanac>"):
        assert service.ask(f"SELECT ?s FROM {name} {{ ?s ?p ?o }} LIMIT 1")[0] == 200


@pytest.mark.parametrize(
    ("method", "content_type", "body", "status"),
    [
        ("POST", "application/sparql-update", b"CLEAR ALL", 403),
        ("POST", "application/x-www-form-urlencoded", b"update=CLEAR+ALL", 403),
        ("POST", "application/x-www-form-urlencoded", b"query=ASK+%7B%7D&query=ASK+%7B%7D", 400),
        ("POST", "application/x-www-form-urlencoded", b"q=1", 400),
        ("POST", "application/x-www-form-urlencoded", b"query=%ff", 400),
        ("POST", "application/x-www-form-urlencoded", b"a=1&" * 2000, 400),
        ("POST", "application/sparql-query", b"\xff\xfe", 400),
        ("POST", "application/sparql-query; charset=utf-16", b"ASK {}", 415),
        ("POST", "text/plain", b"ASK {}", 415),
        ("POST", "application/sparql-query", b"ASK {} # " + b"x" * 200_000, 413),
        ("PUT", "application/sparql-query", b"ASK {}", 405),
        ("DELETE", "application/sparql-query", b"", 405),
    ],
)
def test_requests_outside_the_protocol_are_refused(
    method: str, content_type: str, body: bytes, status: int, service: Any
) -> None:
    assert service.get("sparql", method=method, body=body, Content_Type=content_type)[0] == status


def test_only_by_its_own_names_is_it_known_on_the_loopback_address(service: Any) -> None:
    assert service.get("sparql", Host="rebound.example.org")[0] == 421
    assert service.get("sparql", Host="localhost")[0] == 200


def test_the_log_holds_no_word_of_a_query(service: Any) -> None:
    service.ask("SELECT ?secret { ?secret rdfs:label 'Secret Name' }")
    service.get("sparql?query=ASK%7B%3Fsecret%20rdfs:label%20%22x%22%7D")
    service.get("secret/page\n")
    service.get("query?question=route-of-a-story&p.story=secret")
    log = "\n".join(service.lines)
    assert "POST /sparql 200" in log
    assert "secret" not in log.lower()


def test_naming_every_graph_is_asking_for_the_whole() -> None:
    graphs = [GRAPH + "a", GRAPH + "b"]
    pairs = [("query", "ASK {}")] + [(name, one) for name in ("default-graph-uri", "named-graph-uri") for one in graphs]
    asked = read_request("GET", "", pairs, b"", graphs)
    assert asked is not None
    assert asked.default_graphs == asked.named_graphs == ()
    some = read_request("GET", "", pairs[:2], b"", graphs)
    assert some is not None
    assert some.default_graphs == (GRAPH + "a",)
    with pytest.raises(RequestRejected, match="not a graph of this service"):
        read_request("GET", "", [("query", "ASK {}"), ("named-graph-uri", "https://example.org/")], b"", graphs)


def test_a_taken_port_is_said(service: Any, built_invented: Path) -> None:
    port = int(service.url.rstrip("/").rpartition(":")[2])
    with pytest.raises(DatasetError, match=f"127.0.0.1:{port}: .*in use.*--port 0"):
        serve(built_invented, port=port)


def test_without_a_build_nothing_is_served(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="there is no build here"):
        serve(tmp_path / "none")
    with pytest.raises(DatasetError, match="only a build's folder"):
        serve("https://example.org/sparql")


def test_an_empty_store_is_not_served_in_silence(tmp_path: Path, built_invented: Path) -> None:
    (tmp_path / "build").mkdir()
    Store(str(tmp_path / "build" / "store")).flush()
    shutil.copy(built_invented / "report.json", tmp_path / "build")
    with pytest.raises(DatasetError, match="empty"):
        serve(tmp_path / "build", port=0)


def test_two_services_stand_side_by_side(start_service: Callable[..., Any], built_invented: Path, service: Any) -> None:
    other = start_service(built_invented)
    assert other.url != service.url
    assert other.ask(COUNT) == service.ask(COUNT)
    other.stop()
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(other.url.rstrip("/").rpartition(":")[2])))
