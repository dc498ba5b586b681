"""Define the records that documents are read into.

A record is a statement of one source, in our own words, with its evidence. Records are strict: a field that
is not listed here, a concept or place that is not known and a fact without evidence are errors.
The fields mirror the classes of the ontology; the marks on them (`mapping`) say how one becomes the other.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from survivorgraph.schema.records.base import (
    Claim,
    Evidence,
    Fact,
    LeftOut,
    Located,
    NarratedFact,
    Record,
    Section,
    Source,
    Timed,
    Uncertain,
)
from survivorgraph.schema.records.corridors import CorridorDataset, CorridorObservation
from survivorgraph.schema.records.country_status import (
    Action,
    Instrument,
    Listing,
    Observation,
    Pattern,
    PatternPlaces,
    TierPlacement,
)
from survivorgraph.schema.records.figures import Figure, FigureTable
from survivorgraph.schema.records.law import Definition, Restriction, TreatyAction, Waiver
from survivorgraph.schema.records.organizations import Organization, Participation, Partnership, Person, PublicRole
from survivorgraph.schema.records.stories import (
    Age,
    Assistance,
    Exploitation,
    Leg,
    Origin,
    Outcome,
    Payment,
    Recruitment,
    Story,
)

__all__ = [
    "Action",
    "Age",
    "Assistance",
    "Claim",
    "CorridorDataset",
    "CorridorObservation",
    "Definition",
    "Evidence",
    "Exploitation",
    "Fact",
    "Figure",
    "FigureTable",
    "Instrument",
    "LeftOut",
    "Leg",
    "Listing",
    "Located",
    "NarratedFact",
    "Observation",
    "Organization",
    "Origin",
    "Outcome",
    "Participation",
    "Partnership",
    "Pattern",
    "PatternPlaces",
    "Payment",
    "Person",
    "PublicRole",
    "Record",
    "Recruitment",
    "Restriction",
    "Section",
    "Source",
    "Story",
    "TierPlacement",
    "Timed",
    "TreatyAction",
    "Uncertain",
    "Waiver",
]

# A new kind of record is a class in a file of this folder; nothing has to name it here.
for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
