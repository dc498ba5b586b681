"""Options for vis-network, and the look of each kind of node and edge.

This is the only module that imports pyvis: it takes its model of nodes, edges and options and the vis-network
that it includes, but not its template, which escapes nothing and loads from other hosts. Node positions
are computed here too; line widths depend on the selection, so the page itself computes them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from survivorgraph.errors import NetworkError
from survivorgraph.explorer.page import Kind, Page
from survivorgraph.explorer.page_data import Json

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["draw_kinds", "place_items", "read_vis_network"]

RADII = (7.0, 18.0)
"""Pixels of the smallest and of the largest node; in between, the area grows with the attribute `size`."""
DASHES = {"solid": False, "dashed": [10, 6], "dotted": [2, 5]}
OPTIONS: Json = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "hover": True,
        "tooltipDelay": 150,
        "zoomView": False,
        "dragNodes": False,
        "selectConnectedEdges": False,
        "hideEdgesOnDrag": False,
    },
    "nodes": {"borderWidth": 1.5, "borderWidthSelected": 4, "font": {"size": 0}},
    "edges": {
        "arrows": {"to": {"scaleFactor": 0.7}},
        "arrowStrikethrough": False,
        "hoverWidth": 1,
        "selectionWidth": 2,
        "font": {"size": 0},
    },
}
"""Options for vis-network, set once; the page draws the names itself, at one size however far one zooms."""


def draw_kinds(page: Page) -> Json:
    """Build with pyvis what vis-network takes: options with a group for each kind of node, and a look for each edge."""
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    drawing = Network(directed=page.network.is_directed(), cdn_resources="in_line")
    groups = {}
    for kind in page.kinds:
        color: Json = {"background": kind.color, "border": _darken(kind.color, 0.45)}
        node = Node(kind.key, kind.shape, "", color={**color, "highlight": color, "hover": color})
        groups[kind.key] = {name: node.options[name] for name in ("color", "shape")}
    drawing.set_options(json.dumps({**OPTIONS, "groups": groups}))
    looks = {}
    for kind in (*page.edge_kinds, Kind("", "", "#7b8794", "solid")):
        dark = _darken(kind.color, 0.35)
        edge = Edge(
            "", "", drawing.directed,
            color={"color": kind.color, "highlight": dark, "hover": dark}, dashes=DASHES[kind.shape],
        )  # fmt: skip
        arrows = {"to": {"enabled": True}} if edge.options.get("arrows") and kind.scene == "places" else {}
        looks[kind.key] = {name: edge.options[name] for name in ("color", "dashes")} | {"arrows": arrows}
    options = drawing.get_network_data()[-1]
    return {"options": json.loads(options), "looks": looks}


def place_items(page: Page, nodes: Sequence[Json], edges: Sequence[Json]) -> None:
    """Set `size` in pixels, `at` (position in the network) and, if known, `map` (position on the map) of every node.

    Places and organizations are laid out apart from each other, each as if the other were not there; a place
    is placed near the one that it lies `within`. Items that are drawn only on request are placed as on the map.
    """
    from survivorgraph.explorer import layout
    from survivorgraph.explorer.layout_large import LARGE_NETWORK, place_many
    from survivorgraph.explorer.world import project

    given = {str(node): values for node, values in page.network.nodes(data=True)}
    scene_of = {kind.key: kind.scene for kind in page.kinds}
    mapped = {kind.key for kind in page.kinds if kind.scene == "places" and kind.on}
    names = {item["id"]: item["name"] for item in nodes}
    radii = _read_radii(nodes)
    for item in nodes:
        values = given[item["id"]]
        if values.get("latitude") is not None and values.get("longitude") is not None:
            item["map"] = project(values["latitude"], values["longitude"])
            item["degrees"] = [round(float(values[end]), 4) for end in ("latitude", "longitude")]
        elif page.layout == "map" and item["kind"] in mapped:
            raise NetworkError(f"node '{item['id']}' has no latitude and longitude, which the layout 'map' needs")
        item["size"] = radii[item["id"]]
    if given and all("x" in values and "y" in values for values in given.values()):
        places: Mapping[str, tuple[int, int]] = {key: (round(one["x"]), round(one["y"])) for key, one in given.items()}
    elif page.layout == "path":
        places = layout.place_path(given, names=names)
    else:
        places = {}
        hidden = {kind.key for kind in page.kinds if not kind.on}
        for part in sorted({(scene_of[item["kind"]], item["kind"] in hidden) for item in nodes}):
            own = [item["id"] for item in nodes if (scene_of[item["kind"]], item["kind"] in hidden) == part]
            pairs = [(edge["from"], edge["to"]) for edge in edges] + [
                (key, str(values["within"])) for key, values in given.items() if "within" in values
            ]
            if part[1]:
                at_home = {item["id"]: item.get("map", (0, 0)) for item in nodes}
                places |= {key: at_home[key] for key in own}
            elif len(own) > LARGE_NETWORK:
                known = set(own)
                lines = [(edge["from"], edge["to"], float(edge["weight"])) for edge in edges if edge["from"] in known]
                places |= place_many(own, lines, names=names, radii=radii)
            else:
                places |= layout.place_nodes(_make_simple(own, pairs), names=names, radii=radii)
    for item in nodes:
        item["at"] = places[item["id"]]


def _make_simple(own: Sequence[str], pairs: Iterable[tuple[str, str]]) -> nx.Graph[str]:
    import networkx as nx

    network: nx.Graph[str] = nx.Graph()
    network.add_nodes_from(own)
    known = set(own)
    network.add_edges_from(pair for pair in pairs if known.issuperset(pair))
    return network


def _read_radii(nodes: Iterable[Json]) -> dict[str, float]:
    sizes = {item["id"]: float(item["size"]) for item in nodes}
    largest = max(sizes.values(), default=0.0)
    if largest == min(sizes.values(), default=0.0):
        return dict.fromkeys(sizes, 9)
    smallest, widest = (radius**2 for radius in RADII)
    return {key: round(math.sqrt(smallest + (widest - smallest) * size / largest), 1) for key, size in sizes.items()}


def _darken(color: str, share: float) -> str:
    """Darken a colour by mixing it with black.

    >>> _darken("#e69f00", 0.5)
    '#734f00'
    """
    return "#" + "".join(f"{int(int(color[i : i + 2], 16) * (1 - share)):02x}" for i in (1, 3, 5))


def read_vis_network() -> str:
    """Read the vis-network that the installed pyvis brings, the newest if there are several."""
    found = sorted(Path(str(files("pyvis"))).glob("lib/vis-*/vis-network.min.js"), key=_version)
    if not found:
        raise NetworkError("the installed pyvis brings no vis-network; install pyvis 0.3.2 again")
    return found[-1].read_text("utf-8").replace("\r\n", "\n")


def _version(path: Path) -> list[int]:
    return [int(part) for part in path.parent.name.removeprefix("vis-").split(".") if part.isdigit()]
