import networkx as nx
import pytest

from survivorgraph.errors import NetworkError
from survivorgraph.network.graphs.weights import prepare_network


def test_distance_is_the_reciprocal_of_weight_up_to_one_factor():
    network = nx.Graph([("a", "b", {"weight": 1}), ("b", "c", {"weight": 4}), ("c", "d", {"weight": 6})])
    ready = prepare_network(network)
    assert {data["weight"] * data["distance"] for *_, data in ready.edges(data=True)} == {12}


def test_distances_of_whole_weights_keep_ties_that_floating_point_loses():
    network = nx.Graph([("a", "b", {"weight": 10}), ("b", "c", {"weight": 15}), ("a", "c", {"weight": 6})])
    assert 1 / 10 + 1 / 15 != 1 / 6
    ready = prepare_network(network)
    assert len(list(nx.all_shortest_paths(ready, "a", "c", weight="distance"))) == 2


def test_fractional_weights_have_fractional_distances():
    ready = prepare_network(nx.Graph([("a", "b", {"weight": 0.5}), ("b", "c", {"weight": 2})]))
    assert ready.edges["a", "b"]["distance"] == 2.0
    assert ready.edges["b", "c"]["distance"] == 0.5


@pytest.mark.parametrize("weight", [None, -1, 0, float("nan"), float("inf"), "2", True])
def test_a_weight_that_is_no_positive_number_is_one_clear_error(weight):
    network = nx.Graph([("a", "b", {"weight": weight})])
    with pytest.raises(NetworkError, match=r"'a'.*'b'"):
        prepare_network(network)


def test_a_missing_weight_is_an_error_unless_every_edge_counts_one():
    network = nx.Graph([("a", "b")])
    with pytest.raises(NetworkError, match="has no 'weight'"):
        prepare_network(network)
    assert prepare_network(network, weight=None).edges["a", "b"]["weight"] == 1


def test_parallel_edges_are_added_up_and_self_loops_are_counted_apart():
    network = nx.MultiDiGraph(
        [("a", "b", {"weight": 2}), ("a", "b", {"weight": 3}), ("b", "b", {"weight": 7}), ("b", "a", {"weight": 1})]
    )
    ready = prepare_network(network)
    assert dict(ready.edges) == {
        ("a", "b"): {"weight": 5, "distance": 1},
        ("b", "a"): {"weight": 1, "distance": 5},
    }
    assert ready.graph["self_loops"] == 1


def test_parallel_edges_of_an_unweighted_network_are_one_edge():
    assert prepare_network(nx.MultiGraph([("a", "b"), ("b", "a")]), weight=None).edges["a", "b"]["weight"] == 1


def test_the_input_is_left_as_it_was():
    network = nx.DiGraph([("b", "a", {"weight": 2})])
    prepare_network(network)
    assert dict(network.edges) == {("b", "a"): {"weight": 2}}
    assert network.graph == {}
