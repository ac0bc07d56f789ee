"""Days in a plan: a TOML date, or the same written as text."""

from __future__ import annotations

import datetime as dt
import re

from evenground.plans.tables import Table, in_words

_WRITTEN = re.compile(r"\d{4}-\d{2}-\d{2}")


def needed_day(table: Table, key: str, why: str) -> dt.date | None:
    """A day that must be there; None, and a fault noted, where it is not."""
    if not table.has(key):
        table.note_here(f"{key} is missing: {why}", f'Add a line such as {key} = "2025-01-15"')
        return None
    day = as_day(table.values[key])
    if day is None:
        table.note(
            key, f"{key} must be a day, but is {in_words(table.values[key])}.", f'For example {key} = "2025-01-15"'
        )
    return day


def rising_days(table: Table, key: str) -> tuple[dt.date, ...]:
    """A list of different days, from the first to the last."""
    items = table.items(key, 'a list of days, such as ["2025-01-01"]')
    days = [as_day(item) for item in items]
    found = [day for day in days if day is not None]
    for at, day in enumerate(days):
        if day is None:
            what = f"Item {at + 1} of {key} must be a day, but is {in_words(items[at])}."
            table.reading.note(what, 'Write it as "2025-01-15".', *table.path, key, at)
    if len(found) < len(days):
        return ()
    if found != sorted(set(found)):
        table.note(key, f"The days of {key} do not rise.", "Write each once, from the first to the last.")
        return ()
    return tuple(found)


def as_day(value: object) -> dt.date | None:
    """The day that a TOML value means: a date without a time, or a text such as ``2025-01-15``; None for anything else."""
    if isinstance(value, dt.datetime):
        return None
    if isinstance(value, dt.date):
        return value
    if not isinstance(value, str) or not _WRITTEN.fullmatch(value):
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return None
