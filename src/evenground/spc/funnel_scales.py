"""The scales on which a funnel is symmetric: values carried there, how far chance moves them, and the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenground.spc.dispersion import Dispersion, truncated, winsorised

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scale:
    """``y``: the units' values on this scale; ``centre``: the target there; ``se``: the standard error of each by chance;
    ``expected_se``: the same if the unit were at the target (what limits are made of); ``back``: to the plain scale."""

    y: Floats
    centre: float
    se: Floats
    expected_se: Floats
    back: Callable[[Floats], Floats]
    tame: Callable[[Floats, Floats, float], Dispersion] = winsorised

    def z(self) -> Floats:
        """Each unit's distance from the target in standard errors."""
        return (self.y - self.centre) / self.se

    def limits(self, z: float, tau2: float) -> tuple[Floats, Floats]:
        """Where a unit at the target lies but for the tail beyond ``z`` on each side, on the plain scale."""
        half = z * np.sqrt(self.expected_se**2 + tau2)
        return self.back(self.centre - half), self.back(self.centre + half)


def arcsine(x: Floats, n: Floats, target: float) -> Scale:
    """Proportions: the arcsine of the square root, with standard error 1 / (2 sqrt n)."""
    se = 1 / (2 * np.sqrt(n))
    return Scale(np.arcsin(np.sqrt(x / n)), float(np.arcsin(np.sqrt(target))), se, se, _sine_squared)


def plain(x: Floats, n: Floats, target: float) -> Scale:
    """Proportions as they are, with the binomial standard error at the target."""
    se = np.sqrt(target * (1 - target) / n)
    return Scale(x / n, target, se, se, lambda y: np.clip(y, 0, 1))


def logarithm(x: Floats, n: Floats, target: float) -> Scale:
    """Rates and standardised ratios: the logarithm, with standard error 1 / sqrt(expected); extremes left out as in the SHMI."""
    se = 1 / np.sqrt(n * target)
    return Scale(np.log(x / n), float(np.log(target)), se, se, np.exp, truncated)


def square_root(x: Floats, n: Floats, target: float) -> Scale:
    """Rates and standardised ratios: the square root, with standard error 1 / (2 sqrt n), squared on the way back."""
    se = 1 / (2 * np.sqrt(n))
    return Scale(np.sqrt(x / n), float(np.sqrt(target)), se, se, lambda y: np.maximum(y, 0) ** 2)


def log_odds_of_counts(x: Floats, n: Floats, target: float) -> Scale:
    """The ratio of two counts: its logarithm with half an event added to each.

    The z-scores use the spread of the counts seen (as published); the limits the spread of counts that share the same
    total in the target's proportion, since a limit says where a unit at the target would lie.
    """
    se = np.sqrt(x / (x + 0.5) ** 2 + n / (n + 0.5) ** 2)
    share = target / (1 + target)
    expected_se = 1 / np.sqrt((x + n) * share * (1 - share))
    return Scale(np.log((x + 0.5) / (n + 0.5)), float(np.log(target)), se, expected_se, np.exp)


def _sine_squared(angle: Floats) -> Floats:
    return np.asarray(np.sin(np.clip(angle, 0, np.pi / 2)) ** 2, dtype=float)
