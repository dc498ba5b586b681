"""Resample the records behind a network, and score every resampled network at once, over arrays.

The draws are those of `uncertainty.measure_uncertainty` with the same seed, so both give the same numbers;
this way is some twenty times faster (see benchmarks/networks.py), and it draws counts that were published
as an interval (``<5``) again in each resample.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Unpack

import networkx as nx
import numpy as np

from survivorgraph.errors import NetworkError
from survivorgraph.keywords import fill_options
from survivorgraph.network.core.arrays import Floats, Integers, NetworkArrays, make_arrays, make_random
from survivorgraph.network.core.measures import Cell, Measures, count_of, make_measures
from survivorgraph.network.inference.exact import find_share_interval
from survivorgraph.network.inference.uncertainty import (
    BOOTSTRAP,
    RESAMPLED,
    SCORE_COLUMNS,
    BootstrapOptions,
    check_resampling,
    describe_size,
    describe_uncertainty,
    tabulate_scores,
)
from survivorgraph.network.measures.scores import BLOCK, NETWORK_SCORES, score_networks, score_nodes

__all__ = ["EdgeRecord", "Resampled", "make_network_of_records", "measure_whole", "rank_nodes", "resample_nodes"]


class RankingOptions(BootstrapOptions, total=False):
    """The options of a ranking: how it is drawn, and how its nodes are called."""

    names: Mapping[str, str] | None
    damping: float


_RANKING: Final[RankingOptions] = {**BOOTSTRAP, "names": None, "damping": 0.85}
INTERVAL_NOTE = "counts published as an interval are drawn from it, every whole number equally likely"


@dataclass(frozen=True, slots=True)
class EdgeRecord:
    """The amount that one record adds to one edge: at least `lower`, at most `upper`.

    Records of one `unit` are drawn together: the edges of one story, or all records of one source. The
    weight that a record adds to the network is the middle of its interval.
    """

    origin: str
    destination: str
    lower: float = 1
    upper: float = 1
    unit: Hashable = None
    sources: tuple[str, ...] = ()

    @property
    def middle(self) -> float:
        """Return the middle of the interval."""
        return (self.lower + self.upper) / 2


@dataclass(frozen=True, slots=True, eq=False)
class Resampled:
    """The scores of the nodes `codes`: `full` of all records, `drawn` by resample (row) and node (column)."""

    codes: tuple[str, ...]
    full: Mapping[str, Floats]
    drawn: Mapping[str, Floats]
    units: int
    intervals: int
    full_network: Mapping[str, float]
    drawn_network: Mapping[str, Floats]
    resamples: int
    seed: int


def make_network_of_records(records: Iterable[EdgeRecord]) -> nx.DiGraph[str]:
    """Make the network of records: `weight` is the sum of the middles, `lower` and `upper` those of the ends.

    >>> network = make_network_of_records([EdgeRecord("NPL", "KWT", 0, 4), EdgeRecord("NPL", "KWT", 7, 7)])
    >>> network.edges["NPL", "KWT"]
    {'weight': 9.0, 'lower': 7, 'upper': 11, 'records': 2, 'sources': ()}
    """
    network: nx.DiGraph[str] = nx.DiGraph()
    for record in sorted(records, key=repr):
        pair = (record.origin, record.destination)
        if pair not in network.edges:
            network.add_edge(*pair, weight=0.0, lower=0, upper=0, records=0, sources=())
        data = network.edges[pair]
        data["weight"] += record.middle
        data["lower"] += record.lower
        data["upper"] += record.upper
        data["records"] += 1
        data["sources"] = tuple(sorted({*data["sources"], *record.sources}))
    return network


def resample_nodes(
    records: Collection[EdgeRecord],
    names: Sequence[str],
    *,
    units: Sequence[Hashable] | None = None,
    resamples: int = 1000,
    seed: int = 0,
    damping: float = 0.85,
    whole: bool = False,
) -> Resampled:
    """Score the nodes of the network of records, and of `resamples` bootstrap resamples.

    With `whole`, the networks are scored as a whole too, by `scores.NETWORK_SCORES`.

    `names` are of `scores.NODE_SCORES`. Units are drawn with replacement, as many as there are; `units` may
    list some without an edge, which are drawn too. A node that is in no drawn record stays in the network without an
    edge, so that the scores of the others (PageRank, betweenness) are over the same number of nodes. The result
    does not depend on the order of the records. Raises NetworkError for a unit that `units` does not list,
    and for an interval that begins below 0 or ends before it begins.
    """
    check_resampling(resamples, 0.5)
    wrong = next((one for one in records if not 0 <= one.lower <= one.upper < np.inf), None)
    if wrong is not None:
        raise NetworkError(f"a record of '{wrong.origin}' to '{wrong.destination}' has no interval from 0 up")
    ordered = sorted((one for one in records if one.origin != one.destination), key=repr)
    every = list(units) if units is not None else sorted({one.unit for one in records}, key=repr)
    arrays, edge = _make_pattern(ordered)
    middles = np.array([one.middle for one in ordered], dtype=np.float64)
    full: Floats = np.bincount(edge, weights=middles, minlength=len(arrays.source)).astype(np.float64)
    drawn: dict[str, list[Floats]] = {name: [] for name in names}
    networks: dict[str, list[Floats]] = {name: [] for name in NETWORK_SCORES if whole}
    for weights in _draw(ordered, every, edge, len(arrays.source), resamples, seed):
        for name, values in score_networks(arrays, weights).items() if whole else ():
            networks[name].append(values)
        for name, scores in score_nodes(arrays, weights, names, damping=damping, isolated=True).items():
            drawn[name].append(scores)
    of_all = score_nodes(arrays, full[None], names, damping=damping, isolated=True)
    return Resampled(
        tuple(str(node) for node in arrays.nodes),
        {name: scores[0] for name, scores in of_all.items()},
        {name: np.concatenate(parts) for name, parts in drawn.items()},
        len(every),
        sum(one.lower < one.upper for one in ordered),
        {name: float(values[0]) for name, values in score_networks(arrays, full[None]).items()} if whole else {},
        {name: np.concatenate(parts) for name, parts in networks.items()},
        resamples,
        seed,
    )


def _make_pattern(records: Sequence[EdgeRecord]) -> tuple[NetworkArrays, Integers]:
    """Return the network of all records, and the edge of every record."""
    nodes = tuple(sorted({end for one in records for end in (one.origin, one.destination)}))
    place = {node: number for number, node in enumerate(nodes)}
    source = np.array([place[one.origin] for one in records], dtype=np.int64)
    target = np.array([place[one.destination] for one in records], dtype=np.int64)
    arrays = make_arrays(nodes, source, target, np.ones(len(records)), directed=True)
    keys = arrays.source * max(len(nodes), 1) + arrays.target
    return arrays, np.searchsorted(keys, source * max(len(nodes), 1) + target)


def _draw(
    records: Sequence[EdgeRecord], units: Sequence[Hashable], edge: Integers, edges: int, resamples: int, seed: int
) -> Iterator[Floats]:
    """Yield the weights of blocks of resampled networks, by resample (row) and edge (column)."""
    place = {unit: number for number, unit in enumerate(units)}
    unknown = next((one.unit for one in records if one.unit not in place), None)
    if unknown is not None:
        raise NetworkError(f"the unit {unknown!r} of a record is not among the units to draw from")
    unit = np.array([place[one.unit] for one in records], dtype=np.int64)
    by_unit = np.argsort(unit, kind="stable")
    sizes = np.bincount(unit, minlength=len(units))
    starts = np.cumsum(sizes) - sizes
    lower = np.array([one.lower for one in records], dtype=np.float64)
    upper = np.array([one.upper for one in records], dtype=np.float64)
    picking, filling = make_random(seed), make_random(seed, 1)
    for first in range(0, resamples, BLOCK):
        count = min(BLOCK, resamples - first)
        picks = picking.integers(len(units), size=count * len(units)) if len(units) else np.zeros(0, dtype=np.int64)
        # A draw of a unit includes all of its records, which are adjacent in `by_unit`.
        number = sizes[picks]
        ends = np.cumsum(number)
        chosen = by_unit[np.repeat(starts[picks] - ends + number, number) + np.arange(number.sum())]
        row = np.repeat(np.repeat(np.arange(count), len(units)), number)
        values = lower[chosen]
        loose = np.flatnonzero(values < upper[chosen])
        values[loose] = _fill(filling.random(len(loose)), values[loose], upper[chosen[loose]])
        weights = np.bincount(row * edges + edge[chosen], weights=values, minlength=count * edges)
        yield weights.astype(np.float64, copy=False).reshape(count, edges)


def _fill(chance: Floats, lower: Floats, upper: Floats) -> Floats:
    """Map uniform draws in [0, 1) to values of the intervals, integers where both bounds are integers."""
    whole = (lower == np.floor(lower)) & (upper == np.floor(upper))
    return np.where(whole, lower + np.floor(chance * (upper - lower + 1)), lower + chance * (upper - lower))


def rank_nodes(
    records: Collection[EdgeRecord],
    *,
    by: str | Sequence[str] = "in_strength",
    units: Sequence[Hashable] | None = None,
    clustered: bool = False,
    resampled: Resampled | None = None,
    exact: bool = False,
    **options: Unpack[RankingOptions],
) -> Measures:
    """Rank nodes by one or more scores as far as the intervals of the scores allow.

    `by` names scores of `scores.NODE_SCORES` (formulas and ranges: `centrality.measure_network`). Columns
    and their meaning are those of `uncertainty.measure_uncertainty`, after a column `measure` if `by`
    is a sequence: then each measure has its rows and its own places. `clustered` says in the note that
    units are whole sources. With `exact`, strengths that are numbers of units get exact intervals. `resampled` is
    what `resample_nodes` returned for these records, if several tables are to share one drawing; its seed counts
    then. `parameters` has `ranked`: how many places can be ranked, by measure in the order of `by`.
    """
    chosen: RankingOptions = fill_options(_RANKING, options)
    names, level = chosen["names"], chosen["level"]
    check_resampling(chosen["resamples"], level)
    wanted = (by,) if isinstance(by, str) else tuple(by)
    found = resampled or resample_nodes(
        records,
        wanted,
        units=units,
        resamples=chosen["resamples"],
        seed=chosen["seed"],
        damping=chosen["damping"],
    )
    rows: list[tuple[Cell, ...]] = []
    ranked: list[int] = []
    notes: list[str] = []
    for name in wanted:
        order = sorted(range(len(found.codes)), key=lambda at: (-found.full[name][at], found.codes[at]))
        full, drawn = found.full[name][order], found.drawn[name][:, order].round(12)
        table = tabulate_scores(
            [found.codes[at] for at in order],
            full.tolist(),
            drawn,
            found.units,
            names=names,
            level=level,
            exact=_find_exact(records, name, found, level) if exact and not clustered else None,
        )
        ranked.append(sum(row["rank"] is not None for row in table))
        if isinstance(by, str):
            notes.append(describe_uncertainty("", table, found.units, level, clustered))
        rows += _sort(table, name if len(wanted) > 1 or not isinstance(by, str) else None)
    joined = (_join_notes(wanted, ranked, len(found.codes)), describe_size(found.units, clustered, level))
    said = notes[0] if notes else "; ".join(filter(None, joined))
    columns = SCORE_COLUMNS if isinstance(by, str) else ("measure", *SCORE_COLUMNS)
    return Measures(
        columns,
        tuple(rows),
        chosen["basis"] or count_of(len(records), "record", "records"),
        "; ".join(filter(None, (chosen["note"], INTERVAL_NOTE if found.intervals else "", said))),
        {
            "by": wanted if not isinstance(by, str) else by,
            "ranked": ranked[0] if isinstance(by, str) else tuple(map(str, ranked)),
            "resamples": found.resamples,
            "seed": found.seed,
            "level": level,
            "clusters": found.units,
        },
        {"nodes": len(found.codes), "records": len(records), "intervals": found.intervals},
        tuple(sorted({source for one in records for source in one.sources})),
    )


def _find_exact(
    records: Collection[EdgeRecord], name: str, found: Resampled, level: float
) -> dict[str, tuple[float, float]]:
    """Return exact intervals of strengths that are numbers of units: where none adds more than 1 to the node.

    They say how large the strength would be in as many units. Other scores have none.
    """
    if name not in ("in_strength", "out_strength") or not records or found.units < 2:
        return {}
    added: Counter[tuple[str, Hashable]] = Counter()
    vague: set[str] = set()
    for one in records:
        code = one.destination if name == "in_strength" else one.origin
        if one.origin != one.destination:
            added[code, one.unit] += 1
            vague.update((code,) if (one.lower, one.upper) != (1, 1) else ())
    vague.update(code for (code, _), number in added.items() if number > 1)
    hits = Counter(code for code, _ in added)
    return {
        code: (low * found.units, high * found.units)
        for code in found.codes
        if code not in vague
        for low, high in [find_share_interval(hits[code], found.units, level=level)]
    }


def _sort(table: list[dict[str, Cell]], measure: str | None) -> Iterator[tuple[Cell, ...]]:
    for row in make_measures(SCORE_COLUMNS, table, by=("score",), basis="").rows:
        yield row if measure is None else (measure, *row)


def _join_notes(names: Sequence[str], ranked: Sequence[int], places: int) -> str:
    if not places:
        return ""
    pairs = ", ".join(f"{name} {number}" for name, number in zip(names, ranked, strict=True))
    return f"places that the data can rank, of {places}, by intervals that do not overlap: {pairs}"


def measure_whole(
    records: Collection[EdgeRecord],
    *,
    units: Sequence[Hashable] | None = None,
    resampled: Resampled | None = None,
    **options: Unpack[BootstrapOptions],
) -> Measures:
    """Measure the network of records as a whole, with a range over resamples for each measure.

    Columns: `measure`, one of `scores.NETWORK_SCORES` (formulas: `structure.summarize_arrays`); `value`; `low`, `high`:
    the value, and the percentiles over the resamples in which it is defined, and `interval`, which says what these
    are: no confidence interval, since resampled networks have fewer edges, which moves such measures; `defined`, the
    share of resamples in which it is, from 0 to 1. Where the value is not defined there is no range, nor where
    there is a single unit. `resampled` as in `rank_nodes`, drawn with ``whole=True``.
    """
    chosen: BootstrapOptions = fill_options(BOOTSTRAP, options)
    resamples, seed, level = chosen["resamples"], chosen["seed"], chosen["level"]
    check_resampling(resamples, level)
    found = resampled or resample_nodes(records, (), units=units, resamples=resamples, seed=seed, whole=True)
    rows: list[dict[str, Cell]] = []
    for name, value in found.full_network.items():
        drawn = found.drawn_network[name][np.isfinite(found.drawn_network[name])]
        tails = ((1 - level) / 2, (1 + level) / 2)
        row: dict[str, Cell] = {"measure": name, "value": value, "low": None, "high": None, "interval": None}
        if len(drawn) and found.units > 1 and np.isfinite(value):
            low, high = np.quantile(drawn, tails, method="inverted_cdf").tolist()
            row |= {"low": min(low, value), "high": max(high, value), "interval": RESAMPLED}
        rows.append(row | {"defined": len(drawn) / found.resamples})
    return make_measures(
        ("measure", "value", "low", "high", "interval", "defined"),
        rows,
        by=None,
        basis=chosen["basis"] or count_of(len(records), "record", "records"),
        note="; ".join(filter(None, (chosen["note"], INTERVAL_NOTE if found.intervals else ""))),
        parameters={"resamples": found.resamples, "seed": found.seed, "level": level, "clusters": found.units},
        counts={"nodes": len(found.codes), "records": len(records), "intervals": found.intervals},
        provenance={source for one in records for source in one.sources},
    )
