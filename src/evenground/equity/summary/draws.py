"""Random draws of every group's level: normal, cut at 0 and at the scale, the same for a table wherever it stands.

Each group's draws come from a stream of its own, numbered by the group's place among the groups sorted by level, so
that neither the order of the groups, nor groups left out, nor the other tables of a call can change an answer.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from evenground.equity.arrays import Floats, Mask, quiet
from evenground.equity.summary.tables import Positions, Tables

NUMBERS_AT_ONCE = 1_000_000  # draws held at one time, so that memory stays small however many tables there are
FAR = 6.0  # standard errors beyond which a bound is never met in practice


def canonical(tables: Tables) -> Positions:
    """The order of the groups within each table: present before absent, then by level, error, people, reference."""
    is_reference = np.zeros(tables.y.shape, bool)
    if tables.reference is not None:
        np.put_along_axis(is_reference, tables.reference[:, np.newaxis], True, axis=-1)
    return np.lexsort((is_reference, tables.n, tables.se, tables.y, ~tables.present), axis=-1)


def drawable(tables: Tables) -> Mask:
    """Per table: every group has a standard error and a level within the bounds."""
    low, high = bounds(tables)
    inside = ~tables.present | ((tables.y >= low[:, np.newaxis]) & (tables.y <= high[:, np.newaxis]))
    return tables.se_known & inside.all(-1) & (tables.groups > 1)


def bounds(tables: Tables) -> tuple[Floats, Floats]:
    """The least and greatest possible level: 0 and the scale; without a scale none above, and 0 below if none is below 0."""
    if tables.scale is not None:
        return np.zeros(len(tables.y)), np.full(len(tables.y), tables.scale)
    return np.where((tables.y < 0).any(-1), -np.inf, 0.0), np.full(len(tables.y), np.inf)


def chunks(tables: int, groups: int, draws: int) -> Iterator[slice]:
    """Slices of the tables small enough to simulate at once."""
    size = max(1, NUMBERS_AT_ONCE // max(1, groups * draws))
    for start in range(0, tables, size):
        yield slice(start, start + size)


def streams(groups: int, draws: int, seed: int) -> Floats:
    """Standard normal numbers of shape (groups, draws); the first rows do not depend on how many follow."""
    return np.array([np.random.default_rng([seed, j]).standard_normal(draws) for j in range(groups)])


def simulate(level: Floats, se: Floats, low: Floats, high: Floats, z: Floats) -> Floats:
    """Draws of shape (tables, groups, draws) from normals cut at ``low`` and ``high`` (one pair a table)."""
    y = level[..., np.newaxis] + se[..., np.newaxis] * z
    with quiet():
        from_low = (low[:, np.newaxis] - level) / se
        to_high = (high[:, np.newaxis] - level) / se
    cut = (se > 0) & ((from_low > -FAR) | (to_high < FAR))
    if np.any(cut):
        y[cut] = _cut_normal(level[cut], se[cut], from_low[cut], to_high[cut], z[np.nonzero(cut)[1]])
    return y


def _cut_normal(level: Floats, se: Floats, low: Floats, high: Floats, z: Floats) -> Floats:
    """The same normal numbers bent into the bounds by their probability."""
    from scipy.special import ndtr, ndtri

    below, above = ndtr(low)[:, np.newaxis], ndtr(high)[:, np.newaxis]
    bent = ndtri(below + ndtr(z) * (above - below))
    drawn: Floats = level[:, np.newaxis] + se[:, np.newaxis] * np.clip(bent, low[:, np.newaxis], high[:, np.newaxis])
    return drawn
