"""What breaks a shape names the file and line of its record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from survivorgraph.builds.inputs import read_input
from survivorgraph.builds.locations import locate_violations
from survivorgraph.ontology.shapes import Violation
from survivorgraph.schema.vocabulary import GRAPH, ID, NS


def locate(folder: Path, *focuses: str) -> dict[str, str]:
    given = read_input(folder)
    violations = [Violation("violation", focus, "", "", "") for focus in focuses]
    found = locate_violations(violations, given.bundles, given.quads())
    return {one.focus: one.where.replace(f"{folder}/lighthouse-almanac/", "") for one in found}


def test_records_and_their_parts_are_found_and_terms_are_not(invented: Path) -> None:
    lira, leg, term = ID + "story/lira", ID + "age/lira", NS + "Story"
    assert locate(invented, lira, leg, term) == {lira: "stories/lira.yaml:1", leg: "stories/lira.yaml:1", term: ""}


def test_a_row_of_a_table_has_its_line(make_data: Callable[..., Path]) -> None:
    folder = make_data()
    quads = read_input(folder).quads()
    tiers = sorted({str(quad.subject).strip("<>") for quad in quads if "/id/tier-placement/" in str(quad.subject)})
    places = locate(folder, *tiers)
    lines = (folder / "lighthouse-almanac" / "tiers.csv").read_text(encoding="utf-8").splitlines()
    assert sorted(places.values()) == sorted(f"tiers.csv:{number}" for number in range(2, len(lines) + 1))


def test_all_that_a_source_states_is_found(invented: Path) -> None:
    quads = read_input(invented).quads()
    stated = {
        str(quad.subject).strip("<>")
        for quad in quads
        if quad.graph_name.value == GRAPH + "lighthouse-almanac" and str(quad.subject).startswith(f"<{ID}")
    }
    kinds = ("source/", "section/")
    lost = sorted(one for one, where in locate(invented, *stated).items() if not where)
    assert [one for one in lost if not one.removeprefix(ID).startswith(kinds)] == []
