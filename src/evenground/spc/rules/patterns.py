"""Patterns of neighbouring points: for each, every point of the pattern, and the points at which it becomes complete.

A missing point never helps a pattern: what is flagged would be flagged whatever the missing value had been.
"""

from __future__ import annotations

import numpy as np

from evenground.spc.rules.points import Bools, Ints, Points, pack, unpack

Pattern = tuple[Bools, Bools]
"""(every point of a signalling pattern, the points that complete one)"""


def beyond_limits(points: Points) -> Pattern:
    """Points strictly outside the limits."""
    return points.beyond, points.beyond


def one_side(points: Points, length: int) -> Pattern:
    """``length`` or more successive points on one side of the centre line; a point on the line ends the run."""
    return runs_of(points.side, length)


def useful_one_side(points: Points, length: int) -> Pattern:
    """As ``one_side``, but points on the line and missing points are passed over, as run charts do."""
    useful, order = pack(points, points.side != 0)
    every, completing = runs_of(useful.side, length)
    return unpack(every, order), unpack(completing, order)


def trend(points: Points, length: int) -> Pattern:
    """``length`` or more points rising, or falling, at every step; two equal neighbours end the trend."""
    every, completing = runs_of(steps(points), length - 1)
    return _with_earlier(every, 1), completing


def trend_over_ties(points: Points, length: int) -> Pattern:
    """As ``trend``, but a point equal to the one before it is passed over, as run charts do."""
    tie = np.zeros(points.side.shape, dtype=bool)
    with np.errstate(invalid="ignore"):
        tie[..., 1:] = np.abs(np.diff(points.value, axis=-1)) <= points.near[..., 1:]
    apart, order = pack(points, ~tie)
    every, completing = trend(apart, length)
    return unpack(every, order), unpack(completing, order)


def alternating(points: Points, length: int) -> Pattern:
    """``length`` or more points going up and down by turns."""
    step = steps(points)
    turn = np.zeros_like(step)
    turn[..., 1:] = step[..., 1:] * step[..., :-1] == -1
    every, completing = runs_of(turn, length - 2)
    return _with_earlier(every, 2), completing


def some_of(points: Points, count: int, window: int, sigmas: float) -> Pattern:
    """``count`` of ``window`` successive points past ``sigmas`` sigmas on one side; the last of them completes it."""
    out = np.where(points.past(sigmas), points.side, 0)
    every, completing = np.zeros_like(points.beyond), np.zeros_like(points.beyond)
    for side in (1, -1):
        here = out == side
        done = here & (_trailing_count(here, window) >= count)
        completing |= done
        every |= here & spread(done, window)
    return every, completing


def within(points: Points, length: int, sigmas: float = 1) -> Pattern:
    """``length`` or more successive points at most ``sigmas`` sigmas from the centre line."""
    judged = np.isfinite(points.value) & np.isfinite(points.sigma)
    return runs_of((judged & ~points.past(sigmas)).astype(np.int64), length)


def outside_both(points: Points, length: int, sigmas: float = 1) -> Pattern:
    """``length`` successive points more than ``sigmas`` sigmas out, with both sides among them."""
    out = np.where(points.past(sigmas), points.side, 0)
    every_out = _trailing_count(out != 0, length) >= length
    both = (_trailing_count(out == 1, length) > 0) & (_trailing_count(out == -1, length) > 0)
    completing = every_out & both
    return spread(completing, length), completing


def steps(points: Points) -> Ints:
    """+1 where a point is higher than the one before, -1 lower, 0 equal, first or next to a missing one."""
    step = np.zeros_like(points.side)
    with np.errstate(invalid="ignore"):
        change = np.diff(points.value, axis=-1)
        moved = np.abs(change) > points.near[..., 1:]
        step[..., 1:] = np.where(moved, np.where(change > 0, 1, -1), 0)
    return step


def runs_of(state: Ints, length: int) -> Pattern:
    """Runs of at least ``length`` equal, non-zero states."""
    so_far, whole = run_lengths(state)
    return whole >= length, so_far >= length


def run_lengths(state: Ints) -> tuple[Ints, Ints]:
    """For each point the length of its run of equal states up to here, and in the whole; 0 where the state is 0."""
    size = state.shape[-1]
    place = np.arange(size)
    change = state[..., 1:] != state[..., :-1]
    starts, ends = np.zeros(state.shape, dtype=np.int64), np.full(state.shape, size - 1)
    starts[..., 1:] = np.where(change, place[1:], 0)
    ends[..., :-1] = np.where(change, place[:-1], size - 1)
    first = np.maximum.accumulate(starts, axis=-1)
    last = np.minimum.accumulate(ends[..., ::-1], axis=-1)[..., ::-1]
    running = state != 0
    return np.where(running, place - first + 1, 0), np.where(running, last - first + 1, 0)


def spread(completing: Bools, width: int) -> Bools:
    """Every point of the windows of ``width`` points that end at a completing point."""
    return _with_earlier(completing, width - 1)


def _with_earlier(flags: Bools, count: int) -> Bools:
    every = flags.copy()
    for back in range(1, min(count, flags.shape[-1] - 1) + 1):
        every[..., :-back] |= flags[..., back:]
    return every


def _trailing_count(flags: Bools, window: int) -> Ints:
    """How many of the last ``window`` points, this one included, are flagged."""
    total = np.cumsum(flags, axis=-1, dtype=np.int64)
    count = total.copy()
    count[..., window:] -= total[..., :-window]
    return count
