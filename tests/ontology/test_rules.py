"""The derivation rules, each on a small hand-worked example with invented people."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from survivorgraph.errors import CheckError
from survivorgraph.ontology.rules import derive, read_rules

ID = "https://w3id.org/survivorgraph/id/"
PREFIXES = f"""
@prefix sg: <https://w3id.org/survivorgraph/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix story: <{ID}story/> . @prefix c: <{ID}country/> . @prefix x: <{ID}exploitation/> . @prefix leg: <{ID}leg/> .
@prefix o: <{ID}organization/> . @prefix p: <{ID}partnership/> . @prefix part: <{ID}participation/> .
@prefix pattern: <{ID}pattern/> .
@prefix certainty: <https://w3id.org/survivorgraph/concept/certainty/> .
@prefix stage: <https://w3id.org/survivorgraph/concept/stage/> .
@prefix form: <https://w3id.org/survivorgraph/concept/form/> .
@prefix g: <https://w3id.org/survivorgraph/graph/> .
g:reference {{
  c:NLD a sg:Country ; sg:alpha3Code "NLD" ; rdfs:label "Norland"@en .
  c:SLD a sg:Country ; sg:alpha3Code "SLD" ; rdfs:label "Sudland"@en .
  c:MLD a sg:Country ; sg:alpha3Code "MLD" ; rdfs:label "Midland"@en .
  c:OLD a sg:Country ; sg:alpha3Code "OLD" ; rdfs:label "Oldland"@en .
}}
"""


def run(rule: str, trig: str) -> set[tuple[str, str, str]]:
    """Run one rule over a text; return what it derives without its own description, in short."""
    store = Store()
    store.load(PREFIXES + trig, format=RdfFormat.TRIG)
    before = len(store)
    quads = derive(store, [one for one in read_rules() if one.name == rule])
    assert len(store) == before, "the store is left as it is"
    assert {quad.graph_name.value for quad in quads} == {"https://w3id.org/survivorgraph/graph/derived"}  # type: ignore[union-attr]
    return {
        (short(quad.subject), short(quad.predicate), short(quad.object))
        for quad in quads
        if short(quad.subject) != f"rule/{rule}"
    }


def short(term: object) -> str:
    value = str(getattr(term, "value", term))
    for prefix in (ID, "https://w3id.org/survivorgraph/concept/", "https://w3id.org/survivorgraph/ns#"):
        value = value.removeprefix(prefix)
    return value.rpartition("#")[2] if value.startswith("http") else value


def corridor(key: str, label: str, count: int, stories: set[str], forms: set[str]) -> set[tuple[str, str, str]]:
    node, (origin, destination) = f"corridor/{key}", key.split("-")
    return {
        (node, "type", "Corridor"),
        (node, "label", label),
        (node, "hasOriginCountry", f"country/{origin}"),
        (node, "hasDestinationCountry", f"country/{destination}"),
        (node, "storyCount", str(count)),
        (node, "wasGeneratedBy", "rule/corridors"),
        *((node, "isSupportedBy", f"story/{story}") for story in stories),
        *((node, "hasForm", f"form/{form}") for form in forms),
    }


STORY = """
  story:{key} a sg:Story ; rdfs:label "{key}"@en ; sg:originatesIn c:{origin} ; sg:hasExploitation x:{key} .
  x:{key} sg:takesPlaceInCountry c:{place} ; sg:hasForm form:{form} ; sg:hasCertainty certainty:{certainty} .
"""


def tell(key: str, origin: str, place: str, form: str = "forced-labor", certainty: str = "stated") -> str:
    return STORY.format(key=key, origin=origin, place=place, form=form, certainty=certainty)


def test_a_corridor_counts_its_stories_and_gathers_their_forms() -> None:
    told = (
        tell("lira", "NLD", "SLD")
        + tell("amina", "NLD", "SLD", "forced-begging", "inferred")
        + tell("tomas", "SLD", "NLD")
    )
    assert run("corridors", f"g:almanac {{ {told} }}") == (
        corridor("NLD-SLD", "Norland → Sudland", 2, {"lira", "amina"}, {"forced-labor", "forced-begging"})
        | corridor("SLD-NLD", "Sudland → Norland", 1, {"tomas"}, {"forced-labor"})
    )


def test_a_story_in_two_sources_counts_once() -> None:
    told = tell("lira", "NLD", "SLD")
    assert run("corridors", f"g:almanac {{ {told} }} g:gazette {{ {told} }}") == corridor(
        "NLD-SLD", "Norland → Sudland", 1, {"lira"}, {"forced-labor"}
    )


def test_what_is_ambiguous_at_home_or_only_headed_makes_no_corridor() -> None:
    told = (
        tell("ambiguous", "NLD", "SLD", certainty="ambiguous")
        + tell("home", "NLD", "NLD")
        + "story:headed a sg:Story ; rdfs:label 'x'@en ; sg:namesInHeading c:NLD , c:SLD ."
        + "story:placeless a sg:Story ; rdfs:label 'x'@en ; sg:originatesIn c:NLD ; sg:hasExploitation x:p ."
        + "x:p sg:hasForm form:forced-labor ; sg:hasCertainty certainty:stated ."
        + "story:unplaced a sg:Story ; rdfs:label 'x'@en ; sg:hasExploitation x:u ."
        + "x:u sg:takesPlaceInCountry c:SLD ; sg:hasForm form:forced-labor ; sg:hasCertainty certainty:stated ."
    )
    assert run("corridors", f"g:almanac {{ {told} }}") == set()


def test_a_return_makes_no_corridor() -> None:
    told = tell("lira", "NLD", "SLD") + (
        "story:lira sg:hasLeg leg:lira-2 . leg:lira-2 sg:hasStage stage:return ; "
        "sg:departsFromCountry c:SLD ; sg:arrivesInCountry c:OLD ; sg:hasCertainty certainty:stated ."
    )
    assert {node for node, _, _ in run("corridors", f"g:almanac {{ {told} }}")} == {"corridor/NLD-SLD"}


def test_the_countries_of_a_pattern_are_never_paired() -> None:
    told = "pattern:scams a sg:Pattern ; sg:isHostedIn c:NLD , c:SLD ; sg:recruitsFrom c:MLD , c:OLD ."
    assert run("corridors", f"g:almanac {{ {told} }}") == set()


def test_only_an_ambiguous_exploitation_keeps_its_form_out() -> None:
    told = tell("lira", "NLD", "SLD") + (
        "story:lira sg:hasExploitation x:lira-2 . x:lira-2 sg:takesPlaceInCountry c:SLD ; "
        "sg:hasForm form:sex-trafficking ; sg:hasCertainty certainty:ambiguous ."
    )
    assert run("corridors", f"g:almanac {{ {told} }}") == corridor(
        "NLD-SLD", "Norland → Sudland", 1, {"lira"}, {"forced-labor"}
    )


LEG = (
    "story:lira sg:hasLeg leg:{n} . leg:{n} sg:hasStage stage:{stage} ; "
    "sg:arrivesInCountry c:{to} ; sg:hasCertainty certainty:{c} ."
)


def test_a_transit_is_where_an_unambiguous_leg_of_transit_arrives() -> None:
    legs = [("transit", "MLD", "stated"), ("transit", "OLD", "ambiguous"), ("return", "OLD", "stated")]
    told = tell("lira", "NLD", "SLD") + "".join(
        LEG.format(n=n, stage=stage, to=to, c=c) for n, (stage, to, c) in enumerate(legs)
    )
    assert run("transits", f"g:almanac {{ {told} }}") == {
        ("transit/lira-MLD", "type", "Transit"),
        ("transit/lira-MLD", "label", "lira through Midland"),
        ("transit/lira-MLD", "isTransitOf", "story/lira"),
        ("transit/lira-MLD", "passesThrough", "country/MLD"),
        ("transit/lira-MLD", "wasGeneratedBy", "rule/transits"),
    }


def test_origin_and_place_of_exploitation_are_no_transit() -> None:
    told = tell("lira", "NLD", "SLD") + "".join(
        LEG.format(n=n, stage="transit", to=to, c="stated") for n, to in enumerate(("NLD", "SLD"))
    )
    assert run("transits", f"g:almanac {{ {told} }}") == set()


TAKES_PART = (
    "p:{p} a sg:Partnership ; sg:hasParticipation part:{p}-{o} . part:{p}-{o} sg:hasParticipant o:{o} ; "
    "sg:hasCertainty certainty:{c} . o:{o} rdfs:label '{o}'@en ."
)


def test_a_co_partnership_is_a_pair_with_the_partnerships_it_shares() -> None:
    parts = [
        ("map", "harbor", "stated"), ("map", "quayside", "inferred"), ("map", "rumor", "ambiguous"),
        ("hotline", "quayside", "stated"), ("hotline", "harbor", "stated"), ("alone", "harbor", "stated"),
    ]  # fmt: skip
    told = "".join(TAKES_PART.format(p=p, o=o, c=c) for p, o, c in parts)
    node = "co-partnership/harbor--quayside"
    assert run("co-partnerships", f"g:almanac {{ {told} }}") == {
        (node, "type", "CoPartnership"),
        (node, "label", "harbor – quayside"),
        (node, "involves", "organization/harbor"),
        (node, "involves", "organization/quayside"),
        (node, "isSupportedBy", "partnership/map"),
        (node, "isSupportedBy", "partnership/hotline"),
        (node, "wasGeneratedBy", "rule/co-partnerships"),
    }


def test_each_rule_is_described_in_the_derived_graph() -> None:
    described = {
        (short(quad.subject), short(quad.predicate)) for quad in derive(Store()) if "rule/" in str(quad.subject)
    }
    for rule in read_rules():
        node = f"rule/{rule.name}"
        assert {(node, "type"), (node, "label")} <= {(s, p) for s, p in described}
        assert rule.definition.endswith(".")


def write(folder: Path, name: str, body: str) -> None:
    (folder / f"{name}.rq").write_text(f"# title: {name}\n# definition: A rule.\n{body}", encoding="utf-8")


def test_rules_that_build_on_each_other_are_run_until_nothing_new_comes(tmp_path: Path) -> None:
    write(tmp_path, "a-chain", "CONSTRUCT { ?x <urn:far> ?z } WHERE { ?x <urn:next> ?y . ?y <urn:next> ?z }")
    write(tmp_path, "b-seed", "CONSTRUCT { ?x <urn:next> ?y } WHERE { ?x <urn:before> ?y }")
    store = Store()
    store.load("<urn:g> { <urn:a> <urn:before> <urn:b> . <urn:b> <urn:before> <urn:c> }", format=RdfFormat.TRIG)
    far = [quad for quad in derive(store, read_rules(tmp_path)) if str(quad.predicate) == "<urn:far>"]
    assert [(str(quad.subject), str(quad.object)) for quad in far] == [("<urn:a>", "<urn:c>")]
    assert len(store) == 2


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("SELECT * { ?s ?p ?o }", "is not a CONSTRUCT"),
        ("CONSTRUCT {", "the rule 'broken' cannot be run"),
        (
            "CONSTRUCT { ?n <https://example.org/next> ?s } WHERE { ?s ?p ?o "
            "BIND(IRI(CONCAT(STR(?s), 'x')) AS ?n) FILTER(STRLEN(STR(?s)) < 99) }",
            "one of them feeds itself",
        ),
    ],
)
def test_a_rule_that_cannot_be_run_or_does_not_settle_is_an_error(tmp_path: Path, body: str, said: str) -> None:
    write(tmp_path, "broken", body)
    store = Store()
    store.load("<https://example.org/g> { <https://example.org/a> a <https://example.org/B> }", format=RdfFormat.TRIG)
    with pytest.raises(CheckError, match=said):
        derive(store, read_rules(tmp_path))
    assert len(store) == 1


def test_a_rule_without_a_header_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "bare.rq").write_text("CONSTRUCT WHERE { ?s ?p ?o }")
    with pytest.raises(CheckError, match="a rule begins with '# title"):
        read_rules(tmp_path)


def doubt(fact: str, prop: str, value: str, certainty: str = "ambiguous") -> str:
    node = f"<{ID}value-statement/{fact.replace(':', '-')}-{value[2:]}>"
    said = f"{node} sg:aboutProperty sg:{prop} ; sg:aboutValue {value} ; sg:hasCertainty certainty:{certainty} ."
    return f"{fact} sg:hasValueStatement {node} . {said}"


def test_an_ambiguous_country_makes_no_corridor_where_the_rest_is_stated() -> None:
    told = tell("lira", "NLD", "SLD") + tell("amina", "NLD", "SLD")
    one = f"g:almanac {{ {told} {doubt('x:lira', 'takesPlaceInCountry', 'c:SLD')} }}"
    assert run("corridors", one) == corridor("NLD-SLD", "Norland → Sudland", 1, {"amina"}, {"forced-labor"})
    inferred = f"g:almanac {{ {told} {doubt('x:lira', 'takesPlaceInCountry', 'c:SLD', 'inferred')} }}"
    assert run("corridors", inferred) == corridor(
        "NLD-SLD", "Norland → Sudland", 2, {"amina", "lira"}, {"forced-labor"}
    )


def test_an_ambiguous_arrival_is_no_transit() -> None:
    told = tell("lira", "NLD", "SLD") + (
        "story:lira sg:hasLeg leg:lira-1 . leg:lira-1 sg:hasStage stage:transit ; sg:arrivesInCountry c:MLD ;"
        " sg:hasCertainty certainty:stated ."
    )
    assert run("transits", f"g:almanac {{ {told} }}")
    assert run("transits", f"g:almanac {{ {told} {doubt('leg:lira-1', 'arrivesInCountry', 'c:MLD')} }}") == set()
