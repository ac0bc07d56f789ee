"""What holds for every control chart, whatever the numbers."""

from __future__ import annotations

from math import pi, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evenground.spc import control_chart
from evenground.spc.limits import KINDS
from tests.spc.charts_drawn import LABELS, LINES, NUMBERS, POINTS, assert_same, chart_of, kinds, seeds, series

MEASURED = ("run", "i", "mr", "xbar", "s", "r")


@given(kinds, seeds)
def test_many_series_in_one_call_are_the_same_as_one_by_one(kind: str, seed: int) -> None:
    """Speed must not change an answer."""
    y, n, options = series(kind, seed, many=3)
    together = control_chart(kind, y, n, **options)
    for place in range(3):
        alone = control_chart(kind, y[place], None if n is None else n[place], **options)
        assert_same(together.at(place), alone)
        assert together.at(place).note == alone.note
        assert isinstance(alone.longest_run, float)


@given(kinds, seeds)
def test_the_order_of_series_does_not_matter(kind: str, seed: int) -> None:
    """No series knows of another."""
    y, n, options = series(kind, seed, many=4)
    turned = control_chart(kind, y[::-1], None if n is None else n[::-1], **options)
    straight = control_chart(kind, y, n, **options)
    np.testing.assert_array_equal(turned.upper[::-1], straight.upper)
    np.testing.assert_array_equal(turned.note[::-1], straight.note)


@given(st.sampled_from(MEASURED), seeds, st.integers(-50, 50), st.sampled_from([0.25, 0.5, 2, 8]))
def test_another_zero_and_unit_move_the_chart_and_change_no_signal(
    kind: str, seed: int, zero: int, unit: float
) -> None:
    """Degrees Celsius and Fahrenheit tell the same story."""
    y, _, options = series(kind, seed)
    plain, moved = control_chart(kind, y, **options), control_chart(kind, zero + unit * y, **options)
    offset = zero if kind in ("run", "i", "xbar") else 0
    for name in LINES:
        np.testing.assert_allclose(getattr(moved, name), offset + unit * getattr(plain, name), rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(moved.signals, plain.signals)


@given(kinds, seeds, st.sampled_from([0.5, 100, 1024]))
def test_per_is_a_matter_of_the_plotted_scale(kind: str, seed: int, per: float) -> None:
    """A rate per 1000 signals where the rate per person does."""
    plain, scaled = chart_of(kind, seed), chart_of(kind, seed, per=per)
    for name in LINES:
        np.testing.assert_allclose(getattr(scaled, name), per * getattr(plain, name), rtol=1e-9)
    np.testing.assert_array_equal(scaled.signals, plain.signals)


@given(seeds, st.integers(1, 60))
def test_a_p_chart_of_equal_denominators_is_the_np_chart_divided(seed: int, size: int) -> None:
    """Two ways to draw one thing."""
    events = np.random.default_rng(seed).integers(0, size + 1, POINTS)
    p, counts = (control_chart(kind, events, np.full(POINTS, size)) for kind in ("p", "np"))
    for name in LINES:
        np.testing.assert_allclose(size * getattr(p, name), getattr(counts, name), rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(p.signals, counts.signals)


@given(seeds)
def test_a_u_chart_over_ones_is_the_c_chart(seed: int) -> None:
    """Counts over one unit each are counts (where there is none, only the U chart has no limits: it lacks a unit)."""
    y, _, _ = series("c", seed)
    u, c = control_chart("u", y, np.ones(POINTS)), control_chart("c", y)
    for name in LINES:
        np.testing.assert_allclose(np.where(np.isnan(y), 0, getattr(u, name) - getattr(c, name)), 0, atol=1e-12)
    np.testing.assert_array_equal(u.signals, c.signals)


@given(seeds)
def test_an_i_prime_chart_over_ones_is_the_i_chart(seed: int) -> None:
    """Exactly so but for d2, which the I chart rounds to 1.128 as every table does."""
    y, _, _ = series("i", seed)
    prime, plain = control_chart("ip", y, np.ones(POINTS)), control_chart("i", y)
    np.testing.assert_allclose(prime.centre, plain.centre)
    there = ~np.isnan(y)
    np.testing.assert_allclose(prime.sigma[there] * 2 / sqrt(pi), plain.sigma[there] * 1.128, rtol=1e-12)


@given(seeds)
def test_sigma_is_the_mean_range_of_neighbours_that_are_both_there(seed: int) -> None:
    """Missing is never bridged: nobody knows what happened in between."""
    y, _, _ = series("i", seed)
    ranges = [abs(a - b) for a, b in zip(y[0, :-1], y[0, 1:], strict=True) if not np.isnan(a + b)]
    assume(ranges)
    assert control_chart("i", y).sigma[0, 0] == pytest.approx(sum(ranges) / len(ranges) / 1.128)


@given(st.sampled_from(["run", "i", "ip", "p", "pp", "u", "up", "c", "g", "t"]), seeds, st.integers(0, POINTS - 1))
def test_excluding_a_point_gives_the_limits_of_the_series_without_it(kind: str, seed: int, place: int) -> None:
    """Excluded is bridged: the caller knows that the point is not of this process."""
    y, n, _ = series(kind, seed)
    excluded = control_chart(kind, y, n, exclude=[place])
    without = control_chart(kind, np.delete(y, place, -1), None if n is None else np.delete(n, place, -1))
    for name in (*LINES, "signals"):
        left = np.delete(getattr(excluded, name), place, -1)
        if name == "signals":
            np.testing.assert_array_equal(left, without.signals)
        else:
            np.testing.assert_allclose(left, getattr(without, name), rtol=1e-9)
    assert excluded.signals[0, place] == ""
    assert excluded.useful == without.useful


@given(kinds, seeds, st.integers(2, POINTS - 2))
def test_phases_are_charts_of_their_own_put_side_by_side(kind: str, seed: int, border: int) -> None:
    """Nothing crosses the border, not even a moving range."""
    y, n, options = series(kind, seed)
    whole = control_chart(kind, y, n, phases=[border], **options)
    cut = LABELS.searchsorted(border) if options else border
    halves = [
        control_chart(kind, y[:, part], None if n is None else n[:, part], subgroup=LABELS[part] if options else None)
        for part in (slice(None, cut), slice(cut, None))
    ]
    for name in (*LINES, "signals"):
        np.testing.assert_array_equal(
            getattr(whole, name), np.concatenate([getattr(half, name) for half in halves], axis=-1)
        )
    np.testing.assert_array_equal(whole.longest_run, np.stack([half.longest_run for half in halves], axis=-1))
    assert whole.phase.tolist() == [0] * border + [1] * (POINTS - border)


@given(kinds, seeds, st.integers(4, POINTS - 1))
def test_what_comes_after_the_baseline_moves_no_line(kind: str, seed: int, frozen: int) -> None:
    """That is what freezing means, for the centre and for sigma."""
    y, n, options = series(kind, seed)
    later = y.copy()
    later[:, LABELS.searchsorted(frozen) if options else frozen :] += 1
    before, after = (control_chart(kind, values, n, baseline=frozen, **options) for values in (y, later))
    assert not (before.baseline | after.baseline)[:, frozen:].any()
    np.testing.assert_array_equal(before.lower, after.lower)
    np.testing.assert_array_equal(before.upper, after.upper)


@given(kinds, seeds, st.integers(1, 5), st.integers(6, POINTS - 6))
def test_a_baseline_number_and_its_mask_are_one_thing(kind: str, seed: int, count: int, border: int) -> None:
    """Freeze and phases together: the number counts from the start of every phase."""
    places = np.arange(POINTS)
    mask = (places < count) | ((places >= border) & (places < border + count))
    by_number = chart_of(kind, seed, baseline=count, phases=[border])
    by_mask = chart_of(kind, seed, baseline=mask, phases=[border])
    whole = by_number.baseline | by_mask.baseline
    assume(all(whole[0, part].any() for part in (slice(None, border), slice(border, None))))
    assume(_has_baseline(kind, seed, mask, border))
    assert_same(by_number, by_mask)


def _has_baseline(kind: str, seed: int, mask: np.ndarray, border: int) -> bool:
    y, n, options = series(kind, seed)
    there = ~np.isnan(y).reshape(1, POINTS, -1).all(axis=-1) if options else ~np.isnan(y + (0 if n is None else n))
    return bool((there & mask)[0, :border].any() and (there & mask)[0, border:].any())


@given(kinds.filter(lambda kind: kind != "run"), seeds)
def test_limits_hold_the_centre_and_stay_where_values_can_be(kind: str, seed: int) -> None:
    """No share below 0 or above 1, no count or spread below 0 (the G chart's median may lie anywhere)."""
    chart = chart_of(kind, seed)
    drawn = ~np.isnan(chart.lower + chart.upper + chart.centre)
    assert (chart.lower <= chart.upper)[drawn].all()
    if kind != "g":
        assert ((chart.lower <= chart.centre * (1 + 1e-12)) & (chart.centre <= chart.upper * (1 + 1e-12)))[drawn].all()
    if kind not in ("i", "ip", "xbar"):
        assert (chart.lower[drawn] >= 0).all()
    if kind in ("p", "pp"):
        assert (chart.upper[drawn] <= 1).all()


@given(kinds, st.floats(0.01, 1000), st.sampled_from(["anhoej", "western-electric", "nelson", "mdc", "ihi"]))
def test_a_constant_series_signals_nothing(kind: str, level: float, rules: str) -> None:
    """Limits without width, rounding errors forgiven (counts may be too regular for Nelson's "within 1 sigma")."""
    recipe = KINDS[kind]
    whole = np.floor(level) if recipe.counted and kind != "t" else level
    n = np.full(POINTS, np.ceil(level) + 1) if recipe.denominator == "must" else None
    values = np.full(LABELS.size if recipe.subgroups else POINTS, whole)
    chart = control_chart(kind, values, n, subgroup=LABELS if recipe.subgroups else None, rules=rules)
    assert [rule for rule, flags in chart.flags.items() if flags.any() and rule != "within 1 sigma"] == []


@given(seeds)
def test_limits_do_not_know_in_which_order_the_values_of_a_subgroup_came(seed: int) -> None:
    """Only the subgroup is known, not the minute."""
    y, _, options = series("xbar", seed)
    turned = y.reshape(1, POINTS, -1)[..., ::-1].reshape(y.shape)
    for kind in ("xbar", "s", "r"):
        assert_same(control_chart(kind, y, **options), control_chart(kind, turned, **options), NUMBERS)


@given(st.sampled_from(["i", "run", "p", "c", "u", "ip"]), seeds)
def test_a_series_read_backwards_has_the_same_lines(kind: str, seed: int) -> None:
    """Lines know which points are neighbours, not which came first."""
    y, n, _ = series(kind, seed)
    back = control_chart(kind, y[:, ::-1], None if n is None else n[:, ::-1])
    for name in LINES:
        np.testing.assert_allclose(
            getattr(back, name)[:, ::-1], getattr(control_chart(kind, y, n), name), rtol=1e-9, atol=1e-12
        )


@given(kinds, seeds, st.floats(0, 1), st.booleans(), st.sampled_from([None, 3]))
def test_no_number_is_missing_without_a_reason(kind: str, seed: int, gone: float, excluded: bool, frozen: int) -> None:
    """However little is left of the data (the first range of a phase apart, and the limits of a run chart)."""
    y, n, options = series(kind, seed)
    y = np.where(np.random.default_rng(seed).random(y.shape) < gone, np.nan, y)
    chart = control_chart(kind, y, n, exclude=np.full(POINTS, excluded), baseline=frozen, **options)
    drawn = slice(1, None) if kind in ("mr", "ms") else slice(None)
    numbers = (chart.value, chart.centre) if kind == "run" else (chart.value, chart.centre, chart.lower, chart.upper)
    missing = any(np.isnan(part[:, drawn]).any() for part in numbers) or np.isnan(chart.false_alarm).any()
    assert chart.note[0] or not missing
