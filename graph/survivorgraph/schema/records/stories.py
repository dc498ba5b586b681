"""Define the records of a survivor's published account."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from survivorgraph.schema.fields import (
    CountryCode,
    Currency,
    InScheme,
    Key,
    OrganizationKey,
    PlaceRef,
    SectionKey,
    Text,
)
from survivorgraph.schema.mapping import Part, Property, Resource
from survivorgraph.schema.records.base import Located, NarratedFact, Order, Record, Timed, fill_bound

FEWEST_WORDS = 8
"""Fewer words of a story occur elsewhere too, or do not carry a fact."""

__all__ = ["Age", "Assistance", "Exploitation", "Leg", "Origin", "Outcome", "Payment", "Recruitment", "Story"]


class Origin(NarratedFact):
    """The origin of a survivor; without a country where the source leaves it open."""

    resource = Resource("sg:Origin", "origin", key="{parent}")
    country: Annotated[CountryCode | None, Property("sg:originatesIn")] = None

    @model_validator(mode="after")
    def _no_country_only_where_ambiguous(self) -> Self:
        if self.country is None and self.certainty != "ambiguous":
            raise ValueError("an origin names a country, or is ambiguous")
        return self


class Age(NarratedFact):
    """The age of a survivor when recruited or first exploited, as far as the source states it."""

    resource = Resource("sg:Age", "age", key="{parent}")
    group: Annotated[str, InScheme("age-group"), Property("sg:hasAgeGroup")]
    years: Annotated[Annotated[int, Field(ge=0, le=120)] | None, Property("sg:ageYears")] = None


class Leg(NarratedFact):
    """A step of a journey; a place that the source does not name is described in words."""

    resource = Resource("sg:Leg", "leg", key="{parent}-{order}")
    order: Annotated[Order, Property("sg:order")]
    departs: Annotated[PlaceRef | None, Property("sg:departsFrom", country="sg:departsFromCountry")] = Field(
        default=None, alias="from"
    )
    arrives: Annotated[PlaceRef | None, Property("sg:arrivesIn", country="sg:arrivesInCountry")] = Field(
        default=None, alias="to"
    )
    departure_text: Annotated[Text | None, Property("sg:departureText")] = None
    arrival_text: Annotated[Text | None, Property("sg:arrivalText")] = None
    stage: Annotated[str, InScheme("stage"), Property("sg:hasStage")]

    @model_validator(mode="after")
    def _both_ends_are_said(self) -> Self:
        if not (self.departs or self.departure_text) or not (self.arrives or self.arrival_text):
            raise ValueError("a leg needs from (or departure_text) and to (or arrival_text)")
        return self


class Recruitment(Located):
    """The recruitment of a survivor: by whom, by which means, with which promise; `organizations` are recruiters."""

    resource = Resource("sg:Recruitment", "recruitment", key="{parent}-{order}")
    order: Annotated[Order, Property("sg:order")]
    channels: Annotated[list[Annotated[str, InScheme("channel")]], Field(min_length=1), Property("sg:usesChannel")]
    recruiters: Annotated[list[Annotated[str, InScheme("recruiter")]], Property("sg:hasRecruiterKind")] = []
    organizations: Annotated[list[OrganizationKey], Property("sg:isDoneBy")] = []
    promise: Annotated[Text | None, Property("sg:promise")] = None
    promised_places: Annotated[list[PlaceRef], Property("sg:promisesPlace")] = []


class Exploitation(Timed):
    """A situation of exploitation: form, sector, place, means, order; `organizations` are exploiters."""

    resource = Resource("sg:Exploitation", "exploitation", key="{parent}-{order}")
    order: Annotated[Order, Property("sg:order")]
    form: Annotated[str, InScheme("form"), Property("sg:hasForm")]
    organizations: Annotated[list[OrganizationKey], Property("sg:isDoneBy")] = []
    sector: Annotated[str | None, InScheme("sector"), Property("sg:hasSector")] = None
    acts: Annotated[list[Annotated[str, InScheme("act")]], Property("sg:involvesAct")] = []
    means: Annotated[list[Annotated[str, InScheme("means")]], Property("sg:usesMeans")] = []
    hours_per_day: Annotated[Annotated[int, Field(ge=1, le=24)] | None, Property("sg:hoursPerDay")] = None
    hours_bound: Annotated[str | None, InScheme("bound"), Property("sg:hasHoursBound")] = None

    @model_validator(mode="before")
    @classmethod
    def _hours_are_exact_unless_bounded(cls, data: Any) -> Any:
        return fill_bound(data, "hours_per_day", "hours_bound")


class Assistance(Located):
    """The assistance that a survivor received, and from whom."""

    resource = Resource("sg:Assistance", "assistance", key="{parent}-{order}")
    order: Annotated[Order, Property("sg:order")]
    helpers: Annotated[list[Annotated[str, InScheme("helper")]], Field(min_length=1), Property("sg:hasHelperKind")]
    services: Annotated[list[Annotated[str, InScheme("service")]], Property("sg:providesService")] = []
    organizations: Annotated[list[OrganizationKey], Property("sg:isGivenBy")] = []
    description: Annotated[Text | None, Property("dcterms:description")] = None


class Outcome(Timed):
    """An outcome: recovery, justice, further harm, harm by authorities; `organizations` brought it about."""

    resource = Resource("sg:Outcome", "outcome", key="{parent}-{order}")
    order: Annotated[Order, Property("sg:order")]
    kind: Annotated[str, InScheme("outcome"), Property("sg:hasOutcomeKind")]
    organizations: Annotated[list[OrganizationKey], Property("sg:isDoneBy")] = []
    description: Annotated[Text | None, Property("dcterms:description")] = None


class Payment(NarratedFact):
    """A payment that a story names, with its purpose."""

    resource = Resource("sg:Payment", "payment", key="{parent}-{number}")
    amount: Annotated[Decimal, Field(gt=0, strict=False), Property("sg:amount")]
    currency: Annotated[Currency, Property("sg:currency", None)]
    purpose: Annotated[str, InScheme("payment-purpose"), Property("sg:hasPaymentPurpose")]
    paid: Annotated[bool | None, Property("sg:settlement")] = None


class Story(Record):
    """A published account of one survivor or of a group, no finer than its publisher made it."""

    resource = Resource("sg:Story", "story")
    file = "stories/KEY.yaml"
    is_single = True
    key: Key
    name: Annotated[Text, Property("rdfs:label")]
    pseudonym: Annotated[bool, Property("sg:pseudonymity")]
    account: Annotated[str, InScheme("account"), Property("sg:hasAccountKind")] = "individual"
    people: Annotated[int, Field(ge=1), Property("sg:peopleCount")] = 1
    gender: Annotated[str, InScheme("gender"), Property("sg:hasGender")]
    section: Annotated[SectionKey, Property("sg:standsIn")]
    heading: Annotated[Text | None, Property("sg:heading")] = None
    heading_countries: Annotated[list[CountryCode], Property("sg:namesInHeading")] = []
    origin: Annotated[Origin, Part("sg:hasOrigin", shortcuts={"country": "sg:originatesIn"})]
    age: Annotated[Age | None, Part("sg:hasAge")] = None
    legs: Annotated[list[Leg], Part("sg:hasLeg")] = []
    recruitments: Annotated[list[Recruitment], Part("sg:hasRecruitment")] = []
    exploitations: Annotated[list[Exploitation], Field(min_length=1), Part("sg:hasExploitation")]
    assistances: Annotated[list[Assistance], Part("sg:hasAssistance")] = []
    outcomes: Annotated[list[Outcome], Part("sg:hasOutcome")] = []
    payments: Annotated[list[Payment], Part("sg:hasPayment")] = []

    @model_validator(mode="after")
    def _words_are_enough_to_be_one_place(self) -> Self:
        for name, fact in self.facts():
            if any(evidence.words < FEWEST_WORDS for evidence in fact.evidence):
                text = f"a fact of a story is cited with {FEWEST_WORDS} words or more; cite more of the sentence"
                raise ValueError(f"{name}: {text}")
        return self

    def facts(self) -> Iterator[tuple[str, NarratedFact]]:
        """Yield every fact of the story with the field that holds it."""
        yield "origin", self.origin
        if self.age is not None:
            yield "age", self.age
        for name in ("legs", "recruitments", "exploitations", "assistances", "outcomes", "payments"):
            for fact in getattr(self, name):
                yield name, fact

    @model_validator(mode="after")
    def _orders_are_distinct(self) -> Self:
        for name in ("legs", "recruitments", "exploitations", "assistances", "outcomes"):
            orders = [fact.order for fact in getattr(self, name)]
            if orders != sorted(set(orders)):
                raise ValueError(f"{name}: the orders rise from one to the next, and each is used once")
        if self.account == "individual" and self.people != 1:
            raise ValueError("people: an individual account is about one person")
        return self
