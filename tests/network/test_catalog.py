from dataclasses import dataclass
from functools import cached_property

import pytest

from survivorgraph.errors import QuestionError
from survivorgraph.network.graphs.journeys import build_journeys, read_countries
from survivorgraph.network.measures.catalog import CATALOG, get_measures, read_tiers


@dataclass(frozen=True)
class Invented:
    dataset: object

    @cached_property
    def journeys(self):
        return build_journeys(self.dataset)

    @cached_property
    def countries(self):
        return read_countries(self.dataset)


class Nothing:
    def rows(self, sparql):
        return iter(())


@pytest.fixture(scope="module")
def graph_view(dataset):
    return Invented(dataset)


@pytest.mark.parametrize("name", CATALOG)
def test_every_measure_says_what_it_rests_on_and_is_the_same_twice(graph_view, name):
    table = get_measures(graph_view, name)
    assert table.basis
    assert table.note
    assert table == get_measures(Invented(graph_view.dataset), name)
    assert table.to_csv().startswith(",".join(table.columns))


@pytest.mark.parametrize("name", CATALOG)
def test_every_measure_of_nothing_is_an_empty_table_or_says_that_nothing_is_there(name):
    rows = get_measures(Invented(Nothing()), name).rows
    assert rows == () or name.startswith("structure")


def test_an_unknown_measure_lists_those_there_are(graph_view):
    with pytest.raises(QuestionError, match="'survivorgraph measure' lists all"):
        get_measures(graph_view, "fame")
    with pytest.raises(QuestionError, match="say where it is with --file"):
        get_measures(graph_view, "nodes")


def test_two_stories_rank_nothing(graph_view):
    table = get_measures(graph_view, "country-ranking")
    assert set(table.column("rank")) == {None}
    assert "in_strength 0, out_strength 0, betweenness 0, pagerank 0" in table.note
    assert "see country-ranking" in get_measures(graph_view, "countries").note


def test_the_latest_tiers_count(graph_view):
    assert read_tiers(graph_view.dataset) == ({"NPL": "tier-2", "KWT": "tier-2"}, 2023)
    table = get_measures(graph_view, "tiers")
    assert table.parameters["grouping"] == "tier 2023"
    assert table.rows[0][:4] == ("tier-2", "tier-2", 1, 1)


def test_reach_counts_by_country_topic_and_service(graph_view):
    rows = {(row["dimension"], row["code"]): row for row in get_measures(graph_view, "reach")}
    assert (rows["country", "KWT"]["organizations"], rows["country", "NPL"]["partnerships"]) == (1, 1)
    assert rows["topic", "technology"]["partnerships"] == 1
    assert rows["service", "shelter"]["organization_keys"] == ("harbor",)


def test_each_tie_of_kinds_counts_once(graph_view):
    rows = {(row["from_group"], row["to_group"]): row["weight"] for row in get_measures(graph_view, "mixing")}
    assert rows["company", "ngo"] == sum(rows.values()) == 1
