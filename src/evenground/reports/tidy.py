"""The tidy tables that leave the library: one row a cell, one row a gap; every withheld figure is None in all columns."""

from __future__ import annotations

import math
from collections.abc import Iterator

from evenground.disclosure.released import Release, ReleasedCell, ReleasedGap, ReleasedResult
from evenground.model.figures import Status
from evenground.model.periods import Period
from evenground.model.strata import ALL

Field = str | int | float | None
Row = dict[str, Field]

CELL_FIGURES = ("n", "numerator", "denominator", "estimate", "lower", "upper")
GAP_FIGURES = (
    "difference",
    "difference_lower",
    "difference_upper",
    "ratio",
    "ratio_lower",
    "ratio_upper",
    "excess",
    "p_value",
    "q_value",
)
GAP_COLUMNS = ("measure", "period_start", "period_end", "by", "group", "reference", *GAP_FIGURES, "verdict")


def cell_columns(release: Release) -> tuple[str, ...]:
    """The columns of the cells: a stratifier that shares a name with a fixed column stands as ``stratum_<name>``."""
    return ("measure", "period_start", "period_end", *_strata(release).values(), *CELL_FIGURES, "status")


def cell_rows(release: Release) -> list[Row]:
    """Every cell of every result, over all periods and by period; the overall value once for each measure and period."""
    seen: set[tuple[Field, ...]] = set()
    rows: list[Row] = []
    for result in release.results:
        for period, cell in _cells(result):
            row = _cell_row(result, period, cell, _strata(release))
            key = tuple(row[column] for column in cell_columns(release) if column not in CELL_FIGURES)
            if key not in seen:
                seen.add(key)
                rows.append(row)
    return rows


def gap_rows(release: Release) -> list[Row]:
    """Every gap of every result, over all periods and by period."""
    return [_gap_row(gap) for result in release.results for gap in (*result.gaps, *result.gaps_over_time)]


def to_json(release: Release) -> dict[str, list[Row] | list[str]]:
    """``{"cells": [...], "gaps": [...], "notes": [...]}`` with the columns of the two tidy tables; a withheld figure is null."""
    notes = [*release.notes, *(note for result in release.results for note in result.notes)]
    return {"cells": cell_rows(release), "gaps": gap_rows(release), "notes": list(dict.fromkeys(notes))}


def _strata(release: Release) -> dict[str, str]:
    """Stratum name to column name, in the plan's order."""
    fixed = {"measure", "period_start", "period_end", "status", *CELL_FIGURES}
    names = dict.fromkeys(
        [
            *(stratum.name for stratum in release.plan.strata),
            *(name for result in release.results for name in result.by),
        ]
    )
    return {name: f"stratum_{name}" if name in fixed else name for name in names}


def _cells(result: ReleasedResult) -> Iterator[tuple[Period | None, ReleasedCell]]:
    yield result.period, result.overall
    for cell in result.cells:
        yield result.period, cell
    for period, overall, cells in result.over_time:
        yield period, overall
        for cell in cells:
            yield period, cell


def _cell_row(result: ReleasedResult, period: Period | None, cell: ReleasedCell, strata: dict[str, str]) -> Row:
    groups = dict(zip(result.by, cell.groups, strict=True)) if cell.groups else {}
    row: Row = {"measure": result.measure.name, **_dates(period)}
    row |= {column: groups.get(name, ALL) for name, column in strata.items()}
    shown = cell.status in (Status.SHOWN, Status.NONE)
    return (
        row
        | {figure: _finite(getattr(cell, figure)) if shown else None for figure in CELL_FIGURES}
        | {"status": str(cell.status)}
    )


def _gap_row(gap: ReleasedGap) -> Row:
    row: Row = {
        "measure": gap.measure,
        **_dates(gap.period),
        "by": ",".join(gap.by),
        "group": gap.name,
        "reference": gap.reference_name,
    }
    return (
        row
        | {figure: None if gap.hidden else _finite(getattr(gap, figure)) for figure in GAP_FIGURES}
        | {"verdict": str(gap.verdict)}
    )


def _finite(value: Field) -> Field:
    """A figure that is not a number (a ratio to nothing) is no figure."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _dates(period: Period | None) -> Row:
    return {
        "period_start": period.start.isoformat() if period else None,
        "period_end": period.end.isoformat() if period else None,
    }
