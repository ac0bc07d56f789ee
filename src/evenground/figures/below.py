"""The quiet lines below a picture that say what its marks mean, each with its mark before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from evenground.figures.svg import words as text
from evenground.figures.text import wrapped

_SIZE = 14.0
_LINE = 18.0
_MARK = 20.0


@dataclass(frozen=True, slots=True)
class Note:
    """One thing said below; ``mark`` draws what it speaks of around a point."""

    said: str
    mark: Callable[[float, float], str] | None = None


def below(notes: list[Note], y: float, width: float) -> tuple[list[str], float]:
    """The notes from ``y`` downwards, and where they end."""
    body: list[str] = []
    for note in notes:
        along = _MARK if note.mark is not None else 0.0
        if note.mark is not None:
            body.append(note.mark(8.0, y + 9))
        for line in wrapped(note.said, width - along, _SIZE, most=12):
            body.append(text(line, along, y + 14, _SIZE, "soft"))
            y += _LINE
        y += 3
    return body, y + (2 if notes else 0)
