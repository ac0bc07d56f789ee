"""Small groups are not made invisible: a group too small for a period is counted over longer spans, which are protected with everything else."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from evenground import spc
from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.charted import ReleasedPooled
from evenground.disclosure.hiding import is_small, protected_counts
from evenground.disclosure.released import ReleasedResult
from evenground.model.figures import Status
from evenground.model.measures import Measure, MeasureType
from evenground.model.periods import Period
from evenground.model.plans import Plan
from evenground.results.levels import Floats, Levels, levels

OFTEN = 1 / 3  # of the periods with people: hidden as often as this, a group is hard to follow
FEWEST_GROUPS = 3  # to draw one towards the others


@dataclass(frozen=True, slots=True)
class Window:
    """One group over longer spans: its ``cells`` (one a window, all of this group), the ``span``, and how many periods would show it."""

    groups: tuple[str, ...]
    span: str
    cells: Levels
    periods_until_seen: int | None


def windows_of(cells: Levels, plan: Plan, often_hidden: Collection[tuple[str, ...]] = ()) -> tuple[Window, ...]:
    """For each group that is small in a third of its periods, the shortest calendar span at which it can be shown.

    One that is ``often_hidden`` for the sake of others, and not small itself, gets the next longer span than the plan's.
    ``cells``: one stratum by period. A group that only all periods together can show has no windows; nor has one that nothing shows.
    """
    periods = sorted({period for period in cells.periods if period})
    if plan.every is None or len(periods) < 2 or plan.rows != "people":
        return ()
    cuts = spc.calendar_windows(periods, plan.every)
    found = (
        _window(cells, groups, periods, cuts, plan, groups in often_hidden) for groups in dict.fromkeys(cells.groups)
    )
    return tuple(one for one in found if one)


def pooled(
    result: ReleasedResult, told: Sequence[tuple[Window, tuple[ReleasedCell, ...]]], conf: float, threshold: int
) -> tuple[ReleasedPooled, ...]:
    """What may be shown of these windows, each with its level drawn towards that of all groups in the same time.

    How long until a group can be seen is told at the pace of the whole time, where that is shown: the pace of late would tell of hidden periods.
    """
    seen = {
        (window.groups, period): cell
        for window, cells in told
        for period, cell in zip(window.cells.periods, cells, strict=True)
        if period
    }
    found = []
    for window, cells in told:
        shown = _shown_windows(result, window, cells)
        steadied = tuple(_steadied(result, seen, window.groups, period, conf) for period, _ in shown)
        until = _until_seen(result, window.groups, threshold)
        found.append(ReleasedPooled(window.groups, window.span, shown, steadied, until))
    return tuple(found)


def _until_seen(result: ReleasedResult, groups: tuple[str, ...], threshold: int) -> int | None:
    """How many periods together would on average bring the rarest count to the threshold."""
    whole = next((cell for cell in result.cells if cell.groups == groups), None)
    if whole is None or whole.status is not Status.SHOWN or not result.over_time:
        return None
    counts: list[float | None] = [whole.n] if result.measure.type is MeasureType.MEAN else [whole.n, whole.numerator]
    if result.measure.type is MeasureType.PROPORTION:
        counts.append((whole.denominator or 0.0) - (whole.numerator or 0.0))
    rarest = min((count for count in counts if count), default=0.0)
    return max(1, ceil(threshold * len(result.over_time) / rarest - 1e-9)) if rarest > 0 else None


def _shown_windows(
    result: ReleasedResult, window: Window, cells: tuple[ReleasedCell, ...]
) -> tuple[tuple[Period, ReleasedCell], ...]:
    """The windows; the whole time where nothing shorter shows the group; none where every one of them is withheld."""
    told = list(zip((period for period in window.cells.periods if period), cells, strict=True))
    whole = next((cell for cell in result.cells if cell.groups == window.groups), None)
    if not any(cell.status is Status.SHOWN for _, cell in told):
        told = [(result.period, whole)] if result.period and whole and whole.status is Status.SHOWN else []
    return tuple(told)


def _window(
    cells: Levels,
    groups: tuple[str, ...],
    periods: list[Period],
    cuts: Sequence[spc.Windows],
    plan: Plan,
    often_hidden: bool,
) -> Window | None:
    rows = np.array([i for i, name in enumerate(cells.groups) if name == groups and cells.periods[i]], dtype=np.intp)
    mine = cells.take(rows)
    counts = np.stack(protected_counts(mine, plan)) if len(mine) else np.zeros((0, 0))
    if not counts.size or plan.every is None:
        return None
    small = is_small(counts, plan.protect.threshold).any(axis=0).mean() >= OFTEN
    if not small and not (often_hidden and len(cuts) > 1):
        return None
    places = np.array([periods.index(period) for period in mine.periods if period], dtype=np.intp)
    full = np.zeros((len(counts), len(periods)))
    full[:, places] = np.nan_to_num(counts)
    found = spc.pool_until_seen(
        list(full), windows=cuts if small else cuts[1:], every=plan.every, threshold=plan.protect.threshold
    )
    if found.span in {"none", "all", plan.every.value}:
        return Window(groups, found.span, cells.take(np.zeros(0, dtype=np.intp)), found.periods_until_seen)
    shown = np.flatnonzero(found.shown)
    spans = [Period(periods[found.first[w]].start, periods[found.last[w]].end) for w in shown]
    number = found.number[places]
    return Window(groups, found.span, _summed(mine, [number == w for w in shown], spans), found.periods_until_seen)


def _summed(mine: Levels, parts: Sequence[np.ndarray], spans: Sequence[Period]) -> Levels:
    with np.errstate(all="ignore"):
        squares = np.nan_to_num(mine.sd) ** 2 * np.maximum(mine.n - 1, 0) + np.nan_to_num(mine.numerator**2 / mine.n)

    def total(values: Floats) -> Floats:
        return np.array([values[part].sum() for part in parts], dtype=float)

    return levels(
        mine.measure, mine.by, (mine.groups[0],) * len(spans), tuple(spans), n=total(mine.n), missing=total(mine.missing),
        persons=np.full(len(spans), np.nan), numerator=total(mine.numerator), denominator=total(mine.denominator),
        sum_of_squares=total(squares), conf=0.95,
    )  # fmt: skip


def _steadied(
    result: ReleasedResult, seen: dict[tuple[tuple[str, ...], Period], ReleasedCell], groups: tuple[str, ...], span: Period,
    conf: float,
) -> tuple[float, float, float] | None:  # fmt: skip
    """From released cells alone: each group's counts in this span, as a window or as the sum of its shown periods."""
    if result.measure.type is MeasureType.MEAN:
        return None
    counts = {cell.groups: _counts_in(result, seen, place, span) for place, cell in enumerate(result.cells)}
    known = {name: pair for name, pair in counts.items() if pair}
    if groups not in known or len(known) < FEWEST_GROUPS:
        return None
    return _drawn(result.measure, known, groups, conf)


def _drawn(
    measure: Measure, known: dict[tuple[str, ...], tuple[float, float]], groups: tuple[str, ...], conf: float
) -> tuple[float, float, float] | None:
    numerator, denominator = (list(part) for part in zip(*known.values(), strict=True))
    drawn = spc.partially_pooled(numerator, denominator, type=measure.type.value, conf=conf, per=measure.per)
    at = list(known).index(groups)
    value, low, high = (float(np.asarray(part)[at]) for part in (drawn.value, drawn.lower, drawn.upper))
    return (value, low, high) if np.isfinite([value, low, high]).all() else None


def _counts_in(
    result: ReleasedResult, seen: dict[tuple[tuple[str, ...], Period], ReleasedCell], place: int, span: Period
) -> tuple[float, float] | None:
    window = seen.get((result.cells[place].groups, span))
    cells = (
        [window]
        if window
        else [at[place] for p, _, at in result.over_time if span.start <= p.start and p.end <= span.end]
    )
    told = [cell for cell in cells if cell.status is not Status.NONE]
    if not told or any(cell.numerator is None or not cell.denominator for cell in told):
        return None
    return sum(cell.numerator or 0.0 for cell in told), sum(cell.denominator or 0.0 for cell in told)
