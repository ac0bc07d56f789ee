"""Two levels side by side: difference, ratio, test, and how many people it would take, by the measure's type."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from evenground import equity
from evenground.model.measures import Measure, MeasureType
from evenground.model.values import Value
from evenground.results.levels import Floats

MEANINGFUL_RATIO = 1.5  # a gap half as large again: what a team would not want to miss
MEANINGFUL_SD = 0.25  # the same for means: a quarter of a standard deviation


@dataclass(frozen=True, slots=True)
class Side:
    """Counts of one side of comparisons, arrays of one length; for means ``numerator`` is the sum and ``sd`` is known.

    ``standardised`` holds level and standard error (both scaled by ``per``) where they are not numerator over denominator.
    """

    numerator: Floats
    denominator: Floats
    n: Floats
    sd: Floats
    standardised: tuple[Floats, Floats] | None = None

    @property
    def level(self) -> Floats:
        """Numerator over denominator (n for means, whose denominator is n)."""
        with np.errstate(all="ignore"):
            return self.numerator / self.denominator


def difference(measure: Measure, a: Side, b: Side, conf: float) -> Value:
    """Level of ``a`` minus level of ``b``, scaled by ``per``: Newcombe, MOVER on Byar, or Welch."""
    if a.standardised and b.standardised:
        return _standardised_difference(a.standardised, b.standardised, conf)
    match measure.type:
        case MeasureType.PROPORTION:
            return equity.difference_interval(*_counts(a, b), conf=conf, per=measure.per)
        case MeasureType.RATE:
            return equity.rate_difference_interval(*_counts(a, b), conf=conf, per=measure.per)
        case MeasureType.MEAN:
            told = equity.mean_difference_interval(*_means(a, b), conf=conf)
            value = a.level - b.level  # stands even where no interval can
            per = measure.per
            return Value(
                value * per, _f(told.lower) * per, _f(told.upper) * per, _f(told.se) * per, told.method, told.note
            )


def ratio(measure: Measure, a: Side, b: Side, conf: float) -> Value:
    """Level of ``a`` over level of ``b``: score interval, or Fieller's for means."""
    if a.standardised and b.standardised:
        return _standardised_ratio(a.standardised, b.standardised, conf)
    match measure.type:
        case MeasureType.PROPORTION:
            return equity.ratio_interval(*_counts(a, b), conf=conf)
        case MeasureType.RATE:
            return equity.rate_ratio_interval(*_counts(a, b), conf=conf)
        case MeasureType.MEAN:
            told = equity.mean_ratio_interval(*_means(a, b), conf=conf)
            with np.errstate(all="ignore"):
                value = np.where(b.level == 0, np.nan, a.level / b.level)
            return Value(value, told.lower, told.upper, told.se, told.method, told.note)


def p_values(measure: Measure, a: Side, b: Side) -> Floats:
    """Two-sided tests of equal levels: score or Fisher, exact Poisson, or Welch. NaN where nothing can be tested."""
    if a.standardised and b.standardised:
        z = _standardised_difference(a.standardised, b.standardised, 0.95)
        with np.errstate(all="ignore"):
            return _two_sided(_f(z.value) / _f(z.se))
    match measure.type:
        case MeasureType.PROPORTION:
            return _f(equity.difference_test(*_counts(a, b)).p_value)
        case MeasureType.RATE:
            return _f(equity.rate_test(*_counts(a, b)).p_value)
        case MeasureType.MEAN:
            return _f(equity.mean_test(*_means(a, b)).p_value)


def needed(measure: Measure, a: Side, b: Side, *, at_least: bool) -> Floats:
    """How much ``a`` would need (people, or person-time) to tell its gap to ``b`` with 80 % power.

    The gap looked for is a meaningful one; with ``at_least`` it is the gap seen, where that is larger.
    """
    size = b.denominator / a.denominator
    match measure.type:
        case MeasureType.PROPORTION:
            return _f(equity.people_needed(_target_proportion(a, b, at_least), b.level, ratio=size).value)
        case MeasureType.RATE:
            return _f(equity.person_time_needed(_target_rate(a, b, at_least), b.level, ratio=size).value)
        case MeasureType.MEAN:
            sd = np.where(np.isnan(a.sd), b.sd, a.sd)
            step = MEANINGFUL_SD * sd
            gap = np.maximum(np.abs(a.level - b.level), step) if at_least else step
            return _f(equity.mean_people_needed(b.level + gap, sd, b.level, b.sd, ratio=size).value)


def _target_proportion(a: Side, b: Side, at_least: bool) -> Floats:
    """Half as much again of the rarer answer, yes or no."""
    level = b.level
    rarer = np.minimum(level, 1 - level)
    step = rarer * (MEANINGFUL_RATIO - 1)
    target = np.where(level <= 0.5, level + step, level - step)
    farther = np.abs(a.level - level) > step
    return np.where(farther, a.level, target) if at_least else target


def _target_rate(a: Side, b: Side, at_least: bool) -> Floats:
    target = b.level * MEANINGFUL_RATIO
    farther = np.abs(a.level - b.level) > target - b.level
    return np.where(farther, a.level, target) if at_least else target


def _standardised_difference(a: tuple[Floats, Floats], b: tuple[Floats, Floats], conf: float) -> Value:
    value, se = a[0] - b[0], np.hypot(a[1], b[1])
    half = NormalDist().inv_cdf(0.5 + conf / 2) * se
    return Value(value, value - half, value + half, se, "normal, standardised", _no_level(value))


def _standardised_ratio(a: tuple[Floats, Floats], b: tuple[Floats, Floats], conf: float) -> Value:
    with np.errstate(all="ignore"):
        value = np.where(b[0] > 0, a[0] / b[0], np.nan)
        se = np.hypot(a[1] / a[0], b[1] / b[0])
        factor = np.exp(NormalDist().inv_cdf(0.5 + conf / 2) * se)
        return Value(value, value / factor, value * factor, se, "log-normal, standardised", _no_level(value))


def _two_sided(z: Floats) -> Floats:
    return _f([2 * (1 - NormalDist().cdf(abs(one))) if np.isfinite(one) else np.nan for one in z])


def _no_level(value: Floats) -> NDArray[np.object_]:
    return np.where(np.isnan(value), "too few events to standardise", "").astype(object)


def _counts(a: Side, b: Side) -> tuple[Floats, Floats, Floats, Floats]:
    return a.numerator, a.denominator, b.numerator, b.denominator


def _means(a: Side, b: Side) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    return a.level, a.sd, a.n, b.level, b.sd, b.n


def _f(values: object) -> Floats:
    return np.atleast_1d(np.asarray(values, dtype=float))
