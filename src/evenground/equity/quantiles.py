"""Groups of equal size by a value: deciles of deprivation, quintiles of income."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.equity.arrays import Floats, answer, floats, quiet
from evenground.model.values import Value


def quantile_groups(value: ArrayLike, quantiles: int = 10, *, highest_is: int = 1) -> Value:
    """The quantile group, 1 to ``quantiles``, of each value along the last axis.

    ``highest_is``: the group of the highest values, 1 (the default) or ``quantiles``. Equal values share a group (the one
    of the lowest rank among them). A missing value has no group; with fewer values than groups nobody has.
    """
    if isinstance(quantiles, bool) or int(quantiles) != quantiles or quantiles < 2:
        raise ValueError(f"quantiles must be a whole number of 2 or more; it is {quantiles!r}.")
    if highest_is not in (1, quantiles):
        raise ValueError(f"highest_is must be 1 or {quantiles}; it is {highest_is!r}.")
    (v,) = floats(value=value)
    if v.ndim == 0:
        raise ValueError("value must hold many values; a single number was given.")
    # ranks are counted from the end that becomes the last group, so that ties fall as in the published rule
    rank = _lowest_rank(v if highest_is == quantiles else -v)
    told = np.sum(~np.isnan(v), axis=-1, keepdims=True)
    with quiet():
        group = np.floor(quantiles + 1 - np.ceil((told + 1 - rank) / (told / quantiles)))
    few = np.broadcast_to(told < quantiles, v.shape) & ~np.isnan(v)
    reasons = [(np.isnan(v), "value missing"), (few, f"fewer values than {quantiles} groups")]
    return answer(group, np.nan, np.nan, np.nan, f"{quantiles} groups by rank", reasons)


def _lowest_rank(values: Floats) -> Floats:
    """Rank from 1, ties taking the lowest; a missing value's rank is not used."""
    order = np.argsort(values, axis=-1, kind="stable")  # NaN sorts last
    ordered = np.take_along_axis(values, order, axis=-1)
    place = np.broadcast_to(np.arange(values.shape[-1]), values.shape)
    starts = np.concatenate([np.ones_like(ordered[..., :1], bool), ordered[..., 1:] != ordered[..., :-1]], axis=-1)
    first = np.maximum.accumulate(np.where(starts, place, 0), axis=-1)
    rank = np.empty(values.shape)
    np.put_along_axis(rank, order, first + 1.0, axis=-1)
    return rank
