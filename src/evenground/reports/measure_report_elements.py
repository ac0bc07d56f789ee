"""The pieces of a MeasureReport: populations with their counts or the mark that they are withheld, scores, and the links to the measure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from evenground.model.figures import Status
from evenground.model.measures import Measure, MeasureType

Json = dict[str, Any]

ABSENT: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
COUNT_QUANTITY: Final = "http://hl7.org/fhir/StructureDefinition/measurereport-countQuantity"
DESCRIPTION: Final = "http://hl7.org/fhir/StructureDefinition/measurereport-populationDescription"
POPULATIONS: Final = "http://terminology.hl7.org/CodeSystem/measure-population"
LINK: Final = "http://hl7.org/fhir/5.0/StructureDefinition/extension-MeasureReport.{}.linkId"
INTERVAL: Final = "confidence-interval"
MASKED, NOT_APPLICABLE, NOT_SAID = "masked", "not-applicable", "unknown"
DIGITS: Final = (
    12  # of a score: more would say nothing, and would not survive being divided by 100 and multiplied again
)

_COLUMNS: Final[Mapping[MeasureType, tuple[tuple[str, str], ...]]] = {
    MeasureType.PROPORTION: (
        ("initial-population", "n"), ("denominator", "denominator"), ("numerator", "numerator"),
    ),
    MeasureType.RATE: (
        ("initial-population", "n"), ("denominator", "denominator"), ("numerator", "numerator"),
    ),
    MeasureType.MEAN: (("initial-population", "n"), ("measure-population", "denominator")),
}  # fmt: skip


def populations(measure: Measure, cell: Mapping[str, Any], path: str, *, totals: bool) -> list[Json]:
    """The populations of one cell (a row of the tidy table). ``path`` is the element's, ``group`` or ``group.stratifier.stratum``.

    Where a row of the source is already a total, the number of rows says nothing of people: the initial population is the denominator.
    """
    columns = [(code, "denominator" if totals and name == "n" else name) for code, name in _COLUMNS[measure.type]]
    return [_population(code, cell[name], cell["status"], f"{path}.population") for code, name in columns]


def _population(code: str, value: float | None, status: str, path: str) -> Json:
    made: Json = {
        "extension": [link(path, code)],
        "code": {"coding": [{"system": POPULATIONS, "code": code}]},
    }
    if value is None or not math.isfinite(value):
        return made | {"_count": absent(NOT_APPLICABLE if status == Status.NONE else MASKED)}
    if float(value).is_integer():
        return made | {"count": int(value)}
    made["extension"].append({"url": COUNT_QUANTITY, "valueQuantity": {"value": value}})
    return made


def score(measure: Measure, cell: Mapping[str, Any], canonical: str) -> Json:
    """``{"measureScore": …}`` of a shown cell, with its interval; empty where there is nothing to say. Numerator over denominator: not times ``per``."""
    value = _scaled(cell["estimate"], measure)
    if value is None or cell["status"] != Status.SHOWN:
        return {}
    made: Json = {"value": value}
    low, high = _scaled(cell["lower"], measure), _scaled(cell["upper"], measure)
    if low is not None and high is not None:
        limits = {"low": {"value": low}, "high": {"value": high}}
        made["extension"] = [{"url": under(canonical, "StructureDefinition", INTERVAL), "valueRange": limits}]
    if measure.type is MeasureType.MEAN and measure.per == 1 and measure.unit:
        made["unit"] = measure.unit
    return {"measureScore": made}


def _scaled(value: float | None, measure: Measure) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value / measure.per:.{DIGITS}g}")


def link(path: str, text: str) -> Json:
    """The extension that says which part of the measure this element reports on."""
    return {"url": LINK.format(path), "valueString": text}


def absent(reason: str) -> Json:
    """An element without a value, with the reason for it."""
    return {"extension": [{"url": ABSENT, "valueCode": reason}]}


def under(canonical: str, kind: str, name: str) -> str:
    """An address below the canonical one: ``https://clinic.org/fhir/Measure/visits``, or ``urn:evenground:Measure:visits``."""
    separator = "/" if "://" in canonical else ":"
    return separator.join((canonical.rstrip("/:"), kind, name))
