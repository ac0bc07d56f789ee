"""A control chart in words, for those who hear it: where it stands, what it expects, what signals, and what is hidden as hidden."""

from __future__ import annotations

from evenground.disclosure.charted import ReleasedChart
from evenground.disclosure.released import ReleasedResult
from evenground.figures.charted import Limits, chart_decimals, has_baseline, last_shown, limits_of, value_of
from evenground.figures.describing import date_for, describe_month
from evenground.figures.explaining import absent_dates, broken_words, chance_alone
from evenground.figures.language import Words
from evenground.figures.patterns import Stretch, saying, stretches
from evenground.figures.rows import written
from evenground.model.plans import Tried


def tell(
    chart: ReleasedChart, result: ReleasedResult, words: Words, finding: str = "", marks: tuple[Tried, ...] = ()
) -> str:
    """The finding, then the chart's latest value, average, expected range, signals, set-apart points and false alarms."""
    parts = [finding, *_standing(chart, result, words), *_signals(chart, result, words), *_apart(chart, result, words)]
    if chart.signal == "too short":
        parts.append(words("chart.too_short"))
    parts += [chance_alone(chart, words), tell_tried(marks, words)]
    return " ".join(part for part in parts if part)


def tell_short(chart: ReleasedChart, result: ReleasedResult, words: Words) -> str:
    """One of many charts in a few words: its latest value, its average, and what its signal means."""
    name, last, limits = words.groups(chart.groups), last_shown(chart), last_limits(chart)
    if last is None:
        return words("figure.hidden", group=name) + "."
    figure = written(last[1], chart_decimals(chart), words)
    said = words("multiples.tell", group=name, value=figure)
    if limits is not None:
        average = words.number(limits.centre, chart_decimals(chart))
        said = words("multiples.tell_average", group=name, value=figure, average=average)
    meaning = f"multiples.{chart.signal}"
    if stretches(chart):
        signal = words("multiples.signal")
        said += f"; {signal}: {words(meaning)}" if meaning in words.messages else f"; {signal}"
    return f"{said}."


def tell_tried(marks: tuple[Tried, ...], words: Words) -> str:
    """What was tried and when, in one sentence; "" for nothing."""
    if not marks:
        return ""
    said = [
        words("chart.tried_on", date=describe_month(mark.day, words), what=mark.title)
        for mark in sorted(marks, key=lambda mark: mark.day)
    ]
    return words("chart.tried", what="; ".join(said))


def last_limits(chart: ReleasedChart) -> Limits | None:
    """The average and expected range at the last drawn point that has them."""
    found = [limits for p in chart.points if (limits := limits_of(p)) is not None]
    return found[-1] if found else None


def stretch_dates(stretch: Stretch, chart: ReleasedChart, result: ReleasedResult, words: Words) -> str:
    """From when to when a stretch signals."""
    first, last = (date_for(result, chart.points[place].period, words) for place in (stretch.first, stretch.last))
    return first if first == last else words("chart.from_to", first=first, last=last)


def _standing(chart: ReleasedChart, result: ReleasedResult, words: Words) -> list[str]:
    last, limits, decimals = last_shown(chart), last_limits(chart), chart_decimals(chart)
    if last is None:
        return [words("chart.all_hidden"), _absent(chart, result, words)]
    when = date_for(result, chart.points[last[0]].period, words)
    said = [words("chart.tell_last", value=written(last[1], decimals, words), when=when)]
    if limits is not None:
        said += averages(chart, result, words)
        if limits.lower is not None and limits.upper is not None:
            ends = {"lower": words.number(limits.lower, decimals), "upper": words.number(limits.upper, decimals)}
            said.append(words("chart.tell_range", **ends))
    if chart.target is not None:
        said.append(words("chart.tell_target", value=words.number(chart.target, decimals)))
    if has_baseline(chart):
        said.append(words("chart.baseline_key", n=words.number(chart.baseline or 0)))
    return [*said, _absent(chart, result, words)]


def averages(chart: ReleasedChart, result: ReleasedResult, words: Words) -> list[str]:
    """The average, or each phase's with the date from which it holds."""
    firsts: dict[int, tuple[str, str]] = {}
    for point in chart.points:
        limits = limits_of(point)
        if limits is not None and point.phase not in firsts:
            value = words.number(limits.centre, chart_decimals(chart))
            firsts[point.phase] = (value, date_for(result, point.period, words))
    if len(firsts) == 1:
        return [words("chart.tell_average", value=next(iter(firsts.values()))[0])]
    return [words("chart.tell_phase", value=value, when=when) for value, when in firsts.values()]


def _signals(chart: ReleasedChart, result: ReleasedResult, words: Words) -> list[str]:
    found = stretches(chart)
    better = result.measure.better
    if not found:
        return [] if chart.signal == "too short" or last_shown(chart) is None else [words("chart.no_signal")]
    return [
        words(
            "chart.tell_signal",
            said=saying(one, chart, words, better, last=one is found[-1]),
            when=stretch_dates(one, chart, result, words),
        )
        for one in found
    ]


def _absent(chart: ReleasedChart, result: ReleasedResult, words: Words) -> str:
    hidden, nobody = (absent_dates(chart, result, words, withheld=withheld) for withheld in (True, False))
    said = [words("chart.hidden_key", when=hidden)] if hidden else []
    return " ".join([*said, *([words("chart.nobody_key", when=nobody)] if nobody else [])])


def _apart(chart: ReleasedChart, result: ReleasedResult, words: Words) -> list[str]:
    drawn = [p for p in chart.points if value_of(p) is not None]
    said = [broken_words(p, chart, result, words) for p in drawn if p.broken]
    left_out = [p for p in drawn if p.excluded and not p.broken]
    return said + [
        words("chart.excluded_key", when=date_for(result, p.period, words), why=p.excluded) for p in left_out
    ]
