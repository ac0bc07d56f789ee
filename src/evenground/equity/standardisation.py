"""Rates made comparable between groups of different ages: direct and indirect standardisation."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from evenground.equity.arrays import Floats, Mask, answer, choice, floats, positive, quiet, tail
from evenground.equity.rates import FEW_EVENTS, count_limits, limit_names
from evenground.model.values import Value

DIRECT_METHODS = {"dobson": "Dobson on Byar limits", "gamma": "Fay-Feuer gamma"}


def directly_standardised_rate(
    count: ArrayLike,
    person_time: ArrayLike,
    standard_population: ArrayLike,
    *,
    conf: float = 0.95,
    per: float = 1,
    method: str = "dobson",
    count_variance: ArrayLike | None = None,
) -> Value:
    """The rate a group would have with the standard population's ages: arrays of shape (..., strata), summed over the last axis.

    ``method``: "dobson" (Dobson et al. 1991 on Byar's limits; fewer than 10 events give NaN and a note) or "gamma" (Fay &
    Feuer 1997; any number of events). ``count_variance``: variance of each stratum's count where one person may have
    several events, the sum over people of their events squared; without it each event stands alone (Poisson).
    A stratum with a weight but without person-time, or with a missing count, gives NaN and a note: it is never taken as 0.
    """
    choice(method, DIRECT_METHODS)
    per = positive(per, "per")
    variance = count if count_variance is None else count_variance
    x, time, weight, spread = _strata(
        count=count, person_time=person_time, standard_population=standard_population, count_variance=variance
    )
    with quiet():
        share = np.where(weight > 0, weight / weight.sum(-1, keepdims=True) / time, 0.0)
        rate, events = (share * x).sum(-1), x.sum(-1)
        var = (share**2 * spread).sum(-1)
        lower, upper = (
            _dobson(rate, events, np.sqrt(var / events), conf)
            if method == "dobson"
            else _fay_feuer(rate, var, share.max(-1), tail(conf))
        )
    reasons = _stratum_reasons(x, time, weight)
    if method == "dobson":
        reasons.append((events < FEW_EVENTS, f'fewer than {FEW_EVENTS} events: use method="gamma", or group more time'))
    return answer(rate * per, lower * per, upper * per, np.sqrt(var) * per, DIRECT_METHODS[method], reasons)


def expected_count(person_time: ArrayLike, reference_count: ArrayLike, reference_person_time: ArrayLike) -> Floats:
    """Events a group would have at the reference's rates: arrays of shape (..., strata), summed over the last axis.

    NaN where a stratum with person-time has no reference rate; ``standardised_ratio`` then says so.
    """
    time, x, reference = _strata(
        person_time=person_time, reference_count=reference_count, reference_person_time=reference_person_time
    )
    with quiet():
        rates = np.where(reference > 0, x / reference, np.nan)
        expected: Floats = np.where(time == 0, 0.0, time * rates).sum(-1)
    return expected


def standardised_ratio(observed: ArrayLike, expected: ArrayLike, *, conf: float = 0.95, per: float = 1) -> Value:
    """Events seen over events expected at the reference's rates (SMR), times ``per``.

    Limits: Byar, exact Poisson below 10 events (Breslow & Day 1987); the expected count is taken as known.
    """
    per = positive(per, "per")
    x, e = floats(observed=observed, expected=expected)
    with quiet():
        lower, upper = count_limits(x, conf)
        parts = (x / e * per, lower / e * per, upper / e * per, np.sqrt(x) / e * per)
    reasons = [
        (np.isnan(x), "observed count missing"),
        (x < 0, "observed count below 0"),
        (np.isnan(e), "no expected count: a stratum has no reference rate"),
        (e <= 0, "no events expected"),
    ]
    return answer(*parts, limit_names(x), reasons)


def indirectly_standardised_rate(
    observed: ArrayLike, expected: ArrayLike, reference_rate: ArrayLike, *, conf: float = 0.95, per: float = 1
) -> Value:
    """The standardised ratio times the reference's crude rate, times ``per``."""
    ratio = standardised_ratio(observed, expected, conf=conf, per=per)
    value, lower, upper, se, rate = floats(
        value=ratio.value, lower=ratio.lower, upper=ratio.upper, se=ratio.se, reference_rate=reference_rate
    )
    x, _, _ = floats(observed=observed, expected=expected, reference_rate=reference_rate)
    reasons = [
        (np.isnan(value), "no standardised ratio (see its own note)"),
        (np.isnan(rate) | (rate < 0), "no reference rate"),
    ]
    return answer(value * rate, lower * rate, upper * rate, se * rate, limit_names(x), reasons)


def _strata(**named: ArrayLike) -> tuple[Floats, ...]:
    arrays = floats(**named)
    if arrays[0].ndim == 0:
        raise ValueError(f"{', '.join(named)} need one number a stratum (the last axis); single numbers were given.")
    return arrays


def _dobson(rate: Floats, events: Floats, scale: Floats, conf: float) -> tuple[Floats, Floats]:
    lower, upper = count_limits(events, conf)
    return rate + scale * (lower - events), rate + scale * (upper - events)


def _fay_feuer(rate: Floats, var: Floats, largest: Floats, alpha: float) -> tuple[Floats, Floats]:
    from scipy.special import gammaincinv

    lower = np.where(rate == 0, 0.0, var / rate * gammaincinv(rate**2 / var, alpha))
    mean, spread = rate + largest, var + largest**2
    return lower, spread / mean * gammaincinv(mean**2 / spread, 1 - alpha)


def _stratum_reasons(x: Floats, time: Floats, weight: Floats) -> list[tuple[Mask, str]]:
    counted = weight > 0
    return [
        (np.any(~(weight >= 0), axis=-1), "a weight of the standard population is missing or below 0"),
        (~np.any(counted, axis=-1), "the standard population is empty"),
        (np.any(counted & ~(time > 0), axis=-1), "a stratum of the standard population has no person-time"),
        (np.any(counted & np.isnan(x), axis=-1), "a stratum's count is missing"),
        (np.any(x < 0, axis=-1), "a stratum's count is below 0"),
    ]
