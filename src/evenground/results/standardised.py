"""Rates made comparable between groups of different ages: a cell's own strata weighted as the standard population is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenground import equity
from evenground.model.measures import Measure, MeasureType
from evenground.results.levels import Floats, Levels
from evenground.results.slices import Slices

HIDDEN = "not standardised: some of the groups that it is made of are hidden"
Visible = Callable[[Levels], NDArray[np.bool_]]


def standardised(
    slices: Slices, measure: Measure, cells: Levels, *, whole: bool, visible: Visible
) -> tuple[Levels, str]:
    """The same cells with directly standardised levels (Dobson 1991), and a note where that cannot be done.

    The standard population is the plan's ``weights``, or else this source's own denominators over all time. The set of the cells' strata
    with the standardising one must be in the cube: every single stratum's is, a pair's only if the plan names it under ``deeper``.
    A level is told only where every cell that it is made of is ``visible``: else it would tell of the hidden ones.
    """
    standard = measure.standardise
    if standard is None or not len(cells) or measure.type is MeasureType.MEAN:
        return cells, ""
    if standard in cells.by:
        return cells, ""
    fine_by = next((by for by in slices.cube.plan.sets if set(by) == {*cells.by, standard}), None)
    if fine_by is None:
        return (
            cells,
            f"Not standardised by {standard}: name [{', '.join((*cells.by, standard))}] under deeper to have it so.",
        )
    bands, weights = _standard_population(slices, measure, standard)
    fine = slices.of(measure, fine_by, whole=whole)
    counts, time, told_of = _by_band(cells, fine, fine_by, standard, bands, visible(fine))
    if not measure.weights:
        told_of &= bool(visible(slices.of(measure, (standard,))).all())
    told = equity.directly_standardised_rate(counts, time, weights, conf=slices.cube.plan.conf, per=measure.per)
    values: dict[str, Any] = {
        name: np.where(told_of, np.asarray(getattr(told, _OF[name]), dtype=float), np.nan) for name in _OF
    }
    note = np.where(told_of, np.asarray(told.note, dtype=object), np.array(HIDDEN, dtype=object))
    return replace(cells, **values, note=note, standardised=True), ""


_OF = {"estimate": "value", "lower": "lower", "upper": "upper", "se": "se"}


def _standard_population(slices: Slices, measure: Measure, standard: str) -> tuple[tuple[str, ...], Floats]:
    if measure.weights:
        return tuple(name for name, _ in measure.weights), np.array([weight for _, weight in measure.weights])
    own = slices.of(measure, (standard,))
    return tuple(groups[0] for groups in own.groups), own.denominator


def _by_band(
    cells: Levels,
    fine: Levels,
    fine_by: tuple[str, ...],
    standard: str,
    bands: tuple[str, ...],
    visible: NDArray[np.bool_],
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Counts and person-time of shape (cells, bands), and which cells have no hidden band; a band that nobody of the group is in has no person-time."""
    row = {key: i for i, key in enumerate(zip(cells.groups, cells.periods, strict=True))}
    column = {band: j for j, band in enumerate(bands)}
    counts, time = np.zeros((len(cells), len(bands))), np.zeros((len(cells), len(bands)))
    told = np.ones(len(cells), dtype=bool)
    at = fine_by.index(standard)
    back = [fine_by.index(name) for name in cells.by]
    for i, (groups, period) in enumerate(zip(fine.groups, fine.periods, strict=True)):
        where = row.get((tuple(groups[j] for j in back), period)), column.get(groups[at])
        if where[0] is not None and where[1] is not None:
            counts[where], time[where] = fine.numerator[i], fine.denominator[i]
            told[where[0]] &= visible[i]
    return counts, time, told
