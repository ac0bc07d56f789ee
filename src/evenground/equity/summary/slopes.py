"""The slope across the whole ranked population: SII (last minus first person) and RII (last over first)."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from evenground.equity.arrays import Floats, Mask, choice, quiet
from evenground.equity.summary.answers import measure, nothing, on_log_scale, symmetric
from evenground.equity.summary.concentration import NO_ORDER
from evenground.equity.summary.ranks import ONE_RANK, all_at_one_rank, relative_ranks
from evenground.equity.summary.tables import Tables
from evenground.model.values import Value

MODELS = ("logit", "linear")
BINOMIAL = "logit, binomial model"
EQUAL_LOGIT = "logit, equal weights, HC1"
LINEAR = "linear, delta method from standard errors"
HC1 = "linear, HC1"
FEWEST_GROUPS = 3
STEPS = 60
STEEPEST = 60.0  # a log odds beyond this at either end: the groups are all or nothing and the fit runs off to infinity
ROUNDING = 1e-9  # so that 100.0000000001 people is 100, not 101
SCATTER = "no standard errors: the interval shows scatter about the line (HC1), too narrow for few groups"


def slope_indices(tables: Tables, model: str = "logit") -> tuple[Value, Value]:
    """SII and RII of the level on the relative rank; ``se`` of the RII is of the logarithm.

    People are counted whole: a survey's weighted population is rounded up, and cases to the nearest, unless ``numerator``
    was given. "logit": binomial model, each group weighing its people once; model-based interval, widened where the standard errors given exceed the binomial ones; needs ``scale``.
    "linear" (always without ``scale``): weighted least squares; interval by the delta method, without standard errors HC1.
    """
    choice(model, MODELS, "model")
    if tables.order is None:
        return nothing(tables, BINOMIAL, NO_ORDER), nothing(tables, BINOMIAL, NO_ORDER)
    tables = _whole_people(tables)
    used = tables.present & (tables.n > 0)
    few = used.sum(-1) < FEWEST_GROUPS
    rank = relative_ranks(tables)
    reasons = [(few, f"fewer than {FEWEST_GROUPS} groups: give the difference instead")]
    reasons.append((~few & all_at_one_rank(rank, used), ONE_RANK))
    if model == "linear" or tables.scale is None:
        return _linear(tables, rank, reasons)
    return _logit(tables, rank, reasons)


def _linear(tables: Tables, rank: Floats, reasons: list[tuple[Mask, str]]) -> tuple[Value, Value]:
    with quiet():
        b0, b1, to0, to1 = _least_squares(tables, rank)
        known = tables.se_known
        residual = tables.y - b0[:, np.newaxis] - b1[:, np.newaxis] * rank
        groups = (tables.present & (tables.n > 0)).sum(-1)
        hc1 = residual**2 * (groups / (groups - 2))[:, np.newaxis]
        variance = np.where(known[:, np.newaxis], np.nan_to_num(tables.se) ** 2, hc1)
        se = np.sqrt((to1**2 * variance).sum(-1))
        top = b0 + b1
        toward = (to0 + to1) / top[:, np.newaxis] - to0 / b0[:, np.newaxis]
        log_se = np.sqrt((toward**2 * variance).sum(-1))
    method = np.where(known, LINEAR, HC1).astype(object)
    caveats = [(~known, SCATTER)]
    negative = [(~((b0 > 0) & (top > 0)), "the line falls to 0 or below within the ranks: ratio not defined")]
    with quiet():
        intervals = symmetric(b1, se, tables.z), on_log_scale(top / b0, log_se, tables.z)
    return (
        measure(tables, intervals[0], method, weighted=True, reasons=reasons, caveats=caveats),
        measure(tables, intervals[1], method, weighted=True, reasons=[*reasons, *negative], caveats=caveats),
    )


def _least_squares(tables: Tables, rank: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Intercept and slope, and how each depends on each group's level."""
    middle = (tables.share * rank).sum(-1, keepdims=True)
    centred = rank - middle
    to1 = tables.share * centred / (tables.share * centred**2).sum(-1, keepdims=True)
    to0 = tables.share - middle * to1
    return (to0 * tables.y).sum(-1), (to1 * tables.y).sum(-1), to0, to1


def _logit(tables: Tables, rank: Floats, reasons: list[tuple[Mask, str]]) -> tuple[Value, Value]:
    assert tables.scale is not None
    counted = tables.counted
    with quiet():
        cases, people = _cases(tables), tables.n
        b0, b1, settled = _fit(cases, people, rank)
        low, high = _expit(b0), _expit(b0 + b1)
        v00, v01, v11 = _covariance(tables, cases, people, rank, b0, b1)
        dispersion = _dispersion(tables)
        g0, g1 = high * (1 - high) - low * (1 - low), high * (1 - high)
        h0, h1 = low - high, 1 - high
        se = np.sqrt(dispersion * (g0**2 * v00 + 2 * g0 * g1 * v01 + g1**2 * v11)) * tables.scale
        log_se = np.sqrt(dispersion * (h0**2 * v00 + 2 * h0 * h1 * v01 + h1**2 * v11))
        settled &= ~_apart(cases, people, rank)
        settled &= np.isfinite(se) & np.isfinite(log_se) & (np.maximum(np.abs(b0), np.abs(b0 + b1)) < STEEPEST)
        gap, ratio = (high - low) * tables.scale, high / low
        flat = np.all((cases == 0), -1) | np.all(cases == people, -1)
        gap, se = np.where(flat, 0.0, gap), np.where(flat, np.nan, se)
    outside = np.any((tables.y < 0) | (tables.y > tables.scale), axis=-1)
    reasons = [
        *reasons,
        (outside, "an estimate outside 0 to scale: a logit model needs proportions (or give scale=None)"),
    ]
    reasons.append((~settled & ~flat & ~outside, "the logit model has no finite fit"))
    none = [*reasons, (flat, "no events, or all: ratio not defined")]
    caveats = [
        (flat, "no events, or all: no interval"),
        (~counted, "no counts of people: the interval shows scatter about the line, not sampling error"),
        (dispersion > 1, "interval widened: the standard errors given exceed the binomial ones"),
    ]
    method = np.where(counted, BINOMIAL, EQUAL_LOGIT).astype(object)
    return (
        measure(tables, symmetric(gap, se, tables.z), method, weighted=True, reasons=reasons, caveats=caveats),
        measure(tables, on_log_scale(ratio, log_se, tables.z), method, weighted=True, reasons=none, caveats=caveats),
    )


def _whole_people(tables: Tables) -> Tables:
    """The tables with populations rounded up to whole people; as they are if they are shares or no population was given.

    A population with a group below 1 is a share, not a count: the logit then has no binomial interval.
    """
    counts = tables.counted & np.all((tables.n >= 1) | (tables.n == 0), axis=-1)
    if tables.numerator is not None:
        return replace(tables, counted=counts)
    n = np.where(counts[:, np.newaxis], np.ceil(tables.n - ROUNDING), tables.n)
    with quiet():
        return replace(tables, n=n, share=n / n.sum(-1, keepdims=True), counted=counts)


def _cases(tables: Tables) -> Floats:
    """Cases of each group: as given, else to the nearest person, unless that would tilt groups of one level."""
    if tables.numerator is not None:
        return tables.numerator
    # The share first: a level at the scale is then everybody exactly, whatever the unit.
    cases = tables.n * (tables.y / (tables.scale or 1.0))
    whole = tables.counted & ~_all_equal(tables)
    return np.where(whole[:, np.newaxis], np.round(cases), cases)


def _all_equal(tables: Tables) -> Mask:
    highest = np.where(tables.present, tables.y, -np.inf).max(-1)
    return np.asarray(highest == np.where(tables.present, tables.y, np.inf).min(-1))


def _apart(cases: Floats, people: Floats, rank: Floats) -> Mask:
    """Whether some rank parts all cases from all others, so that the likelihood has no maximum (Albert & Anderson 1984).

    Told from the counts themselves: where a fit that runs off to infinity stops is a matter of rounding.
    """
    case, other = (people > 0) & (cases > 0), (people > 0) & (cases < people)
    (first_case, last_case), (first_other, last_other) = (
        (np.where(mask, rank, np.inf).min(-1), np.where(mask, rank, -np.inf).max(-1)) for mask in (case, other)
    )
    return np.asarray((last_case <= first_other) | (last_other <= first_case))


def _fit(cases: Floats, people: Floats, rank: Floats) -> tuple[Floats, Floats, Mask]:
    """Maximum likelihood, always fitted in the direction in which it falls, so that turning the ranks round turns only the sign."""
    middle = (people * rank).sum(-1, keepdims=True) / people.sum(-1, keepdims=True)
    rises = ((rank - middle) * cases).sum(-1) > 0
    b0, b1, settled = _newton(cases, people, np.where(rises[:, np.newaxis], 1 - rank, rank))
    return np.where(rises, b0 + b1, b0), np.where(rises, -b1, b1), settled


def _newton(cases: Floats, people: Floats, rank: Floats) -> tuple[Floats, Floats, Mask]:
    """Maximum likelihood by Newton's method, all tables at once."""
    share = np.clip(cases.sum(-1) / people.sum(-1), 1e-12, 1 - 1e-12)
    b0, b1 = np.log(share / (1 - share)), np.zeros(len(cases))
    step = np.ones(len(cases))
    for _ in range(STEPS):
        p = _expit(b0[:, np.newaxis] + b1[:, np.newaxis] * rank)
        i00, i01, i11 = _information(people * p * (1 - p), rank)
        score0, score1 = (cases - people * p).sum(-1), (rank * (cases - people * p)).sum(-1)
        det = i00 * i11 - i01**2
        d0, d1 = (i11 * score0 - i01 * score1) / det, (i00 * score1 - i01 * score0) / det
        b0, b1 = b0 + np.clip(d0, -4, 4), b1 + np.clip(d1, -4, 4)
        step = np.abs(d0) + np.abs(d1)
        if not np.any(step > 1e-13):
            break
    return b0, b1, step < 1e-8


def _information(weight: Floats, rank: Floats) -> tuple[Floats, Floats, Floats]:
    return weight.sum(-1), (weight * rank).sum(-1), (weight * rank**2).sum(-1)


def _covariance(
    tables: Tables, cases: Floats, people: Floats, rank: Floats, b0: Floats, b1: Floats
) -> tuple[Floats, Floats, Floats]:
    """Of the two coefficients: the inverse information; without a population the HC1 sandwich."""
    p = _expit(b0[:, np.newaxis] + b1[:, np.newaxis] * rank)
    i00, i01, i11 = _information(people * p * (1 - p), rank)
    det = i00 * i11 - i01**2
    v00, v01, v11 = i11 / det, -i01 / det, i00 / det
    groups = tables.groups
    squares = (cases - people * p) ** 2 * (groups / (groups - 2))[:, np.newaxis]
    m00, m01, m11 = _information(squares, rank)
    w00 = v00**2 * m00 + 2 * v00 * v01 * m01 + v01**2 * m11
    w01 = v00 * v01 * m00 + (v00 * v11 + v01**2) * m01 + v01 * v11 * m11
    w11 = v01**2 * m00 + 2 * v01 * v11 * m01 + v11**2 * m11
    pairs = ((v00, w00), (v01, w01), (v11, w11))
    first, second, third = (np.where(tables.counted, model, robust) for model, robust in pairs)
    return first, second, third


def _dispersion(tables: Tables) -> Floats:
    """How far the squared standard errors given exceed the binomial ones, on average over the groups; 1 if they do not."""
    share = tables.y / (tables.scale or 1.0)
    binomial = share * (1 - share) / tables.n
    told = tables.present & (binomial > 0) & ~np.isnan(tables.se)
    excess = np.where(told, (tables.se / (tables.scale or 1.0)) ** 2 / np.where(told, binomial, 1.0), 0.0)
    ratio = excess.sum(-1) / told.sum(-1)
    usable = tables.se_known & tables.counted & (ratio > 1 + 1e-6)
    return np.where(usable, ratio, 1.0)


def _expit(x: Floats) -> Floats:
    return 1 / (1 + np.exp(-x))
