"""What is printed as 95 % covers so often; what is printed at all holds the score."""

from collections import Counter

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.errors import NetworkError
from survivorgraph.network.graphs.journeys import Journey, JourneyExploitation, JourneyLeg
from survivorgraph.network.inference.exact import find_share_interval
from survivorgraph.network.inference.resampling import EdgeRecord, measure_whole, rank_nodes
from survivorgraph.network.measures.centrality import measure_network
from survivorgraph.network.measures.rankings import rank_countries, rank_routes

RANKED = ("in_strength", "out_strength", "betweenness", "pagerank")
RECORDS = st.lists(
    st.builds(EdgeRecord, st.sampled_from("ABCDE"), st.sampled_from("ABCDE"), unit=st.integers(0, 5)), max_size=12
)


@pytest.mark.fuzz
@settings(deadline=None)
@given(RECORDS)
def test_a_score_lies_in_its_own_range_and_none_has_a_range_without_a_value(records):
    for row in rank_nodes(records, by=RANKED, resamples=5, exact=True):
        if row["low"] is not None:
            assert row["low"] <= row["score"] <= row["high"]
            assert row["rank_low"] <= row["rank_high"]
            assert row["interval"]
    for row in measure_whole(records, resamples=5):
        if row["value"] is None:
            assert row["low"] is row["high"] is row["interval"] is None
        elif row["low"] is not None:
            assert row["low"] <= row["value"] <= row["high"]


def test_pagerank_of_who_is_in_few_records_is_not_below_its_own_range():
    records = [EdgeRecord("A", "B", unit=number) for number in range(20)] + [
        EdgeRecord(f"S{number}", "B", unit=f"s{number}") for number in range(20)
    ]
    for row in rank_nodes(records, by="pagerank", resamples=300):
        assert row["low"] <= row["score"] <= row["high"]
        assert row["high"] < 2 * row["score"]  # who is not drawn takes no share from the others


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"), [(0, 15, 0.0, 0.218), (2, 15, 0.0166, 0.4046), (15, 15, 0.782, 1.0)]
)
def test_shares_over_few_journeys_have_exact_intervals(hits, trials, low, high):
    assert find_share_interval(hits, trials) == pytest.approx((low, high), abs=5e-4)
    with pytest.raises(NetworkError, match="no share"):
        find_share_interval(hits + trials + 1, trials)


CORRIDORS = [(one, (one + step) % 12) for step in (1, 3, 4, 7) for one in range(12)][:40]
CHANCES = 1 / np.arange(1, 41) / (1 / np.arange(1, 41)).sum()


def _draw_journeys(picks):
    """Make journeys along corridors of a world of 12 countries, each by way of the country in between."""
    return [
        Journey(
            f"j{place}",
            "J",
            origin=f"C{one}",
            exploitations=(JourneyExploitation("forced-labor", f"C{last}"),),
            steps=(
                JourneyLeg(f"C{one}", f"C{(one + 2) % 12}", "transit", order=1),
                JourneyLeg(f"C{(one + 2) % 12}", f"C{last}", "exploitation", order=2),
            ),
        )
        for place, (one, last) in enumerate(CORRIDORS[pick] for pick in picks)
    ]


@pytest.mark.parametrize("number", [17, 50])
def test_what_is_printed_as_95_per_cent_covers_the_truth_of_a_simulated_world(number):
    truth = {name: Counter() for name in ("in_strength", "out_strength", "share_passing")}
    for (one, last), chance in zip(CORRIDORS, CHANCES, strict=True):
        truth["in_strength"][f"C{last}"] += number * chance
        truth["out_strength"][f"C{one}"] += number * chance
        truth["share_passing"][f"C{(one + 2) % 12}"] += chance
    rng = np.random.default_rng(7)
    covered = {name: [] for name in truth}
    for _ in range(40):
        world = _draw_journeys(rng.choice(40, size=number, p=CHANCES))
        tables = {name: rank_countries(world, by=name, resamples=2) for name in ("in_strength", "out_strength")}
        tables["share_passing"] = rank_routes(world, resamples=2)
        for name, rows in tables.items():
            assert set(rows.column("interval")) == {"exact 95%"}
            covered[name] += [row["low"] <= truth[name][row["code"]] <= row["high"] for row in rows]
    for name, found in covered.items():
        assert len(found) > 300
        assert np.mean(found) >= 0.9, name


def test_hubs_that_are_not_determined_are_not_given():
    twice = nx.DiGraph([("a", "b"), ("c", "d")])
    table = measure_network(twice, weight=None)
    assert set(table.column("hub")) == set(table.column("authority")) == {None}
    assert "hubs and authorities are not determined" in table.note
    once = measure_network(nx.DiGraph([("a", "b"), ("a", "d"), ("c", "d")]), weight=None)
    assert None not in once.column("hub")
