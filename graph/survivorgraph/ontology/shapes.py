"""Check data against the SHACL shapes of ``ontology/shapes``.

The shapes are those of SHACL Core (https://www.w3.org/TR/shacl/); no reasoner runs. The vocabulary and
the concepts are read beside the data, since the shapes ask whether a concept exists and of which class a
class is a subclass.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from survivorgraph.errors import CheckError
from survivorgraph.ontology.turtle import read_quads, to_rdflib
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.vocabulary import PREFIXES

if TYPE_CHECKING:
    from rdflib import Graph
    from rdflib.term import Node

__all__ = ["Violation", "check_shapes", "shorten"]

SEVERITIES = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True)
class Violation:
    """A violation of a rule: its `severity` (violation, warning or info), its location, and how to fix it.

    `focus` is the IRI of the resource or term, or the name of a file; `path` the property in short form,
    empty where the resource as a whole is meant; `shape` the IRI of the shape, or the name of the check.
    `value` is the offending IRI, number or boolean; free text is left out. `where` is FILE:LINE of its record, where
    whoever checks knows it.
    """

    severity: str
    focus: str
    path: str
    message: str
    shape: str
    value: str | None = None
    where: str = ""

    def __str__(self) -> str:
        """Return the violation as one line for a person."""
        place = f"{shorten(self.focus)} {self.path}".rstrip()
        found = f" Found: {shorten(self.value)}." if self.value else ""
        where = f"{self.where}: " if self.where else ""
        return f"{where}{self.severity}: {place}: {self.message}{found} [{shorten(self.shape)}]"


def shorten(iri: str) -> str:
    """Write an IRI with a prefix of the project, where one fits.

    >>> shorten("https://w3id.org/survivorgraph/ns#hasForm")
    'sg:hasForm'
    >>> shorten("https://w3id.org/survivorgraph/id/story/amina")
    'id:story/amina'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri


def check_shapes(data: Path | bytes | Iterable[pyoxigraph.Quad], *, ontology: Path | None = None) -> list[Violation]:
    """Check data against the shapes of an ontology folder, by default the shipped one.

    `data` is an RDF file, N-Triples or N-Quads as bytes, or quads; all named graphs are checked as one.
    Sorted by severity, focus, path and shape. Raises CheckError for data or shapes that cannot be read.
    """
    import pyshacl

    folder = ontology or ontology_dir()
    shape_files = sorted((folder / "shapes").glob("*.ttl"))
    if not shape_files:
        raise CheckError(f"{folder / 'shapes'}: no shapes (*.ttl) were found in this folder")
    shapes = to_rdflib(quad for file in shape_files for quad in read_quads(file))
    terms = [*folder.glob("survivorgraph.ttl"), *sorted((folder / "concepts").glob("*.ttl"))]
    quads = read_quads(data) if isinstance(data, (Path, bytes)) else data
    dataset = to_rdflib([*(quad for file in terms for quad in read_quads(file)), *quads])
    _, report, _ = pyshacl.validate(
        dataset, shacl_graph=shapes, inference="none", inplace=True, meta_shacl=False, do_owl_imports=False
    )
    if not hasattr(report, "triples"):
        raise CheckError(f"{folder / 'shapes'}: the shapes could not be run: {report}")
    return _read_report(report, shapes)


def _read_report(report: Graph, shapes: Graph) -> list[Violation]:
    from rdflib.namespace import RDF, SH

    violations = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        found = dict(report.predicate_objects(result))
        shape, component = found[SH.sourceShape], shorten(str(found[SH.sourceConstraintComponent]))
        # The message that pySHACL makes up may hold a value of a record, so only the shape's own is used.
        message = shapes.value(shape, SH.message) or f"does not meet {component}"
        violations.add(
            Violation(
                severity=str(found[SH.resultSeverity]).rpartition("#")[2].lower(),
                focus=str(found[SH.focusNode]),
                path=_write_path(found.get(SH.resultPath), shapes),
                message=str(message),
                shape=str(shape),
                value=_write_value(found),
            )
        )
    return sorted(violations, key=_order)


def _order(violation: Violation) -> tuple[int, str, str, str, str]:
    severity = SEVERITIES.index(violation.severity)
    return severity, violation.focus, violation.path, violation.shape, violation.value or ""


def _write_value(found: Mapping[Node, Node]) -> str | None:
    """Return an IRI, a number or a boolean; None for text, which may come from a record."""
    from rdflib import Literal, URIRef
    from rdflib.namespace import SH

    value = found.get(SH.value)
    if value is None or value == found[SH.focusNode]:
        return None
    if isinstance(value, URIRef):
        return str(value)
    if isinstance(value, Literal) and isinstance(value.value, (bool, int, float, Decimal)):
        return str(value)
    return None


def _write_path(path: Node | None, report: Graph) -> str:
    """Write a property path as SPARQL does: ``sg:hasAge/sg:hasAgeGroup``, ``^sg:hasLeg``."""
    from rdflib import URIRef
    from rdflib.collection import Collection
    from rdflib.namespace import RDF, SH

    if path is None:
        return ""
    if isinstance(path, URIRef):
        return shorten(str(path))
    if (path, RDF.first, None) in report:
        return "/".join(_write_path(step, report) for step in Collection(report, path))
    return "^" + _write_path(report.value(path, SH.inversePath), report)
