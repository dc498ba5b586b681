"""A SPARQL 1.1 endpoint takes the place of the embedded store, with the same answers."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pyoxigraph import NamedNode

from survivorgraph.errors import DatasetError, QueryError, QueryLimitError
from survivorgraph.schema.vocabulary import GRAPH
from survivorgraph.store.dataset import open_dataset
from survivorgraph.store.questions import list_questions

JSON = "application/sparql-results+json"
GRAPHS = (
    '{"head": {"vars": ["graph"]}, "results": {"bindings": '
    f'[{{"graph": {{"type": "uri", "value": "{GRAPH}almanac"}}}}]}}}}'
)


@contextmanager
def serve(answer: Callable[[str], tuple[int, str, str]]) -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """Serve what a function gives for a query, as (status, media type, body), and keep what was sent."""
    sent: list[dict[str, list[str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            sent.append(form)
            status, media_type, body = answer(form["query"][0])
            self.send_response(status)
            self.send_header("Content-Type", media_type)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", sent
        finally:
            server.shutdown()
            thread.join()


def test_it_answers_over_the_union_of_our_graphs(endpoint: str, built_invented: Path) -> None:
    there, here = open_dataset(endpoint), open_dataset(built_invented)
    assert there.list_graphs() == here.list_graphs()
    for query in (
        "SELECT DISTINCT ?story ?name { ?story a sg:Story ; rdfs:label ?name }",
        "SELECT DISTINCT ?story ?code { ?story a sg:Story ; sg:originatesIn/sg:alpha3Code ?code } ORDER BY DESC(?code)",
        "ASK { ?story a sg:Story ; sg:originatesIn/rdfs:label ?name }",
        "CONSTRUCT { ?story rdfs:label ?name } WHERE { ?story a sg:Story ; rdfs:label ?name }",
        "SELECT DISTINCT ?graph { GRAPH ?graph { ?story a sg:Story } }",
        f"SELECT ?s FROM <{GRAPH}derived> {{ ?s a sg:Story }}",
    ):
        expected = here.rows(query)
        assert there.rows(query) == expected
        assert len(expected) or "derived" in query


@pytest.mark.parametrize("name", [question.name for question in list_questions()])
def test_every_named_question_has_the_same_answer(name: str, endpoint: str, built_invented: Path) -> None:
    there, here = open_dataset(endpoint), open_dataset(built_invented)
    known = {
        "organization": "harbor-circle",
        "country": "KEN",
        "resource": "story/lira",
        "from": "lighthouse-almanac",
        "list": "cspa",
        "means": "force",
        "about": "organization/harbor-circle",
    }
    question = next(one for one in list_questions() if one.name == name)
    params = {one.name: known[one.name] for one in question.params if one.is_required}
    for kind, name_of_class in (("pattern", "sg:Pattern"), ("instrument", "sg:Instrument")):
        if any(one.kind == kind and one.default for one in question.params):
            params[kind] = here.rows(f"SELECT ?x {{ ?x a {name_of_class} }} ORDER BY ?x LIMIT 1").get_column("x")[0]
    answer = here.ask(question, **params)
    assert there.ask(question, **params) == answer
    assert answer.columns == question.columns


def test_parameters_are_bound_there_too(endpoint: str) -> None:
    query = "SELECT DISTINCT ?story { ?story a sg:Story ; sg:originatesIn ?country }"
    dataset = open_dataset(endpoint)
    (country,) = dataset.rows("SELECT DISTINCT ?c { ?s a sg:Story ; sg:originatesIn ?c } LIMIT 1").rows[0]
    assert 0 < len(dataset.rows(query, {"country": NamedNode(str(country))})) < 3
    assert len(dataset.rows(query, {"country": NamedNode("https://example.org/")})) == 0


def test_nothing_is_sent_that_cannot_be_run() -> None:
    with serve(lambda _: (200, JSON, GRAPHS)) as (url, sent):
        for query in ("SELECT * {", "DROP ALL", "SELECT * { SERVICE <https://example.org/> { ?s ?p ?o } }"):
            with pytest.raises(QueryError):
                open_dataset(url).rows(query)
    assert sent == []


def test_every_graph_is_sent_as_default_and_as_named() -> None:
    with serve(lambda _: (200, JSON, GRAPHS)) as (url, sent):
        dataset = open_dataset(url)
        dataset.rows("SELECT ?graph {\n ?graph a sg:Story }")
        dataset.rows("SELECT ?graph FROM <https://example.org/> { ?graph a ?class }")
    assert len(sent) == 3, "the graphs are asked for once"
    assert sent[1]["default-graph-uri"] == sent[1]["named-graph-uri"] == [GRAPH + "almanac"]
    assert sent[1]["query"] == ["SELECT ?graph {\n?graph a <https://w3id.org/survivorgraph/ns#Story> }"]
    assert "default-graph-uri" not in sent[2]


def test_an_endpoint_without_our_graphs_is_no_dataset() -> None:
    empty = '{"head": {"vars": ["graph"]}, "results": {"bindings": []}}'
    with (
        serve(lambda _: (200, JSON, empty)) as (url, _),
        pytest.raises(DatasetError, match="no graph whose name begins with"),
    ):
        open_dataset(url).rows("SELECT * { ?s ?p ?o }")


def test_an_answer_in_xml_is_read_too() -> None:
    xml = (
        '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="graph"/></head><results>'
        f'<result><binding name="graph"><uri>{GRAPH}almanac</uri></binding></result></results></sparql>'
    )
    with serve(lambda _: (200, "application/sparql-results+xml; charset=utf-8", xml)) as (url, _):
        assert open_dataset(url).list_graphs() == (GRAPH + "almanac",)


@pytest.mark.parametrize(
    ("status", "media_type", "body", "error", "said"),
    [
        (400, "text/plain", "no such function é", QueryError, "refuses the query: no such function é"),
        (500, "text/plain", "out of memory", DatasetError, "the endpoint failed: out of memory"),
        (404, "text/html", "", DatasetError, "the endpoint failed"),
        (503, "text/plain", "later", DatasetError, "answered 503 Service Unavailable: later"),
        (200, "text/html", "<html>", DatasetError, "no SPARQL endpoint: it answered with text/html"),
        (200, JSON, "{", DatasetError, "not readable as"),
    ],
)
@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
def test_what_goes_wrong_there_is_said(
    status: int, media_type: str, body: str, error: type[Exception], said: str
) -> None:
    with serve(lambda _: (status, media_type, body)) as (url, _), pytest.raises(error, match=said):
        open_dataset(url).rows("SELECT * { ?s ?p ?o }")


def test_an_endpoint_that_is_not_there_is_said_to_be_unreachable() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(DatasetError, match=f"http://127.0.0.1:{port}/: the endpoint cannot be reached"):
        open_dataset(f"http://127.0.0.1:{port}/").rows("SELECT * { ?s ?p ?o }")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_endpoint_that_has_moved_is_not_followed(status: int) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Location", there)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with serve(lambda _: (200, JSON, GRAPHS)) as (there, sent), HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with pytest.raises(DatasetError, match="no redirect is followed; it names http"):
                open_dataset(f"http://127.0.0.1:{server.server_port}/").list_graphs()
        finally:
            server.shutdown()
            thread.join()
    assert sent == []


@pytest.mark.parametrize(
    ("media_type", "body", "said"),
    [
        (JSON, '{"head": {"vars": ["graph"]}, "results": {"bindings": [{"graph": 1}]}}', "not readable as"),
        (
            JSON,
            '{"head": {"vars": ["name"]}, "results": {"bindings": []}}',
            "asked for \\?graph, and answered otherwise",
        ),
        (JSON, '{"head": {}, "boolean": true}', "asked for \\?graph, and answered otherwise"),
        ("text/turtle", "<a:b> <a:c> <a:d> .", "the answer to SELECT is of another kind, in text/turtle"),
    ],
)
def test_an_answer_of_another_kind_is_one_error(media_type: str, body: str, said: str) -> None:
    with serve(lambda _: (200, media_type, body)) as (url, _), pytest.raises(DatasetError, match=said):
        open_dataset(url).list_graphs()


def test_an_answer_without_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("survivorgraph.store.http.MOST_BYTES", 1 << 20)
    with (
        serve(lambda _: (200, JSON, " " * (2 << 20))) as (url, _),
        pytest.raises(QueryLimitError, match="more than 1 MB"),
    ):
        open_dataset(url).list_graphs()
