"""The straight line of a gap over time: weighted least squares for the difference, a conditional logistic line for the log ratio.

Both give the gap and its slope free of whatever moved both groups in the same month, and both take their errors from how far
the periods really scatter about the line (quasi-likelihood), so that over-dispersion needs no test.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenground.spc.gap_pairs import Pair
from evenground.spc.gap_scores import Bools, Floats

_ROUNDS = 60
_STEADY = 1e-10
_FARTHEST = 12.0


@dataclass(frozen=True, slots=True)
class Line:
    """``level`` at time 0 and ``slope``, with their covariance by the counts alone; ``dispersion`` (Pearson); ``freedom``."""

    level: Floats
    slope: Floats
    level_variance: Floats
    slope_variance: Floats
    covariance: Floats
    dispersion: Floats
    freedom: Floats


def difference_line(pair: Pair, times: Floats) -> Line:
    """Least squares on level 1 - level 2, weighted by what smooth levels of both groups say of each period's variance."""
    known = pair.known
    variance = np.zeros(pair.x1.shape)
    for x, n in ((pair.x1, pair.n1), (pair.x2, pair.n2)):
        level = _smooth(x, n, times, known, pair.proportion)
        variance += level * (1 - level if pair.proportion else 1.0) / n
    weight = np.where(known, 1 / variance, 0.0)
    gap = np.where(known, pair.x1 / pair.n1 - pair.x2 / pair.n2, 0.0)
    moments = _moments(weight, times)
    sums = [(weight * gap * times**power).sum(-1) for power in (0, 1)]
    determinant = moments[0] * moments[2] - moments[1] ** 2
    level = (moments[2] * sums[0] - moments[1] * sums[1]) / determinant
    slope = (moments[0] * sums[1] - moments[1] * sums[0]) / determinant
    off = gap - level[..., None] - slope[..., None] * times
    freedom = known.sum(-1) - 2.0
    return Line(
        level,
        slope,
        moments[2] / determinant,
        moments[0] / determinant,
        -moments[1] / determinant,
        (weight * off**2).sum(-1) / freedom,
        freedom,
    )


def ratio_line(pair: Pair, times: Floats) -> Line:
    """Given a period's events of both groups together, those of group 1: logistic in time, offset by the sizes.

    Exact for rates. For proportions the same estimating equation is unbiased for the log of the ratio (of risks, not odds),
    and its variance is that of two binomials. Firth's correction (Biometrika 1993; 80: 27-38) takes off the small-count bias
    and keeps the line finite when a group has no events.
    """
    total = np.where(pair.known, pair.x1 + pair.x2, 0.0)
    events, offset = np.where(pair.known, pair.x1, 0.0), np.where(pair.known, np.log(pair.n1 / pair.n2), 0.0)
    level, slope = np.zeros(total.shape[:-1]), np.zeros(total.shape[:-1])
    for _ in range(_ROUNDS):
        share = _share(level, slope, times, offset)
        weight = total * share * (1 - share)
        moments = _moments(weight, times)
        determinant = np.maximum(moments[0] * moments[2] - moments[1] ** 2, 1e-300)
        leverage = weight * (
            moments[2][..., None] - 2 * moments[1][..., None] * times + moments[0][..., None] * times**2
        )
        pull = events - total * share + leverage / determinant[..., None] * (0.5 - share)
        sums = [(pull * times**power).sum(-1) for power in (0, 1)]
        steps = (
            (moments[2] * sums[0] - moments[1] * sums[1]) / determinant,
            (moments[0] * sums[1] - moments[1] * sums[0]) / determinant,
        )
        level, slope = level + np.clip(steps[0], -2, 2), slope + np.clip(steps[1], -2, 2)
        if not (np.abs(np.nan_to_num(np.stack(steps))) > _STEADY).any():
            break
    return _with_errors(pair, times, total, level, slope)


def _with_errors(pair: Pair, times: Floats, total: Floats, level: Floats, slope: Floats) -> Line:
    """The sandwich: the logistic line's own information about the variance that two binomials (or Poissons) have."""
    offset = np.where(pair.known, np.log(pair.n1 / pair.n2), 0.0)
    share = _share(level, slope, times, offset)
    weight = total * share * (1 - share)
    ratio = np.exp(np.clip(level[..., None] + slope[..., None] * times, -_FARTHEST, _FARTHEST))
    second = total.sum(-1, keepdims=True) / np.nansum(pair.n1 * ratio + pair.n2, axis=-1, keepdims=True)
    left = np.ones(weight.shape)
    if pair.proportion:
        left = (1 - share) * (1 - np.minimum(ratio * second, 0.999)) + share * (1 - np.minimum(second, 0.999))
    bread, meat = _moments(weight, times), _moments(weight * left, times)
    determinant = bread[0] * bread[2] - bread[1] ** 2
    a, b, c = bread[2] / determinant, -bread[1] / determinant, bread[0] / determinant
    used = weight > 0
    off = np.where(used, pair.x1 - total * share, 0.0) ** 2 / np.where(used, weight * left, 1.0)
    freedom = used.sum(-1) - 2.0
    return Line(
        level,
        slope,
        a * a * meat[0] + 2 * a * b * meat[1] + b * b * meat[2],
        b * b * meat[0] + 2 * b * c * meat[1] + c * c * meat[2],
        a * b * meat[0] + (a * c + b * b) * meat[1] + b * c * meat[2],
        off.sum(-1) / freedom,
        freedom,
    )


def _share(level: Floats, slope: Floats, times: Floats, offset: Floats) -> Floats:
    line = np.clip(level[..., None] + slope[..., None] * times, -_FARTHEST, _FARTHEST) + offset
    return np.asarray(1 / (1 + np.exp(-line)))


def _moments(weight: Floats, times: Floats) -> tuple[Floats, Floats, Floats]:
    zero, one, two = ((weight * times**power).sum(-1) for power in (0, 1, 2))
    return zero, one, two


def _smooth(x: Floats, n: Floats, times: Floats, known: Bools, proportion: bool) -> Floats:
    """A group's level as a straight line in time, kept within a factor of four of its mean (and of its complement's)."""
    weight = np.where(known, n, 0.0)
    level = np.where(known, x / n, 0.0)
    moments = _moments(weight, times)
    sums = [(weight * level * times**power).sum(-1) for power in (0, 1)]
    determinant = moments[0] * moments[2] - moments[1] ** 2
    start = (moments[2] * sums[0] - moments[1] * sums[1]) / determinant
    slope = (moments[0] * sums[1] - moments[1] * sums[0]) / determinant
    mean = ((sums[0] + 0.5) / (moments[0] + (1 if proportion else 0)))[..., None]
    most = 1 - (1 - mean) / 4 if proportion else 4 * mean
    return np.asarray(np.clip(start[..., None] + slope[..., None] * times, mean / 4, np.minimum(4 * mean, most)))
