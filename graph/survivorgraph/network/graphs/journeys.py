"""Journeys from the stories of the dataset: legs in order, exploitation, people.

A journey contains only what one published account states: not what its heading suggests, not a country that was
promised, not a route between two places that the account does not state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from survivorgraph.network.core.measures import count_of
from survivorgraph.network.graphs.queries import (
    COUNTRIES,
    JOURNEY_EXPLOITATIONS,
    JOURNEY_LEGS,
    JOURNEY_STORIES,
    Row,
    Rows,
    read_key,
    read_text,
)

__all__ = [
    "CERTAINTY_ORDER",
    "COUNTED_CERTAINTIES",
    "OUTWARD_STAGES",
    "Country",
    "Journey",
    "JourneyExploitation",
    "JourneyLeg",
    "build_journeys",
    "describe_journeys",
    "describe_limits",
    "find_stops",
    "make_journeys",
    "read_countries",
]

OUTWARD_STAGES = ("migration", "recruitment", "transit", "exploitation")
"""The stages of the way into exploitation. `return` and `onward` come after it and are on no route."""

CERTAINTY_ORDER = ("stated", "inferred", "ambiguous")
"""From the firmest to the weakest."""
COUNTED_CERTAINTIES = ("stated", "inferred")
"""Facts that count. An ambiguous fact may mean something else, so it is reported as left out instead."""


@dataclass(frozen=True, slots=True)
class Country:
    """A country or area as a node of a network: alpha-3 code, name, position of its centroid."""

    code: str
    name: str
    latitude: float | None = None
    longitude: float | None = None
    region: str | None = None


@dataclass(frozen=True, slots=True)
class JourneyLeg:
    """A leg of a journey, country to country; a place is None where the source names no country."""

    from_place: str | None
    to_place: str | None
    stage: str
    certainty: str = "stated"
    order: int = 1


@dataclass(frozen=True, slots=True)
class JourneyExploitation:
    """An exploitation in a journey: form and sector keys, country code or None where not named."""

    form: str
    country: str | None
    certainty: str = "stated"
    order: int = 1
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """A survivor story as a journey: one account of one person or one group.

    `people` is None where the source does not say how many; `origin` is None where it names no country
    or names it ambiguously. Steps and exploitations are in their order.
    """

    key: str
    name: str
    people: int | None = None
    origin: str | None = None
    steps: tuple[JourneyLeg, ...] = ()
    exploitations: tuple[JourneyExploitation, ...] = ()
    sources: tuple[str, ...] = ()
    origin_certainty: str = "stated"
    gender: str | None = None
    age_group: str | None = None

    @property
    def forms(self) -> tuple[str, ...]:
        """List the forms of exploitation, each once, in their order."""
        return tuple(dict.fromkeys(exploitation.form for exploitation in self.exploitations))

    @property
    def exploitation_countries(self) -> tuple[str, ...]:
        """List the named countries of exploitation, each once, in their order."""
        return tuple(dict.fromkeys(one.country for one in self.exploitations if one.country))


def find_stops(
    journey: Journey,
    *,
    stages: Collection[str] = OUTWARD_STAGES,
    certainties: Collection[str] = COUNTED_CERTAINTIES,
) -> tuple[str | None, ...]:
    """List the countries of the way out in order; None where the account names no country or omits a stretch.

    A move within one country adds no stop. None breaks the way: what lies on its two sides was passed,
    but no leg joins them. There is also a break where a step does not start where the one before ended.
    A step that is ambiguous is passed over, since it may never have been made.

    >>> find_stops(Journey("a", "A", steps=(
    ...     JourneyLeg("PHL", "THA", "transit", order=1),
    ...     JourneyLeg("THA", None, "exploitation", order=2),
    ...     JourneyLeg(None, "PHL", "return", order=3))))
    ('PHL', 'THA', None)
    """
    stops: list[str | None] = []
    for step in sorted(journey.steps, key=lambda step: step.order):
        if step.stage not in stages or step.certainty not in certainties:
            continue
        ends = (step.from_place, step.to_place)
        if stops and stops[-1] is not None and ends[0] not in (stops[-1], None):
            stops.append(None)
        for place in ends:
            if not stops or stops[-1] != place:
                stops.append(place)
    return tuple(stops)


FEW_STORIES = 30
"""Below so many stories a table says that they carry no order."""


def describe_limits(journeys: Collection[Journey]) -> str:
    """Return the limits of a result from few stories; nothing for `FEW_STORIES` or more, or for none."""
    if not 0 < len(journeys) < FEW_STORIES:
        return ""
    size = count_of(len(journeys), "story", "stories")
    return f"{size} that a publisher chose are no sample: they show what occurs, not how often, and no order"


def describe_journeys(journeys: Collection[Journey]) -> str:
    """Return how many stories, from how many sources, a figure is based on.

    >>> describe_journeys([Journey("a", "A", sources=("x",)), Journey("b", "B", sources=("x",))])
    '2 stories, 1 source'
    """
    sources = {source for journey in journeys for source in journey.sources}
    stories = count_of(len(journeys), "story", "stories")
    return f"{stories}, {count_of(len(sources), 'source', 'sources')}"


def read_countries(dataset: Rows) -> dict[str, Country]:
    """Read the countries and areas of the dataset, by alpha-3 code, in the order of their codes."""
    countries: dict[str, Country] = {}
    for row in dataset.rows(COUNTRIES):
        code = str(row["code"])
        countries.setdefault(
            code,
            Country(
                code,
                str(row["name"]),
                _read_degrees(row.get("latitude")),
                _read_degrees(row.get("longitude")),
                read_text(row.get("region")),
            ),
        )
    return countries


def _read_degrees(value: object) -> float | None:
    return None if value is None else float(str(value))


def build_journeys(dataset: Rows) -> list[Journey]:
    """Read every story of the dataset as a journey, in the order of their keys."""
    return make_journeys(dataset.rows(JOURNEY_STORIES), dataset.rows(JOURNEY_LEGS), dataset.rows(JOURNEY_EXPLOITATIONS))


def make_journeys(stories: Iterable[Row], legs: Iterable[Row], exploitations: Iterable[Row]) -> list[Journey]:
    """Make journeys of the rows of the three journey queries, in the order of their keys.

    A story with several rows (two names, two sources) is one journey, under the name that comes
    first in the alphabet. Where the rows disagree on anything else, nothing is chosen: it is None.
    """
    steps: defaultdict[str, set[JourneyLeg]] = defaultdict(set)
    for row in legs:
        steps[str(row["story"])].add(
            JourneyLeg(
                read_text(row.get("from")),
                read_text(row.get("to")),
                str(read_key(row["stage"])),
                _weakest(row, "fromCertainty", "toCertainty"),
                int(str(row["order"])),
            )
        )
    places: defaultdict[str, set[JourneyExploitation]] = defaultdict(set)
    for row in exploitations:
        places[str(row["story"])].add(
            JourneyExploitation(
                str(read_key(row["form"])),
                read_text(row.get("country")),
                _weakest(row, "formCertainty", "countryCertainty"),
                int(str(row["order"])),
                read_key(row.get("sector")),
            )
        )
    told: defaultdict[str, list[Row]] = defaultdict(list)
    for row in stories:
        told[str(row["story"])].append(row)
    journeys = [_make_journey(iri, rows, steps[iri], places[iri]) for iri, rows in told.items()]
    return sorted(journeys, key=lambda journey: journey.key)


def _weakest(row: Row, *values: str) -> str:
    """Return the least of the certainties of a fact and of those of its values that have one of their own."""
    found = (read_key(row.get(name)) for name in ("certainty", *values))
    return max((one for one in found if one is not None), key=CERTAINTY_ORDER.index)


def _make_journey(iri: str, rows: list[Row], steps: set[JourneyLeg], places: set[JourneyExploitation]) -> Journey:
    values: Mapping[str, list[str]] = {
        column: sorted({str(row[column]) for row in rows if row.get(column) is not None})
        for column in ("name", "source", "people", "gender", "ageGroup", "origin", "originCertainty")
    }
    only = {column: found[0] if len(found) == 1 else None for column, found in values.items()}
    return Journey(
        key=str(read_key(iri)),
        name=next(iter(values["name"]), str(read_key(iri))),
        people=int(only["people"]) if only["people"] else None,
        origin=only["origin"],
        steps=tuple(sorted(steps, key=lambda step: (step.order, repr(step)))),
        exploitations=tuple(sorted(places, key=lambda one: (one.order, repr(one)))),
        sources=tuple(str(read_key(source)) for source in values["source"]),
        origin_certainty=read_key(only["originCertainty"]) or "ambiguous",
        gender=read_key(only["gender"]),
        age_group=read_key(only["ageGroup"]),
    )
