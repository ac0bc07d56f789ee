"""What a pattern on a gap chart means: the gap narrowed, widened, closed or reversed, and which of the two groups moved.

The latest signalling run on one side of the centre line is pooled and held against the rest of the baseline; where the line only crosses it too
seldom (a slow drift), the later half against the earlier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenground.spc.baselines import phase_of_points
from evenground.spc.gap_pairs import Pair, Prediction
from evenground.spc.gap_scores import Bools, Floats

SHORTEST = 10
"""Below so many judged points no pattern is named."""

Names = NDArray[np.object_]
_BEYOND = "beyond limits"
_CLEAR = 1.96


@dataclass(frozen=True, slots=True)
class Reading:
    """Words for each series: ``signal`` of the gap, and of each group "better", "worse" or "none" in the same stretch of time."""

    signal: Names
    signal_1: Names
    signal_2: Names


@dataclass(frozen=True, slots=True)
class _Pooled:
    """Both groups' levels over some points (last axis 1), and the gap of them with its standard error."""

    levels: tuple[Floats, Floats]
    sizes: tuple[Floats, Floats]
    gap: Floats
    se: Floats


def read(
    pair: Pair,
    expected: Prediction,
    z: Floats,
    flags: Mapping[str, Bools],
    starts: list[int],
    *,
    dispersion: Floats,
    better: str,
    width: float,
) -> Reading:
    """Names the latest pattern of each series; ``z`` is NaN where a point is not judged."""
    flagged = np.logical_or.reduce([*flags.values(), np.zeros(z.shape, bool)])
    stretch, shift = _latest(z, flags, flagged, starts)
    rest = expected.base & ~stretch & _same_phase(stretch, starts)
    dispersed = np.where(flagged.any(-1, keepdims=True), dispersion, 1.0).max(-1, keepdims=True)
    with np.errstate(all="ignore"):
        now, before = (_pooled(pair, expected, where, dispersed) for where in (stretch, rest))
        names = _named(now, before, shift, width)
        moves = [_moved(now, before, group, pair.proportion, better, width, dispersed) for group in (0, 1)]
    judged = np.isfinite(z).sum(-1)
    told = flagged.any(-1)
    signal = np.where(judged < SHORTEST, "too short", np.where(told, names, "none")).astype(object)
    clear = told & (judged >= SHORTEST)
    return Reading(signal, *(np.where(clear, move, "none").astype(object) for move in moves))


def together(difference: Names, ratio: Names) -> Names:
    """The two scales' words as one: what they share, the one that speaks, or "mixed"."""
    one, two = np.asarray(difference, dtype=object), np.asarray(ratio, dtype=object)
    quiet = ("none", "too short")
    shrinking = np.isin(one, ("narrowing", "closed")) & np.isin(two, ("narrowing", "closed"))
    cases = [
        (one == two, one),
        (np.isin(two, quiet) & ~np.isin(one, quiet), one),
        (np.isin(one, quiet) & ~np.isin(two, quiet), two),
        (np.isin(one, quiet) & np.isin(two, quiet), np.full(one.shape, "none", dtype=object)),
        (shrinking, np.full(one.shape, "narrowing", dtype=object)),
    ]
    return np.select([case for case, _ in cases], [words for _, words in cases], "mixed").astype(object)


def _latest(z: Floats, flags: Mapping[str, Bools], flagged: Bools, starts: list[int]) -> tuple[Bools, Bools]:
    """(the points of the latest signalling run, whether it is a shift rather than single points beyond the limits)."""
    runs = _runs(z, starts)
    judged = np.isfinite(z)
    last = np.where(flagged, np.arange(z.shape[-1]), -1).max(-1, keepdims=True)
    patterned = np.logical_or.reduce([np.zeros(z.shape, bool), *(f for name, f in flags.items() if name != _BEYOND)])
    only_few = np.take_along_axis(_only(flags, "few crossings"), np.maximum(last, 0), axis=-1)
    run = judged & (runs == np.take_along_axis(runs, np.maximum(last, 0), -1))
    stretch = np.where(only_few, _later_half(judged, starts, last), run) & (last >= 0)
    return stretch, (stretch & patterned).any(-1, keepdims=True)


def _only(flags: Mapping[str, Bools], rule: str) -> Bools:
    others = [mask for name, mask in flags.items() if name != rule]
    mine = flags.get(rule)
    if mine is None:
        return np.zeros(next(iter(flags.values())).shape, bool) if flags else np.zeros(1, bool)
    return np.asarray(mine & ~np.logical_or.reduce([np.zeros(mine.shape, bool), *others]))


def _runs(z: Floats, starts: list[int]) -> NDArray[np.int64]:
    """A number for each run on one side of the line; a point on the line belongs to the run before it."""
    side = np.nan_to_num(np.sign(z))
    place = np.where(side != 0, np.arange(z.shape[-1]), 0)
    held = np.take_along_axis(side, np.maximum.accumulate(place, axis=-1), axis=-1)
    change = np.zeros(z.shape, np.int64)
    change[..., 1:] = (held[..., 1:] != held[..., :-1]) & (held[..., :-1] != 0)
    change[..., starts[1:]] = 1
    return np.cumsum(change, axis=-1)


def _later_half(judged: Bools, starts: list[int], last: NDArray[np.int64]) -> Bools:
    """The later half of the judged points of the phase in which ``last`` lies."""
    phase = phase_of_points(starts, judged.shape[-1])
    here = judged & (phase == phase[np.maximum(last, 0)])
    return np.asarray(here & (np.cumsum(here, axis=-1) > here.sum(-1, keepdims=True) / 2))


def _same_phase(stretch: Bools, starts: list[int]) -> Bools:
    phase = np.broadcast_to(phase_of_points(starts, stretch.shape[-1]), stretch.shape)
    mine = np.where(stretch, phase, -1).max(-1, keepdims=True)
    return np.asarray(phase == mine)


def _pooled(pair: Pair, expected: Prediction, where: Bools, dispersion: Floats) -> _Pooled:
    where = where & pair.known
    x1, n1, x2, n2 = (
        np.where(where, part, 0.0).sum(-1, keepdims=True) for part in (pair.x1, pair.n1, pair.x2, pair.n2)
    )
    extra = 1.0 if pair.proportion else 0.0
    p1, p2 = (x1 + 0.5) / (n1 + extra), (x2 + 0.5) / (n2 + extra)
    q1, q2 = (1 - p1, 1 - p2) if pair.proportion else (1.0, 1.0)
    if expected.scale == "difference":
        gap, variance = x1 / n1 - x2 / n2, p1 * q1 / n1 + p2 * q2 / n2
    else:
        gap, variance = np.log(p1 / p2), q1 / (x1 + 0.5) + q2 / (x2 + 0.5)
    return _Pooled((p1, p2), (n1, n2), gap, np.sqrt(variance * dispersion))


def _named(now: _Pooled, before: _Pooled, shift: Bools, width: float) -> Names:
    there = np.abs(before.gap) > _CLEAR * before.se
    across = np.sign(now.gap) != np.sign(before.gap)
    at_zero = np.abs(now.gap) <= width * now.se
    nearer = np.abs(now.gap) < np.abs(before.gap)
    cases = [
        (there & across & ~at_zero, "reversed"),
        (there & shift & at_zero & ((np.abs(now.gap) < np.abs(before.gap) / 2) | across), "closed"),
        (nearer | (there & across), "narrowing"),
    ]
    names = np.select([case for case, _ in cases], np.array([name for _, name in cases], dtype=object), "widening")
    return np.asarray(names[..., 0], dtype=object)


def _moved(
    now: _Pooled, before: _Pooled, group: int, proportion: bool, better: str, width: float, dispersion: Floats
) -> Names:
    level, then = now.levels[group], before.levels[group]
    both = (level * now.sizes[group] + then * before.sizes[group]) / (now.sizes[group] + before.sizes[group])
    left = 1 - both if proportion else 1.0
    se = np.sqrt(dispersion * both * left * (1 / now.sizes[group] + 1 / before.sizes[group]))
    apart = (level - then) / se * (-1 if better == "lower" else 1)
    return np.asarray(np.select([apart > width, apart < -width], ["better", "worse"], "none")[..., 0], dtype=object)
