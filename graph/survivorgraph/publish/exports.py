"""Write what a build leaves for people and programs: the graph as TriG, measures as CSV, a report as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from survivorgraph.errors import QuestionError
from survivorgraph.model.vocabulary import PREFIXES
from survivorgraph.network.centrality import measure_network
from survivorgraph.network.corridors import build_corridor_network, rank_corridors
from survivorgraph.network.measures import Measures
from survivorgraph.network.partnerships import (
    build_participations,
    build_partnership_network,
    measure_partnerships,
)
from survivorgraph.network.passages import measure_routes
from survivorgraph.publish.pages import Material

if TYPE_CHECKING:
    from pyoxigraph import Quad

__all__ = [
    "MEASURES",
    "describe_build",
    "format_measures",
    "measure",
    "write_json",
    "write_measures",
    "write_trig",
]


def _measure_corridors(material: Material) -> Measures:
    return rank_corridors(build_corridor_network(material.journeys, material.countries))


def _measure_countries(material: Material) -> Measures:
    return measure_network(build_corridor_network(material.journeys, material.countries))


def _measure_routes(material: Material) -> Measures:
    return measure_routes(material.journeys, material.countries)


def _measure_partnerships(material: Material) -> Measures:
    return measure_partnerships(build_partnership_network(build_participations(material.dataset)))


MEASURES: Mapping[str, tuple[str, Callable[[Material], Measures]]] = {
    "corridors": ("corridors from the country of origin to the country of exploitation", _measure_corridors),
    "countries": (
        "countries in the corridor network: degree, strength, betweenness, PageRank",
        _measure_countries,
    ),
    "routes": ("countries on observed journeys: share of journeys that pass through them", _measure_routes),
    "partnerships": ("organizations by the partnerships they share", _measure_partnerships),
}
"""What can be measured: a name, what it measures, and the function that does."""


def measure(material: Material, name: str) -> Measures:
    """Measure by name, one of `MEASURES`."""
    if name not in MEASURES:
        raise QuestionError(f"there is no measure '{name}'; measures: {', '.join(MEASURES)}")
    return MEASURES[name][1](material)


def write_measures(material: Material, directory: Path) -> list[Path]:
    """Write every measure as a CSV file named after it."""
    directory.mkdir(parents=True, exist_ok=True)
    return [measure(material, name).write_csv(directory / f"{name}.csv") for name in MEASURES]


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


def format_measures(measures: Measures, form: str) -> str:
    """Write a measure as a table for people, with what it rests on under it, or as CSV."""
    if form == "csv":
        return measures.to_csv()
    from tabulate import tabulate

    rows = [["; ".join(cell) if isinstance(cell, tuple) else cell for cell in row] for row in measures.rows]
    table = tabulate(rows, headers=list(measures.columns), tablefmt="simple", disable_numparse=False)
    return f"{table}\n\n{measures.caption}\n"


def describe_build(counts: Mapping[str, int], folder: Path, program: str) -> str:
    """Say what was built, what to open, and what to run next; `program` is how to call the command line."""
    return "\n".join(
        (
            f"Built {folder}: {counts['quads']:,} statements from {counts['sources']} documents",
            f"  {counts['stories']} stories with {counts['legs']} legs, {counts['partnerships']} partnerships, "
            f"{counts['organizations']} organizations",
            f"  {counts['tiers']} tier placements, {counts['observations']} figures, "
            f"{counts['evidence']} places in the sources that facts rest on",
            "",
            f"Open  {folder / 'site' / 'index.html'}",
            f"Ask   {program} ask S02    (all questions: {program} questions)",
            f"Rank  {program} measure corridors",
        )
    )
