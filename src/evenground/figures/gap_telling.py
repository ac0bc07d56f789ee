"""A gap over time in words: what it does, each group's way, the difference and the ratio, its pace, and whose change it was."""

from __future__ import annotations

from evenground.disclosure.charted import ReleasedGapChart
from evenground.disclosure.released import ReleasedResult
from evenground.figures.charted import chart_decimals, last_shown
from evenground.figures.describing import date_for, describe_month
from evenground.figures.gap_levels import Levels
from evenground.figures.language import Words
from evenground.figures.rows import result_decimals, written
from evenground.figures.series import Series
from evenground.figures.split import change_of, split_words
from evenground.figures.telling import last_limits, tell, tell_tried
from evenground.figures.timeline import Timeline
from evenground.model.plans import Tried


def signal_words(chart: ReleasedGapChart, words: Words) -> str:
    """What the gap does, judged on both scales together."""
    return words(f"gap.signal.{chart.signal.replace(' ', '_')}")


def pace(chart: ReleasedGapChart, words: Words) -> str:
    """When the gap would close at this pace; "" where there is no clear slope."""
    path = next((one for one in chart.trajectories if one.scale == "difference"), None)
    if path is None or path.verdict not in ("closing", "widening"):
        return ""
    if path.verdict == "widening" or path.closes is None:
        return words("gap.not_closing")
    when = describe_month(path.closes, words)
    if path.closes_earliest is None:
        return words("gap.closes", when=when)
    first = describe_month(path.closes_earliest, words)
    if path.closes_latest is None:
        return words("gap.closes_open", when=when, first=first)
    return words("gap.closes_between", when=when, first=first, last=describe_month(path.closes_latest, words))


def tell_gap(
    chart: ReleasedGapChart,
    result: ReleasedResult,
    levels: Levels,
    timeline: Timeline,
    words: Words,
    finding: str = "",
    marks: tuple[Tried, ...] = (),
) -> str:
    """The finding, then everything that the picture shows, in its order."""
    names = {"group": words.groups(chart.groups), "reference": words.groups(chart.reference)}
    change = change_of(chart, result)
    ways = [_way(series, result, timeline, words) for series in (levels.group, levels.reference)]
    parts = [
        finding,
        signal_words(chart, words),
        *(f"{way}." for way in ways if result.over_time),
        words("gap.difference_head", **names),
        tell(chart.difference, result, words),
        _ratio(chart, words),
        pace(chart, words),
        *(split_words(change, result, words) if change else []),
        tell_tried(marks, words),
    ]
    return " ".join(_ended(part) for part in parts if part)


def _ended(part: str) -> str:
    return part if part[-1] in ".:!?" else f"{part}."


def _way(series: Series, result: ReleasedResult, timeline: Timeline, words: Words) -> str:
    if not series.stretches:
        return words("figure.hidden", group=series.name)
    (first, start), (last, end) = series.stretches[0][0], series.last
    decimals = result_decimals(result)
    return words(
        "figure.moved",
        group=series.name,
        first=words.number(start, decimals),
        last=words.number(end, decimals),
        from_date=date_for(result, timeline.periods[first], words),
        to_date=date_for(result, timeline.periods[last], words),
    )


def _ratio(chart: ReleasedGapChart, words: Words) -> str:
    if chart.ratio is None:
        return ""
    last, limits, decimals = last_shown(chart.ratio), last_limits(chart.ratio), chart_decimals(chart.ratio)
    if last is None:
        return ""
    said = words("gap.tell_ratio", value=written(last[1], decimals, words))
    if limits is None:
        return said
    return f"{said} {words('chart.tell_average', value=words.number(limits.centre, decimals))}"
