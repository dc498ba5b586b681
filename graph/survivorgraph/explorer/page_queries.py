"""Queries that the panel offers for copying: each returns the displayed facts with their evidence."""

from __future__ import annotations

from collections.abc import Mapping

from survivorgraph.schema.vocabulary import CONCEPT, PREFIXES

__all__ = ["QUERIES"]

_PREFIXES = "\n".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in ("oa", "rdfs", "dcterms", "sg"))
_SELECT = "SELECT DISTINCT ?fact ?certainty ?source ?section ?words ?sha256 WHERE {"
_EVIDENCE = """\
  ?fact sg:hasCertainty ?certainty ; sg:hasEvidence ?evidence .
  ?evidence oa:hasSource/rdfs:label ?source ; sg:standsIn/rdfs:label ?section ; oa:hasSelector ?digest .
  ?digest sg:wordCount ?words ; sg:sha256 ?sha256 .
} ORDER BY ?fact ?source ?section ?sha256"""
_PARTS = (
    "sg:hasOrigin|sg:hasAge|sg:hasLeg|sg:hasRecruitment|sg:hasExploitation|sg:hasAssistance|sg:hasOutcome|sg:hasPayment"
)


def _make(pattern: str) -> str:
    return "\n".join((_PREFIXES, _SELECT, pattern, _EVIDENCE))


_LEGS = """\
  VALUES (?from ?to) { (<{from}> <{to}>) }
  ?fact a sg:Leg ; sg:departsFrom ?from ; sg:arrivesIn ?to ; sg:hasStage ?stage .
  FILTER"""
_BEFORE = f"(?stage = <{CONCEPT}stage/migration>)"
_AFTER = f"(?stage IN (<{CONCEPT}stage/return>, <{CONCEPT}stage/onward>))"
_FIGURES = f"""\
{_PREFIXES}
SELECT ?figure ?year ?form ?sex ?ageGroup ?lower ?upper ?dataset ?file WHERE {{
  VALUES (?from ?to) {{ (<{{from}}> <{{to}}>) }}
  ?figure a sg:CorridorObservation ; sg:hasOriginCountry ?from ; sg:hasDestinationCountry ?to ; sg:isInDataset ?in .
  ?in rdfs:label ?dataset .
  OPTIONAL {{ ?in sg:fileDigest ?file }}
  OPTIONAL {{ ?figure sg:lowerBound ?lower ; sg:upperBound ?upper }}
  OPTIONAL {{ ?figure sg:year ?year }}
  OPTIONAL {{ ?figure sg:hasForm ?form }}
  OPTIONAL {{ ?figure sg:hasSex ?sex }}
  OPTIONAL {{ ?figure sg:hasAgeGroup ?ageGroup }}
}} ORDER BY ?dataset ?year ?figure"""

QUERIES: Mapping[str, str] = {
    "country": _make("""\
  VALUES ?country { <{iri}> }
  { ?fact sg:placesCountry|sg:listsCountry ?country }
  UNION
  { ?story a sg:Story ; sg:hasOrigin|sg:hasLeg|sg:hasExploitation ?fact .
    ?fact sg:originatesIn|sg:departsFromCountry|sg:arrivesInCountry|sg:takesPlaceInCountry ?country }"""),
    "locality": _make("""\
  VALUES ?place { <{iri}> }
  ?fact sg:departsFrom|sg:arrivesIn|sg:takesPlaceIn ?place ."""),
    "story": _make(f"""\
  VALUES ?story {{ <{{iri}}> }}
  ?story {_PARTS} ?fact ."""),
    "corridor": _make("""\
  VALUES ?corridor { <{iri}> }
  ?corridor sg:isSupportedBy ?story ; sg:hasDestinationCountry ?destination .
  { ?story sg:hasOrigin ?fact }
  UNION
  { ?story sg:hasExploitation ?fact . ?fact sg:takesPlaceInCountry ?destination }"""),
    "organization": _make("""\
  VALUES ?organization { <{iri}> }
  ?fact sg:describesOrganization ?organization ."""),
    "partnership": _make("""\
  VALUES ?fact { <{iri}> }"""),
    "co-partnership": _make("""\
  VALUES ?pair { <{iri}> }
  ?pair sg:isSupportedBy ?fact ."""),
    "own": _make(_LEGS + _BEFORE),
    "way": _make(f"{_LEGS}(!{_BEFORE} && !{_AFTER})"),
    "after": _make(_LEGS + _AFTER),
    "observed": _FIGURES,
}
"""By the kind of the IRI that replaces {iri}, or of the line that leads from {from} to {to}."""
