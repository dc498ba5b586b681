"""Compute betweenness over arrays: all shortest paths, counted exactly, without a Python loop over nodes.

The method is that of Brandes (2001, doi:10.1080/0022250X.2001.9990249) written as sums over paths. Let T
be the matrix over (source, node) that holds 1 where an edge lies on a shortest path from that source. T
has no cycle, so the number of shortest paths is the finite sum of its powers, sigma = sum_k (T')^k e_s,
and the dependency divided by sigma is y = sum_{k>=1} T^k (1 / sigma). Two ways are equally long where they
differ by less than `TIE` of their length.
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from survivorgraph.errors import NetworkError
from survivorgraph.network.arrays import Floats, Integers

__all__ = ["TIE", "measure_path_shares"]

TIE = 1e-12
"""Relative difference below which two ways are equally long; rounding errors are a thousand times smaller."""

_DENSE = 400
"""Up to so many nodes on the way, all distances are found at once (Floyd and Warshall)."""

_CELLS = 20_000_000
"""How many pairs of source and edge are looked at together; bounds memory to some hundred megabytes."""


def measure_path_shares(
    source: Integers, target: Integers, distance: Floats, size: int, *, starts: Integers | None = None
) -> Floats:
    """Return for every node the sum, over pairs (s, t), of the share of shortest paths on which it lies.

    Edges are sorted by source, then target; distances are above 0. `starts` restricts s (all nodes if not
    given). The ends of a path do not count. Raises NetworkError where weights differ so much that a
    distance drowns in rounding.

    >>> edges = np.array([[0, 1], [1, 0], [1, 2], [2, 1]])
    >>> measure_path_shares(edges[:, 0], edges[:, 1], np.ones(4), 3).tolist()
    [0.0, 2.0, 0.0]
    """
    out = np.bincount(source, minlength=size)
    shares = np.zeros(size)
    wanted = np.flatnonzero(out) if starts is None else starts[out[starts] > 0]
    if not len(wanted) or not (out[target] > 0).any():
        return shares
    if starts is None and size <= 4 * _DENSE:
        distances = _measure_all_distances(source, target, distance, size)
        tight = distances[source, target] >= distance * (1 - TIE)  # others are on no shortest path
        _add_shares(shares, distances[wanted], wanted, source[tight], target[tight], distance[tight])
        return shares
    matrix = sparse.csr_array((distance, (source, target)), shape=(size, size))
    step = max(1, min(_CELLS // len(source), _CELLS // size))
    for first in range(0, len(wanted), step):
        part = wanted[first : first + step]
        found = np.atleast_2d(csgraph.dijkstra(matrix, indices=part))
        _add_shares(shares, found, part, source, target, distance)
    return shares


def _measure_all_distances(source: Integers, target: Integers, distance: Floats, size: int) -> Floats:
    """Return distances between all nodes; only nodes with edges in and out can lie on a way."""
    direct = np.full((size, size), np.inf)
    direct[source, target] = distance
    on_the_way = np.zeros(size, dtype=bool)
    on_the_way[source] = True
    arrived = np.zeros(size, dtype=bool)
    arrived[target] = True
    middle = np.flatnonzero(on_the_way & arrived)
    inner = direct[np.ix_(middle, middle)]
    if len(middle) <= _DENSE:
        np.fill_diagonal(inner, 0)
        longer = np.empty_like(inner)
        for step in range(len(middle)):  # faster here than csgraph.floyd_warshall, which masks and copies first
            np.add(inner[:, step : step + 1], inner[step], out=longer)
            np.minimum(inner, longer, out=inner)
    else:
        finite = np.isfinite(inner)
        rows, columns = np.nonzero(finite)
        inner = csgraph.dijkstra(sparse.csr_array((inner[finite], (rows, columns)), shape=inner.shape))
    place = np.full(size, -1)
    place[middle] = np.arange(len(middle))
    direct[middle[:, None], middle] = inner
    # A way from a node that nothing leads to: the best first edge to a middle node.
    first = (place[source] < 0) & (place[target] >= 0)
    _take_minima(direct, source[first], distance[first, None] + inner[place[target[first]]], middle)
    # A way to a node that leads nowhere: the best last edge from a middle node.
    last = np.flatnonzero((place[source] >= 0) & (place[target] < 0))
    last = last[np.argsort(target[last], kind="stable")]
    turned = direct.T.copy()
    _take_minima(turned, target[last], distance[last, None] + turned[source[last]], slice(None))
    np.fill_diagonal(turned, 0)
    return turned.T


def _take_minima(found: Floats, rows: Integers, candidates: Floats, columns: Integers | slice) -> None:
    """Lower `found[row, columns]` to the least of the candidates of each row; `rows` is sorted."""
    if not len(rows):
        return
    starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
    least = np.minimum.reduceat(candidates, starts, axis=0)
    cells = (rows[starts], columns) if isinstance(columns, slice) else (rows[starts][:, None], columns)
    found[cells] = np.minimum(found[cells], least)


def _add_shares(
    shares: Floats, distances: Floats, starts: Integers, source: Integers, target: Integers, distance: Floats
) -> None:
    """Add to `shares` the dependencies of all nodes on the ways from `starts`, a row of `distances` each.

    Only nodes that lead somewhere can lie on a way; the others are ends, and are dealt with at once.
    """
    size, count = distances.shape[1], len(starts)
    to_node = np.ascontiguousarray(distances.T)  # a row a node, so that edges take whole rows
    longest = np.where(np.isfinite(to_node), to_node * (1 + TIE), -1)
    ways = to_node[source]
    ways += distance[:, None]
    edge, column = np.nonzero(ways <= longest[target])
    here, there = source[edge] * count + column, target[edge] * count + column
    leads = np.zeros(size, dtype=bool)
    leads[source] = True
    own, onward = source[edge] == starts[column], leads[target[edge]]
    inner, last = ~own & onward, ~own & ~onward
    cells = size * count
    paths = np.zeros(cells)
    paths[there[own]] = 1
    paths = _sum_along(here[inner], there[inner], paths)
    paths += np.bincount(there[last], weights=paths[here[last]], minlength=cells)
    inverse = np.divide(1, paths, out=np.zeros(cells), where=paths > 0)
    rest = here[~own]
    first: Floats = np.bincount(rest, weights=inverse[there[~own]], minlength=cells).astype(np.float64)
    depend = _sum_along(there[inner], here[inner], first)
    shares += (paths * depend).reshape(size, count).sum(axis=1)


def _sum_along(here: Integers, there: Integers, values: Floats) -> Floats:
    """Return the values and all that they hand on, from `here` to `there`, step by step to the end.

    There is no way back to where one was, so the steps end.
    """
    total = values.copy()
    for _ in range(len(values) + 1):
        moving = values[here]
        on = np.flatnonzero(moving)
        if not len(on):
            return total
        values = np.bincount(there[on], weights=moving[on], minlength=len(total)).astype(np.float64)
        total += values
    raise NetworkError("the weights differ too much to compare ways: divide them by a power of ten, or use weight=None")
