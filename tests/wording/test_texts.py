"""The texts of every language are whole, and the page uses those that there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from survivorgraph import wording
from survivorgraph.errors import QuestionError
from survivorgraph.wording.texts import list_languages, read_texts

TEMPLATES = Path(str(files("survivorgraph.explorer"))) / "templates"
SCRIPTS = TEMPLATES.with_name("scripts")


def walk(texts: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(texts, dict):
        for key, value in texts.items():
            yield from walk(value, f"{place}.{key}")
    elif isinstance(texts, list):
        for i, value in enumerate(texts):
            yield from walk(value, f"{place}[{i}]")
    else:
        yield place, texts


def test_there_are_english_french_and_spanish() -> None:
    assert list_languages() == ["en", "es", "fr"]


@pytest.mark.parametrize("language", ["es", "fr"])
def test_every_text_is_there_with_the_same_values_to_fill_in(language: str) -> None:
    english, other = dict(walk(read_texts("en"))), dict(walk(read_texts(language)))
    assert list(other) == list(english)

    def slots(texts: dict[str, str]) -> dict[str, list[str]]:
        return {place: sorted(re.findall(r"{\w+}", text)) for place, text in texts.items()}

    assert slots(other) == slots(english)
    empty = [place for place, text in other.items() if not text.strip() and english[place].strip()]
    assert [place for place in empty if place != ".thousands"] == []  # a space parts thousands in French


@pytest.mark.parametrize("language", ["es", "fr"])
def test_no_sentence_was_left_in_english(language: str) -> None:
    english, other = dict(walk(read_texts("en"))), dict(walk(read_texts(language)))
    same = [place for place, text in other.items() if text == english[place] and text.count(" ") > 2]
    assert same == [".sentences.leg"] or same == []


def test_the_page_names_no_text_that_is_missing() -> None:
    sources = [*sorted(SCRIPTS.glob("*.js")), TEMPLATES / "page.html.j2"]
    for source in sources:
        for name in re.findall(r"(?<![\w.])texts\.(\w+)", source.read_text("utf-8")):
            assert name in read_texts("en"), f"{source.name}: {name}"


def test_every_text_is_used() -> None:
    sources = [
        *TEMPLATES.parent.rglob("*.py"),
        *Path(wording.__file__).parent.glob("*.py"),
        *SCRIPTS.glob("*.js"),
        TEMPLATES / "page.html.j2",
    ]
    used = " ".join(path.read_text("utf-8") for path in sources)
    unused = [key for key in read_texts("en") if not re.search(rf"texts\.{key}\b|texts\[\"{key}\"\]|\"{key}\"", used)]
    assert unused == []


def test_a_language_that_there_is_not() -> None:
    with pytest.raises(QuestionError, match="there are no texts in 'tlh'; languages: en, es, fr"):
        read_texts("tlh")
