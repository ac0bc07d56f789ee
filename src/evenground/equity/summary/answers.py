"""A measure's numbers turned into a Value in the caller's shape, with what all measures must tell."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from evenground.equity.arrays import Floats, Mask, answer, quiet
from evenground.equity.summary.tables import Tables
from evenground.model.values import Value

Interval = tuple[Floats, Floats, Floats, Floats]  # value, lower, upper, standard error

NO_POPULATION = "no population given: groups weigh the same"
NO_ERRORS = "no interval: a group has no standard error"


def measure(
    tables: Tables,
    interval: Interval,
    method: str | np.ndarray,
    *,
    weighted: bool = False,
    reasons: Iterable[tuple[Mask, str]] = (),
    caveats: Iterable[tuple[Mask, str]] = (),
) -> Value:
    """The Value of one measure; ``weighted`` if it needs the population of every group."""
    everything = [*tables.reasons, *reasons]
    notes = [*tables.caveats, *caveats]
    if weighted:
        everything.append((tables.weights_missing, "the population of a group is missing, or all are 0"))
        notes.append((~tables.counted & ~tables.weights_missing, NO_POPULATION))
    shaped = [_shape(part, tables) for part in interval]
    words = method if isinstance(method, str) else method.reshape(tables.shape)
    return answer(
        shaped[0],
        shaped[1],
        shaped[2],
        shaped[3],
        words,
        [(_shape(mask, tables), text) for mask, text in everything],
        [(_shape(mask, tables), text) for mask, text in notes],
    )


def nothing(tables: Tables, method: str, why: str) -> Value:
    """A Value that is NaN in every table for one reason."""
    blank = np.full(len(tables.y), np.nan)
    return measure(tables, (blank, blank, blank, blank), method, reasons=[(np.ones(len(blank), bool), why)])


def symmetric(value: Floats, se: Floats, z: float) -> Interval:
    """``value`` plus and minus z standard errors."""
    with quiet():
        return value, value - z * se, value + z * se, se


def on_log_scale(value: Floats, se: Floats, z: float) -> Interval:
    """``value`` times and over exp(z se); ``se`` is of the logarithm."""
    with quiet():
        return value, value * np.exp(-z * se), value * np.exp(z * se), se


def _shape(part: Floats | Mask, tables: Tables) -> np.ndarray:
    return np.asarray(part).reshape(tables.shape)
