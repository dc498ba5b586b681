"""Named questions: found by name or key, with typed parameters, and clear errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from survivorgraph.errors import QuestionError
from survivorgraph.store.dataset import Dataset, open_dataset
from survivorgraph.store.parameters import Parameter
from survivorgraph.store.query_text import read_query
from survivorgraph.store.questions import (
    describe_question,
    describe_questions,
    find_question,
    get_question,
    list_questions,
    read_columns,
    read_question,
)

ID = "https://w3id.org/survivorgraph/id/"
CONCEPT = "https://w3id.org/survivorgraph/concept/"
STORIES = """# title: Which stories come from a country?
# answers: Z01
# answers: Z02 with country=Norway year=2020
# param country: country, default Kenya — from where
# param year: year — when
# columns: story, year
# column year: the year of the story
# note: One note,
# note: in two lines.
SELECT ?story ?year { ?story sg:originatesIn ?country OPTIONAL { ?story sg:year ?year } }
"""
PEOPLE = f"""
@prefix sg: <https://w3id.org/survivorgraph/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix id: <{ID}> . @prefix e: <https://example.org/> .
e:g {{
  <{ID}story/lira> a sg:Story ; rdfs:label "Lira"@en ; sg:originatesIn <{ID}country/KEN> .
  <{ID}story/amina> a sg:Story ; rdfs:label "Amina O’Neil"@en .
  <{ID}organization/harbor> a sg:Organization ; rdfs:label "Harbor Institute"@en ; skos:altLabel "HI"@en .
  <{ID}organization/high> a sg:Organization ; rdfs:label "High Ground"@en ; skos:altLabel "HI"@en .
}}
"""


@pytest.fixture
def dataset() -> Dataset:
    store = Store()
    store.load(PEOPLE, format=RdfFormat.TRIG)
    return open_dataset(store)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "stories-from-a-country.rq").write_text(STORIES, encoding="utf-8")
    return tmp_path


# Files


def test_a_question_is_its_file(folder: Path) -> None:
    (question,) = list_questions(folder)
    assert question.name == "stories-from-a-country"
    assert question.title == "Which stories come from a country?"
    assert question.answers == {"Z01": {}, "Z02": {"country": "Norway", "year": "2020"}}
    assert question.params == (
        Parameter("country", "country", "from where", "Kenya"),
        Parameter("year", "year", "when"),
    )
    assert (question.columns, question.note) == (("story", "year"), "One note, in two lines.")
    assert question.sparql == STORIES


@pytest.mark.parametrize(
    "text", ["SELECT * { ?s a <urn:x/y> }", "ask{?s ?p ?o}", "prefix x: <urn:x>\nDESCRIBE x:y", "select*{?s ?p ?o}"]
)
def test_a_name_that_begins_as_a_query_is_the_query(text: str) -> None:
    assert read_question(text).sparql == text


@pytest.mark.parametrize("name", ["stories-from-a-country", "Stories-From-A-Country", "Z01", "z01 "])
def test_a_question_is_found_by_name_or_key_in_any_case(name: str, folder: Path) -> None:
    assert find_question(name, folder) == list_questions(folder)[0].preset("Z01")


def test_a_key_stands_for_its_parameters(folder: Path, dataset: Dataset) -> None:
    assert get_question("z02", folder).bind({}, dataset) == {
        "country": NamedNode(ID + "country/NOR"),
        "year": Literal(2020),
    }
    assert get_question("z02", folder).bind({"country": "KEN"}, dataset)["country"] == NamedNode(ID + "country/KEN")


def test_a_question_that_is_not_there_is_said_to_be_missing(folder: Path) -> None:
    assert find_question("stories", folder) is None
    with pytest.raises(
        QuestionError, match="no question 'stories-of-a-country'; names like it: stories-from-a-country"
    ):
        get_question("stories-of-a-country", folder)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("untitled", "SELECT * { ?s ?p ?o }", "question 'untitled' has no title"),
        ("odd", "# title: Odd?\n# colour: red\nASK {}", "line 2: 'colour' is no header line; allowed: title, columns"),
        ("odd", "# title: Odd?\n# param x: country, perhaps\nASK {}", "line 2: a parameter is written"),
        ("odd", "# title: Odd?\n# answers: Q1 with x\nASK {}", "line 2: a key is written 'with NAME=VALUE'; found 'x'"),
        (
            "odd",
            "# title: Odd?\n# columns: a\n# column b: what\nASK {}",
            "'# column b: …' is about no column; it has: a",
        ),
        ("other", "# title: Other?\n# answers: z01\nASK {}", "both claim 'Z01'|both claim 'z01'"),
        ("z01", "# title: Other?\nASK {}", "both claim"),
    ],
)
def test_a_broken_question_file_is_said_to_be_broken(name: str, text: str, said: str, folder: Path) -> None:
    (folder / f"{name}.rq").write_text(text, encoding="utf-8")
    with pytest.raises(QuestionError, match=said):
        list_questions(folder)


def test_a_query_of_ones_own_needs_no_header(tmp_path: Path) -> None:
    text = "# My own query: whatever\nSELECT * { ?s ?p ?o }"
    (tmp_path / "own.rq").write_text(text)
    assert read_question(str(tmp_path / "own.rq")).sparql == text
    assert read_question("-", text=text).params == ()
    with pytest.raises(QuestionError, match=r"other\.rq cannot be read: No such file"):
        read_question(str(tmp_path / "other.rq"))
    (tmp_path / "latin.rq").write_bytes("# café".encode("latin-1"))
    with pytest.raises(QuestionError, match=r"latin\.rq is not UTF-8"):
        read_question(str(tmp_path / "latin.rq"))


def test_the_description_shows_name_keys_title_and_parameters(folder: Path) -> None:
    assert describe_questions(folder) == (
        "stories-from-a-country\n"
        "    Which stories come from a country?\n"
        "    --param country: country, default Kenya — from where\n"
        "    --param year: year, any unless given — when\n"
        "    Z01 asks it\n"
        "    Z02 asks it with country=Norway, year=2020\n"
        "    Note: One note, in two lines.\n"
    )


def test_a_question_alone_is_described_with_its_columns(folder: Path) -> None:
    (question,) = list_questions(folder)
    assert describe_question(question, has_columns=True).endswith(
        "    Columns:\n      story: the story\n      year: the year of the story\n"
    )


def test_no_column_is_described_that_no_question_has() -> None:
    assert set(read_columns()) == {name for question in list_questions() for name in question.columns}


# Parameters


def test_a_question_is_asked_with_keys_or_names(folder: Path, dataset: Dataset) -> None:
    question = get_question("Z01", folder)
    assert dataset.ask(question).get_column("story") == [ID + "story/lira"]
    assert len(dataset.ask(question, country="Norway")) == 0


@pytest.mark.parametrize(
    ("kind", "value", "term"),
    [
        ("country", "Burma", ID + "country/MMR"),
        ("country", "Myanmar", ID + "country/MMR"),
        ("country", "mmr", ID + "country/MMR"),
        ("country", "country/MMR", ID + "country/MMR"),
        ("country", ID + "country/MMR", ID + "country/MMR"),
        ("form", "forced-labor", CONCEPT + "form/forced-labor"),
        ("form", "form/forced-labor", CONCEPT + "form/forced-labor"),
        ("form", "Forced Labor", CONCEPT + "form/forced-labor"),
        ("story", "lira", ID + "story/lira"),
        ("story", "AMINA o'neil", ID + "story/amina"),
        ("story", "story/amina", ID + "story/amina"),
        ("organization", "Harbor institute", ID + "organization/harbor"),
        ("resource", "story/lira", ID + "story/lira"),
        ("resource", "form/forced-labor", CONCEPT + "form/forced-labor"),
        ("resource", "https://example.org/x", "https://example.org/x"),
        ("resource", "LIRA", f"{ID}story/lira"),
        ("story", "Story:LIRA", f"{ID}story/lira"),
        ("form", "FORCED-labor", f"{CONCEPT}form/forced-labor"),
    ],
)
def test_a_value_is_a_key_a_name_or_an_iri(kind: str, value: str, term: str, dataset: Dataset) -> None:
    assert Parameter("it", kind).read(value, dataset) == NamedNode(term)


def test_numbers_and_texts_are_literals(dataset: Dataset) -> None:
    assert Parameter("it", "year").read("2023", dataset) == Literal(2023)
    assert Parameter("it", "integer").read(-4, dataset) == Literal(-4)
    assert Parameter("it", "text").read("a \"b' c", dataset) == Literal("a \"b' c")


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("country", "Nigera", "found 'Nigera', expected the name or ISO 3166 code of a country or area; .*Niger"),
        ("country", "Korea", "found 'Korea'"),
        ("form", "slavery", "found 'slavery', expected one of: child-sex-trafficking, "),
        ("colour", "red", "'colour' is neither a kind of value nor a concept scheme"),
        ("story", "nobody", "expected a key or name of the kind story: amina, lira"),
        ("story", "lyra", "expected a key or name of the kind story, of which there are 2; like it: lira"),
        ("form", "family-member", r"\(family-member is recruiter:family-member\)"),
        ("form", "narcotics-transport", "; like it: forced-drug-transport"),
        ("resource", "hi", "it is the name of organization:harbor, organization:high: give one of them"),
        ("organization", "HI", "it is one of harbor, high: give the key"),
        ("year", "23", "expected a year such as 2023"),
        ("year", "٢٠٢٣", "expected a year such as 2023"),
        ("integer", "1.5", "expected a whole number"),
        ("resource", "nobody", "expected the key or name of a resource, as kind:key, such as story:KEY, or an IRI"),
        ("resource", "https://example.org/> } #", "expected the key or name of a resource, as kind:key"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(kind: str, value: str, said: str, dataset: Dataset) -> None:
    with pytest.raises(QuestionError, match=f"parameter 'it': .*{said}"):
        Parameter("it", kind).read(value, dataset)


def test_an_error_names_question_and_parameter(folder: Path, dataset: Dataset) -> None:
    question = get_question("Z01", folder)
    with pytest.raises(QuestionError, match="'stories-from-a-country' has no parameter 'form'; it has: country, year"):
        dataset.ask(question, form="forced-labor")
    with pytest.raises(QuestionError, match="question 'stories-from-a-country', parameter 'year': found 'x'"):
        dataset.ask(question, year="x")
    with pytest.raises(QuestionError, match="needs the parameter organization: organization, required"):
        dataset.ask("partners-of-an-organization")


def test_several_values_in_one_cell_are_sorted(tmp_path: Path, dataset: Dataset) -> None:
    text = (
        'SELECT (GROUP_CONCAT(DISTINCT ?x; SEPARATOR="; ") AS ?names) ("b a" AS ?text) (MAX(?n) AS ?most) '
        "{ VALUES (?x ?n) { ('b c' 1) ('a' 2) ('c' 3) } }"
    )
    assert dataset.ask(read_question("-", text=text)).rows == [("a; b c; c", "b a", 3)]


# The shipped questions


@pytest.mark.parametrize("question", list_questions(), ids=lambda question: question.name)
def test_a_shipped_question_is_plain_and_whole(question: object) -> None:
    found = find_question(str(getattr(question, "name", "")))
    assert found is not None
    query = read_query(found.sparql)
    assert query.undeclared == (), "every prefix is declared, so that the file can be run anywhere"
    assert query.is_ordered
    assert query.form == "SELECT"
    assert {param.name for param in found.params} <= query.variables
    assert found.title.endswith("?")
    assert {"source", "section", "digest"} <= set(found.columns)
    assert [name for name, text in found.describe_columns().items() if not text] == [], "say it in columns.yaml"
    for preset in found.answers.values():
        assert set(preset) <= {param.name for param in found.params}
