"""How well each neighbourhood link went, overall and for each group: failing to link is itself unequal."""

from __future__ import annotations

import numpy as np

from evenground.cubes.cube import LinkSummary
from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.hiding import is_small
from evenground.disclosure.protection import Protection
from evenground.disclosure.released import ReleasedLink
from evenground.equity import proportion_interval
from evenground.model.figures import Status
from evenground.model.plans import Plan
from evenground.model.strata import NOT_LINKED, UNKNOWN
from evenground.results.findings import Finding, Findings
from evenground.results.levels import Levels

UNLINKED = frozenset({NOT_LINKED, UNKNOWN})


def released_links(findings: Findings, protection: Protection) -> tuple[ReleasedLink, ...]:
    """One a linked stratum. Its shares are counts of the stratum's own cells, so each is shown only where those cells are."""
    return tuple(_link(findings, link, protection) for link in findings.cube.links)


def _link(findings: Findings, link: LinkSummary, protection: Protection) -> ReleasedLink:
    plan = findings.cube.plan
    first = plan.measures[0].name
    mine = [
        finding
        for finding in findings.findings
        if finding.measure.name == first and link.stratum in finding.cells.by and len(finding.cells.by) <= 2
    ]
    single = next(f for f in mine if len(f.cells.by) == 1)
    shown = _overall_is_shown(link, single, plan, protection) and _answers_are_told(findings, protection)
    return ReleasedLink(
        stratum=link.stratum,
        table=link.table,
        column=link.column,
        linked=link.rows_linked if shown else None,
        total=link.rows_total if shown else None,
        rate=link.rows_linked / link.rows_total if shown and link.rows_linked is not None and link.rows_total else None,
        by_group={
            _other(pair, link.stratum): _by_group(pair.cells, link.stratum, plan, protection)
            for pair in mine
            if len(pair.cells.by) == 2
        },
        cut_points=link.cut_points,
        notes=link.notes,
    )


def _overall_is_shown(link: LinkSummary, single: Finding, plan: Plan, protection: Protection) -> bool:
    """The rows that did not link are cells of the stratum; the rows that no measure counts must not be a small number either."""
    if link.rows_linked is None or link.rows_total is None:
        return False
    if plan.rows != "people":
        return True
    told, counted = protection.missing_visible(single.cells), single.cells.n + single.cells.missing
    unlinked = [told[i] for i, groups in enumerate(single.cells.groups) if groups[0] in UNLINKED]
    left_out = link.rows_total - float(counted.sum())
    rest = link.rows_total - link.rows_linked
    small = any(
        is_small(count, plan.protect.threshold) for count in (left_out, rest, link.rows_linked, link.rows_total)
    )
    return all(unlinked) and not small


def _answers_are_told(findings: Findings, protection: Protection) -> bool:
    """Whether everyone's missing answers are told for every measure: all rows, less those that tell a measure, are these."""
    return findings.cube.plan.rows != "people" or all(
        protection.missing_visible(finding.overall).all() for finding in findings.findings
    )


def _other(pair: Finding, stratum: str) -> str:
    return pair.cells.by[1 - pair.cells.by.index(stratum)]


def _by_group(cells: Levels, stratum: str, plan: Plan, protection: Protection) -> tuple[ReleasedCell, ...]:
    """For each group of the other stratum, the share of its rows that linked."""
    at, told = cells.by.index(stratum), protection.missing_visible(cells)
    total: dict[str, float] = {}
    linked: dict[str, float] = {}
    hidden: set[str] = set()
    for i, groups in enumerate(cells.groups):
        rows, other = float(cells.n[i] + cells.missing[i]), groups[1 - at]
        total[other] = total.get(other, 0) + rows
        linked[other] = linked.get(other, 0) + (0 if groups[at] in UNLINKED else rows)
        hidden |= {other} if not told[i] else set()
    return tuple(
        ReleasedCell((group,), Status.SUPPRESSED)
        if group in hidden
        else share((group,), linked[group], total[group], plan)
        for group in total
    )


def share(groups: tuple[str, ...], part: float, total: float, plan: Plan) -> ReleasedCell:
    """What share of these rows it is, in per cent; hidden where the part, the rest or the whole is a small count."""
    threshold = plan.protect.threshold
    if not np.isfinite(part + total):  # some of it is withheld at the source
        return ReleasedCell(groups, Status.SUPPRESSED)
    if plan.rows == "people" and any(is_small(count, threshold) for count in (part, total - part, total)):
        return ReleasedCell(groups, Status.SUPPRESSED)
    told = proportion_interval(part, total, per=100)
    return ReleasedCell(
        groups, Status.SHOWN if total else Status.NONE, n=int(total), numerator=part, denominator=total,
        estimate=float(np.asarray(told.value)), lower=float(np.asarray(told.lower)), upper=float(np.asarray(told.upper)),
    )  # fmt: skip
