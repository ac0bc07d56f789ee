"""Small made-up cubes, written as a specification would write them: a line a group, everything else filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from evenground.cubes import Cube, Provenance
from evenground.cubes.cube import schema
from evenground.model.measures import Better, Measure, MeasureType
from evenground.model.periods import Every, Period, period_of
from evenground.model.plans import Plan
from evenground.model.strata import Stratum

READMITTED = Measure("readmitted", "Back in hospital within 30 days", MeasureType.PROPORTION, "readmitted = 'yes'")
VISITS = Measure(
    "visits", "Emergency visits", MeasureType.RATE, "visits", "years", per=100, unit="for every 100 child-years"
)
SUGAR = Measure("sugar", "Mean HbA1c", MeasureType.MEAN, "hba1c", per=1, unit="%")
SCREENED = Measure("screened", "Screened", MeasureType.PROPORTION, "screened = 1", better=Better.HIGHER)
RACE = Stratum("race", "Race and ethnicity", column="race")
JANUARY, FEBRUARY = (period_of(dt.date(2024, month, 1), Every.MONTH) for month in (1, 2))


def year(number: int) -> Period:
    """A calendar year."""
    return period_of(dt.date(number, 1, 1), Every.YEAR)


def plan_of(*measures: Measure, strata: Sequence[Stratum] = (RACE,), **more: Any) -> Plan:
    """A plan of these measures by these strata."""
    return Plan("Made up", "made-up.csv", measures, tuple(strata), **more)


def cube(plan: Plan, *cells: tuple[Any, ...], by: tuple[str, ...] = ("race",)) -> Cube:
    """A cube of one measure by one set: each cell is (groups…, numerator, denominator[, period[, missing[, sum of squares]]]).

    Overall and all-period rows are added up from the cells; a mean's denominator is its n.
    """
    (measure,) = plan.measures
    told = [_cell(measure, cell, len(by)) for cell in cells]
    rows = [row for keep in (by, ()) for whole in (True, False) for row in _rolled(plan, told, by, keep, whole)]
    periods = tuple(sorted({cell["period"] for cell in told if cell["period"]}))
    groups = {name: tuple(dict.fromkeys(cell["groups"][i] for cell in told)) for i, name in enumerate(by)}
    made = Provenance("plan", "made-up.csv", "none", "by hand", "1", "0")
    every = Every.YEAR if periods else None
    return Cube(replace(plan, every=every), pa.Table.from_pylist(rows, schema(plan)), groups, periods, (), (), made)


def _cell(measure: Measure, cell: tuple[Any, ...], width: int) -> dict[str, Any]:
    numerator, denominator, period, missing, squares, *_ = (*cell[width:], None, None, None)
    mean = measure.type is MeasureType.MEAN
    return {
        "groups": cell[:width],
        "period": period,
        "n": int(denominator),
        "missing": int(missing or 0),
        "numerator": float(numerator),
        "denominator": float(denominator),
        "sum": float(numerator) if mean else None,
        "sum_of_squares": float(squares) if squares is not None else None,
    }


def _rolled(
    plan: Plan, cells: list[dict[str, Any]], by: tuple[str, ...], keep: tuple[str, ...], whole: bool
) -> list[dict[str, Any]]:
    periods = [cell["period"] for cell in cells if cell["period"]]
    if not whole and not periods:
        return []
    sums: dict[Any, dict[str, Any]] = {}
    for cell in cells:
        groups = tuple(group for name, group in zip(by, cell["groups"], strict=True) if name in keep)
        row = sums.setdefault((groups, None if whole else cell["period"]), {})
        for name in ("n", "missing", "numerator", "denominator", "sum", "sum_of_squares"):
            row[name] = cell[name] if row.get(name) is None else row[name] + (cell[name] or 0)
    span = Period(min(periods).start, max(periods).end) if periods else None
    return [
        {
            **dict.fromkeys((stratum.name for stratum in plan.strata), "All"),
            **dict(zip(keep, groups, strict=True)),
            **counts,
            "measure": plan.measures[0].name,
            "by": ",".join(keep),
            "whole": whole,
            "period_start": (period or span).start if period or span else None,
            "period_end": (period or span).end if period or span else None,
        }
        for (groups, period), counts in sums.items()
    ]
