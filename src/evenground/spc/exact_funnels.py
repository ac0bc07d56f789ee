"""Exact funnel limits: the counts that a unit at the target leaves outside no more often than stated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def binomial(n: Floats, target: float, conf: float) -> tuple[Floats, Floats]:
    """Binomial quantiles over ``n``: no more than half of 1 - ``conf`` lies strictly outside on each side."""
    from scipy.stats import binom

    tail = (1 - conf) / 2
    return binom.ppf(tail, n, target) / n, binom.ppf(1 - tail, n, target) / n


def poisson(n: Floats, target: float, conf: float) -> tuple[Floats, Floats]:
    """The Poisson's chi-square quantiles (smooth between counts) for ``n * target`` expected events, over ``n``."""
    from scipy.special import gammaincinv

    tail, expected = (1 - conf) / 2, n * target
    some = expected > 0
    lower = np.where(some, gammaincinv(np.where(some, expected, 1), tail), 0.0)
    return lower / n, gammaincinv(expected + 1, 1 - tail) / n


def ratio_of_counts(x: Floats, n: Floats, target: float, conf: float) -> tuple[Floats, Floats]:
    """Of two Poisson counts with a known total the first is binomial: its quantiles, as a ratio to the rest."""
    lower, upper = binomial(x + n, target / (1 + target), conf)
    return lower / (1 - lower), np.where(upper < 1, upper / np.where(upper < 1, 1 - upper, 1), np.inf)
