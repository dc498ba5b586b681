"""A table is recognised by its header, and one that is none is told what it is nearest to."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from survivorgraph.errors import RecordError
from survivorgraph.tables.codebooks.codebook_versions import RELEASES, find_release, recognize

BY_KEY = {release.key: release for release in RELEASES}


@pytest.mark.parametrize("key", BY_KEY)
def test_each_release_is_recognised_by_its_own_header_in_any_order(key: str) -> None:
    release = BY_KEY[key]
    assert recognize([*release.columns[::-1], *release.beside[:1]], file="table.csv") is release


def test_both_synthetic_releases_have_27_columns_and_differ_in_the_names_of_sectors() -> None:
    old, new = BY_KEY["synthetic"].columns, BY_KEY["synthetic-sectors"].columns
    assert len(old) == len(new) == 27
    assert [name.replace("typeOf", "sectorOf") for name in old] == list(new)


@pytest.mark.parametrize("more", [["Datasource"], ["Datasource", "majorityEntry"]])
def test_the_k_anonymised_release_may_have_more_columns_than_are_read(more: list[str]) -> None:
    found = find_release([*BY_KEY["k-anonymized"].columns, *more])
    assert found is BY_KEY["k-anonymized"]


@pytest.mark.parametrize("header", [("Source", "Target", "year"), ("from", "to"), ("Origin", "Destination", "Year")])
def test_edge_lists_are_recognised_under_usual_names(header: tuple[str, ...]) -> None:
    assert recognize(header, file="edges.csv").kind == "edges"


def test_a_header_of_another_kind_says_how_to_import_it() -> None:
    with pytest.raises(RecordError, match=r"this is the header of 'glotip'.* import it as glotip"):
        recognize(BY_KEY["glotip"].columns, file="table.csv", kind="ctdc")


def test_an_unknown_header_names_the_nearest_kind_and_the_missing_columns_but_not_its_own() -> None:
    header = [name for name in BY_KEY["synthetic"].columns if name not in ("gender", "citizenship")] + ["Mei Invented"]
    with pytest.raises(
        RecordError, match=r"The nearest is 'ctdc'.*25 of its 27.*missing: gender, citizenship$"
    ) as caught:
        recognize(header, file="table.csv", kind="glotip")
    assert "Invented" not in str(caught.value)


def test_a_header_of_nothing_names_the_kind_that_was_asked_for_or_any() -> None:
    with pytest.raises(RecordError, match=r"of no table known here.*nearest is 'edges'.*1 of its 2.*: destination$"):
        recognize(["a", "origin"], file="table.csv", kind="htcds")
    with pytest.raises(RecordError, match=r"no column of a table known here.*--origin COLUMN --destination COLUMN"):
        recognize(["a", "b"], file="table.csv", kind="htcds")


def test_victims_and_perpetrators_are_refused_since_they_have_no_countries() -> None:
    with pytest.raises(RecordError, match="names regions and no countries"):
        recognize(["perpetratorGender", "victimRegion"], file="table.csv", kind="ctdc")


@pytest.mark.parametrize(
    "dress", [str.upper, lambda name: f" {name} ", lambda name: name.replace("Of", "_of_"), lambda name: name[:32]]
)
def test_names_are_compared_without_case_and_blanks_and_may_be_cut(dress: Callable[[str], str]) -> None:
    release = BY_KEY["k-anonymized"]
    assert find_release([dress(name) for name in release.columns]) is release
