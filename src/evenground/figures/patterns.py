"""The signalling stretches of a control chart: where each begins and ends, on which side of the average, and what to call it."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.disclosure.charted import ChartPoint, ReleasedChart
from evenground.figures.charted import limits_of, value_of
from evenground.figures.language import Words
from evenground.model.measures import Better

GAP_SIGNALS = ("narrowing", "widening", "closed", "reversed")
_RUN = 6
_MOST = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """Points at ``places`` that signal together. ``side`` is 1 above the average, -1 below, 0 for no one side.

    ``kind``: ``beyond`` (outside the expected range), ``run`` (in a row), ``drift`` (the line crosses the average too seldom) or ``pattern``.
    """

    places: tuple[int, ...]
    side: int
    kind: str

    @property
    def first(self) -> int:
        """The place of its first point."""
        return self.places[0]

    @property
    def last(self) -> int:
        """The place of its last point."""
        return self.places[-1]


def is_signal(point: ChartPoint) -> bool:
    """Whether a drawn point is part of a signal."""
    return point.in_signal and value_of(point) is not None and not point.excluded and not point.broken


def is_beyond(point: ChartPoint) -> bool:
    """Whether a drawn point lies outside its limits."""
    value, limits = value_of(point), limits_of(point)
    if value is None or limits is None:
        return False
    above = limits.upper is not None and value > limits.upper
    return above or (limits.lower is not None and value < limits.lower)


def stretches(chart: ReleasedChart) -> list[Stretch]:
    """The signals of a chart in order of time; where the line drifts to and fro in many pieces, it is one stretch."""
    found: list[list[int]] = [[]]
    for place, point in enumerate(chart.points):
        if value_of(point) is None or point.excluded or point.broken:
            continue
        if not is_signal(point):
            found.append([])
        elif found[-1] and not _goes_on(chart, found[-1], place):
            found.append([place])
        else:
            found[-1].append(place)
    pieces = [_stretch(chart, piece) for piece in found if piece]
    if len(pieces) > 1 and any("few crossings" in point.signals for point in chart.points):
        beyond = [piece for piece in pieces if piece.kind == "beyond"]
        places = sorted(place for piece in pieces for place in piece.places)
        return [Stretch(tuple(places), 0, "drift"), *(beyond if len(beyond) <= _MOST else [])]
    return pieces


def saying(stretch: Stretch, chart: ReleasedChart, words: Words, better: Better, *, last: bool) -> str:
    """What a stretch is called beside the chart: what it looks like, and what it means for people."""
    looks = words(f"chart.{stretch.kind}.{_SIDES[stretch.side]}", n=words.number(len(stretch.places)))
    meaning = meaning_of(stretch, chart, better, last=last)
    return words("chart.signal_means", looks=looks, means=words(f"chart.means.{meaning}")) if meaning else looks


def meaning_of(stretch: Stretch, chart: ReleasedChart, better: Better, *, last: bool) -> str:
    """``better`` or ``worse`` for a level, ``narrowing``, ``widening``… for a gap; "" where it cannot be told."""
    if last and chart.signal in ("better", "worse", *GAP_SIGNALS):
        return chart.signal
    if stretch.side == 0:
        return ""
    if chart.scale == "level":
        return "better" if (stretch.side < 0) == (better is Better.LOWER) else "worse"
    centre = limits_of(chart.points[stretch.last])
    if centre is None:
        return ""
    level = 1.0 if chart.scale == "ratio" else 0.0
    return "narrowing" if (centre.centre > level) == (stretch.side < 0) else "widening"


_SIDES = {1: "above", -1: "below", 0: "either"}


def _goes_on(chart: ReleasedChart, piece: list[int], place: int) -> bool:
    before, now = chart.points[piece[-1]], chart.points[place]
    side = next((side for i in piece if (side := _side(chart.points[i]))), 0)
    return before.phase == now.phase and side * _side(now) >= 0


def _stretch(chart: ReleasedChart, piece: list[int]) -> Stretch:
    points = [chart.points[place] for place in piece]
    side = next((_side(point) for point in points if _side(point)), 0)
    if all(is_beyond(point) for point in points):
        return Stretch(tuple(piece), side, "beyond")
    return Stretch(tuple(piece), side, "run" if len(piece) >= _RUN and side else "pattern")


def _side(point: ChartPoint) -> int:
    value, limits = value_of(point), limits_of(point)
    if value is None or limits is None:
        return 0
    near = 1e-9 * max(abs(value), abs(limits.centre))
    return 0 if abs(value - limits.centre) <= near else 1 if value > limits.centre else -1
