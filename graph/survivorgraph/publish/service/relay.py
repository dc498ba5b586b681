"""Pass a query on to the engine and its answer back, within the limits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from survivorgraph.publish.service import Limits
from survivorgraph.publish.service.engine import EngineConnection, EngineConnections, EngineDiedError
from survivorgraph.publish.service.gate import Asked, Refusal
from survivorgraph.publish.service.workers import Turn
from survivorgraph.store.dataset import explain_syntax

__all__ = ["Cut", "Relay"]

SHORT_SECONDS = 1.0
HELD_BYTES = 1 << 20  # so much of an answer is held back, so that what fails early fails with a status
PART_BYTES = 64 << 10  # so much of it is passed on at once after that
CLIENT_SECONDS = 60.0


class Cut(Exception):  # noqa: N818 - the client sees a broken transfer, which is the message
    """Say that an answer had to end after its beginning was sent; it must never look whole."""

    def __init__(self, response: web.StreamResponse) -> None:
        super().__init__("the answer is cut")
        self.response = response


class Relay:
    """Be the answer to one query; `run` it once for each process that is tried."""

    def __init__(self, request: web.Request, asked: Asked, limits: Limits) -> None:
        self._request, self._asked, self._limits = request, asked, limits
        self._response: web.StreamResponse | None = None
        self._is_crowded = False
        self._patience: asyncio.TimerHandle
        self.tries = 0

    async def run(self, engine: EngineConnections, turn: Turn) -> web.StreamResponse:
        """Answer from an engine.

        Raises Refusal where a limit is reached before anything was sent, Cut where it was after that,
        TimeoutError (as the cause of either) where the engine still works on it, and EngineDiedError
        where it died.
        """
        self.tries += 1
        try:
            async with asyncio.timeout(self._limits.seconds) as timer:
                self._wait(turn, timer, SHORT_SECONDS)
                try:
                    return await self._ask(engine, timer)
                finally:
                    self._patience.cancel()
        except TimeoutError as error:
            if self._response is not None:
                raise Cut(self._response) from error
            if self._is_crowded:
                raise Refusal(503, "too many long queries are running; try again in some seconds") from error
            raise Refusal(504, f"the query took longer than {self._limits.seconds:g} s, and was ended") from error
        except EngineDiedError as error:
            if self._response is not None:
                raise Cut(self._response) from error
            raise

    def _wait(self, turn: Turn, timer: asyncio.Timeout, seconds: float) -> None:
        self._patience = asyncio.get_running_loop().call_later(SHORT_SECONDS, self._lengthen, turn, timer, seconds)

    def _lengthen(self, turn: Turn, timer: asyncio.Timeout, seconds: float) -> None:
        """Leave the short places for a long one; where there is none for half of the time, end."""
        if turn.lengthen() or timer.expired():
            return
        if seconds < self._limits.seconds / 2:
            self._wait(turn, timer, seconds + SHORT_SECONDS)
            return
        self._is_crowded = True
        timer.reschedule(asyncio.get_running_loop().time())

    async def _ask(self, engine: EngineConnections, timer: asyncio.Timeout) -> web.StreamResponse:
        asked = self._asked
        dataset = [("default-graph-uri", name) for name in asked.default_graphs]
        dataset += [("named-graph-uri", name) for name in asked.named_graphs]
        accept = asked.media_type or self._read_accept()
        answer = await engine.ask(asked.text, accept, dataset, enough_bytes=HELD_BYTES)
        try:
            if answer.status != 200:
                return await _explain(answer, asked.text)
            return await self._stream(answer, timer)
        finally:
            engine.give_back(answer)

    def _read_accept(self) -> str:
        return ", ".join(self._request.headers.getall("Accept", ())) or "*/*"

    async def _stream(self, answer: EngineConnection, timer: asyncio.Timeout) -> web.StreamResponse:
        """Send a small answer whole, with its length; begin a larger one when enough of it is there."""
        headers = {"Content-Type": answer.media_type, "Vary": "Accept"}
        part = await answer.read(HELD_BYTES)
        size = len(part)
        self._check_size(size)
        if size < HELD_BYTES:
            return web.Response(body=part, headers=headers)
        response = web.StreamResponse(headers=headers)
        self._response = response
        await _in_time(response.prepare, self._request, timer=timer)
        while part:
            await _in_time(response.write, part, timer=timer)
            part = await answer.read(PART_BYTES)
            size += len(part)
            self._check_size(size)
        await _in_time(response.write_eof, timer=timer)
        return response

    def _check_size(self, size: int) -> None:
        if size > self._limits.result_bytes:
            if self._response is not None:
                raise Cut(self._response)
            raise Refusal(403, f"the answer is larger than {self._limits.result_bytes:,} bytes; ask for less")


async def _in_time(send: Callable[..., object], *given: object, timer: asyncio.Timeout) -> None:
    """Send to the client without counting its slowness as the query's; one that takes nothing is cut off."""
    loop = asyncio.get_running_loop()
    left, start = (timer.when() or 0) - loop.time(), loop.time()
    timer.reschedule(start + CLIENT_SECONDS)
    try:
        await send(*given)  # type: ignore[misc]
    finally:
        if not timer.expired():
            timer.reschedule(loop.time() + max(left, 0.001))


async def _explain(answer: EngineConnection, query: str) -> web.Response:
    """Return what the engine says of the query; of its own troubles, only that it has them."""
    said = (await answer.read(HELD_BYTES))[:2000].decode("utf-8", "replace").strip()
    if answer.status == 406:
        return web.Response(status=406, text="none of the formats of the Accept header can be written\n")
    if answer.status >= 500:
        return web.Response(status=500, text="the engine cannot answer this query\n")
    return web.Response(status=400, text=f"{explain_syntax(said, query)}\n")
