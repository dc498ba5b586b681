"""An empty answer says why: an unknown term, a value of another kind, patterns that meet nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import survivorgraph
from survivorgraph.store.dataset import Dataset, open_dataset
from survivorgraph.store.nearest import find_nearest


@pytest.fixture(scope="module")
def dataset(built: Path) -> Dataset:
    return open_dataset(built)


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        (
            "?x sg:hasForm form:forced-beging",
            "there is no form:forced-beging in this dataset; like it: form:forced-begging, form:forced-marriage, "
            "form:forced-adoption",
        ),
        (
            "?x sg:hasOutcome/sg:hasKind outcome:settled-elsewher",
            "there is no outcome:settled-elsewher in this dataset; like it: outcome:settled-elsewhere",
        ),
        (
            "organization:tat ?p ?o",
            "there is no organization:tat in this dataset; like it: organization:tech-against-trafficking",
        ),
        ("country:np ?p ?o", "there is no country:np in this dataset; like it: country:NPL"),
        (
            "organization:feba ?p ?o",
            "there is no organization:feba in this dataset; like it: origin:feba, story:feba, organization:fatf, "
            "organization:fate",
        ),
        ('?x sg:region "Africa"', 'sg:region has no "Africa", but "Africa"@en; write it so'),
        ('?x sg:region "africa"@en', 'sg:region has no "africa"@en, but "Africa"@en; write it so'),
        ('?x rdfs:label "Fate"', 'rdfs:label has no "Fate", but "Fate"@en; write it so'),
        (
            "?x sg:region region:africa",
            'no sg:region is region:africa; its values are such as "Africa"@en, "Americas"@en, "Antarctica"@en',
        ),
        ('?x sg:year "2022"', 'sg:year has no "2022", but 2022; write it so'),
        ('?x sg:year ?year FILTER(?year = "2022")', '?year has no "2022", but 2022; write it so'),
        (
            "?x a sg:Story ; sg:hasParticipation ?y",
            "no sg:Story has sg:hasParticipation; what has it is: sg:Partnership",
        ),
        ("?x sg:hasLeg ?y . ?y a sg:Story", "no value of sg:hasLeg is a sg:Story; the values are: sg:Leg"),
        ("?x a sg:Stroy", "sg:Stroy is no term of the ontology; like it: sg:Story"),
        ("?x a sg:Story ; sg:form ?y", "sg:form is no term of the ontology; like it: sg:hasForm"),
        ("?x sg:peopleCount -1", "no sg:peopleCount is -1; its values are such as 1"),
        (
            "?x a sg:Story FILTER NOT EXISTS { ?x a sg:Story }",
            "the patterns have matches; FILTER leaves none of them",
        ),
        (
            "story:feba sg:hasLeg ?x . ?x sg:arrivesIn ?y . story:jamshid sg:hasLeg ?x",
            "'story:feba sg:hasLeg ?x' and 'story:jamshid sg:hasLeg ?x' have matches, but none in common",
        ),
        ("?x sg:hasLeg ?y OPTIONAL { ?y sg:nope ?z } FILTER(BOUND(?z))", "sg:nope is no term of the ontology"),
    ],
)
def test_an_empty_answer_says_why(pattern: str, reason: str, dataset: Dataset) -> None:
    query = f"SELECT * {{ {pattern} }}"
    assert not dataset.rows(query).rows
    found = dataset.explain_empty(query)
    assert any(one == reason or one.startswith(f"{reason}; like it") for one in found), found


@pytest.mark.parametrize(
    ("question", "values", "reason"),
    [
        (
            "numbers-by-source",
            {"about": "action/a21-impact-reports-2023"},
            "there are rows for what is linked to action:a21-impact-reports-2023: organization:a21",
        ),
        (
            "recruitment-in-stories",
            {"recruiter": "acquaintance"},
            "with channel=friends-or-acquaintances instead of recruiter=acquaintance there are",
        ),
        (
            "outcomes-of-stories",
            {"story": "sonith", "outcome": "settled-elsewhere"},
            "without story=sonith there is 1 row, with story story:kali",
        ),
        ("tier-of-a-country", {"country": "Nepal", "year": 1990}, "without year=1990 there is 1 row, with year 2023"),
        ("evidence-of-a-resource", {"resource": "transit/x"}, "there is no transit:x in this dataset"),
    ],
)
def test_a_question_without_rows_says_what_there_is_instead(
    question: str, values: dict[str, object], reason: str, dataset: Dataset
) -> None:
    assert not dataset.ask(question, **values).rows
    found = dataset.explain_empty(question, **values)
    assert any(one.startswith(reason) for one in found), found


def test_the_remarks_are_in_the_answer_of_the_front_door(built: Path) -> None:
    dataset = survivorgraph.open_dataset(built)
    answer = dataset.query('SELECT * { ?x sg:region "Africa" }')
    assert answer.remarks == ("no rows", 'sg:region has no "Africa", but "Africa"@en; write it so')
    assert "write it so" in answer._repr_html_()
    assert dataset.ask("stories").remarks[0].startswith("A heading is kept as it is printed")
    assert (
        "without story=sonith"
        in dataset.ask("outcomes-of-stories", story="sonith", outcome="settled-elsewhere").caption
    )


def test_names_that_are_nearest_begin_with_those_that_contain_it() -> None:
    known = ["pathfinders-justice-initiative", "pathways", "finder", "x"]
    assert find_nearest("pathfinders", known) == ["pathfinders-justice-initiative", "finder", "pathways"]
    assert find_nearest("qqqq", known) == []


@pytest.mark.fuzz
@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "?a sg:hasLeg ?b",
                    "?a a sg:Story",
                    "?b sg:year 2023",
                    '?c rdfs:label "x"@en',
                    "OPTIONAL { ?a ?p ?b }",
                ),
                *("{ ?a sg:hasLeg ?c } UNION { ?c ?p ?a }", "FILTER(?a = ?b)", "FILTER(?b = 7)", "MINUS { ?a ?p ?c }"),
                *("VALUES ?a { story:x form:forced-labor }", "?a sg:hasLeg/sg:arrivesIn* ?c", "[] sg:inCountry ?c"),
                *(
                    "GRAPH ?g { ?a ?p ?c }",
                    "BIND(1 AS ?z)",
                    "?a !(sg:hasLeg|^sg:hasLeg) ?c",
                    "{ SELECT ?a { ?a a ?c } }",
                ),
                *("?a sg:nope ?b", '?b sg:value "1"^^xsd:date', "story:feba ?p region:x", "_:b sg:hasLeg ?c"),
            ]
        ),
        min_size=1,
        max_size=5,
    )
)
def test_any_query_is_explained_or_not_but_never_fails(dataset: Dataset, parts: list[str]) -> None:
    query = f"SELECT * {{ {' . '.join(parts)} }} LIMIT 1"
    assert all(isinstance(one, str) and one for one in dataset.explain_empty(query))
