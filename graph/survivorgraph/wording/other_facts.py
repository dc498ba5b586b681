"""Sentences for facts that are part of no story: what each says first, and then its details by name.

A node is given as its values by the local name of the property, each as a reader sees it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeAlias

__all__ = ["DETAILS", "PropertyValues", "word_details", "word_lead", "word_listing", "word_partnership"]

PropertyValues: TypeAlias = Mapping[str, Sequence[str]]

DETAILS: Final[Mapping[str, str]] = {
    "hasActionKind": "kind",
    "hasOrganizationKind": "kind",
    "hasInstrumentKind": "kind",
    "hasRoleKind": "kind",
    "isDoneBy": "by",
    "isAdoptedBy": "adopted by",
    "isIssuedBy": "issued by",
    "isGrantedBy": "granted by",
    "isRoleAt": "at",
    "isRoleIn": "in",
    "takesPlaceIn": "in",
    "operatesIn": "in",
    "hasPlace": "in",
    "hasRegion": "region",
    "isHostedIn": "in",
    "recruitsFrom": "recruits from",
    "exemptsCountry": "for",
    "isBasedIn": "based in",
    "worksIn": "works in",
    "isUnitOf": "unit of",
    "isMemberOf": "member of",
    "isPartOf": "part of",
    "hasPurpose": "purpose",
    "hasTopic": "topic",
    "providesService": "services",
    "worksInSector": "industry",
    "addressesForm": "form",
    "hasForm": "form",
    "followsFrom": "follows from",
    "isBasedOn": "law",
    "liftsRestriction": "lifts",
    "restrictsAssistance": "assistance",
    "allowsAssistance": "assistance",
    "isAbout": "about",
    "isPublishedBy": "published by",
    "year": "year",
    "fiscalYear": "fiscal year",
    "date": "date",
    "startYear": "from",
    "endYear": "to",
}
"""The properties that are told as details, with the words for them, in the order in which they are told."""
_NOT_EXACT: Final = frozenset(("exact", "not stated"))


def word_lead(name: str, values: PropertyValues) -> str:
    """Write what a fact of a class says first, such as the name of an action and its description."""
    return _LEADS.get(name, _word_named)(values).strip()


def word_details(name: str, values: PropertyValues) -> str:
    """Write the details of a fact of a class, without those that its lead has."""
    told = _TOLD.get(name, frozenset())
    listed = [
        f"{word}: {', '.join(dict.fromkeys(values[key]))}"
        for key, word in DETAILS.items()
        if key in values and key not in told
    ]
    return "; ".join(listed)


def _one(values: PropertyValues, name: str) -> str:
    found = values.get(name, ())
    return found[0] if found else ""


def _word_named(values: PropertyValues) -> str:
    name, text = _one(values, "label"), _one(values, "description")
    return f"{name}{'. ' if name and text else ''}{text}"


def _word_figure(values: PropertyValues) -> str:
    bound = _one(values, "hasBound")
    number = _one(values, "value")
    if not number:
        number = "withheld by its publisher" if "suppression" in values else "no number is given"
    if number.replace(".", "", 1).isdecimal():
        number = f"{Decimal(number):,}"
    unit = _one(values, "unit")
    parts = [bound if number and bound and bound not in _NOT_EXACT else "", number, unit if unit != "count" else ""]
    return f"{_one(values, 'label')}: {' '.join(part for part in parts if part)}"


def _word_profile(values: PropertyValues) -> str:
    name = _one(values, "describesOrganization") or _one(values, "describesInstrument")
    return f"{name}: {_one(values, 'description')}"


def word_partnership(name: str, years: Sequence[str], description: str) -> str:
    """Write what a partnership is: its name, its years as far as they are known, and its description."""
    period = "–".join(dict.fromkeys(years))
    return f"{name}{f' ({period})' if period else ''}: {description}"


def word_listing(label: str, year: str) -> str:
    """Write where a country stands: its tier or list, and the year of the report."""
    return f"{label} ({year})"


def _word_partnership(values: PropertyValues) -> str:
    years = [year for name in ("startYear", "endYear") for year in values.get(name, ())]
    return word_partnership(_one(values, "label"), years, _one(values, "description"))


def _word_participation(values: PropertyValues) -> str:
    role = _one(values, "hasParticipantRole")
    return f"{_one(values, 'whole')}: {_one(values, 'hasParticipant')} takes part as {role}"


def _word_pattern_place(values: PropertyValues) -> str:
    return f"{_one(values, 'whole')}: {_one(values, 'hasPlace')} ({_one(values, 'hasPlaceRole')})"


def _word_role(values: PropertyValues) -> str:
    text = _one(values, "description")
    return f"{_one(values, 'isHeldBy')}: {_one(values, 'roleTitle')}{'. ' if text else ''}{text}"


def _word_treaty_action(values: PropertyValues) -> str:
    when = _one(values, "date") or _one(values, "year")
    return f"{_one(values, 'isTakenBy')}: {_one(values, 'hasTreatyActionKind')}, {_one(values, 'actsOn')} ({when})"


def _word_definition(values: PropertyValues) -> str:
    return f"{_one(values, 'definesConcept')}: {_one(values, 'description')}"


def _word_corridor(values: PropertyValues) -> str:
    stories = values.get("isSupportedBy", ())
    forms = values.get("hasForm", ())
    told = f"{len(stories)} {'story' if len(stories) == 1 else 'stories'}: {', '.join(stories)}"
    listed = f" ({', '.join(forms)})" if forms else ""
    return f"{_one(values, 'label')}: {told}{listed}"


def _word_shared_partnerships(values: PropertyValues) -> str:
    return f"{' and '.join(values.get('involves', ()))}: {', '.join(values.get('isSupportedBy', ()))}"


def _word_standing(values: PropertyValues) -> str:
    country = _one(values, "placesCountry") or _one(values, "listsCountry")
    what = _one(values, "hasTier") or _one(values, "isOnList")
    return f"{country}: {word_listing(what, _one(values, 'reportYear'))}"


_LEADS: Final[Mapping[str, Callable[[PropertyValues], str]]] = {
    "Observation": _word_figure,
    "OrganizationProfile": _word_profile,
    "InstrumentProfile": _word_profile,
    "Partnership": _word_partnership,
    "Participation": _word_participation,
    "PatternPlace": _word_pattern_place,
    "PublicRole": _word_role,
    "TreatyAction": _word_treaty_action,
    "Definition": _word_definition,
    "Corridor": _word_corridor,
    "CoPartnership": _word_shared_partnerships,
    "TierPlacement": _word_standing,
    "Listing": _word_standing,
}
_TOLD: Final[Mapping[str, frozenset[str]]] = {
    "PatternPlace": frozenset(("hasPlace",)),
    "TreatyAction": frozenset(("year", "date")),
    "Corridor": frozenset(("hasForm",)),
    "Partnership": frozenset(("startYear", "endYear")),
}
