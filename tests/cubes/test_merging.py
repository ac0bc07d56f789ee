"""Cubes of one plan add up, in any order, and never count the same rows twice."""

import datetime as dt
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.cubes import Cube, merge
from evenground.model.faults import Faults
from evenground.model.periods import Every
from evenground.model.plans import Protect
from tests.cubes.made import RACE, Row, cell, cube_of, plan_of, rows_of_any_kind

PLAN = plan_of(person=None)
JANUARY, FEBRUARY = dt.date(2024, 1, 31), dt.date(2024, 2, 1)
ONE: Row = {
    "who": 1,
    "day": JANUARY,
    "race": "b",
    "age": 30,
    "spanish": True,
    "seen": True,
    "visits": 1,
    "days": 90.0,
    "score": 7.5,
}


def alike(one: Cube, other: Cube) -> bool:
    """Whole numbers exactly, fractions to within rounding."""
    ours, theirs = one.table.to_pylist(), other.table.to_pylist()
    assert [{k: v for k, v in row.items() if not isinstance(v, float)} for row in ours] == [
        {k: v for k, v in row.items() if not isinstance(v, float)} for row in theirs
    ]
    for mine, thine in zip(ours, theirs, strict=True):
        for name, figure in mine.items():
            if isinstance(figure, float):
                assert figure == pytest.approx(thine[name], rel=1e-12, abs=1e-12)
    return (one.groups, one.periods, one.notes) == (other.groups, other.periods, other.notes)


@settings(max_examples=8)
@given(rows=rows_of_any_kind, cuts=st.lists(st.integers(0, 2), min_size=25, max_size=25))
def test_merging_the_cubes_of_any_split_of_the_rows_gives_the_cube_of_all_rows(
    rows: list[Row], cuts: list[int]
) -> None:
    """Organisations can count at home, and the network sees what one big table would have shown."""
    with tempfile.TemporaryDirectory() as folder:
        parts = [[row for row, cut in zip(rows, cuts, strict=False) if cut == part] for part in range(3)]
        cubes = [replace_source(cube_of(part, Path(folder), PLAN), str(at)) for at, part in enumerate(parts) if part]
        everything = cube_of(rows, Path(folder), PLAN)
        merged = merge(*cubes)
        assert alike(merged, everything)
        assert merge(*reversed(cubes)).hash == merged.hash
        assert alike(merge(merge(*cubes[:2]), *cubes[2:]), merged)


def replace_source(cube: Cube, fingerprint: str) -> Cube:
    return replace(cube, provenance=replace(cube.provenance, fingerprint=fingerprint))


def test_persons_are_kept_where_one_cube_has_people_and_unknown_where_two_have(tmp_path: Path) -> None:
    """Nobody can tell from counts whether two people are one."""
    here = cube_of([ONE, {**ONE, "who": 2, "race": "w"}], tmp_path)
    there = replace_source(cube_of([{**ONE, "who": 1}], tmp_path), "another")
    merged = merge(here, there)
    assert cell(merged, "seen", race="White")["persons"] == 1
    assert cell(merged, "seen", race="Black")["persons"] is None
    assert cell(merged, "seen")["n"] == 3


def test_new_months_stretch_the_whole(tmp_path: Path) -> None:
    """The whole runs from the first period to the last of all cubes."""
    merged = merge(cube_of([ONE], tmp_path), replace_source(cube_of([{**ONE, "day": FEBRUARY}], tmp_path), "another"))
    whole = cell(merged, "seen")
    assert (whole["period_start"], whole["period_end"], whole["n"]) == (dt.date(2024, 1, 1), dt.date(2024, 2, 29), 2)


def test_the_same_source_twice_is_refused(tmp_path: Path) -> None:
    """A copied file must not double the people."""
    cube = cube_of([ONE], tmp_path)
    with pytest.raises(Faults, match="same rows would count twice"):
        merge(cube, cube)


def test_the_same_month_in_two_exports_is_refused(tmp_path: Path) -> None:
    """January to March and March to May share March, whatever the files are called."""
    shared = [{**ONE, "day": FEBRUARY, "score": float(at)} for at in range(100)]
    first = cube_of([ONE, *shared], tmp_path, PLAN)
    second = cube_of([*shared, {**ONE, "day": dt.date(2024, 3, 1)}], tmp_path, PLAN)
    with pytest.raises(Faults, match="2024-02-01"):
        merge(first, second)


@pytest.fixture(scope="module")
def one_cube(tmp_path_factory: pytest.TempPathFactory) -> Cube:
    """The cube of one row."""
    return cube_of([ONE], tmp_path_factory.mktemp("one"), PLAN)


SEEN, VISITS, SCORE = PLAN.measures
RACE_OF_PLAN, AGE, SPANISH = PLAN.strata


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        (
            {"measures": (SEEN, replace(VISITS, numerator="days"), SCORE)},
            "measure visits: numerator is visits in a.cube, days in b.cube",
        ),
        (
            {"measures": (replace(SEEN, where=None), VISITS, SCORE)},
            "measure seen: the filter is age >= 10 in a.cube, not said in b.cube",
        ),
        ({"measures": (SEEN, VISITS)}, "measure score: only in a.cube"),
        (
            {"measures": (VISITS, SEEN, SCORE)},
            "the order of the measures: seen, visits, score in a.cube, visits, seen, score in b.cube",
        ),
        (
            {"strata": (replace(RACE, codes="omb_2024"), AGE, SPANISH)},
            "stratum race: the code set is not said in a.cube, omb_2024 in b.cube",
        ),
        (
            {"strata": (RACE_OF_PLAN, replace(AGE, bands=(18.0, 40.0)), SPANISH)},
            "stratum age: bands is 18; 65 in a.cube, 18.0; 40.0 in b.cube",
        ),
        ({"every": Every.WEEK}, "the plan: the period is month in a.cube, week in b.cube"),
        ({"person": "who"}, "the plan: the person column is not said in a.cube, who in b.cube"),
        ({"rows": "totals"}, "the plan: rows is people in a.cube, totals in b.cube"),
        ({"protect": Protect(threshold=5)}, "protect: threshold is 11 in a.cube, 5 in b.cube"),
    ],
    ids=lambda value: "" if isinstance(value, dict) else value.split(" is ")[0],
)
def test_cubes_of_different_plans_are_refused_with_the_part_that_differs(
    changed: dict[str, Any], says: str, one_cube: Cube
) -> None:
    """The message names the part and what stands in either file, so that one of the two can be mended."""
    other = replace(one_cube, plan=replace(PLAN, **changed))
    with pytest.raises(Faults) as refused:
        merge(one_cube, other, names=("a.cube", "b.cube"))
    assert [fault.what for fault in refused.value.faults] == [f"These cubes were made with different plans: {says}."]


def test_every_part_that_differs_is_named_at_once(one_cube: Cube) -> None:
    """Nobody mends a plan one message at a time."""
    other = replace(PLAN, every=Every.WEEK, measures=(replace(SEEN, numerator="spanish"), VISITS, SCORE))
    with pytest.raises(Faults) as refused:
        merge(one_cube, replace(one_cube, plan=other))
    assert len(refused.value.faults) == 2


def test_titles_and_better_words_do_not_keep_cubes_apart(one_cube: Cube) -> None:
    """Each organisation may say it in its own words, as long as it counts the same."""
    other = replace(PLAN, title="Ours", measures=(replace(SEEN, title="Seen by us", why="They asked."), VISITS, SCORE))
    there = replace_source(replace(one_cube, plan=other), "another")
    assert cell(merge(one_cube, there), "seen")["n"] == 2
