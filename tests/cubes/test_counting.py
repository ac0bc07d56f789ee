"""What counts where: impossible numbers, dates, missing values, people, bands, places."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from evenground.cubes import build
from evenground.model.faults import Faults
from evenground.model.measures import Measure, MeasureType
from evenground.model.periods import Every, Period
from evenground.model.strata import Link, MultiRace, Stratum
from evenground.sources import open_source
from tests.cubes.made import RACE, SCHEMA, cell, cube_of, opened, plan_of
from tests.cubes.test_merging import ONE


@pytest.mark.parametrize(
    ("measure", "row", "says"),
    [
        (
            Measure("m", "M", MeasureType.PROPORTION, "visits", "age"),
            {"visits": 31},
            "In 1 row the numerator is larger than the denominator",
        ),
        (Measure("m", "M", MeasureType.PROPORTION, "visits"), {"visits": 2}, "the numerator is above 1"),
        (Measure("m", "M", MeasureType.PROPORTION, "visits"), {"visits": -1}, "the numerator is below zero"),
        (Measure("m", "M", MeasureType.RATE, "visits", "days"), {"days": -1.0}, "the denominator is below zero"),
        (
            Measure("m", "M", MeasureType.RATE, "visits", "days"),
            {"days": 0.0},
            "there are events, but the denominator is zero",
        ),
        (Measure("m", "M", MeasureType.RATE, "visits", "days"), {"days": float("inf")}, "infinite or too large"),
        (Measure("m", "M", MeasureType.MEAN, "score"), {"score": float("-inf")}, "infinite or too large"),
    ],
)
def test_impossible_numbers_stop_the_run_and_say_what_to_do(
    measure: Measure, row: dict[str, Any], says: str, tmp_path: Path
) -> None:
    """Better no number than a wrong one."""
    with pytest.raises(Faults, match=says) as caught:
        cube_of([ONE, {**ONE, **row}], tmp_path, plan_of(measures=(measure,)))
    assert all(fault.fix and "'m'" in fault.where for fault in caught.value.faults)


def test_impossible_numbers_outside_where_do_no_harm(tmp_path: Path) -> None:
    """A plan leaves known faults out with ``where``."""
    measure = Measure("m", "M", MeasureType.RATE, "visits", "days", where="days > 0")
    cube = cube_of([ONE, {**ONE, "days": -1.0}], tmp_path, plan_of(measures=(measure,)))
    assert cell(cube, "m")["n"] == 1


def test_not_a_number_is_missing(tmp_path: Path) -> None:
    """Some programs write an empty cell as NaN."""
    cube = cube_of([ONE, {**ONE, "score": float("nan")}], tmp_path)
    assert [cell(cube, "score")[name] for name in ("n", "missing", "sum")] == [1, 1, 7.5]


def test_rows_without_a_date_count_in_the_whole_only_and_are_told(tmp_path: Path) -> None:
    """Nothing is dropped in silence; a count below the threshold is not written out."""
    cube = cube_of([ONE, *[{**ONE, "day": None}] * 12], tmp_path)
    assert (cell(cube, "seen")["n"], cell(cube, "seen", dt.date(2024, 1, 1))["n"]) == (13, 1)
    assert "12 rows are without a date: counted in the whole, but in no month." in cube.notes
    few = cube_of([ONE, {**ONE, "day": None}], tmp_path)
    assert few.notes[0].startswith("Some rows (fewer than 11) are without a date")


def test_a_week_starts_on_monday(tmp_path: Path) -> None:
    """2024-02-04 is a Sunday."""
    cube = cube_of([{**ONE, "day": dt.date(2024, 2, 4)}], tmp_path, plan_of(every=Every.WEEK))
    assert cube.periods == (Period(dt.date(2024, 1, 29), dt.date(2024, 2, 4)),)


def test_whole_numbers_are_years_and_nothing_else(tmp_path: Path) -> None:
    """1915 is a year; a month cannot be made of it, and 20210301 is no year."""
    yearly = plan_of(
        date="visits", every=Every.YEAR, measures=(Measure("seen", "Seen", MeasureType.PROPORTION, "seen"),)
    )
    cube = cube_of([{**ONE, "visits": year} for year in (1915, 1915, 2013)], tmp_path, yearly)
    assert cell(cube, "seen", dt.date(1915, 1, 1))["n"] == 2
    assert cube.whole == Period(dt.date(1915, 1, 1), dt.date(2013, 12, 31))
    with pytest.raises(Faults, match="cannot be put into a month"):
        cube_of([ONE], tmp_path, replace(yearly, every=Every.MONTH))
    with pytest.raises(Faults, match="not years"):
        cube_of([{**ONE, "visits": 20210301}], tmp_path, yearly)


def test_text_is_never_a_date(tmp_path: Path) -> None:
    """03/04/2024 is two days; guessing is a wrong number."""
    with pytest.raises(Faults, match="holds text"):
        cube_of([ONE], tmp_path, plan_of(date="race"))


def test_dropped_rows_are_told_and_still_count_overall(tmp_path: Path) -> None:
    """A plan may leave unknown groups out of a table, never out of sight."""
    plan = plan_of(strata=(replace(RACE, missing="drop"),), deeper=())
    cube = cube_of([ONE, *[{**ONE, "race": "?"}] * 11], tmp_path, plan)
    assert cell(cube, "seen")["n"] == 12
    assert cube.groups["race"] == ("Black",)
    assert cube.notes[0].startswith("11 rows are left out of every table by Race")


def test_a_person_counts_once_in_a_group_of_two_raw_values(tmp_path: Path) -> None:
    """ "b" and "Black" are one group, so the same person in both is one."""
    cube = cube_of([ONE, {**ONE, "race": "Black"}, {**ONE, "who": 2, "race": "w"}], tmp_path)
    assert (cell(cube, "seen", race="Black")["persons"], cell(cube, "seen")["persons"]) == (1, 2)


def test_in_combination_a_person_counts_in_every_group_and_once_overall(tmp_path: Path) -> None:
    """Groups overlap; the overall figure does not count anybody twice."""
    plan = plan_of(strata=(replace(RACE, multi=MultiRace.COMBINATION),), deeper=())
    cube = cube_of([{**ONE, "race": "b;w"}, {**ONE, "race": "b;?"}], tmp_path, plan)
    assert [cell(cube, "seen", race=group)["n"] for group in ("Black", "White")] == [2, 1]
    assert cell(cube, "seen")["n"] == 2
    assert any("overlap" in note for note in cube.notes)


def test_bands_keep_what_lies_below_the_first_bound(tmp_path: Path) -> None:
    """Nothing falls off the edge."""
    cube = cube_of([{**ONE, "age": age} for age in (-1, 17, 18, 64, 65, None)], tmp_path)
    assert cube.groups["age"] == ("Under 18", "18–64", "65 or more", "Unknown")


def test_codes_that_a_number_column_lost_are_groups_again(tmp_path: Path) -> None:
    """In a text file "Declined" stands among the ages; typing the column must not turn it into a blank."""
    (tmp_path / "rows.csv").write_text("age,seen\n" + "30,1\n" * 20 + "Declined,0\n,1\n70,0\n")
    stratum = Stratum("age", "Age", column="age", bands=(18, 65))
    seen = Measure("seen", "Seen", MeasureType.PROPORTION, "seen = 1")
    plan = plan_of(measures=(seen,), strata=(stratum,), deeper=(), person=None, date=None, every=None)
    with open_source(tmp_path / "rows.csv") as source:
        cube = build(plan, source)
    assert cube.groups["age"] == ("18–64", "65 or more", "Unknown", "Declined")
    assert cell(cube, "seen", age="Declined")["n"] == 1


def test_areas_become_groups_and_the_rest_is_not_linked(tmp_path: Path) -> None:
    """The address never reaches the cube: an area that the table lacks is "Not linked", one that nobody told is "Unknown"."""
    stratum = Stratum("poverty", "Poverty", link=Link("tracts.csv", "tract", "poverty", "race"))
    linkage: Any = SimpleNamespace(
        mapping={"b": "1 (most)", "w": "2"},
        groups=("1 (most)", "2"),
        cut_points=(0.2,),
        rows_linked=2,
        rows_total=4,
        notes=(),
    )
    plan = plan_of(strata=(stratum,), deeper=())
    with opened([{**ONE, "race": race} for race in ("b", "w", "elsewhere", None)], tmp_path) as source:
        cube = build(plan, source, linkages={"poverty": linkage})
    assert cube.groups["poverty"] == ("1 (most)", "2", "Not linked", "Unknown")
    assert [cell(cube, "seen", poverty=group)["n"] for group in cube.groups["poverty"]] == [1, 1, 1, 1]
    assert b"elsewhere" not in str(cube.table.to_pylist()).encode()


def test_a_column_with_too_many_values_is_refused(tmp_path: Path) -> None:
    """An identifier by another name would make a table of single people."""
    rows = [{**ONE, "race": f"v{at}"} for at in range(5_001)]
    with pytest.raises(Faults, match="too many to be groups"):
        cube_of(rows, tmp_path, plan_of(strata=(RACE,), person=None, deeper=()))


def test_sums_stay_exact_when_they_grow(tmp_path: Path) -> None:
    """A tenth added up ten thousand times is one thousand to nine digits, whatever the order."""
    rows = [{**ONE, "score": 0.1 + (at % 2) * 1e6} for at in range(1_000)]
    found = cell(cube_of(rows, tmp_path, plan_of(strata=(), person=None, deeper=())), "score")
    assert found["sum"] == pytest.approx(500 * 0.1 + 500 * 1_000_000.1, rel=1e-14)
    assert found["sum_of_squares"] == pytest.approx(500 * 0.01 + 500 * 1_000_000.1**2, rel=1e-14)


def test_a_table_without_rows_makes_an_empty_cube(tmp_path: Path) -> None:
    """Nothing to count is not a fault of the engine."""
    cube = cube_of([], tmp_path, schema=pa.schema(SCHEMA))
    assert cube.table.num_rows == 0
