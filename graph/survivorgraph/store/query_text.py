"""Read the text of a SPARQL query as far as an engine has to be told about it, and bind its parameters.

This is no parser: the engine parses. It finds the words, names and braces of a query (SPARQL 1.1, section
19), outside strings, IRIs and comments, and from them: the query form, undeclared prefixes, whether
the query names its own dataset or order, and where its pattern begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from survivorgraph.errors import QueryError
from survivorgraph.model.vocabulary import CONCEPT, ID, NS, PREFIXES
from survivorgraph.resources import ontology_dir

__all__ = ["KINDS", "Query", "Term", "find_unknown_terms", "list_dataset", "query_prefixes", "read_query"]

Term = NamedNode | Literal | str | int | float | bool | Decimal
"""What a variable can be bound to: an RDF term, or a Python value that becomes a literal."""

KINDS: Final = (
    *("action", "age", "assistance", "co-partnership", "corridor", "country", "evidence", "exploitation"),
    *("instrument", "leg", "listing", "locality", "observation", "organization", "origin", "participation"),
    *("partnership", "pattern", "payment", "person", "public-role", "recruitment", "rule", "section", "source"),
    *("story", "tier-placement", "transit", "waiver"),
)
"""The kinds of resource whose name is a prefix in queries, so that `country:NPL` is an IRI."""

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}

_TOKEN = re.compile(
    r"""
    (?P<comment>\#[^\n\r]*)
  | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
  | (?P<string>\"{3}(?:[^"\\]|\\.|"(?!""))*+(?:\"{3})? | '{3}(?:[^'\\]|\\.|'(?!''))*+(?:'{3})?
              | "(?:[^"\\\n\r]|\\.)*+"? | '(?:[^'\\\n\r]|\\.)*+'?)
  | [?$](?P<variable>\w+)
  | (?P<prefix>(?:[^\W\d_](?:[\w.-]{0,99}[\w-])?)?):(?P<local>(?:[\w:.%-]|\\.)*)
  | _:[\w.-]+
  | @[a-zA-Z-]+
  | (?P<word>[^\W\d]\w*)
  | (?P<mark>[{}()])
    """,
    re.VERBOSE | re.DOTALL,
)

# SERVICE makes the engine fetch from anywhere, and the embedded one cannot be told not to. So this reads the
# bare text, strings and comments too, and rather refuses too much: a keyword, a name or variable, a brace.
_GAP = r"(?:\s|\#[^\n\r]*[\n\r])*"
_SERVICE = re.compile(
    rf"""
    (?P<service>SERVICE{_GAP}(?:SILENT{_GAP})?(?:<[^<>]*>|[^\s{{}}<>]+){_GAP}\{{)
  | [?$]\w+
  | (?<![\w.-])(?![\w.-]*service:)[\w.-]*:[\w:.%-]+
    """,
    re.VERBOSE | re.IGNORECASE,
)

# Each time the word stands there, the text after it is read: no text may make that long work.
_MOST_SERVICES = 100


@dataclass(frozen=True, slots=True)
class Query:
    """Be a query that an engine may be given.

    `undeclared` are the prefixes it uses without declaring them; `begins` is the place in the text just
    inside the brace of its pattern, None where there is none to bind in.
    """

    text: str
    form: str
    variables: frozenset[str]
    undeclared: tuple[str, ...]
    names_dataset: bool
    is_ordered: bool
    begins: int | None

    def bind(self, params: Mapping[str, Term]) -> str:
        """Return the text with the parameters as a VALUES block at the start of the pattern, on its line.

        The values are written as RDF terms, so whatever they hold stays a value. A variable is bound in the
        outermost group, and everywhere that joins with it.
        """
        if not params:
            return self.text
        for name in params:
            if name not in self.variables:
                raise QueryError(
                    f"the query has no variable ?{name} to bind; it has: {', '.join(sorted(self.variables))}"
                )
        if self.begins is None:
            raise QueryError(
                "parameters are bound where the pattern begins: write WHERE { … } in full, a CONSTRUCT with its "
                "template, and a SELECT that is the whole pattern in braces of its own"
            )
        names = " ".join(f"?{name}" for name in params)
        terms = " ".join(str(to_term(value)) for value in params.values())
        return f"{self.text[: self.begins]} VALUES ({names}) {{ ({terms}) }} {self.text[self.begins :]}"

    def declare_prefixes(self, text: str) -> str:
        """Return a text of this query with its undeclared prefixes declared before it, on its first line."""
        prefixes = query_prefixes()
        return "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in self.undeclared) + text


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
    """Return the prefixes a query may use undeclared: the project's, one a concept scheme, one a kind."""
    schemes = sorted(path.stem for path in (ontology_dir() / "concepts").glob("*.ttl"))
    return MappingProxyType(
        {**{name: f"{ID}{name}/" for name in KINDS}, **{name: f"{CONCEPT}{name}/" for name in schemes}, **PREFIXES}
    )


@cache
def _terms() -> frozenset[str]:
    triples = parse(path=str(ontology_dir() / "survivorgraph.ttl"), format=RdfFormat.TURTLE)
    return frozenset(str(getattr(triple.subject, "value", "")).removeprefix(NS) for triple in triples)


def find_unknown_terms(text: str) -> dict[str, list[str]]:
    """Return the names after `sg:` in a query that the ontology does not have, each with names like it.

    >>> find_unknown_terms("SELECT * { ?s a sg:Stroy ; sg:hasLeg ?leg }")
    {'Stroy': ['Story']}
    """
    used = (token["local"] for token in _TOKEN.finditer(text) if token["prefix"] == "sg" and token["local"])
    return {name: get_close_matches(name, _terms(), n=3) for name in dict.fromkeys(used) if name not in _terms()}


@lru_cache(256)  # people and pages ask the same again and again
def read_query(text: str) -> Query:
    """Read a query; raise QueryError for an update, a SERVICE clause or a prefix nobody declared."""
    _refuse_service(text)
    tokens = [token for token in _TOKEN.finditer(text) if token["comment"] is None and token["iri"] is None]
    words = [token["word"].upper() for token in tokens if token["word"]]
    form = next((word for word in words if word not in ("PREFIX", "BASE")), "")
    if form in _UPDATES:
        raise QueryError(f"{form} would change the dataset, which is only read here; use {', '.join(FORMS)}")
    if form not in FORMS:
        raise QueryError(f"a query begins, after its prefixes, with one of {', '.join(FORMS)}; found '{form}'")
    return Query(
        text=text,
        form=form,
        variables=frozenset(token["variable"] for token in tokens if token["variable"]),
        undeclared=_find_undeclared(text, tokens),
        names_dataset="FROM" in words,
        is_ordered="ORDER" in _list_outer_words(tokens),
        begins=_find_pattern(tokens, form),
    )


def list_dataset(query: Query) -> tuple[str, ...]:
    """Return the IRIs of the graphs that a query names with FROM and FROM NAMED, in their order.

    Raises QueryError for a relative one: what it means would depend on who reads it.

    >>> list_dataset(read_query("ASK FROM <https://example.org/a> FROM NAMED sg:b { ?s ?p 'FROM <x>' }"))
    ('https://example.org/a', 'https://w3id.org/survivorgraph/ns#b')
    """
    if not query.names_dataset:
        return ()
    tokens = [token for token in _TOKEN.finditer(query.text) if token["comment"] is None]
    prefixes = dict(query_prefixes())
    graphs = []
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        word = (token["word"] or "").upper()
        if word == "PREFIX" and after is not None and after["prefix"] is not None:
            declared = tokens[tokens.index(after) + 1 :][:1]
            prefixes[after["prefix"]] = declared[0]["iri"][1:-1] if declared and declared[0]["iri"] else ""
        is_named = word == "NAMED" and before is not None and (before["word"] or "").upper() == "FROM"
        if after is None or not (word == "FROM" or is_named) or (after["word"] or "").upper() == "NAMED":
            continue
        name = after["iri"][1:-1] if after["iri"] else prefixes.get(after["prefix"] or "", "") + (after["local"] or "")
        if ":" not in name:
            raise QueryError("a graph after FROM is named by its whole IRI, or with a prefix")
        graphs.append(name)
    return tuple(graphs)


def _refuse_service(text: str) -> None:
    times = len(re.findall("service", text, re.IGNORECASE))
    if times == 0:
        return
    if times > _MOST_SERVICES:
        raise QueryError("SERVICE is refused, for this dataset asks no other endpoint")
    for match in _SERVICE.finditer(text):
        if match["service"]:
            line = text.count("\n", 0, match.start()) + 1
            raise QueryError(f"line {line}: SERVICE is refused, for this dataset asks no other endpoint")


def _find_undeclared(text: str, tokens: list[re.Match[str]]) -> tuple[str, ...]:
    declared = set()
    undeclared: dict[str, int] = {}
    for before, token in zip([None, *tokens], tokens, strict=False):
        if (prefix := token["prefix"]) is None:
            continue
        if before is not None and (before["word"] or "").upper() == "PREFIX" and not token["local"]:
            declared.add(prefix)
        elif prefix not in declared:
            undeclared.setdefault(prefix, token.start())
    for prefix, start in undeclared.items():
        if prefix not in query_prefixes():
            line = text.count("\n", 0, start) + 1
            raise QueryError(f"line {line}: the prefix '{prefix}:' is neither declared nor one of the project's")
    return tuple(sorted(undeclared))


def _iterate_outer(tokens: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    """Yield the tokens outside all braces and parentheses, and the braces that open there."""
    depth = 0
    for token in tokens:
        if depth == 0 and token["mark"] != "(":
            yield token
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(token["mark"] or "", 0)


def _list_outer_words(tokens: list[re.Match[str]]) -> list[str]:
    return [token["word"].upper() for token in _iterate_outer(tokens) if token["word"]]


def _find_pattern(tokens: list[re.Match[str]], form: str) -> int | None:
    """Find the inside of the pattern's brace: the first outer one, for CONSTRUCT the one after the template."""
    seen_template = form != "CONSTRUCT"
    for token in _iterate_outer(tokens):
        if (token["word"] or "").upper() == "WHERE" and not seen_template:
            return None
        if token["mark"] == "{":
            if seen_template:
                inner = tokens[tokens.index(token) + 1 :]
                return None if inner and (inner[0]["word"] or "").upper() == "SELECT" else token.end()
            seen_template = True
    return None
