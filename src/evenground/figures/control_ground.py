"""Behind the line of a control chart: the expected range in steps, the average by phase, and the golden lines."""

from __future__ import annotations

from evenground.figures import symbols
from evenground.figures.charted import has_baseline, is_break, limits_of
from evenground.figures.colours import INK, LEVEL, MISSING
from evenground.figures.control_frame import Panel
from evenground.figures.svg import line, points, tag


def ground(one: Panel) -> list[str]:
    """What stands behind a chart's line: expected range, average, the lines of no gap and of the goal, and the baseline's bracket."""
    return [*_band(one), *_average(one), *_levels(one), *_baseline(one), *_jumps(one)]


def _jumps(one: Panel) -> list[str]:
    half = one.timeline.step / 2
    broken = [place for place, point in enumerate(one.chart.points) if is_break(point)]
    return [symbols.jump(one.x(place) - half, one.top, one.bottom) for place in broken]


def _phases(one: Panel) -> list[list[int]]:
    """Places with an average, broken where a phase begins or a point is missing."""
    found: list[list[int]] = []
    for place, point in enumerate(one.chart.points):
        if limits_of(point) is None:
            continue
        if found and found[-1][-1] == place - 1 and one.chart.points[place - 1].phase == point.phase:
            found[-1].append(place)
        else:
            found.append([place])
    return found


def _edge(one: Panel, run: list[int], pick: str) -> list[tuple[float, float]]:
    """One edge of the expected range as steps, flat over each point's own stretch; no corner where nothing changes."""
    half, along = one.timeline.step / 2, list[tuple[float, float]]()
    for place in run:
        limits = limits_of(one.chart.points[place])
        value = None if limits is None else getattr(limits, pick)
        if value is None:
            return []
        x, y = one.x(place), one.y(value)
        if along and abs(along[-1][1] - y) < 0.05:
            along[-1] = (x + half, along[-1][1])
        else:
            along += [(x - half, y), (x + half, y)]
    return along


def _band(one: Panel) -> list[str]:
    body: list[str] = []
    for run in _phases(one):
        upper, lower = _edge(one, run, "upper"), _edge(one, run, "lower")
        if upper and lower:
            shade = points([*upper, *reversed(lower)])
            body.append(tag("polygon", class_="eg-band eg-dot eg-cm", points=shade, fill=MISSING, fill_opacity="0.08"))
        body += [_limit(edge, apart=one.timeline.step >= 7) for edge in (upper, lower) if edge]
    return body


def _limit(edge: list[tuple[float, float]], *, apart: bool) -> str:
    return tag(
        "polyline",
        class_="eg-limit eg-range eg-cm",
        points=points(edge),
        fill="none",
        stroke=MISSING,
        stroke_width=1.2 if apart else 0.8,
        stroke_dasharray="4 3" if apart else None,
    )


def _average(one: Panel) -> list[str]:
    body: list[str] = []
    for phase in dict.fromkeys(point.phase for point in one.chart.points):
        places = [i for i, p in enumerate(one.chart.points) if p.phase == phase and limits_of(p) is not None]
        edge = _edge(one, places, "centre")
        if edge:
            body.append(
                tag(
                    "polyline",
                    class_="eg-centre eg-range eg-ink",
                    points=points(edge),
                    fill="none",
                    stroke=INK,
                    stroke_width=1.4,
                )
            )
    return body


def _levels(one: Panel) -> list[str]:
    left, right = one.timeline.left, one.timeline.right
    body: list[str] = []
    if one.level is not None:
        y = one.y(one.level)
        body.append(line(left, y, right, y, class_="eg-level", stroke=LEVEL, stroke_width=2.5))
    if one.chart.target is not None:
        y = one.y(one.chart.target)
        body.append(line(left, y, right, y, class_="eg-level", stroke=LEVEL, stroke_width=2.2, stroke_dasharray="9 5"))
    return body


def _baseline(one: Panel) -> list[str]:
    """A bracket over the points that the average and the range rest on."""
    if one.chart.baseline is None or not has_baseline(one.chart):
        return []
    half = one.timeline.step / 2
    return [symbols.baseline(one.x(0) - half, one.top, one.x(one.chart.baseline - 1) + half)]
