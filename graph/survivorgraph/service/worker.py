"""A process that answers queries from standard input, one after another, on standard output.

    python -m survivorgraph.service.worker BUILD MEMORY_BYTES

A message is the length of its content in four bytes, and one byte for its type. The process has no
other connection: no port, and where the system allows, no sockets at all. It ends with its input.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any, cast

from pyoxigraph import QueryBoolean, QuerySolutions

from survivorgraph.errors import DatasetError, QueryError
from survivorgraph.service.formats import choose_format
from survivorgraph.store.dataset import open_store
from survivorgraph.store.embedded import EmbeddedEngine, explain_syntax
from survivorgraph.store.query_text import read_query
from survivorgraph.store.sandbox import STACK_BYTES, shut_network, start_deep_thread

__all__ = ["BEGIN", "DATA", "END", "FAIL", "HEAD", "READY", "main"]

HEAD = struct.Struct(">Ic")
READY, BEGIN, DATA, END, FAIL = b"r", b"b", b"d", b"e", b"f"
"""What a message is: ready for queries; the media type; a part of the answer; its end; status and text instead."""

PART_BYTES = 64 << 10


def main() -> int:
    """Answer queries until the input ends."""
    build, memory_bytes = Path(sys.argv[1]), int(sys.argv[2])
    _bound_memory(memory_bytes)
    shut_network()
    output = _Output()
    try:
        engine = EmbeddedEngine(open_store(build)[0])
    except DatasetError as error:
        output.fail(500, error.problem)
        return 1
    queries: SimpleQueue[dict[str, Any]] = SimpleQueue()
    start_deep_thread(lambda: _answer_all(engine, queries, output))
    output.send(READY)
    # This thread waits for the end of the input, the only sign that the service has ended.
    while len(head := sys.stdin.buffer.read(4)) == 4:
        queries.put(json.loads(sys.stdin.buffer.read(int.from_bytes(head, "big"))))
    os._exit(0)


def _answer_all(engine: EmbeddedEngine, queries: SimpleQueue[dict[str, Any]], output: _Output) -> None:
    graphs = frozenset(engine.list_graphs())
    while True:
        asked = queries.get()
        try:
            _answer(engine, graphs, asked, output)
        except QueryError as error:
            output.fail(400, str(error))
        except MemoryError:
            output.fail(503, "the engine has no memory for this query")
        except BrokenPipeError:
            os._exit(0)
        except (RuntimeError, ValueError, OSError):
            output.fail(500, "the engine cannot answer this query")


def _answer(engine: EmbeddedEngine, graphs: frozenset[str], asked: dict[str, Any], output: _Output) -> None:
    query = read_query(asked["query"], asked["base"])
    for name in query.graphs:
        if name not in graphs:
            raise QueryError(f"<{name[:200]}> is not a graph of this service, and nothing is fetched from elsewhere")
    chosen = choose_format(asked["accept"], asked["format"], is_rows=query.form in ("SELECT", "ASK"))
    if chosen is None:
        output.fail(406, "none of the formats of the Accept header can be written")
        return
    media_type, form = chosen
    try:
        result = engine.stream(query, asked["default"], asked["named"])
    except SyntaxError as error:
        raise QueryError(explain_syntax(error, query)) from error
    except RuntimeError as error:
        if "function" in str(error):  # one that the engine does not have; its other troubles are its own
            raise QueryError(str(error)) from error
        raise
    output.send(BEGIN, media_type.encode())
    # The library's type says a file; what it calls is write and flush.
    file = cast("IO[bytes]", output)
    if isinstance(result, (QuerySolutions, QueryBoolean)):
        result.serialize(file, format=form)  # type: ignore[arg-type]
    else:
        result.serialize(file, format=form)  # type: ignore[arg-type]
    output.send(END)


class _Output:
    """A file that sends what is written to it as messages of some size."""

    def __init__(self) -> None:
        self._part = bytearray()
        self._waiting = bytearray()

    def write(self, data: bytes) -> int:
        self._part += data
        if len(self._part) >= PART_BYTES:
            self._queue(DATA, self._take_part())
            self._send()
        return len(data)

    def flush(self) -> None:
        """Do nothing: the engine flushes before the answer is complete."""

    def send(self, kind: bytes, content: bytes = b"") -> None:
        if self._part:
            self._queue(DATA, self._take_part())
        self._queue(kind, content)
        if kind != BEGIN:  # a small answer goes at once, and whole
            self._send()

    def fail(self, status: int, why: str) -> None:
        self._part.clear()
        self.send(FAIL, json.dumps([status, why]).encode())

    def _take_part(self) -> bytes:
        part = bytes(self._part)
        self._part.clear()
        return part

    def _queue(self, kind: bytes, content: bytes) -> None:
        self._waiting += HEAD.pack(len(content), kind) + content

    def _send(self) -> None:
        rest = memoryview(bytes(self._waiting))
        self._waiting.clear()
        while rest:
            rest = rest[os.write(sys.stdout.fileno(), rest) :]


def _bound_memory(memory_bytes: int) -> None:
    """Limit the memory on Linux, and end with the parent process even during a query."""
    if sys.platform != "linux":
        return
    import ctypes
    import resource
    import signal

    parent_death_signal = 1  # PR_SET_PDEATHSIG, prctl(2)
    ctypes.CDLL(None).prctl(parent_death_signal, signal.SIGKILL)
    limit = memory_bytes + STACK_BYTES
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


if __name__ == "__main__":
    sys.exit(main())
