"""Define the records of law: treaty actions, consequences of tiers and lists, definitions."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from survivorgraph.schema.fields import (
    ConceptRef,
    CountryCode,
    InScheme,
    InstrumentKey,
    IsoDate,
    Key,
    OrganizationKey,
    Text,
)
from survivorgraph.schema.mapping import Property, Resource, Target
from survivorgraph.schema.records.base import Fact, Year

__all__ = ["Definition", "Restriction", "TreatyAction", "Waiver"]

RestrictionKey = Annotated[Key, Target("restriction")]


class TreatyAction(Fact):
    """The act by which a state came to be bound by a treaty, with its date; an entry into force has a day."""

    resource = Resource("sg:TreatyAction", "treaty-action", key="{source}-{instrument}-{country}-{kind}")
    file = "treaty-actions.csv"
    country: Annotated[CountryCode, Property("sg:isTakenBy")]
    instrument: Annotated[InstrumentKey, Property("sg:actsOn")]
    kind: Annotated[str, InScheme("treaty-action"), Property("sg:hasTreatyActionKind")]
    year: Annotated[Year, Property("sg:year")]
    date: Annotated[IsoDate | None, Property("sg:date")] = None

    @model_validator(mode="after")
    def _year_and_date_agree(self) -> Self:
        if self.date is not None and int(self.date[:4]) != self.year:
            raise ValueError("date: it lies in another year than the one in 'year'; make them agree")
        return self


class Restriction(Fact):
    """A restriction on a government that follows from a tier or a list, with its law."""

    resource = Resource("sg:Restriction", "restriction")
    file = "restrictions.yaml"
    key: Key
    name: Annotated[Text, Property("rdfs:label")]
    follows_from: Annotated[list[ConceptRef], Field(min_length=1), Property("sg:followsFrom")]
    laws: Annotated[list[InstrumentKey], Field(min_length=1), Property("sg:isBasedOn")]
    assistance: Annotated[list[Annotated[str, InScheme("assistance-kind")]], Property("sg:restrictsAssistance")] = []
    fiscal_year: Annotated[Year | None, Property("sg:fiscalYear")] = None
    description: Annotated[Text, Property("dcterms:description")]


class Waiver(Fact):
    """A decision that lifts restrictions for one government, for some kinds of assistance."""

    resource = Resource("sg:Waiver", "waiver")
    file = "waivers.yaml"
    key: Key
    name: Annotated[Text, Property("rdfs:label")]
    country: Annotated[CountryCode, Property("sg:exemptsCountry")]
    restrictions: Annotated[list[RestrictionKey], Field(min_length=1), Property("sg:liftsRestriction")]
    assistance: Annotated[
        list[Annotated[str, InScheme("assistance-kind")]], Field(min_length=1), Property("sg:allowsAssistance")
    ]
    date: Annotated[IsoDate, Property("sg:date")]
    by: Annotated[list[OrganizationKey], Field(min_length=1), Property("sg:isGrantedBy")]
    description: Annotated[Text | None, Property("dcterms:description")] = None


class Definition(Fact):
    """A definition of a concept by one source, in our own words."""

    resource = Resource("sg:Definition", "definition", key="{source}-{concept}")
    file = "definitions.yaml"
    concept: Annotated[ConceptRef, Property("sg:definesConcept")]
    description: Annotated[Text, Property("dcterms:description")]
