"""Derive facts by named SPARQL rules into a graph of their own.

A rule is a file ``ontology/rules/NAME.rq``: a CONSTRUCT over the union of the named graphs, led in by
comments that give its title and definition. What it derives names it by ``prov:wasGeneratedBy``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QueryTriples, Store

from survivorgraph.errors import CheckError
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import GRAPH, ID, NS, PREFIXES
from survivorgraph.store.query_text import read_query
from survivorgraph.store.sandbox import run_without_network

__all__ = ["DERIVED", "Rule", "derive", "read_rules"]

DERIVED = NamedNode(GRAPH + "derived")
MOST_ROUNDS = 20
_HEADER = re.compile(r"^# (title|definition): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Rule:
    """A named rule: a CONSTRUCT query with a title and a definition."""

    name: str
    title: str
    definition: str
    sparql: str

    @property
    def iri(self) -> NamedNode:
        """Return the IRI under which derived facts name the rule."""
        return NamedNode(f"{ID}rule/{self.name}")

    def describe(self) -> list[Quad]:
        """Return the description of the rule as quads of the derived graph."""
        say: dict[str, NamedNode | Literal] = {
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#type": NamedNode(NS + "Rule"),
            PREFIXES["rdfs"] + "label": Literal(self.title, language="en"),
            PREFIXES["dcterms"] + "description": Literal(self.definition, language="en"),
        }
        return [Quad(self.iri, NamedNode(predicate), value, DERIVED) for predicate, value in say.items()]


def read_rules(directory: Path | None = None) -> list[Rule]:
    """Read the rules of a folder, by default the shipped ones, by name; CheckError for one without a header."""
    rules = []
    for path in sorted((directory or ontology_dir() / "rules").glob("*.rq")):
        text = path.read_text(encoding="utf-8")
        header = dict(_HEADER.findall(text))
        if set(header) != {"title", "definition"}:
            raise CheckError(f"{path}: a rule begins with '# title: …' and '# definition: …'")
        rules.append(Rule(path.stem, header["title"], header["definition"], text))
    return rules


def derive(store: Store, rules: Sequence[Rule] | None = None) -> list[Quad]:
    """Return what the rules derive from a store, which is left as it is, as sorted quads of ``derived``.

    Rules may build on what others derive: they are run until nothing new comes. CheckError is raised for a
    rule that cannot be run or does not settle.
    """
    rules = read_rules() if rules is None else rules
    found = {quad for rule in rules for quad in rule.describe()}
    added: set[Quad] = set()
    try:
        for _ in range(MOST_ROUNDS):
            new = {quad for rule in rules for quad in _run(store, rule)} - found
            if not new:
                return sorted(found, key=str)
            found |= new
            added |= {quad for quad in new if quad not in store}
            store.extend(new)
    finally:
        for quad in added:
            store.remove(quad)
    raise CheckError(f"the rules still derive new facts after {MOST_ROUNDS} rounds; one of them feeds itself")


def _run(store: Store, rule: Rule) -> list[Quad]:
    def derive_quads() -> list[Quad]:
        triples = store.query(read_query(rule.sparql).write(), use_default_graph_as_union=True)
        if not isinstance(triples, QueryTriples):
            raise CheckError(f"the rule '{rule.name}' is not a CONSTRUCT")
        return [Quad(triple.subject, triple.predicate, triple.object, DERIVED) for triple in triples]

    try:
        return run_without_network(derive_quads)
    except (SyntaxError, ValueError, OSError) as error:
        raise CheckError(f"the rule '{rule.name}' cannot be run: {error}") from error
