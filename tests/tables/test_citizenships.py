"""Spellings of citizenships resolve as reviewed, or not at all; the table keeps its own rules."""

from __future__ import annotations

import contextlib
import csv
import os
import unicodedata
from functools import cache
from itertools import takewhile
from pathlib import Path

import pycountry
import pytest

from survivorgraph.errors import RecordError
from survivorgraph.resources import data_dir
from survivorgraph.schema.names import normalize_name
from survivorgraph.schema.places import Gazetteer
from survivorgraph.tables.codebooks.citizenships import Citizenships, read_citizenships

REAL = Path(__file__).parents[3] / "shared" / "data" / "glotip-2025-04.csv"
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


REVIEWED = """
Abania, BARSIL, Gana, Guayanean, Hodruanian, Lybia, Lybians, TAZANIANS, C�TE D'IVOIRE, C�te d�Ivoire, T�rkiye,
American, British, Danish, Dutch, Emirati (UAE), B & H, RDC, RMI, Cina Popolare, 2 maliens, 3 maliens, Nigerin,
Salvadorean, SALVADOREÑA, Salvadoreñas, Salvadoreños, SALVADORE�A, Salvadore�as, Salvadore�os
"""
"""Spellings that begin otherwise than any name of their country, each looked at by a person."""


@cache
def strip(name: str) -> str:
    letters = unicodedata.normalize("NFD", normalize_name(name))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def test_a_spelling_begins_like_a_name_of_its_country_and_no_other_or_was_looked_at(gazetteer: Gazetteer) -> None:
    """A row that slipped to the country above or below it in the table would begin like a name of another."""
    names = [(strip(name), one.code) for one in gazetteer.territories.values() for name in (one.name, *one.aliases)]
    with TABLE.open(encoding="utf-8", newline="") as stream:
        countries = {row["spelling"]: row["country"] for row in csv.DictReader(stream) if row["kind"] == "country"}
    otherwise = set()
    for spelling, country in countries.items():
        common = {code: 0 for _, code in names}
        for name, code in names:
            same = takewhile(lambda pair: pair[0] == pair[1], zip(strip(spelling), name, strict=False))
            common[code] = max(common[code], sum(1 for _ in same))
        if common[country] < max(3, *common.values()):
            otherwise.add(spelling)
    assert otherwise == {spelling.strip() for spelling in REVIEWED.split(",")}


def test_what_an_independent_library_finds_by_name_is_the_same_country(citizenships: Citizenships) -> None:
    if not REAL.is_file() and not os.environ.get("CI"):
        pytest.skip("the GLOTIP file is not here")
    with REAL.open(encoding="utf-8", newline="") as stream:
        spellings = {row["Category"] for row in csv.DictReader(stream) if row["Dimension"] == "by citizenship"}
    expected = {}
    for spelling in spellings:
        with contextlib.suppress(LookupError):
            expected[spelling] = pycountry.countries.lookup(spelling).alpha_3
    assert len(expected) > 200
    assert {spelling: citizenships.resolve(spelling).country for spelling in expected} == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("Norlanders,land,", "'land' is none of country"),
        ("Norlanders,country,", "has an alpha-3 code"),
        ("Norlanders,country,XNL", "has an alpha-3 code"),
        ("Norlanders,region,NGA", "has an alpha-3 code"),
        ("Norlanders,country", "expected 3 cells"),
        ("Norlanders,country,NGA\nNORLANDERS,country,NER", ":3: this spelling already has another meaning"),
    ],
)
def test_a_broken_table_is_one_error(tmp_path: Path, gazetteer: Gazetteer, row: str, expected: str) -> None:
    file = tmp_path / "citizenships.csv"
    file.write_text(f"spelling,kind,country\n{row}\n", encoding="utf-8")
    with pytest.raises(RecordError, match=expected):
        read_citizenships(gazetteer, file)
