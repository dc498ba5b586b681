"""Say of single values of a fact how certain they are and which words carry them, each value a node.

A node stands for one value: for a field by the properties that it becomes, for a value of a list also by
the resource that it is. A value that nothing is said of has the certainty and the evidence of its fact.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from survivorgraph.model.places import Gazetteer
from survivorgraph.model.records import Claim, Evidence
from survivorgraph.model.records.values import find_values, list_value_fields

__all__ = ["ValueStatement", "list_properties", "list_value_statements"]

PLACED = ("sg:takesPlaceIn", "sg:takesPlaceInCountry")
PROPERTIES: Mapping[str, tuple[str, ...]] = {
    "about": ("sg:isAbout",),
    "acts": ("sg:involvesAct",),
    "adopted_by": ("sg:isAdoptedBy",),
    "aliases": ("skos:altLabel",),
    "amount": ("sg:amount",),
    "arrival_text": ("sg:arrivalText",),
    "assistance": ("sg:restrictsAssistance",),
    "based_in": ("sg:isBasedIn",),
    "bound": ("sg:hasBound",),
    "by": ("sg:isDoneBy",),
    "channels": ("sg:usesChannel",),
    "concept": ("sg:definesConcept",),
    "countries": ("sg:operatesIn",),
    "country": ("sg:originatesIn",),
    "currency": ("sg:currency",),
    "date": ("sg:date",),
    "departure_text": ("sg:departureText",),
    "description": ("dcterms:description",),
    "duration": ("sg:duration", "sg:durationDays"),
    "duration_bound": ("sg:hasDurationBound",),
    "end_year": ("sg:endYear",),
    "fiscal_year": ("sg:fiscalYear",),
    "follows_from": ("sg:followsFrom",),
    "form": ("sg:hasForm",),
    "forms": ("sg:addressesForm",),
    "from": ("sg:departsFrom", "sg:departsFromCountry"),
    "group": ("sg:hasAgeGroup",),
    "helpers": ("sg:hasHelperKind",),
    "hours_bound": ("sg:hasHoursBound",),
    "hours_per_day": ("sg:hoursPerDay",),
    "instrument": ("sg:actsOn",),
    "issued_by": ("sg:isIssuedBy",),
    "laws": ("sg:isBasedOn",),
    "means": ("sg:usesMeans",),
    "measure": ("sg:hasMeasure",),
    "member_of": ("sg:isMemberOf",),
    "name": ("rdfs:label",),
    "on_list": ("sg:isOnList",),
    "organization": ("sg:hasParticipant",),
    "organizations": ("sg:isGivenBy",),
    "paid": ("sg:settlement",),
    "part_of": ("sg:isUnitOf",),
    "place": PLACED,
    "place_text": ("sg:placeText",),
    "places": PLACED,
    "promise": ("sg:promise",),
    "promised_places": ("sg:promisesPlace",),
    "published_by": ("sg:isPublishedBy",),
    "purpose": ("sg:hasPaymentPurpose",),
    "purposes": ("sg:hasPurpose",),
    "recruiters": ("sg:hasRecruiterKind",),
    "region": ("sg:hasRegion",),
    "restrictions": ("sg:liftsRestriction",),
    "role": ("sg:hasParticipantRole",),
    "sector": ("sg:hasSector",),
    "sectors": ("sg:worksInSector",),
    "services": ("sg:providesService",),
    "stage": ("sg:hasStage",),
    "start_year": ("sg:startYear",),
    "tier": ("sg:hasTier",),
    "title": ("sg:roleTitle",),
    "to": ("sg:arrivesIn", "sg:arrivesInCountry"),
    "topics": ("sg:hasTopic",),
    "value": ("sg:value",),
    "works_in": ("sg:worksIn",),
    "year": ("sg:year",),
    "years": ("sg:ageYears",),
}
"""The properties that a field becomes, by its name in the data files."""
OF_ONE_KIND: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "Action": {"kind": ("sg:hasActionKind",)},
    "Exploitation": {"organizations": ("sg:isDoneBy",)},
    "FigureTable": {"published_by": ("dcterms:publisher",)},
    "Instrument": {"kind": ("sg:hasInstrumentKind",), "part_of": ("dcterms:isPartOf",)},
    "Listing": {"country": ("sg:listsCountry",), "year": ("sg:reportYear",)},
    "Observation": {"place": ("sg:hasPlace",)},
    "Organization": {"kind": ("sg:hasOrganizationKind",)},
    "Outcome": {"kind": ("sg:hasOutcomeKind",), "organizations": ("sg:isDoneBy",)},
    "Pattern": {"forms": ("sg:hasForm",)},
    "PatternPlaces": {"countries": ("sg:hasPlace",)},
    "PublicRole": {
        "kind": ("sg:hasRoleKind",), "organizations": ("sg:isRoleAt",), "countries": ("sg:isRoleIn",)
    },
    "Recruitment": {"organizations": ("sg:isDoneBy",)},
    "TierPlacement": {"country": ("sg:placesCountry",), "year": ("sg:reportYear",)},
    "TreatyAction": {"country": ("sg:isTakenBy",), "kind": ("sg:hasTreatyActionKind",)},
    "Waiver": {
        "country": ("sg:exemptsCountry",), "assistance": ("sg:allowsAssistance",), "by": ("sg:isGrantedBy",)
    },
}  # fmt: skip


@dataclass
class ValueStatement:
    """What is said of one value: the field, the value where there are several, its certainty and evidence.

    `name` is the field's in the data files; `value` is as the record holds it.
    """

    name: str
    value: Any
    in_list: bool
    certainty: str
    note: str | None = None
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return what tells it apart among those of a fact: `place`, `means-confinement`."""
        return (
            f"{self.name}-{self.value}".replace("/", "-").replace("_", "-")
            if self.in_list
            else self.name.replace("_", "-")
        )


def list_properties(kind: str, name: str) -> tuple[str, ...]:
    """Return the properties that a field becomes, by the class of the record and its name in the data files."""
    return OF_ONE_KIND.get(kind, {}).get(name) or PROPERTIES[name]


def list_value_statements(record: Claim, gazetteer: Gazetteer) -> list[ValueStatement]:
    """List what a record says of its single values, each value once; the rest is as certain as the record."""
    found: dict[str, ValueStatement] = {}
    for uncertain in record.uncertain:
        for one in _list_named(record, uncertain.values, gazetteer):
            found[one.key] = one
            one.certainty, one.note = uncertain.certainty, uncertain.note
    for evidence in record.evidence:
        for one in _list_named(record, evidence.values, gazetteer):
            found.setdefault(one.key, one).evidence.append(evidence)
    return list(found.values())


def _list_named(record: Claim, names: Collection[str], gazetteer: Gazetteer) -> Iterator[ValueStatement]:
    for name in names:
        name_of_field, values = name.partition("/")[0], find_values(record, name, gazetteer)
        in_list = isinstance(getattr(record, list_value_fields(type(record))[name_of_field]), list)
        for value in values:
            yield ValueStatement(name_of_field, value, in_list, record.certainty, record.note)
