"""Two groups' counts, period by period, and what the baseline predicts of each: its level, and how sure one may be of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from evenground.spc.baselines import phase_of_points
from evenground.spc.gap_scores import Bools, Designs, Floats, Ints
from evenground.spc.limits import kind_of
from evenground.spc.predicted_counts import Counts
from evenground.spc.series import Told, read_series

TYPES = {"proportion": "p", "rate": "u"}
SCALES = ("difference", "ratio")


@dataclass(frozen=True, slots=True)
class Pair:
    """Counts ``x1`` of ``n1`` and ``x2`` of ``n2``, shape (..., t): NaN in a period in which either group has no usable number."""

    x1: Floats
    n1: Floats
    x2: Floats
    n2: Floats
    proportion: bool
    told: tuple[Told, ...]

    @property
    def known(self) -> Bools:
        """The periods with a gap."""
        return np.isfinite(self.x1)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What is expected of each period, arrays of the pair's shape: each group's ``level``, and the ``spread`` of its counts
    (1: chance alone). ``events`` and ``sizes`` are the sums over the baseline; ``centre`` is the expected gap (ratio: its logarithm)."""

    scale: str
    levels: tuple[Floats, Floats]
    spreads: tuple[Floats, Floats]
    events: tuple[Floats, Floats]
    sizes: tuple[Floats, Floats]
    centre: Floats
    base: Bools


def read_pair(x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, type_: str) -> Pair:
    """The counts, checked and of one shape; raises ValueError for arguments that do not fit or a type that is not offered."""
    if type_ not in TYPES:
        extra = " A gap of means has no counts: chart it with control_chart('i')." if type_ == "mean" else ""
        raise ValueError(f"type must be one of {', '.join(map(repr, TYPES))}; it is {type_!r}.{extra}")
    name = TYPES[type_]
    one, two = (read_series(name, kind_of(name)[1], x, n, None) for x, n in ((x1, n1), (x2, n2)))
    try:
        arrays = np.broadcast_arrays(one.y, one.n, two.y, two.n)
    except ValueError:
        raise ValueError(f"The two groups do not fit together: {one.y.shape} and {two.y.shape}.") from None
    told = tuple(
        (np.broadcast_to(mask, arrays[0].shape), f"group {group}: {text}")
        for group, series in ((1, one), (2, two))
        for mask, text in series.told
    )
    known = np.logical_and.reduce([np.isfinite(part) for part in arrays])
    a, m, b, n = (np.where(known, part, np.nan) for part in arrays)
    return Pair(a, m, b, n, type_ == "proportion", told)


def predict(pair: Pair, scale: str, base: Bools, starts: list[int], centre: Floats | None) -> Prediction:
    """What the points of ``base`` say of every period of their phase; a given ``centre`` (plain ratio or difference) replaces their gap."""
    where = base & pair.known
    x1, n1, x2, n2 = (_summed(part, where, starts) for part in (pair.x1, pair.n1, pair.x2, pair.n2))
    with np.errstate(all="ignore"):
        levels = (_level(x1, n1, pair.proportion), _level(x2, n2, pair.proportion))
        expected = x1 / n1 - x2 / n2 if scale == "difference" else np.log(levels[0] / levels[1])
        spreads = tuple(_spread(n, known, where, pair.proportion) for n, known in ((pair.n1, n1), (pair.n2, n2)))
    found = Prediction(scale, levels, (spreads[0], spreads[1]), (x1, x2), (n1, n2), expected, where)
    return found if centre is None else _held(found, pair, centre)


def designs_of(pair: Pair, expected: Prediction, dispersion: Floats) -> tuple[Designs, Ints, Bools]:
    """(the distinct predictions, which of them each judged element follows, the elements that can be judged)."""
    spreads = [spread * dispersion for spread in expected.spreads]
    parts = [pair.n1, expected.levels[0], spreads[0], pair.n2, expected.levels[1], spreads[1]]
    whole = np.stack(np.broadcast_arrays(*parts), axis=-1)
    usable = np.isfinite(whole).all(axis=-1)
    distinct, which = np.unique(whole[usable], axis=0, return_inverse=True)
    columns = [np.ascontiguousarray(distinct[:, i]) for i in range(6)]
    first, second = (Counts(columns[at], columns[at + 1], columns[at + 2], pair.proportion) for at in (0, 3))
    return Designs(first, second, expected.scale), which.reshape(-1), usable


def _summed(part: Floats, where: Bools, starts: list[int]) -> Floats:
    """For each point the sum over its phase's marked points; NaN where none is marked."""
    phase = phase_of_points(starts, part.shape[-1])
    found = np.full(part.shape, np.nan)
    for number in range(len(starts)):
        here = phase == number
        marked = where & here
        total = np.where(marked, part, 0.0).sum(-1, keepdims=True)
        found[..., here] = np.where(marked.any(-1, keepdims=True), total, np.nan)
    return found


def _level(events: Floats, size: Floats, proportion: bool) -> Floats:
    """The mean of Jeffreys' posterior: never 0, so that a first event after a baseline without any has a chance."""
    return (events + 0.5) / (size + 1) if proportion else (events + 0.5) / size


def _spread(n: Floats, baseline: Floats, base: Bools, proportion: bool) -> Floats:
    """How many times the variance of chance alone: above 1 outside the baseline, whose own level is uncertain.

    This is the posterior predictive distribution (beta-binomial, negative binomial), which also has the right share of
    false alarms over repeated baselines; inside the baseline the classical limits are kept.
    """
    ahead = (baseline + 1 + n) / (baseline + 2) if proportion else 1 + n / baseline
    return np.where(base, 1.0, np.maximum(ahead, 1.0))


def _held(found: Prediction, pair: Pair, centre: Floats) -> Prediction:
    """Levels whose gap is the given one while both groups together keep the level they had."""
    (x1, x2), (n1, n2) = found.events, found.sizes
    least = 0.5 / (n1 + n2 + 1)
    with np.errstate(all="ignore"):
        if found.scale == "difference":
            both = (x1 + x2) / (n1 + n2)
            levels = (both + centre * n2 / (n1 + n2), both - centre * n1 / (n1 + n2))
        else:
            second = (x1 + x2 + 0.5) / (n1 * centre + n2)
            levels = (centre * second, second)
        most = 1 - least if pair.proportion else np.inf
        held = (np.clip(levels[0], least, most), np.clip(levels[1], least, most))
        middle = np.broadcast_to(centre if found.scale == "difference" else np.log(centre), pair.x1.shape)
    one = np.ones(pair.x1.shape)
    return replace(found, levels=held, spreads=(one, one), centre=np.array(middle))
