"""How a figure moved: by the groups' own levels or by who is in them; and whether a gap closed by gain or by loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.equity.arrays import Floats, answer, choice, floats, quiet, words, z_score
from evenground.model.values import Numbers, Value, Words

KITAGAWA = "Kitagawa decomposition"


@dataclass(frozen=True, slots=True)
class Decomposition:
    """A change in an average, ``change`` = ``rate_effect`` + ``composition_effect``, and both parts by group."""

    change: Value
    rate_effect: Value
    composition_effect: Value
    rate_effect_by_group: Numbers
    composition_effect_by_group: Numbers


@dataclass(frozen=True, slots=True)
class GapChange:
    """A change in a gap, ``change`` = ``worse_off`` + ``better_off`` (below 0 closes it), with its ``verdict``."""

    change: Value
    worse_off: Value
    better_off: Value
    verdict: Words


def decompose_change(
    rate_before: ArrayLike,
    population_before: ArrayLike,
    rate_after: ArrayLike,
    population_after: ArrayLike,
    *,
    se_before: ArrayLike | None = None,
    se_after: ArrayLike | None = None,
    conf: float = 0.95,
) -> Decomposition:
    """Splits the change of the overall average into rates that moved and people who moved (Kitagawa 1955).

    Arrays of shape (..., groups). The rate effect of a group is its change of rate at its mean share of the population; the
    composition effect is its change of share times how far its mean rate lies from the overall mean, so that a growing
    group counts only for what sets it apart. With standard errors the change and the rate effect get normal intervals
    (shares taken as known). A group with people but without a rate gives NaN and a note.
    """
    r0, n0, r1, n1, s0, s1 = floats(
        rate_before=rate_before,
        population_before=population_before,
        rate_after=rate_after,
        population_after=population_after,
        se_before=np.nan if se_before is None else se_before,
        se_after=np.nan if se_after is None else se_after,
    )
    with quiet():
        c0, c1 = (n / n.sum(-1, keepdims=True) for n in (n0, n1))
        r0, s0, r1, s1 = (np.where(share == 0, 0.0, part) for part, share in ((r0, c0), (s0, c0), (r1, c1), (s1, c1)))
        r0, r1 = np.where(c0 == 0, r1, r0), np.where(c1 == 0, r0, r1)  # a group seen once has no change of rate
        share, level = (c0 + c1) / 2, (r0 + r1) / 2
        overall = (share * level).sum(-1, keepdims=True)
        by_rate, by_people = share * (r1 - r0), (c1 - c0) * (level - overall)
        rate, people = by_rate.sum(-1), by_people.sum(-1)
        change = (c1 * r1).sum(-1) - (c0 * r0).sum(-1)
        rate_se = np.sqrt((share**2 * (s0**2 + s1**2)).sum(-1))
        change_se = np.sqrt((c0**2 * s0**2 + c1**2 * s1**2).sum(-1))
    reasons = [
        (np.any(~(n0 >= 0) | ~(n1 >= 0), axis=-1), "a group's population is missing or below 0"),
        ((n0.sum(-1) == 0) | (n1.sum(-1) == 0), "nobody in one of the two periods"),
        (np.any(np.isnan(r0) | np.isnan(r1), axis=-1), "a group with people has no rate"),
    ]
    z = z_score(conf)
    return Decomposition(
        answer(change, change - z * change_se, change + z * change_se, change_se, KITAGAWA, reasons),
        answer(rate, rate - z * rate_se, rate + z * rate_se, rate_se, KITAGAWA, reasons),
        answer(people, np.nan, np.nan, np.nan, KITAGAWA, reasons),
        by_rate,
        by_people,
    )


def levelling_down(
    better_before: ArrayLike,
    worse_before: ArrayLike,
    better_after: ArrayLike,
    worse_after: ArrayLike,
    *,
    better: str = "lower",
    se: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike] | None = None,
    conf: float = 0.95,
) -> GapChange:
    """Splits the change of a gap into what the worse-off group gained and what the better-off group lost.

    The arguments are the levels of the better-off and of the worse-off group, before and after; ``better`` says which
    direction is good; ``se`` their four standard errors in that order. A gap that closes because the better-off got
    worse is "levelling down": no one gained. Verdicts: "levelling up", "levelling down", "closing by gain and loss",
    "worse-off fell behind", "better-off pulled ahead", "pulling apart", "no change" and "not known". A change whose
    interval holds 0 keeps its verdict and says so in ``change.note``.
    """
    sign = {"lower": -1.0, "higher": 1.0}[choice(better, ("lower", "higher"), "better")]
    errors = (np.nan,) * 4 if se is None else se
    b0, w0, b1, w1, sb0, sw0, sb1, sw1 = floats(
        better_before=better_before,
        worse_before=worse_before,
        better_after=better_after,
        worse_after=worse_after,
        **{f"se[{i}]": part for i, part in enumerate(errors)},
    )
    z = z_score(conf)
    with quiet():
        gain_better, gain_worse = sign * (b1 - b0), sign * (w1 - w0)
        parts = (gain_better - gain_worse, -gain_worse, gain_better)
        spreads = (np.sqrt(sb0**2 + sw0**2 + sb1**2 + sw1**2), np.sqrt(sw0**2 + sw1**2), np.sqrt(sb0**2 + sb1**2))
    reasons = [(np.isnan(b0 + w0 + b1 + w1), "a level is missing")]
    caveats = [(np.abs(parts[0]) < z * spreads[0], "the change may be chance: its interval holds 0")]
    values = [
        answer(part, part - z * spread, part + z * spread, spread, "normal", reasons, caveats if i == 0 else ())
        for i, (part, spread) in enumerate(zip(parts, spreads, strict=True))
    ]
    return GapChange(values[0], values[1], values[2], words(_verdict(gain_better, gain_worse), b0.shape))


def _verdict(better: Floats, worse: Floats) -> NDArray[np.object_]:
    """Names the move from the gain of each group."""
    closing, widening = worse > better, worse < better
    cases = [
        (closing & (better >= 0), "levelling up"),
        (closing & (better < 0) & (worse > 0), "closing by gain and loss"),
        (closing & (worse <= 0), "levelling down"),
        (widening & (better <= 0), "worse-off fell behind"),
        (widening & (better > 0) & (worse < 0), "pulling apart"),
        (widening & (worse >= 0), "better-off pulled ahead"),
        (worse == better, "no change"),
    ]
    return np.select([mask for mask, _ in cases], np.array([name for _, name in cases], dtype=object), "not known")
