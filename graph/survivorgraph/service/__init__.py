"""Serve the explorer and a SPARQL 1.1 endpoint over a build, safely, for any client.

One port; queries run in processes whose only connections are pipes. There are limits of time, size and number, no
updates and no requests to elsewhere, security headers for the pages, a health address, and a log without the text of
queries. This package alone imports the web framework, aiohttp, and uvloop, which the extra `serve` installs.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING

from survivorgraph.errors import DatasetError, QuestionError

if TYPE_CHECKING:
    import asyncio

__all__ = ["DEFAULT_PORT", "Limits", "serve"]

DEFAULT_PORT = 8008


@dataclass(frozen=True)
class Limits:
    """The limits of a query: its seconds, the bytes of its answer, text and memory, and the number of concurrent ones.

    `short` queries run at the same time; those that take longer than a second move to `long` slots, and end after half
    of their time if none is free. Further queries wait at most `queue_timeout` seconds. Raises
    QuestionError for a limit that is no positive number.
    """

    seconds: float = 10.0
    queue_timeout: float = 30.0
    result_bytes: int = 64 << 20
    query_bytes: int = 128 << 10
    memory_bytes: int = 1 << 30
    short: int = max(4, 2 * (os.cpu_count() or 1))
    long: int = max(4, 2 * (os.cpu_count() or 1))

    def __post_init__(self) -> None:
        """Check the values."""
        for field in fields(self):
            value = getattr(self, field.name)
            if not (math.isfinite(value) and value > 0):
                raise QuestionError(f"the limit '{field.name}' is a positive number; found {value}")


def serve(
    store: str | Path | None = None,
    *,
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    limits: Limits | None = None,
    allow_origin: str | None = None,
    progress: Callable[[str], None] = lambda _: None,
    log: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve a build until SIGINT or SIGTERM; `progress` receives the addresses, `log` a line for each request.

    Port 0 is any free one. Pages of the web site `allow_origin` may send queries (CORS), by default none. Raises
    QuestionError for an invalid origin, and DatasetError if there is no build, it is empty, the port is
    in use, or the extra `serve` is not installed.
    """
    if allow_origin is not None and not re.fullmatch(r"\*|https?://[A-Za-z0-9.\[\]:-]+", allow_origin):
        raise QuestionError("an origin is written https://HOST or https://HOST:PORT, without a path, or *")
    if isinstance(store, str) and "://" in store:
        raise DatasetError("only a build's folder can be served; an endpoint is one already", where=store)
    try:
        from survivorgraph.service.app import run_service
    except ModuleNotFoundError as error:
        raise DatasetError(
            "is not installed, and serving needs it: pip install 'survivorgraph[serve]'", where=str(error.name)
        ) from error
    import asyncio

    with asyncio.Runner(loop_factory=_find_loop()) as runner:
        runner.run(run_service(store, (host, port), limits or Limits(), allow_origin, progress, log))


def _find_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Return the factory of the faster event loop, if there is one: not on Windows."""
    try:
        from uvloop import new_event_loop
    except ModuleNotFoundError:
        return None
    return new_event_loop
