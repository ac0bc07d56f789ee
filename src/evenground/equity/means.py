"""Means: one, the difference of two, and the ratio of two, with Student's t."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.equity.arrays import Floats, Mask, answer, floats, quiet, significance, tail
from evenground.model.values import Significance, Value


def mean_interval(mean: ArrayLike, sd: ArrayLike, n: ArrayLike, *, conf: float = 0.95) -> Value:
    """A mean of ``n`` people with sample standard deviation ``sd`` (divisor n-1), with Student's t interval.

    One person has a mean but no interval: the note says so.
    """
    m, s, size = floats(mean=mean, sd=sd, n=n)
    with quiet():
        se = s / np.sqrt(size)
        half = t_quantile(size - 1, conf) * se
    caveats = _no_spread(s, size)
    lonely = (size < 2) | (s < 0)
    limits = (np.where(lonely, np.nan, m - half), np.where(lonely, np.nan, m + half), np.where(lonely, np.nan, se))
    return answer(m, *limits, "Student t", _reasons(m, size), caveats)


def mean_difference_interval(
    mean1: ArrayLike,
    sd1: ArrayLike,
    n1: ArrayLike,
    mean2: ArrayLike,
    sd2: ArrayLike,
    n2: ArrayLike,
    *,
    conf: float = 0.95,
) -> Value:
    """``mean1 - mean2`` with Welch's interval (Welch 1947): the two groups may vary unequally."""
    m1, s1, k1, m2, s2, k2 = floats(mean1=mean1, sd1=sd1, n1=n1, mean2=mean2, sd2=sd2, n2=n2)
    with quiet():
        se, df = _welch(s1, k1, s2, k2)
        half = t_quantile(df, conf) * se
    return answer(
        m1 - m2,
        m1 - m2 - half,
        m1 - m2 + half,
        se,
        "Welch t",
        _pair_reasons(m1, k1, m2, k2),
        _pair_no_spread(s1, k1, s2, k2),
    )


def mean_ratio_interval(
    mean1: ArrayLike,
    sd1: ArrayLike,
    n1: ArrayLike,
    mean2: ArrayLike,
    sd2: ArrayLike,
    n2: ArrayLike,
    *,
    conf: float = 0.95,
) -> Value:
    """``mean1 / mean2`` with Fieller's interval (Fieller 1954) on Welch's degrees of freedom.

    NaN and a note if the second mean is 0; no limits and a note if it cannot be told from 0.
    """
    m1, s1, k1, m2, s2, k2 = floats(mean1=mean1, sd1=sd1, n1=n1, mean2=mean2, sd2=sd2, n2=n2)
    with quiet():
        _, df = _welch(s1, k1, s2, k2)
        v1, v2 = s1**2 / k1, s2**2 / k2
        df = np.where(np.isnan(s1 + s2), np.nan, df)
        lower, upper, near_zero = _fieller(m1, v1, m2, v2, t_quantile(df, conf))
        ratio = m1 / m2
        se = np.abs(ratio) * np.sqrt(v1 / m1**2 + v2 / m2**2)
        se = np.where(m1 == 0, np.sqrt(v1) / np.abs(m2), se)
    reasons = [*_pair_reasons(m1, k1, m2, k2), (m2 == 0, "the second mean is 0: ratio not defined")]
    caveats = _pair_no_spread(s1, k1, s2, k2)
    caveats.append((near_zero & (m2 != 0), "the second mean cannot be told from 0: no limits"))
    return answer(ratio, lower, upper, se, "Fieller", reasons, caveats)


def mean_test(
    mean1: ArrayLike, sd1: ArrayLike, n1: ArrayLike, mean2: ArrayLike, sd2: ArrayLike, n2: ArrayLike
) -> Significance:
    """Welch's two-sided test that two means are equal; ``statistic`` is t."""
    from scipy.special import stdtr

    m1, s1, k1, m2, s2, k2 = floats(mean1=mean1, sd1=sd1, n1=n1, mean2=mean2, sd2=sd2, n2=n2)
    with quiet():
        se, df = _welch(s1, k1, s2, k2)
        t = (m1 - m2) / se
        p = 2 * stdtr(df, -np.abs(t))
    reasons = [*_pair_reasons(m1, k1, m2, k2), (se == 0, "neither group varies: no test")]
    reasons += _pair_no_spread(s1, k1, s2, k2)
    return significance(p, t, "Welch t test", reasons)


def t_quantile(df: Floats, conf: float) -> Floats:
    """Student's t quantile of a two-sided interval."""
    from scipy.special import stdtrit

    quantile: Floats = stdtrit(np.where(df > 0, df, np.nan), 1 - tail(conf))
    return quantile


def _welch(s1: Floats, n1: Floats, s2: Floats, n2: Floats) -> tuple[Floats, Floats]:
    v1, v2 = (np.where((s >= 0) & (n >= 2), s**2 / n, np.nan) for s, n in ((s1, n1), (s2, n2)))
    df = (v1 + v2) ** 2 / (v1**2 / (n1 - 1) + v2**2 / (n2 - 1))
    return np.sqrt(v1 + v2), np.where(v1 + v2 == 0, n1 + n2 - 2, df)


def _fieller(m1: Floats, v1: Floats, m2: Floats, v2: Floats, t: Floats) -> tuple[Floats, Floats, Mask]:
    a, b, c = m2**2 - t**2 * v2, m1 * m2, m1**2 - t**2 * v1
    root = np.sqrt(np.maximum(b**2 - a * c, 0))
    near_zero = a <= 0
    ends = [np.where(near_zero, np.nan, (b + sign * root) / a) for sign in (-1, 1)]
    return ends[0], ends[1], near_zero


def _pair_no_spread(s1: Floats, n1: Floats, s2: Floats, n2: Floats) -> list[tuple[Mask, str]]:
    return [*_no_spread(s1, n1, " in the first group"), *_no_spread(s2, n2, " in the second group")]


def _pair_reasons(m1: Floats, n1: Floats, m2: Floats, n2: Floats) -> list[tuple[Mask, str]]:
    return [*_reasons(m1, n1, " in the first group"), *_reasons(m2, n2, " in the second group")]


def _no_spread(s: Floats, n: Floats, where: str = "") -> list[tuple[Mask, str]]:
    return [
        ((n >= 1) & (n < 2), f"one person{where}: no spread, so no interval"),
        ((np.isnan(s) | (s < 0)) & (n >= 2), f"no interval: standard deviation missing or below 0{where}"),
    ]


def _reasons(m: Floats, n: Floats, where: str = "") -> list[tuple[Mask, str]]:
    return [
        (np.isnan(n) | (n < 1), f"no people{where}"),
        (np.isnan(m), f"mean missing{where}"),
    ]
