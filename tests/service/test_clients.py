"""The service answers as SPARQL 1.1 says, to the clients that people have."""

from __future__ import annotations

import json
import shutil
import subprocess
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse
from rdflib import Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.namespace import RDF
from rdflib.plugins.stores.sparqlstore import SPARQLStore

from survivorgraph.schema.vocabulary import GRAPH
from survivorgraph.store.dataset import open_dataset
from survivorgraph.store.questions import list_questions

W3C = Path(__file__).resolve().parents[3] / "shared" / "data" / "w3c-sparql11-protocol"
STORIES = (
    "PREFIX sg: <https://w3id.org/survivorgraph/ns#> SELECT DISTINCT ?story WHERE { ?story a sg:Story } ORDER BY ?story"
)
LABELS = "CONSTRUCT { ?s rdfs:label ?o } WHERE { ?s a sg:Story ; rdfs:label ?o }"


@pytest.fixture(scope="module")
def stories(built_invented: Path) -> list[str]:
    return [str(story) for story in open_dataset(built_invented).rows(STORIES).get_column("story")]


def curl(*arguments: str) -> str:
    program = shutil.which("curl")
    assert program
    return subprocess.run(
        [program, "-sS", "--fail-with-body", *arguments], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize(
    "ways",
    [
        ["--get", "--data-urlencode", f"query={STORIES}"],
        ["--data-urlencode", f"query={STORIES}"],
        ["--header", "Content-Type: application/sparql-query", "--data-binary", STORIES],
        ["--header", "Content-Type: application/sparql-query; charset=utf-8", "--data-binary", STORIES],
        ["--header", "Transfer-Encoding: chunked", "--data-urlencode", f"query={STORIES}"],
    ],
    ids=["get", "form", "direct", "charset", "chunked"],
)
def test_curl_can_send_a_query_in_every_way(ways: list[str], service: Any, stories: list[str]) -> None:
    found = json.loads(curl("--header", "Accept: application/sparql-results+json", *ways, service.sparql))
    assert [row["story"]["value"] for row in found["results"]["bindings"]] == stories


@pytest.mark.parametrize(
    ("form", "media_type", "begins"),
    [
        ("json", "application/sparql-results+json", '{"head"'),
        ("xml", "application/sparql-results+xml", "<?xml"),
        ("csv", "text/csv; charset=utf-8", "story\n"),
        ("tsv", "text/tab-separated-values; charset=utf-8", "?story\n"),
    ],
)
def test_curl_gets_every_format_of_results(
    form: str, media_type: str, begins: str, service: Any, stories: list[str]
) -> None:
    by_accept = curl("--header", f"Accept: {media_type}", "--data-urlencode", f"query={STORIES}", service.sparql)
    by_name = curl("--get", "--data-urlencode", f"query={STORIES}", "--data", f"format={form}", service.sparql)
    assert by_accept == by_name
    assert by_accept.startswith(begins)
    assert all(story in by_accept for story in stories)
    told = curl("--get", "--data-urlencode", f"query={STORIES}", "--data", f"format={form}", "--head", service.sparql)
    assert f"content-type: {media_type}" in told.lower()


@pytest.mark.parametrize("form", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_curl_gets_every_format_of_triples(form: str, service: Any, built_invented: Path) -> None:
    body = curl("--get", "--data-urlencode", f"query={LABELS}", "--data", f"format={form}", service.sparql)
    media = {
        "turtle": RdfFormat.TURTLE,
        "ntriples": RdfFormat.N_TRIPLES,
        "jsonld": RdfFormat.JSON_LD,
        "rdfxml": RdfFormat.RDF_XML,
    }
    found = {str(quad.triple) for quad in parse(body, media[form])}
    assert found == {str(triple) for triple in open_dataset(built_invented).triples(LABELS)}


def test_a_format_that_nobody_writes_is_not_acceptable(service: Any) -> None:
    assert service.get("sparql?query=ASK%7B%7D", Accept="image/png")[0] == 406


def test_sparqlwrapper_asks_it(service: Any, stories: list[str]) -> None:
    from SPARQLWrapper import JSON, POST, SPARQLWrapper

    for method in ("GET", POST):
        client = SPARQLWrapper(service.sparql)
        client.setMethod(method)
        client.setReturnFormat(JSON)
        client.setQuery(STORIES)
        with client.query().response as response:
            rows = json.loads(response.read())["results"]["bindings"]
        assert [row["story"]["value"] for row in rows] == stories


def test_rdflib_reads_it_as_a_store(service: Any, stories: list[str]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        graph = Graph(SPARQLStore(service.sparql))
        rows = [str(row[0]) for row in graph.query(STORIES)]  # type: ignore[index]
        assert rows == stories
        story = URIRef(stories[0])
        assert (story, RDF.type, URIRef("https://w3id.org/survivorgraph/ns#Story")) in graph


def test_our_own_client_gets_the_same_answers(service: Any, built_invented: Path) -> None:
    there, here = open_dataset(service.sparql), open_dataset(built_invented)
    assert there.list_graphs() == here.list_graphs()
    asked = 0
    for question in list_questions():
        if not any(param.is_required or param.kind in ("pattern", "instrument") for param in question.params):
            asked += 1
            assert there.ask(question) == here.ask(question), question.name
    assert asked > 10


def test_comunica_asks_it(service: Any, stories: list[str]) -> None:
    program = shutil.which("comunica-sparql")
    if program is None:
        pytest.skip("Comunica is not installed (npm: @comunica/query-sparql)")
    command = [program, f"sparql@{service.sparql}", STORIES, "-t", "application/sparql-results+json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert [row["story"]["value"] for row in json.loads(done.stdout)["results"]["bindings"]] == stories


# --- the W3C's cases for the query operation of the protocol ---

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
DATA = "http://kasei.us/2009/09/sparql/data/data{}.rdf"

REFUSED = {
    "update_dataset_default_graph": "updates",
    "update_dataset_default_graphs": "updates",
    "update_dataset_named_graphs": "updates",
    "update_dataset_full": "updates",
    "update_post_form": "updates",
    "update_post_direct": "updates",
    "update_base_uri": "updates",
}
"""Cases that are refused on purpose, each with what for: the service is read-only."""


def list_cases() -> list[str]:
    if not W3C.is_dir():
        return []
    manifest = Graph().parse(W3C / "manifest.ttl")
    entries = manifest.value(predicate=MF.entries)
    first = manifest.value(subject=None, predicate=RDF.type, object=MF.Manifest)
    return [
        str(entry).partition("#")[2] for entry in Collection(manifest, manifest.value(first, MF.entries) or entries)
    ]


@pytest.fixture(scope="module")
def protocol(start_service: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Serve the graphs that the cases speak of, data0.rdf among them, which is empty."""
    build = tmp_path_factory.mktemp("protocol")
    store = Store(str(build / "store"))
    for number in (1, 2, 3):
        quads = parse((W3C / f"data{number}.nt").read_text(), RdfFormat.N_TRIPLES)
        store.extend(Quad(quad.subject, quad.predicate, quad.object, NamedNode(DATA.format(number))) for quad in quads)
    store.add_graph(NamedNode(DATA.format(0)))
    store.flush()
    del store
    (build / "report.json").write_text('{"survivorgraph": "0", "graphs": {}}', encoding="utf-8")
    return start_service(build)


@pytest.mark.skipif(not W3C.is_dir(), reason="the W3C's cases are not beside this checkout")
@pytest.mark.parametrize("name", list_cases() or ["none"])
def test_the_cases_of_the_w3c_protocol_pass(name: str, protocol: Any) -> None:
    manifest = Graph().parse(W3C / "manifest.ttl")
    case = next(one for one in manifest.subjects(RDF.type, MF.ProtocolTest) if str(one).endswith(f"#{name}"))
    (requests,) = manifest.objects(manifest.value(case, MF.action), HT.requests)
    for request in Collection(manifest, requests):
        if manifest.value(request, HT.resp) is not None:
            check_exchange(name, manifest, request, protocol)


def check_exchange(name: str, manifest: Graph, request: Any, protocol: Any) -> None:
    response = manifest.value(request, HT.resp)
    headers = {"Content_Type": ""} if manifest.value(request, HT.body) is not None else {}
    for header in Collection(manifest, manifest.value(request, HT.headers) or RDF.nil):
        headers[str(manifest.value(header, HT.fieldName)).title().replace("-", "_")] = str(
            manifest.value(header, HT.fieldValue)
        )
    body = None
    if (node := manifest.value(request, HT.body)) is not None:
        body = str(manifest.value(node, CNT.chars)).encode(str(manifest.value(node, CNT.characterEncoding)))
    query = urlencode(parse_qsl(urlsplit(str(manifest.value(request, HT.absolutePath))).query))
    status, media_type, text = protocol.get(
        f"sparql/{'?' if query else ''}{query}",
        method=str(manifest.value(request, HT.methodName)),
        body=body,
        **headers,
    )
    if name in REFUSED:
        is_update = "sparql-update" in headers["Content_Type"] or (body or b"").startswith(b"update=")
        assert (status == 403) is is_update
        return
    wanted = {str(one)[-3] for one in manifest.objects(response, MF.expectedStatus)}
    assert str(status)[0] in wanted, text
    if (expected := manifest.value(response, MF.expectedBoolean)) is not None:
        assert json.loads(text)["boolean"] is bool(expected.toPython())  # type: ignore[union-attr]
    form = str(manifest.value(response, MF.expectedFormat) or "")
    is_rdf = media_type in ("text/turtle", "application/n-triples", "application/n-quads", "application/rdf+xml")
    assert not form or (form == "RDF") == is_rdf


def test_our_graphs_are_not_those_of_the_cases(service: Any) -> None:
    status, body = service.ask(f"ASK FROM <{DATA.format(1)}> {{}}")
    assert (status, GRAPH in body) == (400, False)
