"""Nodes for single values of a fact, with their certainty and evidence.

A node stands for one value: for a field by the properties that it becomes, for a value of a list also by
the resource that it is. Other values have the certainty and the evidence of their fact.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from survivorgraph.schema.places import Gazetteer
from survivorgraph.schema.records import Claim, Evidence
from survivorgraph.schema.records.values import find_values, list_value_fields

__all__ = ["ValueStatement", "list_value_statements"]


@dataclass
class ValueStatement:
    """The certainty and evidence of one value: its field, and the value itself where the field has several.

    `name` is the field's in the data files, `attribute` the one of the record; `value` is as the record holds it.
    """

    name: str
    attribute: str
    value: Any
    in_list: bool
    certainty: str
    note: str | None = None
    evidence: list[Evidence] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return its key within a fact: `place`, `means-confinement`."""
        return (
            f"{self.name}-{self.value}".replace("/", "-").replace("_", "-")
            if self.in_list
            else self.name.replace("_", "-")
        )


def list_value_statements(record: Claim, gazetteer: Gazetteer) -> list[ValueStatement]:
    """List the value statements of a record, one per value; other values are as certain as the record."""
    found: dict[str, ValueStatement] = {}
    for uncertain in record.uncertain:
        for one in _list_named(record, uncertain.values, gazetteer):
            found[one.key] = one
            one.certainty, one.note = uncertain.certainty, uncertain.note
    for evidence in record.evidence:
        for one in _list_named(record, evidence.values, gazetteer):
            found.setdefault(one.key, one).evidence.append(evidence)
    whole = [evidence for evidence in record.evidence if not evidence.values]
    for one in found.values():
        if one.evidence:
            one.evidence.extend(whole)
    return list(found.values())


def _list_named(record: Claim, names: Collection[str], gazetteer: Gazetteer) -> Iterator[ValueStatement]:
    for name in names:
        field_name = name.partition("/")[0]
        attribute = list_value_fields(type(record))[field_name]
        in_list = isinstance(getattr(record, attribute), list)
        for value in find_values(record, name, gazetteer):
            note = None if record.certainty == "stated" else record.note
            yield ValueStatement(field_name, attribute, value, in_list, record.certainty, note)
