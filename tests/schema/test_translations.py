"""Countries have names in the six languages of the United Nations, those of CLDR, and one label in English."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import babel
import pytest

from survivorgraph.errors import RecordError
from survivorgraph.resources import data_dir
from survivorgraph.schema.places import read_gazetteer
from survivorgraph.schema.rdf import to_reference_quads
from survivorgraph.schema.translations import TERRITORY_NAMES, read_territory_names
from survivorgraph.schema.vocabulary import ID, PREFIXES

LANGUAGES = ("ar", "es", "fr", "ru", "zh")
CODES = read_gazetteer().territories


def test_the_names_are_those_of_cldr() -> None:
    table = read_territory_names(CODES)
    locales = {language: babel.Locale(language).territories for language in LANGUAGES}
    wanted = {
        code: {language: names[territory.alpha2] for language, names in locales.items()}
        for code, territory in CODES.items()
    }
    assert table == wanted


def test_german_spellings_are_those_of_cldr_and_repeat_no_name() -> None:
    gazetteer, german = read_gazetteer(), babel.Locale("de").territories
    with (data_dir() / "reference" / "territory-spellings.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {(row["code"], row["spelling"]) for row in rows if row["source"] == "CLDR de"} == {
        (code, german[territory.alpha2])
        for code, territory in CODES.items()
        if gazetteer.find_territory(german[territory.alpha2]) is None
    }
    assert [row["spelling"] for row in rows if gazetteer.find_territory(row["spelling"])] == []
    for row in rows:
        found = gazetteer.find_territory_as_written(row["spelling"])
        assert found is not None
        assert found.code == row["code"], row["spelling"]


def test_a_country_has_one_label_and_one_name_a_language() -> None:
    quads = to_reference_quads(read_gazetteer(), read_territory_names(CODES))
    countries = {f"{ID}country/{code}" for code in CODES}
    labels = Counter(quad.subject.value for quad in quads if quad.predicate.value == PREFIXES["rdfs"] + "label")
    names = Counter(quad.subject.value for quad in quads if quad.predicate.value == PREFIXES["skos"] + "prefLabel")
    assert {labels[country] for country in countries} == {1}
    assert {names[country] for country in countries} == {6}


def test_without_a_table_there_are_the_english_names_only(tmp_path: Path) -> None:
    assert read_territory_names(CODES, tmp_path) == {}
    quads = to_reference_quads(read_gazetteer())
    assert {quad.object.language for quad in quads if quad.predicate.value == PREFIXES["skos"] + "prefLabel"} == {"en"}


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        pytest.param("XNL,Norlandia\n", "or not one of territories.csv", id="an unknown code"),
        pytest.param("KHM,Camboya\nKHM,Kampuchea\n", "is a duplicate code", id="a code twice"),
        pytest.param("KHM,\n", "a name is empty", id="an empty name"),
        pytest.param("KHM,Camboya,Cambodge\n", "has no column", id="a cell too many"),
    ],
)
def test_a_broken_table_is_one_clear_error(tmp_path: Path, row: str, problem: str) -> None:
    (tmp_path / TERRITORY_NAMES).write_text(f"code,es\n{row}", encoding="utf-8")
    with pytest.raises(RecordError, match=problem):
        read_territory_names(CODES, tmp_path)
