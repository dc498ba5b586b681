from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.errors import NetworkError
from survivorgraph.network.inference.uncertainty import count_ranked, measure_source_dependence, measure_uncertainty


def by_code(measures):
    return {row["code"]: row for row in measures}


def test_a_few_stories_cannot_carry_a_ranking_and_the_table_says_so():
    table = measure_uncertainty("aab", Counter)
    assert table.parameters["ranked"] == 0
    assert table.column("rank") == (None, None)
    assert (
        "the data cannot rank these 2; resampled over 3 records: so few make ranges over resamples too narrow"
        in table.note
    )
    assert "their intervals overlap from the top" in measure_uncertainty("aaabbc", Counter).note


@pytest.mark.parametrize(("number", "ranked"), [(2, 0), (5, 0), (6, 2)])
def test_records_that_agree_rank_nothing_until_there_are_enough(number, ranked):
    table = measure_uncertainty(["a"] * number, lambda drawn: {"a": len(drawn), "b": 0})
    assert table.column("low") == table.column("high") == (number, 0)
    assert table.parameters["ranked"] == ranked
    assert ("an order at 95% takes at least 6" in table.note) is (ranked == 0)


def test_a_single_record_has_no_interval_and_no_rank():
    table = measure_uncertainty("a", lambda drawn: {"a": len(drawn), "b": 0})
    assert [row[2:] for row in table.rows] == [
        (None, 1.0, None, None, None, None, None),
        (None, 0.0, None, None, None, None, None),
    ]
    assert "1 record cannot be resampled, so there are no intervals" in table.note


def test_many_stories_apart_carry_a_ranking():
    table = measure_uncertainty("a" * 80 + "b" * 15 + "c" * 5, Counter)
    assert table.column("code") == ("a", "b", "c")
    assert table.column("rank") == (1, None, None)
    assert "the data can rank the first 1 of 3" in table.note
    assert "so few" not in table.note
    rows = by_code(table)
    assert (rows["a"]["rank_low"], rows["a"]["rank_high"]) == (1, 1)
    assert (rows["b"]["rank_low"], rows["c"]["rank_high"]) == (2, 3)


def test_the_interval_of_a_share_is_that_of_the_binomial_distribution():
    table = measure_uncertainty("a" * 50 + "b" * 50, Counter, resamples=20_000)
    # 2.5 and 97.5 per cent points of a binomial with n = 100, p = 1/2 are 40 and 60
    assert by_code(table)["a"]["low"] == pytest.approx(40, abs=1)
    assert by_code(table)["a"]["high"] == pytest.approx(60, abs=1)


def test_equal_scores_may_stand_in_any_order():
    rows = by_code(measure_uncertainty("abc", lambda _: dict.fromkeys("abc", 1)))
    assert all((row["rank_low"], row["rank_high"]) == (1, 3) for row in rows.values())


def test_whole_clusters_are_drawn():
    records = [("one", "a")] * 10 + [("two", "b")] * 10
    score = lambda drawn: Counter(place for _, place in drawn)  # noqa: E731
    table = measure_uncertainty(records, score, cluster=lambda record: record[0])
    assert {by_code(table)[code][end] for code in "ab" for end in ("low", "high")} == {0, 20}
    assert table.parameters["clusters"] == 2


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from("abcd"), max_size=10), st.randoms(use_true_random=False))
def test_the_order_of_the_records_changes_nothing(records, rng):
    table = measure_uncertainty(records, Counter, resamples=20)
    rng.shuffle(records)
    assert measure_uncertainty(records, Counter, resamples=20) == table


def test_the_seed_decides():
    draw = lambda seed: measure_uncertainty("aaabbc", Counter, resamples=5, seed=seed)  # noqa: E731
    assert draw(1) == draw(1)
    assert draw(1) != draw(2)


def test_the_global_random_state_is_left_alone():
    before = np.random.get_state()[1].copy()
    measure_uncertainty("ab", Counter, resamples=3)
    assert (np.random.get_state()[1] == before).all()


def test_no_records_give_an_empty_table():
    table = measure_uncertainty([], Counter)
    assert table.rows == ()
    assert table.note == ""


@pytest.mark.parametrize("options", [{"resamples": 0}, {"level": 1}, {"level": 0}])
def test_a_wrong_option_is_a_network_error(options):
    with pytest.raises(NetworkError, match="at least 1"):
        measure_uncertainty("ab", Counter, **options)


@pytest.mark.parametrize(
    ("low", "high", "ranked"),
    [
        ([], [], 0),
        ([1], [2], 1),
        ([5, 3, 1], [6, 4, 2], 3),
        ([5, 3, 1], [6, 5, 2], 0),
        ([5, 2, 1], [6, 4, 2], 1),
        ([5, 3, 1], [6, 4, 5], 0),
    ],
)
def test_places_are_ranked_from_the_top_as_far_as_intervals_are_apart(low, high, ranked):
    assert count_ranked(low, high) == ranked


def test_a_score_that_hangs_on_one_source_is_named():
    records = [("a", ("one",)), ("a", ("two",)), ("b", ("two",)), ("c", ("one", "two"))]
    table = measure_source_dependence(
        records, lambda kept: Counter(place for place, _ in kept), sources=lambda record: record[1], basis="4 stories"
    )
    assert [dict(row) for row in table] == [
        {"code": "b", "name": "b", "score": 1, "source": "two", "score_without": 0, "share_lost": 1.0,
         "single_source_dependent": True},
        {"code": "a", "name": "a", "score": 2, "source": "one", "score_without": 1, "share_lost": 0.5,
         "single_source_dependent": False},
        {"code": "c", "name": "c", "score": 1, "source": None, "score_without": 1, "share_lost": 0.0,
         "single_source_dependent": False},
    ]  # fmt: skip


def test_where_there_is_one_source_the_table_says_so():
    table = measure_source_dependence(["a", "b"], Counter, sources=lambda _: ("one",))
    assert set(table.column("single_source_dependent")) == {True}
    assert table.note == "there is one source, and all scores depend on it"
