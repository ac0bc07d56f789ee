"""Is each row a person, or already a total? A published table must not be hidden because each group has one row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evenground.cubes import Cube
from evenground.model.columns import Column
from evenground.model.measures import MeasureType
from evenground.results.slices import Slices

SAID = {
    "en": "Each row looks like a total that stands for many people, so rows are not hidden. If each row is one person, add: --rows people",
    "es": "Cada fila parece un total de muchas personas, así que las filas no se ocultan. Si cada fila es una persona, añada: --rows people",
}
PEOPLE_A_ROW = 2.0
SPELLS = 4  # this many periods with one row a group are no coincidence


def rows_look_like_totals(cube: Cube, columns: Sequence[Column]) -> bool:
    """Whether every row seems to stand for many people.

    So it is where a proportion's denominator counts two or more a row on average; or where nothing identifies a person, and each
    group has exactly one row in each of at least four periods (or one row in all, with a denominator of a hundred or more).
    """
    if cube.plan.person or any(column.identifies for column in columns):
        return False
    measure = cube.plan.measures[0]
    slices = Slices(cube)
    overall = slices.of(measure)
    if not len(overall) or overall.n[0] < 2:
        return False
    size = float(overall.denominator[0] / overall.n[0])
    if measure.type is MeasureType.PROPORTION:
        return measure.denominator is not None and size >= PEOPLE_A_ROW
    by = tuple(stratum.name for stratum in cube.plan.strata)
    if len(by) > 2:
        return False
    if len(cube.periods) >= SPELLS:
        return _one_row_each(slices.of(measure, by, whole=False).n)
    return measure.type is MeasureType.RATE and size >= 100 and _one_row_each(slices.of(measure, by).n)


def _one_row_each(n: NDArray[np.float64]) -> bool:
    return bool(len(n) > 1 and np.all(n == 1))
