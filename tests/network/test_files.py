from contextlib import suppress
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from survivorgraph.errors import NetworkError
from survivorgraph.network.files.network_files import read_network
from survivorgraph.network.inference.null_models import measure_structure
from survivorgraph.network.measures.centrality import measure_network
from survivorgraph.network.measures.communities import measure_communities


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
    tied = "hubs and authorities are not determined" in table.note
    assert all(
        isinstance(cell, str | int | float) or (tied and column in ("hub", "authority"))
        for row in table
        for column, cell in row.items()
    )
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


SHARED = Path(__file__).parents[3] / "shared" / "cases" / "tables"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared case files are not here")
@pytest.mark.parametrize(
    ("name", "edges"),
    [
        ("gephi-edges.csv", {("Nepal", "Qatar"): 3, ("Nepal", "India"): 2, ("Ghana", "Lebanon"): 1}),
        ("euro-semicolon.csv", {("Nepal", "Qatar"): 3, ("Nepal", "India"): 2.5, ("Ghana", "Lebanon"): 1}),
        ("headless.csv", {("Nepal", "Qatar"): 3, ("Nepal", "India"): 2}),
        ("matrix.csv", {("A", "B"): 4, ("B", "A"): 1, ("B", "C"): 1, ("C", "A"): 1}),
        ("blankline.csv", {("Nepal", "Qatar"): 1, ("Nepal", "India"): 1}),
        ("gephi-1.3.gexf", {("NPL", "QAT"): 3, ("QAT", "NPL"): 1}),
        ("gexf-mixed.gexf", {("a", "b"): 2}),
        ("trailing-blank.csv", {("Nepal", "Qatar"): 12}),
        ("imp-hxl.csv", {("Nepal", "Qatar"): 12, ("Ghana", "Lebanon"): 12}),
    ],
)
def test_a_network_that_failed_is_read_right(name, edges):
    network = read_network(SHARED / name)
    assert {(one, two): weight for one, two, weight in network.edges(data="weight")} == edges


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared case files are not here")
@pytest.mark.parametrize(
    ("name", "labels"), [("gephi-1.3.gexf", {"Nepal", "Qatar"}), ("yed.graphml", {"Recruiter A", "Hotel B"})]
)
def test_the_label_of_a_node_is_its_name(name, labels):
    assert {row["name"] for row in measure_network(read_network(SHARED / name))} == labels


def test_names_with_blanks_at_their_ends_are_one_node(tmp_path):
    (tmp_path / "a.csv").write_text("Source ;TARGET\nNepal ;Qatar\nNepal;\u00a0Qatar\n", encoding="utf-8")
    assert dict(read_network(tmp_path / "a.csv").edges) == {("Nepal", "Qatar"): {"weight": 2}}


def test_spellings_of_one_country_are_one_node_where_ends_are_countries(tmp_path):
    text = "origin,destination,reports\nKorea Rep.,Allemagne,2\nSouth Korea,Germany,3\nKOR,DE,1\nNowhere,DE,9\n"
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    network = read_network(tmp_path / "a.csv", weight="reports", countries=True)
    assert dict(network.edges) == {("KOR", "DEU"): {"weight": 6}}
    assert "1 row with an end that is no country left out" in network.graph["basis"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("source;target;weight\na;b;1,234\n", "can be read in two ways"),
        ("source,target,cases\na,b,3\n", "'cases' holds numbers.*--weight 'cases'; if each row is one edge"),
        ("source,target,weight\na,b,0\n", "no row is an edge: 1 row of weight 0"),
    ],
)
def test_what_could_be_read_in_two_ways_is_asked(tmp_path, text, words):
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(NetworkError, match=words):
        read_network(tmp_path / "a.csv")


GEXF = (
    '<gexf version="1.2" xmlns="http://www.gexf.net/1.2draft"><graph defaultedgetype="{0}"><nodes><node id="a"/><node \
id="b"/></nodes><edges><edge id="0" source="a" target="b" weight="{1}"/></edges></graph></gexf>'
)
GRAPHML = (
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><key id="w" for="edge" attr.name="weight" attr.type="{0}"/>\
<graph edgedefault="directed"><node id="a"/><node id="b"/><edge source="a" target="b"><data key="w">{1}</data></edge>\
</graph></graphml>'
)


@pytest.mark.parametrize("weight", ["many", "-1", "0", "nan", "1e999"])
@pytest.mark.parametrize("kind", ["double", "int", "directed", "mutual"])
def test_a_bad_weight_of_a_file_is_a_message(tmp_path, kind, weight):
    form, text = ("gexf", GEXF) if kind in ("directed", "mutual") else ("graphml", GRAPHML)
    (tmp_path / f"a.{form}").write_text(text.format(kind, weight), encoding="utf-8")
    with pytest.raises(NetworkError, match="edge from 'a' to 'b'"):
        read_network(tmp_path / f"a.{form}")
    (tmp_path / f"a.{form}").write_text(text.format(kind, "2.5"), encoding="utf-8")
    assert list(read_network(tmp_path / f"a.{form}").edges(data="weight")) == [("a", "b", 2.5)]


def test_a_cell_that_a_spreadsheet_would_run_is_led_in_by_an_apostrophe(tmp_path):
    (tmp_path / "a.csv").write_text('source,target\n"=HYPERLINK(""http://x"")",b\n', encoding="utf-8")
    text = measure_network(read_network(tmp_path / "a.csv")).to_csv()
    assert "'=HYPERLINK(" in text
    assert ",=" not in text
    assert ',"=' not in text


MARKUP = st.text(alphabet='<>/="ab1.- \n', max_size=30)


@pytest.mark.fuzz
@given(
    base=st.sampled_from([GEXF.format("directed", "2"), GRAPHML.format("double", "2")]),
    cuts=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 12), MARKUP), min_size=1, max_size=3),
    encoding=st.sampled_from(["utf-8", "utf-16", "latin-1"]),
)
def test_mangled_markup_is_a_network_or_a_message(tmp_path_factory, base, cuts, encoding):
    form = "gexf" if base.startswith("<gexf") else "graphml"
    for start, length, text in cuts:
        base = base[:start] + text + base[start + length :]
    file = tmp_path_factory.getbasetemp() / f"mangled.{form}"
    file.write_bytes(base.encode(encoding))
    with suppress(NetworkError):
        read_network(file)
