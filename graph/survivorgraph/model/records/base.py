"""Define what all records share: fixed fields, evidence, certainty, place, time; and the source itself."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from survivorgraph.model.fields import Checks, Duration, InScheme, Key, PlaceRef, SectionKey, Sha256, Text
from survivorgraph.model.records.values import ValueName, check_coverage, check_names

__all__ = [
    "Claim",
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
    "Uncertain",
    "Year",
]

Order = Annotated[int, Field(ge=1, le=99)]
Year = Annotated[int, Field(ge=1800, le=2100)]


class Record(BaseModel):
    """Be the base of all records: fixed fields, no change after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Evidence(Record):
    """A place in a source: a section, and the digest of the words that carry the fact.

    `values` name the fields that these words carry, where they do not carry all.
    """

    section: SectionKey
    words: Annotated[int, Field(ge=3, le=60)]
    sha256: Sha256
    values: list[ValueName] = []


class Uncertain(Record):
    """Values of a fact that are less certain than the fact itself, and why."""

    values: Annotated[list[ValueName], Field(min_length=1)]
    certainty: Annotated[str, InScheme("certainty")]
    note: Text

    @field_validator("certainty")
    @classmethod
    def _is_not_stated(cls, certainty: str) -> str:
        if certainty == "stated":
            raise ValueError("a value listed here is inferred or ambiguous; take out what is stated")
        return certainty


class Claim(Record):
    """What a source says, with where it says it and how sure that is, as a whole and value by value."""

    evidence: list[Evidence] = []
    certainty: Annotated[str, InScheme("certainty")] = "stated"
    note: Text | None = None
    uncertain: list[Uncertain] = []

    def certainty_of(self, name: str) -> str:
        """Return how certain a field is, by its name in the data files: its own certainty, or that of the whole."""
        return next((one.certainty for one in self.uncertain if name in one.values), self.certainty)

    @model_validator(mode="after")
    def _uncertain_claims_say_why(self) -> Self:
        if self.certainty != "stated" and not self.note:
            raise ValueError("note: a fact that is inferred or ambiguous needs a note that says why")
        return self

    @model_validator(mode="after")
    def _named_values_are_there(self, info: ValidationInfo) -> Self:
        assert isinstance(info.context, Checks)
        uncertain = [name for one in self.uncertain for name in one.values]
        check_names(self, uncertain, "uncertain", info.context.gazetteer)
        for one in self.evidence:
            check_names(self, one.values, "evidence", info.context.gazetteer)
        check_coverage(self, [one.values for one in self.evidence], uncertain)
        return self


class Fact(Claim):
    """A claim that is a node of its own, with at least one place in the source."""

    evidence: Annotated[list[Evidence], Field(min_length=1)]


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
    language: Text = "en"
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
