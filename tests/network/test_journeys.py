import pytest

from survivorgraph.network.graphs.journeys import (
    Country,
    Journey,
    JourneyExploitation,
    JourneyLeg,
    build_journeys,
    find_stops,
    make_journeys,
    read_countries,
)


def test_journeys_are_read_from_the_dataset_in_order(dataset):
    assert build_journeys(dataset) == [
        Journey(
            "asha",
            "Asha",
            people=1,
            origin="NPL",
            steps=(
                JourneyLeg("NPL", "IND", "transit", order=1),
                JourneyLeg("IND", "KWT", "exploitation", order=2),
                JourneyLeg("KWT", "NPL", "return", order=3),
            ),
            exploitations=(JourneyExploitation("domestic-servitude", "KWT"),),
            sources=("one",),
            gender="woman",
            age_group="adult",
        ),
        Journey(
            "binod",
            "Binod",
            origin="NPL",
            origin_certainty="inferred",
            steps=(JourneyLeg("NPL", None, "exploitation"),),
            exploitations=(JourneyExploitation("forced-labor", None, sector="agriculture-forestry-fishing"),),
            sources=("two",),
        ),
    ]


def test_countries_are_read_with_their_names_and_positions(dataset):
    countries = read_countries(dataset)
    assert list(countries) == ["IND", "KWT", "NPL", "OMN"]
    assert countries["NPL"] == Country("NPL", "Nepal", 28.0, 84.0)
    assert countries["OMN"].latitude is None


def test_a_journey_lists_forms_and_countries_of_exploitation_once_and_in_order():
    journey = Journey(
        "a",
        "A",
        exploitations=(
            JourneyExploitation("forced-begging", "KEN", order=1),
            JourneyExploitation("domestic-servitude", "KEN", order=2),
            JourneyExploitation("forced-begging", None, order=3),
        ),
    )
    assert journey.forms == ("forced-begging", "domestic-servitude")
    assert journey.exploitation_countries == ("KEN",)


def story(key, **fields):
    return {"story": f"https://example.org/story/{key}", "name": key, "source": "https://example.org/source/s"} | fields


def test_where_rows_disagree_nothing_is_chosen():
    rows = [story("a", people=2, origin="NPL"), story("a", people=3, origin="IND")]
    (journey,) = make_journeys(rows, [], [])
    assert (journey.people, journey.origin) == (None, None)


def test_a_story_in_two_sources_is_one_journey_with_both():
    rows = [story("a"), story("a", source="https://example.org/source/t")]
    (journey,) = make_journeys(rows, [], [])
    assert journey.sources == ("s", "t")


def test_a_story_without_legs_is_a_journey_without_steps():
    (journey,) = make_journeys([story("a")], [], [])
    assert (journey.steps, journey.exploitations) == ((), ())


def steps(*legs):
    return tuple(
        JourneyLeg(start, end, stage, order=number) for number, (start, end, stage) in enumerate(legs, start=1)
    )


@pytest.mark.parametrize(
    ("legs", "stops"),
    [
        pytest.param([], (), id="no legs"),
        pytest.param([("A", "B", "transit"), ("B", "C", "exploitation")], ("A", "B", "C"), id="plain"),
        pytest.param([("A", "B", "exploitation"), ("B", "A", "return")], ("A", "B"), id="a return is no stop"),
        pytest.param([("A", "B", "exploitation"), ("B", "C", "onward")], ("A", "B"), id="onward is no stop"),
        pytest.param([("A", "A", "recruitment"), ("A", "B", "transit")], ("A", "B"), id="a move within a country"),
        pytest.param([("A", "B", "transit"), ("B", None, "exploitation")], ("A", "B", None), id="end not named"),
        pytest.param([("A", None, "transit"), (None, "C", "exploitation")], ("A", None, "C"), id="way not named"),
        pytest.param([("A", "B", "transit"), ("C", "D", "exploitation")], ("A", "B", None, "C", "D"), id="a gap"),
        pytest.param([("A", "B", "transit"), (None, "D", "exploitation")], ("A", "B", None, "D"), id="start unnamed"),
        pytest.param([(None, None, "transit"), (None, None, "transit")], (None,), id="nothing named"),
        pytest.param(
            [("A", "B", "exploitation"), ("B", "A", "return"), ("A", "C", "exploitation")],
            ("A", "B", None, "A", "C"),
            id="trafficked again after a return",
        ),
    ],
)
def test_stops_of_the_way_out(legs, stops):
    assert find_stops(Journey("a", "A", steps=steps(*legs))) == stops


def test_a_leg_that_may_never_have_been_made_is_passed_over_unless_asked_for():
    journey = Journey(
        "a",
        "A",
        steps=(JourneyLeg("A", "B", "migration", order=1), JourneyLeg("B", "C", "exploitation", "ambiguous", order=2)),
    )
    assert find_stops(journey) == ("A", "B")
    assert find_stops(journey, certainties=("stated", "ambiguous")) == ("A", "B", "C")


def test_an_ambiguous_leg_between_two_others_leaves_a_break():
    journey = Journey(
        "a",
        "A",
        steps=(
            JourneyLeg("A", "B", "transit", order=1),
            JourneyLeg("B", "C", "transit", "ambiguous", order=2),
            JourneyLeg("C", "D", "exploitation", order=3),
        ),
    )
    assert find_stops(journey) == ("A", "B", None, "C", "D")


def test_steps_are_taken_in_their_order_not_in_that_of_the_input():
    legs = steps(("A", "B", "transit"), ("B", "C", "exploitation"))
    assert find_stops(Journey("a", "A", steps=legs[::-1])) == ("A", "B", "C")
