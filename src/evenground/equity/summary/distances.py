"""How far the groups lie from the average, the best group or the reference, with simulated intervals."""

from __future__ import annotations

import numpy as np

from evenground.equity.arrays import Floats, Mask, quiet, tail
from evenground.equity.summary.answers import NO_ERRORS, measure
from evenground.equity.summary.draws import bounds, canonical, chunks, drawable, simulate, streams
from evenground.equity.summary.tables import Positions, Tables
from evenground.model.values import Value

SIMULATED = ("bgsd", "cov", "mdmu", "mdmw", "mdbu", "mdbw", "mdru", "mdrw", "idisu", "idisw")
UNWEIGHTED = ("mdbu", "mdru")
TO_REFERENCE = ("mdru", "mdrw")
RELATIVE = ("cov", "idisu", "idisw")
OUTSIDE = "no interval: an estimate lies outside its bounds (0 to scale), so none can be drawn"
NOISE = "the interval lies above the value: chance alone spreads groups this far; compare measures_under_equality"


def distances(tables: Tables, draws: int, seed: int) -> dict[str, Value]:
    """All simulated measures by name: value from the estimates, limits the percentiles of ``draws`` simulations."""
    with quiet():
        point = levels_to_measures(tables, slice(None), tables.y[..., np.newaxis])[..., 0]
        lower, upper = _limits(tables, draws, seed)
    return {name: _value(tables, name, point[i], lower[i], upper[i], draws) for i, name in enumerate(SIMULATED)}


def _limits(tables: Tables, draws: int, seed: int) -> tuple[Floats, Floats]:
    lower = np.full((len(SIMULATED), len(tables.y)), np.nan)
    upper = lower.copy()
    todo = np.nonzero(drawable(tables))[0]
    place = canonical(tables)
    z = streams(tables.y.shape[-1], draws, seed)
    level, se = (np.take_along_axis(part, place, axis=-1) for part in (tables.y, tables.se))
    low, high = bounds(tables)
    back = np.argsort(place, axis=-1)
    for part in chunks(len(todo), tables.y.shape[-1], draws):
        rows = todo[part]
        y = simulate(level[rows], se[rows], low[rows], high[rows], z)
        y = np.take_along_axis(y, back[rows][..., np.newaxis], axis=1)
        measures = levels_to_measures(tables, rows, y)
        lower[:, rows], upper[:, rows] = percentiles(measures, tail(tables.conf))
    return lower, upper


def percentiles(measures: Floats, alpha: float) -> tuple[Floats, Floats]:
    """The ``alpha`` and ``1 - alpha`` quantiles over the last axis."""
    low, high = np.quantile(measures, [alpha, 1 - alpha], axis=-1)
    return low, high


def levels_to_measures(tables: Tables, rows: slice | Positions, y: Floats) -> Floats:
    """The measures of SIMULATED, shape (measures, tables, draws), for levels ``y`` of shape (tables, groups, draws)."""
    share, present = tables.share[rows][:, np.newaxis, :], tables.present[rows]
    equal = (present / present.sum(-1, keepdims=True))[:, np.newaxis, :]
    mean = _rows(share, y)
    centre = np.broadcast_to(tables.mean[rows][:, np.newaxis], mean.shape) if tables.fixed_mean else mean
    away = np.abs(y - centre[:, np.newaxis, :])
    mdmu, mdmw = _rows(equal, away), _rows(share, away)
    np.square(away, out=away)
    bgsd = np.sqrt(_rows(share, away))
    best = _best(tables, y, present)
    mdbu, mdbw = np.abs(best - _rows(equal, y)), np.abs(best - mean)
    mdru, mdrw = _to_reference(tables, rows, y, equal, share)
    parts = {
        "bgsd": bgsd, "cov": 100 * bgsd / centre, "mdmu": mdmu, "mdmw": mdmw, "mdbu": mdbu, "mdbw": mdbw,
        "mdru": mdru, "mdrw": mdrw, "idisu": 100 * mdmu / centre, "idisw": 100 * mdmw / centre,
    }  # fmt: skip
    return np.stack([parts[name] for name in SIMULATED])


def _rows(weights: Floats, y: Floats) -> Floats:
    """Weighted sums over the groups."""
    sums: Floats = np.matmul(weights, y)[:, 0, :]
    return sums


def _best(tables: Tables, y: Floats, present: Mask) -> Floats:
    there = y if present.all() else np.where(present[..., np.newaxis], y, -tables.sign * np.inf)
    best: Floats = there.max(axis=1) if tables.sign > 0 else there.min(axis=1)
    return best


def _to_reference(
    tables: Tables, rows: slice | Positions, y: Floats, equal: Floats, share: Floats
) -> tuple[Floats, Floats]:
    if tables.reference is None:
        blank = np.full((y.shape[0], y.shape[-1]), np.nan)
        return blank, blank
    level = np.take_along_axis(y, tables.reference[rows][:, np.newaxis, np.newaxis], axis=1)
    away = np.abs(y - level)
    return _rows(equal, away), _rows(share, away)


def _value(tables: Tables, name: str, point: Floats, lower: Floats, upper: Floats, draws: int) -> Value:
    reasons, caveats = [], []
    known = tables.se_known
    caveats.append((~known, NO_ERRORS))
    caveats.append((known & ~drawable(tables) & (tables.groups > 1), OUTSIDE))
    caveats.append((lower > point * (1 + 1e-12), NOISE))
    if name in RELATIVE:
        reasons.append((tables.mean <= 0, "the average is not above 0"))
    if name in TO_REFERENCE:
        if tables.reference is None:
            reasons.append((np.ones(len(point), bool), "no reference group was named"))
        else:
            there = np.take_along_axis(tables.present, tables.reference[:, np.newaxis], axis=-1)[:, 0]
            reasons.append((~there, "the reference group has no estimate"))
    weighted = name not in UNWEIGHTED and not (tables.fixed_mean and name in ("mdmu", "idisu"))
    blank = np.full(len(point), np.nan)
    interval = (point, lower, upper, blank)
    return measure(
        tables, interval, f"simulation, {draws:,} draws", weighted=weighted, reasons=reasons, caveats=caveats
    )
