"""Define the records of law: what states did under treaties, what follows from a tier or list, what words mean."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from survivorgraph.model.fields import ConceptRef, CountryCode, InScheme, IsoDate, Key, Text
from survivorgraph.model.records.base import Fact, Year

__all__ = ["Definition", "Restriction", "TreatyAction", "Waiver"]


class TreatyAction(Fact):
    """How and when a state came to be bound by a treaty; an entry into force has a day."""

    country: CountryCode
    instrument: Key
    kind: Annotated[str, InScheme("treaty-action")]
    year: Year
    date: IsoDate | None = None

    @model_validator(mode="after")
    def _year_and_date_agree(self) -> Self:
        if self.date is not None and int(self.date[:4]) != self.year:
            raise ValueError("date: it lies in another year than the one in 'year'; make them agree")
        return self


class Restriction(Fact):
    """What follows for a government from a tier or a list, under which law."""

    key: Key
    name: Text
    follows_from: Annotated[list[ConceptRef], Field(min_length=1)]
    laws: Annotated[list[Key], Field(min_length=1)]
    assistance: list[Annotated[str, InScheme("assistance-kind")]] = []
    fiscal_year: Year | None = None
    description: Text


class Waiver(Fact):
    """A decision that lifts restrictions for one government, for some kinds of assistance."""

    key: Key
    name: Text
    country: CountryCode
    restrictions: Annotated[list[Key], Field(min_length=1)]
    assistance: Annotated[list[Annotated[str, InScheme("assistance-kind")]], Field(min_length=1)]
    date: IsoDate
    by: Annotated[list[Key], Field(min_length=1)]
    description: Text | None = None


class Definition(Fact):
    """What one source means by a concept, in our own words."""

    concept: ConceptRef
    description: Text
