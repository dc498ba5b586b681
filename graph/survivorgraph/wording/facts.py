"""A fact in words, with its certainty and the places where it is written."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["CERTAINTIES", "Doubt", "PageCitation", "PageFact"]

CERTAINTIES = ("stated", "inferred", "ambiguous")


@dataclass(frozen=True)
class PageCitation:
    """The place where a fact is written: source and section as a reader knows them, and the digest of the words.

    `issued` is the date of the source as far as it is known; `quote` the words themselves, which are only in
    pages for readers who have the document.
    """

    source: str
    section: str
    words: int
    sha256: str
    issued: str = ""
    quote: str = ""


@dataclass(frozen=True)
class Doubt:
    """The values of a fact that are less certain than the fact, with the reason."""

    values: tuple[str, ...]
    certainty: str
    note: str


@dataclass(frozen=True)
class PageFact:
    """A fact as a sentence, with its certainty (one of CERTAINTIES) and the places where it is written.

    `text` is all of it; `said`, `doubts` and `note` are its parts: the sentence alone, the values that are less
    certain, and the note. Facts with equal sentences and places are equal.
    """

    text: str
    certainty: str = "stated"
    evidence: tuple[PageCitation, ...] = ()
    iri: str = field(default="", compare=False)
    said: str = field(default="", compare=False)
    doubts: tuple[Doubt, ...] = field(default=(), compare=False)
    note: str = field(default="", compare=False)
