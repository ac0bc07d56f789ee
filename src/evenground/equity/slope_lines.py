"""A straight, log or logit line through group levels that have errors of any origin: SII and RII for rates, scores, life expectancy.

Where levels are proportions of counted people, ``summary_measures`` fits the binomial model instead.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.equity.arrays import Floats, Mask, answer, choice, floats, positive, quiet, tail, z_score
from evenground.equity.summary.draws import streams
from evenground.equity.summary.ranks import ONE_RANK, all_at_one_rank, ranks
from evenground.equity.summary.tables import Positions
from evenground.model.values import Value

SCALES = ("linear", "log", "logit")
FEWEST_GROUPS = 3


def slope_index(
    estimate: ArrayLike,
    *,
    order: ArrayLike,
    population: ArrayLike | None = None,
    se: ArrayLike | None = None,
    line: str = "linear",
    drawn: str = "linear",
    bound: float = 1,
    conf: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
) -> tuple[Value, Value]:
    """The slope (SII) and relative (RII) index of a line fitted by least squares, weighted by population.

    Arrays of shape (..., groups); ``order`` 1 = most disadvantaged, equal numbers are ties. ``line``: the level itself, its
    "log" or its "logit" is straight in the rank; the indices are on the level's own scale, last person minus, or over, the
    first. ``se``: standard errors on the ``drawn`` scale ("linear", "log" or "logit"; see ``errors_from_limits``), from
    which the limits are simulated. ``bound``: the upper bound of the level for a logit. Groups without a level, a rank or
    people are left out; fewer than 3 give NaN and a note.
    """
    choice(line, SCALES, "line")
    choice(drawn, SCALES, "drawn")
    bound = positive(bound, "bound")
    y, rank, n, s = floats(
        estimate=estimate,
        order=order,
        population=1 if population is None else population,
        se=np.nan if se is None else se,
    )
    if y.ndim == 0:
        raise ValueError("estimate needs one number a group (the last axis); a single number was given.")
    shape = y.shape[:-1]
    y, rank, n, s = (part.reshape(-1, y.shape[-1]) for part in (y, rank, n, s))
    used = ~np.isnan(y) & ~np.isnan(rank) & (n > 0)
    with quiet():
        to_first, to_last = _ends(np.where(used, n, 0.0), rank, used)
        level = np.where(used, y, bound / 2)
        sii, rii = _indices(level[..., np.newaxis], to_first, to_last, line, bound)
        limits = _simulated(
            level,
            np.where(used, s, 0.0),
            _streams_of(level, s, n, rank, used),
            to_first,
            to_last,
            line,
            drawn,
            bound,
            (draws, seed, tail(conf)),
        )
    few = used.sum(-1) < FEWEST_GROUPS
    left_out = (~used).sum(-1)
    caveats = [(left_out == k, f"{k} of {used.shape[-1]} groups left out") for k in np.unique(left_out[left_out > 0])]
    caveats.append(
        (np.isnan(limits[0]).reshape(-1), f"no interval: standard errors missing, or a level without a {drawn} value")
    )
    reasons = [(few, f"fewer than {FEWEST_GROUPS} groups: give the difference instead")]
    tied = all_at_one_rank(rank, used)
    reasons.append((~few & tied, ONE_RANK))
    reasons.append((~few & ~tied & np.isnan(sii[:, 0]), f"a level has no {line} value"))
    masks = [[(np.asarray(mask).reshape(shape), text) for mask, text in part] for part in (reasons, caveats)]
    method = f"{line} least squares, simulation"
    values = [
        answer(point[:, 0].reshape(shape), low.reshape(shape), high.reshape(shape), np.nan, method, masks[0], masks[1])
        for point, low, high in ((sii, limits[0], limits[1]), (rii, limits[2], limits[3]))
    ]
    return values[0], values[1]


def errors_from_limits(
    lower: ArrayLike, upper: ArrayLike, *, conf: float = 0.95, drawn: str = "linear", bound: float = 1
) -> Floats:
    """Standard errors on the ``drawn`` scale, half the distance of published limits over z."""
    low, high = floats(lower=lower, upper=upper)
    with quiet():
        width = _bend(high, choice(drawn, SCALES, "drawn"), bound) - _bend(low, drawn, bound)
    return np.asarray(np.where(np.isfinite(width), width, np.nan) / (2 * z_score(conf)))


def _ends(n: Floats, order: Floats, used: Mask) -> tuple[Floats, Floats]:
    """How the line's first and last point depend on each group's level: shape (tables, 1, groups)."""
    share = n / n.sum(-1, keepdims=True)
    rank = ranks(share, order, used)
    middle = (share * rank).sum(-1, keepdims=True)
    slope = share * (rank - middle) / (share * (rank - middle) ** 2).sum(-1, keepdims=True)
    first = share - middle * slope
    return first[:, np.newaxis], (first + slope)[:, np.newaxis]


def _indices(
    level: Floats, to_first: Floats, to_last: Floats, line: str, bound: float, middle: Floats | None = None
) -> tuple[Floats, Floats]:
    """SII and RII, shape (tables, draws), of levels (tables, groups, draws); the line's middle held at ``middle``."""
    bent = _bend(level, line, bound)
    bent = np.where(np.isfinite(bent), bent, np.nan)
    first, last = (np.matmul(end, bent)[:, 0] for end in (to_first, to_last))
    if middle is not None:
        first, last = middle - (last - first) / 2, middle + (last - first) / 2
    first, last = _unbend(first, line, bound), _unbend(last, line, bound)
    return last - first, last / first


def _streams_of(level: Floats, se: Floats, n: Floats, order: Floats, used: Mask) -> Positions:
    """Which stream each group's draws come from: its place by level, then by all that can tell equal levels apart."""
    return np.lexsort((order, n, se, level, ~used), axis=-1).argsort(axis=-1)


def _simulated(
    level: Floats,
    se: Floats,
    place: Positions,
    to_first: Floats,
    to_last: Floats,
    line: str,
    drawn: str,
    bound: float,
    how: tuple[int, int, float],
) -> tuple[Floats, Floats, Floats, Floats]:
    draws, seed, alpha = how
    z = streams(level.shape[-1], draws, seed)
    limits = np.full((4, len(level)), np.nan)
    bent = _bend(level, line, bound)
    middles = (np.einsum("tij,tj->t", to_first, bent) + np.einsum("tij,tj->t", to_last, bent)) / 2
    for i in range(len(level)):
        middle = None if line == "linear" else middles[i]
        y = _unbend(_bend(level[i], drawn, bound)[:, np.newaxis] + se[i][:, np.newaxis] * z[place[i]], drawn, bound)
        sii, rii = _indices(y[np.newaxis], to_first[i : i + 1], to_last[i : i + 1], line, bound, middle)
        limits[:2, i], limits[2:, i] = (np.quantile(part[0], [alpha, 1 - alpha]) for part in (sii, rii))
    return limits[0], limits[1], limits[2], limits[3]


def _bend(level: Floats, scale: str, bound: float) -> Floats:
    if scale == "linear":
        return level
    return np.asarray(np.log(level) if scale == "log" else np.log(level / (bound - level)))


def _unbend(bent: Floats, scale: str, bound: float) -> Floats:
    if scale == "linear":
        return bent
    return np.asarray(np.exp(bent) if scale == "log" else bound / (1 + np.exp(-bent)))
