"""Corridor network of published figures: how many people of one country were detected in another.

An observation is one figure of one source: from where, to where, when, and how many people, exactly or
within an interval (``<5`` is 0 to 4). It shows where people were detected, which need not be where they
were exploited, and nothing of their way. Figures are of people; their middle is only a weight.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

import networkx as nx

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.measures import REPORTED_NOTE, Measures, count_of, make_measures
from survivorgraph.network.graphs.addable import choose_largest, choose_split
from survivorgraph.network.graphs.corridors import add_countries
from survivorgraph.network.graphs.journeys import Country
from survivorgraph.network.graphs.queries import CORRIDOR_OBSERVATIONS, Rows, read_key
from survivorgraph.network.inference.resampling import EdgeRecord, make_network_of_records

__all__ = [
    "OBSERVED_WEIGHTS",
    "CorridorFigure",
    "build_observation_network",
    "build_observations",
    "count_domestic",
    "count_reporting_years",
    "describe_domestic",
    "describe_observations",
    "describe_totals",
    "keep_totals",
    "list_observation_records",
    "make_observations",
    "rank_observed_corridors",
]

OBSERVED_WEIGHTS = ("people", "observations", "sources")
"""What the weight of an observed corridor may mean: people, number of figures, number of sources."""

PARTS = ("form", "sex", "age", "sector")
"""The fields by which a source may split a figure of all people of a corridor and year."""


@dataclass(frozen=True, slots=True)
class CorridorFigure:
    """A figure of people between two countries: at least `lower`, at most `upper`.

    `form`, `sex`, `age` and `sector` are keys where the figure is of a part of the people, and None where
    it is of all. `key` names the figure in its source.
    """

    origin: str
    destination: str
    lower: float
    upper: float
    year: int | None = None
    form: str | None = None
    sex: str | None = None
    age: str | None = None
    sector: str | None = None
    source: str = ""
    key: str = ""


def make_observations(rows: Iterable[Mapping[str, Any]]) -> list[CorridorFigure]:
    """Make observations of rows with the fields of `CorridorFigure`, or `people` in place of both bounds.

    `people` may be a number, or text such as "12" or "<5", which is 0 to 4. Other columns are not looked
    at; empty ones are not said. Raises NetworkError for a row without two countries or without a figure.

    >>> make_observations([{"origin": "NPL", "destination": "KWT", "people": "<5", "year": "2019"}])[0].upper
    4.0
    """
    names = [field.name for field in fields(CorridorFigure)]
    found = []
    for number, row in enumerate(rows, start=1):
        said = {name: row[name] for name in names if row.get(name) not in (None, "")}
        if "people" in row:
            said["lower"], said["upper"] = _read_people(row["people"], number)
        missing = next((name for name in ("origin", "destination", "lower", "upper") if name not in said), None)
        if missing is not None:
            raise NetworkError(f"row {number} has no '{missing}'; a row needs origin, destination and people")
        said["lower"], said["upper"] = float(said["lower"]), float(said["upper"])
        if not 0 <= said["lower"] <= said["upper"] < float("inf"):
            raise NetworkError(f"row {number}: the interval of people must begin at 0 or above and not end before")
        if "year" in said:
            said["year"] = int(said["year"])
        found.append(CorridorFigure(**said))
    return sorted(found, key=repr)


def build_observations(dataset: Rows) -> tuple[list[CorridorFigure], int]:
    """Read the corridor observations of a dataset, and how many cells their publisher withheld.

    A withheld cell has no figure and is not 0; it cannot be counted. Figures of people subject to certain
    means are left out: they are shares of the others. Without an upper bound, a figure is its lower one.
    """
    withheld, rows = 0, []
    for row in dataset.rows(CORRIDOR_OBSERVATIONS):
        if row.get("lower") is None:
            withheld += 1
            continue
        found: dict[str, Any] = {name: read_key(row.get(name)) for name in PARTS}
        upper = row["lower"] if row.get("upper") is None else row["upper"]
        found |= {name: row[name] for name in ("origin", "destination", "lower")} | {"upper": upper}
        found |= {"year": row.get("year"), "source": read_key(row["dataset"]), "key": read_key(row["observation"])}
        rows.append(found)
    return make_observations(rows), withheld


def _read_people(value: object, number: int) -> tuple[float, float]:
    text = str(value).strip().replace(",", "")
    try:
        return (0.0, float(text[1:]) - 1) if text.startswith("<") else (float(text), float(text))
    except ValueError:
        raise NetworkError(f"row {number}: 'people' is no number and no '<' with a number") from None


def keep_totals(
    observations: Collection[CorridorFigure], *, parts: Collection[str] = (*PARTS, "year")
) -> tuple[list[CorridorFigure], int]:
    """Return the observations that may be added up, and how many others were left out.

    Where a source gives, for one corridor, a figure of all people and figures of parts of them (by sex, by
    year), only the figure of all counts; of two ways to split the same people, the one that counts most. Where
    several sources give figures of a corridor, those of the one that counts most are kept: all may count the same
    people. Figures that differ in a field which is not among `parts` are of different people.
    """
    pairs: defaultdict[tuple[str, str], defaultdict[str, list[CorridorFigure]]] = defaultdict(lambda: defaultdict(list))
    for one in observations:
        pairs[one.origin, one.destination][one.source].append(one)
    kept: set[int] = set()
    for sources in pairs.values():
        largest = choose_largest([_split(sources[source], parts) for source in sorted(sources)])
        kept |= {id(one) for one in largest}
    found = [one for one in observations if id(one) in kept]
    return found, len(observations) - len(found)


def _split(observations: Collection[CorridorFigure], parts: Collection[str]) -> list[CorridorFigure]:
    """Choose of the figures of one corridor and source; those of different fixed fields do not meet."""
    fixed = [part for part in (*PARTS, "year") if part not in parts]
    groups: defaultdict[tuple[object, ...], list[CorridorFigure]] = defaultdict(list)
    for one in observations:
        groups[tuple(getattr(one, name) for name in fixed)].append(one)

    def read_cell(one: CorridorFigure) -> dict[str, str]:
        return {part: str(getattr(one, part)) for part in parts if getattr(one, part) is not None}

    return [one for own in groups.values() for one in choose_split(own, read_cell)]


def describe_observations(observations: Collection[CorridorFigure]) -> str:
    """Return how many figures, of which years and sources, a measure is based on.

    >>> describe_observations([CorridorFigure("NPL", "KWT", 0, 4, 2019, source="x")])
    '1 figure (1 as an interval), 1 source, 2019'
    """
    sources = {one.source for one in observations}
    years = sorted({one.year for one in observations if one.year is not None})
    intervals = sum(one.lower < one.upper for one in observations)
    return ", ".join(
        (
            f"{count_of(len(observations), 'figure', 'figures')} ({intervals} as an interval)",
            count_of(len(sources), "source", "sources"),
            *([] if not years else [str(years[0])] if len(years) == 1 else [f"{years[0]} to {years[-1]}"]),
        )
    )


def list_observation_records(
    observations: Collection[CorridorFigure], *, cluster: str | None = None
) -> list[EdgeRecord]:
    """List the observations as records to resample; each is a unit of its own unless `cluster` is named.

    `cluster` is a field: "source", "year", or "destination" (all figures of one reporting country).
    """
    kept, _ = keep_totals(observations)
    if cluster is not None and cluster not in {field.name for field in fields(CorridorFigure)}:
        raise NetworkError(f"observations have no field '{cluster}' to cluster by")
    return [
        EdgeRecord(
            one.origin,
            one.destination,
            one.lower,
            one.upper,
            unit=getattr(one, cluster) if cluster else repr(one),
            sources=(one.source,) if one.source else (),
        )
        for one in sorted(kept, key=repr)
    ]


def describe_totals(kept: Collection[CorridorFigure], given: Collection[CorridorFigure]) -> str:
    """Return which years the figures without a single year sum up, as far as the omitted ones show; or nothing.

    >>> figures = [CorridorFigure("NPL", "KWT", 3, 3), CorridorFigure("NPL", "KWT", 3, 3, 2019)]
    >>> describe_totals(keep_totals(figures)[0], figures)
    'figures of no one year are totals, of years from 2019 to 2019'
    """
    years = [one.year for one in given if one.year is not None]
    if not years or all(one.year is not None for one in kept):
        return ""
    return f"figures of no one year are totals, of years from {min(years)} to {max(years)}"


def count_domestic(observations: Collection[CorridorFigure]) -> dict[str, tuple[float, float]]:
    """Return how many people were detected in their own country, at least and at most, by country.

    >>> count_domestic([CorridorFigure("NPL", "NPL", 0, 4), CorridorFigure("NPL", "NPL", 7, 7)])
    {'NPL': (7, 11)}
    """
    found: dict[str, tuple[float, float]] = {}
    for one in observations:
        if one.origin == one.destination:
            lower, upper = found.get(one.origin, (0, 0))
            found[one.origin] = (lower + one.lower, upper + one.upper)
    return found


def describe_domestic(observations: Collection[CorridorFigure]) -> str:
    """Return how many of the people, by the midpoints of their figures, were detected in their own country.

    >>> describe_domestic([CorridorFigure("NPL", "NPL", 6, 6), CorridorFigure("NPL", "KWT", 4, 4)])
    '6 of 10 people (60 %) were detected in their own country and are on no corridor'
    """
    domestic = sum(sum(bounds) / 2 for bounds in count_domestic(observations).values())
    whole = sum((one.lower + one.upper) / 2 for one in observations)
    if not whole:
        return ""
    were = "were detected in their own country and are on no corridor"
    return f"{domestic:,.0f} of {whole:,.0f} people ({domestic / whole:.0%}) {were}".replace("%)", " %)")


def count_reporting_years(observations: Collection[CorridorFigure]) -> dict[str, int]:
    """Return in how many years each country gives a figure of people detected there, whatever their origin.

    >>> count_reporting_years([CorridorFigure("NPL", "KWT", 1, 1, 2019), CorridorFigure("IND", "KWT", 0, 4, 2020)])
    {'KWT': 2}
    """
    years: defaultdict[str, set[int]] = defaultdict(set)
    for one in observations:
        if one.year is not None:
            years[one.destination].add(one.year)
    return {code: len(found) for code, found in sorted(years.items())}


def describe_years(reporting_years: Mapping[str, int]) -> str:
    """Return over how many years countries report; nothing without years."""
    if not reporting_years:
        return "no figure has a year"
    least, most = min(reporting_years.values()), max(reporting_years.values())
    return f"people are added up over the years in which a country reports, {least} to {most} of them"


def describe_overlap(observations: Collection[CorridorFigure]) -> list[str]:
    """Return a remark on the corridors that several sources count, of which one is taken; nothing without any."""
    sources: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for one in observations:
        sources[one.origin, one.destination].add(one.source)
    several = sum(len(own) > 1 for own in sources.values())
    if not several:
        return []
    pairs = count_of(several, "pair of countries", "pairs of countries")
    return [f"{pairs} with figures of several sources, which are not added up: the source that counts most is taken"]


def build_observation_network(
    rows: Iterable[CorridorFigure | Mapping[str, Any]],
    countries: Mapping[str, Country] | None = None,
    *,
    weight: str = "people",
) -> nx.DiGraph[str]:
    """Build the network of observed corridors of observations, or of rows that `make_observations` takes.

    Nodes as in `build_corridor_network`. Edge attributes: `weight`, by `weight` one of `OBSERVED_WEIGHTS`:
    "people" is the sum of the middles of the figures, "observations" their number, "sources" the number of
    sources; `people` (the sum of the middles), `lower` and `upper` (the people there are at least and at
    most), `observations`, `sources`, `forms` (sorted); `years` (sorted) in which a figure of the corridor is given,
    also as part of a total, and `reporting_years`, the number of years in which its destination gives any figure.
    An edge whose middle is 0 is left out. Attributes of the network: `basis`, `note`, `weight_meaning`;
    `domestic`, the number of observations within one country, left out, and `domestic_people` (country to people
    at least and at most), which the note adds up; `parts` (figures of parts of a total, left out);
    `reporting_years` (country to number of years).
    """
    if weight not in OBSERVED_WEIGHTS:
        raise NetworkError(f"corridors cannot weigh '{weight}'; choose of {', '.join(OBSERVED_WEIGHTS)}")
    given = [one if isinstance(one, CorridorFigure) else make_observations([one])[0] for one in rows]
    kept, parts = keep_totals(given)
    crossing = [one for one in kept if one.origin != one.destination]
    network = make_network_of_records(list_observation_records(crossing))
    network.graph |= {
        "name": "observed corridors",
        "basis": describe_observations(kept),
        "note": "; ".join(
            filter(
                None,
                (
                    REPORTED_NOTE,
                    "where people were detected",
                    describe_domestic(kept),
                    describe_totals(kept, given),
                    *describe_overlap(given),
                ),
            )
        ),
        "weight_meaning": weight,
        "domestic": len(kept) - len(crossing),
        "domestic_people": count_domestic(kept),
        "reporting_years": count_reporting_years(given),
        "parts": parts,
    }
    said: defaultdict[tuple[str, str], defaultdict[str, set[Any]]] = defaultdict(lambda: defaultdict(set))
    number = Counter((one.origin, one.destination) for one in crossing)
    taken = {(one.origin, one.destination): one.source for one in crossing}
    for one in given:
        pair = (one.origin, one.destination)
        said[pair]["sources"].update((one.source,) if one.source else ())
        if one.source == taken.get(pair):
            said[pair]["years"].update(() if one.year is None else (one.year,))
    for one in crossing:
        said[one.origin, one.destination]["forms"].update(() if one.form is None else (one.form,))
    for pair in [pair for pair, middle in nx.get_edge_attributes(network, "weight").items() if middle == 0]:
        network.remove_edge(*pair)
    for origin, destination, data in network.edges(data=True):
        pair = (origin, destination)
        data["people"] = data["weight"]
        data["observations"] = data.pop("records")
        data["sources"] = tuple(sorted(said[pair]["sources"]))
        weights = {"people": data["people"], "observations": number[pair], "sources": len(data["sources"])}
        data["weight"] = weights[weight]
        data |= {name: tuple(sorted(said[pair][name])) for name in ("years", "forms")}
        data["reporting_years"] = network.graph["reporting_years"].get(destination, 0)
    add_countries(network, countries)
    return network


def rank_observed_corridors(network: nx.DiGraph[str]) -> Measures:
    """List the edges of a network of observed corridors, most people first, then by name.

    Columns: `origin`, `destination` (names), `origin_code`, `destination_code`; `people_low`, `people_high`: the
    people detected at least and at most; `corridor_years`, in how many years a figure of the corridor is given, of the
    `reporting_years` in which its destination gives any; `figures` (how many were added up), `years`, `sources`. A
    sum over more years is larger for that alone. Sorted by the lower bound, then the upper.
    """
    names = {node: str(data["name"]) for node, data in network.nodes(data=True)}
    return make_measures(
        (
            *("origin", "destination", "origin_code", "destination_code", "people_low", "people_high"),
            *("corridor_years", "reporting_years", "figures", "years", "sources"),
        ),
        (
            {
                "origin": names[origin],
                "destination": names[destination],
                "origin_code": origin,
                "destination_code": destination,
                "people_low": data["lower"],
                "people_high": data["upper"],
                "corridor_years": len(data["years"]),
                "reporting_years": data["reporting_years"],
                "figures": data["observations"],
                "years": tuple(map(str, data["years"])),
                "sources": data["sources"],
            }
            for origin, destination, data in network.edges(data=True)
        ),
        by=("people_low", "people_high"),
        basis=str(network.graph["basis"]),
        note=f"{network.graph['note']}; {describe_years(network.graph['reporting_years'])}",
        parameters={"weight": str(network.graph["weight_meaning"])},
        counts={
            "nodes": len(network),
            "edges": network.number_of_edges(),
            **{name: network.graph[name] for name in ("domestic", "parts")},
        },
        provenance={source for _, _, data in network.edges(data=True) for source in data["sources"]},
    )
