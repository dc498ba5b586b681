"""The page of terms is that of the ontology, and its query gives rows with their evidence."""

from __future__ import annotations

import re
from pathlib import Path

from survivorgraph.reference.term_list import HEAD, describe_terms
from survivorgraph.resources import ontology_dir
from survivorgraph.store.dataset import open_dataset


def test_the_page_is_that_of_the_ontology() -> None:
    written = (ontology_dir() / "TERMS.md").read_text(encoding="utf-8")
    assert written == describe_terms(), "write it again with: make terms"


def test_every_class_property_and_concept_stands_in_it() -> None:
    page = describe_terms()
    assert "| `sg:Exploitation` | " in page
    assert "| `sg:hasForm` | " in page
    assert "`cyber-scam-forced-criminality`" in page


def test_its_query_gives_rows_with_evidence(built: Path) -> None:
    (query,) = re.findall(r"```sparql\n(.*?)```", HEAD, re.DOTALL)
    rows = list(open_dataset(built).rows(query))
    assert {"Abbey", "Feba", "Salomao"} <= {row["name"] for row in rows}
    assert all(row["digest"] and row["source"] for row in rows)
