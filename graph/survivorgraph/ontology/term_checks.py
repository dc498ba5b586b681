"""Requirements on the terms of the ontology, each as a query that finds violations.

The rules are those of ``ontology/README.md`` and the pitfalls that ontology scanners look for (OOPS!,
https://oops.linkeddata.es). `survivorgraph.ontology.lint` runs them over the Turtle files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph

from survivorgraph.ontology.shapes import Violation
from survivorgraph.schema.vocabulary import PREFIXES

__all__ = ["TERM_CHECKS", "TermCheck"]

_TERM = "VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty skos:Concept } ?focus a ?kind ."
_PROPERTY = "VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty } ?focus a ?kind ."


@dataclass(frozen=True, slots=True)
class TermCheck:
    """A query that selects the ?focus of each violation, and what to say of it."""

    name: str
    path: str
    message: str
    where: str

    def run(self, store: pyoxigraph.Store) -> Iterator[Violation]:
        """Yield a violation for each resource that the query finds."""
        prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
        answer = store.query(
            f"{prefixes} SELECT DISTINCT ?focus WHERE {{ {self.where} }}", use_default_graph_as_union=True
        )
        assert isinstance(answer, pyoxigraph.QuerySolutions)
        for row in answer:
            yield Violation("violation", row["focus"].value, self.path, self.message, self.name)


def _count(pattern: str, wanted: str) -> str:
    """Write a pattern that selects the terms for which the values of ?value are not as many as wanted."""
    return (
        f"{{ SELECT ?focus WHERE {{ {_TERM} OPTIONAL {{ {pattern} }} }} "
        f"GROUP BY ?focus HAVING (!(COUNT(DISTINCT ?value) {wanted})) }}"
    )


def _header(name: str, predicate: str, kinds: str) -> TermCheck:
    return TermCheck(
        name,
        predicate,
        f"The ontology or scheme has no {predicate}. Add it to the head of the file.",
        f"VALUES ?kind {{ {kinds} }} ?focus a ?kind . FILTER NOT EXISTS {{ ?focus {predicate} ?value }}",
    )


def _cycle(name: str, predicate: str) -> TermCheck:
    message = "The term is its own ancestor. Remove one of the steps."
    return TermCheck(name, predicate, message, f"?focus {predicate}+ ?focus .")


TERM_CHECKS: Final = (
    TermCheck(
        "one-label",
        "skos:prefLabel",
        "A term has exactly one preferred label in English. Keep one; make the others skos:altLabel.",
        _count('?focus skos:prefLabel ?value FILTER(LANG(?value) = "en")', "= 1"),
    ),
    TermCheck(
        "same-label",
        "rdfs:label",
        "The one rdfs:label of a term is its preferred label in English. Write both alike.",
        f'{_TERM} ?focus skos:prefLabel ?name FILTER(LANG(?name) = "en")'
        " OPTIONAL { ?focus rdfs:label ?label } FILTER(!BOUND(?label) || ?label != ?name)",
    ),
    TermCheck(
        "translated",
        "skos:prefLabel",
        "A concept or scheme has one preferred label in French and one in Spanish. Add them.",
        'VALUES ?kind { skos:Concept skos:ConceptScheme } VALUES ?language { "fr" "es" } ?focus a ?kind .'
        " FILTER NOT EXISTS { ?focus skos:prefLabel ?value FILTER(LANG(?value) = ?language) }",
    ),
    TermCheck(
        "one-a-language",
        "skos:prefLabel",
        "A term has at most one preferred label a language. Keep one; make the others skos:altLabel.",
        "?focus skos:prefLabel ?one , ?other FILTER(?one != ?other && LANG(?one) = LANG(?other))",
    ),
    TermCheck(
        "one-definition",
        "skos:definition",
        "A term has exactly one definition in English. Write the broader kind first, then the difference.",
        _count('?focus skos:definition ?value FILTER(LANG(?value) = "en")', "= 1"),
    ),
    TermCheck(
        "full-sentence",
        "skos:definition",
        "A definition is a full sentence. Begin it with a capital letter and end it with a full stop.",
        r'?focus skos:definition ?text FILTER(!REGEX(?text, "^[A-Z].*\\.$", "s"))',
    ),
    TermCheck(
        "source",
        "dcterms:source",
        "A term has a source. Name the standard it comes from, or the survivorgraph developers.",
        _count("?focus dcterms:source ?value", ">= 1"),
    ),
    TermCheck(
        "example",
        "skos:example",
        "A class has an example in English. Invent one, with invented people and organizations.",
        '?focus a owl:Class FILTER NOT EXISTS { ?focus skos:example ?value FILTER(LANG(?value) = "en") }',
    ),
    TermCheck(
        "in-scheme",
        "skos:inScheme",
        "A concept is in exactly one scheme, the one of its file. Correct skos:inScheme.",
        "?focus a skos:Concept . OPTIONAL { ?focus skos:inScheme ?scheme }"
        ' FILTER(!BOUND(?scheme) || !STRSTARTS(STR(?focus), CONCAT(STR(?scheme), "/")))',
    ),
    TermCheck(
        "broader-target",
        "skos:broader",
        "The broader or related concept does not exist in the scheme. Add it, or correct the key.",
        "?focus skos:broader|skos:related ?target ; skos:inScheme ?scheme ."
        " FILTER NOT EXISTS { ?target a skos:Concept ; skos:inScheme ?scheme }",
    ),
    TermCheck(
        "domain",
        "rdfs:domain",
        "A property says of what classes it is, by rdfs:domain or schema:domainIncludes. Add it.",
        f"{_PROPERTY} FILTER NOT EXISTS {{ ?focus rdfs:domain|schema:domainIncludes ?value }}",
    ),
    TermCheck(
        "range",
        "rdfs:range",
        "A property says what its values are, by rdfs:range or schema:rangeIncludes. Add it.",
        f"{_PROPERTY} FILTER NOT EXISTS {{ ?focus rdfs:range|schema:rangeIncludes ?value }}",
    ),
    TermCheck(
        "name",
        "",
        "The name is not written as its kind asks: ClassName, propertyName, concept-key. Rename it.",
        "VALUES (?kind ?form) {"
        ' (owl:Class "#[A-Z][A-Za-z0-9]*$") (owl:ObjectProperty "#[a-z][A-Za-z0-9]*$")'
        ' (owl:DatatypeProperty "#[a-z][A-Za-z0-9]*$") (skos:Concept "/[a-z0-9]+(-[a-z0-9]+)*$") }'
        " ?focus a ?kind . FILTER(!REGEX(STR(?focus), ?form))",
    ),
    _cycle("broader-cycle", "skos:broader"),
    _cycle("class-cycle", "rdfs:subClassOf"),
    _cycle("property-cycle", "rdfs:subPropertyOf"),
    _header("title", "dcterms:title", "owl:Ontology skos:ConceptScheme"),
    _header("license", "dcterms:license", "owl:Ontology skos:ConceptScheme"),
    _header("version", "owl:versionInfo", "owl:Ontology"),
    _header("version-iri", "owl:versionIRI", "owl:Ontology"),
    _header("creator", "dcterms:creator", "owl:Ontology"),
    TermCheck(
        "shape-message",
        "sh:message",
        "A shape that reports has a message in English. Say what is wrong and what to do.",
        "{ ?node sh:property ?focus } UNION { ?focus sh:or|sh:closed|sh:pattern ?any }"
        ' FILTER NOT EXISTS { ?focus sh:message ?value FILTER(LANG(?value) = "en") }',
    ),
)
