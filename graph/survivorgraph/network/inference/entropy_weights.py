"""Weights of maximum entropy: as random as they can be on given edges, with the strengths kept on average.

The conditional reconstruction of Parisi, Squartini and Garlaschelli (2020, doi:10.1088/1367-2630/ab74a7): the weight
of an edge depends on one parameter of each of its ends, and the parameters are those with which every node has, on
average, the strength that it has in the given network.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import coo_array, diags_array
from scipy.sparse.linalg import cg

from survivorgraph.network.core.arrays import Floats, Integers

__all__ = ["draw_entropy_weights", "fit_rates"]

STEPS = 40
"""So many Newton steps at most; strengths that the edges do not allow are within a per cent by then."""
TOLERANCE = 1e-6
_TINY = 1e-9
_LARGEST_RATE = 700.0


def draw_entropy_weights(rates: Floats, rng: np.random.Generator, *, whole: bool) -> Floats:
    """Draw the weight of each edge: whole numbers from 1 (geometric), or numbers above 0 (exponential)."""
    if whole:
        drawn: Floats = rng.geometric(-np.expm1(-np.minimum(rates, _LARGEST_RATE))).astype(np.float64)
        return drawn
    return np.maximum(rng.exponential(1 / rates), _TINY)


def fit_rates(starts: Integers, ends: Integers, strength: Floats, *, whole: bool) -> Floats:
    """Return the rate of each edge, the sum of a parameter of each end, by Newton's method.

    `starts` and `ends` are positions in `strength`, which holds the sum that the weights of a node's edges have to
    have on average; in a directed network, a node has one position for its edges out and one for those in. The
    problem is convex, and its solution unique where the edges allow the strengths.
    """
    size = len(strength)
    degree = np.bincount(starts, minlength=size) + np.bincount(ends, minlength=size)
    values = np.maximum(degree / np.maximum(strength, _TINY) / 2, _TINY)
    rates: Floats = values[starts] + values[ends]
    for _ in range(STEPS):
        mean, slope = _describe_weights(rates, whole=whole)
        excess = np.bincount(starts, mean, size) + np.bincount(ends, mean, size) - strength * (degree > 0)
        if np.abs(excess).max(initial=0) <= TOLERANCE * strength.max(initial=1):
            break
        change = _solve(starts, ends, slope, excess)
        # Rates stay above 0.
        falling = -(change[starts] + change[ends])
        room = float((rates[falling > 0] / falling[falling > 0]).min(initial=np.inf))
        values = values + min(1.0, 0.9 * room) * change
        rates = values[starts] + values[ends]
    return rates


def _describe_weights(rates: Floats, *, whole: bool) -> tuple[Floats, Floats]:
    """Return the mean of each weight, and by how much it falls as its rate rises."""
    if not whole:
        return 1 / rates, rates**-2
    below = -np.expm1(-rates)
    return 1 / below, np.maximum(np.exp(-rates), _TINY) / below**2


def _solve(starts: Integers, ends: Integers, slope: Floats, excess: Floats) -> Floats:
    size = len(excess)
    diagonal = np.bincount(starts, slope, size) + np.bincount(ends, slope, size)
    diagonal = diagonal * (1 + _TINY) + (diagonal == 0)
    pairs = coo_array((slope, (starts, ends)), shape=(size, size))
    matrix = (pairs + pairs.T + diags_array(diagonal)).tocsr()
    solved, _ = cg(matrix, excess, rtol=1e-8, maxiter=10 * size, M=diags_array(1 / diagonal))
    found: Floats = solved
    return found
