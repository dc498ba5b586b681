import networkx as nx
import numpy as np
import pytest

from survivorgraph.errors import NetworkError
from survivorgraph.network.centrality import measure_network
from survivorgraph.network.communities import measure_communities
from survivorgraph.network.files import read_network
from survivorgraph.network.null import measure_structure


@pytest.mark.parametrize(("suffix", "write"), [("graphml", nx.write_graphml), ("gexf", nx.write_gexf)])
def test_a_network_from_a_file_is_measured_like_the_one_written(tmp_path, suffix, write):
    network = nx.gnp_random_graph(12, 0.3, seed=3, directed=True)
    network = nx.relabel_nodes(network, str)
    nx.set_edge_attributes(network, 2, "weight")
    write(network, tmp_path / f"network.{suffix}")
    read = read_network(tmp_path / f"network.{suffix}")
    assert measure_network(read).rows == measure_network(network).rows
    assert read.graph["basis"].startswith(f"file network.{suffix}: 12 nodes, ")


@pytest.mark.parametrize(("suffix", "write"), [("graphml", nx.write_graphml), ("gexf", nx.write_gexf)])
def test_the_weight_of_a_file_is_an_attribute_of_its_edges_or_1(tmp_path, suffix, write):
    network = nx.DiGraph([("a", "b", {"trips": 3}), ("b", "c", {"trips": 2})])
    write(network, tmp_path / f"ways.{suffix}")
    plain = read_network(tmp_path / f"ways.{suffix}")
    named = read_network(tmp_path / f"ways.{suffix}", weight="trips")
    assert list(plain.edges(data="weight")) == [("a", "b", 1), ("b", "c", 1)]
    assert list(named.edges(data="weight")) == [("a", "b", 3), ("b", "c", 2)]
    assert named.graph["weight_meaning"] == "trips"
    assert measure_network(named).parameters["weight"] == "trips"
    with pytest.raises(NetworkError, match="the edge from 'a' to 'b' has no 'tide'"):
        read_network(tmp_path / f"ways.{suffix}", weight="tide")


def test_rows_of_one_pair_add_up(tmp_path):
    file = tmp_path / "edges.csv"
    file.write_text("year,origin,destination\n2019,NPL,KWT\n2020,NPL,KWT\n2020,IND,KWT\n", encoding="utf-8")
    assert dict(read_network(file).edges) == {("NPL", "KWT"): {"weight": 2}, ("IND", "KWT"): {"weight": 1}}
    (tmp_path / "edges.tsv").write_text("source\ttarget\tweight\na\tb\t1.5\nb\ta\t2\n", encoding="utf-8")
    undirected = read_network(tmp_path / "edges.tsv", directed=False)
    assert list(undirected.edges(data="weight")) == [("a", "b", 3.5)]


def test_columns_can_be_named(tmp_path):
    file = tmp_path / "edges.csv"
    file.write_text("here,there,people\na,b,7\n", encoding="utf-8")
    assert read_network(file, ends=("here", "there"), weight="people").edges["a", "b"]["weight"] == 7


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.csv", "x,y\n1,2\n", "origin and destination or source and target"),
        ("a.csv", "origin,destination\na\n", "a.csv:2: this row has 1 cells where the header has 2"),
        ("a.csv", "origin,destination\na,\n", "a.csv:2: an edge needs two ends"),
        ("a.csv", "origin,destination,weight\na,b,many\n", "a.csv:2: the weight is no number"),
        ("a.csv", "origin,destination,weight\na,b,-1\n", "greater than 0"),
        ("a.csv", "", "a.csv: the file is empty"),
        ("a.csv", 'origin,destination\n"a,b\n', "a.csv:2: this is no row of a CSV file: a quote is open"),
        ("a.graphml", "no xml", "cannot be read as graphml"),
        ("a.gexf", "<gexf/>", "cannot be read as gexf"),
        ("a.docx", "", "expected a file that ends in"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error_without_its_text(tmp_path, name, text, words):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(NetworkError, match=words):
        read_network(tmp_path / name)
    with pytest.raises(NetworkError, match="cannot be opened"):
        read_network(tmp_path / "missing.csv")


DEGENERATE = {
    "empty": nx.DiGraph(),
    "one node": nx.empty_graph(1, create_using=nx.DiGraph),
    "disconnected": nx.DiGraph([("a", "b"), ("x", "y")]),
    "self-loops": nx.DiGraph([("a", "a"), ("b", "b")]),
    "parallel edges": nx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "a")]),
    "undirected": nx.Graph([("a", "b")]),
    "mixed names": nx.DiGraph([(1, "1"), ("1", (2,))]),
}


@pytest.mark.parametrize("network", DEGENERATE.values(), ids=DEGENERATE)
@pytest.mark.parametrize("backend", [None, "networkx"])
def test_degenerate_networks_are_measured(network, backend):
    table = measure_network(network, weight=None, backend=backend)
    assert len(table) == len(network)
    assert all(isinstance(cell, str | int | float) for row in table.rows for cell in row)
    assert measure_structure(network, weight=None, samples=2).rows[0][1] == len(network)
    assert len(measure_communities(network, weight=None, runs=2, samples=1)) == len(network)


@pytest.mark.parametrize("weight", [-1, 0, float("nan"), float("inf"), "2", None, True])
@pytest.mark.parametrize("backend", [None, "networkx"])
def test_a_bad_weight_is_one_clear_error(weight, backend):
    with pytest.raises(NetworkError, match=r"edge from 'a' to 'b'"):
        measure_network(nx.DiGraph([("a", "b", {"weight": weight})]), backend=backend)


def test_weights_that_drown_in_rounding_are_one_clear_error():
    network = nx.DiGraph()
    network.add_weighted_edges_from([("a", "b", 1e-9), ("b", "c", 1e9), ("c", "b", 1e9), ("c", "d", 1e9)])
    with pytest.raises(NetworkError, match="weights differ too much"):
        measure_network(network)


@pytest.mark.slow
def test_two_million_edges_are_measured():
    rng = np.random.default_rng(0)
    ends = rng.integers(0, 200_000, size=(2_000_000, 2))
    network = nx.DiGraph()
    network.add_edges_from((int(one), int(two), {"weight": 1 + (one + two) % 50}) for one, two in ends)
    table = measure_network(network, pivots=2)
    assert len(table) == len(network)
    assert "estimated from paths that start in 2 of" in table.note
    assert sum(table.column("pagerank")) == pytest.approx(1, abs=1e-3)
