"""Small groups are not made invisible: periods pooled by one stated rule, and levels that lean on all groups."""

import datetime as dt

import numpy as np
import pytest

from evenground.model.periods import Every, period_of
from evenground.spc import calendar_windows, partially_pooled, pool_until_seen


def months(count, start=dt.date(2023, 1, 1)):
    found = [period_of(start, Every.MONTH)]
    while len(found) < count:
        found.append(period_of(found[-1].end + dt.timedelta(days=1), Every.MONTH))
    return found


def pooled(events, people, *, start=dt.date(2023, 1, 1), threshold=11):
    events, people = np.asarray(events, float), np.asarray(people, float)
    windows = calendar_windows(months(len(events), start), Every.MONTH)
    return pool_until_seen([events, people - events, people], windows=windows, every=Every.MONTH, threshold=threshold)


@pytest.mark.parametrize(
    ("a_month", "span", "until"), [(12, "month", 1), (4, "quarter", 3), (2, "half-year", 6), (1, "year", 11), (0.5, "two years", 22)]
)  # fmt: skip
def test_the_shortest_span_at_which_every_full_window_can_be_shown_is_taken(a_month, span, until):
    """Four years; the longer the span, the fewer the events it needs."""
    found = pooled(np.full(48, a_month), np.full(48, 100), start=dt.date(2022, 1, 1))
    assert (found.span, found.periods_until_seen) == (span, until)
    assert found.shown.all()


def test_no_window_that_is_shown_holds_a_protected_count_below_the_threshold():
    """Events, people without one, and people: each is nothing or enough."""
    rng = np.random.default_rng(8)
    for _ in range(200):
        people = rng.integers(0, 30, 36)
        found = pooled(rng.binomial(people, 0.2), people)
        seen = found.sums[:, found.shown]
        assert ((seen == 0) | (seen >= 11)).all()


def test_pooling_loses_nobody():
    """The windows' sums are the periods' sums, and every period is in one window."""
    people = np.arange(36) + 5
    found = pooled(people // 3, people, start=dt.date(2023, 3, 1))
    np.testing.assert_array_equal(
        found.sums.sum(axis=1), [(people // 3).sum(), (people - people // 3).sum(), people.sum()]
    )
    assert (found.last - found.first + 1).sum() == 36


def test_windows_follow_the_calendar_and_know_when_they_are_cut_short():
    """A quarter begins in January; one that the data enter in February is not full."""
    cuts = {cut.span: cut for cut in calendar_windows(months(6, dt.date(2023, 2, 1)), Every.MONTH)}
    assert cuts["quarter"].number.tolist() == [0, 0, 1, 1, 1, 2]
    assert cuts["quarter"].full.tolist() == [False, True, False]
    assert list(cuts)[:3] == ["month", "quarter", "half-year"]
    assert cuts["all"].number.tolist() == [0] * 6


def test_windows_that_hold_half_of_every_count_are_enough():
    """A single bad month does not hide the group for good; but months without events alone would not show it."""
    events = np.full(24, 12)
    events[:12] = 0
    events[3] = 1
    found = pooled(events, np.full(24, 100))
    assert found.span == "month"
    assert not found.shown[3]


def test_a_group_not_even_seen_over_all_time_is_said_to_be_so():
    """And how long it would take at the pace of the last year."""
    found = pooled([1] + [0] * 22 + [1], np.full(24, 100))
    assert found.span == "none"
    assert not found.shown.any()
    assert found.periods_until_seen == 132


def test_a_missing_count_hides_its_window():
    """What is not known is not nothing."""
    events = np.full(36, 12.0)
    events[4] = np.nan
    found = pooled(events, np.full(36, 100))
    assert not found.shown[found.number[4]]


def test_partially_pooled_levels_lean_on_all_the_more_the_fewer_they_count():
    """3 of 5 says less than 60 of 100."""
    x, n = np.array([3, 60, 20, 10, 30, 18, 25]), np.array([5, 100, 100, 100, 100, 100, 100])
    found = partially_pooled(x, n, per=100)
    drawn = (found.value - 60) / (100 * x.sum() / n.sum() - 60)
    assert drawn[0] > 3 * drawn[1] > 0
    assert all("partially pooled" in method for method in found.method)
    assert all(note.startswith("an estimate") for note in found.note)


@pytest.mark.parametrize("kind", ["proportion", "rate"])
def test_partially_pooled_intervals_hold_the_true_levels_of_groups(kind):
    """Over groups that differ, 95 % of levels; and the estimate errs less than the plain level."""
    rng = np.random.default_rng(6)
    n = rng.integers(10, 60, (800, 8))
    truth = rng.beta(4, 16, n.shape)
    x = rng.binomial(n, truth) if kind == "proportion" else rng.poisson(n * truth)
    found = partially_pooled(x, n, type=kind)
    held = (found.lower <= truth) & (truth <= found.upper)
    assert 0.935 < held.mean() < 0.97
    assert np.mean((found.value - truth) ** 2) < 0.9 * np.mean((x / n - truth) ** 2)


def test_groups_that_differ_no_more_than_chance_are_said_to_be_so():
    """A spread estimated as 0 is a finding with a caveat, not a licence to make all alike."""
    found = partially_pooled([10, 10, 10, 10, 10, 10], [100] * 6)
    assert "no more than chance" in found.note[0]
    assert (found.upper > found.lower).all()


def test_too_few_groups_stand_by_themselves():
    """Three groups say too little of how groups differ."""
    found = partially_pooled([1, 5, np.nan, 9], [50] * 4)
    np.testing.assert_allclose(found.value[[1, 3]], [5.5 / 51, 9.5 / 51])
    assert found.note[0].startswith("not pooled")
    assert found.note[2] == "no usable number"
