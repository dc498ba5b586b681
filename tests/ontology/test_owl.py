"""The vocabulary holds together: its closure under OWL 2 RL has no contradiction."""

from __future__ import annotations

import owlrl
import pytest
from rdflib import Graph, URIRef

from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import ID, NS, PREFIXES

ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
# What the vocabularies we build on say of themselves, as far as it could contradict us.
BORROWED = """
    prov:Entity owl:disjointWith prov:Activity . org:OrganizationalCollaboration rdfs:subClassOf org:Organization .
    foaf:Person owl:disjointWith org:Organization . skos:Concept owl:disjointWith skos:ConceptScheme .
    prov:wasGeneratedBy rdfs:domain prov:Entity ; rdfs:range prov:Activity .
    prov:wasDerivedFrom rdfs:domain prov:Entity ; rdfs:range prov:Entity .
    oa:hasSelector rdfs:domain oa:ResourceSelection ; rdfs:range oa:Selector .
"""


def find_contradictions(*more: str) -> list[str]:
    """Return what the closure of the vocabulary, the examples and more triples contradicts."""
    closure = Graph().parse(ontology_dir() / "survivorgraph.ttl")
    for file in sorted((ontology_dir() / "examples").glob("*.ttl")):
        closure.parse(file)
    head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    closure.parse(data=f"{head}{BORROWED}{' '.join(more)}", format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(closure)
    return [str(message) for message in closure.objects(None, ERROR)]


def test_the_vocabulary_and_the_examples_have_no_contradiction() -> None:
    assert find_contradictions() == []


@pytest.mark.parametrize(
    "triple",
    [
        pytest.param(f"<{ID}story/amina> a <{NS}Person> .", id="a story is no person"),
        pytest.param(f"<{ID}locality/xnl-norport> a <{NS}Country> .", id="a locality is no country"),
        pytest.param(f"<{ID}person/jo-harbor> a <{NS}Organization> .", id="a person is no organization"),
        pytest.param(f"<{ID}corridor/XNL-XSL> a <{NS}Pattern> .", id="a corridor is no pattern"),
    ],
)
def test_a_contradiction_would_be_found(triple: str) -> None:
    assert len(find_contradictions(triple)) > 0
