"""How one gap moved between two periods, on both scales, and whether anyone gained: closing by levelling down is named as that."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenground import equity
from evenground.model.measures import MeasureType
from evenground.model.periods import Period
from evenground.results.comparison import Side, difference, ratio
from evenground.results.levels import Floats, Levels, standard_deviation
from evenground.results.reference import OVERALL

STEADY_EVENTS = 30  # below this in a period, one period alone is too noisy to compare with another
SHARE_POOLED = 4  # then the first and the last quarter of the periods are pooled


@dataclass(frozen=True, slots=True)
class Change:
    """A gap at the start and at the end. ``verdict``: narrowed, widened, levelled down, mixed (the two scales disagree), or no clear change."""

    groups: tuple[str, ...]
    reference: tuple[str, ...]
    first: Period
    last: Period
    difference_first: float
    difference_last: float
    ratio_first: float
    ratio_last: float
    group_change: float
    reference_change: float
    verdict: str


@dataclass(frozen=True, slots=True)
class AverageChange:
    """Kitagawa's (1955) split of a change in the overall level: what changed within groups, and what came from who is counted."""

    first: Period
    last: Period
    before: float
    after: float
    within: float
    between: float


def change(
    cells: Levels, overall: Levels, groups: tuple[str, ...], reference: tuple[str, ...], conf: float
) -> Change | None:
    """The change of one group's gap between the first and the last periods both have; None with fewer than two."""
    mine = _series(cells, groups)
    theirs = _series(overall, ()) if reference == OVERALL else _series(cells, reference)
    shared = sorted(mine.keys() & theirs.keys())
    if len(shared) < 2:
        return None
    early, late = _ends(shared, cells, mine)
    sides = [
        _pooled(c, [s[p] for p in span])
        for span in (early, late)
        for c, s in ((cells, mine), (_home(cells, overall, reference), theirs))
    ]
    return _told(cells, groups, reference, (early, late), sides, conf)


def average_change(cells: Levels) -> AverageChange | None:
    """The change of the overall level between the first and the last periods, split; None where it cannot be."""
    periods = sorted({period for period in cells.periods if period})
    names = sorted(set(cells.groups))
    if len(periods) < 2 or cells.measure.type is MeasureType.MEAN:
        return None
    k = max(1, len(periods) // SHARE_POOLED)
    spans = (periods[:k], periods[-k:])
    early, late = (_by_group(cells, names, span) for span in spans)
    told = equity.decompose_change(early.level, early.denominator, late.level, late.denominator)
    per = cells.measure.per
    first, last = (Period(span[0].start, span[-1].end) for span in spans)
    return AverageChange(
        first, last, _average(early) * per, _average(late) * per,
        float(np.asarray(told.rate_effect.value)) * per, float(np.asarray(told.composition_effect.value)) * per,
    )  # fmt: skip


def _home(cells: Levels, overall: Levels, reference: tuple[str, ...]) -> Levels:
    return overall if reference == OVERALL else cells


def _series(cells: Levels, groups: tuple[str, ...]) -> dict[Period, int]:
    return {
        period: i
        for i, (name, period) in enumerate(zip(cells.groups, cells.periods, strict=True))
        if name == groups and period is not None and np.isfinite(cells.estimate[i])
    }


def _ends(shared: list[Period], cells: Levels, mine: dict[Period, int]) -> tuple[list[Period], list[Period]]:
    """One period at each end where each holds enough events (or is a published figure), else a quarter of them."""
    events = [cells.numerator[mine[p]] for p in (shared[0], shared[-1])]
    published = all(cells.n[mine[p]] == 1 for p in shared)
    k = 1 if published or min(events) >= STEADY_EVENTS else max(1, len(shared) // SHARE_POOLED)
    return shared[:k], shared[-k:]


def _pooled(cells: Levels, rows: list[int]) -> Side:
    n, total = cells.n[rows].sum(), cells.numerator[rows].sum()
    denominator = n if cells.measure.type is MeasureType.MEAN else cells.denominator[rows].sum()
    squares = np.nansum(np.where(cells.n[rows] > 1, cells.sd[rows] ** 2 * (cells.n[rows] - 1), 0)) + np.sum(
        cells.numerator[rows] ** 2 / cells.n[rows]
    )
    sd = standard_deviation(_one(n), _one(total), _one(squares))
    return Side(_one(total), _one(denominator), _one(n), sd)


def _told(
    cells: Levels,
    groups: tuple[str, ...],
    reference: tuple[str, ...],
    spans: tuple[list[Period], list[Period]],
    sides: list[Side],
    conf: float,
) -> Change:
    measure = cells.measure
    mine_first, theirs_first, mine_last, theirs_last = sides
    gaps = [difference(measure, a, b, conf) for a, b in ((mine_first, theirs_first), (mine_last, theirs_last))]
    times = [
        float(np.ravel(ratio(measure, a, b, conf).value)[0])
        for a, b in ((mine_first, theirs_first), (mine_last, theirs_last))
    ]
    first, last = (float(np.ravel(gap.value)[0]) for gap in gaps)
    noise = float(np.sqrt(np.nansum([np.ravel(np.asarray(gap.se, dtype=float))[0] ** 2 for gap in gaps])))
    levels = {"mine": (mine_first, mine_last), "theirs": (theirs_first, theirs_last)}
    early, late = (Period(span[0].start, span[-1].end) for span in spans)
    mine, theirs = (float((b.level - a.level)[0]) * measure.per for a, b in levels.values())
    verdict = _verdict((first, last), times, noise, _who_moved(measure.better.value, first, **levels))
    return Change(groups, reference, early, late, first, last, times[0], times[1], mine, theirs, verdict)


def _who_moved(better: str, first: float, mine: tuple[Side, Side], theirs: tuple[Side, Side]) -> str:
    """The library's name for the move, with whoever was better off at first as the better-off."""
    mine_worse = first > 0 if better == "lower" else first < 0
    worse, best = (mine, theirs) if mine_worse else (theirs, mine)
    told = equity.levelling_down(best[0].level, worse[0].level, best[1].level, worse[1].level, better=better)
    return str(np.ravel(np.asarray(told.verdict, dtype=object))[0])


def _verdict(gaps: tuple[float, float], times: list[float], noise: float, moved: str) -> str:
    """On the absolute scale first; the ratio may contradict it, and then that is said."""
    first, last = gaps
    if abs(last - first) < 1.96 * noise or last == first:
        return "no clear change"
    narrowed = abs(last) < abs(first)
    if narrowed and moved == "levelling down":
        return "levelled down"
    if (_distance(times[1]) > _distance(times[0])) == narrowed:
        return "mixed"
    return "narrowed" if narrowed else "widened"


def _distance(ratio_: float) -> float:
    return abs(float(np.log(ratio_))) if ratio_ > 0 else float("nan")


def _by_group(cells: Levels, names: list[tuple[str, ...]], span: list[Period]) -> Side:
    """All groups in these periods together; a group that nobody is in counts as nobody."""
    x, n = np.zeros(len(names)), np.zeros(len(names))
    for i, (groups, period) in enumerate(zip(cells.groups, cells.periods, strict=True)):
        if period in span:
            x[names.index(groups)] += cells.numerator[i]
            n[names.index(groups)] += cells.denominator[i]
    return Side(x, n, n, np.full(len(names), np.nan))


def _average(side: Side) -> float:
    with np.errstate(all="ignore"):
        return float(side.numerator.sum() / side.denominator.sum())


def _one(value: object) -> Floats:
    return np.array([float(np.asarray(value).item())])
