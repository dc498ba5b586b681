"""Hostile queries end at their limit while others are answered, and nothing is left behind."""

from __future__ import annotations

import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import IncompleteRead
from pathlib import Path
from typing import Any

import pytest

COUNT = "SELECT (COUNT(*) AS ?n) { ?story a sg:Story }"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PATHS = "SELECT (COUNT(*) AS ?n) { ?a (!sg:x|^!sg:x)* ?b . ?b (!sg:x|^!sg:x)* ?c . ?c (!sg:x|^!sg:x)* ?d }"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a"
ENDLESS = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the children of a process")


def wait_until(holds: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something; the seconds are a safety limit that ends a hung test, no claim about speed."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it does not come about"
        time.sleep(0.05)


def is_alive(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and ") Z " not in stat.read_text()


def test_hostile_queries_end_while_others_are_answered(start_service: Any, built_invented: Path) -> None:
    service = start_service(built_invented, seconds=2.5, long=3)
    expected = service.ask(COUNT)
    answered = 0
    with ThreadPoolExecutor(8) as pool:
        hostile = [pool.submit(service.ask, query) for query in (PRODUCT, PATHS, PRODUCT, PATHS, PRODUCT)]
        while not all(one.done() for one in hostile):
            assert service.ask(COUNT) == expected
            answered += not all(one.done() for one in hostile)
    statuses = sorted(one.result()[0] for one in hostile)
    assert set(statuses) <= {503, 504}
    assert 504 in statuses
    assert "took longer than 2.5 s" in "".join(one.result()[1] for one in hostile)
    assert answered, "no answer came before the last hostile query had ended"
    assert service.ask(COUNT) == expected


@linux
def test_what_ran_too_long_runs_no_more(start_service: Any, built_invented: Path) -> None:
    service = start_service(built_invented, seconds=1.5)
    (before,) = service.list_children()
    assert service.ask(PRODUCT)[0] == 504
    wait_until(lambda: not is_alive(before))
    assert service.ask(COUNT)[0] == 200
    assert len(service.list_children()) == 1


def test_a_result_without_end_is_cut_and_does_not_look_whole(start_service: Any, built_invented: Path) -> None:
    service = start_service(built_invented, result_bytes=3 << 20)
    with pytest.raises((IncompleteRead, ConnectionError)):
        service.ask(ENDLESS)
    small = start_service(built_invented, result_bytes=1000)
    status, body = small.ask(ENDLESS)
    assert status == 403
    assert "larger than 1,000 bytes" in body


@linux
def test_a_query_that_wants_all_memory_ends_alone(start_service: Any, built_invented: Path) -> None:
    service = start_service(built_invented, seconds=30, memory_bytes=300 << 20)
    with ThreadPoolExecutor(2) as pool:
        greedy = pool.submit(service.ask, SORTED)
        while not greedy.done():
            assert service.ask(COUNT)[0] == 200
    status, body = greedy.result()
    assert (status, "memory" in body) == (503, True)


def test_two_hundred_clients_are_answered_at_once(service: Any) -> None:
    expected = service.ask(COUNT)
    together = threading.Barrier(200)

    def ask(_: int) -> bool:
        together.wait(30)
        return all(service.ask(COUNT) == expected for _ in range(5))

    with ThreadPoolExecutor(200) as pool:
        assert all(pool.map(ask, range(200)))


@linux
def test_a_dead_engine_is_replaced(start_service: Any, built_invented: Path) -> None:
    service = start_service(built_invented)
    expected = service.ask(COUNT)
    for _ in range(2):
        (engine,) = service.list_children()
        os.kill(engine, signal.SIGKILL)
        assert service.ask(COUNT) == expected
    assert service.get("health")[0] == 200


@pytest.mark.parametrize("name", ["build", ".build.previous"], ids=["whole", "left by a killed build"])
def test_a_new_build_takes_over(
    name: str, start_service: Any, built: Path, built_invented: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "build"
    shutil.copytree(built_invented, tmp_path / name)
    service = start_service(folder)
    before = service.ask(COUNT)
    (tmp_path / name).rename(tmp_path / "old")
    shutil.copytree(built, tmp_path / "new")
    (tmp_path / "new").rename(folder)
    wait_until(lambda: service.ask(COUNT) != before)
    assert "/query" in service.get("")[2]


@linux
@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT", "SIGKILL"])
def test_no_engine_outlives_its_service(name: str, start_service: Any, built_invented: Path) -> None:
    service = start_service(built_invented, seconds=60)
    (engine,) = service.list_children()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(service.ask, PRODUCT)
        time.sleep(0.3)
        service.process.send_signal(signal.Signals[name])
        status = service.process.wait(20)
        wait_until(lambda: not is_alive(engine))
        running.exception(timeout=20)
    assert status == (-signal.SIGKILL if name == "SIGKILL" else 0)
    assert "Traceback" not in "\n".join(service.lines)
