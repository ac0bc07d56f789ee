"""The level of a measure in each of many cells, with its interval: flat arrays, one entry a cell."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evenground import equity
from evenground.model.measures import Measure, MeasureType
from evenground.model.periods import Period
from evenground.model.values import Value

Floats = NDArray[np.float64]
Words = NDArray[np.object_]

ONE_VALUE = "one value: no interval can be told"


@dataclass(frozen=True, slots=True)
class Levels:
    """Cells of one measure and one stratum set: row i is the cell of ``groups[i]`` in ``periods[i]`` (None: all periods).

    ``n`` rows told, ``missing`` rows untold, ``persons`` (NaN where not counted), ``numerator`` and ``denominator`` as
    summed; ``sd`` for means. ``estimate``, ``lower``, ``upper`` are scaled by the measure's ``per``; ``se`` too (NaN where no
    normal error belongs to the interval). ``note`` gives the reason for each NaN. ``standardised``: levels are directly standardised, not
    numerator over denominator. All counts of a withheld cell are NaN.
    """

    measure: Measure
    by: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    periods: tuple[Period | None, ...]
    n: Floats
    missing: Floats
    persons: Floats
    numerator: Floats
    denominator: Floats
    sd: Floats
    estimate: Floats
    lower: Floats
    upper: Floats
    se: Floats
    note: Words
    standardised: bool = False

    def __len__(self) -> int:
        return len(self.groups)

    @property
    def withheld(self) -> NDArray[np.bool_]:
        """Cells of a released cube that its source withholds: none of their counts is known, and none of them is 0."""
        return np.isnan(self.n)

    def take(self, rows: NDArray[np.intp]) -> Levels:
        """These rows, in this order."""
        arrays = {name: getattr(self, name)[rows] for name in ARRAYS}
        groups = tuple(self.groups[i] for i in rows)
        return replace(self, groups=groups, periods=tuple(self.periods[i] for i in rows), **arrays)

    def row(self, groups: tuple[str, ...]) -> int | None:
        """Where these groups stand, or None."""
        return self.groups.index(groups) if groups in self.groups else None


ARRAYS = (
    "n", "missing", "persons", "numerator", "denominator", "sd", "estimate", "lower", "upper", "se", "note",
)  # fmt: skip


def levels(
    measure: Measure,
    by: tuple[str, ...],
    groups: tuple[tuple[str, ...], ...],
    periods: tuple[Period | None, ...],
    *,
    n: Floats,
    missing: Floats,
    persons: Floats,
    numerator: Floats,
    denominator: Floats,
    sum_of_squares: Floats,
    conf: float,
) -> Levels:
    """Levels from the counts of a cube: Wilson for proportions, Byar or exact for rates, Student's t for means."""
    sd = standard_deviation(n, numerator, sum_of_squares)
    value = _interval(measure, n, numerator, denominator, sd, conf)
    note = np.asarray(value.note, dtype=object)
    if measure.type is MeasureType.MEAN:
        note = np.where(n == 1, ONE_VALUE, note)
    return Levels(
        measure, by, groups, periods, n, missing, persons, numerator, denominator, sd,
        _floats(value.value), _floats(value.lower), _floats(value.upper), _floats(value.se), note,
    )  # fmt: skip


def standard_deviation(n: Floats, total: Floats, sum_of_squares: Floats) -> Floats:
    """The sample standard deviation from sums; NaN below two values."""
    with np.errstate(all="ignore"):
        variance = (sum_of_squares - total**2 / n) / (n - 1)
        return np.where(n > 1, np.sqrt(np.maximum(variance, 0.0)), np.nan)


def _interval(measure: Measure, n: Floats, numerator: Floats, denominator: Floats, sd: Floats, conf: float) -> Value:
    match measure.type:
        case MeasureType.PROPORTION:
            return _share(numerator, denominator, conf, measure.per)
        case MeasureType.RATE:
            return equity.rate_interval(numerator, denominator, conf=conf, per=measure.per)
        case MeasureType.MEAN:
            return _mean(n, numerator, sd, conf, measure.per)


def _share(numerator: Floats, denominator: Floats, conf: float, per: float) -> Value:
    """A share of more than all (of a population that was estimated too low) stands as it was counted: NaN limits, with the reason."""
    told = equity.proportion_interval(numerator, denominator, conf=conf, per=per)
    with np.errstate(all="ignore"):
        value = np.where((numerator > denominator) & (denominator > 0), numerator / denominator * per, told.value)
    return Value(value, told.lower, told.upper, told.se, told.method, told.note)


def _mean(n: Floats, total: Floats, sd: Floats, conf: float, per: float) -> Value:
    """The mean itself stands even where no interval can (one value): NaN limits, with the reason."""
    with np.errstate(all="ignore"):
        mean = np.where(n > 0, total / n, np.nan)
    told = equity.mean_interval(mean * per, sd * per, n, conf=conf)
    return Value(mean * per, told.lower, told.upper, told.se, told.method, told.note)


def _floats(values: object) -> Floats:
    return np.atleast_1d(np.asarray(values, dtype=float))
