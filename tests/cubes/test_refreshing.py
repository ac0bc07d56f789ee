"""A refreshed cube is the cube that building anew would give, at the cost of the periods that changed."""

import datetime as dt
import tempfile
from pathlib import Path

from hypothesis import given, settings

from evenground.cubes import build, refresh
from tests.cubes.made import Row, cube_of, opened, plan_of, rows_of_any_kind
from tests.cubes.test_merging import ONE, PLAN, alike


@settings(max_examples=8)
@given(before=rows_of_any_kind, after=rows_of_any_kind)
def test_a_refreshed_cube_is_the_cube_built_anew(before: list[Row], after: list[Row]) -> None:
    """Rows may be added, changed or taken away in any period, and among those without a date."""
    kept = [row for row in before if row["day"] is None or row["day"].month != 2]
    with tempfile.TemporaryDirectory() as folder:
        old = cube_of(before, Path(folder), PLAN)
        with opened([*kept, *after], Path(folder)) as source:
            assert alike(refresh(old, PLAN, source), build(PLAN, source))


def test_only_the_changed_month_is_grouped_again(tmp_path: Path) -> None:
    """January stands as it is: the query of the rows keeps February only."""
    rows = [{**ONE, "day": dt.date(2024, month, 3)} for month in (1, 2)]
    old = cube_of(rows, tmp_path, PLAN)
    steps: list[str] = []
    with opened([*rows, rows[1]], tmp_path) as source:
        new = refresh(old, PLAN, source, progress=lambda step, fraction: steps.append(step))
    assert steps[0] == "Looking for changed periods"
    assert [tally.rows for tally in new.tallies] == [1, 2]
    assert new.provenance.fingerprint != old.provenance.fingerprint


def test_nothing_is_grouped_where_nothing_changed(tmp_path: Path) -> None:
    """A run each night costs one light pass."""
    old = cube_of([ONE], tmp_path, PLAN)
    steps: list[str] = []
    with opened([ONE], tmp_path) as source:
        assert refresh(old, PLAN, source, progress=lambda step, fraction: steps.append(step)).hash == old.hash
    assert steps == ["Looking for changed periods"]


@settings(max_examples=8)
@given(before=rows_of_any_kind, after=rows_of_any_kind)
def test_people_are_counted_as_building_anew_would(before: list[Row], after: list[Row]) -> None:
    """One child comes in January and in March: nobody may count twice in the whole, whichever month changed."""
    plan = plan_of()
    assert plan.person is not None
    kept = [row for row in before if row["day"] is None or row["day"].month != 2]
    with tempfile.TemporaryDirectory() as folder:
        old = cube_of(before, Path(folder), plan)
        with opened([*kept, *after], Path(folder)) as source:
            fresh, anew = refresh(old, plan, source), build(plan, source)
    assert alike(fresh, anew)
    assert fresh.table.column("persons").to_pylist() == anew.table.column("persons").to_pylist()


def test_another_plan_is_counted_anew(tmp_path: Path) -> None:
    """Counts of another plan are of no use."""
    old = cube_of([ONE], tmp_path, PLAN)
    steps: list[str] = []
    with opened([ONE], tmp_path) as source:
        refresh(
            old,
            plan_of(measures=PLAN.measures[:1], person=None),
            source,
            progress=lambda step, fraction: steps.append(step),
        )
    assert steps[0] == "Grouping the rows"
