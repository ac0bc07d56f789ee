"""The time axis that all panels of a picture share: where a period or a day lies, and which dates are written below."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from evenground.disclosure.released import ReleasedResult
from evenground.figures.describing import date_for
from evenground.figures.language import Words
from evenground.figures.scales import Scale
from evenground.figures.svg import line
from evenground.figures.svg import words as text
from evenground.figures.text import width_of
from evenground.model.periods import Period

_SIZE = 14.0
_APART = 14.0
_OVER = 22.0
_STRIDES = (1, 2, 3, 6, 12, 24, 60, 120)
"""Months from one date below the axis to the next."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Periods side by side from ``left`` to ``right``, each in the middle of its own stretch, so that one period alone has a place too."""

    periods: tuple[Period, ...]
    left: float
    right: float

    @property
    def step(self) -> float:
        """The room of one period."""
        return (self.right - self.left) / max(len(self.periods), 1)

    @property
    def across(self) -> Scale:
        """The same as a scale over places 0, 1, 2…"""
        return Scale(-0.5, max(len(self.periods), 1) - 0.5, self.left, self.right, (), 0)

    def x(self, place: float) -> float:
        """Where the middle of the period at this place lies."""
        return self.left + (place + 0.5) * self.step

    def place_of(self, period: Period, likely: int) -> int:
        """The place of a period that is on this axis; ``likely`` is where it stands unless another series has more periods."""
        if likely < len(self.periods) and self.periods[likely] == period:
            return likely
        return self.periods.index(period)

    def day(self, day: dt.date) -> float | None:
        """Where a day lies; None before the first and after the last period."""
        for place, period in enumerate(self.periods):
            if day <= period.end:
                length = (period.end - period.start).days + 1
                gone = max((day - period.start).days, 0) / length
                return self.x(place - 0.5 + gone) if place or day >= period.start else None
        return None


def dates(timeline: Timeline, result: ReleasedResult, y: float, words: Words) -> list[str]:
    """The first and the last date below the axis at ``y``, and between them as many round months as have room."""
    taken: list[tuple[float, float]] = []
    body: list[str] = []
    for place in _wanted(timeline, width_of(date_for(result, timeline.periods[-1], words), _SIZE) + _APART):
        label = date_for(result, timeline.periods[place], words)
        wide = width_of(label, _SIZE)
        left = min(max(timeline.x(place) - wide / 2, timeline.left - _OVER), timeline.right + _OVER - wide)
        if all(left > end + _APART or left + wide < start - _APART for start, end in taken):
            taken.append((left, left + wide))
            body += _dated(label, left, timeline.x(place), y)
    return body


def _dated(label: str, left: float, x: float, y: float) -> list[str]:
    tick = line(x, y, x, y + 5, class_="eg-leader", stroke="#E5DFD3", stroke_width=1.2)
    return [tick, text(label, left, y + 19, _SIZE, "tick")]


def _wanted(timeline: Timeline, room: float) -> list[int]:
    """Places in the order in which they may claim room: the last, the first, then round months as close as ``room`` allows."""
    months = [period.start.year * 12 + period.start.month - 1 for period in timeline.periods]
    here = (timeline.right - timeline.left) / max(months[-1] - months[0] + 1, 1)
    stride = next((stride for stride in _STRIDES if stride * here >= room), 0)
    begins = [i for i in range(1, len(months)) if months[i] != months[i - 1]]
    between = [i for i in begins if stride and months[i] % stride == 0]
    return list(dict.fromkeys([len(months) - 1, 0, *between]))
