"""Every engine gives the cube that counting by hand gives: DuckDB, PostgreSQL, a local Spark."""

import math
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenground.cubes import Cube, build
from evenground.model.plans import Plan
from evenground.sources import open_source
from tests.cubes.made import SCHEMA, Row, cube_of, plan_of, rows_of_any_kind, some_plan
from tests.cubes.reference_engine import count
from tests.postgres import postgres_address, sql_address, with_table

__all__ = ["postgres_address"]
FIGURES = ("n", "missing", "persons", "numerator", "denominator", "sum", "sum_of_squares")


def as_counted(cube: Cube) -> dict[Any, list[Any]]:
    """The cube's table in the reference engine's words."""
    found = {}
    for row in cube.table.to_pylist():
        names = tuple(filter(None, row["by"].split(",")))
        start = None if row["whole"] else row["period_start"]
        groups = tuple(row[name] for name in names)
        found[row["measure"], names, start, groups] = [row[figure] for figure in FIGURES]
    assert len(found) == cube.table.num_rows
    return found


def by_hand(plan: Plan, rows: Sequence[Row]) -> dict[Any, list[Any]]:
    return {
        (row["measure"], row["by"], row["start"], row["groups"]): [row[f] for f in FIGURES] for row in count(plan, rows)
    }


def assert_alike(ours: dict[Any, list[Any]], theirs: dict[Any, list[Any]]) -> None:
    assert set(ours) == set(theirs)
    for key, figures in ours.items():
        for name, one, other in zip(FIGURES, figures, theirs[key], strict=True):
            alike = one == other or (None not in (one, other) and math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9))
            assert alike, (key, name, one, other)


@settings(max_examples=25)
@given(plan=some_plan, rows=rows_of_any_kind)
def test_duckdb_counts_what_counting_by_hand_gives(plan: Plan, rows: list[Row]) -> None:
    """Cells, roll-ups, recoding and distinct people are an optimisation: the numbers are those of the obvious way."""
    with tempfile.TemporaryDirectory() as folder:
        assert_alike(as_counted(cube_of(rows, Path(folder), plan)), by_hand(plan, rows))


@settings(max_examples=10)
@given(rows=rows_of_any_kind, shuffled=st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters_to_a_single_bit(rows: list[Row], shuffled: Any) -> None:
    """Sums are of whole numbers inside, so the hash is the same whichever row came first."""
    other = shuffled.sample(rows, len(rows))
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as two:
        assert cube_of(rows, Path(one)).hash == cube_of(other, Path(two)).hash


@pytest.mark.postgres
@pytest.mark.xdist_group("postgres")
def test_postgresql_gives_the_same_cube_to_the_last_bit(postgres_address: str, tmp_path: Path) -> None:
    """The same plan runs unchanged where the rows are."""
    sqlalchemy = pytest.importorskip("sqlalchemy", reason="SKIPPED LOUDLY: PostgreSQL was NOT checked")
    engine = sqlalchemy.create_engine(sql_address(postgres_address))

    @settings(max_examples=8)
    @given(plan=some_plan, rows=rows_of_any_kind)
    def agree(plan: Plan, rows: list[Row]) -> None:
        _fill(sqlalchemy, engine, rows)
        with open_source(with_table(postgres_address, "visits_made")) as source:
            cube = build(plan, source)
        assert_alike(as_counted(cube), by_hand(plan, rows))
        assert cube.hash == cube_of(rows, tmp_path, plan).hash

    agree()
    engine.dispose()


@pytest.mark.spark
def test_spark_gives_the_same_cube_to_the_last_bit(tmp_path: Path) -> None:
    """The same plan runs unchanged on a lake."""
    pytest.importorskip("pyspark", reason="SKIPPED LOUDLY: pyspark is missing, so Spark was NOT checked (./eg spark)")

    @settings(max_examples=4)
    @given(plan=some_plan, rows=rows_of_any_kind)
    def agree(plan: Plan, rows: list[Row]) -> None:
        ours = cube_of(rows, tmp_path, plan)
        with open_source(f"spark://{tmp_path}/rows.parquet") as source:
            cube = build(plan, source)
        assert_alike(as_counted(cube), by_hand(plan, rows))
        assert cube.hash == ours.hash

    agree()


def test_a_plan_without_strata_people_or_dates_is_counted_too(tmp_path: Path) -> None:
    """The smallest plan is a plan."""
    rows = [dict.fromkeys(SCHEMA.names) | {"seen": seen, "age": 30} for seen in (True, False, None)]
    plan = plan_of(strata=(), person=None, date=None, every=None, deeper=())
    cube = cube_of(rows, tmp_path, plan)
    assert [(row["measure"], row["n"], row["missing"]) for row in cube.table.to_pylist()] == [
        ("score", 0, 3),
        ("seen", 2, 1),
        ("visits", 0, 3),
    ]
    assert cube.whole is None


def _fill(sqlalchemy: Any, engine: Any, rows: Sequence[Row]) -> None:
    types = "who BIGINT, day DATE, race TEXT, age BIGINT, spanish BOOLEAN, seen BOOLEAN, visits BIGINT, days FLOAT8, score FLOAT8"
    names = SCHEMA.names
    with engine.begin() as connection:
        connection.execute(sqlalchemy.text("DROP TABLE IF EXISTS visits_made"))
        connection.execute(sqlalchemy.text(f"CREATE TABLE visits_made ({types})"))
        insert = f"INSERT INTO visits_made VALUES ({', '.join(':' + name for name in names)})"
        connection.execute(sqlalchemy.text(insert), list(rows))
