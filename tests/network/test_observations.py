import pytest

from survivorgraph.errors import NetworkError
from survivorgraph.network.graphs.journeys import Country
from survivorgraph.network.graphs.observations import (
    CorridorFigure,
    build_observation_network,
    build_observations,
    keep_totals,
    list_observation_records,
    make_observations,
)
from survivorgraph.network.inference.resampling import rank_nodes
from survivorgraph.network.measures.centrality import measure_network
from survivorgraph.network.measures.changes import measure_change
from survivorgraph.network.measures.coverage import Reach, measure_coverage

ROWS = [
    {"origin": "NPL", "destination": "KWT", "people": "<5", "year": "2019", "source": "x", "sex": ""},
    {"origin": "NPL", "destination": "KWT", "people": "1,250", "year": "2020", "source": "y"},
    {"origin": "NPL", "destination": "IND", "lower": 2, "upper": 6, "form": "forced-labor"},
    {"origin": "IND", "destination": "IND", "people": 7},
]


def test_rows_become_observations_and_below_five_is_zero_to_four():
    found = {(one.origin, one.destination, one.year): (one.lower, one.upper) for one in make_observations(ROWS)}
    assert found == {
        ("NPL", "KWT", 2019): (0, 4),
        ("NPL", "KWT", 2020): (1250, 1250),
        ("NPL", "IND", None): (2, 6),
        ("IND", "IND", None): (7, 7),
    }


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"origin": "NPL", "people": 1}, "row 1 has no 'destination'"),
        ({"origin": "NPL", "destination": "IND"}, "no 'lower'"),
        ({"origin": "NPL", "destination": "IND", "people": "many"}, "'people' is no number"),
        ({"origin": "NPL", "destination": "IND", "people": -1}, "must begin at 0"),
        ({"origin": "NPL", "destination": "IND", "lower": 3, "upper": 2}, "must begin at 0"),
    ],
)
def test_a_row_that_is_no_observation_is_one_clear_error(row, words):
    with pytest.raises(NetworkError, match=words):
        make_observations([row])


def test_the_network_of_observations_weighs_people_figures_or_sources():
    network = build_observation_network(ROWS, {"NPL": Country("NPL", "Nepal")})
    assert network.edges["NPL", "KWT"] == {
        "weight": 1250.0, "lower": 1250, "upper": 1250, "people": 1250.0, "observations": 1, "sources": ("x", "y"),
        "years": (2020,), "forms": (), "reporting_years": 2,
    }  # fmt: skip
    assert network.nodes["NPL"]["name"] == "Nepal"
    assert network.graph["domestic"] == 1
    assert network.graph["basis"] == "3 figures (1 as an interval), 2 sources, 2020"
    assert "1 pair of countries with figures of several sources, which are not added up" in network.graph["note"]
    assert build_observation_network(ROWS, weight="observations").edges["NPL", "KWT"]["weight"] == 1
    assert build_observation_network(ROWS, weight="sources").edges["NPL", "KWT"]["weight"] == 2
    with pytest.raises(NetworkError, match="people, observations, sources"):
        build_observation_network(ROWS, weight="fame")


def test_the_same_measures_serve_observations():
    table = measure_network(build_observation_network(ROWS))
    assert table.column("in_strength")[0] == 1250
    assert table.provenance == ("x", "y")
    assert "where people were detected" in table.note
    (kuwait, *_) = measure_coverage(build_observation_network(ROWS), Reach({}, {}))
    assert (kuwait["destination_code"], kuwait["stories"], kuwait["people"]) == ("KWT", 0, 1250.0)


def test_a_total_and_its_parts_are_not_added_up():
    total = CorridorFigure("NPL", "KWT", 9, 9, 2020, source="x")
    women = CorridorFigure("NPL", "KWT", 4, 4, 2020, sex="woman", source="x")
    men = CorridorFigure("NPL", "KWT", 5, 5, 2020, sex="man", source="x")
    assert keep_totals([women, total, men]) == ([total], 2)
    assert keep_totals([women, men]) == ([women, men], 0)
    assert keep_totals([total, CorridorFigure("NPL", "KWT", 4, 4, 2021, sex="woman", source="x")])[1] == 0
    assert build_observation_network([total, women, men]).edges["NPL", "KWT"]["people"] == 9


def test_two_ways_to_split_the_same_people_are_not_added_up():
    women, men = (
        CorridorFigure("NPL", "KWT", n, n, 2020, sex=sex, source="x") for n, sex in ((4, "woman"), (5, "man"))
    )
    labor = CorridorFigure("NPL", "KWT", 8, 8, 2020, form="forced-labor", source="x")
    assert keep_totals([labor, women, men]) == ([women, men], 1)
    assert build_observation_network([women, labor, men]).edges["NPL", "KWT"]["people"] == 9


def test_two_sources_of_one_corridor_are_not_added_up():
    one = [CorridorFigure("NPL", "KWT", 4, 4, 2020, source="x"), CorridorFigure("NPL", "KWT", 0, 4, 2021, source="x")]
    other = CorridorFigure("NPL", "KWT", 3, 9, 2021, source="y")
    assert keep_totals([*one, other]) == (one, 1)
    network = build_observation_network([*one, other])
    assert [network.edges["NPL", "KWT"][name] for name in ("lower", "upper", "years")] == [4, 8, (2020, 2021)]
    assert "the source that counts most is taken" in network.graph["note"]
    assert "several sources" not in build_observation_network(one).graph["note"]


def test_a_total_of_all_years_and_the_years_are_not_added_up():
    whole = CorridorFigure("NPL", "KWT", 9, 9, source="x")
    years = [CorridorFigure("NPL", "KWT", people, people, year, source="x") for people, year in ((4, 2019), (5, 2020))]
    assert build_observation_network([whole, *years]).edges["NPL", "KWT"]["people"] == 9
    assert measure_change([whole, *years], 2019, 2020).column("change") == ("up",)


def test_observations_of_a_dataset_leave_withheld_cells_out_and_count_them(dataset):
    found, withheld = build_observations(dataset)
    assert found == [
        CorridorFigure("NPL", "KWT", 0, 4, 2019, "forced-labor", "female", source="harbor", key="harbor-NPL-KWT-2019"),
        CorridorFigure("NPL", "KWT", 25, 25, source="harbor", key="harbor-NPL-KWT"),
    ]
    assert withheld == 1
    assert build_observation_network(found).edges["NPL", "KWT"]["people"] == 25


def test_observations_are_clustered_by_who_reports():
    given = [CorridorFigure("NPL", place, 10, 10, year) for place in ("KWT", "IND") for year in (2019, 2020)]
    table = rank_nodes(list_observation_records(given, cluster="destination"), clustered=True, resamples=50)
    assert table.parameters["clusters"] == 2
    assert {row["low"] for row in table if row["code"] == "KWT"} == {0.0}
    with pytest.raises(NetworkError, match="no field 'fame'"):
        list_observation_records(given, cluster="fame")


def change(before, after):
    others = [CorridorFigure("AAA", "KWT", 1, 1, 2019), CorridorFigure("AAA", "KWT", 1, 1, 2020)]
    given = [CorridorFigure("NPL", "KWT", *bounds, year) for bounds, year in ((before, 2019), (after, 2020)) if bounds]
    return next(row for row in measure_change(others + given, 2019, 2020) if row["origin_code"] == "NPL")


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ((5, 5), (9, 9), (4, 4, "up")),
        ((9, 9), (0, 4), (-9, -5, "down")),
        ((0, 4), (0, 4), (-4, 4, "not determinable")),
        ((3, 3), (0, 4), (-3, 1, "not determinable")),
        ((7, 7), (7, 7), (0, 0, "same")),
        (None, (50, 50), (None, None, "appears")),
        ((50, 50), None, (None, None, "disappears")),
    ],
)
def test_a_change_is_called_one_only_where_the_intervals_are_sure(before, after, expected):
    row = change(before, after)
    assert (row["change_low"], row["change_high"], row["change"]) == expected


def test_where_a_country_begins_to_report_nothing_has_changed():
    table = measure_change(
        [CorridorFigure("NPL", "KWT", 5, 5, 2019), CorridorFigure("NPL", "IND", 5, 5, 2020)], 2019, 2020
    )
    assert set(table.column("change")) == {"not comparable"}
    assert table.counts == {"not comparable": 2}
    with pytest.raises(NetworkError, match="year 1999; there are years 2019 to 2020"):
        measure_change([CorridorFigure("A", "B", 1, 1, 2019), CorridorFigure("A", "B", 1, 1, 2020)], 2019, 1999)
