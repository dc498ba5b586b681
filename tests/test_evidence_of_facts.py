"""The words that a fact cites hold its countries, years and numbers, where a program can tell.

The documents are not shipped; without a copy of them in ``../shared/sources`` these tests are skipped.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from survivorgraph.builds.inputs import read_input
from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.records import Claim, Evidence, Figure, Listing, Observation, Story, TierPlacement
from survivorgraph.sources.evidence import QuoteDigest, normalize, read_documents

DOCUMENTS = Path(__file__).parents[2] / "shared" / "sources"
CITIZENSHIPS = Path(__file__).parents[1] / "data" / "reference" / "unodc-citizenships.csv"
pytestmark = pytest.mark.skipif(not DOCUMENTS.is_dir(), reason="needs the documents in ../shared/sources")

OTHER_NAMES = {
    "BHS": ["bahamas the"], "CAF": ["car"], "CHN": ["prc"], "COD": ["drc", "gdrc", "congo democratic"],
    "COG": ["congo republic of the"], "GBR": ["uk"], "GMB": ["gambia the"], "IRQ": ["iraqi"],
    "KOR": ["korea republic of"], "LAO": ["lao"], "PRK": ["korea democratic"], "SOM": ["fgs", "sna", "somali"],
    "USA": ["u s", "us", "usa", "american"], "VEN": ["venezuelan"], "YEM": ["royg", "yemeni"],
}  # fmt: skip
"""Forms of names that the documents use, such as those of lists that are ordered by the first word."""
COUNTRY_FIELDS = ("country", "place", "countries", "based_in", "works_in", "places")
YEAR_FIELDS = ("year", "start_year", "end_year", "fiscal_year")
NUMERALS = {0: ("no", "none"), 1: ("one",), 2: ("two",), 4: ("four",), 5: ("five", "quintupled"), 7: ("seven",)}
NUMERALS |= {9: ("nine",), 90: ("ninety",)}
BOUNDS = {
    "more-than": ("more than", "over", "exceeds"), "up-to": ("up to",), "about": ("estimated",),
    "dozens": ("dozens",), "hundreds": ("hundreds", "hundred"), "thousands": ("thousands",),
}  # fmt: skip
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


@dataclass(frozen=True)
class Fact:
    """A claim of a record, with the record it belongs to and the words that it cites."""

    source: str
    record: str
    claim: Claim
    digests: frozenset[QuoteDigest]
    words: str

    def holds(self, phrase: str) -> bool:
        return f" {phrase} " in self.words

    def leaves_open(self, field: str, value: object) -> bool:
        """Tell whether the claim says itself that this value is less than stated."""
        uncertain = {name for one in self.claim.uncertain for name in one.values}
        return self.claim.certainty != "stated" or field in uncertain or f"{field}/{value}" in uncertain


@cache
def read_words(source: str, length: int) -> dict[str, str]:
    """Return every run of so many words of a document by its digest."""
    words = normalize(read_documents(DOCUMENTS)[source])
    runs = (" ".join(words[at : at + length]) for at in range(len(words) - length + 1))
    return {hashlib.sha256(run.encode()).hexdigest(): run for run in runs}


def list_claims(record: BaseModel, evidence: list[Evidence]) -> Iterator[tuple[Claim, list[Evidence]]]:
    """Yield the claims in a record; a part without evidence of its own rests on that of the whole."""
    own = record.evidence or evidence if isinstance(record, Claim) else []
    if isinstance(record, Claim):
        yield record, own
    for name in type(record).model_fields:
        value = getattr(record, name)
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, BaseModel) and not isinstance(each, Evidence):
                yield from list_claims(each, own)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return read_input().gazetteer


@pytest.fixture(scope="module")
def facts() -> list[Fact]:
    found = []
    for bundle in read_input().bundles:
        for record in bundle.iterate():
            key = getattr(record, "key", None) or getattr(record, "country", "")
            for claim, evidence in list_claims(record, []):
                words = [read_words(bundle.source.key, one.words)[one.sha256] for one in evidence]
                digests = frozenset(QuoteDigest(one.words, one.sha256) for one in evidence)
                name = f"{type(record).__name__} {key}"
                found.append(Fact(bundle.source.key, name, claim, digests, f" {' | '.join(words)} "))
    return found


@pytest.fixture(scope="module")
def names(gazetteer: Gazetteer) -> dict[str, set[str]]:
    """Return the names of each country and of its people, normalised, by code."""
    found = {code: {place.name, *place.aliases} for code, place in gazetteer.territories.items()}
    with CITIZENSHIPS.open(encoding="utf-8", newline="") as file:
        for spelling, kind, codes in csv.reader(file):
            if kind == "country":
                for code in codes.split("|"):
                    found[code.strip()].add(spelling)
    every = {code: {" ".join(normalize(name)) for name in spellings} for code, spellings in found.items()}
    return {code: spellings | set(OTHER_NAMES.get(code, ())) for code, spellings in every.items()}


def list_forms(value: Decimal) -> set[str]:
    """Return how a number can be written in a document, as normalised words."""
    forms = {f"{value:,}", str(value)}
    rounded = f"{(value / 1_000_000).normalize():f}"
    plain = {" ".join(normalize(form)) for form in forms} | {" ".join(normalize(f"{rounded} million"))}
    return plain | set(NUMERALS.get(int(value), ()) if value == int(value) else ())


def list_lacking(fact: Fact, names: dict[str, set[str]]) -> list[str]:
    """Return the stated values of a fact that its words do not hold, as FIELD=VALUE."""
    wanted: list[tuple[str, object, set[str]]] = []
    claim = fact.claim
    for field in COUNTRY_FIELDS:
        found = getattr(claim, field, None)
        for code in found if isinstance(found, list) else [found]:
            if code in names:
                wanted.append((field, code, names[code]))
    wanted += [(field, year, {str(year)}) for field in YEAR_FIELDS if (year := getattr(claim, field, None))]
    if isinstance(claim, Observation | Figure) and claim.value is not None:
        wanted.append(("value", claim.value, list_forms(claim.value)))
    if isinstance(claim, Observation) and claim.bound in BOUNDS:
        wanted.append(("value" if claim.value is not None else "bound", claim.bound, set(BOUNDS[claim.bound])))
    if (date := getattr(claim, "date", None)) is not None:
        year, month, day = date.split("-")
        wanted += [("date", part, {part}) for part in (year, str(int(day)))]
        if f" {MONTHS[int(month) - 1]}" not in fact.words:
            wanted.append(("date", month, {"?"}))
    return [
        f"{field}={value}"
        for field, value, forms in wanted
        if not fact.leaves_open(field, value) and not any(fact.holds(form) for form in forms)
    ]


def test_the_words_of_a_fact_hold_its_countries_years_and_numbers(
    facts: list[Fact], names: dict[str, set[str]]
) -> None:
    lacking = {
        (fact.record, type(fact.claim).__name__): missing
        for fact in facts
        if not fact.record.startswith(Story.__name__) and (missing := list_lacking(fact, names))
    }
    assert lacking == {}


def test_words_that_several_facts_share_are_completed_by_others_where_they_lack_a_value(
    facts: list[Fact], names: dict[str, set[str]]
) -> None:
    """List each digest that different facts cite, with the values that neither it nor another of theirs holds."""
    shared: defaultdict[QuoteDigest, list[Fact]] = defaultdict(list)
    for fact in facts:
        for digest in fact.digests:
            shared[digest].append(fact)
    several = {digest: each for digest, each in shared.items() if len({fact.record for fact in each}) > 1}
    assert len(several) > 100
    lacking = {
        (digest.words, fact.record): missing
        for digest, each in several.items()
        for fact in each
        if not fact.record.startswith(Story.__name__) and (missing := list_lacking(fact, names))
    }
    assert lacking == {}


def test_no_two_tiers_or_lists_rest_on_the_same_words(facts: list[Fact]) -> None:
    grounds: defaultdict[frozenset[QuoteDigest], set[tuple[str, int]]] = defaultdict(set)
    for fact in facts:
        if isinstance(fact.claim, TierPlacement):
            grounds[fact.digests].add((fact.claim.tier, fact.claim.year))
        elif isinstance(fact.claim, Listing):
            grounds[fact.digests].add((fact.claim.on_list, fact.claim.year))
    assert grounds
    assert [found for found in grounds.values() if len(found) > 1] == []


@pytest.mark.parametrize(
    ("tier", "title"),
    [
        ("tier-1", "tier 1 argentina"),
        ("tier-2", "tier 2 albania"),
        ("tier-2-watch-list", "tier 2 watch list bolivia"),
        ("tier-3", "tier 3 afghanistan"),
        ("special-case", "special case libya"),
    ],
)
def test_a_tier_cites_the_title_under_which_the_country_stands(tier: str, title: str, facts: list[Fact]) -> None:
    placed = [fact for fact in facts if isinstance(fact.claim, TierPlacement) and fact.claim.tier == tier]
    assert placed
    assert all(fact.holds(title) for fact in placed)


@pytest.mark.parametrize(
    ("on_list", "year", "title"),
    [
        ("cspa", 2022, "under the cspa in 2022"),
        ("cspa", 2023, "the 2023 cspa list includes"),
        ("state-policy-or-pattern", 2023, "documented policy or pattern of human trafficking"),
    ],
)
def test_a_listing_cites_the_name_of_its_list(on_list: str, year: int, title: str, facts: list[Fact]) -> None:
    listed = [
        fact
        for fact in facts
        if isinstance(fact.claim, Listing) and (fact.claim.on_list, fact.claim.year) == (on_list, year)
    ]
    assert listed
    assert all(fact.holds(title) for fact in listed)
