"""Rows and plans made up for the tests of cubes, and doors to open them on each engine."""

import datetime as dt
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from evenground.cubes import Cube, build
from evenground.model.measures import Measure, MeasureType
from evenground.model.periods import Every
from evenground.model.plans import Plan
from evenground.model.strata import MultiRace, Stratum
from evenground.sources import Source, open_source

Row = dict[str, Any]

SCHEMA = pa.schema(
    [
        ("who", pa.int64()),
        ("day", pa.date32()),
        ("race", pa.string()),
        ("age", pa.int64()),
        ("spanish", pa.bool_()),
        ("seen", pa.bool_()),
        ("visits", pa.int64()),
        ("days", pa.float64()),
        ("score", pa.float64()),
    ]
)

RACE = Stratum("race", "Race", column="race", separator=";", labels=(("b", "Black"), ("w", "White")))
AGE = Stratum("age", "Age", column="age", bands=(18, 65))
SPANISH = Stratum("spanish", "Speaks Spanish", column="spanish")
SEEN = Measure("seen", "Seen", MeasureType.PROPORTION, "seen", where="age >= 10")
VISITS = Measure("visits", "Visits", MeasureType.RATE, "visits", "days / 365.25")
SCORE = Measure("score", "Score", MeasureType.MEAN, "score")


def plan_of(**options: Any) -> Plan:
    """A plan with one measure of each type, three strata, people and months, unless told otherwise."""
    usual: dict[str, Any] = {
        "measures": (SEEN, VISITS, SCORE),
        "strata": (RACE, AGE, SPANISH),
        "person": "who",
        "date": "day",
        "every": Every.MONTH,
        "deeper": (("race", "age", "spanish"),),
    }
    return Plan("Made up", "rows.parquet", **{**usual, **options})


def told(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """These values, or none."""
    return st.one_of(values, st.none())


numbers = st.floats(0, 1000).map(lambda number: round(number, 3)) | st.integers(0, 50).map(float)
row = st.fixed_dictionaries(
    {
        "who": told(st.integers(1, 6)),
        "day": told(st.dates(dt.date(2024, 1, 25), dt.date(2024, 3, 5))),
        "race": told(st.sampled_from(["b", "Black", "w", "w;b", "b; White", "Asian", "?", "declined", "w;?", ""])),
        "age": told(st.sampled_from([3, 12, 17, 18, 40, 64, 65, 88])),
        "spanish": told(st.booleans()),
        "seen": told(st.booleans()),
        "visits": told(st.integers(0, 5)),
        "days": told(st.floats(1, 400).map(lambda number: round(number, 2))),
        "score": told(numbers),
    }
)
rows_of_any_kind = st.lists(row, min_size=1, max_size=25)
some_plan = st.builds(
    plan_of,
    strata=st.tuples(
        st.builds(
            Stratum,
            st.just("race"),
            st.just("Race"),
            column=st.just("race"),
            separator=st.just(";"),
            labels=st.just(RACE.labels),
            multi=st.sampled_from(MultiRace),
            missing=st.sampled_from(["show", "drop"]),
        ),
        st.just(AGE),
        st.just(SPANISH),
    ),
    every=st.sampled_from([Every.WEEK, Every.MONTH, Every.QUARTER]),
)


@contextmanager
def opened(rows: Sequence[Row], folder: Path, schema: pa.Schema = SCHEMA) -> Iterator[Source]:
    """The rows as a Parquet file, opened as any file is."""
    path = folder / "rows.parquet"
    pq.write_table(pa.Table.from_pylist(list(rows), schema=schema), path)
    with open_source(path) as source:
        yield source


def cube_of(rows: Sequence[Row], folder: Path, plan: Plan | None = None, schema: pa.Schema = SCHEMA) -> Cube:
    """The cube of these rows by DuckDB."""
    with opened(rows, folder, schema) as source:
        return build(plan or plan_of(), source)


def cell(cube: Cube, measure: str, start: dt.date | None = None, **groups: str) -> Row:
    """One row of a cube's table: over all periods, or in the period that starts on ``start``; empty if there is none."""
    by = ",".join(groups)
    for found in cube.table.to_pylist():
        time = found["whole"] if start is None else not found["whole"] and found["period_start"] == start
        if found["measure"] == measure and found["by"] == by and time and all(found[k] == v for k, v in groups.items()):
            return found
    return {}
