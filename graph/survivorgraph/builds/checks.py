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
from survivorgraph.reference.section_coverage import check_coverage
from survivorgraph.sources.evidence import Verification, check_documents, verify

__all__ = ["check", "describe_verification", "verify_sources"]


def check(data: Path | None = None) -> tuple[list[str], list[str]]:
    """Return what is wrong and what is worth a look, one line each, in a data folder and the ontology.

    The shapes are run only over records that can all be read, since a missing record breaks others.
    """
    given, problems = check_input(data)
    wrong, worth_a_look = [str(problem) for problem in problems], list[str]()
    found = check_ontology()
    if not problems:
        store = Store()
        store.bulk_extend(given.quads())
        quads = [*store, *derive(store)]
        found += locate_violations(check_shapes(quads), given.bundles, quads)
        worth_a_look += [str(section) for section in check_coverage(given.bundles, given.gazetteer)]
    for violation in found:
        (wrong if violation.severity == "violation" else worth_a_look).append(str(violation))
    return wrong, worth_a_look


def verify_sources(documents: Path, data: Path | None = None) -> Verification:
    """Look for every quote digest of a data folder in a folder of documents, each named KEY.txt."""
    texts, unreadable = check_documents(documents)
    return replace(verify(list_citations(read_input(data)), texts), unreadable=unreadable)


def describe_verification(verification: Verification) -> str:
    """Say how much was found again, and list what was lost with the facts that rest on it."""
    lines = [
        f"{lost.source}, section {lost.section}: {lost.digest.words} words ({lost.digest.sha256[:12]}…) "
        f"are not in the document; facts: {', '.join(lost.facts)}"
        for lost in verification.lost
    ]
    unreadable = verification.unreadable
    lines += unreadable.values()
    lines += [f"{key}: there is no {key}.txt" for key in verification.missing_documents if key not in unreadable]
    unread = sum(one.source in unreadable for one in verification.unchecked)
    total = len(verification.found) + len(verification.lost) + len(verification.unchecked)
    lines.append(
        f"{len(verification.found)} of {total} places found, {len(verification.lost)} lost, "
        f"{len(verification.unchecked) - unread} without their document"
        + (f", {unread} in documents that cannot be read" if unreadable else "")
    )
    return "\n".join(lines)
