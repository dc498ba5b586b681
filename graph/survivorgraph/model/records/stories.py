"""Define the records of one survivor's published account."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from survivorgraph.model.fields import CountryCode, Currency, InScheme, Key, PlaceRef, SectionKey, Text
from survivorgraph.model.records.base import Located, Order, Record, Timed, Told

__all__ = ["Age", "Assistance", "Exploitation", "Leg", "Origin", "Outcome", "Payment", "Recruitment", "Story"]


class Origin(Told):
    """Where a survivor is from; without a country where the source leaves it open."""

    country: CountryCode | None = None

    @model_validator(mode="after")
    def _no_country_only_where_ambiguous(self) -> Self:
        if self.country is None and self.certainty != "ambiguous":
            raise ValueError("an origin names a country, or is ambiguous")
        return self


class Age(Told):
    """How old a survivor was when recruited or first exploited, as far as the source tells."""

    group: Annotated[str, InScheme("age-group")]
    years: Annotated[int, Field(ge=0, le=120)] | None = None


class Leg(Told):
    """One step of a journey; a place that the source does not name is described in words."""

    order: Order
    departs: PlaceRef | None = Field(default=None, alias="from")
    arrives: PlaceRef | None = Field(default=None, alias="to")
    departure_text: Text | None = None
    arrival_text: Text | None = None
    stage: Annotated[str, InScheme("stage")]

    @model_validator(mode="after")
    def _both_ends_are_said(self) -> Self:
        if not (self.departs or self.departure_text) or not (self.arrives or self.arrival_text):
            raise ValueError("a leg needs from (or departure_text) and to (or arrival_text)")
        return self


class Recruitment(Located):
    """How somebody was drawn in: by whom, through what, with which promise; `organizations` recruited."""

    order: Order
    channels: Annotated[list[Annotated[str, InScheme("channel")]], Field(min_length=1)]
    recruiters: list[Annotated[str, InScheme("recruiter")]] = []
    organizations: list[Key] = []
    promise: Text | None = None
    promised_places: list[PlaceRef] = []


class Exploitation(Timed):
    """One situation of exploitation: form, sector, place, means, order; `organizations` exploited."""

    order: Order
    form: Annotated[str, InScheme("form")]
    organizations: list[Key] = []
    sector: Annotated[str, InScheme("sector")] | None = None
    acts: list[Annotated[str, InScheme("act")]] = []
    means: list[Annotated[str, InScheme("means")]] = []
    hours_per_day: Annotated[int, Field(ge=1, le=24)] | None = None
    hours_bound: Annotated[str, InScheme("bound")] | None = None


class Assistance(Located):
    """Who helped a survivor, and how."""

    order: Order
    helpers: Annotated[list[Annotated[str, InScheme("helper")]], Field(min_length=1)]
    services: list[Annotated[str, InScheme("service")]] = []
    organizations: list[Key] = []
    description: Text | None = None


class Outcome(Timed):
    """What followed: recovery, justice, further harm, harm by authorities; `organizations` brought it about."""

    order: Order
    kind: Annotated[str, InScheme("outcome")]
    organizations: list[Key] = []
    description: Text | None = None


class Payment(Told):
    """A sum of money that a story names, and what it was for."""

    amount: Annotated[Decimal, Field(gt=0, strict=False)]
    currency: Currency
    purpose: Annotated[str, InScheme("payment-purpose")]
    paid: bool | None = None


class Story(Record):
    """One published account, of one survivor or of a group; no finer than its publisher made it."""

    key: Key
    name: Text
    pseudonym: bool
    account: Annotated[str, InScheme("account")] = "individual"
    people: Annotated[int, Field(ge=1)] = 1
    gender: Annotated[str, InScheme("gender")]
    section: SectionKey
    heading: Text | None = None
    heading_countries: list[CountryCode] = []
    origin: Origin
    age: Age | None = None
    legs: list[Leg] = []
    recruitments: list[Recruitment] = []
    exploitations: Annotated[list[Exploitation], Field(min_length=1)]
    assistances: list[Assistance] = []
    outcomes: list[Outcome] = []
    payments: list[Payment] = []

    @model_validator(mode="after")
    def _orders_are_distinct(self) -> Self:
        for name in ("legs", "recruitments", "exploitations", "assistances", "outcomes"):
            orders = [fact.order for fact in getattr(self, name)]
            if orders != sorted(set(orders)):
                raise ValueError(f"{name}: the orders rise from one to the next, and each is used once")
        if self.account == "individual" and self.people != 1:
            raise ValueError("people: an individual account is about one person")
        return self
