"""Describe all that a dataset holds of one thing, grouped as a reader thinks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final, Protocol

from survivorgraph.errors import QuestionError
from survivorgraph.lookup.about_result import About, Relative, make_row
from survivorgraph.lookup.grouping import GROUPS_OF, group_facts
from survivorgraph.lookup.imported_figures import describe_imported
from survivorgraph.lookup.index import SearchIndex
from survivorgraph.lookup.kinds import WITHOUT_FACTS, name_key
from survivorgraph.lookup.neighborhood import FoundFact, ReadNode, read_facts, read_nodes, read_relatives
from survivorgraph.lookup.resolving import Resolved, resolve
from survivorgraph.lookup.triples import Triples, read_turtle
from survivorgraph.network.graphs.queries import Rows

__all__ = ["DEFAULT_FACTS", "describe_thing"]

DEFAULT_FACTS: Final = 500
"""So many facts are described unless more are asked for."""
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


def describe_thing(dataset: Graph, index: SearchIndex, called: str, *, limit: int = DEFAULT_FACTS) -> About:
    """Describe the thing that is called so, with at most so many facts; a group that is cut says so.

    Raises QuestionError, with the nearest names, where nothing is called so, and for a limit below 1.
    """
    if limit < 1:
        raise QuestionError(f"the limit of facts is a number from 1; found {limit}")
    thing = resolve(index, called)
    is_in_graph = thing.iri.startswith("http")
    relatives = read_relatives(dataset, thing.iri) if is_in_graph else {}
    own = read_nodes(dataset, [thing.iri])[thing.iri] if is_in_graph else ReadNode(thing.iri)
    facts, followed = _find_facts(dataset, thing, own, relatives)
    groups, left_out = group_facts(dataset, facts, thing, followed, limit)
    groups += describe_imported(dataset, thing, limit)
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
        left_out,
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


def _find_facts(
    dataset: Rows, thing: Resolved, own: ReadNode, relatives: Mapping[str, Mapping[str, str]]
) -> tuple[dict[str, FoundFact], dict[str, str]]:
    """Find the facts about a thing and its relatives, each once, and what is said of the groups of each relative."""
    if thing.kind in WITHOUT_FACTS:
        return {}, {}
    facts = read_facts(dataset, [thing.iri], thing.kind)
    if own.targets.get("hasCertainty") or (thing.kind == "corridor" and own.values):
        classes = {name.rpartition("#")[2] for name in own.targets["type"]}
        facts[thing.iri] = FoundFact(thing.iri, next(name for name in GROUPS_OF if name in classes), thing.iri)
    followed = {
        iri: f": {words} {name}"
        for relation, words in FOLLOWED.items()
        for iri, name in relatives.get(relation, {}).items()
    }
    return {**read_facts(dataset, followed), **facts}, followed


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
