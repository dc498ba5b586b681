from pathlib import Path

import networkx as nx
import pytest

from survivorgraph.errors import NetworkError, QuestionError
from survivorgraph.network.files.file_measures import FILE_MEASURES, measure_file, measure_file_by_part, rank_file_nodes

FERRIES = """\
origin,destination,season,trips
port,island,summer,2
port,island,winter,1
island,cape,summer,1
cape,port,,5
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ferries.csv"
    path.write_text(FERRIES, encoding="utf-8")
    return path


def test_a_network_from_a_file_is_measured(file):
    measures = measure_file(file, "nodes", weight="trips")
    assert {row["code"]: row["in_strength"] for row in measures} == {"port": 5, "island": 3, "cape": 1}
    assert measures.caption.startswith("file ferries.csv: 3 nodes, 3 edges")


@pytest.mark.parametrize("name", FILE_MEASURES)
def test_every_measure_of_a_file_is_one_of_its_parts_too(name, file):
    whole = measure_file(file, name, weight="trips")
    parts = measure_file_by_part(file, name, "season", weight="trips")
    assert list(parts) == ["summer", "winter", "not stated"]
    assert {part.columns for part in parts.values()} == {whole.columns}
    assert parts["winter"].basis == "file ferries.csv, season winter: 2 nodes, 1 edge"


def test_each_part_has_its_own_edges(file):
    parts = measure_file_by_part(file, "nodes", "season", weight="trips")
    strengths = {value: {row["code"]: row["in_strength"] for row in part} for value, part in parts.items()}
    assert strengths == {
        "summer": {"port": 0, "island": 2, "cape": 1},
        "winter": {"port": 0, "island": 1},
        "not stated": {"cape": 0, "port": 5},
    }


def test_a_graphml_file_is_split_by_an_attribute_of_its_edges(tmp_path):
    network = nx.DiGraph([("a", "b", {"kind": "sea", "weight": 2}), ("b", "a", {"kind": "air", "weight": 3})])
    nx.write_graphml(network, tmp_path / "ways.graphml")
    parts = measure_file_by_part(tmp_path / "ways.graphml", "nodes", "kind")
    assert {value: part.rows[0][0] for value, part in parts.items()} == {"air": "a", "sea": "b"}
    with pytest.raises(NetworkError, match="no edge has 'season'; edges have: kind, weight"):
        measure_file_by_part(tmp_path / "ways.graphml", "nodes", "season")


def test_rows_are_drawn_one_by_one(file):
    table = measure_file(file, "ranking", weight="trips", resamples=200, seed=1)
    assert table.parameters["clusters"] == 4
    assert (table.parameters["resamples"], table.parameters["seed"]) == (200, 1)
    strength = {row["code"]: (row["score"], row["low"]) for row in table if row["measure"] == "in_strength"}
    assert strength == {"port": (5.0, 0.0), "island": (3.0, 0.0), "cape": (1.0, 0.0)}
    assert table != measure_file(file, "ranking", weight="trips", resamples=200, seed=2)


def test_an_undirected_network_is_not_ranked():
    with pytest.raises(NetworkError, match="undirected"):
        rank_file_nodes(nx.path_graph(3))


DEGENERATE = {
    "empty": nx.DiGraph(),
    "one node": nx.empty_graph(1, create_using=nx.DiGraph),
    "disconnected": nx.DiGraph([("a", "b"), ("x", "y")]),
    "self-loops": nx.DiGraph([("a", "a"), ("b", "b")]),
    "parallel edges": nx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "a")]),
}


@pytest.mark.parametrize("network", DEGENERATE.values(), ids=DEGENERATE)
@pytest.mark.parametrize("name", FILE_MEASURES)
def test_degenerate_files_have_a_table(name, network, tmp_path):
    nx.write_graphml(nx.relabel_nodes(network, str), tmp_path / "ways.graphml")
    table = measure_file(tmp_path / "ways.graphml", name)
    assert table.basis.startswith("file ways.graphml: ")
    assert table.parameters.get("weight", "edges") == "edges"


def test_what_a_file_cannot_be_asked(file):
    with pytest.raises(QuestionError, match="a file cannot be measured by 'coverage'; measures: nodes"):
        measure_file(file, "coverage")
    with pytest.raises(QuestionError, match="'nodes' of a file takes no resamples; measures that do: ranking"):
        measure_file(file, "nodes", resamples=5)
    with pytest.raises(NetworkError, match=r"ferries.csv: there is no column 'tide'; columns: origin, destination"):
        measure_file_by_part(file, "nodes", "tide")
