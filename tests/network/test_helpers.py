"""Who counts as a helper: whoever harms does not, whatever else is said."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.explorer.compose import GraphView
from survivorgraph.network.graphs.helpers import build_standing, make_standing, read_kind_groups
from survivorgraph.network.graphs.partnerships import (
    Affiliation,
    build_partnership_network,
    project_organizations,
)
from survivorgraph.network.graphs.reach import Work, make_reach
from survivorgraph.network.measures.catalog import get_measures
from survivorgraph.network.measures.rankings import rank_organizations
from survivorgraph.schema.vocabulary import read_vocabulary
from survivorgraph.store.dataset import open_dataset

KINDS = sorted(read_vocabulary().schemes["organization-kind"])


@pytest.fixture(scope="module")
def graph_view(built: Path) -> GraphView:
    return GraphView(open_dataset(built))


def test_each_kind_of_organization_is_in_one_group():
    assert sorted(read_kind_groups()) == KINDS
    assert {kind for kind, group in read_kind_groups().items() if group == "harming"} == {"armed-group"}


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "organization": st.sampled_from(["o/a", "o/b", "o/c"]),
            "kind": st.sampled_from([None, *(f"k/{kind}" for kind in KINDS)]),
            "told": st.sampled_from([None, "service/shelter"]),
        }
    ),
    max_size=8,
)


@pytest.mark.fuzz
@settings(deadline=None)
@given(ROWS)
def test_who_harms_is_never_a_helper_and_everybody_is_in_one_group(rows):
    standing = make_standing(rows)
    groups = (standing.helpers, standing.harming, standing.not_told)
    assert sum(map(len, groups)) == len(frozenset().union(*groups)) == len({row["organization"] for row in rows})
    armed = {row["organization"][2:] for row in rows if row["kind"] == "k/armed-group"}
    assert standing.harming == armed
    reach = make_reach(
        [],
        [],
        [{"organization": row["organization"], "relation": "works", "country": "NPL"} for row in rows],
        standing=standing,
    )
    assert not reach.organizations.keys() & (armed | standing.not_told)


@pytest.mark.fuzz
@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("pq"), st.sampled_from("abcd")), max_size=8), st.sampled_from("abcd"))
def test_who_harms_is_in_no_network_of_partnerships(pairs, armed):
    participations = [
        Affiliation(one, one.upper(), other, other.upper(), kind="armed-group" if other == armed else "ngo")
        for one, other in sorted({*pairs})
    ]
    network = build_partnership_network(participations)
    assert f"organization/{armed}" not in project_organizations(network)
    assert network.graph["harming"] == sum(one.organization == armed for one in participations)
    assert armed not in rank_organizations(participations, resamples=2).column("code")


def test_a_study_and_the_seat_of_a_participant_are_no_coverage():
    based = [{"organization": "o/a", "relation": "based", "country": "GBR"}]
    works = {
        "study": Work("Study", frozenset({"research", "policy-development"}), frozenset({"forced-labor"})),
        "homes": Work("Homes", frozenset({"protection"})),
        "dams": Work("Dams", frozenset({"training"})),
    }
    countries = [{"partnership": f"p/{key}", "country": "UKR"} for key in works]
    reach = make_reach([Affiliation("homes", "Homes", "a", "A")], countries, based, works=works)
    assert reach.partnerships == {"homes": frozenset({"UKR"})}
    assert {key: sorted(codes) for key, (_, codes) in reach.uncounted.items()} == {
        "dams": ["UKR"], "homes": ["GBR"], "study": ["UKR"],
    }  # fmt: skip


HARMING = {"al-shabaab", "isis", "syrian-democratic-forces", "wagner-group"}


def test_on_the_shipped_graph_nothing_rests_on_who_harms_nor_on_governments_of_which_no_work_is_told(graph_view):
    standing = build_standing(graph_view.dataset)
    assert standing.harming == HARMING
    assert {"government-of-russia", "government-of-yemen"} <= standing.not_told
    assert {"a21", "fate", "government-of-niger", "naptip"} <= standing.helpers
    for name in ("reach", "coverage", "links"):
        table = get_measures(graph_view, name)
        assert not [key for key in standing.harming if key in str(table.rows).lower()]
        assert "4 armed groups" in table.note
    iraq = next(row for row in get_measures(graph_view, "reach") if row["code"] == "IRQ")
    assert iraq["organization_keys"] == ("fate",)


def test_reach_and_coverage_count_the_same_partnerships_of_the_united_kingdom(graph_view):
    reach = {
        row["code"]: row["partnerships"] for row in get_measures(graph_view, "reach") if row["dimension"] == "country"
    }
    row = next(row for row in get_measures(graph_view, "coverage") if row["destination_code"] == "GBR")
    assert reach["GBR"] == len(row["partnerships_destination"]) == 0
    assert any("Study of climate change" in words and words.startswith("not counted") for words in row["rests_on"])


def test_coverage_says_where_a_partnership_may_be_about_the_same_people(graph_view):
    (row,) = (row for row in get_measures(graph_view, "coverage") if row["coverage"] == "jointly")
    assert "perhaps the same people" in row["rests_on"][0]
    assert "victim-return" in row["rests_on"][0]


def test_an_empty_table_of_links_says_why(graph_view):
    table = get_measures(graph_view, "links")
    assert not len(table)
    assert "no link is listed, since of no uncovered corridor is one helper known at the origin" in table.note


def test_a_question_tells_who_harms_apart(graph_view):
    rows = {
        row["name"]: row["standing"] for row in graph_view.dataset.ask("organizations-in-a-country", country="Iraq")
    }
    assert rows == {"Fate": "helps", "Islamic State of Iraq and Syria": "harms"}
    (row,) = graph_view.dataset.ask("organizations-in-a-country", country="Russia")
    assert row["standing"] == "no work told"


def test_the_page_of_organizations_has_nobody_who_harms(graph_view):
    from survivorgraph.explorer.site import make_page

    network = make_page(graph_view, "partnerships").network
    assert not [key for key in HARMING if f"organization/{key}" in network]
    assert "organization/fate" in network
