"""One finding with the status of each of its cells, and what may be shown of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from evenground.cubes import Cube
from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.figures import (
    hidden_gaps,
    or_none,
    released_cell,
    released_gaps,
    withheld,
)
from evenground.disclosure.hiding import statuses
from evenground.disclosure.released import (
    ReleasedAverageChange,
    ReleasedChange,
    ReleasedGap,
    ReleasedResult,
    ReleasedSummary,
)
from evenground.model.figures import Status
from evenground.model.periods import Period
from evenground.results.findings import Finding
from evenground.results.levels import ARRAYS, Levels


class ProtectedFinding:
    """One finding with the status of each of its cells."""

    def __init__(self, cube: Cube, finding: Finding) -> None:
        self.plan, self.whole, self.finding = cube.plan, cube.whole, finding
        both = joined(finding.cells, finding.by_period)
        status = statuses(both, self.plan, overlapping=finding.overlapping)
        self.status, self.status_by_period = status[: len(finding.cells)], status[len(finding.cells) :]
        overall = joined(finding.overall, finding.overall_by_period)
        of_overall = statuses(overall, self.plan)
        self.overall, self.overall_by_period = of_overall[: len(finding.overall)], of_overall[len(finding.overall) :]
        self.hidden_gaps = hidden_gaps(finding.gaps, self.status)
        timed = finding.gaps_by_period
        self.hidden_gaps_by_period = np.zeros(0, bool) if timed is None else hidden_gaps(timed, self.status_by_period)

    def result(self) -> ReleasedResult:
        """What of this finding may be shown."""
        finding = self.finding
        single = len(finding.strata) == 1
        return ReleasedResult(
            measure=finding.measure,
            strata=finding.strata,
            period=self.whole,
            overall=released_cell(finding.overall, self.overall, 0, self.plan),
            cells=tuple(released_cell(finding.cells, self.status, i, self.plan) for i in range(len(finding.cells))),
            gaps=tuple(released_gaps(finding.gaps, self.hidden_gaps, self._bounds(), self.whole)),
            reference=finding.reference,
            overlapping=finding.overlapping,
            summaries=self._summaries(),
            change=self._change(),
            average_change=self._average_change(),
            over_time=self._cells_over_time() if single else (),
            gaps_over_time=self._gaps_over_time(),
            notes=finding.notes,
            breaks=tuple(one.period for one in finding.breaks),
            impossible=finding.impossible,
        )

    def _bounds(self) -> list[tuple[float, float] | None]:
        """Bounds use the counts of unknown group, so they go when any cell of the set is hidden."""
        low, high = self.finding.bounds
        whole = not withheld(self.status).any()
        known = [whole and bool(np.isfinite(a) and np.isfinite(b)) for a, b in zip(low, high, strict=True)]
        return [(float(low[i]), float(high[i])) if known[i] else None for i in range(len(low))]

    def _summaries(self) -> tuple[ReleasedSummary, ...]:
        """A summary over all groups would give the one hidden group away, so it goes with it."""
        if withheld(self.status).any():
            return ()
        return tuple(
            ReleasedSummary(s.name, or_none(s.value), or_none(s.lower), or_none(s.upper), or_none(s.null_value), s.note)
            for s in self.finding.summaries
        )

    def _change(self) -> ReleasedChange | None:
        """It was worked out from cells that are shown, so it may be shown."""
        change = self.finding.change
        if change is None:
            return None
        return ReleasedChange(
            change.groups, change.reference, change.first, change.last, change.difference_first, change.difference_last,
            or_none(change.ratio_first), or_none(change.ratio_last), change.group_change, change.reference_change,
            change.verdict,
        )  # fmt: skip

    def _average_change(self) -> ReleasedAverageChange | None:
        """It needs every group in every period of both spans, so it goes with any of them."""
        moved = self.finding.average_change
        if moved is None or not np.isfinite(moved.within):
            return None
        cells, hidden = self.finding.by_period, withheld(self.status_by_period)
        if any(
            hidden[i] and (_inside(period, moved.first) or _inside(period, moved.last))
            for i, period in enumerate(cells.periods)
        ):
            return None
        return ReleasedAverageChange(moved.first, moved.last, moved.before, moved.after, moved.within, moved.between)

    def _cells_over_time(self) -> tuple[tuple[Period, ReleasedCell, tuple[ReleasedCell, ...]], ...]:
        """Every period has a cell for every group, in one order: a group with nobody in a month must not lend its place to the next."""
        finding = self.finding
        cells = {
            (period, finding.by_period.groups[i]): released_cell(finding.by_period, self.status_by_period, i, self.plan)
            for i, period in enumerate(finding.by_period.periods)
            if period
        }
        everyone = {p: i for i, p in enumerate(finding.overall_by_period.periods)}
        return tuple(
            (
                p,
                released_cell(finding.overall_by_period, self.overall_by_period, everyone[p], self.plan),
                tuple(cells.get((p, groups)) or ReleasedCell(groups, Status.NONE) for groups in finding.cells.groups),
            )
            for p in sorted(period for period in everyone if period)
        )

    def _gaps_over_time(self) -> tuple[ReleasedGap, ...]:
        timed = self.finding.gaps_by_period
        return (
            ()
            if timed is None
            else tuple(released_gaps(timed, self.hidden_gaps_by_period, [None] * len(timed), self.whole))
        )


def joined(whole: Levels, by_period: Levels) -> Levels:
    """Both sets of cells as one, so that they are protected together."""
    arrays: dict[str, Any] = {name: np.concatenate([getattr(whole, name), getattr(by_period, name)]) for name in ARRAYS}
    return replace(whole, groups=whole.groups + by_period.groups, periods=whole.periods + by_period.periods, **arrays)


def _inside(period: Period | None, span: Period) -> bool:
    return period is not None and span.start <= period.start and period.end <= span.end
