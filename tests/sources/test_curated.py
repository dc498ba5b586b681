"""Whatever is wrong with curated data is said in one message: file, line, field, what was found, what is allowed."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from survivorgraph.builds.inputs import check_input
from survivorgraph.errors import RecordError
from survivorgraph.schema import records
from survivorgraph.schema.bundles import Bundle
from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.vocabulary import Vocabulary
from survivorgraph.sources.curated import LISTS, TABLES, check_data, read_data

FOLDER = "lighthouse-almanac/"
LIRA = FOLDER + "stories/lira.yaml"
WEAVERS = FOLDER + "stories/seven-weavers.yaml"
ORGANIZATIONS = FOLDER + "organizations.yaml"
PARTNERSHIPS = FOLDER + "partnerships.yaml"
PEOPLE = FOLDER + "people.yaml"
OBSERVATIONS = FOLDER + "observations.yaml"
TIERS = FOLDER + "tiers.csv"
SHA = "a" * 64
SECOND_SOURCE = {
    "zephyr-gazette/source.yaml": "key: zephyr-gazette\ntitle: Z\nrights: R\nsections: [{key: s, title: S}]\n"
}
NOT_A_PLACE = "is not a country, area or locality of data/reference"
PLACE_ADVICE = "Write the name as it is there, or add an alias"
TIER_COLUMNS = (
    "the columns must be country, tier, year, section, words, sha256; certainty, note may come before section, "
    "and section_2, words_2, sha256_2 (up to _4) after sha256"
)
FILES = [*(f"{name}.yaml" for name in LISTS), *(f"{name}.csv" for name in TABLES)]
FREE_TEXTS = ("name", "description", "note", "promise", "title", "arrival_text", "departure_text", "place_text")


@dataclass(frozen=True)
class Bad:
    """Be one bad input: the file, what is changed in it, the message, and words of the line that it names."""

    file: str
    edit: tuple[str, str] | str | bytes
    message: str
    at: str | int | None = None
    more: dict[str, Any] = field(default_factory=dict)


def say_profile(**fields: str) -> str:
    """Write an organization of the second source."""
    given = {"key": "harbor-circle", "name": "Harbor Circle", "kind": "ngo", "description": "D"} | fields
    lines = [f"{name}: {value}" for name, value in given.items()]
    return "- " + "\n  ".join([*lines, f"evidence: [{{section: s, words: 5, sha256: {SHA}}}]"]) + "\n"


BAD = {
    "a typing error in a field name": Bad(
        LIRA,
        ("    hours_per_day: 16", "    hour_per_day: 16"),
        "exploitations.0.hour_per_day: unknown field, like hours_per_day; "
        "allowed: acts, certainty, duration, duration_bound, evidence, form, hours_bound, hours_per_day, means, "
        "narrative_order, note, order, organizations, place, place_text, sector, uncertain",
        "    hour_per_day: 16",
    ),
    "a concept that its scheme does not have": Bad(
        LIRA,
        ("stage: migration", "stage: migrating"),
        "legs.0.stage: 'migrating' is not a concept of the scheme 'stage'; "
        "allowed: exploitation, migration, onward, recruitment, return, transit",
        "stage: migrating",
    ),
    "a country that there is not": Bad(
        LIRA, ("    to: Kenya", "    to: Atlantis"), f"legs.2.to: 'Atlantis' {NOT_A_PLACE}. {PLACE_ADVICE}", 30
    ),
    "a country whose name is nearly right": Bad(
        ORGANIZATIONS,
        ("based_in: [Kenya]", "based_in: [Nigera]"),
        f"based_in.0: 'Nigera' {NOT_A_PLACE}; names that look like it: Nigeria, Niger. {PLACE_ADVICE}",
        "based_in: [Nigera]",
    ),
    "a country code, which YAML 1.1 would take for false": Bad(
        ORGANIZATIONS,
        ("based_in: [Kenya]", "based_in: [NO]"),
        f"based_in.0: 'NO' {NOT_A_PLACE}. {PLACE_ADVICE}",
        "based_in: [NO]",
    ),
    "the key NO": Bad(
        ORGANIZATIONS,
        ("key: night-ferry-line", "key: NO"),
        "key: a key is lower-case letters a to z and digits, in groups joined by hyphens: harbor-circle-2",
        "key: NO",
    ),
    "a sentence where a name belongs": Bad(
        LIRA,
        ("    to: Kenya", "    to: the house of an uncle who told Lira that nobody would ever find her there"),
        f"legs.2.to: text of 73 characters {NOT_A_PLACE}. {PLACE_ADVICE}",
        "the house of an uncle",
    ),
    "a fact without evidence": Bad(
        PEOPLE,
        ("      evidence: [", "      note: See above.\n    # ["),
        "roles.0.evidence: this field is missing",
        "    - kind: spokesperson",
    ),
    "a fact with a list of evidence that is empty": Bad(
        FOLDER + "actions.yaml",
        "- {key: a, name: A, by: [harbor-circle], kind: training, description: D, evidence: []}\n",
        "evidence: expected at least one (found a list that is empty)",
        1,
    ),
    "evidence of a section that its source does not have": Bad(
        PEOPLE,
        ("section: harbors", "section: havens"),
        "roles.0.evidence.0.section: 'havens' is not a section of this source; "
        "allowed: harbors, story-lira, story-weavers, tables",
        "section: havens",
    ),
    "a digest that is none": Bad(
        PEOPLE,
        ("sha256: ", "sha256: Z"),
        "roles.0.evidence.0.sha256: a SHA-256 is 64 characters from 0 to 9 and a to f; "
        "make it with 'survivorgraph cite'",
        "sha256: Z",
    ),
    "a digest of too many words": Bad(
        PEOPLE, ("words: 1", "words: 61"), "roles.0.evidence.0.words: expected at most 60 (found 613)", "words: 61"
    ),
    "a duration in words": Bad(
        LIRA,
        ("P1Y6M", "18 months"),
        "exploitations.0.duration: a duration is written in years, months and days: P6Y, P18M, P56D, P1Y6M",
        "18 months",
    ),
    "a currency in words": Bad(
        LIRA,
        ("currency: USD", "currency: dollars"),
        "payments.0.currency: a currency is its three capital letters of ISO 4217: USD",
        "currency: dollars",
    ),
    "an amount in words": Bad(
        LIRA, ('"250.50"', "many"), "payments.0.amount: expected a number (found text)", "amount: many"
    ),
    "a year in quotes": Bad(
        PEOPLE, ("year: 2019", 'year: "2019"'), "roles.0.year: expected a whole number (found text)", 'year: "2019"'
    ),
    "a year out of range": Bad(
        PEOPLE, ("year: 2019", "year: 19"), "roles.0.year: expected at least 1800 (found 19)", "year: 19"
    ),
    "a date, which YAML reads as one": Bad(
        FOLDER + "source.yaml",
        ('"2020-11"', "2020-11-01"),
        "issued: expected text; put it in quotes if it looks like something else (found a date)",
        "issued: 2020-11-01",
    ),
    "yes, which is a word in YAML 1.2": Bad(
        LIRA, ("pseudonym: true", "pseudonym: yes"), "pseudonym: expected true or false (found text)", "pseudonym: yes"
    ),
    "an inferred fact that does not say why": Bad(
        ORGANIZATIONS,
        ("  note: That a line is a company is inferred.\n", ""),
        "note: a fact that is inferred or ambiguous needs a note that says why",
        "- key: night-ferry-line",
    ),
    "an inferred participation that does not say why": Bad(
        PARTNERSHIPS,
        ("      note: Its officials were seen at the meeting; what they did there is not said.\n", ""),
        "participants.2.note: a fact that is inferred or ambiguous needs a note that says why",
        "    - organization: government-of-kenya",
    ),
    "a partnership with an organization twice": Bad(
        PARTNERSHIPS,
        ("organization: night-ferry-line", "organization: harbor-circle"),
        "participants: duplicate organization; each takes part once",
        "  participants:",
    ),
    "legs that stand in no order": Bad(
        LIRA,
        ("  - order: 3", "  - order: 2"),
        "legs: the orders rise from one to the next, and each is used once",
        "legs:",
    ),
    "a leg that ends nowhere": Bad(
        LIRA,
        ("    arrival_text: a port town that is not named\n", ""),
        "legs.0: a leg needs from (or departure_text) and to (or arrival_text)",
        16,
    ),
    "an origin that is left open and not ambiguous": Bad(
        WEAVERS, ("  certainty: ambiguous\n", ""), "origin: an origin names a country, or is ambiguous", "origin:"
    ),
    "several people in the account of one": Bad(
        LIRA,
        ("gender: woman", "people: 3\ngender: woman"),
        "people: an individual account is about one person",
        "people: 3",
    ),
    "a figure without a value": Bad(
        OBSERVATIONS,
        ("  value: 42\n", ""),
        "an observation has a value, or a bound in words such as 'hundreds'",
        "- key: crew-members-trained",
    ),
    "a reference without its kind": Bad(
        OBSERVATIONS,
        ("action/ferry-crew-training", "ferry-crew-training"),
        "about.0: a reference is written KIND/KEY: organization/harbor-circle, country/KEN",
        "  about:",
    ),
    "a reference to a record that is not there": Bad(
        FOLDER + "instruments.yaml",
        ("[harbor-circle]", "[harbour-circle]"),
        "adopted_by: there is no organization with the key 'harbour-circle'; add it, or correct the key",
        "- key: quiet-water-declaration",
    ),
    "help by an organization that is not there": Bad(
        LIRA,
        ("organizations: [harbor-circle]", "organizations: [harbour-circle]"),
        "assistances: there is no organization with the key 'harbour-circle'; add it, or correct the key",
        1,
    ),
    "a duplicate field": Bad(
        LIRA,
        ("gender: woman\n", "gender: woman\ngender: Lira ran at night\n"),
        "duplicate key: 'gender' was given before in this mapping; keep one",
        "gender: Lira ran",
    ),
    "a duplicate key of a story": Bad(
        WEAVERS,
        ("key: seven-weavers", "key: lira"),
        f"key: duplicate key 'lira'; the other story is in {LIRA}:1; keep one, or change it",
        1,
    ),
    "a country that is placed twice in one year": Bad(
        TIERS,
        ("Lebanon,tier-3", "Kenya,tier-3"),
        f"country: duplicate key '2020-KEN'; the other tier-placement is in {TIERS}:2; keep one, or change it",
        "Kenya,tier-3",
    ),
    "YAML with a bracket left open": Bad(
        LIRA, ("gender: woman", "gender: [woman"), "this is not YAML: did not find expected ',' or ']'", 5
    ),
    "YAML with a tab": Bad(
        LIRA,
        ("gender: woman", "\tgender: woman"),
        "this is not YAML: found a tab character that violates indentation",
        "\tgender",
    ),
    "YAML with a colon in a text": Bad(
        LIRA,
        ("gender: woman", "gender: woman: Lira ran at night"),
        "this is not YAML: mapping values are not allowed in this context",
        "Lira ran",
    ),
    "YAML with a character that nobody sees": Bad(
        LIRA, ("gender: woman", "gender: wom\x00an"), "this is not YAML: it holds a character that cannot be printed"
    ),
    "YAML that holds itself": Bad(
        ORGANIZATIONS,
        "- &a\n  key: *a\n",
        "anchors and aliases (& and *) are not read; write the value out, or put it in quotes",
        1,
    ),
    "YAML whose value does not fit its tag": Bad(
        LIRA,
        ("gender: woman", "gender: !!int woman"),
        "tags (!) are not read; leave the tag out, or put the value in quotes",
        "gender: !!int",
    ),
    "an alias bomb": Bad(
        LIRA,
        "a: &a [x, x]\nb: &b [*a, *a]\n",
        "anchors and aliases (& and *) are not read; write the value out, or put it in quotes",
        1,
    ),
    "a number of 4,000 digits": Bad(
        LIRA,
        ("years: 24", f"years: 0x{'f' * 4000}"),
        "a number of 4002 characters; put it in quotes if it is text",
        "years: 0x",
    ),
    "lists in lists in lists": Bad(
        LIRA, ("gender: woman", f"gender: {'[' * 5000}"), "lists and mappings are nested more than 32 deep", 4
    ),
    "a file that is too large": Bad(
        ORGANIZATIONS, "# words\n" * 600_000, "this file is larger than 4 MB; split it"
    ),
    "a language that is no language tag": Bad(
        FOLDER + "source.yaml",
        ("language: en", "language: de_DE"),
        "language: a language is its tag of BCP 47, with hyphens: en, fr, pt-BR",
        "language: de_DE",
    ),
    "a text that steers a terminal": Bad(
        LIRA,
        ("arrival_text: a port town that is not named", 'arrival_text: "a port\\e[2J town"'),
        "legs.0.arrival_text: the character U+001B does not show and is not allowed in a text; remove it",
        "arrival_text: \"a port",
    ),
    "a text that turns the direction": Bad(
        LIRA,
        ("arrival_text: a port town that is not named", "arrival_text: a port \u202e town"),
        "legs.0.arrival_text: the character U+202E does not show and is not allowed in a text; remove it",
        "arrival_text: a port",
    ),
    "a cell that turns the direction": Bad(
        TIERS,
        "country,tier,year,certainty,note,section,words,sha256\n"
        f"Kenya,tier-2,2020,inferred,so \u2066it is,tables,8,{SHA}\n",
        "note: the character U+2066 does not show and is not allowed in a text; remove it",
        2,
    ),
    "two documents in a file": Bad(
        WEAVERS,
        ("key: seven-weavers", "key: a\n---\nkey: seven-weavers"),
        "a file holds one YAML document (found another after ---)",
        "---",
    ),
    "a list where one record belongs": Bad(
        WEAVERS, "- key: a\n", "expected one record, a mapping of fields (found something else)", 1
    ),
    "one record where a list belongs": Bad(
        ORGANIZATIONS, "key: a\n", "expected a list of records (found a mapping)", 1
    ),
    "a file with nothing in it": Bad(ORGANIZATIONS, "", "expected a list of records (found nothing)", 1),
    "a list of words": Bad(ORGANIZATIONS, "- harbor\n", "expected a mapping of fields (found text)", 1),
    "YAML that is not UTF-8": Bad(
        LIRA, "key: a\nname: L\u00edra\n".encode("latin-1"), "this is not UTF-8 text; save it as UTF-8", 2
    ),
    "a table that is not UTF-8": Bad(
        TIERS, "country,tier\nT\u00fcrkiye,tier-1\n".encode("latin-1"), "this is not UTF-8 text; save it as UTF-8", 2
    ),
    "a table with a wrong column": Bad(TIERS, ("country,tier,", "country,tiers,"), TIER_COLUMNS, 1),
    "a table with nothing in it": Bad(TIERS, "", TIER_COLUMNS, 1),
    "a row with a cell too many": Bad(
        TIERS,
        ("tier-2,2020,", "tier-2,2020,2020,"),
        "7 cells where 6 are expected; quote a cell with a comma",
        "tier-2,2020,2020",
    ),
    "a row with a cell that does not fit": Bad(
        TIERS, ("tier-2,2020,", "tier-2,last,"), "year: expected a whole number (found text)", "tier-2,last"
    ),
    "a row with a digest that is none": Bad(
        TIERS,
        ("tier-2,2020,tables,8,", "tier-2,2020,tables,8,x"),
        "sha256: a SHA-256 is 64 characters from 0 to 9 and a to f; make it with 'survivorgraph cite'",
        "tables,8,x",
    ),
    "a file that nobody knows": Bad(
        FOLDER + "rumors.yaml",
        "- key: a\n",
        f"unknown file; a source folder holds source.yaml, stories/KEY.yaml, {', '.join(FILES)}",
    ),
    "a file of no source": Bad(
        "rumors.csv", "a,b\n", "this file belongs to no source; move it into the folder of its source"
    ),
    "a source whose key is not its folder": Bad(
        FOLDER + "source.yaml",
        ("key: lighthouse-almanac", "key: almanac"),
        "key: the key is 'almanac' but the folder is 'lighthouse-almanac'; make them the same",
        1,
    ),
    "an organization with another name in another source": Bad(
        "zephyr-gazette/organizations.yaml",
        say_profile(name="Harbour Ring"),
        f"name: the organization has another name in {ORGANIZATIONS}:7; choose one, and make the other an alias",
        1,
        more=SECOND_SOURCE,
    ),
    "an organization of another kind in another source": Bad(
        "zephyr-gazette/organizations.yaml",
        say_profile(kind="company"),
        f"kind: 'company' here but 'ngo' in {ORGANIZATIONS}:7; it has one kind in all sources",
        1,
        more=SECOND_SOURCE,
    ),
    "an organization twice in another source": Bad(
        "zephyr-gazette/organizations.yaml",
        say_profile() * 2,
        "key: duplicate key 'harbor-circle'; the other organization is in zephyr-gazette/organizations.yaml:1; "
        "keep one, or change it",
        6,
        more=SECOND_SOURCE,
    ),
}  # fmt: skip


Check = Callable[[Path], list[RecordError]]
Read = Callable[[Path], list[Bundle]]


@pytest.fixture
def check(vocabulary: Vocabulary, gazetteer: Gazetteer) -> Check:
    """Return a function that lists the problems of a data folder."""
    return lambda folder: check_data(folder, vocabulary=vocabulary, gazetteer=gazetteer)[1]


@pytest.fixture
def read(vocabulary: Vocabulary, gazetteer: Gazetteer) -> Read:
    """Return a function that reads a data folder."""
    return lambda folder: read_data(folder, vocabulary=vocabulary, gazetteer=gazetteer)


@pytest.fixture(scope="module")
def free_texts(invented: Path) -> set[str]:
    """List what the invented records say in words of their own, and what is added to them here."""

    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (value for key, value in node.items() if key in FREE_TEXTS)
        for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
            yield from walk(child)

    texts = {text for file in invented.rglob("*.yaml") for text in walk(yaml.safe_load(file.read_bytes()))}
    assert len(texts) > 30
    return {*texts, "Harbour Ring", "ran at night", "uncle"}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_what_is_wrong_is_said_in_one_message_without_free_text(
    bad: Bad, check: Check, free_texts: set[str], make_data: Callable[..., Path]
) -> None:
    folder = make_data({bad.file: bad.edit, **bad.more})
    (problem,) = check(folder)
    place = f"{bad.file}:{find_line(folder / bad.file, bad.at)}" if bad.at else bad.file
    assert str(problem).replace(f"{folder}/", "") == f"{place}: {bad.message}"
    assert not [text for text in free_texts if text in str(problem)]


def find_line(file: Path, at: str | int | None) -> int:
    """Return the number of the one line that holds some words."""
    if isinstance(at, int):
        return at
    (line,) = (number for number, text in enumerate(file.read_text(encoding="utf-8").split("\n"), 1) if str(at) in text)
    return line


def test_good_data_are_read_with_the_place_of_every_record(invented: Path, read: Read) -> None:
    (bundle,) = read(invented)
    assert [story.key for story in bundle.records_of(records.Story)] == ["lira", "seven-weavers"]
    circle = bundle.records_of(records.Organization)[1]
    assert bundle.where[id(circle)] == (invented / ORGANIZATIONS, 7)
    assert bundle.where[id(bundle.records_of(records.TierPlacement)[1])] == (invented / TIERS, 3)


def test_a_misspelt_field_is_named_before_the_field_that_is_missing(
    check: Check, make_data: Callable[..., Path]
) -> None:
    problems = check(make_data({LIRA: ("gender: woman", "gendr: woman")}))
    assert [problem.field for problem in problems] == ["gendr", "gender"]


def test_the_first_problem_says_how_many_more_there_are(read: Read, make_data: Callable[..., Path]) -> None:
    edits = {LIRA: ("gender: woman", "gender: x"), PEOPLE: ("year: 2019", "year: 1"), TIERS: ("tier-2", "tier-9")}
    with pytest.raises(RecordError, match=r"\(and 2 more: 'survivorgraph check --data .+' lists them\)$") as caught:
        read(make_data(edits))
    assert (Path(caught.value.file).name, caught.value.line, caught.value.field) == ("people.yaml", 9, "roles.0.year")


def test_references_are_looked_at_once_all_records_can_be_read(check: Check, make_data: Callable[..., Path]) -> None:
    organizations = "- {key: harbor-circle, name: N, kind: ngo}\n"
    problems = check(make_data({ORGANIZATIONS: organizations}))
    assert {problem.field for problem in problems} == {"description", "evidence"}


def test_a_folder_without_a_source_is_named(check: Check, make_data: Callable[..., Path]) -> None:
    folder = make_data({"zephyr-gazette/organizations.yaml": say_profile()})
    (problem,) = check(folder)
    assert str(problem) == f"{folder / 'zephyr-gazette'}: a source folder needs a source.yaml"


@pytest.mark.parametrize(
    ("name", "message"),
    [("nowhere", "there is no such folder"), ("", "there is no source in this folder")],
)
def test_a_data_folder_without_sources_is_an_error(name: str, message: str, read: Read, tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=message):
        read(tmp_path / name)


def test_words_for_people_and_hidden_files_are_left_alone(read: Read, make_data: Callable[..., Path]) -> None:
    folder = make_data(
        {"README.md": "x", FOLDER + "README.md": "x", FOLDER + ".draft.yaml": "x", ".git/source.yaml": "x"}
    )
    assert read(folder)[0].source.key == "lighthouse-almanac"


def test_a_row_of_a_table_may_have_further_evidence(read: Read, make_data: Callable[..., Path]) -> None:
    head = "country,tier,year,section,words,sha256,section_2,words_2,sha256_2"
    rows = [f"Kenya,tier-2,2020,tables,8,{SHA},tables,3,{'b' * 64}", f"Lebanon,tier-3,2020,tables,8,{SHA},,,"]
    [bundle] = read(make_data({TIERS: "\n".join([head, *rows]) + "\n"}))
    placed = bundle.records_of(records.TierPlacement)
    assert [[(one.words, one.sha256) for one in tier.evidence] for tier in placed] == [
        [(8, SHA), (3, "b" * 64)],
        [(8, SHA)],
    ]


@pytest.mark.parametrize(
    ("cells", "column"),
    [(f"tables,2,{'b' * 64}", "words_2"), (f"nowhere,3,{'b' * 64}", "section_2"), ("tables,3,", "sha256_2")],
)
def test_what_is_wrong_with_further_evidence_is_said_by_its_column(
    cells: str, column: str, check: Check, make_data: Callable[..., Path]
) -> None:
    head = "country,tier,year,section,words,sha256,section_2,words_2,sha256_2"
    [problem] = check(make_data({TIERS: f"{head}\nKenya,tier-2,2020,tables,8,{SHA},{cells}\n"}))
    assert problem.field == column
    assert problem.line == 2


def test_a_byte_order_mark_does_no_harm(invented: Path, read: Read, make_data: Callable[..., Path]) -> None:
    marked = {name: b"\xef\xbb\xbf" + (invented / name).read_bytes() for name in (LIRA, TIERS, ORGANIZATIONS)}
    (bundle,) = read(make_data(marked))
    assert len(bundle.records_of(records.Story)) == len(bundle.records_of(records.TierPlacement)) == 2


def test_no_is_a_word_and_names_a_key(read: Read, make_data: Callable[..., Path]) -> None:
    (bundle,) = read(make_data({FOLDER + "instruments.yaml": ("key: quiet-water-declaration", "key: no")}))
    assert bundle.records_of(records.Instrument)[0].key == "no"


def test_the_parts_of_a_list_may_stand_in_files_of_their_own(read: Read, make_data: Callable[..., Path]) -> None:
    name = FOLDER + "organizations-islands.yaml"
    more = say_profile(key="isle-watch", name="Isle Watch").replace("section: s", "section: harbors")
    (bundle,) = read(make_data({name: more}))
    assert "isle-watch" in {organization.key for organization in bundle.records_of(records.Organization)}


def test_an_organization_of_two_sources_is_one(read: Read, make_data: Callable[..., Path]) -> None:
    folder = make_data({**SECOND_SOURCE, "zephyr-gazette/organizations.yaml": say_profile()})
    first, second = read(folder)
    assert second.records_of(records.Organization)[0].key in {one.key for one in first.records_of(records.Organization)}


def test_the_shipped_data_have_no_problem() -> None:
    given, problems = check_input()
    assert not [str(problem) for problem in problems]
    assert [bundle.source.key for bundle in given.bundles] == [
        "a21-2024", "awareness-article", "overview-article", "resource-list", "tip-2023",
    ]  # fmt: skip


def test_the_joiners_that_scripts_need_are_kept(check: Check, make_data: Callable[..., Path]) -> None:
    text = "arrival_text: \u06a9\u062a\u0627\u0628\u200c\u0647\u0627 \u0915\u094d\u200d\u0937"
    assert check(make_data({LIRA: ("arrival_text: a port town that is not named", text)})) == []


def test_a_file_of_another_kind_is_not_a_problem_for_every_row(check: Check, make_data: Callable[..., Path]) -> None:
    problems = check(make_data({ORGANIZATIONS: "- a\n" * 10_000}))
    assert (len(problems), str(problems[-1].problem)) == (201, "more than 200 problems; the rest is not read")


def make_pipe(path: Path) -> None:
    os.mkfifo(path)


UNREADABLE: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "a link to nothing": (WEAVERS, lambda path: path.symlink_to("gone.yaml"), "this link leads to nothing"),
    "a link to itself": (WEAVERS, lambda path: path.symlink_to(path.name), "this link leads in a circle"),
    "a folder named like a record": (WEAVERS, Path.mkdir, "this is a folder, where a file belongs"),
    "a named pipe": (WEAVERS, make_pipe, "this is a named pipe"),
    "a device": (WEAVERS, lambda path: path.symlink_to("/dev/zero"), "this is a device"),
    "a folder that holds itself": (FOLDER + "more", lambda path: path.symlink_to("."), "this link leads in a circle"),
    "stories in a link to nothing": (FOLDER + "stories", lambda path: path.symlink_to("gone"), "leads to nothing"),
    "a source that is a link to nothing": ("other", lambda path: path.symlink_to("gone"), "leads to nothing"),
    "a source file that is a link to nothing": (
        FOLDER + "source.yaml", lambda path: path.symlink_to("gone"), "leads to nothing"
    ),
    "a source file that is a pipe": (FOLDER + "source.yaml", make_pipe, "this is a named pipe"),
    "places in a link to nothing": ("reference", lambda path: path.symlink_to("gone"), "leads to nothing"),
}  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are made otherwise elsewhere")
@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_named_and_not_passed_over(
    case: str, check: Check, make_data: Callable[..., Path]
) -> None:
    name, make, said = UNREADABLE[case]
    folder = make_data()
    path = folder / name
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    make(path)
    problems = check(folder)
    assert [problem.file for problem in problems if said in problem.problem] == [str(path)]


@pytest.mark.skipif(os.name != "posix", reason="links are made otherwise elsewhere")
def test_links_that_lead_somewhere_are_followed(read: Read, make_data: Callable[..., Path]) -> None:
    folder = make_data()
    stories = folder / FOLDER / "stories"
    stories.rename(folder.parent / "elsewhere")
    stories.symlink_to(folder.parent / "elsewhere")
    (bundle,) = read(folder)
    assert [story.key for story in bundle.records_of(records.Story)] == ["lira", "seven-weavers"]


def test_a_folder_that_may_not_be_read_is_a_problem(
    check: Check, make_data: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_data()
    list_entries = Path.iterdir

    def refuse(path: Path) -> Iterator[Path]:
        if path.name == "stories":
            raise PermissionError(errno.EACCES, "Permission denied")
        return list_entries(path)

    monkeypatch.setattr(Path, "iterdir", refuse)
    (problem,) = check(folder)
    assert str(problem) == f"{folder / FOLDER / 'stories'}: this may not be read; change its permissions"
