"""Build a cube: one grouping pass over the rows, then everything from the cells."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import duckdb
import pyarrow as pa
from sqlglot import exp

import evenground
from evenground.cubes.assembling import assemble
from evenground.cubes.checks import refuse_bad_rows
from evenground.cubes.cube import Cube, LinkSummary, Provenance, Tally
from evenground.cubes.engine import cells_of, fetch, plain_errors
from evenground.cubes.persons import count_persons
from evenground.cubes.recoding import Recoding
from evenground.cubes.rollup import recodings, roll_up_groups, roll_up_raw, set_table, sets_of
from evenground.cubes.shape import Shape, shape_of
from evenground.model.faults import fault
from evenground.model.periods import Every, Period, period_of
from evenground.model.plans import Plan
from evenground.neighbourhoods import Linkage
from evenground.plans import hash_of
from evenground.sources import Source

Progress = Callable[[str, float], None]


def build(
    plan: Plan,
    source: Source,
    *,
    linkages: Mapping[str, Linkage] | None = None,
    progress: Progress | None = None,
    only: exp.Expr | None = None,
) -> Cube:
    """The cube of a plan over a source's rows; ``linkages`` by stratum name. Raises Faults for plans and data at fault.

    ``progress`` is called with the name of the step and the fraction done. ``only`` keeps the rows of some periods (``refresh``).
    """
    say = progress or (lambda step, fraction: None)
    linkages = linkages or {}
    say("Grouping the rows", 0.0)
    shape = shape_of(plan, source, linkages)
    with cells_of(shape, source, only) as connection, plain_errors(source):
        say("Checking the numbers", 0.5)
        refuse_bad_rows(connection, shape, source)
        say("Rolling up the groups", 0.55)
        roll_up_raw(connection, shape)
        named = recodings(connection, shape, {name: link.groups for name, link in linkages.items()})
        periods = _periods(connection, shape)
        sets = sets_of(shape)
        rolled = [roll_up_groups(connection, shape, places) for places in sets]
        say("Counting people", 0.75)
        persons = _persons(shape, source, named, only)
        say("Writing the cube", 0.95)
        ordered = tuple(sorted(set(periods.values())))
        whole = Period(ordered[0].start, ordered[-1].end) if ordered else None
        table = assemble(shape, rolled, persons, periods, whole)
        tallies = _tallies(connection, shape, named, periods)
    say("Done", 1.0)
    return Cube(
        plan=plan,
        table=table,
        groups={name: found.order for name, found in named.items()},
        periods=ordered,
        links=tuple(_link(plan, name, linkage) for name, linkage in linkages.items()),
        tallies=tallies,
        provenance=provenance(plan, source),
        own_notes=tuple(_notes(plan, named)),
    )


def provenance(plan: Plan, source: Source) -> Provenance:
    """Where the counts of ``plan`` over ``source`` come from, with the versions that made them."""
    version = duckdb.__version__ if source.connection is not None else _server_version(source)
    return Provenance(hash_of(plan), source.name, source.fingerprint, source.dialect, version, evenground.__version__)


def mapping_hash(linkage: Linkage) -> str:
    """Changes when any area changes its group."""
    lines = "\n".join(f"{area}\t{group}" for area, group in sorted(linkage.mapping.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _server_version(source: Source) -> str:
    if source.dialect not in {"postgres", "spark", "databricks"}:
        return ""
    return str(source.query("SELECT version() AS version").column(0)[0].as_py())


def _periods(connection: duckdb.DuckDBPyConnection, shape: Shape) -> dict[Any, Period]:
    every = shape.plan.every
    if shape.period is None or every is None:
        return {}
    overall = set_table(())
    try:
        values = (
            fetch(connection, f"SELECT DISTINCT eg_p FROM {overall} WHERE eg_p IS NOT NULL ORDER BY eg_p")
            .column(0)
            .to_pylist()
        )
        return {value: period_of_value(value, every) for value in values}
    except (ValueError, OverflowError) as error:
        column = shape.plan.date or ""
        raise fault(
            f"Some values of {column!r} are not years or dates between the years 1 and 9999.",
            f"column {column!r}",
            "Mend them, or leave these rows out in the source.",
        ) from error


def period_of_value(value: Any, every: Every) -> Period:
    """The period that the engine calls ``value``: a date, or a year as a whole number."""
    day = value if isinstance(value, dt.date) else dt.date(int(value), 1, 1)
    return period_of(day, every)


def _persons(
    shape: Shape,
    source: Source,
    named: Mapping[str, Recoding],
    only: exp.Expr | None,
) -> dict[tuple[tuple[str, ...], bool], pa.Table]:
    if shape.person is None:
        return {}
    names = [key.stratum.name for key in shape.keys]
    shown = [places for places in sets_of(shape) if len(places) <= 2]
    counted = count_persons(shape, source, named, shown, only)
    return {(tuple(names[place] for place in one.places), one.whole): one.table for one in counted}


def _tallies(
    connection: duckdb.DuckDBPyConnection, shape: Shape, named: Mapping[str, Recoding], periods: Mapping[Any, Period]
) -> tuple[Tally, ...]:
    dropped: dict[Any, list[tuple[str, int]]] = {}
    for place, key in enumerate(shape.keys):
        if key.stratum.missing != "drop" or not named[key.stratum.name].dropped:
            continue
        query = (
            f"SELECT eg_p, CAST(SUM(eg_rows) AS BIGINT) AS eg_rows FROM {set_table((place,))} AS raw "
            f"WHERE NOT EXISTS (SELECT 1 FROM eg_map{place} AS map WHERE map.eg_raw IS NOT DISTINCT FROM raw.eg_k{place}) GROUP BY eg_p"
        )
        for value, rows in connection.execute(query).fetchall():
            dropped.setdefault(value, []).append((key.stratum.name, rows))
    overall = connection.execute(
        "SELECT eg_p, CAST(SUM(eg_rows) AS BIGINT), SUM(eg_hash) FROM eg_cells GROUP BY eg_p"
    ).fetchall()
    made = [
        Tally(periods[value].start if value is not None else None, rows, hashed, tuple(dropped.get(value, ())))
        for value, rows, hashed in overall
    ]
    return tuple(sorted((one for one in made if one.rows), key=lambda one: one.start or dt.date.min))


def _link(plan: Plan, name: str, linkage: Linkage) -> LinkSummary:
    link = plan.stratum(name).link
    assert link is not None
    return LinkSummary(
        stratum=name,
        table=link.table,
        column=link.column,
        rows_linked=linkage.rows_linked,
        rows_total=linkage.rows_total,
        cut_points=tuple(linkage.cut_points),
        notes=tuple(linkage.notes),
        mapping_hash=mapping_hash(linkage),
    )


def _notes(plan: Plan, named: Mapping[str, Recoding]) -> list[str]:
    notes = []
    for stratum in plan.strata:
        uncoded = named[stratum.name].uncoded
        if uncoded:
            shown = ", ".join(repr(value) for value in uncoded[:8]) + (
                f" and {len(uncoded) - 8} more" if len(uncoded) > 8 else ""
            )
            notes.append(
                f"{stratum.title}: the code list {stratum.codes!r} does not know {shown}. They stand as they are in the data."
            )
        if stratum.multi.value == "combination" and stratum.separator:
            notes.append(
                f"{stratum.title}: people who name several groups count in each of them, so the groups overlap and do not add up."
            )
        if stratum.multi.value == "rarest" and stratum.separator:
            notes.append(
                f"{stratum.title}: people who name several groups count once, in the one that the fewest rows here name."
            )
    return notes
