"""Life expectancy from deaths and people by age: Chiang's abridged life table, with any number of age bands."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.equity.arrays import Floats, answer, floats, quiet, z_score
from evenground.model.values import Value

SMALL_POPULATION = 5_000
INFANT_SHARE = 0.1  # of the first year, lived on average by those who die in it


def life_expectancy(deaths: ArrayLike, population: ArrayLike, start_age: ArrayLike, *, conf: float = 0.95) -> Value:
    """Years of life left at each ``start_age`` (element 0: at birth if the first age is 0).

    ``deaths`` and ``population`` (person-years) have shape (..., bands); ``start_age`` gives each band's first year of
    age, rising; the last band is open-ended. Chiang 1968, with the variance of the last band after Silcocks et al.
    2001. Fewer than 20 bands are accepted. No deaths in the last band makes the table endless: NaN and a note (pool the
    last bands). A population of 5,000 or fewer is noted as unstable.
    """
    ages = _ages(start_age)
    d, n = floats(deaths=deaths, population=population)
    if d.ndim == 0 or d.shape[-1] != ages.size:
        raise ValueError(f"deaths and population need one number an age band: {ages.size} ages, shape {d.shape}.")
    with quiet():
        years, se = _table(d, n, ages)
        half = z_score(conf) * se
        lower, upper = years - half, years + half
    total = n.sum(-1, keepdims=True)
    reasons = [
        (np.any(np.isnan(d) | np.isnan(n), axis=-1, keepdims=True), "deaths or population missing in an age band"),
        (np.any(n <= 0, axis=-1, keepdims=True), "an age band has no people: pool it with its neighbour"),
        (np.any((d < 0) | (d > n), axis=-1, keepdims=True), "deaths below 0 or above the population in an age band"),
        (d[..., -1:] == 0, "no deaths in the last age band: pool the last bands"),
    ]
    caveats = [(total <= SMALL_POPULATION, f"{SMALL_POPULATION:,} people or fewer: unstable")]
    return answer(years, lower, upper, se, "Chiang, Silcocks last band", reasons, caveats)


def _ages(start_age: ArrayLike) -> Floats:
    (ages,) = floats(start_age=start_age)
    if ages.ndim != 1 or ages.size < 2 or np.any(np.isnan(ages)) or np.any(np.diff(ages) <= 0):
        raise ValueError("start_age must be a list of two or more ages, each above the one before.")
    return ages


def _table(d: Floats, n: Floats, ages: Floats) -> tuple[Floats, Floats]:
    """Expectancy and its standard error at each age."""
    mortality = d / n
    width = np.append(np.diff(ages), np.nan)
    lived = np.where((ages == 0) & (width == 1), INFANT_SHARE, 0.5)
    dying = np.minimum(width * mortality / (1 + (1 - lived) * width * mortality), 1)
    dying[..., -1] = 1
    alive = np.concatenate([np.ones_like(d[..., :1]), np.cumprod(1 - dying[..., :-1], axis=-1)], axis=-1)
    years = width * alive * (1 - (1 - lived) * dying)
    years[..., -1] = alive[..., -1] / mortality[..., -1]
    left = _from_the_end(years) / alive
    variance = np.where(d > 0, dying**2 * (1 - dying) / d, 0)
    after = np.concatenate([left[..., 1:], np.zeros_like(left[..., :1])], axis=-1)
    weighted = variance * alive**2 * ((1 - lived) * width + after) ** 2
    weighted[..., -1] = alive[..., -1] ** 2 / (d[..., -1] * mortality[..., -1] ** 2)
    return left, np.sqrt(_from_the_end(weighted)) / alive


def _from_the_end(parts: Floats) -> Floats:
    sums: Floats = np.cumsum(parts[..., ::-1], axis=-1)[..., ::-1]
    return sums
