"""The funnel: how far a group of a given size may lie from the target by chance alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.equity.arrays import Floats, answer, choice, floats, positive, quiet, tail, z_score
from evenground.equity.rates import count_limits
from evenground.model.values import Value

KINDS = ("proportion", "rate", "ratio")


def funnel_limits(
    denominator: ArrayLike, target: ArrayLike, *, kind: str = "proportion", conf: float = 0.95, per: float = 1
) -> Value:
    """Where a group of this ``denominator`` would lie by chance if its true value were ``target``; ``value`` is the target.

    ``kind``: "proportion" (score limits, cut at 0 and ``per``), "rate" (person-time; exact Poisson) or "ratio" (expected
    events; exact Poisson). ``target`` is on the plain scale (0..1, events per unit); the answer is times ``per``.
    The Poisson limits are interpolated between whole counts, so that the funnel is smooth.
    """
    choice(kind, KINDS)
    per = positive(per, "per")
    n, aim = floats(denominator=denominator, target=target)
    with quiet():
        if kind == "proportion":
            half = z_score(conf) * np.sqrt(aim * (1 - aim) / n)
            lower, upper = np.maximum(aim - half, 0), np.minimum(aim + half, 1)
        else:
            lower, upper = (count / n for count in _poisson_counts(n * aim, tail(conf)))
        method = "score" if kind == "proportion" else "exact Poisson"
    reasons = [
        (~(n > 0), "no denominator"),
        (~(aim >= 0) | ((kind == "proportion") & (aim > 1)), "no target"),
    ]
    spread = np.broadcast_to(aim * per, lower.shape)
    return answer(spread, lower * per, upper * per, np.nan, method, reasons)


def funnel_curve(
    count: ArrayLike, target: float, *, kind: str = "rate", conf: float = 0.95, per: float = 1
) -> tuple[Value, Value]:
    """The two sides of a Poisson funnel, drawn through whole counts: (lower side, upper side).

    For each ``count`` the size at which that many events lie just on the limit: ``value`` is the limit (the rate or ratio,
    times ``per``) and ``se`` is NaN; ``lower`` and ``upper`` both hold the size (person-time or expected events).
    """
    choice(kind, KINDS[1:], "kind")
    per, aim = positive(per, "per"), positive(target, "target")
    (x,) = floats(count=count)
    with quiet():
        few, many = count_limits(x, conf, exact=True)
        sides = [(x / (expected / aim) * per, expected / aim) for expected in (many, few)]
    reasons = [(~(x >= 0), "count missing or below 0")]
    low, high = (answer(np.asarray(limit), size, size, np.nan, "exact Poisson", reasons) for limit, size in sides)
    return low, high


def funnel_significance(
    numerator: ArrayLike,
    denominator: ArrayLike,
    target: ArrayLike,
    *,
    kind: str = "proportion",
    conf: tuple[float, ...] = (0.95, 0.998),
) -> NDArray[np.object_]:
    """ "high 99.8 %", "low 95 %" and so on for a point outside the funnel of ``target``; "within", or "" if undefined.

    Rates and ratios are judged by the exact Poisson limits of the count, proportions by the score limits.
    """
    choice(kind, KINDS)
    x, n, aim = floats(numerator=numerator, denominator=denominator, target=target)
    verdict = np.where((n > 0) & ~np.isnan(x + aim), "within", "").astype(object)
    for level in sorted(conf):
        with quiet():
            low, high = _outside(x, n, aim, kind, level)
        verdict[(verdict != "") & low] = f"low {100 * level:g} %"
        verdict[(verdict != "") & high] = f"high {100 * level:g} %"
    return verdict


def _outside(x: Floats, n: Floats, aim: Floats, kind: str, conf: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    if kind == "proportion":
        half = z_score(conf) * np.sqrt(aim * (1 - aim) / n)
        return x / n < aim - half, x / n > aim + half
    lower, upper = count_limits(x, conf, exact=True)
    return upper < n * aim, lower > n * aim


def _poisson_counts(expected: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Counts (not whole) whose exact upper, and lower, limit is the expected number."""
    from scipy.special import pdtrik

    with quiet():
        lower = np.nan_to_num(pdtrik(alpha, expected), nan=0.0)
        upper = pdtrik(1 - alpha, expected) + 1
    return np.maximum(lower, 0), upper
