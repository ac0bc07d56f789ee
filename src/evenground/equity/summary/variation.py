"""How far all groups vary, with intervals by formula: between-group variance, Theil index, mean log deviation."""

from __future__ import annotations

import numpy as np

from evenground.equity.arrays import Floats, Mask, quiet
from evenground.equity.summary.answers import NO_ERRORS, measure, symmetric
from evenground.equity.summary.tables import Tables
from evenground.model.values import Value

AHN = "analytic (Ahn et al. 2018)"
DELTA = "delta method"


def between_group_variance(tables: Tables) -> Value:
    """BGV, the weighted variance of the group levels (in squared units)."""
    with quiet():
        away = tables.y - _mean(tables)[:, np.newaxis]
        bgv = (tables.share * away**2).sum(-1)
        error = tables.share**2 * tables.se**2
        noise = error.sum(-1) ** 2 - (error**2).sum(-1)
        noise += (tables.share**2 * (1 - tables.share) ** 2 * tables.se**4).sum(-1)
        se = np.sqrt(4 * (error * away**2).sum(-1) + 2 * noise)
    return measure(tables, symmetric(bgv, se, tables.z), AHN, weighted=True, caveats=_no_errors(tables))


def theil(tables: Tables) -> Value:
    """Theil index times 1000: 0 if all groups are equal; a group at 0 is allowed."""
    with quiet():
        mean = _mean(tables)
        r, log = _relative(tables, mean)
        log = np.where(r > 0, log, 0.0)
        value = 1000 * (tables.share * r * log).sum(-1)
        slope = np.where(r > 0, 1 + log, 0.0) - (tables.share * r * (1 + log)).sum(-1, keepdims=True)
        slope = np.where((r == 0) & (tables.se > 0), np.nan, np.where((r == 0), 0.0, slope))
        se = _delta(tables, slope, mean)
    zero = np.any(tables.present & (tables.y == 0) & (tables.se > 0), axis=-1)
    caveats = [*_no_errors(tables), (zero, "no interval: a group at 0 has an infinite slope"), *_flat(tables)]
    return measure(
        tables, symmetric(value, se, tables.z), DELTA, weighted=True, reasons=_undefined(tables, mean), caveats=caveats
    )


def mean_log_deviation(tables: Tables) -> Value:
    """Mean log deviation times 1000: 0 if all groups are equal; not defined if a group with people is at 0."""
    with quiet():
        mean = _mean(tables)
        r, log = _relative(tables, mean)
        used = tables.share > 0
        value = -1000 * np.where(used, tables.share * log, 0.0).sum(-1)
        se = _delta(tables, np.where(used, 1 - 1 / r, 0.0), mean)
    zero = [(np.any(used & (tables.y == 0), axis=-1), "a group is at 0, whose logarithm is infinite")]
    reasons = [*_undefined(tables, mean), *zero]
    caveats = [*_no_errors(tables), *_flat(tables)]
    return measure(tables, symmetric(value, se, tables.z), DELTA, weighted=True, reasons=reasons, caveats=caveats)


def _mean(tables: Tables) -> Floats:
    return np.asarray((tables.share * tables.y).sum(-1))


def _relative(tables: Tables, mean: Floats) -> tuple[Floats, Floats]:
    """Each level over the average, and its logarithm."""
    r = tables.y / mean[:, np.newaxis]
    return r, np.log(r)


def _delta(tables: Tables, slope: Floats, mean: Floats) -> Floats:
    parts = slope * tables.share * tables.se / mean[:, np.newaxis]
    return np.asarray(1000 * np.sqrt((parts**2).sum(-1)))


def _no_errors(tables: Tables) -> list[tuple[Mask, str]]:
    return [(~tables.se_known, NO_ERRORS)]


def _flat(tables: Tables) -> list[tuple[Mask, str]]:
    level = np.where(tables.present, tables.y, np.nan)
    with quiet():
        equal = (tables.groups > 1) & np.all(
            ~tables.present | (level == np.nan_to_num(tables.y.max(-1, keepdims=True))), -1
        )
    return [(equal, "all groups are equal: the delta method sees no spread, so the interval has no width")]


def _undefined(tables: Tables, mean: Floats) -> list[tuple[Mask, str]]:
    return [(mean <= 0, "the average is not above 0"), (np.any(tables.y < 0, axis=-1), "a group is below 0")]
