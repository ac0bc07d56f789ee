"""Stage two: every stratum set rolls up from the cells, first by raw value, then by group; recoding touches small tables only.

A set rolls up from the smallest set that holds its strata: pairs from the cells, single strata from a pair, overall from
a single stratum. A null raw value and "all values" are never confused, because each set is a query of its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import duckdb
import pyarrow as pa

from evenground.cubes.cells import PARTS, sum_columns
from evenground.cubes.engine import fetch, put
from evenground.cubes.recoding import Raw, Recoding, recode
from evenground.cubes.shape import Shape
from evenground.model.faults import fault

MOST_VALUES = 5_000


@dataclass(frozen=True, slots=True)
class Rolled:
    """One stratum set by group: ``by_period`` (with the period in ``eg_p``, null for rows without a date) and ``whole``."""

    by: tuple[str, ...]
    by_period: pa.Table
    whole: pa.Table


def roll_up_raw(connection: duckdb.DuckDBPyConnection, shape: Shape) -> None:
    """Make a table ``eg_set_…`` of raw values for each stratum set, the largest sets first."""
    size_of = {tuple(range(len(shape.keys))): ("eg_cells", _size(connection, "eg_cells"))}
    for places in sorted([*sets_of(shape), *_covering(len(shape.keys))], key=len, reverse=True):
        holding = [table for wider, table in size_of.items() if set(places) <= set(wider)]
        parent = min(holding, key=lambda table: table[1])[0]
        keys = ["eg_p", *(f"eg_k{place}" for place in places)]
        query = _summed(shape, keys, parent)
        name = set_table(places)
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
        size_of[places] = (name, _size(connection, name))


def recodings(
    connection: duckdb.DuckDBPyConnection, shape: Shape, orders: Mapping[str, Sequence[str]]
) -> dict[str, Recoding]:
    """Recode each stratum's raw values and leave the result in ``eg_map0``… (raw value, group) for the next step."""
    made = {}
    for place, key in enumerate(shape.keys):
        raw = fetch(
            connection,
            f"SELECT eg_k{place} AS eg_raw, row_number() OVER () AS eg_id, CAST(SUM(eg_rows) AS BIGINT) AS eg_rows "
            f"FROM {set_table((place,))} GROUP BY eg_k{place}",
        )
        if raw.num_rows > MOST_VALUES:
            raise fault(
                f"{key.stratum.title!r} has {raw.num_rows:,} different values, too many to be groups.",
                f"stratum {key.stratum.name!r}",
                "Name another column, cut the number into `bands`, or give `labels` that gather the values.",
            )
        values = [_clean(value) for value in raw.column("eg_raw").to_pylist()]
        rows_of: dict[Raw, int] = {}
        for value, rows in zip(values, raw.column("eg_rows").to_pylist(), strict=True):
            rows_of[value] = rows_of.get(value, 0) + rows
        made[key.stratum.name] = found = recode(
            key.stratum, rows_of, missing_codes=key.missing_codes, order=orders.get(key.stratum.name, ())
        )
        places = [place for place, value in enumerate(values) for _ in found.groups_of[value]]
        groups = pa.array([group for value in values for group in found.groups_of[value]], pa.string())
        put(
            connection,
            f"eg_map{place}",
            pa.table({"eg_raw": raw.column("eg_raw").take(pa.array(places, pa.int64())), "eg_group": groups}),
        )
    return made


def roll_up_groups(connection: duckdb.DuckDBPyConnection, shape: Shape, places: tuple[int, ...]) -> Rolled:
    """One stratum set, from raw values to groups, by period and over all periods."""
    names = [f"eg_g{place}" for place in places]
    joins = " ".join(f"JOIN eg_map{p} ON eg_k{p} IS NOT DISTINCT FROM eg_map{p}.eg_raw" for p in places)
    keys = ", ".join(["eg_p", *(f"eg_map{p}.eg_group AS eg_g{p}" for p in places)])
    joined = f"SELECT {keys}, {', '.join(_sum_names(shape))}, eg_rows FROM {set_table(places)} {joins}"
    by_period = _summed(shape, ["eg_p", *names], f"({joined}) AS eg_joined")
    connection.execute(f"CREATE OR REPLACE TEMP TABLE eg_grouped AS {by_period}")
    whole = fetch(connection, _summed(shape, names, "eg_grouped"))
    by = tuple(shape.keys[place].stratum.name for place in places)
    return Rolled(by, fetch(connection, "SELECT * FROM eg_grouped WHERE eg_p IS NOT NULL"), whole)


def set_table(places: tuple[int, ...]) -> str:
    """The name of a stratum set's table of raw values."""
    return "_".join(["eg_set", *map(str, places)])


def sets_of(shape: Shape) -> list[tuple[int, ...]]:
    """The plan's stratum sets as places of keys, in the plan's order, each once."""
    place = {key.stratum.name: place for place, key in enumerate(shape.keys)}
    named = [tuple(place[name] for name in names) for names in shape.plan.sets]
    return list({frozenset(places): places for places in reversed(named)}.values())[::-1]


def _covering(strata: int) -> list[tuple[int, ...]]:
    """Triples that hold every pair between them: for six strata 6 or so passes over the cells, instead of 15."""
    triples: list[tuple[int, ...]] = []
    uncovered = set(combinations(range(strata), 2)) if strata > 3 else set()
    while uncovered:
        best = max(combinations(range(strata), 3), key=lambda triple: len(uncovered & set(combinations(triple, 2))))
        triples.append(best)
        uncovered -= set(combinations(best, 2))
    return triples


def _summed(shape: Shape, keys: Sequence[str], table: str) -> str:
    """SUM of every additive column, grouped by ``keys``, with full 2**-40 parts carried over. DuckDB alone runs this."""
    columns = [*keys, "CAST(SUM(eg_rows) AS BIGINT) AS eg_rows"]
    for place, asked in enumerate(shape.measures):
        columns += _summed_measure(sum_columns(place, asked), place)
    grouped = f" GROUP BY {', '.join(keys)}" if keys else ""
    return f"SELECT {', '.join(columns)} FROM {table}{grouped}"


def _summed_measure(names: Sequence[str], place: int) -> list[str]:
    columns = []
    for name in names:
        stem = name.removesuffix(str(place))
        parts = f"{stem}_part{place}"
        # Sums of squares may pass 2**63.
        kind = "HUGEINT" if stem == "eg_sq" else "BIGINT"
        total = f"COALESCE(SUM(CAST({name} AS {kind})), 0)"
        if parts in names:
            total += f" + CAST(COALESCE(SUM({parts}), 0) // {PARTS} AS {kind})"
        if stem.endswith("_part"):
            total = f"COALESCE(SUM({name}), 0) % {PARTS}"
        columns.append(f"CAST({total} AS {kind}) AS {name}")
    return columns


def _sum_names(shape: Shape) -> list[str]:
    return [name for place, asked in enumerate(shape.measures) for name in sum_columns(place, asked)]


def _size(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    return int(connection.execute(f"SELECT COUNT(*) FROM {table}").fetchall()[0][0])


def _clean(value: Any) -> Raw:
    """Not-a-number is no value."""
    return None if isinstance(value, float) and math.isnan(value) else value
