"""The funnel plot: sites of every size against limits that are wide for small sites and narrow for large, so that nobody is blamed for chance."""

from __future__ import annotations

from dataclasses import replace

from evenground.disclosure.charted import ReleasedFunnel
from evenground.disclosure.released import ReleasedResult
from evenground.figures import symbols
from evenground.figures.below import Note, below
from evenground.figures.beside import Mark, named_marks
from evenground.figures.charted import HIDDEN
from evenground.figures.colours import INK, LEVEL, SOFT
from evenground.figures.ends import LINE, ends
from evenground.figures.explaining import measured_words
from evenground.figures.funnel_frame import Plot, axes, curves, drawn, funnel_decimals, laid, limit_ends, place_of
from evenground.figures.funnel_telling import percent, tell_funnel
from evenground.figures.language import Words, words_for
from evenground.figures.svg import line, picture, points, tag
from evenground.figures.svg import words as text
from evenground.figures.text import wrapped

WIDE = 720.0
NARROW = 300.0
_SMALL = 14.0
_FEW_NAMES = 12


def funnel(
    chart: ReleasedFunnel,
    result: ReleasedResult,
    *,
    language: str = "en",
    narrow: bool = False,
    ident: str = "funnel",
    finding: str = "",
) -> str:
    """Sites compared as one SVG; the result gives the measure. ``narrow``, ``ident`` and ``finding`` as in ``control_chart``.

    The axis of sizes is made from shown sites alone, since it prints how many each of them counts.
    """
    words, width = words_for(language), NARROW if narrow else WIDE
    body, height = _drawn(laid(chart, result, width, words))
    title = words("funnel.title", measure=result.measure.title, what=chart.title)
    said = tell_funnel(chart, result, words, funnel_decimals(chart), finding)
    return picture(body, width=width, height=height, ident=ident, title=title, finding=said)


def _drawn(plot: Plot) -> tuple[list[str], float]:
    body, y = _head(plot)
    if not drawn(plot.chart):
        said, y = below(
            [Note(plot.words("chart.all_hidden"), lambda x, at: symbols.withheld(x, at - 8, at + 8))], y, plot.width
        )
        return [*body, *said], y
    top = y + 10
    plot = replace(plot, scale=plot.scale.over(top + plot.scale.start, top))
    within = (plot.across.start - 6, top - 12, plot.across.end + 8, plot.scale.start)
    names, unnamed = named_marks(_marks(plot), within, _lines(plot))
    body += [*axes(plot), *_limits(plot), *_points(plot), *names]
    body += ends(limit_ends(plot), plot.across.end, top - 8, plot.scale.start + 8)
    said, y = below(_notes(plot, unnamed), plot.scale.start + 50, plot.width)
    return [*body, *said], y


def _head(plot: Plot) -> tuple[list[str], float]:
    measure = plot.result.measure
    what = measured_words(measure, plot.words)
    lines = [(part, True) for part in wrapped(plot.chart.title, plot.width, 15, bold=True)]
    lines += [(part, False) for part in wrapped(what, plot.width, _SMALL)]
    body = [
        text(part, 0, 15 + i * LINE, 15 if bold else _SMALL, "head" if bold else "soft", bold=bold)
        for i, (part, bold) in enumerate(lines)
    ]
    return body, 15 + (len(lines) - 1) * LINE + 8


def _limits(plot: Plot) -> list[str]:
    body: list[str] = []
    for one in plot.chart.limits:
        dashes = "5 4" if one.conf < max(limit.conf for limit in plot.chart.limits) else None
        for edge in (one.lower, one.upper):
            body += [_curve(run, dashes) for run in curves(plot, edge)]
    if plot.chart.centre is not None:
        y = plot.scale(plot.chart.centre)
        body.append(
            line(plot.across.start - 8, y, plot.across.end, y, class_="eg-level", stroke=LEVEL, stroke_width=2.5)
        )
    return body


def _curve(run: list[tuple[float, float]], dashes: str | None) -> str:
    look = {"class_": "eg-limit eg-range eg-cm", "fill": "none", "stroke": SOFT, "stroke_dasharray": dashes}
    return tag("polyline", points=points(run), stroke_width=1.4, **look)


def _lines(plot: Plot) -> list[tuple[float, float]]:
    """Places along the average and the limits, which names had better not cover."""
    along = [
        place
        for one in plot.chart.limits
        for edge in (one.lower, one.upper)
        for run in curves(plot, edge)
        for place in run
    ]
    if plot.chart.centre is None:
        return along
    steps = range(round(plot.across.start), round(plot.across.end), 12)
    return along + [(float(x), plot.scale(plot.chart.centre)) for x in steps]


def _points(plot: Plot) -> list[str]:
    """Sites inside as dots, outside the inner limits as squares, outside the outermost ringed."""
    widest = max((one.conf for one in plot.chart.limits), default=1.0)
    body: list[str] = []
    for point in sorted(drawn(plot.chart), key=lambda one: one.outside or 0):
        x, y = place_of(plot, point)
        if point.outside is None:
            body.append(
                tag(
                    "circle", class_="eg-hollow eg-ink", cx=x, cy=y, r=3.2, fill="#FFFFFF", stroke=INK, stroke_width=1.3
                )
            )
        else:
            body.append(symbols.signal(x, y, 4, beyond=point.outside >= widest))
    return body


def _marks(plot: Plot) -> list[Mark]:
    """Every site's place; those outside want their names there, the farthest out first."""
    centre = plot.chart.centre or 0.0
    order = sorted(drawn(plot.chart), key=lambda one: (-(one.outside or 0), -abs((one.value or 0) - centre)))
    room = 120.0 if plot.width < 500 else 190.0
    found = []
    for point in order:
        figure = plot.words.number(point.value or 0.0, plot.decimals)
        name = wrapped(point.name, room, _SMALL, most=1)[0]
        found.append(Mark(*place_of(plot, point), f"{name} {figure}" if point.outside is not None else "", point.name))
    return found


def _notes(plot: Plot, unnamed: list[str]) -> list[Note]:
    words, chart = plot.words, plot.chart
    widest = max((one.conf for one in chart.limits), default=None)
    notes = [Note(words("funnel.key"))] if chart.limits else []
    if any(point.outside is not None for point in drawn(chart)):
        notes.append(Note(words("funnel.outside_key"), lambda x, y: symbols.signal(x, y, 4)))
    if widest is not None and any(point.outside == widest for point in drawn(chart)):
        note = words("funnel.far_key", percent=percent(widest, words))
        notes.append(Note(note, lambda x, y: symbols.signal(x, y, 4, beyond=True)))
    notes += [Note(words("funnel.widened"))] if chart.widened else []
    notes += [Note(words("funnel.unnamed", names=_listed(unnamed, words)))] if unnamed else []
    hidden = [point.name for point in chart.points if point.status in HIDDEN]
    return [*notes, *([Note(words("figure.not_drawn", groups=_listed(hidden, words)))] if hidden else [])]


def _listed(names: list[str], words: Words) -> str:
    """The names while they are few; else the first of them and how many more there are (the table names all)."""
    if len(names) <= _FEW_NAMES:
        return words.listed(names)
    return words.listed([*names[:_FEW_NAMES], words("funnel.more", n=words.number(len(names) - _FEW_NAMES))])
