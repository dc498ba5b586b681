"""Records point to records that exist, and a key names one thing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from survivorgraph.model.bundles import Bundle, check_references
from survivorgraph.model.places import Gazetteer
from survivorgraph.model.vocabulary import Vocabulary
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


def test_whole_data_have_no_problem(bundle: Bundle, other: Bundle, check: Check) -> None:
    assert check(bundle, other) == []


@pytest.mark.parametrize(
    "field",
    ["stories", "partnerships", "patterns", "actions", "observations", "tiers", "listings"],
)
def test_what_belongs_to_one_source_stands_in_one(field: str, bundle: Bundle, other: Bundle, check: Check) -> None:
    record = getattr(bundle, field)[0]
    getattr(other, field).append(record.model_copy())
    (problem,) = check(bundle, other)
    assert "stands twice; the other" in problem[1]
    assert ":" in problem[1].partition("is in ")[2]


@pytest.mark.parametrize("field", ["organizations", "people", "instruments"])
def test_several_sources_may_speak_of_the_same(field: str, bundle: Bundle, other: Bundle, check: Check) -> None:
    record = getattr(bundle, field)[0]
    getattr(other, field).append(record.model_copy())
    assert check(bundle, other) == []
    getattr(other, field).append(record.model_copy())
    assert [field for field, _ in check(bundle, other)] == ["key"]


def test_sources_agree_on_the_name_and_kind_of_an_organization(bundle: Bundle, other: Bundle, check: Check) -> None:
    other.organizations.append(bundle.organizations[0].model_copy(update={"name": "Another", "kind": "court"}))
    assert [field for field, _ in check(bundle, other)] == ["name", "kind"]


def test_two_participations_never_have_one_name(bundle: Bundle, check: Check) -> None:
    pact = bundle.partnerships[0]
    circle, other = bundle.organizations[1], bundle.organizations[1].model_copy(update={"key": "pact-harbor-circle"})
    part = pact.participants[0]
    twin = pact.model_copy(
        update={"key": "safe-harbor", "participants": [part.model_copy(update={"organization": other.key})]}
    )
    changed = replace(bundle, organizations=[*bundle.organizations, other], partnerships=[pact, twin])
    assert circle.key == part.organization
    assert check(changed) == [
        (
            "key",
            "'safe-harbor-pact-harbor-circle' would also name another participation; change the key of the partnership",
        )
    ]


POINTERS = {
    "by": ("actions", {"by": ["nobody"]}),
    "adopted_by": ("instruments", {"adopted_by": ["nobody"]}),
    "member_of": ("organizations", {"member_of": ["nobody"]}),
    "part_of": ("organizations", {"part_of": ["nobody"]}),
    "published_by": ("observations", {"published_by": "nobody"}),
    "about": ("observations", {"about": ["organization/nobody"]}),
}


@pytest.mark.parametrize("name", POINTERS)
def test_a_pointer_to_nobody_is_named(name: str, bundle: Bundle, check: Check) -> None:
    field, update = POINTERS[name]
    old = getattr(bundle, field)
    changed = replace(bundle, **{field: [old[0].model_copy(update=update), *old[1:]]})
    assert check(changed) == [(name, "there is no organization with the key 'nobody'; add it, or correct the key")]


@pytest.mark.parametrize("ref", ["country/KEN", "locality/ken-nairobi", "form/forced-labor", "story/lira"])
def test_a_figure_is_about_anything_that_there_is(ref: str, bundle: Bundle, check: Check) -> None:
    first, *rest = bundle.observations
    assert check(replace(bundle, observations=[first.model_copy(update={"about": [ref]}), *rest])) == []


@pytest.mark.parametrize("ref", ["country/ken", "country/Kenya", "form/no-form", "storm/lira", "listing/x"])
def test_a_figure_is_about_nothing_that_there_is_not(ref: str, bundle: Bundle, check: Check) -> None:
    first, *rest = bundle.observations
    (problem,) = check(replace(bundle, observations=[first.model_copy(update={"about": [ref]}), *rest]))
    assert problem[0] == "about"


def test_a_problem_names_file_and_line(bundle: Bundle, invented: Path) -> None:
    error = bundle.problem(bundle.organizations[1], "X", "name")
    assert str(error) == f"{invented}/lighthouse-almanac/organizations.yaml:7: name: X"
    assert str(bundle.problem(bundle.source, "X")) == "lighthouse-almanac: X"
