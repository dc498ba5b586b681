"""The result of `about`: what a dataset holds of one thing, to be read, shown in a notebook or passed on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from textwrap import TextWrapper
from typing import Any, Final

from survivorgraph.errors import QuestionError
from survivorgraph.lookup.kinds import WITHOUT_FACTS, name_key
from survivorgraph.table import Table, drop_unprintable, write_markdown
from survivorgraph.wording.facts import PageFact

__all__ = ["About", "AboutGroup", "Relative", "make_row"]

COLUMNS: Final = ("group", "text", "certainty", "uncertain", "note", "source", "section", "sha256", "fact")


@dataclass(frozen=True, slots=True)
class Relative:
    """A thing that another belongs to, or that belongs to it: the relation in words, key and name."""

    relation: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class AboutGroup:
    """A group of facts under one title; `note` says what is not among them."""

    title: str
    facts: tuple[PageFact, ...]
    note: str = ""


@dataclass(frozen=True)
class About(Table):
    """The facts that a dataset holds of a thing; as a table, one row a fact.

    `names` are its other names, `values` what it is by itself, `groups` its facts, `relatives` what it belongs to and
    what belongs to it, and `also` the keys of other things that are called like it. `left_out` says how many facts are
    not listed. `read_turtle` reads its triples.
    """

    iri: str
    kind: str
    name: str
    names: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    groups: tuple[AboutGroup, ...]
    relatives: tuple[Relative, ...] = ()
    also: tuple[str, ...] = ()
    left_out: str = ""
    read_turtle: Callable[[], str] = field(default=str, repr=False, compare=False)
    columns: tuple[str, ...] = COLUMNS
    rows: list[tuple[str, ...]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """Return the prefixed name of the thing, which queries take, such as ``country:NPL``."""
        return name_key(self.iri)

    @property
    def facts(self) -> tuple[PageFact, ...]:
        """Return all facts, in the order of the groups."""
        return tuple(fact for group in self.groups for fact in group.facts)

    @property
    def caption(self) -> str:
        """The name of the thing, its kind and key, and how many facts there are."""
        facts = len(self.facts)
        return f"{self.name}: {self.kind}, {self.key}; {facts} {'fact' if facts == 1 else 'facts'}"

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return what a reader has to know beside, one sentence each."""
        found = [f"Also called so: {', '.join(self.also)}."] if self.also else []
        found += [self.left_out] if self.left_out else []
        if not self.facts and self.kind not in WITHOUT_FACTS:
            found.append("No fact about it is recorded.")
        return tuple(found)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as values of JSON."""
        return {
            "key": self.key,
            "iri": self.iri,
            "kind": self.kind,
            "name": self.name,
            "names": list(self.names),
            "values": dict(self.values),
            "relatives": [{"relation": one.relation, "key": one.key, "name": one.name} for one in self.relatives],
            "groups": [
                {"title": group.title, "note": group.note, "facts": [_to_dict(fact) for fact in group.facts]}
                for group in self.groups
            ],
            "also": list(self.also),
            "left_out": self.left_out,
        }

    def to_json(self) -> str:
        """Return everything as a JSON object."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=2) + "\n"

    def to_turtle(self) -> str:
        """Return the triples of the thing and its facts, with their evidence, as Turtle."""
        return self.read_turtle()

    def write(self, form: str = "text", *, width: int = 100) -> str:
        """Write everything as `text`, `csv`, `json`, `markdown` or `turtle`; raise QuestionError for another format."""
        writers = {"csv": self.to_csv, "json": self.to_json, "markdown": self.to_markdown, "turtle": self.to_turtle}
        if form != "text" and form not in writers:
            raise QuestionError(
                f"what is known of a thing cannot be written as '{form}'; allowed: text, {', '.join(writers)}"
            )
        return self.to_text(width) if form == "text" else writers[form]()

    def to_text(self, width: int = 100) -> str:
        """Return everything as lines of at most so many columns, for a terminal."""
        return "\n".join(self._write_lines(max(width, 40))) + "\n"

    def to_markdown(self) -> str:
        """Return everything as Markdown, in which nothing of the data is interpreted."""
        lines = [f"# {write_markdown(self.name)}", "", f"{write_markdown(self.kind)}, `{self.key}`", ""]
        lines += [f"- {write_markdown(name)}: {write_markdown(text)}" for name, text in self._head()]
        for group in self.groups:
            lines += ["", f"## {write_markdown(group.title)}", ""]
            lines += [f"- {write_markdown(_write_fact(fact))}" for fact in group.facts]
            lines += ["", write_markdown(group.note)] if group.note else []
        lines += ["", *map(write_markdown, self.remarks)] if self.remarks else []
        return "\n".join(lines) + "\n"

    def _repr_html_(self) -> str:
        """Return HTML for a notebook; all text is escaped."""
        parts = [f"<h3>{escape(self.name)}</h3><p>{escape(self.kind)}, <code>{escape(self.key)}</code></p>"]
        parts.append(
            "<ul>" + "".join(f"<li>{escape(name)}: {escape(text)}</li>" for name, text in self._head()) + "</ul>"
        )
        for group in self.groups:
            facts = "".join(f"<li>{_write_html(fact)}</li>" for fact in group.facts)
            note = f"<p>{escape(group.note)}</p>" if group.note else ""
            parts.append(
                f"<details open><summary><b>{escape(group.title)}</b> ({len(group.facts)})</summary>"
                f"<ul>{facts}</ul>{note}</details>"
            )
        parts += [f"<p>{escape(remark)}</p>" for remark in self.remarks]
        return "<div>" + "".join(parts) + "</div>"

    def _head(self) -> Iterator[tuple[str, str]]:
        """Yield what stands above the facts, as names and texts."""
        if self.names:
            yield "Other names", ", ".join(self.names)
        yield from self.values
        relations = dict.fromkeys(one.relation for one in self.relatives)
        for relation in relations:
            listed = [f"{one.name} ({one.key})" for one in self.relatives if one.relation == relation]
            yield relation, ", ".join(listed)

    def _write_lines(self, width: int) -> Iterator[str]:
        numbers: dict[str, int] = {}
        yield from _wrap(f"{self.name} — {self.kind}, {self.key}", width, "")
        for name, text in self._head():
            yield from _wrap(f"{name}: {text}", width, "  ")
        for group in self.groups:
            yield from ("", f"{group.title} ({len(group.facts)})")
            for fact in group.facts:
                places = [f"[{numbers.setdefault(place, len(numbers) + 1)}]" for place in _list_places(fact)]
                yield from _wrap(" ".join([f"- {fact.text}", f"({fact.certainty})", *places]), width, "  ")
            if group.note:
                yield from _wrap(group.note, width, "  ")
        if numbers:
            yield from ("", "Where it is written")
        for place, number in numbers.items():
            yield from _wrap(f"[{number}] {place}", width, "  ")
        if self.remarks:
            yield ""
        for remark in self.remarks:
            yield from _wrap(remark, width, "")


def _wrap(text: str, width: int, indent: str) -> list[str]:
    hanging = indent + ("  " if indent else "")
    wrapper = TextWrapper(width, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False)
    return wrapper.wrap(drop_unprintable(text)) or [indent]


def _write_fact(fact: PageFact) -> str:
    """Write a fact with its certainty and where it is written."""
    places = "; ".join(_list_places(fact))
    return f"{fact.text} ({fact.certainty})" + (f" [{places}]" if places else "")


def _write_html(fact: PageFact) -> str:
    places = escape("; ".join(_list_places(fact)))
    return f"{escape(fact.text)} <i>({escape(fact.certainty)})</i>" + (f" <small>[{places}]</small>" if places else "")


def _list_places(fact: PageFact) -> list[str]:
    """List the places where a fact is written, as source and section."""
    return list(dict.fromkeys(f"{one.source}: {one.section}" for one in fact.evidence))


def make_row(group: str, fact: PageFact) -> tuple[str, ...]:
    """Return a fact as a row of the table; several values of a column are joined by "; "."""
    uncertain = "; ".join(f"{', '.join(one.values)}: {one.certainty}. {one.note}" for one in fact.doubts)
    sources = "; ".join(dict.fromkeys(one.source for one in fact.evidence))
    sections = "; ".join(dict.fromkeys(one.section for one in fact.evidence))
    digests = "; ".join(one.sha256 for one in fact.evidence)
    return group, fact.said, fact.certainty, uncertain, fact.note, sources, sections, digests, fact.iri


def _to_dict(fact: PageFact) -> dict[str, Any]:
    return {
        "text": fact.said,
        "certainty": fact.certainty,
        "uncertain": [
            {"values": list(one.values), "certainty": one.certainty, "note": one.note} for one in fact.doubts
        ],
        "note": fact.note,
        "fact": fact.iri,
        "evidence": [
            {"source": one.source, "section": one.section, "words": one.words, "sha256": one.sha256}
            for one in fact.evidence
        ],
    }
