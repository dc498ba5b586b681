"""A pool of processes that answer queries, one at a time each, through standard input and output.

The only sure way to end a query is to end the process that runs it, which affects no other query. A process that was
ended, died, or has an earlier build than the current one is replaced.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from asyncio.subprocess import Process
from pathlib import Path

from survivorgraph.errors import DatasetError
from survivorgraph.service.protocol import QueryRequest, RequestRejected
from survivorgraph.service.worker import BEGIN, DATA, END, FAIL, HEAD, PART_BYTES, READY

__all__ = ["Worker", "WorkerDiedError", "WorkerPool"]

START_SECONDS = 60.0


class WorkerDiedError(Exception):
    """A process that ended before it had answered."""


class Worker:
    """A process over the store of a build."""

    def __init__(self, process: Process, build: object) -> None:
        self.process, self.build = process, build
        self.is_busy = False

    @property
    def is_running(self) -> bool:
        """Return whether the process is running."""
        return self.process.returncode is None

    async def ask(self, request: QueryRequest, *, accept: str = "*/*", base: str = "") -> str:
        """Send a query and return the media type of the answer, whose parts `read_part` returns.

        Relative IRIs are as of the address `base`. Raises RequestRejected where the query is not answered,
        WorkerDiedError where the process ends.
        """
        asked = {
            "query": request.text,
            "default": request.default_graphs,
            "named": request.named_graphs,
            "format": request.format,
            "accept": accept,
            "base": base,
        }
        content = json.dumps(asked).encode()
        assert self.process.stdin is not None
        self.is_busy = True
        try:
            self.process.stdin.write(len(content).to_bytes(4, "big") + content)
            await self.process.stdin.drain()
        except OSError as error:
            raise WorkerDiedError from error
        return (await self._read(BEGIN)).decode()

    async def read_part(self) -> bytes:
        """Return the next part of the answer; nothing at its end."""
        return await self._read(DATA, END)

    async def wait_until_ready(self) -> None:
        """Return when the process takes queries; raise DatasetError where it cannot open its store."""
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._read(READY)
        except (TimeoutError, WorkerDiedError, RequestRejected) as error:
            raise DatasetError(str(error) or "no process over this store starts", where=str(self.build)) from error

    def kill(self) -> None:
        """End the process at once."""
        with contextlib.suppress(ProcessLookupError):
            self.process.kill()

    async def _read(self, *expected: bytes) -> bytes:
        assert self.process.stdout is not None
        try:
            size, kind = HEAD.unpack(await self.process.stdout.readexactly(HEAD.size))
            content = await self.process.stdout.readexactly(size)
        except (asyncio.IncompleteReadError, OSError) as error:
            raise WorkerDiedError from error
        self.is_busy = kind in (BEGIN, DATA)
        if kind == FAIL:
            status, why = json.loads(content)
            raise RequestRejected(status, why)
        if kind not in expected:
            raise WorkerDiedError
        return content


class WorkerPool:
    """A pool of processes over the newest build; `build` is its folder."""

    def __init__(self, build: Path, *, memory_bytes: int, most_idle: int) -> None:
        self.build = build
        self._memory_bytes, self._most_idle = memory_bytes, most_idle
        self._workers: set[Worker] = set()
        self._idle: list[Worker] = []
        self._opening: asyncio.Task[None] | None = None
        self._generation = 0
        self._is_stopped = False

    async def start(self) -> None:
        """Start the first process; raise DatasetError if it does not start."""
        self._idle.append(await self._open())

    def stop(self) -> None:
        """End all processes at once, and start no more."""
        self._is_stopped = True
        for worker in self._workers:
            worker.kill()

    async def wait_until_ended(self) -> None:
        """Return when no process is left, after `stop`."""
        for worker in self._workers:
            assert worker.process.stdin is not None
            worker.process.stdin.close()
            await worker.process.wait()

    async def acquire(self) -> Worker:
        """Return a free process, or a new one if there is none; `release` it afterwards."""
        while True:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_running and worker.build == self._fingerprint():
                    return worker
                worker.kill()
            if self._opening is None:
                return await self._open()
            await asyncio.shield(self._opening)

    def release(self, worker: Worker) -> None:
        """Return a process to the pool; one that is still busy is ended and replaced."""
        is_wanted = worker.is_running and not worker.is_busy and worker.build == self._fingerprint()
        if is_wanted and len(self._idle) < self._most_idle:
            self._idle.append(worker)
            return
        worker.kill()
        if not self._idle and self._opening is None and not self._is_stopped:
            self._opening = asyncio.create_task(self._open_spare())

    async def replace(self, build: Path) -> None:
        """Switch to another build, which answers all later queries."""
        self.build = build
        self._generation += 1
        worker = await self._open()
        for one in self._idle:
            one.kill()
        self._idle = [worker]

    def _fingerprint(self) -> tuple[Path, int]:
        return self.build, self._generation

    async def _open_spare(self) -> None:
        try:
            with contextlib.suppress(DatasetError):  # the next request tries again, and gets the error
                self._idle.append(await self._open())
        finally:
            self._opening = None

    async def _open(self) -> Worker:
        if self._is_stopped:
            raise RequestRejected(503, "the service ends")
        fingerprint = self._fingerprint()
        module = "survivorgraph.service.worker"
        package = str(Path(__file__).parents[3])  # the folder from which this package is imported
        path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH"))))
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", module, str(self.build), str(self._memory_bytes)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # it may repeat parts of queries
            limit=2 * PART_BYTES,
            env={**os.environ, "PYTHONPATH": path},
            start_new_session=True,  # Ctrl-C is for the service, which ends it
        )
        worker = Worker(process, fingerprint)
        self._workers = {one for one in self._workers if one.is_running} | {worker}
        try:
            await worker.wait_until_ready()
        except BaseException:
            worker.kill()
            raise
        return worker
