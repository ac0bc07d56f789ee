"""The upper part of the gap chart: both groups' levels over time, the reference golden, and what lies between shaded as the gap."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.disclosure.charted import ReleasedGapChart
from evenground.disclosure.released import ReleasedResult
from evenground.figures.ends import End, end_of
from evenground.figures.language import Words
from evenground.figures.lines import ribbon, series_lines
from evenground.figures.rows import result_decimals, written
from evenground.figures.scales import Scale, scale_for
from evenground.figures.series import Series, series_on
from evenground.figures.svg import words as text
from evenground.figures.text import width_of
from evenground.figures.timeline import Timeline
from evenground.model.periods import Period

_SIZE = 14.0


@dataclass(frozen=True, slots=True)
class Levels:
    """Both lines of the gap, of which either may be withheld throughout."""

    group: Series
    reference: Series

    @property
    def drawn(self) -> list[Series]:
        """The lines with something to draw, the reference behind."""
        return [series for series in (self.reference, self.group) if series.stretches]

    @property
    def scale(self) -> Scale:
        """A scale for both, over 0 to 1."""
        return scale_for([value for series in self.drawn for value in series.values.values()], ticks=4)


def levels_of(chart: ReleasedGapChart, result: ReleasedResult, periods: tuple[Period, ...], words: Words) -> Levels:
    """Both groups' lines at these periods."""
    group = series_on(result, chart.groups, periods, words, reference=False)
    return Levels(group, series_on(result, chart.reference, periods, words, reference=True))


def level_lines(levels: Levels, timeline: Timeline, scale: Scale, words: Words) -> list[str]:
    """The gap between, its name where there is room, and the lines."""
    across = timeline.across
    body = ribbon(levels.group, levels.reference, across, scale)
    body += _named_gap(levels, timeline, scale, words("gap.between"))
    for series in levels.drawn:
        body += series_lines(series, across, scale, marks=timeline.step >= 5)
    return body


def level_ends(
    levels: Levels, result: ReleasedResult, timeline: Timeline, scale: Scale, words: Words, room: float
) -> list[End]:
    """Each line's name with its last figure."""
    found: list[End] = []
    for series in levels.drawn:
        place, value = series.last
        role = "level" if series.reference else "soft" if series.missing else "name"
        at = (timeline.x(place), scale(value))
        figure = written(value, result_decimals(result), words)
        found.append(end_of(series.name, figure, room, at, role=role, bold=series.reference))
    return found


def _named_gap(levels: Levels, timeline: Timeline, scale: Scale, said: str) -> list[str]:
    """The words "the gap" in the widest part of the space between the lines, if they fit there."""
    theirs, level = levels.group.values, levels.reference.values
    need = max(1, round((width_of(said, _SIZE) + 10) / timeline.step))
    best, where = 24.0, None
    for start in range(len(timeline.periods) - need):
        window = range(start, start + need + 1)
        if all(place in theirs and place in level for place in window):
            high = max(min(scale(theirs[place]), scale(level[place])) for place in window)
            low = min(max(scale(theirs[place]), scale(level[place])) for place in window)
            if low - high > best:
                best, where = low - high, (timeline.x(start + need / 2), (high + low) / 2 + 5)
    return [] if where is None else [text(said, *where, _SIZE, "level", anchor="middle", bold=True)]
