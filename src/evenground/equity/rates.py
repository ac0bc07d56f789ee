"""The interval of one rate: events over person-time."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.equity.arrays import Floats, Mask, answer, choice, floats, positive, quiet, tail, z_score
from evenground.model.values import Value

BYAR = "Byar"
EXACT = "exact Poisson"
FEW_EVENTS = 10  # below this Byar's approximation gives way to the exact limits


def rate_interval(
    count: ArrayLike, person_time: ArrayLike, *, conf: float = 0.95, per: float = 1, method: str = "byar"
) -> Value:
    """The rate ``count / person_time`` times ``per``, with its interval.

    ``method``: "byar" (Breslow & Day 1987; below 10 events the exact chi-square limits of the Poisson) or "exact"
    (always). Fractional counts are allowed. No person-time or a missing or negative count gives NaN and a note.
    """
    choice(method, ("byar", "exact"))
    per = positive(per, "per")
    x, time = floats(count=count, person_time=person_time)
    with quiet():
        lower, upper = count_limits(x, conf, exact=method == "exact")
        scale = per / time
        parts = (x * scale, lower * scale, upper * scale, np.sqrt(x) * scale)
    return answer(*parts, limit_names(x, exact=method == "exact"), rate_reasons(x, time))


def count_limits(x: Floats, conf: float, *, exact: bool = False) -> tuple[Floats, Floats]:
    """Limits for the expected number of events when ``x`` were seen: Byar from 10 events on, exact below."""
    z, alpha = z_score(conf), tail(conf)
    few = (x < FEW_EVENTS) | exact
    lower, upper = np.empty_like(x), np.empty_like(x)
    lower[...], upper[...] = _byar(x, z)
    if np.any(few):
        exact_lower, exact_upper = _exact(x[few] if x.ndim else x, alpha)
        lower[few], upper[few] = exact_lower, exact_upper
    return lower, upper


def _byar(x: Floats, z: float) -> tuple[Floats, Floats]:
    lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return lower, upper


def _exact(x: Floats, alpha: float) -> tuple[Floats, Floats]:
    from scipy.special import gammaincinv

    lower = np.where(x == 0, 0.0, gammaincinv(np.where(x > 0, x, np.nan), alpha))
    return lower, gammaincinv(x + 1, 1 - alpha)


def limit_names(x: Floats, *, exact: bool = False) -> NDArray[np.object_]:
    """Which formula made each interval, in the shape of ``x``."""
    return np.asarray(np.where((x < FEW_EVENTS) | exact, EXACT, BYAR), dtype=object)


def rate_reasons(x: Floats, time: Floats, group: str = "") -> list[tuple[Mask, str]]:
    """Why a rate of ``x`` events in ``time`` is not defined; ``group`` is added to the words."""
    where = f" {group}" if group else ""
    return [
        (np.isnan(time), f"person-time missing{where}"),
        (time <= 0, f"no person-time{where}"),
        (np.isnan(x), f"count missing{where}"),
        (x < 0, f"count below 0{where}"),
    ]
