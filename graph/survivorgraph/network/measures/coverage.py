"""Coverage of corridors: who works at either end, and who at both.

Coverage is what the sources report. That no one is named for a corridor does not mean that no one works there.
What counts is defined in `reach`: harming organizations are not helpers, and a study is not work in a country.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import networkx as nx

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.measures import Measures, count_of, make_measures
from survivorgraph.network.graphs.reach import TIES, Reach, build_reach, make_reach
from survivorgraph.network.measures.centrality import find_provenance

__all__ = ["COVERAGE_CLASSES", "TIES", "Reach", "build_reach", "make_reach", "measure_coverage"]

COVERAGE_CLASSES = ("none", "one end", "separately", "jointly")
"""From the least covered corridor to the most."""

COVERAGE_NOTE = (
    "counts what the sources report of organizations and partnerships, not all that there is; read in 'rests_on' what "
    "a class rests on"
)
NAMED = 3
"""So many organizations of one end are named in `rests_on`; the columns have all."""

_COLUMNS = (
    "origin", "destination", "origin_code", "destination_code", "coverage", "stories", "people", "rests_on",
    "partnerships_both", "organizations_both", "partnerships_origin", "partnerships_destination",
    "organizations_origin", "organizations_destination", "treaties_both", "bodies_both", "evidence",
)  # fmt: skip

Split = Mapping[str, tuple[str, ...]]


def measure_coverage(
    network: nx.DiGraph[Any], reach: Reach, *, ties: Collection[str] = ("partnerships", "organizations")
) -> Measures:
    """Classify every corridor of a network by who touches its ends, the least covered first.

    `coverage` is

    - ``jointly``: one partnership, or one organization, touches both ends (one of `ties`, of `TIES`)
    - ``separately``: both ends are touched, but by nobody who touches both
    - ``one end``, ``none``: of the two countries, one or neither is touched

    The other columns name who: `partnerships_both` and `organizations_both` touch both ends (where the
    first is empty, no partnership joins the ends), `_origin` and `_destination` only that end.
    `treaties_both` and `bodies_both` name treaties and regional bodies that both states belong to; they count
    for the class only if `ties` says so, since a treaty of nearly all states would cover nearly everything.
    `rests_on` says in words what the class rests on: which partnerships, for which purposes, which organizations,
    and where a partnership is reported in the same section as a story of the corridor, so that both may be
    about the same people; it names what touches an end and is not counted, with the reason. `evidence` lists the
    sections that mention the joint partnerships and organizations. Rows are sorted by
    class, then by `stories` and `people`, largest first, then by name. The network is one of corridors of
    stories, or of observations: then `stories` is 0. Raises NetworkError for an unknown tie.
    """
    unknown = next((tie for tie in ties if tie not in TIES), None)
    if unknown is not None:
        raise NetworkError(f"coverage does not know the tie '{unknown}'; choose of {', '.join(TIES)}")
    names = {node: str(data.get("name", node)) for node, data in network.nodes(data=True)}
    rows = []
    for origin, destination, data in network.edges(data=True):
        found = {tie: _split(getattr(reach, tie), origin, destination) for tie in TIES}
        joint = (*found["partnerships"]["both"], *found["organizations"]["both"])
        rows.append(
            {
                "origin": names[origin],
                "destination": names[destination],
                "origin_code": str(origin),
                "destination_code": str(destination),
                "coverage": _classify(*(found[tie] for tie in ties)),
                "stories": _count_stories(data),
                "people": data.get("people"),
                "rests_on": _explain(found, reach, (origin, destination), data.get("stories", ())),
                **{f"partnerships_{end}": keys for end, keys in found["partnerships"].items()},
                **{f"organizations_{end}": keys for end, keys in found["organizations"].items()},
                "treaties_both": found["treaties"]["both"],
                "bodies_both": found["bodies"]["both"],
                "evidence": tuple(sorted({section for key in joint for section in reach.evidence.get(key, ())})),
            }
        )
    ordered = sorted(rows, key=lambda row: COVERAGE_CLASSES.index(row["coverage"]))
    tables = [
        make_measures(_COLUMNS, [row for row in ordered if row["coverage"] == one], by=("stories", "people"), basis="")
        for one in COVERAGE_CLASSES
    ]
    size = (
        f"{count_of(len(reach.partnerships), 'partnership', 'partnerships')} and "
        f"{count_of(len(reach.organizations), 'organization', 'organizations')} with a country"
    )
    return Measures(
        _COLUMNS,
        tuple(row for table in tables for row in table.rows),
        "; ".join(filter(None, (str(network.graph.get("basis", "")), size))),
        "; ".join(filter(None, (str(network.graph.get("note", "")), COVERAGE_NOTE, reach.left_out))),
        {"classes": COVERAGE_CLASSES, "ties": tuple(ties)},
        {f"coverage {one}": len(table) for one, table in zip(COVERAGE_CLASSES, tables, strict=True)},
        tuple(sorted(find_provenance(network))),
    )


def _count_stories(data: Mapping[str, Any]) -> Any:
    """Return the stories behind an edge: those it lists, none if it counts observations, else its weight."""
    if "stories" in data:
        return len(data["stories"])
    return 0 if "observations" in data else data["weight"]


def _split(touched: Mapping[str, frozenset[str]], origin: str, destination: str) -> dict[str, tuple[str, ...]]:
    both = [key for key, codes in touched.items() if origin in codes and destination in codes]
    first = [key for key, codes in touched.items() if origin in codes and destination not in codes]
    last = [key for key, codes in touched.items() if destination in codes and origin not in codes]
    return {"both": tuple(both), "origin": tuple(first), "destination": tuple(last)}


def _classify(*found: Mapping[str, tuple[str, ...]]) -> str:
    if any(keys["both"] for keys in found):
        return "jointly"
    ends = sum(any(keys[end] for keys in found) for end in ("origin", "destination"))
    return COVERAGE_CLASSES[ends]


def _explain(
    found: Mapping[str, Split], reach: Reach, ends: tuple[str, str], stories: Collection[str]
) -> tuple[str, ...]:
    """Describe what touches a corridor, the partnerships that count first."""
    places = {"both": "at both ends", "origin": "at the origin", "destination": "at the destination"}
    told = {section for story in stories for section in reach.story_sections.get(story, ())}
    said = []
    for end, place in places.items():
        for key in found["partnerships"][end]:
            same = told & {*reach.evidence.get(key, ())}
            doubt = ", reported in the same section as a story of the corridor: perhaps the same people" if same else ""
            said.append(f"partnership {reach.describe(key)} operates {place}{doubt}")
        keys = found["organizations"][end]
        if keys:
            more = f" and {len(keys) - NAMED} more" if len(keys) > NAMED else ""
            named = ", ".join(reach.names.get(key, key) for key in keys[:NAMED])
            said.append(f"{place}: {named}{more}")
    for key, (reason, codes) in reach.uncounted.items():
        if codes & {*ends}:
            said.append(f"not counted: partnership {reach.describe(key)}, {reason}")
    return tuple(said)
