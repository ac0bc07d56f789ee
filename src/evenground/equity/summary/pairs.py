"""Two groups picked from a table: their difference and their ratio."""

from __future__ import annotations

import numpy as np

from evenground.equity.arrays import Floats, Mask, quiet
from evenground.equity.differences import mover
from evenground.equity.proportions import wilson_limits
from evenground.equity.score_limits import ratio_limits
from evenground.equity.summary.answers import Interval, measure, on_log_scale, symmetric
from evenground.equity.summary.tables import Positions, Tables
from evenground.model.values import Value

Counts = tuple[Floats, Floats, Floats, Floats]  # events and people of the first group, then of the second


def picked(tables: Tables) -> tuple[Positions, Positions]:
    """The two groups compared, (first, second), by the WHO's rules unless a reference is named.

    Ordered groups: the most advantaged first if higher is better, else the most disadvantaged first. Groups without an
    order: highest and lowest. With a reference: the reference and the worst other group, so that a gap is above 0.
    """
    if tables.reference is not None:
        worst = tables.extreme(-tables.sign, leave_out=tables.reference)
        return (tables.reference, worst) if tables.sign > 0 else (worst, tables.reference)
    if tables.order is not None:
        rank = np.where(tables.present, tables.order, np.nan)
        top = np.where(np.isnan(rank), -np.inf, rank).argmax(-1)
        bottom = np.where(np.isnan(rank), np.inf, rank).argmin(-1)
        return (top, bottom) if tables.sign > 0 else (bottom, top)
    return tables.extreme(1.0), tables.extreme(-1.0)


def difference(tables: Tables) -> Value:
    """First minus second: Newcombe's interval from counts of a proportion, else Wald's from the standard errors."""
    first, second = picked(tables)
    y1, y2, s1, s2 = (tables.at(part, at) for part in (tables.y, tables.se) for at in (first, second))
    with quiet():
        interval = symmetric(y1 - y2, np.sqrt(s1**2 + s2**2), tables.z)
        counts = _counts(tables, first, second)
        if counts is not None:
            assert tables.scale is not None
            x1, n1, x2, n2 = counts
            limits1, limits2 = wilson_limits(x1, n1, tables.z), wilson_limits(x2, n2, tables.z)
            lower, upper = mover(x1 / n1, *limits1, x2 / n2, *limits2)
            interval = (interval[0], lower * tables.scale, upper * tables.scale, interval[3])
    method = "Wald" if counts is None else "Newcombe hybrid score"
    return measure(
        tables,
        interval,
        method,
        reasons=_reference_gone(tables),
        caveats=_errors(tables, first, second, counts is None),
    )


def ratio(tables: Tables) -> Value:
    """First over second: Koopman's interval from counts of a proportion, else log-Wald; ``se`` is of the logarithm."""
    first, second = picked(tables)
    y1, y2, s1, s2 = (tables.at(part, at) for part in (tables.y, tables.se) for at in (first, second))
    with quiet():
        log_se = np.sqrt((s1 / y1) ** 2 + (s2 / y2) ** 2)
        log_se = np.where(np.isfinite(log_se), log_se, np.nan)
        interval: Interval = on_log_scale(y1 / y2, log_se, tables.z)
        counts = _counts(tables, first, second)
        if counts is not None:
            lower, upper = ratio_limits(*counts, z=tables.z)
            interval = (interval[0], lower, upper, interval[3])
    reasons = [
        *_reference_gone(tables),
        (y2 == 0, "the second group is 0: ratio not defined"),
        ((y1 < 0) | (y2 < 0), "a value below 0: ratio not defined"),
    ]
    method = "log Wald" if counts is None else "Koopman score"
    return measure(tables, interval, method, reasons=reasons, caveats=_errors(tables, first, second, counts is None))


def _counts(tables: Tables, first: Positions, second: Positions) -> Counts | None:
    if tables.numerator is None or tables.scale is None:
        return None
    x, n = tables.numerator, tables.n
    return tables.at(x, first), tables.at(n, first), tables.at(x, second), tables.at(n, second)


def _errors(tables: Tables, first: Positions, second: Positions, from_errors: bool) -> list[tuple[Mask, str]]:
    if not from_errors:
        return []
    s1, s2 = tables.at(tables.se, first), tables.at(tables.se, second)
    certain = ((s1 == 0) | (s2 == 0)) & (tables.groups > 1)
    return [
        (np.isnan(s1 + s2), "no interval: a compared group has no standard error"),
        (certain, "a compared group has standard error 0, so its own uncertainty is not counted: give numerator"),
    ]


def _reference_gone(tables: Tables) -> list[tuple[Mask, str]]:
    if tables.reference is None:
        return []
    there = np.take_along_axis(tables.present, tables.reference[:, np.newaxis], axis=-1)[:, 0]
    return [(~there, "the reference group has no estimate")]
