"""Whom each group is compared with: a rule of the plan, resolved once over all periods and then named."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evenground.model.measures import Better, MeasureType
from evenground.model.plans import Plan
from evenground.model.strata import DECLINED, NOT_LINKED, UNKNOWN
from evenground.results.levels import Levels

OVERALL = ("overall",)
NOT_A_GROUP = frozenset({UNKNOWN, DECLINED, NOT_LINKED})
LEFTOVER = frozenset(
    {"other", "another race", "some other race", "other race", "another language", "another payer", "otro"}
)
WELL_KNOWN = 0.25  # a level is a fair yardstick when it is known to within a quarter (some 60 events)
ENOUGH_FOR_A_MEAN = 100

Mask = NDArray[np.bool_]


def reference_of(plan: Plan, cells: Levels, visible: Mask, often: Mask) -> tuple[tuple[str, ...], str]:
    """The reference for these cells (whole time), and a note where the plan's wish could not be met.

    ``best`` is the best-off named group whose level is known to within a quarter (or that has as many people as one such), for the best-off
    of many small groups is often best by luck; where none is, the best-off of those with at least the middle number of people. ``largest`` has the most people;
    ``overall`` is everyone. Unknown, Declined, Not linked, a leftover such as Other (no community of its own, so no yardstick) and groups
    that cannot be shown (not ``visible``) are never chosen; those that are ``often`` shown over time come first, so that a gap can be followed.
    """
    wishes = [plan.stratum(name).reference for name in cells.by]
    if "overall" in wishes:
        return OVERALL, ""
    if not any(wish in {"best", "largest"} for wish in wishes):
        named = tuple(wishes)
        if cells.row(named) is not None:
            return named, ""
        note = f"The reference group {' · '.join(named)} has nobody here, so the best-off group stands in its place."
        return _chosen(cells, "best", visible, often), note
    return _chosen(cells, "largest" if all(wish == "largest" for wish in wishes) else "best", visible, often), ""


def _chosen(cells: Levels, wish: str, visible: Mask, often: Mask) -> tuple[str, ...]:
    able = [
        i
        for i, groups in enumerate(cells.groups)
        if visible[i] and _is_community(groups) and np.isfinite(cells.estimate[i]) and cells.denominator[i] > 0
    ]
    if not able:
        return OVERALL
    able = [i for i in able if often[i]] or able
    if wish == "largest":
        return cells.groups[min(able, key=lambda i: (-cells.denominator[i], cells.groups[i]))]
    sign = 1 if cells.measure.better is Better.LOWER else -1
    best = min(
        _yardsticks(cells, able), key=lambda i: (sign * cells.estimate[i], -cells.denominator[i], cells.groups[i])
    )
    return cells.groups[best]


def _yardsticks(cells: Levels, able: list[int]) -> list[int]:
    """Those well known, and those with as many people: a lower level is known less well for its size, and is no less a level."""
    known = [i for i in able if _is_well_known(cells, i)]
    enough = min(cells.denominator[known]) if known else np.median(cells.denominator[able])
    return [i for i in able if cells.denominator[i] >= enough]


def _is_well_known(cells: Levels, row: int) -> bool:
    """Half the interval against the level, or for a proportion against the rarer answer."""
    if cells.measure.type is MeasureType.MEAN:
        return bool(cells.n[row] >= ENOUGH_FOR_A_MEAN)
    level = cells.estimate[row]
    if cells.measure.type is MeasureType.PROPORTION:
        level = min(level, cells.measure.per - level)
    return bool((cells.upper[row] - cells.lower[row]) / 2 <= WELL_KNOWN * level)


def _is_community(groups: tuple[str, ...]) -> bool:
    return not NOT_A_GROUP & set(groups) and not LEFTOVER & {group.lower() for group in groups}
