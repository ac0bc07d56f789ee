"""Reading a cube: the levels of one measure by one stratum set, over all periods or in each.

Running totals are not added up over time: their last period stands for the whole.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenground.cubes import Cube
from evenground.model.measures import Measure
from evenground.model.periods import Period
from evenground.results.levels import Floats, Levels, levels

EPOCH = dt.date(1970, 1, 1)


class Slices:
    """A cube's table as arrays, cut by measure, stratum set, and whole time or each period. Cells stand in the strata's own order."""

    def __init__(self, cube: Cube) -> None:
        self.cube = cube
        self._cut: dict[tuple[str, tuple[str, ...], bool], Levels] = {}
        self._columns = {name: cube.table.column(name) for name in cube.table.column_names}
        self._measure = self._words("measure")
        self._by = self._words("by")
        self._whole = np.asarray(self._columns["whole"].to_numpy(zero_copy_only=False), dtype=bool)
        self._start = np.array(self._columns["period_start"].to_pylist(), dtype=object)

    def of(self, measure: Measure, by: tuple[str, ...] = (), *, whole: bool = True) -> Levels:
        """The cells of this measure by these strata; empty where the cube has none."""
        key = (measure.name, by, whole)
        if key not in self._cut:
            self._cut[key] = self._levels(measure, by, whole)
        return self._cut[key]

    def _levels(self, measure: Measure, by: tuple[str, ...], whole: bool) -> Levels:
        rows = np.flatnonzero((self._measure == measure.name) & (self._by == ",".join(by)) & self._when(whole))
        part = {name: column.take(rows) for name, column in self._columns.items()}
        groups = list(zip(*(part[name].to_pylist() for name in by), strict=True)) if by else [()] * len(rows)
        periods = [None] * len(rows) if whole else _periods(part)
        order = self._order(by, groups, periods)
        counts = {name: _floats(part[name])[order] for name in COUNTS}
        return levels(
            measure,
            by,
            tuple(groups[i] for i in order),
            tuple(periods[i] for i in order),
            conf=self.cube.plan.conf,
            **counts,
        )

    def _when(self, whole: bool) -> NDArray[np.bool_]:
        if whole and self.cube.plan.is_running and self.cube.periods:
            return np.asarray(~self._whole & (self._start == self.cube.periods[-1].start), dtype=bool)
        return np.asarray(self._whole == whole, dtype=bool)

    def _words(self, name: str) -> NDArray[Any]:
        return np.asarray(self._columns[name].to_numpy(zero_copy_only=False))

    def _order(
        self, by: tuple[str, ...], groups: Sequence[tuple[str, ...]], periods: Sequence[Period | None]
    ) -> NDArray[np.intp]:
        """By period, then by the groups' own order."""
        places = [{name: i for i, name in enumerate(self.cube.groups[stratum])} for stratum in by]
        keys = [np.array([place[g[i]] for g in groups], dtype=int) for i, place in enumerate(places)]
        when = np.array([period.start.toordinal() if period else 0 for period in periods], dtype=int)
        return np.lexsort((*reversed(keys), when))


COUNTS = ("n", "missing", "persons", "numerator", "denominator", "sum_of_squares")


def _floats(column: Any) -> Floats:
    return np.asarray(column.cast("float64").to_numpy(zero_copy_only=False), dtype=float)


def _periods(part: dict[str, Any]) -> list[Period | None]:
    """One Period a row, made once for each pair of days."""
    days = [part[name].cast("int32").to_numpy(zero_copy_only=False) for name in ("period_start", "period_end")]
    pairs, place = np.unique(np.stack(days, axis=1), axis=0, return_inverse=True)
    made = [Period(EPOCH + dt.timedelta(int(a)), EPOCH + dt.timedelta(int(b))) for a, b in pairs]
    return [made[i] for i in np.ravel(place)]
