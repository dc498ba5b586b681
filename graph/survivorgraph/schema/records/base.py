"""Define what all records share: fixed fields, evidence, certainty, place, time; and the source itself."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from survivorgraph.schema.fields import Checks, Duration, InScheme, Key, LanguageTag, PlaceRef, SectionKey, Sha256, Text
from survivorgraph.schema.mapping import SOURCE_LANGUAGE, Part, Property, Resource
from survivorgraph.schema.records.values import ValueName, check_coverage, check_names

__all__ = [
    "EVIDENCE",
    "QUOTE_DIGEST",
    "VALUE_STATEMENT",
    "Claim",
    "Evidence",
    "Fact",
    "LeftOut",
    "Located",
    "NarratedFact",
    "Order",
    "Record",
    "Section",
    "Source",
    "Timed",
    "Uncertain",
    "Year",
    "fill_bound",
]

Order = Annotated[int, Field(ge=1, le=99)]
Year = Annotated[int, Field(ge=1800, le=2100)]
EVIDENCE: Final = Resource("sg:Evidence", "evidence", key="{source}-{section}-{sha256:.12}", is_reported=False)
QUOTE_DIGEST: Final = Resource("sg:QuoteDigest", "quote-digest", key="{sha256:.16}", is_reported=False)
VALUE_STATEMENT: Final = Resource("sg:ValueStatement", "value-statement", key="{fact}-{name}", is_reported=False)


class Record(BaseModel):
    """The base of all records: fixed fields, immutable."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)
    resource: ClassVar[Resource | None] = None
    """What the record becomes in RDF; None for one that is no node."""
    makes: ClassVar[tuple[Resource, ...]] = ()
    """The nodes that the emitter makes of its fields, beside the record's own."""
    file: ClassVar[str] = ""
    """Where a source folder keeps such records; nothing for parts of others."""
    is_single: ClassVar[bool] = False
    """Whether a file holds one such record, not a list."""


class Evidence(Record):
    """A place in a source: a section, and the digest of the words that carry the fact.

    `values` name the fields that these words carry, where they do not carry all.
    """

    makes = (EVIDENCE, QUOTE_DIGEST)
    section: SectionKey
    words: Annotated[int, Field(ge=3, le=60)]
    sha256: Sha256
    values: list[ValueName] = []


class Uncertain(Record):
    """The values of a fact that are less certain than the fact itself, with the reason."""

    values: Annotated[list[ValueName], Field(min_length=1)]
    certainty: Annotated[str, InScheme("certainty")]
    note: Text

    @field_validator("certainty")
    @classmethod
    def _is_not_stated(cls, certainty: str) -> str:
        if certainty == "stated":
            raise ValueError("a value listed here is inferred or ambiguous; take out what is stated")
        return certainty


def fill_bound(data: Any, value: str, bound: str) -> Any:
    """Return the fields of a record in which a value without a bound is exact.

    >>> fill_bound({"duration": "P6Y"}, "duration", "duration_bound")
    {'duration': 'P6Y', 'duration_bound': 'exact'}
    """
    if not isinstance(data, dict) or data.get(value) is None:
        return data
    return {**data, bound: data.get(bound) or "exact"}


class Claim(Record):
    """A claim of a source, with its evidence and certainty, as a whole and by value."""

    makes = (VALUE_STATEMENT,)
    evidence: list[Evidence] = []
    certainty: Annotated[str, InScheme("certainty"), Property("sg:hasCertainty", on="profile")] = "stated"
    note: Annotated[Text | None, Property("sg:note", on="profile")] = None
    uncertain: list[Uncertain] = []

    def certainty_of(self, name: str) -> str:
        """Return how certain a field, or FIELD/VALUE, is: by itself, by its field, or else by the whole."""
        for wanted in (name, name.partition("/")[0]):
            for one in self.uncertain:
                if wanted in one.values:
                    return one.certainty
        return self.certainty

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
    language: Annotated[LanguageTag, Property("dcterms:language", None)] = "en"
    rights: Annotated[Text, Property("dcterms:rights")]
    note: Annotated[Text | None, Property("sg:note")] = None
    sections: Annotated[list[Section], Field(min_length=1), Part("dcterms:isPartOf", inverse=True)]


class LeftOut(Record):
    """A section that is deliberately not, or not completely, in the graph, with the reason."""

    file = "left-out.yaml"
    section: SectionKey
    reason: Text


class NarratedFact(Fact):
    """A fact of a story; `narrative_order` is its place in the order in which the source tells them.

    Facts narrated together share it.
    """

    narrative_order: Annotated[Order | None, Property("sg:narrativeOrder")] = None


class Located(NarratedFact):
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
