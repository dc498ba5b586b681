"""Turn organizations, partnerships and persons in public roles into quads.

What a source says of an organization is a profile of its own, with evidence; the organization itself
carries the same properties as a short cut for queries, in the graph of that source.
"""

from __future__ import annotations

from pyoxigraph import NamedNode

from survivorgraph.model.records import Organization, Partnership, Person
from survivorgraph.model.triples.emitter import Emitter, iri

__all__ = ["emit_organization", "emit_partnership", "emit_person"]


def emit_organization(emitter: Emitter, organization: Organization) -> None:
    """Add an organization and what this source says of it."""
    node = iri("organization", organization.key)
    emitter.type(node, "sg:Organization")
    emitter.label(node, organization.name)
    for alias in organization.aliases:
        emitter.text(node, "skos:altLabel", alias)
    profile = iri("organization-profile", f"{emitter.source_key}-{organization.key}")
    emitter.fact(profile, "sg:OrganizationProfile", organization)
    emitter.link(profile, "sg:describesOrganization", node)
    emitter.text(profile, "dcterms:description", organization.description)
    for subject in (node, profile):
        _properties(emitter, subject, organization)


def _properties(emitter: Emitter, subject: NamedNode, organization: Organization) -> None:
    emitter.concept(subject, "sg:hasOrganizationKind", "organization-kind", organization.kind)
    emitter.links(subject, "sg:isBasedIn", "country", organization.based_in)
    emitter.links(subject, "sg:worksIn", "country", organization.works_in)
    emitter.concept(subject, "sg:providesService", "service", *organization.services)
    emitter.concept(subject, "sg:addressesForm", "form", *organization.forms)
    emitter.concept(subject, "sg:worksInSector", "sector", *organization.sectors)
    emitter.links(subject, "sg:isMemberOf", "organization", organization.member_of)
    emitter.links(subject, "sg:isUnitOf", "organization", organization.part_of)


def emit_partnership(emitter: Emitter, partnership: Partnership) -> None:
    """Add a partnership and each organization's part in it."""
    node = iri("partnership", partnership.key)
    emitter.fact(node, "sg:Partnership", partnership)
    emitter.label(node, partnership.name)
    emitter.concept(node, "sg:hasPurpose", "partnership-purpose", *partnership.purposes)
    emitter.concept(node, "sg:hasTopic", "topic", *partnership.topics)
    emitter.concept(node, "sg:addressesForm", "form", *partnership.forms)
    emitter.links(node, "sg:operatesIn", "country", partnership.countries)
    emitter.value(node, "sg:startYear", partnership.start_year)
    emitter.value(node, "sg:endYear", partnership.end_year)
    emitter.text(node, "dcterms:description", partnership.description)
    for participation in partnership.participants:
        part = iri("participation", f"{partnership.key}-{participation.organization}")
        emitter.type(part, "sg:Participation")
        emitter.claim(part, participation)
        emitter.evidence(part, participation.evidence or partnership.evidence)
        emitter.link(node, "sg:hasParticipation", part)
        emitter.concept(part, "sg:hasParticipantRole", "participant-role", participation.role)
        for subject in (node, part):
            emitter.links(subject, "sg:hasParticipant", "organization", [participation.organization])


def emit_person(emitter: Emitter, person: Person) -> None:
    """Add a person and the public roles that this source names."""
    node = iri("person", person.key)
    emitter.type(node, "sg:Person")
    emitter.label(node, person.name)
    emitter.text(node, "foaf:name", person.name, None)
    for alias in person.aliases:
        emitter.text(node, "skos:altLabel", alias)
    for number, role in enumerate(person.roles, start=1):
        part = iri("public-role", f"{emitter.source_key}-{person.key}-{number}")
        emitter.fact(part, "sg:PublicRole", role)
        emitter.link(part, "sg:isHeldBy", node)
        emitter.concept(part, "sg:hasRoleKind", "role-kind", role.kind)
        emitter.text(part, "sg:roleTitle", role.title)
        emitter.links(part, "sg:isRoleAt", "organization", role.organizations)
        emitter.links(part, "sg:isRoleIn", "country", role.countries)
        emitter.value(part, "sg:year", role.year)
        emitter.text(part, "dcterms:description", role.description)
