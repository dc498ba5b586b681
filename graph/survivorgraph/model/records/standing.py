"""Define the records of what is said of countries and of the world: patterns, tiers, actions, figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, model_validator

from survivorgraph.model.fields import Checks, CountryCode, InScheme, IsoDate, Key, PlaceRef, Ref, Text
from survivorgraph.model.records.base import Fact, Year

__all__ = ["Action", "Instrument", "Listing", "Observation", "Pattern", "PatternPlaces", "TierPlacement"]


class PatternPlaces(Fact):
    """The countries that play one part in a pattern; a set, not pairs."""

    countries: Annotated[list[CountryCode], Field(min_length=1)]


class Pattern(Fact):
    """What a source says of a phenomenon as a whole."""

    key: Key
    name: Text
    forms: Annotated[list[Annotated[str, InScheme("form")]], Field(min_length=1)]
    description: Text
    hosts: PatternPlaces | None = None
    recruitment: PatternPlaces | None = None


class Action(Fact):
    """What an organization or a government did."""

    key: Key
    name: Text
    by: Annotated[list[Key], Field(min_length=1)]
    kind: Annotated[str, InScheme("action-kind")]
    places: list[PlaceRef] = []
    forms: list[Annotated[str, InScheme("form")]] = []
    year: Year | None = None
    description: Text


class Observation(Fact):
    """A published figure."""

    key: Key
    name: Text
    about: list[Ref] = []
    measure: Annotated[str, InScheme("measure")]
    value: Annotated[Decimal, Field(strict=False)] | None = None
    bound: Annotated[str, InScheme("bound")] = "exact"
    year: Year | None = None
    fiscal_year: Year | None = None
    date: IsoDate | None = None
    place: CountryCode | None = None
    published_by: Key | None = None

    @model_validator(mode="after")
    def _a_value_or_an_order_of_magnitude(self, info: ValidationInfo) -> Self:
        assert isinstance(info.context, Checks)
        words = info.context.vocabulary.narrower_or_self("bound", "order-of-magnitude")
        if self.value is None and self.bound not in words:
            raise ValueError("an observation has a value, or a bound in words such as 'hundreds'")
        return self


class Instrument(Fact):
    """A treaty, law, plan, report, programme or other undertaking under a name.

    `adopted_by` are those who resolved on it, `issued_by` those who made, published or run it.
    """

    key: Key
    name: Text
    aliases: list[Text] = []
    kind: Annotated[str, InScheme("instrument-kind")]
    year: Year | None = None
    adopted_by: list[Key] = []
    issued_by: list[Key] = []
    part_of: list[Key] = []
    description: Text | None = None


class TierPlacement(Fact):
    """The tier in which a report year places a government."""

    country: CountryCode
    tier: Annotated[str, InScheme("tier")]
    year: Year


class Listing(Fact):
    """A government's entry in a list of a report year."""

    country: CountryCode
    on_list: Annotated[str, InScheme("list")]
    year: Year
