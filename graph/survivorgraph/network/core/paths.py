"""Compute betweenness over arrays: all shortest paths, counted exactly, without a Python loop over nodes.

The method is that of Brandes (2001, doi:10.1080/0022250X.2001.9990249) written as sums over paths. Let T
be the matrix over (source, node) that holds 1 where an edge lies on a shortest path from that source. T
has no cycle, so the number of shortest paths is the finite sum of its powers, sigma = sum_k (T')^k e_s,
and the dependency divided by sigma is y = sum_{k>=1} T^k (1 / sigma). Both are summed edge by edge, in
groups for which all that comes before is known, for all sources at once. Two ways are equally long where they
differ by less than `TIE` of their length.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.arrays import Floats, Integers

__all__ = ["TIE", "measure_path_shares"]

TIE = 1e-12
"""Relative difference below which two ways are equally long; rounding errors are a thousand times smaller."""

_DENSE = 400
"""Up to so many nodes on the way, all distances are found at once (Floyd and Warshall)."""

_CELLS = 20_000_000
"""How many pairs of source and edge are looked at together; bounds memory to some hundred megabytes."""

_FAR = float(np.finfo(np.float64).max) / 4
"""Marks unreachable nodes in matrix products, where infinity could become NaN."""


@dataclass(frozen=True, slots=True, eq=False)
class _Edges:
    """The edges over numbered nodes: first the `middle` nodes of paths, then the `ends`, without outgoing edges.

    After them come the nodes that nothing leads to, and those without edges.
    """

    source: Integers
    target: Integers
    distance: Floats
    middle: int
    ends: int
    size: int

    def take(self, kept: Integers) -> _Edges:
        """Return some of the edges."""
        return replace(self, source=self.source[kept], target=self.target[kept], distance=self.distance[kept])


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
    leads, led = np.bincount(source, minlength=size) > 0, np.bincount(target, minlength=size) > 0
    order = np.argsort(np.array([[3, 1], [2, 0]])[leads.astype(int), led.astype(int)], kind="stable")
    number = np.empty(size, dtype=np.int64)
    number[order] = np.arange(size)
    middle, ends = int((leads & led).sum()), int((led & ~leads).sum())
    edges = _Edges(number[source], number[target], distance, middle, ends, size)
    inside = np.zeros(middle)
    if not middle:
        pass
    elif starts is None and size <= 4 * _DENSE:
        _add_shares_of_all(inside, edges)
    else:
        wanted = np.flatnonzero(leads) if starts is None else starts[leads[starts]]
        _add_shares_of_some(inside, edges, number[wanted])
    shares = np.zeros(size)
    shares[order[:middle]] = inside
    return shares


def _add_shares_of_all(inside: Floats, edges: _Edges) -> None:
    starts = np.unique(edges.source)
    to_node = _measure_all_distances(edges, len(starts))
    column = np.where(edges.source < edges.middle, edges.source, edges.source - edges.ends)
    tight = to_node[edges.target, column] >= edges.distance * (1 - TIE)  # others are on no shortest path
    _add_shares(inside, to_node, starts, edges.take(np.flatnonzero(tight)))


def _add_shares_of_some(inside: Floats, edges: _Edges, starts: Integers) -> None:
    matrix = sparse.csr_array((edges.distance, (edges.source, edges.target)), shape=(edges.size, edges.size))
    step = max(1, min(_CELLS // len(edges.source), _CELLS // edges.size))
    for first in range(0, len(starts), step):
        part = starts[first : first + step]
        found = np.atleast_2d(csgraph.dijkstra(matrix, indices=part))
        _add_shares(inside, np.ascontiguousarray(found.T[: edges.middle + edges.ends]), part, edges)


def _measure_all_distances(edges: _Edges, starts: int) -> Floats:
    """Return distances to the nodes in the middle and at the ends (row) from every node with an edge out."""
    source, target, distance, middle = edges.source, edges.target, edges.distance, edges.middle
    column = np.where(source < middle, source, source - edges.ends)
    to_node = np.full((middle + edges.ends, starts), np.inf)
    to_node[target, column] = distance
    inner = _close(np.ascontiguousarray(to_node[:middle, :middle].T))
    # From a node that nothing leads to: the best first edge to a middle node.
    from_node = np.full((starts - middle, middle), np.inf)
    first = np.flatnonzero((source >= middle) & (target < middle))
    _take_minima(from_node, column[first] - middle, distance[first, None] + inner.take(target[first], axis=0))
    to_node[:middle, :middle] = inner.T
    to_node[:middle, middle:] = from_node.T
    # To a node that leads nowhere: the best last edge from a middle node.
    last = np.flatnonzero((source < middle) & (target >= middle))
    last = last[np.argsort(target[last], kind="stable")]
    _take_minima(to_node, target[last], distance[last, None] + to_node.take(source[last], axis=0))
    return to_node


def _close(direct: Floats) -> Floats:
    """Return the distances between all nodes, given the edges between them (infinite where there is none)."""
    size = len(direct)
    if size > _DENSE:
        rows, columns = np.nonzero(np.isfinite(direct))
        return np.asarray(csgraph.dijkstra(sparse.csr_array((direct[rows, columns], (rows, columns)), direct.shape)))
    joined = np.isfinite(direct)
    found, longer = np.where(joined, direct, _FAR), np.empty_like(direct)
    np.fill_diagonal(found, 0)
    # The sums to_step[i] + from_step[j] as one product of matrices: far quicker than to broadcast row by row.
    to_step, from_step = np.ones((size, 2)), np.ones((2, size))
    for step in np.flatnonzero(joined.any(axis=0) & joined.any(axis=1)):
        to_step[:, 0], from_step[1] = found[:, step], found[step]
        np.matmul(to_step, from_step, out=longer)
        np.minimum(found, longer, out=found)
    found[found >= _FAR] = np.inf
    return found


def _take_minima(found: Floats, rows: Integers, candidates: Floats) -> None:
    """Lower each row of `found` to the minimum of its candidates; `rows`, sorted, assigns them."""
    if not len(rows):
        return
    starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
    found[rows[starts]] = np.minimum(found[rows[starts]], np.minimum.reduceat(candidates, starts, axis=0))


def _add_shares(inside: Floats, to_node: Floats, starts: Integers, edges: _Edges) -> None:
    """Add to `inside` the dependencies of the middle nodes on the ways from `starts`, a column of `to_node` each.

    A cell is a node as seen from a start: row * columns + column. The cells of middle nodes come first.
    """
    count, middle = len(starts), edges.middle
    cells, inner_cells = to_node.size, middle * count
    longest = np.where(np.isfinite(to_node), to_node * (1 + TIE), -1)
    leaving = np.flatnonzero(edges.source < middle)
    ways = to_node.take(edges.source[leaving], axis=0)
    ways += edges.distance[leaving, None]
    flat = np.flatnonzero(ways <= longest.take(edges.target[leaving], axis=0))
    edge = flat // count
    row = np.arange(len(leaving))
    here = flat + ((edges.source[leaving] - row) * count)[edge]
    there = flat + ((edges.target[leaving] - row) * count)[edge]
    # The first edges of the ways: those that leave the cell of the start itself.
    column = np.full(edges.size, -1)
    column[starts] = np.arange(count)
    is_start = np.zeros(inner_cells, dtype=bool)
    is_start[(starts * count + column[starts])[starts < middle]] = True
    own = is_start[here]
    entering = np.flatnonzero((edges.source >= middle) & (column[edges.source] >= 0))
    entered = edges.target[entering] * count + column[edges.source[entering]]
    entered = entered[edges.distance[entering] <= longest.ravel()[entered]]
    paths = np.bincount(np.concatenate((there[own], entered)), minlength=cells).astype(np.float64)
    steps = _order_steps(here[~own & (there < inner_cells)], there[~own & (there < inner_cells)], inner_cells)
    for one, next_one in steps:
        np.add.at(paths, next_one, paths[one])
    # Nodes that lead nowhere are ends only.
    last = np.flatnonzero(~own & (there >= inner_cells))
    np.add.at(paths, there[last], paths[here[last]])
    depend: Floats = np.bincount(here[last], 1 / paths[there[last]], minlength=inner_cells).astype(np.float64)
    for one, next_one in reversed(steps):
        np.add.at(depend, one, 1 / paths[next_one] + depend[next_one])
    inside += (paths[:inner_cells] * depend).reshape(middle, count).sum(axis=1)


def _order_steps(start: Integers, end: Integers, cells: int) -> list[tuple[Integers, Integers]]:
    """Return steps from cell to cell in groups, such that all steps into a cell come before those out of it."""
    groups = []
    waiting = np.bincount(end, minlength=cells)
    while len(start):
        waits = waiting[start] > 0
        ready, rest = np.flatnonzero(~waits), np.flatnonzero(waits)
        if not len(ready):
            raise NetworkError(
                "the weights differ too much to compare ways: divide them by a power of ten, or use weight=None"
            )
        groups.append((start[ready], end[ready]))
        np.subtract.at(waiting, end[ready], 1)
        start, end = start[rest], end[rest]
    return groups
