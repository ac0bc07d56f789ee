"""A MeasureReport read back: its shown figures, and which of them are withheld."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from evenground.disclosure.cells import ReleasedCell
from evenground.model.faults import fault
from evenground.model.figures import Status
from evenground.model.periods import Period
from evenground.reports.measure_report_elements import (
    ABSENT,
    COUNT_QUANTITY,
    DIGITS,
    INTERVAL,
    LINK,
    MASKED,
    NOT_APPLICABLE,
)  # fmt: skip

Json = Mapping[str, Any]

_SCORING: Final = "measureScoring"
_FIX: Final = "Ask its sender for a summary MeasureReport of FHIR R4."
_PLACES: Final = {
    "initial-population": "n",
    "denominator": "denominator",
    "measure-population": "denominator",
    "numerator": "numerator",
}


@dataclass(frozen=True, slots=True)
class ReadReport:
    """One MeasureReport. ``measure`` and ``version`` are the two parts of its canonical address; ``name`` is its last word.

    ``overall`` and ``cells`` hold the figures; ``cells`` by stratum set, each set by its strata's link ids (else their titles). A withheld cell
    is ``suppressed``: a report does not tell for which of the two reasons. Estimates are times the ``per`` asked for.
    """

    measure: str
    version: str
    period: Period | None
    scoring: str
    overall: ReleasedCell
    cells: Mapping[tuple[str, ...], tuple[ReleasedCell, ...]]

    @property
    def name(self) -> str:
        """The measure's own name: the last word of its address."""
        return self.measure.replace(":", "/").rsplit("/", 1)[-1]


def read_measure_report(report: Json, *, per: float = 1.0, group: int = 0) -> ReadReport:
    """Read one summary MeasureReport (ours or not) as JSON gives it; ``per`` scales its scores (100 for per cent), ``group`` says which group.

    Raises Faults where it is no summary MeasureReport. A count that is masked, or a stratum without any count or score, is withheld, never 0.
    """
    _refuse_others(report, group)
    try:
        return _read(report, report["group"][group], per)
    except (AttributeError, TypeError, KeyError, ValueError, OverflowError) as error:
        where = f"MeasureReport {report.get('id', '')}".strip()
        raise fault("An element of this report is not shaped as FHIR R4 has it.", where, _FIX) from error


def _read(report: Json, found: Json, per: float) -> ReadReport:
    measure, _, version = str(report.get("measure", "")).partition("|")
    cells: dict[tuple[str, ...], tuple[ReleasedCell, ...]] = {}
    for stratifier in found.get("stratifier", []):
        names = _names(stratifier)
        cells[names] = tuple(_cell(stratum, _groups(stratum), per) for stratum in stratifier.get("stratum", []))
    overall = _cell(found, (), per)
    return ReadReport(measure, version, _period(report.get("period", {})), _scoring(report, found), overall, cells)


def _refuse_others(report: Json, group: int) -> None:
    if not isinstance(report, Mapping) or report.get("resourceType") != "MeasureReport":
        raise fault("This is not a MeasureReport.", "", _FIX)
    where = f"MeasureReport {report.get('id', '')}".strip()
    if report.get("type") != "summary":
        raise fault(f"This report is of type {report.get('type')!r}: it is about single persons.", where, _FIX)
    if not isinstance(report.get("group"), list) or len(report["group"]) <= group:
        raise fault(f"The report has no group number {group + 1}.", where, _FIX)


def _cell(element: Json, groups: tuple[str, ...], per: float) -> ReleasedCell:
    populations = element.get("population", [])
    counts = {_PLACES[code]: _count(one) for one in populations if (code := _code(one)) in _PLACES}
    score = element.get("measureScore", {})
    value = score.get("value")
    if value is None and all(count is None for count in counts.values()):
        empty = any(_reason(one) == NOT_APPLICABLE for one in populations)
        return ReleasedCell(groups, Status.NONE if empty else Status.SUPPRESSED)
    low, high = _interval(score)
    n = counts.get("n")
    return ReleasedCell(
        groups, Status.SHOWN, n=None if n is None else int(n), numerator=counts.get("numerator"),
        denominator=counts.get("denominator"), estimate=_times(value, per), lower=_times(low, per), upper=_times(high, per),
    )  # fmt: skip


def _count(population: Json) -> float | None:
    if population.get("count") is not None:
        return float(population["count"])
    quantity = _extension(population, lambda url: url == COUNT_QUANTITY).get("valueQuantity", {})
    return None if quantity.get("value") is None else float(quantity["value"])


def _reason(population: Json) -> str:
    return str(_extension(population.get("_count", {}), lambda url: url == ABSENT).get("valueCode", MASKED))


def _code(population: Json) -> str:
    return next((str(one.get("code", "")) for one in population.get("code", {}).get("coding", [])), "")


def _interval(score: Json) -> tuple[float | None, float | None]:
    limits = _extension(score, lambda url: url.endswith(INTERVAL)).get("valueRange", {})
    return limits.get("low", {}).get("value"), limits.get("high", {}).get("value")


def _times(value: float | None, per: float) -> float | None:
    return None if value is None else float(f"{float(value) * per:.{DIGITS}g}")


def _names(stratifier: Json) -> tuple[str, ...]:
    """The strata of a stratifier: by its link id, as the components name them, else by its code."""
    linked = _link(stratifier, "group.stratifier")
    strata = stratifier.get("stratum", [])
    components: list[Json] = next((one["component"] for one in strata if one.get("component")), [])
    if components:
        path = "group.stratifier.stratum.component"
        return tuple(_link(one, path) or _text(one.get("code", {})) for one in components)
    return (linked or _text(next(iter(stratifier.get("code", [])), {})),)


def _groups(stratum: Json) -> tuple[str, ...]:
    concepts = [one.get("value", {}) for one in stratum.get("component", [])] or [stratum.get("value", {})]
    return tuple(_text(one) for one in concepts)


def _text(concept: Json) -> str:
    coding: Json = next(iter(concept.get("coding", [])), {})
    return str(concept.get("text") or coding.get("display") or coding.get("code") or "")


def _link(element: Json, path: str) -> str:
    return str(_extension(element, lambda url: url == LINK.format(path)).get("valueString", ""))


def _scoring(report: Json, group: Json) -> str:
    for element in (report, group):
        concept = _extension(element, lambda url: url.endswith(_SCORING)).get("valueCodeableConcept", {})
        for coding in concept.get("coding", []):
            return str(coding.get("code", ""))
    return ""


def _extension(element: Json, wanted: Any) -> Json:
    return next((one for one in element.get("extension", []) if wanted(str(one.get("url", "")))), {})


def _period(period: Json) -> Period | None:
    try:
        return Period(*(dt.date.fromisoformat(str(period[name])[:10]) for name in ("start", "end")))
    except (KeyError, ValueError):
        return None
