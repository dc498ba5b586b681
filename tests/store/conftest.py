"""Give the tests of the store a real SPARQL 1.1 server on the loopback address."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def endpoint(built_invented: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the build of the invented data with the Oxigraph server; return the URL of its query service."""
    program = shutil.which("oxigraph", path=str(Path(sys.executable).parent)) or shutil.which("oxigraph")
    if program is None:
        pytest.skip("the Oxigraph server (PyPI: oxigraph) is not installed")
    store = tmp_path_factory.mktemp("served") / "store"
    shutil.copytree(built_invented / "store", store)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with subprocess.Popen(
        [program, "serve-read-only", "--location", str(store), "--bind", address],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as server:
        try:
            _wait(address, server)
            yield f"http://{address}/query"
        finally:
            server.terminate()


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    host, _, port = address.partition(":")
    for _ in range(100):
        assert server.poll() is None, "the server has ended"
        try:
            with socket.create_connection((host, int(port)), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    pytest.fail("the server does not answer")
