"""SII, RII, ACI and RCI from people in a survey with weights, strata and clusters (primary sampling units).

Errors by Taylor linearisation: the scores are summed within clusters, and clusters vary within strata (Binder 1983).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.equity.arrays import Floats, Mask, answer, choice, floats, quiet, z_score
from evenground.equity.summary.concentration import INDICES
from evenground.equity.summary.ranks import ranks
from evenground.equity.summary.slopes import MODELS
from evenground.model.values import Value

LINEARISED = "Taylor linearisation"


def survey_slope_indices(
    outcome: ArrayLike,
    order: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    psu: ArrayLike | None = None,
    model: str = "logit",
    conf: float = 0.95,
) -> tuple[Value, Value]:
    """SII and RII (``se`` of its logarithm) from one row a person.

    ``outcome``: 0 or 1 ("logit"), or any number ("linear"); ``order``: the rank group, 1 = most disadvantaged; ``weight``,
    ``strata``, ``psu``: the design (None: equal weights, one stratum, each person a cluster). Rows with a missing outcome,
    order or weight are left out and counted in the note.
    """
    choice(model, MODELS, "model")
    y, w, rank, design, notes = _rows(outcome, order, weight, strata, psu)
    x = np.stack([np.ones_like(rank), rank])
    with quiet():
        b = _fit(x, y, w, model)
        fitted, slope = _predict(x, b, model)
        covariance = _sandwich(x, w * slope, w * (y - fitted) * x, design)
        ends = np.array([[1.0, 1.0], [0.0, 1.0]])
        (first, last), (slope_first, slope_last) = _predict(ends, b, model)
        gap = slope_last * ends[:, 1] - slope_first * ends[:, 0]
        log = slope_last * ends[:, 1] / last - slope_first * ends[:, 0] / first
    z, method = z_score(conf), f"{model}, {LINEARISED}"
    sii = _value(last - first, np.sqrt(gap @ covariance @ gap), z, method, notes)
    return sii, _value(last / first, np.sqrt(log @ covariance @ log), z, method, notes, log=True)


def survey_concentration_indices(
    outcome: ArrayLike,
    order: ArrayLike,
    *,
    weight: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    psu: ArrayLike | None = None,
    index: str = "standard",
    bound: float = 1,
    conf: float = 0.95,
) -> tuple[Value, Value]:
    """ACI and RCI (``index``: "standard", "wagstaff" or "erreygers" of an outcome on 0..``bound``) from one row a person.

    The average is held fixed in the interval of the RCI. People of one rank group share its middle rank, so that the order
    of the rows cannot matter. Other arguments as ``survey_slope_indices``.
    """
    choice(index, INDICES, "index")
    y, w, rank, design, notes = _rows(outcome, order, weight, strata, psu)
    with quiet():
        mean = (w * y).sum() / w.sum()
        spread = (w * (rank - (w * rank).sum() / w.sum()) ** 2).sum() / w.sum()
        left = 2 * spread * y
        x = np.stack([np.ones_like(rank), rank])
        b = _fit(x, left, w, "linear")
        covariance = _sandwich(x, w, w * (left - b @ x) * x, design)
        norm = {"standard": mean, "wagstaff": mean * (1 - mean / bound), "erreygers": bound / 4}[index]
    z, se = z_score(conf), np.sqrt(covariance[1, 1])
    return _value(b[1], se, z, LINEARISED, notes), _value(b[1] / norm, se / norm, z, LINEARISED, notes)


Design = tuple[NDArray[np.intp], NDArray[np.intp]]  # each person's cluster, and each cluster's stratum


def _rows(
    outcome: ArrayLike, order: ArrayLike, weight: ArrayLike | None, strata: ArrayLike | None, psu: ArrayLike | None
) -> tuple[Floats, Floats, Floats, Design, list[tuple[Mask, str]]]:
    """The people that count, their weights and relative ranks, the design, and what to tell."""
    y, rank, w = floats(outcome=outcome, order=order, weight=1 if weight is None else weight)
    if y.ndim != 1:
        raise ValueError("outcome needs one number a person.")
    keep = ~np.isnan(y) & ~np.isnan(rank) & (w > 0)
    stratum = np.zeros(y.size) if strata is None else np.asarray(strata)
    cluster = np.arange(y.size) if psu is None else np.asarray(psu)
    if stratum.shape != y.shape or cluster.shape != y.shape:
        raise ValueError("strata and psu need one label a person.")
    _, strata_of = np.unique(stratum[keep], return_inverse=True)
    _, labels = np.unique(cluster[keep], return_inverse=True)
    pairs, clusters = np.unique(np.stack([strata_of, labels]), axis=1, return_inverse=True)
    y, rank, w = y[keep], rank[keep], w[keep]
    middle = ranks((w / w.sum())[np.newaxis], rank[np.newaxis], np.ones((1, y.size), bool))[0]
    lonely = np.bincount(pairs[0]) == 1
    notes = [
        (np.array(not keep.all()), f"{int((~keep).sum())} rows left out: outcome, order or weight missing"),
        (np.array(lonely.any()), f"{int(lonely.sum())} strata have one cluster and add nothing to the error"),
    ]
    return y, w, middle, (clusters.reshape(-1), pairs[0]), notes


def _fit(x: Floats, y: Floats, w: Floats, model: str) -> Floats:
    """Weighted least squares, or weighted logistic regression by Newton's method."""
    if model == "linear":
        return np.asarray(np.linalg.solve((x * w) @ x.T, (x * w) @ y))
    b = np.zeros(2)
    for _ in range(60):
        fitted, slope = _predict(x, b, model)
        step = np.linalg.solve((x * (w * slope)) @ x.T, x @ (w * (y - fitted)))
        b = b + np.clip(step, -4, 4)
        if np.abs(step).max() < 1e-13:
            break
    return b


def _predict(x: Floats, b: Floats, model: str) -> tuple[Floats, Floats]:
    """The fitted level and its derivative by the linear predictor."""
    line = b @ x
    if model == "linear":
        return line, np.ones_like(line)
    p = 1 / (1 + np.exp(-line))
    return p, p * (1 - p)


def _sandwich(x: Floats, information: Floats, scores: Floats, design: Design) -> Floats:
    clusters, stratum_of = design
    bread = np.linalg.inv((x * information) @ x.T)
    totals = np.stack([np.bincount(clusters, weights=score, minlength=stratum_of.size) for score in scores])
    size = np.bincount(stratum_of).astype(float)
    means = np.stack([np.bincount(stratum_of, weights=total) for total in totals]) / size
    away = totals - means[:, stratum_of]
    inflate = np.where(size > 1, size / np.maximum(size - 1, 1), 0.0)[stratum_of]
    return np.asarray(bread @ ((away * inflate) @ away.T) @ bread)


def _value(
    value: float, se: float, z: float, method: str, notes: list[tuple[Mask, str]], *, log: bool = False
) -> Value:
    point, error = np.asarray(value, dtype=np.float64), np.asarray(se, dtype=np.float64)
    limits = [point * np.exp(k * z * error) if log else point + k * z * error for k in (-1, 1)]
    return answer(point, np.asarray(limits[0]), np.asarray(limits[1]), error, method, caveats=notes)
