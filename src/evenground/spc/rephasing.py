"""Where a new phase MIGHT start, as a suggestion to look into: never a phase by itself.

Dividing a chart without a known reason hides real change (Anhøj; Making Data Count). Two published procedures are offered
for many charts at once: a revised median after each long run, and the Stable Shift Algorithm (of the R package autospc).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.spc.rules.patterns import run_lengths
from evenground.spc.rules.points import read

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

Limits = Callable[[Bools], tuple[Floats, Floats, Floats]]
"""From the points to use, a mask (t,): the centre line and the lower and upper limits, each for all t points."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A phase that might start at ``start``, its ``centre`` line worked out from the points ``start`` to ``stop`` (not
    included) but for those ``left_out``; ``why`` in plain words. Positions count from 0."""

    start: int
    stop: int
    centre: float
    left_out: tuple[int, ...]
    why: str


def successive_medians(
    value: ArrayLike, *, baseline: int = 13, run: int = 9, direction: str = "both"
) -> tuple[Suggestion, ...]:
    """A new median after every run of ``run`` points on one side of the last one; the first is that of ``baseline`` points.

    Points on the median and missing points are passed over. ``direction``: "above", "below" or "both". The new median is
    that of the run itself. Too few points give no suggestion at all.
    """
    if direction not in ("above", "below", "both"):
        raise ValueError(f"direction must be 'above', 'below' or 'both', not {direction!r}.")
    y = np.asarray(value, dtype=float)
    if y.size < baseline + run or np.isnan(y[:baseline]).all():
        return ()
    centre = float(np.nanmedian(y[:baseline]))
    found = [Suggestion(0, baseline, centre, (), f"the first {baseline} points")]
    while (places := _first_run(y, found[-1].stop, found[-1].centre, run, direction)) is not None:
        side = "above" if y[places[0]] > found[-1].centre else "below"
        why = f"{run} points in a row {side} the last median"
        found.append(Suggestion(int(places[0]), int(places[-1]) + 1, float(np.median(y[places])), (), why))
    return tuple(found)


def stable_shifts(
    value: ArrayLike, limits: Limits, *, period: int = 21, run: int = 8, most_left_out: int = 3
) -> tuple[Suggestion, ...]:
    """The Stable Shift Algorithm: a new phase at a run of ``run`` points if the ``period`` points from there hold no way back.

    ``limits`` works out the chart's lines from the points it is told to use. In each period up to ``most_left_out`` points
    beyond the limits are left out, the farthest first. A phase is refused if, against its own centre line, its points
    run back the other way, or may be about to. Fewer than ``period`` points give no suggestion at all.
    """
    y = np.asarray(value, dtype=float)
    search = _Search(y, limits, period, run, most_left_out)
    if np.isfinite(y).sum() < period:
        return ()
    phases = [search.candidate(0, f"the first {period} points")]
    at = period
    while at < y.size - 1 and search.enough(at):
        at, following = search.next_shift(phases, at)
        if at >= y.size - 1 or not search.enough(at):
            break
        new = search.candidate(
            at, f"{run} or more points in a row on one side of the last centre line, and no way back"
        )
        if search.is_stable(new, search.side_of(phases[-1], at)):
            phases.append(new)
            at += period
        else:
            at = at + 1 if following is None or search.goes_on(phases, at) else following
    return tuple(phase.suggestion for phase in phases)


def _first_run(y: Floats, start: int, centre: float, run: int, direction: str) -> Ints | None:
    side = read(y[start:], centre, np.nan, lower=np.nan, upper=np.nan).side
    useful = np.flatnonzero(side)
    wanted = {"above": (1,), "below": (-1,), "both": (1, -1)}[direction]
    so_far, _ = run_lengths(side[useful])
    ends = np.flatnonzero((so_far == run) & np.isin(side[useful], wanted))
    return start + useful[ends[0] - run + 1 : ends[0] + 1] if ends.size else None


@dataclass(frozen=True, slots=True)
class _Phase:
    suggestion: Suggestion
    side: Ints


@dataclass(frozen=True, slots=True)
class _Search:
    y: Floats
    limits: Limits
    period: int
    run: int
    most_left_out: int

    def enough(self, start: int) -> bool:
        """Whether a whole period of points is left."""
        return bool(np.isfinite(self.y[start:]).sum() >= self.period)

    def candidate(self, start: int, why: str) -> _Phase:
        """The phase that would start here."""
        stop = min(start + self.period, self.y.size)
        used = np.zeros(self.y.size, dtype=bool)
        used[start:stop] = True
        for _ in range(self.most_left_out):
            out = self._beyond(used, start, stop)
            if not np.nanmax(out, initial=0) > 0:
                break
            used &= ~((out == np.nanmax(out)) & (out > 0))
        centre, lower, upper = self.limits(used)
        side = read(self.y, centre, np.nan, lower=lower, upper=upper).side
        left_out = tuple(int(i) for i in np.flatnonzero(~used[start:stop]) + start)[: self.most_left_out]
        return _Phase(Suggestion(start, stop, float(centre[start]), left_out, why), side)

    def _beyond(self, used: Bools, start: int, stop: int) -> Floats:
        """How far each point still used lies beyond the limits; NaN for the rest."""
        _, lower, upper = self.limits(used)
        far = np.maximum(self.y - upper, lower - self.y)
        within = (np.arange(self.y.size) >= start) & (np.arange(self.y.size) < stop)
        return np.where(used & within, far, np.nan)

    def side_of(self, phase: _Phase, at: int) -> int:
        """On which side of a phase's centre line a point lies."""
        return int(phase.side[at])

    def next_shift(self, phases: list[_Phase], at: int) -> tuple[int, int | None]:
        """The next point at which a shift starts, and the one after it; the end of the series if there is none."""
        if self.goes_on(phases, at):
            return at, None
        side = self._sides(phases)
        long = run_lengths(side)[1] >= self.run
        fresh = np.r_[True, ~long[:-1] | (side[1:] * side[:-1] == -1)]
        starts = np.flatnonzero(long & fresh & (np.arange(side.size) >= at))
        following = int(starts[1]) if starts.size > 1 else None
        return (int(starts[0]) if starts.size else self.y.size), following

    def goes_on(self, phases: list[_Phase], at: int) -> bool:
        """Whether a shift that has begun goes on for a whole run from here."""
        so_far, whole = run_lengths(self._sides(phases))
        return bool(whole[at] >= self.run and whole[at] - so_far[at] + 1 >= self.run)

    def _sides(self, phases: list[_Phase]) -> Ints:
        """The sides of all points about the last phase's line; points before it are of no interest."""
        last = phases[-1]
        return np.where(np.arange(self.y.size) >= last.suggestion.start, last.side, 0)

    def is_stable(self, new: _Phase, direction: int) -> bool:
        """Whether the points of the new phase neither run back nor end on a run that may become one."""
        start, stop = new.suggestion.start, new.suggestion.stop
        side = new.side[start:]
        _, whole = run_lengths(side)
        later = np.arange(side.size) >= whole[0]
        back = (whole >= self.run) & (side == -direction) & later
        if back[: stop - start].any():
            return False
        useful = side[side != 0]
        in_period = int((side[: stop - start] != 0).sum())
        if not in_period or useful[in_period - 1] == direction:
            return True
        return bool((useful[in_period - 1 :] != useful[in_period - 1]).any())
