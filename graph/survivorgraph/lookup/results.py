"""Results of finding: hits that say what they are, why they match and where that is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from textwrap import wrap
from typing import Final, Self

from survivorgraph.errors import QuestionError
from survivorgraph.lookup.kinds import name_key
from survivorgraph.table import Table, drop_unprintable

__all__ = ["Hit", "Hits"]

COLUMNS: Final = ("key", "kind", "name", "match", "field", "text", "source", "section", "command")


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found.

    `match` is how it matches (see `HOW`), `field` what matches, such as ``alias``, and `text` its words. `source` and
    `section` are where that is written; empty for names that are the project's own. `command` shows the thing.
    """

    iri: str
    kind: str
    name: str
    match: str
    field: str
    text: str
    source: str
    section: str
    command: str

    @property
    def key(self) -> str:
        """Return the prefixed name of the thing, which `about` and queries take, such as ``country:NPL``."""
        return name_key(self.iri)

    def to_dict(self) -> dict[str, str]:
        """Return the hit as texts by name, `key` first."""
        return {"key": self.key, **{one.name: getattr(self, one.name) for one in fields(self)}}


@dataclass(frozen=True)
class Hits(Table):
    """The hits of a search, the best first; iterating gives rows as dicts, `hits` the hits themselves.

    `total` counts all hits, of which these are the first. `near` are, by a word that nothing has, the words that were
    searched for instead; `missing` are the words that were left out since nothing is like them.
    """

    words: str
    hits: tuple[Hit, ...]
    total: int
    near: tuple[tuple[str, tuple[str, ...]], ...] = ()
    missing: tuple[str, ...] = ()
    columns: tuple[str, ...] = COLUMNS
    rows: list[tuple[str, ...]] = field(default_factory=list)

    @classmethod
    def make(
        cls,
        words: str,
        hits: Sequence[Hit],
        total: int,
        near: Mapping[str, tuple[str, ...]],
        missing: tuple[str, ...],
    ) -> Self:
        """Make the table of hits."""
        rows = [tuple(str(getattr(hit, name)) for name in COLUMNS) for hit in hits]
        return cls(words, tuple(hits), total, tuple(near.items()), missing, COLUMNS, rows)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what a reader has to know of the search, one sentence each; none where all is as asked."""
        return tuple(self._remark())

    @property
    def caption(self) -> str:
        """The remarks as one line."""
        return " ".join(self.remarks)

    def to_text(self, width: int = 100) -> str:
        """Return the hits as lines of at most so many columns: what each is, why it matches and where, its command."""
        return "".join(f"{line}\n" for hit in self.hits for line in _write_lines(hit, max(width, 40)))

    def write(self, form: str = "text", *, width: int = 100) -> str:
        """Write the hits as `text`, `csv`, `json` or `markdown`; raise QuestionError for another format."""
        writers = {"csv": self.to_csv, "json": self.to_json, "markdown": self.to_markdown}
        if form != "text" and form not in writers:
            raise QuestionError(f"hits cannot be written as '{form}'; allowed: text, {', '.join(writers)}")
        return self.to_text(width) if form == "text" else writers[form]()

    def _remark(self) -> Iterator[str]:
        for word, near in self.near:
            yield f"Nothing has the word '{word}'; searched for what is nearly written so: {', '.join(near)}."
        if self.missing:
            listed = ", ".join(f"'{word}'" for word in self.missing)
            yield f"Nothing has, or nearly has, {listed}."
        if not self.hits:
            yield "Nothing was found."
        elif all(hit.match == "some of the words" for hit in self.hits):
            yield "Nothing has all the words; these have most of them."
        if self.total > len(self.hits):
            yield f"{len(self.hits)} of {self.total} hits are listed."


def _write_lines(hit: Hit, width: int) -> Iterator[str]:
    yield from _wrap(f"{hit.name} — {hit.kind}", width, "")
    why = f"{hit.match}: {hit.field}" + (f", {hit.text}" if hit.text != hit.name else "")
    place = f" [{hit.source}: {hit.section}]" if hit.source else ""
    yield from _wrap(why + place, width, "    ")
    yield f"    {hit.command}"


def _wrap(text: str, width: int, indent: str) -> list[str]:
    return wrap(
        drop_unprintable(text), width, initial_indent=indent, subsequent_indent=indent or "    ", break_on_hyphens=False
    )
