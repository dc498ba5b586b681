"""The content of a page as dataclasses, independent of drawing.

Code that fills a page needs only these dataclasses; `page_data` checks and serializes them,
`page_html` writes the file.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import networkx as nx

from survivorgraph.wording.facts import CERTAINTIES, PageCitation, PageFact

__all__ = [
    "CERTAINTIES",
    "LINES",
    "NODE_SHAPES",
    "OKABE_ITO",
    "VIEWS",
    "Column",
    "CountedUnit",
    "Facet",
    "Kind",
    "Page",
    "PageCitation",
    "PageFact",
    "PagePartnership",
    "Route",
    "Step",
]

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
NODE_SHAPES = ("dot", "square", "diamond", "triangle", "triangleDown", "hexagon", "star")
LINES = ("solid", "dashed", "dotted")
VIEWS = ("map", "network", "journeys", "partnerships")


@dataclass(frozen=True)
class Kind:
    """The look of nodes (`shape` of NODE_SHAPES) or edges (`shape` of LINES) of one kind; `color` is #rrggbb.

    Of edges, `unit` names what their weight counts, one and many; `on` says whether they are drawn at once.
    `facets` are the keys of the facets by which nodes or edges of this kind are filtered: a filter by another
    facet leaves them alone, unless it is one of another kind of the same scene. `scene` is "places", which the
    map and the network show, or "organizations". Edges that are `corridors` can be covered by partnerships.
    `about` says more of the kind in the legend.
    """

    key: str
    label: str
    color: str
    shape: str
    scene: Literal["places", "organizations"] = "places"
    unit: tuple[str, str] = ("", "")
    facets: tuple[str, ...] = ()
    on: bool = True
    corridors: bool = False
    about: str = ""


@dataclass(frozen=True)
class Facet:
    """A facet for filtering, with its values in order; other values follow alphabetically."""

    key: str
    label: str
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CountedUnit:
    """A counted unit behind an edge or node: at least `lower`, at most `upper` of the unit of its kind.

    Those of one `unit` count once on an edge, however many there are. `tags` are values by facet. `detail`
    names the facets by which a source splits its figure: figures of different detail are never added up.
    """

    unit: str
    lower: float = 1
    upper: float = 1
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    facts: tuple[PageFact, ...] = ()
    detail: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Column:
    """A column of the table, for an attribute of nodes or edges; missing values are empty cells.

    `about` says in words what the column holds, and how to read it.
    """

    key: str
    label: str
    numeric: bool = False
    about: str = ""


@dataclass(frozen=True)
class Step:
    """A step of a journey as the page shows it; `selects` is the node, or the edge as (from, to) or (from, to, key)."""

    stage: str
    title: str
    facts: tuple[PageFact, ...] = ()
    selects: Hashable | None = None


@dataclass(frozen=True)
class Route:
    """A journey as steps in order; its entries on edges and nodes have its `key` as their unit.

    `places` are nodes that the account names although no leg leads there; they are drawn without a line.
    """

    key: str
    name: str
    summary: str = ""
    steps: tuple[Step, ...] = ()
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    iri: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class PagePartnership:
    """A partnership as the page lists it; its members and the countries that it touches are nodes of the page."""

    key: str
    name: str
    members: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    facts: tuple[PageFact, ...] = ()
    iri: str = ""


@dataclass(frozen=True)
class Page:
    """The content of a page.

    Nodes carry `name` and `kind` (a key of `kinds`); optional are `facts` (PageFact), `aliases` (str, found by the
    search), `size` (0 or more, drawn as area), `x` and `y` (pixels, on all nodes or on none), `latitude` and
    `longitude` (degrees, for the map; a node without them has no point on it), `tags` (values by facet), `entries`
    (what is counted of the node alone), `domestic` (entries of the edge kind that `domestic` of the page names,
    counted within the place), `reach` (of an organization: the nodes of the countries it touches), `within` (of a
    place: the node that it lies in) and `iri`. Edges may carry `name`, `kind` (a key of `edge_kinds`), `weight`
    (above 0, drawn as width), `weight_label` ("2 stories"), `facts`, `tags`, `iri`, or in place of weight, facts
    and tags `entries`; parallel edges of a multigraph stay apart. `note` says what the picture counts; `legend`
    adds lines to the legend. The layout "path" sets the nodes from left to right in the order of the network and
    keeps the order of its edges; `layout` is the view that is open first. `query` is shown to be copied; `queries`
    are those of a single node, edge, route or partnership, by the kind of its IRI, with {iri} as a placeholder.
    `links` lead to other pages.
    """

    title: str
    network: nx.Graph[Any]
    kinds: Sequence[Kind]
    edge_kinds: Sequence[Kind] = ()
    subtitle: str = ""
    note: str = ""
    node_heading: str = ""
    edge_heading: str = ""
    weight_heading: str = ""
    node_columns: Sequence[Column] = ()
    edge_columns: Sequence[Column] = ()
    legend: Sequence[str] = ()
    steps: Sequence[Step] = ()
    query: str = ""
    layout: Literal["network", "path", "map", "journeys", "partnerships"] = "network"
    language: str = "en"
    facets: Sequence[Facet] = ()
    routes: Sequence[Route] = ()
    partnerships: Sequence[PagePartnership] = ()
    queries: Mapping[str, str] = field(default_factory=dict)
    links: Sequence[tuple[str, str, str]] = ()
    opens: Mapping[str, str] = field(default_factory=dict)
    domestic: str = ""
