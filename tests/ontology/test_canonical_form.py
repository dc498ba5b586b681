"""Every Turtle file of the ontology is in the canonical form."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from survivorgraph.ontology.lint import FIX
from survivorgraph.ontology.turtle import (
    find_prefixes,
    find_turtle_files,
    format_ontology,
    format_turtle,
    read_quads,
)
from survivorgraph.resources import ontology_dir

FILES = [file.relative_to(ontology_dir()).as_posix() for file in find_turtle_files(ontology_dir())]
SMALL = Path(__file__).parent / "fixtures" / "ontology"


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_in_the_canonical_form(name: str) -> None:
    file = ontology_dir() / name
    text = format_turtle(read_quads(file), prefixes=find_prefixes(ontology_dir()))
    assert file.read_text(encoding="utf-8") == text, f"not in the canonical form; run `{FIX}`"


def test_formatting_mends_a_file_and_then_changes_nothing(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(SMALL, tmp_path / "ontology"))
    file = folder / "shapes" / "vessel.ttl"
    before = file.read_text(encoding="utf-8")
    file.write_text("# a comment\n" + before.replace("sg:", "x:").replace("PREFIX x:", "PREFIX x:"), encoding="utf-8")
    assert format_ontology(folder) == [file]
    assert file.read_text(encoding="utf-8") == before
    assert format_ontology(folder) == []


def test_lists_and_blank_nodes_have_one_form(tmp_path: Path) -> None:
    one = "PREFIX sh: <http://www.w3.org/ns/shacl#> <urn:a> sh:or ( [ sh:minCount 1 ] [ sh:maxCount 2 ] ) ."
    two = (
        "@prefix s: <http://www.w3.org/ns/shacl#> . @prefix r: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> ."
        "_:z s:maxCount 2 . _:y s:minCount 1 . _:q r:first _:z ; r:rest r:nil . _:p r:rest _:q ; r:first _:y ."
        "<urn:a> s:or _:p ."
    )
    forms = set()
    for name, text in {"one": one, "two": two}.items():
        (tmp_path / f"{name}.ttl").write_text(text, encoding="utf-8")
        forms.add(format_turtle(read_quads(tmp_path / f"{name}.ttl"), prefixes={"sh": "http://www.w3.org/ns/shacl#"}))
    assert len(forms) == 1
