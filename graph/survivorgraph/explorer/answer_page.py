"""Pages of a given network, or of the answer to a question."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import networkx as nx

from survivorgraph.errors import QuestionError
from survivorgraph.explorer.graph_view import GraphView
from survivorgraph.explorer.page import LINES, NODE_SHAPES, OKABE_ITO, Column, Kind, Page, PageCitation, PageFact
from survivorgraph.explorer.page_queries import QUERIES
from survivorgraph.network.core.measures import REPORTED_NOTE
from survivorgraph.schema.vocabulary import CONCEPT, ID
from survivorgraph.store.answers import Answer
from survivorgraph.wording.labels import Labels

__all__ = ["make_answer_page", "make_network_page"]

NAMES = """
SELECT DISTINCT ?thing ?name ?latitude ?longitude WHERE {
  ?thing rdfs:label ?name .
  FILTER(STRSTARTS(STR(?thing), "%s"))
  FILTER NOT EXISTS { ?thing sg:hasEvidence ?evidence . FILTER NOT EXISTS { ?thing a sg:Partnership } }
  OPTIONAL { ?thing schema:latitude ?latitude ; schema:longitude ?longitude }
} ORDER BY ?thing ?name
"""
ASIDE = {"source", "section", "digest", "fact", "evidence", "class", "sha256", "certainty"}
"""Columns that say where a row is written, not what it is about."""
OWN = {"name", "label", "kind", "latitude", "longitude", "x", "y", "size", "facts", "aliases", "weight", "viz"}
COLORS = ("blue", "orange", "green", "sky", "purple", "vermilion", "slate")


def make_network_page(
    network: nx.Graph[Any], *, title: str = "", note: str = "", language: str = "en", query: str = ""
) -> Page:
    """Make the page of any network; of its attributes those are used that `Page` knows, others become columns.

    A node without `name` is called by its `label`, or by what it is; `kind` may be any text. Nodes with
    `latitude` and `longitude` are on the map. `basis` and `note` of the network say what it rests on and counts.
    """
    texts = Labels(language).texts
    drawn = network.copy()
    kinds = sorted({str(data.get("kind") or "node") for _, data in drawn.nodes(data=True)})
    edge_kinds = sorted({str(data["kind"]) for *_, data in drawn.edges(data=True) if data.get("kind")})
    for node, data in drawn.nodes(data=True):
        data["name"] = str(data.get("name") or data.get("label") or node)
        data["kind"] = str(data.get("kind") or "node")
        if data.get("latitude") is None or data.get("longitude") is None:
            data.pop("latitude", None)
    for *_, data in drawn.edges(data=True):
        data["kind"] = str(data["kind"]) if data.get("kind") else edge_kinds[0] if edge_kinds else None
    return Page(
        title=title or str(network.graph.get("name") or texts["views"]["network"]),
        subtitle=f"{network.graph['basis']}." if network.graph.get("basis") else "",
        note=note or str(network.graph.get("note") or ""),
        network=drawn,
        kinds=[_look(kind, i, texts) for i, kind in enumerate(kinds)],
        edge_kinds=[Kind(kind, kind, OKABE_ITO[COLORS[i % 7]], LINES[i % 3]) for i, kind in enumerate(edge_kinds)],
        node_columns=_list_columns(data for _, data in drawn.nodes(data=True)),
        edge_columns=_list_columns(data for *_, data in drawn.edges(data=True)),
        language=language,
        query=query,
        queries=QUERIES,
    )


def _look(kind: str, place: int, texts: Mapping[str, Any]) -> Kind:
    label = texts["things"].get(kind, kind.replace("-", " "))
    return Kind(kind, label, OKABE_ITO[COLORS[place % 7]], NODE_SHAPES[place % 7])


def _list_columns(items: Iterable[Mapping[str, Any]]) -> list[Column]:
    """List the attributes that are numbers or texts on any item, in the alphabet, at most eight."""
    found: dict[str, bool] = {}
    for data in items:
        for key, value in data.items():
            if key not in OWN and isinstance(value, str | int | float | tuple) and not isinstance(value, bool):
                is_number = isinstance(value, int | float)
                found[key] = found.get(key, True) and is_number
    return [Column(key, key.replace("_", " "), found[key]) for key in sorted(found)[:8]]


def make_answer_page(graph_view: GraphView, answer: Answer, *, title: str, note: str = "", query: str = "") -> Page:
    """Make the page of an answer: what a row names are nodes, and neighbours in a row are joined.

    A row names what it gives as a resource, or by the name of a country. Where it cites evidence, its fact does
    too. Raises QuestionError for an answer in which nothing is named.
    """
    known = {str(row["thing"]): row for row in graph_view.dataset.rows(NAMES % ID)}
    countries = {str(country.name): f"{ID}country/{code}" for code, country in graph_view.countries.items()}
    cited = {one.sha256: one for citations in graph_view.citations.values() for one in citations}
    network: nx.DiGraph[str] = nx.DiGraph()
    facts: defaultdict[tuple[str, ...], list[PageFact]] = defaultdict(list)
    for row in answer:
        named = _list_named(row, known, countries)
        for iri in named:
            _add_named(network, iri, known[iri], graph_view)
        said = [f"{key}: {_say(value, known)}" for key, value in row.items() if value is not None and key not in ASIDE]
        fact = PageFact("; ".join(said), evidence=_cite(row, cited))
        pairs: list[tuple[str, ...]] = list(itertools.pairwise(named))
        for place in pairs or [(iri,) for iri in named]:
            facts[place].append(fact)
    if not network:
        raise QuestionError("the answer names no country, organization, story or the like, so there is nothing to draw")
    for place, own in facts.items():
        found = list(dict.fromkeys(own))
        if len(place) == 1:
            network.nodes[place[0]]["facts"] = found
        else:
            network.add_edge(place[0], place[1], weight=len(found), facts=found)
    counts = note or f"This page {REPORTED_NOTE}."
    return make_network_page(network, title=title, note=counts, language=graph_view.language, query=query)


def _list_named(row: Mapping[str, Any], known: Mapping[str, Any], countries: Mapping[str, str]) -> list[str]:
    named: list[str] = []
    for column, value in row.items():
        if column in ASIDE or value is None:
            continue
        iri = str(value) if str(value) in known else countries.get(str(value), "")
        if iri and (not named or named[-1] != iri) and not iri.startswith((f"{ID}source/", f"{ID}section/")):
            named.append(iri)
    # If a story has two places, the edge leads from the one to the other and not to the story.
    others = [iri for iri in named if not iri.startswith(f"{ID}story/")]
    return others if len(others) > 1 else named


def _add_named(network: nx.DiGraph[str], iri: str, row: Mapping[str, Any], graph_view: GraphView) -> None:
    if iri in network:
        return
    kind = iri.removeprefix(ID).partition("/")[0]
    degrees = {end: float(str(row[end])) for end in ("latitude", "longitude") if row.get(end) is not None}
    network.add_node(iri, name=graph_view.labels.translate(row["name"]), kind=kind, iri=iri, **degrees)


def _say(value: object, known: Mapping[str, Any]) -> str:
    text = str(value)
    if text in known:
        return str(known[text]["name"])
    return text.rpartition("/")[2] if text.startswith((ID, CONCEPT)) else text


def _cite(row: Mapping[str, Any], cited: Mapping[str, PageCitation]) -> tuple[PageCitation, ...]:
    digests = str(row.get("digest") or row.get("sha256") or "").split()
    return tuple(cited[digest] for digest in digests if digest in cited)
