"""The control chart: one group over time against its own average and the range that chance alone would bring."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evenground.disclosure.charted import ReleasedChart
from evenground.disclosure.released import ReleasedResult
from evenground.figures import symbols
from evenground.figures.below import Note, below
from evenground.figures.charted import axis_values, chart_decimals, colour_of, last_shown
from evenground.figures.control_frame import Panel, ticks
from evenground.figures.control_panel import panel
from evenground.figures.ends import End, end_of, ends
from evenground.figures.explaining import measured_words, notes_for
from evenground.figures.language import Words, is_missing, words_for
from evenground.figures.patterns import Stretch, saying, stretches
from evenground.figures.rows import written
from evenground.figures.scales import LogScale, Scale, scale_for
from evenground.figures.strips import Strip, strips
from evenground.figures.svg import picture
from evenground.figures.svg import words as text
from evenground.figures.telling import averages, last_limits, tell
from evenground.figures.text import width_of, wrapped
from evenground.figures.timeline import Timeline, dates
from evenground.figures.tried import flags_for, tried_lines
from evenground.model.plans import Tried

WIDE = 720.0
NARROW = 300.0
_SIZE = 15.0
_SMALL = 14.0
_LINE = 18.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the parts of a chart's picture share."""

    chart: ReleasedChart
    result: ReleasedResult
    width: float
    words: Words

    @property
    def narrow(self) -> bool:
        """Whether it is for a phone."""
        return self.width < 500


def control_chart(
    chart: ReleasedChart,
    result: ReleasedResult,
    *,
    language: str = "en",
    marks: tuple[Tried, ...] = (),
    narrow: bool = False,
    ident: str = "chart",
    finding: str = "",
) -> str:
    """One control chart as one SVG; also where every period is hidden, which it then says.

    ``marks``: what was tried when. ``narrow`` is for 390 px and less. ``ident`` must differ for each picture of a page; ``finding`` is the sentence
    that opens the description.
    """
    words = words_for(language)
    sheet = Sheet(chart, result, NARROW if narrow else WIDE, words)
    body, height = _drawn(sheet, marks)
    name = words.groups(chart.groups)
    title = words("chart.title", measure=result.measure.title, group=name)
    said = tell(chart, result, words, finding, marks)
    return picture(body, width=sheet.width, height=height, ident=ident, title=title, finding=said)


def end_labels(one: Panel, decimals: int, words: Words, room: float, *, narrow: bool) -> list[End]:
    """Latest value, average, expected range and goal, each where its line ends."""
    right, found = one.timeline.right - 8, list[End]()
    last, limits = last_shown(one.chart), last_limits(one.chart)
    if last is not None:
        latest = words("chart.latest")
        found.append(end_of(latest, written(last[1], decimals, words), room, (one.x(last[0]), one.y(last[1]))))
    if limits is not None:
        found.append(_quiet("chart.average", limits.centre, one, decimals, words, room, right, role="name"))
    if limits is not None and limits.upper is not None and limits.upper > limits.centre:
        short = "_short" if narrow else ""
        found.append(_quiet(f"chart.at_most{short}", limits.upper, one, decimals, words, room, right))
        if limits.lower is not None and one.scale(limits.lower) < one.bottom - 1:
            found.append(_quiet(f"chart.at_least{short}", limits.lower, one, decimals, words, room, right))
    if one.chart.target is not None:
        found.append(_quiet("chart.goal", one.chart.target, one, decimals, words, room, right, role="level"))
    return found


def tick_labels(scale: Scale, words: Words) -> list[tuple[float, str]]:
    """Each round figure of a scale, as written; millions in short."""
    if max(abs(tick) for tick in scale.ticks) >= 1e7:
        return [(tick, words("chart.millions", n=words.number(tick / 1e6, 1, trim=True))) for tick in scale.ticks]
    trim = isinstance(scale, LogScale)
    return [(tick, words.number(tick, scale.decimals, trim=trim)) for tick in scale.ticks]


def signal_strips(one: Panel, sheet: Sheet, y: float) -> tuple[list[str], float]:
    """A bar and its words below the chart for each signalling stretch."""
    found = stretches(one.chart)
    return strips([_strip(one, sheet, part, last=part is found[-1]) for part in found], y, sheet.width)


def _drawn(sheet: Sheet, marks: tuple[Tried, ...]) -> tuple[list[str], float]:
    heading, y = _heading(sheet)
    high = 190.0 if sheet.narrow else 230.0
    decimals, words = chart_decimals(sheet.chart), sheet.words
    scale = scale_for(axis_values(sheet.chart), start=high, end=0, ticks=4)
    one = _laid(sheet, scale, decimals)
    flags = flags_for(marks, one.timeline, sheet.width, words)
    top = y + max(flags.height, 6.0)
    one = replace(one, scale=scale.over(top + high, top))
    if not axis_values(sheet.chart):
        return _nothing(sheet, heading, y)
    body = [*heading, *ticks(one, one.timeline.left, one.timeline.right, tick_labels(one.scale, words))]
    body += [*tried_lines(flags, top, one.bottom), *panel(one)]
    body += ends(
        end_labels(one, decimals, words, _room(sheet), narrow=sheet.narrow), one.timeline.right, top - 8, top + high + 8
    )
    body += dates(one.timeline, sheet.result, one.bottom, words)
    parts, y = signal_strips(one, sheet, one.bottom + 28)
    phases = averages(sheet.chart, sheet.result, words)
    notes = [
        *(Note(said) for said in phases if len(phases) > 1),
        *notes_for(sheet.chart, sheet.result, one.colour, words),
        *(Note(said) for said in flags.key),
    ]
    said, y = below(notes, y + 6, sheet.width)
    return [*body, *parts, *said], y


def _laid(sheet: Sheet, scale: Scale, decimals: int) -> Panel:
    """The chart laid out across: figures of the axis to the left, labels to the right."""
    left = max(width_of(label, _SMALL) for _, label in tick_labels(scale, sheet.words)) + 12
    periods = tuple(point.period for point in sheet.chart.points)
    unplaced = Panel(
        sheet.chart,
        Timeline(periods, left, sheet.width),
        scale,
        colour_of(sheet.chart.groups, sheet.result),
        hollow=is_missing(sheet.chart.groups),
        hidden=sheet.words("chart.hidden"),
    )
    labels = end_labels(unplaced, decimals, sheet.words, _room(sheet), narrow=sheet.narrow)
    right = max((label.width for label in labels), default=0.0) + 26
    return replace(unplaced, timeline=Timeline(periods, left, sheet.width - right))


def _heading(sheet: Sheet) -> tuple[list[str], float]:
    """Whose chart this is, and of what, at its head: the picture may stand alone."""
    name = wrapped(sheet.words.groups(sheet.chart.groups), sheet.width, _SIZE, bold=True)
    measure = sheet.result.measure
    what = measured_words(measure, sheet.words)
    body = [text(part, 0, 15 + i * _LINE, _SIZE, "head", bold=True) for i, part in enumerate(name)]
    y = 15 + len(name) * _LINE
    lines = wrapped(what, sheet.width, _SMALL)
    body += [text(part, 0, y + i * _LINE, _SMALL, "soft") for i, part in enumerate(lines)]
    return body, y + len(lines) * _LINE


def _nothing(sheet: Sheet, heading: list[str], y: float) -> tuple[list[str], float]:
    """A chart without one figure to show: an empty track, and why."""
    empty = symbols.withheld(8, y + 4, y + 22)
    said, y = below([Note(sheet.words("chart.all_hidden"), lambda x, at: empty)], y + 4, sheet.width)
    return [*heading, *said], y


def _room(sheet: Sheet) -> float:
    return 84.0 if sheet.narrow else 150.0


def _strip(one: Panel, sheet: Sheet, part: Stretch, *, last: bool) -> Strip:
    half = min(one.timeline.step / 2, 6.0)
    said = saying(part, one.chart, sheet.words, sheet.result.measure.better, last=last)
    return Strip(one.x(part.first) - half, one.x(part.last) + half, said)


def _quiet(
    key: str,
    value: float,
    one: Panel,
    decimals: int,
    words: Words,
    room: float,
    x: float,
    *,
    role: str = "soft",
) -> End:
    """A label of a line: the words quiet, the figure written with them."""
    return end_of(words(key), words.number(value, decimals), room, (x, one.y(value)), role=role, size=_SMALL)
