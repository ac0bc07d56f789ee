"""What was tried, and when: dashed upright lines through a picture, with their names above it, or numbers where there is little room."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.figures import symbols
from evenground.figures.describing import describe_month
from evenground.figures.language import Words
from evenground.figures.svg import words as text
from evenground.figures.text import width_of, wrapped
from evenground.figures.timeline import Timeline
from evenground.model.plans import Tried

_SIZE = 14.0
_LINE = 17.0
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Flag:
    """One mark: its place across, and the lines of its name, whose foot is ``up`` above the picture."""

    x: float
    lines: tuple[str, ...]
    up: float = 0.0

    @property
    def top(self) -> float:
        """How far above the picture its head is."""
        return self.up + len(self.lines) * _LINE + 3


@dataclass(frozen=True, slots=True)
class Flags:
    """All marks of a picture. ``key`` says below what numbers stand for, and what lies outside the picture's time."""

    flags: tuple[Flag, ...]
    key: tuple[str, ...]

    @property
    def height(self) -> float:
        """The room above the picture."""
        return max((flag.top for flag in self.flags), default=0.0) + (4 if self.flags else 0)


def flags_for(marks: tuple[Tried, ...], timeline: Timeline, width: float, words: Words) -> Flags:
    """The marks of this picture, with names where six or fewer fit above a wide one, else with numbers."""
    ordered = sorted(marks, key=lambda mark: mark.day)
    inside = [(x, mark) for mark in ordered if (x := timeline.day(mark.day)) is not None]
    outside = [mark for mark in ordered if timeline.day(mark.day) is None]
    named = width > 500 and len(inside) <= _MOST_NAMED
    found = [Flag(x, _lines(mark.title, x, width) if named else (str(i + 1),)) for i, (x, mark) in enumerate(inside)]
    key = [] if named else [_keyed(str(i + 1), mark, words) for i, (_, mark) in enumerate(inside)]
    elsewhere = (
        [words("chart.tried_outside", what="; ".join(_dated(mark, words) for mark in outside))] if outside else []
    )
    return Flags(_stacked(found), (*key, *elsewhere))


def tried_lines(flags: Flags, top: float, bottom: float) -> list[str]:
    """The upright lines from their names down to ``bottom``, and the names; ``top`` is where the picture below them begins."""
    body = [symbols.tried(flag.x, top - flag.top + 2, bottom) for flag in flags.flags]
    for flag in flags.flags:
        start = top - flag.top + 13
        body += [text(line, flag.x + 5, start + i * _LINE, _SIZE, "soft") for i, line in enumerate(flag.lines)]
    return body


def _lines(title: str, x: float, width: float) -> tuple[str, ...]:
    return wrapped(title, min(300.0, width - x - 6), _SIZE, most=3)


def _stacked(flags: list[Flag]) -> tuple[Flag, ...]:
    """Later marks stand lower, so that no upright line runs through a name."""
    placed: list[Flag] = []
    for flag in reversed(flags):
        reach = flag.x + 12 + max(width_of(line, _SIZE) for line in flag.lines)
        up = max((other.top for other in placed if other.x <= reach), default=0.0)
        placed.append(Flag(flag.x, flag.lines, up))
    return tuple(reversed(placed))


def _keyed(number: str, mark: Tried, words: Words) -> str:
    return words("chart.tried_number", number=number, what=_dated(mark, words))


def _dated(mark: Tried, words: Words) -> str:
    return words("chart.tried_on", date=describe_month(mark.day, words), what=mark.title)
