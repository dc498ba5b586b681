"""Exact binomial intervals for scores that are a share of journeys."""

from __future__ import annotations

from survivorgraph.errors import NetworkError

__all__ = ["find_share_interval"]


def find_share_interval(hits: int, trials: int, *, level: float = 0.95) -> tuple[float, float]:
    """Return the Clopper-Pearson interval of a share, which covers at least `level` at any number of trials.

    (Clopper and Pearson 1934, doi:10.1093/biomet/26.4.404.) Raises NetworkError for hits outside 0 to `trials`,
    and for no trial.

    >>> [round(end, 3) for end in find_share_interval(0, 15)], [round(end, 3) for end in find_share_interval(2, 15)]
    ([0.0, 0.218], [0.017, 0.405])
    """
    from scipy.stats import binomtest

    if not 0 <= hits <= trials or trials < 1:
        raise NetworkError(f"{hits} of {trials} is no share: give at least 1 trial, and hits from 0 to all")
    found = binomtest(hits, trials).proportion_ci(level, method="exact")
    return float(found.low), float(found.high)
