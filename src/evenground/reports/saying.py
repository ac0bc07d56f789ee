"""What each released result says, in short plain sentences (grade 8 or below), the same in every document.

Titles, groups and units come from the plan, so every sentence holds them where any noun fits.
"""

from __future__ import annotations

from evenground.disclosure.released import ReleasedGap, ReleasedResult
from evenground.figures.language import Words
from evenground.figures.rows import is_drawn, level_of
from evenground.model.figures import Status, Verdict
from evenground.model.measures import Better, Measure, MeasureType
from evenground.model.plans import Plan
from evenground.reports.amounts import distance, gap_decimals, level, limits
from evenground.reports.caveats import time_sentences
from evenground.reports.headlines import compared, has_one_figure, headline, leading_gap
from evenground.reports.language import words_for

_NAMED = 4
"""How many groups a sentence names before it counts the rest."""


def sentence(result: ReleasedResult, language: str = "en") -> str:
    """The result in one sentence."""
    return headline(result, words_for(language))


def sentences(result: ReleasedResult, plan: Plan) -> list[str]:
    """All that a result says, in the plan's language: the headline, then the paragraphs below it, in reading order."""
    words = words_for(plan.language)
    return [headline(result, words), *story(result, words), *time_sentences(result, words)]


def gap_sentence(gap: ReleasedGap, result: ReleasedResult, language: str = "en") -> str:
    """One gap of a result in one or two sentences: who, compared with whom, by how much; or why it cannot be told."""
    words = words_for(language)
    if gap.hidden or gap.difference is None:
        return words("hidden.groups", groups=words.groups(gap.groups))
    if gap.verdict is Verdict.TOO_FEW:
        return too_few_sentence(gap, result.measure, words)
    if gap.verdict is Verdict.NO_CLEAR_GAP:
        return words("gap.unclear", groups=words.groups(gap.groups))
    return f"{compared(gap, result.measure, words)} {distance_sentence(gap, result, words)}"


def story(result: ReleasedResult, words: Words) -> list[str]:
    """The paragraphs below the headline: how much and how many; who else; what cannot be told; everyone, and missing answers."""
    top = leading_gap(result)
    first = (
        []
        if top is None
        else [
            levels_sentence(top, result, words),
            distance_sentence(top, result, words),
            excess_sentence(top, result, words),
        ]
    )
    last = [overall_sentence(result, words), *([] if top is None else [bounds_sentence(top, result, words)])]
    paragraphs = [
        " ".join(part for part in said if part)
        for said in (first, [_others(result, top, words)], _untold(result, words), last)
    ]
    return [paragraph for paragraph in paragraphs if paragraph]


def levels_sentence(gap: ReleasedGap, result: ReleasedResult, words: Words) -> str:
    """Both figures, side by side; nothing where the reference's is not shown."""
    group = next((cell for cell in result.cells if cell.groups == gap.groups), None)
    other = level_of(result)
    if group is None or group.estimate is None or other is None:
        return ""
    decimals = gap_decimals(result)
    one, two = (level(result.measure, value, decimals, words) for value in (group.estimate, other))
    return words(
        "gap.levels", one=one, other=two, group=words.groups(gap.groups), reference=words.groups(gap.reference)
    )


def distance_sentence(gap: ReleasedGap, result: ReleasedResult, words: Words) -> str:
    """The difference and its likely range."""
    if gap.difference is None:
        return ""
    decimals = gap_decimals(result)
    how_far = distance(result.measure, gap.difference, decimals, words)
    if gap.difference_lower is None or gap.difference_upper is None:
        return words("gap.distance", distance=how_far)
    low, high = limits(gap.difference_lower, gap.difference_upper, decimals, words)
    return words("gap.distance_likely", distance=how_far, lower=low, upper=high)


def excess_sentence(gap: ReleasedGap, result: ReleasedResult, words: Words) -> str:
    """How many times less (or, where more is better, more) it would happen at the level of the reference."""
    if gap.excess is None or round(gap.excess) < 1:
        return ""
    key = "gap.fewer" if result.measure.better is Better.LOWER else "gap.more"
    return words.counted(key, round(gap.excess), group=words.groups(gap.groups), reference=words.groups(gap.reference))


def too_few_sentence(gap: ReleasedGap, measure: Measure, words: Words) -> str:
    """That it cannot be told yet, and how many people or how much longer it would take (time at risk is not people)."""
    group, times = words.groups(gap.groups), gap.periods_needed
    if measure.type is MeasureType.RATE and times:
        return words("too_few.times", group=group, times=words.number(times, 1, trim=True))
    if not gap.needed or measure.type is MeasureType.RATE:
        return words("too_few.plain", groups=group)
    longer = words("too_few.longer", times=words.number(times, 1, trim=True)) if times else ""
    return words("too_few.needed", group=group, needed=words.number(gap.needed), longer=longer)


def untold_gaps(result: ReleasedResult) -> list[ReleasedGap]:
    """The gaps that too few people stand behind to tell; one with a share that cannot be is none of them."""
    return [
        gap
        for gap in result.gaps
        if gap.verdict is Verdict.TOO_FEW and not gap.hidden and " · ".join(gap.groups) not in result.impossible
    ]


def hidden_sentence(result: ReleasedResult, words: Words) -> str:
    """Which groups are too small to show, and what can be done about that."""
    hidden = [
        words.groups(cell.groups) for cell in result.cells if cell.status in (Status.SUPPRESSED, Status.COMPLEMENTARY)
    ]
    if not hidden:
        return ""
    return (
        words("hidden.all") if len(hidden) == len(result.cells) else words("hidden.groups", groups=named(hidden, words))
    )


def overall_sentence(result: ReleasedResult, words: Words) -> str:
    """Everyone's figure, never without the word that it hides differences where there is one."""
    if not is_drawn(result.overall) or result.overall.estimate is None:
        return words("overall.empty" if result.overall.status is Status.NONE else "overall.hidden")
    everyone = level(result.measure, result.overall.estimate, gap_decimals(result), words)
    if has_one_figure(result):  # groups differ in size, so the average of their figures is no one's
        return words("overall.average", level=everyone)
    return words("overall.shown" if leading_gap(result) else "overall.plain", level=everyone)


def bounds_sentence(gap: ReleasedGap, result: ReleasedResult, words: Words) -> str:
    """What missing answers could do to a gap, from best to worst."""
    if gap.bounds is None or gap.bounds[1] - gap.bounds[0] < 10.0 ** -gap_decimals(result):
        return ""
    low, high = limits(*gap.bounds, gap_decimals(result), words)
    key = "gap.bounds_cross" if gap.bounds[0] < 0 < gap.bounds[1] else "gap.bounds"
    return words(key, group=words.groups(gap.groups), low=low, high=high)


def named(groups: list[str], words: Words) -> str:
    """The groups in a row; beyond a handful, the first ones and how many more."""
    if len(groups) <= _NAMED + 1:
        return words.listed(groups)
    return words.listed([*groups[:_NAMED], words.counted("gap.and_more", len(groups) - _NAMED)])


def _others(result: ReleasedResult, top: ReleasedGap | None, words: Words) -> str:
    clear = [
        gap
        for gap in result.gaps
        if gap.verdict is Verdict.GAP and not gap.hidden and gap is not top and gap.difference is not None
    ]
    worse = [_item(gap, result, words) for gap in clear if (gap.worse_by or 0) > 0]
    better = [words.groups(gap.groups) for gap in clear if (gap.worse_by or 0) <= 0]
    unclear = [
        words.groups(gap.groups) for gap in result.gaps if gap.verdict is Verdict.NO_CLEAR_GAP and not gap.hidden
    ]
    said = [words.counted("gap.also", len(worse), groups=named(worse, words))] if worse else []
    said += [words("gap.better", groups=named(better, words))] if better else []
    said += [words("gap.unclear", groups=named(unclear, words))] if unclear and top is not None else []
    return " ".join(said)


def _item(gap: ReleasedGap, result: ReleasedResult, words: Words) -> str:
    amount = words.number(abs(gap.difference or 0), gap_decimals(result))
    how_far = words("figure.higher" if (gap.difference or 0) > 0 else "figure.lower", amount=amount)
    return words("gap.also_item", group=words.groups(gap.groups), distance=how_far)


def _untold(result: ReleasedResult, words: Words) -> list[str]:
    few = untold_gaps(result)
    if has_one_figure(result):
        said = [words("too_few.one_figure")]
    elif len(few) > 2:
        said = [words("too_few.plain", groups=named([words.groups(gap.groups) for gap in few], words))]
    else:
        said = [too_few_sentence(gap, result.measure, words) for gap in few]
    said.append(hidden_sentence(result, words))
    hidden = {cell.groups for cell in result.cells if not is_drawn(cell)}
    if result.reference in hidden and len(hidden) < len(result.cells):
        said.append(words("hidden.reference", reference=words.groups(result.reference)))
    return said
