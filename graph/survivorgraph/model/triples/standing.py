"""Turn what is said of countries and of the world into quads: patterns, tiers, lists, actions, figures."""

from __future__ import annotations

from pyoxigraph import NamedNode

from survivorgraph.model.records import (
    Action,
    Instrument,
    Listing,
    Observation,
    Pattern,
    PatternPlaces,
    TierPlacement,
)
from survivorgraph.model.triples.emitter import Emitter, iri, resolve

__all__ = ["emit_action", "emit_instrument", "emit_listing", "emit_observation", "emit_pattern", "emit_tier"]


def emit_pattern(emitter: Emitter, pattern: Pattern) -> None:
    """Add a pattern; hosts and recruitment countries stay two sets and are never paired."""
    node = iri("pattern", pattern.key)
    emitter.fact(node, "sg:Pattern", pattern)
    emitter.label(node, pattern.name)
    emitter.concept(node, "sg:hasForm", "form", *pattern.forms)
    emitter.text(node, "dcterms:description", pattern.description)
    _places(emitter, node, pattern.key, "host", "sg:isHostedIn", pattern.hosts)
    _places(emitter, node, pattern.key, "recruitment", "sg:recruitsFrom", pattern.recruitment)


def _places(
    emitter: Emitter, node: NamedNode, key: str, role: str, predicate: str, places: PatternPlaces | None
) -> None:
    if places is None:
        return
    for code in places.countries:
        part = iri("pattern-place", f"{key}-{role}-{code}")
        emitter.fact(part, "sg:PatternPlace", places)
        emitter.concept(part, "sg:hasPlaceRole", "place-role", role)
        emitter.link(part, "sg:hasPlace", iri("country", code))
        emitter.link(node, "sg:hasPatternPlace", part)
        emitter.link(node, predicate, iri("country", code))


def emit_tier(emitter: Emitter, tier: TierPlacement) -> None:
    """Add the tier of a government in a report year."""
    node = iri("tier-placement", f"{tier.year}-{tier.country}")
    emitter.fact(node, "sg:TierPlacement", tier)
    emitter.link(node, "sg:placesCountry", iri("country", tier.country))
    emitter.concept(node, "sg:hasTier", "tier", tier.tier)
    emitter.value(node, "sg:reportYear", tier.year)


def emit_listing(emitter: Emitter, listing: Listing) -> None:
    """Add a government's entry in a list of a report year."""
    node = iri("listing", f"{listing.on_list}-{listing.year}-{listing.country}")
    emitter.fact(node, "sg:Listing", listing)
    emitter.link(node, "sg:listsCountry", iri("country", listing.country))
    emitter.concept(node, "sg:isOnList", "list", listing.on_list)
    emitter.value(node, "sg:reportYear", listing.year)


def emit_action(emitter: Emitter, action: Action) -> None:
    """Add what an organization or a government did."""
    node = iri("action", action.key)
    emitter.fact(node, "sg:Action", action)
    emitter.label(node, action.name)
    emitter.links(node, "sg:isDoneBy", "organization", action.by)
    emitter.concept(node, "sg:hasActionKind", "action-kind", action.kind)
    for ref in action.places:
        emitter.place(node, "sg:takesPlaceIn", ref, country="sg:takesPlaceInCountry")
    emitter.concept(node, "sg:addressesForm", "form", *action.forms)
    emitter.value(node, "sg:year", action.year)
    emitter.text(node, "dcterms:description", action.description)


def emit_observation(emitter: Emitter, observation: Observation) -> None:
    """Add a published figure, exact or with its bound."""
    node = iri("observation", observation.key)
    emitter.fact(node, "sg:Observation", observation)
    emitter.label(node, observation.name)
    for ref in observation.about:
        emitter.link(node, "sg:isAbout", resolve(ref))
    emitter.concept(node, "sg:hasMeasure", "measure", observation.measure)
    emitter.value(node, "sg:value", observation.value)
    emitter.concept(node, "sg:hasBound", "bound", observation.bound)
    emitter.value(node, "sg:year", observation.year)
    emitter.value(node, "sg:fiscalYear", observation.fiscal_year)
    emitter.date(node, "sg:date", observation.date)
    if observation.place is not None:
        emitter.link(node, "sg:hasPlace", iri("country", observation.place))
    if observation.published_by is not None:
        emitter.link(node, "sg:isPublishedBy", iri("organization", observation.published_by))


def emit_instrument(emitter: Emitter, instrument: Instrument) -> None:
    """Add a treaty, law, report or other undertaking under a name, and what this source says of it."""
    node = iri("instrument", instrument.key)
    emitter.type(node, "sg:Instrument")
    emitter.label(node, instrument.name)
    for alias in instrument.aliases:
        emitter.text(node, "skos:altLabel", alias)
    profile = iri("instrument-profile", f"{emitter.source_key}-{instrument.key}")
    emitter.fact(profile, "sg:InstrumentProfile", instrument)
    emitter.link(profile, "sg:describesInstrument", node)
    emitter.text(profile, "dcterms:description", instrument.description)
    for subject in (node, profile):
        emitter.concept(subject, "sg:hasInstrumentKind", "instrument-kind", instrument.kind)
        emitter.value(subject, "sg:year", instrument.year)
        emitter.links(subject, "sg:isAdoptedBy", "organization", instrument.adopted_by)
        emitter.links(subject, "sg:isIssuedBy", "organization", instrument.issued_by)
        emitter.links(subject, "dcterms:isPartOf", "instrument", instrument.part_of)
