"""One cell, one gap: each figure as it may be shown, or None with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.hiding import Mask
from evenground.disclosure.released import ReleasedGap
from evenground.disclosure.tidy import verdicts
from evenground.model.figures import WITHHELD, Status
from evenground.model.periods import Period
from evenground.results.gaps import Gaps
from evenground.results.levels import Levels

Statuses = NDArray[np.object_]


def withheld(status: Statuses) -> Mask:
    """Which cells are withheld, for either reason."""
    return np.array([word in WITHHELD for word in status], dtype=bool)


def hidden_gaps(gaps: Gaps, status: Statuses, overall: Levels, overall_status: Statuses) -> Mask:
    """A gap is hidden with either of the cells it compares; one to everyone, with everyone's figure of that time."""
    of_cells = withheld(status)
    if not len(gaps):
        return np.zeros(0, dtype=bool)
    everyone = dict(zip(overall.periods, withheld(overall_status), strict=True))
    of_all = np.array([everyone.get(period, True) for period in gaps.periods], dtype=bool)
    of_reference = np.where(gaps.reference_cell >= 0, of_cells[gaps.reference_cell], of_all)
    return np.asarray(of_cells[gaps.cell] | of_reference, dtype=bool)


def released_cell(levels: Levels, status: Statuses, row: int, missing_told: Mask) -> ReleasedCell:
    """The cell in this row; the number of untold answers is left out where that is withheld."""
    if status[row] is not Status.SHOWN:
        return ReleasedCell(levels.groups[row], status[row])
    missing = int(levels.missing[row]) if missing_told[row] and np.isfinite(levels.missing[row]) else None
    return ReleasedCell(
        levels.groups[row],
        Status.SHOWN,
        n=int(levels.n[row]),
        persons=int(levels.persons[row]) if np.isfinite(levels.persons[row]) else None,
        missing=missing,
        numerator=or_none(levels.numerator[row]),
        denominator=or_none(levels.denominator[row]),
        estimate=or_none(levels.estimate[row]),
        lower=or_none(levels.lower[row]),
        upper=or_none(levels.upper[row]),
        note=str(levels.note[row]),
    )


def released_gaps(
    gaps: Gaps, hidden: Mask, bounds: Sequence[tuple[float, float] | None], whole: Period | None
) -> Iterator[ReleasedGap]:
    """Every gap of the set; of a hidden one only that there are too few to say."""
    words = verdicts(gaps, hidden)
    for i in range(len(gaps)):
        common = (gaps.measure.name, gaps.by, gaps.groups[i], gaps.reference, gaps.periods[i] or whole, words[i])
        if hidden[i]:
            yield ReleasedGap(*common, hidden=True)
            continue
        needed = or_none(gaps.needed[i])
        yield ReleasedGap(
            *common,
            difference=or_none(gaps.difference[i]),
            difference_lower=or_none(gaps.difference_lower[i]),
            difference_upper=or_none(gaps.difference_upper[i]),
            ratio=or_none(gaps.ratio[i]),
            ratio_lower=or_none(gaps.ratio_lower[i]),
            ratio_upper=or_none(gaps.ratio_upper[i]),
            worse_by=or_none(gaps.worse_by[i]),
            excess=or_none(gaps.excess[i]),
            p_value=or_none(gaps.p[i]),
            q_value=or_none(gaps.q[i]),
            bounds=bounds[i],
            needed=None if needed is None else int(np.ceil(needed)),
            periods_needed=or_none(gaps.periods_needed[i]),
            note=str(gaps.note[i]),
        )


def or_none(value: object) -> float | None:
    """A finite number, else None."""
    number = float(value)  # type: ignore[arg-type]
    return number if np.isfinite(number) else None
