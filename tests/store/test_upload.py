"""A build is put into another store whole or not at all, and that store then answers as the build does."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from survivorgraph.errors import DatasetError
from survivorgraph.schema.vocabulary import GRAPH
from survivorgraph.store.credentials import PASSWORD, USER, read_credentials
from survivorgraph.store.dataset import Dataset, open_dataset
from survivorgraph.store.questions import list_questions
from survivorgraph.store.server import open_server
from survivorgraph.store.target import RemoteStore
from survivorgraph.store.upload import PUBLISHED, STAGING, open_target, publish, remove

STORIES = "SELECT DISTINCT ?story ?name { ?story a sg:Story ; rdfs:label ?name } ORDER BY ?story"
COUNTS = "SELECT ?graph (COUNT(*) AS ?n) { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"

VIRTUOSO = """
[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
CheckpointInterval = 0
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = .
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = 1000000
"""


def find_ports(number: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


@pytest.fixture
def target(tmp_path: Path) -> Iterator[RemoteStore]:
    """Return an Oxigraph server that takes updates, empty."""
    with open_server(tmp_path / "engine", is_writable=True) as server:
        yield open_target(server.url + "update")


@pytest.fixture(scope="module")
def virtuoso(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start Virtuoso, publish the shipped data there, and return where it is asked."""
    program = shutil.which("virtuoso-t")
    if program is None:
        pytest.skip("Virtuoso is not installed (Debian: virtuoso-opensource)")
    folder = tmp_path_factory.mktemp("virtuoso")
    sql, http = find_ports(2)
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=sql, http=http), encoding="utf-8")
    quiet = subprocess.DEVNULL
    with subprocess.Popen([program, "+foreground"], cwd=folder, stdin=quiet, stdout=quiet, stderr=quiet) as server:
        try:
            url = f"http://127.0.0.1:{http}/sparql"
            wait_for(url)
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv(USER, "dba")
                patch.setenv(PASSWORD, "dba")
                publish(open_target(url + "-auth"), built)
            yield url
        finally:
            server.terminate()
            server.wait(30)


def wait_for(url: str) -> None:
    for _ in range(300):
        try:
            list(open_target(url).select("SELECT ?s { ?s ?p ?o } LIMIT 1"))
            return
        except DatasetError:
            time.sleep(0.2)
    pytest.fail("Virtuoso does not answer")


def count_graphs(target: RemoteStore) -> dict[str, int]:
    """Return the triples of each graph that people ask, without those that are on their way."""
    counts = {row["graph"]: int(row["n"]) for row in target.select(COUNTS)}
    return {name: number for name, number in counts.items() if name.startswith(GRAPH)}


def list_staged(target: RemoteStore) -> list[str]:
    return [name for name in (row["graph"] for row in target.select(COUNTS)) if name.startswith(STAGING)]


def expect(build: Path) -> dict[str, int]:
    store = Store.read_only(str(build / "store"))
    return dict(Counter(quad.graph_name.value for quad in store if isinstance(quad.graph_name, NamedNode)))


def test_a_store_that_is_published_to_answers_as_the_build(target: RemoteStore, built_invented: Path) -> None:
    report = publish(target, built_invented)
    assert count_graphs(target) == expect(built_invented)
    assert report.triples == report.sent == sum(expect(built_invented).values())
    assert open_dataset(target.query_url).rows(STORIES) == open_dataset(built_invented).rows(STORIES)
    assert open_dataset(target.query_url).list_graphs() == open_dataset(built_invented).list_graphs()


def test_what_is_there_already_is_not_sent_again(target: RemoteStore, built_invented: Path) -> None:
    publish(target, built_invented)
    again = publish(target, built_invented)
    assert (again.put, again.sent) == ([], 0)
    assert "as before: derived, lighthouse-almanac, ontology, reference" in str(again)
    target.update(f"DELETE WHERE {{ GRAPH <{GRAPH}derived> {{ ?s ?p ?o }} }}")
    assert publish(target, built_invented).put == [GRAPH + "derived"], "what somebody changed there is put right"
    assert count_graphs(target) == expect(built_invented)


def test_a_new_build_replaces_the_old_one(target: RemoteStore, built: Path, built_invented: Path) -> None:
    publish(target, built_invented)
    report = publish(target, built)
    assert report.removed == [GRAPH + "lighthouse-almanac"]
    assert count_graphs(target) == expect(built)


def test_single_graphs_are_put_and_removed(target: RemoteStore, built_invented: Path) -> None:
    publish(target, built_invented, graphs=["reference", GRAPH + "derived"])
    assert set(count_graphs(target)) == {GRAPH + "reference", GRAPH + "derived"}
    remove(target, graphs=["derived"])
    assert set(count_graphs(target)) == {GRAPH + "reference"}
    with pytest.raises(DatasetError, match="nothing was published there as ontology"):
        remove(target, graphs=["ontology"])
    with pytest.raises(DatasetError, match="there is no graph nope; there are: derived"):
        publish(target, built_invented, graphs=["nope"])


def test_only_what_was_published_is_removed(target: RemoteStore, built_invented: Path) -> None:
    target.update(f"INSERT DATA {{ GRAPH <{GRAPH}of-others> {{ <urn:a> <urn:b> <urn:c> }} }}")
    publish(target, built_invented)
    remove(target)
    assert count_graphs(target) == {GRAPH + "of-others": 1}
    assert list(target.select(f"SELECT ?s {{ GRAPH <{PUBLISHED}> {{ ?s ?p ?o }} }}")) == []


def test_an_interrupted_upload_goes_on_where_it_ended(target: RemoteStore, built_invented: Path) -> None:
    class BrokenError(Exception):
        pass

    sent = 0
    update = target.update

    def fail(text: str) -> None:
        nonlocal sent
        sent += 1
        if sent > 5:
            raise BrokenError
        update(text)

    flaky = RemoteStore(target.update_url, target.query_url, target.auth)
    object.__setattr__(flaky, "update", fail)
    with pytest.raises(BrokenError):
        publish(flaky, built_invented, batch=500)
    assert count_graphs(target) == {}
    whole = sum(expect(built_invented).values())
    assert publish(target, built_invented, batch=500).sent < whole - 2 * 500
    assert count_graphs(target) == expect(built_invented)
    assert not list_staged(target)


# Killed with SIGKILL when it is about to send TEXT for the nth time, or so many seconds after that.
PUBLISH = """
import os, signal, sys, threading
from survivorgraph.store import target
text, number, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
post = target.post
def watch(url, body, headers, **options):
    global number
    if text in str(body):
        number -= 1
        if number == 0 and not seconds:
            os.kill(os.getpid(), signal.SIGKILL)
        if number == 0:
            threading.Timer(seconds, os.kill, [os.getpid(), signal.SIGKILL]).start()
    return post(url, body, headers, **options)
target.post = watch
from survivorgraph.cli import main
sys.exit(main(["publish", "--store", sys.argv[4], "--from", sys.argv[5]]))
"""
SWITCH = "NOT EXISTS"
EVERYTHING = f"""SELECT ?g ?s ?p ?o {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{GRAPH}")) }}"""


def read_all(target: RemoteStore) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(row.values()) for row in target.select(EVERYTHING))


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="kill -9 is POSIX")
def test_whoever_is_killed_while_publishing_leaves_the_store_as_before_or_as_after(
    target: RemoteStore, built: Path, built_invented: Path
) -> None:
    def kill(text: str, number: int, seconds: float) -> frozenset[tuple[str, ...]]:
        command = [sys.executable, "-c", PUBLISH, text, str(number), str(seconds), target.update_url, str(built)]
        status = subprocess.run(command, check=False, capture_output=True, timeout=60).returncode
        assert status == -signal.SIGKILL or (status == 0 and seconds)  # it may be done before that
        found = read_all(target)
        target.update("INSERT DATA {}")  # waits for what the killed one had sent
        if seconds:  # a busy server may not yet have begun with that
            time.sleep(2)
            target.update("INSERT DATA {}")
        return found

    publish(target, built_invented)
    before = read_all(target)
    for number in (1, 4):
        assert kill("INSERT DATA", number, 0) == before
    assert kill(SWITCH, 1, 0) == before
    found = [kill(SWITCH, 1, 0.002)]
    publish(target, built)
    after = read_all(target)
    for seconds in (0.005, 0.02):
        publish(target, built_invented)
        found.append(kill(SWITCH, 1, seconds))
    assert before != after
    assert set(found) <= {before, after}
    publish(target, built_invented)
    assert kill(f"DROP SILENT GRAPH <{STAGING}", 1, 0) == after
    assert list_staged(target)
    assert publish(target, built).sent == 0
    assert read_all(target) == after
    assert not list_staged(target)


@pytest.mark.parametrize("seconds", [0.0, 0.02])
def test_a_store_that_is_killed_while_graphs_take_their_places_has_the_old_or_the_new(
    seconds: float, tmp_path: Path, built: Path, built_invented: Path
) -> None:
    with open_server(tmp_path / "engine", is_writable=True) as server:
        target = open_target(server.url + "update")
        publish(target, built_invented)
        before, update = read_all(target), target.update

        def kill(text: str) -> None:
            if SWITCH in text:
                threading.Timer(seconds, server.kill).start()
            update(text)

        object.__setattr__(target, "update", kill)
        with suppress(DatasetError):  # it may be done before that
            publish(target, built)
    with open_server(tmp_path / "engine", is_writable=True) as server:
        target = open_target(server.url + "update")
        found = read_all(target)
        publish(target, built)
        assert found in (before, read_all(target))
        assert count_graphs(target) == expect(built)


def test_a_count_that_does_not_agree_changes_nothing(target: RemoteStore, built_invented: Path) -> None:
    update = target.update

    def lose(text: str) -> None:
        update(text.replace('"Lira"', '"Lara"').replace("Harbor Circle", "Night Ferry Line"))
        if text.startswith("INSERT DATA") and "derived" in text:
            update(
                f"INSERT DATA {{ GRAPH <{text.partition('<')[2].partition('>')[0]}> {{ <urn:a> <urn:b> <urn:c> }} }}"
            )

    object.__setattr__(target, "update", lose)
    with pytest.raises(DatasetError, match="triples there, and"):
        publish(target, built_invented)
    assert count_graphs(target) == {}


KNOWN = {
    "organization": "iom",
    "country": "NPL",
    "resource": "story/feba",
    "from": "tip-2023",
    "list": "cspa",
    "means": "force",
    "about": "organization/polaris",
}


def ask_all(dataset: Dataset) -> dict[str, tuple[tuple[str, ...], Counter[object]]]:
    """Return columns and rows of every named question; where their order is open, engines differ in it."""
    answers = {}
    for question in list_questions():
        params = {one.name: KNOWN[one.name] for one in question.params if one.is_required}
        answer = dataset.ask(question, **params)
        answers[question.name] = answer.columns, Counter[object](answer.rows)
    return answers


def test_every_named_question_has_the_same_rows_on_oxigraph_and_virtuoso(
    target: RemoteStore, virtuoso: str, built: Path
) -> None:
    expected = ask_all(open_dataset(built))
    publish(target, built)
    for where in (target.query_url, virtuoso):
        there = ask_all(open_dataset(where))
        assert [name for name, answer in expected.items() if there[name] != answer] == []


def test_virtuoso_takes_what_differs(
    virtuoso: str, built: Path, built_invented: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(USER, "dba")
    monkeypatch.setenv(PASSWORD, "dba")
    target, name = open_target(virtuoso + "-auth"), GRAPH + "derived"
    for build in (built_invented, built):
        assert publish(target, build, graphs=[name]).put == [name]
        assert count_graphs(target)[name] == expect(build)[name]
        assert not list_staged(target)
    corridors = f"SELECT ?o {{ GRAPH <{name}> {{ ?corridor sg:hasOriginCountry ?o }} }} ORDER BY ?o"
    answer = open_dataset(virtuoso).rows(corridors)
    assert len(answer) > 5
    assert answer == open_dataset(built).rows(corridors)


def test_virtuoso_holds_every_graph(virtuoso: str, built: Path) -> None:
    assert count_graphs(open_target(virtuoso)) == expect(built)


def test_a_store_that_is_not_there_or_takes_no_updates_is_said(target: RemoteStore, built_invented: Path) -> None:
    (port,) = find_ports(1)
    with pytest.raises(DatasetError, match="cannot be reached"):
        publish(open_target(f"http://127.0.0.1:{port}/update"), built_invented)
    with pytest.raises(DatasetError, match="http or https"):
        open_target("ftp://example.org/")
    with pytest.raises(DatasetError, match=r"answered 4.*no updates here: name the address for them, often.* /update"):
        publish(open_target(target.query_url, query_url=target.query_url), built_invented)


def test_a_graph_without_triples_is_there_as_none(target: RemoteStore, tmp_path: Path, built_invented: Path) -> None:
    folder = tmp_path / "build"
    shutil.copytree(built_invented, folder)
    store = Store(str(folder / "store"))
    store.add_graph(NamedNode(GRAPH + "nothing"))
    store.flush()
    del store
    report = publish(target, folder)
    assert report.triples == sum(expect(built_invented).values())
    assert publish(target, folder).sent == 0


def test_odd_literals_arrive_as_they_are(target: RemoteStore, tmp_path: Path, built_invented: Path) -> None:
    from pyoxigraph import Literal

    folder = tmp_path / "build"
    shutil.copytree(built_invented, folder)
    store = Store(str(folder / "store"))
    texts = ['"', "\\", "a\nb\tc\r", "} ; DROP ALL", "\u2028é😀", "", "?x $y <z>"]
    node = NamedNode("https://example.org/odd")
    store.extend(Quad(node, node, Literal(text), NamedNode(GRAPH + "odd")) for text in texts)
    store.flush()
    del store
    publish(target, folder, graphs=["odd"])
    rows = target.select(f"SELECT ?o {{ GRAPH <{GRAPH}odd> {{ ?s ?p ?o }} }}")
    assert sorted(row["o"] for row in rows) == sorted(texts)


def test_credentials_come_from_the_environment_and_go_nowhere_in_the_clear() -> None:
    both = {USER: "ada", PASSWORD: "secret"}
    assert read_credentials("http://127.0.0.1:1/", both) == ("ada", "secret")
    assert read_credentials("http://example.org/", {}) is None
    for url, given in (("http://example.org/", both), ("https://example.org/", {USER: "ada"})):
        with pytest.raises(DatasetError) as error:
            read_credentials(url, given)
        assert "secret" not in str(error.value)
    with pytest.raises(DatasetError, match=USER) as error:
        read_credentials("https://ada:secret@example.org/", {})
    assert "secret" not in str(error.value)


def test_an_endpoint_is_asked_with_the_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str | None] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.headers["Authorization"])
            self.rfile.read(int(self.headers["Content-Length"]))
            graph = {"graph": {"type": "uri", "value": GRAPH + "a"}}
            body = json.dumps({"head": {"vars": ["graph"]}, "results": {"bindings": [graph]}})
            self.send_response(200)
            self.send_header("Content-Type", "application/sparql-results+json")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    monkeypatch.setenv(USER, "ada")
    monkeypatch.setenv(PASSWORD, "secret")
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            open_dataset(f"http://127.0.0.1:{server.server_port}/sparql").list_graphs()
        finally:
            server.shutdown()
            thread.join()
    assert seen == ["Basic " + base64.b64encode(b"ada:secret").decode()]


def test_what_is_too_much_for_virtuoso_at_once_is_said_with_what_to_do() -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(500)
            self.end_headers()
            self.wfile.write(b"Virtuoso 40005 Error SR325: Transaction aborted\nand more")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with pytest.raises(DatasetError, match="SR325: Transaction aborted; raise TransactionAfterImageLimit"):
                open_target(f"http://127.0.0.1:{server.server_port}/sparql-auth").update("INSERT DATA {}")
        finally:
            server.shutdown()
            thread.join()
