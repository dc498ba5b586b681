"""No query that the project ships asks for labels in all languages at once."""

from __future__ import annotations

import json
import re
from pathlib import Path

from survivorgraph.resources import ontology_dir

ROOT = ontology_dir().parent


def read_texts() -> dict[str, str]:
    """Return the strings of the package and the cells of the notebooks, where queries are written."""
    texts = {file.name: file.read_text(encoding="utf-8") for file in (ROOT / "graph").rglob("*.py")}
    for file in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        texts[file.name] = "\n".join("".join(cell["source"]) for cell in cells)
    texts["README.md"] = Path(ROOT / "README.md").read_text(encoding="utf-8")
    return texts


def test_queries_ask_for_the_one_label() -> None:
    asked = re.compile(r"\?\w+\s+skos:prefLabel|/skos:prefLabel|;\s*skos:prefLabel\s+\?")
    found = {
        f"{name}: {line.strip()}"
        for name, text in read_texts().items()
        for line in text.splitlines()
        if asked.search(line) and "LANG(" not in line and "FILTER" not in line
    }
    # The checks of the ontology look at the labels themselves.
    assert {line for line in found if not line.startswith("term_checks.py")} == set()
