"""The gap of each group to the reference, on both scales, with its test, the people it is about, and what it takes to be sure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from evenground import equity
from evenground.model.figures import Verdict
from evenground.model.measures import Better, Measure, MeasureType
from evenground.model.periods import Period
from evenground.model.values import Value
from evenground.results.comparison import Side, difference, needed, p_values, ratio
from evenground.results.levels import Floats, Levels, Words
from evenground.results.reference import OVERALL

FALSE_DISCOVERY_RATE = 0.05


@dataclass(frozen=True, slots=True)
class Gaps:
    """Row i: the gap of ``groups[i]`` in ``periods[i]`` to ``reference``; differences scaled by ``per``, signed as group minus reference.

    ``excess`` is signed so that above 0 is worse off for people. ``q`` is ``p`` with the false-discovery rate held over the
    family it was judged in. ``cell`` and ``reference_cell`` say which rows of the levels were compared (-1: overall).
    ``people`` ranks gaps: the excess, or for a mean the people who would have to move for the group to lie as the reference does.
    ``needed`` and ``periods_needed`` are NaN where nothing more is needed or nothing can be said.
    """

    measure: Measure
    by: tuple[str, ...]
    reference: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    periods: tuple[Period | None, ...]
    cell: NDArray[np.intp]
    reference_cell: NDArray[np.intp]
    difference: Floats
    difference_lower: Floats
    difference_upper: Floats
    ratio: Floats
    ratio_lower: Floats
    ratio_upper: Floats
    worse_by: Floats
    excess: Floats
    people: Floats
    p: Floats
    q: Floats
    enough: NDArray[np.bool_]
    needed: Floats
    periods_needed: Floats
    note: Words

    def __len__(self) -> int:
        return len(self.groups)

    def judged(self, q: Floats) -> Gaps:
        """The same gaps with these adjusted p-values."""
        return replace(self, q=q)

    def verdict(self, row: int) -> Verdict:
        """``gap`` where q holds the false-discovery rate; else ``no clear gap`` only if a meaningful one would have been seen."""
        if self.q[row] <= FALSE_DISCOVERY_RATE:
            return Verdict.GAP
        return Verdict.NO_CLEAR_GAP if self.enough[row] else Verdict.TOO_FEW


def gaps(cells: Levels, overall: Levels, reference: tuple[str, ...], conf: float) -> Gaps:
    """Every cell against the reference of its own period (``overall`` holds one row a period, in any order)."""
    rows, against = _pairs(cells, overall, reference)
    a = _side(cells, rows)
    if reference == OVERALL:
        return _against_overall(cells, overall, rows, against, a, conf)
    return _gaps(cells, reference, rows, against, a, _side(cells, against), conf)


def adjust(*families: Gaps) -> tuple[Gaps, ...]:
    """Hold the false-discovery rate over all these comparisons together (Benjamini & Hochberg 1995)."""
    if not families:
        return ()
    q = np.asarray(equity.adjust_p_values(np.concatenate([family.p for family in families])), dtype=float)
    ends = np.cumsum([len(family) for family in families])[:-1]
    return tuple(family.judged(part) for family, part in zip(families, np.split(q, ends), strict=True))


def _pairs(cells: Levels, overall: Levels, reference: tuple[str, ...]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows to compare and the rows of their references: the same period's reference cell, or overall."""
    if reference == OVERALL:
        where = {period: i for i, period in enumerate(overall.periods)}
        rows = [i for i in range(len(cells)) if cells.periods[i] in where]
    else:
        where = {cells.periods[i]: i for i in range(len(cells)) if cells.groups[i] == reference}
        rows = [i for i in range(len(cells)) if cells.periods[i] in where and cells.groups[i] != reference]
    return np.array(rows, dtype=np.intp), np.array([where[cells.periods[i]] for i in rows], dtype=np.intp)


def _side(cells: Levels, rows: NDArray[np.intp]) -> Side:
    denominator = cells.n if cells.measure.type is MeasureType.MEAN else cells.denominator
    told = (cells.estimate[rows], cells.se[rows]) if cells.standardised else None
    return Side(cells.numerator[rows], denominator[rows], cells.n[rows], cells.sd[rows], told)


def _gaps(
    cells: Levels,
    reference: tuple[str, ...],
    rows: NDArray[np.intp],
    against: NDArray[np.intp],
    a: Side,
    b: Side,
    conf: float,
    *,
    share: Floats | None = None,
) -> Gaps:
    """Compare ``a`` with ``b``. With ``share``, b is everyone else and the gap told is to everyone (see _against_overall)."""
    measure = cells.measure
    gap, times = difference(measure, a, b, conf), ratio(measure, a, b, conf)
    if share is not None:
        gap, times = _diluted(gap, 1 - share), _diluted_ratio(times, share)
    worse = np.where(measure.better is Better.LOWER, 1.0, -1.0) * _f(gap.value)
    with np.errstate(all="ignore"):
        enough_for_meaningful = a.denominator >= needed(measure, a, b, at_least=False)
        wanted = needed(measure, a, b, at_least=True)
        wanted = np.where(np.isfinite(wanted) & (wanted > a.denominator), wanted, np.nan)
    return Gaps(
        measure, cells.by, reference, tuple(cells.groups[i] for i in rows), tuple(cells.periods[i] for i in rows),
        rows, against if share is None else np.full(len(rows), -1, dtype=np.intp),
        _f(gap.value), _f(gap.lower), _f(gap.upper), _f(times.value), _f(times.lower), _f(times.upper),
        worse, _excess(measure, worse, a), _people(measure, worse, a, b), _p(measure, a, b), np.full(len(rows), np.nan),
        enough_for_meaningful, wanted, wanted / a.denominator, _notes(gap, times, len(rows)),
    )  # fmt: skip


def _against_overall(
    cells: Levels, overall: Levels, rows: NDArray[np.intp], against: NDArray[np.intp], a: Side, conf: float
) -> Gaps:
    """Everyone includes the group itself, so the group is tested against everyone else, and that answer is scaled back.

    With share w of the group, y_group - y_all = (1 - w)(y_group - y_rest), and the ratio to all is a monotone function
    of the ratio to the rest; intervals carry over exactly (w held fixed).
    """
    everyone = _side(overall, against)
    if (
        a.standardised
    ):  # close to the truth for a small group; a large one's gap to everyone is told too uncertain, never too sure
        return _gaps(cells, OVERALL, rows, against, a, everyone, conf, share=np.zeros(len(rows)))
    rest = _rest(cells, overall, rows, against, a, everyone)
    with np.errstate(all="ignore"):
        share = a.denominator / everyone.denominator
    return _gaps(cells, OVERALL, rows, against, a, rest, conf, share=share)


def _rest(
    cells: Levels, overall: Levels, rows: NDArray[np.intp], against: NDArray[np.intp], a: Side, everyone: Side
) -> Side:
    numerator, denominator = everyone.numerator - a.numerator, everyone.denominator - a.denominator
    n = everyone.n - a.n
    squares = _sum_of_squares(everyone) - _sum_of_squares(a)
    with np.errstate(all="ignore"):
        sd = np.sqrt(np.maximum((squares - numerator**2 / n) / (n - 1), 0))
    return Side(numerator, denominator, n, sd)


def _sum_of_squares(side: Side) -> Floats:
    with np.errstate(all="ignore"):
        return np.where(side.n > 1, side.sd**2 * (side.n - 1), 0) + side.numerator**2 / side.n


def _diluted(value: Value, by: Floats) -> Value:
    return Value(
        _f(value.value) * by, _f(value.lower) * by, _f(value.upper) * by, _f(value.se) * by, value.method, value.note
    )


def _diluted_ratio(value: Value, share: Floats) -> Value:
    def to_all(r: object) -> Floats:
        rho = _f(r)
        with np.errstate(all="ignore"):
            return np.where(np.isinf(rho), 1 / share, rho / (share * rho + 1 - share))

    return Value(to_all(value.value), to_all(value.lower), to_all(value.upper), value.se, value.method, value.note)


def _excess(measure: Measure, worse: Floats, a: Side) -> Floats:
    """How many fewer (more, where higher is better) there would be at the reference's level; a mean has no count."""
    if measure.type is MeasureType.MEAN:
        return np.full(len(worse), np.nan)
    return worse / measure.per * a.denominator


def _people(measure: Measure, worse: Floats, a: Side, b: Side) -> Floats:
    """For a mean: the share of the group that does not overlap with the reference, 2 Phi(d / 2) - 1 (Cohen 1988), times its people."""
    if measure.type is not MeasureType.MEAN:
        return _excess(measure, worse, a)
    with np.errstate(all="ignore"):
        d = worse / measure.per / np.sqrt((a.sd**2 + b.sd**2) / 2)
    share = [2 * NormalDist().cdf(one / 2) - 1 if np.isfinite(one) else 0.0 for one in d]
    return np.array(share) * a.n


def _p(measure: Measure, a: Side, b: Side) -> Floats:
    return p_values(measure, a, b) if len(a.n) else np.array([])


def _notes(gap: Value, times: Value, size: int) -> Words:
    first, second = (np.broadcast_to(np.asarray(v.note, dtype=object), (size,)) for v in (gap, times))
    return np.array([a or b for a, b in zip(first, second, strict=True)], dtype=object)


def _f(values: object) -> Floats:
    return np.atleast_1d(np.asarray(values, dtype=float))
