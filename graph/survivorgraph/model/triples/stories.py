"""Turn a story into quads: origin, age, legs, recruitment, exploitation, assistance, outcome, payment."""

from __future__ import annotations

from pyoxigraph import NamedNode

from survivorgraph.model.records import (
    Assistance,
    Exploitation,
    Leg,
    Outcome,
    Payment,
    Recruitment,
    Story,
)
from survivorgraph.model.triples.emitter import Emitter, iri

__all__ = ["emit_story"]


def emit_story(emitter: Emitter, story: Story) -> None:
    """Add one story with everything that is told in it."""
    node = iri("story", story.key)
    emitter.type(node, "sg:Story")
    emitter.label(node, story.name)
    emitter.link(node, "sg:isReportedIn", iri("source", emitter.source_key))
    emitter.link(node, "sg:standsIn", emitter.section(story.section))
    emitter.text(node, "sg:heading", story.heading)
    emitter.links(node, "sg:namesInHeading", "country", story.heading_countries)
    emitter.concept(node, "sg:hasAccountKind", "account", story.account)
    emitter.value(node, "sg:peopleCount", story.people)
    emitter.value(node, "sg:pseudonymity", story.pseudonym)
    emitter.concept(node, "sg:hasGender", "gender", story.gender)
    _origin_and_age(emitter, node, story)
    for leg in story.legs:
        _leg(emitter, node, story.key, leg)
    for recruitment in story.recruitments:
        _recruitment(emitter, node, story.key, recruitment)
    for exploitation in story.exploitations:
        _exploitation(emitter, node, story.key, exploitation)
    for assistance in story.assistances:
        _assistance(emitter, node, story.key, assistance)
    for outcome in story.outcomes:
        _outcome(emitter, node, story.key, outcome)
    for number, payment in enumerate(story.payments, start=1):
        _payment(emitter, node, f"{story.key}-{number}", payment)


def _part(emitter: Emitter, story: NamedNode, predicate: str, kind: str, key: str) -> NamedNode:
    node = iri(kind, key)
    emitter.link(story, predicate, node)
    return node


def _origin_and_age(emitter: Emitter, node: NamedNode, story: Story) -> None:
    origin = _part(emitter, node, "sg:hasOrigin", "origin", story.key)
    emitter.fact(origin, "sg:Origin", story.origin)
    if story.origin.country is not None:
        emitter.link(origin, "sg:originatesIn", iri("country", story.origin.country))
        if story.origin.certainty_of("country") != "ambiguous":
            emitter.link(node, "sg:originatesIn", iri("country", story.origin.country))
    if story.age is not None:
        age = _part(emitter, node, "sg:hasAge", "age", story.key)
        emitter.fact(age, "sg:Age", story.age)
        emitter.concept(age, "sg:hasAgeGroup", "age-group", story.age.group)
        emitter.value(age, "sg:ageYears", story.age.years)


def _leg(emitter: Emitter, story: NamedNode, key: str, leg: Leg) -> None:
    node = _part(emitter, story, "sg:hasLeg", "leg", f"{key}-{leg.order}")
    emitter.fact(node, "sg:Leg", leg)
    emitter.value(node, "sg:order", leg.order)
    emitter.place(node, "sg:departsFrom", leg.departs, country="sg:departsFromCountry")
    emitter.place(node, "sg:arrivesIn", leg.arrives, country="sg:arrivesInCountry")
    emitter.text(node, "sg:departureText", leg.departure_text)
    emitter.text(node, "sg:arrivalText", leg.arrival_text)
    emitter.concept(node, "sg:hasStage", "stage", leg.stage)


def _recruitment(emitter: Emitter, story: NamedNode, key: str, recruitment: Recruitment) -> None:
    node = _part(emitter, story, "sg:hasRecruitment", "recruitment", f"{key}-{recruitment.order}")
    emitter.fact(node, "sg:Recruitment", recruitment)
    emitter.value(node, "sg:order", recruitment.order)
    emitter.concept(node, "sg:usesChannel", "channel", *recruitment.channels)
    emitter.concept(node, "sg:hasRecruiterKind", "recruiter", *recruitment.recruiters)
    emitter.links(node, "sg:isDoneBy", "organization", recruitment.organizations)
    emitter.text(node, "sg:promise", recruitment.promise)
    for ref in recruitment.promised_places:
        emitter.place(node, "sg:promisesPlace", ref)
    emitter.location(node, recruitment)


def _exploitation(emitter: Emitter, story: NamedNode, key: str, exploitation: Exploitation) -> None:
    node = _part(emitter, story, "sg:hasExploitation", "exploitation", f"{key}-{exploitation.order}")
    emitter.fact(node, "sg:Exploitation", exploitation)
    emitter.value(node, "sg:order", exploitation.order)
    emitter.concept(node, "sg:hasForm", "form", exploitation.form)
    emitter.concept(node, "sg:hasSector", "sector", exploitation.sector)
    emitter.concept(node, "sg:involvesAct", "act", *exploitation.acts)
    emitter.concept(node, "sg:usesMeans", "means", *exploitation.means)
    emitter.links(node, "sg:isDoneBy", "organization", exploitation.organizations)
    emitter.value(node, "sg:hoursPerDay", exploitation.hours_per_day)
    if exploitation.hours_per_day is not None:
        emitter.concept(node, "sg:hasHoursBound", "bound", exploitation.hours_bound or "exact")
    emitter.location(node, exploitation)
    emitter.time(node, exploitation)


def _assistance(emitter: Emitter, story: NamedNode, key: str, assistance: Assistance) -> None:
    node = _part(emitter, story, "sg:hasAssistance", "assistance", f"{key}-{assistance.order}")
    emitter.fact(node, "sg:Assistance", assistance)
    emitter.value(node, "sg:order", assistance.order)
    emitter.concept(node, "sg:hasHelperKind", "helper", *assistance.helpers)
    emitter.concept(node, "sg:providesService", "service", *assistance.services)
    emitter.links(node, "sg:isGivenBy", "organization", assistance.organizations)
    emitter.text(node, "dcterms:description", assistance.description)
    emitter.location(node, assistance)


def _outcome(emitter: Emitter, story: NamedNode, key: str, outcome: Outcome) -> None:
    node = _part(emitter, story, "sg:hasOutcome", "outcome", f"{key}-{outcome.order}")
    emitter.fact(node, "sg:Outcome", outcome)
    emitter.value(node, "sg:order", outcome.order)
    emitter.concept(node, "sg:hasOutcomeKind", "outcome", outcome.kind)
    emitter.links(node, "sg:isDoneBy", "organization", outcome.organizations)
    emitter.text(node, "dcterms:description", outcome.description)
    emitter.location(node, outcome)
    emitter.time(node, outcome)


def _payment(emitter: Emitter, story: NamedNode, key: str, payment: Payment) -> None:
    node = _part(emitter, story, "sg:hasPayment", "payment", key)
    emitter.fact(node, "sg:Payment", payment)
    emitter.value(node, "sg:amount", payment.amount)
    emitter.text(node, "sg:currency", payment.currency, None)
    emitter.concept(node, "sg:hasPaymentPurpose", "payment-purpose", payment.purpose)
    emitter.value(node, "sg:settlement", payment.paid)
