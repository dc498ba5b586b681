"""Rankings of countries by published figures with lower and upper bounds, and the ranks that these allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from survivorgraph.network.core.measures import REPORTED_NOTE, Cell, Measures, make_measures
from survivorgraph.network.graphs.journeys import Country
from survivorgraph.network.graphs.observations import (
    CorridorFigure,
    count_domestic,
    count_reporting_years,
    describe_domestic,
    describe_observations,
    describe_totals,
    describe_years,
    keep_totals,
)
from survivorgraph.network.inference.uncertainty import count_ranked

__all__ = ["BOUNDS_NOTE", "rank_observed_countries"]

BOUNDS_NOTE = (
    "low and high are the hard bounds of what was published, such as 0 to 4 for '<5'; they say nothing of who was not "
    "detected, nor of how figures vary over years or reporters"
)
_COLUMNS = (
    "measure", "code", "name", "rank", "score", "low", "high", "interval", "rank_low", "rank_high", "reporting_years",
    "domestic",
)  # fmt: skip


def rank_observed_countries(
    figures: Collection[CorridorFigure], countries: Mapping[str, Country] | None = None
) -> Measures:
    """Rank countries by the people detected in them and from them, as far as the published figures allow.

    Two `measure`s, each with its rows: `in_strength`, people of other countries detected in the country, and
    `out_strength`, its people detected in others. Columns: `score`, the middle of `low` and `high`, which are the sums
    of the lower and of the upper bounds of the figures; `interval`, "hard bounds"; `rank_low` and `rank_high`, the best
    and worst rank that the bounds of all countries leave open; `rank`, given from the top as long as bounds do not
    overlap; `reporting_years`, in how many years the country gives figures; `domestic`, its own people detected in it
    (the middle), who are in no score. Rows: by measure, largest score first, then name.

    >>> figures = [CorridorFigure("NPL", "KWT", 9, 9, 2019), CorridorFigure("NPL", "IND", 0, 4, 2019)]
    >>> [(row["code"], row["rank"], row["low"], row["high"]) for row in rank_observed_countries(figures)][:2]
    [('KWT', 1, 9, 9), ('IND', 2, 0, 4)]
    """
    kept, _ = keep_totals(figures)
    years, domestic = count_reporting_years(figures), count_domestic(kept)
    rows: list[tuple[Cell, ...]] = []
    ranked: list[str] = []
    for measure, end in (("in_strength", "destination"), ("out_strength", "origin")):
        table = _rank(kept, end)
        ranked.append(f"{measure} {sum(row['rank'] is not None for row in table)} of {len(table)}")
        for row in table:
            code = str(row["code"])
            own = domestic.get(code)
            row |= {
                "measure": measure,
                "name": countries[code].name if countries and code in countries else code,
                "reporting_years": years.get(code),
                "domestic": None if own is None else sum(own) / 2,
            }
        rows += make_measures(_COLUMNS, table, by=("score",), basis="").rows
    notes = (
        REPORTED_NOTE,
        "where people were detected",
        describe_domestic(kept),
        describe_totals(kept, figures),
        describe_years(years),
        BOUNDS_NOTE,
        f"places that the bounds can rank: {', '.join(ranked)}",
    )
    return Measures(
        _COLUMNS,
        tuple(rows),
        describe_observations(kept),
        "; ".join(filter(None, notes)),
        {"by": ("in_strength", "out_strength")},
        {"figures": len(kept)},
        tuple(sorted({one.source for one in kept if one.source})),
    )


def _rank(kept: Collection[CorridorFigure], end: str) -> list[dict[str, Cell]]:
    found: defaultdict[str, tuple[float, float]] = defaultdict(lambda: (0, 0))
    for one in kept:
        if one.origin != one.destination:
            low, high = found[getattr(one, end)]
            found[getattr(one, end)] = (low + one.lower, high + one.upper)
    order = sorted(found, key=lambda code: (-sum(found[code]), code))
    ranked = count_ranked([found[code][0] for code in order], [found[code][1] for code in order])
    return [
        {
            "code": code,
            "rank": place + 1 if place < ranked else None,
            "score": sum(found[code]) / 2,
            "low": found[code][0],
            "high": found[code][1],
            "interval": "hard bounds",
            "rank_low": 1 + sum(low > found[code][1] for low, _ in found.values()),
            "rank_high": sum(high >= found[code][0] for _, high in found.values()),
        }
        for place, code in enumerate(order)
    ]
