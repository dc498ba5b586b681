"""Make one page that shows a network, the facts behind it, and where each fact is written.

The page is one file that requests nothing. Every name and text in it is data: the template escapes it, the
script writes it with `textContent` only, and the page's own content security policy allows no other script, no
request, no text turned into code or markup. This is the only module that imports pyvis: it takes its drawing
model and its bundled vis-network, and leaves its template, which escapes nothing and loads from other hosts.
"""

from __future__ import annotations

import json
import math
from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import networkx as nx

from survivorgraph.errors import NetworkError
from survivorgraph.publish.page import (
    LINES,
    OKABE_ITO,
    SHAPES,
    Citation,
    Column,
    Fact,
    Json,
    Kind,
    Page,
    Step,
    list_edges,
    list_nodes,
    list_sources,
    list_steps,
)

if TYPE_CHECKING:
    from markupsafe import Markup

__all__ = [
    "LINES",
    "OKABE_ITO",
    "SHAPES",
    "Citation",
    "Column",
    "Fact",
    "Kind",
    "Page",
    "Step",
    "page_frame",
    "page_html",
    "write_page",
]

RADII = (7.0, 18.0)
"""Pixels of the smallest and of the largest node; in between, the area grows with the attribute `size`."""
WIDTHS = (1.4, 1.8, 8.0)
"""Pixels of the thinnest edge, of one unit of weight, and of the heaviest edge: the unit shrinks to fit it."""
DASHES = {"solid": False, "dashed": [10, 6], "dotted": [2, 5]}
PATH_ARC = 210.0
"""Twice the pixels by which an edge of a path keeps clear of the stops that it passes."""
PLAIN_EDGE = Kind("", "", "#7b8794", "solid")
OPTIONS: Json = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "tooltipDelay": 150,
        "zoomView": False,
        "dragNodes": False,
        "selectConnectedEdges": False,
    },
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 4, "font": {"size": 0}},
    "edges": {
        "arrows": {"to": {"scaleFactor": 0.7}},
        "hoverWidth": 1,
        "selectionWidth": 2,
        "font": {"size": 0},
    },
}
"""What vis-network is told once; the page draws the names itself, at one size however far one zooms."""


def write_page(page: Page, path: Path | str) -> Path:
    """Write the page as one HTML file, whole or not at all, and return its path."""
    path = Path(path)
    text = page_html(page)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    draft.write_bytes(text.encode("utf-8"))
    return draft.replace(path)


class Frame(str):
    """Be the HTML of a frame, which a notebook shows as what it is."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


def page_frame(page: Page, *, height: int = 760) -> Frame:
    """Return an `iframe` that holds the page: its script may run, and reaches nothing around it."""
    return Frame(
        f'<iframe sandbox="allow-scripts" title="{escape(page.title)}" width="100%" height="{height:d}" '
        f'style="border: 1px solid #d9d4c7" srcdoc="{escape(page_html(page))}"></iframe>'
    )


def page_html(page: Page) -> str:
    """Return the page; the same input gives the same bytes. NetworkError says what cannot be drawn."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    nodes, edges = list_nodes(page), list_edges(page)
    steps = list_steps(page, nodes, edges)
    folder = Path(str(files("survivorgraph.publish"))) / "templates"
    scripts = [
        _read_vis_network(),
        "\n".join(_read(folder / name) for name in ("picture.js", "panel.js", "page.js")),
    ]
    scripts = scripts if nodes else []
    style, texts = _read(folder / "page.css"), json.loads(_read(folder / f"texts.{page.language}.json"))
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    html = environment.get_template("page.html.j2").render(
        page=page,
        texts=texts,
        nodes=nodes,
        edges=edges,
        steps=steps,
        directed=page.network.is_directed(),
        kinds=_used(page.kinds, nodes),
        edge_kinds=_used(page.edge_kinds, edges),
        sources=list_sources([*nodes, *edges, *steps]),
        policy=_policy(scripts, style),
        scripts=[_literal(script) for script in scripts],
        style=_literal(style),
        data=_embed(_data(page, nodes, edges, texts)),
    )
    return html.encode("utf-8", "replace").decode("utf-8")


def _data(page: Page, nodes: Sequence[Json], edges: Sequence[Json], texts: Json) -> Json:
    return {
        "texts": texts,
        "layout": page.layout,
        "directed": page.network.is_directed(),
        "kinds": {kind.key: asdict(kind) for kind in page.kinds},
        "edgeKinds": {kind.key: asdict(kind) for kind in page.edge_kinds},
        "nodes": nodes,
        "edges": edges,
        "vis": _draw(page, nodes, edges),
    }


def _draw(page: Page, nodes: Sequence[Json], edges: Sequence[Json]) -> Json:
    """Build the drawing with pyvis and return what vis-network takes: nodes, edges, options.

    Nodes and edges are appended as pyvis makes them, because its `add_edge` drops parallel edges and searches
    the list of all nodes twice for each.
    """
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    from survivorgraph.publish.layout import wrap_name

    drawing = Network(directed=page.network.is_directed(), cdn_resources="in_line")
    drawing.set_options(json.dumps(OPTIONS))
    kinds = {kind.key: kind for kind in page.kinds}
    radii = _radii(nodes)
    places = _places(page, nodes, edges, radii)
    for item in nodes:
        look, (x, y) = kinds[item["kind"]], places[item["id"]]
        color: Json = {"background": look.color, "border": _darken(look.color, 0.45)}
        color = {**color, "highlight": color, "hover": color}
        node = Node(item["id"], look.shape, wrap_name(item["name"]), color=color, size=radii[item["id"]], x=x, y=y)
        drawing.nodes.append(node.options)
        drawing.node_ids.append(item["id"])
    edge_kinds = {kind.key: kind for kind in page.edge_kinds}
    unit = min(WIDTHS[1], WIDTHS[2] / max((item["weight"] for item in edges), default=1))
    for item in edges:
        look = edge_kinds.get(item["kind"], PLAIN_EDGE)
        dark = _darken(look.color, 0.35)
        edge = Edge(
            item["from"],
            item["to"],
            drawing.directed,
            id=item["id"],
            width=round(max(WIDTHS[0], unit * item["weight"]), 2),
            color={"color": look.color, "highlight": dark, "hover": dark},
            dashes=DASHES[look.shape],
            smooth=_bend(page, item, places),
        )
        drawing.edges.append(edge.options)
    drawn_nodes, drawn_edges, *_, options = drawing.get_network_data()
    return {"nodes": drawn_nodes, "edges": drawn_edges, "options": json.loads(options)}


def _places(
    page: Page, nodes: Sequence[Json], edges: Sequence[Json], radii: dict[str, float]
) -> dict[str, tuple[int, int]]:
    from survivorgraph.publish import layout

    given = {str(node): values for node, values in page.network.nodes(data=True)}
    names = {item["id"]: item["name"] for item in nodes}
    if given and all("x" in values and "y" in values for values in given.values()):
        return {key: (round(values["x"]), round(values["y"])) for key, values in given.items()}
    if page.layout == "path":
        return layout.place_path(given, names=names)
    if page.layout == "map":
        missing = next((key for key, values in given.items() if {"latitude", "longitude"} - values.keys()), None)
        if missing is not None:
            raise NetworkError(f"node '{missing}' has no latitude and longitude, which the layout 'map' needs")
        degrees = {key: (values["latitude"], values["longitude"]) for key, values in given.items()}
        return layout.place_on_map(degrees, names=names, radii=radii)
    simple: nx.Graph[str] = nx.Graph()
    simple.add_nodes_from(names)
    simple.add_edges_from((item["from"], item["to"]) for item in edges)
    return layout.place_nodes(simple, names=names, radii=radii)


def _radii(nodes: Iterable[Json]) -> dict[str, float]:
    sizes = {item["id"]: float(item["size"]) for item in nodes}
    largest = max(sizes.values(), default=0.0)
    if largest == min(sizes.values(), default=0.0):
        return dict.fromkeys(sizes, 11.0)
    return {
        key: round(math.sqrt(RADII[0] ** 2 + (RADII[1] ** 2 - RADII[0] ** 2) * size / largest), 1)
        for key, size in sizes.items()
    }


def _bend(page: Page, item: Json, places: dict[str, tuple[int, int]]) -> Json:
    """Bend directed and parallel edges so that none covers another, and on a path those that pass over stops."""
    roundness = (0.12 if page.network.is_directed() else 0.0) + 0.14 * (item["nth"] - 1)
    (start, _), (end, _) = places[item["from"]], places[item["to"]]
    if page.layout == "path" and any(min(start, end) < x < max(start, end) for x, _ in places.values()):
        roundness += min(0.6, PATH_ARC / abs(end - start))
    elif page.layout == "path" and end < start:
        roundness += 0.14
    return {"enabled": roundness > 0, "type": "curvedCW", "roundness": round(roundness, 2)}


def _darken(color: str, share: float) -> str:
    """Mix a colour with black.

    >>> _darken("#e69f00", 0.5)
    '#734f00'
    """
    return "#" + "".join(f"{int(int(color[i : i + 2], 16) * (1 - share)):02x}" for i in (1, 3, 5))


def _used(kinds: Sequence[Kind], items: Iterable[Json]) -> list[Kind]:
    used = {item["kind"] for item in items}
    return [kind for kind in kinds if kind.key in used]


def _read(path: Path) -> str:
    """Read a file with the line ends that a browser will see, so that hashes over it hold."""
    return path.read_text("utf-8").replace("\r\n", "\n")


def _read_vis_network() -> str:
    """Read the vis-network that the installed pyvis brings, the newest if there are several."""
    found = sorted(Path(str(files("pyvis"))).glob("lib/vis-*/vis-network.min.js"), key=_version)
    if not found:
        raise NetworkError("the installed pyvis brings no vis-network; install pyvis 0.3.2 again")
    return _read(found[-1])


def _version(path: Path) -> list[int]:
    return [int(part) for part in path.parent.name.removeprefix("vis-").split(".") if part.isdigit()]


def _policy(scripts: Iterable[str], style: str) -> str:
    """Return the content security policy: these scripts and this style, and nothing from anywhere."""
    allowed = " ".join(_digest(script) for script in scripts) or "'none'"
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(style)}; img-src data:; connect-src 'none'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode()}'"


def _literal(text: str) -> Markup:
    """Mark text of our own files as not to be escaped. Never for anything that comes from a page's data."""
    from markupsafe import Markup

    return Markup(text)


def _embed(data: Json) -> Markup:
    r"""Write data as JSON that cannot end its `script` element or be read as markup.

    >>> _embed({"name": "</script><img>"})
    Markup('{"name":"\\u003c/script\\u003e\\u003cimg\\u003e"}')
    """
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _literal(text.translate({ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}))
