"""Tests of one gap: how often chance alone would show a gap of this size between two equal groups."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenground.equity.arrays import Floats, choice, floats, quiet, significance
from evenground.equity.differences import FIRST, SECOND
from evenground.equity.proportions import count_reasons
from evenground.equity.rates import rate_reasons
from evenground.model.values import Significance

SMALL_EXPECTED = 5.0  # below this expected count the chi-square gives way to Fisher's exact test
TEST_METHODS = {"auto": "", "score": "score (chi-square)", "exact": "Fisher exact"}
SAME = 1 + 1e-7  # tables whose probability differs by less count as equally likely


def difference_test(
    x1: ArrayLike, n1: ArrayLike, x2: ArrayLike, n2: ArrayLike, *, method: str = "auto"
) -> Significance:
    """Two-sided test that two proportions are equal; ``statistic`` is chi-square (1 df), NaN for the exact test.

    ``method``: "score" (Pearson's chi-square without continuity correction, the test of the score interval), "exact"
    (Fisher) or "auto" (exact where any expected count is below 5; the default).
    """
    choice(method, TEST_METHODS)
    a, m, b, n = floats(x1=x1, n1=n1, x2=x2, n2=n2)
    reasons = [*count_reasons(a, m, FIRST), *count_reasons(b, n, SECOND)]
    valid = ~np.any([mask for mask, _ in reasons], axis=0)
    with quiet():
        chi_square = _chi_square(a, m, b, n)
        exact = valid & ((method == "exact") | ((method == "auto") & (_least_expected(a, m, b, n) < SMALL_EXPECTED)))
        p = _chi_square_tail(chi_square)
    p, names = np.array(p), np.full(a.shape, TEST_METHODS["score"], dtype=object)
    p[exact] = _fisher(a[exact], m[exact], b[exact], n[exact])
    names[exact] = TEST_METHODS["exact"]
    return significance(p, np.where(exact, np.nan, chi_square), names, reasons)


def rate_test(count1: ArrayLike, time1: ArrayLike, count2: ArrayLike, time2: ArrayLike) -> Significance:
    """Exact two-sided test that two rates are equal (given all events, the first group's are binomial).

    ``statistic`` is the first group's share of the events. Counts are rounded to whole events.
    """
    a, s, b, t = floats(count1=count1, time1=time1, count2=count2, time2=time2)
    reasons = [*rate_reasons(a, s, FIRST), *rate_reasons(b, t, SECOND)]
    valid = ~np.any([mask for mask, _ in reasons], axis=0)
    p, share = np.full(a.shape, np.nan), np.full(a.shape, np.nan)
    p[valid] = _binomial_tests(a[valid], a[valid] + b[valid], s[valid] / (s[valid] + t[valid]))
    with quiet():
        share[valid] = a[valid] / (a[valid] + b[valid])
    return significance(p, share, "exact conditional (binomial)", reasons)


def _chi_square(a: Floats, m: Floats, b: Floats, n: Floats) -> Floats:
    pooled = (a + b) / (m + n)
    variance = pooled * (1 - pooled) * (1 / m + 1 / n)
    return np.where(variance == 0, 0.0, (a / m - b / n) ** 2 / variance)


def _chi_square_tail(chi_square: Floats) -> Floats:
    from scipy.special import erfc

    tail: Floats = erfc(np.sqrt(chi_square / 2))
    return tail


def _least_expected(a: Floats, m: Floats, b: Floats, n: Floats) -> Floats:
    events = a + b
    return np.minimum(m, n) * np.minimum(events, m + n - events) / (m + n)


def _fisher(a: Floats, m: Floats, b: Floats, n: Floats) -> NDArray[np.float64]:
    """Sum of the probabilities of all tables with these margins that are no likelier than the one seen."""
    answers = np.empty(a.shape)
    for i, (x1, n1, x2, n2) in enumerate(zip(np.rint(a), np.rint(m), np.rint(b), np.rint(n), strict=True)):
        events = x1 + x2
        first = np.arange(max(0, events - n2), min(events, n1) + 1)
        log_p = _log_choose(n1, first) + _log_choose(n2, events - first) - _log_choose(n1 + n2, events)
        p = np.exp(log_p)
        answers[i] = min(1.0, p[p <= p[int(x1 - first[0])] * SAME].sum())
    return answers


def _log_choose(n: float, k: Floats | float) -> Floats:
    from scipy.special import gammaln

    ways: Floats = gammaln(n + 1) - gammaln(np.asarray(k) + 1) - gammaln(n - np.asarray(k) + 1)
    return ways


def _binomial_tests(a: Floats, events: Floats, share: Floats) -> Floats:
    """Sum of the probabilities of all splits of the events that are no likelier than the one seen, all at once."""
    from scipy.special import betainc

    x, n = np.rint(a), np.rint(events)
    left = x <= n * share
    # the far tail is looked at from its own side, where the probability falls with the count
    k, p = np.where(left, x, n - x), np.where(left, share, 1 - share)
    far = _first_as_unlikely(k, n, p)
    inside = np.minimum(far, n)
    tails = betainc(n - k, k + 1, 1 - p) + np.where(far > n, 0.0, betainc(inside, n - inside + 1, p))
    return np.where((x == n * share) | (n == 0), 1.0, np.minimum(tails, 1.0))


def _first_as_unlikely(k: Floats, n: Floats, p: Floats) -> Floats:
    """The smallest count above the mean that is no likelier than ``k``, which lies below it; n + 1 if none is."""
    bound = _log_binomial(k, n, p) + np.log(SAME)
    low, high = np.floor(n * p), n + 1  # likelier at low (or not looked at), as unlikely at high
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        unlikely = _log_binomial(middle, n, p) <= bound
        open_ = high - low > 1
        low, high = np.where(open_ & ~unlikely, middle, low), np.where(open_ & unlikely, middle, high)
    return high


def _log_binomial(k: Floats, n: Floats, p: Floats) -> Floats:
    from scipy.special import gammaln, xlog1py, xlogy

    ways: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + xlogy(k, p) + xlog1py(n - k, -p)
    return ways
