"""The coverage of the invented data: which section holds which facts, and what is an error."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from survivorgraph.builds.inputs import Input, read_input
from survivorgraph.errors import RecordError
from survivorgraph.reference.section_coverage import (
    check_section_coverage,
    describe_coverage,
    measure_section_coverage,
    write_coverage,
)
from survivorgraph.schema.records import Story

MakeData = Callable[..., Path]
SOURCE = "lighthouse-almanac/source.yaml"
EMPTY = ("  - {key: tables, title: Tables}", "  - {key: tables, title: Tables}\n  - {key: fog, title: Of | fog}")
LEFT_OUT = "lighthouse-almanac/left-out.yaml"
REASON = "- {section: fog, reason: Nobody is in it.}\n"


def read(folder: Path) -> Input:
    return read_input(folder)


def test_every_section_with_facts_passes(invented: Path) -> None:
    given = read(invented)
    assert check_section_coverage(given.bundles, given.gazetteer) == []


def test_the_facts_of_a_section_are_counted_by_class(invented: Path) -> None:
    given = read(invented)
    found = {section.key: dict(section.facts) for section in measure_section_coverage(given.bundles, given.gazetteer)}
    assert found["story-lira"]["Story"] == 1
    assert found["story-lira"]["Leg"] == len(given.bundles[0].records_of(Story)[0].legs)
    assert found["tables"].keys() >= {"TierPlacement", "Listing"}


def test_a_section_with_neither_facts_nor_a_reason_is_an_error(make_data: MakeData) -> None:
    given = read(make_data({SOURCE: EMPTY}))
    [problem] = check_section_coverage(given.bundles, given.gazetteer)
    assert problem.field == "sections.fog"
    assert "a reason to left-out.yaml" in str(problem)
    with pytest.raises(RecordError, match=r"left-out\.yaml"):
        write_coverage(given.bundles, given.gazetteer, given.folder)
    assert not (given.folder / "COVERAGE.md").exists()


def test_a_reason_stands_in_the_file_that_is_written(make_data: MakeData) -> None:
    given = read(make_data({SOURCE: EMPTY, LEFT_OUT: REASON}))
    text = write_coverage(given.bundles, given.gazetteer, given.folder).read_text(encoding="utf-8")
    assert "| Of \\| fog | 0 |  | Nobody is in it. |" in text
    assert text == describe_coverage(given.bundles, given.gazetteer)


def test_a_reason_is_for_a_section_that_exists(make_data: MakeData) -> None:
    with pytest.raises(RecordError, match="'fog' is not a section of this source"):
        read(make_data({LEFT_OUT: REASON}))
