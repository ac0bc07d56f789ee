"""Writing SVG: elements, text and lines as escaped strings, with presentation attributes *and* classes.

The attributes make the same file right on paper and in a PDF; the classes let a page's style sheet give it the dark, printed
and high-contrast forms. No style attribute and no script, so it stands under the strictest content security policy.
"""

from __future__ import annotations

from evenground.figures.colours import GRID, INK, LEVEL_TEXT, PAPER, SOFT
from evenground.figures.text import escape

FONT = "Atkinson Hyperlegible Next, Atkinson Hyperlegible, Verdana, sans-serif"
_TEXT_COLOURS = {"name": INK, "value": INK, "soft": SOFT, "tick": SOFT, "level": LEVEL_TEXT, "head": INK}


def tag(name: str, *children: str, **attributes: str | float | None) -> str:
    """One element. Underscores in attribute names become hyphens, ``class_`` is ``class``; None leaves an attribute out."""
    written = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    inside = "".join(children)
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def line(x1: float, y1: float, x2: float, y2: float, **attributes: str | float | None) -> str:
    """A straight line."""
    return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, **attributes)


def words(
    text: str, x: float, y: float, size: float, role: str = "name", *, anchor: str = "start", bold: bool = False
) -> str:
    """One line of text whose baseline is at ``y``; ``role`` (name, value, soft, tick, level, head) gives colour and class."""
    return tag(
        "text",
        escape(text),
        class_=f"eg-{role}",
        x=x,
        y=y,
        font_size=size,
        fill=_TEXT_COLOURS[role],
        text_anchor=None if anchor == "start" else anchor,
        font_weight=700 if bold else None,
    )


def grid_line(x1: float, y1: float, x2: float, y2: float) -> str:
    """A quiet line behind the marks."""
    return line(x1, y1, x2, y2, class_="eg-grid", stroke=GRID, stroke_width=1)


def picture(body: list[str], *, width: float, height: float, ident: str, title: str, finding: str) -> str:
    """The whole document: an image with a title and a description in words, for eyes and for screen readers."""
    ground = tag("rect", class_="eg-ground", width=width, height=height, fill=PAPER)
    return tag(
        "svg",
        tag("title", escape(title), id=f"{ident}-t"),
        tag("desc", escape(finding), id=f"{ident}-d"),
        ground,
        *body,
        xmlns="http://www.w3.org/2000/svg",
        class_="eg-fig",
        viewBox=f"0 0 {_number(width)} {_number(height)}",
        width=width,
        height=height,
        role="img",
        aria_labelledby=f"{ident}-t",
        aria_describedby=f"{ident}-d",
        font_family=FONT,
    )


def description(svg: str) -> str:
    """The words that a picture of ours carries for those who hear it (escaped, as they stand in it)."""
    return svg.partition("<desc")[2].partition(">")[2].partition("</desc>")[0]


def height_to_width(svg: str) -> float:
    """How tall a picture of ours is for its width."""
    width, height = size_of(svg)
    return height / width


def size_of(svg: str) -> tuple[float, float]:
    """Width and height of a picture of ours."""
    _, _, width, height = svg.partition('viewBox="')[2].partition('"')[0].split()
    return float(width), float(height)


def points(along: list[tuple[float, float]]) -> str:
    """Coordinates as the ``points`` of a polyline or polygon."""
    return " ".join(f"{_number(x)},{_number(y)}" for x, y in along)


def _attribute(key: str, value: str | float | None) -> str:
    name = key.rstrip("_").replace("_", "-")
    written = escape(value) if isinstance(value, str) else _number(value or 0.0)
    return f' {name}="{written}"'


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
