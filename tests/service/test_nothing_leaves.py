"""No query makes a process of ours connect anywhere, however it is spelt, and only the service listens."""

from __future__ import annotations

import contextlib
import re
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, QuerySolutions, Store

from survivorgraph.errors import SurvivorGraphError
from survivorgraph.store.dataset import Dataset, open_dataset
from survivorgraph.store.query_text import read_query
from survivorgraph.store.questions import list_questions
from survivorgraph.store.sandbox import run_without_network, shut_network

CASE = Path(__file__).resolve().parents[3] / "shared" / "cases" / "attacks" / "ssrf-service-bypass.rq"
linux = pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux has the filter")


class Listener:
    """A port of the loopback address that counts who connects."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/"
        self.connections = 0
        threading.Thread(target=self._count, daemon=True).start()

    def _count(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.connections += 1
                connection.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    found = Listener()
    yield found
    found.socket.close()


# What stands for {} is SERVICE in one of its spellings, the name of an endpoint and what it is asked.
PATTERNS = (
    "SELECT * {{ {} }}",
    "SELECT * {{ VALUES ?q {{ 1 }} .{} }}",
    "SELECT * {{ ?s ?p 1.{} }}",
    "SELECT * {{ ?s ?p true.{} }}",
    "SELECT * {{ ?s ?p 'x'.{} }}",
    "SELECT * {{ ?s ?p ?o;.{} }}",
    "SELECT * {{ {{ {{ {} }} }} UNION {{ }} }}",
    "SELECT * {{ OPTIONAL {{ {} }} }}",
    "SELECT * {{ GRAPH ?g {{ {} }} }}",
    "SELECT * {{ {{ SELECT * {{ {} }} }} }}",
    "SELECT * {{ FILTER EXISTS {{ {} }} }}",
    "SELECT (EXISTS {{ {} }} AS ?x) {{ }}",
    "SELECT * {{ ?s ?p ?o MINUS {{ {} }} }}",
    "SELECT * {{ BIND(1 AS ?x){} }}",
    "SELECT * {{ BIND(<{url}>(1) AS ?x) {} }}",
    "SELECT * {{ LATERAL {{ {} }} }}",
    "SELECT * {{ ?s ?p <<( ?a ?b ?c )>> .{} }}",
    "SELECT * {{ << ?a ?b ?c >> ?p ?o .{} }}",
    "SELECT * {{ ?s ?p 'x'@en-{} }}",
    "SELECT * {{ ?s ?p 1e5.{} }}",
    'SELECT * {{ ?s ?p """"a""" .{} }}',
    "SELECT * {{ #\u2028 {} \n }}",
    "SELECT * {{ }} ORDER BY (EXISTS {{ {} }})",
    "SELECT * {{ }} GROUP BY (NOT EXISTS {{ {} }} AS ?x)",
    "SELECT * {{ }} VALUES ?x {{ 1 }} {}",
    "SELECT * {{ }} ; LOAD <{url}>",
    "VERSION '1.2' ASK {{ {} }}",
    "DESCRIBE <{url}> FROM <{url}>",
    "SELECT * {{ FILTER(1<2#>'''\n) {} }} #'''",
    "SELECT * {{ ?s <u:p>?{} }}",
    "SELECT * {{ ?s ?p [].{} }}",
    "ASK {{ {} }}",
    "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {} }}",
    "CONSTRUCT WHERE {{ {} }}",
    "DESCRIBE ?s WHERE {{ {} }}",
    "SELECT * FROM <{url}> {{ {} }}",
    "SELECT * FROM NAMED <{url}> {{ {} }}",
    "LOAD <{url}>",
    "INSERT {{ ?s ?p ?o }} WHERE {{ {} }}",
)
WORDS = (
    "SERVICE",
    "service",
    "SeRvIcE",
    "SERVICE SILENT",
    "SERVICESILENT",
    "\\u0053ERVICE",
    "SERV\\u0049CE",
    "ＳERVICE",
    "\u017fERVICE",
    "SERV\u0130CE",
    "\\U00000053ERVICE",
    "\ufeffSERVICE",
    "SER\0VICE",
)
GAPS = (
    *("", " ", "\n", "\t", "#\n", "# {\n", "#'''\n", "\r", " \r\n ", "\u00a0", "\ufeff", "\0"),
    *("#\u2028", "#\x85", "#\x0b", "#\x0c", "#\r", "/**/", "\u200b"),
)
NAMES = (
    "<{url}>",
    "x:steal",
    "SERVICEx:steal",
    "SILENTx:steal",
    "?u",
    "$u",
    ":",
    "x:a.b",
    "x:\\u0061",
    "<steal>",
    "_:u",
)
PROLOGUES = (
    "",
    "PREFIX x: <{url}> ",
    "PREFIX x: <{url}> PREFIX SERVICEx: <u:> ",
    "PREFIX x: <{url}> PREFIX SERVICEx: <{url}> PREFIX SILENTx: <{url}> ",
    "PREFIX : <{url}> PREFIX x:<{url}> PREFIX SERVICE: <u:> ",
    "BASE <{url}> PREFIX x: <> ",
    "PREFIX x: <{url}>\nPREFIX S: <u:>PREFIX xSERVICE: <u:>",
)
INSIDES = ("{ ?a ?b ?c }", "{}", "{ SERVICE <{url}> {} }", "", "{ ?a ?b 'x' } # }")


@st.composite
def hostile_queries(draw: st.DrawFn) -> str:
    """Draw a query, with {url} where the listener is named, that has SERVICE in it, be it well formed or not."""
    prologue, name, inside = (draw(st.sampled_from(one)) for one in (PROLOGUES, NAMES, INSIDES))
    gaps = [draw(st.sampled_from(GAPS)) for _ in range(3)]
    clause = f"{draw(st.sampled_from(WORDS))}{gaps[0]}{name}{gaps[1]}{inside}{gaps[2]}"
    if draw(st.booleans()):
        clause = f"VALUES ?u {{ <{{url}}> }} {clause}"
    glued = f"{draw(st.sampled_from(('SERVICE', 'x', '')))}{name}{inside}"
    pattern = draw(st.sampled_from(PATTERNS))
    return prologue + pattern.replace("{{", "{").replace("}}", "}").replace(
        "{}", draw(st.sampled_from((clause, glued))), 1
    )


# The shortest, since ten thousand are tried.
VALID = tuple(sorted((question.sparql for question in list_questions()), key=len)[:20])


@st.composite
def mutated_queries(draw: st.DrawFn) -> str:
    """Draw a named question with parts cut out, doubled, or exchanged for something else."""
    text = draw(st.sampled_from(VALID))
    for _ in range(draw(st.integers(1, 3))):
        at, size = draw(st.integers(0, len(text))), draw(st.integers(0, 12))
        other = draw(st.one_of(st.just(""), st.just(text[at : at + size] * 2), garbage))
        text = text[:at] + other + text[at + size :]
    return text


garbage = st.one_of(
    st.text(max_size=30),
    st.lists(
        st.sampled_from([*"{}()[]<>?$:.;,/|^*+!='\"\\@#_-% \n\t0", "SERVICE", "SELECT *", "a", "x:", "<u:a>", "?x"]),
        max_size=20,
    ).map("".join),
)


def answer_or_refuse(dataset: Dataset, text: str) -> None:
    with contextlib.suppress(SurvivorGraphError):
        dataset.rows(text)


@pytest.fixture(scope="module")
def small() -> Dataset:
    store = Store()
    store.add_graph(NamedNode("https://example.org/g"))
    return open_dataset(store)


@pytest.mark.fuzz
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(query=hostile_queries())
def test_no_spelling_of_service_connects(query: str, small: Dataset, listener: Listener) -> None:
    answer_or_refuse(small, query.replace("{url}", listener.url))
    assert listener.connections == 0


@pytest.mark.fuzz
@settings(deadline=None)
@given(query=hostile_queries())
def test_what_an_engine_gets_has_no_service_in_it(query: str) -> None:
    with contextlib.suppress(SurvivorGraphError):
        written = read_query(query.replace("{url}", "https://example.org/")).write()
        bare = re.sub(r'<[^<>]*>|"(?:[^"\\]|\\.)*"|@[\w-]+|[?$]\w+|_:[\w.-]+', " ", written)
        assert "service" not in bare.lower()
        assert "prefix" not in bare.lower()


@pytest.mark.fuzz
@settings(deadline=None)
@given(text=st.one_of(garbage, mutated_queries(), garbage.map("SELECT * {{ {} }}".format)))
def test_any_text_is_answered_or_refused_in_our_words(text: str, small: Dataset, listener: Listener) -> None:
    answer_or_refuse(small, text)
    assert listener.connections == 0


def test_the_bypass_of_the_audit_connects_nowhere(small: Dataset, listener: Listener) -> None:
    text = (
        CASE.read_text().replace("http://127.0.0.1:9955/", listener.url)
        if CASE.exists()
        else f"PREFIX x: <{listener.url}> PREFIX SERVICEx: <u:> ASK {{ VALUES ?q {{1}} .SERVICEx:s {{ ?a ?b ?c }} }}"
    )
    with pytest.raises(SurvivorGraphError, match=r"stops making sense at '\{'"):
        small.rows(text)
    assert listener.connections == 0


def list_examples(listener: Listener, number: int) -> list[str]:
    """Return some of each pattern, the same in each run."""
    texts = []
    for at in range(number):
        pattern = PATTERNS[at % len(PATTERNS)].replace("{{", "{").replace("}}", "}")
        word, gap, name, prologue, inside = (
            values[(at * step + at // 7) % len(values)]
            for values, step in ((WORDS, 1), (GAPS[:7], 3), (NAMES, 5), (PROLOGUES, 1), (INSIDES, 1))
        )
        text = prologue + pattern.replace("{}", f"{word}{gap}{name} {inside}", 1)
        texts.append(text.replace("{url}", listener.url))
    return texts


def test_no_spelling_connects_through_the_service(service: Any, listener: Listener) -> None:
    statuses = {service.ask(text)[0] for text in list_examples(listener, 300)}
    assert statuses <= {200, 400}
    for name in ("default-graph-uri", "named-graph-uri"):
        assert service.get(f"sparql?query=ASK%7B%7D&{name}={listener.url}")[0] == 400
    assert listener.connections == 0
    assert service.get("health")[0] == 200


# The kernel's part: it holds whatever an engine reads.


@linux
def test_a_query_without_network_cannot_connect_and_its_caller_can() -> None:
    listener = Listener()

    def connect() -> None:
        socket.create_connection(("127.0.0.1", listener.socket.getsockname()[1]), timeout=5).close()

    with pytest.raises(PermissionError):
        run_without_network(connect)
    query = f"SELECT * {{ SERVICE <{listener.url}> {{ ?s ?p ?o }} }}"

    def ask_raw() -> int:
        found = Store().query(query)
        assert isinstance(found, QuerySolutions)
        return len(list(found))

    with pytest.raises(OSError, match=r"denied|error"):
        run_without_network(ask_raw)
    assert listener.connections == 0
    with contextlib.suppress(OSError):  # the same query from here does: the test can fail
        ask_raw()
    assert listener.connections > 0
    listener.socket.close()


def test_what_a_function_returns_or_raises_comes_back() -> None:
    assert run_without_network(lambda: threading.current_thread().name) != threading.current_thread().name
    with pytest.raises(ZeroDivisionError):
        run_without_network(lambda: 1 / 0)


@linux
def test_the_filter_is_installed_on_this_machine() -> None:
    assert run_without_network(shut_network)
    assert "Seccomp:\t2" in run_without_network(lambda: Path("/proc/thread-self/status").read_text())
    assert "Seccomp:\t2" not in Path("/proc/thread-self/status").read_text()


# The processes, as they are started.


def trace(tmp_path: Path, *command: str) -> tuple[subprocess.Popen[str], Callable[[], list[str]]]:
    """Start a command under strace; the function returns the calls of its processes that reach for a network."""
    program = shutil.which("strace")
    if program is None:
        pytest.skip("strace is not installed")
    log = tmp_path / "calls"
    process = subprocess.Popen(
        [
            program,
            "-f",
            "-qq",
            "-e",
            "trace=connect,sendto,sendmsg,listen,socket",
            "-o",
            str(log),
            sys.executable,
            *command,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )

    def list_calls() -> list[str]:
        lines = log.read_text().splitlines()
        return [line for line in lines if re.search(r"connect\(|listen\(|AF_INET6?\b", line)]

    return process, list_calls


@linux
def test_asking_reaches_for_no_network(built_invented: Path, tmp_path: Path, listener: Listener) -> None:
    query = (
        f"PREFIX x: <{listener.url}> PREFIX SERVICEx: <u:> SELECT * {{ VALUES ?q {{1}} .SERVICEx:a {{ ?a ?b ?c }} }}"
    )
    for text, status in ((query, 1), ("stories", 0)):
        process, list_calls = trace(tmp_path, "-m", "survivorgraph", "ask", text, "--store", str(built_invented))
        process.communicate(timeout=120)
        assert process.returncode == status
        assert list_calls() == []
    assert listener.connections == 0


@linux
def test_serving_listens_once_and_connects_nowhere(built_invented: Path, tmp_path: Path, listener: Listener) -> None:
    process, list_calls = trace(
        tmp_path, "-m", "survivorgraph", "serve", "--store", str(built_invented), "--port", "0", "--seconds", "5"
    )
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(4)]
    url = lines[2].split()[1]
    curl = shutil.which("curl")
    assert curl
    for text in list_examples(listener, 40):
        subprocess.run(
            [curl, "-s", "--data-urlencode", f"query={text.replace(chr(0), ' ')}", url], check=True, capture_output=True
        )
    child = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
    subprocess.run(["kill", "-TERM", str(child)], check=True)
    process.communicate(timeout=60)
    calls = list_calls()
    assert len({found[1] for line in calls if (found := re.search(r"listen\((\d+)", line))}) == 1
    assert not [line for line in calls if "connect(" in line]
    assert sum("AF_INET" in line and "socket(" in line for line in calls) == 1
    assert listener.connections == 0
