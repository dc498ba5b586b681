"""Read from a dataset what can be searched: things with their names and texts, and what they are linked to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from survivorgraph.lookup.kinds import CLASSES, STANDARD, name_key
from survivorgraph.lookup.own_things import list_own_things
from survivorgraph.lookup.searchable import NamedLink, Searchable, SearchText, Thing
from survivorgraph.network.graphs.queries import Rows
from survivorgraph.schema.vocabulary import CONCEPT, HTCDS, ID, NS, PREFIXES

__all__ = ["gather"]

THINGS = f"""
SELECT DISTINCT ?thing ?class ?name WHERE {{
  VALUES ?class {{ {" ".join(CLASSES)} }}
  ?thing a ?class ; rdfs:label ?name .
}} ORDER BY ?thing ?class ?name
"""
FIELDS: Final[Mapping[str, str]] = {
    "rdfs:label": "name",
    "skos:prefLabel": "name",
    "skos:altLabel": "other name",
    "foaf:name": "name",
    "sg:alpha2Code": "code",
    "sg:alpha3Code": "code",
    "skos:notation": "code",
    "sg:roleTitle": "role",
    "sg:heading": "heading",
    "sg:promise": "promise",
    "sg:placeText": "place in words",
    "sg:departureText": "place in words",
    "sg:arrivalText": "place in words",
    "dcterms:description": "description",
    "dcterms:publisher": "publisher",
    "dcterms:creator": "author",
    "skos:definition": "definition",
    "skos:scopeNote": "scope note",
    "sg:localityKind": "kind of place",
    "sg:region": "region",
    "sg:subregion": "region",
    "sg:release": "release",
    "sg:note": "note",
}
"""The properties whose texts are searched, with the words for them; figures of case tables have none of their own."""
WITHOUT_SOURCE: Final = frozenset(("country", "place", "concept", STANDARD))
"""The kinds whose names are the project's own, whatever the sources say of them."""
TEXTS = f"""
SELECT DISTINCT ?subject ?property ?text ?language WHERE {{
  VALUES ?property {{ {" ".join(FIELDS)} }}
  ?subject ?property ?text .
  FILTER(ISLITERAL(?text))
  FILTER NOT EXISTS {{ ?subject a sg:CorridorObservation }}
  BIND(LANG(?text) AS ?language)
}} ORDER BY ?subject ?property ?language ?text
"""
OWNERS = """
SELECT DISTINCT ?part ?whole WHERE {
  {
    VALUES ?down {
      sg:hasOrigin sg:hasAge sg:hasRecruitment sg:hasLeg sg:hasExploitation sg:hasPayment sg:hasAssistance
      sg:hasOutcome sg:hasParticipation sg:hasPatternPlace sg:hasValueStatement
    }
    ?whole ?down ?part .
  }
  UNION
  {
    VALUES ?up {
      sg:describesOrganization sg:describesInstrument sg:isHeldBy sg:definesConcept sg:placesCountry sg:listsCountry
      sg:actsOn
    }
    ?part ?up ?whole .
  }
} ORDER BY ?part ?whole
"""
UNSEARCHED: Final = (
    *("sg:hasEvidence", "sg:hasCertainty", "sg:isReportedIn", "sg:standsIn", "sg:aboutProperty", "sg:aboutValue"),
    *("sg:hasValueStatement", "sg:isInDataset", "sg:isSupportedBy", "sg:hasBound", "sg:hasDurationBound"),
    *("sg:hasHoursBound", "sg:hasAccountKind"),
)
LINKS = f"""
SELECT DISTINCT ?subject ?property ?label ?object WHERE {{
  ?property a owl:ObjectProperty ; rdfs:label ?label .
  FILTER(?property NOT IN ({", ".join(UNSEARCHED)}))
  ?subject ?property ?object .
  FILTER(?subject != ?object)
  FILTER NOT EXISTS {{ ?subject a sg:CorridorObservation }}
}} ORDER BY ?subject ?property ?object
"""
PLACES = """
SELECT DISTINCT ?fact ?source ?section ?order WHERE {
  ?fact sg:hasEvidence ?evidence .
  ?evidence oa:hasSource/rdfs:label ?source ; sg:standsIn ?part .
  ?part rdfs:label ?section ; sg:order ?order .
} ORDER BY ?fact ?source ?order
"""


SECTIONS = """
SELECT DISTINCT ?section ?name ?source WHERE {
  ?section a sg:Section ; rdfs:label ?name ; dcterms:isPartOf/rdfs:label ?source .
} ORDER BY ?section ?name ?source
"""
Places = Mapping[str, tuple[str, str]]
"""Where each fact or thing is first written, as source and section, by IRI."""


def gather(dataset: Rows) -> Searchable:
    """Read everything that can be searched of a dataset, in a fixed order."""
    things = {thing.iri: thing for thing in _read_things(dataset)}
    owners = _read_owners(dataset, things)
    places = _read_places(dataset, owners)
    links = {(one.thing, one.label, one.other): one for one in _read_links(dataset, things, owners, places)}
    own = list(list_own_things())
    return Searchable(
        (*things.values(), *(thing for thing, _ in own)),
        tuple(
            dict.fromkeys(
                [*_read_texts(dataset, things, owners, places), *(text for _, found in own for text in found)]
            )
        ),
        tuple(links.values()),
    )


def _read_things(dataset: Rows) -> Iterator[Thing]:
    kinds = {_expand(name): kind for name, kind in CLASSES.items()}
    seen = set()
    for row in dataset.rows(THINGS):
        iri, name = str(row["thing"]), str(row["name"])
        kind = STANDARD if iri.startswith(HTCDS) else kinds[str(row["class"])]
        if iri not in seen and iri.startswith(_OURS):
            seen.add(iri)
            yield Thing(iri, kind, name, f"survivorgraph about {name_key(iri)}")


_OURS: Final = (ID, CONCEPT, HTCDS, NS)


def _read_owners(dataset: Rows, things: Mapping[str, Thing]) -> dict[str, str]:
    """Return the named thing that each fact without a name belongs to, through any number of parts."""
    wholes: dict[str, str] = {}
    for row in dataset.rows(OWNERS):
        wholes.setdefault(str(row["part"]), str(row["whole"]))
    owners = {}
    for part, whole in wholes.items():
        if part in things:
            continue
        while whole not in things and whole in wholes:
            whole = wholes[whole]
        if whole in things:
            owners[part] = whole
    return owners


def _read_texts(
    dataset: Rows, things: Mapping[str, Thing], owners: Mapping[str, str], places: Places
) -> Iterator[SearchText]:
    def find_place(subject: str, owner: str) -> tuple[str, str]:
        if subject == owner and things[owner].kind in WITHOUT_SOURCE:
            return "", ""
        return places.get(subject) or places.get(owner, ("", ""))

    for thing in things.values():
        key = name_key(thing.iri).partition(":")[2]
        if key and thing.kind not in ("figure", "section"):
            yield SearchText(thing.iri, "key", key, "", *find_place(thing.iri, thing.iri))
    fields = {_expand(name): field for name, field in FIELDS.items()}
    for row in dataset.rows(TEXTS):
        subject = str(row["subject"])
        owner = subject if subject in things else owners.get(subject)
        if owner is not None:
            field = fields[str(row["property"])]
            if subject != owner and field == "name":
                field = "named in it"
            yield SearchText(owner, field, str(row["text"]), str(row["language"] or ""), *find_place(subject, owner))


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def _read_places(dataset: Rows, owners: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return where each fact is first written, and for a thing without evidence of its own, where its facts are."""
    places: dict[str, tuple[str, str]] = {}
    of_parts: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in dataset.rows(PLACES):
        fact, place = str(row["fact"]), (str(row["source"]), str(row["section"]))
        if places.setdefault(fact, place) is place and fact in owners:
            of_parts[owners[fact]].append(place)
    of_sections = {str(row["section"]): (str(row["source"]), str(row["name"])) for row in dataset.rows(SECTIONS)}
    return {**{owner: found[0] for owner, found in of_parts.items()}, **of_sections, **places}


def _read_links(
    dataset: Rows, things: Mapping[str, Thing], owners: Mapping[str, str], places: Places
) -> Iterator[NamedLink]:
    for row in dataset.rows(LINKS):
        subject, other = str(row["subject"]), str(row["object"])
        owner = subject if subject in things else owners.get(subject)
        if owner is not None and other in things and owner != other:
            label = str(row["label"]).removeprefix("has ")
            yield NamedLink(owner, label, other, *(places.get(subject) or places.get(owner, ("", ""))))
