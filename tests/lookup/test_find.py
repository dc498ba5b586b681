"""What is found by words: names before texts, in any language and case, with typing errors and word forms."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import Store

import survivorgraph
from survivorgraph.dataset import Dataset
from survivorgraph.errors import DatasetError, QuestionError
from survivorgraph.lookup.index import INDEX_FILE
from survivorgraph.lookup.kinds import KIND_ORDER, MEASURE, QUESTION


def list_keys(dataset: Dataset, words: str, most: int = 5) -> list[str]:
    return [hit.key for hit in dataset.find(words, limit=most).hits]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("UK", "country:GBR"),
        ("uk", "country:GBR"),
        ("Thialand", "country:THA"),
        ("thailand", "country:THA"),
        ("Myanmar", "country:MMR"),
        ("Népal", "country:NPL"),
        ("نيبال", "country:NPL"),
        ("尼泊尔", "country:NPL"),
        ("NPL", "country:NPL"),
        ("IOM", "organization:iom"),
        ("masser", "organization:fate"),
        ("SafeStep", "partnership:safestep"),
        ("Feba", "story:feba"),
        ("forced beging", "form:forced-begging"),
        ("Forced Labour", "form:forced-labor"),
        ("narcotics", "form:forced-drug-transport"),
        ("ritual", "means:belief-manipulation"),
        ("neighbour", "recruiter:neighbor"),
        ("Palermo Protocol", "instrument:un-tip-protocol"),
        ("Betweenness", "page:columns/betweenness"),
    ],
)
def test_the_first_hit(words: str, first: str, shipped: Dataset) -> None:
    assert list_keys(shipped, words)[0] == first


def test_letters_within_a_word_count_only_where_nothing_better_does(shipped: Dataset) -> None:
    assert "locality:khm-sihanoukville" not in list_keys(shipped, "UK", 100)
    assert list_keys(shipped, "hanoukvill") == ["story:woman-from-the-philippines", "locality:khm-sihanoukville"]
    assert shipped.find("hanoukvill").remarks == ()


def test_an_organization_finds_the_partnerships_in_which_it_takes_part(shipped: Dataset) -> None:
    hits = shipped.find("Quizrr", limit=100).hits
    found = {hit.key for hit in hits if hit.kind == "partnership"}
    taking_part = {
        str(row["partnership"]).rpartition("/")[2]
        for row in shipped.query(
            "SELECT ?partnership { ?partnership a sg:Partnership ; sg:hasParticipant organization:quizrr }"
        )
    }
    assert {f"partnership:{key}" for key in taking_part} <= found


def test_a_hit_says_why_it_matches_and_where_that_is_written(shipped: Dataset) -> None:
    (story,) = [hit for hit in shipped.find("domestic servitude Nepal").hits if hit.kind == "story"]
    assert (story.key, story.match) == ("story:feba", "linked to it")
    assert (story.source, story.section) == ("Trafficking in Persons Report, June 2023", "Box: Nepal—Kuwait")
    assert story.command == "survivorgraph about story:feba"
    country = shipped.find("Thailand").hits[0]
    assert (country.match, country.field, country.text) == ("the name", "name", "Thailand")
    assert (country.source, country.section) == ("", ""), "the names of countries are not those of a source"


def test_a_name_in_another_language_says_which(shipped: Dataset) -> None:
    assert shipped.find("نيبال").hits[0].field == "name (ar)"


def test_word_forms_are_found(small: Dataset) -> None:
    promised = small.find("tailors").hits
    assert [(hit.key, hit.field, hit.text) for hit in promised] == [
        ("story:lira", "promise", "Well-paid work as a tailor")
    ]


def test_typing_errors_are_said(shipped: Dataset) -> None:
    hits = shipped.find("Thialand", limit=1)
    assert hits.remarks == (
        "Nothing has the word 'thialand'; searched for what is nearly written so: thailand.",
        f"1 of {hits.total} hits are listed.",
    )
    assert hits.hits[0].match == "nearly written so"


def test_questions_and_measures_are_found_with_their_commands(shipped: Dataset) -> None:
    hits = {hit.key: hit for hit in shipped.find("duration", limit=50).hits}
    assert hits["question:durations-in-stories"].command == "survivorgraph ask durations-in-stories"
    kinds = {hit.kind for hit in shipped.find("corridors", limit=200).hits}
    assert {QUESTION, MEASURE} <= kinds


def test_what_has_only_some_of_the_words_is_said(small: Dataset) -> None:
    hits = small.find("tailor zzzzzz")
    assert hits.missing == ("zzzzzz",)
    assert hits.hits[0].match == "some of the words"
    assert "Nothing has, or nearly has, 'zzzzzz'." in hits.remarks
    assert small.find("zzzzzz").remarks == ("Nothing has, or nearly has, 'zzzzzz'.", "Nothing was found.")


def test_hits_are_narrowed_to_kinds_and_cut(shipped: Dataset) -> None:
    hits = shipped.find("Nepal", kinds=["story", "corridor"])
    assert {hit.kind for hit in hits.hits} == {"story", "corridor"}
    assert len(shipped.find("trafficking", limit=3).hits) == 3
    with pytest.raises(QuestionError, match="there is no kind 'stories'; kinds: country, story"):
        shipped.find("Nepal", kinds=["stories"])
    with pytest.raises(QuestionError, match="a number from 1 to 1,000; found 0"):
        shipped.find("Nepal", limit=0)


def test_hits_are_a_table(small: Dataset) -> None:
    hits = small.find("Lira")
    row = next(iter(hits))
    assert (row["key"], row["kind"], row["name"]) == ("story:lira", "story", "Lira")
    assert hits.to_csv().splitlines()[0] == "key,kind,name,match,field,text,source,section,command"
    assert "story:lira" in hits._repr_html_()
    assert hits.hits[0].to_dict()["key"] == "story:lira"


def test_every_kind_that_is_found_has_a_place_in_the_order(shipped: Dataset, built: Path) -> None:
    from survivorgraph.lookup.index import open_index

    kinds = {row[0] for row in open_index(built / INDEX_FILE).rows("SELECT DISTINCT kind FROM things")}
    assert kinds <= set(KIND_ORDER)
    assert {"country", "story", "concept", "class", "figure", "section"} <= kinds


def test_a_store_without_an_index_is_searched_alike(built_invented: Path, small: Dataset) -> None:
    store = Store.read_only(str(built_invented / "store"))
    hits = survivorgraph.open_dataset(store).find("Harbor")
    assert hits.rows == small.find("Harbor").rows
    assert hits.hits


def test_a_damaged_index_is_one_clear_error(built_invented: Path, tmp_path: Path) -> None:
    build = tmp_path / "build"
    shutil.copytree(built_invented, build)
    for content in (b"nothing of SQLite here" * 400, (build / INDEX_FILE).read_bytes()[:9000]):
        (build / INDEX_FILE).write_bytes(content)
        with pytest.raises(DatasetError, match=r"the search index cannot be read .*; build again"):
            survivorgraph.open_dataset(build).find("Lira")
    (build / INDEX_FILE).unlink()
    assert survivorgraph.open_dataset(build).find("Lira").hits[0].key == "story:lira"
