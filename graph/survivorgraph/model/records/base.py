"""Define what all records share: fixed fields, evidence, certainty, place, time; and the source itself."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from survivorgraph.model.fields import Duration, InScheme, Key, LanguageTag, PlaceRef, SectionKey, Sha256, Text

__all__ = [
    "Evidence",
    "Fact",
    "LeftOut",
    "Located",
    "Order",
    "Record",
    "Section",
    "Source",
    "Timed",
    "Told",
    "Year",
    "say_why",
]

Order = Annotated[int, Field(ge=1, le=99)]
Year = Annotated[int, Field(ge=1800, le=2100)]


class Record(BaseModel):
    """Be the base of all records: fixed fields, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Evidence(Record):
    """A place in a source: a section, and the digest of the words that carry the fact."""

    section: SectionKey
    words: Annotated[int, Field(ge=3, le=60)]
    sha256: Sha256


def say_why(certainty: str, note: str | None) -> None:
    """Raise ValueError where a fact that is not stated has no note."""
    if certainty != "stated" and not note:
        raise ValueError("note: a fact that is inferred or ambiguous needs a note that says why")


class Fact(Record):
    """What one source says, with where it says it and how sure that is."""

    evidence: Annotated[list[Evidence], Field(min_length=1)]
    certainty: Annotated[str, InScheme("certainty")] = "stated"
    note: Text | None = None

    @model_validator(mode="after")
    def _uncertain_facts_say_why(self) -> Self:
        say_why(self.certainty, self.note)
        return self


class Section(Record):
    """A part of a source, by its printed title."""

    key: Key
    title: Text


class Source(Record):
    """A document."""

    key: Key
    title: Text
    publisher: Text | None = None
    creators: list[Text] = []
    issued: Text | None = None
    language: LanguageTag = "en"
    rights: Text
    note: Text | None = None
    sections: Annotated[list[Section], Field(min_length=1)]


class LeftOut(Record):
    """A section of which something, or everything, is not in the graph on purpose, and why."""

    section: SectionKey
    reason: Text


class Told(Fact):
    """A fact of a story; `told` is its place in the order in which the source tells them, shared by equals."""

    told: Order | None = None


class Located(Told):
    """A fact that takes place somewhere: a known place, or one that the source leaves unnamed."""

    place: PlaceRef | None = None
    place_text: Text | None = None


class Timed(Located):
    """A fact that lasts."""

    duration: Duration | None = None
    duration_bound: Annotated[str, InScheme("bound")] | None = None
