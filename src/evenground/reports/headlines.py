"""The one sentence a result opens with. It says what happens to people; it never says that a group is worse."""

from __future__ import annotations

import math

from evenground.disclosure.released import ReleasedGap, ReleasedResult
from evenground.figures.language import Words, is_missing
from evenground.figures.rows import is_drawn, level_of
from evenground.model.figures import Verdict
from evenground.model.measures import Measure, MeasureType


def headline(result: ReleasedResult, words: Words) -> str:
    """The finding in one line: the gap with most people affected, or why there is none to tell."""
    top = leading_gap(result)
    if top is not None:
        return compared(top, result.measure, words)
    key = _without_gap(result)
    strata = words.listed([stratum.title for stratum in result.strata])
    return words(f"headline.{key}", measure=result.measure.title, strata=strata)


def compared(gap: ReleasedGap, measure: Measure, words: Words) -> str:
    """One gap as a line: "…: 1.8 times as common for A as for B", or "more common for A than for B"."""
    values = {"measure": measure.title, "group": words.groups(gap.groups), "reference": words.groups(gap.reference)}
    if gap.reference == ("target",):
        return words("headline.to_goal", how=how_compared(gap, measure, words), **values)
    if gap.ratio is not None and 1.5 <= gap.ratio < math.inf and measure.type != "mean":
        return words("headline.times", times=_times(gap.ratio, words), how=words(f"times.{measure.type}"), **values)
    return words("headline.compared", how=how_compared(gap, measure, words), **values)


def how_compared(gap: ReleasedGap, measure: Measure, words: Words) -> str:
    """ "more common", "less often", "higher": the direction of the difference, whichever is good."""
    side = "more" if (gap.difference or 0) > 0 else "less"
    return words(f"{side}.{measure.type}")


def leading_gap(result: ReleasedResult) -> ReleasedGap | None:
    """The gap that the headline names: a clear one, most people affected first, people of known group before unknown."""
    clear = [gap for gap in result.gaps if gap.verdict is Verdict.GAP and not gap.hidden and gap.difference is not None]
    ranked = sorted(
        clear, key=lambda gap: ((gap.worse_by or 0) <= 0, is_missing(gap.groups), -(gap.excess or gap.worse_by or 0))
    )
    return ranked[0] if ranked else None


def has_one_figure(result: ReleasedResult) -> bool:
    """Whether each group has one published figure, which says nothing of chance: not the same as too few people."""
    shown = [cell for cell in result.cells if is_drawn(cell)]
    return result.measure.type is MeasureType.MEAN and len(shown) > 1 and all(cell.n == 1 for cell in shown)


def _times(ratio: float, words: Words) -> str:
    if 1.95 <= ratio < 2.05:
        return words("times.twice")
    return words("times.many", ratio=words.number(ratio, 1 if ratio < 10 else 0, trim=True))


def _without_gap(result: ReleasedResult) -> str:
    shown = [cell for cell in result.cells if is_drawn(cell)]
    if not shown and result.cells:
        return "hidden"
    if len(result.cells) < 2:
        return "one"
    if level_of(result) is None and result.reference:
        return "no_level"
    told = [gap for gap in result.gaps if not gap.hidden]
    if not told:
        return "hidden_rest"
    if has_one_figure(result):
        return "one_figure"
    return "too_few" if all(gap.verdict is Verdict.TOO_FEW for gap in told) else "no_gap"
