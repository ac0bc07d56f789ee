"""Charts of measurements in subgroups: X-bar (their means), S (standard deviations) and R (ranges)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np

from evenground.spc.limits.averages import mean, total, within
from evenground.spc.limits.constants import LARGEST_RANGE, Floats, c4, d2, d3
from evenground.spc.limits.stretches import Lines, Mask, Stretch, lines


def means(stretch: Stretch) -> Lines:
    """X-bar: sum n m / sum n +/- width x sigma / sqrt n.

    Sigma, unless another estimator is asked for: subgroups of one size, mean(s) / c4 (the A3 of the tables); of several
    sizes, the pooled standard deviation / c4(degrees of freedom + 1). Montgomery's A3(n) times the pooled deviation
    corrects the bias of a single small subgroup where nearly none is left: limits 8.5 % too wide at n = 4.
    """
    pooled = within(
        total(stretch.n * stretch.y, stretch.base) / total(stretch.n, stretch.base), stretch.y, stretch.base
    )
    centre = pooled if stretch.centre is None else stretch.centre
    return lines(stretch, stretch.y, centre, _sigma(stretch, _best_sigma) / np.sqrt(stretch.n))


def deviations(stretch: Stretch) -> Lines:
    """S: the limits B3 S and B4 S, with S the mean of s, or their pooled value where sizes differ; no limits at n = 1.

    Another estimator of sigma puts the centre at c4(n) sigma, which follows n.
    """
    correction = c4(stretch.n)
    centre = _centre_of_deviations(stretch, correction)
    return lines(stretch, stretch.sd, centre, centre * np.sqrt(1 - correction**2) / correction, floor=0)


def _centre_of_deviations(stretch: Stretch, correction: Floats) -> Floats:
    if stretch.centre is not None:
        return stretch.centre
    if stretch.sigma is None and stretch.method.estimator in (None, "montgomery"):
        return _published(stretch)
    return correction * _sigma(stretch, _montgomery)


def ranges(stretch: Stretch) -> Lines:
    """R: centre d2(n) sigma (the mean range where sizes are alike) with the limits D3 and D4; sizes 2 to 25."""
    sigma = _sigma(stretch, _mean_range)
    centre = d2(stretch.n) * sigma if stretch.centre is None else stretch.centre
    large = np.any(stretch.n > LARGEST_RANGE, axis=-1)
    told = f"no limits for subgroups of more than {LARGEST_RANGE}: use an s chart"
    spread = centre * d3(stretch.n) / d2(stretch.n)
    return lines(stretch, stretch.reach, centre, spread, floor=0, caveats=((large, told),))


def _sigma(stretch: Stretch, usual: Callable[[Stretch], Floats]) -> Floats:
    if stretch.sigma is not None:
        return stretch.sigma
    name = stretch.method.estimator
    return usual(stretch) if name is None else ESTIMATORS[name](stretch)


def _many(stretch: Stretch) -> Mask:
    """Baseline subgroups with a spread of their own."""
    return stretch.base & (stretch.n >= 2)


def _alike(stretch: Stretch) -> Mask:
    """Whether the baseline's subgroups have one size."""
    least = np.min(np.where(stretch.base, stretch.n, np.inf), axis=-1, keepdims=True)
    most = np.max(np.where(stretch.base, stretch.n, -np.inf), axis=-1, keepdims=True)
    return np.asarray(least == most)


def _best_sigma(stretch: Stretch) -> Floats:
    return np.where(_alike(stretch), _mean_deviation(stretch), _pooled(stretch))


def _mean_deviation(stretch: Stretch) -> Floats:
    return mean(stretch.sd / c4(stretch.n), _many(stretch))


def _weighted_deviation(stretch: Stretch) -> Floats:
    """The linear combination of the s of least variance (Burr 1969)."""
    correction, many = c4(stretch.n), _many(stretch)
    weight = correction**2 / (1 - correction**2)
    return total(weight * stretch.sd / correction, many) / total(weight, many)


def _pooled_deviation(stretch: Stretch) -> tuple[Floats, Floats]:
    many = _many(stretch)
    freedom = total(stretch.n - 1, many)
    return np.sqrt(total((stretch.n - 1) * stretch.sd**2, many) / freedom), freedom


def _pooled(stretch: Stretch) -> Floats:
    deviation, freedom = _pooled_deviation(stretch)
    return deviation / c4(freedom + 1)


def _published(stretch: Stretch) -> Floats:
    """S of the tables: the mean of s, or their pooled value where sizes differ."""
    return np.where(_alike(stretch), mean(stretch.sd, _many(stretch)), _pooled_deviation(stretch)[0])


def _montgomery(stretch: Stretch) -> Floats:
    return _published(stretch) / c4(stretch.n)


def _mean_range(stretch: Stretch) -> Floats:
    return mean(stretch.reach / d2(stretch.n), _many(stretch) & (stretch.n <= LARGEST_RANGE))


def _weighted_range(stretch: Stretch) -> Floats:
    """The linear combination of the ranges of least variance."""
    mean_range, spread = d2(stretch.n), d3(stretch.n)
    weight, small = (mean_range / spread) ** 2, _many(stretch) & (stretch.n <= LARGEST_RANGE)
    return total(weight * stretch.reach / mean_range, small) / total(weight, small)


ESTIMATORS: Final[Mapping[str, Callable[[Stretch], Floats]]] = {
    "mean-sd": _mean_deviation,
    "weighted-sd": _weighted_deviation,
    "pooled-sd": _pooled,
    "montgomery": _montgomery,
    "mean-range": _mean_range,
    "weighted-range": _weighted_range,
}
"""How the standard deviation of one measurement is estimated from subgroups."""
