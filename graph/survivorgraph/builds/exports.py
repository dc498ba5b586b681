"""Output files of a build: the graph as TriG, measures as CSV, a report as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any

from survivorgraph.explorer.compose import GraphView
from survivorgraph.network.core.measures import Cell, Measures, count_of
from survivorgraph.network.files.file_measures import FILE_MEASURES
from survivorgraph.network.measures.catalog import CATALOG, get_measures
from survivorgraph.schema.vocabulary import PREFIXES
from survivorgraph.text_tables import NARROWEST

if TYPE_CHECKING:
    from pyoxigraph import Quad

__all__ = [
    "MEASURES",
    "describe_build",
    "format_measures",
    "format_parts",
    "list_measures",
    "measure",
    "write_json",
    "write_measures",
    "write_trig",
]


MEASURES = CATALOG
"""What can be measured on a dataset; see `network.catalog`."""
WRITTEN = (
    "corridors",
    "countries",
    "country-ranking",
    "routes",
    "route-ranking",
    "coverage",
    "partnerships",
    "organization-ranking",
    "reach",
)
"""The measures that a build writes; the others are measured when they are asked for."""


def measure(graph_view: GraphView, name: str) -> Measures:
    """Measure a dataset by name, one of `MEASURES`; another raises QuestionError."""
    return get_measures(graph_view, name)


def write_measures(graph_view: GraphView, directory: Path) -> list[Path]:
    """Write the measures of `WRITTEN` as CSV files named after them."""
    directory.mkdir(parents=True, exist_ok=True)
    return [measure(graph_view, name).write_csv(directory / f"{name}.csv") for name in WRITTEN]


def write_trig(quads: Iterable[Quad], path: Path) -> Path:
    """Write quads as TriG, sorted by graph, subject, predicate and object, so that two builds are the same."""
    from pyoxigraph import RdfFormat, serialize

    ordered = sorted(
        quads,
        key=lambda quad: (str(quad.graph_name), str(quad.subject), str(quad.predicate), str(quad.object)),
    )
    serialize(ordered, str(path), RdfFormat.TRIG, prefixes=dict(PREFIXES))
    return path


def write_json(content: Mapping[str, Any], path: Path) -> Path:
    """Write JSON with sorted keys and a line end."""
    path.write_text(json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def list_measures() -> str:
    """List what can be measured, a line each, aligned: of a dataset, then of a file."""
    width = max(map(len, (*MEASURES, *FILE_MEASURES)))
    listed = "".join(f"{name:{width}}  {entry.about}\n" for name, entry in MEASURES.items())
    own = "".join(f"{name:{width}}  {entry.about}\n" for name, entry in FILE_MEASURES.items())
    return f"{listed}\nOf a network of your own (--file):\n{own}"


def format_measures(measures: Measures, form: str, *, width: int | None = None) -> str:
    """Write a measure as a table for people, with what it rests on and how it was computed under it, or as CSV.

    The lines of the table have at most `width` characters.
    """
    if form == "csv":
        return measures.to_csv()
    settings = {name: _write_setting(value) for name, value in measures.parameters.items()}
    said = {
        "Rests on": measures.basis,
        "Note": measures.note,
        "Settings": "; ".join(f"{name.replace('_', ' ')} {text}" for name, text in settings.items() if text),
    }
    lines = [_wrap(f"{name}: {text}", width) for name, text in said.items() if text]
    return "\n".join((measures.to_table(width=width), "", *lines, ""))


def _wrap(text: str, width: int | None) -> str:
    return text if width is None else fill(text, max(width, NARROWEST), subsequent_indent="  ")


def _write_setting(value: Cell) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


def format_parts(parts: Mapping[str, Measures], facet: str, form: str, *, width: int | None = None) -> str:
    """Write a table for each part under its name, or one CSV whose first column is the facet."""
    if form == "csv":
        named = [
            replace(part, columns=(facet, *part.columns), rows=tuple((value, *row) for row in part.rows))
            for value, part in parts.items()
        ]
        return "".join(table.to_csv(header=number == 0) for number, table in enumerate(named))
    return "\n".join(f"{facet}: {value}\n\n{format_measures(part, form, width=width)}" for value, part in parts.items())


def describe_build(counts: Mapping[str, int], folder: Path, command: str) -> str:
    """Return what was built, what to open, and what to run next; `command` calls the command line."""
    where = "" if folder == Path("build") else f" --store {folder}"

    def count(name: str, one: str, many: str) -> str:
        return count_of(counts[name], one, many)

    return "\n".join(
        (
            f"Built {folder}: {counts['quads']:,} statements from {count('sources', 'document', 'documents')}",
            f"  {count('stories', 'story', 'stories')} with {count('legs', 'leg', 'legs')}, "
            f"{count('partnerships', 'partnership', 'partnerships')}, "
            f"{count('organizations', 'organization', 'organizations')}",
            f"  {count('tiers', 'tier placement', 'tier placements')}, "
            f"{count('observations', 'figure', 'figures')}, "
            f"{count('evidence', 'place', 'places')} in the sources that facts rest on",
            "",
            f"Open  {folder / 'site' / 'index.html'}",
            f"Ask   {command} ask stories{where}    (all questions: {command} questions)",
            f"Rank  {command} measure corridors{where}",
        )
    )
