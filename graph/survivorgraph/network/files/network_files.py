"""Read a network from a file: GraphML, GEXF, or a table of edges, read as tables are for an import."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, TypedDict, Unpack

import networkx as nx

from survivorgraph.errors import NetworkError, RecordError
from survivorgraph.keywords import fill_options
from survivorgraph.network.core.measures import count_of
from survivorgraph.network.files.edge_tables import read_edges
from survivorgraph.network.files.markup import read_markup
from survivorgraph.network.graphs.weights import check_weight
from survivorgraph.network.measures.structure import NO_GROUP
from survivorgraph.tables.reading.names import Chosen
from survivorgraph.tables.reading.numbers import read_number
from survivorgraph.tables.reading.texts import refuse_no_file

__all__ = ["TABLES", "UNPROTECTED_NOTE", "read_network", "split_edges"]

TABLES = (".csv", ".tsv", ".txt", ".gz", ".xlsx", ".xlsm", ".parquet", ".pq")
"""What a table of edges may be named."""

UNPROTECTED_NOTE: Final = (
    "numbers are those of the file (counts, mentions or links) as they are, with nothing protected"
)
"""What is said of every network from a file."""


class ColumnOptions(TypedDict, total=False):
    """The options that say where the columns of a table of edges are."""

    ends: Sequence[str] | None
    keep: Sequence[str] | None
    chosen: Chosen | None
    sheet: str | None


_COLUMNS: Final[ColumnOptions] = {"ends": None, "keep": None, "chosen": None, "sheet": None}


def read_network(
    path: Path | str,
    *,
    directed: bool = True,
    weight: str | None = None,
    countries: bool = False,
    unweighted: bool = False,
    **columns: Unpack[ColumnOptions],
) -> nx.Graph[Any]:
    """Read a network that every function of this package can measure.

    ``.graphml`` and ``.gexf`` keep their attributes and their own direction; the label of a node is its `name`.
    `weight` names the edge attribute that becomes the weight, by default ``weight``; an edge without it weighs 1,
    as Gephi leaves it away, and where no edge has one, each weighs 1.

    A table (CSV in any encoding, XLSX, Parquet) is read as for an import: edge lists with or without a header,
    matrices, years as columns. The ends of an edge are in the columns `ends`, or those of the usual names; `weight`
    (or the count of `chosen`) names the column with the weight, ``weight`` if there is one. Without it, each row
    weighs 1, so rows of one pair of ends add up; a weight of 0 is no edge. Other columns are not kept, but those of
    `keep`: then every row is an edge of its own, with these cells. With `countries`, ends are names or codes of
    countries in any of the languages that are known, and become alpha-3 codes.

    `unweighted` makes one edge of weight 1 of all edges between two nodes, so that strengths are degrees.

    Attributes of the network: `basis` (file name and size, what was left out, and that nothing in it is protected),
    `weight_meaning` (the name of the weight, "rows" or "edges" without one, "links" if `unweighted`). Raises
    NetworkError for a file that cannot be read so.
    """
    where: ColumnOptions = fill_options(_COLUMNS, columns)
    ends, keep = where["ends"], where["keep"]
    path = Path(path)
    suffix = path.suffix.lower()
    said: Sequence[str] = ()
    try:
        refuse_no_file(path)
        path.open("rb").close()
        if suffix in TABLES:
            given = where["chosen"] or Chosen()
            if ends is not None:
                given = replace(given, origin=ends[0], destination=ends[1])
            network, said = read_edges(
                path,
                directed=directed,
                chosen=given,
                weight=weight,
                keep=keep,
                sheet=where["sheet"],
                countries=countries,
            )
        elif suffix in (".graphml", ".gexf"):
            network = _weigh(read_markup(path), weight)
            if weight not in (None, "weight", "lower", "upper"):
                network.graph["units"] = set()
        else:
            raise NetworkError(f"{path.name}: expected a file that ends in .graphml, .gexf, {', '.join(TABLES)}")
    except OSError as error:
        raise NetworkError(f"{path.name} cannot be opened: {error.strerror}") from error
    except RecordError as error:
        raise NetworkError(str(error).replace(str(path), path.name)) from None
    units = network.graph.pop("units")
    if len(units) > 1 and not unweighted and "unit" not in (keep or ()):
        what = f"{', '.join(sorted(units)[:-1])} and {max(units)}"
        raise NetworkError(f"{path.name}: its edges count {what}, which are not added up; give --by unit")
    if unweighted:
        network = _take_links(network, is_multiple=keep is not None)
    basis = "; ".join((f"file {path.name}: {_describe_size(network)}", *said, UNPROTECTED_NOTE))
    network.graph["basis"] = basis
    return network


def _weigh(network: nx.Graph[Any], weight: str | None) -> nx.Graph[Any]:
    """Set the `weight` of every edge to a number, also where it is written as text."""
    edges = list(network.edges(data=True))
    name = weight or "weight"
    plain = not any(data.get(name) not in (None, "") for *_, data in edges)
    if plain and weight is not None and edges:
        one, two, _ = edges[0]
        raise NetworkError(f"the edge from '{one}' to '{two}' has no '{weight}', nor has any other")
    for one, two, data in edges:
        value = data.get(name)
        if value in (None, ""):
            data["weight"] = 1
            continue
        number = read_number(value) if isinstance(value, str) else value
        data["weight"] = check_weight(one, two, value if number is None else number, name)
    network.graph["weight_meaning"] = "edges" if plain else name
    return network


def _take_links(network: nx.Graph[Any], *, is_multiple: bool) -> nx.Graph[Any]:
    """Return a network with one edge of weight 1 for all between two nodes with the same attributes."""
    kinds = ((nx.Graph, nx.MultiGraph), (nx.DiGraph, nx.MultiDiGraph))[network.is_directed()]
    links: nx.Graph[Any] = kinds[is_multiple]()
    links.add_nodes_from(network.nodes(data=True))
    seen = set()
    for one, two, data in network.edges(data=True):
        others = {name: value for name, value in data.items() if name not in ("weight", "id")} if is_multiple else {}
        ends = (one, two) if network.is_directed() else tuple(sorted((one, two), key=str))
        link = (ends, tuple(sorted((name, str(value)) for name, value in others.items())))
        if link not in seen:
            seen.add(link)
            links.add_edge(one, two, weight=1, **others)
    links.graph |= {**network.graph, "weight_meaning": "links"}
    return links


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
        found[NO_GROUP if value in (None, "") else str(value)].append(edge)
    if not found.keys() - {NO_GROUP}:
        known = sorted({name for *_, data in network.edges(data=True) for name in data})
        raise NetworkError(f"no edge has '{attribute}'; edges have: {', '.join(known) or 'nothing'}")
    parts: dict[str, nx.Graph[Any]] = {}
    for value in sorted(found, key=lambda value: (value == NO_GROUP, value)):
        parts[value] = network.edge_subgraph(found[value]).copy()
        parts[value].graph["basis"] = f"{attribute} {value}: {_describe_size(parts[value])}"
    return parts


def _describe_size(network: nx.Graph[Any]) -> str:
    nodes, edges = network.number_of_nodes(), network.number_of_edges()
    return f"{count_of(nodes, 'node', 'nodes')}, {count_of(edges, 'edge', 'edges')}"
