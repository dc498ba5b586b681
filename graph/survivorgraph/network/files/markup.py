"""Read GraphML and GEXF as other programs write them: numbers as text, no weight for 1, names as labels.

NetworkX reads the files; before, every attribute is declared to be text, since programs write values that do not
fit what they declare, and types that NetworkX does not know.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, ParseError

import networkx as nx

from survivorgraph.errors import NetworkError
from survivorgraph.tables.reading.numbers import read_number

__all__ = ["read_markup"]

_MOST_BYTES: Final = 256 * 2**20
_GEXF: Final = "http://www.gexf.net/1.2draft"
_LABELS: Final = ("label", "name", "Label", "Name")
_DEEPEST: Final = 200


def read_markup(file: Path) -> nx.Graph[Any]:
    """Read a GraphML or GEXF file; the attribute `name` of a node is its label, where it has one.

    The attribute `units` of the network is what the edges count in a file that a page saved.

    Raises NetworkError, without content of the file, if it cannot be read.
    """
    form = file.suffix.lower().lstrip(".")
    try:
        content = file.read_bytes() if file.stat().st_size <= _MOST_BYTES else None
    except OSError as error:
        raise NetworkError(f"{file.name} cannot be opened: {error.strerror}") from error
    if content is None:
        raise NetworkError(f"{file.name} has more than {_MOST_BYTES:,} bytes; write its edges as CSV")
    if b"<!ENTITY" in content or b"<!ENTITY".decode().encode("utf-16-le") in content:
        raise NetworkError(f"{file.name} defines entities of its own, which are not read; write it without them")
    try:
        root = ElementTree.fromstring(content)
        _check_depth(root)
        network = _read_gexf(root) if form == "gexf" else _read_graphml(root)
    except NetworkError as error:
        raise NetworkError(f"{file.name} cannot be read as {form}: {error}") from None
    except ParseError as error:
        line = f" at line {error.position[0]}" if error.position else ""
        raise NetworkError(f"{file.name} cannot be read as {form}: it is no XML{line}") from None
    except Exception as error:  # noqa: BLE001 - the readers raise what their parts raise, and quote the file
        raise NetworkError(f"{file.name} cannot be read as {form}: {type(error).__name__}") from None
    for _, data in network.nodes(data=True):
        label = next((data[key] for key in _LABELS if isinstance(data.get(key), str) and data[key].strip()), None)
        if label is not None:
            data["name"] = label.strip()
    network.graph["units"] = {
        str(data["unit"]) for *_, data in network.edges(data=True) if {"unit", "lower", "upper"} <= data.keys()
    }
    return network


def _check_depth(root: Element) -> None:
    level, elements = 0, [root]
    while elements:
        level += 1
        if level > _DEEPEST:
            raise NetworkError(f"its elements are nested more than {_DEEPEST} deep")
        elements = [child for element in elements for child in element]


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _read_gexf(root: Element) -> nx.Graph[Any]:
    """Read GEXF of any version; what draws it, and what changes with time, is left out."""
    if _local(root) != "gexf" or not any(_local(child) == "graph" for child in root):
        raise NetworkError("it has no graph")
    root.set("version", "1.2")
    for element in list(root.iter()):
        for child in list(element):
            namespace, _, name = str(child.tag).rpartition("}")
            if namespace.endswith("/viz") or name in ("spells", "meta", "parents"):
                element.remove(child)
    for element in root.iter():
        name = _local(element)
        element.tag = f"{{{_GEXF}}}{name}"
        if name == "attribute":
            element.set("type", "string")
        if name in ("graph", "attributes"):
            element.attrib.pop("timeformat", None)
            element.set("mode", "static")
        if name == "graph" and element.get("defaultedgetype") not in ("directed", "undirected"):
            element.set("defaultedgetype", "directed" if element.get("defaultedgetype") == "mutual" else "undirected")
        if name == "edge":
            element.attrib.pop("type", None)
            _check_weight(element)
    return nx.read_gexf(io.BytesIO(ElementTree.tostring(root)))


def _check_weight(edge: Element) -> None:
    """Write the weight of an edge as NetworkX reads it; raise NetworkError for text that is no number."""
    text = edge.get("weight")
    if text is None or not text.strip():
        edge.attrib.pop("weight", None)
    elif (number := read_number(text)) is not None:
        edge.set("weight", str(number))
    else:
        ends = f"the edge from '{edge.get('source')}' to '{edge.get('target')}'"
        raise NetworkError(f"the 'weight' of {ends} is no number; a weight is a finite number greater than 0")


def _read_graphml(root: Element) -> nx.Graph[Any]:
    for element in root.iter():
        if _local(element) == "key" and element.get("attr.name") is not None:
            element.set("attr.type", "string")
        if _local(element) == "hyperedge":
            raise NetworkError("it has hyperedges, which join more than two nodes; write it without them")
    network: nx.Graph[Any] = nx.read_graphml(io.BytesIO(ElementTree.tostring(root)))
    for _, data in network.nodes(data=True):
        data.update({**network.graph.get("node_default", {}), **data})
    for *_, data in network.edges(data=True):
        data.update({**network.graph.get("edge_default", {}), **data})
    return network
