"""A group's figures over time as stretches of line: broken wherever a figure is withheld, so that no line tells what is hidden."""

from __future__ import annotations

from dataclasses import dataclass

from evenground.disclosure.cells import ReleasedCell
from evenground.disclosure.released import ReleasedResult
from evenground.figures.language import Words, is_missing
from evenground.figures.rows import is_drawn
from evenground.model.figures import Status
from evenground.model.periods import Period

Point = tuple[int, float]
"""Place of the period in the row of periods, and the estimate."""


@dataclass(frozen=True, slots=True)
class Series:
    """One group over time; ``stretches`` are the unbroken runs of shown points."""

    name: str
    groups: tuple[str, ...]
    place: int
    missing: bool
    reference: bool
    stretches: tuple[tuple[Point, ...], ...]

    @property
    def last(self) -> Point:
        """The last shown point."""
        return self.stretches[-1][-1]

    @property
    def values(self) -> dict[int, float]:
        """Shown estimates by place of the period."""
        return dict(point for stretch in self.stretches for point in stretch)


def series_of(result: ReleasedResult, words: Words) -> list[Series]:
    """Every group of the result, in its own order; the overall value too where that is the reference."""
    found = [_series(result, index, words) for index in range(len(result.cells))]
    if result.reference == ("overall",):
        found.append(
            Series(
                words("group.everyone"),
                ("overall",),
                0,
                False,
                True,
                _stretches([cell for _, cell, _ in result.over_time]),
            )
        )
    return found


def series_on(
    result: ReleasedResult, groups: tuple[str, ...], periods: tuple[Period, ...], words: Words, *, reference: bool
) -> Series:
    """One group (or everyone, or the goal, where that is the reference) at the places of these periods."""
    rows = {period: (overall, cells) for period, overall, cells in result.over_time}
    along = [_cell_of(result, groups, rows.get(period)) for period in periods]
    names = list(dict.fromkeys(cell.groups[-1] for cell in result.cells if cell.groups))
    place = names.index(groups[-1]) if groups[-1] in names else 0
    return Series(words.groups(groups), groups, place, is_missing(groups), reference, _stretches(along))


def _cell_of(
    result: ReleasedResult, groups: tuple[str, ...], row: tuple[ReleasedCell, tuple[ReleasedCell, ...]] | None
) -> ReleasedCell:
    """The group's cell in one period; one without figures where there is none."""
    nothing = ReleasedCell(groups, Status.NONE)
    if groups == ("target",) and result.measure.target is not None:
        return ReleasedCell(groups, Status.SHOWN, estimate=result.measure.target)
    if row is None:
        return nothing
    return row[0] if groups == ("overall",) else next((cell for cell in row[1] if cell.groups == groups), nothing)


def worst(result: ReleasedResult, drawn: list[Series]) -> Series | None:
    """The group whose gap the picture shades: the one whose change is told, else the one with most people affected."""
    if result.change is not None:
        return next((series for series in drawn if series.groups == result.change.groups), None)
    gaps = [gap for gap in result.gaps if not gap.hidden and (gap.worse_by or 0) > 0]
    for gap in sorted(gaps, key=lambda gap: -(gap.excess or 0)):
        for series in drawn:
            if series.groups == gap.groups:
                return series
    return None


def _series(result: ReleasedResult, index: int, words: Words) -> Series:
    groups = result.cells[index].groups
    along = [cells[index] for _, _, cells in result.over_time]
    return Series(
        words.groups(groups), groups, index, is_missing(groups), groups == result.reference, _stretches(along)
    )


def _stretches(cells: list[ReleasedCell]) -> tuple[tuple[Point, ...], ...]:
    runs: list[list[Point]] = [[]]
    for place, cell in enumerate(cells):
        if is_drawn(cell) and cell.estimate is not None:
            runs[-1].append((place, cell.estimate))
        else:
            runs.append([])
    return tuple(tuple(run) for run in runs if run)
