"""Evidence case by case, and suggestions of where a phase might start."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evenground.spc.cusum import bernoulli_cusum
from evenground.spc.rephasing import Limits, stable_shifts, successive_medians

SEED = 20261122


def flat(used: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A chart that always has its line at 0 and its limits at 3."""
    return np.zeros(used.size), np.full(used.size, -3.0), np.full(used.size, 3.0)


def individuals(y: np.ndarray) -> Limits:
    """An I chart."""

    def limits(used: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        v = y[used]
        sigma = np.abs(np.diff(v)).mean() / 1.128
        return tuple(np.full(y.size, line) for line in (v.mean(), v.mean() - 3 * sigma, v.mean() + 3 * sigma))

    return limits


def test_each_case_adds_its_log_likelihood_ratio_and_a_signal_starts_again_at_0() -> None:
    """From 1 in 50 to twice the odds: an event is worth log 1.96 for a rise, its absence log 0.98."""
    twice = 2 * 0.02 / (1 + 0.02)
    found = bernoulli_cusum([1, 0, 1, 1, 1, 1, 1], 0.02)
    event, none = (np.log(stats.bernoulli.pmf(case, twice) / stats.bernoulli.pmf(case, 0.02)) for case in (1, 0))
    assert found.rise[:3] == pytest.approx([event, event + none, 2 * event + none])
    assert np.flatnonzero(found.rise_signal).tolist() == [6]
    assert found.rise[6] == 0
    assert (found.fall <= 0).all()


def test_a_case_that_is_not_known_adds_nothing_and_many_series_are_as_if_alone() -> None:
    """Neither for nor against."""
    cases = np.array([[1, np.nan, 1], [0, 1, 0.0]])
    together = bernoulli_cusum(cases, 0.1)
    assert together.rise[0, 1] == together.rise[0, 0]
    for place, one in enumerate(cases):
        assert bernoulli_cusum(one, 0.1).rise.tolist() == together.rise[place].tolist()


@pytest.mark.parametrize(("event", "options"), [([2], {}), ([1], {"odds_ratio": 1}), ([1], {"limit": 0})])
def test_a_cusum_refuses_what_is_not_a_case_or_a_change(event: list[int], options: dict[str, float]) -> None:
    """A count of events is not a case."""
    with pytest.raises(ValueError, match=r"must (lie|be)"):
        bernoulli_cusum(event, 0.1, **options)


def test_a_run_after_the_baseline_suggests_a_median_of_its_own_and_points_on_the_line_are_passed_over() -> None:
    """Nine above, with one on the median among them."""
    y = [*range(13), 6, *[9, 10, 11, 12], 6, *[13, 14, 15, 16, 17], 6]
    baseline, higher = successive_medians(y)
    assert (baseline.start, baseline.stop, baseline.centre) == (0, 13, 6)
    assert (higher.start, higher.stop, higher.centre) == (14, 24, 13)
    assert higher.why == "9 points in a row above the last median"
    assert len(successive_medians(y, direction="below")) == 1


def test_too_few_points_suggest_nothing() -> None:
    """A suggestion from little would be noise."""
    assert successive_medians(range(21)) == ()
    assert stable_shifts(np.arange(20.0), flat) == ()


def test_a_lasting_shift_is_suggested_where_it_starts() -> None:
    """30 points, then 30 points two and a half standard deviations higher."""
    y = np.random.default_rng(SEED).normal(size=60)
    y[30:] += 2.5
    first, second = stable_shifts(y, individuals(y))
    assert (first.start, first.stop) == (0, 21)
    assert abs(second.start - 30) <= 1
    assert second.centre == pytest.approx(2.5, abs=0.5)


def test_a_shift_that_goes_back_is_not_suggested() -> None:
    """Ten high points and then the old level: a new phase would hide the way back."""
    y = np.random.default_rng(SEED).normal(size=80)
    y[30:40] += 2.5
    assert [phase.start for phase in stable_shifts(y, individuals(y))] == [0]


def test_the_farthest_points_beyond_the_limits_are_left_out_first_and_no_more_than_three() -> None:
    """Otherwise a freak month would set the limits."""
    y = np.random.default_rng(SEED).normal(size=21) * 0.5
    y[[3, 8, 12, 17]] = (9, -8, 7, 6)
    (phase,) = stable_shifts(y, flat)
    assert phase.left_out == (3, 8, 12)


def test_a_direction_that_does_not_exist_is_refused() -> None:
    """Up is called above."""
    with pytest.raises(ValueError, match="'above', 'below' or 'both'"):
        successive_medians([1.0], direction="up")
