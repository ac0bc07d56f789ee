"""The points of one phase as the rules see them: which are judged, on which side of the centre line, and how far out."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ON_THE_LINE = 1e-12
"""Two numbers nearer than this share of the largest value of the series are the same number."""


@dataclass(frozen=True, slots=True)
class Points:
    """Arrays of shape (..., t): ``value`` is NaN where a point is not judged, ``side`` is +1 above the centre line, -1
    below and 0 on it, ``distance`` is how far from it, ``sigma`` is NaN where there are no zones, ``beyond`` whether the
    point lies outside the limits, and ``near`` how close two numbers may be to count as equal."""

    value: Floats
    side: Ints
    distance: Floats
    sigma: Floats
    beyond: Bools
    near: Floats

    def past(self, sigmas: float) -> Bools:
        """Whether each point is more than ``sigmas`` sigmas away from the centre line."""
        with np.errstate(invalid="ignore"):
            return self.distance > sigmas * self.sigma + self.near

    def taken(self, order: Ints, kept: Bools) -> Points:
        """The same points in another order; those not ``kept`` (in the new order) are no longer judged."""
        moved = {f.name: np.take_along_axis(getattr(self, f.name), order, axis=-1) for f in fields(self)}
        moved["side"] = np.where(kept, moved["side"], 0)
        moved["beyond"] &= kept
        for name in ("value", "distance", "sigma"):
            moved[name] = np.where(kept, moved[name], np.nan)
        return Points(**moved)


def read(
    value: ArrayLike,
    centre: ArrayLike,
    sigma: ArrayLike,
    *,
    lower: ArrayLike,
    upper: ArrayLike,
    include: Bools | None = None,
) -> Points:
    """The points of one phase; everything is broadcast to the shape of ``value``."""
    y = np.array(value, dtype=float)
    y[~np.isfinite(y)] = np.nan
    middle, s, low, high = (np.broadcast_to(np.asarray(x, dtype=float), y.shape) for x in (centre, sigma, lower, upper))
    if include is not None:
        y[~np.broadcast_to(include, y.shape)] = np.nan
    near = np.broadcast_to(_nearness(y, middle), y.shape)
    with np.errstate(invalid="ignore"):
        above = y - middle
        distance = np.abs(above)
        side = np.where(distance > near, np.where(above > 0, 1, -1), 0)
        beyond = (y > high + near) | (y < low - near)
        return Points(y, side, distance, np.where(s > near, s, np.nan), beyond, near)


def _nearness(value: Floats, centre: Floats) -> Floats:
    """The tolerance of each series: a mean of equal numbers must count as equal to them."""
    if not value.shape[-1]:
        return np.zeros((*value.shape[:-1], 1))
    size = np.fmax(np.abs(value), np.abs(centre))
    near: Floats = ON_THE_LINE * np.max(np.where(np.isfinite(size), size, 0.0), axis=-1, keepdims=True)
    return near


def pack(points: Points, keep: Bools) -> tuple[Points, Ints | None]:
    """The points to ``keep`` moved together, in their order, and where each came from (None: nothing was moved)."""
    if keep.all():
        return points, None
    order = np.argsort(~keep, axis=-1, kind="stable")
    return points.taken(order, np.take_along_axis(keep, order, axis=-1)), order


def unpack(flags: Bools, order: Ints | None) -> Bools:
    """Flags of packed points, back in the places the points came from."""
    if order is None:
        return flags
    back = np.zeros_like(flags)
    np.put_along_axis(back, order, flags, axis=-1)
    return back
