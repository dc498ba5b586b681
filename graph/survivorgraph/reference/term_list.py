"""The terms of the ontology as one page of Markdown, for authors of queries."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from survivorgraph.ontology.shapes import shorten
from survivorgraph.reference.terms import Ontology, TermDoc, read_ontology
from survivorgraph.resources import ontology_dir

__all__ = ["describe_terms", "write_terms"]

HEAD = """\
# The terms to ask with

Made from the ontology by `make terms`; do not edit. `survivorgraph docs` writes the same at length, with an example and
a query for every class. The prefixes of the project need no declaration in `survivorgraph ask`: `sg:` for these terms,
one for each concept scheme (`form:forced-labor`, `tier:tier-3`) and one for each kind of resource (`story:jamshid`,
`country:VEN`, `organization:iom`). What `ask` prints can be put back into a query. Names are `rdfs:label`, one a
resource, in English: `"Pakistan"@en`.

Which facts say that an exploitation was in domestic servitude or another narrower form of forced labor, how sure, and
where is it written?

```sparql
SELECT ?name ?form ?country ?certainty ?source ?section ?digest WHERE {
  ?story sg:hasExploitation ?fact ; rdfs:label ?name .
  ?fact sg:hasForm ?concept ; sg:hasCertainty ?certainty .
  ?concept skos:broader* form:forced-labor ; rdfs:label ?form .
  ?fact sg:hasEvidence ?evidence .
  ?evidence oa:hasSource ?source ; sg:standsIn ?section ; oa:hasSelector/sg:sha256 ?digest .
  OPTIONAL { ?fact sg:takesPlaceInCountry/rdfs:label ?country }
}
```

The same last lines tie every fact to its evidence: a leg, an outcome, a partnership, a tier placement. What a source
says of an organization or an instrument is in its profile: `?profile sg:describesOrganization organization:iom`.
Forced begging and forced criminality, cyber scams among it, are siblings of forced labor, not below it.
"""


def describe_terms(ontology: Ontology | None = None) -> str:
    """Return the page."""
    ontology = ontology or read_ontology()
    parts = [HEAD, "## Classes\n", _table(("class", "what it is", "properties"))]
    for term in ontology.classes:
        slots = ", ".join(f"`{shorten(slot.path)}`" for slot in ontology.slots(term.iri))
        parts.append(_row(f"`sg:{term.name}`", term.definition, slots))
    parts += ["\n## Properties\n", _table(("property", "of", "values", "what it says"))]
    for term in ontology.properties:
        parts.append(_row(f"`sg:{term.name}`", _names(term.domain), _values(term), term.definition))
    parts += ["\n## Concept schemes\n", _table(("scheme", "concepts"))]
    for scheme in ontology.schemes:
        keys = ", ".join(f"`{concept.key}`" for concept in scheme.concepts)
        parts.append(_row(f"`{scheme.key}:` {scheme.label}", keys))
    return "\n".join(parts) + "\n"


def write_terms(directory: Path | None = None) -> Path:
    """Write the page as ``TERMS.md`` into the folder of the ontology, and return its path."""
    path = (directory or ontology_dir()) / "TERMS.md"
    path.write_text(describe_terms(), encoding="utf-8", newline="\n")
    return path


def _values(term: TermDoc) -> str:
    return ", ".join(f"`{scheme}:`" for scheme in term.schemes) or _names(term.range)


def _names(iris: Sequence[str]) -> str:
    return ", ".join(shorten(iri) for iri in iris)


def _table(heads: Sequence[str]) -> str:
    return f"{_row(*heads)}\n{_row(*('---' for _ in heads))}"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
