"""Read the value of a question's parameter, a key or a name, as the RDF term that it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final, Protocol

from pyoxigraph import Literal, NamedNode

from survivorgraph.errors import QuestionError, UnknownPlaceError
from survivorgraph.schema.places import read_gazetteer
from survivorgraph.schema.vocabulary import CONCEPT, ID, Concept, read_vocabulary
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
        text = re.sub(r"^([a-z-]+):(?!//)", r"\1/", text)
        if self.kind == "country":
            return self._read_country(text)
        if self.kind == "resource":
            return self._read_resource(text)
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
        found = concepts.get(key) or _find_by_label(concepts.values(), text)
        if found is None:
            raise self._refuse(text, f"one of: {', '.join(concepts)}")
        return NamedNode(found.iri)

    def _read_resource(self, text: str) -> NamedNode:
        """Read `kind/key`, as tables print it, or a whole IRI."""
        known = read_vocabulary().schemes.keys()
        if re.fullmatch(r"[a-z-]+/[\w.-]+", text):
            base = CONCEPT if text.partition("/")[0] in known else ID
            return NamedNode(base + text)
        if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text):
            raise self._refuse(text, "kind:key, such as story:KEY, or an IRI")
        return NamedNode(text)

    def _read_named(self, text: str, dataset: Rows) -> NamedNode:
        """Read the key or a name of a resource that the dataset has; an ambiguous name is an error."""
        base = f"{ID}{self.kind}/"
        key = text.removeprefix(base).removeprefix(f"{self.kind}/")
        names: dict[str, set[str]] = {}
        for row in dataset.rows(_NAMES.format(kind=RESOURCES[self.kind])):
            names.setdefault(str(row["resource"]).removeprefix(base), set()).add(_fold(str(row["name"])))
        named = [key] if key in names else sorted(one for one, at in names.items() if _fold(text) in at)
        if len(named) == 1:
            return NamedNode(base + named[0])
        if named:
            raise self._refuse(text, f"the name of one only; it is one of {', '.join(named)}: give the key")
        if len(names) <= _MOST_LISTED:
            raise self._refuse(
                text, f"a key or name of the kind {self.kind}: {', '.join(sorted(names)) or 'there is none'}"
            )
        near = get_close_matches(key.casefold().replace(" ", "-"), names, n=5)
        hint = f"; keys like it: {', '.join(near)}" if near else ""
        raise self._refuse(text, f"a key or name of the kind {self.kind}, of which there are {len(names)}{hint}")


def _find_by_label(concepts: Iterable[Concept], label: str) -> Concept | None:
    return next((concept for concept in concepts if _fold(concept.label) == _fold(label)), None)


def _fold(name: str) -> str:
    return " ".join(re.findall(r"\w+", name.casefold()))
