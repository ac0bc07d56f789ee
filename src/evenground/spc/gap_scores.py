"""How unlikely a gap between two counts is, given what the baseline predicts of both: exact for small counts, fast for large ones.

Every score is a normal score (z). For the difference and for the log ratio alike, "the gap is at most s" is a statement
about a straight combination of the two counts, ``x2 >= threshold(x1, s)``, so that one sum serves both scales.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenground.spc.predicted_counts import FEW, Counts, Table, predicted

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FARTHEST = 6.0
"""Scores are not told apart beyond this."""

_CHUNK = 400_000
_BATCH = 4_000
_STEPS = 30
_STEPS_NEAR = 26


@dataclass(frozen=True, slots=True)
class Designs:
    """Pairs of predicted counts (flat arrays of one length): group 1, group 2, and the scale on which they are compared."""

    first: Counts
    second: Counts
    scale: str

    def at(self, index: Ints | Bools) -> Designs:
        """The designs at ``index``."""
        return Designs(self.first.at(index), self.second.at(index), self.scale)

    def coefficients(self, gap: Floats) -> tuple[Floats, Floats]:
        """(slope, constant) such that the gap is at most ``gap`` where x2 >= slope x1 + constant."""
        if self.scale == "difference":
            slope = self.second.size / self.first.size
            return slope, -self.second.size * gap
        slope = np.exp(-gap) * self.second.scaled / self.first.scaled
        return slope, slope * 0.5 - 0.5

    def gap(self, first: Floats, second: Floats) -> Floats:
        """The gap of two counts: the difference of the levels, or the log ratio with half an event added to each count."""
        if self.scale == "difference":
            return first / self.first.size - second / self.second.size
        return np.log((first + 0.5) / self.first.scaled) - np.log((second + 0.5) / self.second.scaled)

    @property
    def small(self) -> Bools:
        """Whether a count, or its complement, is too small for the expansion."""
        return np.minimum(self.first.least, self.second.least) < FEW


@dataclass(frozen=True, slots=True)
class Scored:
    """``below`` and ``at_most``: the chance of a smaller gap, and of a gap no larger, than the one given; ``z`` half-way between (mid-P)."""

    below: Floats
    at_most: Floats
    z: Floats


def score(designs: Designs, which: Ints, gap: Floats) -> Scored:
    """The score of each ``gap``, judged by the design at ``which`` (flat arrays of one length)."""
    from scipy.special import ndtr

    small = designs.small
    below, at_most, z = np.full(gap.shape, np.nan), np.full(gap.shape, np.nan), np.full(gap.shape, np.nan)
    large = ~small[which]
    if large.any():
        z[large] = _expansion(designs.at(which[large]), gap[large])
        below[large] = at_most[large] = ndtr(z[large])
    for rows in _batches(small):
        place = np.full(small.size, -1)
        place[rows] = np.arange(rows.size)
        here = place[which] >= 0
        below[here], at_most[here] = _Exact.of(designs.at(rows)).tails(place[which[here]], gap[here])
        z[here] = _mid(below[here], at_most[here])
    return Scored(below, at_most, z)


def quantile(designs: Designs, target: float) -> Floats:
    """For each design the gap at which the score passes ``target``: smaller gaps score less, larger ones more."""
    found = _bisect(*_reach(designs), target, lambda gap: _expansion(designs, gap), _STEPS)
    for rows in _batches(designs.small):
        found[rows] = _refined(designs.at(rows), found[rows], target)
    return found


def _refined(designs: Designs, start: Floats, target: float) -> Floats:
    """The exact quantile, sought near the expansion's and, where it is not there, in the whole range."""
    exact = _Exact.of(designs)
    low, high = _reach(designs)
    margin = 0.08 * (high - low)
    near_low, near_high = np.maximum(low, start - margin), np.minimum(high, start + margin)
    low = np.where(exact.own_score(near_low) < target, near_low, low)
    high = np.where(exact.own_score(near_high) >= target, near_high, high)
    return _bisect(low, high, target, exact.own_score, _STEPS_NEAR)


def _batches(small: Bools) -> list[Ints]:
    """The places of small designs, so many at a time that their tables fit in memory."""
    places = np.flatnonzero(small)
    return [places[start : start + _BATCH] for start in range(0, places.size, _BATCH)]


def _mid(below: Floats, at_most: Floats) -> Floats:
    from scipy.special import ndtri

    return np.asarray(np.clip(ndtri(np.clip((below + at_most) / 2, 0.0, 1.0)), -FARTHEST, FARTHEST))


def _bisect(low: Floats, high: Floats, target: float, scored: Callable[[Floats], Floats], steps: int) -> Floats:
    for _ in range(steps):
        middle = (low + high) / 2
        less = scored(middle) < target
        low, high = np.where(less, middle, low), np.where(less, high, middle)
    return (low + high) / 2


def _reach(designs: Designs) -> tuple[Floats, Floats]:
    """Gaps between which every quantile of use lies."""
    (low_1, high_1), (low_2, high_2) = designs.first.reach, designs.second.reach
    return designs.gap(low_1, high_2), designs.gap(high_1, low_2)


def _expansion(designs: Designs, gap: Floats) -> Floats:
    """The Cornish-Fisher score of x2 - slope x1 - constant against 0 (Cornish & Fisher 1938, to the fourth cumulant)."""
    slope, constant = designs.coefficients(gap)
    one, two = designs.first, designs.second
    spread = np.sqrt(two.cumulant(2) + slope**2 * one.cumulant(2))
    w = -(two.mean - slope * one.mean - constant) / spread
    skew = (two.cumulant(3) - slope**3 * one.cumulant(3)) / spread**3
    peak = (two.cumulant(4) + slope**4 * one.cumulant(4)) / spread**4
    near = np.clip(w, -FARTHEST, FARTHEST)
    bend = -skew / 6 * (near**2 - 1) - peak / 24 * (near**3 - 3 * near) + skew**2 / 36 * (4 * near**3 - 7 * near)
    return np.asarray(-(w + bend))


@dataclass(frozen=True, slots=True)
class _Exact:
    """Group 1's possible counts with their chances, and the tail chances of group 2, a row for each design."""

    designs: Designs
    nodes: Floats
    chance: Floats
    table: Table

    @classmethod
    def of(cls, designs: Designs) -> _Exact:
        return cls(designs, *predicted(designs.first), Table.of(designs.second))

    def own_score(self, gap: Floats) -> Floats:
        """The score of one gap a design."""
        return _mid(*self.tails(np.arange(gap.size), gap))

    def tails(self, row: Ints, gap: Floats) -> tuple[Floats, Floats]:
        """P(gap < g), P(gap <= g): over group 1's counts, the chance that group 2's count passes the threshold."""
        below, at_most = np.empty(gap.shape), np.empty(gap.shape)
        slope, constant = self.designs.at(row).coefficients(gap)
        step = max(1, _CHUNK // self.nodes.shape[-1])
        for start in range(0, gap.size, step):
            part = slice(start, start + step)
            threshold = slope[part, None] * self.nodes[row[part]] + constant[part, None]
            more, same = self.table.above(row[part], threshold)
            weight = self.chance[row[part]]
            below[part] = (weight * more).sum(-1)
            at_most[part] = (weight * (more + same)).sum(-1)
        return below, at_most
