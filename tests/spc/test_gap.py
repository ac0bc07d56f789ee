"""The control chart of a gap: what it sees that two charts cannot, and how it stays honest with small counts."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.spc import control_chart, gap_chart, gap_signals

MONTHS = 36
counts = st.lists(st.integers(0, 60), min_size=12, max_size=16)


def drawn(first, second, *, n1=600, n2=600, series=(), seed=7):
    """Counts of two groups at the levels given for each month."""
    rng = np.random.default_rng(seed)
    shape = (*series, np.shape(first)[-1])
    return rng.binomial(n1, np.broadcast_to(first, shape)), rng.binomial(n2, np.broadcast_to(second, shape))


def stepped(before, after):
    return np.r_[np.full(18, before), np.full(18, after)]


def signalled(chart):
    return np.logical_or.reduce(list(chart.flags.values())).any(-1)


@given(counts, st.data())
@settings(max_examples=8, deadline=None)
def test_swapping_the_groups_mirrors_the_difference(one, data):
    """Which group comes first is a choice of words, not of fact."""
    two = data.draw(st.lists(st.integers(0, 60), min_size=len(one), max_size=len(one)))
    chart, mirrored = gap_chart(one, 60, two, 80, baseline=10), gap_chart(two, 80, one, 60, baseline=10)
    for name, other in (("value", "value"), ("centre", "centre"), ("lower", "upper"), ("upper", "lower")):
        np.testing.assert_allclose(getattr(chart, name), -getattr(mirrored, other), atol=1e-5)
    np.testing.assert_allclose(chart.score, -mirrored.score, atol=0.01)
    assert chart.signal == mirrored.signal


@given(counts, st.data())
@settings(max_examples=8, deadline=None)
def test_swapping_the_groups_inverts_the_ratio(one, data):
    """Twice as high one way is half as high the other way, with a band that says so."""
    two = data.draw(st.lists(st.integers(0, 60), min_size=len(one), max_size=len(one)))
    chart, mirrored = (gap_chart(*args, scale="ratio") for args in ((one, 60, two, 80), (two, 80, one, 60)))
    np.testing.assert_allclose(chart.value, 1 / mirrored.value, rtol=1e-4)
    np.testing.assert_allclose(chart.lower, 1 / mirrored.upper, rtol=1e-3)
    assert chart.signal == mirrored.signal


def test_a_gap_that_widens_because_only_the_better_off_gain_is_named():
    """Chart B sees nothing at all, chart A sees an improvement: neither says that the gap grew."""
    worse, better = drawn(stepped(0.15, 0.15), stepped(0.10, 0.06))
    alone = control_chart("p", worse, np.full(MONTHS, 600), baseline=18)
    charts = [gap_chart(worse, 600, better, 600, scale=scale, baseline=18) for scale in ("difference", "ratio")]
    assert not signalled(alone)
    assert [chart.signal for chart in charts] == ["widening", "widening"]
    assert gap_signals(*charts) == "widening"
    assert (charts[0].signal_1, charts[0].signal_2) == ("none", "better")


def test_what_shifts_both_groups_alike_is_no_signal():
    """A flu month is bad for everyone: two charts ring, the chart of the difference does not."""
    shock = 0.03 * np.random.default_rng(3).standard_normal((300, MONTHS))
    worse, better = drawn(0.25 + shock, 0.20 + shock, n1=2000, n2=2000, series=(300,))
    alone = control_chart("p", better, np.full(MONTHS, 2000), baseline=18)
    chart = gap_chart(worse, 2000, better, 2000, baseline=18)
    assert signalled(alone).mean() > 0.9
    assert signalled(chart).mean() < chart.false_alarm[0] + 0.06


def test_a_gap_that_narrows_by_loss_says_whose_loss():
    """Levelling down is no success: the group that was better off got worse, and nobody gained."""
    worse, better = drawn(stepped(0.20, 0.20), stepped(0.10, 0.16), n1=2000, n2=2000)
    chart = gap_chart(worse, 2000, better, 2000, baseline=18)
    assert (chart.signal, chart.signal_1, chart.signal_2) == ("narrowing", "none", "worse")
    higher = gap_chart(worse, 2000, better, 2000, baseline=18, better="higher")
    assert higher.signal_2 == "better"


@pytest.mark.parametrize(
    ("after", "word"), [(0.10, "closed"), (0.145, "narrowing"), (0.04, "reversed"), (0.26, "widening")]
)
def test_each_move_of_the_gap_has_its_name(after, word):
    """From 20 % against 10 %: to no gap that can be made out, to a smaller one, past it, or further apart."""
    worse, better = drawn(stepped(0.20, after), stepped(0.10, 0.10), n1=1000, n2=1000)
    assert gap_chart(worse, 1000, better, 1000, baseline=18).signal == word


@pytest.mark.parametrize("scale", ["difference", "ratio"])
@pytest.mark.parametrize(("n", "p"), [(20, 0.1), (60, 0.01), (200, 0.5), (2000, 0.01), (20_000, 0.1)])
def test_rules_alarm_at_the_stated_rate_or_less_when_nothing_changes(n, p, scale):
    """From 20 to 20,000 people a group: 300 pairs of series, so four standard errors are 9 points."""
    one, two = drawn(np.full(MONTHS, p), np.full(MONTHS, 0.8 * p), n1=n, n2=n, series=(300,))
    chart = gap_chart(one, n, two, n, scale=scale, baseline=18)
    assert signalled(chart).mean() < chart.false_alarm[0] + 0.09
    if n * p > 10:
        assert signalled(chart).mean() > chart.false_alarm[0] - 0.09


def test_single_points_lie_beyond_the_limits_about_three_times_in_a_thousand():
    """Plus or minus 3 sigma would flag 3 in 100 here: 20 people, an event in a hundred."""
    one, two = drawn(np.full(MONTHS, 0.01), np.full(MONTHS, 0.01), n1=20, n2=20, series=(400,))
    plain = np.abs(one - two) / 20 > 3 * np.sqrt(2 * 0.01 * 0.99 / 20)
    chart = gap_chart(one, 20, two, 20)
    assert plain.mean() > 0.02
    assert chart.flags["beyond limits"].mean() < 0.004


def test_a_short_baseline_widens_the_limits_after_it_and_raises_the_stated_rate():
    """What rests on few months is less sure; the rate says what the wider band cannot mend."""
    charts = [gap_chart(np.full(MONTHS, 60), 600, np.full(MONTHS, 60), 600, baseline=k) for k in (12, 24)]
    widths = [(chart.upper - chart.lower)[30] for chart in charts]
    inside = [(chart.upper - chart.lower)[0] for chart in charts]
    np.testing.assert_allclose(np.array(widths) / inside, np.sqrt(1 + 1 / np.array([12, 24])), rtol=2e-3)
    assert charts[0].false_alarm > charts[1].false_alarm


def test_the_small_count_bias_of_the_ratio_is_taken_off():
    """Half an event added to 1 of 100 against 10 of 1,000 makes a true ratio of 1 look larger; the mean log ratio says 0."""
    rng = np.random.default_rng(1)
    one, two = rng.binomial(100, 0.01, (200, 24)), rng.binomial(1000, 0.01, (200, 24))
    chart = gap_chart(one, 100, two, 1000, scale="ratio")
    shown = np.log(chart.value).mean()
    plain = np.log(chart.value * chart.bias).mean()
    assert abs(shown) < 0.03 < abs(plain)


def test_no_events_break_nothing():
    """A baseline without any event, and a first one after it, still have limits and a finite ratio."""
    none = np.zeros(24)
    first = none.copy()
    first[20] = 1
    for scale in ("difference", "ratio"):
        chart = gap_chart(first, 50, none, 500, scale=scale, baseline=18)
        assert np.isfinite(chart.value).all()
        assert np.isfinite([chart.lower, chart.upper]).all()
        assert chart.signal == "none"


def test_runs_are_not_judged_where_most_months_look_alike():
    """With hardly any event, a long run on one side means nothing: the chart says so instead of alarming."""
    one, two = drawn(np.full(MONTHS, 0.004), np.full(MONTHS, 0.012), n1=20, n2=20, series=(200,))
    chart = gap_chart(one, 20, two, 20)
    told = np.array(["too few events for run rules" in note for note in chart.note])
    assert told.any()
    assert not chart.flags["long run"][told].any()
    assert signalled(chart).mean() < chart.false_alarm[0]


def test_limits_are_widened_only_where_months_differ_clearly_more_than_chance():
    """Needless widening costs power; real over-dispersion without it would alarm all the time."""
    rng = np.random.default_rng(2)
    flat = np.full((150, MONTHS), 0.15)
    rough = rng.beta(0.15 * 150, 0.85 * 150, flat.shape)
    quiet = gap_chart(rng.binomial(600, flat), 600, rng.binomial(600, flat), 600)
    loud = gap_chart(rng.binomial(600, rough), 600, rng.binomial(600, flat), 600)
    assert quiet.dispersed[:, 0].mean() < 0.05
    assert loud.dispersed[:, 0].mean() > 0.6
    assert "limits are widened" in loud.note[np.argmax(loud.dispersed[:, 0])]
    assert not gap_chart(
        rng.binomial(600, rough), 600, rng.binomial(600, flat), 600, overdispersion=False
    ).dispersed.any()


def test_a_month_missing_in_one_group_has_no_gap_and_is_named():
    """A withheld count is not zero."""
    one, two = drawn(np.full(24, 0.2), np.full(24, 0.1))
    hidden = one.astype(float)
    hidden[5] = np.nan
    chart = gap_chart(hidden, 600, two, 600)
    assert np.isnan(chart.value[5])
    assert np.isnan(chart.lower[5])
    assert "group 1: missing: point 6" in chart.note


def test_phases_and_excluded_points_are_judged_apart():
    """A known change starts a new phase; a point set aside is shown, neither used nor judged."""
    worse, better = drawn(stepped(0.30, 0.15), stepped(0.10, 0.10))
    whole = gap_chart(worse, 600, better, 600, baseline=18)
    apart = gap_chart(worse, 600, better, 600, phases=[18])
    assert whole.signal == "narrowing"
    assert apart.signal == "none"
    assert apart.longest_run.shape == (2,)
    worse[3] = 500
    assert gap_chart(worse, 600, better, 600, phases=[18], exclude=[3]).signal == "none"


def test_a_given_centre_replaces_the_baselines_gap():
    """An aim, or last year's gap, can be the line to judge by."""
    worse, better = drawn(np.full(24, 0.20), np.full(24, 0.10))
    assert gap_chart(worse, 600, better, 600, centre=10, per=100).centre[0] == pytest.approx(10)
    assert gap_chart(worse, 600, better, 600, centre=1.0, scale="ratio").signal == "widening"


def test_many_pairs_in_one_call_are_each_worked_out_alone():
    """One chart among many is the chart by itself."""
    one, two = drawn(np.full(24, 0.2), np.full(24, 0.1), series=(3, 2))
    many, single = gap_chart(one, 600, two, 600, baseline=12), gap_chart(one[2, 1], 600, two[2, 1], 600, baseline=12)
    picked = many.at((2, 1))
    np.testing.assert_allclose(picked.lower, single.lower)
    assert (picked.signal, picked.note, picked.false_alarm) == (single.signal, single.note, single.false_alarm)


def test_fewer_than_ten_points_are_too_short_to_name_a_pattern():
    """Nine months cannot tell."""
    one, two = drawn(np.full(9, 0.2), np.full(9, 0.1))
    assert gap_chart(one, 600, two, 600).signal == "too short"


@pytest.mark.parametrize(
    ("difference", "ratio", "word"),
    [
        ("narrowing", "none", "narrowing"), ("none", "widening", "widening"), ("narrowing", "widening", "mixed"), ("closed", "narrowing", "narrowing"),
        ("too short", "too short", "too short"), ("none", "too short", "none"), ("reversed", "reversed", "reversed"),
    ],
)  # fmt: skip
def test_both_scales_are_read_together(difference, ratio, word):
    """They can disagree while levels fall; then neither word stands alone."""
    from evenground.spc.gap_reading import together

    assert together(difference, ratio)[()] == word


@pytest.mark.parametrize(
    "wrong", [{"type": "mean"}, {"scale": "log"}, {"better": "more"}, {"width": 0}, {"overdispersion": "yes"}, {"centre": -1, "scale": "ratio"}]
)  # fmt: skip
def test_arguments_that_do_not_fit_are_refused_in_words(wrong):
    """The message says what may stand there."""
    with pytest.raises(ValueError, match="must be"):
        gap_chart([1] * 12, 20, [1] * 12, 20, **wrong)
