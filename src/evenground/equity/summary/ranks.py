"""Where each group stands in the population ranked from most to least disadvantaged."""

from __future__ import annotations

import numpy as np

from evenground.equity.arrays import Floats, Mask
from evenground.equity.summary.tables import Positions, Tables

ONE_RANK = "all groups share one rank: there is no slope from one to another"


def relative_ranks(tables: Tables) -> Floats:
    """The relative rank of each group of each table; 0 where absent."""
    assert tables.order is not None
    return ranks(tables.share, tables.order, tables.present)


def ranks(share: Floats, order: Floats, present: Mask) -> Floats:
    """The share of people ranked below a group plus half of those who share its rank; arrays (tables, groups)."""
    order = np.where(present, order, np.inf)
    place = np.argsort(order, axis=-1, kind="stable")
    ordered_share, ordered = (np.take_along_axis(part, place, axis=-1) for part in (share, order))
    up_to = np.cumsum(ordered_share, axis=-1)
    first, last = _ends_of_ties(ordered)
    below = np.take_along_axis(up_to - ordered_share, first, axis=-1)
    middle = (below + np.take_along_axis(up_to, last, axis=-1)) / 2
    rank = np.empty_like(middle)
    np.put_along_axis(rank, place, middle, axis=-1)
    return np.where(present, rank, 0.0)


def all_at_one_rank(rank: Floats, used: Mask) -> Mask:
    """Per table: no two of the groups used differ in rank, so that a slope would be rounding over rounding."""
    highest = np.where(used, rank, -np.inf).max(-1)
    return np.asarray(highest <= np.where(used, rank, np.inf).min(-1))


def _ends_of_ties(ordered: Floats) -> tuple[Positions, Positions]:
    """For each place in sorted order the first and the last place of its tie."""
    places = np.broadcast_to(np.arange(ordered.shape[-1]), ordered.shape)
    edge = np.ones_like(ordered[:, :1], dtype=bool)
    change = ordered[:, 1:] != ordered[:, :-1]
    first = np.maximum.accumulate(np.where(np.concatenate([edge, change], axis=-1), places, 0), axis=-1)
    ends = np.where(np.concatenate([change, edge], axis=-1), places, ordered.shape[-1])
    last = np.minimum.accumulate(ends[:, ::-1], axis=-1)[:, ::-1]
    return first, last
