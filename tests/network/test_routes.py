from survivorgraph.network.graphs.journeys import Journey, JourneyLeg, build_journeys, read_countries
from survivorgraph.network.graphs.routes import build_route_network


def test_a_return_is_not_a_trafficking_leg(dataset):
    network = build_route_network(build_journeys(dataset), read_countries(dataset))
    assert list(network.edges) == [("IND", "KWT"), ("NPL", "IND")]


def test_a_promised_country_never_counts(dataset):
    assert "OMN" not in build_route_network(build_journeys(dataset), read_countries(dataset))


def test_moving_on_after_exploitation_is_not_a_trafficking_leg():
    journey = Journey(
        "a", "A", steps=(JourneyLeg("VEN", "EGY", "exploitation"), JourneyLeg("EGY", "PAN", "onward", order=2))
    )
    assert list(build_route_network([journey]).edges) == [("VEN", "EGY")]


def test_an_unnamed_place_breaks_the_route_but_is_counted_as_unnamed(journey, dataset):
    network = build_route_network([journey("a", "PHL", "THA", None, "LAO")])
    assert list(network.edges) == [("PHL", "THA")]
    assert network.graph["unnamed_legs"] == 2
    assert build_route_network(build_journeys(dataset)).graph["unnamed_legs"] == 1


def test_legs_count_stories_and_list_stages(journey):
    there_twice = Journey(
        "b",
        "B",
        people=3,
        steps=(
            JourneyLeg("NPL", "IND", "migration", "inferred", order=1),
            JourneyLeg("IND", "NPL", "return", order=2),
            JourneyLeg("NPL", "IND", "transit", order=3),
        ),
        sources=("two",),
    )
    network = build_route_network([journey("a", "NPL", "IND"), there_twice])
    edge = network.edges["NPL", "IND"]
    assert (edge["weight"], edge["people"], edge["people_not_stated"]) == (2, 3, 1)
    assert edge["stages"] == ("migration", "transit")
    assert edge["stories"] == ("a", "b")
    assert edge["certainty"] == "stated"


def test_own_migration_can_be_left_out():
    journey = Journey(
        "a", "A", steps=(JourneyLeg("VEN", "BOL", "migration"), JourneyLeg("BOL", "CHL", "exploitation", order=2))
    )
    assert list(build_route_network([journey], stages=("transit", "exploitation")).edges) == [("BOL", "CHL")]
    assert list(build_route_network([journey]).edges) == [("BOL", "CHL"), ("VEN", "BOL")]


def test_moves_within_a_country_and_ambiguous_legs_are_counted_apart():
    journey = Journey(
        "a", "A", steps=(JourneyLeg("KAZ", "KAZ", "transit"), JourneyLeg("KAZ", "UZB", "transit", "ambiguous", order=2))
    )
    network = build_route_network([journey])
    assert not network.edges
    assert (network.graph["domestic_legs"], network.graph["ambiguous_legs"]) == (1, 1)
