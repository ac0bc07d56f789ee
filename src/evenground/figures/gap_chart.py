"""The gap chart: both groups' levels, below them the control chart of the gap itself, its ratio, and whose change it was; all on one time axis."""

from __future__ import annotations

from dataclasses import dataclass, replace

from evenground.disclosure.charted import ReleasedChart, ReleasedGapChart
from evenground.disclosure.released import ReleasedResult
from evenground.figures import symbols
from evenground.figures.below import Note, below
from evenground.figures.charted import axis_values, chart_decimals, colour_of
from evenground.figures.control_chart import NARROW, WIDE, Sheet, end_labels, signal_strips, tick_labels
from evenground.figures.control_frame import Panel, ticks
from evenground.figures.control_panel import panel
from evenground.figures.ends import End, end_of, ends
from evenground.figures.explaining import measured_words, notes_for
from evenground.figures.gap_levels import Levels, level_ends, level_lines, levels_of
from evenground.figures.gap_telling import pace, signal_words, tell_gap
from evenground.figures.language import Words, is_missing, words_for
from evenground.figures.scales import Scale, log_scale_for, scale_for
from evenground.figures.split import change_of, split
from evenground.figures.svg import picture
from evenground.figures.svg import words as text
from evenground.figures.text import width_of, wrapped
from evenground.figures.timeline import Timeline, dates
from evenground.figures.tried import Flags, flags_for, tried_lines
from evenground.model.plans import Tried

_SIZE = 15.0
_SMALL = 14.0
_LINE = 18.0
_RATIO_HIGH = 96.0


@dataclass(frozen=True, slots=True)
class _Story:
    """What all parts of the picture share."""

    chart: ReleasedGapChart
    result: ReleasedResult
    levels: Levels
    timeline: Timeline
    flags: Flags
    width: float
    words: Words

    @property
    def room(self) -> float:
        """How wide a label at the end of a line may be."""
        return 84.0 if self.width < 500 else 150.0

    def sheet(self, one: ReleasedChart) -> Sheet:
        """What one of its control charts shares with its own parts."""
        return Sheet(one, self.result, self.width, self.words)

    def panel(self, one: ReleasedChart, scale: Scale) -> Panel:
        """One of its control charts, with the golden line where there is no gap."""
        colour = colour_of(self.chart.groups, self.result)
        level = 1.0 if one.scale == "ratio" else 0.0
        hollow, hidden = is_missing(self.chart.groups), self.words("chart.hidden")
        return Panel(one, self.timeline, scale, colour, hollow, level, hidden)


def gap_chart(
    chart: ReleasedGapChart,
    result: ReleasedResult,
    *,
    language: str = "en",
    marks: tuple[Tried, ...] = (),
    narrow: bool = False,
    ident: str = "gap",
    finding: str = "",
) -> str:
    """The whole story of one gap as one SVG. ``marks``, ``narrow``, ``ident`` and ``finding`` as in ``control_chart``.

    The levels come from the result's ``over_time``, the split from its ``change`` where that is the change of this gap.
    """
    words, width = words_for(language), NARROW if narrow else WIDE
    story = _laid(chart, result, marks, width, words)
    body, height = _drawn(story)
    names = {"group": words.groups(chart.groups), "reference": words.groups(chart.reference)}
    title = words("gap.title", measure=result.measure.title, **names)
    said = tell_gap(chart, result, story.levels, story.timeline, words, finding, marks)
    return picture(body, width=width, height=height, ident=ident, title=title, finding=said)


def _laid(
    chart: ReleasedGapChart, result: ReleasedResult, marks: tuple[Tried, ...], width: float, words: Words
) -> _Story:
    """The time axis that leaves room for every panel's figures to the left and names to the right."""
    told = {period for period, _, _ in result.over_time} | {point.period for point in chart.difference.points}
    periods = tuple(sorted(told))
    levels, unplaced = levels_of(chart, result, periods, words), Timeline(periods, 60, width)
    story = _Story(chart, result, levels, unplaced, Flags((), ()), width, words)
    labels = [*level_ends(levels, result, unplaced, levels.scale, words, story.room)]
    figures = [label for _, label in tick_labels(levels.scale, words)]
    for one, scale in _charts(story):
        labels += _gap_ends(story, story.panel(one, scale))
        figures += [label for _, label in tick_labels(scale, words)]
    right = max((label.width for label in labels), default=0.0) + 26
    left = max(width_of(figure, _SMALL) for figure in figures) + 12
    timeline = Timeline(periods, left, width - right)
    return replace(story, timeline=timeline, flags=flags_for(marks, timeline, width, words))


def _charts(story: _Story) -> list[tuple[ReleasedChart, Scale]]:
    """The control charts that have something to show, each with its scale over the height it takes."""
    difference, ratio = story.chart.difference, story.chart.ratio
    high = 160.0 if story.width < 500 else 190.0
    found: list[tuple[ReleasedChart, Scale]] = []
    if axis_values(difference):
        found.append((difference, scale_for([0.0, *axis_values(difference)], start=high, end=0, ticks=4)))
    if ratio is not None and axis_values(ratio):
        found.append((ratio, log_scale_for(axis_values(ratio), start=_RATIO_HIGH, end=0)))
    return found


def _drawn(story: _Story) -> tuple[list[str], float]:
    body, y = _heading(story)
    part: list[str] = []
    if story.levels.drawn:
        part, y = _levels(story, y)
        body += part
    for one, scale in _charts(story):
        part, y = _control(story, one, scale, y, first=not (story.levels.drawn or part))
        body += part
    change = change_of(story.chart, story.result)
    if change is not None:
        part, y = split(change, story.result, story.words, y + 8, story.width)
        body += part
    said, y = below(_notes(story), y + 8, story.width)
    return [*body, *said], y


def _heading(story: _Story) -> tuple[list[str], float]:
    """Between whom, of what, and what the gap does."""
    words, measure = story.words, story.result.measure
    names = {"group": words.groups(story.chart.groups), "reference": words.groups(story.chart.reference)}
    lines = [(part, _SIZE, "head", True) for part in wrapped(words("gap.pair", **names), story.width, _SIZE, bold=True)]
    what = measured_words(measure, words)
    lines += [(part, _SMALL, "soft", False) for part in wrapped(what, story.width, _SMALL)]
    said = signal_words(story.chart, words)
    lines += [(part, _SIZE, "head", True) for part in wrapped(said, story.width, _SIZE, bold=True)]
    body = [text(part, 0, 15 + i * _LINE, size, role, bold=bold) for i, (part, size, role, bold) in enumerate(lines)]
    return body, len(lines) * _LINE + 6


def _levels(story: _Story, y: float) -> tuple[list[str], float]:
    """The panel of both groups."""
    top = y + max(story.flags.height, 10.0)
    high = 150.0 if story.width < 500 else 180.0
    scale = story.levels.scale.over(top + high, top)
    time = story.timeline
    body = _grid(story, scale)
    body += _tried(story, top, top + high, named=True)
    broken = [place for place, period in enumerate(time.periods) if period in story.result.breaks]
    body += [symbols.jump(time.x(place - 0.5), top, top + high) for place in broken]
    body += level_lines(story.levels, time, scale, story.words)
    labels = level_ends(story.levels, story.result, time, scale, story.words, story.room)
    body += ends(labels, time.right, top - 8, top + high + 8)
    return [*body, *dates(time, story.result, top + high, story.words)], top + high + 30


def _control(story: _Story, one: ReleasedChart, scale: Scale, y: float, *, first: bool) -> tuple[list[str], float]:
    """One control chart under its heading; the signals of the difference are named below it."""
    key = "ratio_head" if one.scale == "ratio" else "difference_head"
    names = {"group": story.words.groups(story.chart.groups), "reference": story.words.groups(story.chart.reference)}
    lines = wrapped(story.words(f"gap.{key}", **names), story.width, _SMALL, bold=True)
    body = [text(part, 0, y + 15 + i * _LINE, _SMALL, "head", bold=True) for i, part in enumerate(lines)]
    top = y + len(lines) * _LINE + 12 + (story.flags.height if first else 0)
    drawn = story.panel(one, scale.over(top + scale.start, top))
    body += _grid(story, drawn.scale)
    body += _tried(story, top, drawn.bottom, named=first)
    body += [*panel(drawn)]
    body += ends(_gap_ends(story, drawn), story.timeline.right, top - 8, drawn.bottom + 8)
    body += dates(story.timeline, story.result, drawn.bottom, story.words)
    if one.scale == "ratio":
        return body, drawn.bottom + 30
    strips, y = signal_strips(drawn, story.sheet(one), drawn.bottom + 26)
    return [*body, *strips], y + 6


def _tried(story: _Story, top: float, bottom: float, *, named: bool) -> list[str]:
    """The marks of what was tried through one panel; their names stand above the first."""
    if named:
        return tried_lines(story.flags, top, bottom)
    return [symbols.tried(flag.x, top, bottom) for flag in story.flags.flags]


def _grid(story: _Story, scale: Scale) -> list[str]:
    one = Panel(story.chart.difference, story.timeline, scale, ("", ""))
    return ticks(one, story.timeline.left, story.timeline.right, tick_labels(scale, story.words))


def _gap_ends(story: _Story, one: Panel) -> list[End]:
    """The golden line's name, and the chart's own labels (of the small ratio chart, the latest and the average only)."""
    decimals = chart_decimals(one.chart)
    found = end_labels(one, decimals, story.words, story.room, narrow=story.width < 500)
    if one.chart.scale == "ratio":
        found = found[:2]
    key = "gap.same" if one.chart.scale == "ratio" else "gap.none"
    at = (one.timeline.right - 8, one.y(one.level or 0.0))
    return [*found, end_of(story.words(key), "", story.room, at, role="level", bold=True, size=_SMALL)]


def _notes(story: _Story) -> list[Note]:
    chart, words = story.chart, story.words
    colour = colour_of(chart.groups, story.result)
    closing = pace(chart, words)
    notes = notes_for(chart.difference, story.result, colour, words)
    hidden = [] if axis_values(chart.difference) else [Note(words("chart.all_hidden"))]
    return [*([Note(closing)] if closing else []), *hidden, *notes, *(Note(said) for said in story.flags.key)]
