"""Define what all records share: fixed fields, evidence, certainty, place, time; and the source itself."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from survivorgraph.model.fields import Duration, InScheme, Key, PlaceRef, SectionKey, Sha256, Text
from survivorgraph.model.mapping import SOURCE_LANGUAGE, Part, Property, Resource

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
    "fill_bound",
    "say_why",
]

Order = Annotated[int, Field(ge=1, le=99)]
Year = Annotated[int, Field(ge=1800, le=2100)]


class Record(BaseModel):
    """Be the base of all records: fixed fields, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    resource: ClassVar[Resource | None] = None
    """What the record becomes in RDF; None for one that is no node."""
    file: ClassVar[str] = ""
    """Where a source folder keeps such records; nothing for parts of others."""
    is_single: ClassVar[bool] = False
    """Whether a file holds one such record, not a list."""


class Evidence(Record):
    """A place in a source: a section, and the digest of the words that carry the fact."""

    section: SectionKey
    words: Annotated[int, Field(ge=3, le=60)]
    sha256: Sha256


def say_why(certainty: str, note: str | None) -> None:
    """Raise ValueError where a fact that is not stated has no note."""
    if certainty != "stated" and not note:
        raise ValueError("note: a fact that is inferred or ambiguous needs a note that says why")


def fill_bound(data: Any, value: str, bound: str) -> Any:
    """Return the fields of a record in which a value without a bound is exact.

    >>> fill_bound({"duration": "P6Y"}, "duration", "duration_bound")
    {'duration': 'P6Y', 'duration_bound': 'exact'}
    """
    if not isinstance(data, dict) or data.get(value) is None:
        return data
    return {**data, bound: data.get(bound) or "exact"}


class Fact(Record):
    """What one source says, with where it says it and how sure that is."""

    evidence: Annotated[list[Evidence], Field(min_length=1)]
    certainty: Annotated[str, InScheme("certainty"), Property("sg:hasCertainty", on="profile")] = "stated"
    note: Annotated[Text | None, Property("sg:note", on="profile")] = None

    @model_validator(mode="after")
    def _uncertain_facts_say_why(self) -> Self:
        say_why(self.certainty, self.note)
        return self


class Section(Record):
    """A part of a source, by its printed title."""

    resource = Resource("sg:Section", "section", key="{parent}-{key}", position="sg:order", is_reported=False)
    key: Key
    title: Annotated[Text, Property("rdfs:label"), Property("dcterms:title", SOURCE_LANGUAGE)]


class Source(Record):
    """A document."""

    resource = Resource("sg:Source", "source", is_reported=False)
    file = "source.yaml"
    is_single = True
    key: Key
    title: Annotated[Text, Property("rdfs:label"), Property("dcterms:title", SOURCE_LANGUAGE)]
    publisher: Annotated[Text | None, Property("dcterms:publisher", None)] = None
    creators: Annotated[list[Text], Property("dcterms:creator", None)] = []
    issued: Annotated[Text | None, Property("dcterms:issued", None)] = None
    language: Annotated[Text, Property("dcterms:language", None)] = "en"
    rights: Annotated[Text, Property("dcterms:rights")]
    note: Annotated[Text | None, Property("sg:note")] = None
    sections: Annotated[list[Section], Field(min_length=1), Part("dcterms:isPartOf", inverse=True)]


class LeftOut(Record):
    """A section of which something, or everything, is not in the graph on purpose, and why."""

    file = "left-out.yaml"
    section: SectionKey
    reason: Text


class Told(Fact):
    """A fact of a story; `told` is its place in the order in which the source tells them, shared by equals."""

    told: Annotated[Order | None, Property("sg:narrativeOrder")] = None


class Located(Told):
    """A fact that takes place somewhere: a known place, or one that the source leaves unnamed."""

    place: Annotated[PlaceRef | None, Property("sg:takesPlaceIn", country="sg:takesPlaceInCountry")] = None
    place_text: Annotated[Text | None, Property("sg:placeText")] = None


class Timed(Located):
    """A fact that lasts."""

    duration: Annotated[Duration | None, Property("sg:duration"), Property("sg:durationDays", days=True)] = None
    duration_bound: Annotated[str | None, InScheme("bound"), Property("sg:hasDurationBound")] = None

    @model_validator(mode="before")
    @classmethod
    def _a_duration_is_exact_unless_bounded(cls, data: Any) -> Any:
        return fill_bound(data, "duration", "duration_bound")
