"""Compute node scores over arrays, for many weightings of one network at once.

A weighting is one row of a matrix (weightings x edges); 0 says that the edge is not there. A node
without an edge in a weighting is not there either and scores 0: it takes no part in normalisation. The
results are those of NetworkX on the network that is left, which the tests hold against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import linalg

from survivorgraph.errors import NetworkError
from survivorgraph.network.core.arrays import Floats, NetworkArrays
from survivorgraph.network.core.paths import measure_path_shares

__all__ = ["BLOCK", "NETWORK_SCORES", "NODE_SCORES", "has_tied_hubs", "score_networks", "score_nodes"]

BLOCK = 50
"""So many weightings are computed together."""

ROUNDS = 4
"""After so many rounds of 32 steps, what has not settled yet is left to a solver of eigenvectors."""

Booleans = npt.NDArray[np.bool_]


def score_nodes(
    arrays: NetworkArrays,
    weights: Floats,
    names: Sequence[str],
    *,
    damping: float = 0.85,
    isolated: bool | Booleans = False,
) -> dict[str, Floats]:
    """Return for every name of `NODE_SCORES` the scores by weighting (row) and node (column).

    With `isolated`, nodes without an edge are there all the same, all of them or those that it names by
    weighting and node: they count in the normalisation of betweenness, and PageRank gives them what it gives
    to all. Raises NetworkError for an unknown name.
    """
    unknown = next((name for name in names if name not in NODE_SCORES), None)
    if unknown is not None:
        raise NetworkError(f"nodes cannot be scored by '{unknown}'; choose of {', '.join(NODE_SCORES)}")
    if not 0 <= damping < 1:
        raise NetworkError(f"damping is {damping}; it must be at least 0 and below 1")
    parts: dict[str, list[Floats]] = {name: [] for name in names}
    for first in range(0, max(len(weights), 1), BLOCK):
        rows = slice(first, first + BLOCK)
        block = _Block(arrays, weights[rows], damping, isolated if isinstance(isolated, bool) else isolated[rows])
        for name in names:
            parts[name].append(NODE_SCORES[name](block))
    return {name: np.concatenate(found) for name, found in parts.items()}


class _Block:
    """A block of weightings, with intermediate results that several scores share."""

    def __init__(self, arrays: NetworkArrays, weights: Floats, damping: float, isolated: bool | Booleans) -> None:
        self.arrays, self.weights, self.damping = arrays, weights, damping
        self.count, self.size = len(weights), arrays.size
        self.shape = (self.count, self.size)
        offset = np.arange(self.count)[:, None] * self.size
        self.source = (offset + arrays.source).ravel()
        self.target = (offset + arrays.target).ravel()
        self.there = weights > 0
        self.in_strength = self._add_up(self.target, weights)
        self.out_strength = self._add_up(self.source, weights)
        self.present: Booleans = (self.in_strength + self.out_strength > 0) | isolated
        self.present_count = self.present.sum(axis=1)
        self._eigenvectors: tuple[Floats, Floats] | None = None

    def _add_up(self, ends: npt.NDArray[np.int64], values: npt.NDArray[np.generic]) -> Floats:
        total = np.bincount(ends, weights=values.ravel().astype(np.float64), minlength=self.count * self.size)
        return total.astype(np.float64).reshape(self.shape)

    def matrix(self, values: Floats) -> sparse.csr_array:
        """Return networks as one matrix, with a block on its diagonal for each row of values."""
        edges, cells = values.size, len(values) * self.size
        pointer = np.concatenate(([0], np.cumsum(np.bincount(self.source[:edges], minlength=cells))))
        return sparse.csr_array((values.ravel(), self.target[:edges], pointer), shape=(cells, cells))

    def in_degree(self) -> Floats:
        return self._add_up(self.target, self.there)

    def out_degree(self) -> Floats:
        return self._add_up(self.source, self.there)

    def betweenness(self) -> Floats:
        found = np.zeros(self.shape)
        for row, weights in enumerate(self.weights):
            on, number = self.there[row], int(self.present_count[row])
            if number < 3:
                continue
            arrays = self.arrays
            shares = measure_path_shares(arrays.source[on], arrays.target[on], 1 / weights[on], self.size)
            found[row] = shares / ((number - 1) * (number - 2))
        return found

    def pagerank(self) -> Floats:
        """Iterate all networks of the block until none changes by more than 1e-14 a node."""
        source = np.repeat(np.arange(self.count), len(self.arrays.source)) * self.size
        strength = self.out_strength.ravel()[source + np.tile(self.arrays.source, self.count)]
        share = np.divide(self.weights.ravel(), strength, out=np.zeros(len(strength)), where=strength > 0)
        follow = self.matrix(share.reshape(self.weights.shape)).T.tocsr()
        number = np.maximum(self.present_count, 1)[:, None]
        even = self.present / number
        dangling = self.present & (self.out_strength == 0)
        ranks: Floats = even.copy()
        for _ in range(10_000):
            lost = (ranks * dangling).sum(axis=1, keepdims=True)
            moved = (follow @ ranks.ravel()).reshape(self.shape)
            new = self.damping * (moved + lost * even) + (1 - self.damping) * even
            change = np.abs(new - ranks).max(initial=0)
            ranks = new / np.maximum(new.sum(axis=1, keepdims=True), 1e-300)
            if change < 1e-14:
                return ranks
        raise NetworkError(f"PageRank did not settle with damping {self.damping}; choose a lower one")

    def hits(self) -> tuple[Floats, Floats]:
        """Return hubs and authorities, the limit of the iteration from equal scores, within 1e-12."""
        if self._eigenvectors is None:
            hubs = (self.out_strength > 0).astype(np.float64)
            moving = np.arange(self.count)
            for _ in range(ROUNDS):
                hubs[moving], still = _iterate_hubs(self.matrix(self.weights[moving]), hubs[moving])
                moving = moving[still]  # networks that have settled are left behind
                if not len(moving):
                    break
            for row in moving:
                hubs[row] = _find_hubs(self.matrix(self.weights[[row]]), hubs[row])
            forth = self.matrix(self.weights)
            authorities = _normalize((forth.T @ hubs.ravel()).reshape(self.shape))
            self._eigenvectors = _normalize((forth @ authorities.ravel()).reshape(self.shape)), authorities
        return self._eigenvectors

    def core(self) -> Floats:
        """Peel all networks of the block at once: in step k, nodes with fewer than k edges fall off."""
        degree = self.in_degree() + (self.out_degree() if self.arrays.directed else 0)
        core = np.zeros(self.shape)
        alive = degree > 0
        edge = self.there.ravel()
        source, target = self.source[edge], self.target[edge]
        level = 0
        while alive.any():
            falling = alive & (degree <= level)
            if not falling.any():
                level = int(degree[alive].min())
                continue
            core[falling] = level
            alive &= ~falling
            gone = falling.ravel()[source] | falling.ravel()[target]
            cells = self.count * self.size
            degree = degree - np.bincount(target[gone], minlength=cells).reshape(self.shape)
            if self.arrays.directed:
                degree = degree - np.bincount(source[gone], minlength=cells).reshape(self.shape)
            source, target = source[~gone], target[~gone]
        return core


def _iterate_hubs(forth: sparse.csr_array, hubs: Floats) -> tuple[Floats, Booleans]:
    """Take up to 32 steps; return hubs, and which networks changed by 1e-13 or more in the last step."""
    back = forth.T.tocsr()
    for _ in range(4):
        for _ in range(8):
            before = hubs
            hubs = _normalize((forth @ (back @ hubs.ravel())).reshape(hubs.shape))
        still: Booleans = np.abs(hubs - before).max(axis=1, initial=0) >= 1e-13
        if not still.any():
            break
    return hubs, still


def _find_hubs(forth: sparse.csr_array, hubs: Floats) -> Floats:
    """Return the limit of the iteration from the given hubs, where it would take too many steps."""
    back = forth.T.tocsr()
    steps = linalg.LinearOperator(forth.shape, matvec=lambda scores: forth @ (back @ scores), dtype=np.float64)
    try:
        found = linalg.eigsh(steps, k=1, which="LA", v0=hubs, maxiter=10_000)[1]
    except linalg.ArpackNoConvergence as error:
        raise NetworkError("hubs and authorities did not settle: two groups are almost equally strong") from error
    settled: Floats = _normalize(np.abs(found.T))[0]
    return settled


def has_tied_hubs(arrays: NetworkArrays) -> bool:
    """Return whether hubs and authorities are undetermined: the largest singular value of the weights is not simple.

    Then several groups are equally strong, and the limit of the iteration depends on its start.
    """
    if len(arrays.source) < 2:
        return False
    matrix = sparse.csr_array((arrays.weight, (arrays.source, arrays.target)), shape=(arrays.size, arrays.size))
    if arrays.size <= 1500:
        values = np.linalg.svd(matrix.toarray(), compute_uv=False)
        return bool(values[1] >= values[0] * (1 - 1e-9))
    start = np.ones(arrays.size) / arrays.size
    values = np.sort(linalg.svds(matrix.astype(float), k=2, v0=start, return_singular_vectors=False, maxiter=10_000))
    return bool(values[0] >= values[1] * (1 - 1e-9))


def _normalize(scores: Floats) -> Floats:
    total = scores.sum(axis=1, keepdims=True)
    shares: Floats = np.divide(scores, total, out=np.zeros_like(scores), where=total > 0)
    return shares


NODE_SCORES: Mapping[str, Callable[[_Block], Floats]] = {
    "in_degree": _Block.in_degree,
    "out_degree": _Block.out_degree,
    "degree": _Block.out_degree,
    "in_strength": lambda block: block.in_strength,
    "out_strength": lambda block: block.out_strength,
    "strength": lambda block: block.out_strength,
    "betweenness": _Block.betweenness,
    "pagerank": _Block.pagerank,
    "hub": lambda block: block.hits()[0],
    "authority": lambda block: block.hits()[1],
    "core": _Block.core,
}
"""The scores of a node by name; for formulas and ranges, see `centrality.measure_network`."""

NETWORK_SCORES = ("reciprocity", "weighted_reciprocity", "degree_assortativity", "strength_assortativity")
"""The scores of a whole directed network by name; for formulas, see `structure.summarize_arrays`."""


def score_networks(arrays: NetworkArrays, weights: Floats) -> dict[str, Floats]:
    """Return every one of `NETWORK_SCORES` by weighting, not a number where it is not defined."""
    size = max(arrays.size, 1)
    keys, turned = arrays.source * size + arrays.target, arrays.target * size + arrays.source
    counterpart = np.minimum(np.searchsorted(keys, turned), max(len(keys) - 1, 0))
    has_counterpart = keys[counterpart] == turned if len(keys) else np.zeros(0, dtype=bool)
    back = np.where(has_counterpart, weights[:, counterpart], 0) if len(keys) else weights
    there = weights > 0
    block = _Block(arrays, weights, 0.85, False)
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            "reciprocity": (there & (back > 0)).sum(axis=1) / there.sum(axis=1),
            "weighted_reciprocity": np.minimum(weights, back).sum(axis=1) / weights.sum(axis=1),
            "degree_assortativity": _correlate(block, block.out_degree(), block.in_degree()),
            "strength_assortativity": _correlate(block, block.out_strength, block.in_strength),
        }


def _correlate(block: _Block, out_scores: Floats, in_scores: Floats) -> Floats:
    """Correlate, over the edges that are there, the score of the start with that of the end."""
    number = block.there.sum(axis=1, keepdims=True)
    one = out_scores[:, block.arrays.source] * block.there
    two = in_scores[:, block.arrays.target] * block.there
    one = (one - one.sum(axis=1, keepdims=True) / number) * block.there
    two = (two - two.sum(axis=1, keepdims=True) / number) * block.there
    spread = np.sqrt((one**2).sum(axis=1) * (two**2).sum(axis=1))
    found: Floats = np.where(spread > 1e-9, (one * two).sum(axis=1) / spread, np.nan)
    return found
