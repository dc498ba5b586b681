"""Check everything that can be checked without a build: records, shapes, ontology, evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pyoxigraph import Store

from survivorgraph.builds.inputs import check_input, list_citations, read_input
from survivorgraph.builds.locations import locate_violations
from survivorgraph.ontology.lint import check_ontology
from survivorgraph.ontology.rules import derive
from survivorgraph.ontology.shapes import check_shapes
from survivorgraph.reference.section_coverage import check_section_coverage
from survivorgraph.sources.evidence import Verification, check_documents, verify

__all__ = ["check", "verify_sources"]


def check(data: Path | None = None) -> tuple[list[str], list[str]]:
    """Return the errors and the warnings, one line each, of a data folder and the ontology.

    The shapes are run only over records that can all be read, since a missing record breaks others.
    """
    given, problems = check_input(data)
    errors, warnings = [str(problem) for problem in problems], list[str]()
    found = check_ontology()
    if not problems:
        store = Store()
        store.bulk_extend(given.quads())
        quads = [*store, *derive(store)]
        found += locate_violations(check_shapes(quads), given.bundles, quads)
        warnings += [str(section) for section in check_section_coverage(given.bundles, given.gazetteer)]
    for violation in found:
        (errors if violation.severity == "violation" else warnings).append(str(violation))
    return errors, warnings


def verify_sources(documents: Path, data: Path | None = None) -> Verification:
    """Verify every quote digest of a data folder against a folder of documents, each named KEY.txt."""
    texts, unreadable = check_documents(documents)
    return replace(verify(list_citations(read_input(data)), texts), unreadable=unreadable)
