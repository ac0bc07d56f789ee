"""Figures as people say them: "16.0 of every 100", "64 visits for every 100 child-years", "7.1 more of every 100"."""

from __future__ import annotations

from evenground.disclosure.released import ReleasedResult
from evenground.figures.language import Words
from evenground.figures.rows import result_decimals
from evenground.model.measures import Measure, MeasureType


def level(measure: Measure, value: float, decimals: int, words: Words) -> str:
    """A group's figure with its unit, grammar-safe for any unit."""
    written = written_figure(value, decimals, words)
    if measure.type is MeasureType.PROPORTION and measure.per > 1:
        return words("level.proportion", value=written, per=words.number(measure.per))
    unit = spoken_unit(measure, words)
    return (
        words(_unit_key("level.unit", unit), value=written, unit=unit) if unit else words("level.bare", value=written)
    )


def distance(measure: Measure, value: float, decimals: int, words: Words) -> str:
    """A difference without its sign: "7.1 more of every 100", "0.9 % higher"."""
    side = "more" if value > 0 else "less"
    written = written_figure(abs(value), decimals, words)
    unit = spoken_unit(measure, words)
    if measure.type is MeasureType.PROPORTION and measure.per > 1:
        return words(f"distance.{side}_proportion", value=written, per=words.number(measure.per))
    if not unit or measure.type is MeasureType.PROPORTION:
        return words(f"distance.{side}_bare", value=written)
    key = _unit_key(f"distance.{side}_mean", unit) if measure.type is MeasureType.MEAN else f"distance.{side}_unit"
    return words(key, value=written, unit=unit)


def limits(low: float, high: float, decimals: int, words: Words) -> tuple[str, str]:
    """Two ends of a difference: plain numbers on one side of zero; with "more" and "less" where they lie on both sides.

    For a difference below zero the ends are swapped, so that they read from small to large.
    """
    if low >= 0:
        return words.number(low, decimals), words.number(high, decimals)
    if high <= 0:
        return words.number(-high, decimals), words.number(-low, decimals)
    return (
        words("gap.limit_less", value=words.number(-low, decimals)),
        words("gap.limit_more", value=words.number(high, decimals)),
    )


def written_figure(value: float, decimals: int, words: Words) -> str:
    """A figure with these decimals; one that would be written as 0 but is not is "under" the smallest that can be written."""
    smallest = 10.0**-decimals
    if 0 < abs(value) < smallest / 2:
        return words("level.under", value=words.number(smallest, decimals))
    return words.number(value, decimals)


def spoken_unit(measure: Measure, words: Words) -> str:
    """The plan's unit as it is said: "visits per 100 child-years" becomes "visits for every 100 child-years"."""
    start, found, rest = measure.unit.partition(f" {words('level.per_from')} ")
    if measure.type is MeasureType.RATE and found and not rest.startswith(("every ", "cada ")):
        return f"{start} {words('level.per')} {rest}"
    return measure.unit


def unit_words(measure: Measure, words: Words) -> str:
    """What the figures of a table are: "Figures are out of every 100."."""
    if measure.type is MeasureType.PROPORTION and measure.per > 1:
        return words("page.figures_in", unit=words("unit.proportion", per=words.number(measure.per)))
    return words("page.figures_in", unit=spoken_unit(measure, words) or words("unit.bare"))


def gap_decimals(result: ReleasedResult) -> int:
    """The decimals of a result's figures and differences."""
    return result_decimals(result)


def ratio_decimals(value: float | None) -> int:
    """A ratio is written with two decimals below 10, one below 100, none above."""
    return 2 if value is None or value < 10 else 1 if value < 100 else 0


def _unit_key(key: str, unit: str) -> str:
    """A unit such as % or °C stands close to its number where the language has it so."""
    return f"{key}_close" if unit[:1] in "%‰°" else key
