"""From what a cube says to what may be shown: the one door that results leave by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa

from evenground.cubes import Cube, rounded
from evenground.disclosure.figures import Statuses
from evenground.disclosure.finding import ProtectedFinding
from evenground.disclosure.hiding import Mask
from evenground.disclosure.links import released_links
from evenground.disclosure.missing import released_missing
from evenground.disclosure.protection import Protection, advice_of, missing_answers, protection_of
from evenground.disclosure.released import Release
from evenground.disclosure.tidy import cells_table, gaps_table
from evenground.model.periods import Period
from evenground.results.findings import find, scan
from evenground.results.gaps import FALSE_DISCOVERY_RATE, Gaps
from evenground.results.levels import Levels


def release(
    cube: Cube,
    *,
    facts: Iterable[tuple[str, str]] = (),
    notes: Iterable[str] = (),
    previous: Sequence[pa.Table] = (),
    prove: bool | None = None,
) -> Release:
    """Everything this cube may show to the audience of its plan: small counts hidden, and with them whatever gives them away.

    Each group is compared only with one that may be shown. ``previous``: cells that earlier releases printed. ``prove``: attack the whole
    publication, whatever its size (by default only where one can wait for it).
    """
    protection = protection_of(cube, previous=previous, prove=prove)
    advice = advice_of(cube)
    cube = rounded(cube)
    findings = find(cube, visible=protection.visible)
    shown = [ProtectedFinding(cube, finding, protection) for finding in findings.findings]
    results = tuple(one.result() for one in shown)
    ranked = [(f, row) for f, row in scan(findings) if not shown[f].hidden_gaps[row]]
    return Release(
        plan=cube.plan,
        results=results,
        scan=tuple(results[f].gaps[row] for f, row in ranked),
        looked_at=findings.looked_at,
        fdr=FALSE_DISCOVERY_RATE,
        links=released_links(findings, protection),
        missing=released_missing(findings, protection),
        notes=(*notes, *cube.notes),
        facts=tuple(facts),
        cells_table=_all_cells(cube, shown),
        missing_table=_missing_cells(cube, shown, protection),
        gaps_table=_all_gaps(cube, shown),
        audience=cube.plan.protect.audience,
        audit=protection.audit,
        advice=advice,
    )


def _all_cells(cube: Cube, shown: list[ProtectedFinding]) -> pa.Table | None:
    """Overall once a measure, then every set; the periods are left out where there is only one, which says the same as all."""
    timed = len(cube.periods) > 1
    parts: list[tuple[Levels, Statuses, Period | None]] = []
    for measure in cube.plan.measures:
        mine = [one for one in shown if one.finding.measure is measure]
        for one in mine[:1]:
            parts += [(one.finding.overall, one.overall, cube.whole)]
            parts += [(one.finding.overall_by_period, one.overall_by_period, cube.whole)] if timed else []
        for one in mine:
            parts += [(one.finding.cells, one.status, cube.whole)]
            parts += [(one.finding.by_period, one.status_by_period, cube.whole)] if timed else []
            parts += [(levels, status, cube.whole) for levels, status in one.longer]
    return cells_table(parts, [stratum.name for stratum in cube.plan.strata])


def _missing_cells(cube: Cube, shown: list[ProtectedFinding], protection: Protection) -> pa.Table | None:
    """How many answers are missing in each cell, as far as it is told: a table of its own, since it tells of people too."""
    parts: list[tuple[Levels, Statuses, Period | None]] = []
    for measure in cube.plan.measures:
        mine = [one.finding for one in shown if one.finding.measure is measure]
        levels = [part for one in mine[:1] for part in (one.overall, one.overall_by_period)]
        levels += [part for one in mine for part in (one.cells, one.by_period)]
        if any(np.nansum(part.missing) > 0 for part in levels):
            parts += [(missing_answers(part), protection.missing_statuses(part), cube.whole) for part in levels]
    return cells_table(parts, [stratum.name for stratum in cube.plan.strata]) if parts else None


def _all_gaps(cube: Cube, shown: list[ProtectedFinding]) -> pa.Table | None:
    timed = len(cube.periods) > 1
    parts: list[tuple[Gaps, Mask, Period | None]] = []
    for one in shown:
        parts.append((one.finding.gaps, one.hidden_gaps, cube.whole))
        if timed and one.finding.gaps_by_period is not None:
            parts.append((one.finding.gaps_by_period, one.hidden_gaps_by_period, cube.whole))
    return gaps_table(parts)
