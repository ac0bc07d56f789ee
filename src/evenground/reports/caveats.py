"""What a reader must know beside a finding: how it changed, who is missing, how the data came to be, how a link went."""

from __future__ import annotations

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.released import ReleasedAverageChange, ReleasedChange, ReleasedLink, ReleasedResult
from evenground.figures.language import Words, is_missing
from evenground.figures.rows import is_drawn
from evenground.model.plans import Plan
from evenground.model.strata import Stratum
from evenground.reports.amounts import gap_decimals
from evenground.reports.periods import period_name


def time_sentences(result: ReleasedResult, words: Words) -> list[str]:
    """How the gap moved over time, then how everyone's figure did; nothing where neither is known."""
    moved = [" ".join(change_sentences(result.change, result, words))] if result.change else []
    return [*moved, *([average_sentence(result.average_change, result, words)] if result.average_change else [])]


def change_sentences(change: ReleasedChange, result: ReleasedResult, words: Words) -> list[str]:
    """How the gap moved, with whom it is compared, and how much of it came from each side."""
    decimals = gap_decimals(result)
    group, reference = words.groups(change.groups), words.groups(change.reference)
    moved = _moved(change, decimals, words)
    sides = [
        _side(group, change.group_change, decimals, words),
        _side(reference, change.reference_change, decimals, words),
    ]
    return [moved, words("change.between", group=group, reference=reference), *sides]


def average_sentence(change: ReleasedAverageChange, result: ReleasedResult, words: Words) -> str:
    """How everyone's figure moved, split into change within groups and change in who was counted (Kitagawa)."""
    decimals = gap_decimals(result)
    parts = ("before", "after", "within", "between")
    key = "change.average" if round(abs(change.between), decimals) > 0 else "change.average_plain"
    return words(key, **{part: words.number(getattr(change, part), decimals) for part in parts})


def _moved(change: ReleasedChange, decimals: int, words: Words) -> str:
    values = {
        "first": words.number(abs(change.difference_first), decimals),
        "last": words.number(abs(change.difference_last), decimals),
        "from_date": period_name(change.first, words),
        "to_date": period_name(change.last, words),
        "group": words.groups(change.groups),
        "reference": words.groups(change.reference),
    }
    if change.verdict != "mixed":
        keys = {"narrowed": "narrowed", "widened": "widened", "levelled down": "levelled"}
        return words(f"change.{keys.get(change.verdict, 'unclear')}", **values)
    if change.ratio_first is None or change.ratio_last is None:
        return words("change.mixed_plain")
    ratios = {"ratio_first": words.number(change.ratio_first, 2), "ratio_last": words.number(change.ratio_last, 2)}
    return words("change.mixed", **values, **ratios)


def _side(name: str, change: float, decimals: int, words: Words) -> str:
    written = words.number(abs(change), decimals)
    if written == words.number(0, decimals):
        return words("change.held", name=name)
    return words("change.fell" if change < 0 else "change.rose", name=name, value=written)


def missing_sentences(result: ReleasedResult, words: Words) -> list[str]:
    """How many people are of unknown group, and in which group answers are missing most."""
    return [part for part in (_unknown(result, words), _answers(result, words)) if part]


def share_missing(cell: ReleasedCell) -> float | None:
    """Missing answers out of every 100 rows of this group; None where either count is withheld."""
    if cell.missing is None or cell.n is None or cell.missing + cell.n == 0:
        return None
    return 100 * cell.missing / (cell.missing + cell.n)


def _unknown(result: ReleasedResult, words: Words) -> str:
    """Only where every missing group and the total are shown: a rest would give a hidden one away."""
    cells = [cell for cell in result.cells if is_missing(cell.groups)]
    total = result.overall.n
    if not cells or not total or len(result.strata) > 1 or any(cell.n is None or not is_drawn(cell) for cell in cells):
        return ""
    count = sum(cell.n or 0 for cell in cells)
    return words(
        "missing.unknown",
        count=words.number(count),
        total=words.number(total),
        share=words.number(100 * count / total, 1),
    )


def _answers(result: ReleasedResult, words: Words) -> str:
    shares = [(share, cell) for cell in result.cells if is_drawn(cell) and (share := share_missing(cell)) is not None]
    if not shares:
        return ""
    most, cell = max(shares, key=lambda pair: pair[0])
    if most <= 0:
        return ""
    return words("missing.answers", share=words.number(most, 1), group=words.groups(cell.groups))


def collected_sentences(stratum: Stratum, plan: Plan, words: Words) -> str:
    """How the groups were written down, by whom, and whether people said it themselves; else the question to ask."""
    by = words("collected.by", who=stratum.collected_by) if stratum.collected_by else ""
    how = "; ".join(part for part in (stratum.collected or plan.collected.rstrip("."), by) if part)
    if not how and stratum.self_reported is None:
        return words("collected.not_said")
    told = {True: "collected.self", False: "collected.other", None: "collected.self_not_said"}[stratum.self_reported]
    return " ".join(part for part in (words("collected.said", how=how) if how else "", words(told)) if part)


def link_sentences(link: ReleasedLink, words: Words) -> list[str]:
    """How many rows were linked, for whom linking failed more, and where the groups were cut."""
    if link.linked is None or not link.total:
        said = [words("link.hidden")]
    else:
        share = words.number(100 * link.linked / link.total, 1)
        said = [words("link.rate", linked=words.number(link.linked), total=words.number(link.total), share=share)]
    if link.cut_points:
        cuts = words.listed([words.number(cut, 2, trim=True) for cut in link.cut_points])
        said.append(words("link.cuts", cuts=cuts))
    return [*said, *link.notes]
