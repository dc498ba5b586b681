"""Turn the records of law into quads: treaty actions, restrictions, waivers, definitions."""

from __future__ import annotations

from survivorgraph.model.records import Definition, Restriction, TreatyAction, Waiver
from survivorgraph.model.triples.emitter import Emitter, iri, resolve

__all__ = ["emit_definition", "emit_restriction", "emit_treaty_action", "emit_waiver"]


def emit_treaty_action(emitter: Emitter, action: TreatyAction) -> None:
    """Add what a state did under a treaty."""
    node = iri("treaty-action", f"{emitter.source_key}-{action.instrument}-{action.country}-{action.kind}")
    emitter.fact(node, "sg:TreatyAction", action)
    emitter.link(node, "sg:isTakenBy", iri("country", action.country))
    emitter.link(node, "sg:actsOn", iri("instrument", action.instrument))
    emitter.concept(node, "sg:hasTreatyActionKind", "treaty-action", action.kind)
    emitter.value(node, "sg:year", action.year)
    emitter.date(node, "sg:date", action.date)


def emit_restriction(emitter: Emitter, restriction: Restriction) -> None:
    """Add what follows for a government from a tier or a list."""
    node = iri("restriction", restriction.key)
    emitter.fact(node, "sg:Restriction", restriction)
    emitter.label(node, restriction.name)
    for ref in restriction.follows_from:
        emitter.link(node, "sg:followsFrom", resolve(ref))
    emitter.links(node, "sg:isBasedOn", "instrument", restriction.laws)
    emitter.concept(node, "sg:restrictsAssistance", "assistance-kind", *restriction.assistance)
    emitter.value(node, "sg:fiscalYear", restriction.fiscal_year)
    emitter.text(node, "dcterms:description", restriction.description)


def emit_waiver(emitter: Emitter, waiver: Waiver) -> None:
    """Add a decision that lifts restrictions for one government."""
    node = iri("waiver", waiver.key)
    emitter.fact(node, "sg:Waiver", waiver)
    emitter.label(node, waiver.name)
    emitter.link(node, "sg:exemptsCountry", iri("country", waiver.country))
    emitter.links(node, "sg:liftsRestriction", "restriction", waiver.restrictions)
    emitter.concept(node, "sg:allowsAssistance", "assistance-kind", *waiver.assistance)
    emitter.date(node, "sg:date", waiver.date)
    emitter.links(node, "sg:isGrantedBy", "organization", waiver.by)
    emitter.text(node, "dcterms:description", waiver.description)


def emit_definition(emitter: Emitter, definition: Definition) -> None:
    """Add what this source means by a concept."""
    node = iri("definition", f"{emitter.source_key}-{definition.concept.replace('/', '-')}")
    emitter.fact(node, "sg:Definition", definition)
    emitter.link(node, "sg:definesConcept", resolve(definition.concept))
    emitter.text(node, "dcterms:description", definition.description)
