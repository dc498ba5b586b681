"""What a record says of its single values is read strictly, and each value becomes one node."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pyoxigraph import Literal, Quad

from survivorgraph.schema import records
from survivorgraph.schema.bundles import Bundle
from survivorgraph.schema.fields import Checks
from survivorgraph.schema.places import read_gazetteer
from survivorgraph.schema.rdf import to_quads
from survivorgraph.schema.records.values import list_value_fields
from survivorgraph.schema.registry import list_fields
from survivorgraph.schema.vocabulary import CONCEPT, ID, NS, read_vocabulary

PLACES = read_gazetteer()
CHECKS = Checks(read_vocabulary(), PLACES, frozenset({"s"}))
SOURCE = records.Source(key="z", title="Z", rights="R", sections=[records.Section(key="s", title="S")])
EVIDENCE = {"section": "s", "words": 9, "sha256": "a" * 64}
OTHER = {"section": "s", "words": 8, "sha256": "b" * 64}
MILL = {
    "order": 1,
    "form": "forced-labor",
    "place": "Lebanon",
    "means": ["confinement", "threat-of-harm"],
    "evidence": [EVIDENCE],
}


def read(**changes: Any) -> records.Exploitation:
    return records.Exploitation.model_validate(MILL | changes, context=CHECKS)


def refuse(**changes: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        read(**changes)
    (error,) = caught.value.errors()
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


def mark(*values: str, certainty: str = "inferred") -> dict[str, Any]:
    return {"values": list(values), "certainty": certainty, "note": "N"}


def emit(exploitation: records.Exploitation, **more: Any) -> dict[str, dict[str, set[str]]]:
    """Return the value statements of a story with one exploitation: what each says, by its key."""
    origin = {"country": "Kenya", "evidence": [EVIDENCE]}
    data = {"key": "lira", "name": "Lira", "pseudonym": True, "gender": "woman", "section": "s", "origin": origin}
    story = records.Story.model_validate(data | {"exploitations": [exploitation]} | more, context=CHECKS)
    quads = to_quads(Bundle(SOURCE, {records.Story: [story]}), PLACES)
    found: dict[str, dict[str, set[str]]] = {}
    for quad in quads:
        subject = str(getattr(quad.subject, "value", ""))
        if subject.startswith(f"{ID}value-statement/"):
            said = found.setdefault(subject.removeprefix(f"{ID}value-statement/"), {})
            said.setdefault(quad.predicate.value.replace("#", "/").rsplit("/", 1)[-1], set()).add(shorten(quad))
    return found


def shorten(quad: Quad) -> str:
    value = quad.object.value if not isinstance(quad.object, Literal) else f'"{quad.object.value}"'
    return str(value).removeprefix(ID).removeprefix(CONCEPT).removeprefix(NS)


def test_a_value_has_a_certainty_of_its_own_beside_that_of_the_fact() -> None:
    found = emit(read(uncertain=[mark("place"), mark("means/threat-of-harm", certainty="ambiguous")]))
    assert found == {
        "exploitation-lira-1-place": {
            "type": {"ValueStatement"},
            "aboutProperty": {"takesPlaceIn", "takesPlaceInCountry"},
            "aboutValue": {"country/LBN"},
            "hasCertainty": {"certainty/inferred"},
            "note": {'"N"'},
        },
        "exploitation-lira-1-means-threat-of-harm": {
            "type": {"ValueStatement"},
            "aboutProperty": {"usesMeans"},
            "aboutValue": {"means/threat-of-harm"},
            "hasCertainty": {"certainty/ambiguous"},
            "note": {'"N"'},
        },
    }


def test_a_field_with_several_values_has_a_node_for_each() -> None:
    found = emit(read(uncertain=[mark("means")]))
    assert sorted(found) == ["exploitation-lira-1-means-confinement", "exploitation-lira-1-means-threat-of-harm"]


def test_evidence_says_which_values_it_carries() -> None:
    evidence = [EVIDENCE | {"values": ["form", "place"]}, OTHER | {"values": ["means", "form"]}]
    found = emit(read(evidence=evidence, uncertain=[mark("place")]))
    cited = {key: said.get("hasEvidence") for key, said in found.items()}
    first, second = f"evidence/z-s-{'a' * 12}", f"evidence/z-s-{'b' * 12}"
    assert cited == {
        "exploitation-lira-1-place": {first},
        "exploitation-lira-1-form": {first, second},
        "exploitation-lira-1-means-confinement": {second},
        "exploitation-lira-1-means-threat-of-harm": {second},
    }
    assert found["exploitation-lira-1-form"]["hasCertainty"] == {"certainty/stated"}


def test_a_locality_is_qualified_with_its_country() -> None:
    found = emit(read(place="Shymkent, Kazakhstan", uncertain=[mark("place")]))
    assert found["exploitation-lira-1-place"]["aboutValue"] == {"locality/kaz-shymkent", "country/KAZ"}


def test_an_end_of_a_leg_goes_by_its_name_in_the_file() -> None:
    leg = {"order": 1, "from": "Kenya", "to": "Lebanon", "stage": "transit", "evidence": [EVIDENCE]}
    found = emit(read(), legs=[leg | {"uncertain": [mark("from")]}])
    assert found["leg-lira-1-from"]["aboutProperty"] == {"departsFrom", "departsFromCountry"}
    assert found["leg-lira-1-from"]["aboutValue"] == {"country/KEN"}


@pytest.mark.parametrize("name", ["promised_places/France", "promised_places/FRA"])
def test_a_place_in_a_list_goes_by_any_of_its_names(name: str) -> None:
    part = {"order": 1, "channels": ["family"], "promised_places": ["France", "Spain"], "evidence": [EVIDENCE]}
    found = emit(read(), recruitments=[part | {"uncertain": [mark(name)]}])
    (said,) = found.values()
    assert said["aboutValue"] == {"country/FRA"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"uncertain": [mark("colour")]}, "'colour' is no field with a value; allowed: place, place_text, duration"),
        ({"uncertain": [mark("evidence")]}, "'evidence' is no field with a value"),
        ({"uncertain": [mark("sector")]}, "uncertain: 'sector' is not set, or does not hold the value"),
        ({"uncertain": [mark("means/force")]}, "uncertain: 'means' is not set, or does not hold the value"),
        ({"uncertain": [mark("form/forced-labor")]}, "uncertain: 'form' is not set, or does not hold the value"),
        ({"uncertain": [mark("place"), mark("place")]}, "uncertain: a value of 'place' is named twice"),
        ({"uncertain": [mark("means", "means/confinement")]}, "uncertain: a value of 'means' is named twice"),
        ({"uncertain": [mark("place", certainty="stated")]}, "a value listed here is inferred or ambiguous"),
        ({"uncertain": [{"values": ["place"], "certainty": "inferred"}]}, "uncertain.0.note: Field required"),
        ({"uncertain": [{"values": [], "certainty": "inferred", "note": "N"}]}, "at least 1 item"),
        ({"evidence": [EVIDENCE | {"values": ["sector"]}]}, "evidence: 'sector' is not set"),
        ({"evidence": [EVIDENCE | {"values": ["form", "means"]}]}, "evidence: no words carry place; name each value"),
        (
            {"evidence": [EVIDENCE | {"values": ["form", "place", "means/confinement"]}]},
            "evidence: no words carry means/threat-of-harm",
        ),
    ],
)
def test_what_names_no_value_is_refused(changes: dict[str, Any], message: str) -> None:
    assert message in refuse(**changes)


def test_what_is_uncertain_needs_no_words() -> None:
    evidence = [EVIDENCE | {"values": ["form", "means"]}]
    assert read(evidence=evidence, uncertain=[mark("place")]).evidence[0].values == ["form", "means"]


def list_claims() -> list[type[records.Claim]]:
    def below(model: type[records.Claim]) -> list[type[records.Claim]]:
        return [model, *(one for child in model.__subclasses__() for one in below(child))]

    return [model for model in below(records.Claim) if hasattr(records, model.__name__)]


@pytest.mark.parametrize("model", list_claims())
def test_every_field_with_a_value_has_its_properties(model: type[records.Claim]) -> None:
    rules = {rule.name: rule for rule in list_fields(model)}
    for name, attribute in list_value_fields(model).items():
        assert rules[attribute].properties, name


@pytest.mark.fuzz
@given(
    st.lists(
        st.sampled_from(
            ["form", "place", "means", "means/confinement", "means/threat-of-harm", "sector", "x", "form/"]
        ),
        max_size=4,
    )
)
def test_a_list_of_names_is_refused_or_becomes_one_node_a_value(names: list[str]) -> None:
    try:
        found = emit(read(uncertain=[mark(*names)] if names else []))
    except ValidationError:
        assert len(set(names)) < len(names) or {"sector", "x", "form/"} & set(names) or "means" in names
        return
    expected = len(names) + ("means" in names)
    assert len(found) == expected
