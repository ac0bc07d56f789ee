"""Score intervals for two proportions: every value that the score test does not reject, found by bisection.

Sources: Mee, Biometrics 1984 40:1175 and Miettinen & Nurminen, Statistics in Medicine 1985 4:213 (difference);
Farrington & Manning 1990 (the closed form of the restricted maximum); Koopman, Biometrics 1984 40:513 (ratio).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from evenground.equity.arrays import Floats

BISECTIONS = 90  # halving a bracket of width 80 this often leaves less than a float can show
WIDEST_LOG = 40.0


def difference_limits(
    x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: float, *, factor: bool = False
) -> tuple[Floats, Floats]:
    """Mee's limits for p1 - p2; with ``factor`` the variance is times N / (N - 1), as Miettinen and Nurminen have it."""
    d = x1 / n1 - x2 / n2
    widening = (n1 + n2) / (n1 + n2 - 1) if factor else np.ones_like(d)

    def score(delta: Floats) -> Floats:
        p1, p2 = _restricted_by_difference(x1, n1, x2, n2, delta)
        return _standardised(d - delta, (p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2) * widening)

    one = np.ones_like(d)
    return _crossing(score, z, -one, d), _crossing(score, -z, d, one)


def ratio_limits(x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: float) -> tuple[Floats, Floats]:
    """Koopman's limits for p1 / p2; the lower one is 0 with no event in the first group."""
    p1, p2 = x1 / n1, x2 / n2

    def score(log_ratio: Floats) -> Floats:
        ratio = np.exp(log_ratio)
        q1, q2 = _restricted_by_ratio(x1, n1, x2, n2, ratio)
        return _standardised(p1 - ratio * p2, q1 * (1 - q1) / n1 + ratio**2 * q2 * (1 - q2) / n2)

    return _log_limits(score, p1 / p2, z)


def odds_ratio_limits(x1: Floats, n1: Floats, x2: Floats, n2: Floats, z: float) -> tuple[Floats, Floats]:
    """Score limits for the odds ratio (Cornfield's without the continuity correction)."""
    estimate = x1 * (n2 - x2) / (x2 * (n1 - x1))

    def score(log_odds: Floats) -> Floats:
        p1, p2 = _restricted_by_odds(x1, n1, x2, n2, np.exp(log_odds))
        information = 1 / (n1 * p1 * (1 - p1)) + 1 / (n2 * p2 * (1 - p2))
        return n1 * (x1 / n1 - p1) * np.sqrt(information)

    return _log_limits(score, estimate, z)


def _log_limits(score: Callable[[Floats], Floats], estimate: Floats, z: float) -> tuple[Floats, Floats]:
    centre = np.log(np.clip(estimate, np.exp(-WIDEST_LOG), np.exp(WIDEST_LOG)))
    edge = np.full_like(centre, WIDEST_LOG)
    lower = np.exp(_crossing(score, z, -edge, centre))
    upper = np.exp(_crossing(score, -z, centre, edge))
    return np.where(estimate == 0, 0.0, lower), np.where(np.isinf(estimate), np.inf, upper)


def _crossing(score: Callable[[Floats], Floats], target: float, low: Floats, high: Floats) -> Floats:
    """Where the falling function ``score`` passes ``target`` between ``low`` and ``high``."""
    low, high = low.copy(), high.copy()
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        above = score(middle) > target
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(np.isnan(low + high), np.nan, (low + high) / 2)


def _standardised(distance: Floats, variance: Floats) -> Floats:
    spread = np.sqrt(np.maximum(variance, 0))
    return np.where(spread > 0, distance / spread, np.sign(distance) * np.inf)


def _restricted_by_difference(x1: Floats, n1: Floats, x2: Floats, n2: Floats, delta: Floats) -> tuple[Floats, Floats]:
    total, events = n1 + n2, x1 + x2
    l2 = (n1 + 2 * n2) * delta - total - events
    l1 = (n2 * delta - total - 2 * x2) * delta + events
    l0 = x2 * delta * (1 - delta)
    q = l2**3 / (27 * total**3) - l1 * l2 / (6 * total**2) + l0 / (2 * total)
    p = np.where(q >= 0, 1.0, -1.0) * np.sqrt(np.maximum(l2**2 / (9 * total**2) - l1 / (3 * total), 0))
    angle = (np.pi + np.arccos(np.clip(np.where(p == 0, 0, q / p**3), -1, 1))) / 3
    p2 = np.clip(2 * p * np.cos(angle) - l2 / (3 * total), 0, 1)
    return np.clip(p2 + delta, 0, 1), p2


def _restricted_by_ratio(x1: Floats, n1: Floats, x2: Floats, n2: Floats, ratio: Floats) -> tuple[Floats, Floats]:
    a = (n1 + n2) * ratio
    b = ratio * (n1 + x2) + x1 + n2
    c = x1 + x2
    p2 = np.clip(2 * c / (b + np.sqrt(np.maximum(b**2 - 4 * a * c, 0))), 0, 1)
    return np.clip(ratio * p2, 0, 1), p2


def _restricted_by_odds(x1: Floats, n1: Floats, x2: Floats, n2: Floats, odds: Floats) -> tuple[Floats, Floats]:
    events = x1 + x2
    a = n2 * (odds - 1)
    b = n1 * odds + n2 - events * (odds - 1)
    p2 = 2 * events / (b + np.sqrt(np.maximum(b**2 + 4 * a * events, 0)))
    return odds * p2 / (1 + p2 * (odds - 1)), p2
