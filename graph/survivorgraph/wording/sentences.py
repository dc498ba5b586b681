"""Sentences for the facts of the dataset, each with its certainty and citations.

One query per kind of fact, one sentence per fact. The words around the values come from the texts of the page.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Mapping

from survivorgraph.network.graphs.queries import Row, Rows, read_key
from survivorgraph.wording.doubts import read_doubts, word_doubts
from survivorgraph.wording.facts import Doubt, PageCitation, PageFact
from survivorgraph.wording.labels import Labels
from survivorgraph.wording.narrowing import narrow
from survivorgraph.wording.other_facts import word_listing, word_partnership
from survivorgraph.wording.story_facts import word_fact

__all__ = [
    "describe_country_standing",
    "describe_organizations",
    "describe_partnerships",
    "describe_story_facts",
    "make_fact",
    "read_citations",
]

_PREFIXES = """\
PREFIX sg: <https://w3id.org/survivorgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX oa: <http://www.w3.org/ns/oa#>
"""

CITATIONS = f"""{_PREFIXES}
SELECT DISTINCT ?fact ?document ?source ?issued ?section ?order ?words ?sha256 WHERE {{
  ?fact sg:hasEvidence ?evidence .
  ?evidence oa:hasSource ?document ; sg:standsIn ?part ; oa:hasSelector ?digest .
  ?document rdfs:label ?source .
  ?part rdfs:label ?section ; sg:order ?order .
  ?digest sg:wordCount ?words ; sg:sha256 ?sha256 .
  OPTIONAL {{ ?document dcterms:issued ?issued }}
}} ORDER BY ?fact ?source ?order ?sha256
"""

STORY_FACTS = f"""{_PREFIXES}
SELECT DISTINCT ?story ?fact ?kind ?order ?certainty ?note ?from ?to ?stage ?place ?placeText ?form ?sector ?text
       ?outcome ?amount ?currency ?purpose ?duration ?bound ?hours ?hoursBound ?told ?country ?ageGroup ?years WHERE {{
  VALUES (?property ?kind) {{
    (sg:hasOrigin "origin") (sg:hasAge "age") (sg:hasLeg "leg") (sg:hasRecruitment "recruitment")
    (sg:hasExploitation "exploitation") (sg:hasAssistance "assistance") (sg:hasOutcome "outcome")
    (sg:hasPayment "payment")
  }}
  ?story a sg:Story ; ?property ?fact .
  ?fact sg:hasCertainty ?certainty .
  OPTIONAL {{ ?fact sg:order ?order }}
  OPTIONAL {{ ?fact sg:narrativeOrder ?told }}
  OPTIONAL {{ ?fact sg:hasHoursBound/rdfs:label ?hoursBound }}
  OPTIONAL {{ ?fact sg:note ?note }}
  OPTIONAL {{ ?fact sg:departsFrom/rdfs:label ?fromName }}
  OPTIONAL {{ ?fact sg:departureText ?fromText }}
  OPTIONAL {{ ?fact sg:arrivesIn/rdfs:label ?toName }}
  OPTIONAL {{ ?fact sg:arrivalText ?toText }}
  BIND(COALESCE(?fromName, ?fromText) AS ?from)
  BIND(COALESCE(?toName, ?toText) AS ?to)
  OPTIONAL {{ ?fact sg:hasStage/rdfs:label ?stage }}
  OPTIONAL {{ ?fact sg:takesPlaceIn/rdfs:label ?place }}
  OPTIONAL {{ ?fact sg:placeText ?placeText }}
  OPTIONAL {{ ?fact sg:hasForm/rdfs:label ?form }}
  OPTIONAL {{ ?fact sg:hasSector/rdfs:label ?sector }}
  OPTIONAL {{ ?fact sg:promise ?promise }}
  OPTIONAL {{ ?fact dcterms:description ?description }}
  BIND(COALESCE(?promise, ?description) AS ?text)
  OPTIONAL {{ ?fact sg:hasOutcomeKind/rdfs:label ?outcome }}
  OPTIONAL {{ ?fact sg:amount ?amount ; sg:currency ?currency ; sg:hasPaymentPurpose/rdfs:label ?purpose }}
  OPTIONAL {{ ?fact sg:hoursPerDay ?hours }}
  OPTIONAL {{ ?fact sg:duration ?duration ; sg:hasDurationBound/rdfs:label ?bound }}
  OPTIONAL {{ ?fact sg:originatesIn/rdfs:label ?country }}
  OPTIONAL {{ ?fact sg:hasAgeGroup/rdfs:label ?ageGroup }}
  OPTIONAL {{ ?fact sg:ageYears ?years }}
}} ORDER BY ?story ?kind ?order ?fact
"""

FACT_VALUES = f"""{_PREFIXES}
SELECT DISTINCT ?fact ?group ?label WHERE {{
  VALUES (?property ?group) {{
    (sg:usesMeans "means") (sg:usesChannel "channels") (sg:hasRecruiterKind "recruiters")
    (sg:hasHelperKind "helpers") (sg:providesService "services") (sg:isGivenBy "givers") (sg:promisesPlace "promised")
  }}
  ?fact ?property ?value .
  ?value rdfs:label ?label .
  FILTER EXISTS {{ ?fact sg:hasEvidence ?evidence }}
}} ORDER BY ?fact ?group ?label
"""

STANDING = f"""{_PREFIXES}
SELECT DISTINCT ?fact ?country ?year ?label ?certainty WHERE {{
  {{ ?fact sg:placesCountry ?place ; sg:hasTier ?concept }}
  UNION {{ ?fact sg:listsCountry ?place ; sg:isOnList ?concept }}
  ?fact sg:reportYear ?year ; sg:hasCertainty ?certainty .
  ?place sg:alpha3Code ?country . ?concept rdfs:label ?label .
}} ORDER BY ?country ?year ?label
"""

PROFILES = f"""{_PREFIXES}
SELECT DISTINCT ?fact ?organization ?certainty ?text ?note WHERE {{
  ?fact sg:describesOrganization ?organization ; dcterms:description ?text ; sg:hasCertainty ?certainty .
  OPTIONAL {{ ?fact sg:note ?note }}
}} ORDER BY ?organization ?fact
"""

PARTNERSHIPS = f"""{_PREFIXES}
SELECT DISTINCT ?fact ?name ?certainty ?text ?note ?start ?end WHERE {{
  ?fact a sg:Partnership ; rdfs:label ?name ; dcterms:description ?text ; sg:hasCertainty ?certainty .
  OPTIONAL {{ ?fact sg:note ?note }}
  OPTIONAL {{ ?fact sg:startYear ?start }}
  OPTIONAL {{ ?fact sg:endYear ?end }}
}} ORDER BY ?fact
"""

Citations = Mapping[str, tuple[PageCitation, ...]]
Quotes = Mapping[tuple[str, int, str], str]
"""The words of a place, by the key of its source, their number and their digest."""
KIND_ORDER = ("origin", "age", "recruitment", "leg", "exploitation", "payment", "assistance", "outcome")
ENGLISH = Labels()


def read_citations(
    dataset: Rows, quotes: Quotes | None = None, facts: Collection[str] | None = None
) -> dict[str, tuple[PageCitation, ...]]:
    """Read where each fact is written, by the IRI of the fact; of the given `facts` only, where there are any.

    With `quotes`, the words are read, too.
    """
    found: defaultdict[str, list[PageCitation]] = defaultdict(list)
    for row in dataset.rows(narrow(CITATIONS, "fact", facts)):
        words, digest = int(str(row["words"])), str(row["sha256"])
        quote = (quotes or {}).get((str(read_key(row["document"])), words, digest), "")
        issued = str(row["issued"]) if row.get("issued") is not None else ""
        found[str(row["fact"])].append(
            PageCitation(str(row["source"]), str(row["section"]), words, digest, issued, quote)
        )
    return {fact: tuple(dict.fromkeys(citations)) for fact, citations in found.items()}


def describe_story_facts(
    dataset: Rows, citations: Citations, labels: Labels = ENGLISH, facts: Collection[str] | None = None
) -> dict[str, list[tuple[str, int, PageFact]]]:
    """Describe each story, or only the given facts: by the story's key, a list of (kind, order, fact) as narrated."""
    doubts = read_doubts(dataset, labels, facts)
    values: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in dataset.rows(narrow(FACT_VALUES, "fact", facts)):
        values[str(row["fact"])][str(row["group"])].append(str(row["label"]))
    stories: defaultdict[str, list[tuple[float, str, int, PageFact]]] = defaultdict(list)
    for row in dataset.rows(narrow(STORY_FACTS, "fact", facts)):
        text = word_fact(row, values[str(row["fact"])], labels)
        order = int(str(row["order"])) if row.get("order") is not None else 0
        told = float(str(row["told"])) if row.get("told") is not None else math.inf
        fact = make_fact(row, text, citations, labels, doubts)
        stories[str(read_key(row["story"]))].append((told, str(row["kind"]), order, fact))
    return {
        story: [entry[1:] for entry in sorted(facts, key=lambda one: (one[0], KIND_ORDER.index(one[1]), one[2]))]
        for story, facts in stories.items()
    }


def describe_country_standing(
    dataset: Rows, citations: Citations, labels: Labels = ENGLISH, facts: Collection[str] | None = None
) -> dict[str, list[PageFact]]:
    """Describe tiers and lists by the alpha-3 code of the country."""
    found: defaultdict[str, list[PageFact]] = defaultdict(list)
    doubts = read_doubts(dataset, labels, facts)
    for row in dataset.rows(narrow(STANDING, "fact", facts)):
        text = word_listing(labels.translate(row["label"]), str(row["year"]))
        found[str(row["country"])].append(make_fact(row, text, citations, labels, doubts))
    return dict(found)


def describe_organizations(
    dataset: Rows, citations: Citations, labels: Labels = ENGLISH, facts: Collection[str] | None = None
) -> dict[str, list[PageFact]]:
    """Describe what each source reports about an organization, by its key."""
    found: defaultdict[str, list[PageFact]] = defaultdict(list)
    doubts = read_doubts(dataset, labels, facts)
    for row in dataset.rows(narrow(PROFILES, "fact", facts)):
        found[str(read_key(row["organization"]))].append(make_fact(row, str(row["text"]), citations, labels, doubts))
    return dict(found)


def describe_partnerships(
    dataset: Rows, citations: Citations, labels: Labels = ENGLISH, facts: Collection[str] | None = None
) -> dict[str, PageFact]:
    """Describe each partnership, by its key."""
    found, doubts = {}, read_doubts(dataset, labels, facts)
    for row in dataset.rows(narrow(PARTNERSHIPS, "fact", facts)):
        years = [str(row[name]) for name in ("start", "end") if row.get(name) is not None]
        text = word_partnership(str(row["name"]), years, str(row["text"]))
        found[str(read_key(row["fact"]))] = make_fact(row, text, citations, labels, doubts)
    return found


def make_fact(
    row: Row, text: str, citations: Citations, labels: Labels, doubts: Mapping[str, tuple[Doubt, ...]]
) -> PageFact:
    """Return a fact as a sentence: its text, then the values that are less certain, then its note."""
    iri, note = str(row["fact"]), str(row["note"]) if row.get("note") else ""
    found = doubts.get(iri, ())
    noted = labels.texts["sentences"]["note"].format(note=note) if note else ""
    sentence = " ".join(part for part in (text, word_doubts(found, labels), noted) if part)
    return PageFact(sentence, str(read_key(row["certainty"])), citations.get(iri, ()), iri, text, found, note)
