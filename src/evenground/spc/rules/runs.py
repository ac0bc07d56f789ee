"""How long the longest run on one side of the centre line is and how often the line is crossed, with Anhøj's limits.

Only useful points count: those judged and not on the line. Limits: Anhøj & Olesen, PLoS ONE 2014; 9(11): e113825.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import ArrayLike

from evenground.spc.rules.boxes import BOXES
from evenground.spc.rules.patterns import run_lengths
from evenground.spc.rules.points import Bools, Floats, Ints, Points, pack, unpack

SHARE = 20
"""One in 20 charts may have so few crossings by chance."""


@dataclass(frozen=True, slots=True)
class Runs:
    """Counts of the leading shape (NaN without useful points); ``so_far``, ``whole``: run lengths of shape (..., t)."""

    useful: Floats
    longest: Floats
    longest_max: Floats
    crossings: Floats
    crossings_min: Floats
    so_far: Ints
    whole: Ints
    last: Bools


def longest_run_max(useful: ArrayLike) -> Floats:
    """The longest run that chance explains among this many useful points: round(log2 n) + 3 (Schilling 2012)."""
    n = np.asarray(useful, dtype=float)
    return np.where(n >= 1, np.round(np.log2(np.where(n >= 1, n, 1))) + 3, np.nan)


def crossings_min(useful: ArrayLike) -> Floats:
    """The fewest crossings that chance explains: the 5 % point of the binomial(n - 1, 1/2) (Chen 2010)."""
    n = np.asarray(useful, dtype=float)
    return _looked_up(n, _crossings_min)


def count_runs(points: Points) -> Runs:
    """The runs of useful points about the centre line, and Anhøj's limits for their number."""
    useful, order = pack(points, points.side != 0)
    so_far, whole = run_lengths(useful.side)
    n = (useful.side != 0).sum(axis=-1)
    crossings = ((useful.side[..., 1:] * useful.side[..., :-1]) == -1).sum(axis=-1)
    longest = so_far.max(axis=-1, initial=0)
    some = n > 0
    last = np.arange(useful.side.shape[-1]) == n[..., None] - 1
    return Runs(
        useful=n.astype(float),
        longest=np.where(some, longest, np.nan),
        longest_max=longest_run_max(n),
        crossings=np.where(some, crossings, np.nan),
        crossings_min=crossings_min(n),
        so_far=_back(so_far, order),
        whole=_back(whole, order),
        last=unpack(last, order),
    )


def box_limits(runs: Runs, method: str) -> tuple[Floats, Floats]:
    """(longest run, fewest crossings) still explained by chance, by the best box or cut box; Anhøj's outside n 10..100."""
    box, inside = _box(runs.useful)
    return np.where(inside, box[1], runs.longest_max), np.where(inside, box[0], runs.crossings_min)


def in_cut_corner(runs: Runs) -> Bools:
    """Whether a chart lies in the part of the best box that the cut box cuts away: both too long a run and few crossings."""
    (cross, longest, cross_border, longest_border), inside = _box(runs.useful)
    at_cross = (runs.crossings == cross) & (runs.longest > longest_border)
    at_longest = (runs.longest == longest) & (runs.crossings < cross_border)
    cut: Bools = inside & ~np.isnan(cross_border) & (at_cross | at_longest)
    return cut


def _box(useful: Floats) -> tuple[Floats, Bools]:
    inside = (useful >= 10) & (useful <= 100)
    table = np.array(BOXES)
    rows: Ints = np.where(inside, useful - 10, 0).astype(np.int64)
    return np.moveaxis(table[rows], -1, 0), inside


def _back(lengths: Ints, order: Ints | None) -> Ints:
    if order is None:
        return lengths
    back = np.zeros_like(lengths)
    np.put_along_axis(back, order, lengths, axis=-1)
    return back


def _looked_up(n: Floats, of: Callable[[int], float]) -> Floats:
    """``of`` of every whole number in ``n``, each worked out once; NaN below 1."""
    sizes, where = np.unique(n, return_inverse=True)
    found = np.array([of(int(size)) if size >= 1 else np.nan for size in sizes])
    return found[where].reshape(n.shape)


@cache
def _crossings_min(n: int) -> float:
    """The smallest k with P(X <= k) >= 5 %, in whole numbers: 20 times the ways against all 2^(n - 1)."""
    k, ways = 0, 1
    total = ways
    while SHARE * total < 2 ** (n - 1):
        ways = ways * (n - 1 - k) // (k + 1)
        k += 1
        total += ways
    return float(k)
