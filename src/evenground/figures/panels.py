"""Small panels, one a group, on one scale: each shows its group against the same golden level line, so that twelve stay readable."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.disclosure.released import ReleasedResult
from evenground.figures.describing import date_for
from evenground.figures.language import Words
from evenground.figures.lines import jumps, ribbon, series_lines
from evenground.figures.rows import result_decimals, written
from evenground.figures.scales import Scale, scale_for
from evenground.figures.series import Series
from evenground.figures.svg import grid_line
from evenground.figures.svg import words as text
from evenground.figures.text import width_of, wrapped

_SIZE = 15.0
_SMALL = 14.0
_LINE = 18.0
_BETWEEN = 24.0
_HIGH = 84.0


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What all panels of a picture share: ``left`` is the room of the tick labels, ``room`` a panel's width."""

    result: ReleasedResult
    reference: Series | None
    scale: Scale
    left: float
    room: float
    words: Words

    @property
    def dates(self) -> tuple[str, str]:
        """The first and the last date."""
        first, last = (date_for(self.result, self.result.over_time[place][0], self.words) for place in (0, -1))
        return first, last

    @property
    def dated(self) -> bool:
        """Whether both dates fit below one panel; else they stand once, above all."""
        return sum(width_of(date, _SMALL) for date in self.dates) + 16 < self.room

    def figure(self, series: Series) -> str:
        """The last shown figure of a group."""
        return written(series.last[1], result_decimals(self.result), self.words)


def panels(result: ReleasedResult, drawn: list[Series], width: float, words: Words) -> tuple[list[str], float]:
    """The panels in rows of three (two on a narrow picture), and the height they take."""
    columns = 3 if width > 500 else 2
    reference = next((series for series in drawn if series.reference), None)
    shown = [series for series in drawn if not series.reference] or drawn
    scale = scale_for([value for series in drawn for value in series.values.values()], ticks=2)
    left = max(width_of(words.number(tick, scale.decimals), _SMALL) for tick in scale.ticks) + 6
    sheet = _Sheet(result, reference, scale, left, (width - left - _BETWEEN * (columns - 1)) / columns, words)
    body, y = _key(sheet, width)
    for start in range(0, len(shown), columns):
        part, y = _row(sheet, shown[start : start + columns], y)
        body += part
    return body, y


def _key(sheet: _Sheet, width: float) -> tuple[list[str], float]:
    """The level's name above all panels, and the dates where they do not fit below each."""
    said: list[tuple[str, str]] = []
    if sheet.reference is not None:
        level = sheet.words("figure.level", reference=sheet.reference.name, value=sheet.figure(sheet.reference))
        said += [(line, "level") for line in wrapped(level, width, _SMALL, bold=True)]
    if not sheet.dated:
        said += [(line, "soft") for line in wrapped(" – ".join(sheet.dates), width, _SMALL)]
    body = [text(line, 0, 14 + i * _LINE, _SMALL, role, bold=role == "level") for i, (line, role) in enumerate(said)]
    return body, len(said) * _LINE + (10 if said else 4)


def _row(sheet: _Sheet, shown: list[Series], y: float) -> tuple[list[str], float]:
    names = [_name(sheet, series) for series in shown]
    top = y + max(len(lines) for lines in names) * _LINE + 12
    scale = sheet.scale.over(top + _HIGH, top)
    body = [_tick(sheet, scale, tick) for tick in scale.ticks]
    for index, (series, lines) in enumerate(zip(shown, names, strict=True)):
        x = sheet.left + index * (sheet.room + _BETWEEN)
        body += [*_named(sheet, series, lines, x, top - 12), *_panel(sheet, series, x, scale)]
    if sheet.dated:
        body += _dates(sheet, top + _HIGH + 19)
    return body, top + _HIGH + (42 if sheet.dated else 26)


def _panel(sheet: _Sheet, series: Series, x: float, scale: Scale) -> list[str]:
    across = Scale(0, len(sheet.result.over_time) - 1, x + 5, x + sheet.room - 6, (), 0)
    body = [grid_line(x, scale(tick), x + sheet.room, scale(tick)) for tick in scale.ticks]
    body += ribbon(series, sheet.reference, across, scale)
    body += jumps(sheet.result, across, scale)
    if sheet.reference is not None and sheet.reference is not series:
        body += series_lines(sheet.reference, across, scale, marks=False)
    return [*body, *series_lines(series, across, scale, marks=False)]


def _name(sheet: _Sheet, series: Series) -> tuple[str, ...]:
    """The name's lines; the last has room for the figure, or is empty and kept for it."""
    lines = wrapped(series.name, sheet.room, _SIZE, most=6)
    figure = width_of(sheet.figure(series), _SIZE, bold=True)
    return lines if width_of(lines[-1], _SIZE) + 7 + figure <= sheet.room else (*lines, "")


def _named(sheet: _Sheet, series: Series, lines: tuple[str, ...], x: float, bottom: float) -> list[str]:
    """The name above its panel, the last figure in bold behind it."""
    role = "soft" if series.missing else "name"
    start = bottom - (len(lines) - 1) * _LINE
    body = [text(line, x, start + i * _LINE, _SIZE, role) for i, line in enumerate(lines) if line]
    along = width_of(lines[-1], _SIZE) + 7 if lines[-1] else 0.0
    return [*body, text(sheet.figure(series), x + along, bottom, _SIZE, "value", bold=True)]


def _tick(sheet: _Sheet, scale: Scale, tick: float) -> str:
    label = sheet.words.number(tick, scale.decimals)
    return text(label, sheet.left - 6, scale(tick) + 4.5, _SMALL, "tick", anchor="end")


def _dates(sheet: _Sheet, y: float) -> list[str]:
    first, last = sheet.dates
    return [
        text(first, sheet.left, y, _SMALL, "tick"),
        text(last, sheet.left + sheet.room, y, _SMALL, "tick", anchor="end"),
    ]
