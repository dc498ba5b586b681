import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.network.graphs.corridors import build_corridor_network, rank_corridors
from survivorgraph.network.graphs.journeys import Journey, JourneyExploitation, build_journeys, read_countries


def test_the_corridors_of_a_dataset(dataset):
    network = build_corridor_network(build_journeys(dataset), read_countries(dataset))
    assert dict(network.edges) == {
        ("NPL", "KWT"): {
            "weight": 1,
            "people": 1,
            "people_not_stated": 0,
            "stories": ("asha",),
            "sources": ("one",),
            "forms": ("domestic-servitude",),
            "certainty": "stated",
        }
    }
    assert network.nodes["NPL"] == {
        "code": "NPL", "name": "Nepal", "latitude": 28.0, "longitude": 84.0, "region": None,
    }  # fmt: skip
    assert network.graph["left_out"] == [{"story": "binod", "reason": "country of exploitation not named"}]
    assert network.graph["basis"] == (
        "2 stories, 2 sources; 1 story names an origin and another country of exploitation"
    )


def test_a_promised_country_never_counts(dataset):
    network = build_corridor_network(build_journeys(dataset), read_countries(dataset))
    assert "OMN" not in network


def test_a_country_that_was_only_passed_is_no_end_of_a_corridor(dataset):
    assert "IND" not in build_corridor_network(build_journeys(dataset))


def test_exploitation_at_home_is_reported_apart_and_is_no_edge(journey):
    network = build_corridor_network([journey("a", "BRA")])
    assert network.number_of_nodes() == network.number_of_edges() == 0
    assert network.graph["domestic"] == [{"story": "a", "country": "BRA", "forms": ("forced-labor",)}]


def test_a_story_counts_once_for_a_corridor_and_once_for_each(journey):
    two = journey(
        "a",
        "GHA",
        exploitations=(
            JourneyExploitation("domestic-servitude", "LBN", order=1),
            JourneyExploitation("sex-trafficking", "LBN", "inferred", order=2),
            JourneyExploitation("forced-labor", "SYR", "inferred", order=3),
        ),
    )
    network = build_corridor_network([two])
    assert network.edges["GHA", "LBN"]["weight"] == 1
    assert network.edges["GHA", "LBN"]["forms"] == ("domestic-servitude", "sex-trafficking")
    assert network.edges["GHA", "LBN"]["certainty"] == "stated"
    assert network.edges["GHA", "SYR"]["certainty"] == "inferred"


def test_forms_are_not_conflated_when_one_is_asked_for(journey):
    both = journey(
        "a",
        "GHA",
        exploitations=(JourneyExploitation("forced-labor", "LBN"), JourneyExploitation("sex-trafficking", "SYR")),
    )
    network = build_corridor_network([both], forms=["sex-trafficking"])
    assert list(network.edges) == [("GHA", "SYR")]
    assert build_corridor_network([both], forms=["forced-begging"]).graph["left_out"][0]["reason"] == (
        "no exploitation of these forms"
    )


def test_people_are_added_up_only_where_they_are_told(journey):
    group, one = journey("a", "NGA", "SEN", people=19), journey("b", "NGA", "SEN")
    edge = build_corridor_network([group, one]).edges["NGA", "SEN"]
    assert (edge["weight"], edge["people"], edge["people_not_stated"]) == (2, 19, 1)
    assert build_corridor_network([one]).edges["NGA", "SEN"]["people"] is None


def test_an_edge_is_as_certain_as_its_best_story_and_a_story_as_its_weakest_fact(journey):
    inferred = journey("a", "NPL", "KWT", origin_certainty="inferred")
    stated = journey("b", "NPL", "KWT")
    assert build_corridor_network([inferred]).edges["NPL", "KWT"]["certainty"] == "inferred"
    assert build_corridor_network([inferred, stated]).edges["NPL", "KWT"]["certainty"] == "stated"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"origin": None}, "origin not named, or ambiguous"),
        ({"origin_certainty": "ambiguous"}, "origin ambiguous"),
        ({"exploitations": ()}, "no exploitation stated"),
        ({"exploitations": (JourneyExploitation("forced-labor", None),)}, "country of exploitation not named"),
        (
            {"exploitations": (JourneyExploitation("forced-labor", "KWT", "ambiguous"),)},
            "country of exploitation ambiguous",
        ),
    ],
)
def test_a_story_that_gives_no_corridor_is_listed_with_the_reason(journey, fields, reason):
    network = build_corridor_network([journey("a", "NPL", "KWT", **fields)])
    assert not network.edges
    assert network.graph["left_out"] == [{"story": "a", "reason": reason}]


def test_ambiguous_facts_count_when_asked_for(journey):
    unsure = journey("a", "NPL", exploitations=(JourneyExploitation("forced-labor", "KWT", "ambiguous"),))
    network = build_corridor_network([unsure], certainties=("stated", "inferred", "ambiguous"))
    assert network.edges["NPL", "KWT"]["certainty"] == "ambiguous"


def test_corridors_are_ranked_by_stories_then_by_name(journey):
    journeys = [journey("a", "NPL", "KWT"), journey("b", "UZB", "KAZ"), journey("c", "UZB", "KAZ")]
    table = rank_corridors(build_corridor_network(journeys))
    assert [(row["origin"], row["destination"], row["stories"]) for row in table] == [
        ("UZB", "KAZ", 2), ("NPL", "KWT", 1),
    ]  # fmt: skip
    assert table.rows[0][-1] == ("b", "c")
    assert "counts what was detected and reported" in table.caption


PLACES = st.sampled_from(["NPL", "IND", "KWT", "UZB", None])
JOURNEYS = st.lists(
    st.builds(
        Journey,
        key=st.sampled_from([f"k{number}" for number in range(30)]),
        name=st.just("X"),
        people=st.none() | st.integers(1, 9),
        origin=PLACES,
        exploitations=st.lists(
            st.builds(JourneyExploitation, st.sampled_from(["forced-labor", "forced-begging"]), PLACES), max_size=3
        ).map(tuple),
        sources=st.just(("s",)),
    ),
    max_size=12,
    unique_by=lambda journey: journey.key,
)


@settings(deadline=None)
@given(JOURNEYS, st.randoms(use_true_random=False))
def test_the_order_of_the_stories_changes_nothing(journeys, rng):
    network = build_corridor_network(journeys)
    rng.shuffle(journeys)
    again = build_corridor_network(journeys)
    assert list(network.nodes.items()) == list(again.nodes.items())
    assert list(network.edges.items()) == list(again.edges.items())
    assert network.graph == again.graph


@settings(deadline=None)
@given(JOURNEYS)
def test_every_story_is_on_an_edge_or_domestic_or_left_out(journeys):
    network = build_corridor_network(journeys)
    found = {key for *_, data in network.edges(data=True) for key in data["stories"]}
    found |= {one["story"] for one in network.graph["domestic"] + network.graph["left_out"]}
    assert found == {journey.key for journey in journeys}


def test_no_stories_give_an_empty_network_that_says_so():
    network = build_corridor_network([])
    assert not network
    assert network.graph["basis"].startswith("0 stories, 0 sources")
    assert rank_corridors(network).rows == ()
