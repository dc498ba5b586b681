"""The schema derived from the record classes: kinds, field rules, references.

Nothing is listed here: a record class with a `Resource` is a kind, and its fields say what they are in RDF (see
`mapping`). The triples, the checks of references and the files that a source folder may hold follow from this.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from string import Formatter
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from survivorgraph.schema.fields import InScheme
from survivorgraph.schema.mapping import ANY, OWN_KEY, Datatype, Part, Property, Resource, Target
from survivorgraph.schema.records import Record

__all__ = [
    "FieldRule",
    "Node",
    "is_record_kind",
    "iterate_nodes",
    "iterate_parts",
    "list_fields",
    "list_files",
    "list_kinds",
    "list_models",
    "list_references",
]

PLACES = frozenset(("country", "locality"))


@dataclass(frozen=True, slots=True)
class FieldRule:
    """The mapping of a field of a record to RDF.

    At most one of `scheme` (of concepts), `target` (kind of reference), `datatype` and `part` is set.
    """

    name: str
    properties: tuple[Property, ...] = ()
    part: Part | None = None
    scheme: str = ""
    target: str = ""
    datatype: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A node that a record becomes: the record, its resource and key, and the part it is of a whole."""

    record: Record
    resource: Resource
    key: str
    part: Part | None = None
    number: int = 0


@cache
def list_models() -> tuple[type[Record], ...]:
    """Return all record classes that are defined, by name."""

    def below(model: type[Record]) -> Iterator[type[Record]]:
        for child in model.__subclasses__():
            yield child
            yield from below(child)

    return tuple(sorted(set(below(Record)), key=lambda model: model.__name__))


def list_files(pattern: str) -> Mapping[str, type[Record]]:
    """Return the record classes by the stem of the file that lists them in a source folder, such as ``tiers``.

    A file with one record, such as ``source.yaml``, is no list.
    """
    files = {PurePosixPath(model.file): model for model in list_models() if model.file and not model.is_single}
    return {file.stem: model for file, model in files.items() if file.match(pattern)}


def list_collections() -> Mapping[str, type[Record]]:
    """Return the classes of the records of a source by their plural names, such as ``treaty_actions``."""
    found = {PurePosixPath(model.file): model for model in list_models() if model.file and model.file != "source.yaml"}
    return {(file.parent.name or file.stem).replace("-", "_"): found[file] for file in sorted(found)}


@cache
def list_kinds() -> Mapping[str, tuple[Resource, ...]]:
    """Return the kinds of resource that records become and make, profiles included, sorted; each with its resources."""
    found: defaultdict[str, list[Resource]] = defaultdict(list)
    for model in list_models():
        for resource in (*([model.resource] if model.resource else []), *vars(model).get("makes", ())):
            found[resource.kind].append(resource)
            if resource.profile:
                found[resource.profile.kind].append(resource)
    return MappingProxyType({kind: tuple(found[kind]) for kind in sorted(found)})


@cache
def is_record_kind(kind: str) -> bool:
    """Return whether the kind of a reference KIND/KEY is that of records or places, not a concept scheme.

    Where a kind and a scheme have one name, such as ``treaty-action``, a reference means the concept: the keys of
    such records are made of their fields.
    """
    return kind in PLACES or any(resource.key == OWN_KEY for resource in list_kinds().get(kind, ()))


@cache
def list_fields(model: type[Record]) -> tuple[FieldRule, ...]:
    """Return the rules of a record's fields that go into RDF or refer to something, in their order."""
    hints = get_type_hints(model, include_extras=True)
    rules = (_read_rule(name, hints[name]) for name in model.model_fields)
    return tuple(rule for rule in rules if rule.properties or rule.part or rule.target)


def _read_rule(name: str, hint: Any) -> FieldRule:
    marks = list(_iterate_marks(hint))
    found = {type(mark): mark for mark in marks}
    scheme, target, datatype = found.get(InScheme), found.get(Target), found.get(Datatype)
    return FieldRule(
        name,
        tuple(mark for mark in marks if isinstance(mark, Property)),
        found.get(Part),
        scheme.scheme if scheme else "",
        target.kind if target else "",
        datatype.name if datatype else "",
    )


def _iterate_marks(hint: Any) -> Iterator[Any]:
    """Yield the marks of a type, those of the innermost type first; of records inside it none."""
    origin = get_origin(hint)
    if origin is Annotated:
        yield from _iterate_marks(get_args(hint)[0])
        yield from hint.__metadata__
    elif origin in (list, Union, UnionType):
        for inner in get_args(hint):
            if inner is not NoneType:
                yield from _iterate_marks(inner)


def iterate_nodes(record: Record, source: str) -> Iterator[Node]:
    """Yield the nodes that a record of a source becomes, one or, where each value of a field is a node, several."""
    yield from _iterate(record, {"source": source, "parent": "", "role": "", "number": ""}, None, 0)


def iterate_parts(node: Node, source: str) -> Iterator[Node]:
    """Yield the nodes that are parts of a node, without parts of theirs."""
    for rule in list_fields(type(node.record)):
        if rule.part is None:
            continue
        found = getattr(node.record, rule.name)
        for number, record in enumerate(found if isinstance(found, list) else [found] if found else [], start=1):
            context = {"source": source, "parent": node.key, "role": rule.part.role, "number": str(number)}
            yield from _iterate(record, context, rule.part, number)


def _iterate(record: Record, context: Mapping[str, str], part: Part | None, number: int) -> Iterator[Node]:
    resource = record.resource
    if resource is None:
        return
    values = getattr(record, resource.each) if resource.each else [None]
    for value in values:
        one = record.model_copy(update={resource.each: [value]}) if resource.each else record
        names = (name for name in _list_names(resource.key) if name in type(one).model_fields or name not in context)
        key = resource.key.format_map({**context, **{name: _write(getattr(one, name)) for name in names}})
        yield Node(one, resource, key.replace("/", "-"), part, number)


@cache
def _list_names(template: str) -> tuple[str, ...]:
    """Return the names in a template of a key."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)


def _write(value: Any) -> str:
    return "-".join(map(str, value)) if isinstance(value, list) else str(value)


def list_references(record: Record) -> Iterator[tuple[str, str]]:
    """Yield (field, KIND/KEY) for every reference of a record and its parts to another record, a place or concept.

    The field is that of the record itself, also where a part refers.
    """
    for rule in list_fields(type(record)):
        found = getattr(record, rule.name)
        values = found if isinstance(found, list) else [] if found is None else [found]
        for value in values:
            if rule.part:
                yield from ((rule.name, reference) for _, reference in list_references(value))
            elif rule.target and rule.target != "section":
                yield rule.name, value if rule.target == ANY else f"{rule.target}/{value}"
