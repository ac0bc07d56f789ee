"""The tables of the report. A withheld row keeps its name and the words that stand for its figures; nothing else is in it."""

from __future__ import annotations

from dataclasses import replace

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.released import ReleasedGap, ReleasedLink, ReleasedMissing, ReleasedResult, ReleasedSummary
from evenground.figures.language import Words, decimals_for
from evenground.figures.rows import instead, is_drawn
from evenground.model.figures import Status, Verdict
from evenground.model.measures import Better, MeasureType
from evenground.reports.amounts import gap_decimals, ratio_decimals, written_figure
from evenground.reports.blocks import BELOW, Column, Table
from evenground.reports.caveats import share_missing
from evenground.reports.periods import period_name

MOST_TIMES = 60


def result_table(result: ReleasedResult, words: Words) -> Table:
    """Each group's figure, range and counts, and its gap on both scales; everyone together last, never alone."""
    columns = tuple(
        Column(words(f"column.{name}"), numeric=numeric, term=term)
        for name, numeric, term in (
            ("group", False, ""),
            ("figure", True, "range"),
            ("counted", True, ""),
            ("difference", True, "difference"),
            ("ratio", True, "ratio"),
            ("change", True, "change"),
            ("verdict", False, "verdict"),
        )
    )
    rows = [_row(cell, result, words) for cell in (*result.cells, result.overall)]
    strong = tuple(place for place, cell in enumerate(result.cells) if cell.groups == result.reference)
    caption = words("page.table_caption", measure=result.measure.title, strata=_strata(result, words))
    return Table(caption, columns, tuple(rows), strong)


def time_table(result: ReleasedResult, words: Words) -> Table:
    """A row a period, a column a group: the figures of the picture over time."""
    columns = (
        Column(words("column.period")),
        *(Column(words.groups(cell.groups), numeric=True) for cell in (*result.cells, result.overall)),
    )
    decimals = gap_decimals(result)
    rows = tuple(
        (period_name(period, words), *(_brief(cell, decimals, words) for cell in (*cells, overall)))
        for period, overall, cells in result.over_time
    )
    caption = words("page.time_caption", measure=result.measure.title, strata=_strata(result, words))
    return recent(Table(caption, columns, rows), words)


def recent(table: Table, words: Words) -> Table:
    """A table of many times with the latest of them alone, which its caption says: years of days fill a hundred pages."""
    if len(table.rows) <= MOST_TIMES:
        return table
    note = words("page.recent", shown=words.number(MOST_TIMES), all=words.number(len(table.rows)))
    return replace(table, caption=f"{table.caption} {note}", rows=table.rows[-MOST_TIMES:])


def missing_table(result: ReleasedResult, words: Words) -> Table | None:
    """Missing answers by group, and how far they could move each gap; None where no answer is missing."""
    if not any(cell.missing for cell in result.cells if is_drawn(cell)):
        return None
    names = (("group", False), ("missing", True), ("share", True), ("low", True), ("high", True))
    columns = tuple(Column(words(f"column.{name}"), numeric=numeric) for name, numeric in names)
    rows = tuple(_missing_row(cell, result, words) for cell in result.cells)
    return Table(
        words("page.missing_caption", measure=result.measure.title, strata=_strata(result, words)), columns, rows
    )


def summary_table(result: ReleasedResult, words: Words) -> Table:
    """The many-group measures, each with its range, its value with no gap, and its note."""
    names = (("measure", False), ("value", True), ("range", True), ("null", True), ("note", False))
    columns = tuple(Column(words(f"column.{name}"), numeric=numeric) for name, numeric in names)
    rows = tuple(_summary_row(summary, words) for summary in result.summaries)
    return Table(
        words("page.summary_caption", measure=result.measure.title, strata=_strata(result, words)), columns, rows
    )


def link_table(title: str, cells: tuple[ReleasedCell, ...], words: Words) -> Table:
    """The rows of each group that could be linked to a place."""
    columns = (
        Column(words("column.group")),
        Column(words("column.linked"), numeric=True),
        Column(words("column.share"), numeric=True),
    )
    rows = tuple(_link_row(cell, words) for cell in cells)
    return Table(words("page.link_caption", stratum=title), columns, rows)


def link_tables(link: ReleasedLink, titles: dict[str, str], words: Words) -> list[Table]:
    """One table for each stratum by which the link was looked at."""
    return [link_table(titles.get(name, name), cells, words) for name, cells in link.by_group.items()]


def site_table(missing: ReleasedMissing, words: Words) -> Table:
    """The rows of each site that lack the group, or the answer."""
    columns = (
        Column(words("column.site")),
        Column(words("column.missing"), numeric=True),
        Column(words("column.share"), numeric=True),
    )
    caption = words(f"page.missing_{missing.what}", title=missing.title)
    return Table(caption, columns, tuple(_link_row(cell, words) for cell in missing.cells))


def _row(cell: ReleasedCell, result: ReleasedResult, words: Words) -> tuple[str, ...]:
    name, decimals = words.groups(cell.groups), gap_decimals(result)
    if not is_drawn(cell):
        note = f" ({cell.note})" if cell.note else ""
        return name, instead(cell, words) + note
    gap = next((gap for gap in result.gaps if gap.groups == cell.groups), None)
    figure = _ranged(cell.estimate, cell.lower, cell.upper, decimals, words)
    return (name, figure, _counted(cell, result, words), *_gap(cell, gap, result, words))


def _brief(cell: ReleasedCell, decimals: int, words: Words) -> str:
    if not is_drawn(cell) or cell.estimate is None:
        return words("cell.none" if cell.status is Status.NONE else "cell.hidden")
    return written_figure(cell.estimate, decimals, words)


def _counted(cell: ReleasedCell, result: ReleasedResult, words: Words) -> str:
    if result.measure.type is MeasureType.MEAN or cell.numerator is None or cell.denominator is None:
        return words.counted("cell.counted_mean", cell.n) if cell.n is not None else words("cell.dash")
    parts = (words.number(value, 0 if float(value).is_integer() else 1) for value in (cell.numerator, cell.denominator))
    numerator, denominator = parts
    return words("cell.counted", numerator=numerator, denominator=denominator)


def _gap(cell: ReleasedCell, gap: ReleasedGap | None, result: ReleasedResult, words: Words) -> tuple[str, ...]:
    dash = words("cell.dash")
    if gap is None or gap.hidden:
        standing = (
            words("cell.everyone")
            if not cell.groups
            else words("cell.reference")
            if cell.groups == result.reference
            else dash
        )
        return dash, dash, dash, standing
    decimals = gap_decimals(result)
    difference = _ranged(gap.difference, gap.difference_lower, gap.difference_upper, decimals, words)
    ratio = _ranged(gap.ratio, gap.ratio_lower, gap.ratio_upper, ratio_decimals(gap.ratio), words)
    passes = " · ".join(cell.groups) in result.impossible and gap.difference is None
    verdict = words("verdict.impossible") if passes else verdict_words(gap, words)
    return difference, ratio, _excess(gap, result, words), verdict


def _ranged(value: float | None, lower: float | None, upper: float | None, decimals: int, words: Words) -> str:
    if value is None:
        return words("cell.dash")
    written = written_figure(value, decimals, words)
    if lower is None or upper is None:
        return written
    likely = words("cell.range", lower=words.number(lower, decimals), upper=words.number(upper, decimals))
    return f"{written}{BELOW}{likely}"


def _excess(gap: ReleasedGap, result: ReleasedResult, words: Words) -> str:
    """Only for a clear gap: a number of people next to "cannot tell" would be read as a finding."""
    if gap.excess is None or gap.verdict is not Verdict.GAP or round(gap.excess) < 1:
        return words("cell.dash")
    key = "cell.fewer" if result.measure.better is Better.LOWER else "cell.more"
    return words(key, n=words.number(round(gap.excess)))


def verdict_words(gap: ReleasedGap, words: Words) -> str:
    """What can be said of a gap, in words."""
    if gap.verdict is Verdict.GAP and (gap.worse_by or 0) < 0:
        return words("verdict.better")
    return words("verdict." + gap.verdict.replace(" ", "_"))


def _missing_row(cell: ReleasedCell, result: ReleasedResult, words: Words) -> tuple[str, ...]:
    name, share = words.groups(cell.groups), share_missing(cell)
    if not is_drawn(cell) or share is None or cell.missing is None:
        return name, instead(cell, words) if not is_drawn(cell) else words("cell.dash")
    gap = next((gap for gap in result.gaps if gap.groups == cell.groups), None)
    bounds = gap.bounds if gap is not None and not gap.hidden else None
    ends = tuple(words.number(end, gap_decimals(result)) for end in bounds) if bounds else (words("cell.dash"),) * 2
    return name, words.number(cell.missing), words.number(share, 1), *ends


def _summary_row(summary: ReleasedSummary, words: Words) -> tuple[str, ...]:
    figures = [value for value in (summary.value, summary.lower, summary.upper) if value is not None]
    decimals = max(2, decimals_for(figures)) if figures else 2
    dash = words("cell.dash")
    value = dash if summary.value is None else words.number(summary.value, decimals)
    ends = (summary.lower, summary.upper)
    spread = dash
    if ends[0] is not None and ends[1] is not None:
        spread = words("cell.range", lower=words.number(ends[0], decimals), upper=words.number(ends[1], decimals))
    null = dash if summary.null_value is None else words.number(summary.null_value, decimals, trim=True)
    formula = words.messages.get(f"formula.{summary.name}", "")
    note = " ".join(part for part in (formula, summary.note) if part)
    return words.messages.get(f"summary_name.{summary.name}", summary.name), value, spread, null, note or dash


def _link_row(cell: ReleasedCell, words: Words) -> tuple[str, ...]:
    name = words.groups(cell.groups)
    if not is_drawn(cell) or cell.numerator is None or cell.denominator is None:
        return name, instead(cell, words)
    linked = words("cell.counted", numerator=words.number(cell.numerator), denominator=words.number(cell.denominator))
    return (
        name,
        linked,
        words.number(100 * cell.numerator / cell.denominator, 1) if cell.denominator else words("cell.dash"),
    )


def _strata(result: ReleasedResult, words: Words) -> str:
    return words.listed([stratum.title for stratum in result.strata])
