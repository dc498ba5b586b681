"""Layer of organizations with their reach, partnerships, and lines between organizations that share one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import networkx as nx

from survivorgraph.explorer.graph_view import GraphView
from survivorgraph.explorer.page import CountedUnit, PageFact, PagePartnership
from survivorgraph.explorer.theme import KIND_OF_ORGANIZATION
from survivorgraph.network.graphs.helpers import Standing, build_standing
from survivorgraph.network.graphs.partnerships import (
    Affiliation,
    build_participations,
    build_partnership_network,
    list_working,
    measure_partnerships,
    project_organizations,
)
from survivorgraph.network.graphs.queries import read_key
from survivorgraph.network.graphs.reach import Reach, build_reach
from survivorgraph.schema.vocabulary import ID
from survivorgraph.wording import sentences

__all__ = ["OrganizationLayer"]

ORGANIZATIONS = """
SELECT DISTINCT ?organization ?name ?kind ?source WHERE {
  ?organization a sg:Organization ; rdfs:label ?name .
  OPTIONAL { ?organization sg:hasOrganizationKind ?kind }
  OPTIONAL { ?organization ^sg:describesOrganization/sg:isReportedIn ?source }
} ORDER BY ?organization ?source
"""
TRAITS = """
SELECT DISTINCT ?thing ?facet ?value WHERE {
  VALUES (?property ?facet) {
    (sg:providesService "service") (sg:worksInSector "industry") (sg:addressesForm "form") (sg:isReportedIn "source")
  }
  VALUES ?class { sg:Organization sg:Partnership }
  ?thing a ?class ; ?property ?value .
} ORDER BY ?thing ?facet ?value
"""
YEARS = """
SELECT DISTINCT ?partnership ?start ?end WHERE {
  ?partnership a sg:Partnership .
  OPTIONAL { ?partnership sg:startYear ?start }
  OPTIONAL { ?partnership sg:endYear ?end }
} ORDER BY ?partnership
"""


@dataclass
class OrganizationLayer:
    """The layer of organizations in a network; `years` are those in which each source was published."""

    graph_view: GraphView
    network: nx.MultiDiGraph[str]
    years: Mapping[str, str]

    @cached_property
    def participations(self) -> list[Affiliation]:
        """Read the affiliations of organizations to partnerships, without those that harm."""
        return list_working(build_participations(self.graph_view.dataset))

    @cached_property
    def standing(self) -> Standing:
        """Read which organizations count as helpers, and which harm."""
        return build_standing(self.graph_view.dataset)

    @cached_property
    def reach(self) -> Reach:
        """Read which countries organizations and partnerships touch."""
        return build_reach(self.graph_view.dataset, self.participations)

    @cached_property
    def _traits(self) -> dict[str, dict[str, list[str]]]:
        found: defaultdict[str, dict[str, list[str]]] = defaultdict(dict)
        for row in self.graph_view.dataset.rows(TRAITS):
            found[str(row["thing"])].setdefault(str(row["facet"]), []).append(str(read_key(row["value"])))
        return found

    @cached_property
    def _facts(self) -> dict[str, PageFact]:
        return sentences.describe_partnerships(
            self.graph_view.dataset, self.graph_view.citations, self.graph_view.labels
        )

    def list_countries(self) -> list[str]:
        """List the countries that any of them touches; they have to be in the network before `add`."""
        touched = [*self.reach.organizations.values(), *self.reach.partnerships.values()]
        return sorted({code for codes in touched for code in codes if code in self.graph_view.countries})

    def add(self) -> None:
        """Add all organizations, and a line between every two that share a partnership."""
        two_mode = build_partnership_network(self.participations)
        scores = {str(row["code"]): row for row in measure_partnerships(two_mode)}
        profiles = sentences.describe_organizations(
            self.graph_view.dataset, self.graph_view.citations, self.graph_view.labels
        )
        for row in self.graph_view.dataset.rows(ORGANIZATIONS):
            iri, key, kind = str(row["organization"]), str(read_key(row["organization"])), read_key(row["kind"])
            node = f"organization/{key}"
            if node in self.network or key in self.standing.harming:  # who harms works with nobody here
                continue
            reach = sorted(self.reach.organizations.get(key, ()))
            shared = two_mode.degree(node) if node in two_mode else 0
            score = scores.get(key, {})
            self.network.add_node(
                node,
                name=str(row["name"]),
                kind=KIND_OF_ORGANIZATION.get(kind or "", "other"),
                kind_label=self.graph_view.labels.name("organization-kind", kind) if kind else "",
                aliases=self.graph_view.aliases.get(iri, ()),
                facts=profiles.get(key, ()),
                tags={**self._traits[iri], "kind": [kind] if kind else [], "country": reach},
                reach=reach,
                partnerships=shared or None,
                countries=len(reach) or None,
                betweenness=score.get("betweenness") if shared else None,
                size=shared,
                iri=iri,
            )
        for one, other, data in project_organizations(two_mode).edges(data=True):
            entries = [CountedUnit(key, tags=self._tag(key), facts=(self._facts[key],)) for key in data["partnerships"]]
            iri = f"{ID}co-partnership/{'--'.join(end.partition('/')[2] for end in (one, other))}"
            self.network.add_edge(one, other, "partnership", kind="partnership", entries=entries, iri=iri)

    @cached_property
    def _periods(self) -> dict[str, list[str]]:
        found = {}
        for row in self.graph_view.dataset.rows(YEARS):
            ends = [int(str(row[end])) for end in ("start", "end") if row.get(end) is not None]
            found[str(read_key(row["partnership"]))] = [str(y) for y in range(min(ends), max(ends) + 1)] if ends else []
        return found

    def _tag(self, key: str) -> dict[str, list[str]]:
        """Return the values of a partnership by facet; without years of its own, those of its sources count."""
        tags = dict(self._traits[f"{ID}partnership/{key}"])
        published = [self.years[one] for one in tags.get("source", ()) if one in self.years]
        return {**tags, "year": self._periods.get(key) or published, "country": sorted(self._touch(key))}

    def _touch(self, key: str) -> list[str]:
        return [code for code in self.reach.partnerships.get(key, ()) if code in self.graph_view.countries]

    def list_partnerships(self) -> list[PagePartnership]:
        """List the partnerships with all participants that the sources name."""
        members: defaultdict[str, list[str]] = defaultdict(list)
        names: dict[str, str] = {}
        for one in self.participations:
            names.setdefault(one.partnership, one.partnership_name)
            if f"organization/{one.organization}" in self.network and one.certainty != "ambiguous":
                members[one.partnership].append(f"organization/{one.organization}")
        return [
            PagePartnership(
                key,
                names[key],
                members=tuple(dict.fromkeys(members[key])),
                countries=tuple(sorted(self._touch(key))),
                tags=self._tag(key),
                facts=(self._facts[key],) if key in self._facts else (),
                iri=f"{ID}partnership/{key}",
            )
            for key in sorted(names)
        ]
