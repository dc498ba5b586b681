"""Positions: the same each time, nothing on top of anything else."""

from __future__ import annotations

import itertools

import networkx as nx
import pytest

from survivorgraph.explorer.layout import _box, place_nodes, place_on_map, place_path, wrap_name
from survivorgraph.explorer.world import read_land


def _place(network, **more):
    names = {node: f"Invented Society number {node}" for node in network}
    return names, place_nodes(network, names=names, radii=dict.fromkeys(network, 10.0), **more)


def _covering(names, places):
    boxes = {node: _box(names[node], 10.0) for node in places}
    for a, b in itertools.combinations(places, 2):
        across = abs(places[a][0] - places[b][0]) - (boxes[a][0] + boxes[b][0]) / 2
        down = abs(places[a][1] + boxes[a][2] - places[b][1] - boxes[b][2]) - (boxes[a][1] + boxes[b][1]) / 2
        if across < -2 and down < -2:
            yield a, b


NETWORKS = {
    "one node": nx.empty_graph(1),
    "two nodes": nx.path_graph(2),
    "path": nx.path_graph(8),
    "star": nx.star_graph(30),
    "complete": nx.complete_graph(9),
    "unconnected parts": nx.disjoint_union_all([nx.star_graph(5), nx.cycle_graph(4), nx.empty_graph(12)]),
    "many nodes": nx.connected_watts_strogatz_graph(150, 4, 0.2, seed=1),
}


@pytest.mark.parametrize("kind", NETWORKS)
def test_no_node_or_name_covers_another(kind):
    names, places = _place(NETWORKS[kind])
    assert set(places) == set(NETWORKS[kind])
    assert not list(_covering(names, places))


@pytest.mark.parametrize("kind", NETWORKS)
def test_the_same_network_gives_the_same_places(kind):
    assert _place(NETWORKS[kind]) == _place(NETWORKS[kind].copy())


def test_an_empty_network_has_no_places():
    assert place_nodes(nx.Graph(), names={}, radii={}) == {}
    assert place_on_map({}, names={}, radii={}) == {}
    assert place_path([], names={}) == {}


def test_neighbours_stand_nearer_than_strangers():
    _, places = _place(nx.path_graph(6))

    def gap(a, b):
        return (places[a][0] - places[b][0]) ** 2 + (places[a][1] - places[b][1]) ** 2

    assert gap(0, 1) < gap(0, 3) < gap(0, 5)


def test_direction_loops_and_parallel_edges_do_not_move_anything():
    plain = nx.Graph([("a", "b"), ("b", "c")])
    rich = nx.MultiDiGraph([("a", "b"), ("b", "a"), ("b", "c"), ("b", "c"), ("c", "c")])
    assert _place(plain) == _place(rich)


def test_the_picture_is_wider_than_high():
    _, places = _place(nx.grid_2d_graph(3, 9))
    xs, ys = zip(*places.values(), strict=True)
    assert max(xs) - min(xs) > max(ys) - min(ys)


def test_a_journey_goes_from_left_to_right_and_a_stop_has_one_place():
    names = {"a": "Aralia", "b": "Port Ansel, Bemora", "c": "Galdria"}
    places = place_path(["a", "b", "c", "a"], names=names)
    assert list(places) == ["a", "b", "c"]
    assert places["a"][0] < places["b"][0] < places["c"][0]


def test_a_map_keeps_north_above_south_and_west_before_east():
    degrees = {"north": (50.0, 0.0), "south": (-30.0, 0.0), "west": (10.0, -60.0), "east": (10.0, 100.0)}
    places = place_on_map(degrees, names={key: key for key in degrees}, radii=dict.fromkeys(degrees, 8.0))
    assert places["north"][1] < places["south"][1]
    assert places["west"][0] < places["east"][0]


def test_places_that_would_cover_one_another_on_a_map_are_moved_apart():
    degrees = {key: (10.0, 20.0 + i / 10) for i, key in enumerate("abcd")}
    names = dict.fromkeys(degrees, "An invented country")
    places = place_on_map(degrees, names=names, radii=dict.fromkeys(degrees, 10.0))
    assert not list(_covering(names, places))


def test_a_long_name_is_broken_into_at_most_four_lines():
    assert wrap_name("Galdria") == "Galdria"
    assert wrap_name("word " * 40).count("\n") == 3
    assert wrap_name("word " * 40).endswith("…")
    assert max(map(len, wrap_name("x" * 70).split("\n"))) <= 20


def test_no_outline_of_the_land_leaps_over_an_ocean():
    for ring in read_land():
        points = list(zip(ring[::2], ring[1::2], strict=True))
        assert max(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in itertools.pairwise([*points, points[0]])) < 160
