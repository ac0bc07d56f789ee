"""Control charts and gap charts made by hand, as the disclosure room would hand them over: one for each way that a picture can be hard to compose."""

from __future__ import annotations

import datetime as dt
import math
import random
from dataclasses import replace

from evenground.disclosure.charted import (
    ChartPoint,
    FunnelLimit,
    FunnelPoint,
    ReleasedChart,
    ReleasedFunnel,
    ReleasedGapChart,
    Trajectory,
)
from evenground.disclosure.released import ReleasedCell, ReleasedChange, ReleasedResult
from evenground.model.figures import Status
from evenground.model.periods import Every, Period, period_of
from evenground.model.plans import Tried
from tests.reports import examples as ex

TRIED = (
    Tried(dt.date(2024, 4, 10), "Community health worker for 20 families"),
    Tried(dt.date(2024, 11, 3), "Innovation fund: rides and safe housing"),
    Tried(dt.date(2025, 2, 17), "School nurse link"),
)
WHITE, BLACK = ("White",), ("Black",)


def periods(count: int, every: Every = Every.MONTH, first: dt.date = dt.date(2023, 1, 1)) -> tuple[Period, ...]:
    """So many periods in a row."""
    found = [period_of(first, every)]
    while len(found) < count:
        found.append(period_of(found[-1].end + dt.timedelta(days=1), every))
    return tuple(found)


def rates(count: int, start: float, end: float, seed: int = 1, noise: float = 2.5) -> list[float]:
    """Figures that wobble around one level and, from the middle on, drift to another."""
    by_chance = random.Random(seed)
    drift = [start + (end - start) * max(0.0, (2 * i / max(count - 1, 1)) - 1) for i in range(count)]
    return [round(at + by_chance.gauss(0, noise), 2) for at in drift]


def chart(
    values: list[float],
    groups: tuple[str, ...] = BLACK,
    *,
    scale: str = "level",
    width: float = 8.0,
    floor: float = -math.inf,
    baseline: int = 12,
    every: Every = Every.MONTH,
    **more: object,
) -> ReleasedChart:
    """A chart of these values: the average of the baseline, limits that breathe with the size of each period, long runs marked."""
    first = values[:baseline]
    centre = sum(first) / len(first)
    points = [
        ChartPoint(
            period,
            Status.SHOWN,
            value,
            centre,
            max(floor, centre - width * (1 + 0.12 * math.sin(i * 2.1))),
            centre + width * (1 + 0.12 * math.sin(i * 2.1)),
        )
        for i, (period, value) in enumerate(zip(periods(len(values), every), values, strict=True))
    ]
    return replace(
        ReleasedChart("p", groups, tuple(_signalled(points)), scale=scale, baseline=baseline, false_alarm=0.09),
        **more,  # type: ignore[arg-type]
    )


def _signalled(points: list[ChartPoint]) -> list[ChartPoint]:
    """Points outside the limits, and runs of nine on one side, marked as a rule set would."""
    sides = [0 if p.value == p.centre else 1 if (p.value or 0) > (p.centre or 0) else -1 for p in points]
    found, run = list(points), 0
    for i, point in enumerate(points):
        run = run + 1 if i and sides[i] == sides[i - 1] else 1
        if run >= 9 and sides[i]:
            for back in range(i - run + 1, i + 1):
                found[back] = replace(found[back], in_signal=True)
            found[i] = replace(found[i], signals=("long run",))
        if not (point.lower or 0) <= (point.value or 0) <= (point.upper or 0):
            found[i] = replace(found[i], in_signal=True, signals=(*found[i].signals, "beyond limits"))
    return found


def withheld(one: ReleasedChart, *places: int, status: Status = Status.SUPPRESSED) -> ReleasedChart:
    """The same chart with these points withheld."""
    points = [ChartPoint(p.period, status) if i in places else p for i, p in enumerate(one.points)]
    return replace(one, points=tuple(points))


def typical(count: int = 36) -> ReleasedChart:
    """Getting better from the middle on, two months hidden, one left out, one a fault in the data."""
    one = chart(rates(count, 24, 14), signal="better", target=12.0)
    points = list(one.points)
    points[4] = replace(points[4], excluded="the clinic was closed by a storm")
    points[9] = replace(points[9], value=260.0, broken="every group at once", in_signal=False, signals=())
    return withheld(replace(one, points=tuple(points)), 6, 7, count - 3)


def phased() -> ReleasedChart:
    """Two phases, each with its own average and limits."""
    values = rates(36, 24, 24, 5)[:18] + rates(36, 15, 15, 6)[:18]
    one = chart(values)
    points = [
        p if i < 18 else replace(p, centre=15.0, lower=8.0, upper=22.0, phase=1, in_signal=False, signals=())
        for i, p in enumerate(one.points)
    ]
    return replace(one, points=tuple(points), baseline=None)


def drifting() -> ReleasedChart:
    """Too few crossings: every point is part of the signal."""
    one = chart([20 + 3 * math.sin(i / 5) for i in range(36)])
    marked = [
        replace(p, in_signal=True, signals=("few crossings",) if i == 35 else ()) for i, p in enumerate(one.points)
    ]
    return replace(one, points=tuple(marked), signal="none")


CHARTS = {
    "typical": typical(),
    "sixty": chart(rates(60, 24, 14, 3), signal="better"),
    "twelve": chart(rates(12, 24, 24, 4), signal="none", false_alarm=0.002),
    "one": replace(chart([21.4]), signal="too short", baseline=None),
    "all hidden": withheld(typical(), *range(36)),
    "constant": chart([7.0] * 24, width=0.0),
    "negative": chart(rates(36, -12, -2, 7), scale="difference", signal="narrowing"),
    "huge": chart([value * 1e6 for value in rates(36, 24, 30, 8)], width=8e6),
    "tiny": chart([value / 1e5 for value in rates(36, 24, 30, 8)], width=8e-5),
    "phases": phased(),
    "drift": drifting(),
    "daily": chart(rates(120, 24, 30, 9), every=Every.DAY, signal="worse"),
    "overall": chart(rates(36, 24, 14, 2), (), signal="better"),
    "long name": chart(rates(24, 24, 14, 2), ("Native Hawaiian or Pacific Islander, alone or in combination",)),
    "unknown": chart(rates(24, 24, 24, 2), ("Unknown",)),
}


def story(
    count: int = 36, start: float = 42.0, end: float = 26.0, level: float = 18.0, seed: int = 2
) -> ReleasedResult:
    """Two groups over time whose gap gets smaller, with the control charts of the gap."""
    black, white = rates(count, start, end, seed), rates(count, level, level, seed + 1, noise=1.6)
    when = periods(count)
    cells = (_cell(BLACK, black[-1]), _cell(WHITE, white[-1]))
    rows = tuple(
        (period, _cell((), (one + other) / 2), (_cell(BLACK, one), _cell(WHITE, other)))
        for period, one, other in zip(when, black, white, strict=True)
    )
    whole = ex.result(ex.VISITS, (ex.RACE,), cells, WHITE)
    change = ReleasedChange(BLACK, WHITE, when[0], when[-1], 24.0, 8.1, 2.3, 1.4, end - start, 0.6, "narrowed")
    one = gap_of(black, white)
    return replace(whole, over_time=rows, change=change, gap_charts=(one,))


def gap_of(black: list[float], white: list[float], signal: str = "narrowing") -> ReleasedGapChart:
    """The charts of the difference and the ratio of two series."""
    apart = [round(one - other, 2) for one, other in zip(black, white, strict=True)]
    times = [round(one / other, 3) for one, other in zip(black, white, strict=True)]
    difference = chart(apart, scale="difference", signal=signal, width=9.0)
    ratio = chart(times, scale="ratio", signal=signal, width=0.7)
    path = Trajectory(
        "difference", -7.1, -9.4, -4.8, "closing", dt.date(2027, 3, 1), dt.date(2026, 8, 1), dt.date(2028, 6, 1)
    )
    return ReleasedGapChart(BLACK, WHITE, difference, ratio, signal, (path,) if len(black) > 9 else ())


def _cell(groups: tuple[str, ...], estimate: float) -> ReleasedCell:
    return ReleasedCell(groups, Status.SHOWN, 300, 300, 0, 3 * estimate, 300.0, estimate, estimate - 4, estimate + 4)


def many(count: int) -> tuple[ReleasedChart, ...]:
    """So many sites over 36 months, some hidden, some better, some worse."""
    found = []
    for i in range(count):
        name = f"Clinic {i + 1}" if i % 7 else f"Riverbend Community Health Center {i + 1}, north side"
        ends_at = (14, 24, 24, 33)[i % 4]
        signal = ("better", "none", "none", "worse")[i % 4]
        one = chart(rates(36, 24, ends_at, i), (name,), signal=signal)
        found.append(withheld(one, *range(36)) if i % 23 == 11 else withheld(one, 5, 20) if i % 5 == 2 else one)
    return tuple(found)


def sites(count: int = 40, largest: float = 2000.0) -> ReleasedFunnel:
    """So many sites of every size around 20 %, a few far out, two hidden."""
    by_chance, points = random.Random(3), []
    for i in range(count):
        size = round(40 + (largest - 40) * (i / max(count - 1, 1)) ** 2.2)
        spread = 40 / math.sqrt(size)
        far = (3.9 if i % 9 == 4 else -3.4 if i % 13 == 7 else by_chance.uniform(-1.6, 1.6)) * spread
        outside = 0.998 if abs(far) > 3.09 * spread else 0.95 if abs(far) > 1.96 * spread else None
        points.append(FunnelPoint(f"Clinic {i + 1}", Status.SHOWN, round(20 + far, 2), float(size), outside))
    points += [FunnelPoint("Clinic North", Status.SUPPRESSED), FunnelPoint("Clinic South", Status.COMPLEMENTARY)]
    curve = tuple(40 * (largest / 40) ** (i / 59) for i in range(60))
    limits = tuple(
        FunnelLimit(
            conf,
            tuple(max(0.0, 20 - z * 40 / math.sqrt(size)) for size in curve),
            tuple(20 + z * 40 / math.sqrt(size) for size in curve),
        )
        for conf, z in ((0.95, 1.96), (0.998, 3.09))
    )
    return ReleasedFunnel("Clinics", tuple(points), 20.0, curve, limits, "children seen", widened=True)
