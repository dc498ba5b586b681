"""Describe all that a dataset holds of one thing, grouped as a reader thinks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final, Protocol

from survivorgraph.lookup.about_result import About, AboutGroup, Relative, make_row
from survivorgraph.lookup.describing import describe_facts
from survivorgraph.lookup.imported_figures import describe_imported
from survivorgraph.lookup.index import SearchIndex
from survivorgraph.lookup.kinds import WITHOUT_FACTS, name_key
from survivorgraph.lookup.neighborhood import STORY_PARTS, ReadNode, read_facts, read_nodes, read_relatives
from survivorgraph.lookup.resolving import Resolved, resolve
from survivorgraph.lookup.triples import Triples, read_turtle
from survivorgraph.network.graphs.queries import Rows
from survivorgraph.wording.facts import PageFact

__all__ = ["describe_thing"]

IN_STORIES: Final = "In survivor stories"
TOLD: Final = "Journey, in the order in which it is told"
GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "What the sources say": ("OrganizationProfile", "InstrumentProfile", "Definition"),
    IN_STORIES: tuple(sorted(STORY_PARTS)),
    "Standing": ("TierPlacement", "Listing", "Waiver", "Restriction"),
    "Corridors": ("Corridor",),
    "Partnerships": ("Partnership", "Participation"),
    "Partners, by shared partnerships": ("CoPartnership",),
    "Actions": ("Action",),
    "Treaty actions": ("TreatyAction",),
    "People in public roles": ("PublicRole",),
    "Patterns": ("Pattern", "PatternPlace"),
    "Figures": ("Observation", "FigureTable"),
}
"""The groups in their order, with the classes of their facts."""
OTHERS: Final = {
    "OrganizationProfile": "Organizations",
    "InstrumentProfile": "Instruments",
    "Definition": "Definitions",
}
"""The groups of what the sources say of others, in whose profiles the thing is named."""
RELATIONS: Final = {
    "unit": "Its units",
    "whole": "It is a unit of",
    "member": "Its members",
    "membership": "It is a member of",
    "narrower": "Narrower concepts",
    "broader": "Broader concepts",
    "place": "Places in it",
    "country": "It is in",
    "part": "Its parts",
    "of": "It is part of",
    "section": "Its sections",
}
FOLLOWED: Final = {"unit": "of its unit", "whole": "of what it is a unit of,", "narrower": "of the narrower concept"}
"""The relations whose facts are told too."""
OWN_TEXTS: Final[Mapping[str, str]] = {
    "definition": "Definition",
    "scopeNote": "Scope note",
    "example": "Example",
    "description": "Description",
    "note": "Note",
    "title": "Title",
    "publisher": "Publisher",
    "creator": "Author",
    "issued": "Issued",
    "rights": "Rights",
    "heading": "Heading",
    "hasGender": "Gender",
    "hasAccountKind": "Account",
    "peopleCount": "People",
    "isReportedIn": "Source",
    "originatesIn": "Origin",
    "hasOriginCountry": "From",
    "hasDestinationCountry": "To",
    "hasOrganizationKind": "Kind",
    "hasInstrumentKind": "Kind",
    "hasUnit": "Unit",
    "region": "Region",
    "subregion": "Subregion",
    "alpha3Code": "ISO 3166 codes",
    "alpha2Code": "ISO 3166 codes",
    "numericCode": "ISO 3166 codes",
    "localityKind": "Kind",
    "domain": "Domain",
    "range": "Range",
    "subClassOf": "Subclass of",
    "release": "Release",
    "minimumCellSize": "Minimum cell size",
    "withheldCount": "Cells withheld",
}
"""The values of a thing itself that are told, with their names."""


class Graph(Rows, Triples, Protocol):
    """An object that answers queries with rows and with triples, such as a Dataset."""


COUNTS: Final[Mapping[str, tuple[str, str]]] = {
    "source": (
        "Facts",
        """
SELECT ?name (COUNT(DISTINCT ?fact) AS ?count) WHERE {{
  ?fact sg:isReportedIn <{iri}> ; a ?class . ?class a owl:Class ; rdfs:label ?name .
}} GROUP BY ?name ORDER BY DESC(?count) ?name""",
    ),
    "imported data set": (
        "Cells",
        "SELECT (COUNT(DISTINCT ?cell) AS ?count) WHERE {{ ?cell sg:isInDataset <{iri}> }}",
    ),
    "class": ("In the graph", "SELECT (COUNT(DISTINCT ?one) AS ?count) WHERE {{ ?one a <{iri}> }}"),
    "property": ("In the graph", "SELECT (COUNT(*) AS ?count) WHERE {{ ?one <{iri}> ?value }}"),
    "list of concepts": (
        "Concepts",
        "SELECT (COUNT(DISTINCT ?one) AS ?count) WHERE {{ ?one skos:inScheme <{iri}> }}",
    ),
}
"""What is counted of a kind about which no source says anything, and the query that does."""


def describe_thing(dataset: Graph, index: SearchIndex, called: str) -> About:
    """Describe the thing that is called so; raise QuestionError, with the nearest names, where nothing is."""
    thing = resolve(index, called)
    is_in_graph = thing.iri.startswith("http")
    relatives = read_relatives(dataset, thing.iri) if is_in_graph else {}
    own = read_nodes(dataset, [thing.iri])[thing.iri] if is_in_graph else ReadNode(thing.iri)
    groups = _describe_directly(dataset, thing, own)
    told = {fact.iri for group in groups for fact in group.facts}
    groups += [*_describe_relatives(dataset, relatives, told), *describe_imported(dataset, thing)]
    related = tuple(
        Relative(RELATIONS[relation], name_key(iri), name)
        for relation in RELATIONS
        for iri, name in relatives.get(relation, {}).items()
    )
    names, values = _list_names(own, thing), _list_values(index, own, thing)
    values += _count(dataset, thing)
    nodes = [thing.iri, *(fact.iri for group in groups for fact in group.facts)] if is_in_graph else []
    return About(
        thing.iri,
        thing.kind,
        thing.name,
        names,
        values,
        tuple(groups),
        related,
        thing.also,
        lambda: read_turtle(dataset, nodes) if nodes else "",
        rows=[make_row(group.title, fact) for group in groups for fact in group.facts],
    )


def _count(dataset: Rows, thing: Resolved) -> tuple[tuple[str, str], ...]:
    """Count what a source, a data set, a class or a list of concepts holds, and things with a property."""
    if thing.kind not in COUNTS:
        return ()
    name, query = COUNTS[thing.kind]
    found = [
        f"{row['count']} {str(row['name']).lower()}" if row.get("name") is not None else str(row["count"])
        for row in dataset.rows(query.format(iri=thing.iri))
    ]
    return ((name, ", ".join(found) or "none"),)


def _describe_directly(dataset: Rows, thing: Resolved, own: ReadNode) -> list[AboutGroup]:
    if thing.kind in WITHOUT_FACTS:
        return []
    facts = read_facts(dataset, [thing.iri], thing.kind)
    if own.targets.get("hasCertainty") or (thing.kind == "corridor" and own.values):
        classes = {name.rpartition("#")[2] for name in own.targets["type"]}
        facts[thing.iri] = next(name for name in GROUPS_OF if name in classes)
    return _group(dataset, facts, thing.iri, TOLD if thing.kind == "story" else "")


def _describe_relatives(
    dataset: Rows, relatives: Mapping[str, Mapping[str, str]], told: set[str]
) -> Iterator[AboutGroup]:
    """Yield the facts of relatives, each fact once."""
    for relation, words in FOLLOWED.items():
        for iri, name in relatives.get(relation, {}).items():
            facts = {fact: kind for fact, kind in read_facts(dataset, [iri], "").items() if fact not in told}
            told.update(facts)
            for group in _group(dataset, facts, iri):
                yield AboutGroup(f"{group.title}: {words} {name}", group.facts)


def _group(dataset: Rows, facts: Mapping[str, str], thing: str, told: str = "") -> list[AboutGroup]:
    """Describe facts, and group them by their classes, what is said of the thing itself first."""
    nodes = read_nodes(dataset, facts)
    described = describe_facts(dataset, nodes, facts, thing)
    found: defaultdict[str, list[PageFact]] = defaultdict(list)
    for iri, fact in described.items():
        found[_choose_group(nodes[iri], facts[iri], thing, told)].append(fact)
    order = [told, "What the source says", *GROUPS, *OTHERS.values()]
    return [AboutGroup(title, _sort(title, found[title])) for title in order if found.get(title)]


def _sort(title: str, facts: list[PageFact]) -> tuple[PageFact, ...]:
    """Sort facts by their texts, but for those of stories, which stay as they are told."""
    return tuple(
        facts if title in (TOLD, IN_STORIES) else sorted(facts, key=lambda one: (one.text.casefold(), one.iri))
    )


def _choose_group(node: ReadNode, name: str, thing: str, told: str) -> str:
    if node.iri == thing:
        return "What the source says"
    if told and name in STORY_PARTS:
        return told
    described = ("describesOrganization", "describesInstrument", "definesConcept")
    if name in OTHERS and not any(thing in node.targets.get(one, ()) for one in described):
        return OTHERS[name]
    return GROUPS_OF[name]


GROUPS_OF: Final = {name: title for title, names in GROUPS.items() for name in names}


def _list_names(own: ReadNode, thing: Resolved) -> tuple[str, ...]:
    """List the other names of a thing, those in other languages with their tag."""
    languages: dict[str, str] = {}
    for name in ("altLabel", "prefLabel", "name"):
        for text, language in own.languages.get(name, ()):
            if text != thing.name:
                languages[text] = language
    return tuple(text if language in ("", "en") else f"{text} ({language})" for text, language in languages.items())


def _list_values(index: SearchIndex, own: ReadNode, thing: Resolved) -> tuple[tuple[str, str], ...]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    hidden = own.targets.get("hasCertainty") and ("description", "note")  # its fact says them, with their certainty
    for name, word in OWN_TEXTS.items():
        if name in own.values and name not in (hidden or ()):
            found[word] += [one for one in own.values[name] if one != thing.name]
    if not thing.iri.startswith("http"):
        sql = "SELECT field, text FROM texts JOIN things ON things.id = texts.thing WHERE iri = ? ORDER BY texts.id"
        for field, text in index.rows(sql, thing.iri):
            found[field.capitalize()].append(text)
    return tuple((word, ", ".join(dict.fromkeys(texts))) for word, texts in found.items() if texts)
