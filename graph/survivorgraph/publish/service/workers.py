"""Keep an engine behind the service that answers, whatever is asked of it.

The Oxigraph server ends a query neither when its client leaves nor, for most queries, when its own time limit is
over. So the only sure way to end one is to end the process that runs it. This module does that
without harm to others: when a query has to end, a new process takes over all new queries, and the
old one ends when the last query that may go on in it is answered. A process that dies, or whose
build is replaced, is replaced too; each query that it had is asked again in a process of its own, so that only
the one it died of fails.

No query waits long behind long ones: those that run for more than a second leave their place for one of a few of
another kind, and end early where there is none.
"""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from pathlib import Path

from survivorgraph.errors import DatasetError
from survivorgraph.publish.service.engine import EngineConnections
from survivorgraph.store.server import Server, start_server

__all__ = ["Places", "Turn", "Worker", "Workers"]

START_SECONDS = 60.0


@dataclass(eq=False)
class Worker:
    """Be one process, with the number of requests that still want something from it."""

    server: Server
    connections: EngineConnections
    busy: int = 0
    is_retired: bool = False

    def end(self) -> None:
        """End the process at once."""
        self.connections.close()
        self.server.kill()


class Workers:
    """Give each query a process over the store of a build, the newest one there is."""

    def __init__(self, build: Path, *, memory_bytes: int | None = None) -> None:
        """Remember what to serve; nothing is started yet."""
        self.build = build
        self._memory_bytes = memory_bytes
        self._current: Worker | None = None
        self._retired: set[Worker] = set()
        self._replacing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the first process; raise DatasetError where it does not come up."""
        self._current = await self._open()

    def stop(self) -> None:
        """End all processes at once."""
        if self._replacing:
            self._replacing.cancel()
        for worker in [*self._retired, *([self._current] if self._current else [])]:
            worker.end()
        self._retired.clear()
        self._current = None

    def list_processes(self) -> list[int]:
        """Return the numbers of the processes that run, the current one first."""
        workers = [*([self._current] if self._current else []), *self._retired]
        return [worker.server.process.pid for worker in workers if worker.server.is_running()]

    async def acquire(self) -> Worker:
        """Return the current process, after a dead one has been replaced; `release` it in the end."""
        if self._current is None or not self._current.server.is_running():
            await self.replace()
        if self._current is None or not self._current.server.is_running():
            raise DatasetError("the engine does not start", where=self.build)
        self._current.busy += 1
        return self._current

    async def open_another(self) -> Worker:
        """Return a process for one query alone, which ends when that one is answered; `release` it in the end."""
        worker = await self._open()
        worker.busy, worker.is_retired = 1, True
        self._retired.add(worker)
        return worker

    def release(self, worker: Worker, *, is_stuck: bool) -> None:
        """Give a process back; one with a query that must end is replaced, and ends when nobody needs it."""
        worker.busy -= 1
        if is_stuck and not worker.is_retired:
            worker.is_retired = True
            self._replace_soon()
        self._end_idle()

    async def replace(self) -> None:
        """Start a new process in the place of the current one, and return when it has taken over."""
        await asyncio.shield(self._replace_soon())

    def _replace_soon(self) -> asyncio.Task[None]:
        if self._replacing is None or self._replacing.done():
            self._replacing = asyncio.create_task(self._replace())
        return self._replacing

    async def _replace(self) -> None:
        before = self._current
        with contextlib.suppress(DatasetError):  # the old one goes on; the next query or look tries again
            self._current = await self._open()
            if before is not None:
                before.is_retired = True
                self._retired.add(before)
        if before is not None and before is self._current:
            before.is_retired = False
        self._end_idle()

    def _end_idle(self) -> None:
        for worker in [one for one in self._retired if one.busy <= 0 or not one.server.is_running()]:
            self._retired.discard(worker)
            worker.end()

    async def _open(self) -> Worker:
        server = start_server(self.build / "store", memory_bytes=self._memory_bytes)
        try:
            async with asyncio.timeout(START_SECONDS):
                while not server.is_ready():
                    if not server.is_running():
                        raise DatasetError("the server over this store does not start", where=self.build)
                    await asyncio.sleep(0.01)
        except BaseException as error:
            server.kill()
            if isinstance(error, TimeoutError):
                raise DatasetError("the server over this store does not start", where=self.build) from error
            raise
        return Worker(server, EngineConnections(server.port))


class Places:
    """Bound how many queries run at once: `short` ones of a second, and `long` ones after that."""

    def __init__(self, short: int, long: int) -> None:
        """Have so many places."""
        self.short = asyncio.Semaphore(short)
        self.long_left = long

    async def enter(self, patience_seconds: float) -> Turn:
        """Wait for a short place and take it; raise TimeoutError where none gets free in time."""
        async with asyncio.timeout(patience_seconds if self.short.locked() else None):
            await self.short.acquire()
        return Turn(self)


class Turn:
    """Be the place that one query has."""

    def __init__(self, places: Places) -> None:
        """Begin with a short place."""
        self._places = places
        self._kind = "short"

    def lengthen(self) -> bool:
        """Exchange the short place for a long one; False where there is none, and it stays as it is."""
        if self._kind == "short" and self._places.long_left > 0:
            self._places.short.release()
            self._places.long_left -= 1
            self._kind = "long"
        return self._kind == "long"

    def leave(self) -> None:
        """Give the place back; more than once does no harm."""
        if self._kind == "short":
            self._places.short.release()
        elif self._kind == "long":
            self._places.long_left += 1
        self._kind = ""
