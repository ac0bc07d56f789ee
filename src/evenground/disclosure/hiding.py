"""Which cells are hidden: small counts, and enough of their neighbours that a printed total does not give them away.

This is protection for a team that looks together. It is not an audit: nothing here proves that linked tables are safe to publish.
"""

from __future__ import annotations

from collections.abc import Iterator

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
    small = np.any([is_small(count, threshold) for count in counts], axis=0) if counts else np.zeros(len(cells), bool)
    hidden = small.copy()
    lines = [] if overlapping else list(_lines(cells))
    for _ in range(SWEEPS if hidden.any() else 0):
        before = int(hidden.sum())
        for line in lines:
            _cover(hidden, line, counts, cells.denominator, threshold)
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


def _cover(hidden: Mask, line: Codes, counts: list[Floats], size: Floats, threshold: int) -> None:
    """Hide the smallest shown cells of each line that has too little hidden. Changes ``hidden``."""
    order = np.argsort(line, kind="stable")
    order = order[line[order] >= 0]
    ends = np.flatnonzero(np.diff(line[order])) + 1
    for rows in np.split(order, ends):
        if hidden[rows].any():
            _cover_line(hidden, rows, counts, size, threshold)


def _cover_line(hidden: Mask, rows: Codes, counts: list[Floats], size: Floats, threshold: int) -> None:
    shown = sorted(rows[~hidden[rows]], key=lambda i: (size[i], i))
    for nxt in shown:
        inside = rows[hidden[rows]]
        if len(inside) > 1 and not any(is_small(np.nansum(count[inside]), threshold) for count in counts):
            return
        hidden[nxt] = True
