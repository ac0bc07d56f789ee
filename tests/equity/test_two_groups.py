"""Gaps between two groups and their tests: against published numbers."""

from __future__ import annotations

import numpy as np
import pytest

from evenground import equity


@pytest.mark.parametrize(
    ("table", "limits"),
    [
        ((56, 70, 48, 80), {"wald": (0.0575, 0.3425), "score": (0.0533, 0.3377), "miettinen-nurminen": (0.0528, 0.3382), "newcombe": (0.0524, 0.3339)}),
        ((9, 10, 3, 10), {"wald": (0.2605, 0.9395), "score": (0.1821, 0.8370), "miettinen-nurminen": (0.1700, 0.8406), "newcombe": (0.1705, 0.8090)}),
        ((5, 56, 0, 29), {"score": (-0.0313, 0.1926), "miettinen-nurminen": (-0.0326, 0.1933), "newcombe": (-0.0381, 0.1926)}),
        ((10, 10, 0, 20), {"score": (0.7225, 1.0), "miettinen-nurminen": (0.7156, 1.0), "newcombe": (0.6791, 1.0)}),
    ],
)  # fmt: skip
def test_the_limits_of_a_difference_are_the_published_ones(table: tuple, limits: dict) -> None:
    """Newcombe, Statistics in Medicine 1998 17:873, table II: methods 1, 5 (Mee), 6 (Miettinen & Nurminen) and 10."""
    for method, (lower, upper) in limits.items():
        value = equity.difference_interval(*table, method=method)
        assert (value.lower, value.upper) == pytest.approx((lower, upper), abs=6e-5), method


def test_the_limits_of_a_ratio_are_the_published_ones() -> None:
    """Koopman, Biometrics 1984 40:513: 36 of 40 against 16 of 80 gives 4.5 (2.94 to 7.15)."""
    value = equity.ratio_interval(36, 40, 16, 80)
    assert (value.value, value.lower, value.upper) == pytest.approx((4.5, 2.94, 7.15), abs=5e-3)


def test_the_exact_ratio_and_test_of_two_rates_are_the_published_ones() -> None:
    """R's manual, poisson.test (11 of 800 against 21 of 3011): ratio 1.971 (0.858 to 4.277), p 0.0797."""
    value = equity.rate_ratio_interval(11, 800, 21, 3011, method="exact")
    assert (value.value, value.lower, value.upper) == pytest.approx((1.971488, 0.8584264, 4.2772659), rel=1e-6)
    assert equity.rate_test(11, 800, 21, 3011).p_value == pytest.approx(0.07967, abs=5e-6)


def test_fishers_tea_taster() -> None:
    """Fisher, The Design of Experiments 1935: 3 of 4 cups right; two-sided p 0.4857, conditional odds ratio 6.408."""
    assert equity.difference_test(3, 4, 1, 4).p_value == pytest.approx(34 / 70)
    assert equity.odds_ratio_interval(3, 4, 1, 4, method="exact").value == pytest.approx(6.408, abs=5e-4)


def test_the_difference_of_two_means_is_welchs() -> None:
    """Student's sleep data (Biometrika 1908) by R's manual, t.test: t -1.8608, p 0.07939, -3.365 to 0.205."""
    drugs = (0.75, 1.78901, 10, 2.33, 2.002249, 10)
    value, test = equity.mean_difference_interval(*drugs), equity.mean_test(*drugs)
    assert (value.lower, value.upper) == pytest.approx((-3.3654832, 0.2054832), rel=1e-5)
    assert (test.statistic, test.p_value) == pytest.approx((-1.8608, 0.07939), rel=1e-4)


def test_the_ratio_of_means_holds_exactly_the_ratios_the_t_test_does_not_reject() -> None:
    """Fieller 1954: at each limit r the mean of x - r y lies t standard errors from 0."""
    from scipy import stats

    value = equity.mean_ratio_interval(2.33, 0.9, 12, 1.6, 0.7, 15)
    v1, v2 = 0.9**2 / 12, 0.7**2 / 15
    df = (v1 + v2) ** 2 / (v1**2 / 11 + v2**2 / 14)
    for ratio in (value.lower, value.upper):
        assert abs(2.33 - ratio * 1.6) / np.sqrt(v1 + ratio**2 * v2) == pytest.approx(stats.t.ppf(0.975, df))


def test_rates_differ_by_mover_limits() -> None:
    """Zou & Donner 2008: the distance from estimate to limit is recovered from each rate's own limits."""
    first, second = equity.rate_interval(30, 1000), equity.rate_interval(8, 900)
    value = equity.rate_difference_interval(30, 1000, 8, 900)
    lower = value.value - np.hypot(first.value - first.lower, second.upper - second.value)
    assert value.lower == pytest.approx(lower)


def test_no_event_in_a_group_still_gives_an_honest_interval() -> None:
    """0 of 25 is not certainty: Wald's standard error of 0 would say so."""
    value = equity.difference_interval(0, 25, 5, 50)
    assert value.lower < -0.1 < value.upper
    assert value.upper > 0
    assert equity.ratio_interval(0, 25, 5, 50).upper > 1
    assert equity.ratio_interval(5, 25, 0, 50).note == "no events in the second group: ratio not defined"


def test_benjamini_and_hochbergs_example() -> None:
    """Benjamini & Hochberg, JRSS B 1995 57:289: of 15 p-values theirs rejects 4 at 5 %, Bonferroni 3."""
    p = [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0,
    ]
    assert (equity.adjust_p_values(p) <= 0.05).sum() == 4
    assert (equity.adjust_p_values(p, method="bonferroni") <= 0.05).sum() == 3
    assert np.array_equal(equity.adjust_p_values([0.01, np.nan, 0.04]), [0.02, np.nan, 0.04], equal_nan=True)


def test_people_needed_is_the_textbook_number() -> None:
    """Fleiss, Levin & Paik 2003, as in R's manual, power.prop.test (0.50 against 0.75, power 0.90): 76.7, so 77 people."""
    assert equity.people_needed(0.50, 0.75, power=0.90).value == 77
    assert "equal" in equity.people_needed(0.2, 0.2).note


def test_people_needed_tell_the_gap_as_often_as_promised() -> None:
    """With the number it names, 80 % of samples show the gap."""
    n = int(equity.people_needed(0.30, 0.20).value)
    rng = np.random.default_rng(7)
    p = equity.difference_test(rng.binomial(n, 0.30, 4000), n, rng.binomial(n, 0.20, 4000), n, method="score").p_value
    assert 0.78 < np.mean(np.asarray(p) < 0.05) < 0.82


def test_rates_and_means_need_what_the_normal_formula_says() -> None:
    """Lachin 1981: (1.96 + 0.84)^2 = 7.849 times the variances over the squared gap."""
    assert equity.person_time_needed(0.03, 0.02).value == pytest.approx(7.8489 * 0.05 / 0.01**2, rel=1e-4)
    assert equity.events_needed(0.03, 0.02).value == np.ceil(7.8489 * 0.05 / 0.01**2 * 0.05)
    assert equity.mean_people_needed(8.1, 1.5, 7.6, 1.5).value == np.ceil(7.8489 * 4.5 / 0.25)


def test_people_affected_are_the_events_that_would_not_have_been() -> None:
    """30 of 100 at a reference of 10 of 100: 20 people; groups without a figure are counted in the note."""
    assert equity.excess(30, 100, 10, 100).value == pytest.approx(20)
    both = equity.total_excess([10, 30, 5, 45], [100, 100, 0, 300], reference=0)
    assert both.value == pytest.approx(20 + 15)
    assert both.note == "1 of 4 groups left out: no figure"
    assert equity.total_excess([90, 70], [100, 100], reference=0, better="higher").value == pytest.approx(20)


def test_the_reference_counts_once_in_the_people_affected_of_all_groups() -> None:
    """Its error is shared by all gaps, so the interval of the sum is wider than if gaps were independent."""
    x, n = np.array([10, 30, 30]), np.array([100, 100, 100])
    gaps = equity.excess(x[1:], n[1:], 10, 100)
    assert equity.total_excess(x, n, reference=0).se > np.hypot(*gaps.se)
