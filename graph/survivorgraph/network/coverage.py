"""Ask of each corridor who works at its two ends, and whether anybody works at both: where nobody joins.

Coverage is what the sources report. That nobody is named for a corridor does not say that nobody works there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import networkx as nx

from survivorgraph.errors import NetworkError
from survivorgraph.network.centrality import find_provenance
from survivorgraph.network.measures import Measures, count_of, make_measures
from survivorgraph.network.partnerships import Participation
from survivorgraph.network.queries import (
    BODY_COUNTRIES,
    COVERAGE_EVIDENCE,
    ORGANIZATION_COUNTRIES,
    PARTNERSHIP_COUNTRIES,
    TREATY_COUNTRIES,
    Row,
    Rows,
    read_key,
)

__all__ = ["COVERAGE_CLASSES", "TIES", "Reach", "build_reach", "make_reach", "measure_coverage"]

COVERAGE_CLASSES = ("none", "one end", "separately", "jointly")
"""From the least covered corridor to the most."""

TIES = ("partnerships", "organizations", "treaties", "bodies")
"""What can join the two ends of a corridor. A treaty or a regional body joins states, not work on the ground."""

COVERAGE_NOTE = "counts what the sources report of organizations and partnerships, not all that there is"

_COLUMNS = (
    "origin", "destination", "origin_code", "destination_code", "coverage", "stories", "people",
    "partnerships_both", "organizations_both", "partnerships_origin", "partnerships_destination",
    "organizations_origin", "organizations_destination", "treaties_both", "bodies_both", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reach:
    """Hold the countries that partnerships and organizations touch: key to alpha-3 codes.

    A partnership touches the countries that it is said to operate in, and those in which one of its
    participants is based (a government is based in its country). An organization touches the countries
    where it is based or works; a treaty those whose action under it is reported; a regional body those where
    its members are based. `evidence` lists by key the sections in which a partnership or organization stands.
    """

    partnerships: Mapping[str, frozenset[str]]
    organizations: Mapping[str, frozenset[str]]
    treaties: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bodies: Mapping[str, frozenset[str]] = field(default_factory=dict)
    evidence: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def build_reach(dataset: Rows, participations: Collection[Participation]) -> Reach:
    """Read which countries the partnerships and organizations of the dataset touch."""
    reach = make_reach(participations, dataset.rows(PARTNERSHIP_COUNTRIES), dataset.rows(ORGANIZATION_COUNTRIES))
    sections: defaultdict[str, set[str]] = defaultdict(set)
    for row in dataset.rows(COVERAGE_EVIDENCE):
        sections[str(read_key(row["thing"]))].add(str(read_key(row["section"])))
    return replace(
        reach,
        treaties=_collect(dataset.rows(TREATY_COUNTRIES), "treaty"),
        bodies=_collect(dataset.rows(BODY_COUNTRIES), "body"),
        evidence={key: tuple(sorted(found)) for key, found in sorted(sections.items())},
    )


def _collect(rows: Iterable[Row], column: str) -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[str(read_key(row[column]))].add(str(row["country"]))
    return _freeze(found)


def make_reach(
    participations: Collection[Participation],
    partnership_countries: Iterable[Row],
    organization_countries: Iterable[Row],
) -> Reach:
    """Make the reach of rows of the two country queries; `relation` is "based" or "works"."""
    based: defaultdict[str, set[str]] = defaultdict(set)
    organizations: defaultdict[str, set[str]] = defaultdict(set)
    for row in organization_countries:
        key, country = str(read_key(row["organization"])), str(row["country"])
        organizations[key].add(country)
        if row["relation"] == "based":
            based[key].add(country)
    partnerships: defaultdict[str, set[str]] = defaultdict(set)
    for row in partnership_countries:
        partnerships[str(read_key(row["partnership"]))].add(str(row["country"]))
    for one in participations:
        partnerships[one.partnership].update(based[one.organization])
    return Reach(_freeze(partnerships), _freeze(organizations))


def _freeze(found: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
    return {key: frozenset(found[key]) for key in sorted(found) if found[key]}


def measure_coverage(
    network: nx.DiGraph[Any], reach: Reach, *, ties: Collection[str] = ("partnerships", "organizations")
) -> Measures:
    """Class every corridor of a network by who touches its ends, the least covered first.

    `coverage` is

    - ``jointly``: one partnership, or one organization, touches both ends (one of `ties`, of `TIES`)
    - ``separately``: both ends are touched, but by nobody who touches both
    - ``one end``, ``none``: of the two countries, one or neither is touched

    The other columns name who: `partnerships_both` and `organizations_both` touch both ends (where the
    first is empty, no partnership joins the ends), `_origin` and `_destination` only that end.
    `treaties_both` and `bodies_both` name treaties and regional bodies that both states belong to; they count
    for the class only if `ties` says so, since a treaty of nearly all states would cover nearly everything.
    `evidence` lists the sections in which the joint partnerships and organizations stand. Rows are sorted by
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
                "stories": len(data["stories"])
                if "stories" in data
                else 0
                if "observations" in data
                else data["weight"],
                "people": data.get("people"),
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
        "; ".join(filter(None, (str(network.graph.get("note", "")), COVERAGE_NOTE))),
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
