"""Comparison of the corridors of two years, with the changes that reporting alone may explain."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from itertools import pairwise

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.measures import REPORTED_NOTE, Cell, Measures, count_of, make_measures
from survivorgraph.network.graphs.journeys import Country
from survivorgraph.network.graphs.observations import PARTS, CorridorFigure, describe_observations, keep_totals

__all__ = ["measure_change"]

_COLUMNS = (
    "origin", "destination", "origin_code", "destination_code", "before_low", "before_high", "after_low", "after_high",
    "change_low", "change_high", "change", "destination_before", "destination_after", "series_break", "corridor_years",
    "reporting_years",
)  # fmt: skip

Bounds = tuple[float, float]

BREAK_RATIO = 3
BREAK_PEOPLE = 100
"""A series breaks where a destination's total grows or shrinks by this factor from one reporting year to the next, and
by so many people: counting changed (a new law, a new referral mechanism), or who reports did."""


def measure_change(
    observations: Collection[CorridorFigure],
    before: int,
    after: int,
    countries: Mapping[str, Country] | None = None,
    *,
    published: Collection[int] = (),
) -> Measures:
    """Compare the people observed on every corridor in two years, as far as they can be compared.

    Columns: `origin`, `destination`, their codes; people at least and at most in each year, None without a figure;
    `change_low` = after_low - before_high, `change_high` = after_high - before_low; `change`:

    - ``up``, ``down``: the whole interval of the change is above, below 0
    - ``same``: it is 0
    - ``not determinable``: it holds 0, because figures are published as intervals
    - ``appears``, ``disappears``: only one year has a figure, though the destination publishes in both;
      a missing figure does not mean that there was nobody
    - ``not comparable``: the destination published figures in only one of the two years; a corridor that
      begins or ends with its reporting says nothing of people

    Beside the change are `destination_before` and `destination_after`, all people detected in the destination in each
    year (middles of the figures, its own citizens among them); `series_break`: the years after `before`, up to
    `after`, in which that total breaks (by `BREAK_RATIO` and `BREAK_PEOPLE`), a change over which says more of how
    people are counted than of people; `corridor_years` and `reporting_years`, in how many of all years there is a
    figure of the corridor, and of the destination.

    Figures change with attention and law too, not only with people. The largest sure change first
    (the smallest distance of the interval from 0), then name. `counts` has how many there are of each.
    Raises NetworkError where a year has no observation and is not among those `published` either: where the
    observations are a part of the figures, the part may have none in a year.
    """
    kept, _ = keep_totals([one for one in observations if one.year is not None], parts=PARTS)
    years: dict[int, dict[tuple[str, str], Bounds]] = {year: _add_up(kept, year) for year in (before, after)}
    known = sorted({*published, *(one.year for one in kept if one.year is not None)})
    missing = next((year for year in (before, after) if year not in known), None)
    if missing is not None:
        span = f"there are years {known[0]} to {known[-1]}" if known else "no figure here has a year"
        raise NetworkError(f"no figure is of the year {missing}; {span}")
    reporting = {year: {destination for _, destination in found} for year, found in years.items()}
    names = {code: country.name for code, country in (countries or {}).items()}
    rows: list[dict[str, Cell]] = []
    totals = _add_up_destinations(kept)
    told = Counter(
        (one.origin, one.destination) for one in {(o.origin, o.destination, o.year): o for o in kept}.values()
    )
    for origin, destination in sorted({*years[before], *years[after]}):
        series = totals[destination]
        found = [years[year].get((origin, destination)) for year in (before, after)]
        both = all(destination in reporting[year] for year in (before, after))
        rows.append(
            {
                "origin": names.get(origin, origin),
                "destination": names.get(destination, destination),
                "origin_code": origin,
                "destination_code": destination,
                **_compare(found[0], found[1], both),
                "destination_before": series.get(before),
                "destination_after": series.get(after),
                "series_break": _find_breaks(series, before, after),
                "corridor_years": told[origin, destination],
                "reporting_years": len(series),
            }
        )
    rows.sort(key=lambda row: (-_sure(row), str(row["change"]), row["origin"], row["destination"]))
    counts = {str(row["change"]): 0 for row in rows}
    for row in rows:
        counts[str(row["change"])] += 1
    said = ", ".join(f"{name} {number}" for name, number in sorted(counts.items()))
    broken = sum(bool(row["series_break"]) for row in rows)
    places = len({row["destination_code"] for row in rows if row["series_break"]})
    if broken:
        said += (
            f"; {broken} of {len(rows)} are to {count_of(places, 'country', 'countries')} whose whole series breaks "
        )
        said += "between the two years: see series_break"
    return make_measures(
        _COLUMNS,
        rows,
        by=None,
        basis=describe_observations([one for one in kept if one.year in (before, after)]),
        note=f"{REPORTED_NOTE}; no figure of a year does not say that there was nobody; "
        f"corridors {before} to {after}: {said}",
        parameters={"before": before, "after": after},
        counts=counts,
        provenance={one.source for one in kept if one.source},
    )


def _add_up(observations: Collection[CorridorFigure], year: int) -> dict[tuple[str, str], Bounds]:
    found: defaultdict[tuple[str, str], Bounds] = defaultdict(lambda: (0.0, 0.0))
    for one in observations:
        if one.year == year and one.origin != one.destination:
            lower, upper = found[one.origin, one.destination]
            found[one.origin, one.destination] = (lower + one.lower, upper + one.upper)
    return dict(found)


def _add_up_destinations(observations: Collection[CorridorFigure]) -> defaultdict[str, dict[int, float]]:
    """Return the people detected in each country by year, by the middles of their figures."""
    found: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for one in observations:
        if one.year is not None:
            series = found[one.destination]
            series[one.year] = series.get(one.year, 0.0) + (one.lower + one.upper) / 2
    return found


def _find_breaks(series: Mapping[int, float], before: int, after: int) -> tuple[str, ...]:
    """Return the years from one reporting year to which the total breaks, between two years, in either order.

    >>> _find_breaks({2016: 601.0, 2017: 5138.0, 2018: 5200.0}, 2016, 2018)
    ('2017',)
    """
    first, last = min(before, after), max(before, after)
    found = []
    for one, other in pairwise(sorted(series)):
        low, high = sorted((series[one], series[other]))
        if first < other <= last and high - low >= BREAK_PEOPLE and high >= BREAK_RATIO * low:
            found.append(str(other))
    return tuple(found)


def _compare(before: Bounds | None, after: Bounds | None, both: bool) -> dict[str, Cell]:
    row: dict[str, Cell] = dict.fromkeys(_COLUMNS[4:11])
    if before is not None:
        row |= {"before_low": before[0], "before_high": before[1]}
    if after is not None:
        row |= {"after_low": after[0], "after_high": after[1]}
    if before is None or after is None:
        return row | {"change": "not comparable" if not both else "disappears" if after is None else "appears"}
    low, high = after[0] - before[1], after[1] - before[0]
    name = "up" if low > 0 else "down" if high < 0 else "same" if low == high == 0 else "not determinable"
    return row | {"change_low": low, "change_high": high, "change": name}


def _sure(row: Mapping[str, Cell]) -> float:
    """Return how far the interval of a change stays away from 0 at least."""
    low, high = row["change_low"], row["change_high"]
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return 0.0
    return max(low, -high, 0.0)
