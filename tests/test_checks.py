"""What is wrong with data, with the ontology and with the evidence is found without a build."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from survivorgraph.builds.checks import check, verify_sources
from survivorgraph.builds.inputs import list_citations, read_input

LIRA = "lighthouse-almanac/stories/lira.yaml"
DOCUMENT = "lighthouse-almanac.txt"


@pytest.fixture
def no_ontology_check(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the ontology, which has tests of its own."""
    monkeypatch.setattr("survivorgraph.builds.checks.check_ontology", list)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    """Return a folder with the invented document, to change."""
    folder = tmp_path / "documents"
    folder.mkdir()
    shutil.copy(Path(__file__).parent / "fixtures" / DOCUMENT, folder)
    return folder


@pytest.mark.usefixtures("no_ontology_check")
def test_nothing_is_wrong_with_the_invented_data(invented: Path) -> None:
    assert check(invented) == ([], [])


@pytest.mark.usefixtures("no_ontology_check")
def test_all_problems_are_listed_at_once(make_data: Callable[..., Path]) -> None:
    edits = {LIRA: ("gender: woman", "gender: x"), "lighthouse-almanac/tiers.csv": ("tier-2", "tier-9")}
    wrong, worth_a_look = check(make_data(edits))
    assert ["gender: 'x' is not a concept" in wrong[0], "tier: 'tier-9' is not a concept" in wrong[1]] == [True, True]
    assert worth_a_look == []


@pytest.mark.usefixtures("no_ontology_check")
def test_broken_shapes_are_told_apart_from_what_is_worth_a_look(make_data: Callable[..., Path]) -> None:
    weavers = "lighthouse-almanac/stories/seven-weavers.yaml"
    edits = {LIRA: ("years: 24", "years: 12"), weavers: ("    means: [debt-bondage]\n", "")}
    (wrong,), (worth_a_look,) = check(make_data(edits))
    assert "lira.yaml:1: violation: id:age/lira: A person younger than 18 years is a child." in wrong
    assert (
        "seven-weavers.yaml:1: warning: id:exploitation/seven-weavers-1: The exploitation of an adult" in worth_a_look
    )


def test_every_citation_names_the_facts_that_rest_on_it(invented: Path) -> None:
    citations = list_citations(read_input(invented))
    assert len(citations) == 21
    (help_at_home,) = (one for one in citations if "outcome/lira-2" in one.facts)
    assert (help_at_home.source, help_at_home.section) == ("lighthouse-almanac", "story-lira")
    assert help_at_home.facts == (
        "assistance/lira-1",
        "leg/lira-3",
        "organization-profile/lighthouse-almanac-harbor-circle",
        "outcome/lira-2",
    )


def test_all_evidence_is_found_in_the_document(documents: Path, invented: Path) -> None:
    verification = verify_sources(documents, invented)
    assert (len(verification.found), list(verification.lost)) == (21, [])


def test_evidence_whose_words_have_changed_is_lost(documents: Path, invented: Path) -> None:
    text = (documents / DOCUMENT).read_text(encoding="utf-8")
    (documents / DOCUMENT).write_text(
        text.replace("a family house near Beirut", "a house near Beirut"), encoding="utf-8"
    )
    (lost,) = verify_sources(documents, invented).lost
    assert lost.facts == ("leg/lira-2",)


def test_documents_that_cannot_be_read_are_counted(documents: Path, invented: Path) -> None:
    (documents / DOCUMENT).unlink()
    (documents / DOCUMENT).symlink_to("gone.txt")
    said = str(verify_sources(documents, invented)).splitlines()
    assert said == [
        f"{documents / DOCUMENT}: this link leads to nothing; remove it, or put back what it leads to",
        "0 of 21 places found, 0 lost, 0 without their document, 21 in documents that cannot be read",
    ]
