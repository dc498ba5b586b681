"""Every check of the ontology finds what it is there for, and the shipped ontology passes all of them.

The folder fixtures/ontology is a small ontology that passes. Each case breaks one thing in it: the name of
the check, the file, what is replaced by what, and the focus that the check must name.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from survivorgraph.errors import CheckError
from survivorgraph.ontology.lint import FIX, check_ontology
from survivorgraph.ontology.shapes import shorten
from survivorgraph.ontology.turtle import format_ontology

SMALL = Path(__file__).parent / "fixtures" / "ontology"
TERMS, CARGO, SHAPE = "survivorgraph.ttl", "concepts/cargo.ttl", "shapes/vessel.ttl"
QUESTION = "questions/which-boats-haul.rq"
MAPPINGS = "mappings/boats.sssom.tsv"
HAULS_RANGE = "rdfs:range skos:Concept ;\n    rdfs:sub"

AGAIN = "concept:cargo/apples\tapples\tskos:closeMatch\tschema:Product"
SKOS = "http://www.w3.org/2004/02/skos/core#"

BROKEN_TERMS = [
    ("one-label", TERMS, 'skos:prefLabel "boat"@en', 'skos:prefLabel "boat"@en , "barque"@en', "sg:Boat"),
    ("one-label", TERMS, 'skos:prefLabel "boat"@en', 'skos:prefLabel "bateau"@fr', "sg:Boat"),
    ("one-label", CARGO, 'skos:prefLabel\n        "apples"@en ,', "skos:prefLabel", "concept:cargo/apples"),
    ("same-label", TERMS, 'rdfs:label "boat"@en', 'rdfs:label "barque"@en', "sg:Boat"),
    ("same-label", CARGO, 'rdfs:label "apples"@en', 'skos:altLabel "apples"@en', "concept:cargo/apples"),
    ("translated", CARGO, '"pommes"@fr', '"pommes"@it', "concept:cargo/apples"),
    ("translated", CARGO, '"carga"@es', '"carga"@it', "concept:cargo"),
    ("one-a-language", CARGO, '"pommes"@fr', '"pommes"@fr , "fruit du pommier"@fr', "concept:cargo/apples"),
    ("one-definition", TERMS, "skos:definition", "skos:note", "sg:Vessel"),
    ("full-sentence", TERMS, "A boat is a vessel that is small.", "small vessel", "sg:Boat"),
    ("source", TERMS, '"carries"@en ;\n    dcterms:source "Nobody"', '"carries"@en', "sg:carries"),
    ("example", TERMS, 'skos:example "The invented boat', 'skos:note "The invented boat', "sg:Boat"),
    ("distinct-labels", TERMS, 'skos:prefLabel "boat"@en', 'skos:prefLabel "Vessel"@en', "sg:Boat"),
    ("distinct-labels", CARGO, '"apples"@en ,', '"apples"@en ; skos:altLabel "Fruit"@en ,', "concept:cargo/fruit"),
    ("distinct-labels", CARGO, '"pommes"@fr', '"fruits"@fr', "concept:cargo/fruit"),
    ("in-scheme", CARGO, "skos:inScheme concept:cargo ;", "", "concept:cargo/apples"),
    ("in-scheme", CARGO, "inScheme concept:cargo", "inScheme concept:boats", "concept:cargo/apples"),
    ("broader-target", CARGO, "skos:broader cargo:fruit", "skos:broader cargo:pears", "concept:cargo/apples"),
    ("broader-target", CARGO, "skos:broader cargo:fruit", "skos:related cargo:pears", "concept:cargo/apples"),
    ("broader-cycle", CARGO, "broader cargo:fruit", "broader cargo:apples", "concept:cargo/apples"),
    ("class-cycle", TERMS, "a owl:Class ;", "a owl:Class ; rdfs:subClassOf sg:Boat , sg:Vessel ;", "sg:Boat"),
    ("property-cycle", TERMS, "subPropertyOf sg:carries", "subPropertyOf sg:hauls", "sg:hauls"),
    ("title", TERMS, "dcterms:title", "dcterms:alternative", "sg:"),
    ("title", CARGO, "dcterms:title", "dcterms:alternative", "concept:cargo"),
    ("license", TERMS, "dcterms:license", "dcterms:relation", "sg:"),
    ("license", CARGO, "dcterms:license", "dcterms:relation", "concept:cargo"),
    ("version", TERMS, "owl:versionInfo", "rdfs:comment", "sg:"),
    ("version-iri", TERMS, "owl:versionIRI", "owl:priorVersion", "sg:"),
    ("domain", TERMS, "rdfs:domain sg:Vessel ;\n    rdfs:range skos:Concept ;\n    rdfs:sub", HAULS_RANGE, "sg:hauls"),
    ("range", TERMS, "rdfs:range skos:Concept ;\n    rdfs:sub", "rdfs:sub", "sg:hauls"),
    ("name", TERMS, "sg:Boat\n", "sg:boat\n", "sg:boat"),
    ("name", TERMS, "sg:hauls\n", "sg:Hauls\n", "sg:Hauls"),
    ("name", CARGO, "cargo:apples\n", "cargo:RedApples\n", "concept:cargo/RedApples"),
    ("borrowed-term", TERMS, "skos:example", "skos:exampel", "skos:exampel"),
    ("borrowed-term", QUESTION, "?boat a sg:Boat", "?boat a <http://www.w3.org/2002/07/owl#Thingy>", "owl:Thingy"),
    ("creator", TERMS, "dcterms:creator", "dcterms:contributor", "sg:"),
    ("shape-message", SHAPE, "sh:message", "sh:name", "shapes:Vessel-carries"),
    ("namespace", TERMS, "sg:Boat\n", "shapes:Boat\n", "shapes:Boat"),
    ("namespace", CARGO, "cargo:apples\n", "sg:apples\n", "sg:apples"),
    ("namespace", SHAPE, "shapes:Vessel\n", "sg:VesselShape\n", "sg:VesselShape"),
    ("declared", SHAPE, "sh:path sg:carries", "sh:path sg:bears", "sg:bears"),
    ("declared", QUESTION, "cargo:apples", "cargo:pears", "concept:cargo/pears"),
    ("used", QUESTION, "sg:hauls", "sg:carries", "sg:hauls"),
]

BROKEN_FILES = [
    ("readable", TERMS, "sg:Boat\n", "sg:Boat\n ;;", TERMS),
    ("canonical-form", SHAPE, "sh:minCount 1 ;", "sh:minCount 01 ;", SHAPE),
    ("canonical-form", SHAPE, "PREFIX sg:", "# Vessels carry.\nPREFIX sg:", SHAPE),
    ("declared-prefix", QUESTION, "PREFIX cargo:", "PREFIX sh:", QUESTION),
    ("one-language", QUESTION, "sg:hauls cargo:apples", f"sg:hauls/<{SKOS}prefLabel> ?name", QUESTION),
    ("mapping-readable", MAPPINGS, "#  schema:", "#  schemas:", MAPPINGS),
    ("mapping-readable", MAPPINGS, "#curie_map:", "#curie_map: [", MAPPINGS),
    ("mapping-readable", MAPPINGS, "confidence", "certainty", MAPPINGS),
    ("mapping-head", MAPPINGS, "#license: https://creativecommons.org/licenses/by/4.0/\n", "", MAPPINGS),
    ("mapping-head", MAPPINGS, "#license:", "#rights: Nobody\n#license:", MAPPINGS),
    ("mapping-row", MAPPINGS, "skos:broadMatch", "skos:broader", f"{MAPPINGS}:14"),
    ("mapping-row", MAPPINGS, "ManualMappingCuration\t1", "LexicalMatching\t1", f"{MAPPINGS}:14"),
    ("mapping-row", MAPPINGS, "cargo/apples\tapples", "cargo/pears\tpears", f"{MAPPINGS}:14"),
    ("mapping-row", MAPPINGS, "cargo/apples\tapples", "cargo/apples\tfruit", f"{MAPPINGS}:14"),
    ("mapping-row", MAPPINGS, "schema:Product", "schema:Produce", f"{MAPPINGS}:14"),
    ("mapping-row", MAPPINGS, "Curation\t1", "Curation\t2", f"{MAPPINGS}:14"),
    ("mapping-row", MAPPINGS, "\tship\trdfs literal", "\tship\t", f"{MAPPINGS}:15"),
    ("mapping-row", MAPPINGS, "\tship\t", "\t\t", f"{MAPPINGS}:15"),
    ("mapping-row", MAPPINGS, "Boats do not roll.", "", f"{MAPPINGS}:16"),
    ("mapping-once", MAPPINGS, "sssom:NoTermFound\t\tskos:exactMatch\tschema:Vehicle", AGAIN, f"{MAPPINGS}:16"),
    ("known-prefix", QUESTION, "survivorgraph/ns#", "survivorgraph/terms#", QUESTION),
]


def break_file(folder: Path, name: str, old: str, new: str) -> Path:
    shutil.copytree(SMALL, folder)
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text, f"{name} does not hold {old!r}"
    prefixes = "".join(
        f"PREFIX {prefix}: <https://w3id.org/survivorgraph/{end}>\n"
        for prefix, end in {"sg": "ns#", "shapes": "shapes#"}.items()
        if f"{prefix}:" in new and f"PREFIX {prefix}:" not in text
    )
    file.write_text(prefixes + text.replace(old, new), encoding="utf-8")
    return folder


def find(folder: Path, check: str) -> list[str]:
    return [shorten(violation.focus) for violation in check_ontology(folder) if violation.shape == check]


def test_the_shipped_ontology_passes() -> None:
    assert [str(violation) for violation in check_ontology()] == []


def test_the_small_ontology_passes() -> None:
    assert check_ontology(SMALL) == []


@pytest.mark.parametrize(("check", "name", "old", "new", "focus"), BROKEN_TERMS)
def test_a_broken_term_is_found(tmp_path: Path, check: str, name: str, old: str, new: str, focus: str) -> None:
    folder = break_file(tmp_path / "ontology", name, old, new)
    format_ontology(folder)
    assert focus in find(folder, check)


@pytest.mark.parametrize(("check", "name", "old", "new", "focus"), BROKEN_FILES)
def test_a_broken_file_is_found(tmp_path: Path, check: str, name: str, old: str, new: str, focus: str) -> None:
    assert find(break_file(tmp_path / "ontology", name, old, new), check) == [focus]


def test_one_fault_is_one_violation(tmp_path: Path) -> None:
    folder = break_file(tmp_path / "ontology", TERMS, 'skos:prefLabel "boat"@en', 'skos:altLabel "boat"@en')
    format_ontology(folder)
    assert [str(violation) for violation in check_ontology(folder)] == [
        "violation: sg:Boat skos:prefLabel: A term has exactly one preferred label in English."
        " Keep one; make the others skos:altLabel. [one-label]"
    ]


def test_the_message_prints_the_command_that_fixes_the_form(tmp_path: Path) -> None:
    folder = break_file(tmp_path / "ontology", SHAPE, "PREFIX sg:", "# Vessels carry.\nPREFIX sg:")
    assert f"`{FIX}`" in check_ontology(folder)[0].message


def test_a_folder_without_a_vocabulary_cannot_be_checked(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match=r"survivorgraph\.ttl was not found"):
        check_ontology(tmp_path)
