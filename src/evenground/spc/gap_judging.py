"""Every period's gap judged: its score, its limits, the bias of the log ratio, and whether the periods differ more than chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenground.spc.gap_pairs import Pair, Prediction, designs_of
from evenground.spc.gap_scores import Bools, Designs, Floats, Scored, quantile, score
from evenground.spc.limits import Method, Stretch
from evenground.spc.limits.averages import pairs
from evenground.spc.limits.individuals import sigma_from_ranges
from evenground.spc.predicted_counts import mean_log

DISPERSION_LEVEL = 0.01
"""How often (about) the test for over-dispersion finds it where there is none."""

ENOUGH_RANGES = 8
LOPSIDED = 0.10
"""Run rules need points that fall on either side of the middle about equally often: not further from one half than this."""

_MANY = 15.0
_ONE_SIDED = 2.326
_VARIANCE_OF_RANGES = (
    0.826  # of sigma z, times the number of moving ranges (Laney 2002; own derivation: 1.052 / 1.128²)
)


@dataclass(frozen=True, slots=True)
class Judged:
    """Arrays of shape (..., t), gaps on the working scale (difference; log ratio with its ``bias`` not yet taken off).

    ``z``: the normal score, 0 for a point on the line. ``lopsided``: how far from one half the chance of the upper side is.
    """

    gap: Floats
    z: Floats
    lower: Floats
    upper: Floats
    bias: Floats
    lopsided: Floats


def judge(pair: Pair, expected: Prediction, dispersion: Floats, width: float) -> Judged:
    """The scores and limits of every period, the variance of chance being ``dispersion`` times as large."""
    designs, which, usable = designs_of(pair, expected, dispersion)
    if not which.size:
        return Judged(*(np.full(pair.x1.shape, np.nan) for _ in range(6)))
    gap = designs.at(which).gap(pair.x1[usable], pair.x2[usable])
    scored = score(designs, which, gap)
    bias = np.zeros(designs.first.size.size)
    if expected.scale == "ratio":
        bias = mean_log(designs.first) - mean_log(designs.second)
        bias -= np.log(designs.first.level) - np.log(designs.second.level)
    sides = (quantile(designs, -width), quantile(designs, width))
    lower, upper, off, lopsided = (_back(part[which], usable) for part in (*sides, bias, _lopsided_designs(designs)))
    return Judged(_back(gap, usable), _back(_sided(scored), usable), lower, upper, off, lopsided)


def sigma_z(pair: Pair, expected: Prediction, kept: Bools, starts: list[int]) -> tuple[Floats, Floats]:
    """(Laney's sigma z of each point's phase, the value that it exceeds by chance 1 time in 100), each (..., t).

    Laney 2002: the mean moving range of the scores, over 1.128; missing periods are not bridged, excluded ones are.
    """
    designs, which, usable = designs_of(pair, expected, np.ones(pair.x1.shape))
    z = np.full(pair.x1.shape, np.nan)
    if which.size:
        z[usable] = score(designs, which, designs.at(which).gap(pair.x1[usable], pair.x2[usable])).z
    found, bound = np.full(z.shape, np.nan), np.full(z.shape, np.nan)
    points = pair.x1.shape[-1]
    for start, end in zip(starts, [*starts[1:], points], strict=True):
        here = slice(start, end)
        part = z[..., here]
        empty = part[..., :0]
        stretch = Stretch(
            part, np.ones(part.shape), empty, empty, kept[..., here], expected.base[..., here], None, None, Method()
        )
        ranges = pairs(stretch).sum(-1, keepdims=True)
        with np.errstate(all="ignore"):
            found[..., here] = sigma_from_ranges(stretch, part)[0]
            chance = 1 + _ONE_SIDED * np.sqrt(_VARIANCE_OF_RANGES / np.maximum(ranges, 1))
        bound[..., here] = np.where(ranges >= ENOUGH_RANGES, chance, np.inf)
    return found, bound


def _sided(scored: Scored) -> Floats:
    """The scores, 0 where the point is on the line: one of the commonest gaps, with about as much above it as below."""
    straddles = (scored.below < 0.5 - 1e-9) & (scored.at_most > 0.5 + 1e-9)
    on_the_line, on_a_side = _lopsided(scored)
    return np.where(straddles & (on_the_line <= on_a_side), 0.0, scored.z)


def _lopsided_designs(designs: Designs) -> Floats:
    """How far from one half the upper side's chance is; with many events it cannot be far."""
    found = np.zeros(designs.first.size.size)
    sparse = np.flatnonzero(np.minimum(designs.first.least, designs.second.least) < _MANY)
    if sparse.size:
        chosen = designs.at(sparse)
        found[sparse] = np.minimum(*_lopsided(score(chosen, np.arange(sparse.size), quantile(chosen, 0.0))))
    return found


def _lopsided(scored: Scored) -> tuple[Floats, Floats]:
    """How far the share of points above the middle is from one half, if this gap is (on the line, on the side of its mid-P)."""
    above = 1 - scored.at_most
    either = above + scored.below
    with np.errstate(all="ignore"):
        on_the_line = np.where(either > 1e-6, np.abs(above / either - 0.5), 0.5)
    on_a_side = np.where(scored.below + scored.at_most < 1, np.abs(above - 0.5), np.abs(scored.below - 0.5))
    return on_the_line, on_a_side


def _back(part: Floats, usable: Bools) -> Floats:
    whole = np.full(usable.shape, np.nan)
    whole[usable] = part
    return whole
