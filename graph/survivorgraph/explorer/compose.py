"""Composition of the explorer page from its layers, with its filters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import networkx as nx

from survivorgraph.errors import QuestionError
from survivorgraph.explorer.graph_view import GraphView
from survivorgraph.explorer.layers.organizations import OrganizationLayer
from survivorgraph.explorer.layers.statistics import StatisticsLayer
from survivorgraph.explorer.layers.stories import StoryLayer
from survivorgraph.explorer.page import VIEWS, Column, Facet, Page
from survivorgraph.explorer.page_queries import QUERIES
from survivorgraph.explorer.theme import list_edge_kinds, list_page_facets, list_page_kinds
from survivorgraph.network.graphs.queries import JOURNEY_LEGS, read_key
from survivorgraph.network.measures.coverage import COVERAGE_CLASSES

__all__ = ["GraphView", "make_explorer_page", "open_at"]

SOURCES = """
SELECT DISTINCT ?source ?name ?issued WHERE {
  ?source a sg:Source ; rdfs:label ?name . OPTIONAL { ?source dcterms:issued ?issued }
} ORDER BY ?source
"""


def make_explorer_page(graph_view: GraphView, *, opens: Mapping[str, str] | None = None) -> Page:
    """Make the page of the whole dataset; `opens` is the state in which it opens, see `open_at`."""
    network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    sources, years = _read_sources(graph_view)
    stories = StoryLayer(graph_view, network, years)
    organizations = OrganizationLayer(graph_view, network, years)
    figures = StatisticsLayer(graph_view, network)
    stories.add()
    figured = figures.list_countries()
    for code in figured:
        stories.add_country(code, "figures")
    for code in sorted({*organizations.list_countries(), *graph_view.standing} & graph_view.countries.keys()):
        stories.add_country(code)
    figures.add()
    organizations.add()
    routes, partnerships = stories.list_routes(), organizations.list_partnerships()
    texts = graph_view.labels.texts
    counts = {
        "stories": len(routes),
        "partnerships": len(partnerships),
        "organizations": sum(node.startswith("organization/") for node in network),
        "sources": len(sources),
        "corridors": len(figures.corridors),
        "withheld": figures.withheld,
    }
    numbers = {key: f"{count:,}".replace(",", texts["thousands"]) for key, count in counts.items()}
    countries = {code: graph_view.name_country(code) for code in network if code in graph_view.countries}
    words = texts["page"]
    about = [words["subtitle"], *([words["figures"]] if figured else [])]
    note = [words["note"], *([words["note_figures"]] if figured else [])]
    note += [words["note_withheld"]] if figures.withheld else []
    return Page(
        title=words["title"],
        subtitle=" ".join(about).format(**numbers),
        note=" ".join(note).format(**numbers),
        network=network,
        kinds=list_page_kinds(graph_view.labels),
        edge_kinds=list_edge_kinds(graph_view.labels),
        node_heading=words["nodes"],
        edge_heading=words["edges"],
        weight_heading=words["weight"],
        node_columns=_list_columns(texts["columns"]),
        edge_columns=(Column("forms", texts["facets"]["form"]),),
        query=JOURNEY_LEGS,
        layout="map",
        language=graph_view.language,
        facets=list_page_facets(
            graph_view.labels,
            sources={**sources, **figures.list_datasets()},
            countries=countries,
            years={str(year) for tags in _list_tags(network) for year in tags.get("year", ())},
        ),
        routes=routes,
        partnerships=partnerships,
        queries=QUERIES,
        opens=dict(opens or {}),
        domestic="observed",
    )


def _list_tags(network: nx.MultiDiGraph[str]) -> Iterator[Mapping[str, Sequence[str]]]:
    for data in (*(data for _, data in network.nodes(data=True)), *(data for *_, data in network.edges(data=True))):
        yield data.get("tags", {})
        yield from (entry.tags for entry in (*data.get("entries", ()), *data.get("domestic", ())))


def _list_columns(texts: Mapping[str, list[str]]) -> tuple[Column, ...]:
    numeric = {"stories", "partnerships", "countries", "betweenness"}
    return tuple(Column(key, label, key in numeric, about) for key, (label, about) in texts.items())


def _read_sources(graph_view: GraphView) -> tuple[dict[str, str], dict[str, str]]:
    """Return the name of each source, and the year in which it was published where that is known, by its key."""
    names, years = {}, {}
    for row in graph_view.dataset.rows(SOURCES):
        key = str(read_key(row["source"]))
        names[key] = str(row["name"])
        if row.get("issued") is not None:
            years[key] = str(row["issued"])[:4]
    return names, years


def open_at(page: Page, view: str = "", *, find: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Return the state in which a page opens: a view, and values by facet; QuestionError lists what is allowed."""
    chosen = {"view": view} if view else {}
    if view and view not in VIEWS:
        raise QuestionError(f"there is no view '{view}'; views: {', '.join(VIEWS)}")
    coverage = Facet("coverage", "", {name: name for name in COVERAGE_CLASSES})
    facets = {facet.key: facet for facet in (*page.facets, coverage)}
    for key, value in (find or {}).items():
        if key not in facets:
            raise QuestionError(f"the page has no filter '{key}'; filters: {', '.join(facets)}")
        known = facets[key].values
        if known and value not in known and value != "?":
            raise QuestionError(f"the filter '{key}' has no value '{value}'; values: {', '.join(sorted(known))}, ?")
        chosen[key] = value
    return chosen
