"""The rendering of HTCDS 2.0 has every section, field and value of the standard, and names its maker."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef

from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import HTCDS as IRI

HTCDS = Namespace(IRI)
TABLE = ontology_dir().parent.parent / "shared" / "data" / "htcds-2.0.csv"
COLUMNS = {
    "Field Label": SKOS.prefLabel,
    "Field Type": DCTERMS.type,
    "Description": SKOS.definition,
    "Notes": SKOS.note,
}


@pytest.fixture(scope="module")
def rendering() -> Graph:
    found = Graph()
    for file in (ontology_dir() / "htcds").glob("*.ttl"):
        found.parse(file)
    return found


def read_rows() -> Iterator[dict[str, str]]:
    if not TABLE.is_file():
        pytest.skip("the table of the standard is not beside this checkout")
    with TABLE.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            yield {name: " ".join(cell.split()) if "Value" not in name else cell for name, cell in row.items()}


def read_fields() -> Iterator[tuple[URIRef, dict[str, str]]]:
    for row in read_rows():
        if row["Field Name"]:
            yield HTCDS[f"field/{row['Field Name Prefix']}{row['Field Name']}"], row


def lines(cell: str) -> list[str]:
    return [" ".join(line.split()) for line in cell.splitlines() if line.strip()]


def test_every_field_has_what_its_row_says(rendering: Graph) -> None:
    for field, row in read_fields():
        assert (field, SKOS.inScheme, HTCDS.field) in rendering, field
        for column, predicate in COLUMNS.items():
            if row[column]:
                assert (field, predicate, Literal(row[column], lang="en")) in rendering, (field, column)
        assert ((HTCDS.core, SKOS.member, field) in rendering) == (row["Core"] == "Core")
        assert ((field, OWL.deprecated, Literal(True)) in rendering) == (row["Status"] == "DEPRECATED")


def test_there_is_no_field_that_the_standard_lacks(rendering: Graph) -> None:
    fields = {
        field
        for field in rendering.subjects(SKOS.inScheme, HTCDS.field)
        if rendering.value(field, SKOS.broader) is not None
    }
    assert fields == {field for field, _ in read_fields()}


def test_every_section_is_there_with_its_example_questions(rendering: Graph) -> None:
    rows = list(read_rows())
    sections = {row["Section"] for row in rows if row["Section"]}
    examples = {row["Field Label"].removeprefix("EXAMPLE QUESTION ") for row in rows if "EXAMPLE" in row["Field Label"]}
    labels = {str(label) for _, label in rendering.subject_objects(SKOS.prefLabel)}
    assert sections <= labels
    assert {str(text) for text in rendering.objects(None, SKOS.example)} == examples


def test_every_picklist_has_the_values_of_its_row_and_no_other(rendering: Graph) -> None:
    picklists = set()
    for field, row in read_fields():
        names, labels = (lines(row[f"Value {kind} (if picklist)"]) for kind in ("Names", "Labels"))
        if not names or any(" " in name for name in names):
            notes = {str(note) for note in rendering.objects(field, SKOS.scopeNote)}
            assert notes == {text.strip("[]") for text in (*names, *labels)}
            continue
        scheme = HTCDS[str(field).rpartition("/")[2]]
        picklists.add(scheme)
        found = {
            (str(rendering.value(value, SKOS.notation)), str(rendering.value(value, SKOS.prefLabel)))
            for value in rendering.subjects(SKOS.inScheme, scheme)
        }
        assert found == set(zip(names, labels, strict=True))
        assert (field, RDFS.seeAlso, scheme) in rendering
    assert picklists == set(rendering.subjects(RDF.type, SKOS.ConceptScheme)) - {HTCDS.field}


def test_every_scheme_names_the_maker_the_licence_and_that_nothing_is_endorsed(rendering: Graph) -> None:
    for scheme in rendering.subjects(RDF.type, SKOS.ConceptScheme):
        assert rendering.value(scheme, DCTERMS.creator) == Literal("International Organization for Migration")
        assert rendering.value(scheme, DCTERMS.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
        assert "neither made nor endorsed" in str(rendering.value(scheme, DCTERMS.rights))
        assert rendering.value(scheme, OWL.versionInfo) == Literal("2.0")


def test_the_files_are_named_as_their_schemes(rendering: Graph) -> None:
    files = {file.stem for file in Path(ontology_dir() / "htcds").glob("*.ttl")}
    assert files == {str(scheme).removeprefix(IRI) for scheme in rendering.subjects(RDF.type, SKOS.ConceptScheme)}
