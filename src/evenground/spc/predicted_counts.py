"""One group's count as the baseline predicts it: binomial or Poisson, made wider by what the baseline leaves uncertain.

A level known from a short baseline, or one that differs more from period to period than chance would make it, gives a
beta-binomial (proportions) or negative binomial (rates) count with the same mean and a variance ``spread`` times as large.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

FEW = 40.0
"""Below so many expected events (or people without one) counts are summed over one by one."""

_NODES = 256
_BATCH = 4_000
_LIKE_CHANCE = 1 + 1e-9
_SAME = 1e-6


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts out of ``size`` (people or person-time) at ``level`` each, with ``spread`` times the variance of chance alone."""

    size: Floats
    level: Floats
    spread: Floats
    proportion: bool

    def at(self, index: Ints | Bools) -> Counts:
        """The counts at ``index``."""
        return Counts(self.size[index], self.level[index], self.spread[index], self.proportion)

    @property
    def mean(self) -> Floats:
        """The expected count."""
        return self.size * self.level

    @property
    def scaled(self) -> Floats:
        """What a count and a half is divided by: one person more for a proportion, so that 0 and all are mirror images."""
        return self.size + 1 if self.proportion else self.size

    @property
    def least(self) -> Floats:
        """The expected count, or that of its complement where this is smaller (not for rates)."""
        return np.minimum(self.mean, self.size - self.mean) if self.proportion else self.mean

    @property
    def reach(self) -> tuple[Floats, Floats]:
        """Counts outside which almost nothing falls."""
        wide = 8 * np.sqrt(self.cumulant(2))
        high = np.ceil(self.mean + wide + 12 * self.spread)
        low = np.maximum(0.0, np.floor(self.mean - wide))
        return low, np.minimum(high, np.floor(self.size)) if self.proportion else high

    def cumulant(self, order: int) -> Floats:
        """The second, third or fourth cumulant (those beyond the second approximate where ``spread`` is above 1)."""
        left = 1 - self.level if self.proportion else 1.0
        second = self.mean * left * self.spread
        if order == 2:
            return second
        grown = 2 * self.spread - 1
        if order == 3:
            return second * grown * (1 - 2 * self.level if self.proportion else 1.0)
        inner = 6 * self.level * left if self.proportion else 0.0
        return second * (1 + 6 * self.spread * (self.spread - 1) - inner)


@dataclass(frozen=True, slots=True)
class Table:
    """The chance of more than, and of just, each count from ``low`` - ``stride`` on in steps of ``stride``, a row for each design."""

    low: Floats
    stride: Floats
    more: Floats
    same: Floats

    @classmethod
    def of(cls, counts: Counts) -> Table:
        """The table of each of ``counts``."""
        nodes, chance = predicted(counts)
        stride = nodes[:, 1] - nodes[:, 0] if nodes.shape[-1] > 1 else np.ones(len(nodes))
        same = np.pad(chance, ((0, 0), (1, 0)))
        return cls(nodes[:, 0], stride, np.cumsum(same[:, ::-1], axis=-1)[:, ::-1] - same, same)

    def above(self, row: Ints, threshold: Floats) -> tuple[Floats, Floats]:
        """(P(X > threshold), P(X = threshold)) for ``threshold`` of shape (rows, any)."""
        place = (threshold - self.low[row, None]) / self.stride[row, None] + 1
        nearest = np.rint(place)
        whole = np.abs(place - nearest) <= _SAME * np.maximum(1.0, np.abs(threshold))
        last = self.more.shape[-1] - 1
        start = row[:, None] * (last + 1)
        at = start + np.clip(np.where(whole, nearest, np.floor(place)), 0, last).astype(np.int64)
        more = self.more.ravel()[at]
        same = np.where(whole & (nearest >= 0) & (nearest <= last), self.same.ravel()[at], 0.0)
        thin = self.stride > 1
        if not thin.any():
            return more, same
        thinned = thin[row, None]
        return np.where(thinned, self._between(start, place), more), np.where(thinned, 0.0, same)

    def _between(self, start: Ints, place: Floats) -> Floats:
        """Where counts were thinned out: a smooth passage from node to node, without atoms."""
        smooth = (self.more + self.same / 2).ravel()
        last = self.more.shape[-1] - 1
        left = np.clip(np.floor(place), 0, last - 1).astype(np.int64)
        share = np.clip(place - left, 0.0, 1.0)
        return np.asarray(smooth[start + left] * (1 - share) + smooth[start + left + 1] * share)


def predicted(counts: Counts) -> tuple[Floats, Floats]:
    """(nodes, chances), a row for each count: every count in reach, or every so many where there are more than 256."""
    low, high = counts.reach
    width = high - low
    stride = np.maximum(1.0, np.ceil((width + 1) / _NODES))
    nodes = low[:, None] + stride[:, None] * np.arange(int(np.max(np.floor(width / stride), initial=0)) + 1)
    with np.errstate(all="ignore"):
        log = _log_chance(counts, nodes)
    log[~(nodes <= high[:, None])] = -np.inf
    chance = np.exp(log - log.max(-1, keepdims=True))
    return nodes, chance / chance.sum(-1, keepdims=True)


def mean_log(counts: Counts) -> Floats:
    """The expected log level with half an event added to the count: what the plotted log levels scatter about.

    Summed over all counts where they are few; else the Taylor series of log(x + 1/2) about the mean, to the fourth term.
    """
    middle = counts.mean + 0.5
    two, three = counts.cumulant(2), counts.cumulant(3)
    found = np.log(middle) - two / (2 * middle**2) + three / (3 * middle**3) - 3 * two**2 / (4 * middle**4)
    few = np.flatnonzero(counts.least < FEW)
    for start in range(0, few.size, _BATCH):
        rows = few[start : start + _BATCH]
        nodes, chance = predicted(counts.at(rows))
        found[rows] = (chance * np.log(nodes + 0.5)).sum(-1)
    return found - np.log(counts.scaled)


def _log_chance(counts: Counts, x: Floats) -> Floats:
    """The log probability of each count, but for a constant of the row."""
    from scipy.special import gammaln, xlog1py, xlogy

    n, p, v = (part[:, None] for part in (counts.size, counts.level, counts.spread))
    plain = v <= _LIKE_CHANCE
    if not counts.proportion:
        r = n * p / np.where(plain, 1.0, v - 1)
        wide = gammaln(x + r) - gammaln(r) - gammaln(x + 1) + xlogy(x, (v - 1) / v)
        return np.asarray(np.where(plain, xlogy(x, n * p) - gammaln(x + 1), wide))
    choose = -gammaln(x + 1) - gammaln(n - x + 1)
    mixing = np.where(plain, 1.0, np.maximum((n - v) / np.where(plain, 1.0, v - 1), 0.05))
    a, b = mixing * p, mixing * (1 - p)
    wide = choose + gammaln(x + a) + gammaln(n - x + b)
    return np.asarray(np.where(plain, choose + xlogy(x, p) + xlog1py(n - x, -p), wide))
