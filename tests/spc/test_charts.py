"""Control charts worked by hand, and what a chart says of data it cannot use."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time
from typing import Any

import numpy as np
import pytest

from evenground.spc import ControlChart, control_chart

NAN = float("nan")
TEN = [4.0, 6.0, 5.0, 7.0, 6.0, 4.0, 5.0, 6.0, 8.0, 5.0]  # ranges 2 1 2 1 2 1 1 2 3, mean 15 / 9; mean 5.6


def test_an_i_chart_by_hand() -> None:
    """Mean 5.6 and 3 x (15 / 9) / 1.128."""
    chart = control_chart("i", TEN)
    assert chart.centre[0] == pytest.approx(5.6)
    assert chart.upper[0] == pytest.approx(5.6 + 3 * 15 / 9 / 1.128)
    assert chart.lower[0] == pytest.approx(5.6 - 3 * 15 / 9 / 1.128)


def test_an_mr_chart_by_hand() -> None:
    """The mean range and 3.267 times it; the first value has no range."""
    chart = control_chart("mr", TEN)
    assert np.isnan(chart.value[0])
    assert chart.value[1:].tolist() == [2, 1, 2, 1, 2, 1, 1, 2, 3]
    assert (chart.centre[0], chart.lower[0]) == (pytest.approx(15 / 9), 0)
    assert chart.upper[0] == pytest.approx(3.267 * 15 / 9)


def test_a_p_chart_by_hand() -> None:
    """18 of 200: 9 %, with limits that follow each denominator; a lower limit below 0 is 0."""
    chart = control_chart("p", [6, 4, 8], [50, 100, 50], per=100)
    assert chart.value.tolist() == pytest.approx([12, 4, 16])
    assert chart.centre.tolist() == pytest.approx([9, 9, 9])
    assert chart.upper.tolist() == pytest.approx([9 + 300 * (0.09 * 0.91 / n) ** 0.5 for n in (50, 100, 50)])
    assert chart.lower.tolist() == pytest.approx([0, 9 - 300 * (0.09 * 0.91 / 100) ** 0.5, 0])


def test_a_p_prime_chart_by_hand() -> None:
    """Sigma z is the mean range of z / 1.128, here above 1: limits are that much wider than the P chart's."""
    y, n = np.array([5, 25, 6, 30, 4]), np.full(5, 100)
    plain, laney = control_chart("p", y, n), control_chart("pp", y, n)
    z = (plain.value - plain.centre) / plain.sigma
    sigma_z = np.abs(np.diff(z)).mean() / 1.128
    assert sigma_z > 3
    assert laney.sigma.tolist() == pytest.approx((plain.sigma * sigma_z).tolist())


def test_laneys_sigma_z_may_narrow_the_limits() -> None:
    """A floor at 1 would hide data that scatter less than chance, which is a finding of its own."""
    y, n = [10, 11, 10, 11, 10, 11], [100] * 6
    assert control_chart("pp", y, n).upper[0] < control_chart("p", y, n).upper[0]


def test_an_xbar_chart_by_hand() -> None:
    """Three subgroups of two: S = mean s, c4(2) = sqrt(2 / pi), limits 3 S / c4 / sqrt 2."""
    chart = control_chart("xbar", [1, 3, 2, 6, 5, 5], subgroup=["a", "a", "b", "b", "c", "c"])
    s = (2**0.5 + 8**0.5 + 0) / 3
    assert chart.value.tolist() == [2, 4, 5]
    assert chart.labels is not None
    assert chart.labels.tolist() == ["a", "b", "c"]
    assert chart.centre[0] == pytest.approx(11 / 3)
    assert chart.upper[0] == pytest.approx(11 / 3 + 3 * s / (2 / np.pi) ** 0.5 / 2**0.5)


def test_points_of_subgroups_come_in_the_order_of_their_first_value() -> None:
    """February comes before April on the page, not in the alphabet; rows of one month may lie apart."""
    chart = control_chart("xbar", [1, 2, 3, 5], subgroup=["Feb", "Apr", "Feb", "Apr"])
    assert chart.labels is not None
    assert chart.labels.tolist() == ["Feb", "Apr"]
    assert chart.value.tolist() == [2, 3.5]


def test_a_t_chart_is_an_i_chart_of_times_to_the_power_1_over_3_6() -> None:
    """Drawn back on the scale of the times."""
    times = np.array([2.0, 9, 4, 1, 7, 20, 5])
    plain, t = control_chart("i", times ** (1 / 3.6)), control_chart("t", times)
    assert t.centre.tolist() == pytest.approx((plain.centre**3.6).tolist())
    assert t.upper.tolist() == pytest.approx((plain.upper**3.6).tolist())
    assert (t.lower >= 0).all()


def test_screening_drops_large_ranges_once() -> None:
    """Nelson 1982: the jump to 40 and back is no measure of the usual scatter."""
    y = [10, 11, 10, 12, 11, 10, 11, 40, 11, 10, 12, 11]
    ranges = np.array([1, 1, 2, 1, 1, 1, 29, 29, 1, 2, 1])
    assert control_chart("i", y).sigma[0] == pytest.approx(ranges.mean() / 1.128)
    assert control_chart("i", y, screen=True).sigma[0] == pytest.approx(ranges[ranges < 29].mean() / 1.128)


def test_screening_that_would_leave_no_range_is_not_done() -> None:
    """A sigma of 0 would make every point a signal."""
    chart = control_chart("i", [5.0] * 12 + [9.0] + [5.0] * 3, screen=True)
    assert chart.sigma[0] > 0
    assert "screening left no moving range above 0" in str(chart.note)


def test_a_given_centre_and_sigma_make_the_limits() -> None:
    """Limits known from elsewhere; both on the plotted scale, as is the target."""
    chart = control_chart("i", TEN, centre=50, sigma=4, target=60, per=10)
    assert (chart.centre[0], chart.lower[0], chart.upper[0], chart.target[0]) == (50, 38, 62, 60)


def test_a_centre_may_be_given_for_each_series_and_each_point() -> None:
    """Each area has its own standard; an expected level may follow the season."""
    two = control_chart("i", [TEN, TEN], centre=[[5], [6]])
    assert two.centre[:, 0].tolist() == [5, 6]
    assert control_chart("i", TEN, centre=TEN).useful == 0


def test_the_width_of_the_limits_can_be_chosen() -> None:
    """Two sigmas are two thirds of three, also where a published constant makes the limit."""
    for kind in ("i", "mr"):
        narrow, usual = (control_chart(kind, TEN, width=width) for width in (2, 3))
        assert (narrow.upper - narrow.centre).tolist() == pytest.approx(((usual.upper - usual.centre) * 2 / 3).tolist())


def test_the_baseline_holds_in_every_phase() -> None:
    """Freeze and phases together: 4 points from the start of each."""
    chart = control_chart("i", TEN, phases=[5], baseline=4)
    assert chart.baseline.tolist() == [True] * 4 + [False] + [True] * 4 + [False]
    assert chart.centre[[0, 5]].tolist() == [5.5, 5.75]
    assert chart.phase.tolist() == [0] * 5 + [1] * 5


def test_a_constant_series_signals_at_the_first_other_value() -> None:
    """Its limits have no width: ten times 4.2, then 4.3."""
    chart = control_chart("i", [4.2] * 10 + [4.3], baseline=10)
    assert chart.signals[:10].tolist() == [""] * 10
    assert "beyond limits" in chart.signals[10]
    assert "all baseline values are alike" in str(chart.note)


def test_runs_are_not_read_on_moving_ranges() -> None:
    """Each range shares a value with the next, so runs among them are no news."""
    y = np.concatenate([np.zeros(12), np.tile([0.0, 5.0], 12)])
    chart = control_chart("mr", y)
    assert chart.longest_run > chart.longest_run_max
    assert list(chart.flags) == ["beyond limits"]


@pytest.mark.parametrize(
    ("kind", "y", "n", "told"),
    [
        ("p", [1, NAN, 3], [10, 10, NAN], "missing: points 2, 3"),
        ("p", [1, 0, 3], [10, 0, 10], "no denominator: point 2"),
        ("p", [1, 2, 3], [10, 0, 10], "set aside, something counted out of a denominator of 0: point 2"),
        ("p", [1, 12, 3], [10, 10, 10], "set aside, numerator above denominator: point 2"),
        ("u", [1, -2, 3], [10, 10, 10], "set aside, below 0: point 2"),
        ("u", [1, 2, 3], [10, -5, 10], "set aside, denominator below 0: point 2"),
        ("i", [1, float("inf"), 3], None, "set aside, not a finite number: point 2"),
        ("g", [NAN] * 8, None, "missing: points 1, 2, 3, 4, 5 and 3 more"),
    ],
)
def test_a_row_without_a_point_is_named_with_its_reason(kind: str, y: Any, n: Any, told: str) -> None:
    """Never infinity, never 150 %, never silence; points are counted from 1."""
    chart = control_chart(kind, y, n)
    assert np.isnan(chart.value[1])
    assert told in str(chart.note)


def test_impossible_rows_of_one_series_do_not_touch_another() -> None:
    """Its note is its own."""
    chart = control_chart("p", [[1, 12, 3], [1, 2, 3]], [10, 10, 10])
    assert "set aside" in chart.note[0]
    assert "set aside" not in chart.note[1]
    assert chart.at(1).centre[0] == pytest.approx(0.2)


def test_a_time_below_zero_is_set_aside() -> None:
    """Nothing comes before what it follows."""
    assert "set aside, below 0: point 2" in str(control_chart("t", [3, -1, 5]).note)


@pytest.mark.parametrize(
    ("draw", "told"),
    [
        (lambda: control_chart("i", [5.0]), "no limits: too few values"),
        (lambda: control_chart("i", [5.0, NAN, 6.0, NAN, 7.0]), "no limits: too few values"),
        (lambda: control_chart("i", [NAN, NAN]), "no points"),
        (lambda: control_chart("i", TEN), "made from 10 points only: provisional until there are 12"),
        (lambda: control_chart("run", [0, 0, 0, 1, 0, 2, 0, 0, 3, 0, 0, 1]), "the median is 0"),
        (lambda: control_chart("i", TEN * 2, baseline=12), "points outside the baseline are judged too"),
        (lambda: control_chart("r", np.arange(60.0), subgroup=[0] * 30 + [1] * 30), "use an s chart"),
        (
            lambda: control_chart("s", [1.0, 2, 3], subgroup=[1, 1, 2]),
            "a subgroup of one value, which has no spread: point 2",
        ),
        (lambda: control_chart("xbar", [1.0, NAN, 3], subgroup=[1, 1, 2]), "values missing in the subgroup: point 1"),
        (lambda: control_chart("p", [9, 30] * 10, [100] * 20), "use a p' (pp) chart"),
        (lambda: control_chart("i", np.sin(np.arange(40) / 6)), "each point follows the one before it"),
        (lambda: control_chart("i", TEN * 2, phases=[10]), "phase 2: lines made from 10 points only"),
    ],
)
def test_a_note_says_when_not_to_trust_a_chart(draw: Callable[[], ControlChart], told: str) -> None:
    """A number without its caveat is half a truth."""
    assert told in str(draw().note)


def test_the_false_alarm_rate_stands_beside_the_answer() -> None:
    """About 9 in 100 I charts of 24 points of pure chance signal; two phases have two chances to."""
    y = np.random.default_rng(2).normal(size=24)
    assert control_chart("i", y).false_alarm == pytest.approx(0.09, abs=0.02)
    half = control_chart("i", y[:12]).false_alarm
    assert control_chart("i", y, phases=[12]).false_alarm == pytest.approx(1 - (1 - half) ** 2)


def test_a_false_alarm_rate_that_nobody_knows_is_said_to_be_unknown() -> None:
    """Other lengths of the rules were not simulated."""
    chart = control_chart("i", TEN * 2, rules="mdc", lengths={"shift": 6})
    assert np.isnan(chart.false_alarm)
    assert "the false-alarm rate was simulated for the usual lengths" in str(chart.note)


def test_notes_on_pure_chance_are_rare() -> None:
    """About 1 series in 40 of independent points is said to scatter too much or to follow itself (seeded)."""
    n = np.full(24, 200)
    y = np.random.default_rng(3).binomial(n, 0.2, (4000, 24))
    assert 0.005 < np.mean(control_chart("p", y, n).note != "") < 0.04


@pytest.mark.parametrize(
    ("kind", "arguments", "said"),
    [
        ("q", {}, "no control chart of kind 'q'"),
        ("p", {}, "needs a denominator"),
        ("c", {"denominator": 5}, "takes no denominator"),
        ("xbar", {}, "needs a subgroup label"),
        ("i", {"subgroup": [1] * 10}, "takes no subgroup"),
        ("xbar", {"subgroup": [1, 2]}, "one label for each value"),
        ("p", {"denominator": [1, 2, 3]}, "do not fit"),
        ("i", {"phases": [4, 4]}, "ascending"),
        ("i", {"phases": [10]}, "ascending"),
        ("i", {"phases": [2.5]}, "ascending"),
        ("i", {"baseline": float("inf")}, "baseline must be"),
        ("xbar", {"subgroup": [1] * 9 + [NAN]}, "label is missing"),
        ("xbar", {"subgroup": np.array([1] * 9 + ["a"], dtype=object)}, "of one type"),
        ("i", {"baseline": 0}, "baseline must be"),
        ("i", {"baseline": True}, "baseline must be"),
        ("i", {"baseline": [True, False]}, "does not fit"),
        ("i", {"exclude": [10]}, "between 0 and 9"),
        ("i", {"centre": [1, 2]}, "does not fit"),
        ("i", {"centre": "high"}, "must be numbers"),
        ("run", {"sigma": 1}, "sigma cannot be given"),
        ("i", {"width": 0}, "width must be"),
        ("i", {"per": NAN}, "per must be"),
        ("i", {"estimator": "pooled-sd"}, "no estimator"),
        ("c", {"conf": 0.99}, "for charts of kind 'g' only"),
        ("i", {"rules": "tarot"}, "tarot"),
    ],
)
def test_wrong_usage_is_told_in_words(kind: str, arguments: dict[str, Any], said: str) -> None:
    """Wrong arguments are the caller's, not the data's."""
    with pytest.raises(ValueError, match=said):
        control_chart(kind, TEN, **arguments)


@pytest.mark.parametrize("numerator", [5, [], ["a", "b"]])
def test_a_series_is_needed(numerator: Any) -> None:
    """One number has no history."""
    with pytest.raises(ValueError, match=r"series|numbers"):
        control_chart("i", numerator)


def test_ten_thousand_charts_take_less_than_a_second() -> None:
    """Every measure by every group is looked at (seconds of this process, not of a busy machine)."""
    rng = np.random.default_rng(1)
    n = rng.integers(40, 120, (10_000, 36))
    y = rng.binomial(n, 0.1)
    started = process_time()
    chart = control_chart("p", y, n)
    assert process_time() - started < 1
    assert chart.signals.shape == (10_000, 36)
