"""Which counts are small, and how wide a reader's interval for each must stay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evenground.disclosure.control.counts import COMPLEMENT, DENOMINATOR, NUMERATOR
from evenground.disclosure.control.publication import Publication
from evenground.disclosure.control.reading import Floats, Mask
from evenground.disclosure.control.spans import revised
from evenground.disclosure.control.system import System


@dataclass(frozen=True, slots=True)
class Need:
    """For each equation of a system: a reader must not be able to exclude ``low``, nor ``high`` (NaN: nothing is asked)."""

    low: Floats
    high: Floats

    @property
    def asked(self) -> Mask:
        """Equations of which something is asked."""
        return np.isfinite(self.low)


def primary_rows(told: Publication, threshold: int, zeros: str) -> Mask:
    """Rows of the newest release that print a count from 1 to ``threshold - 1``, or a change of so few since an earlier release."""
    cells = told.cells
    found = np.zeros(len(cells), dtype=bool)
    for (measure, kind), (rows, one) in told.told.items():
        count = one.value
        if kind == COMPLEMENT:
            whole = count + told.told[measure, NUMERATOR][1].value
            found[rows] |= _small(whole, threshold)
            found[rows] |= (whole > 0) & (count == 0) & (zeros == "hide")
            found[rows] |= (whole > 0) & (whole == count) & (zeros == "hide")
        if kind != DENOMINATOR:
            found[rows] |= _small(count, threshold)
    for system in told.systems:
        small = (system.cell >= 0) & _small(system.true, threshold)
        found[system.cell[small]] = True
    for row, _, before, now in _changes(told):
        found[row] |= 0 < abs(now - before) < threshold
    return np.asarray(found & (cells.release == told.newest), dtype=bool)


def needs(told: Publication, threshold: int, zeros: str) -> tuple[Need, ...]:
    """One a system: small counts must stay as wide as 1 to ``threshold - 1``; so must small changes since an earlier release."""
    changes = {(row, kind): (before, now) for row, kind, before, now in _changes(told)}
    return tuple(_need(told, system, changes, threshold, zeros) for system in told.systems)


def _need(
    told: Publication, system: System, changes: dict[tuple[int, str], tuple[float, float]], threshold: int, zeros: str
) -> Need:
    top = threshold - 1.0
    true, cell = system.true, np.maximum(system.cell, 0)
    mine = (system.cell >= 0) & (told.cells.release[cell] == told.newest)
    small = mine & _small(true, threshold)
    low, high = np.where(small, 1.0, np.nan), np.where(small, top, np.nan)
    if zeros == "hide":
        empty = mine & (true == 0) & ~told.cells.empty[cell]
        low, high = np.where(empty, 0.0, low), np.where(empty, top, high)
    low = np.where(small & _parts_of_few(told, system, threshold), 0.0, low)
    for i in np.flatnonzero(mine):
        change = changes.get((int(system.cell[i]), str(system.kind[i])))
        if change is not None and 0 < abs(change[1] - change[0]) < threshold:
            before, now = change
            ends = (before + 1, before + top) if now > before else (max(before - top, 0), before - 1)
            low[i], high[i] = np.fmin(low[i], ends[0]), np.fmax(high[i], ends[1])
    return Need(low, high)


def _parts_of_few(told: Publication, system: System, threshold: int) -> Mask:
    """Complements of rows of few people where both parts are small: their sum too must stay as wide, so one of the two may be nobody."""
    found = np.zeros(len(system.true), dtype=bool)
    parts = {measure for measure, kind in told.told if kind == COMPLEMENT}
    for measure in parts:
        rows, one = told.told[measure, NUMERATOR]
        value = np.full(len(told.cells), np.nan)
        value[rows] = one.value
        mine = system.kind == f"{measure}\t{COMPLEMENT}"
        other = value[np.maximum(system.cell, 0)]
        found |= mine & (other > 0) & _small(other + system.true, threshold)
    return found


def _small(count: Floats, threshold: int) -> Mask:
    return np.asarray((count > 0) & (count < threshold), dtype=bool)


def _changes(told: Publication) -> list[tuple[int, str, float, float]]:
    """(row, kind with its measure, before, now) of each count that an earlier release printed otherwise."""
    found = []
    for (measure, kind), (rows, one) in told.told.items():
        if kind == DENOMINATOR or told.newest == 0:
            continue
        values = np.full(len(told.cells), np.nan)
        values[rows] = one.value
        name = f"{measure}\t{kind}"
        found += [
            (row, name, before, float(values[row]))
            for row, _, before in revised(told.cells, {kind: values}, told.newest)
        ]
    return found


def weights(told: Publication, given: Floats | None = None) -> Floats:
    """What it costs to hide each row: about 1, a little more the more people are in it, and more for longer periods and for wholes."""
    if given is not None:
        return np.asarray(given, dtype=float)
    cells = told.cells
    people = np.zeros(len(cells))
    for rows, one in told.told.values():
        people[rows] += np.nan_to_num(one.value)
    days = np.maximum(cells.end - cells.start, 1)
    longer = np.log2(days / days.min())
    return np.asarray(1.0 + 0.05 * np.log2(1 + people) + 0.1 * longer, dtype=float)
