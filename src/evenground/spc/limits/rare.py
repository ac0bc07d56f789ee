"""Charts of rare events: G (how many cases between events) and T (how long between events)."""

from __future__ import annotations

from dataclasses import replace
from math import ceil, log, log1p

import numpy as np

from evenground.spc.limits.averages import mean, median
from evenground.spc.limits.constants import Floats
from evenground.spc.limits.individuals import individuals
from evenground.spc.limits.stretches import Lines, Stretch, lines

MEDIAN_OF_MEAN = 0.693
"""A geometric distribution's median is about ln 2 of its mean."""

POWER = 3.6
"""Times between events to the power 1 / 3.6 are nearly normal (Nelson 1994)."""


def cases_between(stretch: Stretch) -> Lines:
    """G: the median is drawn; limits m +/- width x sqrt(m (m + 1)) about the mean m, not below 0.

    A given centre is the mean. With ``conf``: exact quantiles of the geometric distribution from 0, p = 1 / (1 + m).
    """
    average = mean(stretch.y, stretch.base) if stretch.centre is None else stretch.centre
    middle = median(stretch.y, stretch.base) if stretch.centre is None else MEDIAN_OF_MEAN * stretch.centre
    sigma = np.sqrt(average * (average + 1)) if stretch.sigma is None else stretch.sigma
    drawn = replace(lines(stretch, stretch.y, average, sigma, floor=0), centre=middle)
    if stretch.method.conf is None:
        return drawn
    tail = (1 - stretch.method.conf) / 2
    return replace(drawn, lower=_quantile(tail, average), upper=_quantile(1 - tail, average))


def times_between(stretch: Stretch) -> Lines:
    """T: an I chart of times to the power 1 / 3.6, drawn back on the scale of the times; a lower limit below 0 is 0."""
    centre = None if stretch.centre is None else stretch.centre ** (1 / POWER)
    drawn = individuals(replace(stretch, y=stretch.y ** (1 / POWER), centre=centre))
    zero = (np.any(stretch.y == 0, axis=-1), "a time of 0 between events: measure in smaller units, or use a g chart")
    return replace(
        drawn,
        value=stretch.y,
        centre=drawn.centre**POWER,
        lower=np.maximum(drawn.lower, 0) ** POWER,
        upper=drawn.upper**POWER,
        exponent=POWER,
        caveats=(*drawn.caveats, zero),
    )


def _quantile(share: float, average: Floats) -> Floats:
    """The smallest count that at least this share of geometric counts with this mean do not exceed."""
    means, where = np.unique(average, return_inverse=True)
    found = np.array([_geometric(share, float(m)) for m in means])
    return found[where].reshape(average.shape)


def _geometric(share: float, average: float) -> float:
    if not average > 0:
        return 0.0 if average == 0 else np.nan
    return float(max(ceil(log1p(-share) / log(average / (1 + average)) - 1 - 1e-9), 0))
