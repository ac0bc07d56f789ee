"""How a gap moved: on both scales, and whether anyone gained."""

from evenground.results.change import average_change, change
from evenground.results.findings import find
from tests.results.made import READMITTED, SUGAR, VISITS, cube, plan_of, year

PLAN = plan_of(READMITTED)


def moved(plan, *cells):
    (finding,) = find(cube(plan, *cells)).findings
    return finding.change


def test_a_gap_that_closes_because_the_better_off_got_worse_is_levelling_down():
    told = moved(
        PLAN, ("Black", 400, 2000, year(2020)), ("White", 200, 2000, year(2020)),
        ("Black", 400, 2000, year(2024)), ("White", 380, 2000, year(2024)),
    )  # fmt: skip
    assert told.verdict == "levelled down"
    assert told.group_change == 0


def test_a_gap_that_closes_because_the_worse_off_gained_has_narrowed():
    told = moved(
        PLAN, ("Black", 400, 2000, year(2020)), ("White", 200, 2000, year(2020)),
        ("Black", 230, 2000, year(2024)), ("White", 200, 2000, year(2024)),
    )  # fmt: skip
    assert told.verdict == "narrowed"


def test_difference_and_ratio_may_disagree_and_then_both_are_said():
    """From 20 and 10 % to 6 and 2 %: the difference falls from 10 to 4 while the ratio rises from 2 to 3."""
    told = moved(
        PLAN, ("Black", 2000, 10_000, year(1990)), ("White", 1000, 10_000, year(1990)),
        ("Black", 600, 10_000, year(2020)), ("White", 200, 10_000, year(2020)),
    )  # fmt: skip
    assert told.verdict == "mixed"
    assert (round(told.ratio_first, 6), round(told.ratio_last, 6)) == (2, 3)


def test_a_change_within_the_play_of_chance_is_no_clear_change():
    told = moved(
        PLAN, ("Black", 40, 200, year(2020)), ("White", 32, 200, year(2020)),
        ("Black", 38, 200, year(2024)), ("White", 34, 200, year(2024)),
    )  # fmt: skip
    assert told.verdict == "no clear change"


def test_published_rates_of_one_row_each_still_tell_their_change():
    """A table of yearly rates has one value a group and year: no interval, and yet two figures to compare."""
    told = moved(
        plan_of(SUGAR, rows="totals"), ("black", 180, 1, year(1915), 0, 180**2), ("white", 98, 1, year(1915), 0, 98**2),
        ("black", 11, 1, year(2013), 0, 121), ("white", 5, 1, year(2013), 0, 25),
    )  # fmt: skip
    assert told.verdict == "mixed"
    assert told.difference_first == 82


def test_the_change_of_the_average_splits_into_levels_and_people():
    """Kitagawa 1955: both groups keep their level while the worse-off group grows, so all of the change is composition."""
    built = cube(
        plan_of(VISITS), ("Black", 20, 100, year(2020)), ("White", 10, 100, year(2020)),
        ("Black", 60, 300, year(2021)), ("White", 10, 100, year(2021)),
    )  # fmt: skip
    (finding,) = find(built).findings
    split = average_change(finding.by_period)
    assert split.after - split.before == 2.5
    assert (round(split.within, 9), round(split.between, 9)) == (0, 2.5)


def test_one_period_has_no_change():
    (finding,) = find(cube(PLAN, ("Black", 40, 200, year(2020)), ("White", 32, 200, year(2020)))).findings
    assert change(finding.by_period, finding.overall_by_period, ("Black",), ("White",), 0.95) is None
