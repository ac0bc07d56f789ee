"""Laws of all rules: what may not change an answer, and what must mirror it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from evenground.spc.rules import RULE_SETS, Signals, crossings_min, longest_run_max, signals
from evenground.spc.rules.ihi import run_limits

# whole steps of a quarter, so that ties, points on the line and on the limits are common, and sums are exact
points = st.lists(st.one_of(st.integers(-16, 16).map(lambda i: i / 4), st.just(np.nan)), min_size=1, max_size=40)
sets = st.sampled_from(RULE_SETS)


def judged(value: np.ndarray, rules: str, centre: float = 0, **options: object) -> Signals:
    """The rules with sigma 1 and limits 3 either side of the centre."""
    return signals(value, centre, 1, lower=centre - 3, upper=centre + 3, rules=rules, **options)


def same(one: Signals, other: Signals) -> bool:
    """Whether two answers agree in every flag and count."""
    masks = ((getattr(one, name), getattr(other, name)) for name in ("flags", "completing"))
    counts = ("longest_run", "longest_run_max", "crossings", "crossings_min", "useful")
    return all(a[rule].tolist() == b[rule].tolist() for a, b in masks for rule in a) and all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True) for name in counts
    )


@given(points, sets, st.integers(-1000, 1000))
def test_adding_a_constant_to_points_and_lines_changes_nothing(value: list[float], rules: str, by: int) -> None:
    """Signals are about distances."""
    y = np.array(value)
    assert same(judged(y, rules), judged(y + by, rules, centre=by))


@given(points, sets)
def test_a_mirrored_series_has_the_same_flags(value: list[float], rules: str) -> None:
    """No rule prefers up or down."""
    y = np.array(value)
    assert same(judged(y, rules), judged(-y, rules))


@given(points, sets, st.randoms())
def test_no_missing_or_excluded_point_is_ever_flagged(value: list[float], rules: str, random: object) -> None:
    """What is not judged cannot be guilty; and what is excluded is as if it were not there."""
    y = np.array(value)
    include = np.array([random.random() < 0.8 for _ in value])
    found = judged(y, rules, include=include)
    assert not any((flags & (np.isnan(y) | ~include)).any() for flags in found.flags.values())
    without = judged(y[include], rules)
    assert all(found.flags[rule][include].tolist() == without.flags[rule].tolist() for rule in found.flags)


@given(points, sets)
def test_a_completing_point_belongs_to_a_signal(value: list[float], rules: str) -> None:
    """Nothing completes without a pattern, and no pattern is never complete."""
    found = judged(np.array(value), rules)
    for rule, flags in found.flags.items():
        assert flags.any() == found.completing[rule].any()
        if rule != "2 of 3":  # Making Data Count marks only the near points, and the third may complete
            assert not (found.completing[rule] & ~flags).any()


@given(st.lists(points, min_size=2, max_size=4), sets, st.integers(0, 10_000))
def test_many_series_at_once_are_each_as_if_alone(many: list[list[float]], rules: str, seed: int) -> None:
    """Vectorising is for speed, not for other answers."""
    size = min(len(one) for one in many)
    y = np.array([one[:size] for one in many])
    include = np.random.default_rng(seed).random(y.shape) < 0.9
    together = judged(y, rules, include=include)
    for place, one in enumerate(y):
        alone = judged(one, rules, include=include[place])
        for rule, flags in alone.flags.items():
            assert together.flags[rule][place].tolist() == flags.tolist()
            assert together.completing[rule][place].tolist() == alone.completing[rule].tolist()


@given(points, sets)
def test_what_is_flagged_would_be_flagged_whatever_the_missing_values_had_been(value: list[float], rules: str) -> None:
    """A gap is no evidence: for the rules of neighbouring points. (Runs about a median pass over gaps, and say so.)"""
    y = np.array(value)
    found = judged(y, rules)
    passing_over = {"long run", "few crossings", "long run with few crossings", "too few runs", "too many runs"}
    for guess in (-9.0, 0.0, 9.0):
        filled = judged(np.where(np.isnan(y), guess, y), rules)
        for rule in set(found.flags) - passing_over - ({"shift", "trend"} if rules == "ihi" else set()):
            assert not (found.flags[rule] & ~filled.flags[rule]).any()


@pytest.mark.parametrize("n", [*range(1, 201), 1000, 5001])
def test_the_limits_of_anhoej_are_the_binomials(n: int) -> None:
    """Counted in whole numbers, they are scipy's 5 % quantile and Schilling's longest run."""
    assert crossings_min(n) == max(stats.binom.ppf(0.05, n - 1, 0.5), 0)
    assert longest_run_max(n) == round(np.log2(n)) + 3


@pytest.mark.parametrize("n", range(10, 17))
def test_the_ihis_limits_of_runs_are_those_of_every_order_counted(n: int) -> None:
    """At most 2.5 % of all orders of the points lie beyond each limit, and one run further in would be more."""
    orders = np.array([[code >> bit & 1 for bit in range(n)] for code in range(2**n)], dtype=np.int8)
    half = orders[orders.sum(axis=1) == n // 2]
    runs = 1 + (half[:, 1:] != half[:, :-1]).sum(axis=1)
    fewest, most = run_limits(n)
    assert (runs < fewest).mean() <= 0.025 < (runs <= fewest).mean()
    assert (runs > most).mean() <= 0.025 < (runs >= most).mean()
