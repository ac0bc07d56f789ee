"""A result over time as blocks: is the gap closing, each group's own chart, and small groups over longer spans."""

from __future__ import annotations

from collections.abc import Callable

from evenground import figures
from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.charted import ChartPoint, ReleasedChart, ReleasedGapChart, ReleasedPooled
from evenground.disclosure.released import ReleasedResult
from evenground.figures.language import Words
from evenground.figures.rows import instead, is_drawn
from evenground.model.plans import Plan
from evenground.reports import trends
from evenground.reports.amounts import gap_decimals, written_figure
from evenground.reports.blocks import Block, Column, Fold, Heading, Picture, Table, Text
from evenground.reports.grids import recent
from evenground.reports.periods import period_name

PAGE, PHONE = 720.0, 300.0
FEWEST_POINTS = 4
MOST_GAPS = 6
"""How many other gaps get a chart of their own in the report; the tables have them all."""


def gap_blocks(result: ReleasedResult, plan: Plan, ident: str, words: Words, level: int) -> list[Block]:
    """The chart of the gap that matters most, then the others', each told before it is shown."""
    ranked = ranked_gaps(result)[: MOST_GAPS + 1]
    if not ranked:
        return []
    first, *others = ranked
    blocks: list[Block] = [Heading(level + 1, words("trend.title"))]
    blocks += _one_gap(first, result, plan, f"{ident}-g", words)
    if others:
        inner = [
            block
            for at, chart in enumerate(others, start=2)
            for block in _one_gap(chart, result, plan, f"{ident}-g{at}", words)
        ]
        blocks.append(Fold(words("trend.others"), tuple(inner)))
    return blocks


def level_blocks(result: ReleasedResult, ident: str, words: Words, level: int) -> list[Block]:
    """Every group's own chart on one scale, after which of them have a signal."""
    charts = seen_often(result)
    if len(charts) < 2 or len(result.over_time) < 2:
        return []
    said = [*trends.level_sentences(charts, words), trends.chance_sentence(charts[0], words)]
    seldom = [words.groups(chart.groups) for chart in result.charts if _seen(chart) < FEWEST_POINTS]
    said += [words("trend.seldom", groups=words.listed(seldom))] if seldom else []
    picture = _picture(
        lambda narrow, name: figures.small_multiples(
            charts, result, width=PHONE if narrow else PAGE, language=words.language, ident=name
        ),
        f"{ident}-s",
        words("trend.levels_text"),
    )
    tables = tuple(chart_table(chart, result, words) for chart in charts[:MOST_GAPS])
    return [
        Heading(level + 1, words("trend.levels")),
        *(Text(text) for text in said if text),
        picture,
        *(Text(note, "quiet") for note in trends.notes_by_group(charts, words)),
        Fold(words("trend.numbers"), tables),
    ]


def pooled_blocks(result: ReleasedResult, plan: Plan, words: Words, level: int) -> list[Block]:
    """Groups too small for each period, over longer spans, with a steadied figure marked as such."""
    if not result.pooled:
        return []
    blocks: list[Block] = [Heading(level + 1, words("pooled.title"))]
    for pooled in result.pooled:
        blocks.append(Text(trends.pooled_sentence(pooled, plan, words)))
        blocks += [_pooled_table(pooled, result, words)] if pooled.windows else []
    steadied = any(one for pooled in result.pooled for one in pooled.steadied)
    return [*blocks, *([Text(words("pooled.steadied_text"), "quiet")] if steadied else [])]


def chart_table(chart: ReleasedChart, result: ReleasedResult, words: Words, caption: str = "") -> Table:
    """The numbers of one chart: each period's figure, the average, the limits, and its signal."""
    names = (
        ("period", False),
        ("figure", True),
        ("average", True),
        ("lower", True),
        ("upper", True),
        ("signal", False),
    )
    columns = tuple(Column(words(f"column.{name}"), numeric=numeric) for name, numeric in names)
    decimals = 2 if chart.scale == "ratio" else gap_decimals(result)
    rows = tuple(_point_row(point, decimals, words) for point in chart.points)
    return recent(Table(caption or words("trend.level_table", group=words.groups(chart.groups)), columns, rows), words)


def ranked_gaps(result: ReleasedResult) -> list[ReleasedGapChart]:
    """The gap whose change is told comes first; then those that touch most people."""
    change = result.change.groups if result.change else None
    weight = {gap.groups: abs(gap.excess or gap.worse_by or 0.0) for gap in result.gaps if not gap.hidden}
    charts = [chart for chart in result.gap_charts if any(point.value is not None for point in chart.difference.points)]
    return sorted(charts, key=lambda chart: (chart.groups != change, -weight.get(chart.groups, 0.0)))


def _one_gap(chart: ReleasedGapChart, result: ReleasedResult, plan: Plan, ident: str, words: Words) -> list[Block]:
    said = [*trends.gap_chart_sentences(chart, result, words), trends.chance_sentence(chart.difference, words)]
    picture = _picture(
        lambda narrow, name: figures.gap_chart(
            chart, result, narrow=narrow, language=words.language, ident=name, marks=plan.tried
        ),
        ident,
        words("trend.caption"),
    )
    names = {"group": words.groups(chart.groups), "reference": words.groups(chart.reference)}
    table = chart_table(chart.difference, result, words, words("trend.table", **names))
    notes = trends.notes_of(chart.difference, words)
    return [
        Text(" ".join(text for text in said if text)),
        picture,
        *(Text(note, "quiet") for note in notes),
        Fold(words("trend.numbers"), (table,)),
    ]


def seen_often(result: ReleasedResult) -> list[ReleasedChart]:
    """The charts with points enough to be worth a picture."""
    return [chart for chart in result.charts if _seen(chart) >= FEWEST_POINTS]


def _seen(chart: ReleasedChart) -> int:
    return sum(point.value is not None for point in chart.points)


def _picture(draw: Callable[[bool, str], str], ident: str, caption: str) -> Picture:
    return Picture(draw(False, f"{ident}-w"), draw(True, f"{ident}-n"), caption)


def _point_row(point: ChartPoint, decimals: int, words: Words) -> tuple[str, ...]:
    name = period_name(point.period, words)
    if point.value is None:
        return name, instead(ReleasedCell((), point.status), words)
    figures_ = (point.value, point.centre, point.lower, point.upper)
    written = (words("cell.dash") if one is None else written_figure(one, decimals, words) for one in figures_)
    said = words.listed([words.messages.get(f"rule.{_slug(name)}", name) for name in point.signals])
    told = " ".join(part for part in (said, point.excluded, words("rule.break") if point.broken else "") if part)
    return (name, *written, told or words("cell.dash"))


def _pooled_table(pooled: ReleasedPooled, result: ReleasedResult, words: Words) -> Table:
    names = (("period", False), ("figure", True), ("range", True), ("steadied", True))
    columns = tuple(Column(words(f"column.{name}"), numeric=numeric) for name, numeric in names)
    steadied = pooled.steadied or (None,) * len(pooled.windows)
    decimals = gap_decimals(result)
    rows: list[tuple[str, ...]] = []
    for (period, cell), estimate in zip(pooled.windows, steadied, strict=True):
        name = period_name(period, words)
        if not is_drawn(cell) or cell.estimate is None:
            rows.append((name, instead(cell, words)))
            continue
        drawn = words("cell.dash") if estimate is None else words.number(estimate[0], decimals)
        rows.append((name, written_figure(cell.estimate, decimals, words), _range(cell, decimals, words), drawn))
    return Table(words("pooled.caption", group=words.groups(pooled.groups)), columns, tuple(rows))


def _range(cell: ReleasedCell, decimals: int, words: Words) -> str:
    if cell.lower is None or cell.upper is None:
        return words("cell.dash")
    return words("cell.range", lower=words.number(cell.lower, decimals), upper=words.number(cell.upper, decimals))


def _slug(name: str) -> str:
    return name.replace(" ", "_")
