"""One control chart in the smallest form that still says something: whole pixels and few marks, so that a hundred stay light."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.disclosure.charted import ReleasedChart
from evenground.disclosure.released import ReleasedResult
from evenground.figures import symbols
from evenground.figures.charted import colour_of, is_break, last_shown, limits_of, value_of
from evenground.figures.colours import INK, MISSING
from evenground.figures.control_frame import runs
from evenground.figures.patterns import is_signal
from evenground.figures.scales import Scale
from evenground.figures.svg import tag


@dataclass(frozen=True, slots=True)
class Tiny:
    """Where a tiny chart stands: from ``x`` over ``room``, on a scale from its bottom to its top."""

    chart: ReleasedChart
    result: ReleasedResult
    x: float
    room: float
    scale: Scale

    def at(self, place: float) -> float:
        """The middle of a period's stretch."""
        return self.x + (place + 0.5) * self.room / max(len(self.chart.points), 1)

    def y(self, value: float) -> float:
        """The height of a value, kept inside the panel."""
        return max(self.scale.end, min(self.scale.start, self.scale(value)))


def tiny(one: Tiny) -> list[str]:
    """The expected range, the average, the line, the squares of signals, and the latest point."""
    colour, name = colour_of(one.chart.groups, one.result)
    last = last_shown(one.chart)
    broken = [place for place, point in enumerate(one.chart.points) if is_break(point)]
    jumps = [symbols.jump(round(one.at(place - 0.5)), one.scale.end, one.scale.start) for place in broken]
    body = [*jumps, *_range(one), *_average(one), *_line(one, colour, name), *_squares(one)]
    if last is not None and not is_signal(one.chart.points[last[0]]):
        body.append(symbols.ordinary(one.at(last[0]), one.y(last[1]), 3.2, (colour, name)))
    return body


def path(along: list[tuple[float, float]]) -> str:
    """A line through these points in whole pixels, written as steps from one to the next."""
    x, y = (round(value) for value in along[0])
    written = [f"M{x} {y}"]
    for to_x, to_y in along[1:]:
        across, down = round(to_x) - x, round(to_y) - y
        x, y = x + across, y + down
        if across or down:
            written.append(f"h{across}" if not down else f"v{down}" if not across else f"l{across} {down}")
    return "".join(written)


def _range(one: Tiny) -> list[str]:
    body: list[str] = []
    for run in runs([i for i, p in enumerate(one.chart.points) if _ends(one, i) is not None]):
        ends = [(place, *pair) for place in run if (pair := _ends(one, place)) is not None]
        upper = [(one.at(place + side), high) for place, _, high in ends for side in (-0.5, 0.5)]
        lower = [(one.at(place + side), low) for place, low, _ in reversed(ends) for side in (0.5, -0.5)]
        shade = path([*upper, *lower]) + "z"
        body.append(tag("path", class_="eg-band eg-dot eg-cm", d=shade, fill=MISSING, fill_opacity="0.13"))
    return body


def _ends(one: Tiny, place: int) -> tuple[float, float] | None:
    limits = limits_of(one.chart.points[place])
    if limits is None or limits.lower is None or limits.upper is None:
        return None
    return one.y(limits.lower), one.y(limits.upper)


def _average(one: Tiny) -> list[str]:
    body: list[str] = []
    for phase in dict.fromkeys(point.phase for point in one.chart.points):
        along: list[tuple[float, float]] = []
        for place, point in enumerate(one.chart.points):
            limits = limits_of(point)
            if limits is not None and point.phase == phase:
                along += [(one.at(place - 0.5), one.y(limits.centre)), (one.at(place + 0.5), one.y(limits.centre))]
        if along:
            body.append(_stroke("eg-centre eg-range eg-ink", path(_flat(along)), INK, 0.9))
    return body


def _flat(along: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """The ends alone of a line that is level all along."""
    return [along[0], along[-1]] if len({round(y, 1) for _, y in along}) == 1 else along


def _line(one: Tiny, colour: str, name: str) -> list[str]:
    body: list[str] = []
    for run in runs([i for i, p in enumerate(one.chart.points) if value_of(p) is not None and not p.broken]):
        along = [(one.at(i), one.y(value)) for i in run if (value := value_of(one.chart.points[i])) is not None]
        body.append(
            _stroke(f"eg-line {name}", path(along), colour, 1.6)
            if len(along) > 1
            else symbols.ordinary(*along[0], 1.8, (colour, name))
        )
    return body


def _squares(one: Tiny) -> list[str]:
    """All signalling points as one path of small squares."""
    squares: list[str] = []
    side = 4 if one.room >= 2.5 * len(one.chart.points) else 2
    for place, point in enumerate(one.chart.points):
        value = value_of(point)
        if value is not None and is_signal(point):
            squares.append(
                f"M{round(one.at(place)) - side // 2} {round(one.y(value)) - side // 2}h{side}v{side}h-{side}z"
            )
    return [tag("path", class_="eg-dot eg-ink eg-signal", d="".join(squares), fill=INK)] if squares else []


def _stroke(classes: str, d: str, colour: str, width: float) -> str:
    return tag("path", class_=classes, d=d, fill="none", stroke=colour, stroke_width=width, stroke_linejoin="round")
