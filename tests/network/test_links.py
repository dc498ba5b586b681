import itertools

import networkx as nx
import pytest

from survivorgraph.errors import NetworkError
from survivorgraph.network.graphs.partnerships import build_participations
from survivorgraph.network.measures.coverage import Reach, build_reach, measure_coverage
from survivorgraph.network.measures.link_suggestions import GUARANTEE, rank_links


def make_corridors(*edges):
    network = nx.DiGraph()
    network.add_weighted_edges_from(edges)
    return network


def make_reach(partnerships=None, **organizations):
    return Reach(
        {key: frozenset(codes) for key, codes in (partnerships or {}).items()},
        {key: frozenset(codes.split()) for key, codes in organizations.items()},
    )


CORRIDORS = make_corridors(("NPL", "KWT", 5), ("NPL", "IND", 2), ("PHL", "KWT", 1), ("UZB", "KAZ", 9))


def test_the_link_that_covers_most_is_chosen_first_then_what_it_leaves():
    table = rank_links(CORRIDORS, make_reach(north="NPL PHL", gulf="KWT", india="IND"), names={"gulf": "Gulf"})
    rows = list(table)
    assert [(row["organization"], row["other"], row["gain"], row["covered"]) for row in rows] == [
        ("gulf", "north", 6, 6), ("india", "north", 2, 8),
    ]  # fmt: skip
    assert rows[0]["organization_name"] == "Gulf"
    assert rows[0]["corridors"] == ("NPL - KWT", "PHL - KWT")
    assert [row["share_covered"] for row in rows] == [0.75, 1.0]
    assert table.counts == {"corridors": 4, "uncovered": 4, "beyond_links": 1, "candidates": 2}
    assert "at least 63 % of what as many links could cover" in table.note
    assert table.parameters["guarantee"] == pytest.approx(1 - 1 / 2.718281828, abs=1e-3) == GUARANTEE


def test_a_corridor_that_somebody_joins_needs_no_link():
    reach = make_reach({"p": ["NPL", "KWT"]}, north="NPL", gulf="KWT", both="PHL KWT")
    table = rank_links(CORRIDORS, reach)
    assert table.rows == ()
    assert table.counts["uncovered"] == 2


def test_equal_links_are_counted_and_the_first_in_the_alphabet_is_taken():
    (row,) = rank_links(make_corridors(("NPL", "KWT", 5)), make_reach(b="NPL", a="NPL", c="KWT"))
    assert (row["organization"], row["other"], row["tied_links"]) == ("a", "c", 1)


def test_organizations_that_touch_too_many_countries_can_be_left_out():
    reach = make_reach(everywhere="NPL PHL UZB", gulf="KWT", north="NPL")
    assert next(iter(rank_links(CORRIDORS, reach)))["other"] == "gulf"
    assert next(iter(rank_links(CORRIDORS, reach, widest=2)))["organization"] == "gulf"


def test_greedy_keeps_its_guarantee_against_every_choice():
    network = nx.gnp_random_graph(9, 0.35, seed=4, directed=True)
    network = nx.relabel_nodes(network, {node: f"C{node}" for node in network})
    nx.set_edge_attributes(network, {edge: 1 + sum(map(ord, "".join(edge))) % 7 for edge in network.edges}, "weight")
    reach = make_reach(**{f"o{number}": f"C{number} C{(number * 5 + 2) % 9}" for number in range(6)})
    uncovered = {
        (one, two): weight
        for one, two, weight in network.edges(data="weight")
        if not any({one, two} <= codes for codes in reach.organizations.values())
    }

    def covers(pair):
        one, two = (reach.organizations[key] for key in pair)
        return {(a, b) for a, b in uncovered if (a in one and b in two) or (a in two and b in one)}

    pairs = list(itertools.combinations(reach.organizations, 2))
    best = max(
        sum(uncovered[edge] for edge in set().union(*map(covers, chosen)))
        for chosen in itertools.combinations(pairs, 3)
    )
    table = rank_links(network, reach, links=3)
    assert GUARANTEE * best <= table.column("covered")[-1] <= best


def test_no_links_and_no_corridors():
    assert rank_links(nx.DiGraph(), make_reach()).rows == ()
    with pytest.raises(NetworkError, match="at least 1"):
        rank_links(CORRIDORS, make_reach(), links=0)


def test_a_treaty_covers_only_where_it_is_asked_for():
    network = make_corridors(("NPL", "KWT", 5))
    reach = Reach({}, {}, treaties={"t": frozenset({"NPL", "KWT"})}, bodies={"b": frozenset({"NPL", "KWT"})})
    (row,) = measure_coverage(network, reach)
    assert (row["coverage"], row["treaties_both"], row["bodies_both"]) == ("none", ("t",), ("b",))
    (row,) = measure_coverage(network, reach, ties=("partnerships", "organizations", "treaties"))
    assert row["coverage"] == "jointly"
    with pytest.raises(NetworkError, match="choose of partnerships"):
        measure_coverage(network, reach, ties=("friendship",))


def test_coverage_names_the_sections_where_it_is_written():
    reach = Reach({"p": frozenset({"NPL", "KWT"})}, {}, evidence={"p": ("one-chapter-2",), "q": ("one-chapter-9",)})
    (row,) = measure_coverage(make_corridors(("NPL", "KWT", 5)), reach)
    assert row["evidence"] == ("one-chapter-2",)


def test_the_reach_of_a_dataset_has_treaties_bodies_and_evidence(dataset):
    reach = build_reach(dataset, build_participations(dataset))
    assert reach.treaties == {"pact": frozenset({"NPL", "KWT"})}
    assert reach.bodies == {"gulf-council": frozenset({"KWT"})}
    assert reach.evidence == {"lamp": ("one-chapter",), "harbor": ("one-chapter",)}
