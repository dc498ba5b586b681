"""What stands between the service and its engine keeps connections, and never takes a broken answer for a whole one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any

import pytest

from survivorgraph.publish.service.engine import EngineConnections, EngineDiedError

OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
WHOLE = OK + b"Content-Length: 3\r\n\r\nyes"

Handle = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


Run = Callable[[Handle, Callable[[EngineConnections], Coroutine[Any, Any, Any]]], Any]


@pytest.fixture(params=["asyncio", "uvloop"])
def run(request: pytest.FixtureRequest) -> Run:
    """Return what asks a server that does what a function says with each of its connections, on an event loop."""
    make_loop = None if request.param == "asyncio" else pytest.importorskip("uvloop").new_event_loop
    return partial(run_on, make_loop)


def run_on(
    make_loop: Callable[[], asyncio.AbstractEventLoop] | None,
    handle: Handle,
    ask: Callable[[EngineConnections], Coroutine[Any, Any, Any]],
) -> Any:

    async def main() -> Any:
        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        engine = EngineConnections(server.sockets[0].getsockname()[1])
        try:
            async with asyncio.timeout(20):
                return await ask(engine)
        finally:
            engine.close()
            server.close()
            await asyncio.sleep(0.01)

    with asyncio.Runner(loop_factory=make_loop) as runner:
        return runner.run(main())


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return head + await reader.readexactly(length)


async def read_all(engine: EngineConnections) -> bytes:
    answer = await engine.ask("ASK {}", "text/csv")
    try:
        return await answer.read()
    finally:
        engine.give_back(answer)


def answer_with(*parts: bytes) -> Handle:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.01)
        writer.close()

    return handle


def test_one_connection_serves_one_query_after_another(run: Run) -> None:
    connections = 0

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        while not reader.at_eof():
            try:
                await read_request(reader)
            except asyncio.IncompleteReadError:
                break
            writer.write(WHOLE)
        writer.close()

    async def ask(engine: EngineConnections) -> list[bytes]:
        return [await read_all(engine) for _ in range(5)]

    assert run(handle, ask) == [b"yes"] * 5
    assert connections == 1


def test_a_connection_that_the_engine_left_is_replaced(run: Run) -> None:
    async def ask(engine: EngineConnections) -> list[bytes]:
        found = []
        for seconds in (0.05, 0):  # once the end is seen before the next query, once maybe not
            found.append(await read_all(engine))
            await asyncio.sleep(seconds)
        return [*found, await read_all(engine)]

    assert run(answer_with(WHOLE), ask) == [b"yes"] * 3


@pytest.mark.parametrize(
    "parts",
    [
        (),
        (b"HTTP/1.1 200 OK\r\nContent-T",),
        (CHUNKED, b"5\r\nhello\r\n"),
        (OK + b"Content-Length: 9\r\n\r\nhello",),
        (b"SSH-2.0-OpenSSH\r\n",),
        (CHUNKED, b"5\r\nhello\r\n", b"zz\r\n"),
    ],
    ids=["nothing", "half a head", "half a body", "too short a body", "no HTTP", "no chunk"],
)
def test_an_engine_that_ends_within_its_answer_has_died(parts: tuple[bytes, ...], run: Run) -> None:
    with pytest.raises(EngineDiedError):
        run(answer_with(*parts), read_all)


def test_an_engine_that_is_not_there_has_died(run: Run) -> None:
    async def ask(engine: EngineConnections) -> bytes:
        return await read_all(EngineConnections(1))

    with pytest.raises(EngineDiedError, match="takes no connection"):
        run(answer_with(), ask)


def test_a_long_answer_is_read_in_parts_and_does_not_run_ahead(run: Run) -> None:
    sent = 0
    part, number = b"x" * 65536, 400

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        await read_request(reader)
        writer.write(CHUNKED)
        for _ in range(number):
            writer.write(b"10000\r\n" + part + b"\r\n")
            await writer.drain()
            sent += len(part)
        writer.write(b"0\r\n\r\n")
        writer.close()

    async def ask(engine: EngineConnections) -> int:
        answer = await engine.ask("ASK {}", "*/*", enough_bytes=100_000)
        await asyncio.sleep(0.3)
        assert sent < len(part) * number / 2
        size = len(await answer.read(100_000))
        assert 100_000 <= size < len(part) * number / 2
        while some := await answer.read(100_000):
            size += len(some)
        engine.give_back(answer)
        return size

    assert run(handle, ask) == len(part) * number


def test_what_a_client_accepts_cannot_end_the_line(run: Run) -> None:
    seen = b""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal seen
        seen = await read_request(reader)
        writer.write(WHOLE)
        writer.close()

    async def ask(engine: EngineConnections) -> None:
        dataset = [("named-graph-uri", "urn:a HTTP/1.1\r\nX: y")]
        engine.give_back(await engine.ask("ASK {}", "a/b,\r\n c/d \udce9", dataset))

    run(handle, ask)
    lines = seen.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert lines[0] == b"POST /query?named-graph-uri=urn%3Aa+HTTP%2F1.1%0D%0AX%3A+y HTTP/1.1"
    assert b"Accept: a/b, c/d \xe9" in lines
    assert len(lines) == 5
