"""The kinds of things that can be found, in the order in which equally good hits are listed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from survivorgraph.schema.vocabulary import CONCEPT, HTCDS, ID, PREFIXES

__all__ = [
    "CLASSES",
    "KIND_ORDER",
    "MEASURE",
    "PAGE",
    "QUESTION",
    "STANDARD",
    "WITHOUT_FACTS",
    "name_key",
    "order_of_kind",
]

CLASSES: Final[Mapping[str, str]] = {
    "sg:Country": "country",
    "sg:Story": "story",
    "sg:Organization": "organization",
    "sg:Partnership": "partnership",
    "sg:Corridor": "corridor",
    "skos:Concept": "concept",
    "sg:Person": "person",
    "sg:Pattern": "pattern",
    "sg:Instrument": "instrument",
    "sg:Locality": "place",
    "sg:Action": "action",
    "sg:Restriction": "restriction",
    "sg:Waiver": "waiver",
    "sg:FigureTable": "table of figures",
    "sg:Observation": "figure",
    "sg:CorridorDataset": "imported data set",
    "sg:Source": "source",
    "sg:Section": "section",
    "skos:ConceptScheme": "list of concepts",
    "owl:Class": "class",
    "owl:ObjectProperty": "property",
    "owl:DatatypeProperty": "property",
    "sg:Rule": "rule",
}
"""The classes of what has a name of its own, with the kinds that people are told."""

QUESTION: Final = "question"
MEASURE: Final = "measure"
PAGE: Final = "word of the page"
STANDARD: Final = "concept of HTCDS"
KIND_ORDER: Final = (
    *("country", "story", "organization", "partnership", "corridor", "concept", "person", "pattern", "instrument"),
    *("place", QUESTION, MEASURE, PAGE, "action", "restriction", "waiver", "table of figures", "figure"),
    *("imported data set", "source", "section", "list of concepts", "class", "property", "rule", STANDARD),
)


WITHOUT_FACTS: Final = frozenset(
    (QUESTION, MEASURE, PAGE, "source", "imported data set", "class", "property", "rule", "list of concepts")
)
"""The kinds about which no source says anything; what they hold is counted."""


def order_of_kind(kind: str) -> int:
    """Return the place of a kind in the order of the hits."""
    return KIND_ORDER.index(kind)


def name_key(iri: str) -> str:
    """Return how a thing is named on the command line, which `about` and queries take.

    >>> name_key(ID + "country/NPL"), name_key(CONCEPT + "form/forced-labor"), name_key(PREFIXES["sg"] + "Story")
    ('country:NPL', 'form:forced-labor', 'sg:Story')
    """
    if iri.startswith(HTCDS):
        return f"htcds:{iri.removeprefix(HTCDS)}"
    for base in (ID, CONCEPT):
        if iri.startswith(base):
            kind, _, key = iri.removeprefix(base).partition("/")
            return f"{kind}:{key}" if key else kind
    for prefix in ("sg", "qb"):
        if iri.startswith(PREFIXES[prefix]):
            return f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}"
    return iri
