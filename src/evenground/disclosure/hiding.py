"""Which cells are hidden: small counts, and enough of their neighbours that a printed total does not give them away.

This is protection for a team that looks together. It is not an audit: nothing here proves that linked tables are safe to publish.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.model.figures import Status
from evenground.model.measures import MeasureType
from evenground.model.periods import Period
from evenground.model.plans import Plan
from evenground.results.levels import Floats, Levels

_WORDS = [np.array(word, dtype=object) for word in (Status.SUPPRESSED, Status.COMPLEMENTARY, Status.NONE, Status.SHOWN)]
Mask = NDArray[np.bool_]
Codes = NDArray[np.intp]
SWEEPS = 10  # hiding in one direction can call for more in another; this many rounds always sufficed


def protected_counts(cells: Levels, plan: Plan) -> list[Floats]:
    """The counts of people that a cell shows: numerator, complement, rows and persons, as far as each is a count of people."""
    counts = [] if cells.measure.type is MeasureType.MEAN else [cells.numerator]
    if cells.measure.type is MeasureType.PROPORTION:
        counts += [cells.denominator - cells.numerator, cells.denominator]
    if plan.rows == "people":
        counts += [cells.n, cells.persons]
    return counts


def is_small(count: ArrayLike, threshold: int) -> Mask:
    """From 1 to one below the threshold. 0 is not small: that nobody had the thing is said."""
    number = np.asarray(count, dtype=float)
    return np.asarray((number > 0) & (number < threshold), dtype=bool)


def statuses(cells: Levels, plan: Plan, *, overlapping: bool = False) -> NDArray[np.object_]:
    """The status of each cell. Cells of all periods (period None) and of each may stand together in ``cells``.

    Every line of cells that adds up to a printed total (the groups of a period, the periods of a group) keeps either no cell hidden, or at
    least two whose counts together reach the threshold. Overlapping groups add up to nothing, so only small cells are hidden.
    """
    counts = protected_counts(cells, plan)
    threshold = plan.protect.threshold
    told = np.nan_to_num(np.stack(counts)) if counts else np.zeros((1, len(cells)))
    small: Mask = np.any(is_small(told, threshold), axis=0)
    hidden = small.copy()
    lines = [] if overlapping else [_Lines.of(line) for line in _lines(cells)]
    for _ in range(SWEEPS if hidden.any() else 0):
        before = int(hidden.sum())
        for line in lines:
            line.cover(hidden, told, cells.denominator, threshold)
        if int(hidden.sum()) == before:
            break
    empty = (cells.n == 0) & ~(cells.denominator > 0)
    return np.select([small, hidden, empty], _WORDS[:3], _WORDS[3])


def _lines(cells: Levels) -> Iterator[Codes]:
    """For each direction in which cells add up: a code a cell, equal for cells of one line, -1 for cells of none."""
    when = _codes(cells.periods)
    what = [_codes([groups[i] for groups in cells.groups]) for i in range(len(cells.by))]
    for left_out in range(len(what)):
        yield _joined([when, *(code for i, code in enumerate(what) if i != left_out)])
    whole = np.array([period is None for period in cells.periods], dtype=bool)
    yield np.where(whole, -1, _joined(what)) if what else np.where(whole, -1, 0)


def _codes(values: tuple[Period | None, ...] | list[str]) -> Codes:
    seen: dict[object, int] = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], dtype=np.intp)


def _joined(codes: list[Codes]) -> Codes:
    if not len(codes[0]):
        return codes[0]
    _, joined = np.unique(np.stack(codes, axis=1), axis=0, return_inverse=True)
    return np.asarray(joined, dtype=np.intp).ravel()


@dataclass(frozen=True, slots=True)
class _Lines:
    """Cells in the order of their lines, and where each line starts."""

    order: Codes
    starts: Codes

    @classmethod
    def of(cls, line: Codes) -> _Lines:
        order = np.argsort(line, kind="stable").astype(np.intp)
        order = order[line[order] >= 0]
        starts = np.flatnonzero(np.diff(line[order], prepend=-2)).astype(np.intp)
        return cls(order, starts)

    def cover(self, hidden: Mask, counts: Floats, size: Floats, threshold: int) -> None:
        """Hide the smallest shown cells of each line that has too little hidden. Changes ``hidden``."""
        if not len(self.order):
            return
        inside = hidden[self.order]
        number = np.add.reduceat(inside.astype(int), self.starts)
        sums = np.add.reduceat(np.where(inside, counts[:, self.order], 0.0), self.starts, axis=1)
        bare = (number == 1) | ((number > 1) & is_small(sums, threshold).any(axis=0))
        ends = np.append(self.starts[1:], len(self.order))
        for line in np.flatnonzero(bare):
            rows = self.order[self.starts[line] : ends[line]]
            _cover_line(hidden, rows, counts, sums[:, line], size, threshold)


def _cover_line(hidden: Mask, rows: Codes, counts: Floats, sums: Floats, size: Floats, threshold: int) -> None:
    shown = sorted(rows[~hidden[rows]], key=lambda i: (size[i], i))
    number = len(rows) - len(shown)
    for nxt in shown:
        if number > 1 and not is_small(sums, threshold).any():
            return
        hidden[nxt] = True
        sums = sums + counts[:, nxt]
        number += 1
