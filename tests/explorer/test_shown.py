"""A page of a network in hand, of an answer, and with the words of a document."""

from __future__ import annotations

import hashlib
from pathlib import Path

import networkx as nx
import pytest

from survivorgraph.errors import EvidenceError, QuestionError
from survivorgraph.explorer.answer_page import make_answer_page, make_network_page
from survivorgraph.explorer.compose import GraphView
from survivorgraph.explorer.layout_large import place_many
from survivorgraph.explorer.page_html import page_html
from survivorgraph.explorer.quotes import find_quotes, read_quotes

QUERY = """
SELECT ?origin ?destinationName ?story ?digest WHERE {
  ?corridor a sg:Corridor ; sg:hasOriginCountry ?origin ; sg:isSupportedBy ?story ;
    sg:hasDestinationCountry/rdfs:label ?destinationName .
  ?story sg:hasOrigin/sg:hasEvidence/oa:hasSelector/sg:sha256 ?digest .
}
"""


def test_a_network_without_names_or_kinds_has_a_page() -> None:
    network = nx.path_graph(4)
    network.nodes[1].update(label="Bemora", kind="harbor", visits=3)
    page = make_network_page(network, title="Four")
    assert [data["name"] for _, data in page.network.nodes(data=True)] == ["0", "Bemora", "2", "3"]
    assert [kind.label for kind in page.kinds] == ["harbor", "Node"]
    assert [(column.key, column.numeric) for column in page.node_columns] == [("visits", True)]
    assert "Bemora" in page_html(page)
    assert "name" not in network.nodes[0]


def test_the_answer_to_a_question_has_a_page_with_its_evidence(graph_view: GraphView) -> None:
    page = make_answer_page(graph_view, graph_view.dataset.rows(QUERY), title="Corridors")  # type: ignore[arg-type]
    names = {data["name"]: data["kind"] for _, data in page.network.nodes(data=True)}
    assert names == {"Kenya": "country", "Lebanon": "country"}
    ((_, _, data),) = page.network.edges(data=True)
    assert all(fact.evidence for fact in data["facts"])
    assert all("destinationName: Lebanon" in fact.text for fact in data["facts"])


def test_an_answer_that_names_nothing_is_said(graph_view: GraphView) -> None:
    answer = graph_view.dataset.rows("SELECT (COUNT(*) AS ?n) WHERE { ?s a sg:Story }")
    with pytest.raises(QuestionError, match="nothing to draw"):
        make_answer_page(graph_view, answer, title="How many")  # type: ignore[arg-type]


def test_a_large_network_is_placed_around_its_heaviest_lines() -> None:
    network = nx.barabasi_albert_graph(3000, 2, seed=1)
    edges = [(a, b, 1.0 + (a + b) % 7) for a, b in network.edges]
    names, radii = {n: f"Place {n}" for n in network}, dict.fromkeys(network, 9.0)
    placed = place_many(network, edges, names=names, radii=radii)
    assert set(placed) == set(network)
    assert placed == place_many(network, list(edges), names=names, radii=radii)
    assert len(set(placed.values())) > 2900


def digest(words: str) -> tuple[int, str]:
    return len(words.split()), hashlib.sha256(words.encode()).hexdigest()


def test_the_words_of_a_place_are_found_as_they_are_set() -> None:
    wanted = {digest("she worked at the old mill"), digest("she was not there at all")}
    assert find_quotes("Once, She worked at\nthe  “old” mill; then left.", wanted) == {
        digest("she worked at the old mill"): "She worked at the “old” mill"
    }
    broken = {digest("a word that was broken")}
    assert list(find_quotes("a word that was bro-\nken here", broken).values()) == ["a word that was broken"]


def test_documents_give_their_words_to_the_facts(graph_view: GraphView, tmp_path: Path) -> None:
    source = Path(__file__).parents[1] / "fixtures" / "lighthouse-almanac.txt"
    (tmp_path / "lighthouse-almanac.txt").write_text(source.read_text("utf-8"), "utf-8")
    quotes = read_quotes(graph_view.dataset, tmp_path)
    assert quotes
    quoted = GraphView(graph_view.dataset, quotes=quotes)
    citations = [one for found in quoted.citations.values() for one in found]
    assert any(one.quote for one in citations)
    assert not any(one.quote for found in graph_view.citations.values() for one in found)
    with pytest.raises(EvidenceError):
        read_quotes(graph_view.dataset, tmp_path / "nowhere")
