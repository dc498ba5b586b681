"""Measure a dataset by name, as a whole or one part at a time."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from survivorgraph.errors import QuestionError
from survivorgraph.network.core.measures import Measures
from survivorgraph.network.files.file_measures import FILE_MEASURES
from survivorgraph.network.graphs.facets import FACETS, list_facets, measure_parts
from survivorgraph.network.graphs.observations import build_observations
from survivorgraph.network.measures.measure_input import TIER_ORDER, DatasetView, MeasureInput, read_tiers
from survivorgraph.network.measures.measure_registry import CATALOG, MeasureEntry

__all__ = [
    "CATALOG",
    "TIER_ORDER",
    "DatasetView",
    "MeasureEntry",
    "get_measures",
    "get_measures_by_part",
    "read_tiers",
]


def get_measures(
    graph_view: DatasetView,
    name: str,
    *,
    seed: int | None = None,
    resamples: int | None = None,
    years: tuple[int, int] | None = None,
) -> Measures:
    """Measure by name, one of `CATALOG`.

    `seed` and `resamples` are for measures that draw at random (0 and 1,000 if not said), `years` compares two
    years of figures. Raises QuestionError for another name, or an option that the measure does not take.
    """
    entry, given = _get_entry(name), _give(graph_view, name, seed=seed, resamples=resamples, years=years)
    found = entry.measure(given)
    if entry.records == "figures" and not given.figures:
        return replace(found, note=f"{found.note}; there are no figures here: they come by importing tables")
    return found


def get_measures_by_part(
    graph_view: DatasetView,
    name: str,
    facet: str,
    *,
    seed: int | None = None,
    resamples: int | None = None,
    years: tuple[int, int] | None = None,
) -> dict[str, Measures]:
    """Measure by name as `get_measures`, one table for each value of a facet, one of `facets.FACETS`.

    Raises QuestionError for an unknown facet, for one of which the records say nothing, and for measures of
    partnerships, which have none.
    """
    entry, given = _get_entry(name), _give(graph_view, name, seed=seed, resamples=resamples, years=years)
    if facet not in FACETS:
        raise QuestionError(f"there is no facet '{facet}'; facets: {', '.join(FACETS)}")
    if entry.records == "partnerships":
        raise QuestionError(f"'{name}' is of partnerships, which cannot be split by {facet}; stories and figures can")
    journeys = entry.records == "stories"
    known = list_facets(given.journeys if journeys else given.figures)
    if facet not in known:
        choice = f"they can be split by {', '.join(known)}" if known else "there is nothing to split"
        raise QuestionError(f"the {entry.records} of '{name}' do not say {facet}; {choice}")
    if journeys:
        return measure_parts(given.journeys, facet, lambda part: entry.measure(replace(given, journeys=part)))
    return measure_parts(given.figures, facet, lambda part: entry.measure(replace(given, figures=part)))


def _get_entry(name: str) -> MeasureEntry:
    if name not in CATALOG:
        if name in FILE_MEASURES:
            raise QuestionError(f"'{name}' is of a network of your own; say where it is with --file")
        near = get_close_matches(name, CATALOG, n=3)
        hint = f"; like it: {', '.join(near)}" if near else ""
        raise QuestionError(f"there is no measure '{name}'{hint}; 'survivorgraph measure' lists all {len(CATALOG)}")
    return CATALOG[name]


def _give(graph_view: DatasetView, name: str, **options: int | tuple[int, int] | None) -> MeasureInput:
    """Read what the measure rests on, and add the options that were said."""
    entry = _get_entry(name)
    said = {option: value for option, value in options.items() if value is not None}
    wrong = next((option for option in said if option not in entry.options), None)
    if wrong is not None:
        takers = ", ".join(other for other, one in CATALOG.items() if wrong in one.options)
        raise QuestionError(f"'{name}' takes no {wrong}; measures that do: {takers}")
    given = MeasureInput(dataset=graph_view.dataset, countries=graph_view.countries, **said)  # type: ignore[arg-type]
    if entry.records == "figures":
        figures, withheld = build_observations(graph_view.dataset)
        published = frozenset(one.year for one in figures if one.year is not None)
        return replace(given, figures=figures, withheld=withheld, published=published)
    return replace(given, journeys=graph_view.journeys if entry.records == "stories" else ())
