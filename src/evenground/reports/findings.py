"""One result as blocks, always in this order: the sentence, the picture, the table; then time, who is missing, and summaries."""

from __future__ import annotations

import re
from dataclasses import replace
from zlib import crc32

from evenground.disclosure.released import ReleasedResult
from evenground.figures import dot_plot, dot_plot_sheets, over_time
from evenground.figures.language import Words
from evenground.figures.rows import level_of
from evenground.model.measures import Better
from evenground.model.plans import FRAMING, FRAMING_ES, Plan
from evenground.model.strata import Construct
from evenground.reports import grids
from evenground.reports.amounts import unit_words
from evenground.reports.blocks import Block, Fold, Group, Heading, Picture, Text
from evenground.reports.caveats import collected_sentences, missing_sentences, time_sentences
from evenground.reports.charting import gap_blocks, level_blocks, pooled_blocks
from evenground.reports.headlines import headline
from evenground.reports.periods import span
from evenground.reports.saying import story
from evenground.reports.trends import break_sentences, impossible_sentences, running_sentences

MANY_GROUPS = 24


def ident_of(measure: str, by: tuple[str, ...]) -> str:
    """The address of a result within the report: letters, digits and hyphens only."""
    return "-".join(["r", *(_slug(part) for part in (measure, *by))])


def finding(result: ReleasedResult, plan: Plan, words: Words, *, level: int = 3) -> Group:
    """All that is said of one result; ``level`` is that of its heading."""
    ident = ident_of(result.measure.name, result.by)
    said = headline(result, words)
    blocks: list[Block] = [Text(_strata(result, words), "label"), Heading(level, said, ident)]
    told = story(result, words)
    blocks += [Text(told[0], "lede"), *(Text(text) for text in told[1:])]
    blocks += [Text(text, "frame") for text in impossible_sentences(result, words)]
    blocks += _framing(result, plan, words)
    blocks += _levels(result, said, ident, words)
    blocks += [Text(words("page.overlapping"), "quiet")] if result.overlapping else []
    blocks += [
        *_time(most_affected(result, words), plan, ident, words, level),
        *pooled_blocks(result, plan, words, level),
        *_missing(result, words),
        *_summaries(result, words),
    ]
    blocks += [Text(note, "quiet") for note in result.notes]
    blocks += [Text(text, "quiet") for text in _collected(result, plan, words)]
    return Group("finding", tuple(blocks), ident)


def most_affected(result: ReleasedResult, words: Words) -> ReleasedResult:
    """A result of very many groups with only those whose gaps touch the most people, and their reference; a note says so."""
    if len(result.cells) <= MANY_GROUPS:
        return result
    ranked = sorted(result.gaps, key=lambda gap: -abs(gap.excess or gap.worse_by or 0.0))[: MANY_GROUPS - 1]
    kept = {gap.groups for gap in ranked} | {result.reference, ()}
    cells = tuple(cell for cell in result.cells if cell.groups in kept)
    note = words("page.most", shown=words.number(len(cells)), rest=words.number(len(result.cells) - len(cells)))
    return replace(
        result,
        cells=cells,
        gaps=tuple(gap for gap in result.gaps if gap.groups in kept),
        over_time=tuple(
            (period, overall, tuple(cell for cell in at if cell.groups in kept))
            for period, overall, at in result.over_time
        ),
        charts=tuple(chart for chart in result.charts if chart.groups in kept),
        gap_charts=tuple(chart for chart in result.gap_charts if chart.groups in kept),
        notes=(*result.notes, note),
    )


def _strata(result: ReleasedResult, words: Words) -> str:
    return words.listed([stratum.title for stratum in result.strata])


def _framing(result: ReleasedResult, plan: Plan, words: Words) -> list[Block]:
    social = any(stratum.construct is Construct.SOCIAL for stratum in result.strata)
    return [Text(framing_of(plan, words), "frame")] if social and plan.framing else []


def framing_of(plan: Plan, words: Words) -> str:
    """The plan's framing text; ours, where the plan keeps it, in the language of the report."""
    ours = {"en": FRAMING, "es": FRAMING_ES}
    return ours[words.language] if plan.framing in ours.values() else plan.framing


def _picture(result: ReleasedResult, said: str, ident: str, words: Words) -> Picture:
    wide, narrow = (
        dot_plot(
            result, narrow=narrow, language=words.language, ident=f"{ident}-{'n' if narrow else 'w'}", finding=said
        )
        for narrow in (False, True)
    )
    better = words("page.lower_is_good" if result.measure.better is Better.LOWER else "page.higher_is_good")
    when = span(result.period, words) if result.period else ""
    caption = " ".join(part for part in (unit_words(result.measure, words), better, when) if part)
    sheets = dot_plot_sheets(result, language=words.language, ident=f"{ident}-p", finding=said)
    return Picture(wide, narrow, caption, sheets)


def _levels(result: ReleasedResult, said: str, ident: str, words: Words) -> list[Block]:
    """The picture and the table; of very many groups those that matter most, and the rest folded."""
    shown = most_affected(result, words)
    blocks: list[Block] = [_picture(shown, said, ident, words), grids.result_table(shown, words)]
    if shown is not result and len(result.strata) == 1:
        table, title = grids.result_table(result, words), words("page.all_groups", n=words.number(len(result.cells)))
        blocks.append(Fold(title, (replace(table, caption=f"{title}: {table.caption}"),)))
    return [*blocks, *(Text(note, "quiet") for note in shown.notes[len(result.notes) :])]


def _time(result: ReleasedResult, plan: Plan, ident: str, words: Words, level: int) -> list[Block]:
    wide, narrow = (
        over_time(result, narrow=narrow, language=words.language, ident=f"{ident}-t{'n' if narrow else 'w'}")
        for narrow in (False, True)
    )
    if not wide:
        return []
    closing = level_of(result) is not None and not plan.is_running
    title = words("page.over_time" if closing else "page.over_time_none")
    blocks: list[Block] = [Heading(level + 1, title), *(Text(said) for said in time_sentences(result, words))]
    blocks += [Text(said) for said in running_sentences(plan, words)]
    blocks += [Text(said, "frame") for said in break_sentences(result, words)]
    caption = words("page.over_time_caption", reference=words.groups(result.reference)) if result.reference else ""
    blocks.append(Picture(wide, narrow, caption))
    blocks.append(Fold(words("page.numbers"), (grids.time_table(result, words),)))
    blocks += gap_blocks(result, plan, ident, words, level)
    return [*blocks, *level_blocks(result, ident, words, level)]


def _missing(result: ReleasedResult, words: Words) -> list[Block]:
    table = grids.missing_table(result, words)
    said = missing_sentences(result, words)
    if table is None:
        return [Text(" ".join(said), "quiet")] if said else []
    return [Fold(words("page.missing"), (*([Text(" ".join(said))] if said else []), table))]


def _summaries(result: ReleasedResult, words: Words) -> list[Block]:
    if not result.summaries:
        return []
    return [Fold(words("page.summaries"), (Text(words("summary.formula")), grids.summary_table(result, words)))]


def _collected(result: ReleasedResult, plan: Plan, words: Words) -> list[str]:
    several = len(result.strata) > 1
    told = [(stratum.title, collected_sentences(stratum, plan, words)) for stratum in result.strata]
    return [f"{title}: {text}" if several else text for title, text in told]


def _slug(text: str) -> str:
    """Plain letters; where that loses something, a check sum keeps two names apart."""
    slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return slug if slug == text else f"{slug}-{crc32(text.encode()):08x}".strip("-")
