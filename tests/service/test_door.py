"""The service has one door, which no single client holds."""

from __future__ import annotations

import gzip
import json
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from survivorgraph.errors import DatasetError, QuestionError
from survivorgraph.service import Limits, serve
from survivorgraph.service.formats import choose_format

COUNT = "SELECT (COUNT(*) AS ?n) { ?story a sg:Story }"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
LABELS = "CONSTRUCT { ?s rdfs:label ?o } WHERE { ?s a sg:Story ; rdfs:label ?o }"
linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the sockets of a process")


def list_listening(processes: list[int]) -> list[str]:
    """Return the addresses on which processes listen for TCP connections, as Linux writes them."""
    files = (file for process in processes for file in Path(f"/proc/{process}/fd").iterdir())
    links = {str(file.readlink()) for file in files if file.is_symlink()}
    tables = (Path(f"/proc/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6"))
    rows = [row.split() for table in tables for row in table]
    return [row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in links]


@linux
def test_nothing_listens_but_the_service(start_service: Any, built_invented: Path) -> None:
    service = start_service(built_invented)
    with ThreadPoolExecutor(4) as pool:
        assert {status for status, _ in pool.map(service.ask, [COUNT] * 20)} == {200}
        children = service.list_children()
        (address,) = list_listening([service.process.pid, *children])
    assert int(address.rpartition(":")[2], 16) == urlsplit(service.url).port
    for child in children:
        assert "Seccomp:\t2" in Path(f"/proc/{child}/status").read_text()


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_it_ends_in_the_midst_of_queries_without_waiting_for_them(
    name: str, start_service: Any, built_invented: Path
) -> None:
    service = start_service(built_invented, seconds=60)
    with ThreadPoolExecutor(4) as pool:
        running = [pool.submit(service.ask, PRODUCT) for _ in range(4)]
        time.sleep(1)
        service.process.send_signal(signal.Signals[name])
        status = service.process.wait(10)  # a safety limit, a sixth of what the queries may take
        for one in running:
            one.exception(timeout=20)
    assert status == 0
    assert "Traceback" not in "\n".join(service.lines)


@pytest.mark.parametrize("text", ["SERVICE\n" + "#\n" * 60_000, "ASK { ?s ?p " + "'''" * 40_001, "a." * 60_000])
def test_a_long_text_holds_nobody(text: str, service: Any) -> None:
    expected = service.ask(COUNT)
    with ThreadPoolExecutor(4) as pool:
        long = [pool.submit(service.ask, text) for _ in range(3)]
        while not all(one.done() for one in long):
            assert service.ask(COUNT) == expected
    assert {one.result()[0] for one in long} == {400}


def test_a_query_nested_five_thousand_deep_is_refused(service: Any) -> None:
    status, body = service.ask("SELECT * " + "{" * 5000 + "}" * 5000)
    assert (status, "nested more than 100 deep" in body) == (400, True)


def test_a_compressed_body_is_not_unpacked(service: Any) -> None:
    bomb = gzip.compress(b"query=" + b"a" * (64 << 20))
    assert service.get(
        "sparql", method="POST", body=bomb, Content_Type="application/x-www-form-urlencoded", Content_Encoding="gzip"
    )[0] in (413, 415)
    small = gzip.compress(b"ASK {}")
    status, _, body = service.get(
        "sparql", method="POST", body=small, Content_Type="application/sparql-query", Content_Encoding="gzip"
    )
    assert (status, "without compression" in body) == (415, True)


def send_raw(service: Any, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", urlsplit(service.url).port), timeout=60) as connection:
        connection.sendall(data)
        received = b""
        while part := connection.recv(65536):
            received += part
        return received


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/1.1\r\nHost: ::1\r\nConnection: close", 400),
        (b"GET / HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close", 200),
        (b"GET / HTTP/1.1\r\nHost: a b\r\nConnection: close", 400),
        (b"GET / HTTP/1.1\r\nHost: \r\nConnection: close", 400),
        (b"GET / HTTP/1.1\r\nConnection: close", 400),
        (b"GET / HTTP/1.1\r\nHost: example.org\r\nConnection: close", 421),
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close", 404),
        (b"GET /" + b"a/" * 3000 + b"a HTTP/1.1\r\nHost: localhost\r\nConnection: close", 404),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close", 400),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 70_000, 400),
        (b"OPTIONS /sparql HTTP/1.1\r\nHost: localhost\r\nConnection: close", 405),
    ],
    ids=range(11),
)
def test_odd_requests_are_refused_in_order(head: bytes, status: int, service: Any) -> None:
    assert send_raw(service, head + b"\r\n\r\n").split(b" ")[1] == str(status).encode()
    assert not [line for line in service.lines if line.startswith("failed")]


@pytest.mark.slow
def test_a_connection_that_sends_no_whole_request_is_closed(service: Any) -> None:
    # A safety limit: without a limit of the service, nothing would ever come.
    with socket.create_connection(("127.0.0.1", urlsplit(service.url).port), timeout=60) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: local")
        connection.settimeout(5)
        with pytest.raises(TimeoutError):
            connection.recv(1000)
        connection.settimeout(60)
        assert connection.recv(1000) == b""


@pytest.mark.slow
def test_more_connections_than_it_takes_do_no_harm(service: Any) -> None:
    port = urlsplit(service.url).port
    held = []
    try:
        for _ in range(600):
            held.append(socket.create_connection(("127.0.0.1", port), timeout=10))
    finally:
        for one in held:
            one.close()
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            assert service.ask(COUNT)[0] == 200
            break
        except OSError:
            time.sleep(0.2)
    else:
        pytest.fail("it does not come back")


def test_pages_elsewhere_may_ask_where_they_are_allowed_to(
    start_service: Callable[..., Any], built_invented: Path
) -> None:
    service = start_service(built_invented, allow_origin="https://example.org")
    head = b" /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nOrigin: https://example.org\r\n"
    data = head + b"Connection: close\r\n\r\n"
    answer = send_raw(service, b"GET" + data)
    assert b"\r\nAccess-Control-Allow-Origin: https://example.org\r\n" in answer
    assert answer.startswith(b"HTTP/1.1 200")
    preflight = send_raw(service, b"OPTIONS" + data)
    assert preflight.startswith(b"HTTP/1.1 204")
    assert b"Access-Control-Allow-Headers: Accept, Content-Type" in preflight
    assert b"Access-Control" not in send_raw(service, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")


def test_pages_elsewhere_may_not_otherwise(service: Any) -> None:
    head = (
        b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: localhost\r\nOrigin: https://a.org\r\nConnection: close\r\n\r\n"
    )
    assert b"Access-Control" not in send_raw(service, head)


def test_sparqlwrapper_gets_triples_as_it_asks_by_default(service: Any) -> None:
    from SPARQLWrapper import SPARQLWrapper

    for query in (LABELS, "DESCRIBE ?s WHERE { ?s a sg:Story }"):
        client = SPARQLWrapper(service.sparql)
        client.setQuery(query)
        with client.query().response as response:
            assert response.headers.get_content_type() == "application/rdf+xml"
            assert b"RDF" in response.read()


@pytest.mark.parametrize(
    ("accept", "name", "rows", "triples"),
    [
        ("*/*", "", "application/sparql-results+json", "text/turtle"),
        ("", "", "application/sparql-results+json", "text/turtle"),
        ("application/rdf+xml", "xml", "application/sparql-results+xml", "application/rdf+xml"),
        ("text/turtle", "xml", "application/sparql-results+xml", "text/turtle"),
        (
            "text/csv;q=0.5, application/sparql-results+xml",
            "json",
            "application/sparql-results+xml",
            "application/ld+json",
        ),
        ("text/html,application/xml;q=0.9,*/*;q=0.8", "csv", "text/csv", "application/rdf+xml"),
        ("application/json", "", "application/sparql-results+json", "application/ld+json"),
        ("text/*", "", "text/csv", "text/turtle"),
        ("application/n-triples;q=0", "", None, None),
        ("image/png", "", None, None),
        ("text/turtle;q=x, */*", "", "application/sparql-results+json", "text/turtle"),
    ],
)
def test_what_is_accepted_comes_before_a_format(accept: str, name: str, rows: str | None, triples: str | None) -> None:
    chosen = [choose_format(accept, name, is_rows=is_rows) for is_rows in (True, False)]
    assert [one and one[0] for one in chosen] == [rows, triples]


def test_triples_are_turtle_unless_asked(service: Any) -> None:
    assert service.ask(LABELS, accept="*/*")[0] == 200
    status, media_type, _ = service.get(
        "sparql", method="POST", body=LABELS.encode(), Content_Type="application/sparql-query", Accept="*/*"
    )
    assert (status, media_type) == (200, "text/turtle")


@pytest.mark.parametrize("seconds", [float("nan"), float("inf"), 0.0, -1.0])
def test_a_limit_that_is_none_is_refused(seconds: float) -> None:
    with pytest.raises(QuestionError, match="the limit 'seconds' is a positive number"):
        Limits(seconds=seconds)


def test_an_empty_host_is_no_address(built_invented: Path) -> None:
    with pytest.raises(DatasetError, match="an empty host is no address"):
        serve(built_invented, host="", port=0)


@pytest.mark.parametrize("origin", ["", "example.org", "https://example.org/x", "https://a\r\nX: y", "null"])
def test_an_origin_that_is_none_is_refused(origin: str, built_invented: Path) -> None:
    with pytest.raises(QuestionError, match="an origin is written"):
        serve(built_invented, port=0, allow_origin=origin)


def test_the_command_says_which_option_is_wrong(built_invented: Path) -> None:
    command = [sys.executable, "-m", "survivorgraph", "serve", "--store", str(built_invented), "--port", "0"]
    for option, value, said in (
        ("--host", "", "--host needs a value"),
        ("--seconds", "nan", "'seconds' is a positive number"),
        ("--allow-origin", "x", "an origin is written"),
    ):
        done = subprocess.run([*command, option, value], capture_output=True, text=True, timeout=60)
        last = done.stderr.splitlines()[-1]
        assert (done.returncode, last.startswith("survivorgraph"), said in last) == (2, True, True)


def test_an_answer_that_fails_late_is_an_error_and_the_next_is_answered(service: Any) -> None:
    status, body = service.ask("SELECT (<u:f>(1) AS ?x) {}")
    assert (status, "custom function" in body) == (400, True)
    assert json.loads(service.ask(COUNT)[1])["results"]["bindings"]
    assert shutil.which("curl")
