"""Standardised rates, life expectancy, quantile groups, funnels, and how figures change."""

from __future__ import annotations

import numpy as np
import pytest

from evenground import equity


def test_a_standard_like_the_group_itself_gives_the_crude_rate_with_its_own_limits() -> None:
    """Dobson et al. 1991 and Fay & Feuer 1997: both are exact when the standard is proportional to the group."""
    count, time = np.array([3, 9, 20]), np.array([100.0, 300.0, 500.0])
    crude = equity.rate_interval(32, 900)
    dobson = equity.directly_standardised_rate(count, time, time * 7)
    assert (dobson.value, dobson.lower, dobson.upper) == pytest.approx((crude.value, crude.lower, crude.upper))
    gamma, exact = (
        equity.directly_standardised_rate(count, time, time, method="gamma"),
        equity.rate_interval(32, 900, method="exact"),
    )
    assert (gamma.lower, gamma.upper) == pytest.approx((exact.lower, exact.upper))


def test_a_standardised_rate_is_the_weighted_mean_of_its_strata() -> None:
    """By hand: (2 x 0.10 + 1 x 0.40) / 3 = 0.20, standard error sqrt((2/3)^2 x 10/100^2 + (1/3)^2 x 20/50^2)."""
    value = equity.directly_standardised_rate([10, 20], [100, 50], [2000, 1000])
    assert value.value == pytest.approx(0.2)
    assert value.se == pytest.approx(np.sqrt(4 / 9 * 10 / 100**2 + 1 / 9 * 20 / 50**2))


def test_too_few_events_for_dobson_is_said() -> None:
    """Morris et al., Population Health Metrics 2018 16:19: not below 10 events."""
    few = equity.directly_standardised_rate([4, 5], [100, 100], [1, 1])
    assert np.isnan(few.value)
    assert "fewer than 10 events" in few.note
    assert equity.directly_standardised_rate([4, 5], [100, 100], [1, 1], method="gamma").note == ""


def test_repeat_events_widen_the_interval() -> None:
    """If each of 20 people had 2 events, the count of 40 varies as 20 people do: the variance doubles."""
    once = equity.directly_standardised_rate([40], [1000], [1])
    twice = equity.directly_standardised_rate([40], [1000], [1], count_variance=[80])
    assert twice.se == pytest.approx(once.se * np.sqrt(2))


def test_a_standardised_ratio_is_observed_over_expected() -> None:
    """Breslow & Day 1987, 2.3: 9 seen where 1 % of 200 and 4 % of 100 were expected is 9 / 6."""
    expected = equity.expected_count([200, 100], [1, 4], [100, 100])
    ratio = equity.standardised_ratio(9, expected, per=100)
    exact = equity.rate_interval(9, 6, per=100)
    assert (ratio.value, ratio.lower, ratio.upper) == pytest.approx((150, exact.lower, exact.upper))
    rate = equity.indirectly_standardised_rate(9, expected, 0.025, per=1000)
    assert rate.value == pytest.approx(1.5 * 25)
    assert "no reference rate" in equity.standardised_ratio(9, equity.expected_count([200], [0], [0])).note


def test_a_life_table_by_hand() -> None:
    """Chiang 1968 with three bands: 1000 start; 100 die in 0-50 (mid-way on average), the rest at a rate of 1 in 20 years."""
    # q(0-50) = 50 m / (1 + 25 m) with m = 0.002 is 0.0952; years lived 50 x (1 - q / 2); then 20 more for the survivors
    q = 50 * 0.002 / (1 + 25 * 0.002)
    value = equity.life_expectancy([10, 50], [5000, 1000], [0, 50])
    assert value.value == pytest.approx([50 * (1 - q / 2) + (1 - q) * 20, 20])
    assert "pool the last bands" in equity.life_expectancy([10, 0], [5000, 1000], [0, 50]).note[0]


def test_quantile_groups_are_equal_in_size_and_ties_stay_together() -> None:
    """The rule of Public Health England's phe_quantile."""
    assert equity.quantile_groups([10, 20, 30, 40, 50, 60], 3).value.tolist() == [3, 3, 2, 2, 1, 1]
    assert equity.quantile_groups([10, 20, 30, 40, 50, 60], 3, highest_is=3).value.tolist() == [1, 1, 2, 2, 3, 3]
    tied = equity.quantile_groups([10, 30, 30, 30, 50, np.nan], 5)
    assert len(set(tied.value[1:4])) == 1
    assert tied.note[5] == "value missing"


def test_a_funnel_holds_chance_and_names_what_lies_outside() -> None:
    """Spiegelhalter, Statistics in Medicine 2005 24:1185: limits around the target by size."""
    limits = equity.funnel_limits([100, 10_000], 0.2, per=100)
    assert limits.lower == pytest.approx([20 - 1.95996 * 4, 20 - 1.95996 * 0.4], rel=1e-5)
    names = equity.funnel_significance([20, 30, 36], 100, 0.2)
    assert names.tolist() == ["within", "high 95 %", "high 99.8 %"]


def test_the_poisson_funnel_passes_through_the_exact_limits_of_whole_counts() -> None:
    """Where 7 events lie just on the lower limit, the funnel's lower side is 7 over the size."""
    low, high = equity.funnel_curve([7], 0.01)
    sizes = np.array([low.lower[0], high.lower[0]])
    limits = equity.funnel_limits(sizes, 0.01, kind="rate")
    assert limits.lower[0] == pytest.approx(low.value[0])
    assert limits.upper[1] == pytest.approx(high.value[0])


def test_a_change_is_split_into_rates_that_moved_and_people_who_moved() -> None:
    """Kitagawa, JASA 1955 50:1168, by hand: rates 10 and 20 in halves; then 8 and 20 in shares 0.4 and 0.6."""
    # rates: mean share 0.45 x (8 - 10) = -0.9; composition: -0.1 x 9 + 0.1 x 20 = 1.1; average 15 -> 15.2
    found = equity.decompose_change([10, 20], [50, 50], [8, 20], [40, 60])
    assert found.change.value == pytest.approx(0.2)
    assert found.rate_effect.value == pytest.approx(-0.9)
    assert found.composition_effect.value == pytest.approx(1.1)


def test_a_group_that_arrives_changes_the_composition_only() -> None:
    """It had no rate before, so its rate did not move."""
    found = equity.decompose_change([10, np.nan], [100, 0], [10, 30], [50, 50])
    assert found.rate_effect.value == pytest.approx(0)
    assert found.change.value == pytest.approx(10)


@pytest.mark.parametrize(
    ("levels", "verdict"),
    [
        ((10, 20, 10, 15), "levelling up"),
        ((10, 20, 9, 15), "levelling up"),
        ((10, 20, 12, 18), "closing by gain and loss"),
        ((10, 20, 14, 20), "levelling down"),
        ((10, 20, 16, 22), "levelling down"),
        ((10, 20, 10, 24), "worse-off fell behind"),
        ((10, 20, 8, 24), "pulling apart"),
        ((10, 20, 5, 19), "better-off pulled ahead"),
        ((10, 20, 11, 21), "no change"),
        ((10, 20, np.nan, 21), "not known"),
    ],
)
def test_a_gap_that_moves_is_named_by_who_moved(levels: tuple, verdict: str) -> None:
    """A gap that closes because the better-off got worse helped no one (Parfit 1997, the levelling-down objection)."""
    assert equity.levelling_down(*levels).verdict == verdict
    mirrored = [100 - level for level in levels]
    assert equity.levelling_down(*mirrored, better="higher").verdict == verdict


def test_a_gaps_change_that_may_be_chance_says_so() -> None:
    """A verdict of direction is not a finding until its interval leaves 0."""
    found = equity.levelling_down(10, 20, 10, 19, se=(1, 1, 1, 1))
    assert "may be chance" in found.change.note
    assert equity.levelling_down(10, 20, 10, 10, se=(1, 1, 1, 1)).change.note == ""
