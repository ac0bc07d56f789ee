"""The points of one phase as they go into the formulas, and the lines that come out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenground.spc.limits.constants import Floats

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Method:
    """How limits are made: ``screen`` moving ranges, which ``estimator`` of sigma, ``width`` in sigmas, or by ``conf``."""

    screen: bool = False
    estimator: str | None = None
    width: float = 3.0
    conf: float | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """One phase of many series: arrays of shape (..., t), NaN where there is no usable value.

    ``y`` values or numerators (subgroups: their means), ``n`` denominators or subgroup sizes (ones if the chart has
    none), ``sd`` and ``reach`` the standard deviation and range inside each subgroup (else empty). ``kept``: not excluded.
    ``base``: the points that limits are made from (in the baseline, kept, with a value). ``centre``, ``sigma``: as given.
    """

    y: Floats
    n: Floats
    sd: Floats
    reach: Floats
    kept: Mask
    base: Mask
    centre: Floats | None
    sigma: Floats | None
    method: Method


@dataclass(frozen=True, slots=True)
class Lines:
    """What is drawn: each broadcasts to the phase's shape. ``exponent``: rules judge value ** (1 / exponent), whose
    standard deviation ``sigma`` then is. ``caveats``: what must be said, and of which series (leading shape)."""

    value: Floats
    centre: Floats
    sigma: Floats
    lower: Floats
    upper: Floats
    exponent: float = 1.0
    caveats: tuple[tuple[Mask, str], ...] = ()


def lines(
    stretch: Stretch,
    value: Floats,
    centre: Floats,
    sigma: Floats,
    *,
    floor: float | None = None,
    ceiling: Floats | float | None = None,
    caveats: tuple[tuple[Mask, str], ...] = (),
) -> Lines:
    """The lines at ``width`` sigmas about the centre, cut at ``floor`` and ``ceiling``."""
    half = stretch.method.width * sigma
    lower, upper = centre - half, centre + half
    if floor is not None:
        lower = np.maximum(lower, floor)
    if ceiling is not None:
        upper = np.minimum(upper, ceiling)
    return Lines(value, centre, sigma, lower, upper, caveats=caveats)
