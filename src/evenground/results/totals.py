"""Is each row a person, or already a total, or one that runs on? A published table must not be hidden because each group has one row."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evenground.cubes import Cube
from evenground.model.columns import Column
from evenground.model.measures import MeasureType
from evenground.results.slices import Slices

RUNS_ON = {
    "en": "The figures look like running totals: each time holds the ones before it. So the last time stands for all, and nothing is added up. If each row counts only its own time, add: --rows totals",
    "es": "Las cifras parecen totales acumulados: cada fecha incluye las anteriores. Por eso la última vale por todas y nada se suma. Si cada fila cuenta solo su propio tiempo, añada: --rows totals",
}
SAID = {
    "en": "Each row looks like a total that stands for many people, so rows are not hidden. If each row is one person, add: --rows people",
    "es": "Cada fila parece un total de muchas personas, así que las filas no se ocultan. Si cada fila es una persona, añada: --rows people",
}
PEOPLE_A_ROW = 2.0
SPELLS = 4  # this many periods with one row a group are no coincidence
FEWEST = 12  # periods, below which a rise may be a rise
FALLS = 0.1  # of the steps, at most: published totals are corrected now and then
GROWS = 2.0  # times the first figure


def understood_rows(cube: Cube, columns: Sequence[Column]) -> tuple[str, str]:
    """What a row of this cube's source seems to be, where nobody said so, and the note that says it ("" where it is what the plan says)."""
    plan, rows, said = cube.plan, cube.plan.rows, ""
    if rows == "people" and rows_look_like_totals(cube, columns):
        rows, said = "totals", SAID.get(plan.language, SAID["en"])
    if rows == "totals" and rows_run_on(cube):
        rows, said = "running totals", RUNS_ON.get(plan.language, RUNS_ON["en"])
    return rows, said


def rows_run_on(cube: Cube) -> bool:
    """Whether each row seems to hold the one before it: one row a group and period, whose count hardly ever falls, and doubles at least."""
    by = tuple(stratum.name for stratum in cube.plan.strata)
    cells = Slices(cube).of(cube.plan.measures[0], by, whole=False)
    if len(by) > 2 or len(cube.periods) < FEWEST or not _one_row_each(cells.n[cells.n > 0]):
        return False
    series = [cells.numerator[[g == name for g in cells.groups]] for name in dict.fromkeys(cells.groups)]
    series = [told for one in series if len(told := one[np.isfinite(one)]) >= FEWEST]
    steps = np.concatenate([np.diff(one) for one in series]) if series else np.zeros(0)
    grown = sum(one[-1] for one in series) >= GROWS * sum(one[0] for one in series)
    return bool(len(steps) and (steps < 0).mean() <= FALLS and (steps > 0).mean() >= FALLS and grown)


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
