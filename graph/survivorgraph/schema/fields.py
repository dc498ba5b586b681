"""Define the field types that records are made of: keys, concepts, places, durations.

A field that names a concept or a place is checked against the vocabulary and the gazetteer that the
reader passes as validation context (`Checks`), so that a record which validates can be turned into
triples without a further look-up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
    ValidationInfo,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema
from pyoxigraph import Literal

from survivorgraph.errors import UnknownConceptError, UnknownPlaceError, show_name
from survivorgraph.schema.mapping import ANY, Datatype, Target
from survivorgraph.schema.places import Gazetteer, Territory
from survivorgraph.schema.vocabulary import Vocabulary, read_vocabulary

__all__ = [
    "Checks",
    "ConceptRef",
    "CountryCode",
    "Currency",
    "Duration",
    "InScheme",
    "InstrumentKey",
    "IsoDate",
    "Key",
    "LanguageTag",
    "OrganizationKey",
    "PlaceRef",
    "Ref",
    "SectionKey",
    "Sha256",
    "Text",
    "count_days",
]

# Controls but tab and line ends, surrogates, bidirectional controls (UAX #9), noncharacters, byte order marks.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
    "\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)
DURATION = re.compile(r"P(?=[0-9])(?:([0-9]+)Y)?(?:([0-9]+)M)?(?:([0-9]+)D)?")


@dataclass(frozen=True)
class Checks:
    """The validation context of a record: the vocabulary, the places, the sections of its source."""

    vocabulary: Vocabulary
    gazetteer: Gazetteer
    sections: frozenset[str] = frozenset()


def _checks(info: ValidationInfo) -> Checks:
    if not isinstance(info.context, Checks):
        raise TypeError("records are validated with context=Checks(...)")
    return info.context


def _refuse(problem: Exception | str) -> PydanticCustomError:
    # A custom error keeps braces in the message literal and its text free of the input value.
    return PydanticCustomError("survivorgraph", "{problem}", {"problem": str(problem)})


@dataclass(frozen=True)
class InScheme:
    """A mark of a string field that holds the key of a concept in one scheme of the vocabulary."""

    scheme: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Add the look-up to the schema of the string."""
        return core_schema.with_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Add the keys of the scheme, for editors."""
        found = handler(schema)
        keys: list[str | None] = list(read_vocabulary().schemes[self.scheme])
        return {**found, "enum": [*keys, None]} if "anyOf" in found else {**found, "enum": keys}

    def _check(self, value: str | None, info: ValidationInfo) -> str | None:
        try:
            if value is not None:
                _checks(info).vocabulary.get_concept(self.scheme, value)
        except UnknownConceptError as error:
            raise _refuse(error) from None
        return value


def _check_section(value: str, info: ValidationInfo) -> str:
    sections = _checks(info).sections
    if value not in sections:
        raise _refuse(f"{show_name(value)} is not a section of this source; allowed: {', '.join(sorted(sections))}")
    return value


def _resolve_country(value: str, info: ValidationInfo) -> str:
    try:
        return _checks(info).gazetteer.get_territory(value).code
    except UnknownPlaceError as error:
        raise _refuse(error) from None


def _resolve_place(value: str, info: ValidationInfo) -> str:
    try:
        place = _checks(info).gazetteer.get_place(value)
    except UnknownPlaceError as error:
        raise _refuse(error) from None
    return f"country/{place.code}" if isinstance(place, Territory) else f"locality/{place.key}"


@dataclass(frozen=True)
class Written:
    """A mark of text that fits a pattern as a whole; `words` describe it to people."""

    pattern: str
    words: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Add the check to the schema of the text."""
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Add the pattern, for editors."""
        return {**handler(schema), "pattern": f"^(?:{self.pattern})$", "description": self.words}

    def _check(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value):
            raise _refuse(self.words)
        return value


def _check_characters(value: str) -> str:
    """Reject characters that XML 1.0 excludes, that control a terminal, or that change the text direction.

    Joiners (U+200C, U+200D), which scripts need, are kept.
    """
    found = _FORBIDDEN.search(value)
    if found is not None:
        raise _refuse(f"the character U+{ord(found[0]):04X} does not show and is not allowed in a text; remove it")
    return value


def _check_language(value: str) -> str:
    try:
        Literal("", language=value)
    except ValueError:
        raise _refuse("a language is its tag of BCP 47, with hyphens: en, fr, pt-BR") from None
    return value


def _check_duration(value: str) -> str:
    if not DURATION.fullmatch(value):
        raise _refuse("a duration is written in years, months and days: P6Y, P18M, P56D, P1Y6M")
    return value


def _write_date(value: Any) -> Any:
    # YAML reads an unquoted 2032-03-01 as a date.
    return value.isoformat() if type(value) is date else value


def _check_date(value: str) -> str:
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise _refuse("a date is a day that exists, written as 2032-03-01") from None


def _check_concept(value: str, info: ValidationInfo) -> str:
    scheme, _, key = value.partition("/")
    try:
        _checks(info).vocabulary.get_concept(scheme, key)
    except UnknownConceptError as error:
        raise _refuse(error) from None
    return value


def count_days(duration: str) -> int:
    """Count the days of an ISO 8601 duration, for sorting: a year is 365 days and a month 30.

    >>> count_days("P1Y6M")
    545
    """
    match = DURATION.fullmatch(duration)
    if match is None:
        raise ValueError(f"not a duration in years, months and days: {duration}")
    years, months, days = (int(part or 0) for part in match.groups())
    return years * 365 + months * 30 + days


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_check_characters)]
"""Words of our own; never empty, and without characters that XML or a terminal cannot show as they are."""
LanguageTag = Annotated[str, AfterValidator(_check_language)]
"""A language tag of BCP 47: en, pt-BR."""
Key = Annotated[
    str,
    Written(
        "[a-z0-9]+(-[a-z0-9]+)*",
        "a key is lower-case letters a to z and digits, in groups joined by hyphens: harbor-circle-2",
    ),
]
"""A key: lower-case ASCII letters and digits in groups joined by hyphens; part of an IRI."""
OrganizationKey = Annotated[Key, Target("organization")]
"""The key of an organization's record."""
InstrumentKey = Annotated[Key, Target("instrument")]
"""The key of an instrument's record."""
Ref = Annotated[
    str,
    Written("[a-z-]+/[A-Za-z0-9-]+", "a reference is written KIND/KEY: organization/harbor-circle, country/KEN"),
    Target(ANY),
]
"""A reference to another record or place: KIND/KEY, such as organization/iom or country/KEN."""
ConceptRef = Annotated[str, AfterValidator(_check_concept), Target(ANY)]
"""A reference to a concept: SCHEME/KEY, such as tier/tier-3."""
IsoDate = Annotated[str, BeforeValidator(_write_date), AfterValidator(_check_date), Datatype("date")]
"""A calendar day in ISO 8601: 2032-03-01."""
Sha256 = Annotated[
    str,
    Written("[0-9a-f]{64}", "a SHA-256 is 64 characters from 0 to 9 and a to f; make it with 'survivorgraph cite'"),
]
"""A SHA-256 digest in hexadecimal, 64 characters."""
Currency = Annotated[str, Written("[A-Z]{3}", "a currency is its three capital letters of ISO 4217: USD")]
"""A currency by its ISO 4217 code."""
SectionKey = Annotated[str, AfterValidator(_check_section), Target("section")]
"""The key of a section that the source declares."""
CountryCode = Annotated[str, AfterValidator(_resolve_country), Target("country")]
"""A country or area by any of its names; becomes its alpha-3 code."""
PlaceRef = Annotated[str, AfterValidator(_resolve_place), Target(ANY)]
"""A country, or a locality as "Name, Country"; becomes country/CODE or locality/KEY."""
Duration = Annotated[str, AfterValidator(_check_duration), Datatype("duration")]
"""An ISO 8601 duration in years, months and days."""
