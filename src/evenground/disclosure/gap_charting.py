"""The chart of each gap, from released cells alone: both scales, judged together, with the pace at which the gap moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np

from evenground import spc
from evenground.disclosure.charted import ChartPoint, ReleasedChart, ReleasedGapChart, Trajectory
from evenground.disclosure.charting import (
    FEWEST,
    ROUGH,
    Marks,
    anywhere,
    chart_points,
    is_autocorrelated,
    run_counts,
)
from evenground.disclosure.released import ReleasedResult
from evenground.disclosure.tracks import Floats, Tracks, tracks_of
from evenground.model.figures import WITHHELD, Status
from evenground.model.measures import Measure, MeasureType
from evenground.model.periods import Period
from evenground.model.plans import Charting

YEAR = 365.25
Counts = tuple[Floats, Floats, Floats, Floats]
FARTHEST = 100.0  # years: a gap that would close later than this is not said to close


def gap_charts(result: ReleasedResult, charting: Charting, conf: float = 0.95) -> tuple[ReleasedGapChart, ...]:
    """One chart for each group but the reference; none where the reference is everyone (who hold the group itself) or cannot be seen."""
    tracks = tracks_of(result)
    if len(tracks.periods) < 2 or result.reference not in tracks.groups:
        return ()
    marks, theirs = Marks.of(tracks, charting, result), tracks.row(result.reference)
    draw = _of_levels if result.measure.type is MeasureType.MEAN else _of_counts
    return tuple(
        draw(tracks, (row, theirs), result, charting, marks, conf)
        for row in range(1, len(tracks.groups))
        if row != theirs
    )


def _of_counts(
    tracks: Tracks, rows: tuple[int, int], result: ReleasedResult, charting: Charting, marks: Marks, conf: float
) -> ReleasedGapChart:
    measure, (mine, theirs) = result.measure, rows
    x, n = tracks.numerator, tracks.denominator
    counts = x[mine], n[mine], x[theirs], n[theirs]
    options = marks.options(charting, len(tracks.periods))
    made = {
        scale: spc.gap_chart(
            x[mine],
            n[mine],
            x[theirs],
            n[theirs],
            scale=scale,
            per=measure.per if scale == "difference" else 1.0,
            type=measure.type.value,
            better=measure.better.value,
            **options,
        )
        for scale in ("difference", "ratio")
    }
    charts = {
        scale: _released(tracks, rows, one, scale, str(one.signal), options, marks) for scale, one in made.items()
    }
    signal = str(spc.gap_signals(made["difference"], made["ratio"]))
    start = max([0, *marks.broken])
    paces = tuple(_pace(tracks.periods[start:], _since(counts, start), scale, conf, measure) for scale in made)
    return ReleasedGapChart(
        tracks.groups[mine],
        tracks.groups[theirs],
        charts["difference"],
        charts["ratio"],
        signal,
        tuple(one for one in paces if one),
    )


def _of_levels(
    tracks: Tracks, rows: tuple[int, int], result: ReleasedResult, charting: Charting, marks: Marks, conf: float
) -> ReleasedGapChart:
    """Means carry no counts to draw limits from: an individuals chart of the difference, from one period to the next."""
    mine, theirs = rows
    options = marks.options(charting, len(tracks.periods))
    made = spc.control_chart("i", tracks.estimate[mine] - tracks.estimate[theirs], **options)
    signal = _level_gap_signal(made, result.measure.better.value)
    chart = _released(tracks, rows, made, "difference", signal, options, marks)
    return ReleasedGapChart(tracks.groups[mine], tracks.groups[theirs], chart, None, signal)


def _released(
    tracks: Tracks, rows: tuple[int, int], made: Any, scale: str, signal: str, options: dict[str, Any], marks: Marks
) -> ReleasedChart:
    both = Tracks(
        (tracks.groups[rows[0]],), tracks.periods, (_joint_status(tracks, rows),), tracks.numerator, tracks.denominator,
        tracks.estimate,
    )  # fmt: skip
    points = chart_points(both, 0, made, 1.0, marks)
    dispersed = bool(np.any(getattr(made, "dispersed", False)))
    return ReleasedChart(
        "gap" if hasattr(made, "dispersed") else "i",
        tracks.groups[rows[0]],
        points,
        scale=scale,
        rules=str(made.rules),
        signal=signal,
        baseline=options["baseline"],
        notes=_notes(points, dispersed=dispersed, broken=bool(marks.broken), autocorrelated=is_autocorrelated(made)),
        **run_counts(made),
    )


def _joint_status(tracks: Tracks, rows: tuple[int, int]) -> tuple[Status, ...]:
    """A gap is hidden with either group, and is none where either has nobody."""
    pairs = zip(*(tracks.status[row] for row in rows), strict=True)
    return tuple(
        Status.SUPPRESSED if WITHHELD & set(pair) else Status.NONE if Status.NONE in pair else Status.SHOWN
        for pair in pairs
    )


def _notes(points: Sequence[ChartPoint], *, dispersed: bool, broken: bool, autocorrelated: bool) -> tuple[str, ...]:
    found = {
        "overdispersed": dispersed,
        "few_points": sum(point.value is not None for point in points) < ROUGH,
        "hidden_points": any(point.status in WITHHELD for point in points),
        "broken": broken,
        "autocorrelated": autocorrelated,
    }
    return tuple(name for name, is_so in found.items() if is_so)


def _level_gap_signal(made: Any, better: str) -> str:
    """Whether the distance to zero shrinks or grows in the latest signal of the last phase."""
    value, centre = (np.asarray(part, dtype=float) for part in (made.value, made.centre))
    last = np.asarray(made.phase) == np.asarray(made.phase)[-1]
    use = np.isfinite(value) & last & np.asarray(made.included, dtype=bool)
    if int(use.sum()) < FEWEST:
        return "too short"
    flagged = np.flatnonzero(anywhere(made.flags, len(value)) & use)
    if not len(flagged):
        return "none"
    at = flagged[-1]
    return "narrowing" if abs(value[at]) < abs(centre[at]) else "widening"


def _pace(
    periods: tuple[Period, ...],
    counts: Counts,
    scale: str,
    conf: float,
    measure: Measure,
) -> Trajectory | None:
    """The slope since the last break in the data, in years."""
    middle = [(p.start.toordinal() + p.end.toordinal() + 1) / 2 for p in periods]
    times = np.array(middle) / YEAR
    found = spc.gap_trajectory(
        *counts, times, scale=scale, conf=conf, per=measure.per, type=measure.type.value, better=measure.better.value
    )
    slope, lower, upper = (_number(part) for part in (found.slope.value, found.slope.lower, found.slope.upper))
    if not np.isfinite([slope, lower, upper]).all():
        return None
    closes, first, last = (
        _day(_number(part), periods[-1]) for part in (found.closes.value, found.closes.lower, found.closes.upper)
    )
    return Trajectory(
        scale, slope, lower, upper, str(found.verdict), closes, first, last, _number(found.dispersion), str(found.note)
    )


def _since(counts: Counts, start: int) -> Counts:
    a, b, c, d = (part[start:] for part in counts)
    return a, b, c, d


def _number(value: object) -> float:
    return float(np.asarray(value, dtype=float))


def _day(years: float, last: Period) -> dt.date | None:
    if not np.isfinite(years) or not 1 < years < last.end.year + FARTHEST:
        return None
    return dt.date.fromordinal(round(years * YEAR))
