"""Funnels: exact limits hold their share, over-dispersion widens them, and nothing undefined is silent."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evenground.spc.funnel import funnel

SEED = 20261122
KINDS = ("proportion", "rate", "ratio", "counts")


@pytest.mark.parametrize("method", [None, "arcsine", "exact", "plain"])
def test_proportions_of_chance_alone_lie_beyond_a_limit_as_often_as_stated(method: str | None) -> None:
    """5 % beyond 95 % limits and 0.2 % beyond 99.8 %, or fewer where counts are few."""
    rng = np.random.default_rng(SEED)
    n = rng.integers(50, 2000, 20_000)
    found = funnel(rng.binomial(n, 0.15), n, method=method, overdispersion=False)
    out95, out998 = found.outlier.mean(axis=1)
    assert 0.04 < out95 <= 0.055
    assert 0.001 < out998 <= 0.003


@pytest.mark.parametrize("method", ["log", "square root", "exact"])
def test_ratios_of_chance_alone_lie_beyond_a_limit_about_as_often_as_stated(method: str) -> None:
    """The log scale is a little uneven at 20 expected events; exact limits err on the safe side."""
    rng = np.random.default_rng(SEED)
    expected = rng.uniform(20, 300, 20_000)
    found = funnel(rng.poisson(expected), expected, kind="ratio", method=method, overdispersion=False)
    assert 0.03 < found.outlier[0].mean() < 0.06
    assert 0.001 < found.outlier[1].mean() < 0.006


def test_units_that_differ_by_more_than_chance_get_wider_limits_from_the_variance_between_them() -> None:
    """Otherwise most of them would be called outliers, and the word would mean nothing."""
    rng = np.random.default_rng(SEED)
    n = rng.integers(500, 5000, 400)
    x = rng.binomial(n, stats.beta(20, 180).rvs(400, random_state=rng))
    by_chance, allowed = funnel(x, n, overdispersion=False), funnel(x, n)
    assert by_chance.outlier[1].mean() > 0.2
    assert allowed.outlier[1].mean() < 0.02
    assert funnel(x, n, trim=0).tau2 == pytest.approx(
        1 / (4 * 200), rel=0.2
    )  # the variance of arcsin sqrt p of that beta
    assert 0 < allowed.tau2 < funnel(x, n, trim=0).tau2  # taming the extremes keeps some of it out
    assert allowed.method == "arcsine"
    assert "more than chance" in allowed.note


def test_units_no_more_different_than_chance_get_exact_limits() -> None:
    """Where there is nothing to allow for, nothing is approximated."""
    n = np.full(60, 200)
    x = np.random.default_rng(SEED).binomial(n, 0.2)
    found = funnel(x, n)
    assert (found.tau2, found.method) == (0, "exact")
    assert found.upper[1] * n == pytest.approx(stats.binom.ppf(0.999, n, x.sum() / n.sum()))


def test_poisson_limits_are_the_chi_square_quantiles() -> None:
    """The same limits as the indicator programmes of England publish."""
    expected = np.array([0.5, 5, 50])
    found = funnel([0, 5, 50], expected, kind="ratio", method="exact")
    assert found.lower[0] == pytest.approx(stats.chi2.ppf(0.025, 2 * expected) / 2 / expected)
    assert found.upper[0] == pytest.approx(stats.chi2.ppf(0.975, 2 * (expected + 1)) / 2 / expected)


def test_a_ratio_of_counts_is_judged_as_a_share_of_its_total() -> None:
    """30 of one and 70 of the other, with a target of 1: the binomial of 100 and a half."""
    found = funnel([30], [70], kind="counts", target=1, method="exact")
    low, high = stats.binom.ppf([0.001, 0.999], 100, 0.5)
    assert (found.lower[1, 0], found.upper[1, 0]) == pytest.approx((low / (100 - low), high / (100 - high)))


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(1, 300)), min_size=2, max_size=30),
    st.sampled_from(KINDS),
    st.booleans(),
)
def test_limits_hold_the_target_between_them_and_wider_limits_hold_narrower_ones(
    units: list[tuple[int, int]], kind: str, overdispersion: bool
) -> None:
    """Whatever the units are like. (An exact limit is a count, and the target may lie between two counts.)"""
    x, extra = np.array(units).T
    found = funnel(x, x + extra, kind=kind, overdispersion=overdispersion)
    shown = ~np.isnan(found.lower[0]) & (found.centre > 0)
    if found.method != "exact":
        assert (found.lower <= found.centre * (1 + 1e-9))[:, shown].all()
        assert (found.upper >= found.centre * (1 - 1e-9))[:, shown].all()
    assert (found.lower[1] <= found.lower[0])[shown].all()
    assert (found.upper[1] >= found.upper[0])[shown].all()


def test_per_multiplies_values_target_and_limits_alike() -> None:
    """A rate per 1,000 is the same finding."""
    one, thousand = funnel([5, 9], [100, 90]), funnel([5, 9], [100, 90], per=1000)
    for name in ("value", "centre", "lower", "upper"):
        assert getattr(thousand, name) == pytest.approx(1000 * np.asarray(getattr(one, name)))
    assert thousand.outlier.tolist() == one.outlier.tolist()


def test_a_unit_without_a_value_has_a_reason_and_leaves_the_others_as_they_are() -> None:
    """Missing and impossible rows are told, and are in no sum."""
    x, n = [10, np.nan, 3, -1, 9, 20], [100, 50, 0, 10, 5, 100]
    found = funnel(x, n)
    assert found.reason.tolist() == [
        "", "numerator missing", "no denominator", "numerator below 0", "more events than people", "",
    ]  # fmt: skip
    assert np.isnan(found.value).tolist() == (found.reason != "").tolist()
    alone = funnel([10, 20], [100, 100])
    assert (found.centre, found.lower[0, 0]) == (alone.centre, alone.lower[0, 0])
    assert not found.outlier[:, found.reason != ""].any()


def test_what_cannot_be_worked_out_is_told() -> None:
    """No units, no events, one unit: no number is made up."""
    assert "no target" in funnel([], []).note
    assert "could not be measured" in funnel([5], [100]).note
    none = funnel([0, 0, 0], [50, 60, 70], kind="rate")
    assert not none.outlier.any()
    assert "could not be measured" in none.note


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kind": "share"}, "kind must be one of proportion, rate, ratio, counts"),
        ({"method": "log"}, "must be one of arcsine, plain, exact"),
        ({"target": 2}, "between 0 and 1"),
        ({"conf": (95,)}, "conf must lie between 0 and 1"),
    ],
)
def test_wrong_options_are_refused_with_the_right_ones(options: dict[str, object], words: str) -> None:
    """Nobody should have to guess."""
    with pytest.raises(ValueError, match=words):
        funnel([1, 2], [3, 4], **options)
