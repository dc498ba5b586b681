"""Read a network from a file: GraphML, GEXF, or a CSV of edges."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import networkx as nx

from survivorgraph.errors import NetworkError
from survivorgraph.network.measures import count_of
from survivorgraph.network.structure import NOT_STATED
from survivorgraph.network.weights import check_weight

__all__ = ["read_network", "split_edges"]

ENDS = (("origin", "destination"), ("source", "target"), ("from", "to"))
"""Names of the two columns of a CSV that hold the ends of an edge, in the order in which they are looked for."""


def read_network(
    path: Path | str,
    *,
    directed: bool = True,
    ends: Sequence[str] | None = None,
    weight: str | None = None,
    keep: Sequence[str] | None = None,
) -> nx.Graph[Any]:
    """Read a network that every function of this package can measure.

    ``.graphml`` and ``.gexf`` are read by NetworkX, with their attributes and their own direction; `weight` names
    the edge attribute that becomes the weight, and where no edge has one, each weighs 1. ``.csv``
    and ``.tsv`` need a header; the ends of an edge stand in the columns `ends`, or those of `ENDS` that are
    there; `weight` names the column with the weight, ``weight`` if there is one. Without it, each row
    weighs 1, so rows of one pair of ends add up. Other columns are not kept, but those of `keep`: then every
    row is an edge of its own, with these cells. Attributes of the network: `basis` (file name and size),
    `weight_meaning` (the name of the weight, "rows" or "edges" without one).
    Raises NetworkError for a file that cannot be read so.
    """
    path = Path(path)
    try:
        if path.suffix.lower() in (".csv", ".tsv"):
            network = _read_rows(path, directed, ends, weight, keep)
        elif path.suffix.lower() == ".graphml":
            network = _weigh(nx.read_graphml(path), weight)
        elif path.suffix.lower() == ".gexf":
            network = _weigh(nx.read_gexf(path), weight)
        else:
            raise NetworkError(f"{path.name}: expected a file that ends in .graphml, .gexf, .csv or .tsv")
    except (ParseError, nx.NetworkXError, UnicodeDecodeError, csv.Error) as error:
        raise NetworkError(f"{path.name} cannot be read as {path.suffix[1:]}: {type(error).__name__}") from error
    except OSError as error:
        raise NetworkError(f"{path.name} cannot be opened: {error.strerror}") from error
    network.graph.setdefault("basis", f"file {path.name}: {_describe_size(network)}")
    return network


def _weigh(network: nx.Graph[Any], weight: str | None) -> nx.Graph[Any]:
    """Give every edge its weight, under that name."""
    edges = list(network.edges(data=True))
    plain = weight is None and not any("weight" in data for *_, data in edges)
    for one, two, data in edges:
        if plain:
            data["weight"] = 1
        elif weight is not None:
            data["weight"] = check_weight(one, two, data.get(weight), weight)
    network.graph["weight_meaning"] = "edges" if plain else weight or "weight"
    return network


def split_edges(network: nx.Graph[Any], attribute: str) -> dict[str, nx.Graph[Any]]:
    """Return the parts of a network by an attribute of its edges, sorted, edges without it last.

    A part has the edges of one value and their ends, and says so in its `basis`. Raises NetworkError where no
    edge has the attribute.

    >>> parts = split_edges(nx.DiGraph([("a", "b", {"form": "x"}), ("b", "c", {"form": "y"})]), "form")
    >>> {value: list(part.edges) for value, part in parts.items()}
    {'x': [('a', 'b')], 'y': [('b', 'c')]}
    """
    attributes: Any = network.edges  # an edge, with its key if there are parallel ones, to its attributes
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for edge, data in attributes.items():
        value = data.get(attribute)
        found[NOT_STATED if value in (None, "") else str(value)].append(edge)
    if not found.keys() - {NOT_STATED}:
        known = sorted({name for *_, data in network.edges(data=True) for name in data})
        raise NetworkError(f"no edge has '{attribute}'; edges have: {', '.join(known) or 'nothing'}")
    parts: dict[str, nx.Graph[Any]] = {}
    for value in sorted(found, key=lambda value: (value == NOT_STATED, value)):
        parts[value] = network.edge_subgraph(found[value]).copy()
        parts[value].graph["basis"] = f"{attribute} {value}: {_describe_size(parts[value])}"
    return parts


def _describe_size(network: nx.Graph[Any]) -> str:
    nodes, edges = network.number_of_nodes(), network.number_of_edges()
    return f"{count_of(nodes, 'node', 'nodes')}, {count_of(edges, 'edge', 'edges')}"


def _read_rows(
    path: Path, directed: bool, ends: Sequence[str] | None, weight: str | None, keep: Sequence[str] | None
) -> nx.Graph[Any]:
    single, several = (nx.DiGraph, nx.MultiDiGraph) if directed else (nx.Graph, nx.MultiGraph)
    network: nx.Graph[Any] = several() if keep is not None else single()
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.reader(file, delimiter="\t" if path.suffix.lower() == ".tsv" else ",", strict=True)
        header = next(rows, [])
        first, second, weighs = _find_columns(path, header, ends, weight)
        kept = {name: _find_column(path, header, name) for name in keep or ()}
        adjacent: dict[tuple[str, str], float] = {}
        for row in rows:
            if len(row) != len(header):
                raise NetworkError(f"{path.name}:{rows.line_num}: expected {len(header)} cells, found {len(row)}")
            pair = (row[first], row[second])
            if not all(pair):
                raise NetworkError(f"{path.name}:{rows.line_num}: an edge needs two ends")
            value = 1 if weighs is None else _read_weight(path, rows, row[weighs])
            if keep is not None:
                network.add_edge(*pair, weight=value, **{name: row[at] for name, at in kept.items()})
            else:
                adjacent[pair] = adjacent.get(pair, 0) + value
    network.graph["weight_meaning"] = "rows" if weighs is None else header[weighs]
    for (one, two), value in adjacent.items():
        before = network.edges[one, two]["weight"] if network.has_edge(one, two) else 0
        network.add_edge(one, two, weight=before + value)
    return network


def _find_columns(
    path: Path, header: list[str], ends: Sequence[str] | None, weight: str | None
) -> tuple[int, int, int | None]:
    wanted = [tuple(ends)] if ends else list(ENDS)
    pair = next((pair for pair in wanted if len(pair) == 2 and all(name in header for name in pair)), None)
    if pair is None:
        names = " or ".join(" and ".join(pair) for pair in wanted)
        raise NetworkError(f"{path.name}: expected the columns {names}; found {len(header)} other columns")
    if weight is not None and weight not in header:
        raise NetworkError(f"{path.name}: there is no column '{weight}' for the weight")
    name = weight or ("weight" if "weight" in header else None)
    return header.index(pair[0]), header.index(pair[1]), None if name is None else header.index(name)


def _find_column(path: Path, header: list[str], name: str) -> int:
    if name not in header:
        raise NetworkError(f"{path.name}: there is no column '{name}'; columns: {', '.join(header)}")
    return header.index(name)


def _read_weight(path: Path, rows: Any, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise NetworkError(f"{path.name}:{rows.line_num}: the weight is no number") from None
    if not 0 < number < float("inf"):
        raise NetworkError(f"{path.name}:{rows.line_num}: a weight is a finite number greater than 0")
    return int(number) if number.is_integer() else number
