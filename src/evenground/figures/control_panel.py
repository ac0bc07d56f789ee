"""One control chart in one panel: its ground, the gaps where something is withheld, the line, and the mark of each point."""

from __future__ import annotations

from evenground.disclosure.charted import ChartPoint
from evenground.figures import symbols
from evenground.figures.charted import is_withheld, value_of
from evenground.figures.control_frame import Panel, runs
from evenground.figures.control_ground import ground
from evenground.figures.patterns import is_beyond, is_signal
from evenground.figures.svg import points, tag
from evenground.figures.svg import words as text
from evenground.figures.text import width_of


def panel(one: Panel) -> list[str]:
    """All marks of a chart, back to front."""
    marks = (mark for place, point in enumerate(one.chart.points) for mark in _mark(one, place, point))
    return [*ground(one), *_gaps(one), *_line(one), *marks]


def _gaps(one: Panel) -> list[str]:
    body: list[str] = []
    for run in runs([place for place, point in enumerate(one.chart.points) if is_withheld(point)]):
        named = width_of(one.hidden, 14.0) + 6 < one.x(run[-1]) - one.x(run[0]) + 2 * one.timeline.step
        if named and one.hidden:
            middle = (one.x(run[0]) + one.x(run[-1])) / 2
            body.append(text(one.hidden, middle, one.bottom - 9, 14.0, "soft", anchor="middle"))
        foot = one.bottom - (26 if named else 6)
        body += [symbols.withheld(one.x(place), one.top + 6, foot) for place in run]
    absent = [i for i, p in enumerate(one.chart.points) if value_of(p) is None and not is_withheld(p)]
    return [*body, *(symbols.nobody(one.x(place), one.bottom) for place in absent)]


def _line(one: Panel) -> list[str]:
    colour, name = one.colour
    body: list[str] = []
    for run in runs([i for i, p in enumerate(one.chart.points) if value_of(p) is not None and not p.broken]):
        along = [(one.x(i), one.y(value)) for i in run if (value := value_of(one.chart.points[i])) is not None]
        if len(along) > 1:
            body.append(
                tag(
                    "polyline",
                    class_=f"eg-line {name}",
                    points=points(along),
                    fill="none",
                    stroke=colour,
                    stroke_width=2 if one.timeline.step >= 5 else 1.5,
                    stroke_linejoin="round",
                    stroke_dasharray="5 4" if one.hollow else None,
                )
            )
    return body


def _mark(one: Panel, place: int, point: ChartPoint) -> list[str]:
    value = value_of(point)
    if value is None:
        return []
    x, y, r = one.x(place), one.y(value), one.radius
    if point.broken:
        return [symbols.broken(x, max(one.top + 9, min(one.bottom - 9, y)), r)]
    if point.excluded:
        return [symbols.excluded(x, y, r, one.colour)]
    if is_signal(point):
        # Where points touch each other, one ring stands for a row of them.
        ringed = is_beyond(point) and (
            one.timeline.step >= 2.5 or not (place and is_beyond(one.chart.points[place - 1]))
        )
        return [symbols.signal(x, y, r + 0.6, beyond=ringed)]
    return [symbols.ordinary(x, y, r, one.colour, hollow=one.hollow)]
