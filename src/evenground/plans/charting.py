"""A plan's ``[chart]`` table and its ``[[tried]]`` tables: how charts over time are made, and what was tried when."""

from __future__ import annotations

from evenground.model.plans import Charting, Excluded, Tried
from evenground.plans.days import needed_day, rising_days
from evenground.plans.tables import Table

RULES = ("anhoej", "western-electric", "nelson", "ihi", "mdc", "none")
"""The rule sets that tell a signal from chance; ``none`` draws limits and judges nothing."""

_MOST = 200
_SHAPE = 'a list such as [{ period = "2024-03-01", why = "the clinic was closed" }]'


def read_charting(plan: Table) -> Charting:
    """How the plan wants its charts over time; faults are noted."""
    table = plan.table("chart", '[chart] with rules = "anhoej" below it')
    if table is None:
        return Charting()
    if not plan.has("date"):
        plan.note("chart", "[chart] is about charts over time, but no date is named.", _NEEDS_DATE)
    charting = Charting(
        rules=table.word("rules", RULES, "anhoej"),
        baseline=table.whole("baseline", None, least=2, most=10_000),
        phases=rising_days(table, "phases"),
        exclude=_excluded(table),
    )
    table.done()
    return charting


def read_tried(plan: Table) -> tuple[Tried, ...]:
    """What was tried, from the first day to the last; faults are noted."""
    tables = plan.tables("tried")
    if len(tables) > _MOST:
        plan.note(
            "tried", f"There are {len(tables):,} [[tried]] tables; at most {_MOST} are read.", "Keep the main ones."
        )
    if tables and not plan.has("date"):
        plan.note("tried", "[[tried]] is marked on charts over time, but no date is named.", _NEEDS_DATE)
    found = [_tried(table) for table in tables[:_MOST]]
    return tuple(sorted((one for one in found if one is not None), key=lambda one: one.day))


_NEEDS_DATE = 'Add date = "visit_date" at the head of the plan, or leave this out.'


def _tried(table: Table) -> Tried | None:
    day = needed_day(table, "date", "it says when this was tried.")
    title = table.needed_text("title", "it says what was tried.", 'title = "Free rides to the clinic"')
    table.done()
    return Tried(day, title) if day is not None else None


def _excluded(table: Table) -> tuple[Excluded, ...]:
    found: dict[object, Excluded] = {}
    for each in table.tables("exclude", _SHAPE):
        day = needed_day(each, "period", "it is a day of the period that is left out.")
        why = each.needed_text(
            "why", "whoever reads the chart must be able to judge it.", 'why = "the clinic was closed"'
        )
        each.done()
        if day in found:
            each.note("period", f"{day} is left out twice.", "Keep one of them.")
        elif day is not None:
            found[day] = Excluded(day, why)
    return tuple(sorted(found.values(), key=lambda one: one.day))
