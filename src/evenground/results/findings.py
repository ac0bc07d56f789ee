"""All that a cube says: every measure by every stratum set, its gaps, how they moved, and which are worth acting on first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from evenground.cubes import Cube
from evenground.model.figures import Verdict
from evenground.model.measures import Measure
from evenground.model.strata import MultiRace, Stratum
from evenground.results.bounds import bounds
from evenground.results.breaks import Break, breaks, impossible, past_all
from evenground.results.change import AverageChange, Change, average_change, change
from evenground.results.gaps import Gaps, adjust, gaps
from evenground.results.levels import Floats, Levels
from evenground.results.reference import Mask, reference_of
from evenground.results.slices import Slices
from evenground.results.standardised import standardised
from evenground.results.summaries import Summary, summaries

SAME_PEOPLE = 0.9


@dataclass(frozen=True, slots=True)
class Finding:
    """One measure by one stratum set. ``overall`` has one row; ``overall_by_period`` and ``by_period`` one a period.

    ``gaps_by_period`` is None for pairs and deeper sets. ``bounds`` are the lowest and highest each gap's difference could be.
    ``breaks``: where the data seem to be made in another way from then on. ``impossible``: groups whose share passes 100 %.
    """

    measure: Measure
    strata: tuple[Stratum, ...]
    reference: tuple[str, ...]
    overall: Levels
    cells: Levels
    gaps: Gaps
    bounds: tuple[Floats, Floats]
    overall_by_period: Levels
    by_period: Levels
    gaps_by_period: Gaps | None
    summaries: tuple[Summary, ...]
    change: Change | None
    average_change: AverageChange | None
    notes: tuple[str, ...]
    breaks: tuple[Break, ...] = ()
    impossible: tuple[str, ...] = ()

    @property
    def overlapping(self) -> bool:
        """Whether a person may stand in several of the groups, so that they do not add up to everyone."""
        return any(stratum.multi is MultiRace.COMBINATION for stratum in self.strata)


@dataclass(frozen=True, slots=True)
class Findings:
    """What a cube says, with the false-discovery rate held over all ``looked_at`` comparisons of the whole time."""

    cube: Cube
    findings: tuple[Finding, ...]
    looked_at: int

    def finding(self, measure: str, by: tuple[str, ...]) -> Finding:
        """The finding of this measure by these strata; KeyError with what there is."""
        for finding in self.findings:
            if finding.measure.name == measure and finding.cells.by == by:
                return finding
        there = ", ".join(sorted({f"{f.measure.name} by {' and '.join(f.cells.by)}" for f in self.findings}))
        raise KeyError(f"{measure} by {' and '.join(by)} was not measured. There is: {there}.")


def find(cube: Cube, *, visible: Callable[[Levels], Mask] | None = None) -> Findings:
    """Everything the cube says. Deterministic; no row of the source is read.

    ``visible`` says which cells may be shown at all, so that no group is compared with one that cannot be seen. The
    false-discovery rate is held over all comparisons of single strata together, over those of pairs together, and over those by period.
    """
    slices = Slices(cube)
    seen = visible or (lambda cells: np.ones(len(cells), dtype=bool))
    found = [_finding(slices, measure, by, seen) for measure in cube.plan.measures for by in cube.plan.sets if by]
    singles = iter(adjust(*(finding.gaps for finding in found if len(finding.strata) == 1)))
    pairs = iter(adjust(*(finding.gaps for finding in found if len(finding.strata) > 1)))
    timed = iter(adjust(*(finding.gaps_by_period for finding in found if finding.gaps_by_period is not None)))
    judged = [
        replace(
            finding,
            gaps=next(singles if len(finding.strata) == 1 else pairs),
            gaps_by_period=None if finding.gaps_by_period is None else next(timed),
        )
        for finding in found
    ]
    told = tuple(judged if cube.plan.is_running else (_with_change(one, cube.plan.conf, seen) for one in judged))
    return Findings(cube, told, int(sum(np.isfinite(finding.gaps.p).sum() for finding in told)))


def scan(findings: Findings) -> tuple[tuple[int, int], ...]:
    """The gaps worth acting on first, as (finding, row of its gaps): real ones, worse off, by the people affected.

    A gap to the good is no cause to act and is left out, and so is a pair that is nearly all of a single group already listed
    (nine in ten of its people): both stay in the results.
    """
    ranked = sorted(
        (-float(finding.gaps.people[row]), len(finding.strata), f, int(row))
        for f, finding in enumerate(findings.findings)
        for row in np.flatnonzero(finding.gaps.worse_by > 0)
        if finding.gaps.verdict(int(row)) is Verdict.GAP
    )
    listed = {
        (findings.findings[f].measure.name, findings.findings[f].cells.by[0], findings.findings[f].gaps.groups[row][0])
        for _, width, f, row in ranked
        if width == 1
    }
    return tuple((f, row) for _, width, f, row in ranked if width == 1 or not _said(findings, f, row, listed))


def _said(findings: Findings, f: int, row: int, listed: set[tuple[str, str, str]]) -> bool:
    """Whether this pair says again what a listed single group says."""
    finding = findings.findings[f]
    groups, mine = finding.gaps.groups[row], finding.cells.n[finding.gaps.cell[row]]
    for name, group in zip(finding.cells.by, groups, strict=True):
        if (finding.measure.name, name, group) in listed:
            single = findings.finding(finding.measure.name, (name,)).cells
            place = single.row((group,))
            if place is not None and mine >= SAME_PEOPLE * single.n[place]:
                return True
    return False


def _finding(slices: Slices, measure: Measure, by: tuple[str, ...], visible: Callable[[Levels], Mask]) -> Finding:
    plan = slices.cube.plan
    strata = tuple(plan.stratum(name) for name in by)
    overall, overall_by_period = slices.of(measure), slices.of(measure, whole=False)
    cells, by_period = slices.of(measure, by), slices.of(measure, by, whole=False)
    notes: list[str] = []
    cells, note = standardised(slices, measure, cells, whole=True, visible=visible)
    notes += [note] if note else []
    overall, overall_by_period, by_period = (
        standardised(slices, measure, part, whole=whole, visible=visible)[0]
        for part, whole in ((overall, True), (overall_by_period, False), (by_period, False))
    )
    reference, note = reference_of(
        plan, cells, visible(cells) & ~past_all(cells), _often_seen(cells, by_period, visible)
    )
    notes += [note] if note else []
    found = _seen(gaps(cells, overall, reference, plan.conf), visible(cells), overall, visible(overall))
    single = len(by) == 1
    seen = visible(by_period) if single else np.zeros(len(by_period), dtype=bool)
    timed = None
    if single and len(by_period):
        timed = _seen(
            gaps(by_period, overall_by_period, reference, plan.conf),
            seen,
            overall_by_period,
            visible(overall_by_period),
        )
    broken = breaks(by_period, seen) if single else ()
    over = dict.fromkeys((*impossible(cells, visible(cells)), *(impossible(by_period, seen) if single else ())))
    return Finding(
        measure, strata, reference, overall, cells, found, bounds(found, cells), overall_by_period, by_period, timed,
        summaries(cells, strata[0], reference) if single else (), None,
        average_change(by_period) if single and not _overlap(strata) and not broken and not plan.is_running else None,
        tuple(notes), broken, tuple(over),
    )  # fmt: skip


def _with_change(finding: Finding, conf: float, seen: Callable[[Levels], Mask]) -> Finding:
    """The change of the gap that matters most: the most people affected, among those that are real if any is.

    Only periods that may be shown count, so that no pooled figure tells of a hidden one; and only those since the last break in the data.
    """
    if len(finding.strata) != 1 or not len(finding.gaps) or not len(finding.by_period):
        return finding
    told = seen(finding.cells)[finding.gaps.cell]
    rows = [i for i in range(len(finding.gaps)) if told[i]]
    real = [i for i in rows if finding.gaps.verdict(i) is Verdict.GAP] or rows
    if not real:
        return finding
    weight = np.nan_to_num(np.where(np.isfinite(finding.gaps.excess), finding.gaps.excess, finding.gaps.worse_by))
    groups = finding.gaps.groups[max(real, key=lambda i: weight[i])]
    cells, overall = (
        _since(part, finding.breaks, seen(part)) for part in (finding.by_period, finding.overall_by_period)
    )
    return replace(finding, change=change(cells, overall, groups, finding.reference, conf))


def _seen(found: Gaps, visible: Mask, overall: Levels, overall_visible: Mask) -> Gaps:
    """A gap with a hidden cell, or to a hidden total, is tested by nobody: its p-value must not move those of the others."""
    if not len(found):
        return found
    everyone = {period for period, shown in zip(overall.periods, overall_visible, strict=True) if shown}
    of_all = np.array([period in everyone for period in found.periods], dtype=bool)
    both = visible[found.cell] & np.where(found.reference_cell >= 0, visible[found.reference_cell], of_all)
    return replace(found, p=np.where(both, found.p, np.nan))


def _often_seen(cells: Levels, by_period: Levels, visible: Callable[[Levels], Mask]) -> Mask:
    """The groups that are shown in two thirds of the periods or more."""
    periods = len(set(by_period.periods))
    seen: dict[tuple[str, ...], int] = {}
    for groups, shown in zip(by_period.groups, visible(by_period), strict=True):
        seen[groups] = seen.get(groups, 0) + int(shown)
    return np.array([3 * seen.get(groups, 0) >= 2 * periods for groups in cells.groups], dtype=bool)


def _since(cells: Levels, found: tuple[Break, ...], visible: Mask) -> Levels:
    """The visible cells from the last break on."""
    start = found[-1].period if found else None
    kept = [i for i, period in enumerate(cells.periods) if visible[i] and period and not (start and period < start)]
    return cells.take(np.array(kept, dtype=np.intp))


def _overlap(strata: tuple[Stratum, ...]) -> bool:
    return any(stratum.multi is MultiRace.COMBINATION for stratum in strata)
