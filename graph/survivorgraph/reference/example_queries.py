"""Example SPARQL queries: for each class, its instances with their properties."""

from __future__ import annotations

from textwrap import wrap

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store

from survivorgraph.ontology.shapes import shorten
from survivorgraph.reference.terms import Ontology, Slot
from survivorgraph.schema.vocabulary import NS, PREFIXES

__all__ = ["ask_examples", "make_query"]

_MOST_COLUMNS = 8
_MOST_LETTERS = 96
_LEFT_OUT = {NS + name for name in ("hasCertainty", "hasEvidence", "isReportedIn", "note", "order")}
_LABEL = PREFIXES["rdfs"] + "label"


def make_query(ontology: Ontology, iri: str) -> str:
    """Write a query for the instances of a class; for a class above others, for the instances of those.

    Things are shown by their label, which is one for each; what not every instance has is optional, and of
    a fact the section of its evidence is shown.
    """
    name = iri.removeprefix(NS)
    subject = f"?{name[0].lower()}{name[1:]}"
    is_abstract = not any(True for _ in ontology.examples.quads_for_pattern(None, _TYPE, NamedNode(iri)))
    lines = [f"{subject} a {shorten(iri)} ."]
    columns = [subject]
    if is_abstract:
        lines = [f"?class rdfs:subClassOf {shorten(iri)} ; rdfs:label ?kind .", f"{subject} a ?class ."]
        columns.append("?kind")
    optional: list[str] = []
    for slot in _choose(ontology, iri):
        column = _name(slot.path)
        if column in columns:
            column = f"?{shorten(slot.path).partition(':')[2]}"
        if column in columns:
            column = f"{column}Name"
        path = f"{shorten(slot.path)}{'/rdfs:label' if _has_label(ontology, iri, slot) else ''}"
        pattern = f"{subject} {path} {column} ."
        if slot.least:
            lines.append(pattern)
        else:
            optional.append(f"OPTIONAL {{ {pattern.removesuffix(' .')} }}")
        columns.append(column)
    if ontology.facts(iri) or iri == NS + "Fact":
        lines.append(f"{subject} sg:hasEvidence/sg:standsIn/rdfs:label ?section .")
        columns.append("?section")
    # What is optional comes last: engines join what follows it with everything.
    body = "\n".join(f"  {line}" for line in (*lines, *optional))
    selected = "\n".join(
        wrap(" ".join(columns), _MOST_LETTERS, initial_indent="SELECT DISTINCT ", subsequent_indent="  ")
    )
    return _add_prefixes(f"{selected}\nWHERE {{\n{body}\n}}\nORDER BY {subject}\nLIMIT 20\n")


def ask_examples(ontology: Ontology, sparql: str) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Ask the examples, with the vocabulary and the concepts; return the columns and the rows as text."""
    store = Store()
    store.extend(ontology.terms)
    store.extend(ontology.examples)
    answer = store.query(sparql, use_default_graph_as_union=True)
    assert isinstance(answer, QuerySolutions)
    columns = tuple(variable.value for variable in answer.variables)
    return columns, [tuple(_show(row[column]) for column in columns) for row in answer]


_TYPE = NamedNode(PREFIXES["rdf"] + "type")


def _choose(ontology: Ontology, iri: str) -> list[Slot]:
    """Choose the properties to show: those the example has, the label and the required ones first.

    What leads to a thing without a label is left out, where there is anything else.
    """
    values = _describe(ontology, iri)
    slots = [one for one in ontology.slots(iri) if one.path in values and one.path not in _LEFT_OUT]
    slots.sort(key=lambda slot: (slot.path != _LABEL, not slot.least, not slot.path.startswith(NS)))
    shown = [slot for slot in slots if _has_label(ontology, iri, slot) or isinstance(values[slot.path], Literal)]
    return (shown or slots)[:_MOST_COLUMNS]


def _describe(ontology: Ontology, iri: str) -> dict[str, object]:
    """Return one value for each property of the example of a class."""
    example = ontology.example_of(iri)
    return {quad.predicate.value: quad.object for quad in (ontology.describe(example) if example else ())}


def _has_label(ontology: Ontology, iri: str, slot: Slot) -> bool:
    """Return whether the example's value of a property is a resource with a label."""
    value = _describe(ontology, iri).get(slot.path)
    if not isinstance(value, NamedNode):
        return False
    found = (store.quads_for_pattern(value, NamedNode(_LABEL), None) for store in (ontology.terms, ontology.examples))
    return any(True for quads in found for _ in quads)


def _name(iri: str) -> str:
    """Return the variable of a property: ``?form`` for ``sg:hasForm``, ``?name`` for the label."""
    local = shorten(iri).partition(":")[2]
    for verb in ("has", "is"):
        if local.startswith(verb) and local[len(verb) : len(verb) + 1].isupper():
            local = local[len(verb)].lower() + local[len(verb) + 1 :]
    return "?name" if iri == _LABEL else f"?{local}"


def _add_prefixes(sparql: str) -> str:
    used = [prefix for prefix in sorted(PREFIXES) if f"{prefix}:" in sparql]
    return "".join(f"PREFIX {prefix}: <{PREFIXES[prefix]}>\n" for prefix in used) + "\n" + sparql


def _show(term: object) -> str:
    if isinstance(term, NamedNode):
        return shorten(term.value)
    return term.value if isinstance(term, Literal) else ""
