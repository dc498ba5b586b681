import pytest

from survivorgraph.network.graphs.journeys import Country
from survivorgraph.network.measures.cuts import measure_bottlenecks, measure_cuts


def by_code(measures):
    return {row["code"]: row for row in measures}


@pytest.fixture
def journeys(journey):
    # b carries two journeys to d that have another way over c; e and its legs carry two to f that have none
    return [
        journey("j1", "A", "B", "D"),
        journey("j2", "A", "B", "D"),
        journey("j3", "A", "C", "D"),
        journey("j4", "A", "E", "F"),
        journey("j5", "A", "E", "F"),
    ]


def test_a_hot_spot_can_be_gone_around_and_a_bottleneck_cannot(journeys):
    rows = by_code(measure_bottlenecks(journeys, {"B": Country("B", "Bland")}))
    assert (rows["B"]["name"], rows["B"]["role"], rows["E"]["role"], rows["C"]["role"]) == (
        "Bland", "hot spot", "bottleneck", None,
    )  # fmt: skip
    assert (rows["B"]["journeys"], rows["B"]["share"], rows["B"]["rerouted"], rows["B"]["remaining"]) == (2, 0.4, 2, 1)
    assert (rows["E"]["cut_off"], rows["E"]["remaining"], rows["E"]["detour_legs"]) == (2, 0.6, None)
    assert rows["B"]["detour_legs"] == 0
    assert (rows["A - E"]["kind"], rows["A - E"]["role"]) == ("leg", "bottleneck")


def test_the_ends_of_a_journey_are_no_place_between(journeys):
    assert not {"A", "D", "F"} & set(by_code(measure_bottlenecks(journeys)))


def test_a_detour_may_be_longer(journey):
    rows = by_code(measure_bottlenecks([journey("j1", "A", "D"), journey("j2", "A", "B", "C", "D")]))
    assert rows["A - D"]["detour_legs"] == 2


def test_journeys_with_a_gap_are_not_counted_and_the_table_says_so(journey, journeys):
    table = measure_bottlenecks([*journeys, journey("gap", "A", None, "D")])
    assert table.rows[0][:4] == measure_bottlenecks(journeys).rows[0][:4]
    assert "6 stories, 1 source; 5 journeys reported from start to end without a gap" in table.basis
    assert "not what would happen without a place" in table.note


def test_returns_and_promised_places_are_no_way_around(journey, dataset):
    from survivorgraph.network.graphs.journeys import JourneyLeg, build_journeys

    back = journey("back", steps=(JourneyLeg("D", "A", "return"), JourneyLeg("A", "D", "onward", order=2)), origin="A")
    rows = by_code(measure_bottlenecks([journey("j", "A", "B", "D"), back]))
    assert rows["B"]["cut_off"] == 1
    assert "OMN" not in " ".join(by_code(measure_bottlenecks(build_journeys(dataset))))


def test_the_fewest_places_and_legs_between_two_ends(journeys):
    rows = {(row["origin"], row["destination"]): row for row in measure_cuts(journeys)}
    to_d, to_f = rows["A", "D"], rows["A", "F"]
    assert (to_d["places"], to_d["cut_places"], to_d["legs"], to_d["stories_cut"]) == (2, ("B", "C"), 2, 3)
    assert (to_f["places"], to_f["cut_places"], to_f["legs"], to_f["cut_legs"]) == (1, ("E",), 1, ("E - F",))
    assert (to_d["journeys"], to_f["stories_cut"]) == (3, 2)


def test_a_direct_leg_has_no_place_to_cut(journey):
    (row,) = measure_cuts([journey("j", "A", "B")])
    assert (row["places"], row["cut_places"], row["legs"], row["cut_legs"]) == (None, (), 1, ("A - B",))


@pytest.mark.parametrize("measure", [measure_bottlenecks, measure_cuts])
def test_no_journeys_and_round_trips_make_empty_tables(measure, journey):
    assert measure([]).rows == ()
    assert measure([journey("home", "A")]).rows == ()
    assert {row["journeys"] for row in measure([journey("round", "A", "B", "A")])} <= {1}
