"""Our scores beside those of NetworkX and rustworkx, on random networks and on published ones."""

import itertools
import random

import networkx as nx
import numpy as np
import pytest
import rustworkx
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.network.core.arrays import to_arrays
from survivorgraph.network.core.paths import measure_path_shares
from survivorgraph.network.graphs.partnerships import project_organizations
from survivorgraph.network.graphs.weights import prepare_network
from survivorgraph.network.inference.null_models import measure_structure
from survivorgraph.network.measures.centrality import measure_network
from survivorgraph.network.measures.mixing import measure_two_mode
from survivorgraph.network.measures.scores import score_nodes


def make_random(seed, *, size=40, chance=0.08, directed=True, weights=(1, 2, 3, 5, 10, 15)):
    network = nx.gnp_random_graph(size, chance, seed=seed, directed=directed)
    rng = random.Random(seed)
    for *_, data in network.edges(data=True):
        data["weight"] = rng.choice(weights)
    return nx.relabel_nodes(network, {node: f"n{node:02}" for node in network})


def scores(measures, name):
    return dict(zip(measures.column("code"), measures.column(name), strict=True))


@pytest.mark.parametrize("directed", [True, False], ids=["directed", "undirected"])
@pytest.mark.parametrize("seed", range(6))
def test_arrays_and_networkx_give_the_same_tables(seed, directed):
    network = make_random(seed, directed=directed)
    ours, theirs = measure_network(network), measure_network(network, backend="networkx")
    assert ours.columns == theirs.columns
    for name in ours.columns[2:]:
        if name in ("hub", "authority") and nx.number_weakly_connected_components(network) > 1:
            continue  # two parts with the same largest value would leave it open which one counts
        assert scores(ours, name) == pytest.approx(scores(theirs, name), rel=2e-6, abs=2e-9), name


EDGES = st.dictionaries(st.tuples(st.integers(0, 7), st.integers(0, 7)), st.integers(1, 30), max_size=30)


@settings(deadline=None)
@given(EDGES, st.booleans())
def test_betweenness_is_that_of_networkx_with_all_ties(edges, directed):
    network = nx.DiGraph() if directed else nx.Graph()
    network.add_weighted_edges_from((one, two, weight) for (one, two), weight in edges.items())
    ours, theirs = measure_network(network), measure_network(network, backend="networkx")
    for name in ("betweenness", "pagerank", "core"):
        assert scores(ours, name) == pytest.approx(scores(theirs, name), rel=2e-6, abs=2e-9)


@settings(deadline=None)
@given(EDGES, st.sets(st.integers(0, 7)), st.booleans())
def test_ways_from_some_nodes_are_those_of_networkx(edges, starts, directed):
    network = nx.DiGraph() if directed else nx.Graph()
    network.add_nodes_from(range(8))
    network.add_weighted_edges_from((one, two, weight) for (one, two), weight in edges.items())
    ready, arrays = prepare_network(network), to_arrays(network)
    theirs = nx.betweenness_centrality_subset(ready, sorted(starts), sorted(ready), weight="distance")
    chosen = np.array(sorted(starts), dtype=np.int64)
    ours = measure_path_shares(arrays.source, arrays.target, 1 / arrays.weight, arrays.size, starts=chosen)
    assert ours.tolist() == pytest.approx([theirs[node] * (1 if directed else 2) for node in range(8)], abs=1e-9)


@pytest.mark.parametrize("seed", range(4))
def test_betweenness_pagerank_hits_and_cores_agree_with_rustworkx(seed):
    network = make_random(seed, chance=0.15)
    nodes = sorted(network)
    other = rustworkx.PyDiGraph()
    places = dict(zip(nodes, other.add_nodes_from(nodes), strict=True))
    other.add_edges_from([(places[a], places[b], float(w)) for a, b, w in network.edges(data="weight")])
    plain, weighted = measure_network(network, weight=None), measure_network(network)
    hubs, authorities = rustworkx.hits(other, weight_fn=lambda weight: weight, tol=1e-12, max_iter=10_000)
    for measures, name, expected in (
        (plain, "betweenness", rustworkx.digraph_betweenness_centrality(other)),
        (weighted, "pagerank", rustworkx.pagerank(other, weight_fn=lambda weight: weight, tol=1e-14, max_iter=10_000)),
        (weighted, "hub", hubs),
        (weighted, "authority", authorities),
    ):
        found = scores(measures, name)
        assert [found[node] for node in nodes] == pytest.approx([expected[places[node]] for node in nodes], abs=1e-5)


@pytest.mark.parametrize("seed", range(4))
def test_undirected_betweenness_and_cores_agree_with_rustworkx(seed):
    network = make_random(seed, chance=0.15, directed=False)
    nodes = sorted(network)
    other = rustworkx.PyGraph()
    places = dict(zip(nodes, other.add_nodes_from(nodes), strict=True))
    other.add_edges_from([(places[a], places[b], 1.0) for a, b in network.edges])
    table = measure_network(network, weight=None)
    for name, expected in (
        ("betweenness", rustworkx.graph_betweenness_centrality(other)),
        ("core", rustworkx.core_number(other)),
    ):
        found = scores(table, name)
        assert [found[node] for node in nodes] == pytest.approx([expected[places[node]] for node in nodes], abs=1e-5)


def test_large_sparse_networks_go_another_way_to_the_same_betweenness(monkeypatch):
    network = make_random(3, size=120, chance=0.03)
    whole = measure_network(network)
    monkeypatch.setattr("survivorgraph.network.core.paths._DENSE", 5)
    assert measure_network(network).rows == whole.rows
    monkeypatch.setattr("survivorgraph.network.core.paths._DENSE", 40)  # Dijkstra within, dense around
    monkeypatch.setattr("survivorgraph.network.core.paths._CELLS", 1000)
    assert measure_network(network).rows == whole.rows


def test_all_nodes_as_pivots_give_the_exact_betweenness_and_some_an_estimate():
    network = make_random(1, size=60, chance=0.1)
    exact = measure_network(network)
    some = measure_network(network, pivots=20, seed=5)
    assert measure_network(network, pivots=60).rows == exact.rows
    assert "estimated from paths that start in 20 of 60 nodes" in some.note
    assert some.parameters["pivots"] == 20
    assert sum(scores(some, "betweenness").values()) == pytest.approx(
        sum(scores(exact, "betweenness").values()), rel=0.3
    )


def test_several_weightings_at_once_are_the_same_as_one_by_one():
    arrays = to_arrays(make_random(2))
    rng = np.random.default_rng(0)
    weights = rng.integers(0, 4, size=(7, len(arrays.weight))).astype(float)
    together = score_nodes(arrays, weights, ["betweenness", "pagerank", "hub", "core", "in_degree"])
    for number, row in enumerate(weights):
        network = nx.DiGraph()
        for source, target, weight in zip(arrays.source, arrays.target, row, strict=True):
            if weight:
                network.add_edge(arrays.nodes[source], arrays.nodes[target], weight=int(weight))
        alone = measure_network(network, backend="networkx")
        for name in ("betweenness", "pagerank", "core", "in_degree"):
            expected = scores(alone, name)
            found = together[name][number]
            assert found.tolist() == pytest.approx([expected.get(node, 0) for node in arrays.nodes], rel=1e-5, abs=1e-9)


def test_hubs_that_settle_slowly_are_those_of_the_singular_vector():
    network = nx.DiGraph()
    network.add_weighted_edges_from([("a", "x", 1000), ("a", "y", 3), ("b", "y", 999), ("b", "z", 5)])
    _, _, turned = np.linalg.svd(np.array([[1000, 0], [3, 999], [0, 5]]))  # destinations by origins
    hubs = np.abs(turned[0])
    found = scores(measure_network(network), "hub")
    assert [found["a"], found["b"]] == pytest.approx(hubs / hubs.sum(), rel=1e-5)


def test_the_florentine_families_are_as_published():
    network = nx.florentine_families_graph()
    table = measure_network(network, weight=None, by="betweenness")
    rows = {row["code"]: row for row in table}
    assert (rows["Medici"]["degree"], rows["Guadagni"]["degree"], rows["Strozzi"]["degree"]) == (6, 4, 4)
    # marriages, 15 families without Pucci: 47.5, 23.17, 19.33 and 10 of the 91 pairs of others
    assert [round(row["betweenness"] * 91, 2) for row in itertools.islice(table, 3)] == [47.5, 23.17, 19.33]
    assert rows["Medici"]["pagerank"] == max(table.column("pagerank"))
    assert max(table.column("core")) == 2
    structure = dict(zip(*zip(*[(r["measure"], r["value"]) for r in measure_structure(network, weight=None, samples=5)],
                              strict=True), strict=True))  # fmt: skip
    assert (structure["edges"], structure["components"]) == (20, 1)
    assert structure["degree_assortativity"] == pytest.approx(nx.degree_assortativity_coefficient(network), abs=1e-5)


def test_the_southern_women_are_as_published():
    women = nx.davis_southern_women_graph()
    table = measure_two_mode(women)
    degree = scores(table, "degree")
    # Davis, Gardner and Gardner 1941: 18 women, 14 events, 89 attendances; event 8 was visited by 14 women
    assert table.counts == {"organizations": 18, "partnerships": 14, "edges": 89}
    assert (degree["E8"], degree["E9"], degree["Evelyn Jefferson"], degree["Theresa Anderson"]) == (14, 12, 8, 8)
    assert scores(table, "degree_share")["E8"] == pytest.approx(14 / 18, abs=1e-6)
    # Borgatti and Everett 1997: events 8 and 9 first; among women, Nora, Evelyn and Theresa
    assert table.column("code")[:2] == ("E8", "E9")
    first = [row["code"] for row in table if row["mode"] == "organization"][:3]
    assert set(first) == {"Evelyn Jefferson", "Theresa Anderson", "Nora Fayette"}
    projected = project_organizations(women)
    assert projected.edges["Brenda Rogers", "Laura Mandeville"]["weight"] == 6
    assert projected.number_of_edges() == 139


def test_a_backend_is_handed_to_networkx(monkeypatch):
    asked = []
    for name in ("betweenness_centrality", "pagerank", "hits", "core_number"):
        original = getattr(nx, name)

        def ask(*arguments, _original=original, backend=None, **options):
            asked.append(backend)
            return _original(*arguments, **options)

        monkeypatch.setattr(nx, name, ask)
    measure_network(make_random(0), backend="fast")
    assert asked == ["fast"] * 4
