"""From figures to places on paper: a linear scale whose ends are round numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """``low`` to ``high`` laid over ``start`` to ``end`` (pixels; end may be the smaller), with round ``ticks``."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]
    decimals: int

    def __call__(self, value: float) -> float:
        """Where this value lies, in pixels."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def over(self, start: float, end: float) -> Scale:
        """The same figures over another stretch of paper."""
        return Scale(self.low, self.high, start, end, self.ticks, self.decimals)


def scale_for(values: Iterable[float | None], *, start: float = 0.0, end: float = 1.0, ticks: int = 5) -> Scale:
    """A scale that holds every value given; it starts at 0 unless the values lie close together and far from it.

    Only shown figures may be handed in: an axis that stretches for a hidden point gives it away.
    """
    shown = [value for value in values if value is not None and math.isfinite(value)]
    low, high = (min(shown), max(shown)) if shown else (0.0, 1.0)
    low, high = _with_zero(low, high)
    step = _round_step((high - low) / ticks)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = tuple(round(step * i, 12) for i in range(first, max(last, first + 1) + 1))
    return Scale(marks[0], marks[-1], start, end, marks, max(0, -math.floor(math.log10(step) + 1e-9)))


@dataclass(frozen=True, slots=True)
class LogScale(Scale):
    """A scale on which twice as high is as far above 1 as half as high is below it."""

    def __call__(self, value: float) -> float:
        """Where this value lies, in pixels; at the low end for 0 and less."""
        if value <= 0:
            return self.start
        along = math.log(value / self.low) / math.log(self.high / self.low)
        return self.start + along * (self.end - self.start)

    def over(self, start: float, end: float) -> LogScale:
        """The same figures over another stretch of paper."""
        return LogScale(self.low, self.high, start, end, self.ticks, self.decimals)


def log_scale_for(
    values: Iterable[float | None], *, holds: float | None = 1.0, start: float = 0.0, end: float = 1.0
) -> LogScale:
    """A logarithmic scale that holds every positive value given, and ``holds``, with few round ticks."""
    shown = [value for value in (*values, holds) if value is not None and math.isfinite(value) and value > 0]
    low, high = min(shown, default=1.0), max(shown, default=1.0)
    if high / low < 1.6:
        marks = scale_for([low - 0.02, high + 0.02], ticks=3).ticks
        marks = marks if marks[0] > 0 else (0.9, 1.0, 1.1)
    else:
        marks = next(found for steps in _LOG_STEPS if len(found := _log_marks(low, high, steps)) <= 5 or steps == (1,))
    decimals = max(
        0, *(-math.floor(math.log10(mark) + 1e-9) for mark in marks), *(0 if mark % 1 == 0 else 1 for mark in marks)
    )
    return LogScale(marks[0], marks[-1], start, end, marks, decimals)


_LOG_STEPS = ((1, 1.5, 2, 3, 5, 7), (1, 2, 5), (1, 3), (1,))


def _log_marks(low: float, high: float, steps: tuple[float, ...]) -> tuple[float, ...]:
    """The round figures that enclose ``low`` to ``high``."""
    decades = range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 2)
    marks = [round(step * 10.0**decade, 12) for decade in decades for step in steps]
    first = max(mark for mark in marks if mark <= low * 1.0001)
    last = min(mark for mark in marks if mark >= high * 0.9999)
    return tuple(mark for mark in marks if first <= mark <= last)


def _with_zero(low: float, high: float) -> tuple[float, float]:
    if low >= 0 and (high - low) > 0.35 * low:
        low = 0.0
    if high <= 0 and (high - low) > 0.35 * -high:
        high = 0.0
    return (low, high) if high > low else (min(low, 0.0), max(high, 0.0) or 1.0)


def _round_step(rough: float) -> float:
    magnitude: float = 10.0 ** math.floor(math.log10(rough))
    for nice in (1, 2, 2.5, 5):
        if rough <= nice * magnitude * 1.0001 and not (nice == 2.5 and magnitude <= 1):
            return nice * magnitude
    return 10 * magnitude
