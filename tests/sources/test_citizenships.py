"""Spellings of citizenships resolve as reviewed, or not at all; the table keeps its own rules."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from survivorgraph.errors import RecordError
from survivorgraph.model.places import Gazetteer
from survivorgraph.resources import data_dir
from survivorgraph.sources.citizenships import Citizenships, read_citizenships

TABLE = data_dir() / "reference" / "unodc-citizenships.csv"


@pytest.fixture(scope="module")
def citizenships(gazetteer: Gazetteer) -> Citizenships:
    return read_citizenships(gazetteer)


@pytest.mark.parametrize(
    ("spelling", "code"),
    [
        *[("Nigerin", "NER"), ("Nigerian", "NGA"), ("NIGERIANA", "NGA"), ("Niger", "NER"), ("Nigeria", "NGA")],
        *[("Congo", "COG"), ("Congolese (DRC)", "COD"), ("RDC", "COD"), ("Dr Kongo", "COD")],
        *[("North Korean", "PRK"), ("South Korean", "KOR"), ("Guinean", "GIN"), ("Equatorial Guinea", "GNQ")],
        *[("DOMINICANA", "DOM"), ("Dominica", "DMA"), ("Georgian", "GEO"), ("Jordanian", "JOR"), ("Chadian", "TCD")],
        *[("C\ufffdTE D'IVOIRE", "CIV"), ("Côte d’Ivoire", "CIV"), ("T\ufffdrkiye", "TUR"), ("Türkiye", "TUR")],
        *[("Kosovar", "XKX"), ("Burmese", "MMR"), ("Swasiland", "SWZ"), ("Netherlands (own country)", "NLD")],
    ],
)
def test_names_that_are_easily_confused_resolve_to_their_own_country(
    citizenships: Citizenships, spelling: str, code: str
) -> None:
    assert citizenships.resolve(spelling).country == code


@pytest.mark.parametrize(
    ("spelling", "kind"),
    [
        *[
            ("Nationals", "own-country"),
            ("Abroad", "foreign"),
            ("Unknown", "unknown"),
            ("", "unknown"),
            ("  ", "unknown"),
        ],
        *[
            ("Stateless", "stateless"),
            ("Rohingya", "people"),
            ("Africa", "region"),
            ("Former Yugoslavia", "former-country"),
        ],
        *[("Q6.1_10s_2019", "artefact"), ("145", "number"), ("TOTAL", "total"), ("Nigerien", "unresolved")],
        *[("Korea", "unresolved"), ("Congolese", "unresolved"), ("Guyaneese", "unresolved"), ("NA", "unresolved")],
    ],
)
def test_what_names_no_country_resolves_to_none(citizenships: Citizenships, spelling: str, kind: str) -> None:
    found = citizenships.resolve(spelling)
    assert (found.kind, found.country) == (kind, "")


def test_na_is_namibia_where_codes_are_expected(citizenships: Citizenships) -> None:
    assert citizenships.resolve_code("NA").country == "NAM"
    assert citizenships.resolve_code("NAM").country == "NAM"
    assert citizenships.resolve_code("XX").kind == "unresolved"


def test_the_table_holds_only_what_the_gazetteer_does_not(gazetteer: Gazetteer) -> None:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        spellings = [row["spelling"] for row in csv.DictReader(stream)]
    assert len(spellings) == len(set(spellings))
    assert [spelling for spelling in spellings if gazetteer.find_territory(spelling)] == []


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Norlanders,land,", "'land' is none of country"),
        ("Norlanders,country,", "has an alpha-3 code"),
        ("Norlanders,country,XNL", "has an alpha-3 code"),
        ("Norlanders,region,NGA", "has an alpha-3 code"),
        ("Norlanders,country", "expected 3 cells"),
        ("Norlanders,country,NGA\nNORLANDERS,country,NER", ":3: this spelling already stands"),
    ],
)
def test_a_broken_table_is_one_error(tmp_path: Path, gazetteer: Gazetteer, row: str, expected: str) -> None:
    file = tmp_path / "citizenships.csv"
    file.write_text(f"spelling,kind,country\n{row}\n", encoding="utf-8")
    with pytest.raises(RecordError, match=expected):
        read_citizenships(gazetteer, file)
