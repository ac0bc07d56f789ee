"""Making Data Count's answers in words: has anything changed, and will the target be met?"""

from __future__ import annotations

import numpy as np
import pytest

from evenground.spc import assurance
from evenground.spc.assurance import Answers, making_data_count


def answers(value: object, *, half: float = 3, centre: float = 0, **options: object) -> Answers:
    """A chart with sigma a third of its half width."""
    y = np.asarray(value, dtype=float)
    return making_data_count(y, centre, half / 3, lower=centre - half, upper=centre + half, **options)


@pytest.mark.parametrize(
    ("better", "words"),
    [
        ("higher", assurance.IMPROVEMENT),
        ("lower", assurance.CONCERN),
        (None, assurance.HIGH),
    ],
)
def test_the_same_high_point_is_good_bad_or_just_high(better: str | None, words: str) -> None:
    """What a signal means depends on what people want."""
    found = answers([0.1, -0.1, 3.5], better=better)
    assert found.points.tolist() == [assurance.COMMON_CAUSE, assurance.COMMON_CAUSE, words]
    assert found.variation == words


def test_a_trend_upward_below_the_mean_is_named_by_its_direction() -> None:
    """Things are getting better, though they are not yet good; a trend comes before a shift."""
    rising = np.linspace(-1.2, -0.1, 7)
    assert set(answers(rising, better="higher").points) == {assurance.IMPROVEMENT}
    assert set(answers(rising[::-1], better="higher").points) == {assurance.CONCERN}


def test_at_a_peak_the_trend_that_ends_there_names_the_point() -> None:
    """The first fall after a rise is not yet part of the rise."""
    peak = [*np.linspace(-1.2, 1.2, 7), *np.linspace(0.8, -1.2, 7)]
    found = answers(peak, better="higher").points
    assert (found[6], found[7]) == (assurance.IMPROVEMENT, assurance.CONCERN)


@pytest.mark.parametrize(
    ("target", "better", "words"),
    [
        (-4, "higher", assurance.PASS),
        (4, "higher", assurance.FAIL),
        (4, "lower", assurance.PASS),
        (-4, "lower", assurance.FAIL),
        (1, "lower", assurance.HIT_OR_MISS),
        (3, "higher", assurance.HIT_OR_MISS),
        (None, "higher", assurance.NO_TARGET),
        (np.nan, "higher", assurance.NO_TARGET),
        (1, None, assurance.NO_DIRECTION),
    ],
)
def test_a_target_is_met_for_sure_only_if_the_limits_lie_wholly_on_its_good_side(
    target: float | None, better: str | None, words: str
) -> None:
    """Between the limits chance decides."""
    assert answers([0, 1, -1], target=target, better=better).assurance == words


@pytest.mark.parametrize("better", ["higher", "lower"])
def test_a_series_constant_at_its_target_passes(better: str) -> None:
    """100 % of 100 % is not hit or miss."""
    level = np.mean(np.full(10, 99.9))  # not 99.9 to the last bit
    found = answers(np.full(10, 99.9), centre=level, half=0, target=99.9, better=better)
    assert found.assurance == assurance.PASS
    assert found.variation == assurance.COMMON_CAUSE


def test_without_limits_there_is_no_assurance() -> None:
    """A run chart cannot promise anything."""
    none = np.nan
    found = making_data_count([1, 2, 3], 2, none, lower=none, upper=none, target=2, better="higher")
    assert found.assurance == assurance.NO_LIMITS


def test_a_pattern_does_not_reach_from_one_phase_into_the_next() -> None:
    """Five points high in one phase and five in the next are no shift."""
    high = np.full(10, 0.5)
    assert set(answers(high, better="higher").points) == {assurance.IMPROVEMENT}
    assert set(answers(high, better="higher", phase=[0] * 5 + [1] * 5).points) == {assurance.COMMON_CAUSE}


def test_a_point_missing_or_excluded_is_not_judged_and_the_last_judged_one_speaks() -> None:
    """The newest figure may not be in yet."""
    found = answers([0.1, 3.5, -9, np.nan], better="higher", include=np.array([True, True, False, True]))
    assert found.points.tolist() == [
        assurance.COMMON_CAUSE, assurance.IMPROVEMENT, assurance.NOT_JUDGED, assurance.NOT_JUDGED,
    ]  # fmt: skip
    assert found.variation == assurance.IMPROVEMENT


def test_many_charts_are_answered_at_once() -> None:
    """One word a chart."""
    found = answers([[0.1, 3.5], [0.1, -3.5], [np.nan, np.nan]], better="lower", target=[[4], [0], [-4]])
    assert found.variation.tolist() == [assurance.CONCERN, assurance.IMPROVEMENT, assurance.NOT_JUDGED]
    assert found.assurance.tolist() == [assurance.PASS, assurance.HIT_OR_MISS, assurance.FAIL]


def test_a_direction_that_does_not_exist_is_refused() -> None:
    """Up is not a direction of improvement."""
    with pytest.raises(ValueError, match="'higher', 'lower' or None"):
        answers([1], better="up")
