"""Adding up released cubes: a total is told only where every source tells its part; else it says who withholds, and what it may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evenground.cubes.assembling import sort
from evenground.cubes.bounds import bounded
from evenground.cubes.cube import BOUNDED, LEADING, STATUS, WITHHELD_BY, Cube, bound_names, bounded_schema
from evenground.cubes.releasing import SHOWN, WITHHELD
from evenground.model.plans import Plan

ADDED: Final = ("n", "missing", "numerator", "denominator", "sum", "sum_of_squares")
BOUNDS: Final = tuple(name for column in BOUNDED for name in bound_names(column))


def add_withheld(tables: Sequence[pa.Table], plan: Plan) -> pa.Table:
    """Add up tables with bounds (``bounded``), row by row of the same measure, set, period and groups; sorted.

    A source that has no row of a group has nobody in it. Persons stay where one source alone can have people there.
    """
    together = pa.concat_tables(tables)
    keys = [*LEADING, *(stratum.name for stratum in plan.strata)]
    # A fixed order of terms, so that sums of fractions do not depend on the order in which the cubes are named.
    together = together.sort_by([(name, "ascending") for name in (*keys, WITHHELD_BY, *BOUNDS, *ADDED)])
    peopled = pc.fill_null(pc.not_equal(together.column("n_high"), 0.0), True).cast(pa.int64())
    together = together.append_column("eg_peopled", peopled)
    every = pc.ScalarAggregateOptions(skip_nulls=False, min_count=1)
    any_of = pc.ScalarAggregateOptions(min_count=1)
    sums = together.group_by(keys, use_threads=False).aggregate(
        [
            *((name, "sum", every) for name in (*ADDED, *BOUNDS)),
            ("persons", "sum", any_of),
            ("eg_peopled", "sum"),
            (WITHHELD_BY, "list"),
        ]
    )
    return sort(_named(sums, keys, plan), plan)


def missing_figures(cube: Cube) -> pa.Table:
    """The cells that the cube withholds: their keys, ``withheld_by``, and the lowest and highest that n, numerator and denominator can be (null: no bound)."""
    table = bounded(cube)
    keys = [*LEADING, *(stratum.name for stratum in cube.plan.strata)]
    return table.filter(pc.not_equal(table.column(STATUS), SHOWN)).select([*keys, WITHHELD_BY, *BOUNDS])


def _named(sums: pa.Table, keys: list[str], plan: Plan) -> pa.Table:
    """The sums under the names of the table, with nothing told of a cell that any source withholds."""
    by = [_joined(names) for names in sums.column(f"{WITHHELD_BY}_list").to_pylist()]
    hidden = pa.array([bool(names) for names in by], pa.bool_())
    alone = pc.less_equal(sums.column("eg_peopled_sum"), 1)
    columns = {name: sums.column(name) for name in keys}
    columns |= {name: _where_told(hidden, sums.column(f"{name}_sum")) for name in ADDED}
    columns["persons"] = _where_told(pc.or_(hidden, pc.invert(alone)), sums.column("persons_sum"))
    columns[STATUS] = pa.array(np.where(hidden.to_numpy(zero_copy_only=False), WITHHELD, SHOWN).tolist(), pa.string())
    columns[WITHHELD_BY] = pa.array(by, pa.string())
    columns |= {name: sums.column(f"{name}_sum") for name in BOUNDS}
    kinds = bounded_schema(plan)
    return pa.table([columns[field.name].cast(field.type) for field in kinds], schema=kinds)


def _where_told(hidden: pa.Array, values: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.if_else(hidden, pa.scalar(None, values.type), values)


def _joined(names: list[str]) -> str:
    """Each source that withholds, once; a source may be a merged one itself."""
    return " + ".join(sorted({each for name in names for each in name.split(" + ") if each}))
