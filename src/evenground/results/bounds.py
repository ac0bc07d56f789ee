"""Who is missing: how far a gap could move if the missing answers and the people of unknown group had gone one way or the other."""

from __future__ import annotations

import numpy as np

from evenground.model.measures import MeasureType
from evenground.results.gaps import Gaps
from evenground.results.levels import Floats, Levels
from evenground.results.reference import NOT_A_GROUP, OVERALL


def bounds(gaps: Gaps, cells: Levels) -> tuple[Floats, Floats]:
    """The lowest and the highest the difference could be (arrays; NaN where no such bound exists).

    For proportions of one stratifier against a named group: everyone whose group is unknown is put into whichever of the two
    groups, and every missing answer is taken as yes or as no, so that the gap is smallest, or largest. The bounds are
    sharp: some filling-in of the missing reaches them. Rates and means have no such bound without further assumptions.
    """
    low, high = np.full(len(gaps), np.nan), np.full(len(gaps), np.nan)
    if gaps.measure.type is not MeasureType.PROPORTION or gaps.reference == OVERALL or len(gaps.by) != 1:
        return low, high
    yes, no = _of_unknown_group(cells)
    per = gaps.measure.per
    for i in range(len(gaps)):
        if set(gaps.groups[i]) & NOT_A_GROUP:
            continue
        group, reference = int(gaps.cell[i]), int(gaps.reference_cell[i])
        high[i] = per * _farthest(cells, group, reference, yes, no)
        low[i] = -per * _farthest(cells, reference, group, yes, no)
    return low, high


def _of_unknown_group(cells: Levels) -> tuple[float, float]:
    """How many of unknown group could be a yes, and how many a no (a missing answer could be either)."""
    rows = [i for i, groups in enumerate(cells.groups) if set(groups) & NOT_A_GROUP]
    events = float(sum(cells.numerator[i] for i in rows))
    total, missing = float(sum(cells.denominator[i] for i in rows)), float(sum(cells.missing[i] for i in rows))
    return events + missing, total - events + missing


def _farthest(cells: Levels, up: int, down: int, yes: float, no: float) -> float:
    """Level of row ``up`` minus level of row ``down`` at its largest; a missing answer of unknown group is used once."""
    spare = min(yes, no, float(_unknown_missing(cells)))
    top = cells.numerator[up] + cells.missing[up] + yes
    all_up = cells.denominator[up] + cells.missing[up] + yes
    with np.errstate(all="ignore"):
        keep_yes = top / all_up - cells.numerator[down] / (cells.denominator[down] + cells.missing[down] + no - spare)
        keep_no = (top - spare) / (all_up - spare) - cells.numerator[down] / (
            cells.denominator[down] + cells.missing[down] + no
        )
    return float(np.fmax(keep_yes, keep_no))


def _unknown_missing(cells: Levels) -> float:
    return sum(float(cells.missing[i]) for i, groups in enumerate(cells.groups) if set(groups) & NOT_A_GROUP)
