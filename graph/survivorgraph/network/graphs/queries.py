"""The SPARQL queries of the networks.

Every query runs over the union of the named graphs, names every variable it returns, and gives one fact a
row; putting facts together is done in Python, by functions that can be tested without a dataset.
Facts marked ambiguous are returned with their certainty: leaving them out is the reader's decision.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from survivorgraph.schema.vocabulary import PREFIXES

__all__ = [
    "BODY_COUNTRIES",
    "CORRIDOR_OBSERVATIONS",
    "COUNTRIES",
    "COVERAGE_EVIDENCE",
    "JOURNEY_EXPLOITATIONS",
    "JOURNEY_LEGS",
    "JOURNEY_STORIES",
    "ORGANIZATION_COUNTRIES",
    "PARTNERSHIP_COUNTRIES",
    "PARTNERSHIP_PARTICIPATIONS",
    "PARTNERSHIP_WORK",
    "REACH",
    "STANDING",
    "STORY_SECTIONS",
    "TIERS",
    "TREATY_COUNTRIES",
    "Row",
    "Rows",
    "read_key",
    "read_text",
]

Row = Mapping[str, object]
"""One solution of a query: variable to value, None where the variable is not bound."""


class Rows(Protocol):
    """An object that answers a SELECT with rows, such as `store.dataset.Dataset`."""

    def rows(self, sparql: str, /) -> Iterable[Row]:
        """Return the solutions of a query."""
        ...


def read_key(value: object) -> str | None:
    """Return the last part of an IRI, which is its key.

    >>> read_key("https://w3id.org/survivorgraph/concept/stage/transit"), read_key(None)
    ('transit', None)
    """
    return None if value is None else str(value).rsplit("/", 1)[-1]


def read_text(value: object) -> str | None:
    """Return a value as text, None where it is not bound."""
    return None if value is None else str(value)


_PREFIXES = "\n".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>" for prefix in ("rdfs", "schema", "sg"))

COUNTRIES = f"""{_PREFIXES}
SELECT ?country ?code ?name ?region ?latitude ?longitude WHERE {{
  ?country a sg:Country ; sg:alpha3Code ?code ; rdfs:label ?name .
  OPTIONAL {{ ?country sg:region ?region }}
  OPTIONAL {{ ?country schema:latitude ?latitude ; schema:longitude ?longitude }}
}} ORDER BY ?code ?name
"""

JOURNEY_STORIES = f"""{_PREFIXES}
SELECT ?story ?name ?source ?people ?gender ?ageGroup ?origin ?originCertainty WHERE {{
  ?story a sg:Story ; rdfs:label ?name .
  OPTIONAL {{ ?story sg:isReportedIn ?source }}
  OPTIONAL {{ ?story sg:peopleCount ?people }}
  OPTIONAL {{ ?story sg:hasGender ?gender }}
  OPTIONAL {{ ?story sg:hasAge ?age . ?age sg:hasAgeGroup ?ageGroup }}
  OPTIONAL {{ ?story sg:originatesIn ?originCountry . ?originCountry sg:alpha3Code ?origin }}
  OPTIONAL {{
    ?story sg:hasOrigin ?originFact . ?originFact sg:hasCertainty ?factCertainty
    OPTIONAL {{
      ?originFact sg:hasValueStatement ?said . ?said sg:aboutProperty sg:originatesIn ; sg:hasCertainty ?own
    }}
    BIND(COALESCE(?own, ?factCertainty) AS ?originCertainty)
  }}
}} ORDER BY ?story ?name ?source
"""

JOURNEY_LEGS = f"""{_PREFIXES}
SELECT ?story ?order ?from ?to ?stage ?certainty ?fromCertainty ?toCertainty WHERE {{
  ?story a sg:Story ; sg:hasLeg ?leg .
  ?leg sg:order ?order ; sg:hasStage ?stage ; sg:hasCertainty ?certainty .
  OPTIONAL {{ ?leg sg:departsFromCountry ?fromCountry . ?fromCountry sg:alpha3Code ?from }}
  OPTIONAL {{ ?leg sg:arrivesInCountry ?toCountry . ?toCountry sg:alpha3Code ?to }}
  OPTIONAL {{
    ?leg sg:hasValueStatement ?saidFrom .
    ?saidFrom sg:aboutProperty sg:departsFromCountry ; sg:hasCertainty ?fromCertainty
  }}
  OPTIONAL {{
    ?leg sg:hasValueStatement ?saidTo . ?saidTo sg:aboutProperty sg:arrivesInCountry ; sg:hasCertainty ?toCertainty
  }}
}} ORDER BY ?story ?order ?leg
"""

JOURNEY_EXPLOITATIONS = f"""{_PREFIXES}
SELECT ?story ?order ?form ?sector ?country ?certainty ?formCertainty ?countryCertainty WHERE {{
  ?story a sg:Story ; sg:hasExploitation ?exploitation .
  ?exploitation sg:order ?order ; sg:hasForm ?form ; sg:hasCertainty ?certainty .
  OPTIONAL {{ ?exploitation sg:hasSector ?sector }}
  OPTIONAL {{ ?exploitation sg:takesPlaceInCountry ?place . ?place sg:alpha3Code ?country }}
  OPTIONAL {{
    ?exploitation sg:hasValueStatement ?saidForm .
    ?saidForm sg:aboutProperty sg:hasForm ; sg:hasCertainty ?formCertainty
  }}
  OPTIONAL {{
    ?exploitation sg:hasValueStatement ?saidPlace .
    ?saidPlace sg:aboutProperty sg:takesPlaceInCountry ; sg:hasCertainty ?countryCertainty
  }}
}} ORDER BY ?story ?order ?exploitation
"""

PARTNERSHIP_PARTICIPATIONS = f"""{_PREFIXES}
SELECT ?partnership ?partnershipName ?source ?organization ?organizationName ?kind ?role ?certainty WHERE {{
  ?partnership a sg:Partnership ; rdfs:label ?partnershipName ; sg:hasParticipation ?participation .
  ?participation sg:hasParticipant ?organization .
  ?organization rdfs:label ?organizationName .
  OPTIONAL {{ ?partnership sg:isReportedIn ?source }}
  OPTIONAL {{ ?organization sg:hasOrganizationKind ?kind }}
  OPTIONAL {{ ?participation sg:hasParticipantRole ?role }}
  OPTIONAL {{ ?participation sg:hasCertainty ?certainty }}
}} ORDER BY ?partnership ?organization ?role
"""

PARTNERSHIP_COUNTRIES = f"""{_PREFIXES}
SELECT ?partnership ?country WHERE {{
  ?partnership a sg:Partnership ; sg:operatesIn ?place .
  ?place sg:alpha3Code ?country .
}} ORDER BY ?partnership ?country
"""

ORGANIZATION_COUNTRIES = f"""{_PREFIXES}
SELECT ?organization ?organizationName ?relation ?country WHERE {{
  VALUES (?property ?relation) {{ (sg:isBasedIn "based") (sg:worksIn "works") }}
  ?organization a sg:Organization ; rdfs:label ?organizationName ; ?property ?place .
  ?place sg:alpha3Code ?country .
}} ORDER BY ?organization ?country ?relation
"""

STANDING = f"""{_PREFIXES}
SELECT DISTINCT ?organization ?kind ?told WHERE {{
  ?organization a sg:Organization .
  OPTIONAL {{ ?organization sg:hasOrganizationKind ?kind }}
  OPTIONAL {{
    {{ ?organization sg:providesService|sg:addressesForm ?told }}
    UNION
    {{
      ?partnership a sg:Partnership ; sg:hasParticipation ?told .
      ?told sg:hasParticipant ?organization .
      FILTER NOT EXISTS {{
        ?told sg:hasCertainty <https://w3id.org/survivorgraph/concept/certainty/ambiguous>
      }}
      FILTER NOT EXISTS {{
        ?told sg:hasParticipantRole <https://w3id.org/survivorgraph/concept/participant-role/beneficiary>
      }}
    }}
  }}
}} ORDER BY ?organization ?kind ?told
"""
"""Organizations with their kinds and what shows that they work against trafficking; see `helpers`."""

PARTNERSHIP_WORK = f"""{_PREFIXES}
SELECT DISTINCT ?partnership ?name ?purpose ?form WHERE {{
  ?partnership a sg:Partnership ; rdfs:label ?name .
  OPTIONAL {{ ?partnership sg:hasPurpose ?purpose }}
  OPTIONAL {{ ?partnership sg:addressesForm ?form }}
}} ORDER BY ?partnership ?purpose ?form
"""

STORY_SECTIONS = f"""{_PREFIXES}
SELECT DISTINCT ?story ?section WHERE {{
  ?story a sg:Story .
  {{ ?story sg:standsIn ?section }}
  UNION
  {{ ?story sg:hasOrigin|sg:hasExploitation ?fact . ?fact sg:hasEvidence ?evidence . ?evidence sg:standsIn ?section }}
}} ORDER BY ?story ?section
"""

TREATY_COUNTRIES = f"""{_PREFIXES}
SELECT DISTINCT ?treaty ?country WHERE {{
  ?action a sg:TreatyAction ; sg:isTakenBy ?place ; sg:actsOn ?treaty ; sg:hasCertainty ?certainty .
  ?place sg:alpha3Code ?country .
  FILTER (?certainty != <https://w3id.org/survivorgraph/concept/certainty/ambiguous>)
}} ORDER BY ?treaty ?country
"""

BODY_COUNTRIES = f"""{_PREFIXES}
SELECT DISTINCT ?body ?country WHERE {{
  VALUES ?kind {{
    <https://w3id.org/survivorgraph/concept/organization-kind/regional-organization>
    <https://w3id.org/survivorgraph/concept/organization-kind/intergovernmental-process>
  }}
  ?body sg:hasOrganizationKind ?kind .
  ?member sg:isMemberOf ?body ; sg:isBasedIn ?place .
  ?place sg:alpha3Code ?country .
}} ORDER BY ?body ?country
"""

COVERAGE_EVIDENCE = f"""{_PREFIXES}
SELECT DISTINCT ?thing ?section WHERE {{
  {{ ?thing a sg:Partnership ; sg:hasEvidence ?evidence . ?evidence sg:standsIn ?section }}
  UNION
  {{ ?profile sg:describesOrganization ?thing ; sg:hasEvidence ?evidence . ?evidence sg:standsIn ?section }}
}} ORDER BY ?thing ?section
"""

TIERS = f"""{_PREFIXES}
SELECT DISTINCT ?country ?tier ?year WHERE {{
  ?placement a sg:TierPlacement ; sg:placesCountry ?place ; sg:hasTier ?tier ; sg:reportYear ?year .
  ?place sg:alpha3Code ?country .
}} ORDER BY ?year ?country ?tier
"""

REACH = f"""{_PREFIXES}
SELECT DISTINCT ?dimension ?value ?name ?kind ?thing ?source WHERE {{
  VALUES (?property ?dimension) {{
    (sg:isBasedIn "country") (sg:worksIn "country") (sg:operatesIn "country")
    (sg:hasTopic "topic") (sg:providesService "service")
  }}
  VALUES (?class ?kind) {{ (sg:Organization "organization") (sg:Partnership "partnership") }}
  ?thing a ?class ; ?property ?value .
  ?value rdfs:label ?name .
  OPTIONAL {{ ?thing sg:isReportedIn ?source }}
}} ORDER BY ?dimension ?value ?thing ?source
"""

CORRIDOR_OBSERVATIONS = f"""{_PREFIXES}
SELECT DISTINCT ?observation ?origin ?destination ?lower ?upper ?withheld ?year ?form ?sex ?age ?sector ?dataset
WHERE {{
  ?observation a sg:CorridorObservation ; sg:isInDataset ?dataset ;
    sg:hasOriginCountry ?from ; sg:hasDestinationCountry ?to .
  ?from sg:alpha3Code ?origin .
  ?to sg:alpha3Code ?destination .
  FILTER NOT EXISTS {{ ?observation sg:usesMeans ?means }}
  OPTIONAL {{ ?observation sg:lowerBound ?lower }}
  OPTIONAL {{ ?observation sg:upperBound ?upper }}
  OPTIONAL {{ ?observation sg:suppression ?withheld }}
  OPTIONAL {{ ?observation sg:year ?year }}
  OPTIONAL {{ ?observation sg:hasForm ?form }}
  OPTIONAL {{ ?observation sg:hasSex ?sex }}
  OPTIONAL {{ ?observation sg:hasAgeGroup ?age }}
  OPTIONAL {{ ?observation sg:hasSector ?sector }}
}} ORDER BY ?observation
"""
