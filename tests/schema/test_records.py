"""Records are strict: nothing that is not listed, nothing without evidence, nothing uncertain without a reason."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from survivorgraph.schema import records
from survivorgraph.schema.fields import Checks

EVIDENCE = [{"section": "harbors", "words": 9, "sha256": "a" * 64}]
FACT = {"evidence": EVIDENCE}
RECORDS: Mapping[str, dict[str, Any]] = {
    "Origin": {"country": "Kenya"},
    "Age": {"group": "adult", "years": 24},
    "Leg": {"order": 1, "from": "Kenya", "to": "Lebanon", "stage": "transit"},
    "Recruitment": {"order": 1, "channels": ["family"]},
    "Exploitation": {"order": 1, "form": "forced-labor"},
    "Assistance": {"order": 1, "helpers": ["ngo"]},
    "Outcome": {"order": 1, "kind": "escaped"},
    "Payment": {"amount": "12.50", "currency": "USD", "purpose": "sale-price"},
    "Organization": {"key": "o", "name": "O", "kind": "ngo", "description": "D"},
    "Partnership": {"key": "p", "name": "P", "description": "D", "participants": [{"organization": "o"}]},
    "PublicRole": {"kind": "spokesperson", "title": "T"},
    "Pattern": {"key": "p", "name": "P", "forms": ["forced-labor"], "description": "D"},
    "PatternPlaces": {"countries": ["Kenya"]},
    "Action": {"key": "a", "name": "A", "by": ["o"], "kind": "training", "description": "D"},
    "Observation": {"key": "o", "name": "O", "measure": "people-trained", "value": 5},
    "Instrument": {"key": "i", "name": "I", "kind": "law"},
    "TierPlacement": {"country": "Kenya", "tier": "tier-1", "year": 2020},
    "Listing": {"country": "Kenya", "on_list": "cspa", "year": 2020},
}
every_fact = pytest.mark.parametrize("name", RECORDS)


def read(name: str, checks: Checks, **changes: Any) -> Any:
    given = {key: value for key, value in (RECORDS[name] | FACT | changes).items() if value is not ...}
    return getattr(records, name).model_validate(given, context=checks)


def refuse(name: str, checks: Checks, **changes: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        read(name, checks, **changes)
    (error,) = caught.value.errors()
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


@every_fact
def test_a_fact_is_read(name: str, checks: Checks) -> None:
    assert read(name, checks).certainty == "stated"


@every_fact
def test_no_fact_is_without_evidence(name: str, checks: Checks) -> None:
    assert refuse(name, checks, evidence=...) == "evidence: Field required"
    assert refuse(name, checks, evidence=[]).startswith("evidence: List should have at least 1 item")


@every_fact
@pytest.mark.parametrize("certainty", ["inferred", "ambiguous"])
def test_no_uncertain_fact_is_without_its_reason(name: str, certainty: str, checks: Checks) -> None:
    assert "needs a note that says why" in refuse(name, checks, certainty=certainty)
    assert read(name, checks, certainty=certainty, note="N").certainty == certainty


@every_fact
def test_a_field_that_is_not_listed_is_refused(name: str, checks: Checks) -> None:
    assert refuse(name, checks, remark="R") == "remark: Extra inputs are not permitted"


@every_fact
def test_a_record_does_not_change(name: str, checks: Checks) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read(name, checks).certainty = "inferred"


def test_every_kind_of_fact_is_tried_here() -> None:
    def below(model: type[BaseModel]) -> set[str]:
        return {model.__name__}.union(*(below(child) for child in model.__subclasses__()))

    abstract = {"Fact", "Located", "Timed"}
    own = {name for name in below(records.Fact) - abstract if getattr(records, name).__module__.endswith(MODULES)}
    assert own == set(RECORDS)


MODULES = (".stories", ".organizations", ".country_status")


@pytest.mark.parametrize(("field", "text"), [("from", "departure_text"), ("to", "arrival_text")])
def test_a_leg_has_two_ends_named_or_described(field: str, text: str, checks: Checks) -> None:
    assert "a leg needs from (or departure_text) and to (or arrival_text)" in refuse("Leg", checks, **{field: ...})
    leg = read("Leg", checks, **{field: ..., text: "a port"})
    assert [leg.departs, leg.arrives].count(None) == 1


@pytest.mark.parametrize(("order", "works"), [(0, False), (1, True), (99, True), (100, False), ("1", False)])
def test_an_order_is_a_whole_number_from_one(order: object, works: bool, checks: Checks) -> None:
    if works:
        assert read("Leg", checks, order=order).order == order
    else:
        assert refuse("Leg", checks, order=order).startswith("order: Input should be")


@pytest.mark.parametrize("words", [2, 61, True, "9", 9.0])
def test_evidence_is_3_to_60_words(words: object, checks: Checks) -> None:
    message = refuse("Origin", checks, evidence=[EVIDENCE[0] | {"words": words}])
    assert message.startswith("evidence.0.words: Input should be")


def test_an_origin_left_open_is_ambiguous(checks: Checks) -> None:
    assert "an origin names a country, or is ambiguous" in refuse("Origin", checks, country=...)
    assert "or is ambiguous" in refuse("Origin", checks, country=..., certainty="inferred", note="N")
    assert read("Origin", checks, country=..., certainty="ambiguous", note="N").country is None


@pytest.mark.parametrize("amount", [0, -1, "0", float("nan"), float("inf")])
def test_an_amount_is_more_than_nothing(amount: object, checks: Checks) -> None:
    assert refuse("Payment", checks, amount=amount).startswith("amount: Input should be")


def test_an_amount_is_exact(checks: Checks) -> None:
    assert read("Payment", checks, amount="0.10").amount == Decimal("0.10")
    assert read("Payment", checks, amount=0.1).amount == Decimal("0.1")


@pytest.mark.parametrize("bound", ["dozens", "hundreds", "thousands"])
def test_a_figure_may_be_an_order_of_magnitude(bound: str, checks: Checks) -> None:
    assert read("Observation", checks, value=..., bound=bound).value is None


@pytest.mark.parametrize("bound", ["exact", "about", "up-to", "more-than"])
def test_a_bound_needs_a_figure(bound: str, checks: Checks) -> None:
    assert "an observation has a value" in refuse("Observation", checks, value=..., bound=bound)


def test_an_organization_takes_part_once(checks: Checks) -> None:
    twice = [{"organization": "o"}, {"organization": "o", "role": "lead"}]
    assert "duplicate organization; each takes part once" in refuse("Partnership", checks, participants=twice)
    assert refuse("Partnership", checks, participants=[]).startswith("participants: List should have at least 1")


STORY = {
    "key": "s",
    "name": "S",
    "pseudonym": True,
    "gender": "woman",
    "section": "story-lira",
    "origin": RECORDS["Origin"] | FACT,
    "exploitations": [RECORDS["Exploitation"] | FACT],
}


def read_story(checks: Checks, **changes: Any) -> records.Story:
    return records.Story.model_validate(STORY | changes, context=checks)


@pytest.mark.parametrize("orders", [(2, 1), (1, 1)])
@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("legs", "Leg"),
        ("recruitments", "Recruitment"),
        ("exploitations", "Exploitation"),
        ("assistances", "Assistance"),
        ("outcomes", "Outcome"),
    ],
)
def test_what_is_told_in_order_stands_in_order(field: str, name: str, orders: tuple[int], checks: Checks) -> None:
    facts = [RECORDS[name] | FACT | {"order": order} for order in orders]
    with pytest.raises(ValidationError, match=f"{field}: the orders rise"):
        read_story(checks, **{field: facts})


def test_orders_may_leave_out_numbers(checks: Checks) -> None:
    legs = [RECORDS["Leg"] | FACT | {"order": order} for order in (2, 5)]
    assert [leg.order for leg in read_story(checks, legs=legs).legs] == [2, 5]


def test_the_account_of_one_is_about_one(checks: Checks) -> None:
    assert read_story(checks).people == 1
    assert read_story(checks, account="group", people=19).people == 19
    with pytest.raises(ValidationError, match="an individual account is about one person"):
        read_story(checks, people=2)


def test_a_heading_keeps_its_countries_apart_from_the_route(checks: Checks) -> None:
    story = read_story(checks, heading="KENYA—CANADA", heading_countries=["Kenya", "Canada"])
    assert story.heading_countries == ["KEN", "CAN"]
    assert story.legs == []


def test_a_person_has_a_role_and_no_place_for_anything_else() -> None:
    assert set(records.Person.model_fields) == {"key", "name", "aliases", "roles"}
    assert get_args(records.Person.model_fields["roles"].annotation) == (records.PublicRole,)
