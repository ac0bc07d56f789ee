"""What the whole population would gain if everyone had the reference group's level: PAR and PAF."""

from __future__ import annotations

import numpy as np

from evenground.equity.arrays import Floats, Mask, quiet
from evenground.equity.summary.answers import measure, symmetric
from evenground.equity.summary.tables import Positions, Tables
from evenground.model.values import Value

WALTER = "Walter, average held fixed"


def attributable(tables: Tables) -> tuple[Value, Value]:
    """Population attributable risk (reference minus average) and fraction (100 PAR / average).

    The reference is the one named, else the most advantaged (ordered) or the best group. Both are 0 where the reference
    is worse than the average. Interval: Walter's standard error of the fraction, from the population as counts.
    """
    reference = _reference(tables)
    level = tables.at(tables.y, reference)
    with quiet():
        gain = level - tables.mean
        par = np.where(tables.sign * gain > 0, gain, 0.0)
        fraction_se = _walter(tables, reference)
        risk = symmetric(par, fraction_se * tables.mean, tables.z)
        fraction = symmetric(100 * par / tables.mean, 100 * fraction_se, tables.z)
    there = np.take_along_axis(tables.present, reference[:, np.newaxis], axis=-1)[:, 0]
    gone = [(~there, "the reference group has no estimate")]
    caveats: list[tuple[Mask, str]] = [
        (tables.sign * gain < 0, "the reference is worse than the average: set to 0"),
        (np.isnan(fraction_se), _why_no_interval(tables)),
    ]
    weighted = not tables.fixed_mean
    none = [*gone, (tables.mean == 0, "the average is 0: fraction not defined")]
    return (
        measure(tables, risk, WALTER, weighted=weighted, reasons=gone, caveats=caveats),
        measure(tables, fraction, WALTER, weighted=weighted, reasons=none, caveats=caveats),
    )


def _reference(tables: Tables) -> Positions:
    if tables.reference is not None:
        return tables.reference
    if tables.order is not None:
        return np.asarray(np.where(tables.present, tables.order, -np.inf).argmax(-1))
    return tables.best()


def _walter(tables: Tables, reference: Positions) -> Floats:
    """Standard error of the fraction (Walter 1978) from the cases and others of the reference and of the rest."""
    if tables.scale is None:
        return np.full(len(tables.y), np.nan)
    cases = tables.n * (tables.y / tables.scale)
    others, total = tables.n - cases, tables.n.sum(-1)
    c, d = tables.at(cases, reference), tables.at(others, reference)
    # What is left of the rest may fall below 0 by rounding, which must not cost the interval.
    a, b = np.maximum(cases.sum(-1) - c, 0), np.maximum(others.sum(-1) - d, 0)
    variance = c * total * (a * d * (total - c) + b * c**2) / ((a + c) ** 3 * (c + d) ** 3)
    fine = tables.counted & (variance >= 0) & np.all(tables.y <= tables.scale, axis=-1) & np.all(tables.y >= 0, axis=-1)
    return np.where(fine, np.sqrt(variance), np.nan)


def _why_no_interval(tables: Tables) -> str:
    if tables.scale is None:
        return "no interval: defined for proportions only (scale)"
    return "no interval: it needs the population of every group and proportions between 0 and scale"
