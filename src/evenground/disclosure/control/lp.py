"""One linear program of HiGHS over some stretches of a system, solved again and again with little changed.

Each equation reads: sum of unknowns - over - beyond + under + below = its value in a known solution. How far a solution may leave the known one
is then a matter of bounds and costs on the four, so that attack and protection are the same program.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from evenground.disclosure.control.reading import Codes, Floats
from evenground.disclosure.control.system import System

TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Part:
    """Some unknowns that may move and the equations that they must keep, the rest standing still.

    ``start``: the unknowns in a known solution. ``value``: what that solution gives each equation as a whole.
    """

    columns: Codes
    equations: Codes
    start: Floats
    value: Floats

    @classmethod
    def of_stretches(cls, system: System, base: Floats, stretches: Codes) -> Part:
        """All that these stretches touch: what moves here is a solution of the whole system."""
        columns = np.flatnonzero(np.isin(system.stretch, stretches))
        equations = np.flatnonzero(np.diff(system.matrix[:, columns].indptr))
        return cls(columns, equations, base[columns], np.asarray(system.matrix[equations] @ base))


class Block:
    """A part of a system as a linear program."""

    def __init__(self, system: System, part: Part, *, primal: bool = False) -> None:
        self.system, self.part = system, part
        self.matrix = system.matrix[part.equations][:, part.columns]
        self.count, self.width = self.matrix.shape
        self._highs = self._model(primal)
        self.solved = 0

    def _model(self, primal: bool) -> Any:
        import highspy
        from scipy.sparse import eye_array, hstack

        one = eye_array(self.count, format="csc")
        matrix = hstack([self.matrix, -one, -one, one, one], format="csc")
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = matrix.shape[1], self.count
        lp.col_cost_ = np.zeros(lp.num_col_)
        lp.col_lower_ = np.zeros(lp.num_col_)
        lp.col_upper_ = np.concatenate([self.system.ceiling[self.part.columns], np.zeros(4 * self.count)])
        inside = np.asarray(self.matrix @ self.part.start)
        lp.row_lower_ = lp.row_upper_ = inside
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
        highs: Any = solver()
        highs.setOptionValue("presolve", "off")
        highs.setOptionValue("simplex_strategy", 4 if primal else 1)
        highs.passModel(lp)
        return highs

    def give(self, low: Floats, high: Floats, cap_up: Floats, cap_down: Floats) -> None:
        """How far each equation's value may fall to ``low`` and rise to ``high``; of that, ``cap_…`` in the first of each pair of columns."""
        room_up, room_down = np.maximum(high - self.part.value, 0), np.maximum(self.part.value - low, 0)
        room_up[room_up < TOLERANCE] = 0.0
        room_down[room_down < TOLERANCE] = 0.0
        first_up, first_down = np.minimum(cap_up, room_up), np.minimum(cap_down, room_down)
        rest_up = np.where(first_up < room_up, room_up - np.where(first_up < room_up, first_up, 0), 0.0)
        rest_down = np.where(first_down < room_down, room_down - np.where(first_down < room_down, first_down, 0), 0.0)
        self.bounds(np.zeros(4 * self.count), np.concatenate([first_up, rest_up, first_down, rest_down]))

    def bounds(self, low: Floats, high: Floats) -> None:
        """The bounds of all ``over, beyond, under, below`` columns, in this order."""
        at = np.arange(self.width, self.width + 4 * self.count, dtype=np.int32)
        self._highs.changeColsBounds(len(at), at, low, high)

    def costs(self, cost: Floats) -> None:
        """The costs of the same columns; unknowns themselves cost nothing."""
        at = np.arange(self.width, self.width + 4 * self.count, dtype=np.int32)
        self._highs.changeColsCost(len(at), at, cost)

    def bound(self, places: Codes, low: Floats, high: Floats) -> None:
        """The bounds of a few of these columns."""
        at = (places + self.width).astype(np.int32)
        self._highs.changeColsBounds(len(at), at, np.asarray(low, float), np.asarray(high, float))

    def cost(self, places: Codes, cost: Floats) -> None:
        """The costs of a few of these columns."""
        at = (places + self.width).astype(np.int32)
        self._highs.changeColsCost(len(at), at, np.asarray(cost, float))

    def solve(self) -> Floats | None:
        """The unknowns of this part at the best solution, or None where there is none."""
        import highspy

        self.solved += 1
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return np.asarray(np.maximum(self._highs.getSolution().col_value[: self.width], 0.0), dtype=float)

    def prices(self) -> tuple[Floats, Floats]:
        """At the last solution: what letting each equation rise, and fall, by one would change the cost."""
        dual = np.asarray(self._highs.getSolution().col_dual[self.width :])
        return dual[: self.count], dual[2 * self.count : 3 * self.count]

    def moved(self, found: Floats) -> Floats:
        """By how much this solution changes each equation of the part."""
        return np.asarray(self.matrix @ (found - self.part.start))

    def solve_in_people(self) -> Floats | None:
        """The best solution in whole numbers (a mixed-integer program, slower), or None."""
        import highspy

        at = np.arange(self.width, dtype=np.int32)
        self._highs.changeColsIntegrality(
            self.width, at, np.full(self.width, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        )
        found = self.solve()
        self._highs.changeColsIntegrality(
            self.width, at, np.full(self.width, int(highspy.HighsVarType.kContinuous), dtype=np.uint8)
        )
        return None if found is None else np.round(found)


def any_solution(system: System, low: Floats, high: Floats, *, people: bool = False) -> Floats | None:
    """Some unknowns that give every equation a value within its limits, or None: the tables contradict one another.

    ``people``: whole numbers only.
    """
    parts = np.unique(system.stretch)
    alone = _alone(system, low, high, parts)
    if alone is not None and not (people and _fractional(alone)):
        return alone
    found = _solution(system.matrix, low, high, system.ceiling, people=people)
    return None if found is None else np.round(found) if people else found


def _fractional(found: Floats) -> bool:
    return bool((np.abs(found - np.round(found)) > TOLERANCE).any())


def _alone(system: System, low: Floats, high: Floats, parts: Codes) -> Floats | None:
    """Each stretch solved for itself; None where a longer period asks for more."""
    found = np.zeros(len(system.ceiling))
    touched = _stretches_of(system)
    for part in parts:
        columns = np.flatnonzero(system.stretch == part)
        equations = np.flatnonzero(touched == part)
        solved = _solution(
            system.matrix[equations][:, columns], low[equations], high[equations], system.ceiling[columns]
        )
        if solved is None:
            return None
        found[columns] = solved
    value = system.matrix @ found
    fits = (value >= low - TOLERANCE) & (value <= high + TOLERANCE)
    return found if fits.all() else None


def _stretches_of(system: System) -> Codes:
    """The one stretch of each equation, or -1 where it covers several."""
    matrix = system.matrix
    lines = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    least = np.full(matrix.shape[0], np.iinfo(np.int64).max)
    most = np.full(matrix.shape[0], -1)
    np.minimum.at(least, lines, system.stretch[matrix.indices])
    np.maximum.at(most, lines, system.stretch[matrix.indices])
    return np.where(least == most, least, -1)


def solver() -> Any:
    """HiGHS, silent and on one core."""
    import highspy

    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    highs.setOptionValue("output_flag", False)
    highs.setOptionValue("threads", 1)
    highs.setOptionValue("parallel", "off")
    return highs


def _solution(matrix: Any, low: Floats, high: Floats, ceiling: Floats, *, people: bool = False) -> Floats | None:
    import highspy

    highs: Any = solver()
    lp = highspy.HighsLp()
    lp.num_row_, lp.num_col_ = matrix.shape
    lp.col_cost_ = np.zeros(matrix.shape[1])
    lp.col_lower_, lp.col_upper_ = np.zeros(matrix.shape[1]), ceiling
    lp.row_lower_, lp.row_upper_ = low, high
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_, lp.a_matrix_.index_, lp.a_matrix_.value_ = matrix.indptr, matrix.indices, matrix.data
    if people:
        lp.integrality_ = [highspy.HighsVarType.kInteger] * matrix.shape[1]
    highs.passModel(lp)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return np.asarray(np.maximum(highs.getSolution().col_value, 0.0), dtype=float)
