"""Charts of single values: run, I, MR and, for values with denominators, I' and moving s (Taylor 2018)."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np

from evenground.spc.limits.averages import (
    SCREENED_AWAY,
    average_range,
    before,
    deviation,
    mean,
    median,
    pairs,
    total,
    within,
)  # fmt: skip
from evenground.spc.limits.constants import D2_OF_TWO, MOVING_S_LIMIT, RANGE_LIMIT, Floats, c4
from evenground.spc.limits.stretches import Lines, Mask, Stretch, lines


def run(stretch: Stretch) -> Lines:
    """The median of the baseline; no limits."""
    value = stretch.y / stretch.n
    centre = median(value, stretch.base) if stretch.centre is None else stretch.centre
    none = np.full_like(value, np.nan)
    return Lines(value, centre, none, none, none)


def individuals(stretch: Stretch) -> Lines:
    """Mean +/- width x mean moving range / 1.128; estimator "sd": SD / c4 in place of the ranges."""
    value = stretch.y / stretch.n
    centre = mean(value, stretch.base) if stretch.centre is None else stretch.centre
    sigma, caveats = _sigma_of_values(stretch, value)
    return lines(stretch, value, centre, sigma, caveats=caveats)


def moving_ranges(stretch: Stretch) -> Lines:
    """The distance of each value from the one before it: mean moving range, limits 0 and 3.267 times the mean."""
    ranges = _moving_range(stretch.y / stretch.n, stretch)
    return _spread(stretch, ranges, D2_OF_TWO, RANGE_LIMIT)


def normalised_individuals(stretch: Stretch) -> Lines:
    """I': sum y / sum n +/- width x mean moving s / sqrt n, the moving s from the baseline alone."""
    value = stretch.y / stretch.n
    pooled = total(stretch.y, stretch.base) / total(stretch.n, stretch.base)
    centre = within(pooled, value, stretch.base) if stretch.centre is None else stretch.centre
    moving = _moving_s(stretch, value)
    mean_s, caveats = _averaged(stretch, moving, MOVING_S_LIMIT)
    sigma = mean_s if stretch.sigma is None else stretch.sigma
    return lines(stretch, value, centre, sigma / np.sqrt(stretch.n), caveats=caveats)


def moving_deviations(stretch: Stretch) -> Lines:
    """MS: the moving s of an I' chart, with limits 0 and 3.2665 times its mean."""
    return _spread(stretch, _moving_s(stretch, stretch.y / stretch.n), 1.0, MOVING_S_LIMIT)


def sigma_from_ranges(stretch: Stretch, value: Floats) -> tuple[Floats, tuple[tuple[Mask, str], ...]]:
    """Mean moving range / 1.128 over the baseline, and what must be said of it."""
    average, caveats = _averaged(stretch, _moving_range(value, stretch), RANGE_LIMIT)
    return average / D2_OF_TWO, caveats


def _sigma_of_values(stretch: Stretch, value: Floats) -> tuple[Floats, tuple[tuple[Mask, str], ...]]:
    if stretch.sigma is not None:
        return stretch.sigma, ()
    if stretch.method.estimator == "sd":
        count = np.sum(stretch.base, axis=-1, keepdims=True).astype(float)
        return deviation(value, stretch.base) / c4(count), ()
    return sigma_from_ranges(stretch, value)


def _moving_range(value: Floats, stretch: Stretch) -> Floats:
    return np.abs(value - before(value, stretch))


def _moving_s(stretch: Stretch, value: Floats) -> Floats:
    parts = 1 / stretch.n + 1 / before(stretch.n, stretch)
    return sqrt(pi / 2) * _moving_range(value, stretch) / np.sqrt(parts)


def _averaged(stretch: Stretch, ranges: Floats, cut: float) -> tuple[Floats, tuple[tuple[Mask, str], ...]]:
    average, failed = average_range(ranges, pairs(stretch), screen=stretch.method.screen, cut=cut)
    return average, ((failed, SCREENED_AWAY),)


def _spread(stretch: Stretch, ranges: Floats, scale: float, limit: float) -> Lines:
    """A chart of ranges whose mean is ``scale`` sigmas and whose limit at three sigmas is ``limit`` means."""
    average, caveats = _averaged(stretch, ranges, limit)
    if stretch.sigma is not None:
        average = scale * stretch.sigma
    centre = average if stretch.centre is None else stretch.centre
    return lines(stretch, ranges, centre, centre * (limit - 1) / 3, floor=0, caveats=caveats)
