"""Ask the engine behind the service over HTTP, through connections that stay open.

Nothing else is ever sent here than a query to a process of ours on this machine. What a client for all of HTTP does
beyond that takes as long as the engine takes for a small query, so httptools reads the answers and nothing stands
around it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import cast
from urllib.parse import urlencode

from httptools import HttpParserError, HttpResponseParser

from survivorgraph.store.server import LOOPBACK

__all__ = ["EngineConnection", "EngineConnections", "EngineDiedError"]


class EngineDiedError(ConnectionError):
    """Say that the engine ended before its answer was whole."""


class EngineConnections:
    """Be the connections to the engine on a port of the loopback address, one for each query that runs."""

    def __init__(self, port: int) -> None:
        """Connect to nothing yet."""
        self._port = port
        self._idle: list[EngineConnection] = []

    async def ask(
        self, query: str, accept: str, dataset: Iterable[tuple[str, str]] = (), *, enough_bytes: int = 0
    ) -> EngineConnection:
        """Send a query and return its answer when it is whole, or when so many bytes of it are there; give it back.

        `dataset` are the pairs that name its graphs (SPARQL 1.1 Protocol, section 2.1.4). Raises EngineDiedError.
        """
        request = _write_request(query, accept, dataset)
        while True:
            is_old = bool(self._idle)
            answer = self._idle.pop() if is_old else await self._connect()
            try:
                if await answer.ask(request, enough_bytes):
                    return answer
            except BaseException:
                answer.close()
                raise
            # The engine leaves a connection that was quiet for long, maybe at this moment: then with the next one.
            if not is_old:
                raise EngineDiedError("the engine ended without an answer")

    async def is_well(self) -> bool:
        """Say whether a query that needs no data has its answer."""
        answer = await self.ask("ASK {}", "application/sparql-results+json")
        try:
            return answer.status == 200 and b"true" in await answer.read()
        finally:
            self.give_back(answer)

    def give_back(self, answer: EngineConnection) -> None:
        """Keep a connection whose answer was read to its end for the next query; close any other."""
        if answer.is_free:
            self._idle.append(answer)
        else:
            answer.close()

    def close(self) -> None:
        """Close the connections that are not in use."""
        while self._idle:
            self._idle.pop().close()

    async def _connect(self) -> EngineConnection:
        try:
            return (await asyncio.get_running_loop().create_connection(EngineConnection, LOOPBACK, self._port))[1]
        except OSError as error:
            raise EngineDiedError("the engine takes no connection") from error


class EngineConnection(asyncio.Protocol):
    """Be a connection, and the answer that is read from it: `status` and `media_type` of HTTP, then the body."""

    def __init__(self) -> None:
        """Wait for the connection."""
        self._transport: asyncio.Transport
        self._parser: HttpResponseParser
        self._body = bytearray()
        self._is_lost = False
        self._waiter: asyncio.Future[None] | None = None

    async def ask(self, request: bytes, enough_bytes: int) -> bool:
        """Send a request; return when there is enough of an answer, or False where none begins."""
        self.status, self.media_type, self._is_whole = 0, "application/octet-stream", False
        self._parser = HttpResponseParser(self)
        if not self._is_lost:
            self._transport.write(request)
            await self._wait(enough_bytes)
        return self.status > 0

    async def read(self, enough_bytes: int = 1) -> bytes:
        """Return what has come of the body when it is whole or so many bytes of it are there; nothing at its end.

        Raises EngineDiedError where it will never be whole.
        """
        await self._wait(enough_bytes)
        if self._is_lost and not self._is_whole:
            raise EngineDiedError("the engine ended before its answer did")
        some = bytes(self._body)
        self._body.clear()
        return some

    @property
    def is_free(self) -> bool:
        """Say whether another query may be sent."""
        return self._is_whole and self._stays and not self._body and not self._is_lost

    def close(self) -> None:
        """Leave the engine at once."""
        self._transport.abort()

    async def _wait(self, enough_bytes: int) -> None:
        self._enough_bytes = enough_bytes
        if not self._has_enough():
            self._transport.resume_reading()
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

    def _has_enough(self) -> bool:
        return self._is_whole or self._is_lost or 0 < self._enough_bytes <= len(self._body)

    def _tell(self) -> None:
        if self._waiter and not self._waiter.done() and self._has_enough():
            self._waiter.set_result(None)

    # What the transport calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to write."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Read a part of the answer; no more of it than is waited for."""
        try:
            self._parser.feed_data(data)
        except (HttpParserError, AttributeError):  # no HTTP, or nothing was asked
            self._is_lost = True
            self._transport.abort()
        else:
            if not self._is_whole and self._has_enough():
                self._transport.pause_reading()
        self._tell()

    def connection_lost(self, error: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        """Note that no more will come."""
        self._is_lost = True
        self._tell()

    # What the parser calls.

    def on_header(self, name: bytes, value: bytes) -> None:
        """Remember the media type."""
        if name.lower() == b"content-type":
            self.media_type = value.decode("latin-1")

    def on_headers_complete(self) -> None:
        """Remember the status."""
        self.status = self._parser.get_status_code()

    def on_body(self, body: bytes) -> None:
        """Keep a part of the body."""
        self._body += body

    def on_message_complete(self) -> None:
        """Note that the answer is whole, and whether the connection stays; the parser knows that only now."""
        self._is_whole, self._stays = True, self._parser.should_keep_alive()


def _write_request(query: str, accept: str, dataset: Iterable[tuple[str, str]]) -> bytes:
    """Write a query posted directly (SPARQL 1.1 Protocol, section 2.1.3).

    >>> _write_request("ASK {}", "text/csv", [("default-graph-uri", "urn:a b")]).split(b"\\r\\n")[0]
    b'POST /query?default-graph-uri=urn%3Aa+b HTTP/1.1'
    """
    body = query.encode()
    address = f"/query?{names}" if (names := urlencode(list(dataset))) else "/query"
    head = (
        f"POST {address} HTTP/1.1\r\nHost: {LOOPBACK}\r\nContent-Type: application/sparql-query\r\n"
        f"Accept: {' '.join(accept.split())}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("utf-8", "surrogateescape") + body
