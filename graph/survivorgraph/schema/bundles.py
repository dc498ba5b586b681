"""The records of a source, and checks of the references between records.

Entities that are shared, such as organizations, can be spoken of by several sources: the same key is then the
same entity, and the sources have to agree on its name and kind. All other records belong to one source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from survivorgraph.errors import RecordError
from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.records import Record, Source
from survivorgraph.schema.registry import Node, iterate_nodes, iterate_parts, list_references
from survivorgraph.schema.vocabulary import Vocabulary

__all__ = ["Bundle", "check_references"]

R = TypeVar("R", bound=Record)


@dataclass
class Bundle:
    """A source and the records read from it; `where` gives the file and line of each record."""

    source: Source
    records: dict[type[Record], list[Record]] = field(default_factory=dict)
    where: dict[int, tuple[Path, int]] = field(default_factory=dict)

    def add(self, record: Record, file: Path | None = None, line: int = 0) -> None:
        """Add a record, with the place where it was read."""
        self.records.setdefault(type(record), []).append(record)
        if file is not None:
            self.where[id(record)] = file, line

    def records_of(self, model: type[R]) -> list[R]:
        """Return the records of a class, in the order in which they were read."""
        return [record for record in self.records.get(model, []) if isinstance(record, model)]

    def iterate(self) -> Iterator[Record]:
        """Yield all records, class by class."""
        for model in sorted(self.records, key=lambda model: model.__name__):
            yield from self.records[model]

    def problem(self, record: Record, text: str, field_name: str = "") -> RecordError:
        """Make the error that names the place of this record."""
        file, line = self.where.get(id(record), (Path(self.source.key), 0))
        return RecordError(text, file=file, line=line or None, field=field_name)

    def locate(self, record: Record) -> str:
        """Return FILE:LINE of a record."""
        file, line = self.where.get(id(record), (Path(self.source.key), 0))
        return f"{file}:{line}"


@dataclass(frozen=True)
class _Found:
    """A record and the node that was made of it or of a part of it first."""

    bundle: Bundle
    record: Record
    node: Node

    def is_twin_of(self, other: _Found) -> bool:
        """Return whether both are records of one kind and key, not parts whose keys happen to be equal."""
        return self.node.part is None and other.node.part is None


def check_references(bundles: Sequence[Bundle], gazetteer: Gazetteer, vocabulary: Vocabulary) -> list[RecordError]:
    """Return an error for every duplicate key and every reference to a record that is not there."""
    known: dict[str, _Found] = {}
    problems: list[RecordError] = []
    for bundle in bundles:
        own: dict[str, _Found] = {}
        for record in bundle.iterate():
            for node in iterate_nodes(record, bundle.source.key):
                problems.extend(_add(_Found(bundle, record, node), own, known))
    return [*problems, *_check_targets(bundles, set(known) | _list_fixed(gazetteer, vocabulary))]


def _add(found: _Found, own: dict[str, _Found], known: dict[str, _Found]) -> Iterator[RecordError]:
    """Add a node and its parts to those of its source and to all; yield what is wrong with their keys."""
    reference = f"{found.node.resource.kind}/{found.node.key}"
    first = own.setdefault(reference, found)
    if first is found:
        first = known.setdefault(reference, found)
    problems = [] if first is found else list(_compare(found, first))
    yield from problems
    if not problems:
        for part in iterate_parts(found.node, found.bundle.source.key):
            yield from _add(_Found(found.bundle, found.record, part), own, known)


def _compare(found: _Found, first: _Found) -> Iterator[RecordError]:
    """Yield what is wrong where two nodes have one kind and key."""
    record, kind, key = found.record, found.node.resource.kind, found.node.key
    if not found.is_twin_of(first):
        text = (
            f"'{key}' would also name another {kind}, of a record in {first.bundle.locate(first.record)}; change a key"
        )
        yield found.bundle.problem(record, text, "key")
    elif found.bundle is first.bundle or not found.node.resource.shared:
        text = (
            f"duplicate key '{key}'; the other {kind} is in {first.bundle.locate(first.record)}; keep one, or change it"
        )
        yield found.bundle.problem(record, text, "key" if "key" in type(record).model_fields else "country")
    else:
        yield from _disagreements(found, first)


def _disagreements(found: _Found, first: _Found) -> Iterator[RecordError]:
    record, kind, place = found.record, found.node.resource.kind, first.bundle.locate(first.record)
    if getattr(record, "name", None) != getattr(first.record, "name", None):
        text = f"the {kind} has another name in {place}; choose one, and make the other an alias"
        yield found.bundle.problem(record, text, "name")
    here, there = getattr(record, "kind", None), getattr(first.record, "kind", None)
    if here != there:
        text = f"'{here}' here but '{there}' in {place}; it has one kind in all sources"
        yield found.bundle.problem(record, text, "kind")


def _check_targets(bundles: Sequence[Bundle], known: set[str]) -> Iterator[RecordError]:
    for bundle in bundles:
        for record in bundle.iterate():
            for name, reference in list_references(record):
                if reference not in known:
                    kind, _, key = reference.partition("/")
                    text = f"there is no {kind} with the key '{key}'; add it, or correct the key"
                    yield bundle.problem(record, text, name)


def _list_fixed(gazetteer: Gazetteer, vocabulary: Vocabulary) -> set[str]:
    known = {f"{scheme}/{key}" for scheme, concepts in vocabulary.schemes.items() for key in concepts}
    known |= {f"country/{territory.code}" for territory in gazetteer.territories.values()}
    return known | {f"locality/{locality.key}" for locality in gazetteer.localities.values()}
