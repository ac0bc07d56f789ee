"""When: a calendar period with a first and a last day, and how to step from one to the next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Every(StrEnum):
    """The length of a period. A week starts on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """From ``start`` to ``end``, both days included."""

    start: dt.date
    end: dt.date


def period_of(day: dt.date, every: Every) -> Period:
    """The period that ``day`` falls in."""
    start = _start(day, every)
    return Period(start, _start_of_next(start, every) - dt.timedelta(days=1))


def _start(day: dt.date, every: Every) -> dt.date:
    match every:
        case Every.DAY:
            return day
        case Every.WEEK:
            return day - dt.timedelta(days=day.weekday())
        case Every.MONTH:
            return day.replace(day=1)
        case Every.QUARTER:
            return day.replace(month=3 * ((day.month - 1) // 3) + 1, day=1)
        case Every.YEAR:
            return day.replace(month=1, day=1)


def _start_of_next(start: dt.date, every: Every) -> dt.date:
    match every:
        case Every.DAY:
            return start + dt.timedelta(days=1)
        case Every.WEEK:
            return start + dt.timedelta(days=7)
        case Every.MONTH:
            return _start(start + dt.timedelta(days=31), every)
        case Every.QUARTER:
            return _start(start + dt.timedelta(days=100), every)
        case Every.YEAR:
            return start.replace(year=start.year + 1)
