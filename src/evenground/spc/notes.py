"""What must be said of a series in words: why figures are missing, and when not to trust its limits or its runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from evenground.model.values import Words
from evenground.spc.limits import Kind, Lines, Stretch
from evenground.spc.limits.averages import before, mean, pairs, total
from evenground.spc.limits.constants import Floats
from evenground.spc.limits.individuals import sigma_from_ranges
from evenground.spc.limits.stretches import Mask
from evenground.spc.series import Told

Caveat = tuple[Mask | np.bool_, str | Callable[[tuple[int, ...]], str]]
"""Of which series (leading shape), and the words: the same for all, or of the series at an index."""

ENOUGH = 12
"""Points below which limits are provisional."""

NAMED = 5
"""How many points a note names before it counts the rest."""

OTHER_CHART = {"p": "a p' (pp) chart", "np": "a p' (pp) chart", "u": "a u' (up) chart", "c": "an i chart"}


def notes_of_points(told: tuple[Told, ...]) -> list[Caveat]:
    """The reasons why single points are missing; points are counted from 1."""
    return [(mask.any(axis=-1), _naming(mask, text)) for mask, text in told]


def _naming(mask: Mask, text: str) -> Callable[[tuple[int, ...]], str]:
    def words(index: tuple[int, ...]) -> str:
        places = [str(place + 1) for place in np.flatnonzero(mask[index])]
        more = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
        return f"{text}: point{'s' if len(places) > 1 else ''} {', '.join(places[:NAMED])}{more}"

    return words


def notes_of_phase(
    name: str, recipe: Kind, stretch: Stretch, lines: Lines, value: Floats, centre: Floats
) -> list[Caveat]:
    """What to say of one phase; ``value`` and ``centre`` as the rules judge them."""
    there = ~np.isnan(np.broadcast_to(lines.value, stretch.y.shape))
    base = stretch.base & there
    notes: list[Caveat] = [(~there.any(axis=-1), "no points"), *lines.caveats]
    if name == "run":
        notes.append((_zero_median(lines.value, base, centre), MEDIAN_IS_ZERO))
        notes.append((there.any(axis=-1) & np.all(np.isnan(centre), axis=-1), NO_CENTRE))
    else:
        limits = ~np.isnan(lines.lower) | ~np.isnan(lines.upper)
        unlimited = there.any(axis=-1) & ~limits.any(axis=-1)
        notes += [(unlimited, NO_LIMITS), (_alike(lines, base) & ~unlimited, NO_WIDTH)]
    if name == "g":
        notes.append((_zero_median(lines.value, base, centre), MEDIAN_IS_ZERO))
    notes += [_short(stretch, base), ((there & stretch.kept & ~base).any(axis=-1), FROZEN)]
    apart = _standardised(lines, value, centre)
    if recipe.scatter and stretch.sigma is None:
        notes.append(_scattered(name, stretch, apart))
    if recipe.runs:
        notes.append(_following(stretch, apart, base))
    return notes


MEDIAN_IS_ZERO = "the median is 0, so runs about it mean nothing: use a g or t chart, or a c or u chart"
FROZEN = "points outside the baseline are judged too, which raises the false-alarm rate above the one stated"
NO_CENTRE = "no centre line: no point is left to make it from"
NO_LIMITS = "no limits: too few values, or too few next to each other, to say how far they scatter by chance"
NO_WIDTH = "all baseline values are alike: the limits have no width, and any other value lies beyond them"


def _zero_median(value: Floats, base: Mask, centre: Floats) -> Mask:
    zeros = np.sum(base & (value == 0), axis=-1)
    at_zero: Mask = (2 * zeros > np.sum(base, axis=-1)) & np.any(centre == 0, axis=-1)
    return at_zero


def _alike(lines: Lines, base: Mask) -> Mask:
    flat: Mask = np.any((lines.upper == lines.lower) & base, axis=-1) & (np.sum(base, axis=-1) > 1)
    return flat


def _short(stretch: Stretch, base: Mask) -> Caveat:
    count = np.sum(base, axis=-1)
    estimated = stretch.centre is None or stretch.sigma is None
    few = (count > 0) & (count < ENOUGH) & estimated

    def words(index: tuple[int, ...]) -> str:
        return f"lines made from {count[index]} point{'s' if count[index] > 1 else ''} only: provisional until there are {ENOUGH}"

    return few, words


def _standardised(lines: Lines, value: Floats, centre: Floats) -> Floats:
    """How far each point lies from its centre, in sigmas where there are sigmas."""
    return (value - centre) / np.where(lines.sigma > 0, lines.sigma, 1.0)


def _scattered(name: str, stretch: Stretch, apart: Floats) -> Caveat:
    """Whether sigma z, the scatter from point to point, is clearly above the 1 of chance (one-sided, about 1 in 100)."""
    sigma_z = sigma_from_ranges(stretch, apart)[0][..., 0]
    ranges = np.sum(pairs(stretch), axis=-1)
    clear = (ranges >= ENOUGH - 1) & (sigma_z > 1 + 2.33 * np.sqrt(0.826 / np.maximum(ranges, 1)))

    def words(index: tuple[int, ...]) -> str:
        return (
            f"points scatter {sigma_z[index]:.1f} times as far as chance alone would have it: "
            f"limits are too narrow, use {OTHER_CHART[name]}"
        )

    return clear, words


def _following(stretch: Stretch, apart: Floats, base: Mask) -> Caveat:
    """Whether lag-1 autocorrelation inside the baseline is clearly above 0 (beyond 2 / sqrt of the pairs)."""
    off = apart - mean(apart, base)
    joined = pairs(stretch) & base
    count = np.sum(joined, axis=-1)
    together = total(off * before(off, stretch), joined)[..., 0] / count
    correlation = together / (total(off**2, base)[..., 0] / np.sum(base, axis=-1))
    clear = (count >= ENOUGH - 1) & (correlation > 2 / np.sqrt(np.maximum(count, 1)))

    def words(index: tuple[int, ...]) -> str:
        return (
            f"each point follows the one before it (lag-1 autocorrelation {correlation[index]:.2f}): "
            "false signals are more frequent than stated, or the level moved inside the baseline"
        )

    return clear, words


def tell(shape: tuple[int, ...], of_points: list[Caveat], of_phases: Sequence[list[Caveat]]) -> Words:
    """The notes of each series, joined by "; "; with several phases those of a phase name it (counted from 1)."""
    notes: NDArray[np.object_] = np.full(shape, "", dtype=object)
    for caveat in of_points:
        _add(notes, caveat, "")
    for number, caveats in enumerate(of_phases, start=1):
        for caveat in caveats:
            _add(notes, caveat, f"phase {number}: " if len(of_phases) > 1 else "")
    return notes if shape else str(notes[()])


def _add(notes: NDArray[np.object_], caveat: Caveat, prefix: str) -> None:
    mask, words = caveat
    for index in zip(*np.nonzero(np.broadcast_to(mask, notes.shape)), strict=True) if notes.ndim else [()] * bool(mask):
        text = prefix + (words if isinstance(words, str) else words(index))
        notes[index] = f"{notes[index]}; {text}" if notes[index] else text
