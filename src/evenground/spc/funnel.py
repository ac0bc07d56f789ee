"""The funnel plot: which units differ from the target by more than chance, and by more than units usually differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.spc import exact_funnels, funnel_scales
from evenground.spc.dispersion import Dispersion
from evenground.spc.funnel_scales import Floats, Scale

Bools = NDArray[np.bool_]
Words = NDArray[np.object_]
ToScale = Callable[[Floats, Floats, float], Scale]

EXACT: Final = "exact"
SCALES: Final[dict[str, dict[str, ToScale]]] = {
    "proportion": {"arcsine": funnel_scales.arcsine, "plain": funnel_scales.plain},
    "rate": {"log": funnel_scales.logarithm, "square root": funnel_scales.square_root},
    "ratio": {"log": funnel_scales.logarithm, "square root": funnel_scales.square_root},
    "counts": {"log": funnel_scales.log_odds_of_counts},
}
"""For each kind of value the scales it can be judged on, the usual one first."""


@dataclass(frozen=True, slots=True)
class Funnel:
    """``value`` (units), ``centre`` (the target) and, one row a level of ``conf``, ``lower``, ``upper`` and ``outlier``
    (strictly outside). ``phi`` is how dispersed the units are (1 by chance), ``tau2`` the variance between units that the
    limits allow for, on the scale of ``method``; 0 if they allow for none. ``reason`` says why a unit has no value."""

    value: Floats
    centre: float
    conf: tuple[float, ...]
    lower: Floats
    upper: Floats
    outlier: Bools
    z: Floats
    phi: float
    tau2: float
    method: str
    note: str
    reason: Words


def funnel(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    kind: str = "proportion",
    target: float | None = None,
    overdispersion: bool = True,
    conf: Sequence[float] = (0.95, 0.998),
    method: str | None = None,
    trim: float = 0.1,
    per: float = 1,
) -> Funnel:
    """Units compared with a target, given their size.

    ``kind``: "proportion" (events of people), "rate" (events over person-time), "ratio" (observed over expected events; the
    target is then 1) or "counts" (one count over another). ``target``: by default the pooled value. ``overdispersion``: if
    the units differ by more than chance, limits widen by the variance between them (Spiegelhalter's additive model), on
    the usual scale of the kind: arcsine for proportions, log for the rest (extremes left out, as in the SHMI); otherwise
    limits are exact. ``method`` asks for one scale, with or without over-dispersion, or for "exact". ``trim``: the share
    at each end that is tamed before dispersion is measured. ``value``, ``centre`` and limits are times ``per``.
    """
    x, n = (np.array(a, dtype=float).ravel() for a in np.broadcast_arrays(numerator, denominator))
    scale_of = _scale_of(kind, method)
    reason = _reasons(x, n, kind)
    x[reason != ""] = n[reason != ""] = np.nan
    aim = _target(x, n, kind, target)
    levels = tuple(float(level) for level in conf)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = x / n
        scale = scale_of(x, n, aim)
        z = scale.z()
        spread = scale.tame(z, scale.se, trim) if overdispersion and method != EXACT else Dispersion(np.nan, 0.0)
        exact = method == EXACT or (method is None and not spread.tau2 > 0)
        sides = [_limits(scale, x, n, aim, level, spread.tau2, kind if exact else None) for level in levels]
        lower, upper = (np.array([side[i] for side in sides]).reshape(len(levels), x.size) for i in (0, 1))
        outlier = (value < lower * (1 - 1e-12)) | (value > upper * (1 + 1e-12))
    name = EXACT if exact else (method or next(iter(SCALES[kind])))
    note = _note(aim, spread, overdispersion and method != EXACT)
    return Funnel(
        value * per, aim * per, levels, lower * per, upper * per, outlier, z, spread.phi, spread.tau2, name, note, reason
    )  # fmt: skip


def _limits(
    scale: Scale, x: Floats, n: Floats, aim: float, conf: float, tau2: float, exact_kind: str | None
) -> tuple[Floats, Floats]:
    if not 0 < conf < 1:
        raise ValueError(f"conf must lie between 0 and 1, not {conf}.")
    if exact_kind == "proportion":
        return exact_funnels.binomial(n, aim, conf)
    if exact_kind == "counts":
        return exact_funnels.ratio_of_counts(x, n, aim, conf)
    if exact_kind is not None:
        return exact_funnels.poisson(n, aim, conf)
    from scipy.special import ndtri

    return scale.limits(float(ndtri((1 + conf) / 2)), tau2)


def _scale_of(kind: str, method: str | None) -> ToScale:
    if kind not in SCALES:
        raise ValueError(f"kind must be one of {', '.join(SCALES)}, not {kind!r}.")
    scales = SCALES[kind]
    if method in (None, EXACT):
        return next(iter(scales.values()))
    if method not in scales:
        raise ValueError(f"method for {kind!r} must be one of {', '.join([*scales, EXACT])}, not {method!r}.")
    return scales[method]


def _target(x: Floats, n: Floats, kind: str, target: float | None) -> float:
    if target is not None:
        low, high = 0, 1 if kind == "proportion" else np.inf
        if not low <= target <= high:
            raise ValueError(f"target must lie between {low} and {high} for {kind!r}, not {target}.")
        return float(target)
    total = float(np.nansum(n))
    pooled = float(np.nansum(x)) / total if total > 0 else float("nan")
    return 1.0 if kind == "ratio" else pooled


def _reasons(x: Floats, n: Floats, kind: str) -> Words:
    with np.errstate(invalid="ignore"):
        told = [
            (np.isnan(n), "denominator missing"),
            (~(n > 0), "no denominator"),
            (np.isnan(x), "numerator missing"),
            (x < 0, "numerator below 0"),
            ((x > n) & (kind == "proportion"), "more events than people"),
        ]
    return np.asarray(np.select([where for where, _ in told], [why for _, why in told], ""), dtype=object)


def _note(aim: float, spread: Dispersion, looked: bool) -> str:
    if np.isnan(aim):
        return "no target: no unit has a denominator"
    if not looked:
        return "over-dispersion was not looked for"
    if np.isnan(spread.phi):
        return "over-dispersion could not be measured: too few units, or too many without events"
    if spread.tau2 > 0:
        return f"units differ by more than chance (phi {spread.phi:.2f}): limits allow for it"
    return f"units differ no more than chance explains (phi {spread.phi:.2f})"
