"""One MeasureReport from the cells of one measure and period: head, group, stratifiers, strata."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from evenground.disclosure.released import Release
from evenground.model.figures import Status
from evenground.model.measures import Better, Measure, MeasureType
from evenground.model.plans import Audience, Plan
from evenground.model.strata import ALL
from evenground.reports.measure_report_codes import concept
from evenground.reports.measure_report_elements import (
    COUNT_QUANTITY,
    DESCRIPTION,
    NOT_SAID,
    absent,
    link,
    populations,
    score,
    under,
)
from evenground.reports.measure_report_text import how_recorded, narrative

Json = dict[str, Any]
Cells = list[Mapping[str, Any]]

PROFILE: Final = "http://hl7.org/fhir/uv/deqm/StructureDefinition/deqm-summarymeasurereport"
SCORING: Final = "http://hl7.org/fhir/uv/deqm/StructureDefinition/deqm-measureScoring"
_TERMS: Final = "http://terminology.hl7.org/CodeSystem"
_SCORINGS: Final = {
    MeasureType.PROPORTION: "proportion",
    MeasureType.RATE: "ratio",
    MeasureType.MEAN: "continuous-variable",
}
_DIRECTIONS: Final = {Better.LOWER: "decrease", Better.HIGHER: "increase"}


@dataclass(frozen=True, slots=True)
class Reporting:
    """What all reports of one release share; ``report`` makes one of them."""

    release: Release
    canonical: str
    version: str
    reporter: str | None
    date: str

    @property
    def plan(self) -> Plan:
        """The plan that was measured."""
        return self.release.plan

    @property
    def totals(self) -> bool:
        """Whether a row of the source already stands for many people."""
        return self.plan.rows != "people"

    def report(self, measure: Measure, cells: Cells) -> Json:
        """The report of one measure from the rows of the tidy table that are of it and of one period."""
        first = cells[0]
        period = _period(first)
        group = self._group(measure, cells)
        meta = self._meta(_meets_profile(measure, period, group))
        return {
            "resourceType": "MeasureReport",
            "id": _identifier(measure.name, period),
            **({"meta": meta} if meta else {}),
            "language": self.plan.language,
            "text": {"status": "additional", "div": narrative(self.plan, measure)},
            "extension": [{"url": SCORING, "valueCodeableConcept": _coded("measure-scoring", _SCORINGS[measure.type])}],
            "status": "complete",
            "type": "summary",
            "measure": f"{under(self.canonical, 'Measure', measure.name)}|{self.version}",
            "date": self.date,
            "reporter": _reporter(self.reporter),
            "period": period,
            "improvementNotation": _coded("measure-improvement-notation", _DIRECTIONS[measure.better]),
            "group": [group],
        }

    def _meta(self, meets_profile: bool) -> Json:
        security = [_label("v3-Confidentiality", "R")] if self.release.audience is Audience.STEWARD else []
        security += [_label("v3-ActReason", "HTEST")] if self.plan.made_up else []
        made: Json = {"profile": [PROFILE]} if meets_profile else {}
        return made | ({"security": security} if security else {})

    def _group(self, measure: Measure, cells: Cells) -> Json:
        sets = _by_set(self.plan, cells)
        overall = sets.pop((), [dict.fromkeys(cells[0]) | {"status": str(Status.SUPPRESSED)}])[0]
        stratifiers = [self._stratifier(measure, by, rows) for by, rows in sets.items()]
        return {
            "extension": [link("group", measure.name)],
            "code": {"text": measure.title},
            "population": populations(measure, overall, "group", totals=self.totals),
            **score(measure, overall, self.canonical),
            **({"stratifier": stratifiers} if stratifiers else {}),
        }

    def _stratifier(self, measure: Measure, by: tuple[str, ...], rows: Cells) -> Json:
        strata = [self.plan.stratum(name) for name in by]
        how = " ".join(said for one in strata if (said := how_recorded(one, self.plan.language)))
        described = [{"url": DESCRIPTION, "valueMarkdown": how}] if how else []
        return {
            "extension": [link("group.stratifier", ",".join(by)), *described],
            **({"code": [{"text": strata[0].title}]} if len(by) == 1 else {}),
            "stratum": [self._stratum(measure, by, cell) for cell in rows],
        }

    def _stratum(self, measure: Measure, by: tuple[str, ...], cell: Mapping[str, Any]) -> Json:
        path = "group.stratifier.stratum"
        concepts = {name: concept(self.plan.stratum(name), cell[name]) for name in by}
        crossed = [
            {
                "extension": [link(f"{path}.component", name)],
                "code": {"text": self.plan.stratum(name).title},
                "value": value,
            }
            for name, value in concepts.items()
        ]
        return {
            **({"value": concepts[by[0]]} if len(by) == 1 else {"component": crossed}),
            "population": populations(measure, cell, path, totals=self.totals),
            **score(measure, cell, self.canonical),
        }


def _by_set(plan: Plan, cells: Cells) -> dict[tuple[str, ...], Cells]:
    """The cells of each stratum set, in the table's order."""
    names = [stratum.name for stratum in plan.strata]
    found: dict[tuple[str, ...], Cells] = {}
    for cell in cells:
        found.setdefault(tuple(name for name in names if cell[name] != ALL), []).append(cell)
    return found


def _period(cell: Mapping[str, Any]) -> Json:
    if cell["period_start"] is None or cell["period_end"] is None:
        return absent(NOT_SAID)
    return {"start": cell["period_start"].isoformat(), "end": cell["period_end"].isoformat()}


def _identifier(name: str, period: Json) -> str:
    """At most 64 letters, digits, hyphens and dots, as FHIR asks."""
    plain = re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-")[:40].rstrip("-") or "measure"
    return "-".join([plain, *(period[name] for name in ("start", "end") if name in period)])


def _reporter(reporter: str | None) -> Json:
    if not reporter:
        return absent(NOT_SAID)
    is_reference = "://" in reporter or re.fullmatch(r"[A-Z][A-Za-z]+/[A-Za-z0-9\-.]{1,64}", reporter)
    return {"reference": reporter} if is_reference else {"display": reporter}


def _coded(system: str, code: str) -> Json:
    return {"coding": [_label(system, code)]}


def _label(system: str, code: str) -> Json:
    return {"system": f"{_TERMS}/{system}", "code": code}


def _meets_profile(measure: Measure, period: Json, group: Json) -> bool:
    """Whether the DEQM summary profile can say all of this report. It has no words for a time that is not known, for a proportion that is
    withheld for everyone (deqm-6), or for person-time in a stratum that is not a whole number (a stratum's count is required).
    """
    fractions = any(
        extension["url"] == COUNT_QUANTITY
        for stratifier in group.get("stratifier", [])
        for stratum in stratifier["stratum"]
        for population in stratum["population"]
        for extension in population["extension"]
    )
    scored = "measureScore" in group or measure.type is not MeasureType.PROPORTION
    return "start" in period and scored and not fractions
