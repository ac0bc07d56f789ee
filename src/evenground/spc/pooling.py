"""Small groups are not made invisible: periods are put together until a group can be seen, by one stated rule.

The rule: the shortest calendar span at which every full window can be shown, there being at least two; failing that, the shortest at
which at least two windows can, that hold half of every count; failing that, all periods together, if that can be shown.
A window can be shown where each protected count (events, people without one, people) is 0 or at least the threshold.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.model.periods import Every, Period

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ALL = "all"
NOT_SEEN = "none"

_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12, "two years": 24, "five years": 60, "ten years": 120}
_FIRST = {Every.DAY: "day", Every.WEEK: "week", Every.MONTH: "month", Every.QUARTER: "quarter", Every.YEAR: "year"}
_A_YEAR = {Every.DAY: 365, Every.WEEK: 52, Every.MONTH: 12, Every.QUARTER: 4, Every.YEAR: 1}


@dataclass(frozen=True, slots=True)
class Windows:
    """One way to cut the periods into windows: ``number`` (t,) is each period's window, from 0; ``full`` (windows,) is
    False where the data begin or end inside the window."""

    span: str
    number: Ints
    full: Bools


@dataclass(frozen=True, slots=True)
class Pooled:
    """What was pooled: the ``span`` ("none": not even all periods together can be shown), ``number`` as in Windows, ``first`` and ``last``
    (the places of each window's first and last period), ``sums`` (counts, windows), ``full``, and ``shown``, False where a window
    must stay hidden. ``periods_until_seen``: how many periods together would on average show the group at the pace of the last
    year; None where nothing is known of it."""

    span: str
    number: Ints
    first: Ints
    last: Ints
    sums: Floats
    full: Bools
    shown: Bools
    periods_until_seen: int | None


def calendar_windows(periods: Sequence[Period], every: Every) -> tuple[Windows, ...]:
    """The calendar's windows over ``periods`` (ascending), from each period by itself to all together, shortest first.

    A year is a calendar year; "two years" begin in even years, "five years" in 2020, 2025…; a week belongs to the month of its first day.
    Raises ValueError for periods out of order.
    """
    if any(b.start <= a.end for a, b in pairwise(periods)):
        raise ValueError("periods must ascend and not overlap.")
    own = np.arange(len(periods))
    found = [Windows(_FIRST[every], own, np.ones(len(periods), bool))]
    longer = list(_MONTHS)
    start = longer.index(_FIRST[every]) + 1 if _FIRST[every] in longer else 0
    months = np.array([12 * period.start.year + period.start.month - 1 for period in periods], dtype=np.int64)
    if len(periods):
        found += [_cut(periods, months, span) for span in longer[start:]]
    return (*found, Windows(ALL, np.zeros(len(periods), np.int64), np.ones(min(len(periods), 1), bool)))


def pool_until_seen(
    counts: Sequence[ArrayLike], *, windows: Sequence[Windows], every: Every, threshold: int = 11
) -> Pooled:
    """Pools one group's periods by the rule above.

    ``counts``: the protected counts, each of shape (t,), such as events, people without an event, and people; a missing count (NaN) hides its
    window. ``windows``: from ``calendar_windows``, shortest first. Raises ValueError for counts that do not fit.
    """
    protected = _counts(counts, windows)
    tried = [(cut, _summed(protected, cut)) for cut in windows]
    seen = [(cut, sums, _can_be_shown(sums, threshold)) for cut, sums in tried]
    until = _until_seen(protected, threshold, _A_YEAR[every])
    for rule in (_every_full_window, _half_of_the_counts, _the_only_window):
        for cut, sums, shown in seen:
            if rule(cut, sums, shown):
                return _pooled(cut.span, cut, sums, shown, until)
    cut, sums, shown = seen[-1]
    return _pooled(NOT_SEEN, cut, sums, shown, until)


def _cut(periods: Sequence[Period], months: Ints, span: str) -> Windows:
    length = _MONTHS[span]
    keys, number = np.unique(months // length, return_inverse=True)
    begins, ends = keys * length, (keys + 1) * length
    first, last = periods[0].start, periods[-1].end
    early = (begins > months[0]) | ((begins == months[0]) & (first.day == 1))
    after = last.toordinal() + 1
    late = np.array([after >= _first_day(int(end)) for end in ends], bool)
    return Windows(span, number.reshape(-1).astype(np.int64), early & late)


def _first_day(month: int) -> int:
    """The day number of the first of a month counted from year 0."""
    return dt.date(month // 12, month % 12 + 1, 1).toordinal()


def _counts(counts: Sequence[ArrayLike], windows: Sequence[Windows]) -> Floats:
    try:
        protected = np.stack([np.asarray(count, dtype=np.float64) for count in counts])
    except (TypeError, ValueError):
        raise ValueError("counts must be arrays of numbers, all of one length.") from None
    if protected.ndim != 2 or any(cut.number.shape != protected.shape[1:] for cut in windows) or not windows:
        raise ValueError(f"counts of shape {protected.shape[1:]} do not fit the windows: one count for each period.")
    if (protected < 0).any():
        raise ValueError("A count is below 0.")
    return protected


def _summed(protected: Floats, cut: Windows) -> Floats:
    return np.stack([np.bincount(cut.number, weights=count, minlength=len(cut.full)) for count in protected])


def _can_be_shown(sums: Floats, threshold: int) -> Bools:
    return np.asarray(((sums == 0) | (sums >= threshold)).all(axis=0))


def _every_full_window(cut: Windows, sums: Floats, shown: Bools) -> bool:
    del sums
    return int(cut.full.sum()) >= 2 and bool(shown[cut.full].all())


def _half_of_the_counts(cut: Windows, sums: Floats, shown: Bools) -> bool:
    seen = shown & cut.full
    held, whole = np.nansum(sums[:, seen], axis=1), np.nansum(sums[:, cut.full], axis=1)
    return int(seen.sum()) >= 2 and bool((2 * held >= whole).all())


def _the_only_window(cut: Windows, sums: Floats, shown: Bools) -> bool:
    del sums
    return cut.span == ALL and bool(shown.any())


def _pooled(span: str, cut: Windows, sums: Floats, shown: Bools, until: int | None) -> Pooled:
    places = np.arange(len(cut.number))
    numbers = range(len(cut.full))
    first = np.array([places[cut.number == number].min() for number in numbers], dtype=np.int64)
    last = np.array([places[cut.number == number].max() for number in numbers], dtype=np.int64)
    return Pooled(span, cut.number, first, last, sums, cut.full, shown, until)


def _until_seen(protected: Floats, threshold: int, a_year: int) -> int | None:
    """Periods until the slowest of the counts that grow at all reaches the threshold."""
    recent = protected[:, -a_year:]
    known = np.isfinite(recent).all(axis=0)
    if not known.any():
        return None
    pace = recent[:, known].mean(axis=1)
    growing = pace[pace > 0]
    return max(1, ceil(threshold / growing.min() - 1e-9)) if growing.size else 1
