"""The marks on a track: the distance to the level line, the interval, and the dot; missing groups hollow, the reference ringed."""

from __future__ import annotations

from evenground.disclosure.cells import ReleasedCell
from evenground.figures.colours import GAP, GRID, INK, LEVEL, PAPER, group_colour
from evenground.figures.rows import Row
from evenground.figures.scales import Scale
from evenground.figures.svg import line, points, tag

RADIUS = 6.5


def track(row: Row, y: float, scale: Scale, level: float | None) -> list[str]:
    """One row's marks at height ``y``; an empty dotted track where nothing may be drawn."""
    cell = row.drawn
    if cell is None:
        return [_empty(y, scale)]
    return [
        _base(y, scale),
        *_distance(row, cell, y, scale, level),
        *_interval(row, cell, y, scale),
        *_dot(row, cell, y, scale),
    ]


def level_line(x: float, top: float, bottom: float) -> str:
    """The golden line at the reference's level."""
    return line(x, top, x, bottom, class_="eg-level", stroke=LEVEL, stroke_width=2.5, stroke_linecap="round")


def dot(x: float, y: float, place: int, *, missing: bool, radius: float = RADIUS) -> str:
    """A group's point: filled, or hollow for people of unknown group."""
    colour, name = group_colour(place, missing=missing)
    if missing:
        return tag(
            "circle", class_=f"eg-hollow {name}", cx=x, cy=y, r=radius - 1, fill=PAPER, stroke=colour, stroke_width=2.5
        )
    return tag("circle", class_=f"eg-dot {name}", cx=x, cy=y, r=radius, fill=colour)


def _base(y: float, scale: Scale) -> str:
    return line(scale.start, y, scale.end, y, class_="eg-grid", stroke=GRID, stroke_width=1)


def _empty(y: float, scale: Scale) -> str:
    return line(
        scale.start,
        y,
        scale.end,
        y,
        class_="eg-grid eg-empty",
        stroke=GRID,
        stroke_width=2,
        stroke_dasharray="1 7",
        stroke_linecap="round",
    )


def _distance(row: Row, cell: ReleasedCell, y: float, scale: Scale, level: float | None) -> list[str]:
    if level is None or row.reference or row.overall or cell.estimate is None:
        return []
    return [line(scale(level), y, scale(cell.estimate), y, class_="eg-gap", stroke=GAP, stroke_width=11)]


def _interval(row: Row, cell: ReleasedCell, y: float, scale: Scale) -> list[str]:
    if cell.lower is None or cell.upper is None:
        return []
    colour, name = (INK, "eg-ink") if row.overall else group_colour(row.place, missing=row.missing)
    width = 1.5 if row.overall else 3
    return [
        line(
            scale(cell.lower),
            y,
            scale(cell.upper),
            y,
            class_=f"eg-range {name}",
            stroke=colour,
            stroke_width=width,
            stroke_linecap="round",
        )
    ]


def _dot(row: Row, cell: ReleasedCell, y: float, scale: Scale) -> list[str]:
    x = scale(cell.estimate or 0.0)
    if row.overall:
        diamond = points([(x, y - 7), (x + 7, y), (x, y + 7), (x - 7, y)])
        return [tag("polygon", class_="eg-hollow eg-ink", points=diamond, fill=PAPER, stroke=INK, stroke_width=2)]
    ring = tag("circle", class_="eg-ring", cx=x, cy=y, r=RADIUS + 4, fill=PAPER, stroke=LEVEL, stroke_width=2.5)
    return [*([ring] if row.reference else []), dot(x, y, row.place, missing=row.missing)]
