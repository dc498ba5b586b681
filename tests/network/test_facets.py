import pytest

from survivorgraph.errors import NetworkError
from survivorgraph.network.graphs.corridors import build_corridor_network, rank_corridors
from survivorgraph.network.graphs.facets import (
    FACETS,
    list_facets,
    measure_by_facet,
    measure_parts,
    read_facet,
    split_by_facet,
)
from survivorgraph.network.graphs.journeys import JourneyExploitation
from survivorgraph.network.graphs.observations import CorridorFigure, build_observation_network


@pytest.fixture
def journeys(journey):
    both = (
        JourneyExploitation("forced-labor", "KWT", sector="construction"),
        JourneyExploitation("sex-trafficking", "KWT", order=2),
    )
    return [
        journey("a", "NPL", "KWT", exploitations=both, gender="woman", age_group="adult"),
        journey("b", "NPL", "KWT", gender="man", age_group="not-stated"),
    ]


def test_stories_split_by_form_sex_age_sector_and_source(journeys):
    sizes = {facet: {value: len(part) for value, part in split_by_facet(journeys, facet).items()} for facet in FACETS}
    assert sizes == {
        "form": {"forced-labor": 2, "sex-trafficking": 1},
        "sex": {"man": 1, "woman": 1},
        "age": {"adult": 1, "not stated": 1},
        "sector": {"construction": 1, "not stated": 2},
        "year": {"not stated": 2},
        "source": {"one": 2},
    }


def test_observations_split_by_their_fields():
    assert read_facet(CorridorFigure("A", "B", 1, 1, 2020, sex="woman"), "year") == ("2020",)
    assert read_facet(CorridorFigure("A", "B", 1, 1), "form") == ("all",)
    assert read_facet(CorridorFigure("A", "B", 1, 1, sex="not-stated"), "sex") == ("not stated",)


def test_each_part_is_measured_by_itself_and_says_on_how_many_it_rests(journeys):
    table = measure_by_facet(journeys, "form", lambda part: rank_corridors(build_corridor_network(part)))
    assert table.columns[:3] == ("form", "records", "origin")
    assert [(row["form"], row["records"], row["stories"]) for row in table] == [
        ("forced-labor", 2, 2), ("sex-trafficking", 1, 1),
    ]  # fmt: skip
    assert "split by form, 1 more than once" in table.note
    given = [CorridorFigure("A", "B", 1, 1, year) for year in (2019, 2020, 2020)]
    years = measure_by_facet(given, "year", lambda part: rank_corridors(build_observation_network(part)))
    assert [(row["year"], row["stories"]) for row in years] == [("2019", 1.0), ("2020", 2.0)]


def test_a_story_of_two_forms_is_in_each_part_with_that_form_only(journeys):
    parts = split_by_facet(journeys, "form")
    assert [[one.forms for one in part] for part in parts.values()] == [[("forced-labor",)] * 2, [("sex-trafficking",)]]
    assert [one.steps for one in parts["sex-trafficking"]] == [journeys[0].steps]
    (construction, other) = split_by_facet(journeys, "sector").values()
    assert [one.forms for one in construction] == [("forced-labor",)]
    assert [one.forms for one in other] == [("sex-trafficking",), ("forced-labor",)]


def test_the_facets_there_are_those_of_which_something_is_said(journeys):
    assert list_facets(journeys) == ["form", "sex", "age", "sector", "source"]
    assert list_facets([CorridorFigure("A", "B", 1, 1, 2020), CorridorFigure("A", "B", 1, 1, sex="not-stated")]) == [
        "year"
    ]
    assert list_facets([]) == []


def test_each_table_rests_on_its_own_part(journeys):
    tables = measure_parts(journeys, "form", lambda part: rank_corridors(build_corridor_network(part)))
    assert [table.basis.partition(",")[0] for table in tables.values()] == ["2 stories", "1 story"]
    assert tables["forced-labor"].column("forms") == (("forced-labor",),)
    assert "form: forced-labor only; the parts share 1 record" in tables["forced-labor"].note
    assert tables["sex-trafficking"].parameters["part"] == "sex-trafficking"


def test_figures_that_are_not_split_are_a_part_of_their_own():
    given = [CorridorFigure("A", "B", 1, 1, 2019), CorridorFigure("A", "B", 3, 3)]
    tables = measure_parts(given, "year", lambda part: rank_corridors(build_observation_network(part)))
    assert list(tables) == ["2019", "all"]
    assert tables["all"].column("stories") == (3.0,)
    assert "year: only figures that are not split by it" in tables["all"].note


def test_an_unknown_facet_is_an_error(journeys):
    with pytest.raises(NetworkError, match="choose of form, sex"):
        split_by_facet(journeys, "fame")
