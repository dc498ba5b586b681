"""What a record says is in the triples, and nothing that it does not say."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from survivorgraph.builds.exports import write_trig
from survivorgraph.resources import ontology_dir
from survivorgraph.schema import records
from survivorgraph.schema.bundles import Bundle
from survivorgraph.schema.fields import Checks, count_days
from survivorgraph.schema.places import read_gazetteer
from survivorgraph.schema.rdf import to_quads, to_reference_quads
from survivorgraph.schema.vocabulary import CONCEPT, GRAPH, ID, NS, PREFIXES, read_vocabulary
from survivorgraph.sources.curated import read_data

GOLDEN = Path(__file__).parents[1] / "fixtures" / "lighthouse-almanac.trig"
PLACES = read_gazetteer()
VOCABULARY = read_vocabulary()
CHECKS = Checks(VOCABULARY, PLACES, frozenset({"s"}))
SOURCE = records.Source(key="z", title="Z", rights="R", sections=[records.Section(key="s", title="S")])
RDF_TYPE = PREFIXES["rdf"] + "type"
quickly = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def quads(invented: Path) -> list[Quad]:
    (bundle,) = read_data(invented, vocabulary=VOCABULARY, gazetteer=PLACES)
    return to_quads(bundle, PLACES)


def find(quads: Iterable[Quad], predicate: str, subject: str = "") -> list[str]:
    """List the objects of a property of sg:, in short form, of one subject (kind/key) or of all."""
    return [
        shorten(quad.object)
        for quad in quads
        if quad.predicate.value == NS + predicate and shorten(quad.subject).startswith(subject)
    ]


def shorten(term: Any) -> str:
    return str(term.value).removeprefix(ID).removeprefix(CONCEPT).removeprefix(NS)


def of(quads: Iterable[Quad], subject: str) -> dict[str, list[str]]:
    """Return what is said of one subject, by the local name of the property."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for quad in quads:
        if shorten(quad.subject) == subject:
            found[quad.predicate.value.replace("#", "/").rsplit("/", 1)[-1]].append(shorten(quad.object))
    return dict(found)


def leave_prefixes_out(trig: str) -> list[str]:
    """Return the lines of statements: all prefixes of the project are declared, used or not."""
    return [line for line in trig.splitlines() if not line.startswith("@prefix")]


def find_facts(quads: Iterable[Quad]) -> set[str]:
    """Find the nodes of every class below sg:Fact."""
    store = Store()
    store.load(path=str(ontology_dir() / "survivorgraph.ttl"), format=RdfFormat.TURTLE)
    store.extend(Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    query = f"SELECT DISTINCT ?fact {{ ?fact a/<{PREFIXES['rdfs']}subClassOf>* <{NS}Fact> }}"
    return {shorten(solution["fact"]) for solution in store.query(query)}


# The invented folder, all kinds of facts


def test_the_invented_folder_becomes_the_golden_file(quads: list[Quad], tmp_path: Path) -> None:
    written = write_trig(quads, tmp_path / "written.trig").read_text(encoding="utf-8")
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(written, encoding="utf-8")
    renew = "if the change is meant: GOLDEN=write make test ARGS=tests/schema/test_triples.py"
    assert leave_prefixes_out(written) == leave_prefixes_out(GOLDEN.read_text(encoding="utf-8")), renew


def test_every_kind_of_record_is_in_the_golden_file(quads: list[Quad]) -> None:
    kinds = {shorten(quad.subject).split("/")[0] for quad in quads}
    assert kinds >= {
        *("source", "section", "evidence", "quote-digest", "story", "origin", "age", "leg", "recruitment"),
        *("exploitation", "assistance", "outcome", "payment", "organization", "organization-profile", "partnership"),
        *("participation", "person", "public-role", "pattern", "pattern-place", "action", "observation"),
        *("instrument", "tier-placement", "listing"),
    }


def test_there_are_no_blank_nodes_and_one_graph(quads: list[Quad]) -> None:
    assert not [quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]
    assert {quad.graph_name for quad in quads} == {NamedNode(GRAPH + "lighthouse-almanac")}
    assert {quad.graph_name for quad in to_reference_quads(PLACES)} == {NamedNode(GRAPH + "reference")}


def test_no_quad_stands_twice(quads: list[Quad]) -> None:
    assert [quad for quad, number in Counter(quads).items() if number > 1] == []


def test_every_fact_has_evidence_and_one_certainty(quads: list[Quad]) -> None:
    facts = find_facts(quads)
    assert len(facts) > 30
    assert {fact for fact in facts if len(of(quads, fact).get("hasEvidence", ())) == 0} == set()
    assert {fact for fact in facts if len(of(quads, fact).get("hasCertainty", ())) != 1} == set()
    assert {fact for fact in facts if of(quads, fact).get("isReportedIn") != ["source/lighthouse-almanac"]} == set()


def test_only_terms_of_the_ontology_are_used(quads: list[Quad]) -> None:
    ontology = ontology_dir()
    files = [ontology / "survivorgraph.ttl", *(ontology / "concepts").glob("*.ttl")]
    known = {triple.subject.value for file in files for triple in parse(path=str(file), format=RdfFormat.TURTLE)}
    used = {quad.predicate.value for quad in quads} | {
        quad.object.value
        for quad in quads
        if isinstance(quad.object, NamedNode) and not shorten(quad.object).count("/")
    }
    assert {iri for iri in used if iri.startswith((NS, CONCEPT))} <= known
    concepts = {quad.object.value for quad in quads if str(quad.object.value).startswith(CONCEPT)}
    assert concepts <= known


def test_every_node_that_is_pointed_to_is_described(quads: list[Quad]) -> None:
    described = {quad.subject.value for quad in [*quads, *to_reference_quads(PLACES)]}
    pointed = {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}
    assert {iri for iri in pointed if iri.startswith(ID)} <= described


def test_a_place_that_was_only_promised_is_no_place_of_the_journey(quads: list[Quad]) -> None:
    canada = [quad.predicate.value.removeprefix(NS) for quad in quads if shorten(quad.object) == "country/CAN"]
    assert sorted(canada) == ["namesInHeading", "promisesPlace"]


def test_a_leg_without_a_named_place_has_no_country(quads: list[Quad]) -> None:
    first, second = of(quads, "leg/lira-1"), of(quads, "leg/lira-2")
    assert "arrivesIn" not in first
    assert "arrivesInCountry" not in first
    assert first["arrivalText"] == ["a port town that is not named"]
    assert "departsFrom" not in second
    assert "departsFromCountry" not in second


def test_a_locality_also_gives_its_country(quads: list[Quad]) -> None:
    leg = of(quads, "leg/lira-1")
    assert (leg["departsFrom"], leg["departsFromCountry"]) == (["locality/ken-nairobi"], ["country/KEN"])


def test_an_ambiguous_origin_is_no_short_cut(quads: list[Quad]) -> None:
    assert of(quads, "story/lira")["originatesIn"] == ["country/KEN"]
    assert "originatesIn" not in of(quads, "story/seven-weavers")
    source = records.Origin.model_validate(
        {"country": "Kenya", "certainty": "ambiguous", "note": "N", **FACT}, context=CHECKS
    )
    story = read_story(origin=source)
    assert "originatesIn" not in of(story, "story/x")
    assert of(story, "origin/x")["originatesIn"] == ["country/KEN"]


def test_hosts_and_countries_of_recruitment_are_never_paired(quads: list[Quad]) -> None:
    pattern = of(quads, "pattern/ferry-offers")
    assert pattern["isHostedIn"] == ["country/LBN", "country/JOR"]
    assert pattern["recruitsFrom"] == ["country/KEN", "country/UGA", "country/NPL"]
    places = pattern["hasPatternPlace"]
    assert len(places) == 2 + 3
    for place in places:
        said = of(quads, place)
        assert (len(said["hasPlace"]), len(said["hasPlaceRole"])) == (1, 1)
    assert not [quad for quad in quads if shorten(quad.subject).startswith("country/")]


def test_a_participation_without_evidence_rests_on_that_of_its_partnership(quads: list[Quad]) -> None:
    whole = of(quads, "partnership/safe-harbor-pact")["hasEvidence"]
    assert of(quads, "participation/safe-harbor-pact-harbor-circle")["hasEvidence"] == whole
    assert of(quads, "participation/safe-harbor-pact-government-of-kenya")["hasEvidence"] != whole


def test_numbers_keep_their_datatype(quads: list[Quad]) -> None:
    types = {
        quad.predicate.value.removeprefix(NS): quad.object.datatype.value.rpartition("#")[2]
        for quad in quads
        if isinstance(quad.object, Literal)
    }
    expected = {"amount": "decimal", "value": "decimal", "year": "integer", "order": "integer", "duration": "duration"}
    expected |= {"pseudonymity": "boolean", "settlement": "boolean", "durationDays": "integer", "wordCount": "integer"}
    assert {name: types[name] for name in expected} == expected
    assert find(quads, "amount") == ["250.50"]


# Any record at all

FACT = {"evidence": [{"section": "s", "words": 9, "sha256": "a" * 64}]}
countries = st.sampled_from(["Kenya", "Lebanon", "Nepal", "Republic of Korea", "Nairobi, Kenya", "Kathmandu, Nepal"])
words = st.sampled_from(["a port", "<img src=x onerror=alert(1)>", 'a "house" \\ in \n a town', "א\u200d\U0001f30d"])
certainties = st.sampled_from(
    [{"certainty": "stated"}, {"certainty": "inferred", "note": "N"}, {"certainty": "ambiguous", "note": "N"}]
)


def concepts(scheme: str) -> st.SearchStrategy[str]:
    return st.sampled_from(sorted(VOCABULARY.schemes[scheme]))


def facts(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Make facts of some fields, where `None` stands for a field that is absent."""
    made = st.tuples(certainties, st.fixed_dictionaries(fields))
    return made.map(lambda pair: {k: v for k, v in (FACT | pair[0] | pair[1]).items() if v is not None})


def some(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


def in_order(one: st.SearchStrategy[dict[str, Any]], least: int = 0) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(one, min_size=least, max_size=4).map(
        lambda many: [fact | {"order": number} for number, fact in enumerate(many, 1)]
    )


ends = st.one_of(countries.map(lambda name: (name, None)), words.map(lambda text: (None, text)))
legs = facts(start=ends, end=ends, stage=concepts("stage")).map(
    lambda leg: (
        {k: v for k, v in leg.items() if k not in {"start", "end"}}
        | {k: v for k, v in zip(("from", "departure_text"), leg["start"], strict=True) if v}
        | {k: v for k, v in zip(("to", "arrival_text"), leg["end"], strict=True) if v}
    )
)
exploitations = facts(
    form=concepts("form"),
    sector=some(concepts("sector")),
    means=st.lists(concepts("means"), max_size=4, unique=True),
    place=some(countries),
    place_text=some(words),
    duration=some(st.sampled_from(["P6Y", "P18M", "P1Y6M", "P56D", "P1D"])),
)
recruitments = facts(
    channels=st.lists(concepts("channel"), min_size=1, max_size=3, unique=True),
    promised_places=st.just(["Canada"]) | st.just([]),
    promise=some(words),
)


def read_story(**fields: Any) -> list[Quad]:
    given = {"key": "x", "name": "X", "pseudonym": True, "gender": "woman", "section": "s"} | fields
    given.setdefault("exploitations", [{"order": 1, "form": "forced-labor", **FACT}])
    story = records.Story.model_validate(given, context=CHECKS)
    return to_quads(Bundle(SOURCE, {records.Story: [story]}), PLACES)


origins = facts(country=st.just("Kenya"))


@quickly
@given(origins, in_order(legs))
def test_every_leg_of_a_record_is_in_the_triples_and_no_other(origin: Any, legs: list[Any]) -> None:
    quads = read_story(origin=origin, legs=legs)
    assert find(quads, "hasLeg") == [f"leg/x-{leg['order']}" for leg in legs]
    for leg in legs:
        said = of(quads, f"leg/x-{leg['order']}")
        assert said["hasStage"] == [f"stage/{leg['stage']}"]
        assert said["hasCertainty"] == [f"certainty/{leg['certainty']}"]
        for name, place, text in (("from", "departsFrom", "departureText"), ("to", "arrivesIn", "arrivalText")):
            found = PLACES.get_place(leg[name]) if name in leg else None
            assert said.get(f"{place}Country") == (
                [f"country/{getattr(found, 'country', None) or found.code}"] if found else None
            )
            assert (place in said, text in said) == (name in leg, name not in leg)


@quickly
@given(origins, in_order(exploitations, 1))
def test_exploitations_come_back_as_they_were(origin: Any, exploitations: list[Any]) -> None:
    quads = read_story(origin=origin, exploitations=exploitations)
    back = []
    for node in find(quads, "hasExploitation"):
        said = of(quads, node)
        take = lambda name, said=said: [value.rpartition("/")[2] for value in said.get(name, ())]  # noqa: E731
        back.append((take("hasForm"), take("hasSector"), take("usesMeans"), take("duration"), take("durationDays")))
    assert back == [
        (
            [one["form"]],
            [one["sector"]] if "sector" in one else [],
            one["means"],
            [one["duration"]] if "duration" in one else [],
            [str(count_days(one["duration"]))] if "duration" in one else [],
        )
        for one in exploitations
    ]


@quickly
@given(origins, in_order(recruitments), in_order(legs), in_order(exploitations, 1))
def test_a_promised_place_never_becomes_an_arrival(origin: Any, told: Any, legs: Any, exploitations: Any) -> None:
    quads = read_story(origin=origin, recruitments=told, legs=legs, exploitations=exploitations)
    predicates = {quad.predicate.value.removeprefix(NS) for quad in quads if shorten(quad.object) == "country/CAN"}
    assert predicates <= {"promisesPlace"}
    assert bool(predicates) == any(one["promised_places"] for one in told)


@quickly
@given(origins, in_order(recruitments), in_order(legs), in_order(exploitations, 1))
def test_any_story_gives_facts_with_evidence_and_no_blank_nodes(
    origin: Any, told: Any, legs: Any, exploitations: Any
) -> None:
    quads = read_story(origin=origin, recruitments=told, legs=legs, exploitations=exploitations)
    certain = {shorten(quad.subject) for quad in quads if quad.predicate.value == NS + "hasCertainty"}
    assert len(certain) == 1 + len(told) + len(legs) + len(exploitations)
    for fact in certain:
        assert of(quads, fact)["hasEvidence"] == [f"evidence/z-s-{'a' * 12}"]
        assert len(of(quads, fact)["hasCertainty"]) == 1
    assert not [quad for quad in quads if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)]


@quickly
@given(
    st.lists(countries.filter(lambda name: "," not in name), min_size=1, unique=True),
    st.lists(countries.filter(lambda name: "," not in name), min_size=1, unique=True),
)
def test_a_pattern_says_as_many_places_as_its_sets_have(hosts: list[str], recruited: list[str]) -> None:
    given = {"key": "p", "name": "P", "forms": ["forced-labor"], "description": "D", **FACT}
    given |= {"hosts": {"countries": hosts, **FACT}, "recruitment": {"countries": recruited, **FACT}}
    pattern = records.Pattern.model_validate(given, context=CHECKS)
    quads = to_quads(Bundle(SOURCE, {records.Pattern: [pattern]}), PLACES)
    assert len(find(quads, "hasPatternPlace")) == len(hosts) + len(recruited)
    assert Counter(find(quads, "hasPlaceRole")) == {
        "place-role/host": len(hosts),
        "place-role/recruitment": len(recruited),
    }


@quickly
@given(st.decimals("0.01", "99999999", places=2))
def test_amounts_are_written_out(amount: Decimal) -> None:
    payment = {"amount": amount, "currency": "USD", "purpose": "sale-price", **FACT}
    (written,) = find(read_story(origin={"country": "Kenya", **FACT}, payments=[payment]), "amount")
    assert Decimal(written) == amount
    assert "E" not in written


# Places


def test_every_territory_and_locality_is_described() -> None:
    quads = to_reference_quads(PLACES)
    types = Counter(shorten(quad.object) for quad in quads if quad.predicate.value == RDF_TYPE)
    assert types == {"Country": len(PLACES.territories), "Locality": len(PLACES.localities)}


def test_a_country_without_a_number_has_none() -> None:
    kosovo = of(to_reference_quads(PLACES), "country/XKX")
    assert "numericCode" not in kosovo
    assert kosovo["alpha3Code"] == ["XKX"]
