"""The difference of two groups, proportions or rates: how many more, in the unit of the measure."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.equity.arrays import Floats, answer, choice, floats, positive, quiet, z_score
from evenground.equity.proportions import count_reasons, wilson_limits
from evenground.equity.rates import count_limits, rate_reasons
from evenground.equity.score_limits import difference_limits
from evenground.model.values import Value

FIRST, SECOND = "in the first group", "in the second group"
DIFFERENCE_METHODS = {
    "newcombe": "Newcombe hybrid score",
    "score": "Mee score",
    "miettinen-nurminen": "Miettinen-Nurminen score",
    "wald": "Wald",
}
RATE_DIFFERENCE_METHODS = {"mover": "MOVER on Byar or exact limits", "wald": "Wald"}


def difference_interval(
    x1: ArrayLike,
    n1: ArrayLike,
    x2: ArrayLike,
    n2: ArrayLike,
    *,
    conf: float = 0.95,
    per: float = 1,
    method: str = "newcombe",
) -> Value:
    """The difference of two proportions, ``x1/n1 - x2/n2`` times ``per``, with its interval.

    ``method``: "newcombe" (Newcombe 1998, method 10; the default), "score" (Mee 1984), "miettinen-nurminen" (1985: the
    score interval with their factor N / (N - 1)) or "wald" (only to compare with other programs: with 25 people it
    covers 72 % at a prevalence of 5 %).
    For rates use ``rate_difference_interval``, for means ``mean_difference_interval``.
    """
    choice(method, DIFFERENCE_METHODS)
    per = positive(per, "per")
    a, m, b, n = floats(x1=x1, n1=n1, x2=x2, n2=n2)
    with quiet():
        d, se = a / m - b / n, _wald_se(a, m, b, n)
        z = z_score(conf)
        if method == "newcombe":
            lower, upper = mover(a / m, *wilson_limits(a, m, z), b / n, *wilson_limits(b, n, z))
        elif method == "wald":
            lower, upper = d - z * se, d + z * se
        else:
            lower, upper = difference_limits(a, m, b, n, z, factor=method == "miettinen-nurminen")
    reasons = [*count_reasons(a, m, FIRST), *count_reasons(b, n, SECOND)]
    return answer(d * per, lower * per, upper * per, se * per, DIFFERENCE_METHODS[method], reasons)


def rate_difference_interval(
    count1: ArrayLike,
    time1: ArrayLike,
    count2: ArrayLike,
    time2: ArrayLike,
    *,
    conf: float = 0.95,
    per: float = 1,
    method: str = "mover",
) -> Value:
    """The difference of two rates, ``count1/time1 - count2/time2`` times ``per``, with its interval.

    ``method``: "mover" (Zou & Donner 2008, on Byar's or the exact limits of each rate; the default) or "wald".
    """
    choice(method, RATE_DIFFERENCE_METHODS)
    per = positive(per, "per")
    a, s, b, t = floats(count1=count1, time1=time1, count2=count2, time2=time2)
    with quiet():
        d, se = a / s - b / t, np.sqrt(a / s**2 + b / t**2)
        if method == "mover":
            low1, high1 = count_limits(a, conf)
            low2, high2 = count_limits(b, conf)
            lower, upper = mover(a / s, low1 / s, high1 / s, b / t, low2 / t, high2 / t)
        else:
            lower, upper = d - z_score(conf) * se, d + z_score(conf) * se
    reasons = [*rate_reasons(a, s, FIRST), *rate_reasons(b, t, SECOND)]
    return answer(d * per, lower * per, upper * per, se * per, RATE_DIFFERENCE_METHODS[method], reasons)


def mover(
    y1: Floats, lower1: Floats, upper1: Floats, y2: Floats, lower2: Floats, upper2: Floats
) -> tuple[Floats, Floats]:
    """Limits of ``y1 - y2`` from the limits of each (method of variance estimates recovery)."""
    d = y1 - y2
    lower = d - np.sqrt((y1 - lower1) ** 2 + (upper2 - y2) ** 2)
    return lower, d + np.sqrt((upper1 - y1) ** 2 + (y2 - lower2) ** 2)


def _wald_se(a: Floats, m: Floats, b: Floats, n: Floats) -> Floats:
    return np.sqrt(a * (m - a) / m**3 + b * (n - b) / n**3)
