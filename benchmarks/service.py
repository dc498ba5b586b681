"""Compare `survivorgraph serve` with the bare Oxigraph server: latency, throughput, 200 clients at once.

    python -m benchmarks.service [--seconds 60]

Both run over the same store at the same time and are asked in turn, A B A B …, with the same named questions; the
cost of asking is the same for both and is in all figures. A latency is the least of several, and a throughput the
median of several short runs: whatever else a machine does then counts little. Wanted: at most 1.2 times the bare
server's.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from benchmarks.stores import GIVEN
from survivorgraph.builds.pipeline import build
from survivorgraph.store.dataset import open_dataset
from survivorgraph.store.query_text import read_query
from survivorgraph.store.questions import list_questions
from survivorgraph.store.server import open_server

SERVE = """
import sys
from survivorgraph.service import serve
serve(sys.argv[1], port=0, progress=lambda line: print(line, flush=True))
"""
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def list_queries(folder: Path) -> dict[str, str]:
    """Return every named question as text, its parameters bound."""
    dataset = open_dataset(folder)
    texts = {}
    for question in list_questions():
        params = {one.name: GIVEN[one.name] for one in question.params if one.is_required}
        query = read_query(question.sparql)
        texts[question.name] = query.declare_prefixes(query.bind(question.bind(params, dataset)))
    return texts


async def ask(session: aiohttp.ClientSession, url: str, query: str) -> tuple[float, int]:
    """Return seconds and status of one query, its answer read to the end."""
    headers = {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"}
    start = time.perf_counter()
    async with session.post(url, data=query.encode(), headers=headers) as answer:
        await answer.read()
    return time.perf_counter() - start, answer.status


async def measure_latency(session: aiohttp.ClientSession, urls: dict[str, str], queries: dict[str, str]) -> None:
    seconds: dict[str, dict[str, list[float]]] = {name: {query: [] for query in queries} for name in urls}
    for _ in range(15):
        for query, text in queries.items():
            for name, url in urls.items():
                taken, status = await ask(session, url, text)
                assert status == 200, (name, query, status)
                seconds[name][query].append(taken)
    least = {name: {query: min(times) for query, times in by.items()} for name, by in seconds.items()}
    ratios = {query: least["serve"][query] / least["bare"][query] for query in queries}
    added = [least["serve"][query] - least["bare"][query] for query in queries]
    ratio = sum(least["serve"].values()) / sum(least["bare"].values())
    print("latency, one client, the least of 15 in ms")
    for name, found in least.items():
        values = [value * 1000 for value in found.values()]
        print(f"  {name:6} sum {sum(values):8.1f}  median question {statistics.median(values):6.2f}")
    print(f"  ratio  sum {ratio:8.2f}  median question {statistics.median(ratios.values()):6.2f}")
    print(f"  added to a question: {statistics.median(added) * 1000:.2f} ms")


@dataclass
class Load:
    """Be what clients saw: seconds of each answer, how many were refused, answers a second."""

    times: list[float]
    failed: int
    rate: float

    def __str__(self) -> str:
        ordered = sorted(self.times)
        return (
            f"{self.rate:8.1f} answers/s  median {statistics.median(ordered) * 1000:8.1f} ms  "
            f"99 % {ordered[int(len(ordered) * 0.99)] * 1000:8.1f} ms  slowest {ordered[-1]:5.1f} s  "
            f"refused {self.failed}"
        )


async def load(session: aiohttp.ClientSession, url: str, queries: Sequence[str], clients: int, seconds: float) -> Load:
    """Let clients ask one query after another."""
    times: list[float] = []
    failed = 0
    start = time.perf_counter()

    async def be_client(number: int) -> None:
        nonlocal failed
        at = number
        while time.perf_counter() - start < seconds:
            taken, status = await ask(session, url, queries[at % len(queries)])
            times.append(taken)
            failed += status != 200
            at += 1

    await asyncio.gather(*(be_client(number * 7) for number in range(clients)))
    return Load(times, failed, len(times) / (time.perf_counter() - start))


async def measure_throughput(
    session: aiohttp.ClientSession, urls: dict[str, str], queries: Sequence[str], clients: int
) -> None:
    print(f"throughput, {clients} clients, {len(queries)} questions that take less than 50 ms, in turn")
    found: dict[str, list[Load]] = {name: [] for name in urls}
    for _ in range(9):
        for name, url in urls.items():
            found[name].append(await load(session, url, queries, clients, 2))
    for name, loads in found.items():
        print(f"  {name:6} {sorted(loads, key=lambda one: one.rate)[len(loads) // 2]}")
    ratios = [bare.rate / serve.rate for bare, serve in zip(found["bare"], found["serve"], strict=True)]
    print(f"  ratio  {statistics.median(ratios):8.2f}")


async def measure(urls: dict[str, str], queries: dict[str, str], seconds: float) -> None:
    connector, patience = aiohttp.TCPConnector(limit=0), aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(connector=connector, timeout=patience) as session:
        await measure_latency(session, urls, queries)
        light = {name: text for name, text in queries.items() if (await ask(session, urls["bare"], text))[0] < 0.05}
        for clients in (4, 16):
            await measure_throughput(session, urls, list(light.values()), clients)
        print(f"200 clients for {seconds:g} s, all questions")
        print(f"  serve  {await load(session, urls['serve'], list(queries.values()), 200, seconds)}")
        print("8 clients while 3 hostile queries run, 15 s")
        hostile = [asyncio.create_task(ask(session, urls["serve"], PRODUCT)) for _ in range(3)]
        print(f"  serve  {await load(session, urls['serve'], list(light.values()), 8, 15)}")
        ends = [f"{seconds:.1f} s ({status})" for seconds, status in await asyncio.gather(*hostile)]
        print(f"  hostile ended after {', '.join(ends)}")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    chosen = parser.parse_args(argv)
    with TemporaryDirectory() as scratch:
        folder = Path(scratch) / "build"
        build(out=folder)
        queries = list_queries(folder)
        command = [sys.executable, "-c", SERVE, str(folder)]
        with (
            open_server(folder / "store") as bare,
            subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as served,
        ):
            try:
                assert served.stdout is not None
                url = served.stdout.readline().split()[1] + "sparql"
                asyncio.run(measure({"bare": bare.url + "query", "serve": url}, queries, chosen.seconds))
            finally:
                served.terminate()
    return 0


if __name__ == "__main__":
    sys.exit(main())
