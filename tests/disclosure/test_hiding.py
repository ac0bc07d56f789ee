"""Small counts are hidden, with enough beside them that a printed total gives none of them away."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from evenground.disclosure.hiding import is_small, statuses
from evenground.disclosure.release import release
from evenground.model.figures import Status, Verdict
from evenground.model.strata import MultiRace, Stratum
from evenground.results.findings import find
from tests.results.made import RACE, READMITTED, SUGAR, cube, plan_of, year

PLAN = plan_of(READMITTED)
HIDDEN = {Status.SUPPRESSED, Status.COMPLEMENTARY}


def cells_of(built):
    (finding,) = find(built).findings
    return dict(zip((groups[0] for groups in finding.cells.groups), statuses(finding.cells, built.plan), strict=True))


def released(built):
    (result,) = release(built).results
    return result


def test_a_count_below_the_threshold_is_hidden_and_takes_the_next_smallest_with_it():
    """With one count hidden, the total would give it away."""
    found = cells_of(cube(PLAN, ("English", 310, 1000), ("Spanish", 42, 200), ("Cantonese", 4, 30)))
    assert found == {"English": Status.SHOWN, "Spanish": Status.COMPLEMENTARY, "Cantonese": Status.SUPPRESSED}


def test_those_who_did_not_are_counted_too():
    """97 of 100 says that 3 did not."""
    assert cells_of(cube(PLAN, ("A", 97, 100), ("B", 50, 100), ("C", 60, 100)))["A"] is Status.SUPPRESSED


def test_two_hidden_counts_that_add_up_to_a_small_one_take_a_third_with_them():
    """2 + 3 hidden, and the total says that together they are 5: still fewer than 11."""
    found = cells_of(cube(PLAN, ("A", 2, 40), ("B", 3, 50), ("C", 50, 100), ("D", 60, 200)))
    assert [found[name] in HIDDEN for name in "ABCD"] == [True, True, True, False]


def test_none_is_not_small():
    """That nobody was readmitted is said, and is not the same as hidden."""
    found = cells_of(cube(PLAN, ("A", 0, 100), ("B", 50, 100), ("C", 60, 100)))
    assert found["A"] is Status.SHOWN


def test_a_hidden_cell_leaves_no_figure_anywhere_in_its_result():
    result = released(
        cube(PLAN, ("English", 310, 1000), ("Spanish", 42, 200), ("Cantonese", 4, 30), ("Other", 50, 300))
    )
    hidden = [cell for cell in result.cells if cell.status in HIDDEN]
    assert {cell.name for cell in hidden} == {"Cantonese", "Spanish"}
    assert all(
        getattr(cell, name) is None for cell in hidden for name in ("n", "numerator", "estimate", "lower", "upper")
    )
    gaps = {gap.name: gap for gap in result.gaps}
    assert gaps["Cantonese"].hidden
    assert gaps["Cantonese"].difference is None
    assert gaps["Cantonese"].verdict is Verdict.TOO_FEW


def test_a_summary_over_all_groups_goes_with_the_hidden_one():
    """With every other group printed, a Theil index would be solved for the one that is not."""
    shown = released(cube(PLAN, ("A", 300, 1000), ("B", 142, 600), ("C", 60, 300)))
    hidden = released(cube(PLAN, ("A", 300, 1000), ("B", 142, 600), ("C", 4, 30)))
    assert shown.summaries
    assert not hidden.summaries


def test_one_hidden_month_takes_another_with_it():
    """The group's total over all months is printed, so a single hidden month would be what is left."""
    built = cube(
        PLAN, ("A", 4, 400, year(2020)), ("A", 90, 400, year(2021)), ("A", 95, 410, year(2022)),
        ("B", 90, 500, year(2020)), ("B", 90, 500, year(2021)), ("B", 99, 500, year(2022)),
        ("C", 91, 600, year(2020)), ("C", 90, 600, year(2021)), ("C", 99, 600, year(2022)),
    )  # fmt: skip
    months = [cells for _, _, cells in released(built).over_time]
    hidden = {(i, cell.name) for i, cells in enumerate(months) for cell in cells if cell.status in HIDDEN}
    assert (0, "A") in hidden
    for name in "ABC":
        assert sum(who == name for _, who in hidden) != 1
    for i in range(3):
        assert sum(month == i for month, _ in hidden) != 1


def test_overlapping_groups_add_up_to_nothing_so_only_the_small_one_is_hidden():
    race = Stratum("race", "Race", column="race", multi=MultiRace.COMBINATION)
    (finding,) = find(cube(plan_of(READMITTED, strata=[race]), ("A", 50, 100), ("B", 4, 30))).findings
    found = statuses(finding.cells, PLAN, overlapping=finding.overlapping)
    assert list(found) == [Status.SHOWN, Status.SUPPRESSED]


def test_one_persons_own_value_is_never_a_mean():
    assert (
        cells_of(cube(plan_of(SUGAR), ("A", 9, 1, None, 0, 81), ("B", 800, 100, None, 0, 6500)))["A"]
        is Status.SUPPRESSED
    )


def test_rows_that_are_totals_are_not_people():
    """A published rate a year and group is one row each, and hides nobody."""
    plan = plan_of(SUGAR, rows="totals")
    assert set(cells_of(cube(plan, ("A", 9, 1, None, 0, 81), ("B", 8, 1, None, 0, 64))).values()) == {Status.SHOWN}


pairs = st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(any)


@given(st.lists(pairs, min_size=2, max_size=8))
def test_no_line_of_groups_gives_a_hidden_count_away(counts):
    """What is hidden together never adds up to a small count, whatever the counts are, unless all of it is hidden."""
    built = cube(PLAN, *((f"G{i}", yes, yes + no) for i, (yes, no) in enumerate(counts)))
    (finding,) = find(built).findings
    cells = finding.cells
    hidden = np.array([word in HIDDEN for word in statuses(cells, PLAN)])
    small = is_small(cells.numerator, 11) | is_small(cells.denominator - cells.numerator, 11) | is_small(cells.n, 11)
    assert not np.any(small & ~hidden)
    if hidden.any() and not hidden.all():
        assert hidden.sum() > 1
        for count in (cells.numerator, cells.denominator - cells.numerator):
            assert not is_small(count[hidden].sum(), 11)


def test_who_is_missing_is_told_site_by_site():
    """A clinic that asks nobody hides in a network's average; ten of a hundred at one site and none at the other."""
    site = Stratum("site", "Site", column="clinic", reference="overall")
    plan = plan_of(READMITTED, strata=[RACE, site], site="clinic")
    built = cube(
        plan,
        ("Black", "North", 40, 100),
        ("Unknown", "North", 20, 50),
        ("Black", "South", 40, 300),
        by=("race", "site"),
    )
    (missing,) = release(built).missing
    assert (missing.title, missing.what) == ("Race and ethnicity", "group")
    assert {cell.name: round(cell.estimate, 1) for cell in missing.cells} == {"North": 33.3, "South": 0.0}
