"""Why our charts differ from other programs where they do: each claim of the table of disagreements, shown."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import pytest
from scipy import stats

from evenground.spc import control_chart
from evenground.spc.limits.constants import D2, D3
from tests.oracle.spc_answers import qcc_chart, qic_chart
from tests.oracle.spc_cases import load
from tests.shared import needs_shared


@needs_shared
def test_a_frozen_baseline_freezes_sigma_too() -> None:
    """With sigma from every point we get the peer's limits; with it from the baseline, those of its author's newer program."""
    case = load("q-ip-freeze-quirk")
    y, n = (case.table[name].to_numpy(float) for name in ("tot", "n"))
    ours = qic_chart(case)
    moving = sqrt(pi / 2) * np.abs(np.diff(y / n)) / np.sqrt(1 / n[1:] + 1 / n[:-1])
    screened = moving[moving < 3.2665 * moving.mean()].mean()
    theirs = control_chart("ip", y, n, baseline=24, sigma=screened)
    assert theirs.upper == pytest.approx(case.numbers("ucl"), rel=1e-9)
    assert ours.upper == pytest.approx(load("pb-ip-freeze").numbers("ucl"), rel=1e-9)


def test_impossible_rows_leave_the_chart_of_the_others() -> None:
    """The rows that can be are drawn as if the two that cannot were missing."""
    case = load("q-p-impossible")
    possible = case.table["y"] <= case.table["n"]
    alone = control_chart("p", case.table["y"].where(possible), case.table["n"])
    ours = qic_chart(case)
    for name in ("value", "centre", "lower", "upper"):
        np.testing.assert_array_equal(getattr(ours, name), getattr(alone, name))
    assert ours.centre[0] == case.table["y"][possible].sum() / case.table["n"][possible].sum()


def test_an_excluded_point_is_shown_but_not_judged() -> None:
    """It is drawn far outside, and carries no signal."""
    chart = qic_chart(load("q-i-exclude"))
    assert chart.value[13] == 38
    assert chart.value[13] > chart.upper[13]
    assert not chart.included[13]
    assert chart.signals[13] == ""


def test_g_limits_are_three_sigmas_of_a_geometric_count() -> None:
    """The variance of a geometric count with mean m is m (m + 1)."""
    case = load("qcc-g-default-bug")
    mean = case.summary["center"]
    count = stats.geom(1 / (1 + mean), loc=-1)  # counted from 0
    assert (count.mean(), count.var()) == pytest.approx((mean, mean * (mean + 1)))
    chart = qcc_chart(case)
    assert chart.upper[0] == pytest.approx(mean + 3 * count.std())
    assert chart.centre[0] == case.table["x"].median()


def test_exact_g_limits_hold_the_share_asked_for() -> None:
    """Of counts with this mean, ours leaves at most 0.15 % above and would leave more one lower; the peer's leaves more."""
    case = load("qcc-g-conf")
    count = stats.geom(1 / (1 + case.summary["center"]), loc=-1)
    ours, theirs = qcc_chart(case).upper[0], case.numbers("ucl")[0]
    assert count.sf(ours) <= 0.0015 < count.sf(ours - 1)
    assert count.sf(theirs) > 0.0015


def test_montgomerys_limits_are_too_wide_for_unequal_subgroups() -> None:
    """On 400 series of standard normal subgroups of 4 and 5, sigma is 1: theirs says 1.07, ours 1.00 (seeded)."""
    sizes = np.tile([4, 5], 10)
    values = np.random.default_rng(7).normal(size=(400, sizes.sum()))
    labels = np.repeat(np.arange(20), sizes)
    ours, theirs = (
        control_chart("xbar", values, subgroup=labels, estimator=estimator) for estimator in (None, "montgomery")
    )
    at_four = sizes == 4
    assert (ours.sigma[:, at_four] * 2).mean() == pytest.approx(1, abs=0.01)
    assert (theirs.sigma[:, at_four] * 2).mean() == pytest.approx(1.085, abs=0.01)


@pytest.mark.parametrize("name", ["q-xbar-n1", pytest.param("q-xbar-unequal", marks=needs_shared)])
def test_montgomerys_estimator_gives_the_peers_limits(name: str) -> None:
    """Whoever wants the published limits can have them."""
    case = load(name)
    table = case.table
    chart = control_chart(
        "xbar", table[case.arguments["y"]], subgroup=table[case.arguments["x"]], estimator="montgomery"
    )
    np.testing.assert_allclose(chart.lower, case.numbers("lcl"), rtol=1e-9)
    np.testing.assert_allclose(chart.upper, case.numbers("ucl"), rtol=1e-9)


@pytest.mark.parametrize("n", [2, 3, 5, 10, 25])
def test_the_constants_of_ranges_are_the_integrals_rounded(n: int) -> None:
    """d2 and d3 are the mean and the standard deviation of the range of n standard normal values."""
    step = 0.01
    x, r = np.meshgrid(np.arange(-9, 9, step), np.arange(step, 9, step), indexing="ij")
    inside = stats.norm.cdf(x + r) - stats.norm.cdf(x)
    density = n * (n - 1) * stats.norm.pdf(x) * stats.norm.pdf(x + r) * inside ** (n - 2)
    d2 = (r * density).sum() * step**2
    d3 = sqrt((r**2 * density).sum() * step**2 - d2**2)
    assert D2[n - 2] == pytest.approx(d2, abs=6e-4)
    assert D3[n - 2] == pytest.approx(d3, abs=6e-5)
    assert n != 5 or d3 == pytest.approx(0.8640819, abs=2e-6)  # and not the 0.8640855 of a peer's table


def test_the_peers_limits_are_266_mean_ranges_rounded() -> None:
    """2.66 x 2.575 about 18.4 is what it prints; 3 / 1.128 is 2.65957."""
    case = load("xmrr-norecalc")
    limits = [case.numbers(f"{side} Natural Process Limit")[1] for side in ("Lower", "Upper")]
    assert limits == pytest.approx([18.4 - 2.66 * 2.575, 18.4 + 2.66 * 2.575], abs=6e-4)
    ours = control_chart("i", case.table["y"], baseline=5)
    assert [ours.lower[0], ours.upper[0]] == pytest.approx(limits, rel=2e-4)


@needs_shared
def test_a_moving_s_chart_has_limits_and_is_judged() -> None:
    """The peer's upper limit is ours wherever it draws one, and none of its points lie beyond."""
    case = load("pb-ms")
    chart = control_chart("ms", case.table["tot"], case.table["n"])
    np.testing.assert_allclose(chart.upper[1:], case.numbers("ucl")[1:], rtol=1e-9)
    assert (chart.lower == 0).all()
    assert not (chart.value > chart.upper).any()


def test_a_time_of_zero_is_drawn_with_a_note() -> None:
    """Two events on one day are real; the unit is too coarse for them."""
    case = load("q-t-zero-error")
    chart = qic_chart(case)
    assert chart.value[1] == 0
    assert np.isfinite(chart.upper).all()
    assert "a time of 0 between events" in str(chart.note)


def test_phases_come_from_the_caller_only() -> None:
    """A clear jump moves no line until somebody says that a new phase began."""
    y = load("xmrr-recalc").table["y"]
    assert len(set(control_chart("i", y).centre)) == 1
    assert len(set(control_chart("i", y, phases=[22]).centre)) == 2
