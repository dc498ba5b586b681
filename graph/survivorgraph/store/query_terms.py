"""The terms of queries: the prefixes they may use, what a variable can be bound to, and misspelt names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import CONCEPT, ID, NS, PREFIXES
from survivorgraph.store.query_tokens import iterate_tokens

__all__ = [
    "Term",
    "describe_unknown_terms",
    "find_unknown_terms",
    "list_prefix_kinds",
    "query_prefixes",
    "to_term",
]

Term = NamedNode | Literal | str | int | float | bool | Decimal
"""What a variable can be bound to: an RDF term, or a Python value that becomes a literal."""


def to_term(value: Term) -> NamedNode | Literal:
    """Return a Python value as an RDF term.

    >>> str(to_term(7)), str(to_term('say "hi"')), str(to_term(Decimal("0.5")))
    ('"7"^^<http://www.w3.org/2001/XMLSchema#integer>', '"say \\\\"hi\\\\""', '"0.5"^^<http://www.w3.org/2001/XMLSchema#decimal>')
    """
    if isinstance(value, (NamedNode, Literal)):
        return value
    if isinstance(value, Decimal):
        return Literal(format(value, "f"), datatype=NamedNode(PREFIXES["xsd"] + "decimal"))
    return Literal(value)


@cache
def query_prefixes() -> Mapping[str, str]:
    """Return the prefixes a query may use undeclared: the project's, one a concept scheme, one a kind of resource.

    So `country:NPL` is an IRI. Where a kind and a scheme have one name, such as ``outcome``, it is the scheme's prefix.
    """
    schemes = sorted(path.stem for path in (ontology_dir() / "concepts").glob("*.ttl"))
    return MappingProxyType(
        {
            **{name: f"{ID}{name}/" for name in list_prefix_kinds()},
            **{name: f"{CONCEPT}{name}/" for name in schemes},
            **PREFIXES,
        }
    )


def list_prefix_kinds() -> list[str]:
    """Return the kinds of resource whose name is a prefix in queries, sorted: one a class of the ontology.

    The IRI of a resource has the name of its class, so that a new kind of record has its prefix. The record classes
    say the same, but importing them takes longer than most questions.

    >>> "tier-placement" in list_prefix_kinds()
    True
    """
    return sorted(re.sub("(?<=[a-z])(?=[A-Z])", "-", name).lower() for name in _terms() if name[:1].isupper())


@cache
def _terms() -> frozenset[str]:
    triples = parse(path=str(ontology_dir() / "survivorgraph.ttl"), format=RdfFormat.TURTLE)
    return frozenset(str(getattr(triple.subject, "value", "")).removeprefix(NS) for triple in triples)


def find_unknown_terms(text: str) -> dict[str, list[str]]:
    """Return the names after `sg:` in a query that the ontology does not have, each with names like it.

    >>> find_unknown_terms("SELECT * { ?s a sg:Stroy ; sg:hasLeg ?leg }")
    {'Stroy': ['Story']}
    """
    names = (token.text.partition(":") for token in iterate_tokens(text) if token.kind == "name")
    used = (local for prefix, _, local in names if prefix == "sg" and local)
    return {name: _find_like(name) for name in dict.fromkeys(used) if name not in _terms()}


def describe_unknown_terms(text: str) -> list[str]:
    """Return a sentence for each term that `find_unknown_terms` finds."""
    return [
        f"sg:{name} is no term of the ontology{'; like it: ' + ', '.join(f'sg:{one}' for one in near) if near else ''}"
        for name, near in find_unknown_terms(text).items()
    ]


def _find_like(name: str) -> list[str]:
    """Return terms that are the same but for capitals, or begin as `has` and this name does, or are spelt like it."""
    forms = (name.casefold(), f"has{name.casefold()}", f"is{name.casefold()}")
    alike = sorted(term for term in _terms() if term.casefold() in forms)
    return list(dict.fromkeys([*alike, *get_close_matches(name, sorted(_terms()), n=3)]))[:3]
