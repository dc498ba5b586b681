"""Forward a query to a worker process and its answer to the client, within the limits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from aiohttp import web

from survivorgraph.service import Limits
from survivorgraph.service.protocol import QueryRequest, RequestRejected
from survivorgraph.service.slots import QuerySlot
from survivorgraph.service.workers import Worker, WorkerDiedError

__all__ = ["Relay", "TruncatedResponse"]

SHORT_SECONDS = 1.0
HELD_BYTES = 1 << 20  # so much of an answer is held back, so that what fails early fails with a status
CLIENT_SECONDS = 60.0


class TruncatedResponse(Exception):  # noqa: N818 - the client sees a broken transfer, which is the message
    """An answer that ended after its beginning was sent; it must not look complete."""

    def __init__(self, response: web.StreamResponse) -> None:
        super().__init__("the answer is truncated")
        self.response = response


class Relay:
    """The answer to one query; `run` it once for each process that is tried."""

    def __init__(self, request: web.Request, query: QueryRequest, limits: Limits) -> None:
        self._request, self._query, self._limits = request, query, limits
        self._response: web.StreamResponse | None = None
        self._is_crowded = False
        self._promotion: asyncio.TimerHandle

    async def run(self, worker: Worker, slot: QuerySlot) -> web.StreamResponse:
        """Forward the query to a process and its answer to the client.

        Raises RequestRejected where the query is refused or a limit is reached before anything was sent,
        TruncatedResponse where it was after that, and WorkerDiedError where the process died.
        """
        try:
            async with asyncio.timeout(self._limits.seconds) as timer:
                self._plan_promotion(slot, timer, SHORT_SECONDS)
                try:
                    return await self._answer(worker, timer)
                finally:
                    self._promotion.cancel()
        except TimeoutError as error:
            if self._response is not None:
                raise TruncatedResponse(self._response) from error
            if self._is_crowded:
                raise RequestRejected(503, "too many long queries are running; try again in some seconds") from error
            why = f"the query took longer than {self._limits.seconds:g} s, and was ended"
            raise RequestRejected(504, why) from error
        except (WorkerDiedError, RequestRejected) as error:
            if self._response is not None:
                raise TruncatedResponse(self._response) from error
            raise

    def _plan_promotion(self, slot: QuerySlot, timer: asyncio.Timeout, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        self._promotion = loop.call_later(SHORT_SECONDS, self._promote, slot, timer, seconds)

    def _promote(self, slot: QuerySlot, timer: asyncio.Timeout, seconds: float) -> None:
        """Exchange the short slot for a long one; end the query if none gets free in half of the time limit."""
        if slot.promote() or timer.expired():
            return
        if seconds < self._limits.seconds / 2:
            self._plan_promotion(slot, timer, seconds + SHORT_SECONDS)
            return
        self._is_crowded = True
        timer.reschedule(asyncio.get_running_loop().time())

    async def _answer(self, worker: Worker, timer: asyncio.Timeout) -> web.StreamResponse:
        """Send a small answer whole, with its length; start to stream a larger one when enough has arrived."""
        accept = ", ".join(self._request.headers.getall("Accept", ())) or "*/*"
        base = f"{self._request.scheme}://{self._request.host}/sparql"
        media_type = await worker.ask(self._query, accept=accept, base=base)
        if media_type.startswith("text/"):
            media_type += "; charset=utf-8"
        headers = {"Content-Type": media_type, "Vary": "Accept"}
        held, part = bytearray(), await worker.read_part()
        while part and len(held) < HELD_BYTES:
            held += part
            self._check_size(len(held))
            part = await worker.read_part()
        if not part:
            return web.Response(body=bytes(held), headers=headers)
        self._response = response = web.StreamResponse(headers=headers)
        await _in_time(response.prepare, self._request, timer=timer)
        await _in_time(response.write, bytes(held), timer=timer)
        size = len(held)
        while part:
            size += len(part)
            self._check_size(size)
            await _in_time(response.write, part, timer=timer)
            part = await worker.read_part()
        await _in_time(response.write_eof, timer=timer)
        return response

    def _check_size(self, size: int) -> None:
        if size > self._limits.result_bytes:
            raise RequestRejected(403, f"the answer is larger than {self._limits.result_bytes:,} bytes; ask for less")


async def _in_time(send: Callable[..., object], *given: object, timer: asyncio.Timeout) -> None:
    """Send to the client without counting a slow client against the query; disconnect one that stalls."""
    loop = asyncio.get_running_loop()
    left, start = (timer.when() or 0) - loop.time(), loop.time()
    timer.reschedule(start + CLIENT_SECONDS)
    try:
        await send(*given)  # type: ignore[misc]
    finally:
        if not timer.expired():
            timer.reschedule(loop.time() + max(left, 0.001))
