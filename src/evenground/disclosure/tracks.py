"""Released cells over time as arrays: what charts are worked out from. A withheld period is NaN, never 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.released import ReleasedResult
from evenground.model.figures import Status
from evenground.model.measures import MeasureType
from evenground.model.periods import Period
from evenground.model.plans import Charting

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Tracks:
    """One row a group (``groups``; () is everyone), one column a period; figures as released.

    ``numerator`` and ``denominator`` are counts (for a mean: the sum, and the rows); ``estimate`` is on the scale shown. ``status`` says why a
    figure is NaN.
    """

    groups: tuple[tuple[str, ...], ...]
    periods: tuple[Period, ...]
    status: tuple[tuple[Status, ...], ...]
    numerator: Floats
    denominator: Floats
    estimate: Floats

    def row(self, groups: tuple[str, ...]) -> int:
        """Where this group stands; ValueError if it is not here."""
        return self.groups.index(groups)


def tracks_of(result: ReleasedResult) -> Tracks:
    """Everyone first, then the groups in the order of the result's cells."""
    rows = [[overall, *cells] for _, overall, cells in result.over_time]
    columns: list[Sequence[ReleasedCell]] = list(zip(*rows, strict=True)) if rows else []
    mean = result.measure.type is MeasureType.MEAN

    def figures(pick: str) -> Floats:
        values = [[_number(getattr(cell, pick)) for cell in line] for line in columns]
        return np.array(values, dtype=float).reshape(len(columns), len(rows))

    return Tracks(
        tuple(line[0].groups for line in columns),
        tuple(period for period, _, _ in result.over_time),
        tuple(tuple(cell.status for cell in line) for line in columns),
        figures("numerator"),
        figures("n" if mean else "denominator"),
        figures("estimate"),
    )


def phase_starts(periods: Sequence[Period], charting: Charting, breaks: Sequence[Period]) -> list[int]:
    """The places of the periods that start a new phase: those of the plan, and each break in the data."""
    days = sorted({*charting.phases, *(one.start for one in breaks)})
    found = [next((i for i, period in enumerate(periods) if period.end >= day), None) for day in days]
    return sorted({i for i in found if i})


def left_out(periods: Sequence[Period], charting: Charting) -> dict[int, str]:
    """The places of the periods that the plan leaves out of judgement, with its reasons."""
    return {
        i: one.why
        for one in charting.exclude
        for i, period in enumerate(periods)
        if period.start <= one.day <= period.end
    }


def _number(value: float | None) -> float:
    return np.nan if value is None else float(value)
