"""Define the records about countries and the world: patterns, tiers, actions, figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, ValidationInfo, model_validator

from survivorgraph.schema.fields import (
    Checks,
    CountryCode,
    InScheme,
    InstrumentKey,
    IsoDate,
    Key,
    OrganizationKey,
    PlaceRef,
    Ref,
    Text,
)
from survivorgraph.schema.mapping import Part, Profile, Property, Resource
from survivorgraph.schema.records.base import Fact, Year

__all__ = ["Action", "Instrument", "Listing", "Observation", "Pattern", "PatternPlaces", "TierPlacement"]


class PatternPlaces(Fact):
    """The countries that play one part in a pattern; a set, not pairs."""

    resource = Resource("sg:PatternPlace", "pattern-place", key="{parent}-{role}-{countries}", each="countries")
    countries: Annotated[list[CountryCode], Field(min_length=1), Property("sg:hasPlace")]


class Pattern(Fact):
    """A pattern that a source reports of a phenomenon as a whole."""

    resource = Resource("sg:Pattern", "pattern")
    file = "patterns.yaml"
    key: Key
    name: Annotated[Text, Property("rdfs:label")]
    forms: Annotated[list[Annotated[str, InScheme("form")]], Field(min_length=1), Property("sg:hasForm")]
    description: Annotated[Text, Property("dcterms:description")]
    hosts: Annotated[
        PatternPlaces | None,
        Part(
            "sg:hasPatternPlace",
            role="host",
            adds={"sg:hasPlaceRole": "place-role/host"},
            shortcuts={"countries": "sg:isHostedIn"},
        ),
    ] = None
    recruitment: Annotated[
        PatternPlaces | None,
        Part(
            "sg:hasPatternPlace",
            role="recruitment",
            adds={"sg:hasPlaceRole": "place-role/recruitment"},
            shortcuts={"countries": "sg:recruitsFrom"},
        ),
    ] = None


class Action(Fact):
    """An action of an organization or a government."""

    resource = Resource("sg:Action", "action")
    file = "actions.yaml"
    key: Key
    name: Annotated[Text, Property("rdfs:label")]
    by: Annotated[list[OrganizationKey], Field(min_length=1), Property("sg:isDoneBy")]
    kind: Annotated[str, InScheme("action-kind"), Property("sg:hasActionKind")]
    places: Annotated[list[PlaceRef], Property("sg:takesPlaceIn", country="sg:takesPlaceInCountry")] = []
    forms: Annotated[list[Annotated[str, InScheme("form")]], Property("sg:addressesForm")] = []
    year: Annotated[Year | None, Property("sg:year")] = None
    description: Annotated[Text, Property("dcterms:description")]


class Observation(Fact):
    """A published figure."""

    resource = Resource("sg:Observation", "observation")
    file = "observations.yaml"
    key: Key
    name: Annotated[Text, Property("rdfs:label")]
    about: Annotated[list[Ref], Property("sg:isAbout")] = []
    measure: Annotated[str, InScheme("measure"), Property("sg:hasMeasure")]
    value: Annotated[Annotated[Decimal, Field(strict=False)] | None, Property("sg:value")] = None
    bound: Annotated[str, InScheme("bound"), Property("sg:hasBound")] = "exact"
    year: Annotated[Year | None, Property("sg:year")] = None
    fiscal_year: Annotated[Year | None, Property("sg:fiscalYear")] = None
    date: Annotated[IsoDate | None, Property("sg:date")] = None
    place: Annotated[CountryCode | None, Property("sg:hasPlace")] = None
    published_by: Annotated[OrganizationKey | None, Property("sg:isPublishedBy")] = None

    @model_validator(mode="after")
    def _a_value_or_an_order_of_magnitude(self, info: ValidationInfo) -> Self:
        assert isinstance(info.context, Checks)
        words = info.context.vocabulary.narrower_or_self("bound", "order-of-magnitude")
        if self.value is None and self.bound not in words:
            raise ValueError("an observation has a value, or a bound in words such as 'hundreds'")
        return self


class Instrument(Fact):
    """A treaty, law, plan, report, programme or other undertaking under a name.

    `adopted_by` are those who adopted it, `issued_by` those who made, published or run it.
    """

    resource = Resource(
        "sg:Instrument",
        "instrument",
        profile=Profile("sg:InstrumentProfile", "instrument-profile", "sg:describesInstrument"),
        shared=True,
    )
    file = "instruments.yaml"
    key: Key
    name: Annotated[Text, Property("rdfs:label", on="entity")]
    aliases: Annotated[list[Text], Property("skos:altLabel", on="entity")] = []
    kind: Annotated[str, InScheme("instrument-kind"), Property("sg:hasInstrumentKind")]
    year: Annotated[Year | None, Property("sg:year")] = None
    adopted_by: Annotated[list[OrganizationKey], Property("sg:isAdoptedBy")] = []
    issued_by: Annotated[list[OrganizationKey], Property("sg:isIssuedBy")] = []
    part_of: Annotated[list[InstrumentKey], Property("dcterms:isPartOf")] = []
    description: Annotated[Text | None, Property("dcterms:description", on="profile")] = None


class TierPlacement(Fact):
    """The tier in which a report year places a government."""

    resource = Resource("sg:TierPlacement", "tier-placement", key="{year}-{country}")
    file = "tiers.csv"
    country: Annotated[CountryCode, Property("sg:placesCountry")]
    tier: Annotated[str, InScheme("tier"), Property("sg:hasTier")]
    year: Annotated[Year, Property("sg:reportYear")]


class Listing(Fact):
    """A government's entry in a list of a report year."""

    resource = Resource("sg:Listing", "listing", key="{on_list}-{year}-{country}")
    file = "listings.csv"
    country: Annotated[CountryCode, Property("sg:listsCountry")]
    on_list: Annotated[str, InScheme("list"), Property("sg:isOnList")]
    year: Annotated[Year, Property("sg:reportYear")]
