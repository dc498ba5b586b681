"""The words that a fact of a story cites carry its values, as far as a machine can tell: places and numbers.

The documents are not part of the project. What needs them reads `../shared/sources` and is skipped without it.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from survivorgraph.builds.inputs import Input, list_citations, read_input
from survivorgraph.schema.records import Claim, Evidence, Story
from survivorgraph.schema.records.values import list_value_fields
from survivorgraph.sources.evidence import normalize

ROOT = Path(__file__).parents[1]
SOURCES = ROOT.parent / "shared" / "sources"
SHARED = Path(__file__).parent / "fixtures" / "shared-words.csv"
NUMBERS = ("years", "hours_per_day", "amount", "people", "duration")
PLACES = ("country", "from", "to", "place", "promised_places")
WRITTEN = {
    1: "a one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
    14: "fourteen", 20: "twenty", 40: "forty", 56: "eight",
}  # fmt: skip
# How the sources call people and offices of a country.
OF_A_COUNTRY = {
    "BTN": "bhutanese", "GBR": "british", "MLI": "malian", "NGA": "nigerian", "PHL": "filipino", "USA": "american",
}  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Input:
    return read_input()


def list_facts(given: Input) -> Iterator[tuple[str, Story, Claim]]:
    for bundle in given.bundles:
        for story in bundle.records_of(Story):
            for name, fact in story.facts():
                yield f"{story.key}, {name} {getattr(fact, 'order', '')}".strip(), story, fact


def test_every_place_of_a_story_is_cited_with_eight_words_or_more(shipped: Input) -> None:
    assert {name for name, _, fact in list_facts(shipped) if any(one.words < 8 for one in fact.evidence)} == set()


def test_who_is_called_a_child_or_an_adult_has_an_age(shipped: Input) -> None:
    adults, children = {"man", "woman"}, {"boy", "girl"}
    for _, story, _ in list_facts(shipped):
        group = story.age.group if story.age is not None else "not-stated"
        assert (story.gender in adults) <= (group == "adult"), story.key
        assert (story.gender in children) <= (group == "child"), story.key


def test_nobody_is_stated_to_be_a_stranger_where_no_relation_is_told(shipped: Input) -> None:
    told = [
        (story.key, recruitment.certainty_of("recruiters"))
        for bundle in shipped.bundles
        for story in bundle.records_of(Story)
        for recruitment in story.recruitments
        if "stranger" in recruitment.recruiters
    ]
    assert told == [("alexia", "inferred")]


def test_the_words_that_several_facts_share_are_known(shipped: Input) -> None:
    """What falls together. New rows are fine where one sentence says both; then run with GOLDEN=write."""
    rows = []
    for citation in list_citations(shipped):
        facts = sorted(fact for fact in citation.facts if not fact.startswith("value-statement/"))
        if len(facts) > 1:
            rows.append([citation.source, citation.section, citation.digest.sha256[:12], " ".join(facts)])
    if os.environ.get("GOLDEN") == "write":
        with SHARED.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([["source", "section", "sha256", "facts"], *rows])
    with SHARED.open(encoding="utf-8", newline="") as file:
        known = list(csv.reader(file))[1:]
    assert [row for row in rows if row not in known] == []
    assert [row for row in known if row not in rows] == []


# With the documents


@pytest.fixture(scope="module")
def words(shipped: Input) -> Mapping[str, tuple[str, ...]]:
    """Return the words of every digest of a story, found in the documents; skip where they are not here."""
    if not SOURCES.is_dir():
        pytest.skip(f"needs the documents in {SOURCES}")
    wanted: defaultdict[str, defaultdict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for bundle in shipped.bundles:
        for story in bundle.records_of(Story):
            for _, fact in story.facts():
                for one in fact.evidence:
                    wanted[bundle.source.key][one.words].add(one.sha256)
    found: dict[str, tuple[str, ...]] = {}
    for source, lengths in wanted.items():
        text = normalize((SOURCES / f"{source}.txt").read_text(encoding="utf-8"))
        for length, digests in lengths.items():
            for start in range(len(text) - length + 1):
                window = text[start : start + length]
                digest = hashlib.sha256(" ".join(window).encode()).hexdigest()
                if digest in digests:
                    found[digest] = tuple(window)
    return found


def list_evidence(fact: Claim, name: str) -> list[Evidence]:
    """Return the evidence that carries a value: that which names it, or names nothing."""
    return [
        one for one in fact.evidence if not one.values or any(value.partition("/")[0] == name for value in one.values)
    ]


def list_stated(fact: Claim, names: Iterable[str]) -> Iterator[tuple[str, Any]]:
    for name in names:
        if fact.certainty == "stated" and name in list_value_fields(type(fact)):
            for value in _values(fact, name):
                if fact.certainty_of(name) == "stated" and fact.certainty_of(f"{name}/{value}") == "stated":
                    yield name, value


def _values(fact: Claim, name: str) -> list[Any]:
    value = getattr(fact, list_value_fields(type(fact))[name])
    return value if isinstance(value, list) else [] if value is None else [value]


def says_place(quote: str, reference: str, given: Input) -> bool:
    """Say whether words name a place, in whole words, or the people of a country: Nigerian does not name Niger."""
    kind, _, key = reference.rpartition("/")
    place = given.gazetteer.localities[key] if kind == "locality" else given.gazetteer.territories[key]
    names = [" ".join(normalize(name)) for name in (place.name, *place.aliases)]
    return any(re.search(rf"\b{re.escape(name)}\b", quote) for name in (*names, OF_A_COUNTRY.get(key, names[0])))


def says_number(quote: str, value: Any) -> bool:
    quote = re.sub(r"(?<=[0-9]) (?=[0-9]{3}\b)", "", quote)
    for number in re.findall("[0-9]+", str(value)):
        options = {number, *WRITTEN.get(int(number), "").split()}
        if not options & set(quote.split()):
            return False
    return True


def test_the_words_carry_the_places_and_the_numbers(shipped: Input, words: Mapping[str, tuple[str, ...]]) -> None:
    left = []
    for where, _, fact in list_facts(shipped):
        for name, value in list_stated(fact, (*PLACES, *NUMBERS)):
            quote = " | ".join(" ".join(words[one.sha256]) for one in list_evidence(fact, name))
            said = says_place(quote, str(value), shipped) if name in PLACES else says_number(quote, value)
            if not said:
                left.append(f"{where}: {name}")
    assert left == []


@pytest.mark.parametrize(
    ("quote", "reference", "said"),
    [
        ("nineteen nigerian women", "NGA", True),
        ("nineteen nigerian women", "NER", False),
        ("she arrived in nairobi", "locality/ken-nairobi", True),
        ("she arrived in kenya", "locality/ken-nairobi", False),
        ("a man from oman", "country/OMN", True),
        ("a woman", "country/OMN", False),
    ],
)
def test_a_place_is_said_by_its_name(shipped: Input, quote: str, reference: str, said: bool) -> None:
    assert says_place(quote, reference, shipped) is said


@pytest.mark.parametrize(
    ("quote", "value", "said"),
    [("pay 3 000 for it", 3000, True), ("for two years", "P2Y", True), ("16 hours", 1, False), ("years", "P2Y", False)],
)
def test_a_number_is_said_in_digits_or_in_words(quote: str, value: object, said: bool) -> None:
    assert says_number(quote, value) is said
