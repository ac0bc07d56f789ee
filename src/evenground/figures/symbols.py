"""The marks of single points on a chart over time: each kind has a shape of its own, so that none depends on colour."""

from __future__ import annotations

from evenground.figures.colours import GRID, INK, MISSING, PAPER
from evenground.figures.svg import line, points, tag


def ordinary(x: float, y: float, r: float, colour: tuple[str, str], *, hollow: bool = False) -> str:
    """A point that says nothing special: a dot, hollow for people of unknown group."""
    fill, name = colour
    if hollow:
        return tag(
            "circle", class_=f"eg-hollow {name}", cx=x, cy=y, r=r - 0.4, fill=PAPER, stroke=fill, stroke_width=1.6
        )
    return tag("circle", class_=f"eg-dot {name}", cx=x, cy=y, r=r, fill=fill)


def signal(x: float, y: float, r: float, *, beyond: bool = False) -> str:
    """A point of a signal: a dark square; with a ring round it where it lies outside the expected range."""
    side = r * 0.95
    square = tag(
        "rect", class_="eg-dot eg-ink eg-signal", x=x - side, y=y - side, width=2 * side, height=2 * side, fill=INK
    )
    if not beyond:
        return square
    ring = tag(
        "circle", class_="eg-hollow eg-ink eg-beyond", cx=x, cy=y, r=r * 1.9, fill=PAPER, stroke=INK, stroke_width=1.5
    )
    return ring + square


def excluded(x: float, y: float, r: float, colour: tuple[str, str]) -> str:
    """A point that is shown but not judged: hollow, with a stroke through it."""
    fill, name = colour
    ring = tag(
        "circle",
        class_=f"eg-hollow eg-excluded {name}",
        cx=x,
        cy=y,
        r=r + 0.6,
        fill=PAPER,
        stroke=fill,
        stroke_width=1.5,
    )
    stroke = line(x - r - 2, y + r + 2, x + r + 2, y - r - 2, class_=f"eg-range {name}", stroke=fill, stroke_width=1.5)
    return ring + stroke


def broken(x: float, y: float, r: float) -> str:
    """A point that looks like a fault in the data: a cross."""
    r = r + 1.2
    strokes = ((x - r, y - r, x + r, y + r), (x - r, y + r, x + r, y - r))
    return "".join(
        line(*ends, class_="eg-range eg-ink eg-broken", stroke=INK, stroke_width=2.2, stroke_linecap="round")
        for ends in strokes
    )


def withheld(x: float, top: float, bottom: float) -> str:
    """A period whose figure is hidden: a dotted upright line through the gap in the chart."""
    return line(
        x,
        top,
        x,
        bottom,
        class_="eg-range eg-cm eg-withheld",
        stroke=MISSING,
        stroke_width=1.6,
        stroke_dasharray="0.1 5",
        stroke_linecap="round",
    )


def nobody(x: float, bottom: float) -> str:
    """A period in which there was no one to count: a short dash on the axis."""
    return line(x - 3, bottom - 3, x + 3, bottom - 3, class_="eg-range eg-cm eg-nobody", stroke=MISSING, stroke_width=2)


def tried(x: float, top: float, bottom: float) -> str:
    """The day on which something was tried: a dashed upright line."""
    return line(
        x, top, x, bottom, class_="eg-range eg-cm eg-tried", stroke=MISSING, stroke_width=1.2, stroke_dasharray="5 3"
    )


def jump(x: float, top: float, bottom: float) -> str:
    """Where the data themselves jumped: a dashed upright line in ink."""
    return line(
        x, top, x, bottom, class_="eg-range eg-ink eg-jump", stroke=INK, stroke_width=1.2, stroke_dasharray="2 3"
    )


def baseline(left: float, y: float, right: float) -> str:
    """A bracket from above: the part that an average rests on."""
    corners = points([(left, y + 7), (left, y), (right, y), (right, y + 7)])
    return tag(
        "polyline", class_="eg-range eg-ink eg-baseline", points=corners, fill="none", stroke=INK, stroke_width=1.5
    )


def band(x: float, y: float) -> str:
    """A piece of the expected range, for the key."""
    shade = tag("rect", class_="eg-dot eg-cm", x=x - 7, y=y - 6, width=14, height=12, fill=MISSING, fill_opacity="0.08")
    edges = (
        line(x - 7, at, x + 7, at, class_="eg-range eg-cm", stroke=MISSING, stroke_width=1.2, stroke_dasharray="4 3")
        for at in (y - 6, y + 6)
    )
    return shade + "".join(edges)


def axis(left: float, y: float, right: float) -> str:
    """The ground line of a panel."""
    return line(left, y, right, y, class_="eg-leader", stroke=GRID, stroke_width=1.5)
