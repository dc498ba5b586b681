"""Bootstrap intervals of scores and ranks.

Every function takes records (journeys, participations, cells of a table) and a function from records to
scores, so that it serves every measure. The stories of a report were chosen, not drawn at random: an
interval shows how far a score depends on which of them were printed, not how far it is from what happened.
What no source has reported is in no resample.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any, Final, TypedDict, TypeVar, Unpack

import numpy as np
import numpy.typing as npt

from survivorgraph.errors import NetworkError
from survivorgraph.keywords import fill_options
from survivorgraph.network.core.arrays import make_random
from survivorgraph.network.core.measures import Cell, Measures, count_of, make_measures

__all__ = [
    "BOOTSTRAP",
    "RESAMPLED",
    "SCORE_COLUMNS",
    "BootstrapOptions",
    "check_resampling",
    "count_needed",
    "count_ranked",
    "describe_size",
    "describe_uncertainty",
    "measure_source_dependence",
    "measure_uncertainty",
    "read_scores",
    "tabulate_scores",
]

Record = TypeVar("Record")
Scores = Mapping[str, float]
"""Code to score, such as country to number of stories."""

FEW_CLUSTERS = 30
"""Below about so many clusters, resampled intervals are too narrow (doi:10.1162/rest.90.3.414)."""

SCORE_COLUMNS = ("code", "name", "rank", "score", "low", "high", "interval", "rank_low", "rank_high")
RESAMPLED = "range over resamples"
"""What `low` and `high` are where no exact interval is known: no confidence interval, since how often such a range
covers the truth depends on the score and on the number of records (betweenness over 17 stories: 21 %)."""

Intervals = Mapping[str, tuple[float, float]]
"""Code to lower and upper end."""

_SOURCE_COLUMNS = ("code", "name", "score", "source", "score_without", "share_lost", "single_source_dependent")


class BootstrapOptions(TypedDict, total=False):
    """The options of a bootstrap: how it is drawn, and what its table rests on."""

    resamples: int
    seed: int
    level: float
    basis: str
    note: str


BOOTSTRAP: Final[BootstrapOptions] = {"resamples": 1000, "seed": 0, "level": 0.95, "basis": "", "note": ""}
"""The defaults: a thousand resamples, and intervals of 95 %."""


def read_scores(measures: Measures, column: str) -> dict[str, float]:
    """Return one column of a table of measures as code to score; undefined scores are left out."""
    cells = zip(measures.column("code"), measures.column(column), strict=True)
    return {str(code): float(score) for code, score in cells if isinstance(score, int | float)}


def measure_uncertainty(
    records: Collection[Record],
    score: Callable[[Sequence[Record]], Scores],
    *,
    names: Mapping[str, str] | None = None,
    cluster: Callable[[Record], Hashable] | None = None,
    exact: Intervals | None = None,
    **options: Unpack[BootstrapOptions],
) -> Measures:
    """Bootstrap the scores over records, and rank only as far as the intervals allow.

    Records are drawn with replacement `resamples` times, as many as there are; with `cluster` (say, the
    source of a story), whole clusters are drawn, as records of one source are not independent. A code
    that is missing in a resample scores 0 there. Columns: `code`, `name`, `score`, and

    - `low`, `high`, and `interval`, which says what they are: "exact 95 %" for the intervals of `exact`; else
      `RESAMPLED`: the score, and the resampled scores from the (1 - level)/2 to the (1 + level)/2 percentile (Efron
      1979, doi:10.1214/aos/1176344552; percentiles are observed values). That is how far the score depends on which
      records there are, and no confidence interval
    - `rank_low`, `rank_high`: the same percentiles of the best and of the worst rank that the code can
      claim in a resample, where equal scores leave the order open
    - `rank`: the place in the order, given only as far down as `count_ranked` allows and if there are as
      many clusters as `count_needed` asks, else None

    A single cluster cannot be resampled: its intervals are None.
    Rows are sorted by score, then name. The `note` says how many places the data can rank, and
    `parameters` has `ranked`, `resamples`, `seed`, `level`, `clusters`. The result does not depend on the
    order of the records. Raises NetworkError for fewer than 1 resample or a level outside (0, 1).

    >>> table = measure_uncertainty(["x"] * 30 + ["y"], lambda drawn: {c: drawn.count(c) for c in "xy"})
    >>> [(row["code"], row["rank"], row["score"], row["low"], row["high"], row["interval"]) for row in table]
    [('x', 1, 30.0, 28.0, 31.0, 'range over resamples'), ('y', 2, 1.0, 0.0, 3.0, 'range over resamples')]
    """
    chosen: BootstrapOptions = fill_options(BOOTSTRAP, options)
    resamples, seed, level = chosen["resamples"], chosen["seed"], chosen["level"]
    check_resampling(resamples, level)
    groups = _group(records, cluster)
    full = score([record for group in groups for record in group])
    codes = sorted(full, key=lambda code: (-full[code], code))
    drawn = _resample(groups, score, codes, resamples, seed)
    rows = tabulate_scores(
        codes, [full[code] for code in codes], drawn, len(groups), names=names, level=level, exact=exact
    )
    return make_measures(
        SCORE_COLUMNS,
        rows,
        by=("score",),
        basis=chosen["basis"] or f"{len(records)} records",
        note=describe_uncertainty(chosen["note"], rows, len(groups), level, cluster is not None),
        parameters={
            "ranked": sum(row["rank"] is not None for row in rows),
            "resamples": resamples,
            "seed": seed,
            "level": level,
            "clusters": len(groups),
        },
    )


def check_resampling(resamples: int, level: float) -> None:
    """Raise NetworkError for fewer than 1 resample or a level outside (0, 1)."""
    if resamples < 1 or not 0 < level < 1:
        raise NetworkError(f"{resamples} resamples at level {level}: give at least 1, and a level in (0, 1)")


def tabulate_scores(
    codes: Sequence[str],
    full: Sequence[float],
    drawn: npt.NDArray[np.float64],
    clusters: int,
    *,
    names: Mapping[str, str] | None = None,
    level: float = 0.95,
    exact: Intervals | None = None,
) -> list[dict[str, Cell]]:
    """Make the rows of `measure_uncertainty`: codes in the order of their scores, resamples by code."""
    intervals: Mapping[str, list[Any]] = _read_intervals(full, drawn, level)
    if clusters < 2:
        intervals = {column: [None] * len(codes) for column in intervals}
    for place, code in enumerate(codes):
        if exact is not None and code in exact:
            intervals["low"][place], intervals["high"][place] = exact[code]
            intervals["interval"][place] = f"exact {level:.0%}"
    ranked = 0
    if clusters >= count_needed(level):
        ranked = count_ranked(intervals["low"], intervals["high"])
    return [
        {
            "code": code,
            "name": (names or {}).get(code, code),
            "rank": place + 1 if place < ranked else None,
            "score": float(full[place]),
            **{column: values[place] for column, values in intervals.items()},
        }
        for place, code in enumerate(codes)
    ]


def describe_uncertainty(
    note: str, rows: Sequence[Mapping[str, Cell]], clusters: int, level: float, clustered: bool
) -> str:
    """Append to `note` how many places the data can rank, and whether there are too few records to resample."""
    ranking = _describe_ranking(sum(row["rank"] is not None for row in rows), len(rows), level, clusters)
    return "; ".join(filter(None, (note, ranking, describe_size(clusters, clustered, level))))


def _read_intervals(full: Sequence[float], drawn: npt.NDArray[np.float64], level: float) -> dict[str, list[Any]]:
    """Return low, high, rank_low and rank_high of every code, from scores by resample and code.

    The score itself, and the ranks that it can claim, are part of the range.
    """
    tails = ((1 - level) / 2, (1 + level) / 2)
    low, high = _percentiles(drawn, tails)
    best, worst = _rank(drawn)
    own = np.array(full, dtype=np.float64)[None]
    own_best, own_worst = (ranks[0] for ranks in _rank(own.round(12)))
    return {
        "low": np.minimum(low, own[0]).tolist(),
        "high": np.maximum(high, own[0]).tolist(),
        "interval": [RESAMPLED] * len(full),
        "rank_low": np.minimum(_percentiles(best, tails)[0], own_best).astype(int).tolist(),
        "rank_high": np.maximum(_percentiles(worst, tails)[1], own_worst).astype(int).tolist(),
    }


def _group(records: Collection[Record], cluster: Callable[[Record], Hashable] | None) -> list[list[Record]]:
    """Return the clusters, and the records of each, in an order that does not depend on the input's."""
    ordered = sorted(records, key=repr)
    if cluster is None:
        return [[record] for record in ordered]
    groups: defaultdict[Hashable, list[Record]] = defaultdict(list)
    for record in ordered:
        groups[cluster(record)].append(record)
    return [groups[key] for key in sorted(groups, key=repr)]


def _resample(
    groups: list[list[Record]],
    score: Callable[[Sequence[Record]], Scores],
    codes: list[str],
    resamples: int,
    seed: int,
) -> npt.NDArray[np.float64]:
    """Return scores by resample (row) and code (column)."""
    rng = make_random(seed)
    drawn = np.zeros((resamples, len(codes)))
    for row in drawn:
        picks = rng.integers(len(groups), size=len(groups)) if groups else ()
        found = score([record for pick in picks for record in groups[pick]])
        row[:] = [found.get(code, 0) for code in codes]
    return drawn.round(12)


def _percentiles(values: npt.NDArray[Any], tails: tuple[float, float]) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = np.quantile(values, tails, axis=0, method="inverted_cdf")
    return found


def _rank(drawn: npt.NDArray[np.float64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the best and the worst rank of every code in every resample, where ties may fall either way."""
    best, worst = np.empty(drawn.shape, dtype=np.int64), np.empty(drawn.shape, dtype=np.int64)
    for number, (row, ordered) in enumerate(zip(drawn, np.sort(drawn, axis=1), strict=True)):
        best[number] = 1 + len(row) - ordered.searchsorted(row, side="right")
        worst[number] = len(row) - ordered.searchsorted(row, side="left")
    return best, worst


def count_needed(level: float) -> int:
    """Count the records that it takes to order two places at `level`, if all of them agree.

    The least n with 2 / 2^n <= 1 - level, which is the two-sided sign test. Resampling fewer records that agree
    gives intervals without width, which would rank anything.

    >>> count_needed(0.95)
    6
    """
    return math.ceil(round(math.log2(2 / (1 - level)), 9))


def count_ranked(low: Sequence[float], high: Sequence[float]) -> int:
    """Count the leading places whose interval lies wholly above the intervals of all places after them.

    `low` and `high` are in the order of the scores, largest first.

    >>> count_ranked([8, 4, 1], [9, 5, 4]), count_ranked([2, 0], [6, 3])
    (1, 0)
    """
    ranked = 0
    for place in range(len(low)):
        if any(other >= low[place] for other in high[place + 1 :]):
            break
        ranked += 1
    return ranked


def _describe_ranking(ranked: int, places: int, level: float, clusters: int) -> str:
    if places > 1 and ranked == 0:
        why = ": their intervals overlap from the top" if clusters >= count_needed(level) else ""
        return f"the data cannot rank these {places}{why}"
    if ranked < places:
        return f"the data can rank the first {ranked} of {places}: below, intervals overlap"
    return ""


def describe_size(drawn: int, clustered: bool, level: float) -> str:
    """Return a note if there are too few records, or clusters of them, to resample."""
    if not 0 < drawn < FEW_CLUSTERS:
        return ""
    size = count_of(drawn, *(("cluster", "clusters") if clustered else ("record", "records")))
    if drawn == 1:
        return f"{size} cannot be resampled, so there are no intervals"
    needed = count_needed(level)
    order = f", and an order at {level:.0%} takes at least {needed}" if drawn < needed else ""
    return f"resampled over {size}: so few make ranges over resamples too narrow{order}"


def measure_source_dependence(
    records: Collection[Record],
    score: Callable[[Sequence[Record]], Scores],
    *,
    sources: Callable[[Record], Collection[str]],
    names: Mapping[str, str] | None = None,
    basis: str = "",
    note: str = "",
) -> Measures:
    """Recompute the scores without each source in turn, and mark those that depend on a single one.

    Without a source, the records that only it reports are gone. Columns: `code`, `name`, `score`;
    `source`, the one whose absence lowers the score most (the first in the alphabet if several do, None
    if none does); `score_without`; `share_lost` = 1 - score_without / score, from 0 to 1, None for a score
    of 0; `single_source_dependent`, whether nothing of the score is left. Rows are sorted by `share_lost`,
    then `score`, then name.

    >>> table = measure_source_dependence(
    ...     [("x", "one"), ("x", "two"), ("y", "two")],
    ...     lambda kept: {code: sum(1 for record in kept if record[0] == code) for code in "xy"},
    ...     sources=lambda record: [record[1]])
    >>> [(row["code"], row["source"], row["share_lost"]) for row in table]
    [('y', 'two', 1.0), ('x', 'one', 0.5)]
    """
    ordered = sorted(records, key=repr)
    full = score(ordered)
    every = sorted({source for record in ordered for source in sources(record)})
    without = {source: score([record for record in ordered if set(sources(record)) != {source}]) for source in every}
    rows: list[dict[str, Cell]] = []
    for code, value in full.items():
        left, source = min(((without[source].get(code, 0), source) for source in every), default=(value, None))
        if left >= value:
            left, source = value, None
        rows.append(
            {
                "code": code,
                "name": (names or {}).get(code, code),
                "score": float(value),
                "source": source,
                "score_without": float(left),
                "share_lost": 1 - left / value if value else None,
                "single_source_dependent": source is not None and left == 0,
            }
        )
    return make_measures(
        _SOURCE_COLUMNS,
        rows,
        by=("share_lost", "score"),
        basis=basis or f"{len(records)} records",
        note="; ".join(
            filter(None, (note, "there is one source, and all scores depend on it" if len(every) == 1 else ""))
        ),
        parameters={"sources": tuple(every)},
    )
