import random

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.errors import NetworkError
from survivorgraph.network.measures.centrality import measure_network

PATH = nx.path_graph(["a", "b", "c"])
STAR = nx.star_graph(["hub", "a", "b", "c"])
TWO_TRIANGLES = nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("c", "e")])
COMPLETE = nx.complete_graph(["a", "b", "c", "d"])


def column(measures, name):
    return dict(zip(measures.column("code"), measures.column(name), strict=True))


@pytest.mark.parametrize(
    ("network", "betweenness"),
    [
        pytest.param(PATH, {"a": 0, "b": 1, "c": 0}, id="the middle of a path is on its only pair"),
        pytest.param(STAR, {"hub": 1, "a": 0, "b": 0, "c": 0}, id="the hub is on all three pairs"),
        pytest.param(
            TWO_TRIANGLES, {"c": 0.666667, "a": 0, "b": 0, "d": 0, "e": 0}, id="the shared corner is on 4 of 6"
        ),
        pytest.param(COMPLETE, dict.fromkeys("abcd", 0), id="nobody is between neighbours"),
    ],
)
def test_betweenness_worked_out_by_hand(network, betweenness):
    assert column(measure_network(network, weight=None), "betweenness") == betweenness


@pytest.mark.parametrize(
    ("network", "pagerank"),
    [
        # b = .05 + .85 * 2a, a = .05 + .85 * b / 2
        pytest.param(PATH, {"b": 0.486486, "a": 0.256757, "c": 0.256757}, id="path"),
        # hub = .0375 + .85 * 3a, a = .0375 + .85 * hub / 3
        pytest.param(STAR, {"hub": 0.47973} | dict.fromkeys("abc", 0.173423), id="star"),
        pytest.param(COMPLETE, dict.fromkeys("abcd", 0.25), id="complete"),
    ],
)
def test_pagerank_worked_out_by_hand(network, pagerank):
    assert column(measure_network(network, weight=None), "pagerank") == pagerank


def test_a_directed_network_by_hand():
    network = nx.DiGraph()
    network.add_weighted_edges_from([("a", "b", 2), ("b", "c", 1), ("a", "c", 1)])
    nx.set_node_attributes(network, {"a": "Aland", "b": "Bland", "c": "Cland"}, "name")
    measures = measure_network(network)
    # a to c directly: 1; by way of b: 1/2 + 1; so nothing is between
    # PageRank: a = x, b = x + .85 * 2/3 x = 1.56667 x, c = x + .85 (b + x/3) = 2.615 x, and x = 1 / 5.18167
    # authorities: A'A is 4 2 / 2 2 over b and c, so c / b = (sqrt(5) - 1) / 2; hubs: a / b = (2 + .618) / .618
    assert [dict(row) for row in measures] == [
        {"code": "b", "name": "Bland", "in_degree": 1, "out_degree": 1, "in_strength": 2, "out_strength": 1,
         "betweenness": 0.0, "pagerank": 0.302348, "hub": 0.190983,
         "authority": 0.618034, "core": 2},
        {"code": "c", "name": "Cland", "in_degree": 2, "out_degree": 0, "in_strength": 2, "out_strength": 0,
         "betweenness": 0.0, "pagerank": 0.504664, "hub": 0.0,
         "authority": 0.381966, "core": 2},
        {"code": "a", "name": "Aland", "in_degree": 0, "out_degree": 2, "in_strength": 0, "out_strength": 3,
         "betweenness": 0.0, "pagerank": 0.192988, "hub": 0.809017,
         "authority": 0.0, "core": 2},
    ]  # fmt: skip


def test_a_well_supported_detour_is_shorter_than_a_single_story():
    network = nx.DiGraph()
    network.add_weighted_edges_from([("a", "b", 4), ("b", "c", 4), ("a", "c", 1)])
    assert column(measure_network(network), "betweenness") == {"b": 0.5, "c": 0, "a": 0}
    assert column(measure_network(network, weight=None), "betweenness") == {"a": 0, "b": 0, "c": 0}


def _solve_pagerank(network, damping):
    nodes = list(network)
    weights = nx.to_numpy_array(network, nodelist=nodes)
    out = weights.sum(axis=1)
    flow = np.where(out[:, None] > 0, weights / np.where(out, out, 1)[:, None], 1 / len(nodes))
    start = np.full(len(nodes), (1 - damping) / len(nodes))
    return dict(zip(nodes, np.linalg.solve(np.eye(len(nodes)) - damping * flow.T, start), strict=True))


def _count_betweenness(network):
    """Enumerate all shortest paths of every pair: slow, and nothing like Brandes' algorithm."""
    scores = dict.fromkeys(network, 0.0)
    for start in network:
        for end in network:
            if start != end and nx.has_path(network, start, end):
                paths = list(nx.all_shortest_paths(network, start, end, weight="distance"))
                for path in paths:
                    for node in path[1:-1]:
                        scores[node] += 1 / len(paths)
    pairs = (len(network) - 1) * (len(network) - 2)
    return {node: score / pairs for node, score in scores.items()}


@pytest.mark.parametrize("seed", range(5))
def test_scores_agree_with_a_computation_of_another_kind(seed):
    network = nx.gnp_random_graph(12, 0.25, seed=seed, directed=True)
    rng = random.Random(seed)
    for *_, data in network.edges(data=True):
        data["weight"] = rng.choice([1, 2, 4])  # reciprocals are exact, so ties are too
        data["distance"] = 1 / data["weight"]
    measures = measure_network(network, damping=0.7)
    names = [str(node) for node in network]
    for name, expected in (
        ("betweenness", _count_betweenness(network)), ("pagerank", _solve_pagerank(network, 0.7)),
    ):  # fmt: skip
        found = column(measures, name)
        assert [found[node] for node in names] == pytest.approx(list(expected.values()), rel=5e-6, abs=1e-9)


def test_the_medici_stand_between_the_florentine_families():
    # marriages: 47.5, 23.17 and 19.33 of the 91 pairs of the 14 other families
    network = nx.florentine_families_graph()
    measures = measure_network(network, weight=None, by="betweenness")
    assert measures.column("code")[:3] == ("Medici", "Guadagni", "Albizzi")
    assert [round(score, 3) for score in measures.column("betweenness")[:3]] == [0.522, 0.255, 0.212]


EDGES = st.dictionaries(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), st.integers(1, 9), max_size=20)


@settings(deadline=None)
@given(EDGES, st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_the_input_changes_nothing(edges, rng, directed):
    kind = nx.DiGraph if directed else nx.Graph
    items = [(a, b, weight) for (a, b), weight in edges.items() if directed or a <= b]
    tables = []
    for _ in range(2):
        network = kind()
        network.add_weighted_edges_from(items)
        tables.append(measure_network(network))
        rng.shuffle(items)
    assert tables[0] == tables[1]


@settings(deadline=None)
@given(EDGES)
def test_scores_stay_within_their_range(edges):
    network = nx.DiGraph()
    network.add_weighted_edges_from((a, b, weight) for (a, b), weight in edges.items())
    measures = measure_network(network)
    assert all(0 <= score <= 1 for score in measures.column("betweenness"))
    if len(network):
        assert sum(measures.column("pagerank")) == pytest.approx(1, abs=1e-5)
    assert sum(measures.column("in_strength")) == sum(measures.column("out_strength"))


def test_an_empty_network_has_an_empty_table():
    assert measure_network(nx.DiGraph()).rows == ()
    assert measure_network(nx.Graph()).basis == "0 nodes, 0 edges"


def test_one_node_holds_all_of_the_pagerank():
    network = nx.Graph()
    network.add_node("a")
    assert measure_network(network).rows == (("a", "a", 0, 0, 0.0, 1.0, 0),)


def test_parts_that_are_not_joined_are_measured_together():
    network = nx.Graph([("a", "b"), ("c", "d"), ("d", "e")])
    assert column(measure_network(network, weight=None), "betweenness")["d"] == pytest.approx(1 / 6, abs=1e-6)


def test_a_self_loop_changes_no_score_and_is_counted():
    network = nx.DiGraph([("a", "b", {"weight": 1})])
    before = measure_network(network)
    network.add_edge("b", "b", weight=100)
    after = measure_network(network)
    assert after.rows == before.rows
    assert after.parameters["self_loops"] == 1


def test_equal_scores_stand_in_the_order_of_names():
    network = nx.Graph([("z", "hub"), ("y", "hub")])
    nx.set_node_attributes(network, {"z": "Alpha", "y": "Beta", "hub": "Hub"}, "name")
    assert measure_network(network, weight=None).column("name") == ("Hub", "Alpha", "Beta")


@pytest.mark.parametrize(
    ("options", "words"),
    [({"by": "fame"}, "choose of"), ({"damping": 1.0}, "below 1"), ({"weight": "people"}, "'people'")],
)
def test_a_wrong_option_is_a_network_error(options, words):
    with pytest.raises(NetworkError, match=words):
        measure_network(nx.DiGraph([("a", "b", {"weight": 1})]), **options)


def test_the_table_says_what_the_network_rests_on():
    network = nx.DiGraph([("a", "b", {"weight": 1})], basis="2 stories, 1 source", note="counts what was reported")
    assert measure_network(network).caption == "2 stories, 1 source; counts what was reported"
