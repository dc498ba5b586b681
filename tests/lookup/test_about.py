"""What is said of one thing: all its facts, grouped, each with certainty, note and the place where it is written."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

import survivorgraph
from survivorgraph.dataset import Dataset
from survivorgraph.errors import QuestionError
from survivorgraph.explorer.compose import GraphView, make_explorer_page
from survivorgraph.lookup.about_result import About
from survivorgraph.schema.vocabulary import ID
from survivorgraph.store.dataset import open_dataset


def list_texts(about: About, title: str) -> list[str]:
    return [fact.text for group in about.groups if group.title == title for fact in group.facts]


@pytest.mark.parametrize(
    ("called", "key"),
    [
        ("Feba", "story:feba"),
        ("FEBA", "story:feba"),
        ("story:feba", "story:feba"),
        ("Story/FEBA", "story:feba"),
        (f"{ID}story/feba", "story:feba"),
        (f"<{ID}story/feba>", "story:feba"),
        ("npl", "country:NPL"),
        ("Népal", "country:NPL"),
        ("burma", "country:MMR"),
        ("country:npl", "country:NPL"),
        ("NPL-KWT", "corridor:NPL-KWT"),
        ("nepal to kuwait", "corridor:NPL-KWT"),
        ("Nepal → Kuwait", "corridor:NPL-KWT"),
        ("Nepal -> Kuwait", "corridor:NPL-KWT"),
        ("ECPAT USA", "organization:protect-all-children-from-trafficking"),
        ("quizrr-iom", "partnership:quizrr-iom"),
        ("Kathmandu", "locality:npl-kathmandu"),
        ("palermo protocol", "instrument:un-tip-protocol"),
        ("forced labour", "form:forced-labor"),
        ("form:forced-labor", "form:forced-labor"),
        ("tip-2023", "source:tip-2023"),
        ("tip-2023-box-feba", "section:tip-2023-box-feba"),
        ("besafe-resources-accessed", "observation:besafe-resources-accessed"),
        ("sg:Leg", "sg:Leg"),
        ("durations-in-stories", "question:durations-in-stories"),
        ("Tanya Gould", "person:tanya-gould"),
    ],
)
def test_a_thing_is_called_by_key_name_alias_or_iri(called: str, key: str, shipped: Dataset) -> None:
    assert shipped.about(called).key == key


def test_every_fact_of_a_story_is_there_in_the_order_in_which_it_is_told(small: Dataset, graph_view: GraphView) -> None:
    about = small.about("Lira")
    told = [fact for _, _, fact in graph_view.story_facts["lira"]]
    assert about.groups[0].title == "Journey, in the order in which it is told"
    assert [(fact.text, fact.certainty, fact.evidence) for fact in about.groups[0].facts] == [
        (fact.text, fact.certainty, fact.evidence) for fact in told
    ]


def test_the_sentences_are_those_of_the_page(shipped: Dataset, built: Path) -> None:
    page = make_explorer_page(GraphView(open_dataset(built)))
    compared = 0
    for key in ("NPL", "THA", "USA", "organization/quizrr", "organization/a21"):
        told = {fact.iri: fact for fact in shipped.about(key.replace("organization/", "organization:")).facts}
        for fact in page.network.nodes[key]["facts"]:
            if fact.iri in told:  # the page also tells the other steps of a journey through a country
                compared += 1
                assert (told[fact.iri].certainty, told[fact.iri].evidence) == (fact.certainty, fact.evidence)
                assert told[fact.iri].text == fact.text or told[fact.iri].said.startswith(fact.said)
    assert compared > 10
    for one in page.partnerships:
        (fact,) = one.facts
        (about,) = [other for other in shipped.about(one.iri).facts if other.iri == one.iri]
        assert about.said.startswith(fact.said.removeprefix(f"{one.name}").partition(": ")[2])


def test_certainty_is_said_by_value(shipped: Dataset) -> None:
    facts = shipped.about("Feba").groups[0].facts
    (recruitment,) = [fact for fact in facts if fact.said.startswith("Recruitment")]
    assert recruitment.certainty == "stated"
    assert [(one.values, one.certainty) for one in recruitment.doubts] == [(("Kuwait",), "inferred")]
    assert recruitment.note
    assert recruitment.evidence[0].section == "Box: Nepal—Kuwait"


def test_a_country_tells_of_stories_standing_organizations_and_figures(small: Dataset) -> None:
    about = small.about("LBN")
    titles = [group.title for group in about.groups]
    assert titles == sorted(titles, key=titles.index)
    assert {"In survivor stories", "Standing", "Corridors"} <= set(titles)
    assert list_texts(about, "Standing") == ["CSPA list (2020)", "Tier 3 (2020)"]
    assert "Lira: Lebanon → Kenya. Stage: return." in list_texts(about, "In survivor stories")


def test_an_organization_tells_of_its_units_and_a_unit_of_its_parent(shipped: Dataset) -> None:
    parent = shipped.about("OSCE")
    office = "organization:osce-special-representative-office"
    assert ("Its units", office) in {(one.relation, one.key) for one in parent.relatives}
    titles = [group.title for group in parent.groups]
    assert any(title.startswith("Partnerships: of its unit Office of the OSCE") for title in titles)
    assert "Tech Against Trafficking and OSCE review" in " ".join(fact.text for fact in parent.facts)
    unit = shipped.about(office)
    assert any(title.startswith("Partnerships: of what it is a unit of, Organization for Sec") for title in
               [group.title for group in unit.groups])  # fmt: skip
    assert "BeSafe campaign for Ukrainians" in " ".join(fact.text for fact in unit.facts)
    assert len({fact.iri for fact in parent.facts}) == len(parent.facts), "a fact is listed once"


def test_a_concept_lists_the_facts_of_its_narrower_concepts(shipped: Dataset) -> None:
    about = shipped.about("form:forced-labor")
    assert any(
        group.title == "In survivor stories: of the narrower concept domestic servitude" for group in about.groups
    )


def test_what_is_derived_says_so(small: Dataset) -> None:
    (corridor,) = [fact for fact in small.about("Kenya").facts if "/corridor/" in fact.iri]
    assert corridor.certainty == "derived"
    assert corridor.text == "Kenya → Lebanon: 1 story: Lira (domestic servitude)"


def test_every_fact_that_is_no_rule_names_its_section(shipped: Dataset) -> None:
    for called in ("Nepal", "OSCE", "quizrr-iom", "un-tip-protocol", "form:forced-labor"):
        for fact in shipped.about(called).facts:
            assert fact.certainty == "derived" or fact.evidence, fact.text


def test_all_facts_that_name_a_thing_are_told(shipped: Dataset) -> None:
    """Nothing that a query finds of a country is left out, but evidence and statements about single values."""
    rows = shipped.query(
        "SELECT DISTINCT ?fact { ?fact ?property country:NPL ; sg:isReportedIn ?source . "
        "FILTER NOT EXISTS { ?fact a sg:Story } }"
    )
    told = {fact.iri for fact in shipped.about("Nepal").facts}
    assert {str(row["fact"]) for row in rows} <= told


def test_imported_figures_of_a_country_and_a_corridor(built_invented: Path, make_figures: Callable[..., Path]) -> None:
    dataset = survivorgraph.open_dataset(make_figures(built_invented))
    (group,) = [one for one in dataset.about("Lebanon").groups if one.title.startswith("Imported figures")]
    assert [fact.text for fact in group.facts] == ["Kenya → Lebanon: 12 to 16 people", "Nepal → Lebanon: 7 people"]
    corridor = dataset.about("nepal to lebanon")
    assert [fact.text for fact in corridor.facts] == ["Nepal → Lebanon: 7 people", "Nepal → Lebanon: 7 people in 2019"]
    assert {fact.certainty for fact in corridor.facts} == {"imported"}


def test_a_name_that_misses_gets_the_nearest_names(shipped: Dataset) -> None:
    with pytest.raises(QuestionError) as caught:
        shipped.about("Thialand")
    assert str(caught.value).startswith("nothing is called 'Thialand'; like it: country:THA (Thailand), ")
    assert str(caught.value).count("(") < 10
    with pytest.raises(QuestionError, match="nothing is called 'xqzvw'; nothing is like it"):
        shipped.about("xqzvw")


def test_other_things_of_the_same_name_are_said(shipped: Dataset) -> None:
    assert "section:a21-2024-thailand" in shipped.about("Thailand").also


def test_a_thing_without_facts_says_so(small: Dataset) -> None:
    about = small.about("Aruba")
    assert about.facts == ()
    assert about.remarks == ("No fact about it is recorded.",)
    assert "No fact about it is recorded." in about.to_text()
    source = dict(small.about("lighthouse-almanac").values)
    assert source["Facts"].startswith("3 leg, ") or "3 leg" in source["Facts"]


def test_about_is_written_as_text_json_markdown_csv_and_turtle(small: Dataset) -> None:
    about = small.about("Lira")
    text = about.to_text(60)
    assert max(map(len, text.splitlines())) <= 60
    assert text.splitlines()[0] == "Lira — story, story:lira"
    assert "Where it is written" in text
    found = json.loads(about.write("json"))
    first = found["groups"][0]["facts"][0]
    assert (found["key"], first["text"], first["certainty"]) == ("story:lira", "Origin: Kenya.", "stated")
    assert len(first["evidence"][0]["sha256"]) == 64
    assert about.write("markdown").startswith("# Lira\n\nstory, `story:lira`\n")
    assert about.write("csv").splitlines()[0] == "group,text,certainty,uncertain,note,source,section,sha256,fact"
    triples = list(parse(about.write("turtle").encode(), format=RdfFormat.TURTLE))
    subjects = {str(triple.subject.value) for triple in triples}
    assert {f"{ID}story/lira", f"{ID}leg/lira-1"} <= subjects
    assert any("/evidence/" in subject for subject in subjects)
    assert any("/quote-digest/" in subject for subject in subjects)
    with pytest.raises(QuestionError, match="cannot be written as 'xml'"):
        about.write("xml")


def test_about_is_a_table_and_shows_itself_in_a_notebook(small: Dataset) -> None:
    about = small.about("Lira")
    assert [row["text"] for row in about][:1] == ["Origin: Kenya."]
    assert about.select("text", "section").columns == ("text", "section")
    shown = about._repr_html_()
    assert "<h3>Lira</h3>" in shown
    assert "Journey, in the order" in shown


def test_names_of_the_data_are_never_markup(make_data: Callable[..., Path]) -> None:
    from pyoxigraph import Store

    from survivorgraph.builds.inputs import read_input

    store = Store()
    hostile = "Harbor <script>alert(1)</script> [x](javascript:alert)"
    data = make_data({"lighthouse-almanac/organizations.yaml": ("name: Harbor Circle\n", f"name: '{hostile}'\n")})
    store.bulk_extend(read_input(data).quads())
    about = survivorgraph.open_dataset(store).about("organization:harbor-circle")
    assert "<script>" not in about._repr_html_()
    assert "<script>" not in about.write("markdown")
    assert "[x](" not in about.write("markdown")


def test_what_is_too_much_is_cut_evenly_and_says_so(shipped: Dataset) -> None:
    whole, cut = shipped.about("us-department-of-state"), shipped.about("us-department-of-state", limit=60)
    assert (len(cut.facts), whole.left_out) == (60, "")
    assert cut.remarks == (
        f"Facts that are not listed: {len(whole.facts) - 60:,}, of the largest groups; a limit above 60 lists more.",
    )
    figures = next(group for group in cut.groups if group.title == "Figures")
    assert len(figures.facts) < 40
    assert [group.title for group in cut.groups][:3] == [group.title for group in whole.groups][:3]
    with pytest.raises(QuestionError, match="the limit of facts is a number from 1; found 0"):
        shipped.about("Nepal", limit=0)
