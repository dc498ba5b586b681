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
        to_node = _measure_all_distances(source, target, distance, size)
        tight = to_node[target, source] >= distance * (1 - TIE)  # others are on no shortest path
        _add_shares(shares, to_node[:, wanted], wanted, source[tight], target[tight], distance[tight])
        return shares
    matrix = sparse.csr_array((distance, (source, target)), shape=(size, size))
    step = max(1, min(_CELLS // len(source), _CELLS // size))
    for first in range(0, len(wanted), step):
        part = wanted[first : first + step]
        found = np.atleast_2d(csgraph.dijkstra(matrix, indices=part))
        _add_shares(shares, np.ascontiguousarray(found.T), part, source, target, distance)
    return shares


def _measure_all_distances(source: Integers, target: Integers, distance: Floats, size: int) -> Floats:
    """Return distances to every node (row) from every node; only nodes with edges in and out lie on a way."""
    direct = np.full((size, size), np.inf)
    direct[source, target] = distance
    place = _number_middle(source, target, size)
    middle = np.flatnonzero(place >= 0)
    inner = direct[np.ix_(middle, middle)]
    if len(middle) <= _DENSE:
        np.fill_diagonal(inner, 0)
        longer = np.empty_like(inner)
        joined = np.isfinite(inner)
        useful = (joined.sum(axis=0) > 1) & (joined.sum(axis=1) > 1)  # the diagonal counts 1
        for step in np.flatnonzero(useful):  # faster here than csgraph.floyd_warshall, which masks and copies first
            np.add(inner[:, step : step + 1], inner[step], out=longer)
            np.minimum(inner, longer, out=inner)
    else:
        finite = np.isfinite(inner)
        rows, columns = np.nonzero(finite)
        inner = csgraph.dijkstra(sparse.csr_array((inner[finite], (rows, columns)), shape=inner.shape))
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
    return turned


def _take_minima(found: Floats, rows: Integers, candidates: Floats, columns: Integers | slice) -> None:
    """Lower `found[row, columns]` to the least of the candidates of each row; `rows` is sorted."""
    if not len(rows):
        return
    starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
    least = np.minimum.reduceat(candidates, starts, axis=0)
    cells = (rows[starts], columns) if isinstance(columns, slice) else (rows[starts][:, None], columns)
    found[cells] = np.minimum(found[cells], least)


def _add_shares(
    shares: Floats, to_node: Floats, starts: Integers, source: Integers, target: Integers, distance: Floats
) -> None:
    """Add to `shares` the dependencies of all nodes on the ways from `starts`, a column of `to_node` each.

    Only nodes that lead somewhere can lie on a way; the others are ends, and are dealt with at once.
    """
    size, count = len(to_node), len(starts)
    longest = np.where(np.isfinite(to_node), to_node * (1 + TIE), -1)
    ways = to_node[source]
    ways += distance[:, None]
    flat = np.flatnonzero(ways <= longest[target])
    edge = flat // count
    column = flat - edge * count
    tail, head = source[edge], target[edge]
    place = _number_middle(source, target, size)
    own, onward = tail == starts[column], place[head] >= 0
    inner, last = np.flatnonzero(~own & onward), np.flatnonzero(~own & ~onward)
    # Ways from node to node in the middle are summed step by step, over as few cells as there are there.
    here, there = place[tail] * count + column, place[head] * count + column
    cells = (int(place.max()) + 1) * count
    first = np.flatnonzero(own & onward)
    paths = np.zeros(cells)
    paths[there[first]] = 1
    steps = sparse.coo_array((np.ones(len(inner)), (there[inner], here[inner])), shape=(cells, cells))
    paths = _sum_steps(steps, paths)
    # Nodes that lead nowhere are ends only.
    ends = head * count + column
    arrived = np.bincount(ends[last], weights=paths[here[last]], minlength=size * count)
    arrived[ends[own]] += 1
    inverse = np.divide(1, paths, out=np.zeros(cells), where=paths > 0)
    depend: Floats = np.bincount(here[last], weights=1 / arrived[ends[last]], minlength=cells).astype(np.float64)
    shares[place >= 0] += (paths * _sum_steps(steps.T, depend + steps.T @ inverse)).reshape(-1, count).sum(axis=1)


def _number_middle(source: Integers, target: Integers, size: int) -> Integers:
    """Return for every node its number among those that edges lead to and from, -1 for the others."""
    middle = (np.bincount(source, minlength=size) > 0) & (np.bincount(target, minlength=size) > 0)
    place = np.full(size, -1)
    place[middle] = np.arange(int(middle.sum()))
    return place


def _sum_steps(steps: sparse.coo_array, values: Floats) -> Floats:
    """Return the values and all that they hand on, step by step; there is no way back, so the steps end."""
    total = values.copy()
    for _ in range(len(values) + 1):
        values = steps @ values
        if not values.any():
            return total
        total += values
    raise NetworkError("the weights differ too much to compare ways: divide them by a power of ten, or use weight=None")
