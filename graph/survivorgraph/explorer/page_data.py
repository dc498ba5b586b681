"""Validation of a page, and its serialization for the script of the page: each text once, referred to by index."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from survivorgraph.errors import NetworkError
from survivorgraph.explorer.line_weights import list_origins, weigh_entries
from survivorgraph.explorer.page import CERTAINTIES, LINES, NODE_SHAPES, Column, CountedUnit, Kind, Page, PageFact

__all__ = ["Json", "Tables", "list_edges", "list_nodes", "list_partnerships", "list_routes", "list_steps"]

Json: TypeAlias = dict[str, Any]


@dataclass
class Tables:
    """The facts, citations, units and values of a page, each stored once, in the order of first use.

    A fact is listed as [text, certainty, citations], a citation as [source, section, words, sha256, quote], a
    source as [name, date]; certainties are places in CERTAINTIES. `amounts` are least and most by the id of an edge,
    `origins` the data sets and years of its figures.
    """

    page: Page
    facts: list[list[Any]] = field(default_factory=list)
    citations: list[list[Any]] = field(default_factory=list)
    sources: list[list[str]] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    values: dict[str, dict[str, int]] = field(default_factory=dict)
    amounts: dict[str, tuple[float, float]] = field(default_factory=dict)
    origins: dict[str, tuple[list[str], list[str]]] = field(default_factory=dict)
    _known: dict[Hashable, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Begin with the values that the facets name."""
        self.values = {facet.key: {value: i for i, value in enumerate(facet.values)} for facet in self.page.facets}

    def add_facts(self, facts: Iterable[PageFact], where: str) -> list[int]:
        """Return the places of facts, each once; raise NetworkError for a certainty that there is not."""
        return list(dict.fromkeys(self._add_fact(fact, where) for fact in facts))

    def _add_fact(self, fact: PageFact, where: str) -> int:
        if fact.certainty not in CERTAINTIES:
            raise NetworkError(f"a fact of {where} is '{fact.certainty}'; allowed: {', '.join(CERTAINTIES)}")
        if fact not in self._known:
            cited = []
            for one in fact.evidence:
                source = self._add(self.sources, ("source", one.source, one.issued), [one.source, one.issued])
                row = [source, one.section, one.words, one.sha256, *([one.quote] if one.quote else [])]
                cited.append(self._add(self.citations, ("citation", one), row))
            self.facts.append([fact.text, CERTAINTIES.index(fact.certainty), cited])
            self._known[fact] = len(self.facts) - 1
        return self._known[fact]

    def _add(self, table: list[Any], key: Hashable, row: Any) -> int:
        if key not in self._known:
            table.append(row)
            self._known[key] = len(table) - 1
        return self._known[key]

    def add_tags(self, tags: Mapping[str, Sequence[str]]) -> Json:
        """Return tags with values as places in those of their facet; what is no facet is left out."""
        found = {}
        for key, given in tags.items():
            if key in self.values and given:
                known = self.values[key]
                found[key] = sorted({known.setdefault(str(value), len(known)) for value in given})
        return found

    def add_entry(self, entry: CountedUnit, where: str) -> list[Any]:
        """Return an entry as [unit, lower, upper, tags, facts, detail], without what is empty at its end."""
        lower, upper = (check_number(value, f"an entry of {where}") for value in (entry.lower, entry.upper))
        if lower > upper:
            raise NetworkError(f"an entry of {where} is at least {lower} and at most {upper}; turn the two around")
        unit = self._add(self.units, ("unit", entry.unit), entry.unit)
        detail = None if entry.detail is None else sorted(set(entry.detail) & self.values.keys())
        row = [unit, lower, upper, self.add_tags(entry.tags), self.add_facts(entry.facts, where), detail]
        if detail is None:  # A figure of all people has a detail, which is empty.
            row.pop()
            while len(row) > 3 and not row[-1]:
                row.pop()
        return row

    def list_facets(self) -> list[Json]:
        """List the facets with their values; call it when everything else was added."""
        listed = []
        for facet in self.page.facets:
            values = [[value, facet.values.get(value, value)] for value in self.values[facet.key]]
            listed.append({"key": facet.key, "label": facet.label, "values": values})
        return listed


def list_nodes(page: Page, tables: Tables) -> list[Json]:
    """List the nodes by name: id, name, kind, degree, size, cells and, where there are any, the rest."""
    kinds = _check_kinds(page.kinds, NODE_SHAPES)
    found: dict[str, Json] = {}
    degrees = dict(page.network.degree())
    for node, given in _in_order(page, page.network.nodes(data=True)):
        key, name = str(node), given.get("name")
        if not isinstance(name, str) or not name.strip():
            raise NetworkError(f"node '{key}' has no name; give every node an attribute 'name' with text")
        if key in found:
            raise NetworkError(f"two nodes are both written '{key}'; make their keys differ as text")
        _check_kind(given.get("kind"), kinds, f"node '{key}'")
        size = check_number(given.get("size", 0), f"size of node '{key}'")
        facts = tables.add_facts(given.get("facts", ()), f"node '{key}'")
        item: Json = {"id": key, "name": name, "kind": given["kind"], "degree": degrees[node], "size": size}
        optional = {
            "facts": facts,
            "cells": list_cells(given, page.node_columns),
            "aliases": [str(alias) for alias in given.get("aliases", ())],
            "tags": tables.add_tags(given.get("tags", {})),
            "entries": [tables.add_entry(entry, f"node '{key}'") for entry in given.get("entries", ())],
            "domestic": [tables.add_entry(entry, f"node '{key}'") for entry in given.get("domestic", ())],
            "reach": [str(country) for country in given.get("reach", ())],
            "iri": given.get("iri", ""),
            "within": str(given.get("within", "")),
        }
        found[key] = item | {name: value for name, value in optional.items() if value}
    if page.layout == "path":
        return list(found.values())
    return sorted(found.values(), key=lambda item: (item["name"].casefold(), item["id"]))


def list_edges(page: Page, tables: Tables) -> list[Json]:
    """List the edges, the heaviest first: id, from, to, nth, weight, entries and, where there are any, the rest.

    `nth` counts the edges that join the same two, from 1.
    """
    kinds = _check_kinds(page.edge_kinds, LINES)
    found, seen, ids = [], Counter[frozenset[str]](), set[str]()
    for source, target, given in _in_order(page, page.network.edges(data=True)):
        key = _edge_key(page, source, target)
        if kinds or given.get("kind") is not None:
            _check_kind(given.get("kind"), kinds, f"edge '{key}'")
        entries = [tables.add_entry(entry, f"edge '{key}'") for entry in given.get("entries", ())]
        lower, upper = weigh_entries(given.get("entries", ()))
        weight = lower or check_number(given.get("weight", 1), f"weight of edge '{key}'")
        if weight == 0:
            raise NetworkError(f"weight of edge '{key}' is 0; leave out an edge that counts nothing")
        bounds = (lower, upper) if entries else (weight, weight)
        pair = frozenset({key} if page.network.is_directed() else {str(source), str(target)})
        seen[pair] += 1
        identity = key if key not in ids else f"{key} ({seen[pair]})"
        ids.add(identity)
        tables.amounts[identity] = bounds
        tables.origins[identity] = list_origins(given.get("entries", ()))
        if not entries:
            facts = tuple(given.get("facts", ()))
            entries = [
                tables.add_entry(CountedUnit(identity, weight, weight, given.get("tags", {}), facts), f"edge '{key}'")
            ]
        optional = {
            "name": given.get("name", ""),
            "label": given.get("weight_label", ""),
            "cells": list_cells(given, page.edge_columns),
            "iri": given.get("iri", ""),
            "kind": given.get("kind"),
        }
        item: Json = {"id": identity, "from": str(source), "to": str(target), "nth": seen[pair], "weight": weight}
        found.append(item | {"entries": entries} | {name: value for name, value in optional.items() if value})
    if page.layout == "path":
        return found
    names = {str(node): str(name).casefold() for node, name in page.network.nodes(data="name")}
    return sorted(found, key=lambda item: (-item["weight"], names[item["from"]], names[item["to"]], item["id"]))


def list_steps(page: Page, tables: Tables, known: set[str]) -> list[list[Json]]:
    """List the steps of the page itself, then those of each route: stage, title, facts, and `selects`, an id."""
    own = [page.steps, *(route.steps for route in page.routes)]
    listed = []
    for steps in own:
        found = []
        for number, step in enumerate(steps, 1):
            chosen = "" if step.selects is None else str(step.selects)
            if chosen not in known and isinstance(step.selects, tuple) and len(step.selects) in (2, 3):
                chosen = _edge_id(page, *step.selects)
            if chosen and chosen not in known:
                raise NetworkError(f"step {number} selects '{chosen}', which is neither a node nor an edge of the page")
            facts = tables.add_facts(step.facts, f"step {number}")
            found.append({"stage": step.stage, "title": step.title, "facts": facts, "selects": chosen})
        listed.append(found)
    return listed


def list_routes(page: Page, tables: Tables, steps: Sequence[list[Json]]) -> list[Json]:
    """List the journeys by name, with their steps."""
    found = [
        {"id": f"story/{route.key}", "key": route.key, "name": route.name, "summary": route.summary, "iri": route.iri}
        | {"tags": tables.add_tags(route.tags), "steps": own, "places": list(route.places)}
        for route, own in zip(page.routes, steps, strict=True)
    ]
    return sorted(found, key=lambda item: (item["name"].casefold(), item["id"]))


def list_partnerships(page: Page, tables: Tables, known: set[str]) -> list[Json]:
    """List the partnerships by name, with their members and the countries that they touch."""
    found = []
    for one in page.partnerships:
        missing = next((key for key in (*one.members, *one.countries) if key not in known), None)
        if missing is not None:
            raise NetworkError(f"partnership '{one.key}' names '{missing}', which is no node of the page")
        row = {"id": f"partnership/{one.key}", "name": one.name, "members": one.members, "countries": one.countries}
        facts = tables.add_facts(one.facts, f"partnership '{one.key}'")
        found.append(row | {"tags": tables.add_tags(one.tags), "facts": facts, "iri": one.iri})
    return sorted(found, key=lambda item: (item["name"].casefold(), item["id"]))


def check_number(value: Any, where: str) -> float:
    """Return a number of 0 or more as it is; raise NetworkError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise NetworkError(f"{where} is not a number of 0 or more")
    return int(value) if value == int(value) else value


def list_cells(given: Mapping[str, Any], columns: Iterable[Column]) -> list[str | int | float]:
    """List the cells of a node or edge in the order of the columns."""
    return [_cell(given.get(column.key)) for column in columns]


def _cell(value: Any) -> str | int | float:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value if isinstance(value, int) else float(f"{value:.4g}")
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _in_order(page: Page, items: Iterable[Any]) -> Iterable[Any]:
    """Return nodes or edges sorted by key, unless the page has an order of its own."""
    return items if page.layout == "path" else sorted(items, key=lambda item: tuple(map(str, item[:-1])))


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
