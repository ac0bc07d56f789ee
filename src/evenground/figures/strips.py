"""Below a chart, a bar under each signalling stretch with its name: what changed, and what that means for people."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.figures.colours import INK
from evenground.figures.svg import tag
from evenground.figures.svg import words as text
from evenground.figures.text import width_of, wrapped

_SIZE = 14.0
_LINE = 17.0
_BAR = 6.0


@dataclass(frozen=True, slots=True)
class Strip:
    """A stretch from ``left`` to ``right`` and what is said of it."""

    left: float
    right: float
    said: str


def strips(found: list[Strip], y: float, width: float) -> tuple[list[str], float]:
    """The bars with their words from ``y`` downwards, and where they end; each has a row of its own."""
    body: list[str] = []
    for strip in found:
        part, y = _strip(strip, y, width)
        body += part
    return body, y


def _strip(strip: Strip, y: float, width: float) -> tuple[list[str], float]:
    right = max(strip.right, strip.left + _BAR)
    bar = tag(
        "rect",
        class_="eg-dot eg-ink eg-signal",
        x=strip.left,
        y=y + 4,
        width=right - strip.left,
        height=_BAR,
        rx=_BAR / 2,
        fill=INK,
    )
    wide = width_of(strip.said, _SIZE)
    if right + 8 + wide <= width:
        return [bar, text(strip.said, right + 8, y + 12, _SIZE)], y + 21
    if strip.left - 8 - wide >= 0:
        return [bar, text(strip.said, strip.left - 8, y + 12, _SIZE, anchor="end")], y + 21
    return _below(bar, strip, right, y, width)


def _below(bar: str, strip: Strip, right: float, y: float, width: float) -> tuple[list[str], float]:
    lines = wrapped(strip.said, width, _SIZE)
    start = max(0.0, min(strip.left, width - max(width_of(line, _SIZE) for line in lines)))
    body = [text(line, start, y + 27 + i * _LINE, _SIZE) for i, line in enumerate(lines)]
    return [bar, *body], y + 19 + len(lines) * _LINE
