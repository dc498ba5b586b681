"""Define what can be searched: things, their texts, and the links between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["NAMES", "NamedLink", "SearchText", "Searchable", "Thing"]

NAMES: Final = ("name", "other name", "code", "key")
"""The fields that are names, the best first where several match alike."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that can be found: its IRI (or ``question:NAME``, ``measure:NAME``), kind, name and command."""

    iri: str
    kind: str
    name: str
    command: str


@dataclass(frozen=True, slots=True)
class SearchText:
    """A text of a thing: what it is (`field`), its language, and where it is written, as source and section."""

    thing: str
    field: str
    text: str
    language: str = ""
    source: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class NamedLink:
    """A link from a thing to another, with the label of the property; `thing` is found by the names of `other`."""

    thing: str
    label: str
    other: str
    source: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class Searchable:
    """A collection of all that can be searched."""

    things: tuple[Thing, ...]
    texts: tuple[SearchText, ...]
    links: tuple[NamedLink, ...]
