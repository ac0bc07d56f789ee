"""A slow, obvious engine: plain Python over a list of rows. It shares no code with the real one but the plan's values.

It knows the few expressions of ``made.py`` as functions, and counts each measure, set, period and group by looking
at every row again.
"""

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from evenground.model.plans import Plan
from evenground.model.strata import MultiRace, Stratum

Row = dict[str, Any]

EXPRESSIONS: dict[str, Callable[[Row], Any]] = {
    "seen": lambda row: row["seen"],
    "visits": lambda row: row["visits"],
    "score": lambda row: row["score"],
    "days / 365.25": lambda row: None if row["days"] is None else row["days"] / 365.25,
    "age >= 10": lambda row: None if row["age"] is None else row["age"] >= 10,
}
NOBODY_KNOWS = {"Unknown", "Declined"}


def count(plan: Plan, rows: Sequence[Row]) -> list[Row]:
    """The rows of the cube's table, in any order, with exact sums as fractions."""
    groups = {stratum.name: _groups_of_rows(stratum, rows) for stratum in plan.strata}
    starts = sorted({_start(row["day"], plan.every) for row in rows if row["day"] is not None})
    found = []
    for measure, names, start in itertools.product(plan.measures, plan.sets, [None, *starts]):
        lists = [sorted({group for one in groups[name] for group in one}) for name in names]
        for wanted in itertools.product(*lists):
            members = [
                row
                for place, row in enumerate(rows)
                if (start is None or (row["day"] is not None and _start(row["day"], plan.every) == start))
                and all(group in groups[name][place] for name, group in zip(names, wanted, strict=True))
            ]
            counted = _count(plan, measure, members, people=len(names) <= 2)
            if counted["n"] + counted["missing"]:
                found.append({"measure": measure.name, "by": names, "start": start, "groups": wanted, **counted})
    return found


def _count(plan: Plan, measure: Any, rows: Sequence[Row], people: bool) -> Row:
    eligible = [row for row in rows if measure.where is None or EXPRESSIONS[measure.where](row) is True]
    told = []
    for row in eligible:
        numerator = EXPRESSIONS[measure.numerator](row)
        denominator = 1 if measure.denominator is None else EXPRESSIONS[measure.denominator](row)
        if numerator is not None and denominator is not None:
            told.append((row, Fraction(numerator), Fraction(denominator)))
    is_mean = measure.type.value == "mean"
    return {
        "n": len(told),
        "missing": len(eligible) - len(told),
        "persons": len({row["who"] for row, _, _ in told} - {None}) if people and plan.person else None,
        "numerator": sum(x for _, x, _ in told),
        "denominator": sum(y for _, _, y in told),
        "sum": sum(x for _, x, _ in told) if is_mean else None,
        "sum_of_squares": sum(x * x for _, x, _ in told) if is_mean else None,
    }


def _start(day: dt.date, every: Any) -> dt.date:
    match every.value:
        case "week":
            return next(day - dt.timedelta(back) for back in range(7) if (day - dt.timedelta(back)).isoweekday() == 1)
        case "month":
            return dt.date(day.year, day.month, 1)
        case "quarter":
            return dt.date(day.year, [1, 1, 1, 4, 4, 4, 7, 7, 7, 10, 10, 10][day.month - 1], 1)
    raise AssertionError(every)


def _groups_of_rows(stratum: Stratum, rows: Sequence[Row]) -> list[set[str]]:
    """For each row the groups that it counts in."""
    named = [_named(stratum, row[stratum.name]) for row in rows]
    naming = Counter(group for groups in named for group in groups)
    if stratum.multi is MultiRace.ALONE:
        named = [groups if len(groups) == 1 else {"More than one"} for groups in named]
    if stratum.multi is MultiRace.RAREST:
        named = [{min(groups, key=lambda group: (naming[group], group))} for groups in named]
    if stratum.missing == "drop":
        named = [set() if groups <= NOBODY_KNOWS else groups for groups in named]
    return named


def _named(stratum: Stratum, value: Any) -> set[str]:
    if stratum.name == "age":
        return {"Unknown"} if value is None else {"Under 18" if value < 18 else "18–64" if value < 65 else "65 or more"}
    if stratum.name == "spanish":
        return {{None: "Unknown", True: "Yes", False: "No"}[value]}
    words = {"b": "Black", "w": "White", "?": "Unknown", "": "Unknown", "declined": "Declined"}
    answers = [part.strip() for part in (value or "").split(";")]
    groups = {words.get(answer, answer) for answer in answers}
    return groups - NOBODY_KNOWS or groups
