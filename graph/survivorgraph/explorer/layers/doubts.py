"""Descriptions of single values that are less certain than their fact, with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from survivorgraph.explorer.labels import Labels
from survivorgraph.network.graphs.queries import Row, Rows, read_key

__all__ = ["read_doubts"]

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


def read_doubts(dataset: Rows, labels: Labels) -> dict[str, str]:
    """Read, by the IRI of each fact with such values, sentences that name them with certainty and note."""
    statements: defaultdict[str, defaultdict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in dataset.rows(VALUES):
        if not str(row["property"]).endswith(COUNTRY_OF_A_PLACE):
            statements[str(row["fact"])][str(row["statement"])].append(row)
    return {fact: _describe(found, labels) for fact, found in statements.items()}


def _describe(statements: Mapping[str, list[Row]], labels: Labels) -> str:
    """Describe the values that share a certainty and a note in one sentence."""
    together: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for rows in statements.values():
        together[str(read_key(rows[0]["certainty"])), str(rows[0]["note"])].append(_name(rows, labels))
    texts = labels.texts["sentences"]
    return " ".join(
        str(texts["uncertain"][certainty]).format(values=", ".join(dict.fromkeys(names)), note=note)
        for (certainty, note), names in together.items()
    )


def _name(rows: list[Row], labels: Labels) -> str:
    """Return the name of a value: its label, with the end of the journey that it is, or its property."""
    places = [row for row in rows if "/locality/" in str(row.get("value"))]
    row = (places or rows)[0]
    texts, key = labels.texts["sentences"]["value_names"], str(row["property"]).rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    value = labels.translate(row["label"]) if row.get("label") is not None else ""
    name = str(texts.get(key, "{value}" if value else row.get("propertyName") or key))
    return name.format(value=value)
