import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.network.graphs.corridors import build_corridor_network
from survivorgraph.network.graphs.journeys import build_journeys, read_countries
from survivorgraph.network.graphs.partnerships import Affiliation, build_participations
from survivorgraph.network.measures.coverage import Reach, build_reach, make_reach, measure_coverage


def cover(*, partnerships=None, organizations=None):
    network = nx.DiGraph()
    network.add_edge("NPL", "KWT", weight=1, people=1)
    reach = Reach(
        {key: frozenset(codes) for key, codes in (partnerships or {}).items()},
        {key: frozenset(codes) for key, codes in (organizations or {}).items()},
    )
    (row,) = measure_coverage(network, reach)
    return row


@pytest.mark.parametrize(
    ("reach", "coverage"),
    [
        ({}, "none"),
        ({"partnerships": {"p": ["IND"]}}, "none"),
        ({"partnerships": {"p": ["NPL"]}}, "one end"),
        ({"organizations": {"o": ["KWT"]}}, "one end"),
        ({"partnerships": {"p": ["NPL"]}, "organizations": {"o": ["KWT"]}}, "separately"),
        ({"partnerships": {"p": ["NPL"], "q": ["KWT"]}}, "separately"),
        ({"partnerships": {"p": ["NPL", "KWT"]}}, "jointly"),
        ({"organizations": {"o": ["KWT", "NPL"]}}, "jointly"),
    ],
)
def test_the_class_of_a_corridor(reach, coverage):
    assert cover(**reach)["coverage"] == coverage


def test_who_touches_which_end_is_named():
    row = cover(partnerships={"p": ["NPL"], "q": ["NPL", "KWT"], "r": ["KWT"]}, organizations={"o": ["NPL"]})
    assert (row["partnerships_both"], row["partnerships_origin"], row["partnerships_destination"]) == (
        ("q",), ("p",), ("r",),
    )  # fmt: skip
    assert (row["organizations_both"], row["organizations_origin"]) == ((), ("o",))


def test_a_partnership_touches_where_it_operates_not_where_its_participants_are_based_or_work():
    reach = make_reach(
        [Affiliation("p", "P", "a", "A")],
        [{"partnership": "https://example.org/partnership/p", "country": "NPL"}],
        [
            {"organization": "https://example.org/organization/a", "relation": "based", "country": "CHE"},
            {"organization": "https://example.org/organization/a", "relation": "works", "country": "KWT"},
        ],
    )
    assert reach.partnerships == {"p": frozenset({"NPL"})}
    assert reach.uncounted["p"][1] == frozenset({"CHE"})
    assert reach.organizations == {"a": frozenset({"CHE", "KWT"})}


def test_the_coverage_of_a_dataset(dataset):
    network = build_corridor_network(build_journeys(dataset), read_countries(dataset))
    table = measure_coverage(network, build_reach(dataset, build_participations(dataset)))
    (row,) = table
    assert (row["origin"], row["destination"], row["coverage"]) == ("Nepal", "Kuwait", "separately")
    assert (row["partnerships_origin"], row["organizations_destination"]) == (
        ("lamp",), ("harbor",),
    )  # fmt: skip
    assert table.basis.endswith("; 1 partnership and 2 organizations with a country")
    assert "counts what the sources report" in table.note
    assert "1 organization is not counted: 1 of which no source tells work against trafficking" in table.note
    assert row["rests_on"] == (
        "partnership 'Lamp' operates at the origin",
        "at the origin: Lamp",
        "at the destination: Harbor",
    )


def test_the_least_covered_come_first_and_among_them_those_with_most_stories():
    network = nx.DiGraph()
    network.add_edge("A", "B", weight=9)
    network.add_edge("C", "D", weight=1)
    network.add_edge("E", "F", weight=2)
    table = measure_coverage(network, Reach({"p": frozenset("AB")}, {}))
    assert table.column("origin") == ("E", "C", "A")


def test_no_corridors_give_an_empty_table():
    assert measure_coverage(build_corridor_network([]), Reach({}, {})).rows == ()


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from("pqr"), st.frozensets(st.sampled_from("ABCD"))),
    st.dictionaries(st.sampled_from("xyz"), st.frozensets(st.sampled_from("ABCD"))),
    st.sampled_from("ABCD"),
)
def test_more_reach_never_covers_less(partnerships, organizations, country):
    network = nx.DiGraph()
    network.add_edge("A", "B", weight=1)
    order = ("none", "one end", "separately", "jointly")
    (before,) = measure_coverage(network, Reach(partnerships, organizations)).column("coverage")
    more = partnerships | {"p": partnerships.get("p", frozenset()) | {country}}
    (after,) = measure_coverage(network, Reach(more, organizations)).column("coverage")
    assert order.index(after) >= order.index(before)
