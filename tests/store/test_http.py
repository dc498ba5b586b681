"""A request to a store goes to the address that the user gave, whatever the machine is set to."""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from survivorgraph.errors import DatasetError
from survivorgraph.store.http import answer_challenges, post

Answer = tuple[int, dict[str, str], bytes]


@contextmanager
def serve(answer: Callable[[dict[str, str]], Answer]) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Serve what a function gives for the headers of a request, and keep these."""
    seen: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            seen.append(dict(self.headers.items()) | {"path": self.path})
            status, headers, body = answer(seen[-1])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/sparql", seen
        finally:
            server.shutdown()
            thread.join()


def test_proxies_and_passwords_of_the_machine_are_not_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with serve(lambda _: (200, {}, b"proxy")) as (proxy, through), serve(lambda _: (200, {}, b"here")) as (url, seen):
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy)
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login ada password secret\n", encoding="utf-8")
        netrc.chmod(0o600)
        monkeypatch.setenv("NETRC", str(netrc))
        assert post(url, {"query": "ASK {}"}, {}, seconds=5).body == b"here"
    assert through == []
    assert "Authorization" not in seen[0]


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    with serve(lambda _: (200, {}, b"")) as (there, followed), serve(lambda _: (307, {"Location": there}, b"")) as one:
        reply = post(one[0], "DROP ALL", {}, seconds=5)
    assert (reply.status, reply.headers["location"], reply.is_success) == (307, there, False)
    assert followed == []


def test_what_is_packed_is_not_unpacked() -> None:
    bomb = gzip.compress(bytes(10 << 20))
    with serve(lambda _: (200, {"Content-Encoding": "gzip"}, bomb)) as (url, seen):
        assert post(url, {}, {}, seconds=5).body == bomb
    assert seen[0]["Accept-Encoding"] == "identity"


def test_a_server_that_hangs_ends_after_its_time() -> None:
    done = threading.Event()
    with serve(lambda _: (200, {}, b"late" * done.wait(30))) as (url, _):
        try:
            with pytest.raises(DatasetError, match="the endpoint cannot be reached"):
                post(url, {}, {}, seconds=0.2, what="endpoint")
        finally:
            done.set()


def test_credentials_are_sent_when_asked_for_as_basic() -> None:
    def ask(headers: dict[str, str]) -> Answer:
        return (200, {}, b"in") if "Authorization" in headers else (401, {"WWW-Authenticate": 'Basic realm="x"'}, b"")

    with serve(ask) as (url, seen):
        auth = answer_challenges("ada", "secret")
        assert [post(url, "x", {}, auth=auth, seconds=5).body for _ in range(2)] == [b"in", b"in"]
    assert ["Authorization" in one for one in seen] == [False, True, True]


def test_credentials_are_sent_when_asked_for_as_digest() -> None:
    def ask(headers: dict[str, str]) -> Answer:
        challenge = {"WWW-Authenticate": 'Digest realm="x", nonce="n", algorithm=MD5, qop="auth"'}
        if "Authorization" not in headers:
            return 401, challenge, b""
        kind, _, rest = headers["Authorization"].partition(" ")
        given = {name: value.strip('"') for name, _, value in (one.partition("=") for one in rest.split(", "))}
        one = hashlib.md5(b"ada:x:secret").hexdigest()
        other = hashlib.md5(b"POST:/sparql").hexdigest()
        wanted = hashlib.md5(f"{one}:n:{given['nc']}:{given['cnonce']}:auth:{other}".encode()).hexdigest()
        return (200, {}, b"in") if (kind, given["response"]) == ("Digest", wanted) else (403, {}, b"")

    with serve(ask) as (url, seen):
        assert post(url, "x", {}, auth=answer_challenges("ada", "secret"), seconds=5).body == b"in"
        wrong = post(url, "x", {}, auth=answer_challenges("ada", "wrong"), seconds=5)
    assert wrong.status == 403
    assert not any("secret" in value for one in seen for value in one.values())
