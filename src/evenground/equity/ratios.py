"""The ratio of two groups, proportions, rates or odds: how many times as much."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.equity.arrays import Floats, Mask, answer, choice, floats, quiet, tail, z_score
from evenground.equity.differences import FIRST, SECOND
from evenground.equity.proportions import count_reasons, exact_limits, wilson_limits
from evenground.equity.rates import rate_reasons
from evenground.equity.score_limits import odds_ratio_limits, ratio_limits
from evenground.model.values import Value

RATIO_METHODS = {"score": "Koopman score", "log": "log Wald", "small": "log Wald, small-sample adjusted"}
RATE_RATIO_METHODS = {
    "score": "conditional score (Wilson)",
    "exact": "conditional exact (Clopper-Pearson)",
    "midp": "conditional mid-P, median unbiased",
    "log": "log Wald",
}
ODDS_METHODS = {"score": "score", "exact": "conditional exact (Fisher)", "log": "log Wald"}
NO_EVENTS = "no events in the second group: ratio not defined"


def ratio_interval(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, *, conf: float = 0.95, method: str = "score"
) -> Value:
    """The ratio of two proportions, ``(x1/n1) / (x2/n2)``, with its interval; ``se`` is of the logarithm.

    ``method``: "score" (Koopman 1984; the default, right for small counts and for none in the first group), "log"
    (Katz 1978) or "small" (Jewell 2004: the ratio itself is shrunk). For rates use ``rate_ratio_interval``.
    """
    choice(method, RATIO_METHODS)
    a, m, b, n = floats(x1=x1, n1=n1, x2=x2, n2=n2)
    with quiet():
        ratio, z = (a / m) / (b / n), z_score(conf)
        se = np.sqrt(1 / a - 1 / m + 1 / b - 1 / n)
        if method == "small":
            ratio = _small_sample_ratio(a, m, b, n)
            se = np.sqrt((m - a) / (a * m) + (n - b) / (b * n))
        lower, upper = ratio_limits(a, m, b, n, z) if method == "score" else log_limits(ratio, se, z)
    reasons = [*count_reasons(a, m, FIRST), *count_reasons(b, n, SECOND), (b == 0, NO_EVENTS)]
    return answer(ratio, lower, upper, _finite(se), RATIO_METHODS[method], reasons, _no_first(a, method))


def rate_ratio_interval(
    count1: ArrayLike,
    time1: ArrayLike,
    count2: ArrayLike,
    time2: ArrayLike,
    *,
    conf: float = 0.95,
    method: str = "score",
) -> Value:
    """The ratio of two rates, ``(count1/time1) / (count2/time2)``, with its interval; ``se`` is of the logarithm.

    Given all events, those of the first group are binomial. ``method``: "score" (Wilson limits of that share; the
    default), "exact" (Clopper-Pearson), "midp" (mid-P with the median-unbiased ratio, one pair at a time) or "log".
    """
    choice(method, RATE_RATIO_METHODS)
    a, s, b, t = floats(count1=count1, time1=time1, count2=count2, time2=time2)
    with quiet():
        ratio, se, z = (a / s) / (b / t), np.sqrt(1 / a + 1 / b), z_score(conf)
        if method == "log":
            lower, upper = log_limits(ratio, se, z)
        elif method == "midp":
            ratio, lower, upper = (odds * t / s for odds in _mid_p_odds(a, b, conf))
        else:
            limits = wilson_limits(a, a + b, z) if method == "score" else exact_limits(a, a + b, tail(conf))
            lower, upper = (share / (1 - share) * t / s for share in limits)
    reasons = [*rate_reasons(a, s, FIRST), *rate_reasons(b, t, SECOND), (b == 0, NO_EVENTS)]
    return answer(ratio, lower, upper, _finite(se), RATE_RATIO_METHODS[method], reasons, _no_first(a, method))


def odds_ratio_interval(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, *, conf: float = 0.95, method: str = "score"
) -> Value:
    """The odds ratio of two groups with its interval; ``se`` is of the logarithm.

    ``method``: "score" (Agresti & Min 2002), "log" (Woolf 1955) or "exact" (Fisher's conditional maximum
    likelihood, one table at a time). An odds ratio is not a ratio of risks: prefer ``ratio_interval`` in reports.
    """
    choice(method, ODDS_METHODS)
    a, m, b, n = floats(x1=x1, n1=n1, x2=x2, n2=n2)
    with quiet():
        odds, z = a * (n - b) / (b * (m - a)), z_score(conf)
        se = np.sqrt(1 / a + 1 / (m - a) + 1 / b + 1 / (n - b))
        if method == "exact":
            odds, lower, upper = _conditional_odds(a, m, b, n, conf)
        else:
            lower, upper = odds_ratio_limits(a, m, b, n, z) if method == "score" else log_limits(odds, se, z)
    undefined = [
        (b == 0, "no events in the second group: odds ratio not defined"),
        (a == m, "all in the first group have the event: odds ratio not defined"),
    ]
    reasons = [*count_reasons(a, m, FIRST), *count_reasons(b, n, SECOND), *undefined]
    return answer(odds, lower, upper, _finite(se), ODDS_METHODS[method], reasons, _no_first(a, method))


def log_limits(ratio: Floats, se: Floats, z: float) -> tuple[Floats, Floats]:
    """``ratio`` times and over exp(z se); none if the standard error is not finite."""
    se = _finite(se)
    return ratio * np.exp(-z * se), ratio * np.exp(z * se)


def _finite(se: Floats) -> Floats:
    return np.where(np.isfinite(se), se, np.nan)


def _no_first(a: Floats, method: str) -> list[tuple[Mask, str]]:
    text = "no events in the first group: no log standard error" + ("" if method != "log" else ", so no limits")
    return [(a == 0, text)]


def _small_sample_ratio(a: Floats, m: Floats, b: Floats, n: Floats) -> Floats:
    return (a / m) / ((b + 1) / (n + 1))


def _mid_p_odds(a: Floats, b: Floats, conf: float) -> tuple[Floats, Floats, Floats]:
    """The odds of the first group's share at which the mid-P tail is one half, and each limit's tail."""
    alpha = tail(conf)
    return _mid_p_crossing(a, b, 0.5), _mid_p_crossing(a, b, alpha), _mid_p_crossing(a, b, 1 - alpha)


def _mid_p_crossing(a: Floats, b: Floats, target: float) -> Floats:
    from scipy.special import betainc

    def upper_tail(share: Floats) -> Floats:
        at_least = np.where(a > 0, betainc(np.maximum(a, 1e-300), b + 1, share), 1.0)
        more = np.where(b > 0, betainc(a + 1, np.maximum(b, 1e-300), share), 0.0)
        return (at_least + more) / 2

    low, high = np.zeros_like(a), np.ones_like(a)
    for _ in range(60):
        middle = (low + high) / 2
        below = upper_tail(middle) < target
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    share = (low + high) / 2
    return share / (1 - share)


def _conditional_odds(a: Floats, m: Floats, b: Floats, n: Floats, conf: float) -> tuple[Floats, Floats, Floats]:
    from scipy.stats.contingency import odds_ratio

    answers = np.full((3, a.size), np.nan)
    for i, (x1, n1, x2, n2) in enumerate(zip(a.flat, m.flat, b.flat, n.flat, strict=True)):
        if not (0 <= x1 <= n1 and 0 <= x2 <= n2 and n1 > 0 and n2 > 0):
            continue
        fit = odds_ratio([[int(x1), int(n1 - x1)], [int(x2), int(n2 - x2)]], kind="conditional")
        limits = fit.confidence_interval(conf)
        answers[:, i] = fit.statistic, limits.low, limits.high
    return answers[0].reshape(a.shape), answers[1].reshape(a.shape), answers[2].reshape(a.shape)
