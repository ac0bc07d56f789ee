"""How many people it takes to tell a gap of a given size from chance: the figure behind "too few to say"."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from evenground.equity.arrays import Floats, Mask, answer, floats, quiet, z_score
from evenground.model.values import Value

NO_GAP = "the groups are equal: no number of people can tell them apart"
WHOLE = 1e-9  # so that 100.00000000001 people is 100, not 101


def people_needed(
    p1: ArrayLike, p2: ArrayLike, *, power: float = 0.8, conf: float = 0.95, ratio: ArrayLike = 1
) -> Value:
    """People needed in the first group to tell proportions ``p1`` and ``p2`` (0..1) apart, rounded up.

    Two-sided test at ``1 - conf`` with the given ``power``; the second group is ``ratio`` times as large (Fleiss, Levin
    & Paik 2003, without continuity correction). Equal proportions give NaN and a note.
    """
    za, zb = z_score(conf), _power(power)
    a, b, k = floats(p1=p1, p2=p2, ratio=ratio)
    with quiet():
        pooled = (a + k * b) / (1 + k)
        null = np.sqrt((1 + 1 / k) * pooled * (1 - pooled))
        n = ((za * null + zb * np.sqrt(a * (1 - a) + b * (1 - b) / k)) / (a - b)) ** 2
        outside = (a < 0) | (a > 1) | (b < 0) | (b > 1)
    reasons = [(np.isnan(a + b), "proportion missing"), (outside, "proportion outside 0 to 1"), *_reasons(a == b, k)]
    return answer(np.ceil(n - WHOLE), np.nan, np.nan, np.nan, f"two proportions, {power:.0%} power", reasons)


def person_time_needed(
    rate1: ArrayLike, rate2: ArrayLike, *, power: float = 0.8, conf: float = 0.95, ratio: ArrayLike = 1
) -> Value:
    """Person-time needed in the first group to tell two rates (events per unit of time) apart (Lachin 1981)."""
    za, zb = z_score(conf), _power(power)
    a, b, k = floats(rate1=rate1, rate2=rate2, ratio=ratio)
    with quiet():
        time = (za + zb) ** 2 * (a + b / k) / (a - b) ** 2
    reasons = [(np.isnan(a + b), "rate missing"), ((a < 0) | (b < 0), "rate below 0"), *_reasons(a == b, k)]
    return answer(time, np.nan, np.nan, np.nan, f"two rates, {power:.0%} power", reasons)


def events_needed(
    rate1: ArrayLike, rate2: ArrayLike, *, power: float = 0.8, conf: float = 0.95, ratio: ArrayLike = 1
) -> Value:
    """Events needed in both groups together to tell two rates apart, rounded up; arguments as ``person_time_needed``."""
    time = person_time_needed(rate1, rate2, power=power, conf=conf, ratio=ratio)
    a, b, k, t = floats(rate1=rate1, rate2=rate2, ratio=ratio, time=time.value)
    events = np.ceil((a + b * k) * t - WHOLE)
    return Value(
        float(events[()]) if events.ndim == 0 else events, time.lower, time.upper, time.se, time.method, time.note
    )


def mean_people_needed(
    mean1: ArrayLike,
    sd1: ArrayLike,
    mean2: ArrayLike,
    sd2: ArrayLike,
    *,
    power: float = 0.8,
    conf: float = 0.95,
    ratio: ArrayLike = 1,
) -> Value:
    """People needed in the first group to tell two means apart, rounded up."""
    za, zb = z_score(conf), _power(power)
    a, s, b, t, k = floats(mean1=mean1, sd1=sd1, mean2=mean2, sd2=sd2, ratio=ratio)
    with quiet():
        n = (za + zb) ** 2 * (s**2 + t**2 / k) / (a - b) ** 2
    reasons = [(np.isnan(a + b + s + t), "mean or standard deviation missing"), *_reasons(a == b, k)]
    return answer(np.ceil(n - WHOLE), np.nan, np.nan, np.nan, f"two means, {power:.0%} power", reasons)


def _power(power: float) -> float:
    if not 0 < power < 1:
        raise ValueError(f"power must be a number between 0 and 1, such as 0.8; it is {power!r}.")
    return NormalDist().inv_cdf(power)


def _reasons(equal: Mask, ratio: Floats) -> list[tuple[Mask, str]]:
    return [(equal, NO_GAP), (~(ratio > 0), "the ratio of group sizes must be above 0")]
