"""The front door: what a notebook needs from a dataset, in one place."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest

import survivorgraph
from survivorgraph.dataset import NETWORKS, Dataset, Explorer
from survivorgraph.errors import QuestionError, SurvivorGraphError
from survivorgraph.network.graphs import networks

FROM_ELSEWHERE = re.compile(r"(?:src|href)=\"https?:|url\(https?:|@import")


@pytest.fixture(scope="module")
def dataset(built: Path) -> Dataset:
    return survivorgraph.open_dataset(built)


def test_the_package_names_what_it_gives() -> None:
    assert set(survivorgraph.__all__) <= set(dir(survivorgraph))
    for name in survivorgraph.__all__:
        assert getattr(survivorgraph, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'opne_dataset'"):
        survivorgraph.opne_dataset  # noqa: B018


def test_completion_shows_what_can_be_done(dataset: Dataset) -> None:
    shown = dir(dataset)
    assert not [name for name in shown if name.startswith("_")]
    assert {"ask", "query", "measure", "network", "stories", "corridors", "explorer", "to_pyvis"} <= set(shown)


def test_opening_and_asking_load_no_network_library(built: Path) -> None:
    code = (
        f"import sys, survivorgraph; survivorgraph.open_dataset({str(built)!r}).ask('stories'); "
        "print(*sorted({'networkx', 'pyvis', 'scipy', 'rdflib', 'pandas'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_question_and_a_query_give_rows(dataset: Dataset) -> None:
    route = dataset.ask("route-of-a-story", story="Feba")
    assert [row["arrivalCountry"] for row in route] == ["India", "Kuwait", "Nepal"]
    (row,) = dataset.query("SELECT (COUNT(*) AS ?n) { ?story a sg:Story ; rdfs:label ?name }", name="Feba")
    assert row["n"] == 0  # the label has a language
    assert len(dataset.stories()) == len(dataset.query("SELECT ?story { ?story a sg:Story }"))


def test_a_measure_says_what_it_rests_on(dataset: Dataset) -> None:
    corridors = dataset.corridors()
    assert "stories" in corridors.caption
    assert corridors.rows == dataset.measure("corridors").rows
    assert set(dataset.measure_by("corridors", "form")) > {"forced-begging"}
    assert "corridors" in dataset.list_measures()
    with pytest.raises(QuestionError, match="there is no measure"):
        dataset.measure("coridors")


@pytest.mark.parametrize("name", NETWORKS)
def test_a_network_is_a_networkx_graph_with_names(name: str, dataset: Dataset) -> None:
    network = dataset.network(name)
    assert isinstance(network, nx.Graph)
    assert all(data["name"] for _, data in network.nodes(data=True))
    assert all("weight" in data for *_, data in network.edges(data=True))
    assert network.graph["basis"]
    assert dataset.network(name) is not network


def test_networks_are_described_and_an_unknown_one_is_named(dataset: Dataset) -> None:
    assert list(NETWORKS) == list(networks.NETWORK_BUILDERS)
    with pytest.raises(QuestionError, match="did you mean 'corridors'"):
        dataset.network("coridors")


def test_the_explorer_opens_where_it_is_told(dataset: Dataset, tmp_path: Path) -> None:
    page = dataset.explorer("journeys", story="feba")
    assert page.page.opens["route"] == "story/feba"
    assert "<iframe" in page._repr_html_()
    assert dataset.explorer(form="forced-begging").page.opens == {"view": "map", "form": "forced-begging"}
    file = page.save(tmp_path / "feba.html")
    assert file.read_text(encoding="utf-8") == page.to_html()
    for wrong in (lambda: dataset.explorer(story="nobody"), lambda: dataset.explorer(language="xx")):
        with pytest.raises(SurvivorGraphError):
            wrong()


def test_a_network_and_an_answer_can_be_drawn(dataset: Dataset) -> None:
    drawn = dataset.draw(nx.DiGraph([("a", "b")]), title="Mine")
    assert isinstance(drawn, Explorer)
    assert "Mine" in drawn.to_html()
    assert "Kuwait" in dataset.draw(dataset.ask("route-of-a-story", story="Feba")).to_html()


def test_pyvis_draws_what_the_pages_draw(dataset: Dataset, tmp_path: Path) -> None:
    network = dataset.network("corridors")
    drawn = dataset.to_pyvis(network)
    assert {node["id"] for node in drawn.nodes} == set(network)
    assert {(edge["from"], edge["to"]) for edge in drawn.edges} == set(network.edges)
    assert len({(node["x"], node["y"]) for node in drawn.nodes}) == len(network)
    answer = dataset.to_pyvis(dataset.ask("route-of-a-story", story="Feba"))
    assert len(answer.nodes) >= 3
    file = tmp_path / "corridors.html"
    drawn.write_html(str(file))
    assert not FROM_ELSEWHERE.findall(file.read_text(encoding="utf-8"))


def test_a_hostile_name_stays_a_name_in_pyvis(dataset: Dataset) -> None:
    network = nx.DiGraph()
    network.add_node("a", name="</script><script>alert(1)</script>")
    network.add_edge("a", "b")
    assert "<script>alert(1)" not in dataset.to_pyvis(network).generate_html()
