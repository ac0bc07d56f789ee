"""One proportion, one rate, one mean: against published numbers."""

from __future__ import annotations

import numpy as np
import pytest

from evenground import equity


@pytest.mark.parametrize(
    ("x", "n", "wilson", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_a_proportions_limits_are_the_published_ones(x: int, n: int, wilson: tuple, exact: tuple) -> None:
    """Newcombe, Statistics in Medicine 1998 17:857, table I: methods 3 (Wilson 1927) and 5 (Clopper & Pearson 1934)."""
    for method, limits in (("wilson", wilson), ("exact", exact)):
        value = equity.proportion_interval(x, n, method=method)
        assert (value.lower, value.upper) == pytest.approx(limits, abs=5e-5)


@pytest.mark.parametrize(
    ("count", "limits"), [(0, (0, 3.69)), (1, (0.03, 5.57)), (5, (1.62, 11.67)), (9, (4.12, 17.08))]
)
def test_below_ten_events_a_rates_limits_are_the_exact_poisson_ones(count: int, limits: tuple) -> None:
    """The table of Haenszel, Loveland & Sirken (JNCI 1962), reprinted by Breslow & Day 1987."""
    value = equity.rate_interval(count, 1)
    assert value.method == "exact Poisson"
    assert (value.lower, value.upper) == pytest.approx(limits, abs=6e-3)


def test_from_ten_events_on_byars_limits_are_near_the_exact_ones() -> None:
    """Breslow & Day 1987, 2.11 and 2.12: within 0.2 % for 10 events (exact: 4.795 to 18.390)."""
    value = equity.rate_interval(10, 1)
    assert value.method == "Byar"
    assert (value.lower, value.upper) == pytest.approx((4.795, 18.390), rel=2e-3)


def test_the_mean_of_a_small_group_has_student_t_limits() -> None:
    """Student, Biometrika 1908: the drug Laevo hyoscyamine, mean 2.33 hours of 10 patients (t with 9 df is 2.262)."""
    value = equity.mean_interval(2.33, 2.002249, 10)
    assert (value.lower, value.upper) == pytest.approx(
        (2.33 - 2.262157 * 0.633166, 2.33 + 2.262157 * 0.633166), rel=1e-5
    )


def test_a_figure_that_cannot_be_given_says_why() -> None:
    """No number is made up and none is lost in silence."""
    assert equity.proportion_interval([1, 1, None, 5], [0, None, 5, 4]).note.tolist() == [
        "no denominator",
        "denominator missing",
        "numerator missing",
        "numerator above denominator",
    ]
    assert equity.rate_interval(3, 0).note == "no person-time"
    assert equity.mean_interval(5, np.nan, 1).note == "one person: no spread, so no interval"
    assert equity.mean_interval(5, np.nan, 1).value == 5


def test_a_single_number_in_gives_a_single_number_out() -> None:
    """Callers must not unwrap arrays of one."""
    value = equity.proportion_interval(3, 10, per=100)
    assert (type(value.value), type(value.note), type(value.method)) == (float, str, str)
    assert equity.proportion_interval([3, 4], 10).at(1) == equity.proportion_interval(4, 10)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: equity.proportion_interval(1, 2, method="wald"), "method must be one of 'wilson'"),
        (lambda: equity.proportion_interval(1, 2, conf=95), "conf must be a number between 0 and 1"),
        (lambda: equity.proportion_interval([1, 2], [1, 2, 3]), "do not fit together"),
        (lambda: equity.rate_interval("many", 3), "count must be numbers"),
        (lambda: equity.rate_interval(1, 3, per=0), "per must be a number above 0"),
        (lambda: equity.summary_measures(5), "one number a group"),
        (lambda: equity.summary_measures([5, 6], reference=2), "between 0 and 1"),
        (lambda: equity.summary_measures([5, 6], better="up"), "better must be one of"),
        (lambda: equity.summary_measures([5, 6], draws=0), "draws must be a whole number"),
        (lambda: equity.summary_measures([5, 6], labels=["A"]), "labels must name the 2 groups"),
        (lambda: equity.life_expectancy([1, 1], [9, 9], [5, 0]), "each above the one before"),
        (lambda: equity.quantile_groups([1, 2, 3], 2, highest_is=3), "highest_is must be 1 or 2"),
        (lambda: equity.adjust_p_values([0.1, 1.2]), "between 0 and 1"),
        (lambda: equity.people_needed(0.1, 0.2, power=80), "power must be a number between 0 and 1"),
        (lambda: equity.directly_standardised_rate(1, 2, 3), "one number a stratum"),
    ],
)
def test_wrong_usage_is_told_in_plain_words(call: object, words: str) -> None:
    """Data never raise; a slip of the caller does, at once."""
    with pytest.raises(ValueError, match=words):
        call()
