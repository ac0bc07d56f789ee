"""Many gaps looked at together: p-values adjusted so that false alarms stay few."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.equity.arrays import Floats, choice, floats, quiet

ADJUSTMENTS = ("benjamini-hochberg", "bonferroni", "holm")


def adjust_p_values(p_values: ArrayLike, *, method: str = "benjamini-hochberg") -> Floats:
    """Adjusted p-values, in the shape given; the whole array is one family. NaN stays NaN and is not counted.

    ``method``: "benjamini-hochberg" (1995, false discovery rate: the q-value of a gap; the default), "holm" (1979) or
    "bonferroni" (family-wise error). Raises ValueError for a p-value outside 0..1.
    """
    choice(method, ADJUSTMENTS)
    (p,) = floats(p_values=p_values)
    with quiet():
        if np.any((p < 0) | (p > 1)):
            raise ValueError("p_values must lie between 0 and 1 (missing: NaN).")
    adjusted = np.full(p.shape, np.nan)
    told = ~np.isnan(p)
    adjusted[told] = _adjust(p[told], method)
    return adjusted


def _adjust(p: Floats, method: str) -> Floats:
    m = p.size
    if method == "bonferroni":
        return np.minimum(1, m * p)
    order = np.argsort(p, kind="stable")
    rank = np.arange(1, m + 1)
    adjusted = np.empty_like(p)
    if method == "holm":
        adjusted[order] = np.maximum.accumulate((m + 1 - rank) * p[order])
    else:
        adjusted[order] = np.minimum.accumulate((m / rank * p[order])[::-1])[::-1]
    return np.minimum(1, adjusted)
