import re
from collections import Counter

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.arrays import to_arrays
from survivorgraph.network.inference.null_models import draw_null_networks, measure_against_null, measure_structure
from survivorgraph.network.measures.structure import NO_GROUP, measure_flow

EDGES = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=30)


@pytest.mark.fuzz
@settings(deadline=None)
@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=16), st.booleans())
def test_weights_of_random_networks_are_finite_and_equal_ones_stay(pairs, directed):
    network = nx.DiGraph() if directed else nx.Graph()
    network.add_weighted_edges_from((one, two, 1 + one * two % 5) for one, two in sorted(pairs))
    for weight in ("weight", None):
        given_ = to_arrays(network, weight=weight)
        for found in draw_null_networks(given_, samples=1, seed=1):
            assert np.isfinite(found.weight).all()
            assert (found.weight > 0).all()
            if weight is None:
                assert (found.weight == 1).all()


@settings(deadline=None, max_examples=50)
@given(EDGES, st.booleans())
def test_random_networks_keep_every_degree(pairs, directed):
    network = nx.DiGraph() if directed else nx.Graph()
    network.add_weighted_edges_from((one, two, one + 1) for one, two in sorted(pairs))
    given_ = to_arrays(network)
    for found in draw_null_networks(given_, samples=3, seed=1):
        assert Counter(found.source.tolist()) == Counter(given_.source.tolist())
        assert Counter(found.target.tolist()) == Counter(given_.target.tolist())
        assert not (found.source == found.target).any()
        assert len({*zip(found.source.tolist(), found.target.tolist(), strict=True)}) == len(found.source)


@pytest.mark.parametrize("weighted", [True, False])
def test_random_networks_of_two_modes_keep_them(weighted):
    network = nx.davis_southern_women_graph()
    nx.set_edge_attributes(network, {edge: 1 + weighted * at % 4 for at, edge in enumerate(network.edges)}, "weight")
    arrays = to_arrays(network)
    women = {at for at, node in enumerate(arrays.nodes) if network.nodes[node]["bipartite"] == 0}
    drawn = list(draw_null_networks(arrays, samples=20, seed=1))
    for found in drawn:
        assert all((one in women) != (other in women) for one, other in zip(found.source, found.target, strict=True))
        assert Counter(found.source.tolist()) == Counter(arrays.source.tolist())
    assert len({tuple(found.target.tolist()) for found in drawn}) == 20


def test_random_networks_differ_and_depend_on_the_seed_alone():
    arrays = to_arrays(nx.gnp_random_graph(20, 0.2, seed=1, directed=True), weight=None)
    draw = lambda seed: [one.target.tolist() for one in draw_null_networks(arrays, samples=2, seed=seed)]  # noqa: E731
    assert draw(1) == draw(1)
    assert draw(1) != draw(2)
    assert draw(1)[0] != arrays.target.tolist()


def test_the_hub_of_a_star_is_what_its_degree_makes_it():
    table = measure_against_null(nx.star_graph(6), weight=None, samples=10)
    assert set(table.column("degree_adjusted")) == {"fixed"}
    assert table.rows[0][2:6] == (1.0, 1.0, 1.0, 1.0)
    assert table.note == "the degrees leave no score of betweenness open"


def test_a_bridge_between_two_circles_is_more_than_its_degree():
    network = nx.disjoint_union(nx.circulant_graph(8, [1, 2]), nx.circulant_graph(8, [1, 2]))
    network.add_edges_from([(0, "bridge"), (8, "bridge"), (1, "bridge"), (9, "bridge")])
    rows = {row["code"]: row for row in measure_against_null(network, weight=None, samples=50)}
    assert rows["bridge"]["degree_adjusted"] == "above"
    assert rows["bridge"]["score"] > 2 * rows["bridge"]["expected"]


def values(measures):
    return {row["measure"]: row["value"] for row in measures}


def test_the_structure_of_two_triangles_by_hand():
    network = nx.Graph([("a", "b"), ("b", "c"), ("a", "c"), ("c", "d"), ("d", "e"), ("c", "e"), ("y", "z")])
    found = values(measure_structure(network, weight=None, samples=5))
    assert (found["nodes"], found["edges"], found["components"], found["core"]) == (7, 7, 2, 2)
    assert found["density"] == pytest.approx(7 / 21, abs=1e-6)
    assert found["largest_component"] == pytest.approx(5 / 7, abs=1e-6)


def test_reciprocity_by_hand():
    network = nx.DiGraph()
    network.add_weighted_edges_from([("a", "b", 3), ("b", "a", 1), ("a", "c", 6)])
    found = values(measure_structure(network, samples=5))
    assert found["reciprocity"] == pytest.approx(2 / 3, abs=1e-6)
    assert found["weighted_reciprocity"] == pytest.approx(2 / 10, abs=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_assortativity_and_reciprocity_are_those_of_networkx(seed):
    network = nx.gnp_random_graph(30, 0.1, seed=seed, directed=True)
    found = values(measure_structure(network, weight=None, samples=2))
    assert found["reciprocity"] == pytest.approx(nx.overall_reciprocity(network), abs=1e-5)
    assert found["degree_assortativity"] == pytest.approx(nx.degree_assortativity_coefficient(network), abs=1e-5)


@pytest.mark.parametrize("network", [nx.DiGraph(), nx.Graph(), nx.empty_graph(1), nx.path_graph(2)], ids=str)
def test_what_is_not_defined_is_none(network):
    found = values(measure_structure(network, weight=None, samples=2))
    assert found["degree_assortativity"] is None
    assert measure_against_null(network, weight=None, samples=2).column("score") == (0.0,) * len(network)


def test_no_random_network_is_an_error():
    with pytest.raises(NetworkError, match="at least 1"):
        measure_structure(nx.path_graph(3), weight=None, samples=0)


FLOW = nx.DiGraph()
FLOW.add_weighted_edges_from([("a", "x", 3), ("b", "x", 1), ("a", "b", 4), ("x", "y", 2)])


def test_the_flow_between_groups_by_hand():
    table = measure_flow(FLOW, {"a": "south", "b": "south", "x": "north"}, order=("south", "north"))
    rows = {(row["from_group"], row["to_group"]): row for row in table}
    assert list(rows)[:2] == [("south", "south"), ("south", "north")]
    south_north = rows["south", "north"]
    assert (south_north["edges"], south_north["weight"], south_north["share"]) == (2, 4, 0.4)
    assert south_north["expected_share"] == pytest.approx(0.8 * 0.4)
    assert south_north["share_of_origin"] == 0.5
    assert rows["north", NO_GROUP]["weight"] == 2
    assert table.counts["not_stated"] == 1


def test_mixing_by_group_is_that_of_networkx_and_one_where_nothing_crosses():
    groups = {"a": "south", "b": "south", "x": "north", "y": "north"}
    nx.set_node_attributes(FLOW, groups, "group")
    weighted = measure_flow(FLOW, groups).parameters["assortativity"]
    assert weighted == pytest.approx((0.6 - (0.8 * 0.4 + 0.2 * 0.6)) / (1 - (0.8 * 0.4 + 0.2 * 0.6)), abs=1e-6)
    plain = measure_flow(FLOW, groups, weight=None).parameters["assortativity"]
    assert plain == pytest.approx(nx.attribute_assortativity_coefficient(FLOW, "group"), abs=1e-6)
    apart = nx.Graph([("a", "b"), ("x", "y")])
    assert measure_flow(apart, groups, weight=None).parameters["assortativity"] == 1.0
    assert measure_flow(nx.DiGraph(), {}).rows == ()
    assert measure_flow(nx.DiGraph(), {}).parameters["assortativity"] is None


def test_scores_outside_chance_are_counted_beside_those_expected_by_chance():
    network = nx.gnp_random_graph(20, 0.3, seed=1)
    table = measure_against_null(network, weight=None, samples=40)
    free = [row for row in table if row["degree_adjusted"] != "fixed"]
    outside = sum(row["degree_adjusted"] in ("above", "below") for row in free)
    said = re.search(r"(\d+) of (\d+) scores .* by chance alone about (\d+) would", table.note)
    assert said is not None
    assert [int(number) for number in said.groups()] == [outside, len(free), round(len(free) * 0.05)]
    assert len(free) > 10
