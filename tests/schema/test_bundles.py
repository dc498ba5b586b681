"""Records point to records that exist, and a key names one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from survivorgraph.schema import records
from survivorgraph.schema.bundles import Bundle, check_references
from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.vocabulary import Vocabulary
from survivorgraph.sources.curated import read_data

Check = Callable[..., list[tuple[str, str]]]


@pytest.fixture
def bundle(invented: Path, vocabulary: Vocabulary, gazetteer: Gazetteer) -> Bundle:
    (bundle,) = read_data(invented, vocabulary=vocabulary, gazetteer=gazetteer)
    return bundle


@pytest.fixture
def other(bundle: Bundle) -> Bundle:
    """Return a second source that says nothing yet."""
    return Bundle(bundle.source.model_copy(update={"key": "zephyr-gazette"}))


@pytest.fixture
def check(vocabulary: Vocabulary, gazetteer: Gazetteer) -> Check:
    """Return a function that lists the problems of bundles as (field, problem)."""

    def check(*bundles: Bundle) -> list[tuple[str, str]]:
        return [(error.field, error.problem) for error in check_references(bundles, gazetteer, vocabulary)]

    return check


def change(bundle: Bundle, *lists: list[records.Record]) -> Bundle:
    """Return a copy of the bundle with other records of the classes in the lists."""
    return replace(bundle, records={**bundle.records, **{type(some[0]): some for some in lists}})


def test_whole_data_have_no_problem(bundle: Bundle, other: Bundle, check: Check) -> None:
    assert check(bundle, other) == []


@pytest.mark.parametrize(
    "model",
    [
        records.Action,
        records.Listing,
        records.Observation,
        records.Partnership,
        records.Pattern,
        records.Story,
        records.TierPlacement,
    ],
)
def test_a_record_belongs_to_one_source(
    model: type[records.Record], bundle: Bundle, other: Bundle, check: Check
) -> None:
    other.add(bundle.records_of(model)[0].model_copy())
    problem = check(bundle, other)[0]
    assert "duplicate key" in problem[1]
    assert ":" in problem[1].partition("is in ")[2]


@pytest.mark.parametrize("model", [records.Organization, records.Person, records.Instrument])
def test_several_sources_may_speak_of_the_same(
    model: type[records.Record], bundle: Bundle, other: Bundle, check: Check
) -> None:
    record = bundle.records_of(model)[0]
    other.add(record.model_copy())
    assert check(bundle, other) == []
    other.add(record.model_copy())
    assert [field for field, _ in check(bundle, other)] == ["key"]


def test_sources_agree_on_the_name_and_kind_of_an_organization(bundle: Bundle, other: Bundle, check: Check) -> None:
    first = bundle.records_of(records.Organization)[0]
    other.add(first.model_copy(update={"name": "Another", "kind": "court"}))
    assert [field for field, _ in check(bundle, other)] == ["name", "kind"]


def test_two_participations_never_have_one_name(bundle: Bundle, check: Check) -> None:
    pact = bundle.records_of(records.Partnership)[0]
    organizations = bundle.records_of(records.Organization)
    circle, other = organizations[1], organizations[1].model_copy(update={"key": "pact-harbor-circle"})
    part = pact.participants[0]
    twin = pact.model_copy(
        update={"key": "safe-harbor", "participants": [part.model_copy(update={"organization": other.key})]}
    )
    assert circle.key == part.organization
    (problem,) = check(change(bundle, [*organizations, other], [pact, twin]))
    assert problem[0] == "key"
    assert "'safe-harbor-pact-harbor-circle' would also name another participation" in problem[1]


POINTERS: dict[str, tuple[type[records.Record], dict[str, object]]] = {
    "by": (records.Action, {"by": ["nobody"]}),
    "adopted_by": (records.Instrument, {"adopted_by": ["nobody"]}),
    "member_of": (records.Organization, {"member_of": ["nobody"]}),
    "part_of": (records.Organization, {"part_of": ["nobody"]}),
    "published_by": (records.Observation, {"published_by": "nobody"}),
    "about": (records.Observation, {"about": ["organization/nobody"]}),
}


@pytest.mark.parametrize("name", POINTERS)
def test_a_pointer_to_nobody_is_named(name: str, bundle: Bundle, check: Check) -> None:
    model, update = POINTERS[name]
    first, *rest = bundle.records_of(model)
    changed = change(bundle, [first.model_copy(update=update), *rest])
    assert check(changed) == [(name, "there is no organization with the key 'nobody'; add it, or correct the key")]


@pytest.mark.parametrize("ref", ["country/KEN", "locality/ken-nairobi", "form/forced-labor", "story/lira"])
def test_a_figure_is_about_anything_that_there_is(ref: str, bundle: Bundle, check: Check) -> None:
    first, *rest = bundle.records_of(records.Observation)
    assert check(change(bundle, [first.model_copy(update={"about": [ref]}), *rest])) == []


@pytest.mark.parametrize("ref", ["country/ken", "country/Kenya", "form/no-form", "storm/lira", "listing/x"])
def test_a_figure_is_about_nothing_that_there_is_not(ref: str, bundle: Bundle, check: Check) -> None:
    first, *rest = bundle.records_of(records.Observation)
    (problem,) = check(change(bundle, [first.model_copy(update={"about": [ref]}), *rest]))
    assert problem[0] == "about"


def test_a_problem_names_file_and_line(bundle: Bundle, invented: Path) -> None:
    error = bundle.problem(bundle.records_of(records.Organization)[1], "X", "name")
    assert str(error) == f"{invented}/lighthouse-almanac/organizations.yaml:7: name: X"
    assert str(bundle.problem(bundle.source, "X")) == "lighthouse-almanac: X"
