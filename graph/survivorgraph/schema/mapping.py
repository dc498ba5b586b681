"""The mapping of records to RDF, declared on their classes and fields.

A field carries one `Property` or more; what its values are in RDF follows from its type: a concept (`InScheme`), a
reference (`Target`), a literal with a datatype (`Datatype`), or else words, a number or a truth value. A field that
holds other records carries a `Part`: each of them is a node of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

__all__ = ["ANY", "OWN_KEY", "SOURCE_LANGUAGE", "Datatype", "Part", "Profile", "Property", "Resource", "Target"]

ANY: Final = "*"
"""The kind of a reference that is written KIND/KEY."""
OWN_KEY: Final = "{key}"
"""The template of a key that is given in the record."""
SOURCE_LANGUAGE: Final = "source"
"""The language of words that are the source's own."""


@dataclass(frozen=True, slots=True)
class Property:
    """The property that carries a field, such as ``sg:hasForm``.

    `language` is that of words; None for codes and names. `country` carries the country in which a place lies. A
    duration goes into a property of `days` as their number. `on` is where a record with a profile has the field;
    ``parts`` carry it in place of the record. What is `true_only` is left out where it is false.
    """

    name: str
    language: str | None = "en"
    country: str = ""
    days: bool = False
    on: Literal["both", "entity", "profile", "parts"] = "both"
    true_only: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The property that leads from a record to its parts; from the parts to the record where it is `inverse`.

    `role` is what parts in this field are to the whole, for their keys. `adds` are further properties of the parts and
    their concepts, as SCHEME/KEY. `shortcuts` lead from the record to what a field of its parts refers to, unless the
    part is ambiguous.
    """

    name: str
    inverse: bool = False
    role: str = ""
    adds: Mapping[str, str] = field(default_factory=dict)
    shortcuts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """The kind of resource that a key refers to; `ANY` where the reference itself names the kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class Datatype:
    """The XML Schema datatype of a literal, such as ``date``."""

    name: str


@dataclass(frozen=True, slots=True)
class Profile:
    """The profile of a shared entity in one source: its class, its kind and its link to the entity."""

    type: str
    kind: str
    describes: str


@dataclass(frozen=True, slots=True)
class Resource:
    """The node that a record becomes: its class, and the kind and key of its IRI.

    `key` is a template over the fields and properties of the record, `source` (key of the source), `parent` (key of
    the whole), `role` and `number` (position from 1 among the parts of one field). Of a field `each` that holds a list,
    every value makes a node of its own. `position` carries the number. `also` are further classes. Entities that are
    `shared` can be spoken of by several sources. A node that `is_reported` says in which source.
    """

    type: str
    kind: str
    key: str = OWN_KEY
    also: tuple[str, ...] = ()
    each: str = ""
    position: str = ""
    profile: Profile | None = None
    shared: bool = False
    is_reported: bool = True
