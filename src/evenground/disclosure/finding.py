"""One finding with the status of each of its cells, and what may be shown of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evenground.cubes import Cube
from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.charting import control_charts
from evenground.disclosure.figures import (
    Statuses,
    hidden_gaps,
    or_none,
    released_cell,
    released_gaps,
    withheld,
)
from evenground.disclosure.gap_charting import gap_charts
from evenground.disclosure.pooling import Window, pooled
from evenground.disclosure.protection import Protection
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
from evenground.results.levels import Levels


class ProtectedFinding:
    """One finding with the status of each of its cells."""

    def __init__(self, cube: Cube, finding: Finding, protection: Protection) -> None:
        self.plan, self.whole, self.finding, self.protection = cube.plan, cube.whole, finding, protection
        self.status, self.status_by_period = (
            protection.statuses(cells) for cells in (finding.cells, finding.by_period)
        )
        overall = finding.overall, finding.overall_by_period
        self.overall, self.overall_by_period = (protection.statuses(cells) for cells in overall)
        self.hidden_gaps = hidden_gaps(finding.gaps, self.status, finding.overall, self.overall)
        timed = finding.gaps_by_period
        everyone = finding.overall_by_period, self.overall_by_period
        self.hidden_gaps_by_period = (
            np.zeros(0, bool) if timed is None else hidden_gaps(timed, self.status_by_period, *everyone)
        )

    def result(self) -> ReleasedResult:
        """What of this finding may be shown."""
        finding = self.finding
        single = len(finding.strata) == 1
        result = ReleasedResult(
            measure=finding.measure,
            strata=finding.strata,
            period=self.whole,
            overall=self._cells(finding.overall, self.overall)[0],
            cells=self._cells(finding.cells, self.status),
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
        return self._over_time(result) if single and len(result.over_time) > 1 else result

    def _over_time(self, result: ReleasedResult) -> ReleasedResult:
        """Charts and longer spans, worked out from what is released already."""
        charting, conf = self.plan.charting, self.plan.conf
        if self.plan.is_running:  # each point holds the one before it: no rule of chance applies
            return result
        told = [
            (window, self._cells(window.cells, self.protection.statuses(window.cells))) for window in self._windows()
        ]
        return replace(
            result,
            charts=control_charts(result, charting),
            gap_charts=gap_charts(result, charting, conf),
            pooled=pooled(result, told, conf, self.plan.protect.threshold),
        )

    def _windows(self) -> tuple[Window, ...]:
        return self.protection.windows.get((self.finding.measure.name, self.finding.cells.by), ())

    @property
    def longer(self) -> list[tuple[Levels, Statuses]]:
        """The longer spans of small groups, with their statuses."""
        return [(one.cells, self.protection.statuses(one.cells)) for one in self._windows() if len(one.cells)]

    def _bounds(self) -> list[tuple[float, float] | None]:
        """Bounds use the counts of unknown group and of missing answers, so they go when any of the set is hidden."""
        low, high = self.finding.bounds
        whole = bool(self.protection.missing_visible(self.finding.cells).all())
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
        timed = self._cells(finding.by_period, self.status_by_period)
        cells = {
            (period, cell.groups): cell for period, cell in zip(finding.by_period.periods, timed, strict=True) if period
        }
        whole = self._cells(finding.overall_by_period, self.overall_by_period)
        everyone = dict(zip(finding.overall_by_period.periods, whole, strict=True))
        return tuple(
            (
                p,
                everyone[p],
                tuple(cells.get((p, groups)) or ReleasedCell(groups, Status.NONE) for groups in finding.cells.groups),
            )
            for p in sorted(period for period in everyone if period)
        )

    def _cells(self, levels: Levels, status: Statuses) -> tuple[ReleasedCell, ...]:
        told = self.protection.missing_visible(levels)
        return tuple(released_cell(levels, status, i, told) for i in range(len(levels)))

    def _gaps_over_time(self) -> tuple[ReleasedGap, ...]:
        timed = self.finding.gaps_by_period
        return (
            ()
            if timed is None
            else tuple(released_gaps(timed, self.hidden_gaps_by_period, [None] * len(timed), self.whole))
        )


def _inside(period: Period | None, span: Period) -> bool:
    return period is not None and span.start <= period.start and period.end <= span.end
