"""The control chart of a gap: one line for the distance between two groups, with limits from both groups' counts.

What shifts both groups alike cancels out, so that the chart sees what two separate charts cannot: a gap that widens
because only the better-off group improves. How it is made, and how often it errs: docs/explanation/gap-chart.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from evenground.model.values import Numbers, Words
from evenground.spc.baselines import baseline_points, kept_points, phase_of_points, phase_starts
from evenground.spc.gap_judging import LOPSIDED, Judged, judge, sigma_z
from evenground.spc.gap_pairs import SCALES, Pair, Prediction, predict, read_pair
from evenground.spc.gap_reading import read, together
from evenground.spc.gap_scores import Bools, Floats
from evenground.spc.gap_telling import caveats, false_alarm, named_rules
from evenground.spc.gap_value import GapChart, Names
from evenground.spc.notes import notes_of_points, tell
from evenground.spc.rules import Signals, rule_set, signals
from evenground.spc.series import as_numbers

BEYOND = "beyond limits"


def gap_chart(
    numerator_1: ArrayLike,
    denominator_1: ArrayLike,
    numerator_2: ArrayLike,
    denominator_2: ArrayLike,
    *,
    type: str = "proportion",  # noqa: A002  # the word of the plan
    scale: str = "difference",
    better: str = "lower",
    baseline: int | ArrayLike | None = None,
    phases: Sequence[int] | None = None,
    exclude: ArrayLike | None = None,
    centre: ArrayLike | None = None,
    overdispersion: str | bool = "auto",
    rules: str = "anhoej",
    lengths: Mapping[str, int] | str | None = None,
    per: float = 1.0,
    width: float = 3.0,
) -> GapChart:
    """The gap of group 1 to group 2 (the reference) over time; arrays of shape (t,), or (..., t) for many pairs.

    ``type``: "proportion" (events out of people) or "rate" (events over person-time). ``scale``: "difference" (level 1 minus
    level 2, times ``per``) or "ratio" (level 1 / level 2, worked out on the logarithm with half an event added to each count;
    the bias that is left is taken off and shown). ``better``: whether "lower" or "higher" levels are good.

    ``baseline``, ``phases``, ``exclude`` as in ``control_chart``; ``centre``: a given gap on the scale shown, in place of the baseline's.
    ``overdispersion``: "auto" widens limits by Laney's sigma z where it exceeds what chance alone would reach 1 time in 100; True: wherever
    it is above 1; False: never. ``width``: of the limits, in sigmas.

    Limits are quantiles of the gap between two counts that follow the baseline's levels: exact below 40 expected events (or
    people without one), else by a Cornish-Fisher expansion. Outside the baseline counts are beta-binomial (rates: negative
    binomial), so that limits are wider after a short baseline. Raises ValueError for arguments that do not fit.
    """
    scale_, pair = (
        _one_of("scale", scale, SCALES),
        read_pair(numerator_1, denominator_1, numerator_2, denominator_2, type),
    )
    better, named = _one_of("better", better, ("lower", "higher")), rule_set(rules)
    shape = pair.x1.shape
    starts, kept = phase_starts(phases, shape[-1]), kept_points(exclude, shape)
    base = baseline_points(baseline, starts, shape) & kept
    factor = _positive("per", per) if scale_ == "difference" else 1.0
    width = _positive("width", width)
    expected = predict(pair, scale_, base, starts, _given(centre, shape, factor, scale_))
    dispersion, dispersed = _dispersion(pair, expected, kept, starts, overdispersion)
    judged = judge(pair, expected, np.where(dispersed, np.maximum(dispersion, 1.0), 1.0), width)
    phase = phase_of_points(starts, shape[-1])
    found, lopsided = _signals(judged, kept, starts, named, lengths, width)
    flags, completing = (
        {rule: np.concatenate([getattr(part, name)[rule] for part in found], axis=-1) for rule in found[0].flags}
        for name in ("flags", "completing")
    )
    reading = read(
        pair, expected, np.where(kept, judged.z, np.nan), flags, starts,
        dispersion=np.where(dispersed, np.maximum(dispersion, 1.0), 1.0), better=better, width=width,
    )  # fmt: skip
    return GapChart(
        type=type,
        scale=scale_,
        rules=named,
        **_shown(judged, expected, factor, width),
        score=judged.z,
        signals=named_rules(flags, shape),
        flags=flags,
        completing=completing,
        included=np.array(kept),
        baseline=expected.base,
        phase=phase,
        dispersion=dispersion,
        dispersed=dispersed,
        useful=_counted(found, "useful", phases is not None),
        longest_run=_counted(found, "longest_run", phases is not None),
        longest_run_max=_counted(found, "longest_run_max", phases is not None),
        crossings=_counted(found, "crossings", phases is not None),
        crossings_min=_counted(found, "crossings_min", phases is not None),
        signal=_plain(reading.signal),
        signal_1=_plain(reading.signal_1),
        signal_2=_plain(reading.signal_2),
        false_alarm=_number(false_alarm(judged, kept, expected.base, dispersed, starts, (named, lengths, width))),
        note=tell(
            shape[:-1], notes_of_points(pair.told), caveats(expected.base, dispersed, dispersion, lopsided, starts)
        ),
    )


def gap_signals(difference: GapChart, ratio: GapChart) -> Words:
    """Both scales judged together: "narrowing", "widening", "closed", "reversed", "none", "too short", or "mixed" where they disagree.

    Where only one scale speaks, its word stands: when levels fall, a difference and a ratio need not move together.
    Reading both charts costs false alarms: at most the sum of the two ``false_alarm``.
    """
    return _plain(together(np.asarray(difference.signal, dtype=object), np.asarray(ratio.signal, dtype=object)))


def _one_of(name: str, value: str, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, allowed))}; it is {value!r}.")
    return value


def _positive(name: str, number: float) -> float:
    if isinstance(number, bool) or not np.isfinite(number) or number <= 0:
        raise ValueError(f"{name} must be a number above 0; it is {number!r}.")
    return float(number)


def _given(centre: ArrayLike | None, shape: tuple[int, ...], factor: float, scale: str) -> Floats | None:
    if centre is None:
        return None
    line = as_numbers("centre", centre) / factor
    if scale == "ratio" and (line <= 0).any():
        raise ValueError("A given centre on the ratio scale must be above 0: 1 means no gap.")
    try:
        return np.broadcast_to(line, shape)
    except ValueError:
        raise ValueError(
            f"centre {line.shape} does not fit the points {shape}: for one a pair use [:, None]."
        ) from None


def _dispersion(
    pair: Pair, expected: Prediction, kept: Bools, starts: list[int], choice: str | bool
) -> tuple[Floats, Bools]:
    """(sigma z squared, whether limits are widened by it)."""
    if choice not in ("auto", True, False):
        raise ValueError(f"overdispersion must be 'auto', True or False; it is {choice!r}.")
    found, by_chance = sigma_z(pair, expected, kept, starts)
    clear = found > by_chance if choice == "auto" else (found > 1) & bool(choice)
    return found**2, np.asarray(clear)


def _signals(
    judged: Judged, kept: Bools, starts: list[int], rules: str, lengths: Mapping[str, int] | str | None, width: float
) -> tuple[list[Signals], list[Bools]]:
    """The rules' answers phase by phase; runs are not judged where points cannot fall on both sides about equally often."""
    found, lopsided = [], []
    for start, end in zip(starts, [*starts[1:], judged.z.shape[-1]], strict=True):
        here = slice(start, end)
        include = None if kept.all() else kept[..., here]
        part = signals(
            judged.z[..., here], 0.0, 1.0, lower=-width, upper=width, include=include, rules=rules, lengths=lengths
        )
        there = np.isfinite(judged.z[..., here])
        share = np.where(there, judged.lopsided[..., here], 0.0).sum(-1) / np.maximum(there.sum(-1), 1)
        uneven = share > LOPSIDED
        even = ~uneven[..., None]
        found.append(replace(part, flags=_held(part.flags, even), completing=_held(part.completing, even)))
        lopsided.append(uneven)
    return found, lopsided


def _held(flags: Mapping[str, Bools], even: Bools) -> dict[str, Bools]:
    """The flags, those of patterns only where points can fall on either side."""
    return {rule: mask if rule == BEYOND else mask & even for rule, mask in flags.items()}


def _shown(judged: Judged, expected: Prediction, factor: float, width: float) -> dict[str, Floats]:
    """The lines on the scale shown."""
    sigma = (judged.upper - judged.lower) / (2 * width)
    centre = np.where(np.isfinite(judged.gap), expected.centre, np.nan)
    lines = {"value": judged.gap, "lower": judged.lower, "upper": judged.upper}
    with np.errstate(over="ignore"):
        if expected.scale == "ratio":
            shown = {name: np.exp(line - judged.bias) for name, line in lines.items()}
            return {**shown, "centre": np.exp(centre), "sigma": sigma, "bias": np.exp(judged.bias)}
    shown = {name: line * factor for name, line in lines.items()}
    return {**shown, "centre": centre * factor, "sigma": sigma * factor, "bias": judged.bias}


def _counted(found: list[Signals], name: str, by_phase: bool) -> Numbers:
    numbers = [np.asarray(getattr(part, name), dtype=np.float64) for part in found]
    return np.stack(numbers, axis=-1) if by_phase else _number(numbers[0])


def _number(numbers: Floats) -> Numbers:
    return numbers if numbers.ndim else float(numbers)


def _plain(words: Names) -> Words:
    return words if words.ndim else str(words[()])
