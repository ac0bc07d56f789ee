"""People affected: how many more (or fewer) events a group has than it would have at the reference's level."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.equity.arrays import Floats, answer, choice, floats, quiet, z_score
from evenground.equity.proportions import count_reasons, wilson_limits
from evenground.equity.rates import count_limits, rate_reasons
from evenground.model.values import Value

KINDS = ("proportion", "rate")


def excess(
    numerator: ArrayLike,
    denominator: ArrayLike,
    reference_numerator: ArrayLike,
    reference_denominator: ArrayLike,
    *,
    kind: str = "proportion",
    conf: float = 0.95,
) -> Value:
    """Events of each group beyond those at the reference's level: ``numerator - denominator * reference level``.

    Signed: above 0 more events than at the reference. Limits: the group's denominator times the limits of the difference
    (Newcombe for proportions, MOVER for rates).
    """
    x, n, xr, nr = floats(
        numerator=numerator,
        denominator=denominator,
        reference_numerator=reference_numerator,
        reference_denominator=reference_denominator,
    )
    with quiet():
        y, low, high, var = _level(x, n, kind, conf)
        r, reference_low, reference_high, reference_var = _level(xr, nr, kind, conf)
        value = x - n * r
        lower = value - n * np.sqrt((y - low) ** 2 + (reference_high - r) ** 2)
        upper = value + n * np.sqrt((high - y) ** 2 + (r - reference_low) ** 2)
        se = n * np.sqrt(var + reference_var)
    why = count_reasons if kind == "proportion" else rate_reasons
    reasons = [*why(x, n), *why(xr, nr, "in the reference")]
    return answer(value, lower, upper, se, _method(kind), reasons)


def total_excess(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    reference: ArrayLike,
    better: str = "lower",
    kind: str = "proportion",
    conf: float = 0.95,
) -> Value:
    """People affected in all: the events that would change if every group had the reference's level.

    Arrays of shape (..., groups); ``reference`` is the position of the reference group on the last axis (one, or one a
    table). The sum over the groups of n_j (y_j - y_ref), times -1 for ``better="higher"``: above 0 means harm to undo.
    Groups at a better level than the reference count against the sum. Limits: MOVER for a linear combination (Zou 2009).
    Groups without a figure are left out and counted in the note.
    """
    sign = {"lower": 1.0, "higher": -1.0}[choice(better, ("lower", "higher"), "better")]
    x, n = floats(numerator=numerator, denominator=denominator)
    if x.ndim == 0:
        raise ValueError("numerator and denominator need one number a group (the last axis).")
    at = _positions(reference, x.shape)
    with quiet():
        level, low, high, var = _level(x, n, kind, conf)
        known = ~np.isnan(level)
        weight = np.where(known, n, 0.0)
        np.put_along_axis(weight, at, np.take_along_axis(weight, at, -1) - weight.sum(-1, keepdims=True), -1)
        weight = weight * sign
        y, low, high, var = (np.where(known, part, 0.0) for part in (level, low, high, var))
        value = (weight * y).sum(-1)
        below = np.where(weight > 0, y - low, high - y)
        above = np.where(weight > 0, high - y, y - low)
        lower = value - np.sqrt(((weight * below) ** 2).sum(-1))
        upper = value + np.sqrt(((weight * above) ** 2).sum(-1))
        se = np.sqrt((weight**2 * var).sum(-1))
    reference_known = np.take_along_axis(known, at, -1)[..., 0]
    left_out = (~known).sum(-1)
    caveats = [
        (left_out == k, f"{k} of {x.shape[-1]} groups left out: no figure") for k in np.unique(left_out[left_out > 0])
    ]
    reasons = [(~reference_known, "the reference has no figure")]
    return answer(value, lower, upper, se, _method(kind), reasons, caveats)


def _positions(reference: ArrayLike, shape: tuple[int, ...]) -> NDArray[np.intp]:
    at = np.broadcast_to(np.asarray(reference), shape[:-1])[..., np.newaxis]
    if not np.issubdtype(at.dtype, np.integer) or np.any((at < 0) | (at >= shape[-1])):
        raise ValueError(f"reference must be a group's position, 0 to {shape[-1] - 1}.")
    return at


def _level(x: Floats, n: Floats, kind: str, conf: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Level, limits and variance of each group; NaN where it has none."""
    if choice(kind, KINDS, "kind") == "proportion":
        fine = (n > 0) & (x >= 0) & (x <= n)
        low, high = wilson_limits(x, n, z_score(conf))
        parts = (x / n, low, high, x * (n - x) / n**3)
    else:
        fine = (n > 0) & (x >= 0)
        low, high = count_limits(x, conf)
        parts = (x / n, low / n, high / n, x / n**2)
    level, lower, upper, var = (np.where(fine, part, np.nan) for part in parts)
    return level, lower, upper, var


def _method(kind: str) -> str:
    return "MOVER on Wilson limits" if kind == "proportion" else "MOVER on Byar or exact limits"
