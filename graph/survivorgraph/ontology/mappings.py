"""Read and check the mappings in ``ontology/mappings`` between our terms and those of other standards.

The tables are SSSOM 1.0 (https://mapping-commons.github.io/sssom/): a metadata block behind ``#``, then a
row a mapping. The subject is ours and the object theirs. Where we have no term for something of theirs, the
subject is ``sssom:NoTermFound`` and the comment says why; where they have no IRIs, the object is a literal.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml
from pyoxigraph import NamedNode, Quad

from survivorgraph.errors import CheckError
from survivorgraph.ontology.shapes import Violation
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import PREFIXES

__all__ = ["LITERAL", "NO_TERM", "TermMapping", "check_mappings", "find_standard", "read_mappings", "to_match_quads"]

LITERAL: Final = "rdfs literal"
NO_TERM: Final = "https://w3id.org/sssom/NoTermFound"
_MANUAL: Final = "https://w3id.org/semapv/vocab/ManualMappingCuration"
_PREDICATES: Final = {
    *(PREFIXES["skos"] + f"{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")),
    PREFIXES["rdfs"] + "subClassOf",
    PREFIXES["rdfs"] + "subPropertyOf",
}
_METADATA: Final = {
    *("mapping_set_id", "mapping_set_version", "mapping_set_title", "mapping_set_description"),
    *("license", "creator_label", "curie_map", "object_source_version", "see_also"),
}
_REQUIRED: Final = ("mapping_set_id", "mapping_set_version", "license", "creator_label", "curie_map")
_COLUMNS: Final = (
    *("subject_id", "subject_label", "predicate_id", "object_id", "object_label", "object_type"),
    *("mapping_justification", "confidence", "comment"),
)


@dataclass(frozen=True, slots=True)
class TermMapping:
    """A mapping from a term of ours to one of another standard; IRIs are full, `object` is a text if `is_literal`.

    `predicate` reads from subject to object: ``skos:broadMatch`` means that theirs is the broader.
    """

    table: str
    line: int
    subject: str
    predicate: str
    object: str
    is_literal: bool
    cells: Mapping[str, str]


def read_mappings(ontology: Path | None = None) -> list[TermMapping]:
    """Read the tables of an ontology folder, by default the shipped one, in order of file and line.

    Raises CheckError for a file that is no SSSOM table or uses a prefix that its head does not declare.
    """
    files = sorted(((ontology or ontology_dir()) / "mappings").glob("*.sssom.tsv"))
    return [mapping for file in files for mapping in _read_table(file)[1]]


def _read_table(file: Path) -> tuple[dict[str, Any], list[TermMapping]]:
    lines = file.read_text(encoding="utf-8").splitlines()
    head = [line.removeprefix("#") for line in lines if line.startswith("#")]
    try:
        metadata = yaml.safe_load("\n".join(head)) or {}
    except yaml.YAMLError as error:
        raise CheckError(f"{file}: the metadata behind # is not readable as YAML") from error
    prefixes = metadata.get("curie_map") or {}
    rows = csv.DictReader(lines[len(head) :], delimiter="\t", strict=True)
    wrong = sorted(set(rows.fieldnames or ()) - set(_COLUMNS)) or sorted(set(_COLUMNS[:1]) - set(rows.fieldnames or ()))
    if wrong:
        raise CheckError(
            f"{file}: line {len(head) + 1}: the column {wrong[0]} is missing or is not one of SSSOM's in use"
        )
    return metadata, [_to_mapping(file, line, row, prefixes) for line, row in enumerate(rows, start=len(head) + 2)]


def _to_mapping(file: Path, line: int, row: dict[str, str], prefixes: Mapping[str, str]) -> TermMapping:
    cells = {column: row.get(column) or "" for column in _COLUMNS}
    is_literal = cells["object_type"] == LITERAL
    iris = {
        column: _expand(cells[column], prefixes, where=f"{file}: line {line}")
        for column in ("subject_id", "predicate_id", "object_id")
    }
    target = cells["object_label"] if is_literal else iris["object_id"]
    return TermMapping(file.name, line, iris["subject_id"], iris["predicate_id"], target, is_literal, cells)


def _expand(curie: str, prefixes: Mapping[str, str], *, where: str) -> str:
    prefix, colon, local = curie.partition(":")
    if colon and prefix not in prefixes:
        raise CheckError(f"{where}: the prefix '{prefix}:' is not declared; add it to the curie_map at the head")
    return prefixes[prefix] + local if colon else ""


def to_match_quads(ontology: Path | None = None, *, graph: NamedNode) -> list[Quad]:
    """Return the mappings between two IRIs as triples such as ``form:forced-labor skos:exactMatch …``."""
    return [
        Quad(NamedNode(one.subject), NamedNode(one.predicate), NamedNode(one.object), graph)
        for one in read_mappings(ontology)
        if one.subject != NO_TERM and not one.is_literal
    ]


def check_mappings(ontology: Path, labels: Mapping[str, str]) -> Iterator[Violation]:
    """Find mappings that break SSSOM or name what is not there; `labels` are those of our terms, by IRI.

    IRIs of standards whose terms rdflib knows (ORG, PROV-O, schema.org) and of our rendering of HTCDS have
    to be among theirs.
    """
    seen: dict[tuple[str, str, str], str] = {}
    for file in sorted((ontology / "mappings").glob("*.sssom.tsv")):
        try:
            metadata, mappings = _read_table(file)
        except CheckError as error:
            yield Violation("violation", f"mappings/{file.name}", "", f"{error}. Correct the file.", "mapping-readable")
            continue
        for name in sorted({*_REQUIRED} - set(metadata)) + sorted(set(metadata) - _METADATA):
            message = f"The head lacks '{name}', or SSSOM has no such slot for a set. Correct the head."
            yield Violation("violation", f"mappings/{file.name}", "", message, "mapping-head")
        for mapping in mappings:
            where = f"mappings/{file.name}:{mapping.line}"
            for message in _find_faults(mapping, labels):
                yield Violation("violation", where, "", message, "mapping-row")
            key = (mapping.subject, mapping.object, "" if mapping.subject != NO_TERM else mapping.table)
            if seen.setdefault(key, where) != where:
                message = f"Duplicate mapping, also in {seen[key]}. Keep one."
                yield Violation("violation", where, "", message, "mapping-once")


def _find_faults(mapping: TermMapping, labels: Mapping[str, str]) -> Iterator[str]:
    cells = mapping.cells
    if mapping.predicate not in _PREDICATES:
        yield "The predicate is none of SKOS's mapping relations and no subclass or subproperty. Choose one."
    if _MANUAL.rpartition("/")[2] != cells["mapping_justification"].partition(":")[2]:
        yield "The justification is not semapv:ManualMappingCuration, as all of ours are made by people. Correct it."
    if mapping.subject == NO_TERM:
        if not cells["comment"]:
            yield "Nothing says why there is no term. Add the reason as a comment."
    elif labels.get(mapping.subject) != cells["subject_label"]:
        yield "The subject is not a term of ours with this label. Correct the IRI or the label."
    if mapping.is_literal == bool(cells["object_id"]) or not mapping.object:
        yield "An object has an IRI, or is a literal with a label and no IRI. Correct the row."
    elif not mapping.is_literal and not _is_known(mapping.object, labels):
        yield "The standard has no such term. Correct the IRI."
    if cells["confidence"] and not _is_share(cells["confidence"]):
        yield "The confidence is not a number from 0 to 1. Correct it."


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _is_known(iri: str, labels: Mapping[str, str]) -> bool:
    """Return whether the standard has a term, as far as that is known here."""
    standard = find_standard(iri)
    return iri in (labels if iri.startswith(PREFIXES["htcds"]) else standard if standard is not None else (iri,))


def find_standard(iri: str) -> Any | None:
    """Return the vocabulary of an IRI, if rdflib lists its terms: something that an IRI can be `in`."""
    return next((terms for namespace, terms in _list_standards().items() if iri.startswith(namespace)), None)


@cache
def _list_standards() -> Mapping[str, Any]:
    from rdflib.namespace import DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SH, SKOS, VANN, XSD

    known = (DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SH, SKOS, VANN, XSD)
    return {str(namespace): namespace for namespace in known}
