"""Who is worse off, by how much, how sure one can be, and how many people that is."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenground.model.figures import Verdict
from evenground.model.measures import Better
from evenground.model.strata import Stratum
from evenground.results.findings import find, scan
from tests.results.made import RACE, READMITTED, SCREENED, SUGAR, VISITS, cube, plan_of

PLAN = plan_of(READMITTED)


def only(built):
    (finding,) = find(built).findings
    return finding


def test_the_reference_is_the_best_off_group_that_has_enough_people_to_be_so_by_more_than_luck():
    finding = only(cube(PLAN, ("Black", 200, 1000), ("White", 150, 1000), ("Asian", 1, 20)))
    assert finding.reference == ("White",)


def test_people_of_unknown_group_are_compared_but_never_the_reference():
    finding = only(cube(PLAN, ("Black", 200, 1000), ("White", 150, 1000), ("Unknown", 10, 1000)))
    assert finding.reference == ("White",)
    assert ("Unknown",) in finding.gaps.groups


def test_a_gap_stands_on_both_scales_with_the_people_it_is_about():
    """200 of 1,000 against 150 of 1,000: 5 more of every 100, 1.33 times as many, 50 people."""
    gaps = only(cube(PLAN, ("Black", 200, 1000), ("White", 150, 1000))).gaps
    assert gaps.difference[0] == pytest.approx(5.0)
    assert gaps.ratio[0] == pytest.approx(4 / 3)
    assert gaps.excess[0] == pytest.approx(50)
    assert gaps.verdict(0) is Verdict.GAP


def test_where_higher_is_better_a_lower_level_is_worse_off():
    gaps = only(cube(plan_of(SCREENED), ("Spanish", 500, 1000), ("English", 800, 1000))).gaps
    assert gaps.reference == ("English",)
    assert gaps.difference[0] == pytest.approx(-30)
    assert gaps.worse_by[0] == pytest.approx(30)
    assert gaps.excess[0] == pytest.approx(300)


def test_too_few_to_say_tells_how_many_it_would_take():
    gaps = only(cube(PLAN, ("Black", 6, 30), ("White", 150, 1000))).gaps
    assert gaps.verdict(0) is Verdict.TOO_FEW
    assert gaps.needed[0] > 30
    assert gaps.periods_needed[0] == pytest.approx(gaps.needed[0] / 30)


def test_no_clear_gap_is_said_only_where_a_meaningful_one_would_have_been_seen():
    gaps = only(cube(PLAN, ("Black", 1510, 10_000), ("White", 1500, 10_000))).gaps
    assert gaps.verdict(0) is Verdict.NO_CLEAR_GAP


def test_against_everyone_the_group_is_not_compared_with_itself():
    """Two equal halves at 20 and 10 %: each lies 5 from the overall 15, and the interval is that of their difference, halved."""
    stratum = replace(RACE, reference="overall")
    gaps = only(cube(plan_of(READMITTED, strata=[stratum]), ("A", 200, 1000), ("B", 100, 1000))).gaps
    between = only(cube(PLAN, ("A", 200, 1000), ("B", 100, 1000))).gaps
    assert gaps.difference == pytest.approx([5, -5])
    assert gaps.difference_upper[0] == pytest.approx(between.difference_upper[0] / 2)
    assert gaps.ratio[0] == pytest.approx(20 / 15)


def test_rates_and_means_have_gaps_too():
    rates = only(cube(plan_of(VISITS), ("Black", 64, 100), ("White", 30, 100))).gaps
    assert rates.difference[0] == pytest.approx(34)
    means = only(cube(plan_of(SUGAR), ("Black", 900, 100, None, 0, 8300), ("White", 800, 100, None, 0, 6600))).gaps
    assert means.difference[0] == pytest.approx(1.0)
    assert np.isnan(means.excess[0])


def test_the_scan_ranks_by_people_affected_and_not_by_p_value():
    """A small group with a huge gap comes after a large group with a clear one."""
    found = find(cube(PLAN, ("Small", 60, 100), ("Large", 3500, 20_000), ("White", 3000, 20_000)))
    order = [found.findings[f].gaps.groups[row] for f, row in scan(found)]
    assert order == [("Large",), ("Small",)]


def test_the_false_discovery_rate_is_held_over_all_that_was_looked_at():
    """Twenty groups at the same level: one lies far enough by chance on its own, and none does among twenty."""
    groups = [(f"G{i:02d}", 100, 1000) for i in range(19)]
    gaps = only(cube(PLAN, *groups, ("G19", 131, 1000))).gaps
    last = gaps.groups.index(("G19",))
    assert gaps.p[last] < 0.05 < gaps.q[last]
    assert gaps.verdict(last) is not Verdict.GAP


def test_missing_answers_bound_how_far_the_gap_could_move():
    """By hand: 5 untold in each group, 10 of unknown group of whom 2 were readmitted."""
    finding = only(
        cube(PLAN, ("Black", 20, 100, None, 5), ("White", 15, 100, None, 5), ("Unknown", 2, 10, None, 0)),
    )
    low, high = finding.bounds
    row = finding.gaps.groups.index(("Black",))
    assert high[row] == pytest.approx(100 * ((20 + 5 + 2) / (100 + 5 + 2) - 15 / (100 + 5 + 8)))
    assert low[row] == pytest.approx(100 * (20 / (100 + 5 + 8) - (15 + 5 + 2) / (100 + 5 + 2)))


counts = st.tuples(st.integers(0, 400), st.integers(1, 400)).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(counts, min_size=2, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_groups_never_matters(pairs, random):
    cells = [(f"G{i}", *pair) for i, pair in enumerate(pairs)]
    mixed = list(cells)
    random.shuffle(mixed)
    one, two = (only(cube(PLAN, *order)) for order in (cells, mixed))
    assert one.reference == two.reference
    first = {g: tuple(row) for g, *row in zip(one.gaps.groups, one.gaps.difference, one.gaps.p, strict=True)}
    second = {g: tuple(row) for g, *row in zip(two.gaps.groups, two.gaps.difference, two.gaps.p, strict=True)}
    assert first.keys() == second.keys()
    for groups, row in first.items():
        assert row == pytest.approx(second[groups], nan_ok=True)


@given(counts, counts, st.integers(0, 5), st.integers(0, 5), counts)
def test_the_bounds_hold_the_gap_itself(group, reference, untold, untold_too, unknown):
    stratum = Stratum("race", "Race", column="race", reference="R")
    finding = only(
        cube(
            plan_of(READMITTED, strata=[stratum]),
            ("G", *group, None, untold),
            ("R", *reference, None, untold_too),
            ("Unknown", *unknown),
        ),
    )
    row = finding.gaps.groups.index(("G",))
    low, high = (part[row] for part in finding.bounds)
    assert low - 1e-9 <= finding.gaps.difference[row] <= high + 1e-9


@pytest.mark.parametrize("better", list(Better))
def test_a_group_with_nobody_in_it_has_no_gap_and_says_why(better):
    measure = replace(READMITTED, better=better)
    gaps = only(cube(plan_of(measure), ("Black", 0, 0), ("White", 150, 1000))).gaps
    assert np.isnan(gaps.difference[0])
    assert gaps.note[0]
