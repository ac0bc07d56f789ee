"""Every picture of a result, each with the name of its file."""

from __future__ import annotations

import re
from collections.abc import Iterable

from evenground import figures
from evenground.disclosure.released import ReleasedResult
from evenground.figures.language import Words
from evenground.model.plans import Plan
from evenground.reports.charting import PAGE, PHONE, ranked_gaps, seen_often
from evenground.reports.headlines import headline


def drawn(result: ReleasedResult, number: int, plan: Plan, words: Words) -> list[tuple[str, str]]:
    """(name, SVG) of the dot plot, the lines over time, the chart of the gap that matters most, and each group's own chart; wide and narrow."""
    strata = "-".join(_file_name(name) for name in result.by) or "all"
    stem = f"{number:02d}-{_file_name(result.measure.name)}-by-{strata}"
    found = (
        (f"{stem}{kind}{'-narrow' if narrow else ''}", narrow, kind)
        for kind in ("", "-over-time", "-gap", "-groups")
        for narrow in (False, True)
    )
    svgs = ((name, _picture(kind, result, plan, words, narrow=narrow, ident=name)) for name, narrow, kind in found)
    return [(name, svg) for name, svg in svgs if svg]


def _picture(kind: str, result: ReleasedResult, plan: Plan, words: Words, *, narrow: bool, ident: str) -> str:
    language = words.language
    match kind:
        case "":
            return figures.dot_plot(
                result, narrow=narrow, language=language, ident=ident, finding=headline(result, words)
            )
        case "-over-time":
            return figures.over_time(result, narrow=narrow, language=language, ident=ident)
        case "-gap":
            first: Iterable[str] = (
                figures.gap_chart(chart, result, narrow=narrow, language=language, ident=ident, marks=plan.tried)
                for chart in ranked_gaps(result)[:1]
            )
            return "".join(first)
        case _:
            charts = seen_often(result)
            width = PHONE if narrow else PAGE
            return figures.small_multiples(charts, result, width=width, language=language, ident=ident)


def _file_name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "-", text).strip("-")[:60] or "x"
