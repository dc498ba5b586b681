"""Define the records of organizations and their partnerships."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from survivorgraph.schema.fields import CountryCode, InScheme, Key, OrganizationKey, Text
from survivorgraph.schema.mapping import Part, Profile, Property, Resource
from survivorgraph.schema.records.base import Claim, Fact, Record, Year

__all__ = ["Organization", "Participation", "Partnership", "Person", "PublicRole"]


class Organization(Fact):
    """An organization as one source describes it."""

    resource = Resource(
        "sg:Organization",
        "organization",
        profile=Profile("sg:OrganizationProfile", "organization-profile", "sg:describesOrganization"),
        shared=True,
    )
    file = "organizations.yaml"
    key: Key
    name: Annotated[Text, Property("rdfs:label", on="entity")]
    aliases: Annotated[list[Text], Property("skos:altLabel", on="entity")] = []
    kind: Annotated[str, InScheme("organization-kind"), Property("sg:hasOrganizationKind")]
    based_in: Annotated[list[CountryCode], Property("sg:isBasedIn")] = []
    works_in: Annotated[list[CountryCode], Property("sg:worksIn")] = []
    services: Annotated[list[Annotated[str, InScheme("service")]], Property("sg:providesService")] = []
    forms: Annotated[list[Annotated[str, InScheme("form")]], Property("sg:addressesForm")] = []
    sectors: Annotated[list[Annotated[str, InScheme("sector")]], Property("sg:worksInSector")] = []
    member_of: Annotated[list[OrganizationKey], Property("sg:isMemberOf")] = []
    part_of: Annotated[list[OrganizationKey], Property("sg:isUnitOf")] = []
    description: Annotated[Text, Property("dcterms:description", on="profile")]


class Participation(Claim):
    """An organization's part in a partnership; without evidence of its own it has the partnership's."""

    resource = Resource("sg:Participation", "participation", key="{parent}-{organization}")
    organization: Annotated[OrganizationKey, Property("sg:hasParticipant")]
    role: Annotated[str, InScheme("participant-role"), Property("sg:hasParticipantRole")] = "partner"


class Partnership(Fact):
    """A partnership of organizations that work together on something."""

    resource = Resource("sg:Partnership", "partnership")
    file = "partnerships.yaml"
    key: Key
    name: Annotated[Text, Property("rdfs:label")]
    purposes: Annotated[list[Annotated[str, InScheme("partnership-purpose")]], Property("sg:hasPurpose")] = []
    topics: Annotated[list[Annotated[str, InScheme("topic")]], Property("sg:hasTopic")] = []
    forms: Annotated[list[Annotated[str, InScheme("form")]], Property("sg:addressesForm")] = []
    countries: Annotated[list[CountryCode], Property("sg:operatesIn")] = []
    start_year: Annotated[Year | None, Property("sg:startYear")] = None
    end_year: Annotated[Year | None, Property("sg:endYear")] = None
    description: Annotated[Text, Property("dcterms:description")]
    participants: Annotated[
        list[Participation],
        Field(min_length=1),
        Part("sg:hasParticipation", shortcuts={"organization": "sg:hasParticipant"}),
    ]

    @model_validator(mode="after")
    def _participants_are_distinct(self) -> Self:
        keys = [participation.organization for participation in self.participants]
        if len(keys) != len(set(keys)):
            raise ValueError("participants: duplicate organization; each takes part once")
        return self


class PublicRole(Fact):
    """A public role of a person, and its place."""

    resource = Resource("sg:PublicRole", "public-role", key="{source}-{parent}-{number}")
    kind: Annotated[str, InScheme("role-kind"), Property("sg:hasRoleKind")]
    title: Annotated[Text, Property("sg:roleTitle")]
    organizations: Annotated[list[OrganizationKey], Property("sg:isRoleAt")] = []
    countries: Annotated[list[CountryCode], Property("sg:isRoleIn")] = []
    year: Annotated[Year | None, Property("sg:year")] = None
    description: Annotated[Text | None, Property("dcterms:description")] = None


class Person(Record):
    """A person in a public professional role; never a person's own victimization."""

    resource = Resource("sg:Person", "person", shared=True, is_reported=False)
    file = "people.yaml"
    key: Key
    name: Annotated[Text, Property("rdfs:label"), Property("foaf:name", None)]
    aliases: Annotated[list[Text], Property("skos:altLabel")] = []
    roles: Annotated[list[PublicRole], Field(min_length=1), Part("sg:isHeldBy", inverse=True)]
