"""Descriptions of single values that are less certain than their fact, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from survivorgraph.network.graphs.queries import Row, Rows, read_key
from survivorgraph.wording.facts import Doubt
from survivorgraph.wording.labels import Labels
from survivorgraph.wording.narrowing import narrow

__all__ = ["read_doubts", "word_doubts"]

VALUES = """
PREFIX sg: <https://w3id.org/survivorgraph/ns#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
SELECT DISTINCT ?fact ?statement ?certainty ?note ?property ?propertyName ?value ?label WHERE {
  ?fact sg:hasValueStatement ?statement .
  ?statement sg:hasCertainty ?certainty ; sg:aboutProperty ?property ; sg:note ?note .
  ?fact sg:hasCertainty ?whole .
  FILTER(?certainty != ?whole)
  OPTIONAL { ?property rdfs:label ?propertyName }
  OPTIONAL { ?statement sg:aboutValue ?value . ?value rdfs:label ?label }
} ORDER BY ?fact ?statement ?property ?value
"""
COUNTRY_OF_A_PLACE = "Country"
"""How the properties end that repeat a place by its country."""


def read_doubts(dataset: Rows, labels: Labels, facts: Collection[str] | None = None) -> dict[str, tuple[Doubt, ...]]:
    """Read the less certain values of each fact that has any, by its IRI; of the given facts only."""
    statements: defaultdict[str, defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in dataset.rows(narrow(VALUES, "fact", facts)):
        if not str(row["property"]).endswith(COUNTRY_OF_A_PLACE):
            statements[str(row["fact"])][str(row["statement"])].append(row)
    return {fact: tuple(_join(found, labels)) for fact, found in statements.items()}


def word_doubts(doubts: Iterable[Doubt], labels: Labels) -> str:
    """Write less certain values as sentences."""
    texts = labels.texts["sentences"]["uncertain"]
    return " ".join(str(texts[one.certainty]).format(values=", ".join(one.values), note=one.note) for one in doubts)


def _join(statements: Mapping[str, list[Row]], labels: Labels) -> Iterator[Doubt]:
    """Yield the values that share a certainty and a note together."""
    together: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for rows in statements.values():
        together[str(read_key(rows[0]["certainty"])), str(rows[0]["note"])].append(_name(rows, labels))
    for (certainty, note), names in together.items():
        yield Doubt(tuple(dict.fromkeys(names)), certainty, note)


def _name(rows: list[Row], labels: Labels) -> str:
    """Return the name of a value: its label, with the end of the journey that it is, or its property."""
    places = [row for row in rows if "/locality/" in str(row.get("value"))]
    row = (places or rows)[0]
    texts, key = labels.texts["sentences"]["value_names"], str(row["property"]).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    value = labels.translate(row["label"]) if row.get("label") is not None else ""
    name = str(texts.get(key, "{value}" if value else row.get("propertyName") or key))
    return name.format(value=value)
