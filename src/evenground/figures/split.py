"""The guard against levelling down: how much the worse-off gained and the better-off gained or lost, as two bars from "no change"."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.disclosure.charted import ReleasedGapChart
from evenground.disclosure.released import ReleasedChange, ReleasedResult
from evenground.figures.charted import colour_of
from evenground.figures.colours import INK, LEVEL
from evenground.figures.describing import date_for
from evenground.figures.language import Words
from evenground.figures.rows import result_decimals
from evenground.figures.scales import Scale, scale_for
from evenground.figures.svg import line
from evenground.figures.svg import words as text
from evenground.figures.text import wrapped
from evenground.model.measures import Better

_SIZE = 14.0
_LINE = 18.0
_BAR = 13.0


@dataclass(frozen=True, slots=True)
class Side:
    """One group's change as a gain for its people: above 0 is better, whichever direction is good."""

    said: str
    gain: float
    colour: tuple[str, str]


def change_of(chart: ReleasedGapChart, result: ReleasedResult) -> ReleasedChange | None:
    """The result's change, if it is the change of this gap."""
    one = result.change
    return one if one and (one.groups, one.reference) == (chart.groups, chart.reference) else None


def split_words(change: ReleasedChange, result: ReleasedResult, words: Words) -> list[str]:
    """The split in words: when, each side, and what it means for the gap."""
    dates = {"first": date_for(result, change.first, words), "last": date_for(result, change.last, words)}
    names = {"group": words.groups(change.groups), "reference": words.groups(change.reference)}
    verdict = words(f"gap.verdict.{change.verdict.replace(' ', '_')}", **names)
    return [words("gap.split", **dates), *(side.said for side in _sides(change, result, words)), verdict]


def split(
    change: ReleasedChange, result: ReleasedResult, words: Words, y: float, width: float
) -> tuple[list[str], float]:
    """The two bars from ``y`` downwards with what they say, and where they end."""
    sides, said = _sides(change, result, words), split_words(change, result, words)
    scale = scale_for([0.0, *(side.gain for side in sides)], start=8, end=min(width - 8, 520.0))
    body, y = _lines(said[0], y, width, bold=True)
    for side in sides:
        part, y = _side(side, scale, y, width)
        body += part
    parts, y = _foot(scale, words, y)
    verdict, y = _lines(said[-1], y + 2, width)
    return [*body, *parts, *verdict], y


def _sides(change: ReleasedChange, result: ReleasedResult, words: Words) -> list[Side]:
    sign = -1.0 if result.measure.better is Better.LOWER else 1.0
    found = []
    for groups, moved in ((change.groups, change.group_change), (change.reference, change.reference_change)):
        gain = sign * moved
        amount = words.number(abs(gain), result_decimals(result))
        flat = not any(digit in "123456789" for digit in amount)
        key = "unmoved" if flat else "gained" if gain > 0 else "lost"
        said = words(f"gap.{key}", group=words.groups(groups), amount=amount)
        found.append(Side(said, gain, (LEVEL, "eg-level") if groups == change.reference else colour_of(groups, result)))
    return found


def _side(side: Side, scale: Scale, y: float, width: float) -> tuple[list[str], float]:
    body, y = _lines(side.said, y, width)
    colour, name = side.colour
    look = name if name == "eg-level" else f"eg-range {name}"
    axis = line(scale(0), y - 2, scale(0), y + 18, class_="eg-range eg-ink", stroke=INK, stroke_width=1.5)
    bar = line(scale(0), y + 8, scale(side.gain), y + 8, class_=look, stroke=colour, stroke_width=_BAR)
    return [*body, bar, axis], y + 22


def _foot(scale: Scale, words: Words, y: float) -> tuple[list[str], float]:
    """Which way is better."""
    body = [text(words("gap.better_way"), scale.end, y + 16, _SIZE, "soft", anchor="end")] if scale.high > 0 else []
    if scale.low < 0:
        body.append(text(words("gap.worse_way"), 0, y + 16, _SIZE, "soft"))
    return body, y + 26


def _lines(said: str, y: float, width: float, *, bold: bool = False) -> tuple[list[str], float]:
    lines = wrapped(said, width, _SIZE, bold=bold, most=6)
    role = "head" if bold else "name"
    body = [text(part, 0, y + 15 + i * _LINE, _SIZE, role, bold=bold) for i, part in enumerate(lines)]
    return body, y + len(lines) * _LINE + 3
