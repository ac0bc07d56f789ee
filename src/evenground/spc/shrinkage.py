"""Partially pooled levels: each small group drawn towards the level of all, the more so the less it says by itself.

Empirical Bayes with a beta-binomial (proportions) or gamma-Poisson (rates) model, its spread from moments: Kleinman, JASA 1973; 68:
46-54, and Marshall, Applied Statistics 1991; 40: 283-294. Shrinkage and intervals allow for the spread's being
estimated, as in Morris, JASA 1983; 78: 47-65.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.model.values import Value
from evenground.spc.gap_pairs import TYPES
from evenground.spc.gap_scores import Bools, Floats
from evenground.spc.limits import kind_of
from evenground.spc.series import read_series

FEWEST = 4
"""Fewer groups say too little of how groups differ: each stands by itself."""

METHODS = {
    "proportion": "empirical Bayes, beta-binomial (partially pooled)",
    "rate": "empirical Bayes, gamma-Poisson (partially pooled)",
}


def partially_pooled(
    numerator: ArrayLike,
    denominator: ArrayLike,
    *,
    type: str = "proportion",  # noqa: A002  # the word of the plan
    conf: float = 0.95,
    per: float = 1.0,
) -> Value:
    """The level of every group (or window), drawn towards the level of all; arrays of shape (..., groups).

    The interval holds the group's true level in about ``conf`` of groups, over groups that differ as these do: not in each
    group by itself, and least in a group unlike the others. An estimate: show it marked as such, never in place of the
    count. ``se``: the posterior standard deviation. A group without a usable number is NaN and not drawn on. Raises
    ValueError for arguments that do not fit.
    """
    if type not in TYPES:
        raise ValueError(f"type must be one of {', '.join(map(repr, TYPES))}; it is {type!r}.")
    if isinstance(conf, bool) or not 0 < conf < 1:
        raise ValueError(f"conf must be a number between 0 and 1, such as 0.95; it is {conf!r}.")
    share = type == "proportion"
    series = read_series(TYPES[type], kind_of(TYPES[type])[1], numerator, denominator, None)
    x, n = series.y, series.n
    known = np.isfinite(x) & np.isfinite(n)
    with np.errstate(all="ignore"):
        mean, between, factor, groups = _spread(x, n, known, share)
        level, variance = _drawn(x, n, mean, factor, groups, share)
        level, variance = np.where(known, level, np.nan), np.where(known, variance, np.nan)
        lower, upper = _interval(level, variance, conf, share)
    note = _notes(known, between, groups)
    method = np.full(x.shape, METHODS[type], dtype=object)
    return Value(level * per, lower * per, upper * per, np.sqrt(variance) * per, method, note)


def _spread(x: Floats, n: Floats, known: Bools, share: bool) -> tuple[Floats, Floats, Floats, Floats]:
    """(the level of all, the variance between groups, each group's shrinkage, the number of groups), last axis kept."""
    size, events = np.where(known, n, 0.0), np.where(known, x, 0.0)
    groups = known.sum(-1, keepdims=True).astype(float)
    total = size.sum(-1, keepdims=True)
    mean = (events.sum(-1, keepdims=True) + 0.5) / (total + (1 if share else 0))
    chance = mean * (1 - mean) if share else mean
    apart = np.where(known, n * (x / n - mean) ** 2, 0.0).sum(-1, keepdims=True)
    room = total - (size**2).sum(-1, keepdims=True) / total
    between = np.maximum(0.0, (apart - (groups - 1) * chance) / (room - (groups - 1) if share else room))
    within = np.maximum(chance - between, 0.0) / n if share else chance / n
    factor = within / (within + between) * np.maximum(groups - 3, 0.0) / np.maximum(groups - 1, 1.0)
    return mean, between, factor, groups


def _drawn(x: Floats, n: Floats, mean: Floats, factor: Floats, groups: Floats, share: bool) -> tuple[Floats, Floats]:
    """(level, variance): the posterior's, wider for what is unknown of the prior's mean and spread (Morris 1983)."""
    by_itself = (x + 0.5) / (n + 1) if share else (x + 0.5) / n
    own = np.where(factor > 0, x / n, by_itself)
    level = (1 - factor) * own + factor * mean
    strength = n / (1 - factor)
    posterior = level * (1 - level) / (strength + 1) if share else level / strength
    of_mean = (
        factor**2 * (mean * (1 - mean) if share else mean) / np.where(np.isfinite(n), n, 0.0).sum(-1, keepdims=True)
    )
    of_spread = np.where(groups > 3, 2 / (groups - 3), 0.0) * factor**2 * (own - mean) ** 2
    return level, posterior + of_mean + of_spread


def _interval(level: Floats, variance: Floats, conf: float, share: bool) -> tuple[Floats, Floats]:
    """Quantiles of the beta or gamma distribution with this mean and variance."""
    from scipy.special import betaincinv, gammaincinv  # much lighter than scipy.stats

    tails = ((1 - conf) / 2, (1 + conf) / 2)
    if share:
        strength = level * (1 - level) / variance - 1
        low, high = (betaincinv(level * strength, (1 - level) * strength, tail) for tail in tails)
    else:
        low, high = (gammaincinv(level**2 / variance, tail) * (variance / level) for tail in tails)
    return np.asarray(low), np.asarray(high)


def _notes(known: Bools, between: Floats, groups: Floats) -> NDArray[np.object_]:
    note = np.full(known.shape, "an estimate, partially pooled", dtype=object)
    alike, few = np.broadcast_to(between == 0, known.shape), np.broadcast_to(groups < FEWEST, known.shape)
    note[alike & ~few] += (
        "; the groups differ no more than chance would make them: drawn as far as is safe to the level of all"
    )
    note[few] = f"not pooled: fewer than {FEWEST} groups"
    note[~known] = "no usable number"
    return note
