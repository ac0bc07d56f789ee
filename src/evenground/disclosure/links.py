"""How well each neighbourhood link went, overall and for each group: failing to link is itself unequal."""

from __future__ import annotations

import numpy as np

from evenground.cubes.cube import LinkSummary
from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.hiding import is_small
from evenground.disclosure.released import ReleasedLink
from evenground.equity import proportion_interval
from evenground.model.figures import Status
from evenground.model.plans import Plan
from evenground.model.strata import NOT_LINKED, UNKNOWN
from evenground.results.findings import Finding, Findings
from evenground.results.levels import Levels


def released_links(findings: Findings) -> tuple[ReleasedLink, ...]:
    """One a linked stratum; a rate that rests on a small count of linked or of unlinked rows is hidden."""
    return tuple(_link(findings, link) for link in findings.cube.links)


def _link(findings: Findings, link: LinkSummary) -> ReleasedLink:
    plan = findings.cube.plan
    overall = share((), link.rows_linked, link.rows_total, plan)
    shown = overall.status is Status.SHOWN
    first = plan.measures[0].name
    pairs = [
        finding
        for finding in findings.findings
        if finding.measure.name == first and len(finding.cells.by) == 2 and link.stratum in finding.cells.by
    ]
    return ReleasedLink(
        stratum=link.stratum,
        table=link.table,
        column=link.column,
        linked=link.rows_linked if shown else None,
        total=link.rows_total,
        rate=link.rows_linked / link.rows_total if shown and link.rows_total else None,
        by_group={_other(pair, link.stratum): _by_group(pair.cells, link.stratum, plan) for pair in pairs},
        cut_points=link.cut_points,
        notes=link.notes,
    )


def _other(pair: Finding, stratum: str) -> str:
    return pair.cells.by[1 - pair.cells.by.index(stratum)]


def _by_group(cells: Levels, stratum: str, plan: Plan) -> tuple[ReleasedCell, ...]:
    """For each group of the other stratum, the share of its rows that linked."""
    at = cells.by.index(stratum)
    total: dict[str, float] = {}
    linked: dict[str, float] = {}
    for i, groups in enumerate(cells.groups):
        rows, other = float(cells.n[i] + cells.missing[i]), groups[1 - at]
        total[other] = total.get(other, 0) + rows
        linked[other] = linked.get(other, 0) + (0 if groups[at] in {NOT_LINKED, UNKNOWN} else rows)
    return tuple(share((group,), linked[group], total[group], plan) for group in total)


def share(groups: tuple[str, ...], part: float, total: float, plan: Plan) -> ReleasedCell:
    """What share of these rows it is, in per cent; hidden where the part, the rest or the whole is a small count."""
    threshold = plan.protect.threshold
    if plan.rows == "people" and any(is_small(count, threshold) for count in (part, total - part, total)):
        return ReleasedCell(groups, Status.SUPPRESSED)
    told = proportion_interval(part, total, per=100)
    return ReleasedCell(
        groups, Status.SHOWN if total else Status.NONE, n=int(total), numerator=part, denominator=total,
        estimate=float(np.asarray(told.value)), lower=float(np.asarray(told.lower)), upper=float(np.asarray(told.upper)),
    )  # fmt: skip
