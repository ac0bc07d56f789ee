"""Where a gap is heading: the slope with an honest interval, and the date at which it would close at this pace."""

import numpy as np
import pytest

from evenground.spc import gap_trajectory

TIMES = 2023 + (np.arange(36) + 0.5) / 12


def drawn(first, second, *, n=500, series=(), seed=11):
    rng = np.random.default_rng(seed)
    shape = (*series, len(first))
    return rng.binomial(n, np.broadcast_to(first, shape)), rng.binomial(n, np.broadcast_to(second, shape))


def held(value, truth):
    return ((value.lower <= truth) & (truth <= value.upper)).mean()


def test_a_line_without_scatter_is_found_exactly():
    """A gap of 10 points that falls by 2 points a year closes after five years."""
    gap = 0.10 - 0.02 * (TIMES - TIMES[0])
    noise = 0.001 * np.tile([1, -1, -1, 1], 9)
    found = gap_trajectory((0.2 + gap + noise) * 1e6, 1e6, np.full(36, 0.2e6), 1e6, TIMES, per=100)
    assert found.slope.value == pytest.approx(-2, abs=0.02)
    assert found.closes.value == pytest.approx(TIMES[0] + 5, abs=0.1)
    assert found.verdict == "closing"
    assert found.worse_off == 1


@pytest.mark.parametrize("scale", ["difference", "ratio"])
def test_swapping_the_groups_turns_the_slope_and_keeps_the_date(scale):
    """Which group comes first is a choice of words."""
    one, two = drawn(np.linspace(0.25, 0.15, 36), np.full(36, 0.10))
    found, swapped = (gap_trajectory(a, 500, b, 500, TIMES, scale=scale) for a, b in ((one, two), (two, one)))
    turned = 1 / swapped.slope.value if scale == "ratio" else -swapped.slope.value
    assert found.slope.value == pytest.approx(turned, rel=1e-6)
    assert found.closes.value == pytest.approx(swapped.closes.value)
    assert found.verdict == swapped.verdict == "closing"
    assert (found.worse_off, swapped.worse_off) == (1, 2)


def test_a_shock_that_both_share_leaves_the_ratios_line_untouched():
    """Given a month's events of both groups, only their shares speak."""
    one, two = np.linspace(60, 40, 36).round(), np.full(36, 30.0)
    size = np.full(36, 400.0)
    shock = np.where(np.arange(36) % 5 == 0, 2.0, 1.0)
    plain = gap_trajectory(one, size, two, size, TIMES, type="rate", scale="ratio")
    shaken = gap_trajectory(one, size / shock, two, size / shock, TIMES, type="rate", scale="ratio")
    assert shaken.slope.value == pytest.approx(plain.slope.value, rel=1e-9)


@pytest.mark.parametrize("rough", [False, True])
@pytest.mark.parametrize("scale", ["difference", "ratio"])
@pytest.mark.parametrize(("n", "p"), [(20, 0.3), (200, 0.1), (20_000, 0.05)])
def test_nineteen_of_twenty_intervals_hold_the_true_slope(n, p, scale, rough):
    """With and without over-dispersion: 1,500 lines, so four standard errors are 2.3 points."""
    times = TIMES[:24]
    first = p * (1.3 - 0.01 * np.arange(24)) if scale == "difference" else p * np.exp(0.3 - 0.01 * np.arange(24))
    levels = [np.broadcast_to(level, (1500, 24)) for level in (first, np.full(24, p))]
    rng = np.random.default_rng(4)
    if rough:
        levels = [rng.beta(level * (n - 2), (1 - level) * (n - 2)) for level in levels]
    found = gap_trajectory(rng.binomial(n, levels[0]), n, rng.binomial(n, levels[1]), n, times, scale=scale)
    truth = -0.12 * p if scale == "difference" else np.exp(-0.12)
    assert 0.927 < held(found.slope, truth) < 0.973


def test_nineteen_of_twenty_intervals_hold_the_true_closing_date():
    """Fieller's interval, open at its end where the data cannot tell."""
    falling = 1 - 0.6 * np.arange(36) / 35
    one, two = drawn(0.1 * (1 + falling), np.full(36, 0.1), n=300, series=(1500,))
    found = gap_trajectory(one, 300, two, 300, TIMES)
    given = np.isfinite(found.closes.value)
    inside = (found.closes.lower <= TIMES[0] + 35 / 12 / 0.6) & (TIMES[0] + 35 / 12 / 0.6 <= found.closes.upper)
    assert given.mean() > 0.95
    assert 0.927 < inside[given].mean() < 0.98
    assert np.isinf(found.closes.upper[given & (found.verdict == "no clear change")]).all()


def test_a_gap_that_grows_closes_never_at_this_pace():
    """No date is better than a false one."""
    one, two = drawn(np.linspace(0.15, 0.30, 36), np.full(36, 0.10))
    found = gap_trajectory(one, 500, two, 500, TIMES)
    assert found.verdict == "widening"
    assert np.isnan(found.closes.value)
    assert found.closes.note == "not at this pace"


@pytest.mark.parametrize(
    ("one", "note"), [([1, 2, 3], "fewer than 4 periods"), ([0] * 12, ""), ([1, np.nan] * 6, "group 1: missing")]
)
def test_too_little_to_draw_a_line_is_said_not_guessed(one, note):
    """Every missing number has its reason."""
    found = gap_trajectory(one, 50, np.zeros(len(one)), 50, np.arange(len(one)))
    assert note in found.note
    assert np.isfinite(found.slope.value) or found.note


def test_few_events_are_said_to_make_the_interval_wide():
    """20 people a month and an event in 50: the ratio's interval is safe but wider than need be."""
    one, two = drawn(np.full(36, 0.02), np.full(36, 0.02), n=20)
    assert "events in one group" in gap_trajectory(one, 20, two, 20, TIMES, scale="ratio").note


def test_times_that_do_not_fit_are_refused():
    """One time for each period."""
    with pytest.raises(ValueError, match="one time for each period"):
        gap_trajectory([1] * 5, 10, [1] * 5, 10, [1, 2, 3])
