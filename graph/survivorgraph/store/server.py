"""Run the Oxigraph server on a store, as a child process that ends with this one.

For trying `publish` and for comparing engines: nothing of ours starts it by itself, and `publish.service` does
without. The program comes with the PyPI package `oxigraph`, listens on a free port of the loopback address, has no
limits of its own that hold, and follows SERVICE.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from survivorgraph.errors import DatasetError

__all__ = ["Server", "find_program", "open_server", "start_server"]

LOOPBACK = "127.0.0.1"
START_SECONDS = 60.0


@dataclass(frozen=True)
class Server:
    """A running server: `url` with the paths `query`, `update` and `store` below it."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def url(self) -> str:
        """Return the address below which its services are."""
        return f"http://{LOOPBACK}:{self.port}/"

    def is_running(self) -> bool:
        """Return whether the process is running."""
        return self.process.poll() is None

    def is_ready(self) -> bool:
        """Return whether it accepts connections."""
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1):
                return True
        except OSError:
            return False

    def stop(self) -> None:
        """End the process; one whose store is written closes it in order first."""
        if self.is_running():
            self.process.terminate()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()
        self.process.wait()

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()
        self.process.wait()


def find_program() -> str:
    """Return the path of the server's program; raise DatasetError where it is not installed."""
    beside = str(Path(sys.executable).parent)
    program = shutil.which("oxigraph", path=beside) or shutil.which("oxigraph")
    if program is None:
        raise DatasetError("the program is not installed; get it with: pip install oxigraph", where="oxigraph")
    return program


def start_server(
    store: Path, *, is_writable: bool = False, is_union: bool = False, memory_bytes: int | None = None
) -> Server:
    """Start a server over the folder of a store and return at once, before it is ready.

    With `is_union` a query's default graph is the union of the named graphs: for stores that, other than a
    build's, do not keep it. `memory_bytes` bounds its memory, where the system is Linux: a query that needs more
    ends the process. Raises DatasetError where it cannot be started.
    """
    port = _find_port()
    command = [find_program(), "serve" if is_writable else "serve-read-only"]
    command += ["--location", str(store), "--bind", f"{LOOPBACK}:{port}"]
    if is_union:
        command.append("--union-default-graph")
    # Its own output is nobody's business: it may repeat parts of queries.
    quiet = subprocess.DEVNULL
    try:
        process = subprocess.Popen(
            command,
            stdin=quiet,
            stdout=quiet,
            stderr=quiet,
            preexec_fn=_set_parent_death_signal(),
            start_new_session=True,
        )
    except OSError as error:
        raise DatasetError(f"the server cannot be started: {error.strerror}", where=command[0]) from error
    if memory_bytes is not None and sys.platform == "linux":
        import resource

        resource.prlimit(process.pid, resource.RLIMIT_DATA, (memory_bytes, memory_bytes))
    return Server(process, port)


@contextmanager
def open_server(store: Path, *, is_writable: bool = False, is_union: bool = False) -> Iterator[Server]:
    """Start a server, wait until it is ready, and stop it at the end.

    Raises DatasetError where it ends before it is ready: the store is broken, or in use by another writer.
    """
    server = start_server(store, is_writable=is_writable, is_union=is_union)
    try:
        end = time.monotonic() + START_SECONDS
        while not server.is_ready():
            if not server.is_running() or time.monotonic() > end:
                raise DatasetError("the server over this store does not start", where=store)
            time.sleep(0.02)
        yield server
    finally:
        server.stop()


def _find_port() -> int:
    with socket.socket() as free:
        free.bind((LOOPBACK, 0))
        return int(free.getsockname()[1])


def _set_parent_death_signal() -> Callable[[], None] | None:
    """Return a function that makes the Linux kernel end the child when this process dies, even if killed."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    parent, death_signal = os.getpid(), 1  # PR_SET_PDEATHSIG, prctl(2)

    def tie() -> None:
        libc.prctl(death_signal, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)

    return tie
