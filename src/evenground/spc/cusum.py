"""The Bernoulli CUSUM for rare events seen one case at a time: evidence that their odds have risen, or fallen.

Each case adds the log likelihood ratio of the changed odds against the target's (Steiner et al., Biostatistics 2000; 1:
441-452); the sum is held at 0 on the reassuring side, and starts again at 0 after a signal.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class BernoulliCusum:
    """Arrays of shape (..., t): the evidence each case adds (``_step``) and its sum, for odds ``odds_ratio`` times higher (``rise``,
    0 or more) and lower (``fall``, drawn downward: 0 or less), and where each reached the limit."""

    rise_step: Floats
    rise: Floats
    rise_signal: Bools
    fall_step: Floats
    fall: Floats
    fall_signal: Bools


def bernoulli_cusum(event: ArrayLike, target: float, *, odds_ratio: float = 2, limit: float = 3.5) -> BernoulliCusum:
    """The two-sided Bernoulli CUSUM of cases (..., t): 1 with the event, 0 without, NaN unknown (adds nothing).

    ``target``: the probability of the event as it should be, between 0 and 1. ``odds_ratio``: the change to detect, above
    1. ``limit``: how much evidence is a signal; 3.5 is about 33 to 1. Raises ValueError for other values.
    """
    x = np.asarray(event, dtype=float)
    if not 0 < target < 1 or odds_ratio <= 1 or limit <= 0:
        raise ValueError("target must lie between 0 and 1, odds_ratio above 1 and limit above 0.")
    if not np.isin(x[np.isfinite(x)], (0, 1)).all():
        raise ValueError("Every event must be 1 (it happened) or 0 (it did not).")
    rise_step, fall_step = _step(x, target, odds_ratio), _step(x, target, 1 / odds_ratio)
    rise, rise_signal = _sum(rise_step, limit)
    fall, fall_signal = _sum(fall_step, limit)
    return BernoulliCusum(rise_step, rise, rise_signal, fall_step, -fall, fall_signal)


def _step(x: Floats, target: float, odds_ratio: float) -> Floats:
    """log of P(case | changed odds) / P(case | target)."""
    spread = 1 - target + odds_ratio * target
    return np.where(np.isfinite(x), np.where(x == 1, np.log(odds_ratio / spread), -np.log(spread)), 0.0)


def _sum(step: Floats, limit: float) -> tuple[Floats, Bools]:
    total, signal = np.zeros_like(step), np.zeros(step.shape, dtype=bool)
    so_far: Floats = np.zeros(step.shape[:-1])
    for case in range(step.shape[-1]):
        so_far = np.maximum(0.0, so_far + step[..., case])
        signal[..., case] = so_far >= limit
        so_far = np.where(so_far >= limit, 0.0, so_far)
        total[..., case] = so_far
    return total, signal
