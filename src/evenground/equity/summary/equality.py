"""What the spread measures show when there is no gap at all: the value that chance alone gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.equity.arrays import Floats, Mask, quiet, tail
from evenground.equity.summary.answers import NO_ERRORS, measure
from evenground.equity.summary.distances import SIMULATED, levels_to_measures, percentiles
from evenground.equity.summary.draws import bounds, canonical, chunks, simulate, streams
from evenground.equity.summary.tables import Positions, Tables, prepare
from evenground.model.values import Value

SPREAD = (*SIMULATED, "difference", "bgv", "theil", "mld")


def measures_under_equality(
    estimate: ArrayLike,
    *,
    population: ArrayLike | None = None,
    se: ArrayLike | None = None,
    numerator: ArrayLike | None = None,
    reference: ArrayLike | None = None,
    better: str = "lower",
    scale: float | None = 100,
    conf: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
) -> dict[str, Value]:
    """For each measure of spread its mean and percentiles if every group truly had the overall average.

    Arguments as in ``summary_measures``. A measure below ``upper`` of its namesake here cannot be told from chance.
    "difference" is the highest minus the lowest group. Errors: with ``population`` and ``scale`` (and ``numerator``, or
    no ``se``) the binomial error at the average; else the standard errors given.
    """
    tables = prepare(
        estimate,
        population=population,
        se=se,
        numerator=numerator,
        order=None,
        reference=reference,
        average=None,
        better=better,
        scale=scale,
        conf=conf,
        labels=None,
    )
    binomial = scale is not None and population is not None and (se is None or numerator is not None)
    with quiet():
        level = np.where(tables.present, tables.mean[:, np.newaxis], 0.0)
        errors = _null_errors(tables) if binomial else tables.se
        numbers = _simulated(tables, level, errors, draws, seed)
    caveats = [(np.asarray(np.isnan(errors).any(-1)), NO_ERRORS)]
    return {
        name: measure(tables, (*numbers[:, i], np.full(len(level), np.nan)), f"simulation under equality, {draws:,} draws",
                      weighted=True, caveats=caveats)
        for i, name in enumerate(SPREAD)
    }  # fmt: skip


def _null_errors(tables: Tables) -> Floats:
    assert tables.scale is not None
    share = (tables.mean / tables.scale)[:, np.newaxis]
    return np.where(tables.present & (tables.n > 0), tables.scale * np.sqrt(share * (1 - share) / tables.n), 0.0)


def _simulated(tables: Tables, level: Floats, errors: Floats, draws: int, seed: int) -> Floats:
    """Mean, lower and upper percentile: shape (3, measures, tables)."""
    numbers = np.full((3, len(SPREAD), len(level)), np.nan)
    place = canonical(tables)
    back = np.argsort(place, axis=-1)
    z = streams(level.shape[-1], draws, seed)
    low, high = bounds(tables)
    todo = np.nonzero(_comparable(tables, errors))[0]
    for part in chunks(len(todo), level.shape[-1], draws):
        rows = todo[part]
        spread = np.take_along_axis(errors[rows], place[rows], axis=-1)
        there = np.take_along_axis(level[rows], place[rows], axis=-1)
        y = np.take_along_axis(simulate(there, spread, low[rows], high[rows], z), back[rows][..., np.newaxis], axis=1)
        measures = np.concatenate([levels_to_measures(tables, rows, y), _others(tables, rows, y)])
        numbers[0][:, rows] = measures.mean(-1)
        numbers[1][:, rows], numbers[2][:, rows] = percentiles(measures, tail(tables.conf))
    return numbers


def _comparable(tables: Tables, errors: Floats) -> Mask:
    """Per table: every error is known and there is something to compare."""
    return np.asarray(~np.isnan(errors).any(-1) & (tables.groups > 1) & ~np.isnan(tables.mean))


def _others(tables: Tables, rows: Positions, y: Floats) -> Floats:
    share, present = tables.share[rows][..., np.newaxis], tables.present[rows][..., np.newaxis]
    mean = (share * y).sum(1)
    width = np.where(present, y, -np.inf).max(1) - np.where(present, y, np.inf).min(1)
    bgv = (share * (y - mean[:, np.newaxis]) ** 2).sum(1)
    r = np.where(present, y / mean[:, np.newaxis], 1.0)
    log = np.log(r)
    theil = 1000 * (share * np.where(r > 0, r * log, 0.0)).sum(1)
    mld = -1000 * np.where(share > 0, share * log, 0.0).sum(1)
    return np.stack([width, bgv, theil, mld])
