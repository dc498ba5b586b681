"""The Model Context Protocol server, over standard input and output (the SDK's `MCPServer`)."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from contextlib import suppress
from functools import partial
from queue import Empty, SimpleQueue
from typing import IO, Annotated, Any, Final

import anyio
import anyio.to_thread
from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from survivorgraph.errors import DatasetError, SurvivorGraphError
from survivorgraph.service.assistant.tools import MOST_ROWS
from survivorgraph.version import __version__

__all__ = ["INSTRUCTIONS", "ToolWorker", "make_server", "run_server"]

INSTRUCTIONS: Final = """\
A knowledge graph of reports on human trafficking, in which every fact is tied to its place in its source.
Begin with `find` (names and words) or `questions` (what can be asked), then `about` and `ask`.
Say with each fact whether it is stated, inferred or ambiguous, and cite its source and section.
Whatever is counted is what was detected and reported, not what happened. Nothing here identifies a person.
An answer without rows says why in its remarks; it does not mean that something did not happen.\
"""
_START_SECONDS = 60.0
_SPARE_SECONDS = 3.0
_MOST_ARGUMENT_BYTES = 1 << 16

Words = Annotated[str, Field(description="a name, part of it, or words, such as Thailand or debt bondage")]
Thing = Annotated[
    str, Field(description="a key, name or alias, such as story:jamshid, Jamshid, Nepal, Nepal to Kuwait, or an IRI")
]
Filter = Annotated[str, Field(description="words of which a question has at least one; empty for all questions")]
Asked = Annotated[str, Field(description="the name of a question, such as route-of-a-story, or a SPARQL query")]
Parameters = Annotated[
    dict[str, str | int | list[str]] | None,
    Field(description='the parameters of the question, as keys or names: {"story": "Jamshid"}'),
]
Limit = Annotated[int, Field(ge=1, le=MOST_ROWS, description="how many rows to return at most")]
Named = Annotated[str, Field(description="the name of a measure, such as corridors")]
Facet = Annotated[str | None, Field(description="one table for each form, sex, age, sector, year or source")]


class ToolWorker:
    """A process that answers the calls of tools, one after another, and is replaced where one takes too long."""

    def __init__(self, store: str | None, seconds: float) -> None:
        """Start the process; raise DatasetError where the dataset cannot be opened."""
        self._store, self._seconds = store, seconds
        self._start()

    def call(self, tool: str, **arguments: object) -> dict[str, Any]:
        """Return the result of a tool; raise SurvivorGraphError with what it could not do."""
        line = json.dumps({"tool": tool, "arguments": arguments})
        if len(line) > _MOST_ARGUMENT_BYTES:
            raise SurvivorGraphError(f"the arguments have {len(line):,} characters; at most {_MOST_ARGUMENT_BYTES:,}")
        if self._process.poll() is not None:
            self._start()
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()
        answer = self._read(self._seconds + _SPARE_SECONDS)
        if answer is None or "took longer" in answer.get("error", ""):  # the query is still at work there
            self.close()
            self._start()
        if answer is None:
            raise SurvivorGraphError(f"this took longer than {self._seconds:g} s, or too much memory; ask for less")
        if "error" in answer:
            raise SurvivorGraphError(answer["error"])
        result: dict[str, Any] = answer["result"]
        return result

    def close(self) -> None:
        """End the process, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):  # what was not yet written has no reader any more
                    stream.close()

    def _start(self) -> None:
        command = [sys.executable, "-m", "survivorgraph.service.assistant.worker", str(self._seconds)]
        self._process = subprocess.Popen(
            [*command, *([self._store] if self._store else [])], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._lines: SimpleQueue[bytes] = SimpleQueue()
        assert self._process.stdout is not None
        threading.Thread(target=_read_lines, args=(self._process.stdout, self._lines), daemon=True).start()
        answer = self._read(_START_SECONDS)
        if answer is None or "error" in answer:
            self.close()
            raise DatasetError((answer or {}).get("error", "it does not answer"), where=self._store or "build")

    def _read(self, seconds: float) -> dict[str, Any] | None:
        """Return the next answer within a time; None where there is none."""
        try:
            line = self._lines.get(timeout=seconds)
        except Empty:
            return None
        answer: dict[str, Any] | None = json.loads(line) if line else None
        return answer


def _read_lines(stream: IO[bytes], lines: SimpleQueue[bytes]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(b"")


def make_server(worker: ToolWorker) -> MCPServer:
    """Return the server with its tools, which the worker answers one after another."""
    server = MCPServer(
        "survivorgraph", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING", subscriptions=False
    )
    is_read_only = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
    lock = anyio.Lock()

    async def call(tool: str, **arguments: object) -> dict[str, Any]:
        async with lock:
            try:
                return await anyio.to_thread.run_sync(partial(worker.call, tool, **arguments))
            except SurvivorGraphError as error:
                raise ToolError(str(error)) from error

    @server.tool(annotations=is_read_only)
    async def find(words: Words, limit: Limit = 20) -> dict[str, Any]:
        """Find stories, countries, organizations, partnerships, concepts and others by their names or words."""
        return await call("find", words=words, limit=limit)

    @server.tool(annotations=is_read_only)
    async def about(thing: Thing, limit: Limit = 200) -> dict[str, Any]:
        """Return all that the graph holds of one thing, each fact with certainty, doubts, source and section."""
        return await call("about", thing=thing, limit=limit)

    @server.tool(annotations=is_read_only)
    async def questions(words: Filter = "") -> dict[str, Any]:
        """List the named questions that `ask` answers, with their parameters and columns."""
        return await call("questions", words=words)

    @server.tool(annotations=is_read_only)
    async def ask(question: Asked, parameters: Parameters = None, limit: Limit = 50) -> dict[str, Any]:
        """Answer a named question, or a SPARQL 1.1 query; rows carry certainty, source and section."""
        return await call("ask", question=question, parameters=parameters, limit=limit)

    @server.tool(annotations=is_read_only)
    async def measures() -> dict[str, Any]:
        """List the measures of corridors, journeys and partnerships that `measure` gives."""
        return await call("measures")

    @server.tool(annotations=is_read_only)
    async def measure(name: Named, by: Facet = None, limit: Limit = 50) -> dict[str, Any]:
        """Measure corridors, journeys or partnerships; the remarks say what the figures rest on and cannot say."""
        return await call("measure", name=name, by=by, limit=limit)

    return server


def run_server(store: str | None, seconds: float) -> None:
    """Serve the tools over standard input and output until the input ends; raise DatasetError without a dataset."""
    worker = ToolWorker(store, seconds)
    try:
        make_server(worker).run()
    finally:
        worker.close()
