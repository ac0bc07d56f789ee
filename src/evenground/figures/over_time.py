"""Groups over time: lines with names at their ends, the reference as the golden level, and the gap shaded between.

With more groups than five (three on a narrow picture) each has a small panel of its own, against the same level line and scale.
"""

from __future__ import annotations

from evenground.disclosure.released import ReleasedResult
from evenground.figures.describing import date_for, describe_over_time
from evenground.figures.ends import End, end_of, ends
from evenground.figures.language import Words, words_for
from evenground.figures.lines import jumps, ribbon, series_lines
from evenground.figures.panels import panels
from evenground.figures.rows import is_drawn, result_decimals
from evenground.figures.scales import Scale, scale_for
from evenground.figures.series import Series, series_of, worst
from evenground.figures.svg import grid_line, picture
from evenground.figures.svg import words as text
from evenground.figures.text import width_of, wrapped
from evenground.model.figures import Status

WITHHELD = {Status.SUPPRESSED, Status.COMPLEMENTARY}
WIDE = 720.0
NARROW = 300.0
_TOP = 14.0


def over_time(
    result: ReleasedResult, *, narrow: bool = False, language: str = "en", ident: str = "time", finding: str = ""
) -> str:
    """The result over time as one SVG, or "" where there is nothing to compare over time. ``ident`` and ``finding`` as in ``dot_plot``.

    It needs two periods, and a group beside the reference that is shown in two.
    """
    words = words_for(language)
    drawn = [series for series in series_of(result, words) if series.stretches]
    if not any(sum(map(len, series.stretches)) > 1 for series in drawn if not series.reference):
        return ""
    many = len(drawn) > (3 if narrow else 5) or len(result.strata) > 1
    width = NARROW if narrow else WIDE
    body, height = (panels if many else _together)(result, drawn, width, words)
    notes, height = _notes(result, drawn, width, height, words)
    strata = words.listed([stratum.title for stratum in result.strata])
    title = words("figure.over_time_title", measure=result.measure.title, strata=strata)
    finding = describe_over_time(result, words, finding)
    return picture([*body, *notes], width=width, height=height, ident=ident, title=title, finding=finding)


def _together(result: ReleasedResult, drawn: list[Series], width: float, words: Words) -> tuple[list[str], float]:
    unplaced = Scale(0, 1, 0, 1, (), 0)
    labels = [_label(series, width * 0.27, result, words, unplaced, unplaced) for series in drawn]
    height = max(270.0, sum(label.height for label in labels) + 20)
    scale = _heights(drawn, height)
    left = max(width_of(words.number(tick, scale.decimals), 14) for tick in scale.ticks) + 12
    right = max((label.width for label in labels), default=0.0) + 26
    across = Scale(0, len(result.over_time) - 1, left + 4, width - right, (), 0)
    labels = [_label(series, width * 0.27, result, words, across, scale) for series in drawn]
    body = _grid(scale, left, width - right + 6, words)
    body += ribbon(worst(result, drawn), _reference(drawn), across, scale)
    body += jumps(result, across, scale)
    for series in sorted(drawn, key=lambda series: series.reference):
        body += series_lines(series, across, scale)
    body += ends(labels, width - right, 2, height + 6)
    return [*body, *_dates(result, across, height, words)], height + 30


def _label(series: Series, room: float, result: ReleasedResult, words: Words, across: Scale, scale: Scale) -> End:
    place, value = series.last
    role = "level" if series.reference else "soft" if series.missing else "name"
    figure = words.number(value, result_decimals(result))
    return end_of(series.name, figure, room, (across(place), scale(value)), role=role, bold=series.reference)


def _heights(drawn: list[Series], height: float) -> Scale:
    return scale_for([value for series in drawn for value in series.values.values()], start=height, end=_TOP)


def _reference(drawn: list[Series]) -> Series | None:
    return next((series for series in drawn if series.reference), None)


def _grid(scale: Scale, left: float, right: float, words: Words) -> list[str]:
    body: list[str] = []
    for tick in scale.ticks:
        body.append(grid_line(left, scale(tick), right, scale(tick)))
        body.append(text(words.number(tick, scale.decimals), left - 8, scale(tick) + 4.5, 14.0, "tick", anchor="end"))
    return body


def _dates(result: ReleasedResult, across: Scale, height: float, words: Words) -> list[str]:
    first, last = (date_for(result, result.over_time[place][0], words) for place in (0, -1))
    start = text(first, across.start, height + 22, 14.0, "tick")
    return [start, text(last, across.end, height + 22, 14.0, "tick", anchor="end")]


def _notes(
    result: ReleasedResult, drawn: list[Series], width: float, height: float, words: Words
) -> tuple[list[str], float]:
    said: list[str] = []
    absent = [
        words.groups(cell.groups) for cell in result.cells if cell.groups not in [series.groups for series in drawn]
    ]
    if result.breaks:
        when = words.listed([date_for(result, period, words) for period in result.breaks])
        said.append(words("figure.broken", when=when))
    cut = _cut(result, drawn)
    said += [words("figure.breaks")] if cut & WITHHELD else []
    said += [words("figure.no_figure")] if Status.NONE in cut else []
    if absent:
        said.append(words("figure.not_drawn", groups=words.listed(absent)))
    body: list[str] = []
    for part in said:
        for piece in wrapped(part, width, 14.0, most=12):
            height += 19
            body.append(text(piece, 0, height - 4, 14.0, "soft"))
    return body, height + (6 if body else 0)


def _cut(result: ReleasedResult, drawn: list[Series]) -> set[Status]:
    """Why lines are cut, if any is."""
    groups = {series.groups for series in drawn}
    return {
        cell.status if cell.status in WITHHELD else Status.NONE
        for _, _, cells in result.over_time
        for cell in cells
        if cell.groups in groups and not is_drawn(cell)
    }
