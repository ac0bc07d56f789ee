"""From what a cube says to what may be shown: the one door that results leave by."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from evenground.cubes import Cube
from evenground.disclosure.figures import Statuses, withheld
from evenground.disclosure.finding import ProtectedFinding
from evenground.disclosure.hiding import Mask, statuses
from evenground.disclosure.links import released_links
from evenground.disclosure.missing import released_missing
from evenground.disclosure.released import Release
from evenground.disclosure.tidy import cells_table, gaps_table
from evenground.model.periods import Period
from evenground.model.strata import MultiRace
from evenground.results.findings import Findings, find, scan
from evenground.results.gaps import FALSE_DISCOVERY_RATE, Gaps
from evenground.results.levels import Levels


def find_visible(cube: Cube) -> Findings:
    """What the cube says, each group compared only with one that may be shown."""
    strata = {stratum.name: stratum for stratum in cube.plan.strata}

    def visible(cells: Levels) -> Mask:
        overlapping = any(strata[name].multi is MultiRace.COMBINATION for name in cells.by)
        return ~withheld(statuses(cells, cube.plan, overlapping=overlapping))

    return find(cube, visible=visible)


def release(findings: Findings, *, facts: Iterable[tuple[str, str]] = (), notes: Iterable[str] = ()) -> Release:
    """Everything these findings may show to a team: small counts hidden, and with them whatever is drawn from them."""
    cube = findings.cube
    shown = [ProtectedFinding(cube, finding) for finding in findings.findings]
    results = tuple(one.result() for one in shown)
    ranked = [(f, row) for f, row in scan(findings) if not shown[f].hidden_gaps[row]]
    return Release(
        plan=cube.plan,
        results=results,
        scan=tuple(results[f].gaps[row] for f, row in ranked),
        looked_at=findings.looked_at,
        fdr=FALSE_DISCOVERY_RATE,
        links=released_links(findings),
        missing=released_missing(findings),
        notes=(*notes, *cube.notes),
        facts=tuple(facts),
        cells_table=_all_cells(cube, shown),
        gaps_table=_all_gaps(cube, shown),
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
    return cells_table(parts, [stratum.name for stratum in cube.plan.strata])


def _all_gaps(cube: Cube, shown: list[ProtectedFinding]) -> pa.Table | None:
    timed = len(cube.periods) > 1
    parts: list[tuple[Gaps, Mask, Period | None]] = []
    for one in shown:
        parts.append((one.finding.gaps, one.hidden_gaps, cube.whole))
        if timed and one.finding.gaps_by_period is not None:
            parts.append((one.finding.gaps_by_period, one.hidden_gaps_by_period, cube.whole))
    return gaps_table(parts)
