"""Put the facts of the dataset in words, each with its certainty and the places where it is written.

One query a kind of fact, one sentence a fact. The words around the values stand here and nowhere else.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Mapping

from survivorgraph.network.queries import Row, Rows, read_key
from survivorgraph.publish.page import Citation, Fact

__all__ = [
    "describe_country_standing",
    "describe_organizations",
    "describe_partnerships",
    "describe_story_facts",
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
SELECT DISTINCT ?fact ?source ?section ?order ?words ?sha256 WHERE {{
  ?fact sg:hasEvidence ?evidence .
  ?evidence oa:hasSource/rdfs:label ?source ; sg:standsIn ?part ; oa:hasSelector ?digest .
  ?part rdfs:label ?section ; sg:order ?order .
  ?digest sg:wordCount ?words ; sg:sha256 ?sha256 .
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

Citations = Mapping[str, tuple[Citation, ...]]
UNITS = {"Y": "year", "M": "month", "D": "day"}
KIND_ORDER = ("origin", "age", "recruitment", "leg", "exploitation", "payment", "assistance", "outcome")


def read_citations(dataset: Rows) -> dict[str, tuple[Citation, ...]]:
    """Read where each fact is written, by the IRI of the fact."""
    found: defaultdict[str, list[Citation]] = defaultdict(list)
    for row in dataset.rows(CITATIONS):
        words = int(str(row["words"]))
        citation = Citation(str(row["source"]), str(row["section"]), words, str(row["sha256"]))
        found[str(row["fact"])].append(citation)
    return {fact: tuple(dict.fromkeys(citations)) for fact, citations in found.items()}


def describe_story_facts(dataset: Rows, citations: Citations) -> dict[str, list[tuple[str, int, Fact]]]:
    """Describe each story: by its key, a list of (kind, order, fact) in the order in which it is told."""
    values: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row in dataset.rows(FACT_VALUES):
        values[str(row["fact"])][str(row["group"])].append(str(row["label"]))
    stories: defaultdict[str, list[tuple[float, str, int, Fact]]] = defaultdict(list)
    for row in dataset.rows(STORY_FACTS):
        text = _sentence(row, values[str(row["fact"])])
        order = int(str(row["order"])) if row.get("order") is not None else 0
        told = float(str(row["told"])) if row.get("told") is not None else math.inf
        stories[str(read_key(row["story"]))].append((told, str(row["kind"]), order, _fact(row, text, citations)))
    return {
        story: [entry[1:] for entry in sorted(facts, key=lambda one: (one[0], KIND_ORDER.index(one[1]), one[2]))]
        for story, facts in stories.items()
    }


def describe_country_standing(dataset: Rows, citations: Citations) -> dict[str, list[Fact]]:
    """Describe tiers and lists by the alpha-3 code of the country."""
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for row in dataset.rows(STANDING):
        found[str(row["country"])].append(_fact(row, f"{row['label']} ({row['year']})", citations))
    return dict(found)


def describe_organizations(dataset: Rows, citations: Citations) -> dict[str, list[Fact]]:
    """Describe what each source says of an organization, by its key."""
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for row in dataset.rows(PROFILES):
        found[str(read_key(row["organization"]))].append(_fact(row, str(row["text"]), citations))
    return dict(found)


def describe_partnerships(dataset: Rows, citations: Citations) -> dict[str, Fact]:
    """Describe each partnership, by its key."""
    found = {}
    for row in dataset.rows(PARTNERSHIPS):
        years = "–".join(str(row[name]) for name in ("start", "end") if row.get(name) is not None)
        text = f"{row['name']}{f' ({years})' if years else ''}: {row['text']}"
        found[str(read_key(row["fact"]))] = _fact(row, text, citations)
    return found


def _fact(row: Row, text: str, citations: Citations) -> Fact:
    note = row.get("note")
    sentence = f"{text} Note: {note}" if note else text
    return Fact(sentence, str(read_key(row["certainty"])), citations.get(str(row["fact"]), ()))


def _sentence(row: Row, values: Mapping[str, list[str]]) -> str:
    """Put one fact of a story in words."""
    kind = row["kind"]
    where = row.get("place") or ""
    if row.get("placeText"):
        where = f"{where} ({row['placeText']})" if where else str(row["placeText"])
    if kind == "origin":
        return f"Origin: {row.get('country') or 'left open by the source'}."
    if kind == "age":
        years = f", {row['years']} years old" if row.get("years") is not None else ""
        perhaps = "perhaps a " if str(read_key(row["certainty"])) == "ambiguous" else ""
        return f"When the exploitation began: {perhaps}{row['ageGroup']}{years}."
    if kind == "leg":
        start, end = (_as_object(row.get(name)) for name in ("from", "to"))
        return f"{start} → {end}. Stage: {row['stage']}."
    if kind == "payment":
        return f"{row['amount']} {row['currency']}: {row['purpose']}."
    if kind == "exploitation":
        form = str(row["form"])
        parts = [f"{form[:1].upper()}{form[1:]}{f' in {where}' if where else ''}", *_extent(row)]
        parts += (
            [_bounded(row.get("hoursBound"), f"{row['hours']} hours a day")] if row.get("hours") is not None else []
        )
        parts += [f"sector: {row['sector']}"] if row.get("sector") else []
        parts += [f"means: {', '.join(values['means'])}"] if values.get("means") else []
        return "; ".join(parts) + "."
    if kind == "recruitment":
        channels = [channel for channel in values["channels"] if channel != "not stated"]
        through = f" through {', '.join(channels)}" if channels else ", in a way that is not told"
        parts = [f"Recruitment{f' in {where}' if where else ''}{through}"]
        parts += [f"recruiter: {', '.join(values['recruiters'])}"] if values.get("recruiters") else []
        parts += [f"promised place: {', '.join(values['promised'])}"] if values.get("promised") else []
        return "; ".join(parts) + "." + _more(row, "Promise")
    if kind == "assistance":
        parts = [f"Helped by {', '.join(values['helpers'])}{f' in {where}' if where else ''}"]
        parts += [f"namely {', '.join(values['givers'])}"] if values.get("givers") else []
        parts += [f"services: {', '.join(values['services'])}"] if values.get("services") else []
        return "; ".join(parts) + "." + _more(row)
    outcome = str(row["outcome"])
    parts = [f"{outcome[:1].upper()}{outcome[1:]}{f' in {where}' if where else ''}", *_extent(row)]
    return "; ".join(parts) + "." + _more(row)


def _as_object(value: object) -> str:
    return str(value) if value is not None else "a place that is not named"


def _more(row: Row, lead: str = "") -> str:
    if not row.get("text"):
        return ""
    return f" {lead}: {row['text']}" if lead else f" {row['text']}"


def _extent(row: Row) -> list[str]:
    """Say how long, in the units of the dataset, with the bound unless it is exact."""
    if row.get("duration") is None:
        return []
    parts = [(int(number), UNITS[unit]) for number, unit in re.findall("([0-9]+)([YMD])", str(row["duration"]))]
    amount = " ".join(f"{number} {unit}{'' if number == 1 else 's'}" for number, unit in parts if number)
    return [_bounded(row["bound"], amount)]


def _bounded(bound: object, amount: str) -> str:
    """Put the bound before an amount, unless it is exact or not told."""
    word = str(bound).casefold() if bound else "exact"
    return amount if word.startswith("exact") else f"{word} {amount}"
