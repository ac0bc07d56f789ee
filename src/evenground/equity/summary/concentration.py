"""Is ill health or good care concentrated among the worse-off or the better-off: ACI, RCI and its bounded forms."""

from __future__ import annotations

import numpy as np

from evenground.equity.arrays import Floats, choice, quiet
from evenground.equity.summary.answers import Interval, measure, nothing, symmetric
from evenground.equity.summary.ranks import relative_ranks
from evenground.equity.summary.tables import Tables
from evenground.model.values import Value

DELTA = "delta method from standard errors"
REGRESSION = "residuals of the convenient regression"
SCATTER = "no standard errors: the interval shows scatter about a line, not sampling error"
INDICES = ("standard", "wagstaff", "erreygers")
NO_ORDER = "the groups have no order"


def concentration(tables: Tables, index: str = "standard") -> tuple[Value, Value]:
    """ACI and RCI (``index``: "standard", or "wagstaff" or "erreygers" for a proportion on 0..scale).

    Interval: delta method from the standard errors; without them the residuals of the convenient regression, as other
    programs give it, and a note that this is no sampling error.
    """
    choice(index, INDICES, "index")
    if tables.order is None:
        return nothing(tables, DELTA, NO_ORDER), nothing(tables, DELTA, NO_ORDER)
    if index != "standard" and tables.scale is None:
        raise ValueError(f'index="{index}" needs scale, the upper bound of the measure.')
    with quiet():
        slope = 2 * relative_ranks(tables) - 1
        aci = (tables.share * slope * tables.y).sum(-1)
        toward = tables.share * slope  # derivative of the ACI by each group's estimate
        relative, by_mean = _relative(tables, aci, index)
        factor = np.where(aci == 0, 1 / _norm(tables, index), relative / aci)
        toward_relative = factor[:, np.newaxis] * toward + by_mean[:, np.newaxis] * tables.share
        residual = _residual_error(tables, slope)
        absolute = _interval(tables, aci, toward, residual)
        ratio = _interval(tables, relative, toward_relative, residual * np.abs(factor))
    method = np.where(tables.se_known, DELTA, REGRESSION).astype(object)
    caveats = [(~tables.se_known, SCATTER)]
    undefined = [(_norm(tables, index) == 0, "the average is at its bound: relative index not defined")]
    if index != "standard":
        undefined.append(
            (np.any((tables.y < 0) | (tables.y > (tables.scale or 0)), -1), "an estimate outside 0 to scale")
        )
    return (
        measure(tables, absolute, method, weighted=True, caveats=caveats),
        measure(tables, ratio, method, weighted=True, reasons=undefined, caveats=caveats),
    )


def _norm(tables: Tables, index: str) -> Floats:
    """What the ACI is divided by."""
    scale = tables.scale or 1.0
    if index == "erreygers":
        return np.full(len(tables.y), scale / 4)
    mean = (tables.share * tables.y).sum(-1)
    return np.asarray(mean * (1 - mean / scale) if index == "wagstaff" else mean)


def _relative(tables: Tables, aci: Floats, index: str) -> tuple[Floats, Floats]:
    """The relative index and its derivative by the average."""
    norm = _norm(tables, index)
    mean = (tables.share * tables.y).sum(-1)
    inner = {
        "standard": np.ones_like(mean),
        "wagstaff": 1 - 2 * mean / (tables.scale or 1.0),
        "erreygers": np.zeros_like(mean),
    }
    return aci / norm, -aci / norm**2 * inner[index]


def _interval(tables: Tables, value: Floats, toward: Floats, residual: Floats) -> Interval:
    sampling = np.sqrt((toward**2 * np.nan_to_num(tables.se) ** 2).sum(-1))
    return symmetric(value, np.where(tables.se_known, sampling, residual), tables.z)


def _residual_error(tables: Tables, slope: Floats) -> Floats:
    """Standard error of the slope in the weighted regression of 2 var(R) y on R (Kakwani et al. 1997)."""
    share, rank = tables.share, slope / 2  # the rank less one half, its mean
    spread = (share * rank**2).sum(-1, keepdims=True)
    left = 2 * spread * tables.y
    mean = (share * left).sum(-1, keepdims=True)
    b = (share * rank * left).sum(-1, keepdims=True) / spread
    residual = (share * (left - mean - b * rank) ** 2).sum(-1)
    free = tables.groups - 2
    return np.where(free > 0, np.sqrt(residual / free / spread[:, 0]), np.nan)
