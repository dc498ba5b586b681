"""Labels of concepts and countries, and the page's own texts, in the language of a page.

In the graph everything has one English `rdfs:label`; concepts and countries have a `skos:prefLabel` for other
languages too. Free text, such as names and notes, stays in the language of the data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from survivorgraph.network.graphs.queries import Rows
from survivorgraph.schema.vocabulary import CONCEPT
from survivorgraph.wording.texts import read_texts

__all__ = ["Labels", "read_labels"]

CONCEPTS = """
SELECT DISTINCT ?concept ?label WHERE { ?concept skos:inScheme ?scheme ; rdfs:label ?label } ORDER BY ?concept
"""
TRANSLATIONS = """
SELECT DISTINCT ?english ?label WHERE {
  ?thing rdfs:label ?english ; skos:prefLabel ?label . FILTER(LANG(?label) = "%s")
} ORDER BY ?english ?label
"""
ALIASES = """
SELECT DISTINCT ?thing ?alias WHERE {
  VALUES ?class { sg:Country sg:Locality sg:Organization }
  ?thing a ?class ; skos:altLabel|skos:prefLabel|sg:alpha2Code ?alias .
} ORDER BY ?thing ?alias
"""


@dataclass(frozen=True)
class Labels:
    """The labels of one language: `texts` of the page, `concepts` by scheme and key, `translations` of labels."""

    language: str = "en"
    concepts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    translations: Mapping[str, str] = field(default_factory=dict)

    @property
    def texts(self) -> Mapping[str, Any]:
        """Return the texts of the page in this language."""
        return read_texts(self.language)

    def translate(self, label: object) -> str:
        """Return an English label in the language of the page, or as it is where there is no other."""
        return self.translations.get(str(label), str(label))

    def name(self, scheme: str, key: str) -> str:
        """Return the label of a concept, or its key with spaces where the dataset does not name it."""
        return self.translate(self.concepts.get(scheme, {}).get(key, key.replace("-", " ")))


def read_labels(dataset: Rows, language: str = "en") -> Labels:
    """Read the labels of concepts, and what they and the names of countries are in another language."""
    read_texts(language)
    concepts: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in dataset.rows(CONCEPTS):
        scheme, _, key = str(row["concept"]).removeprefix(CONCEPT).partition("/")
        concepts[scheme].setdefault(key, str(row["label"]))
    translations: dict[str, str] = {}
    if language != "en":
        for row in dataset.rows(TRANSLATIONS % language):
            translations.setdefault(str(row["english"]), str(row["label"]))
    return Labels(language, concepts, translations)


def read_aliases(dataset: Rows) -> dict[str, list[str]]:
    """Read the other names of countries, places and organizations, by IRI."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in dataset.rows(ALIASES):
        found[str(row["thing"])].append(str(row["alias"]))
    return {thing: list(dict.fromkeys(names)) for thing, names in found.items()}
