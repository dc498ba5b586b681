"""Start services over builds, each in a process of its own, and ask them over HTTP."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

SERVE = """
import json, sys
from survivorgraph.errors import SurvivorGraphError
from survivorgraph.service import Limits, serve
def say(line):
    print(line, flush=True)
given = json.loads(sys.argv[3])
origin = given.pop("allow_origin", None)
try:
    serve(sys.argv[1], port=int(sys.argv[2]), limits=Limits(**given), allow_origin=origin, progress=say, log=say)
except SurvivorGraphError as error:
    sys.exit(str(error))
"""


@dataclass
class Service:
    """Be a service in a process of its own, which is how people run it."""

    process: subprocess.Popen[str]
    url: str = ""
    lines: list[str] = field(default_factory=list)

    @property
    def sparql(self) -> str:
        return self.url + "sparql"

    def get(self, path: str, *, method: str = "GET", body: bytes | None = None, **headers: str) -> tuple[int, str, str]:
        """Return status, media type and body."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(self.url + path, method=method, data=body, headers=named)
        try:
            with urlopen(request, timeout=60) as answer:
                return answer.status, answer.headers.get_content_type(), answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.headers.get_content_type(), error.read().decode()

    def ask(self, query: str, accept: str = "application/sparql-results+json") -> tuple[int, str]:
        status, _, body = self.get(
            "sparql", method="POST", body=query.encode(), Content_Type="application/sparql-query", Accept=accept
        )
        return status, body

    def list_children(self) -> list[int]:
        """Return the processes below this one; Linux knows them."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        return [int(child) for file in tasks.glob("*/children") for child in file.read_text().split()]

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def start_service() -> Iterator[Callable[..., Service]]:
    """Return a function that serves a build, with limits by name, and waits until it can be asked."""
    started = []

    def start(build: Path, *, port: int = 0, **limits: float | str) -> Service:
        command = [sys.executable, "-W", "error", "-c", SERVE, str(build), str(port), json.dumps(limits)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        service = Service(process)
        started.append(service)
        told: queue.Queue[str | None] = queue.Queue()

        def read() -> None:
            assert process.stdout is not None
            with process.stdout as lines:
                for line in lines:
                    service.lines.append(line.rstrip())
                    told.put(line)
            told.put(None)

        threading.Thread(target=read, daemon=True).start()
        while (line := told.get(timeout=60)) is not None:
            if line.startswith("Explorer"):
                service.url = line.split()[1]
            if line.startswith("Stop"):
                break
        return service

    yield start
    for service in started:
        service.stop()


@pytest.fixture(scope="module")
def service(start_service: Callable[..., Service], built_invented: Path) -> Service:
    """Return a service over the invented data."""
    return start_service(built_invented)
