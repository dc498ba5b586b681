"""Records, shapes and vocabulary agree: on every property, how often it may stand, and on its concept scheme."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args, get_type_hints

import pytest

from survivorgraph.reference.terms import Ontology, Slot, read_ontology
from survivorgraph.resources import ontology_dir
from survivorgraph.schema.iris import term
from survivorgraph.schema.mapping import Property, Resource
from survivorgraph.schema.records import Claim, Figure, Record
from survivorgraph.schema.registry import FieldRule, list_fields, list_kinds, list_models
from survivorgraph.schema.vocabulary import ID, NS, PREFIXES
from survivorgraph.store.query_terms import query_prefixes

MODELS = [model for model in list_models() if model.resource]
# A figure is an observation, which need not have these; that it has a table makes it one.
OF_TABLES = {"table", "value", "year"}


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return read_ontology()


def list_properties(model: type[Record]) -> Iterator[tuple[str, FieldRule, Property]]:
    """Yield (class, field, property) for all that a record says of its node or its profile."""
    resource = model.resource
    assert resource is not None
    for rule in list_fields(model):
        for mark in rule.properties:
            if mark.on == "parts":
                yield from ((part.type, rule, mark) for part in list_parts(model))
            elif resource.profile is None or mark.on in ("both", "entity"):
                yield resource.type, rule, mark
            if resource.profile and mark.on in ("both", "profile"):
                yield resource.profile.type, rule, mark


def list_parts(model: type[Record]) -> Iterator[Resource]:
    """Yield the resources of the records that a record holds as parts."""
    for rule in list_fields(model):
        if rule.part:
            (part,) = (one for one in get_args(get_type_hints(model)[rule.name]) if issubclass(one, Record))
            yield part.resource


def find_slot(ontology: Ontology, model: type[Record], class_name: str, mark: Property) -> Slot | None:
    """Find what the shapes of a class, or of all facts, ask of a property."""
    classes = [term(class_name).value, *([NS + "Fact"] if issubclass(model, Claim) else [])]
    shapes = ["FigureInTable"] if model is Figure else []
    slots = {slot.path: slot for iri in reversed(classes) for slot in ontology.slots(iri, *shapes)}
    return slots.get(term(mark.name).value)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_property_of_a_record_has_a_shape_that_agrees(model: type[Record], ontology: Ontology) -> None:
    resource = model.resource
    assert resource is not None
    for class_name, rule, mark in list_properties(model):
        slot = find_slot(ontology, model, class_name, mark)
        where = f"{model.__name__}.{rule.name} as {mark.name} of {class_name}"
        assert slot, f"no shape asks anything of {where}"
        field = model.model_fields[rule.name]
        is_list = "list[" in str(field.annotation) and rule.name != resource.each
        is_entity_of_several = resource.shared and class_name == resource.type
        if not is_entity_of_several:
            assert is_list == (slot.most is None), f"{where}: {slot.count}"
        if field.is_required() and not is_list and rule.name not in OF_TABLES:
            assert slot.least == 1, f"{where}: {slot.count}"
        if not field.is_required() and field.default is None and not is_list:
            assert slot.least == 0, f"{where}: {slot.count}"
        if rule.scheme:
            assert slot.values == f"concept:{rule.scheme}", where


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_class_and_property_of_a_record_is_in_the_vocabulary(model: type[Record], ontology: Ontology) -> None:
    assert model.resource is not None
    known = {one.iri for one in (*ontology.classes, *ontology.properties)}
    named = [model.resource.type, *(mark.name for _, _, mark in list_properties(model))]
    named += [rule.part.name for rule in list_fields(model) if rule.part]
    assert {name for name in named if name.startswith("sg:") and term(name).value not in known} == set()
    assert {name.partition(":")[0] for name in named} <= PREFIXES.keys()


def test_every_kind_of_record_is_a_prefix_of_queries_by_the_name_of_its_class(ontology: Ontology) -> None:
    kinds = {
        kind: type_name
        for resources in list_kinds().values()
        for one in resources
        for kind, type_name in [(one.kind, one.type), *([(one.profile.kind, one.profile.type)] if one.profile else [])]
        if type_name.startswith("sg:")
    }
    assert len(kinds) > 30
    for kind, type_name in kinds.items():
        assert "".join(word.capitalize() for word in kind.split("-")) == type_name.removeprefix("sg:")
    # An outcome and a treaty action are also what a concept scheme is called, whose prefix goes before.
    left = {kind for kind in kinds if query_prefixes().get(kind) != f"{ID}{kind}/"}
    assert left == {"outcome", "treaty-action"}


def test_every_kind_that_a_rule_derives_is_a_prefix_of_queries() -> None:
    rules = "".join(path.read_text(encoding="utf-8") for path in (ontology_dir() / "rules").glob("*.rq"))
    derived = set(re.findall(f"{ID}([a-z-]+)/", rules))
    assert {"corridor", "rule", "transit"} < derived <= query_prefixes().keys()
