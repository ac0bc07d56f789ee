"""Names beside marks scattered over a plane: each stands where it covers neither a mark nor another name, or is given back unwritten."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.figures.svg import words as text
from evenground.figures.text import width_of

_SIZE = 14.0
_AWAY = 10.0
_Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark at (``x``, ``y``); ``said`` is what wants to stand beside it ("" for nothing), ``name`` whose mark it is."""

    x: float
    y: float
    said: str
    name: str


def named_marks(marks: list[Mark], within: _Box, lines: list[tuple[float, float]]) -> tuple[list[str], list[str]]:
    """The names drawn, first come first served, and the names for which there was no room ``within`` (left, top, right, bottom).

    A name covers one of the ``lines``' places only where it would find no room else.
    """
    taken: list[_Box] = [(mark.x - 5, mark.y - 5, mark.x + 5, mark.y + 5) for mark in marks]
    quiet: list[_Box] = [(x - 3, y - 1, x + 3, y + 1) for x, y in lines]
    body: list[str] = []
    unnamed: list[str] = []
    for mark in marks:
        if not mark.said:
            continue
        places = [box for box in _places(mark) if _free(box, taken) and _inside(box, within)]
        box = next((one for one in places if _free(one, quiet)), places[0] if places else None)
        if box is None:
            unnamed.append(mark.name)
        else:
            taken.append(box)
            body.append(text(mark.said, box[0], box[3] - 4, _SIZE))
    return body, unnamed


def _places(mark: Mark) -> list[_Box]:
    """Right, left, above, below, and the corners."""
    wide = width_of(mark.said, _SIZE)
    starts = (mark.x + _AWAY, mark.x - _AWAY - wide, mark.x - wide / 2)
    heights = (mark.y - 9, mark.y - 27, mark.y + 10)
    order = ((0, 0), (1, 0), (2, 1), (2, 2), (0, 1), (0, 2), (1, 1), (1, 2))
    return [(starts[i], heights[j], starts[i] + wide, heights[j] + 18) for i, j in order]


def _inside(box: _Box, within: _Box) -> bool:
    return within[0] <= box[0] and within[1] <= box[1] and box[2] <= within[2] and box[3] <= within[3]


def _free(box: _Box, taken: list[_Box]) -> bool:
    return all(box[2] <= one[0] or one[2] <= box[0] or box[3] <= one[1] or one[3] <= box[1] for one in taken)
