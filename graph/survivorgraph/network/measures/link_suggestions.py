"""Link suggestions: new links between known organizations that would cover most uncovered corridors.

A link joins two organizations, one that touches the origin and one that touches the destination. It says
where the reported reach of two organizations adds up; not that they could, should or would work together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import networkx as nx

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.measures import Cell, Measures, count_of, make_measures
from survivorgraph.network.graphs.reach import Reach
from survivorgraph.network.measures.centrality import find_provenance
from survivorgraph.network.measures.coverage import COVERAGE_NOTE

__all__ = ["GUARANTEE", "rank_links"]

GUARANTEE = 0.632
"""1 - 1/e: the greedy choice covers at least this share of what the best choice of as many links covers."""

_COLUMNS = (
    "step", "organization", "other", "organization_name", "other_name", "gain", "covered", "share_covered", "corridors",
    "tied_links",
)  # fmt: skip

Pair = tuple[str, str]


def rank_links(
    network: nx.DiGraph[Any],
    reach: Reach,
    *,
    links: int = 10,
    weight: str | None = "weight",
    names: Mapping[str, str] | None = None,
    widest: int | None = None,
) -> Measures:
    """Select links between organizations greedily, each covering the most of what is still uncovered.

    Uncovered is a corridor whose ends no partnership and no organization touches both; see
    `coverage.measure_coverage`. A link of two organizations covers it if one touches the origin and the
    other the destination. Columns: `step`; `organization`, `other` (keys) and their names; `gain`: weight of the
    corridors that the link adds (people or stories, as the network weighs; None as `weight` counts
    corridors); `covered`: the sum so far; `share_covered`: of all that links can cover, from 0 to 1;
    `corridors` added; `tied_links`: how many other links would add as much at this step - with a large number the
    choice between them is that of the alphabet.

    The choice is greedy: after k steps it covers at least 1 - (1 - 1/k)^k, so more than 1 - 1/e = 63 %, of what
    the best k links could (Nemhauser, Wolsey and Fisher 1978, doi:10.1007/BF01588971), and no method
    that is fast can promise more (Feige 1998, doi:10.1145/285055.285059). `widest` leaves out
    organizations that touch more countries than that: one that works everywhere says little of a
    corridor. `parameters` has `guarantee`, `counts` what is uncovered and what no link can cover.
    Raises NetworkError for fewer than 1 link.
    """
    if links < 1:
        raise NetworkError(f"{links} links: give at least 1")
    touched = {key: codes for key, codes in reach.organizations.items() if widest is None or len(codes) <= widest}
    values = {
        (str(origin), str(destination)): float(data[weight]) if weight else 1.0
        for origin, destination, data in network.edges(data=True)
        if not _is_covered(reach, origin, destination)
    }
    pairs = _list_pairs(values, touched)
    reachable = {corridor for corridors in pairs.values() for corridor in corridors}
    total = sum(values[corridor] for corridor in reachable)
    rows: list[dict[str, Cell]] = []
    covered = 0.0
    for step, (pair, gain, corridors, tied_links) in enumerate(_choose(pairs, values, links), start=1):
        covered += gain
        rows.append(
            {
                "step": step,
                "organization": pair[0],
                "other": pair[1],
                "organization_name": (names or {}).get(pair[0], pair[0]),
                "other_name": (names or {}).get(pair[1], pair[1]),
                "gain": gain,
                "covered": covered,
                "share_covered": covered / total,
                "corridors": tuple(f"{origin} - {destination}" for origin, destination in corridors),
                "tied_links": tied_links,
            }
        )
    size = count_of(len(touched), "organization", "organizations")
    unreachable = len(values) - len(reachable)
    remark = (
        f"{count_of(len(values), 'corridor', 'corridors')} of {network.number_of_edges()} uncovered, "
        f"{unreachable} of them beyond any link of organizations in the graph; chosen greedily: at least 63 % of "
        "what as many links could cover at best; says where reach adds up, not who should work together"
    )
    if not rows:
        why = (
            "no corridor is uncovered"
            if not values
            else ("of no uncovered corridor is one helper known at the origin and another at the destination")
        )
        remark = f"no link is listed, since {why}; {remark}"
    return make_measures(
        _COLUMNS,
        rows,
        by=None,
        basis="; ".join(filter(None, (str(network.graph.get("basis", "")), f"{size} with a country"))),
        note="; ".join(filter(None, (str(network.graph.get("note", "")), COVERAGE_NOTE, reach.left_out, remark))),
        parameters={"links": links, "weight": weight, "widest": widest, "guarantee": GUARANTEE},
        counts={
            "corridors": network.number_of_edges(),
            "uncovered": len(values),
            "beyond_links": unreachable,
            "candidates": len(pairs),
        },
        provenance=find_provenance(network),
    )


def _is_covered(reach: Reach, origin: str, destination: str) -> bool:
    both = (codes for touched in (reach.partnerships, reach.organizations) for codes in touched.values())
    return any(origin in codes and destination in codes for codes in both)


def _list_pairs(values: Mapping[Pair, float], touched: Mapping[str, frozenset[str]]) -> dict[Pair, frozenset[Pair]]:
    """Return for every pair of organizations the uncovered corridors that it would cover, if any."""
    at: defaultdict[str, list[str]] = defaultdict(list)
    for key, codes in touched.items():
        for code in codes:
            at[code].append(key)
    found: defaultdict[Pair, set[Pair]] = defaultdict(set)
    for origin, destination in values:
        for one, two in product(at[origin], at[destination]):
            found[(one, two) if one < two else (two, one)].add((origin, destination))
    return {pair: frozenset(found[pair]) for pair in sorted(found)}


def _choose(
    pairs: Mapping[Pair, frozenset[Pair]], values: Mapping[Pair, float], links: int
) -> Iterator[tuple[Pair, float, list[Pair], int]]:
    """Yield pair, gain, corridors gained and the number of other pairs with the same gain, step by step."""
    left = dict(pairs)
    done: set[Pair] = set()
    for _ in range(links):
        gains = {pair: sum(values[one] for one in corridors - done) for pair, corridors in left.items()}
        left = {pair: corridors for pair, corridors in left.items() if gains[pair] > 0}
        if not left:
            return
        best = max(gains[pair] for pair in left)
        equal = [pair for pair in left if abs(gains[pair] - best) <= 1e-9 * best]
        chosen = min(equal)
        gained = sorted(left[chosen] - done)
        yield chosen, gains[chosen], gained, len(equal) - 1
        done.update(gained)
