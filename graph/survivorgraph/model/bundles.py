"""Gather what is read from one source, and check that records point to records that exist.

Organizations, persons and instruments can be spoken of by several sources: the same key is then the
same entity, and the sources have to agree on its name and kind. All other records belong to one source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from survivorgraph.errors import RecordError
from survivorgraph.model.places import Gazetteer
from survivorgraph.model.records import (
    Action,
    Definition,
    Figure,
    FigureTable,
    Instrument,
    LeftOut,
    Listing,
    Observation,
    Organization,
    Partnership,
    Pattern,
    Person,
    Record,
    Restriction,
    Source,
    Story,
    TierPlacement,
    TreatyAction,
    Waiver,
)
from survivorgraph.model.vocabulary import Vocabulary

__all__ = ["Bundle", "check_references"]

SHARED = ("organization", "person", "instrument")


@dataclass
class Bundle:
    """Hold one source and the records read from it; `where` gives the file and line of each record."""

    source: Source
    stories: list[Story] = field(default_factory=list)
    organizations: list[Organization] = field(default_factory=list)
    partnerships: list[Partnership] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    patterns: list[Pattern] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    instruments: list[Instrument] = field(default_factory=list)
    tiers: list[TierPlacement] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    treaty_actions: list[TreatyAction] = field(default_factory=list)
    restrictions: list[Restriction] = field(default_factory=list)
    waivers: list[Waiver] = field(default_factory=list)
    definitions: list[Definition] = field(default_factory=list)
    tables: list[FigureTable] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    where: dict[int, tuple[Path, int]] = field(default_factory=dict)

    def keyed(self) -> Iterator[tuple[str, Record, str]]:
        """Yield (kind, record, key) for every record; the key names it among those of its kind."""
        kinds: dict[str, Sequence[Any]] = {
            "story": self.stories,
            "organization": self.organizations,
            "partnership": self.partnerships,
            "person": self.people,
            "pattern": self.patterns,
            "action": self.actions,
            "observation": self.observations,
            "instrument": self.instruments,
            "restriction": self.restrictions,
            "waiver": self.waivers,
            "table": self.tables,
        }
        for kind, records in kinds.items():
            for record in records:
                yield kind, record, record.key
        yield from self._rows()

    def _rows(self) -> Iterator[tuple[str, Record, str]]:
        """Yield (kind, record, key) for the records whose key is made of their fields, to find twins."""
        stem = self.source.key
        for action in self.treaty_actions:
            yield "treaty-action row", action, f"{stem}-{action.instrument}-{action.country}-{action.kind}"
        for figure in self.figures:
            yield "figure row", figure, f"{stem}-{figure.measure}-{figure.region}-{figure.year}"
        for definition in self.definitions:
            yield "definition row", definition, f"{stem}-{definition.concept}"
        for tier in self.tiers:
            yield "tier placement", tier, f"{tier.year}-{tier.country}"
        for listing in self.listings:
            yield "listing", listing, f"{listing.on_list}-{listing.year}-{listing.country}"

    def problem(self, record: Record, text: str, field_name: str = "") -> RecordError:
        """Make the error that says where this record stands."""
        file, line = self.where.get(id(record), (Path(self.source.key), 0))
        return RecordError(text, file=file, line=line or None, field=field_name)


def _index(bundles: Sequence[Bundle]) -> tuple[set[str], list[RecordError]]:
    """Collect the keys of all records, with the errors of keys that stand twice or disagree."""
    known: dict[str, tuple[Bundle, Record]] = {}
    problems: list[RecordError] = []
    for bundle in bundles:
        own: dict[str, Record] = {}
        for kind, record, key in bundle.keyed():
            ref = f"{kind}/{key}"
            twin = (bundle, own[ref]) if ref in own else known.get(ref)
            if twin and (ref in own or kind not in SHARED):
                text = f"'{key}' stands twice; the other {kind} is in {_place(twin)}; keep one, or change the key"
                problems.append(bundle.problem(record, text, "key" if hasattr(record, "key") else "country"))
            elif twin:
                problems.extend(_disagreements(bundle, record, twin, kind))
            own.setdefault(ref, record)
            known.setdefault(ref, (bundle, record))
    return set(known), problems


def _place(found: tuple[Bundle, Record]) -> str:
    """Return FILE:LINE of a record."""
    bundle, record = found
    file, line = bundle.where.get(id(record), (Path(bundle.source.key), 0))
    return f"{file}:{line}"


def _disagreements(bundle: Bundle, record: Record, twin: tuple[Bundle, Record], kind: str) -> Iterator[RecordError]:
    if getattr(record, "name", None) != getattr(twin[1], "name", None):
        text = f"the {kind} has another name in {_place(twin)}; choose one, and make the other an alias"
        yield bundle.problem(record, text, "name")
    here, there = getattr(record, "kind", None), getattr(twin[1], "kind", None)
    if here != there:
        text = f"'{here}' here but '{there}' in {_place(twin)}; it has one kind in all sources"
        yield bundle.problem(record, text, "kind")


def _blends(bundles: Sequence[Bundle]) -> Iterator[RecordError]:
    """Yield an error for two participations whose keys, joined by a hyphen, would be one: a-b in c, a in b-c."""
    seen: dict[str, tuple[str, str]] = {}
    for bundle in bundles:
        for partnership in bundle.partnerships:
            for part in partnership.participants:
                pair = partnership.key, part.organization
                if seen.setdefault("-".join(pair), pair) != pair:
                    text = (
                        f"'{'-'.join(pair)}' would also name another participation; change the key of the partnership"
                    )
                    yield bundle.problem(partnership, text, "key")


def _pointers(bundle: Bundle) -> Iterator[tuple[Record, str, str]]:
    """Yield (record, field, KIND/KEY) for every pointer from one record to another."""
    for story in bundle.stories:
        for name in ("recruitments", "exploitations", "assistances", "outcomes"):
            for part in getattr(story, name):
                yield from ((story, name, f"organization/{key}") for key in part.organizations)
    for organization in bundle.organizations:
        yield from ((organization, "member_of", f"organization/{key}") for key in organization.member_of)
        yield from ((organization, "part_of", f"organization/{key}") for key in organization.part_of)
    for partnership in bundle.partnerships:
        for participation in partnership.participants:
            yield partnership, "participants", f"organization/{participation.organization}"
    for person in bundle.people:
        for role in person.roles:
            yield from ((person, "roles", f"organization/{key}") for key in role.organizations)
    for action in bundle.actions:
        yield from ((action, "by", f"organization/{key}") for key in action.by)
    for instrument in bundle.instruments:
        yield from ((instrument, "adopted_by", f"organization/{key}") for key in instrument.adopted_by)
        yield from ((instrument, "issued_by", f"organization/{key}") for key in instrument.issued_by)
        yield from ((instrument, "part_of", f"instrument/{key}") for key in instrument.part_of)
    for observation in bundle.observations:
        yield from ((observation, "about", ref) for ref in observation.about)
        if observation.published_by:
            yield observation, "published_by", f"organization/{observation.published_by}"
    yield from _pointers_of_law(bundle)


def _pointers_of_law(bundle: Bundle) -> Iterator[tuple[Record, str, str]]:
    for treaty_action in bundle.treaty_actions:
        yield treaty_action, "instrument", f"instrument/{treaty_action.instrument}"
    for restriction in bundle.restrictions:
        yield from ((restriction, "laws", f"instrument/{key}") for key in restriction.laws)
    for waiver in bundle.waivers:
        yield from ((waiver, "restrictions", f"restriction/{key}") for key in waiver.restrictions)
        yield from ((waiver, "by", f"organization/{key}") for key in waiver.by)
    for table in bundle.tables:
        if table.published_by:
            yield table, "published_by", f"organization/{table.published_by}"
    yield from ((figure, "table", f"table/{figure.table}") for figure in bundle.figures)


def check_references(bundles: Sequence[Bundle], gazetteer: Gazetteer, vocabulary: Vocabulary) -> list[RecordError]:
    """Return an error for every key that stands twice and every pointer to a record that is not there."""
    known, problems = _index(bundles)
    problems.extend(_blends(bundles))
    known |= {f"{scheme}/{key}" for scheme, concepts in vocabulary.schemes.items() for key in concepts}
    known |= {f"country/{territory.code}" for territory in gazetteer.territories.values()}
    known |= {f"locality/{locality.key}" for locality in gazetteer.localities.values()}
    for bundle in bundles:
        for record, name, ref in _pointers(bundle):
            if ref not in known:
                kind, _, key = ref.partition("/")
                text = f"there is no {kind} with the key '{key}'; add it, or correct the key"
                problems.append(bundle.problem(record, text, name))
    return problems
