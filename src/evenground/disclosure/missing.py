"""Who is missing, site by site: for whom nobody knows the group, and whose answer nobody knows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.links import share
from evenground.disclosure.protection import Protection
from evenground.disclosure.released import ReleasedMissing
from evenground.model.figures import Status
from evenground.model.plans import Plan
from evenground.results.findings import Findings
from evenground.results.levels import Floats, Levels
from evenground.results.reference import NOT_A_GROUP


def released_missing(findings: Findings, protection: Protection) -> tuple[ReleasedMissing, ...]:
    """For a plan with a site: each other stratum's people of unknown group, and each measure's unknown answers, by site."""
    plan = findings.cube.plan
    site = next((stratum for stratum in plan.strata if plan.site and stratum.column == plan.site), None)
    if site is None:
        return ()
    return (*_groups(findings, site.name, protection), *_answers(findings, site.name, protection))


def _groups(findings: Findings, site: str, protection: Protection) -> Iterator[ReleasedMissing]:
    plan = findings.cube.plan
    first = plan.measures[0].name
    for finding in findings.findings:
        by = finding.cells.by
        if finding.measure.name == first and len(by) == 2 and site in by and not finding.overlapping:
            at = by.index(site)
            cells = finding.cells
            unknown = np.array([groups[1 - at] in NOT_A_GROUP for groups in cells.groups], dtype=float)
            rows = cells.n + cells.missing
            yield ReleasedMissing(
                plan.stratum(by[1 - at]).title, "group", _shares(cells, at, (rows * unknown, rows), plan, protection)
            )


def _answers(findings: Findings, site: str, protection: Protection) -> Iterator[ReleasedMissing]:
    plan = findings.cube.plan
    for finding in findings.findings:
        if finding.cells.by == (site,) and finding.cells.missing.any():
            cells = finding.cells
            yield ReleasedMissing(
                finding.measure.title,
                "answer",
                _shares(cells, 0, (cells.missing, cells.n + cells.missing), plan, protection),
            )


def _shares(
    cells: Levels, at: int, counts: tuple[Floats, Floats], plan: Plan, protection: Protection
) -> tuple[ReleasedCell, ...]:
    """The share of each site's rows that are missing; hidden where one of the cells that it adds up is, or it rests on a small count."""
    part, rows = counts
    told = protection.missing_visible(cells)
    sites = list(dict.fromkeys(groups[at] for groups in cells.groups))
    of = np.array([sites.index(groups[at]) for groups in cells.groups])
    return tuple(
        share((name,), float(part[of == i].sum()), float(rows[of == i].sum()), plan)
        if told[of == i].all()
        else ReleasedCell((name,), Status.SUPPRESSED)
        for i, name in enumerate(sites)
    )
