"""Names and figures at the ends of lines, each as near to its line as it can stand without touching another."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.figures.colours import GRID
from evenground.figures.labels import spread
from evenground.figures.svg import line
from evenground.figures.svg import words as text
from evenground.figures.text import width_of, wrapped

SIZE = 15.0
LINE = 18.0


@dataclass(frozen=True, slots=True)
class End:
    """What stands at the end of a line at (``x``, ``y``): words in ``lines`` and a bold ``figure`` behind the last of them.

    A last line that is empty is kept for the figure.
    """

    lines: tuple[str, ...]
    figure: str
    x: float
    y: float
    role: str = "name"
    bold: bool = False
    size: float = SIZE

    @property
    def height(self) -> float:
        """The room it takes downwards."""
        return len(self.lines) * LINE + 3

    @property
    def width(self) -> float:
        """The room it takes across."""
        figure, last = width_of(self.figure, self.size, bold=True), self.lines[-1]
        ending = figure + (width_of(last, self.size, bold=True) + 6 if last else 0.0)
        return max(ending, *(width_of(part, self.size, bold=self.bold) for part in self.lines))


def end_of(
    name: str,
    figure: str,
    room: float,
    at: tuple[float, float],
    *,
    role: str = "name",
    bold: bool = False,
    size: float = SIZE,
) -> End:
    """A label whose name is broken into lines of ``room``, with its figure behind the last or on a line of its own."""
    lines = wrapped(name, room, size, most=3)
    fits = not figure or width_of(f"{lines[-1]} {figure}", size, bold=True) <= room * 1.15
    return End(lines if fits else (*lines, ""), figure, *at, role, bold, size)


def ends(labels: list[End], end: float, low: float, high: float) -> list[str]:
    """The labels right of ``end``, between ``low`` and ``high`` where they fit, each with a quiet line from where it belongs."""
    tops = spread([label.y - label.height / 2 for label in labels], [label.height for label in labels], low, high)
    body: list[str] = []
    for label, top in zip(labels, tops, strict=True):
        middle = top + label.height / 2
        leader = line(label.x + 6, label.y, end + 14, middle, class_="eg-leader", stroke=GRID, stroke_width=1.2)
        body += [leader, *_written(label, end + 19, top)]
    return body


def _written(label: End, x: float, top: float) -> list[str]:
    body = [
        text(part, x, top + 14 + index * LINE, label.size, label.role, bold=label.bold)
        for index, part in enumerate(label.lines)
        if part
    ]
    last, y = label.lines[-1], top + 14 + (len(label.lines) - 1) * LINE
    along = width_of(last, label.size, bold=label.bold) + 6 if last else 0.0
    return [*body, text(label.figure, x + along, y, label.size, "value", bold=True)] if label.figure else body
