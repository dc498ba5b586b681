"""Backbone and communities."""

import itertools

import networkx as nx
import pytest

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.arrays import to_arrays
from survivorgraph.network.measures.backbone import find_backbone, measure_backbone
from survivorgraph.network.measures.communities import compare_partitions, find_communities, measure_communities


def test_the_disparity_filter_by_hand():
    network = nx.DiGraph()
    network.add_weighted_edges_from([("a", "b", 8), ("a", "c", 1), ("a", "d", 1), ("x", "b", 2)])
    rows = {row["destination"] + row["origin"]: row for row in measure_backbone(network, level=0.4)}
    # a sends 10 over 3 edges: (1 - 8/10)^2, (1 - 1/10)^2; b receives 10 over 2: (1 - 8/10)^1
    assert (rows["ba"]["alpha_origin"], rows["ba"]["alpha_destination"], rows["ba"]["backbone"]) == (0.04, 0.2, True)
    assert (rows["ca"]["alpha_origin"], rows["ca"]["alpha_destination"]) == (0.81, 1.0)
    assert (rows["bx"]["alpha_origin"], rows["bx"]["alpha"]) == (1.0, 1.0)
    # either end may stand out, so twice the smaller; the smallest of four times four (Benjamini-Hochberg)
    assert (rows["ba"]["alpha"], rows["ba"]["adjusted"]) == (0.08, 0.32)
    kept = find_backbone(network, level=0.4)
    assert dict(kept.edges) == {("a", "b"): {"weight": 8}}
    assert set(kept) == {"a", "b"}


def test_an_undirected_edge_is_tested_from_both_ends():
    network = nx.Graph([("a", "b", {"weight": 8}), ("a", "c", {"weight": 1}), ("a", "d", {"weight": 1})])
    (first, *_) = measure_backbone(network)
    assert (first["alpha_origin"], first["alpha_destination"]) == (0.04, 1.0)
    assert find_backbone(network).number_of_edges() == 0
    assert find_backbone(network, level=0.25).number_of_edges() == 1


def test_where_all_weigh_the_same_nothing_stands_out():
    table = measure_backbone(nx.DiGraph([("a", "b", {"weight": 1}), ("a", "c", {"weight": 1})]))
    assert table.counts["backbone"] == 0
    assert "none of 2 edges stands out" in table.note
    assert measure_backbone(nx.DiGraph()).rows == ()
    with pytest.raises(NetworkError, match="between 0 and 1"):
        measure_backbone(nx.DiGraph(), level=1)


TWO_CIRCLES = nx.Graph([*itertools.combinations("abcd", 2), *itertools.combinations("wxyz", 2), ("d", "w")])


def test_two_circles_are_two_stable_communities_and_more_than_chance():
    table = measure_communities(TWO_CIRCLES, weight=None, runs=10, samples=20)
    groups = {row["code"]: row["community"] for row in table}
    assert {groups[node] for node in "abcd"} == {0}
    assert {groups[node] for node in "wxyz"} == {1}
    assert set(table.column("stability")) == {1.0}
    assert table.parameters["agreement"] == 1.0
    # 12 of 13 edges within; strengths are 13 of 26 on either side: 12/13 - 2 * 1/4
    assert table.parameters["modularity"] == pytest.approx(12 / 13 - 0.5, abs=1e-6)
    assert table.parameters["modularity_null"] < 0.35
    assert "in random networks of the same degrees and, on average, strengths modularity is" in table.note


@pytest.mark.parametrize("directed", [True, False])
def test_the_modularity_is_that_of_networkx(directed):
    network = nx.gnp_random_graph(25, 0.15, seed=2, directed=directed)
    arrays = to_arrays(network, weight=None)
    best = measure_communities(network, weight=None, runs=5, samples=1)
    groups: dict[int, set[int]] = {}
    for row in best:
        groups.setdefault(row["community"], set()).add(int(row["code"]))
    assert best.parameters["modularity"] == pytest.approx(nx.community.modularity(network, groups.values()), abs=1e-5)
    assert find_communities(arrays, seed=1) == find_communities(arrays, seed=1)


def test_a_ring_has_communities_that_depend_on_the_seed():
    table = measure_communities(nx.cycle_graph(30), weight=None, runs=20, samples=5)
    assert table.parameters["agreement"] < 0.9
    assert min(table.column("stability")) < 0.9


@pytest.mark.parametrize("network", [nx.DiGraph(), nx.empty_graph(3)], ids=["empty", "no edges"])
def test_nodes_without_edges_are_alone(network):
    table = measure_communities(network, weight=None, runs=2, samples=1)
    assert len(table) == len(network)
    assert set(table.column("stability")) <= {None}
    assert table.parameters["modularity"] is None


def test_the_adjusted_rand_index_knows_the_same_groups_under_other_names():
    assert compare_partitions((0, 0, 1, 2), (2, 2, 0, 1)) == 1.0
    assert compare_partitions((0, 1, 2), (0, 1, 2)) == 1.0
    # one pair of 6 in both, 2 pairs in the first, 3 in the second: (1 - 1) / (2.5 - 1)
    assert compare_partitions((0, 0, 1, 1), (0, 0, 0, 1)) == 0.0
    with pytest.raises(NetworkError, match="at least 2"):
        measure_communities(nx.DiGraph(), runs=1)
