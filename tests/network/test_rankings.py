import pytest

from survivorgraph.network.journeys import Country
from survivorgraph.network.partnerships import Participation
from survivorgraph.network.rankings import rank_countries, rank_countries_by_source, rank_organizations


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
    assert "counts what was detected and reported, not what happened; the data cannot rank these 4" in table.note


@pytest.mark.parametrize("by", ["out_strength", "betweenness", "pagerank"])
def test_every_column_can_be_given_an_interval(journeys, by):
    table = rank_countries(journeys, by=by, resamples=10)
    assert all(row["low"] <= row["high"] for row in table)


def test_a_place_that_one_source_reports_hangs_on_it(journeys):
    rows = {row["code"]: row for row in rank_countries_by_source(journeys)}
    assert (rows["KAZ"]["source"], rows["KAZ"]["hangs_on_one_source"]) == ("one", True)
    assert (rows["KWT"]["share_lost"], rows["KWT"]["hangs_on_one_source"]) == (0.5, False)


def test_organizations_are_bootstrapped_over_partnerships():
    participations = [Participation(str(number), "P", code, code.upper()) for number in range(4) for code in "ab"]
    participations.append(Participation("alone", "Alone", "c", "C"))
    table = rank_organizations(participations, resamples=300)
    assert [(row["code"], row["name"], row["score"], row["high"]) for row in table] == [
        ("a", "A", 4.0, 5.0), ("b", "B", 4.0, 5.0), ("c", "C", 0.0, 0.0),
    ]  # fmt: skip
    assert table.parameters["clusters"] == 5
    assert rank_organizations(participations[::-1], resamples=300) == table


def test_organizations_can_be_ranked_by_another_column():
    participations = [Participation("p", "P", code, code.upper()) for code in "ab"]
    assert rank_organizations(participations, by="degree", resamples=5).column("score") == (1.0, 1.0)
