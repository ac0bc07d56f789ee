"""Where a funnel plot stands: its scales, made from shown sites alone, the curves within them, and the figures along its edges."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from evenground.disclosure.charted import FunnelPoint, ReleasedFunnel
from evenground.disclosure.released import ReleasedResult
from evenground.figures.colours import MISSING
from evenground.figures.ends import End, end_of
from evenground.figures.funnel_telling import percent
from evenground.figures.language import Words, decimals_for
from evenground.figures.scales import Scale, log_scale_for, scale_for
from evenground.figures.svg import grid_line, line
from evenground.figures.svg import words as text
from evenground.figures.text import width_of, wrapped
from evenground.model.figures import Status

_SMALL = 14.0
_MANY_SIZES = 40.0


@dataclass(frozen=True, slots=True)
class Plot:
    """The funnel laid out: sizes ``across``, values on ``scale``."""

    chart: ReleasedFunnel
    result: ReleasedResult
    across: Scale
    scale: Scale
    width: float
    words: Words

    @property
    def decimals(self) -> int:
        """The decimals that its figures are written with."""
        return funnel_decimals(self.chart)


def drawn(chart: ReleasedFunnel) -> list[FunnelPoint]:
    """The sites that may be drawn."""
    return [
        point
        for point in chart.points
        if point.status is Status.SHOWN and point.value is not None and (point.denominator or 0) > 0
    ]


def funnel_decimals(chart: ReleasedFunnel) -> int:
    """The decimals that this funnel's figures are written with."""
    centre = [] if chart.centre is None else [chart.centre]
    return decimals_for([*centre, *(point.value for point in drawn(chart) if point.value is not None)])


def laid(chart: ReleasedFunnel, result: ReleasedResult, width: float, words: Words) -> Plot:
    """Scales from shown sites; limits count as far as twice the room of the values."""
    high = 250.0 if width < 500 else 330.0
    values = [point.value for point in drawn(chart) if point.value is not None]
    values += [] if chart.centre is None or not values else [chart.centre]
    scale = scale_for([*values, *_limits_near(chart, values)], start=high, end=0, ticks=4)
    sizes = [point.denominator for point in drawn(chart) if point.denominator is not None]
    spread = max(sizes, default=1.0) / min(sizes, default=1.0)
    across = (
        log_scale_for(sizes, holds=None)
        if spread > _MANY_SIZES
        else scale_for([0.0, *sizes], ticks=3 if width < 500 else 5)
    )
    plot = Plot(chart, result, across, scale, width, words)
    left = max(width_of(words.number(tick, scale.decimals), _SMALL) for tick in scale.ticks) + 12
    right = max((label.width for label in limit_ends(plot)), default=0.0) + 26
    return replace(plot, across=across.over(left + 8, width - right))


def place_of(plot: Plot, point: FunnelPoint) -> tuple[float, float]:
    """Where a site stands."""
    return plot.across(point.denominator or 0.0), plot.scale(point.value or 0.0)


def axes(plot: Plot) -> list[str]:
    """Values with quiet lines to the left, sizes below, as many as have room, and what they count."""
    words, left, right, foot = plot.words, plot.across.start - 8, plot.across.end, plot.scale.start
    body: list[str] = []
    for tick in plot.scale.ticks:
        y = plot.scale(tick)
        body.append(grid_line(left, y, right, y))
        body.append(text(words.number(tick, plot.scale.decimals), left - 8, y + 4.5, _SMALL, "tick", anchor="end"))
    taken = -100.0
    for tick in plot.across.ticks:
        label, x = words.number(tick, plot.across.decimals, trim=True), plot.across(tick)
        if x - width_of(label, _SMALL) / 2 > taken:
            body.append(line(x, foot, x, foot + 5, class_="eg-leader", stroke=MISSING, stroke_width=1))
            body.append(text(label, x, foot + 19, _SMALL, "tick", anchor="middle"))
            taken = x + width_of(label, _SMALL) / 2 + 12
    size = words("funnel.size", unit=plot.chart.size_unit) if plot.chart.size_unit else words("funnel.size_plain")
    shown = wrapped(size, plot.width, _SMALL, most=1)
    return [*body, text(shown[0], max(0.0, left), foot + 39, _SMALL, "soft")]


def curves(plot: Plot, edge: tuple[float | None, ...]) -> list[list[tuple[float, float]]]:
    """The parts of a limit's curve that lie within the picture."""
    found: list[list[tuple[float, float]]] = [[]]
    for size, end in zip(plot.chart.sizes, edge, strict=True):
        inside = end is not None and plot.scale.low <= end <= plot.scale.high
        if inside and end is not None and plot.across.low <= size <= plot.across.high:
            found[-1].append((plot.across(size), plot.scale(end)))
        else:
            found.append([])
    return [run for run in found if len(run) > 1]


def limit_ends(plot: Plot) -> list[End]:
    """The average's and each limit's name where its line ends."""
    words, chart = plot.words, plot.chart
    room, right, found = 84.0 if plot.width < 500 else 130.0, plot.across.end, list[End]()
    if chart.centre is not None and drawn(chart):
        at, figure = (right, plot.scale(chart.centre)), words.number(chart.centre, plot.decimals)
        found.append(end_of(words("chart.average"), figure, room, at, role="level", bold=True, size=_SMALL))
    for one in chart.limits:
        for edge in (one.lower, one.upper):
            runs = curves(plot, edge)
            if runs:
                x, y = runs[-1][-1]
                found.append(
                    end_of(percent(one.conf, words), "", room, (max(x, right - 6), y), role="soft", size=_SMALL)
                )
    return found


def _limits_near(chart: ReleasedFunnel, values: list[float]) -> list[float]:
    if not values:
        return []
    span = (max(values) - min(values)) or abs(values[0]) or 1.0
    every = [end for one in chart.limits for end in (*one.lower, *one.upper) if end is not None and math.isfinite(end)]
    return [min(max(end, min(values) - span / 2), max(values) + span / 2) for end in every]
