"""The dot plot: a row a group, its interval, and its distance to the golden level line; wide with columns, narrow with names above.

Words never cross the level line: on a wide picture they have columns of their own, on a narrow one the line is drawn
on the tracks only.
"""

from __future__ import annotations

from dataclasses import dataclass

from evenground.disclosure.released import ReleasedResult
from evenground.figures.colours import GRID
from evenground.figures.describing import describe
from evenground.figures.language import Words, words_for
from evenground.figures.marks import level_line, track
from evenground.figures.rows import Row, level_of, result_decimals, rows_of, sheets_of, shown_values, written
from evenground.figures.scales import Scale, scale_for
from evenground.figures.svg import grid_line, line, picture
from evenground.figures.svg import words as text
from evenground.figures.text import width_of, wrapped

WIDE = 720.0
NARROW = 300.0
_SIZE = 15.0
_SMALL = 14.0
_LINE = 19.0
_NAMES = 230.0


@dataclass(frozen=True, slots=True)
class _Placed:
    row: Row
    names: tuple[str, ...]
    top: float
    height: float
    y: float


def dot_plot(
    result: ReleasedResult, *, narrow: bool = False, language: str = "en", ident: str = "dots", finding: str = ""
) -> str:
    """The result over all periods as one SVG. ``narrow`` is for 390 px and less: no text under 13 px where it is 280 px wide or more.

    ``ident`` must differ for each picture of a page; ``finding`` is the sentence that opens the description.
    """
    words = words_for(language)
    rows, level = rows_of(result, words), level_of(result)
    body, height = _narrow(result, rows, level, words) if narrow else _wide(result, rows, rows, level, words)
    said, width = describe(result, words, finding), NARROW if narrow else WIDE
    return picture(body, width=width, height=height, ident=ident, title=_title(result, words), finding=said)


def dot_plot_sheets(
    result: ReleasedResult, *, language: str = "en", ident: str = "dots", finding: str = "", most: int = 26
) -> tuple[str, ...]:
    """The wide picture for paper: as few pictures as hold ``most`` rows each, all on one scale, each describing its own rows."""
    words = words_for(language)
    rows, level = rows_of(result, words), level_of(result)
    sheets = []
    for number, part in enumerate(sheets_of(rows, most)):
        body, height = _wide(result, part, rows, level, words)
        cells = tuple(row.cell for row in part if row.cell is not None)
        said = describe(result, words, finding if number == 0 else "", cells)
        title = _title(result, words)
        sheets.append(picture(body, width=WIDE, height=height, ident=f"{ident}-{number}", title=title, finding=said))
    return tuple(sheets)


def _title(result: ReleasedResult, words: Words) -> str:
    strata = words.listed([stratum.title for stratum in result.strata])
    return words("figure.title", measure=result.measure.title, strata=strata)


def _wide(
    result: ReleasedResult, rows: list[Row], every: list[Row], level: float | None, words: Words
) -> tuple[list[str], float]:
    """These rows of the picture; the columns and the scale are those of ``every`` row, so that sheets can be compared."""
    left, right = _names_width(every), _figures_width(every)
    scale = scale_for(shown_values(result), start=left + 18, end=WIDE - right - 22)
    top = _level_height(result, level, words, WIDE - 40)
    placed, y = _stack(rows, left, top + 10)
    body = [grid_line(scale(tick), top + 4, scale(tick), y) for tick in scale.ticks]
    body += _ticks(scale, y, words)
    body += _level_words(result, level, words, 0 if level is None else scale(level), WIDE)
    body += [] if level is None else [level_line(scale(level), top, y)]
    for place in placed:
        body += _wide_row(place, scale, level)
    return body, y + 26


def _wide_row(place: _Placed, scale: Scale, level: float | None) -> list[str]:
    row, y = place.row, place.y
    first = y + 5 - (len(place.names) - 1) * _LINE / 2
    body = [] if row.head else track(row, y, scale, level)
    if row.overall:
        body.append(line(0, place.top + 1, WIDE, place.top + 1, class_="eg-grid", stroke=GRID, stroke_width=1))
    role = "head" if row.head else "soft" if row.missing else "name"
    for index, part in enumerate(place.names):
        body.append(text(part, 0, first + index * _LINE, _SIZE, role, bold=row.head or row.reference))
    return [*body, *_wide_figures(row, scale.end + 22, y + 5)]


def _wide_figures(row: Row, x: float, y: float) -> list[str]:
    if row.head:
        return []
    if row.drawn is None:
        return [text(row.figure, x, y, _SMALL, "soft")]
    figure = text(row.figure, x, y, _SIZE, "value", bold=True)
    remark = text(row.remark, x + width_of(row.figure, _SIZE, bold=True) + 10, y, _SMALL, "soft")
    return [figure, remark] if row.remark else [figure]


def _stack(rows: list[Row], width: float, top: float) -> tuple[list[_Placed], float]:
    placed, y = [], top
    for row in rows:
        names = wrapped(row.name, WIDE if row.head else width, _SIZE, bold=row.head or row.reference)
        height = max(34.0, len(names) * _LINE + 13)
        placed.append(_Placed(row, names, y, height, y + height / 2 + (3 if row.overall else 0)))
        y += height
    return placed, y + 4


def _narrow(result: ReleasedResult, rows: list[Row], level: float | None, words: Words) -> tuple[list[str], float]:
    scale = scale_for(shown_values(result), start=11, end=NARROW - 11, ticks=4)
    y = _level_height(result, level, words, NARROW)
    body = _level_words(result, level, words, 0 if level is None else scale(level), NARROW)
    if level is not None:
        body.append(level_line(scale(level), y - 2, y + 8))
    y += 12
    for row in rows:
        part, y = _narrow_row(row, y, scale, level)
        body += part
    return [*body, *_ticks(scale, y - 4, words)], y + 22


def _narrow_row(row: Row, y: float, scale: Scale, level: float | None) -> tuple[list[str], float]:
    body: list[str] = []
    bold = row.head or row.reference
    role = "head" if row.head else "soft" if row.missing else "name"
    y += 8 if row.head else 0
    said = _narrow_words(row)
    room = NARROW - said if said < 150 else NARROW
    names = wrapped(row.name, room - 12 if said else room, _SIZE, bold=bold)
    for index, part in enumerate(names):
        body.append(text(part, 0, y + 15 + index * _LINE, _SIZE, role, bold=bold))
    y += len(names) * _LINE
    if row.head:
        return body, y + 4
    y += _LINE if width_of(names[-1], _SIZE, bold=bold) + 12 + said > NARROW else 0
    body += _narrow_figures(row, y - 4)
    here = y + 15
    body += track(row, here, scale, level)
    if level is not None:
        body.insert(len(body) - len(track(row, here, scale, level)), level_line(scale(level), here - 12, here + 12))
    return body, y + 34


def _narrow_words(row: Row) -> float:
    if row.head:
        return 0.0
    if row.drawn is None:
        return width_of(row.figure, _SMALL)
    return width_of(row.figure, _SIZE, bold=True) + (width_of(row.remark, _SMALL) + 8 if row.remark else 0)


def _narrow_figures(row: Row, y: float) -> list[str]:
    if row.drawn is None:
        return [text(row.figure, NARROW, y, _SMALL, "soft", anchor="end")]
    remark = width_of(row.remark, _SMALL) + 8 if row.remark else 0.0
    figure = text(row.figure, NARROW - remark, y, _SIZE, "value", anchor="end", bold=True)
    return [figure, text(row.remark, NARROW, y, _SMALL, "soft", anchor="end")] if row.remark else [figure]


def _names_width(rows: list[Row]) -> float:
    widest = max(width_of(row.name, _SIZE, bold=row.reference) for row in rows if not row.head)
    return min(max(widest, 70.0), _NAMES)


def _figures_width(rows: list[Row]) -> float:
    return max(60.0, *(_narrow_words(row) + 4 for row in rows))


def _level_text(result: ReleasedResult, level: float | None, words: Words) -> str:
    if level is None:
        return words("figure.no_level")
    return words(
        "figure.level", reference=words.groups(result.reference), value=written(level, result_decimals(result), words)
    )


def _level_height(result: ReleasedResult, level: float | None, words: Words, width: float) -> float:
    return len(wrapped(_level_text(result, level, words), min(width, 420), _SMALL)) * 18 + 6.0


def _level_words(result: ReleasedResult, level: float | None, words: Words, x: float, width: float) -> list[str]:
    lines = wrapped(_level_text(result, level, words), min(width, 420), _SMALL)
    half = max(width_of(part, _SMALL) for part in lines) / 2
    middle = min(max(x, half), width - half)
    role = "soft" if level is None else "level"
    return [text(part, middle, 14 + index * 18, _SMALL, role, anchor="middle") for index, part in enumerate(lines)]


def _ticks(scale: Scale, y: float, words: Words) -> list[str]:
    body: list[str] = []
    for tick in scale.ticks:
        anchor = "end" if tick == scale.high and scale.start < 20 else "middle"
        body.append(text(words.number(tick, scale.decimals), scale(tick), y + 19, _SMALL, "tick", anchor=anchor))
    return body
