"""From rolled-up counts to the cube's table: one row for each measure, set, period and group, in a fixed order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from evenground.cubes.cells import PARTS
from evenground.cubes.cube import LEADING, schema
from evenground.cubes.rollup import Rolled
from evenground.cubes.shape import AskedMeasure, Shape
from evenground.model.periods import Period
from evenground.model.plans import Plan
from evenground.model.strata import ALL

Persons = Mapping[tuple[tuple[str, ...], bool], pa.Table]


def assemble(
    shape: Shape, rolled: Sequence[Rolled], persons: Persons, periods: Mapping[Any, Period], whole: Period | None
) -> pa.Table:
    """The sorted table. ``periods`` gives the period of each raw period value; ``persons`` by set and whole-or-not."""
    blocks = []
    for one in rolled:
        for is_whole, counts in ((True, one.whole), (False, one.by_period)):
            people = persons.get((one.by, is_whole))
            with_people = _join(counts, people) if people is not None else counts
            dates = _dates(with_people, is_whole, periods, whole)
            for place, asked in enumerate(shape.measures):
                blocks.append(_block(shape, one.by, is_whole, with_people, dates, place, asked))
    return sort(pa.concat_tables(blocks), shape.plan)


def sort(table: pa.Table, plan: Plan) -> pa.Table:
    """In the one order that the hash relies on."""
    keys = [(name, "ascending") for name in (*LEADING, *(stratum.name for stratum in plan.strata))]
    return table.sort_by(keys).combine_chunks()


def _join(counts: pa.Table, people: pa.Table) -> pa.Table:
    keys = [name for name in people.column_names if not name.startswith("eg_persons")]
    if not keys:
        names = [name for name in people.column_names if name.startswith("eg_persons")]
        return (
            reduce(lambda table, name: table.append_column(name, people.column(name)), names, counts)
            if counts.num_rows
            else counts
        )
    if not counts.num_rows:
        return counts
    kinds = {name: _key_type(counts.schema.field(name).type) for name in keys}
    return _cast(counts, kinds).join(_cast(people, kinds), keys=keys, join_type="left outer")


def _key_type(kind: pa.DataType) -> pa.DataType:
    """A database that found nothing in a column gives it no type, and such a column cannot be joined on."""
    return pa.string() if pa.types.is_null(kind) else kind


def _cast(table: pa.Table, kinds: Mapping[str, pa.DataType]) -> pa.Table:
    for name, kind in kinds.items():
        table = table.set_column(table.column_names.index(name), name, table.column(name).cast(kind))
    return table


def _dates(
    counts: pa.Table, is_whole: bool, periods: Mapping[Any, Period], whole: Period | None
) -> tuple[pa.Array, pa.Array]:
    if is_whole:
        size = counts.num_rows
        first, last = (whole.start, whole.end) if whole is not None else (None, None)
        return tuple(pa.array([day] * size, pa.date32()) for day in (first, last))
    column = counts.column("eg_p")
    known = list(periods)
    places = pc.index_in(column, value_set=pa.array(known, column.type)).combine_chunks()
    days = ([period.start for period in periods.values()], [period.end for period in periods.values()])
    return tuple(pa.array(one, pa.date32()).take(places) for one in days)


def _block(
    shape: Shape,
    by: Sequence[str],
    is_whole: bool,
    counts: pa.Table,
    dates: tuple[pa.Array, pa.Array],
    place: int,
    asked: AskedMeasure,
) -> pa.Table:
    size = counts.num_rows
    n = counts.column(f"eg_n{place}").cast(pa.int64())
    numerator = _sum(counts, f"eg_num{place}", f"eg_num_part{place}")
    denominator = n.cast(pa.float64())
    if asked.denominator is not None:
        denominator = _sum(counts, f"eg_den{place}", f"eg_den_part{place}")
    nothing = pa.nulls(size, pa.float64())
    name = f"eg_persons{place}"
    groups = {f"eg_g{at}": key.stratum.name for at, key in enumerate(shape.keys)}
    columns = {
        "measure": _same(asked.measure.name, size),
        "by": _same(",".join(by), size),
        "whole": pa.array([is_whole] * size, pa.bool_()),
        "period_start": dates[0],
        "period_end": dates[1],
        **{stratum: counts.column(at) if stratum in by else _same(ALL, size) for at, stratum in groups.items()},
        "n": n,
        "missing": pc.subtract(
            counts.column(f"eg_eligible{place}" if asked.where is not None else "eg_rows").cast(pa.int64()), n
        ),
        "persons": counts.column(name).cast(pa.int64()) if name in counts.column_names else pa.nulls(size, pa.int64()),
        "numerator": numerator,
        "denominator": denominator,
        "sum": numerator if asked.is_mean else nothing,
        "sum_of_squares": _sum(counts, f"eg_sq{place}", f"eg_sq_part{place}") if asked.is_mean else nothing,
    }
    wanted = schema(shape.plan)
    table = pa.table([columns[field.name] for field in wanted], schema=wanted)
    return table.filter(pc.greater(pc.add(table.column("n"), table.column("missing")), 0))


def _sum(counts: pa.Table, wholes: str, parts: str) -> pa.ChunkedArray:
    """Wholes and 2**-40 parts as one number."""
    if parts not in counts.column_names:
        return counts.column(wholes).cast(pa.float64())
    left = pc.divide(counts.column(parts).cast(pa.float64()), float(PARTS))
    return pc.add(counts.column(wholes).cast(pa.float64()), left)


def _same(text: str, size: int) -> pa.Array:
    return pa.repeat(pa.scalar(text, pa.string()), size)
