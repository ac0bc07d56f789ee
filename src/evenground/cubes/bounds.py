"""The lowest and the highest that a withheld count can be, by what the released cube itself says: no group is larger than what is left of its total."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenground.cubes.cube import BOUNDED, STATUS, WITHHELD_BY, Cube, bound_names, bounded_schema
from evenground.cubes.releasing import SHOWN
from evenground.model.measures import MeasureType
from evenground.model.strata import MultiRace

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]
SLACK = 1e-9  # of a sum of fractions, which is right to within rounding only


def bounded(cube: Cube) -> pa.Table:
    """The cube's table with ``withheld_by``, and for each count the lowest and highest it can be (NaN-free; null: no bound).

    A shown count is its own bound, give or take half the base that it was rounded to. A withheld one lies between 0 and what its totals
    (the same people without one stratifier, or over all periods) leave when the shown cells beside it are taken away. The numerator of a mean has none.
    """
    if WITHHELD_BY in cube.table.column_names:
        return cube.table
    table, kinds = cube.table, bounded_schema(cube.plan)
    status = table.column(STATUS).to_pylist() if STATUS in table.column_names else [SHOWN] * table.num_rows
    hidden = np.array([word != SHOWN for word in status], dtype=bool)
    columns = {name: table.column(name) for name in table.column_names}
    columns[STATUS] = pa.array(status, pa.string())
    columns[WITHHELD_BY] = pa.array([cube.provenance.source if one else "" for one in hidden], pa.string())
    for name, (low, high) in _all_bounds(cube, hidden).items():
        for column, values in zip(bound_names(name), (low, high), strict=True):
            columns[column] = pa.array(np.nan_to_num(values, posinf=0.0, neginf=0.0), mask=~np.isfinite(values))
    return pa.table([columns[field.name].cast(field.type) for field in kinds], schema=kinds)


def _all_bounds(cube: Cube, hidden: Mask) -> dict[str, tuple[Floats, Floats]]:
    types = {measure.name: measure.type for measure in cube.plan.measures}
    of = np.array([types[name] for name in cube.table.column("measure").to_pylist()], dtype=object)
    families = list(_families(cube)) if hidden.any() else []
    found: dict[str, tuple[Floats, Floats]] = {}
    for name in BOUNDED:
        values = np.asarray(cube.table.column(name).cast(pa.float64()).to_numpy(), dtype=float)
        off = _rounded_off(cube, name, of)
        low = np.where(hidden, 0.0, values - off)
        high = np.where(hidden, math.inf, values + off)
        for parents, children, parent_of, overlap in families:
            _tighten(low, high, hidden, parents, children, parent_of, overlap)
        if name == "numerator":
            mean = hidden & (of == MeasureType.MEAN)
            low, high = np.where(mean, -math.inf, low), np.where(mean, math.inf, high)
        found[name] = (low, high)
    share = hidden & (of == MeasureType.PROPORTION)
    low, high = found["numerator"]
    found["numerator"] = low, np.where(share, np.minimum(high, found["denominator"][1]), high)
    return found


def _rounded_off(cube: Cube, name: str, of: NDArray[np.object_]) -> Floats:
    """How far a shown figure may be from the truth."""
    base = cube.plan.protect.round
    if base <= 1 or cube.is_full:
        return np.zeros(len(of))
    half = np.full(len(of), base / 2)
    if name == "denominator":
        return np.where(of == MeasureType.RATE, 0.0, half)
    return np.where(of == MeasureType.MEAN, math.inf, half) if name == "numerator" else half


def _tighten(
    low: Floats, high: Floats, hidden: Mask, parents: Codes, children: Codes, parent_of: Codes, overlap: bool
) -> None:
    """Lower the upper bounds of hidden children to what their parent leaves. Changes ``high``."""
    taken = np.zeros(len(parents)) if overlap else np.bincount(parent_of, low[children], minlength=len(parents))
    left = high[parents] - np.nan_to_num(taken, neginf=0.0)
    exact = left == np.round(left)
    left = np.maximum(np.where(exact, left, left + SLACK * np.abs(high[parents]) + SLACK), 0.0)
    mine = hidden[children]
    high[children[mine]] = np.minimum(high[children[mine]], left[parent_of[mine]])


def _families(cube: Cube) -> Iterator[tuple[Codes, Codes, Codes, bool]]:
    """Totals and the cells that make them up, from the coarsest down: rows of totals, rows of cells, each cell's total, and whether cells overlap."""
    names = [stratum.name for stratum in cube.plan.strata]
    overlaps = {stratum.name for stratum in cube.plan.strata if stratum.multi is MultiRace.COMBINATION}
    codes = {name: _coded(cube, name) for name in ("measure", "period_start", *names)}
    by = np.array(cube.table.column("by").to_pylist(), dtype=object)
    whole = np.asarray(cube.table.column("whole").to_numpy(zero_copy_only=False), dtype=bool)
    sets = sorted(set(by.tolist()), key=lambda text: (text.count(",") + bool(text), text))
    for over_time in (True, False):
        for text in sets:
            cells = np.flatnonzero((by == text) & (whole == over_time))
            inside = text.split(",") if text else []
            for left_out in inside:
                kept = [name for name in inside if name != left_out]
                totals = np.flatnonzero((by == ",".join(kept)) & (whole == over_time))
                keys = [codes[name] for name in ("measure", "period_start", *kept)]
                yield *_matched(keys, totals, cells), left_out in overlaps
            if not over_time:
                totals = np.flatnonzero((by == text) & whole)
                yield *_matched([codes[name] for name in ("measure", *inside)], totals, cells), False


def _coded(cube: Cube, name: str) -> Codes:
    column = cube.table.column(name).combine_chunks().dictionary_encode()
    return np.asarray(column.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)


def _matched(keys: list[Codes], totals: Codes, cells: Codes) -> tuple[Codes, Codes, Codes]:
    """The totals, the cells that have one, and the place of each one's total."""
    stacked = np.stack([np.concatenate([key[totals], key[cells]]) for key in keys], axis=1)
    if not len(totals) or not len(cells):
        return totals, cells[:0], cells[:0]
    _, code = np.unique(stacked, axis=0, return_inverse=True)
    code = np.ravel(code)
    place = np.full(code.max() + 1, -1, dtype=np.int64)
    place[code[: len(totals)]] = np.arange(len(totals))
    parent_of = place[code[len(totals) :]]
    return totals, cells[parent_of >= 0], parent_of[parent_of >= 0]
