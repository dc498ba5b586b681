"""The mapping tables are SSSOM, cover what they say they cover, and agree with the axioms of the vocabulary."""

from __future__ import annotations

from pathlib import Path

import pytest
import sssom_pydantic
from pyoxigraph import NamedNode

from survivorgraph.builds.inputs import read_input
from survivorgraph.ontology.mappings import LITERAL, NO_TERM, read_mappings, to_match_quads
from survivorgraph.ontology.turtle import read_quads
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import CONCEPT, HTCDS, NS, PREFIXES

TABLES = sorted((ontology_dir() / "mappings").glob("*.sssom.tsv"))
AXIOMS = {PREFIXES["rdfs"] + "subClassOf", PREFIXES["rdfs"] + "subPropertyOf"}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_table_is_valid_sssom(table: Path, tmp_path: Path) -> None:
    # The validator does not know literal mappings, which SSSOM 1.0 allows; our own check looks at those.
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if f"\t{LITERAL}\t" not in line]
    copy = tmp_path / table.name
    copy.write_text("\n".join(lines) + "\n", encoding="utf-8")
    mappings, *_, errors = sssom_pydantic.read(copy, return_errors=True)
    assert list(errors) == []
    rows = [line for line in lines if not line.startswith("#")]
    assert len(mappings) == len(rows) - 1


def test_every_picklist_value_of_htcds_has_a_match_or_a_reason() -> None:
    values = {
        quad.subject.value
        for file in (ontology_dir() / "htcds").glob("*.ttl")
        if file.stem != "field"
        for quad in read_quads(file)
        if quad.predicate.value == PREFIXES["skos"] + "notation"
    }
    mappings = [mapping for mapping in read_mappings() if mapping.table == "htcds-2.0.sssom.tsv"]
    assert {mapping.object for mapping in mappings} == values
    without = {mapping.object for mapping in mappings if mapping.subject == NO_TERM}
    assert without.isdisjoint(mapping.object for mapping in mappings if mapping.subject != NO_TERM)


def test_sections_of_isic_are_the_same_in_htcds() -> None:
    pairs = {
        (mapping.predicate.rpartition("#")[2], mapping.object.removeprefix(HTCDS).split("/")[1][0])
        for mapping in read_mappings()
        if mapping.object.startswith(f"{HTCDS}vic_ForcedLabourIndustry/")
    }
    assert pairs == {("exactMatch", letter) for letter in "ABCDEFGHIJKLMNOPQRSTU"}


def test_a_composite_flag_maps_to_one_broader_concept() -> None:
    found = [mapping for mapping in read_mappings() if mapping.object == "meansThreats"]
    assert [(one.subject, one.predicate) for one in found] == [
        (f"{CONCEPT}means/coercion", f"{PREFIXES['skos']}narrowMatch")
    ]


def test_no_object_has_two_exact_matches() -> None:
    exact = [
        mapping.object
        for mapping in read_mappings()
        if mapping.predicate.endswith("exactMatch") and mapping.subject != NO_TERM
    ]
    assert sorted(exact) == sorted(set(exact))


@pytest.mark.parametrize(("table", "prefix"), [("schema-org", "schema"), ("org", "org"), ("prov-o", "prov")])
def test_axioms_and_mappings_agree(table: str, prefix: str) -> None:
    axioms = {
        (quad.subject.value, quad.predicate.value, quad.object.value)
        for quad in read_quads(ontology_dir() / "survivorgraph.ttl")
        if quad.predicate.value in AXIOMS and quad.object.value.startswith(PREFIXES[prefix])
    }
    mapped = {
        (mapping.subject, mapping.predicate, mapping.object)
        for mapping in read_mappings()
        if mapping.table == f"{table}.sssom.tsv" and mapping.predicate in AXIOMS
    }
    assert mapped == axioms


def test_matches_are_triples_of_the_ontology_graph() -> None:
    graph = NamedNode("https://w3id.org/survivorgraph/graph/ontology")
    matches = to_match_quads(graph=graph)
    assert set(matches) <= set(read_input().quads())
    assert {quad.graph_name for quad in matches} == {graph}
    assert all(quad.subject.value.startswith((CONCEPT, NS)) for quad in matches)
