"""Which points belong to which phase, which are excluded, and which the limits are made from."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.spc.limits.stretches import Mask


def phase_starts(phases: Sequence[int] | None, points: int) -> list[int]:
    """The first place of every phase, the first phase at 0; raises ValueError unless ``phases`` ascend inside the series."""
    given = np.asarray([] if phases is None else phases).reshape(-1)
    starts = [0, *given.tolist()]
    whole = given.size == 0 or given.dtype.kind in "iu"
    if not whole or any(b <= a for a, b in pairwise([*starts, points])):
        raise ValueError(
            f"phases must be the places of the first points of new phases, ascending, between 1 and {points - 1} "
            f"(places are counted from 0); they are {list(starts[1:])}."
        )
    return starts


def phase_of_points(starts: list[int], points: int) -> NDArray[np.intp]:
    """For each point the number of its phase, from 0."""
    return np.searchsorted(np.array(starts), np.arange(points), side="right") - 1


def kept_points(exclude: ArrayLike | None, shape: tuple[int, ...]) -> Mask:
    """False where a point is excluded; ``exclude`` is a mask, or places for all series."""
    if exclude is None:
        return np.broadcast_to(np.True_, shape)
    given = np.asarray(exclude)
    if given.dtype == bool:
        return ~_fitted("exclude", given, shape)
    kept = np.ones(shape, bool)
    kept[..., _places("exclude", given, shape[-1])] = False
    return kept


def baseline_points(baseline: int | ArrayLike | None, starts: list[int], shape: tuple[int, ...]) -> Mask:
    """The points that limits may be made from.

    A number: the first so many points of every phase (missing ones count). A mask: those points; a phase in which a
    series has none uses all of its points.
    """
    if baseline is None:
        return np.broadcast_to(np.True_, shape)
    given = np.asarray(baseline)
    if given.dtype == bool and given.ndim:
        return _in_every_phase(_fitted("baseline", given, shape), starts)
    number = _number(baseline)
    since = np.arange(shape[-1]) - np.array(starts)[phase_of_points(starts, shape[-1])]
    return np.broadcast_to(since < number, shape)


def _in_every_phase(mask: Mask, starts: list[int]) -> Mask:
    whole = mask.copy()
    for start, end in pairwise([*starts, mask.shape[-1]]):
        whole[..., start:end] |= ~mask[..., start:end].any(axis=-1, keepdims=True)
    return whole


def _number(baseline: Any) -> int:
    if isinstance(baseline, bool) or not isinstance(baseline, int | np.integer) or baseline < 1:
        raise ValueError(f"baseline must be a number of points (1 or more) or a mask of them; it is {baseline!r}.")
    return int(baseline)


def _fitted(name: str, mask: NDArray[np.bool_], shape: tuple[int, ...]) -> Mask:
    try:
        return np.broadcast_to(mask, shape)
    except ValueError:
        raise ValueError(f"The mask {name} {mask.shape} does not fit the points {shape}.") from None


def _places(name: str, given: NDArray[Any], points: int) -> NDArray[np.intp]:
    if given.size and (given.dtype.kind not in "iu" or given.min() < 0 or given.max() >= points):
        raise ValueError(f"{name} must be a mask, or places between 0 and {points - 1}; it is {given.tolist()}.")
    return given.astype(np.intp).reshape(-1)
