"""What of a control chart may be drawn, and the range of figures it needs: a withheld point has no value, no limits and no say in the axis."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from evenground.disclosure.charted import ChartPoint, ReleasedChart
from evenground.disclosure.released import ReleasedResult
from evenground.figures.colours import INK, group_colour
from evenground.figures.language import decimals_for, is_missing
from evenground.model.figures import Status

HIDDEN = (Status.SUPPRESSED, Status.COMPLEMENTARY)


@dataclass(frozen=True, slots=True)
class Limits:
    """The average and the expected range at one point; the ends are None where there is no range."""

    centre: float
    lower: float | None
    upper: float | None


def value_of(point: ChartPoint) -> float | None:
    """The point's value if it may be drawn."""
    drawn = point.status is Status.SHOWN and point.value is not None and math.isfinite(point.value)
    return point.value if drawn else None


def is_break(point: ChartPoint) -> bool:
    """Whether the data jumped at this point, which is drawn."""
    return bool(point.broken) and value_of(point) is not None


def is_withheld(point: ChartPoint) -> bool:
    """Whether there is a value that may not be shown (as against none at all)."""
    return point.status in HIDDEN


def limits_of(point: ChartPoint) -> Limits | None:
    """The average and limits of a drawn point; None for every other, since limits of a withheld point tell its numbers."""
    if value_of(point) is None or point.centre is None or not math.isfinite(point.centre):
        return None
    return Limits(point.centre, _finite(point.lower), _finite(point.upper))


def last_shown(chart: ReleasedChart) -> tuple[int, float] | None:
    """Place and value of the last drawn point that is no fault of the data."""
    found = [(i, value_of(p)) for i, p in enumerate(chart.points) if not p.broken]
    return next(((i, value) for i, value in reversed(found) if value is not None), None)


def axis_values(chart: ReleasedChart) -> list[float]:
    """The figures that the axis must hold: values, averages, the goal, and limits as far as twice the room of those.

    Points that look like a fault in the data do not stretch it, unless there are no others.
    """
    if chart.scale == "ratio":
        found = [value for value in _linear(_logs(chart)) if math.isfinite(value)]
        return [math.exp(value) for value in found]
    return _linear(chart)


def _linear(chart: ReleasedChart) -> list[float]:
    drawn = [p for p in chart.points if value_of(p) is not None]
    kept = [p for p in drawn if not p.broken] or drawn
    found = [value for p in kept if (value := value_of(p)) is not None]
    levels = [limits for p in kept if (limits := limits_of(p)) is not None]
    found += [limits.centre for limits in levels]
    if not found:
        return []
    span = (max(found) - min(found)) or abs(found[0]) or 1.0
    low, high = min(found) - span, max(found) + span
    low = max(low, 0.0) if chart.scale == "level" and min(found) >= 0 else low  # a count of people has no room below 0
    found += [min(max(end, low), high) for one in levels for end in (one.lower, one.upper) if end is not None]
    return found + ([chart.target] if chart.target is not None else [])


def chart_decimals(chart: ReleasedChart) -> int:
    """The decimals that this chart's figures are written with."""
    if chart.scale == "ratio":
        return 2
    shown = [limits.centre for p in chart.points if (limits := limits_of(p)) is not None]
    return decimals_for(shown + [value for p in chart.points if (value := value_of(p)) is not None and not p.broken])


def has_baseline(chart: ReleasedChart) -> bool:
    """Whether average and limits rest on the first part of the chart alone."""
    return chart.baseline is not None and 0 < chart.baseline < len(chart.points)


def colour_of(groups: tuple[str, ...], result: ReleasedResult) -> tuple[str, str]:
    """Colour and class of a group as in every other picture of this result; everyone together is in ink."""
    if not groups or groups == ("overall",):
        return INK, "eg-ink"
    names = list(dict.fromkeys(cell.groups[-1] for cell in result.cells if cell.groups))
    return group_colour(names.index(groups[-1]) if groups[-1] in names else 0, missing=is_missing(groups))


def _logs(chart: ReleasedChart) -> ReleasedChart:
    """The chart of a ratio with the logarithms of its figures; a ratio of 0 has none."""
    points = [
        replace(p, value=_log(p.value), centre=_log(p.centre), lower=_log(p.lower), upper=_log(p.upper))
        for p in chart.points
    ]
    return replace(chart, points=tuple(points), target=_log(chart.target))


def _log(value: float | None) -> float | None:
    return math.log(value) if value is not None and math.isfinite(value) and value > 0 else None


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
