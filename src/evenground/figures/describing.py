"""The picture in words, for those who hear it: every shown figure, and every hidden one as hidden."""

from __future__ import annotations

import datetime as dt

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.released import ReleasedResult
from evenground.figures.language import Words
from evenground.figures.rows import instead, is_drawn, level_of, result_decimals
from evenground.model.periods import Period


def describe(
    result: ReleasedResult, words: Words, finding: str = "", cells: tuple[ReleasedCell, ...] | None = None
) -> str:
    """The finding, then each group's figure with its likely range, everyone's, and where the level line is.

    ``cells``: those that the picture shows, where it does not show all.
    """
    shown = (*result.cells, result.overall) if cells is None else cells
    parts = [_cell(cell, result, words) for cell in shown]
    level = level_of(result)
    line = words("figure.no_level")
    if level is not None:
        line = words("figure.level_is", reference=words.number(level, result_decimals(result)))
    return " ".join(part for part in (finding, "; ".join(parts) + ".", line) if part)


def describe_over_time(result: ReleasedResult, words: Words, finding: str = "") -> str:
    """The finding, then each group's first and last shown figure with their dates."""
    parts = [_moved(place, result, words) for place in range(len(result.cells))]
    return " ".join(part for part in (finding, "; ".join(parts) + "." if parts else "") if part)


def short_date(period: Period, words: Words, *, day: bool = False) -> str:
    """The month and year in which a period begins, with the day where periods are shorter than a month."""
    month = f"{words(f'month.{period.start.month}')} {period.start.year}"
    return f"{period.start.day} {month}" if day else month


def describe_month(day: dt.date, words: Words) -> str:
    """The month and year of a day."""
    return f"{words(f'month.{day.month}')} {day.year}"


def date_for(result: ReleasedResult, period: Period, words: Words) -> str:
    """A period's short name, no finer than the result's periods need: a year alone where they are years."""
    length = (period.end - period.start).days + 1
    if length > 360:
        return str(period.start.year)
    return short_date(period, words, day=length < 28)


def _cell(cell: ReleasedCell, result: ReleasedResult, words: Words) -> str:
    name, decimals = words.groups(cell.groups), result_decimals(result)
    if not is_drawn(cell) or cell.estimate is None:
        return words("figure.shown", group=name, value=instead(cell, words))
    value = words.number(cell.estimate, decimals)
    if cell.lower is None or cell.upper is None:
        return words("figure.shown", group=name, value=value)
    lower, upper = words.number(cell.lower, decimals), words.number(cell.upper, decimals)
    return words("figure.between", group=name, value=value, lower=lower, upper=upper)


def _moved(place: int, result: ReleasedResult, words: Words) -> str:
    shown = [(period, cells[place]) for period, _, cells in result.over_time if is_drawn(cells[place])]
    name, decimals = words.groups(result.cells[place].groups), result_decimals(result)
    if not shown:
        return words("figure.hidden", group=name)
    (first, start), (last, end) = shown[0], shown[-1]
    return words(
        "figure.moved",
        group=name,
        first=words.number(start.estimate or 0.0, decimals),
        last=words.number(end.estimate or 0.0, decimals),
        from_date=date_for(result, first, words),
        to_date=date_for(result, last, words),
    )
