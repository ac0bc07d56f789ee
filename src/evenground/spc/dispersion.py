"""Over-dispersion between units: how much more they differ than chance allows (Spiegelhalter 2005, the additive model).

Spiegelhalter, Statistics in Medicine 2005; 24: 1185-1202, and Quality & Safety in Health Care 2005; 14: 347-351.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Dispersion:
    """``phi``: the mean squared z-score after the extremes are tamed (1 by chance alone); ``tau2``: the variance between
    units, on the scale of the z-scores; 0 where phi is no larger than chance explains."""

    phi: float
    tau2: float


def winsorised(z: Floats, se: Floats, trim: float = 0.1) -> Dispersion:
    """The outer ``trim`` share of z-scores on each side pulled in to that quantile."""
    known = np.isfinite(se) & ~np.isnan(z)
    if not known.any():
        return Dispersion(np.nan, 0.0)
    low, high = np.quantile(z[known], [trim, 1 - trim])
    return _between(np.clip(z[known], low, high), se[known])


def truncated(z: Floats, se: Floats, trim: float = 0.1) -> Dispersion:
    """The outer ``trim`` share of units on each side left out, by rank, as the NHS hospital mortality indicator (SHMI) does."""
    known = np.isfinite(se) & ~np.isnan(z)
    z, se = z[known], se[known]
    cut = int(np.floor(trim * z.size + 1e-9))
    kept = np.argsort(z, kind="stable")[cut : z.size - cut]
    return _between(z[kept], se[kept])


def _between(z: Floats, se: Floats) -> Dispersion:
    k, weight = z.size, 1 / se**2
    if k < 2 or not np.isfinite(z).all():
        return Dispersion(np.nan, 0.0)
    phi = float(np.mean(z**2))
    spare = float(weight.sum() - (weight**2).sum() / weight.sum())
    return Dispersion(phi, max(0.0, (k * phi - (k - 1)) / spare) if spare > 0 else 0.0)
