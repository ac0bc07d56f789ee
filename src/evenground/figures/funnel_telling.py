"""A funnel plot in words: the average, which sites lie outside which limits and on which side, and which are hidden."""

from __future__ import annotations

from evenground.disclosure.charted import FunnelPoint, ReleasedFunnel
from evenground.disclosure.released import ReleasedResult
from evenground.figures.charted import HIDDEN
from evenground.figures.language import Words
from evenground.model.figures import Status
from evenground.model.measures import Better


def tell_funnel(chart: ReleasedFunnel, result: ReleasedResult, words: Words, decimals: int, finding: str = "") -> str:
    """The finding, then what the picture shows."""
    shown = [point for point in chart.points if point.status is Status.SHOWN and point.value is not None]
    hidden = [point.name for point in chart.points if point.status in HIDDEN]
    parts = [finding, words("funnel.shown", n=words.number(len(shown)), all=words.number(len(chart.points)))]
    if chart.centre is not None and shown:
        parts.append(words("chart.tell_average", value=words.number(chart.centre, decimals)))
    parts += [_outside(point, chart, result, words, decimals) for point in outside(chart)]
    if shown and not outside(chart):
        parts.append(words("funnel.none_outside"))
    if hidden:
        parts.append(words("figure.not_drawn", groups=words.listed(hidden)))
    return " ".join(part for part in parts if part)


def outside(chart: ReleasedFunnel) -> list[FunnelPoint]:
    """The shown sites outside some limit, the farthest out first."""
    centre = chart.centre or 0.0
    found = [one for one in chart.points if one.status is Status.SHOWN and one.value is not None and one.outside]
    return sorted(found, key=lambda one: (-(one.outside or 0), -abs((one.value or 0.0) - centre)))


def percent(conf: float, words: Words) -> str:
    """A level of limits as a percentage."""
    return words("funnel.percent", n=words.number(100 * conf, 1, trim=True))


def _outside(point: FunnelPoint, chart: ReleasedFunnel, result: ReleasedResult, words: Words, decimals: int) -> str:
    value, above = point.value or 0.0, (point.value or 0.0) > (chart.centre or 0.0)
    good = above == (result.measure.better is Better.HIGHER)
    return words(
        "funnel.outside",
        name=point.name,
        value=words.number(value, decimals),
        percent=percent(point.outside or 0.0, words),
        means=words(f"chart.means.{'better' if good else 'worse'}"),
    )
