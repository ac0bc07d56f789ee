"""Lines through shown points, each group with a colour and a mark of its own, and the ribbon between a group and the level."""

from __future__ import annotations

from evenground.disclosure.released import ReleasedResult
from evenground.figures import symbols
from evenground.figures.colours import GAP, LEVEL, PAPER, group_colour
from evenground.figures.scales import Scale
from evenground.figures.series import Point, Series
from evenground.figures.svg import points, tag


def series_lines(series: Series, across: Scale, scale: Scale, *, marks: bool = True) -> list[str]:
    """The stretches of one group; the reference is the golden line. A single point between two hidden ones is a mark alone."""
    body: list[str] = []
    few = len(across_points(series)) <= 60
    for stretch in series.stretches:
        along = [(across(place), scale(value)) for place, value in stretch]
        if len(along) > 1:
            body.append(_path(series, along))
        if (marks and few) or len(along) == 1:
            body += [_mark(series, x, y, 3.4 if few else 1.8) for x, y in along]
    place, value = series.last
    return [*body, _mark(series, across(place), scale(value), 5.0)]


def across_points(series: Series) -> dict[int, float]:
    """Every shown point of a series."""
    return series.values


def ribbon(series: Series | None, reference: Series | None, across: Scale, scale: Scale) -> list[str]:
    """The shaded gap between a group and the reference, wherever both are shown next to each other in time."""
    if series is None or reference is None or series is reference:
        return []
    theirs, level = series.values, reference.values
    both = sorted(theirs.keys() & level.keys())
    return [_shade(run, theirs, level, across, scale) for run in _runs(both) if len(run) > 1]


def jumps(result: ReleasedResult, across: Scale, scale: Scale) -> list[str]:
    """An upright line before each period from which on the data are made in another way."""
    places = [place for place, (period, _, _) in enumerate(result.over_time) if period in result.breaks]
    return [symbols.jump(across(place - 0.5), scale.end, scale.start) for place in places]


def _path(series: Series, along: list[tuple[float, float]]) -> str:
    if series.reference:
        return tag(
            "polyline",
            class_="eg-level eg-line",
            points=points(along),
            fill="none",
            stroke=LEVEL,
            stroke_width=3.5,
            stroke_linejoin="round",
        )
    colour, name = group_colour(series.place, missing=series.missing)
    dashes = "5 4" if series.missing else None
    return tag(
        "polyline",
        class_=f"eg-line {name}",
        points=points(along),
        fill="none",
        stroke=colour,
        stroke_width=2.5,
        stroke_linejoin="round",
        stroke_dasharray=dashes,
    )


def _mark(series: Series, x: float, y: float, r: float) -> str:
    if series.reference:
        return tag("circle", class_="eg-ring", cx=x, cy=y, r=r, fill=PAPER, stroke=LEVEL, stroke_width=2)
    colour, name = group_colour(series.place, missing=series.missing)
    if series.missing:
        return tag(
            "circle", class_=f"eg-hollow {name}", cx=x, cy=y, r=r - 0.6, fill=PAPER, stroke=colour, stroke_width=1.8
        )
    if series.place % 4 == 0:
        return tag("circle", class_=f"eg-dot {name}", cx=x, cy=y, r=r, fill=colour)
    return tag(
        "polygon", class_=f"eg-dot {name}", points=points(_corners(series.place % 4, x, y, r * 1.15)), fill=colour
    )


def _corners(shape: int, x: float, y: float, r: float) -> list[tuple[float, float]]:
    """A square, a triangle or a diamond around a point."""
    if shape == 1:
        side = r * 0.82
        return [(x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)]
    if shape == 2:
        return [(x, y - r * 1.1), (x + r, y + r * 0.8), (x - r, y + r * 0.8)]
    return [(x, y - r * 1.15), (x + r * 1.15, y), (x, y + r * 1.15), (x - r * 1.15, y)]


def _runs(places: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for place in places:
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return runs


def _shade(run: list[int], theirs: dict[int, float], level: dict[int, float], across: Scale, scale: Scale) -> str:
    there: list[Point] = [(place, theirs[place]) for place in run]
    back: list[Point] = [(place, level[place]) for place in reversed(run)]
    along = [(across(place), scale(value)) for place, value in (*there, *back)]
    return tag("polygon", class_="eg-ribbon", points=points(along), fill=GAP, fill_opacity=0.62)
