"""The notes below a control chart: its kinds of marks, the periods that are hidden, left out or look like a fault, and how often chance alone signals."""

from __future__ import annotations

from evenground.disclosure.charted import ChartPoint, ReleasedChart
from evenground.disclosure.released import ReleasedResult
from evenground.figures import symbols
from evenground.figures.below import Note
from evenground.figures.charted import chart_decimals, has_baseline, is_withheld, limits_of, value_of
from evenground.figures.describing import date_for
from evenground.figures.language import Words
from evenground.figures.patterns import is_beyond, is_signal
from evenground.model.measures import Measure

_FEW = 4


def notes_for(chart: ReleasedChart, result: ReleasedResult, colour: tuple[str, str], words: Words) -> list[Note]:
    """What a reader needs to read the chart's marks, and only for marks that are there."""
    return [
        *_range(chart, words),
        *_signals(chart, words),
        *_absent(chart, result, words),
        *_set_apart(chart, result, colour, words),
        *_chance(chart, words),
    ]


def chance_alone(chart: ReleasedChart, words: Words) -> str:
    """How often a chart like this signals when nothing changes; "" if that is not known."""
    if chart.false_alarm is None:
        return ""
    share = round(100 * chart.false_alarm)
    return words("chart.chance", n=words.number(share)) if share >= 1 else words("chart.chance_rare")


def measured_words(measure: Measure, words: Words) -> str:
    """What a chart is of, with its unit where it has one."""
    key = "chart.measured" if measure.unit.strip() else "chart.measured_plain"
    return words(key, measure=measure.title, unit=measure.unit)


def absent_dates(chart: ReleasedChart, result: ReleasedResult, words: Words, *, withheld: bool) -> str:
    """The periods without a figure, by date while they are few, else how many."""
    found = [p for p in chart.points if value_of(p) is None and is_withheld(p) is withheld]
    if len(found) > _FEW:
        return words("chart.periods", n=words.number(len(found)), all=words.number(len(chart.points)))
    return words.listed([date_for(result, p.period, words) for p in found])


def broken_words(point: ChartPoint, chart: ReleasedChart, result: ReleasedResult, words: Words) -> str:
    """That a point looks like a fault in the data, with its value, since it may lie beyond the axis."""
    value = words.number(value_of(point) or 0.0, chart_decimals(chart))
    return words("chart.broken_key", when=date_for(result, point.period, words), value=value)


def _range(chart: ReleasedChart, words: Words) -> list[Note]:
    levels = [limits for p in chart.points if (limits := limits_of(p)) is not None]
    said = []
    if any(one.upper is not None and one.upper > one.centre for one in levels):
        said.append(Note(words("chart.range_key"), symbols.band))
    if levels and has_baseline(chart):
        note = words("chart.baseline_key", n=words.number(chart.baseline or 0))
        said.append(Note(note, lambda x, y: symbols.baseline(x - 7, y - 3, x + 7)))
    return said


def _signals(chart: ReleasedChart, words: Words) -> list[Note]:
    if not any(is_signal(p) for p in chart.points):
        return []
    said = [Note(words("chart.signal_key"), lambda x, y: symbols.signal(x, y, 4))]
    if any(is_signal(p) and is_beyond(p) for p in chart.points):
        said.append(Note(words("chart.beyond_key"), lambda x, y: symbols.signal(x, y, 4, beyond=True)))
    return said


def _absent(chart: ReleasedChart, result: ReleasedResult, words: Words) -> list[Note]:
    hidden, nobody = (absent_dates(chart, result, words, withheld=withheld) for withheld in (True, False))
    said = []
    if hidden:
        said.append(Note(words("chart.hidden_key", when=hidden), lambda x, y: symbols.withheld(x, y - 8, y + 8)))
    if nobody:
        said.append(Note(words("chart.nobody_key", when=nobody), lambda x, y: symbols.nobody(x, y + 3)))
    return said


def _set_apart(chart: ReleasedChart, result: ReleasedResult, colour: tuple[str, str], words: Words) -> list[Note]:
    said: list[Note] = []
    for point in chart.points:
        if value_of(point) is None:
            continue
        when = date_for(result, point.period, words)
        if point.broken:
            said.append(Note(broken_words(point, chart, result, words), lambda x, y: symbols.broken(x, y, 3)))
        elif point.excluded:
            note = words("chart.excluded_key", when=when, why=point.excluded)
            said.append(Note(note, lambda x, y: symbols.excluded(x, y, 3.4, colour)))
    return said


def _chance(chart: ReleasedChart, words: Words) -> list[Note]:
    if chart.signal == "too short":
        return [Note(words("chart.too_short"))]
    said = chance_alone(chart, words)
    return [Note(said)] if said else []
