"""Say what a page shows, and check it, before anything is drawn.

`explorer` draws pages; whoever fills them needs nothing else from here than the dataclasses.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias

import networkx as nx

from survivorgraph.errors import NetworkError

__all__ = [
    "CERTAINTIES",
    "LINES",
    "OKABE_ITO",
    "SHAPES",
    "Citation",
    "Column",
    "Fact",
    "Kind",
    "Page",
    "Step",
    "list_edges",
    "list_nodes",
    "list_sources",
    "list_steps",
]

Json: TypeAlias = dict[str, Any]

OKABE_ITO: Mapping[str, str] = {
    "slate": "#5b6770",
    "orange": "#e69f00",
    "sky": "#56b4e9",
    "green": "#009e73",
    "yellow": "#f0e442",
    "blue": "#0072b2",
    "vermilion": "#d55e00",
    "purple": "#cc79a7",
}
"""Colours that the colour-blind tell apart (Okabe and Ito 2008), with slate in place of their black."""
SHAPES = ("dot", "square", "diamond", "triangle", "triangleDown", "hexagon", "star")
LINES = ("solid", "dashed", "dotted")
CERTAINTIES = ("stated", "inferred", "ambiguous")


@dataclass(frozen=True)
class Citation:
    """Say where a fact is written: source and section as a reader knows them, and the digest of the words."""

    source: str
    section: str
    words: int
    sha256: str


@dataclass(frozen=True)
class Fact:
    """Say one thing in a sentence, how certain it is (one of CERTAINTIES) and where it is written."""

    text: str
    certainty: str = "stated"
    evidence: tuple[Citation, ...] = ()


@dataclass(frozen=True)
class Kind:
    """Say how nodes (`shape` of SHAPES) or edges (`shape` of LINES) of one kind look; `color` is #rrggbb."""

    key: str
    label: str
    color: str
    shape: str


@dataclass(frozen=True)
class Column:
    """Name an attribute of nodes or edges that the table shows; absent values are empty cells."""

    key: str
    label: str
    numeric: bool = False


@dataclass(frozen=True)
class Step:
    """Tell one step of a journey; `selects` is the node, or the edge as (from, to) or (from, to, key)."""

    stage: str
    title: str
    facts: tuple[Fact, ...] = ()
    selects: Hashable | None = None


@dataclass(frozen=True)
class Page:
    """Say what a page shows.

    Nodes carry `name` and `kind` (a key of `kinds`); optional are `facts` (Fact), `aliases` (str, found by
    the search), `size` (0 or more, drawn as area), `x` and `y` (pixels, on all nodes or on none), `latitude`
    and `longitude` (degrees, for the layout "map"). Edges may carry `name`, `kind` (a key of `edge_kinds`),
    `weight` (above 0, drawn as width), `weight_label` ("2 stories") and `facts`; parallel edges of a
    multigraph stay apart. `note` says what the picture counts; `legend` adds lines to the legend. The layout
    "path" sets the nodes from left to right in the order of the network and keeps the order of its edges.
    `query` is shown to be copied.
    """

    title: str
    network: nx.Graph[Any]
    kinds: Sequence[Kind]
    edge_kinds: Sequence[Kind] = ()
    subtitle: str = ""
    note: str = ""
    node_heading: str = "Nodes"
    edge_heading: str = "Connections"
    weight_heading: str = ""
    node_columns: Sequence[Column] = ()
    edge_columns: Sequence[Column] = ()
    legend: Sequence[str] = ()
    steps: Sequence[Step] = ()
    query: str = ""
    layout: Literal["network", "path", "map"] = "network"
    language: str = "en"


def list_nodes(page: Page) -> list[Json]:
    """List the nodes as the page shows them, by name: id, name, kind, aliases, degree, size, …"""
    kinds = _check_kinds(page.kinds, SHAPES)
    found: dict[str, Json] = {}
    for node, given in page.network.nodes(data=True):
        key, name = str(node), given.get("name")
        if not isinstance(name, str) or not name.strip():
            raise NetworkError(f"node '{key}' has no name; give every node an attribute 'name' with text")
        if key in found:
            raise NetworkError(f"two nodes are both written '{key}'; make their keys differ as text")
        _check_kind(given.get("kind"), kinds, f"node '{key}'")
        found[key] = {
            "id": key,
            "name": name,
            "kind": given["kind"],
            "aliases": [str(alias) for alias in given.get("aliases", ())],
            "degree": page.network.degree(node),
            "size": _number(given.get("size", 0), f"size of node '{key}'"),
            "facts": _facts(given.get("facts", ()), f"node '{key}'"),
            "cells": _cells(given, page.node_columns),
        }
    if page.layout == "path":
        return list(found.values())
    return sorted(found.values(), key=lambda item: (item["name"].casefold(), item["id"]))


def list_edges(page: Page) -> list[Json]:
    """List the edges, the heaviest first: id, from, to, ends, name, kind, weight, label, nth, facts, cells.

    `ends` are the names of the two nodes; `nth` counts the edges that join the same two, from 1.
    """
    kinds, arrow = _check_kinds(page.edge_kinds, LINES), _arrow(page)
    found, seen = [], Counter[frozenset[str]]()
    for source, target, given in page.network.edges(data=True):
        key = _edge_key(page, source, target)
        if kinds or given.get("kind") is not None:
            _check_kind(given.get("kind"), kinds, f"edge '{key}'")
        weight = _number(given.get("weight", 1), f"weight of edge '{key}'")
        if weight == 0:
            raise NetworkError(f"weight of edge '{key}' is 0; leave out an edge that counts nothing")
        ends = [str(page.network.nodes[end]["name"]) for end in (source, target)]
        pair = frozenset({key} if page.network.is_directed() else {str(source), str(target)})
        seen[pair] += 1
        found.append(
            {
                "id": key if seen[pair] == 1 else f"{key} ({seen[pair]})",
                "from": str(source),
                "to": str(target),
                "ends": ends,
                "name": given.get("name") or f" {arrow} ".join(ends),
                "kind": given.get("kind"),
                "weight": weight,
                "label": given.get("weight_label", ""),
                "nth": seen[pair],
                "facts": _facts(given.get("facts", ()), f"edge '{key}'"),
                "cells": _cells(given, page.edge_columns),
            }
        )
    if page.layout == "path":
        return found
    return sorted(found, key=lambda item: (-item["weight"], [end.casefold() for end in item["ends"]], item["id"]))


def list_steps(page: Page, nodes: Iterable[Json], edges: Iterable[Json]) -> list[Json]:
    """List the steps in order: stage, title, facts and `selects`, the id of a node or an edge, or ''."""
    known = {item["id"] for item in (*nodes, *edges)}
    listed = []
    for number, step in enumerate(page.steps, 1):
        chosen = "" if step.selects is None else str(step.selects)
        if chosen not in known and isinstance(step.selects, tuple) and len(step.selects) in (2, 3):
            chosen = _edge_id(page, *step.selects)
        if chosen and chosen not in known:
            raise NetworkError(f"step {number} selects '{chosen}', which is neither a node nor an edge of the page")
        facts = _facts(step.facts, f"step {number}")
        listed.append({"stage": step.stage, "title": step.title, "facts": facts, "selects": chosen})
    return listed


def list_sources(items: Iterable[Json]) -> list[tuple[str, int]]:
    """List the sources that nodes, edges or steps cite, by name, with how many different places of each."""
    places = {
        (evidence["source"], evidence["section"], evidence["sha256"])
        for item in items
        for fact in item["facts"]
        for evidence in fact["evidence"]
    }
    return sorted(Counter(source for source, *_ in places).items())


def _arrow(page: Page) -> str:
    return "→" if page.network.is_directed() else "–"


def _edge_key(page: Page, source: Hashable, target: Hashable) -> str:
    return f"{source} {_arrow(page)} {target}"


def _edge_id(page: Page, source: Hashable, target: Hashable, key: Hashable | None = None) -> str:
    """Return the id that `list_edges` gives to an edge; of parallel ones the first, unless a key is given."""
    if not page.network.is_directed() and (source, target) not in {(a, b) for a, b, *_ in page.network.edges}:
        source, target = target, source
    edge = _edge_key(page, source, target)
    if key is None or not page.network.is_multigraph() or not page.network.has_edge(source, target):
        return edge
    keys = list(page.network[source][target])
    return edge if key == keys[0] or key not in keys else f"{edge} ({keys.index(key) + 1})"


def _check_kinds(kinds: Sequence[Kind], shapes: Sequence[str]) -> dict[str, Kind]:
    for kind in kinds:
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", kind.color):
            raise NetworkError(f"the color of kind '{kind.key}' is not written #rrggbb")
        if kind.shape not in shapes:
            raise NetworkError(f"the shape of kind '{kind.key}' is '{kind.shape}'; allowed: {', '.join(shapes)}")
    return {kind.key: kind for kind in kinds}


def _check_kind(found: object, kinds: Mapping[str, Kind], where: str) -> None:
    if found not in kinds:
        raise NetworkError(f"{where} is of kind '{found}'; kinds of this page: {', '.join(kinds) or 'none'}")


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise NetworkError(f"{where} is not a number of 0 or more")
    return value


def _facts(facts: Iterable[Fact], where: str) -> list[Json]:
    listed = [asdict(fact) for fact in facts]
    for fact in listed:
        if fact["certainty"] not in CERTAINTIES:
            raise NetworkError(f"a fact of {where} is '{fact['certainty']}'; allowed: {', '.join(CERTAINTIES)}")
    return listed


def _cells(given: Mapping[str, Any], columns: Iterable[Column]) -> list[str | int | float]:
    return [_cell(given.get(column.key)) for column in columns]


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if isinstance(value, int) else float(f"{value:.4g}")
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
