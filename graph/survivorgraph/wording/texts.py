"""Texts of the pages and of sentences: one file per language, ``texts.LANGUAGE.json``."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from survivorgraph.errors import QuestionError

__all__ = ["list_languages", "read_texts"]


def list_languages() -> list[str]:
    """List the languages that the pages can speak, as BCP 47 tags, English first."""
    tags = sorted(path.name.split(".")[1] for path in _folder().glob("texts.*.json"))
    return sorted(tags, key=lambda tag: (tag != "en", tag))


@cache
def read_texts(language: str = "en") -> dict[str, Any]:
    """Return the texts of a language; raise QuestionError where there is no such file."""
    if language not in list_languages():
        raise QuestionError(f"there are no texts in '{language}'; languages: {', '.join(list_languages())}")
    found: dict[str, Any] = json.loads((_folder() / f"texts.{language}.json").read_text(encoding="utf-8"))
    return found


def _folder() -> Path:
    return Path(str(files("survivorgraph.wording")))
