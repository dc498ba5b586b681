"""Explain why a query has no rows: an unknown term, a value of another kind, or patterns that meet nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from survivorgraph.errors import SurvivorGraphError
from survivorgraph.schema.places import read_gazetteer
from survivorgraph.schema.vocabulary import CONCEPT, ID, PREFIXES, read_vocabulary
from survivorgraph.store.answers import shorten_iris
from survivorgraph.store.nearest import find_concepts, find_nearest
from survivorgraph.store.parameters import Rows
from survivorgraph.store.query_terms import describe_unknown_terms, query_prefixes
from survivorgraph.store.query_text import Query, read_query

if TYPE_CHECKING:
    from rdflib.term import Node

    Pattern = tuple[Node, Any, Node]

__all__ = ["explain_empty", "explain_iri"]

MOST_EXPLAINED: Final = 40
"""The number of patterns of a query that are looked at."""
_TYPE = PREFIXES["rdf"] + "type"
_NEAREST = 3


def explain_empty(dataset: Rows, sparql: str) -> list[str]:
    """Return the reasons why a SELECT query has no rows in a dataset, as sentences; an empty list if none is found.

    An unknown term comes first; then a pattern that nothing matches, with what is there instead; then two
    patterns, or patterns and filters, that nothing matches together.
    """
    query = read_query(sparql)
    found = describe_unknown_terms(sparql)
    try:
        found += [reason for iri in _list_own_iris(query) if (reason := explain_iri(dataset, iri))]
        return found or _explain_patterns(dataset, _read_patterns(query))
    except SurvivorGraphError:  # a limit of time; an explanation is not worth more
        return found


def _hint(names: Iterable[str]) -> str:
    near = ", ".join(names)
    return f"; like it: {near}" if near else ""


def _list_own_iris(query: Query) -> list[str]:
    written = (part for token, part in zip(query.tokens, query.written, strict=True) if token.kind in ("iri", "name"))
    return list(dict.fromkeys(iri for part in written if (iri := part.strip("<>")).startswith((ID, CONCEPT))))


def explain_iri(dataset: Rows, iri: str) -> str | None:
    """Explain an IRI of the project that the dataset does not have."""
    base = CONCEPT if iri.startswith(CONCEPT) else ID
    kind, _, key = iri.removeprefix(base).partition("/")
    if not key or _has(dataset, f"{{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }}"):
        return None
    name = f"{kind}:{key}"
    concepts = read_vocabulary().schemes.get(kind, {}) if base == CONCEPT else None
    if concepts is not None and key in concepts:
        return f"{name} is a concept, but nothing in this dataset has it"
    near = [f"{kind}:{one}" for one in _find_named(dataset, base + kind, key)]
    kinds = (name for name in query_prefixes() if name != kind and query_prefixes()[name].startswith(ID))
    values = " ".join(f"<{ID}{one}/{key}>" for one in kinds)
    rows = list(dataset.rows(f"SELECT DISTINCT ?s {{ VALUES ?s {{ {values} }} ?s a ?c }}"))
    elsewhere = [shorten_iris(str(row["s"])) for row in rows] + find_concepts(key)
    return f"there is no {name} in this dataset{_hint([*elsewhere, *near])}"


def _find_named(dataset: Rows, base: str, name: str) -> list[str]:
    """Return the keys below a base that have this name, or else are most like it."""
    if base == f"{ID}country" and (territory := read_gazetteer().find_territory_by_code(name.upper())) is not None:
        return [territory.code]
    if base.startswith(CONCEPT):
        return find_nearest(name, read_vocabulary().schemes.get(base.removeprefix(CONCEPT), {}))
    rows = dataset.rows(
        f'SELECT DISTINCT ?s ?name {{ ?s a ?c FILTER(STRSTARTS(STR(?s), "{base}/")) '
        "OPTIONAL { ?s rdfs:label|skos:altLabel|foaf:name ?name } }"
    )
    names = [(str(row["s"]).removeprefix(f"{base}/"), str(row["name"] or "").casefold()) for row in rows]
    exact = dict.fromkeys(key for key, label in names if label == name.casefold().replace("-", " "))
    return list(exact) or find_nearest(name, dict.fromkeys(key for key, _ in names))


@dataclass(slots=True)
class _Patterns:
    """The patterns of a query that every row has to match, and whether other parts may exclude rows."""

    required: list[Pattern] = field(default_factory=list)
    equalities: list[tuple[Node, Node]] = field(default_factory=list)
    excluders: list[str] = field(default_factory=list)


def _read_patterns(query: Query) -> _Patterns:
    """Read the patterns out of the algebra of a query (SPARQL 1.1, section 18.2)."""
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    patterns = _Patterns()
    try:
        algebra = translateQuery(parseQuery(query.declare_prefixes(query.text))).algebra
    except Exception:  # noqa: BLE001 - the parser raises many kinds; what it does not read is not explained
        return patterns
    _collect(algebra, patterns)
    return patterns


def _collect(node: Any, patterns: _Patterns) -> None:
    kind = getattr(node, "name", "")
    if kind == "BGP":
        patterns.required += filter(_can_write, node.triples)
    elif kind == "Join":
        _collect(node.p1, patterns)
        _collect(node.p2, patterns)
    elif kind in ("LeftJoin", "Minus"):
        if kind == "Minus":
            patterns.excluders.append("MINUS")
        _collect(node.p1, patterns)
    elif kind in ("Union", "ToMultiSet", "values"):
        patterns.excluders.append("UNION" if kind == "Union" else "VALUES")
    else:
        if kind == "Filter":
            patterns.excluders.append("FILTER")
            patterns.equalities += _iterate_equalities(node.expr)
        if (inner := node.get("p") if hasattr(node, "get") else None) is not None:
            _collect(inner, patterns)


def _iterate_equalities(expression: Any) -> Iterator[tuple[Node, Node]]:
    """Yield the variables and literals that a filter compares, where it holds only if they are equal."""
    from rdflib import Literal, Variable

    kind = getattr(expression, "name", "")
    if kind == "ConditionalAndExpression":
        for one in (expression.expr, *expression.other):
            yield from _iterate_equalities(one)
    elif kind == "RelationalExpression" and expression.op == "=":
        pair = (expression.expr, expression.other)
        variable = next((one for one in pair if isinstance(one, Variable)), None)
        literal = next((one for one in pair if isinstance(one, Literal)), None)
        if variable is not None and literal is not None:
            yield variable, literal


def _explain_patterns(dataset: Rows, patterns: _Patterns) -> list[str]:
    required = patterns.required[:MOST_EXPLAINED]
    alone = [reason for one in required if not _has(dataset, _write(one)) and (reason := _explain_one(dataset, one))]
    if alone:
        return list(dict.fromkeys(alone))
    pairs = [
        reason
        for first, second in combinations(required, 2)
        if {first[0], first[2]} & {second[0], second[2]} and (reason := _explain_pair(dataset, first, second))
    ]
    if pairs:
        return list(dict.fromkeys(pairs))[:_NEAREST]
    for count in range(2, len(required) + 1):
        if not _has(dataset, " . ".join(map(_write, required[:count]))):
            last = shorten_iris(_write(required[count - 1]))
            return [f"each pattern has matches, but together they have none from '{last}' on"]
    if not patterns.excluders or not required:
        return []
    compared = [
        reason for pair in patterns.equalities if (reason := _explain_equality(dataset, required, *pair)) is not None
    ]
    others = ", ".join(dict.fromkeys(patterns.excluders))
    return compared or [f"the patterns have matches; {others} leaves none of them"]


def _explain_one(dataset: Rows, pattern: Pattern) -> str | None:
    """Explain a pattern that nothing matches."""
    from rdflib import Literal, URIRef

    subject, predicate, value = pattern
    if not isinstance(predicate, URIRef):
        return f"nothing matches '{shorten_iris(_write(pattern))}'"
    name = _name(predicate)
    if not _has(dataset, f"?s <{predicate}> ?o"):
        return f"nothing in this dataset has {name}"
    if isinstance(subject, URIRef) and not _has(dataset, f"<{subject}> <{predicate}> ?o"):
        rows = dataset.rows(f"SELECT DISTINCT ?p {{ <{subject}> ?p ?o }} ORDER BY ?p LIMIT 30")
        listed = ", ".join(_name(row["p"]) for row in rows)
        return f"{_name(subject)} has no {name}; it has: {listed}"
    if str(predicate) == _TYPE:
        return f"nothing in this dataset is a {_name(value)}"
    if isinstance(value, (Literal, URIRef)):
        return _explain_value(dataset, name, f"?s <{predicate}> ?o", value)
    return f"nothing matches '{shorten_iris(_write(pattern))}'"


def _explain_value(dataset: Rows, name: str, pattern: str, value: Any) -> str:
    """Explain that a property has not this value: the same text is written otherwise, or what it has instead."""
    rows = dataset.rows(
        "SELECT DISTINCT ?o (LANG(?o) AS ?language) (DATATYPE(?o) AS ?type) (ISIRI(?o) AS ?iri) "
        f"{{ {pattern} }} ORDER BY ?o LIMIT 5000"
    )
    written: dict[str, str] = {_write_value(row): str(row["o"]) for row in rows}
    text = str(value)
    found = [shown for shown, plain in written.items() if plain.casefold() == text.casefold()]
    if found:
        return f"{name} has no {_show(value)}, but {' and '.join(found[:_NEAREST])}; write it so"
    near = get_close_matches(shorten_iris(text).casefold(), [shorten_iris(one) for one in written.values()], n=_NEAREST)
    likely = [shown for shown, plain in written.items() if shorten_iris(plain) in near]
    examples = likely or list(written)[:_NEAREST]
    return f"no {name} is {_show(value)}; its values are such as {', '.join(examples)}"


def _show(value: Any) -> str:
    text = _shorten(value.n3())
    number = re.fullmatch(r'"([^"]*)"\^\^xsd:(?:integer|decimal|double|boolean)', text)
    return number[1] if number else text


def _write_value(row: Mapping[str, object]) -> str:
    text = str(row["o"])
    if row["iri"]:
        return _name(text)
    if row["language"]:
        return f'"{text}"@{row["language"]}'
    datatype = str(row["type"] or "").removeprefix(PREFIXES["xsd"])
    return (
        text
        if datatype in ("integer", "decimal", "boolean", "double")
        else f'"{text}"' + ("" if datatype == "string" else f"^^xsd:{datatype}")
    )


def _explain_pair(dataset: Rows, first: Pattern, second: Pattern) -> str | None:
    """Explain two patterns that share a variable and have no match together."""
    if _has(dataset, f"{_write(first)} . {_write(second)}"):
        return None
    for kind, other in ((first, second), (second, first)):
        if str(kind[1]) == _TYPE and hasattr(kind[2], "toPython") and not _is_open(kind[2]):
            is_subject = kind[0] == other[0]
            variable = "s" if is_subject else "o"
            rows = dataset.rows(
                f"SELECT DISTINCT ?class {{ ?s {_write_term(other[1])} ?o . ?{variable} a ?class }} LIMIT 6"
            )
            classes = ", ".join(sorted(_name(row["class"]) for row in rows))
            name, of = shorten_iris(_write_term(other[1])).strip("<>"), _name(kind[2])
            if is_subject:
                return f"no {of} has {name}; what has it is: {classes}"
            return f"no value of {name} is a {of}; the values are: {classes}"
    return f"'{_shorten(_write(first))}' and '{_shorten(_write(second))}' have matches, but none in common"


def _explain_equality(dataset: Rows, required: list[Pattern], variable: Any, literal: Any) -> str | None:
    """Explain a filter that compares a variable with a literal of another type."""
    pattern = " . ".join(map(_write, required))
    if _has(dataset, f"{pattern} FILTER({variable.n3()} = {literal.n3()})"):
        return None
    name = variable.n3()
    return _explain_value(dataset, name, f"{{ SELECT DISTINCT ({name} AS ?o) {{ {pattern} }} }}", literal)


def _has(dataset: Rows, pattern: str) -> bool:
    return any(bool(row["answer"]) for row in dataset.rows(f"ASK {{ {pattern} }}"))


def _write(pattern: Pattern) -> str:
    return " ".join(map(_write_term, pattern))


def _can_write(pattern: Pattern) -> bool:
    """Return whether rdflib can write a pattern; it cannot write an inverse in a negated path."""
    try:
        return bool(_write(pattern))
    except TypeError:
        return False


def _write_term(term: Any) -> str:
    from rdflib import BNode

    return f"?blank_{term}" if isinstance(term, BNode) else str(term.n3())


def _is_open(term: Any) -> bool:
    from rdflib import BNode, Variable

    return isinstance(term, (BNode, Variable))


def _shorten(text: str) -> str:
    text = shorten_iris(text)
    for prefix, base in PREFIXES.items():
        text = text.replace(f"<{base}", f"<{prefix}:")
    return text.replace("<", "").replace(">", "")


def _name(iri: object) -> str:
    return _shorten(f"<{iri}>")
