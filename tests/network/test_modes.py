import networkx as nx
import pytest

from survivorgraph.network.files.file_measures import measure_file
from survivorgraph.network.graphs.partnerships import Affiliation, build_partnership_network, measure_partnerships
from survivorgraph.network.measures.mixing import measure_mixing


@pytest.mark.parametrize(
    ("network", "modes"),
    [
        (nx.davis_southern_women_graph(), "two modes (18 and 14 nodes)"),
        (nx.karate_club_graph(), None),
        (nx.DiGraph([("a", "x"), ("b", "x"), ("a", "y")]), "two modes (2 and 2 nodes)"),
    ],
)
def test_a_file_of_two_modes_is_noticed_and_its_direction_said(tmp_path, network, modes):
    file = tmp_path / "network.graphml"
    plain = network.__class__()
    plain.add_edges_from((str(one), str(other)) for one, other in network.edges)
    nx.write_graphml(plain, file)
    note = measure_file(file, "null").note
    assert (modes in note) if modes else ("two modes" not in note)
    assert (
        "edges lead from the first end to the second" if network.is_directed() else "edges have no direction"
    ) in note


def test_each_tie_counts_once_and_the_assortativity_is_said():
    kinds = {"a": "ngo", "b": "ngo", "c": "company", "d": "company"}
    network = build_partnership_network(
        [Affiliation("p", "P", code, code.upper(), kind=kind) for code, kind in kinds.items()]
    )
    table = measure_mixing(network)
    rows = {(row["from_group"], row["to_group"]): row for row in table}
    assert {pair: row["edges"] for pair, row in rows.items()} == {
        ("company", "company"): 1, ("company", "ngo"): 4, ("ngo", "ngo"): 1,
    }  # fmt: skip
    assert sum(row["weight"] for row in rows.values()) == 6
    assert sum(row["share"] for row in rows.values()) == pytest.approx(1, abs=1e-5)
    assert sum(row["expected_share"] for row in rows.values()) == pytest.approx(1, abs=1e-5)
    assert "assortativity by kind is -0.33" in table.note
    assert "from 6 edges, without an interval" in table.note


def test_scores_that_come_from_one_event_say_so():
    table = measure_partnerships(
        build_partnership_network(
            [Affiliation("fair", "Fair", code, code.upper()) for code in "abcd"]
            + [Affiliation("pair", "Pair", code, code.upper()) for code in "ae"]
        )
    )
    rows = {row["code"]: row for row in table}
    assert (rows["b"]["largest_partnership"], rows["b"]["share_of_largest"]) == ("fair", 1.0)
    assert rows["a"]["share_of_largest"] == 0.75
    assert "4 of 5 organizations have all their ties from one partnership" in table.note
