"""Define the records of who works against trafficking, and with whom."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from survivorgraph.model.fields import CountryCode, InScheme, Key, Text
from survivorgraph.model.records.base import Claim, Fact, Record, Year

__all__ = ["Organization", "Participation", "Partnership", "Person", "PublicRole"]


class Organization(Fact):
    """What one source says of an organization."""

    key: Key
    name: Text
    aliases: list[Text] = []
    kind: Annotated[str, InScheme("organization-kind")]
    based_in: list[CountryCode] = []
    works_in: list[CountryCode] = []
    services: list[Annotated[str, InScheme("service")]] = []
    forms: list[Annotated[str, InScheme("form")]] = []
    sectors: list[Annotated[str, InScheme("sector")]] = []
    member_of: list[Key] = []
    part_of: list[Key] = []
    description: Text


class Participation(Claim):
    """One organization's part in a partnership; without evidence of its own it rests on the partnership's."""

    organization: Key
    role: Annotated[str, InScheme("participant-role")] = "partner"


class Partnership(Fact):
    """Organizations that work together on something."""

    key: Key
    name: Text
    purposes: list[Annotated[str, InScheme("partnership-purpose")]] = []
    topics: list[Annotated[str, InScheme("topic")]] = []
    forms: list[Annotated[str, InScheme("form")]] = []
    countries: list[CountryCode] = []
    start_year: Year | None = None
    end_year: Year | None = None
    description: Text
    participants: Annotated[list[Participation], Field(min_length=1)]

    @model_validator(mode="after")
    def _participants_are_distinct(self) -> Self:
        keys = [participation.organization for participation in self.participants]
        if len(keys) != len(set(keys)):
            raise ValueError("participants: an organization stands here twice; it takes part once")
        return self


class PublicRole(Fact):
    """What a person does in public, and where."""

    kind: Annotated[str, InScheme("role-kind")]
    title: Text
    organizations: list[Key] = []
    countries: list[CountryCode] = []
    year: Year | None = None
    description: Text | None = None


class Person(Record):
    """A person in a public professional role; never a person's own victimization."""

    key: Key
    name: Text
    aliases: list[Text] = []
    roles: Annotated[list[PublicRole], Field(min_length=1)]
