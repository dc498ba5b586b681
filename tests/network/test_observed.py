"""What tables of published figures say of domestic detections, years, breaks and bounds, on GLOTIP and by hand."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from survivorgraph.network.graphs.observations import (
    CorridorFigure,
    build_observation_network,
    count_domestic,
    rank_observed_corridors,
)
from survivorgraph.network.inference.bounds import rank_observed_countries
from survivorgraph.network.measures.backbone import measure_backbone
from survivorgraph.network.measures.changes import measure_change
from survivorgraph.network.measures.communities import measure_communities
from survivorgraph.network.measures.measure_input import MeasureInput
from survivorgraph.network.measures.measure_registry import CATALOG
from survivorgraph.schema.places import read_gazetteer

REAL = Path(__file__).parents[3] / "shared" / "data" / "glotip-2025-04.csv"


@pytest.fixture(scope="module")
def glotip():
    if not REAL.is_file():
        pytest.skip("the GLOTIP file is not here")
    from survivorgraph.tables.codebooks.citizenships import read_citizenships
    from survivorgraph.tables.counting.published_statistics import read_statistics

    gazetteer = read_gazetteer()
    found = read_statistics([REAL], gazetteer=gazetteer, citizenships=read_citizenships(gazetteer))
    return [CorridorFigure(one.origin, one.destination, one.lower, one.upper, one.year) for one in found.figures]


def measure(name, figures, **options):
    published = frozenset(one.year for one in figures if one.year)
    return CATALOG[name].measure(
        MeasureInput(dataset=None, countries={}, figures=figures, published=published, **options)
    )


def test_the_bounds_of_the_netherlands_are_those_of_the_published_figures(glotip):
    rows = {(row["measure"], row["code"]): row for row in rank_observed_countries(glotip)}
    netherlands = rows["in_strength", "NLD"]
    assert (netherlands["low"], netherlands["high"], netherlands["rank"]) == (8626, 10358, 3)
    assert netherlands["interval"] == "hard bounds"


@pytest.mark.parametrize("name", ["observed-corridors", "observed-countries", "observed-ranking", "observed-backbone"])
def test_each_table_of_figures_says_how_many_were_detected_at_home(glotip, name):
    assert "196,485 of 326,814 people (60 %) were detected in their own country" in measure(name, glotip).note


def test_countries_in_figures_have_their_domestic_share_and_no_betweenness(glotip):
    table = measure("observed-countries", glotip)
    assert "betweenness" not in table.columns
    assert sum(table.column("domestic")) == pytest.approx(196_485)
    britain = next(row for row in table if row["code"] == "GBR")
    assert (britain["domestic"], britain["reporting_years"]) == (16_797, 13)
    assert britain["domestic_share"] == pytest.approx(16_797 / (16_797 + 40_677), abs=1e-5)


def test_a_change_over_a_break_of_its_destination_is_marked(glotip):
    rows = list(measure_change(glotip, 2016, 2018))
    albania = next(row for row in rows if (row["origin"], row["destination"]) == ("ALB", "GBR"))
    assert "2017" in albania["series_break"]
    assert albania["reporting_years"] == 13
    later = measure("observed-corridors", glotip, years=(2018, 2022))
    albania = next(row for row in later if (row["origin"], row["destination"]) == ("ALB", "GBR"))
    assert (albania["destination_before"], albania["destination_after"]) == (3136, 16_809)
    assert sum(bool(breaks) for breaks in later.column("series_break")[:18]) >= 13
    assert "whole series breaks between the two years" in later.note


def test_the_backbone_of_glotip_controls_false_discoveries(glotip):
    table = measure_backbone(build_observation_network(glotip))
    alone = sum(min(row["alpha_origin"], row["alpha_destination"]) < 0.05 for row in table)
    assert (alone, table.counts["backbone"]) == (309, 148)
    assert all(row["adjusted"] >= row["alpha"] for row in table)


@pytest.mark.slow
def test_communities_of_glotip_are_more_than_chance_weighted_or_not(glotip):
    network = build_observation_network(glotip)
    weighted = measure_communities(network, runs=3, samples=5).parameters
    assert weighted["modularity"] == pytest.approx(0.499, abs=0.003)
    assert weighted["modularity_null"] + 2 * weighted["modularity_null_spread"] < weighted["modularity"]
    plain = measure_communities(network, weight=None, runs=3, samples=5).parameters
    assert plain["modularity"] == pytest.approx(0.228, abs=0.003)
    assert plain["modularity_null"] == pytest.approx(0.127, abs=0.008)


CODES = st.sampled_from(["NPL", "IND", "KWT", "OMN"])
FIGURES = st.lists(
    st.tuples(CODES, CODES, st.integers(0, 300), st.integers(0, 4), st.integers(2010, 2014)), max_size=12
).map(
    lambda cells: [
        CorridorFigure(one, two, low, low + more, year)
        for one, two, year, low, more in {(a, b, y): (a, b, y, low, more) for a, b, low, more, y in cells}.values()
    ]
)


@pytest.mark.fuzz
@settings(deadline=None)
@given(FIGURES)
def test_people_on_corridors_and_at_home_add_up_to_all(figures):
    whole = sum(one.lower for one in figures), sum(one.upper for one in figures)
    home = [sum(bounds[end] for bounds in count_domestic(figures).values()) for end in (0, 1)]
    table = rank_observed_corridors(build_observation_network(figures))
    assert sum(table.column("people_low")) + home[0] == whole[0]
    assert sum(table.column("people_high")) + home[1] == whole[1]
    for name in ("in_strength", "out_strength"):
        rows = [row for row in rank_observed_countries(figures) if row["measure"] == name]
        assert sum(row["low"] for row in rows) + home[0] == whole[0]
        assert all(row["low"] <= row["score"] <= row["high"] for row in rows)
        assert all(row["rank_low"] <= row["rank_high"] for row in rows)
        assert all(row["rank_low"] <= row["rank"] <= row["rank_high"] for row in rows if row["rank"] is not None)
    for row in table:
        assert 0 < row["corridor_years"] <= row["reporting_years"]


@pytest.mark.fuzz
@settings(deadline=None)
@given(FIGURES)
def test_a_change_stands_beside_the_whole_of_its_destination(figures):
    years = {one.year for one in figures}
    if len(years) < 2:
        return
    before, after = min(years), max(years)
    for row in measure_change(figures, before, after):
        for which in ("before", "after"):
            if row[f"{which}_low"] is not None:
                assert row[f"destination_{which}"] >= (row[f"{which}_low"] + row[f"{which}_high"]) / 2
        assert all(before < int(year) <= after for year in row["series_break"])
