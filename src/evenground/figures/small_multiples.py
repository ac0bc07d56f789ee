"""Small multiples: a tiny control chart for each of many groups, all on one scale, each with its name, its latest value and its signal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenground.disclosure.charted import ReleasedChart
from evenground.disclosure.released import ReleasedResult
from evenground.figures import symbols
from evenground.figures.below import Note, below
from evenground.figures.charted import axis_values, chart_decimals, is_withheld, last_shown
from evenground.figures.colours import GRID
from evenground.figures.describing import date_for
from evenground.figures.ends import LINE
from evenground.figures.explaining import chance_alone, measured_words
from evenground.figures.language import Words, words_for
from evenground.figures.patterns import is_signal, stretches
from evenground.figures.rows import written
from evenground.figures.scales import Scale, scale_for
from evenground.figures.svg import picture, tag
from evenground.figures.svg import words as text
from evenground.figures.telling import tell_short
from evenground.figures.text import width_of, wrapped
from evenground.figures.tiny import Tiny, tiny

WIDE = 720.0
_SMALL = 14.0
_BETWEEN = 18.0
_FEW = 24


@dataclass(frozen=True, slots=True)
class _Grid:
    """What all panels share: ``left`` is the room of the tick labels, ``room`` a panel's width, ``high`` its height."""

    charts: Sequence[ReleasedChart]
    result: ReleasedResult
    scale: Scale
    decimals: int
    columns: int
    left: float
    room: float
    high: float
    words: Words


def small_multiples(
    charts: Sequence[ReleasedChart],
    result: ReleasedResult,
    *,
    language: str = "en",
    columns: int | None = None,
    width: float = WIDE,
    ident: str = "multiples",
    finding: str = "",
) -> str:
    """Many control charts as one SVG, in the order given; "" for none.

    ``width``: 720 for a page, 1100 for a wide screen, 300 for a phone. ``columns``: as many as ``width`` has room for, if not said.
    """
    if not charts:
        return ""
    words = words_for(language)
    grid = _laid(charts, result, columns, width, words)
    body, height = _drawn(grid, width)
    strata = words.listed([stratum.title for stratum in result.strata])
    title = words("figure.over_time_title", measure=result.measure.title, strata=strata)
    said = [finding, *(tell_short(one, result, words) for one in charts), chance_alone(charts[0], words)]
    found = " ".join(part for part in said if part)
    return picture(body, width=width, height=height, ident=ident, title=title, finding=found)


def _laid(
    charts: Sequence[ReleasedChart], result: ReleasedResult, columns: int | None, width: float, words: Words
) -> _Grid:
    values = [value for one in charts for value in axis_values(one)]
    scale = scale_for(values, ticks=2)
    left = max(width_of(words.number(tick, scale.decimals), _SMALL) for tick in scale.ticks) + 6
    across = columns or _columns(len(charts), width - left)
    room = (width - left - _BETWEEN * (across - 1)) / across
    shown = [chart_decimals(one) for one in charts if last_shown(one) is not None]
    high = 64.0 if len(charts) > _FEW else 84.0
    return _Grid(charts, result, scale, min(shown, default=0), across, left, room, high, words)


def _columns(count: int, width: float) -> int:
    """Panels are at least 104 wide where there are many, 150 where there are few; two on a phone."""
    least = 104.0 if count > _FEW else 150.0 if width > 500 else 110.0
    return max(1, min(count, int((width + _BETWEEN) // (least + _BETWEEN))))


def _drawn(grid: _Grid, width: float) -> tuple[list[str], float]:
    body, y = _head(grid, width)
    for start in range(0, len(grid.charts), grid.columns):
        part, y = _row(grid, grid.charts[start : start + grid.columns], y)
        body += part
    said, y = below(_notes(grid), y + 4, width)
    return [*body, *said], y


def _head(grid: _Grid, width: float) -> tuple[list[str], float]:
    """The measure and the time shown, once for all panels."""
    measure, points = grid.result.measure, grid.charts[0].points
    lines = list(wrapped(measured_words(measure, grid.words), width, _SMALL))
    if points:
        first, last = (date_for(grid.result, points[place].period, grid.words) for place in (0, -1))
        lines += wrapped(first if first == last else f"{first} – {last}", width, _SMALL)
    return [text(line, 0, 14 + i * LINE, _SMALL, "soft") for i, line in enumerate(lines)], len(lines) * LINE + 8


def _row(grid: _Grid, charts: Sequence[ReleasedChart], y: float) -> tuple[list[str], float]:
    names = [_name(grid, one) for one in charts]
    top = y + max(len(lines) for lines in names) * LINE + LINE + 8
    scale = grid.scale.over(top + grid.high, top)
    body = [_lines(grid, scale, charts), *(_tick(grid, scale, tick) for tick in scale.ticks)]
    for index, (one, lines) in enumerate(zip(charts, names, strict=True)):
        x = grid.left + index * (grid.room + _BETWEEN)
        body += [*_named(grid, one, lines, x, top - 8), *_panel(grid, one, x, scale)]
    return body, top + grid.high + 14


def _panel(grid: _Grid, one: ReleasedChart, x: float, scale: Scale) -> list[str]:
    if last_shown(one) is None:
        lines = wrapped(grid.words("figure.small"), grid.room - 8, _SMALL)
        middle = (scale.start + scale.end) / 2 - (len(lines) - 1) * LINE / 2
        return [text(part, x + 4, middle + 5 + i * LINE, _SMALL, "soft") for i, part in enumerate(lines)]
    return tiny(Tiny(one, grid.result, x, grid.room, scale))


def _lines(grid: _Grid, scale: Scale, charts: Sequence[ReleasedChart]) -> str:
    """The quiet lines behind a whole row, as one path; in an empty panel only those at its edges, since words stand between."""
    steps: list[str] = []
    for index, one in enumerate(charts):
        x = round(grid.left + index * (grid.room + _BETWEEN))
        ticks = (scale.low, scale.high) if last_shown(one) is None else scale.ticks
        steps += [f"M{x} {round(scale(tick))}h{round(grid.room)}" for tick in ticks]
    return tag("path", class_="eg-grid", d="".join(steps), stroke=GRID, stroke_width=1, fill="none")


def _name(grid: _Grid, one: ReleasedChart) -> tuple[str, ...]:
    return wrapped(grid.words.groups(one.groups), grid.room, _SMALL, most=4)


def _named(grid: _Grid, one: ReleasedChart, lines: tuple[str, ...], x: float, foot: float) -> list[str]:
    """The name above its panel; below it the latest value and, with its square, what the signal means."""
    start = foot - len(lines) * LINE
    body = [text(line, x, start + i * LINE, _SMALL) for i, line in enumerate(lines)]
    last = last_shown(one)
    if last is None:
        return body
    figure = written(last[1], grid.decimals, grid.words)
    body.append(text(figure, x, foot, _SMALL, "value", bold=True))
    if not stretches(one):
        return body
    along = x + width_of(figure, _SMALL, bold=True) + 12
    key = f"multiples.{one.signal}"
    means = grid.words(key if key in grid.words.messages else "multiples.signal")
    body.append(symbols.signal(along, foot - 5, 3.6))
    # Beside a very long figure the square stands alone: the description has the word in any case.
    fits = along + 8 + width_of(means, _SMALL) <= x + grid.room + _BETWEEN / 2
    return [*body, text(means, along + 8, foot, _SMALL, "soft")] if fits else body


def _tick(grid: _Grid, scale: Scale, tick: float) -> str:
    label = grid.words.number(tick, scale.decimals)
    return text(label, grid.left - 6, scale(tick) + 4.5, _SMALL, "tick", anchor="end")


def _notes(grid: _Grid) -> list[Note]:
    words, points = grid.words, [point for one in grid.charts for point in one.points]
    notes = [Note(words("multiples.key"), symbols.band)]
    if any(is_signal(point) for point in points):
        notes.append(Note(words("chart.signal_key"), lambda x, y: symbols.signal(x, y, 4)))
    if any(is_withheld(point) for point in points):
        notes.append(Note(words("figure.breaks")))
    chance = chance_alone(grid.charts[0], words)
    return [*notes, *([Note(chance)] if chance else [])]
