"""What the charts over time say, in plain words: is the gap closing, would it close at this pace, and where the data themselves jumped."""

from __future__ import annotations

from collections.abc import Sequence

from evenground.disclosure.charted import ReleasedChart, ReleasedGapChart, ReleasedPooled, Trajectory
from evenground.disclosure.released import Release, ReleasedResult
from evenground.figures.language import Words
from evenground.model.plans import Plan
from evenground.reports.amounts import gap_decimals
from evenground.reports.language import words_for
from evenground.reports.periods import month, period_name

MANY = 8
"""More groups than this are named only where they have a signal."""


def gap_chart_sentences(chart: ReleasedGapChart, result: ReleasedResult, words: Words) -> list[str]:
    """What the chart of one gap says: its signal, how often chance alone would give one, and its pace."""
    names = {"group": words.groups(chart.groups), "reference": words.groups(chart.reference)}
    said = [words(f"trend.{_key(chart.signal)}", **names)]
    if chart.signal not in {"none", "too short"}:
        said += _when(chart.difference, words) or (_when(chart.ratio, words) if chart.ratio else [])
    said += [_pace(one, result, words) for one in chart.trajectories if one.scale == "difference"]
    return said


def chance_sentence(chart: ReleasedChart, words: Words) -> str:
    """How often such a chart signals when nothing has changed."""
    if chart.false_alarm is None or chart.signal == "too short":
        return ""
    points = sum(point.value is not None and not point.excluded for point in chart.points)
    share = words.number(100 * chart.false_alarm, 0)
    return words("trend.chance", points=words.number(points), share=share)


def break_sentences(result: ReleasedResult, words: Words) -> list[str]:
    """Where the data jumped as no change in health does."""
    when = words.listed([period_name(period, words) for period in result.breaks])
    return [words.counted("trend.break", len(result.breaks), when=when)] if result.breaks else []


def impossible_sentences(result: ReleasedResult, words: Words) -> list[str]:
    """Shares of more than all, which cannot be."""
    groups = words.listed([words.group(name) for name in result.impossible])
    return [words("trend.impossible", groups=groups)] if groups else []


def running_sentences(plan: Plan, words: Words) -> list[str]:
    """That each point of a running total holds the one before it, so that the last stands for the whole time."""
    return [words("trend.running")] if plan.is_running else []


def level_sentences(charts: Sequence[ReleasedChart], words: Words) -> list[str]:
    """Which groups' own charts have a signal, and which way; that the others move as chance would have it."""
    said = []
    for signal in ("better", "worse"):
        groups = [words.groups(chart.groups) for chart in charts if chart.signal == signal]
        if groups:
            said.append(words(f"trend.{signal}", groups=words.listed(groups)))
    steady = [words.groups(chart.groups) for chart in charts if chart.signal == "none"]
    if steady and len(steady) <= MANY:
        said.append(words("trend.steady", groups=words.listed(steady)))
    elif steady:
        said.append(words("trend.steady_rest"))
    return said


def chart_sentence(chart: ReleasedChart, language: str) -> str:
    """What one group's chart says: its signal, and how often chance alone would give one."""
    words = words_for(language)
    if chart.signal == "too short":
        return words("trend.level_too_short", groups=words.groups(chart.groups))
    key = {"better": "better", "worse": "worse"}.get(chart.signal, "steady")
    said = (words(f"trend.{key}", groups=words.groups(chart.groups)), chance_sentence(chart, words))
    return " ".join(text for text in said if text)


def pooled_sentence(pooled: ReleasedPooled, plan: Plan, words: Words) -> str:
    """Why a small group stands in longer spans, and how long until it could be seen in each period."""
    every = words(f"every.{plan.every.value}") if plan.every else words("every.period")
    group = words.groups(pooled.groups)
    spans = words(f"span.{pooled.span.replace(' ', '_')}") if pooled.span != "none" else ""
    others = pooled.periods_until_seen is not None and pooled.periods_until_seen <= 1  # hidden for the sake of others
    span = "all" if pooled.span == "all" else "for_others" if others else "span"
    key = span if pooled.windows else "none"
    said = [words(f"pooled.{key}", group=group, every=every, span=spans)]
    if pooled.periods_until_seen and not others:
        periods = words(f"every.many_{plan.every.value}") if plan.every else words("every.periods")
        said.append(words("pooled.until", periods=words.number(pooled.periods_until_seen), every=periods))
    return " ".join(said)


def notes_by_group(charts: Sequence[ReleasedChart], words: Words) -> list[str]:
    """Each note once, with the groups that it is about where it is not about all."""
    about: dict[str, list[str]] = {}
    for chart in charts:
        for note in notes_of(chart, words):
            about.setdefault(note, []).append(words.groups(chart.groups))
    return [
        note if len(groups) == len(charts) else words("trend.note_for", groups=words.listed(groups), note=note)
        for note, groups in about.items()
    ]


def grain_sentences(release: Release, words: Words) -> list[str]:
    """Where much is hidden, what longer times would show."""
    titles = {stratum.name: stratum.title for stratum in release.plan.strata}
    every = words(f"every.{release.plan.every.value}") if release.plan.every else words("every.period")
    return [
        words(
            "grain.advice",
            strata=words.listed([titles.get(name, name) for name in one.by]),
            every=every,
            now=words.number(100 * one.now),
            longer=words(f"grain.{one.longer}"),
            then=words.number(100 * one.then),
        )
        for one in release.advice
    ]


def notes_of(chart: ReleasedChart, words: Words) -> list[str]:
    """The chart's notes that have words here (``over_dispersed``, ``few_points``…); others stand as they are."""
    return [words.messages.get(f"chart_note.{note}", note) for note in chart.notes]


def _when(chart: ReleasedChart | None, words: Words) -> list[str]:
    last = next((point for point in reversed(chart.points) if point.in_signal), None) if chart else None
    return [words("trend.last_signal", when=period_name(last.period, words))] if last else []


def _pace(one: Trajectory, result: ReleasedResult, words: Words) -> str:
    decimals = gap_decimals(result)
    size = words.number(abs(one.per_year), max(decimals, 1))
    if one.verdict == "no clear change" or one.closes is None:
        key = "pace.wider" if one.verdict == "widening" else "pace.unclear" if one.verdict != "closing" else "pace.far"
        return words(key, change=size)
    if one.closes_earliest and one.closes_latest:
        return words(
            "pace.between",
            change=size,
            when=month(one.closes, words),
            first=month(one.closes_earliest, words),
            last=month(one.closes_latest, words),
        )
    return words("pace.about", change=size, when=month(one.closes, words))


def _key(signal: str) -> str:
    return signal.replace(" ", "_") if signal != "none" else "no_signal"
