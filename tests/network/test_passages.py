import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.network.graphs.journeys import Country, Journey, JourneyLeg, build_journeys, read_countries
from survivorgraph.network.measures.transit import measure_dependence, measure_routes, measure_stages


def by_code(measures):
    return {row["code"]: row for row in measures}


def test_betweenness_of_pairs_joins_journeys_that_nobody_made(journey):
    rows = by_code(measure_routes([journey("a", "NPL", "IND"), journey("b", "IND", "KWT")]))
    assert rows["IND"]["share_passing"] == 0
    assert rows["IND"]["pair_betweenness"] == 0.5  # one of the two ordered pairs without IND


def test_the_share_passing_is_that_of_journeys_that_pass_through(journey):
    journeys = [
        journey("a", "NPL", "IND", "KWT"),
        journey("b", "NPL", "IND", "OMN"),
        journey("c", "NPL", "QAT"),
        journey("d", "IND", "KWT"),
        journey("stayed", "BRA", "BRA"),
        journey("untold"),
    ]
    table = measure_routes(journeys)
    rows = by_code(table)
    assert table.column("code")[0] == "IND"
    assert {name: rows["IND"][name] for name in ("journeys", "starts", "passes", "ends")} == {
        "journeys": 3, "starts": 1, "passes": 2, "ends": 0,
    }  # fmt: skip
    assert rows["IND"]["share_passing"] == 0.5
    assert (rows["KWT"]["ends"], rows["NPL"]["starts"]) == (2, 3)
    assert "BRA" not in rows
    assert table.basis == (
        "6 stories, 1 source; 4 journeys beyond one place, 0 of them with a stretch that is not described"
    )


def test_betweenness_of_paths_counts_only_ways_that_somebody_went(journey):
    rows = by_code(measure_routes([journey("a", "A", "B", "C"), journey("b", "C", "D"), journey("c", "A", "E", "C")]))
    # n = 5, so 12 pairs; of the pairs with a way, only A to C has countries between: half its ways through B, half E
    assert rows["B"]["path_betweenness"] == rows["E"]["path_betweenness"] == pytest.approx(0.5 / 12, abs=1e-6)
    assert rows["C"]["path_betweenness"] == 0
    assert rows["C"]["pair_betweenness"] > 0  # joins two people's ways


def test_what_lies_before_a_place_that_is_not_named_was_passed_through(journey):
    table = measure_routes([journey("a", "PHL", "THA", None)])
    assert by_code(table)["THA"]["passes"] == 1
    assert by_code(table)["THA"]["ends"] == 0
    assert by_code(table)["THA"]["pair_betweenness"] == 0
    assert "1 of them with a stretch that is not described" in table.basis


def test_a_way_back_and_a_promise_are_no_passage(dataset):
    rows = by_code(measure_routes(build_journeys(dataset), read_countries(dataset)))
    assert set(rows) == {"NPL", "IND", "KWT"}
    assert rows["KWT"]["passes"] == 0
    assert rows["IND"] == {
        "code": "IND", "name": "India", "journeys": 1, "starts": 0, "passes": 1, "ends": 0,
        "share_passing": 0.5, "path_betweenness": 0.5, "pair_betweenness": 0.5, "pair_betweenness_weighted": 0.5,
    }  # fmt: skip


def test_dependence_of_a_way_on_a_country(journey):
    journeys = [
        journey("a", "NPL", "IND", "KWT"),
        journey("b", "NPL", "KWT"),
        journey("c", "NPL", "IND", "LKA", "KWT"),
        journey("d", "PHL", "THA", None),
    ]
    table = measure_dependence(journeys, {"IND": Country("IND", "India")})
    assert [(row["origin"], row["destination"], row["through"], row["journeys"], row["passing"]) for row in table] == [
        ("NPL", "KWT", "India", 3, 2),
        ("NPL", "KWT", "LKA", 3, 1),
    ]
    assert table.column("dependence") == (0.666667, 0.333333)


def test_entries_and_exits_are_counted_by_stage():
    journeys = [
        Journey(
            "a", "A", steps=(JourneyLeg("NPL", "KWT", "exploitation"), JourneyLeg("KWT", "NPL", "return", order=2))
        ),
        Journey(
            "b", "B", steps=(JourneyLeg("NPL", None, "exploitation"), JourneyLeg("NPL", "NPL", "recruitment", order=2))
        ),
    ]
    assert [tuple(row.values()) for row in measure_stages(journeys)] == [
        ("KWT", "KWT", "exploitation", 1, 0, 0.5, 0.0),
        ("NPL", "NPL", "return", 1, 0, 1.0, 0.0),
        ("NPL", "NPL", "exploitation", 0, 2, 0.0, 1.0),
        ("KWT", "KWT", "return", 0, 1, 0.0, 1.0),
    ]


@pytest.mark.parametrize("measure", [measure_routes, measure_dependence, measure_stages])
def test_no_journeys_give_an_empty_table_that_says_so(measure):
    table = measure([])
    assert table.rows == ()
    assert table.basis.startswith("0 stories")


PLACES = st.lists(st.sampled_from(["A", "B", "C", "D", None]), max_size=5)


@settings(deadline=None)
@given(st.lists(PLACES, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_journeys_changes_nothing(journey, ways, rng):
    journeys = [journey(f"j{number}", *way) for number, way in enumerate(ways)]
    tables = [measure(journeys) for measure in (measure_routes, measure_dependence, measure_stages)]
    rng.shuffle(journeys)
    assert tables == [measure(journeys) for measure in (measure_routes, measure_dependence, measure_stages)]


@settings(deadline=None)
@given(st.lists(PLACES, max_size=8))
def test_shares_stay_between_none_and_all(journey, ways):
    journeys = [journey(f"j{number}", *way) for number, way in enumerate(ways)]
    for row in measure_routes(journeys):
        assert row["passes"] <= row["journeys"]
        assert 0 <= row["share_passing"] <= 1
    assert all(0 < share <= 1 for share in measure_dependence(journeys).column("dependence"))
