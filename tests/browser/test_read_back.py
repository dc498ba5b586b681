"""What a page saves is read back by the measures of files, with the numbers of the graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.browser.test_shown_is_so import save

from survivorgraph.errors import NetworkError
from survivorgraph.explorer.compose import GraphView
from survivorgraph.network.core.measures import Measures
from survivorgraph.network.files.file_measures import measure_file, measure_file_by_part
from survivorgraph.network.measures.catalog import get_measures
from survivorgraph.store.dataset import open_dataset

pytestmark = pytest.mark.browser
LINES = ("in_strength", "out_strength")


def read_lines(table: Measures) -> dict[str, tuple[object, ...]]:
    return {str(row["name"]): tuple(row[name] for name in LINES) for row in table}


@pytest.mark.parametrize("kind", ["csv", "gexf"])
def test_the_corridors_of_the_map_are_those_of_the_measure(
    browser: Any, built: Path, tmp_path: Path, kind: str
) -> None:
    browser.open(built / "site" / "index.html", state="view=network&table=edges")
    file = tmp_path / f"saved.{kind}"
    file.write_text(save(browser, kind), encoding="utf-8")
    corridors = measure_file_by_part(file, "nodes", "Kind" if kind == "csv" else "kind")["Corridor"]
    expected = read_lines(get_measures(GraphView(open_dataset(built)), "countries"))
    assert read_lines(corridors) == expected


@pytest.mark.parametrize("kind", ["csv", "gexf"])
def test_figures_are_read_back_apart_from_stories(browser: Any, figures_page: Path, tmp_path: Path, kind: str) -> None:
    browser.open(figures_page)
    file = tmp_path / f"saved.{kind}"
    file.write_text(save(browser, kind), encoding="utf-8")
    with pytest.raises(NetworkError, match="its edges count people and stories, which are not added up"):
        measure_file(file, "nodes")
    parts = measure_file_by_part(file, "nodes", "unit")
    assert read_lines(parts["people"]) == {"Lebanon": (21, 0), "Kenya": (0, 14), "Nepal": (0, 7)}
    assert read_lines(parts["stories"]) == {"Lebanon": (1, 0), "Kenya": (0, 1)}


def test_partnerships_are_read_back_undirected(browser: Any, built: Path, tmp_path: Path) -> None:
    browser.open(built / "site" / "index.html", state="view=partnerships")
    file = tmp_path / "saved.gexf"
    file.write_text(save(browser, "gexf"), encoding="utf-8")
    found = {str(row["code"]).rpartition("/")[2]: row["degree"] for row in measure_file(file, "nodes")}
    table = get_measures(GraphView(open_dataset(built)), "partnerships")
    expected = {str(row["code"]).rpartition("/")[2]: row["degree"] for row in table}
    assert {name: found[name] for name in expected} == expected
