"""Read from a dataset what it holds of a thing: its own values, its facts, and what it is part of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from survivorgraph.network.graphs.queries import Rows
from survivorgraph.wording.narrowing import narrow

__all__ = ["FoundFact", "ReadNode", "read_facts", "read_nodes", "read_relatives"]

STORY_PARTS: Final = frozenset(
    ("Origin", "Age", "Recruitment", "Leg", "Exploitation", "Payment", "Assistance", "Outcome")
)
FACT_CLASSES: Final = (
    *sorted(STORY_PARTS),
    *("TierPlacement", "Listing", "Waiver", "Restriction", "TreatyAction", "Definition", "Corridor", "CoPartnership"),
    *("OrganizationProfile", "InstrumentProfile", "Partnership", "Participation", "Action", "Observation"),
    *("FigureTable", "Pattern", "PatternPlace", "PublicRole"),
)
_CLASSES: Final = " ".join(f"sg:{name}" for name in FACT_CLASSES)
FACTS = f"""
SELECT DISTINCT ?thing ?fact ?class WHERE {{
  ?fact ?property ?thing .
  FILTER(?property NOT IN (sg:aboutValue, sg:isReportedIn, sg:standsIn))
  VALUES ?class {{ {_CLASSES} }}
  ?fact a ?class .
}} ORDER BY ?fact ?class ?thing
"""
PARTS = f"""
SELECT DISTINCT ?thing ?fact ?class WHERE {{
  ?thing ?property ?fact .
  FILTER(?property NOT IN (sg:isSupportedBy, sg:isAbout, sg:describesOrganization, sg:describesInstrument))
  VALUES ?class {{ {_CLASSES} }}
  ?fact a ?class .
}} ORDER BY ?fact ?class ?thing
"""
SECTION_FACTS = f"""
SELECT DISTINCT ?thing ?fact ?class WHERE {{
  ?fact sg:hasEvidence/sg:standsIn ?thing .
  VALUES ?class {{ {_CLASSES} }}
  ?fact a ?class .
}} ORDER BY ?fact ?class ?thing
"""
CORRIDOR_FACTS = """
SELECT DISTINCT ?thing ?fact ?class WHERE {
  ?thing sg:isSupportedBy ?story ; sg:hasDestinationCountry ?destination .
  { ?story sg:hasOrigin ?fact } UNION { ?story sg:hasExploitation ?fact . ?fact sg:takesPlaceInCountry ?destination }
  VALUES ?class { sg:Origin sg:Exploitation }
  ?fact a ?class .
} ORDER BY ?fact
"""
VALUES = """
SELECT DISTINCT ?node ?property ?value ?label ?language WHERE {
  ?node ?property ?value .
  FILTER(?property NOT IN (sg:hasEvidence, sg:hasValueStatement))
  OPTIONAL { ?value rdfs:label ?label }
  BIND(LANG(?value) AS ?language)
} ORDER BY ?node ?property ?value
"""
UNITS = """
SELECT DISTINCT ?node ?unit WHERE { ?node sg:hasMeasure/sg:hasUnit/rdfs:label ?unit } ORDER BY ?node
"""
WHOLES = """
SELECT DISTINCT ?node ?whole ?name WHERE {
  VALUES ?down {
    sg:hasOrigin sg:hasAge sg:hasRecruitment sg:hasLeg sg:hasExploitation sg:hasPayment sg:hasAssistance sg:hasOutcome
    sg:hasParticipation sg:hasPatternPlace
  }
  ?whole ?down ?node ; rdfs:label ?name .
} ORDER BY ?node ?whole
"""
RELATIVES = """
SELECT DISTINCT ?thing ?relation ?other ?name WHERE {
  { ?other sg:isUnitOf+ ?thing . BIND("unit" AS ?relation) }
  UNION { ?thing sg:isUnitOf+ ?other . BIND("whole" AS ?relation) }
  UNION { ?other skos:broader+ ?thing . BIND("narrower" AS ?relation) }
  UNION { ?thing skos:broader+ ?other . BIND("broader" AS ?relation) }
  UNION { ?other sg:isLocatedIn ?thing . BIND("place" AS ?relation) }
  UNION { ?thing sg:isLocatedIn ?other . BIND("country" AS ?relation) }
  UNION { ?other dcterms:isPartOf ?thing ; a sg:Instrument . BIND("part" AS ?relation) }
  UNION { ?other dcterms:isPartOf ?thing ; a sg:Section . BIND("section" AS ?relation) }
  UNION { ?thing dcterms:isPartOf ?other . BIND("of" AS ?relation) }
  UNION { ?other sg:isMemberOf ?thing ; a sg:Organization . BIND("member" AS ?relation) }
  UNION { ?thing sg:isMemberOf ?other . BIND("membership" AS ?relation) }
  ?other rdfs:label ?name .
} ORDER BY ?relation ?name ?other
"""


@dataclass(frozen=True, slots=True)
class FoundFact:
    """A fact that was found: its IRI, the local name of its class, and the thing that it is about."""

    iri: str
    name: str
    thing: str


@dataclass
class ReadNode:
    """A node of the graph with its values as a reader sees them, by the local name of the property.

    `wholes` are what it is a part of: names by IRI.
    """

    iri: str
    values: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    targets: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    languages: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    wholes: dict[str, str] = field(default_factory=dict)


def read_facts(dataset: Rows, things: Collection[str], kind: str = "") -> dict[str, FoundFact]:
    """Read the facts about things of a kind, by IRI and in that order; each is about the first of the things."""
    found: dict[str, FoundFact] = {}
    if not things:
        return found
    for query in {"section": (SECTION_FACTS,), "corridor": (CORRIDOR_FACTS,)}.get(kind, (FACTS, PARTS)):
        for row in dataset.rows(narrow(query, "thing", things)):
            iri, name = str(row["fact"]), str(row["class"]).rpartition("#")[2]
            before = found.get(iri)
            if before is None or FACT_CLASSES.index(name) < FACT_CLASSES.index(before.name):
                found[iri] = FoundFact(iri, name, before.thing if before else str(row["thing"]))
    return dict(sorted(found.items()))


def read_nodes(dataset: Rows, iris: Collection[str]) -> dict[str, ReadNode]:
    """Read nodes with all their values."""
    nodes = {iri: ReadNode(iri) for iri in iris}
    if not nodes:
        return nodes
    for row in dataset.rows(narrow(VALUES, "node", nodes)):
        node, name = nodes[str(row["node"])], _read_local(str(row["property"]))
        value = str(row["value"])
        node.values[name].append(str(row["label"]) if row.get("label") is not None else value)
        node.targets[name].append(value)
        node.languages[name].append((value, str(row["language"] or "")))
    for row in dataset.rows(narrow(UNITS, "node", nodes)):
        nodes[str(row["node"])].values["unit"].append(str(row["unit"]))
    for row in dataset.rows(narrow(WHOLES, "node", nodes)):
        nodes[str(row["node"])].values["whole"].append(str(row["name"]))
        nodes[str(row["node"])].wholes[str(row["whole"])] = str(row["name"])
    return nodes


def read_relatives(dataset: Rows, thing: str) -> Mapping[str, dict[str, str]]:
    """Read what a thing belongs to and what belongs to it: names by IRI, by the relation."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in dataset.rows(narrow(RELATIVES, "thing", [thing])):
        found[str(row["relation"])][str(row["other"])] = str(row["name"])
    return found


def _read_local(iri: str) -> str:
    return iri.rpartition("#")[2] if "#" in iri else iri.rpartition("/")[2]
