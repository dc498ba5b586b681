"""What the project writes, it reads back: tables of measures, and the files that a page saves."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from survivorgraph.builds.exports import MEASURES, WRITTEN
from survivorgraph.errors import NetworkError
from survivorgraph.explorer.compose import GraphView
from survivorgraph.network.core.measures import Measures
from survivorgraph.network.files.file_measures import measure_file, measure_file_by_part
from survivorgraph.network.graphs.helpers import build_standing
from survivorgraph.network.measures.catalog import get_measures
from survivorgraph.store.dataset import open_dataset

BETWEEN_COUNTRIES = ("corridors", "coverage")


def read_strengths(table: Measures, key: str = "name") -> dict[str, tuple[object, ...]]:
    """Return the degrees and strengths of each node, by its name."""
    columns = ("in_degree", "out_degree", "in_strength", "out_strength")
    return {str(row[key]): tuple(row[column] for column in columns) for row in table}


@pytest.mark.parametrize("name", BETWEEN_COUNTRIES)
def test_a_table_of_corridors_is_read_back_as_the_network_that_it_is_of(built: Path, name: str) -> None:
    found = measure_file(built / "measures" / f"{name}.csv", "nodes", weight="stories")
    assert read_strengths(found) == read_strengths(get_measures(GraphView(open_dataset(built)), "countries"))


@pytest.mark.parametrize("name", BETWEEN_COUNTRIES)
def test_of_two_numbers_of_a_corridor_the_weight_is_asked_for(built: Path, name: str) -> None:
    with pytest.raises(NetworkError, match="give --weight 'stories'"):
        measure_file(built / "measures" / f"{name}.csv", "nodes")


@pytest.mark.parametrize("name", [name for name in WRITTEN if name not in BETWEEN_COUNTRIES])
def test_a_table_that_is_no_list_of_edges_is_refused_with_what_it_lacks(built: Path, name: str) -> None:
    with pytest.raises(NetworkError, match="expected the columns origin and destination"):
        measure_file(built / "measures" / f"{name}.csv", "nodes")


def test_what_measure_prints_as_csv_is_read_back(built_invented: Path, make_figures: Callable[..., Path]) -> None:
    build = make_figures(built_invented)
    graph_view = GraphView(open_dataset(build))
    file = build / "corridors.csv"
    file.write_text(get_measures(graph_view, "observed-corridors").to_csv(), encoding="utf-8")
    with file.open(encoding="utf-8", newline="") as stream:
        people = {row["origin"]: float(row["people_low"]) for row in csv.DictReader(stream)}
    found = {str(row["name"]): row["out_strength"] for row in measure_file(file, "nodes", weight="people_low")}
    assert found == {**people, "Lebanon": 0}


SAVED = """\
From,To,Kind,Counts,Covered,Places cited,id,lower,upper,unit,Written in,note
Kenya,Lebanon,Corridor in figures,12–16 people,nobody,1,KEN → LBN (2),12,16,people,UNODC,counts what was reported
Nepal,Lebanon,Corridor in figures,7 people,nobody,1,NPL → LBN,7,7,people,UNODC,counts what was reported
"""
STORY = "Kenya,Lebanon,Corridor,1 story,nobody,4,KEN → LBN,1,1,stories,An almanac,counts what was reported\n"


def write(folder: Path, text: str) -> Path:
    file = folder / "saved.csv"
    file.write_text(f"\ufeff{text}", encoding="utf-8")
    return file


def test_a_table_that_a_page_saved_weighs_by_the_middle_of_its_intervals(tmp_path: Path) -> None:
    found = measure_file(write(tmp_path, SAVED), "nodes")
    assert read_strengths(found)["Lebanon"] == (2, 0, 21, 0)
    assert "1 of its 2 weights are the middle of an interval" in found.basis
    upper = measure_file(tmp_path / "saved.csv", "nodes", weight="upper")
    assert read_strengths(upper)["Lebanon"] == (2, 0, 23, 0)


def test_stories_and_people_of_a_saved_table_are_never_added_up(tmp_path: Path) -> None:
    file = write(tmp_path, SAVED + STORY)
    for weight in (None, "lower", "upper"):
        with pytest.raises(
            NetworkError, match=r"its edges count people and stories, which are not added up.* --by unit"
        ):
            measure_file(file, "nodes", weight=weight)
    parts = measure_file_by_part(file, "nodes", "unit")
    assert {unit: read_strengths(part)["Kenya"][3] for unit, part in parts.items()} == {"people": 14, "stories": 1}
    assert read_strengths(measure_file(file, "nodes", unweighted=True))["Lebanon"] == (2, 0, 2, 0)
    assert read_strengths(measure_file(file, "nodes", weight="Places cited"))["Lebanon"] == (2, 0, 6, 0)


HARMED = "Iraq", "Syrian Arab Republic", "Somalia", "Central African Republic"


def test_with_imported_figures_no_table_rests_on_who_harms(built: Path, make_figures: Callable[..., Path]) -> None:
    """Armed groups are said to work in these countries, beside those who help there."""
    header = "Iso3_code,Country,Region,Subregion,Indicator,Dimension,Category,Sex,Age,Year,Unit of measurement,txtVALUE"
    rows = [
        f"{code},{name},-,-,Detected trafficking victims,by citizenship,{origin},Total,Total,2018,Counts,12,CTS"
        for code, name in zip(("IRQ", "SYR", "SOM", "CAF"), HARMED, strict=True)
        for origin in (*HARMED, "Kenya")
        if origin != name
    ]
    graph_view = GraphView(open_dataset(make_figures(built, "\n".join([f"{header},Source", *rows, ""]))))
    harming = build_standing(graph_view.dataset).harming
    assert "isis" in harming
    covered = get_measures(graph_view, "observed-coverage")
    assert len(covered) == 16
    assert "4 armed groups" in covered.note
    assert any("Fate" in str(row["rests_on"]) for row in covered if row["origin"] == "Iraq")
    for name in MEASURES:
        cells = {part for row in get_measures(graph_view, name).rows for cell in row for part in split(cell)}
        assert not cells & harming, name


def split(cell: object) -> set[str]:
    """Return the keys and names in a cell, in small letters and joined by hyphens."""
    parts = cell if isinstance(cell, tuple) else (cell,)
    return {str(part).rpartition("/")[2].rpartition(": ")[2].casefold().replace(" ", "-") for part in parts}
