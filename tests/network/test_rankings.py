from dataclasses import replace

import pytest

from survivorgraph.network.graphs.journeys import Country
from survivorgraph.network.graphs.partnerships import Affiliation, build_partnership_network, project_organizations
from survivorgraph.network.inference.uncertainty import measure_uncertainty, read_scores
from survivorgraph.network.measures.centrality import measure_network
from survivorgraph.network.measures.rankings import rank_countries, rank_countries_by_source, rank_organizations


@pytest.fixture
def journeys(journey):
    return [
        journey("a", "NPL", "IND", "KWT"),
        journey("b", "UZB", "KAZ"),
        journey("c", "NPL", "KWT", source="two"),
        journey("d", "BRA", "BRA"),
    ]


def test_fifteen_stories_admit_that_they_rank_nothing(journeys):
    table = rank_countries(journeys, {"KWT": Country("KWT", "Kuwait")}, resamples=200)
    assert table.rows[0][:4] == ("KWT", "Kuwait", None, 2.0)
    assert table.basis == "4 stories, 2 sources"
    assert "the data cannot rank these 4" in table.note
    assert "4 stories that a publisher chose are no sample" in table.note


@pytest.mark.parametrize("by", ["out_strength", "betweenness", "pagerank"])
def test_every_column_can_be_given_an_interval(journeys, by):
    table = rank_countries(journeys, by=by, resamples=10)
    assert all(row["low"] <= row["high"] for row in table)


def test_a_place_that_one_source_reports_hangs_on_it(journeys):
    rows = {row["code"]: row for row in rank_countries_by_source(journeys)}
    assert (rows["KAZ"]["source"], rows["KAZ"]["single_source_dependent"]) == ("one", True)
    assert (rows["KWT"]["share_lost"], rows["KWT"]["single_source_dependent"]) == (0.5, False)


def test_organizations_are_bootstrapped_over_partnerships():
    participations = [Affiliation(str(number), "P", code, code.upper()) for number in range(4) for code in "ab"]
    participations.append(Affiliation("alone", "Alone", "c", "C"))
    table = rank_organizations(participations, resamples=300)
    assert [(row["code"], row["name"], row["score"], row["high"]) for row in table] == [
        ("a", "A", 4.0, 5.0), ("b", "B", 4.0, 5.0), ("c", "C", 0.0, 0.0),
    ]  # fmt: skip
    assert table.parameters["clusters"] == 5
    assert rank_organizations(participations[::-1], resamples=300) == table


def test_organizations_can_be_ranked_by_another_column():
    participations = [Affiliation("p", "P", code, code.upper()) for code in "ab"]
    assert rank_organizations(participations, by="degree", resamples=5).column("score") == (1.0, 1.0)


@pytest.mark.parametrize("by", ["strength", "degree", "betweenness", "pagerank", "core"])
def test_arrays_give_organizations_what_a_loop_over_networkx_gives(by):
    shared = {"p": "ab", "q": "bcd", "r": "de", "s": "cf", "t": "g", "u": "ae", "v": "fh"}
    participations = [
        Affiliation(key, key, code, code.upper(), certainty="ambiguous" if key + code == "vh" else "stated")
        for key, codes in shared.items()
        for code in codes
    ]

    def draw_again(drawn):
        copies = [
            replace(one, partnership=f"{number}-{one.partnership}")
            for number, one_drawn in enumerate(drawn)
            for one in one_drawn
        ]
        projected = project_organizations(build_partnership_network(copies))
        projected.add_nodes_from(project_organizations(build_partnership_network(participations)).nodes(data=True))
        return read_scores(measure_network(projected, by=by, backend="networkx"), by)

    groups = [tuple(one for one in participations if one.partnership == key) for key in shared]
    loop = measure_uncertainty(groups, draw_again, resamples=60, seed=2)
    ours = rank_organizations(participations, by=by, resamples=60, seed=2)
    assert ours.column("code") == loop.column("code")
    for column in ("rank", "rank_low", "rank_high"):
        assert ours.column(column) == loop.column(column)
    for column in ("score", "low", "high"):
        assert ours.column(column) == pytest.approx(loop.column(column), rel=5e-6, abs=1e-9)


def test_several_scores_of_organizations_stand_in_one_table():
    participations = [Affiliation("p", "P", code, code.upper(), source="one") for code in "ab"]
    table = rank_organizations(participations, by=("strength", "betweenness"), resamples=5)
    assert set(table.column("measure")) == {"strength", "betweenness"}
    assert (table.counts, table.provenance) == ({"organizations": 2, "partnerships": 1}, ("one",))
    assert rank_organizations([], resamples=5).rows == ()
