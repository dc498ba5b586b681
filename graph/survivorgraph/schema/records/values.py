"""Names of single values of a record: a field (`place`) or a list item (`means/confinement`).

Names are those of the data files, so that the end of a leg is `to`. Keys, certainty
and parts with evidence of their own are not values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, StringConstraints

from survivorgraph.errors import UnknownPlaceError
from survivorgraph.schema.places import Gazetteer, Territory

__all__ = ["ValueName", "check_coverage", "check_names", "find_values", "list_value_fields"]

ValueName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
"""FIELD, or FIELD/VALUE for one value of a list."""

NO_VALUES = frozenset(
    {"evidence", "certainty", "note", "uncertain", "narrative_order", "order", "key"}
    | {"participants", "roles", "hosts", "recruitment", "table"}
)
"""Fields that are no values of their record."""
NOT_IN_THE_WORDS = frozenset({"name", "aliases", "description", "duration_bound", "hours_bound", "bound"})
"""Values in our words, or part of another value: nothing has to quote them."""


def list_value_fields(model: type[BaseModel]) -> dict[str, str]:
    """Return the fields of a record that hold values: the attribute by the name in the data files."""
    return {(field.alias or name): name for name, field in model.model_fields.items() if name not in NO_VALUES}


def find_values(record: BaseModel, name: str, gazetteer: Gazetteer) -> list[Any]:
    """Return the values that a name denotes; none where the field is empty or lacks that value.

    A value of a list of places goes by any name of the place, or its code.
    Raises KeyError where the record has no such field.
    """
    field, _, wanted = name.partition("/")
    value = getattr(record, list_value_fields(type(record))[field])
    values = value if isinstance(value, list) else [] if value is None else [value]
    if not wanted:
        return values
    if not isinstance(value, list):
        return []
    names = {wanted, *_name_place(wanted, gazetteer)}
    return [each for each in values if each in names or str(each).endswith(f"/{wanted}")]


def _name_place(name: str, gazetteer: Gazetteer) -> Iterator[str]:
    """Yield the forms in which a record holds the place of this name, if there is one."""
    try:
        place = gazetteer.get_place(name)
    except UnknownPlaceError:
        return
    if isinstance(place, Territory):
        yield from (place.code, f"country/{place.code}")
    else:
        yield f"locality/{place.key}"


def check_names(record: BaseModel, names: Sequence[str], where: str, gazetteer: Gazetteer) -> None:
    """Raise ValueError for a name that is no value of the record, or that names a value again."""
    fields = list_value_fields(type(record))
    seen: set[tuple[str, str]] = set()
    for name in names:
        field = name.partition("/")[0]
        if field not in fields:
            raise ValueError(f"{where}: '{field}' is no field with a value; allowed: {', '.join(fields)}")
        values = find_values(record, name, gazetteer)
        if not values:
            raise ValueError(f"{where}: '{field}' is not set, or does not hold the value that is named; correct it")
        named = {(field, str(value)) for value in values}
        if named & seen:
            raise ValueError(f"{where}: a value of '{field}' is named twice; keep one")
        seen |= named


def check_coverage(record: BaseModel, carried: Sequence[Collection[str]], uncertain: Iterable[str]) -> None:
    """Raise ValueError where all evidence names its values and one that is stated is in none."""
    if not carried or not all(carried):
        return
    named = {name for names in carried for name in names} | set(uncertain)
    left = [name for name in _list_names(record) if name not in named and name.partition("/")[0] not in named]
    if left:
        raise ValueError(
            f"evidence: no words carry {', '.join(left)}; name each value at the words that carry it, or as uncertain"
        )


def _list_names(record: BaseModel) -> Iterator[str]:
    """Yield the narrowest names of the values that need evidence."""
    fields: Mapping[str, str] = list_value_fields(type(record))
    for name, attribute in fields.items():
        value = getattr(record, attribute)
        if attribute in NOT_IN_THE_WORDS or value is None:
            continue
        yield from (f"{name}/{each}" for each in value) if isinstance(value, list) else (name,)
