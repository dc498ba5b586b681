"""Fields take keys, concepts, places and durations that are known, and say of others why they do not."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from survivorgraph.schema import fields
from survivorgraph.schema.fields import Checks, count_days


def read(kind: Any, value: object, checks: Checks | None) -> Any:
    return TypeAdapter(kind).validate_python(value, context=checks)


def refuse(kind: Any, value: object, checks: Checks) -> str:
    with pytest.raises(ValidationError) as caught:
        read(kind, value, checks)
    (error,) = caught.value.errors()
    return str(error.get("ctx", {}).get("problem", error["type"]))


@pytest.mark.parametrize(
    ("name", "ref"),
    [
        ("Kenya", "country/KEN"),
        ("KENYA", "country/KEN"),
        ("Türkiye (Turkey)", "country/TUR"),
        ("Nairobi, Kenya", "locality/ken-nairobi"),
        ("Kosovo", "country/XKX"),
    ],
)
def test_a_place_becomes_a_reference(name: str, ref: str, checks: Checks) -> None:
    assert read(fields.PlaceRef, name, checks) == ref


def test_a_country_becomes_its_alpha_3_code(checks: Checks) -> None:
    assert read(fields.CountryCode, "Republic of Korea", checks) == "KOR"


@pytest.mark.parametrize("name", ["Nairobi, Kenya", "Nigeri", "", "KEN", "Korea", "Congo-Niger"])
def test_what_is_no_country_is_refused_by_name(name: str, checks: Checks) -> None:
    assert refuse(fields.CountryCode, name, checks).startswith(f"'{name}' is not a country")


@pytest.mark.parametrize("found", ["{problem}", "%s", "{0.__class__}"])
def test_braces_in_a_name_stay_what_they_are(found: str, checks: Checks) -> None:
    assert f"'{found}' is not" in refuse(fields.PlaceRef, found, checks)


@pytest.mark.parametrize("found", ["x" * 61, "Lira ran\nat night", "\x1b[2J"])
def test_a_long_or_unprintable_name_is_not_repeated(found: str, checks: Checks) -> None:
    message = refuse(fields.PlaceRef, found, checks)
    assert message.startswith(f"text of {len(found)} characters is not a country")
    assert found not in message


def test_a_concept_of_another_scheme_is_refused(checks: Checks) -> None:
    kind = Annotated[str, fields.InScheme("stage")]
    assert read(kind, "transit", checks) == "transit"
    assert refuse(kind, "forced-labor", checks).startswith("'forced-labor' is not a concept of the scheme 'stage'; all")


def test_a_section_has_to_be_one_of_the_source(checks: Checks) -> None:
    assert read(fields.SectionKey, "harbors", checks) == "harbors"
    assert refuse(fields.SectionKey, "havens", checks).endswith("allowed: harbors, story-lira, story-weavers, tables")


def test_records_are_not_validated_without_checks() -> None:
    with pytest.raises(TypeError, match=r"context=Checks"):
        read(fields.SectionKey, "harbors", None)


@pytest.mark.parametrize("key", ["a", "iom", "un-tip-protocol", "7-weavers"])
def test_keys(key: str, checks: Checks) -> None:
    assert read(fields.Key, key, checks) == key


@pytest.mark.parametrize(
    "key", ["", "A", "NO", "a_b", "-a", "a-", "a--b", "a b", "a/b", "a\n", "naïve", "a.b", "٣", "<img>"]
)
def test_what_is_no_key_is_refused(key: str, checks: Checks) -> None:
    assert refuse(fields.Key, key, checks).startswith("a key is lower-case letters a to z and digits")


@settings(deadline=None)
@given(st.text(max_size=12))
def test_a_key_is_always_safe_in_an_iri(text: str) -> None:
    try:
        key = TypeAdapter(fields.Key).validate_python(text)
    except ValidationError:
        return
    assert set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")


@pytest.mark.parametrize("value", [True, 5, None, ["a"], b"a"])
def test_only_text_is_a_key(value: object, checks: Checks) -> None:
    with pytest.raises(ValidationError, match="valid string"):
        TypeAdapter(fields.Key).validate_python(value, strict=True, context=checks)


@pytest.mark.parametrize("ref", ["organization/iom", "country/KEN", "form/forced-labor"])
def test_references(ref: str, checks: Checks) -> None:
    assert read(fields.Ref, ref, checks) == ref


@pytest.mark.parametrize("ref", ["iom", "organization/", "/iom", "organization/i/o", "Organization/iom", "a/b\n"])
def test_what_is_no_reference_is_refused(ref: str, checks: Checks) -> None:
    assert refuse(fields.Ref, ref, checks).startswith("a reference is written KIND/KEY")


@pytest.mark.parametrize("text", ["", " ", "\n\t"])
def test_text_is_never_empty(text: str, checks: Checks) -> None:
    assert refuse(fields.Text, text, checks) == "string_too_short"


@pytest.mark.parametrize(
    ("duration", "days"),
    [("P6Y", 2190), ("P18M", 540), ("P56D", 56), ("P1Y6M", 545), ("P2Y3M4D", 824), ("P0D", 0)],
)
def test_days_of_durations(duration: str, days: int, checks: Checks) -> None:
    assert read(fields.Duration, duration, checks) == duration
    assert count_days(duration) == days


@pytest.mark.parametrize("duration", ["P", "", "6Y", "P6", "P6W", "PT6H", "P-1Y", "P1M6Y", "P1Y\n", "P1.5Y", "P٣D"])
def test_what_is_no_duration_is_refused(duration: str, checks: Checks) -> None:
    assert refuse(fields.Duration, duration, checks).startswith("a duration is written in years, months and days")
    with pytest.raises(ValueError, match="not a duration"):
        count_days(duration)
