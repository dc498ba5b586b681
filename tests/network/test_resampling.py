import networkx as nx
import numpy as np
import pytest

from survivorgraph.errors import NetworkError
from survivorgraph.network.graphs.corridors import build_corridor_network
from survivorgraph.network.inference.resampling import (
    EdgeRecord,
    make_network_of_records,
    measure_whole,
    rank_nodes,
    resample_nodes,
)
from survivorgraph.network.inference.uncertainty import RESAMPLED, measure_uncertainty, read_scores
from survivorgraph.network.measures.centrality import measure_network
from survivorgraph.network.measures.rankings import rank_countries, rank_routes


@pytest.fixture
def journeys(journey):
    rng = np.random.default_rng(4)
    codes = [f"C{number}" for number in range(8)]
    return [
        journey(f"j{number}", *rng.choice(codes, size=3, replace=False).tolist(), source=f"s{number % 3}")
        for number in range(30)
    ]


BY_STORY = [(by, None) for by in ("in_strength", "betweenness", "pagerank", "hub", "core")]
# Not hubs: with three sources, parts of a network come out equally strong, and NetworkX picks one of them.
BY_SOURCE = [(by, lambda journey: journey.sources) for by in ("in_strength", "betweenness", "pagerank", "core")]


@pytest.mark.parametrize(("by", "cluster"), BY_STORY + BY_SOURCE)
def test_arrays_give_what_a_loop_over_networkx_gives(journeys, by, cluster):
    def score(drawn):
        return read_scores(measure_network(build_corridor_network(drawn), by=by, backend="networkx"), by)

    def draw_again(drawn):  # a story drawn twice is two stories
        network = nx.DiGraph()
        network.add_nodes_from(build_corridor_network(journeys))  # who is in no drawn story is there all the same
        for one in drawn:
            edge = (one.origin, one.exploitation_countries[0])
            network.add_edge(*edge, weight=network.get_edge_data(*edge, {"weight": 0})["weight"] + 1)
        return read_scores(measure_network(network, by=by, backend="networkx"), by)

    assert score(journeys) == draw_again(journeys)
    loop = measure_uncertainty(journeys, draw_again, cluster=cluster, resamples=40, seed=3)
    ours = rank_countries(journeys, by=by, cluster=cluster, resamples=40, seed=3)
    assert ours.column("code") == loop.column("code")
    for column in ("rank", "rank_low", "rank_high") if by != "hub" else ():  # iterated hubs tie only nearly
        assert ours.column(column) == loop.column(column)
    assert ours.column("score") == pytest.approx(loop.column("score"), rel=5e-6, abs=1e-9)
    for one, other in zip(ours, loop, strict=True):
        if one["interval"] == RESAMPLED:
            ends = [(row["low"], row["high"]) for row in (one, other)]
            assert ends[0] == pytest.approx(ends[1], rel=5e-6, abs=1e-9)


def test_several_measures_stand_in_one_table_and_say_how_far_each_can_rank(journeys):
    table = rank_countries(journeys, by=("in_strength", "pagerank"), resamples=50)
    assert table.columns[0] == "measure"
    alone = rank_countries(journeys, by="pagerank", resamples=50)
    assert [row[1:] for row in table.rows if row[0] == "pagerank"] == list(alone.rows)
    assert "places that the data can rank, of 8, by intervals that do not overlap: in_strength" in table.note


def test_a_figure_below_five_is_drawn_from_zero_to_four_every_number_alike():
    records = [EdgeRecord("A", "B", 0, 4, unit="one")]
    found = resample_nodes(records, ["in_strength"], resamples=5000)
    values, numbers = np.unique(found.drawn["in_strength"][:, 1], return_counts=True)
    assert values.tolist() == [0, 1, 2, 3, 4]
    assert numbers.min() > 900
    assert found.full["in_strength"].tolist() == [0, 2]
    assert found.intervals == 1


def test_fractions_are_drawn_from_the_whole_interval():
    found = resample_nodes([EdgeRecord("A", "B", 0.5, 1, unit=1)], ["in_strength"], resamples=500)
    drawn = found.drawn["in_strength"][:, 1]
    assert 0.5 <= drawn.min() < drawn.max() <= 1


def test_an_interval_widens_what_a_score_may_be():
    exact = [EdgeRecord("A", "B", 2, 2, unit=number) for number in range(40)]
    loose = [EdgeRecord("A", "B", 0, 4, unit=number) for number in range(40)]
    (one, _), (two, _) = (rank_nodes(records, resamples=300).rows for records in (exact, loose))
    assert one[3] == two[3] == 80.0
    assert one[4] == one[5] == 80.0
    assert two[4] < 80 < two[5]
    assert "drawn from it" in rank_nodes(loose, resamples=5).note


def test_the_order_of_the_records_changes_nothing():
    records = [
        EdgeRecord("A", "B", 0, 4, unit=1),
        EdgeRecord("B", "C", 2, 2, unit=2),
        EdgeRecord("A", "C", 1, 9, unit=3),
    ]
    assert rank_nodes(records, resamples=20) == rank_nodes(records[::-1], resamples=20)


def test_no_records_make_an_empty_table():
    table = rank_nodes([], resamples=5)
    assert table.rows == ()
    assert table.basis == "0 records"


def test_one_story_has_scores_without_intervals_and_ranks_nobody():
    table = rank_nodes([EdgeRecord("A", "B", unit=1)], by=("in_strength", "pagerank"), resamples=20)
    for column in ("rank", "low", "high", "rank_low", "rank_high"):
        assert set(table.column(column)) == {None}
    assert table.column("score")[:2] == (1.0, 0.0)
    assert "in_strength 0, pagerank 0; 1 record cannot be resampled" in table.note


def test_records_within_one_country_are_no_edge():
    assert rank_nodes([EdgeRecord("A", "A", 3, 3)], resamples=5).rows == ()


@pytest.mark.parametrize(
    ("record", "options", "words"),
    [
        (EdgeRecord("A", "B", 5, 4), {}, "no interval"),
        (EdgeRecord("A", "B", -1, 4), {}, "no interval"),
        (EdgeRecord("A", "B", 0, float("inf")), {}, "no interval"),
        (EdgeRecord("A", "B", unit="x"), {"units": ["y"]}, "not among the units"),
        (EdgeRecord("A", "B"), {"by": "fame"}, "choose of"),
        (EdgeRecord("A", "B"), {"resamples": 0}, "at least 1"),
        (EdgeRecord("A", "B"), {"damping": 2}, "damping"),
    ],
)
def test_what_cannot_be_resampled_is_one_clear_error(record, options, words):
    with pytest.raises(NetworkError, match=words):
        rank_nodes([record], **options)


def test_the_network_of_records_adds_up_and_keeps_its_sources():
    network = make_network_of_records(
        [EdgeRecord("A", "B", 0, 4, sources=("x",)), EdgeRecord("A", "B", 3, 3, sources=("y",))]
    )
    assert network.edges["A", "B"] == {"weight": 5.0, "lower": 3, "upper": 7, "records": 2, "sources": ("x", "y")}


def test_routes_are_ranked_by_the_journeys_that_pass(journey):
    table = rank_routes(
        [journey("a", "A", "B", "C"), journey("b", "A", "B", "D"), journey("c", "A", "C")], resamples=200
    )
    first = next(iter(table))
    assert (first["code"], first["score"], first["rank"], first["low"]) == ("B", 0.666667, None, 0.0942993)
    assert first["interval"] == "exact 95%"


def test_the_whole_network_has_intervals_too():
    records = [EdgeRecord("A", "B", unit=1), EdgeRecord("B", "A", unit=2), EdgeRecord("A", "C", unit=3)]
    rows = {row["measure"]: row for row in measure_whole(records, resamples=300)}
    assert rows["reciprocity"] == {
        "measure": "reciprocity", "value": 0.666667, "low": 0.0, "high": 1.0, "interval": RESAMPLED, "defined": 1.0,
    }  # fmt: skip
    assert rows["degree_assortativity"]["defined"] < 1
    assert {row["value"] for row in measure_whole([], resamples=2)} == {None}
    alone = measure_whole([EdgeRecord("A", "B", unit=1)], resamples=5).rows[0]
    assert alone == ("reciprocity", 0.0, None, None, None, 1.0)


def test_several_tables_share_one_drawing(journeys):
    records = [EdgeRecord(one.origin, one.exploitation_countries[0], unit=one.key) for one in journeys]
    drawn = resample_nodes(records, ["pagerank", "in_strength"], resamples=30, seed=4, whole=True)
    assert rank_nodes(records, by="pagerank", resampled=drawn) == rank_nodes(
        records, by="pagerank", resamples=30, seed=4
    )
    assert measure_whole(records, resampled=drawn) == measure_whole(records, resamples=30, seed=4)
