"""Where a control chart stands in its panel: its time axis, its scale, and the quiet lines with their figures."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.disclosure.charted import ReleasedChart
from evenground.figures.scales import Scale
from evenground.figures.svg import grid_line
from evenground.figures.svg import words as text
from evenground.figures.timeline import Timeline


@dataclass(frozen=True, slots=True)
class Panel:
    """Where and how a chart is drawn. ``level`` is where the golden line of no gap lies; ``hollow`` for people of unknown group,
    ``hidden`` the word that stands in withheld stretches with room for it.

    ``scale`` runs from the panel's bottom to its top.
    """

    chart: ReleasedChart
    timeline: Timeline
    scale: Scale
    colour: tuple[str, str]
    hollow: bool = False
    level: float | None = None
    hidden: str = ""

    @property
    def top(self) -> float:
        """The upper edge."""
        return self.scale.end

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.scale.start

    @property
    def radius(self) -> float:
        """The size of an ordinary point: smaller where they stand close."""
        step = self.timeline.step
        return 3.4 if step >= 9 else 2.6 if step >= 5 else 1.9 if step >= 2.5 else 1.2

    def x(self, place: int) -> float:
        """Where the point at this place of the chart stands."""
        return self.timeline.x(self.timeline.place_of(self.chart.points[place].period, place))

    def y(self, value: float) -> float:
        """The height of a value, kept inside the panel."""
        return max(self.top, min(self.bottom, self.scale(value)))


def ticks(one: Panel, left: float, right: float, labels: list[tuple[float, str]]) -> list[str]:
    """Quiet lines across the panel with their figures to the left."""
    body: list[str] = []
    for value, label in labels:
        body.append(grid_line(left, one.scale(value), right, one.scale(value)))
        body.append(text(label, left - 8, one.scale(value) + 4.5, 14.0, "tick", anchor="end"))
    return body


def runs(places: list[int]) -> list[list[int]]:
    """Neighbouring places together."""
    found: list[list[int]] = []
    for place in places:
        if found and found[-1][-1] == place - 1:
            found[-1].append(place)
        else:
            found.append([place])
    return found
