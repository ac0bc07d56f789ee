"""The caller's numbers made ready: of one shape, impossible rows set aside, and where each stands told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.spc.limits import Kind
from evenground.spc.limits.constants import Floats
from evenground.spc.limits.stretches import Mask

Told = tuple[Mask, str]
"""Something to say of the marked points."""


@dataclass(frozen=True, slots=True)
class Series:
    """Arrays of shape (..., t), NaN where there is no usable value; ``told`` says why. ``labels``: of the subgroups."""

    y: Floats
    n: Floats
    sd: Floats
    reach: Floats
    told: tuple[Told, ...]
    labels: NDArray[Any] | None = None


def read_series(
    name: str, kind: Kind, numerator: ArrayLike, denominator: ArrayLike | None, subgroup: ArrayLike | None
) -> Series:
    """The points of the chart; raises ValueError for arguments that do not belong to this kind or do not fit."""
    y = as_numbers("numerator", numerator)
    if y.ndim == 0 or y.shape[-1] == 0:
        raise ValueError("A control chart needs a series of points: the numerator is a single number or empty.")
    if kind.subgroups != (subgroup is not None):
        wanted = "needs a subgroup label for each value" if kind.subgroups else "takes no subgroup"
        raise ValueError(f"A chart of kind {name!r} {wanted}.")
    if denominator is not None and kind.denominator == "none":
        raise ValueError(f"A chart of kind {name!r} takes no denominator; for events out of n use 'p', over n use 'u'.")
    if denominator is None and kind.denominator == "must":
        raise ValueError(f"A chart of kind {name!r} needs a denominator for each point.")
    if subgroup is None:
        return _plain(kind, y, denominator)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _subgrouped(y, subgroup, spread=name in ("s", "r"))


def as_numbers(name: str, values: Any) -> Floats:
    """``values`` as floats (None and masked are NaN); raises ValueError for anything but numbers."""
    try:
        if isinstance(values, np.ma.MaskedArray):
            return np.where(np.ma.getmaskarray(values), np.nan, np.asarray(values.data, dtype=np.float64))
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise ValueError(f"The {name} must be numbers (missing: NaN or None).") from None


def _plain(kind: Kind, y: Floats, denominator: ArrayLike | None) -> Series:
    n = as_numbers("denominator", 1.0 if denominator is None else denominator)
    try:
        y, n = np.broadcast_arrays(y, n)
    except ValueError:
        raise ValueError(
            f"numerator {y.shape} and denominator {n.shape} do not fit: give arrays of one shape."
        ) from None
    told = tuple(part for part in _faults(kind, y, n, denominator is not None) if part[0].any())
    blank = np.zeros(y.shape, bool)
    for mask, _ in told:
        blank |= mask
    y, n = np.where(blank, np.nan, y), np.where(blank, np.nan, n)
    return Series(y, n, y[..., :0], y[..., :0], told)


def _faults(kind: Kind, y: Floats, n: Floats, divided: bool) -> list[Told]:
    """Why a row has no point; the reasons exclude each other."""
    missing = np.isnan(y) | np.isnan(n)
    infinite = ~missing & ~(np.isfinite(y) & np.isfinite(n))
    whole = ~missing & ~infinite
    faults = [(missing, "missing"), (infinite, "set aside, not a finite number")]
    if kind.counted:
        negative = whole & (y < 0)
        faults.append((negative, "set aside, below 0"))
        whole &= ~negative
    if not divided:
        return faults
    faults += [
        (whole & (n < 0), "set aside, denominator below 0"),
        (whole & (n == 0) & (y == 0), "no denominator"),
        (whole & (n == 0) & (y != 0), "set aside, something counted out of a denominator of 0"),
    ]
    if kind.share:
        faults.append((whole & (n > 0) & (y > n), "set aside, numerator above denominator"))
    return faults


def _subgrouped(values: Floats, subgroup: ArrayLike, *, spread: bool) -> Series:
    """Size, mean, standard deviation and range of each subgroup, in the order in which the labels first come."""
    labels = np.asarray(subgroup)
    if labels.shape != values.shape[-1:]:
        raise ValueError(f"{values.shape[-1]} values and {labels.size} subgroup labels: give one label for each value.")
    names, first, code = _distinct(labels)
    rank = np.argsort(np.argsort(first))[code.reshape(-1)]
    order = np.argsort(rank, kind="stable")
    starts = np.searchsorted(rank[order], np.arange(len(names)))
    rows, there = values[..., order], np.isfinite(values[..., order])
    n = np.add.reduceat(there.astype(float), starts, axis=-1)
    y = np.add.reduceat(np.where(there, rows, 0.0), starts, axis=-1) / n
    off = np.where(there, rows - y[..., rank[order]], 0.0)
    sd = np.sqrt(np.add.reduceat(off**2, starts, axis=-1) / np.where(n > 1, n - 1, np.nan))
    most = np.maximum.reduceat(np.where(there, rows, -np.inf), starts, axis=-1)
    least = np.minimum.reduceat(np.where(there, rows, np.inf), starts, axis=-1)
    reach = np.where(n > 1, most - least, np.nan)
    told = tuple(part for part in _gaps(n, ~there, starts, spread) if part[0].any())
    return Series(y, np.where(n > 0, n, np.nan), sd, reach, told, names[np.argsort(first)])


def _distinct(labels: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp], NDArray[np.intp]]:
    """The labels in sorted order, the place where each first comes, and the number of each value's label."""
    if _unlabelled(labels).any():
        raise ValueError("A subgroup label is missing: leave those values out, or give them a label.")
    try:
        return np.unique(labels, return_index=True, return_inverse=True)
    except TypeError:
        raise ValueError("Subgroup labels must be of one type: all numbers, all dates or all text.") from None


def _unlabelled(labels: NDArray[Any]) -> Mask:
    if labels.dtype.kind == "f":
        return np.asarray(np.isnan(labels))
    if labels.dtype.kind in "mM":
        return np.asarray(np.isnat(labels))
    return np.array([not isinstance(label, str) and str(label) in ("None", "nan", "NaT", "<NA>") for label in labels])


def _gaps(n: Floats, missing: Mask, starts: NDArray[np.intp], spread: bool) -> list[Told]:
    some = np.add.reduceat(missing.astype(int), starts, axis=-1) > 0
    gaps = [(n == 0, "missing"), (some & (n > 0), "values missing in the subgroup")]
    return [*gaps, (n == 1, "a subgroup of one value, which has no spread")] if spread else gaps
