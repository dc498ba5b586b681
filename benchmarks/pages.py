"""Open pages in headless Chromium beside plain pyvis with its defaults on the same network.

    python -m benchmarks.pages [BUILD] [--patience SECONDS] [--times N]

Networks: the places and corridors of a build, 2,000 corridors between 190 countries, 20,000 nodes with 40,000
edges (both invented from a seed). For each page: size of the file; seconds from opening it until the picture is
drawn and still, which for ours is the second frame after its script is done, and for pyvis the event
`stabilized`; megabytes of script memory then; and, of ours, milliseconds from a filter to the frame that shows it,
the median and the slowest of five least weights and of the first value of every filter, set and taken away. The
first of them runs code that was never run before. pyvis is given up on after `--patience`.
Every page is opened in a fresh browser `--times` times, ours and pyvis in turn; medians are printed.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from math import isnan, nan
from pathlib import Path
from statistics import median
from typing import Any

import networkx as nx
import numpy as np
from tabulate import tabulate

READY = """
const done = arguments[0];
requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() / 1000)));
"""
STILL = """
const [seconds, done] = arguments;
const start = performance.now();
const wait = () => {
  const spent = performance.now();
  if (window.network?.physics && window.network.physics.stabilized) return done(spent / 1000);
  if (spent - start > seconds * 1000) return done(null);
  setTimeout(wait, 50);
};
wait();
"""
FILTER = """
const done = arguments[0];
const box = document.getElementById("least");
const set = (least) => { box.value = least; box.dispatchEvent(new Event("change")); };
const facets = [...document.querySelectorAll("#filters details:not([hidden]) .rows")];
const first = (rows) => rows.querySelector("input").click();
const onAndOff = facets.flatMap((rows) => [() => first(rows), () => first(rows)]);
const acts = [...[2, 3, 5, 8, 1].map((least) => () => set(least)), ...onAndOff];
(async () => {
  const spent = [];
  for (const act of acts) {
    const start = performance.now();
    act();
    await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    spent.push(performance.now() - start);
  }
  done(spent);
})();
"""


def invent(nodes: int, edges: int) -> nx.DiGraph[int]:
    """Make a network with a heavy tail of degrees and weights, and every node on the map."""
    rng = np.random.default_rng(2031)
    share = 1 / np.arange(1, nodes + 1) ** 0.8
    start = rng.choice(nodes, 4 * edges, p=share / share.sum())
    end = rng.integers(0, nodes, 4 * edges)
    pairs = [pair for pair in dict.fromkeys(zip(start.tolist(), end.tolist(), strict=True)) if pair[0] != pair[1]]
    network: nx.DiGraph[int] = nx.DiGraph(name=f"{nodes} invented places", note="It counts nothing: all is invented.")
    for node in range(nodes):
        latitude, longitude = float(rng.uniform(-50, 65)), float(rng.uniform(-170, 170))
        network.add_node(node, name=f"Invented place {node}", latitude=latitude, longitude=longitude)
    for one, other in pairs[:edges]:
        network.add_edge(one, other, weight=int(rng.pareto(1.1) * 3) + 1)
    return network


def write_ours(network: nx.Graph[Any], path: Path) -> None:
    from survivorgraph.explorer.answer_page import make_network_page
    from survivorgraph.explorer.page_html import write_page

    write_page(make_network_page(network), path)


def write_pyvis(network: nx.Graph[Any], path: Path) -> None:
    """Write the network as pyvis does by itself; only what it loads from other hosts is in the file."""
    from pyvis.network import Network

    drawing = Network(directed=True, cdn_resources="in_line")
    for node, data in network.nodes(data=True):
        drawing.add_node(node, label=str(data.get("name", node)))
    ids = set(drawing.node_ids)
    # `add_edge` searches the list of all edges each time, which takes minutes: edges are set as it would set them.
    drawing.edges = [
        {"from": one, "to": other, "arrows": "to", "width": float(data.get("weight", 1))}
        for one, other, data in network.edges(data=True)
        if one in ids and other in ids
    ]
    path.write_text(drawing.generate_html(), encoding="utf-8")


def measure(path: Path, *, patience: float, is_ours: bool) -> tuple[float, float, float, float]:
    """Open a page in a new browser; return seconds until still, megabytes, milliseconds of filters, or nan."""
    from selenium import webdriver
    from selenium.common.exceptions import TimeoutException, WebDriverException

    options = webdriver.ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    options.page_load_strategy = "normal" if is_ours else "none"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
    driver.set_script_timeout(patience + 30)
    driver.set_page_load_timeout(patience + 30)
    try:
        driver.execute_cdp_cmd("Network.enable", {})
        offline = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}
        driver.execute_cdp_cmd("Network.emulateNetworkConditions", offline)
        driver.get(path.as_uri())
        seconds = driver.execute_async_script(READY) if is_ours else driver.execute_async_script(STILL, patience)
        memory = driver.execute_script("return performance.memory.usedJSHeapSize / 1e6")
        spent = driver.execute_async_script(FILTER) if is_ours else [nan]
    except (TimeoutException, WebDriverException):
        return nan, nan, nan, nan
    finally:
        driver.quit()
    return nan if seconds is None else seconds, memory, median(spent), max(spent)


def say(values: Sequence[float], digits: int, missing: str = "") -> str:
    """Write the median of what was measured each time, or what stands for it where it never was."""
    middle = median(values)
    return missing if isnan(middle) else f"{middle:.{digits}f}"


def list_networks(build: Path | None) -> dict[str, nx.Graph[Any]]:
    found: dict[str, nx.Graph[Any]] = {}
    if build is not None:
        from survivorgraph.explorer.compose import GraphView, make_explorer_page
        from survivorgraph.store.dataset import open_dataset

        page = make_explorer_page(GraphView(open_dataset(build)))
        network: nx.DiGraph[str] = nx.DiGraph()
        network.add_nodes_from((node, {"name": data["name"]}) for node, data in page.network.nodes(data=True))
        network.add_edges_from((one, other, {"weight": 1}) for one, other in page.network.edges())
        found["shipped graph"] = network
    return {**found, "2,000 corridors": invent(190, 2000), "20,000 nodes": invent(20_000, 40_000)}


def main() -> None:
    """Print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("build", nargs="?", type=Path)
    parser.add_argument("--patience", type=float, default=120)
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    if not (shutil.which("chromium") and shutil.which("chromedriver")):
        sys.exit("chromium and chromedriver are not installed (Debian: apt install chromium chromium-driver)")
    rows = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, network in list_networks(given.build).items():
            for who in ("survivorgraph", "pyvis"):
                path = Path(scratch) / f"{who}.html"
                start = time.perf_counter()
                if who == "pyvis":
                    write_pyvis(network, path)
                elif name == "shipped graph":
                    shutil.copy(given.build / "site" / "index.html", path)
                else:
                    write_ours(network, path)
                made = round(time.perf_counter() - start, 1)
                size = round(path.stat().st_size / 1e6, 2)
                runs = [measure(path, patience=given.patience, is_ours=who == "survivorgraph")]
                while len(runs) < given.times and not isnan(runs[-1][0]):
                    runs.append(measure(path, patience=given.patience, is_ours=who == "survivorgraph"))
                still, memory, usual, slowest = zip(*runs, strict=True)
                limit = f"> {given.patience:.0f}"
                rows.append(
                    [name, who, made, size, say(still, 2, limit), say(memory, 0), say(usual, 0), say(slowest, 0)]
                )
                print(json.dumps(rows[-1]), file=sys.stderr, flush=True)
    print(f"{os.cpu_count()} processors; median of {given.times}")
    print(
        tabulate(
            rows, headers=["network", "page", "written s", "MB", "still s", "memory MB", "filter ms", "slowest ms"]
        )
    )


if __name__ == "__main__":
    main()
