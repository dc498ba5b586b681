"""Read the value of a question's parameter, a key or a name, as the RDF term that it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode

from survivorgraph.errors import QuestionError, UnknownPlaceError
from survivorgraph.schema.places import read_gazetteer
from survivorgraph.schema.vocabulary import CONCEPT, ID, Concept, read_vocabulary
from survivorgraph.store.nearest import find_concepts, find_nearest
from survivorgraph.store.query_terms import Term

__all__ = ["Parameter", "Rows"]

RESOURCES: Final[Mapping[str, str]] = {
    "instrument": "Instrument",
    "organization": "Organization",
    "partnership": "Partnership",
    "pattern": "Pattern",
    "person": "Person",
    "source": "Source",
    "story": "Story",
}
"""The kinds of resource that a value can name, with their classes; the dataset knows which there are."""

_NAMES = """SELECT DISTINCT ?resource ?name WHERE {{
  ?resource a sg:{kind} .
  ?resource rdfs:label|skos:altLabel|foaf:name ?name .
}} ORDER BY ?resource ?name"""
_MOST_LISTED = 30


class Rows(Protocol):
    """An object that answers a SELECT, such as a Dataset."""

    def rows(self, sparql: str, /) -> Iterable[Mapping[str, object]]:
        """Return the solutions of a query."""
        ...


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a question: `kind` is the kind of its values, `default` its value when it is not given.

    A parameter that is neither required nor has a default matches anything while it is not given.
    """

    name: str
    kind: str
    description: str = ""
    default: str | None = None
    is_required: bool = False

    def read(self, value: object, dataset: Rows) -> Term:
        """Return a value as a term; raise QuestionError where it is not one of the kind."""
        text = str(value).strip()
        if self.kind == "text":
            return Literal(text)
        if self.kind in ("integer", "year"):
            return self._read_number(text)
        # Tables print `story:amina`; both that and `story/amina` can be given back.
        text = re.sub(r"^([A-Za-z-]+):(?!//)", lambda found: f"{found[1].lower()}/", text)
        if self.kind == "country":
            return self._read_country(text)
        if self.kind == "resource":
            return self._read_resource(text, dataset)
        if self.kind in RESOURCES:
            return self._read_named(text, dataset)
        return self._read_concept(text)

    def describe(self) -> str:
        """Describe the parameter in a line: its name, kind and what happens without it."""
        without = "required" if self.is_required else f"default {self.default}" if self.default else "any unless given"
        return f"{self.name}: {self.kind}, {without}{' — ' + self.description if self.description else ''}"

    def _refuse(self, found: str, expected: str) -> QuestionError:
        return QuestionError(f"parameter '{self.name}': found '{found}', expected {expected}")

    def _read_number(self, text: str) -> Literal:
        pattern, expected = (r"\d{4}", "a year such as 2023") if self.kind == "year" else (r"-?\d+", "a whole number")
        if not re.fullmatch(pattern, text, re.ASCII):
            raise self._refuse(text, expected)
        return Literal(int(text))

    def _read_country(self, text: str) -> NamedNode:
        gazetteer = read_gazetteer()
        code = text.removeprefix(ID).removeprefix("country/")
        try:
            territory = gazetteer.find_territory_by_code(code.upper()) or gazetteer.get_territory(text)
        except UnknownPlaceError as error:
            near = f"; names like it: {', '.join(error.near)}" if error.near else ""
            raise self._refuse(text, f"the name or ISO 3166 code of a country or area{near}") from error
        return NamedNode(f"{ID}country/{territory.code}")

    def _read_concept(self, text: str) -> NamedNode:
        concepts = read_vocabulary().schemes.get(self.kind)
        if concepts is None:
            raise QuestionError(
                f"parameter '{self.name}': '{self.kind}' is neither a kind of value nor a concept scheme"
            )
        key = text.removeprefix(CONCEPT).removeprefix(f"{self.kind}/")
        found = concepts.get(key.casefold()) or _find_by_label(concepts.values(), text)
        if found is None:
            elsewhere = find_concepts(key.casefold().replace(" ", "-"))
            hint = f" ({text} is {' and '.join(elsewhere)})" if elsewhere else ""
            near = find_nearest(key, concepts)
            like = f"; like it: {', '.join(near)}" if near and len(concepts) > len(near) else ""
            raise self._refuse(text, f"one of: {', '.join(concepts)}{hint}{like}")
        return NamedNode(found.iri)

    def _read_resource(self, text: str, dataset: Rows) -> NamedNode:
        """Read `kind/key`, as tables print it, a whole IRI, or a key or name that one resource has."""
        known = read_vocabulary().schemes.keys()
        if re.fullmatch(r"[a-z-]+/[\w.-]+", text):
            base = CONCEPT if text.partition("/")[0] in known else ID
            return NamedNode(base + text)
        if re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text):
            return NamedNode(text)
        named = sorted(
            f"{kind}/{key}"
            for kind in RESOURCES
            for key, names in self._list_names(kind, dataset).items()
            if text.casefold() == key.casefold() or _fold(text) in names
        )
        if len(named) == 1:
            return NamedNode(ID + named[0])
        if named:
            shown = ", ".join(one.replace("/", ":") for one in named)
            raise self._refuse(text, f"one resource; it is the name of {shown}: give one of them")
        raise self._refuse(text, "the key or name of a resource, as kind:key, such as story:KEY, or an IRI")

    def _list_names(self, kind: str, dataset: Rows) -> dict[str, set[str]]:
        """Return the names of each resource of a kind, folded, by key."""
        base = f"{ID}{kind}/"
        names: dict[str, set[str]] = {}
        for row in dataset.rows(_NAMES.format(kind=RESOURCES[kind])):
            names.setdefault(str(row["resource"]).removeprefix(base), set()).add(_fold(str(row["name"])))
        return names

    def _read_named(self, text: str, dataset: Rows) -> NamedNode:
        """Read the key or a name of a resource that the dataset has; an ambiguous name is an error."""
        base = f"{ID}{self.kind}/"
        key = text.removeprefix(base).removeprefix(f"{self.kind}/")
        names = self._list_names(self.kind, dataset)
        keys = {one.casefold(): one for one in names}
        named = [keys[key.casefold()]] if key.casefold() in keys else _find_by_name(text, names)
        if len(named) == 1:
            return NamedNode(base + named[0])
        if named:
            raise self._refuse(text, f"the name of one only; it is one of {', '.join(named)}: give the key")
        raise self._refuse(text, f"a key or name of the kind {self.kind}{_describe_known(key, names)}")


def _find_by_name(text: str, names: Mapping[str, set[str]]) -> list[str]:
    return sorted(one for one, at in names.items() if _fold(text) in at)


def _describe_known(key: str, names: Mapping[str, set[str]]) -> str:
    """Describe which keys there are: all of a few, or else those with a key or name like the one that was given."""
    by_name = {name: one for one, at in names.items() for name in (one, *sorted(at))}
    near = list(dict.fromkeys(by_name[name] for name in find_nearest(key, by_name, most=5)))
    if near:
        return f", of which there are {len(names)}; like it: {', '.join(near)}"
    if len(names) <= _MOST_LISTED:
        return f": {', '.join(sorted(names)) or 'there is none'}"
    return f", of which there are {len(names)}, none of them like it"


def _find_by_label(concepts: Iterable[Concept], label: str) -> Concept | None:
    return next((concept for concept in concepts if _fold(concept.label) == _fold(label)), None)


def _fold(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))
