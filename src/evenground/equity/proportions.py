"""The interval of one proportion: how far the true share of people may lie from the share that was seen."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.equity.arrays import Floats, Mask, answer, choice, floats, positive, quiet, tail, z_score
from evenground.model.values import Value

METHODS = {"wilson": "Wilson score", "exact": "Clopper-Pearson exact", "clopper-pearson": "Clopper-Pearson exact"}


def proportion_interval(
    numerator: ArrayLike, denominator: ArrayLike, *, conf: float = 0.95, per: float = 1, method: str = "wilson"
) -> Value:
    """The proportion ``numerator / denominator`` times ``per``, with its interval.

    ``method``: "wilson" (Wilson 1927, the default) or "exact" ("clopper-pearson", Clopper & Pearson 1934).
    Arrays of any one shape. No denominator, a missing count, or a numerator outside 0..denominator gives NaN and a note.
    ``se`` is the plain binomial standard error.
    """
    choice(method, METHODS)
    per = positive(per, "per")
    x, n = floats(numerator=numerator, denominator=denominator)
    with quiet():
        share = x / n
        lower, upper = wilson_limits(x, n, z_score(conf)) if method == "wilson" else exact_limits(x, n, tail(conf))
        se = np.sqrt(share * (1 - share) / n)
    return answer(share * per, lower * per, upper * per, se * per, METHODS[method], count_reasons(x, n))


def wilson_limits(x: Floats, n: Floats, z: float) -> tuple[Floats, Floats]:
    """Wilson's score limits; exactly 0 with no event and exactly 1 when all have it."""
    middle = (x + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * np.sqrt(x * (n - x) / n + z * z / 4)
    return np.where(x == 0, 0.0, middle - half), np.where(x == n, 1.0, middle + half)


def exact_limits(x: Floats, n: Floats, alpha: float) -> tuple[Floats, Floats]:
    """Clopper and Pearson's limits from the beta distribution; ``alpha`` is the share left out on one side."""
    from scipy.special import betaincinv

    lower = np.where(x == 0, 0.0, betaincinv(np.where(x > 0, x, np.nan), n - x + 1, alpha))
    upper = np.where(x == n, 1.0, betaincinv(x + 1, np.where(x < n, n - x, np.nan), 1 - alpha))
    return lower, upper


def count_reasons(x: Floats, n: Floats, group: str = "") -> list[tuple[Mask, str]]:
    """Why a proportion of ``x`` in ``n`` is not defined; ``group`` is added to the words ("in the first group")."""
    where = f" {group}" if group else ""
    return [
        (np.isnan(n), f"denominator missing{where}"),
        (n <= 0, f"no denominator{where}"),
        (np.isnan(x), f"numerator missing{where}"),
        (x < 0, f"numerator below 0{where}"),
        ((x > n) & (n > 0), f"numerator above denominator{where}"),
    ]
