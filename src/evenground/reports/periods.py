"""Dates and periods as the reader's language says them."""

from __future__ import annotations

import datetime as dt

from evenground.figures.language import Words
from evenground.model.periods import Period


def day(date: dt.date, words: Words) -> str:
    """A date in words: "Jan 31, 2024", "31 ene 2024"."""
    month = words(f"month.{date.month}")
    return f"{month} {date.day}, {date.year}" if words.language == "en" else f"{date.day} {month} {date.year}"


def month(date: dt.date, words: Words) -> str:
    """A month in words: "Jan 2024", "ene 2024". For a date that is not known to the day."""
    return f"{words(f'month.{date.month}')} {date.year}"


def period_name(period: Period, words: Words) -> str:
    """A period's name: a year or years, a month or months, or the day on which it begins."""
    length = (period.end - period.start).days + 1
    if length > 360:
        return (
            str(period.start.year) if period.start.year == period.end.year else f"{period.start.year}–{period.end.year}"
        )
    if length >= 28:
        return _months(period, words)
    return day(period.start, words)


def _months(period: Period, words: Words) -> str:
    first, last = (f"{words(f'month.{date.month}')} {date.year}" for date in (period.start, period.end))
    return first if first == last else f"{first}–{last}"


def span(period: Period, words: Words) -> str:
    """From the first day to the last, as a sentence."""
    return words("page.period", start=day(period.start, words), end=day(period.end, words))
