"""Means, medians and ranges between neighbours over the marked points of many series."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evenground.spc.limits.constants import Floats
from evenground.spc.limits.stretches import Mask, Stretch

SCREENED_AWAY = "screening left no moving range above 0: all ranges were used"


def total(x: Floats, where: Mask) -> Floats:
    """The sum of each series' marked points, with a last axis of one; NaN where none is marked."""
    summed = np.sum(np.where(where, x, 0.0), axis=-1, keepdims=True)
    return np.where(where.any(axis=-1, keepdims=True), summed, np.nan)


def mean(x: Floats, where: Mask) -> Floats:
    """The mean of the marked points; it never leaves their range, so the mean of ten 4.2s is 4.2."""
    return within(total(x, where) / np.sum(where, axis=-1, keepdims=True), x, where)


def within(middle: Floats, x: Floats, where: Mask) -> Floats:
    """``middle``, an average of the marked ``x``, with its rounding error taken off where they are all alike."""
    low = np.min(np.where(where, x, np.inf), axis=-1, keepdims=True, initial=np.inf)
    high = np.max(np.where(where, x, -np.inf), axis=-1, keepdims=True, initial=-np.inf)
    return np.where(low <= high, np.clip(middle, low, high), np.nan)


def median(x: Floats, where: Mask) -> Floats:
    """The median of the marked points, with a last axis of one; NaN where none is marked."""
    ordered = np.sort(np.where(where, x, np.inf), axis=-1)
    count = np.sum(where, axis=-1, keepdims=True)
    at = [np.take_along_axis(ordered, np.maximum(place, 0), axis=-1) for place in ((count - 1) // 2, count // 2)]
    return np.where(count > 0, (at[0] + at[1]) / 2, np.nan)


def deviation(x: Floats, where: Mask) -> Floats:
    """The standard deviation (n - 1) of the marked points; NaN for fewer than two."""
    squares = total((x - mean(x, where)) ** 2, where)
    freedom = np.sum(where, axis=-1, keepdims=True) - 1.0
    return np.where(freedom > 0, np.sqrt(squares / np.where(freedom > 0, freedom, 1.0)), np.nan)


def neighbours(stretch: Stretch) -> NDArray[np.intp]:
    """For each point the place of the last point before it that is not excluded; -1 where there is none."""
    places = np.broadcast_to(np.arange(stretch.kept.shape[-1]), stretch.kept.shape)
    seen = np.maximum.accumulate(np.where(stretch.kept, places, -1), axis=-1)
    return np.concatenate([np.full_like(seen[..., :1], -1), seen[..., :-1]], axis=-1)


def before(x: Floats | Mask, stretch: Stretch) -> Floats:
    """Each point's neighbour before it, passing over excluded points (never over missing ones); NaN for the first."""
    shape = np.broadcast_shapes(x.shape, stretch.kept.shape)
    wide = np.broadcast_to(x, shape)
    if stretch.kept.all():
        first = np.full_like(wide[..., :1], np.nan, dtype=np.float64)
        return np.concatenate([first, wide[..., :-1]], axis=-1)
    places = np.broadcast_to(neighbours(stretch), shape)
    return np.where(places >= 0, np.take_along_axis(wide, np.maximum(places, 0), axis=-1), np.nan)


def pairs(stretch: Stretch) -> Mask:
    """The points which form, with the neighbour before them, a pair inside the baseline."""
    marked: Mask = stretch.base & (before(stretch.base, stretch) == 1)
    return marked


def average_range(ranges: Floats, where: Mask, *, screen: bool, cut: float) -> tuple[Floats, Mask]:
    """The mean of the marked ranges, and where screening could not be done.

    ``screen`` drops, once, the ranges at or above ``cut`` mean ranges (Nelson 1982). Where that leaves nothing, or a mean
    of 0 that would make every point a signal, all ranges are used.
    """
    average = mean(ranges, where)
    if not screen:
        return average, np.zeros(average.shape[:-1], bool)
    screened = mean(ranges, where & (ranges < cut * average))
    failed = ~(screened > 0) & (average > 0)
    return np.where(failed, average, screened), failed[..., 0]
