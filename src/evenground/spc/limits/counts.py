"""Charts of events counted: P, NP, U and C, and Laney's P' and U' for counts that scatter more than chance allows."""

from __future__ import annotations

import numpy as np

from evenground.spc.limits.averages import deviation, mean, total, within
from evenground.spc.limits.constants import Floats
from evenground.spc.limits.individuals import sigma_from_ranges
from evenground.spc.limits.stretches import Lines, Mask, Stretch, lines


def proportions(stretch: Stretch) -> Lines:
    """P: sum y / sum n +/- width x sqrt(p (1 - p) / n), cut to 0 and 1."""
    value, centre = _pooled(stretch)
    return lines(stretch, value, centre, _given(stretch, _binomial(centre, stretch.n)), floor=0, ceiling=1)


def counts_of_many(stretch: Stretch) -> Lines:
    """NP: the P chart times n, so the centre follows n."""
    _, pooled = _pooled(stretch)
    p = pooled if stretch.centre is None else stretch.centre / stretch.n
    sigma = _given(stretch, stretch.n * _binomial(p, stretch.n))
    return lines(stretch, stretch.y, stretch.n * p, sigma, floor=0, ceiling=stretch.n)


def rates(stretch: Stretch) -> Lines:
    """U: sum y / sum n +/- width x sqrt(u / n), not below 0."""
    value, centre = _pooled(stretch)
    return lines(stretch, value, centre, _given(stretch, np.sqrt(centre / stretch.n)), floor=0)


def counts(stretch: Stretch) -> Lines:
    """C: mean +/- width x sqrt(mean), not below 0."""
    centre = mean(stretch.y, stretch.base) if stretch.centre is None else stretch.centre
    return lines(stretch, stretch.y, centre, _given(stretch, np.sqrt(centre)), floor=0)


def laney_proportions(stretch: Stretch) -> Lines:
    """P' (Laney 2002): the P chart's sigma times sigma z, which may be below 1."""
    value, centre = _pooled(stretch)
    sigma, caveats = _laney(stretch, value, centre, _binomial(centre, stretch.n))
    return lines(stretch, value, centre, sigma, floor=0, ceiling=1, caveats=caveats)


def laney_rates(stretch: Stretch) -> Lines:
    """U' (Laney 2002): the U chart's sigma times sigma z."""
    value, centre = _pooled(stretch)
    sigma, caveats = _laney(stretch, value, centre, np.sqrt(centre / stretch.n))
    return lines(stretch, value, centre, sigma, floor=0, caveats=caveats)


def _pooled(stretch: Stretch) -> tuple[Floats, Floats]:
    value = stretch.y / stretch.n
    if stretch.centre is not None:
        return value, stretch.centre
    pooled = total(stretch.y, stretch.base) / total(stretch.n, stretch.base)
    return value, within(pooled, value, stretch.base)


def _binomial(p: Floats, n: Floats) -> Floats:
    return np.sqrt(p * (1 - p) / n)


def _given(stretch: Stretch, sigma: Floats) -> Floats:
    return sigma if stretch.sigma is None else stretch.sigma


def _laney(
    stretch: Stretch, value: Floats, centre: Floats, chance: Floats
) -> tuple[Floats, tuple[tuple[Mask, str], ...]]:
    """``chance`` times sigma z: mean range of z / 1.128, or its SD where the points have no order (estimator "sd")."""
    if stretch.sigma is not None:
        return stretch.sigma, ()
    z = np.where(chance > 0, (value - centre) / chance, np.where(chance == 0, 0.0, np.nan))
    if stretch.method.estimator == "sd":
        return chance * deviation(z, stretch.base), ()
    sigma_z, caveats = sigma_from_ranges(stretch, z)
    return chance * sigma_z, caveats
