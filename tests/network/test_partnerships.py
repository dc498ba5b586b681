import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.errors import NetworkError
from survivorgraph.network.graphs.partnerships import (
    Affiliation,
    build_participations,
    build_partnership_network,
    find_cut_off,
    measure_partnerships,
    project_organizations,
)


def take_part(**partnerships):
    """Make participations of partnership=letters of its organizations."""
    return [
        Affiliation(key, key.title(), letter, letter.upper(), source="one")
        for key, letters in partnerships.items()
        for letter in letters
    ]


def column(measures, name):
    return dict(zip(measures.column("code"), measures.column(name), strict=True))


def test_participations_are_read_from_the_dataset(dataset):
    assert build_participations(dataset) == [
        Affiliation("lamp", "Lamp", "harbor", "Harbor", "partner", "company", "one"),
        Affiliation("lamp", "Lamp", "lamp", "Lamp", "lead", "ngo", "one"),
    ]


def test_an_organization_and_a_partnership_of_the_same_key_are_two_nodes(dataset):
    network = build_partnership_network(build_participations(dataset))
    assert dict(network.nodes(data="bipartite")) == {
        "organization/harbor": 0, "organization/lamp": 0, "partnership/lamp": 1,
    }  # fmt: skip
    assert network.nodes["organization/lamp"]["kind"] == "ngo"
    assert network.edges["organization/lamp", "partnership/lamp"] == {"weight": 1, "roles": ("lead",)}
    assert network.graph["basis"] == "1 partnership, 2 organizations, 1 source"


def test_two_roles_in_a_partnership_are_one_edge():
    roles = [Affiliation("p", "P", "a", "A", role) for role in ("member", "funder")]
    network = build_partnership_network(roles)
    assert network.edges["organization/a", "partnership/p"] == {"weight": 1, "roles": ("funder", "member")}


def test_an_ambiguous_participation_is_left_out_and_counted():
    network = build_partnership_network([Affiliation("p", "P", "a", "A", certainty="ambiguous")])
    assert not network
    assert network.graph["left_out"] == 1


def test_the_projection_counts_and_names_shared_partnerships():
    projected = project_organizations(build_partnership_network(take_part(p="abc", q="ab", r="d")))
    assert dict(projected.edges) == {
        ("organization/a", "organization/b"): {"weight": 2, "partnerships": ("p", "q")},
        ("organization/a", "organization/c"): {"weight": 1, "partnerships": ("p",)},
        ("organization/b", "organization/c"): {"weight": 1, "partnerships": ("p",)},
    }
    assert "organization/d" in projected
    assert projected.nodes["organization/a"]["name"] == "A"


def test_a_network_without_two_modes_is_not_projected():
    with pytest.raises(NetworkError, match="two modes"):
        project_organizations(nx.path_graph(3))
    one_sided = nx.Graph([("a", "b")])
    nx.set_node_attributes(one_sided, 0, "bipartite")
    with pytest.raises(NetworkError, match="two modes"):
        project_organizations(one_sided)


def test_the_davis_southern_women_project_as_networkx_projects_them():
    davis = nx.davis_southern_women_graph()
    women = davis.graph["top"]
    projected = project_organizations(davis)
    expected = nx.bipartite.weighted_projected_graph(davis, women)
    assert len(women) == 18
    assert {frozenset(pair): data["weight"] for *pair, data in projected.edges(data=True)} == {
        frozenset(pair): data["weight"] for *pair, data in expected.edges(data=True)
    }


def test_measures_of_a_broker_worked_out_by_hand():
    # a - b - c, b in both partnerships; d alone
    measures = measure_partnerships(build_partnership_network(take_part(p="ab", q="bc", r="d")))
    assert measures.column("code") == ("b", "a", "c", "d")
    assert column(measures, "partnerships") == {"b": 2, "a": 1, "c": 1, "d": 1}
    assert column(measures, "strength") == {"b": 2, "a": 1, "c": 1, "d": 0}
    assert column(measures, "betweenness") == {"b": 0.333333, "a": 0, "c": 0, "d": 0}
    # constraint of b: (1/2)^2 + (1/2)^2; of a: 1, all of it on b
    assert column(measures, "constraint") == {"b": 0.5, "a": 1.0, "c": 1.0, "d": None}
    assert column(measures, "effective_size") == {"b": 2.0, "a": 1.0, "c": 1.0, "d": None}
    assert column(measures, "articulation") == {"b": True, "a": False, "c": False, "d": False}
    assert column(measures, "cut_off") == {"b": 1, "a": 0, "c": 0, "d": 0}


def test_measures_of_a_triangle_worked_out_by_hand():
    measures = measure_partnerships(build_partnership_network(take_part(p="abc")))
    # each: two contacts, (1/2 + 1/2 * 1/2)^2 twice = 1.125; effective size 2 - 2 * 1 / 2 = 1
    assert set(measures.column("constraint")) == {1.125}
    assert set(measures.column("effective_size")) == {1.0}
    assert set(measures.column("articulation")) == {False}


def test_constraint_follows_the_weights():
    # a-b twice, a-c once: p(a,b) = 2/3, p(a,c) = 1/3, no tie between b and c
    measures = measure_partnerships(build_partnership_network(take_part(p="ab", q="ab", r="ac")))
    assert column(measures, "constraint")["a"] == 0.555556


def test_two_triangles_hang_together_by_one_organization():
    measures = measure_partnerships(build_partnership_network(take_part(p="abc", q="cde")))
    assert column(measures, "cut_off") == {"a": 0, "b": 0, "c": 2, "d": 0, "e": 0}
    assert column(measures, "constraint")["c"] == 0.5625  # four contacts in pairs: 4 * (1/4 + 1/4 * 1/2)^2
    assert column(measures, "effective_size")["c"] == 3.0


def test_the_centre_of_a_star_cuts_off_all_but_one():
    assert find_cut_off(nx.star_graph(5)) == {0: 4}


def test_an_unknown_column_to_sort_by_is_a_network_error():
    with pytest.raises(NetworkError, match="choose of"):
        measure_partnerships(nx.Graph(), by="fame")


def test_no_partnerships_give_an_empty_table():
    measures = measure_partnerships(build_partnership_network([]))
    assert measures.rows == ()
    assert measures.basis == "0 partnerships, 0 organizations, 0 sources"


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from("pqrs"), st.sets(st.sampled_from("abcdef"), min_size=1)),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_participations_changes_nothing(partnerships, rng):
    participations = take_part(**{key: sorted(letters) for key, letters in partnerships.items()})
    network = build_partnership_network(participations)
    rng.shuffle(participations)
    again = build_partnership_network(participations)
    assert list(network.nodes.items()) == list(again.nodes.items())
    assert list(network.edges.items()) == list(again.edges.items())
    assert measure_partnerships(network) == measure_partnerships(again)
