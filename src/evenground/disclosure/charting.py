"""Control charts of released cells: each group's own chart. A withheld period is a missing point, so a chart tells no more than its table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenground import spc
from evenground.disclosure.charted import ChartPoint, ReleasedChart
from evenground.disclosure.released import ReleasedResult
from evenground.disclosure.tracks import Tracks, left_out, phase_starts, tracks_of
from evenground.model.figures import WITHHELD
from evenground.model.measures import Better, Measure, MeasureType
from evenground.model.plans import Charting

FEWEST = 10  # points, below which no rule of runs is worth reading (Anhøj's own limit)
ROUGH = 12
CLEARLY = 0.01  # the chance at which points that differ more than counts alone would make them count as over-dispersed
KINDS = {MeasureType.PROPORTION: ("p", "pp"), MeasureType.RATE: ("u", "up")}


def control_charts(result: ReleasedResult, charting: Charting) -> tuple[ReleasedChart, ...]:
    """A chart for everyone and for each group, in the order of the result's cells; none without two periods."""
    tracks = tracks_of(result)
    if len(tracks.periods) < 2:
        return ()
    marks = Marks.of(tracks, charting, result)
    return tuple(_chart(tracks, row, result.measure, charting, marks) for row in range(len(tracks.groups)))


class Marks:
    """What all charts of one result share: where phases start, which periods are left out and why, where the data broke."""

    def __init__(self, starts: list[int], excluded: Mapping[int, str], broken: frozenset[int]) -> None:
        self.starts, self.excluded, self.broken = starts, excluded, broken

    @classmethod
    def of(cls, tracks: Tracks, charting: Charting, result: ReleasedResult) -> Marks:
        """Read off the plan and the result's breaks."""
        broken = frozenset(i for i, period in enumerate(tracks.periods) if period in result.breaks)
        return cls(phase_starts(tracks.periods, charting, result.breaks), left_out(tracks.periods, charting), broken)

    def options(self, charting: Charting, points: int) -> dict[str, Any]:
        """The keywords that ``spc`` takes for these marks."""
        baseline = charting.baseline if charting.baseline and charting.baseline < points else None
        return {
            "rules": charting.rules,
            "baseline": baseline,
            "phases": self.starts or None,
            "exclude": sorted(self.excluded) or None,
        }


def _chart(tracks: Tracks, row: int, measure: Measure, charting: Charting, marks: Marks) -> ReleasedChart:
    options = marks.options(charting, len(tracks.periods))
    kind, made = _made(tracks, row, measure, options)
    per = 1.0 if kind in {"i", "ip"} else measure.per
    points = chart_points(tracks, row, made, per, marks)
    return ReleasedChart(
        kind,
        tracks.groups[row],
        points,
        rules=charting.rules,
        signal=level_signal(points, measure.better),
        target=measure.target,
        baseline=options["baseline"],
        notes=_notes(points, kind, made, marks),
        **run_counts(made),
    )


def _made(tracks: Tracks, row: int, measure: Measure, options: Mapping[str, Any]) -> tuple[str, Any]:
    """The chart that fits: by the kind of measure, with Laney's wider limits only where the points clearly ask for them."""
    if measure.type is MeasureType.MEAN:
        n = tracks.denominator[row]
        if np.nanmax(n, initial=0.0) > np.nanmin(n, initial=np.inf) > 0:
            estimate, weight = tracks.estimate[row], tracks.denominator[row]
            return "ip", spc.control_chart("ip", estimate * weight, weight, **options)
        return "i", spc.control_chart("i", tracks.estimate[row], **options)
    plain, prime = KINDS[measure.type]
    counts = tracks.numerator[row], tracks.denominator[row]
    made = spc.control_chart(plain, *counts, **options)
    if over_dispersed(made):
        return prime, spc.control_chart(prime, *counts, **options)
    return plain, made


def over_dispersed(made: Any) -> bool:
    """Whether points differ clearly more than their counts alone would make them: a chi-square of the points within their phase."""
    from scipy.special import chdtrc  # much lighter than scipy.stats

    value, centre, sigma = (np.asarray(part, dtype=float) for part in (made.value, made.centre, made.sigma))
    with np.errstate(all="ignore"):
        z = (value - centre) / sigma
    use = np.isfinite(z) & np.asarray(made.baseline, dtype=bool)
    phases = len(np.unique(np.asarray(made.phase)[use])) if use.any() else 0
    freedom = int(use.sum()) - phases
    return freedom >= FEWEST - 1 and float(chdtrc(freedom, np.sum(z[use] ** 2))) < CLEARLY


def chart_points(tracks: Tracks, row: int, made: Any, per: float, marks: Marks) -> tuple[ChartPoint, ...]:
    """Each period as a point: figures on the scale shown, and what the rules say of it."""
    figures = {
        name: per * np.asarray(getattr(made, name), dtype=float) for name in ("value", "centre", "lower", "upper")
    }
    judged = sum(np.isfinite(figures["value"])) >= FEWEST  # fewer are too few for a signal, so none is marked
    flagged = anywhere(made.flags, len(tracks.periods)) & judged
    return tuple(
        ChartPoint(
            period,
            tracks.status[row][i],
            **{name: _or_none(values[i]) for name, values in figures.items()},
            phase=int(made.phase[i]),
            signals=tuple(name for name, at in made.completing.items() if at[i] and judged),
            in_signal=bool(flagged[i]),
            excluded=marks.excluded.get(i, ""),
            broken="jump" if i in marks.broken else "",
        )
        for i, period in enumerate(tracks.periods)
    )


def anywhere(flags: Mapping[str, NDArray[np.bool_]], size: int) -> NDArray[np.bool_]:
    """Whether any rule flags the point."""
    found = np.zeros(size, dtype=bool)
    for flag in flags.values():
        found |= np.asarray(flag, dtype=bool)
    return found


def run_counts(made: Any) -> dict[str, Any]:
    """The runs analysis of the last phase, and how often such a chart signals by chance."""
    counts = ("longest_run", "longest_run_max", "crossings", "crossings_min")
    last = {name: float(np.ravel(np.asarray(getattr(made, name), dtype=float))[-1]) for name in counts}
    told: dict[str, Any] = {name: int(value) if np.isfinite(value) else None for name, value in last.items()}
    return told | {"false_alarm": _or_none(float(np.ravel(np.asarray(made.false_alarm, dtype=float))[-1]))}


def level_signal(points: tuple[ChartPoint, ...], better: Better) -> str:
    """Which way the latest signal of the last phase points: for better or for worse; none; or too short to say."""
    phase = [p for p in points if p.value is not None and not p.excluded and p.phase == points[-1].phase]
    if len(phase) < FEWEST:
        return "too short"
    signalling = [p for p in phase if p.in_signal]
    if not signalling:
        return "none"
    side = _side(signalling[-1], phase)
    return "better" if (side < 0) == (better is Better.LOWER) else "worse"


def _side(point: ChartPoint, phase: list[ChartPoint]) -> float:
    """Above or below the average; for a pattern without a side (few crossings), later against earlier points."""
    beyond = (point.value or 0.0) - (point.centre or 0.0)
    if beyond and set(point.signals) != {"few crossings"}:
        return beyond
    half = len(phase) // 2
    early, late = ([p.value or 0.0 for p in part] for part in (phase[:half], phase[half:]))
    return float(np.mean(late) - np.mean(early))


def _notes(points: tuple[ChartPoint, ...], kind: str, made: Any, marks: Marks) -> tuple[str, ...]:
    told = [p for p in points if p.value is not None]
    found = {
        "overdispersed": kind in {"pp", "up"},
        "few_points": len(told) < ROUGH,
        "hidden_points": any(p.status in WITHHELD for p in points),
        "broken": bool(marks.broken),
        "autocorrelated": is_autocorrelated(made),
        "many_zeros": bool(told) and float(np.median([p.value or 0.0 for p in told])) == 0.0,
    }
    return tuple(name for name, is_so in found.items() if is_so)


def is_autocorrelated(made: Any) -> bool:
    """Whether the chart's note says that each point is much like the one before it."""
    return any("autocorrelat" in str(note) for note in np.ravel(np.asarray(made.note, dtype=object)))


def _or_none(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
