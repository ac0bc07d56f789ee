"""Why our rules and funnels differ from other programs where they do: each claim of the table of disagreements, shown."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from evenground.spc import assurance
from evenground.spc.funnel import funnel
from evenground.spc.limits.constants import d3
from evenground.spc.rules import signals
from tests.oracle.spc_cases import cases, load
from tests.oracle.spc_mdc_answers import charted
from tests.oracle.spc_rule_answers import NELSON

SEED = 20261122


@pytest.mark.parametrize("name", cases("mdc-"))
def test_making_data_counts_limits_are_266_mean_ranges_rounded(name: str) -> None:
    """Their distance from the mean is ours times 2.66 / (3 / 1.128), in every case."""
    case = load(name)
    chart, _ = charted(case)
    centre = case.numbers("mean_col")
    theirs = case.numbers("upl") - centre
    assert theirs == pytest.approx(np.ravel(chart.upper) * 2.66 * 1.128 / 3 + centre * (0 - 2.66 * 1.128 / 3), rel=1e-6)


def test_a_missing_point_is_not_common_cause() -> None:
    """Nothing is known of it; calling it common cause would count it as in control."""
    case = load("mdc-missing")
    chart, words = charted(case)
    assert (words.points == assurance.NOT_JUDGED).tolist() == np.isnan(chart.value).tolist()
    assert case.summary[0]["common_cause"] == chart.value.size


def test_a_trend_over_a_gap_is_not_known() -> None:
    """Without its blanks our answer is the peer's; with a high value in the first gap, a low one in the next, there is no trend."""
    case = load("rspc-nelson-missing")
    x = case.table["x"].to_numpy(float)
    known = ~np.isnan(x)
    dropped = signals(x[known], 0, 1, lower=-3, upper=3, rules="nelson").completing
    theirs = np.array([case.numbers(f"Rule{number}") for number in range(1, 9)])
    assert np.array([dropped[rule] for rule in NELSON]).tolist() == theirs[:, known].astype(bool).tolist()
    filled = x.copy()
    filled[~known] = (2, -1)
    assert not signals(filled, 0, 1, lower=-3, upper=3, rules="nelson").flags["trend"].any()


def test_limits_of_a_ratio_of_counts_hold_their_share() -> None:
    """Where units differ by chance alone, 1 / (2 sqrt n) puts most of them beyond 99.8 %, our limits hardly any."""
    rng = np.random.default_rng(SEED)
    n = rng.poisson(rng.uniform(50, 2000, 4000))
    x = rng.poisson(0.05 * n)
    ours = funnel(x, n, kind="counts", overdispersion=False)
    pooled = x.sum() / n.sum()
    theirs = np.abs(np.log(np.maximum(x, 0.5) / n / pooled)) > 3.090232 / (2 * np.sqrt(n))
    assert theirs.mean() > 0.7
    assert ours.outlier[1].mean() < 0.003
    case = load("fun-rc-od")
    units = funnel(case.numbers("numerator"), case.numbers("denominator"), kind="counts")
    assert (units.outlier[1].sum(), case.numbers("outlier").sum()) == (3, 28)


def test_limits_on_the_square_root_scale_are_squared() -> None:
    """Their limits are the square roots of ours, held against ratios; by chance alone they flag many units, ours few."""
    case = load("fun-sr-cqc-quirk")
    ours = funnel(case.numbers("numerator"), case.numbers("denominator"), kind="ratio", method="square root")
    assert np.sqrt(ours.upper[1]) == pytest.approx(case.numbers("OD99UCL"), rel=1e-6)
    rng = np.random.default_rng(SEED)
    expected = rng.uniform(10, 100, 4000)
    seen = rng.poisson(expected)
    found = funnel(seen, expected, kind="ratio", method="square root", overdispersion=False)
    unsquared = np.abs(seen / expected - 1) > 3.090232 / (2 * np.sqrt(expected))
    assert unsquared.mean() > 0.1
    assert found.outlier[1].mean() < 0.004


@pytest.mark.parametrize("name", cases("fun-sr-los-model"))
def test_the_peer_draws_one_ratio_and_judges_another(name: str) -> None:
    """Its ratio is of the expected events as they are, its limits and scores of the rounded ones."""
    case = load(name)
    whole = case.table.groupby("Organisation")[["Death", "exp"]].sum()
    assert funnel(whole["Death"], whole["exp"], kind="ratio").value == pytest.approx(case.numbers("rr"), rel=1e-9)
    assert whole["exp"].round(2).to_numpy() == pytest.approx(case.numbers("denominator"))


def test_a_lower_limit_of_a_proportion_stops_at_0() -> None:
    """Below 0 there are no proportions: every limit of the peer's that we do not share is negative."""
    case = load("funr-approximate")
    ours = funnel(case.table["n"], case.table["d"], method="plain", overdispersion=False)
    assert ours.lower[1] == pytest.approx(np.maximum(case.numbers("lo2"), 0), rel=1e-6)


def test_the_chance_of_one_count_is_not_a_tail() -> None:
    """Their scores are those of the point probability; it flags far more than 5 % of units of chance alone, ours do not."""
    case = load("funr-exact")
    x, n = (case.table[name].to_numpy() for name in ("n", "d"))
    pooled = x.sum() / n.sum()
    theirs = np.array(case.columns["score"]) == "Extreme"
    assert (stats.binom.pmf(x, n, pooled) < 0.025).tolist() == theirs.tolist()
    chance = [stats.binom.pmf(np.arange(size + 1), size, pooled) for size in n]
    ours = funnel(x, n, method="exact", overdispersion=False)
    low, high = np.round(ours.lower[0] * n), np.round(ours.upper[0] * n)
    out = [p[: int(a)].sum() + p[int(b) + 1 :].sum() for p, a, b in zip(chance, low, high, strict=True)]
    assert np.mean([p[p < 0.025].sum() for p in chance]) > 0.1
    assert max(out) <= 0.05


def test_the_spread_of_ranges_is_the_peers_to_four_decimals() -> None:
    """All but the constant of five, whose fourth decimal the peer's error does not reach either."""
    case = load("tab-constants")
    n, theirs = case.numbers("n"), case.numbers("d3")
    assert d3(n)[n <= 25] == pytest.approx(theirs[n <= 25], abs=1e-4)
