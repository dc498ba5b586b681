"""Conversion of any page's network to a pyvis network, for further work with pyvis."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from survivorgraph.explorer.drawing import draw_kinds, place_items
from survivorgraph.explorer.page import Page
from survivorgraph.explorer.page_data import Tables, list_edges, list_nodes

if TYPE_CHECKING:
    from pyvis.network import Network

__all__ = ["make_pyvis_network"]

# pyvis loads Bootstrap from another host in every mode; its pages work without.
_FROM_ELSEWHERE = re.compile(
    r"<link\b[^>]*\bhref=\"https?:[^>]*>|<script\b[^>]*\bsrc=\"https?:[^>]*>\s*</script>|<!--.*?-->", re.DOTALL
)
_WIDTHS = (1.0, 8.0)
"""Pixels of a line of the smallest and of the largest weight."""


def make_pyvis_network(page: Page, *, height: str = "760px", width: str = "100%") -> Network:
    """Return the network of a page as pyvis draws it: nodes, edges, places, colours and options are those of the page.

    Node ids, `label` (name), `group` (kind), `x`, `y` and `size`; edges have `title` (their facts) and `width` by
    weight. Options can be changed as in any pyvis network. Its `write_html` and `show` make one file that requests
    nothing from elsewhere. Raises NetworkError for what cannot be drawn.
    """
    tables = Tables(page)
    nodes, edges = list_nodes(page, tables), list_edges(page, tables)
    place_items(page, nodes, edges)
    drawn = draw_kinds(page)
    found = _offline_network()(height=height, width=width, directed=page.network.is_directed(), cdn_resources="in_line")
    shapes = {kind.key: kind.shape for kind in page.kinds}
    for node in nodes:
        x, y = node["at"]
        found.add_node(
            node["id"], label=node["name"], group=node["kind"], shape=shapes[node["kind"]], x=x, y=y, size=node["size"],
            title=_join(tables, node.get("facts", ())) or node["name"],
        )  # fmt: skip
    weights = [edge["weight"] for edge in edges]
    for edge in edges:
        options: dict[str, Any] = {"width": _scale(edge["weight"], weights)}
        options |= drawn["looks"].get(edge.get("kind") or "", {})
        found.add_edge(edge["from"], edge["to"], title=_join(tables, edge.get("facts", ())), **options)
    options = drawn["options"]
    options["nodes"]["font"] = {"size": 14}
    options["interaction"] |= {"zoomView": True, "dragNodes": True}
    found.set_options(json.dumps(options))
    return found


def _scale(weight: float, weights: Sequence[float]) -> float:
    """Return the width in pixels of a line among lines of all weights.

    >>> [_scale(weight, [1, 3, 5]) for weight in (1, 3, 5)]
    [1.0, 4.5, 8.0]
    """
    least, most = min(weights), max(weights)
    share = (weight - least) / (most - least) if most > least else 0
    return round(_WIDTHS[0] + (_WIDTHS[1] - _WIDTHS[0]) * share, 1)


def _join(tables: Tables, facts: Any) -> str:
    return "\n".join(str(tables.facts[place][0]) for place in facts)


def _offline_network() -> type[Network]:
    from pyvis.network import Network

    class OfflineNetwork(Network):  # type: ignore[misc, unused-ignore]
        """A pyvis network whose pages request nothing from elsewhere."""

        def generate_html(self, *args: Any, **named: Any) -> str:
            """Return the page without what pyvis would load from other hosts."""
            self.html = _FROM_ELSEWHERE.sub("", super().generate_html(*args, **named))
            return str(self.html)

    return OfflineNetwork
