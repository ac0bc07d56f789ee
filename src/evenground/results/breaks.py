"""A jump that no change in people's health makes: most groups at once, in one step, and it stays. It is told as a fault of the data, not as a finding."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenground.model.measures import MeasureType
from evenground.model.periods import Period
from evenground.results.levels import Floats, Levels

Mask = NDArray[np.bool_]
MANY_STEPS = 8.0  # times the usual step: chance alone, or a wave that builds up over weeks, does not jump so
ORDINARY = 3.0  # the steps just before and after a break are ordinary ones
SHARE = 2 / 3  # of the groups, in the same period
STAYS = 0.6  # of the jump is still there in the next periods
AROUND = 3  # periods on either side that it is judged by
FEWEST = 12  # periods: with fewer, the usual step is not known


@dataclass(frozen=True, slots=True)
class Break:
    """From ``period`` on the level is another, in ``groups`` of ``among`` groups at once."""

    period: Period
    groups: int
    among: int


def breaks(cells: Levels, visible: Mask) -> tuple[Break, ...]:
    """The breaks in these cells by period, judged by the cells that may be shown alone.

    A step is the change of a group's level from one period to the next; its usual size is 1.4826 times the median distance of the group's steps from
    their median. A break is a step of more than eight usual sizes, in at least two thirds of the groups in the same period (in the one group there
    is, if there is one), with ordinary steps beside it, and a level that stays.
    """
    periods = sorted({p for p in cells.periods if p})
    if len(periods) < FEWEST:
        return ()
    series = _series(cells, visible, periods)
    if not len(series):
        return ()
    jumps = np.array([_jumps(one) for one in series])
    told = np.array([_told(one) for one in series]).sum(axis=0)
    count = jumps.sum(axis=0)
    at = np.flatnonzero((count >= np.maximum(1, np.ceil(SHARE * told))) & (told > 0))
    return tuple(Break(periods[i + 1], int(count[i]), int(told[i])) for i in at)


def impossible(cells: Levels, visible: Mask) -> tuple[str, ...]:
    """The groups whose share passes 100 % of its own people (a coverage, say), so that the denominator cannot be right."""
    over = visible & past_all(cells)
    return tuple(dict.fromkeys(" · ".join(cells.groups[i]) for i in np.flatnonzero(over)))


def past_all(cells: Levels) -> Mask:
    """Which of these cells have a share of more than all their people."""
    percent = cells.measure.unit.strip().startswith("%")
    most = cells.measure.per if cells.measure.type is MeasureType.PROPORTION else 100.0 if percent else np.inf
    return np.asarray(cells.estimate > most * (1 + 1e-9), dtype=bool)


def _series(cells: Levels, visible: Mask, periods: list[Period]) -> Floats:
    """A row a group, a column a period; NaN where there is nothing to see."""
    place = {period: i for i, period in enumerate(periods)}
    groups = {name: i for i, name in enumerate(dict.fromkeys(cells.groups))}
    series = np.full((len(groups), len(periods)), np.nan)
    for i, period in enumerate(cells.periods):
        if period and visible[i]:
            series[groups[cells.groups[i]], place[period]] = cells.estimate[i]
    return np.asarray(series[np.isfinite(series).sum(axis=1) >= FEWEST], dtype=float)


def _told(level: Floats) -> Mask:
    return np.isfinite(np.diff(level))


def _jumps(level: Floats) -> Mask:
    """For each step of one group, whether it is a jump that stays: in figures, and as a share of them too (where none is 0).

    Over many years of decline the first steps are the largest, and no break for that.
    """
    found = _stepped(level, float(np.nanmedian(np.abs(level))))
    return found & _stepped(np.log(level), 1.0) if np.nanmin(level) > 0 else found


def _stepped(level: Floats, whole: float) -> Mask:
    """Steps of many usual sizes (a thousandth of ``whole`` at least) between ordinary ones, to a level that stays."""
    step = np.diff(level)
    usual = 1.4826 * np.nanmedian(np.abs(step - np.nanmedian(step)))
    usual = max(float(usual), 1e-3 * whole, 1e-12)
    size = np.abs(np.nan_to_num(step)) / usual
    beside = np.maximum(np.append(size[1:], 0.0), np.append(0.0, size[:-1]))
    found = (size > MANY_STEPS) & (beside < np.maximum(ORDINARY, 0.2 * size))
    for i in np.flatnonzero(found):
        before, after = level[max(0, i + 1 - AROUND) : i + 1], level[i + 1 : i + 1 + AROUND]
        enough = min(np.isfinite(before).sum(), np.isfinite(after).sum()) >= 2
        stays = enough and (np.nanmedian(after) - np.nanmedian(before)) / step[i] >= STAYS
        found[i] = bool(stays)
    return np.asarray(found, dtype=bool)
