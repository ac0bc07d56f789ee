"""Bring a cube up to date: only the periods whose rows changed are counted anew; the others are taken over as they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from sqlglot import exp

from evenground.cubes.assembling import sort
from evenground.cubes.build import Progress, build, mapping_hash, period_of_value, provenance
from evenground.cubes.cube import Cube, Tally
from evenground.cubes.fingerprints import HASHES, fingerprints_query
from evenground.cubes.merging import add, add_tallies, merged_groups, with_whole
from evenground.cubes.shape import Shape, shape_of
from evenground.model.periods import Period
from evenground.model.plans import Plan
from evenground.model.strata import MultiRace
from evenground.neighbourhoods import Linkage
from evenground.plans import hash_of
from evenground.sources import Source


def refresh(
    cube: Cube,
    plan: Plan,
    source: Source,
    *,
    linkages: Mapping[str, Linkage] | None = None,
    progress: Progress | None = None,
) -> Cube:
    """The cube of ``plan`` over ``source`` as it is now, with the same counts as ``build`` would give.

    One light pass compares each period's rows (their number and the sum of their hashes) with what the cube remembers.
    People do not add up over periods: where the plan counts them, those of all periods together are counted anew, without periods.
    A cube of another plan, another engine or several sources, one without periods, one whose areas changed groups, and one that
    looks for the rarest group are built anew.
    """
    linkages = linkages or {}
    if not _can_refresh(cube, plan, source, linkages):
        return build(plan, source, linkages=linkages, progress=progress)
    if progress is not None:
        progress("Looking for changed periods", 0.0)
    shape = shape_of(plan, source, linkages)
    now = _tallies_now(shape, source)
    before = {tally.start: tally for tally in cube.tallies}
    changed = {
        start: value for start, (value, tally) in now.items() if start is None or not _same(before.get(start), tally)
    }
    gone = set(before) - set(now)
    if not gone and not (set(changed) - {None}) and _same(before.get(None), now.get(None, (None, None))[1]):
        return replace(cube, plan=plan, provenance=provenance(plan, source))
    fresh = build(plan, source, linkages=linkages, progress=progress, only=_only(shape, list(changed.values())))
    joined = _joined(cube, fresh, set(changed) | gone | {None})
    if plan.person is None:
        return joined
    everyone = build(replace(plan, date=None, every=None), source, linkages=linkages, progress=progress)
    return replace(joined, table=_with_people(joined.table, everyone.table, plan))


def _can_refresh(cube: Cube, plan: Plan, source: Source, linkages: Mapping[str, Linkage]) -> bool:
    made, now = cube.provenance, provenance(plan, source)
    links = {link.stratum: link.mapping_hash for link in cube.links}
    return (
        not made.parts
        and cube.is_full
        and hash_of(plan) == made.plan_hash
        and (made.engine, made.engine_version, made.version) == (now.engine, now.engine_version, now.version)
        and source.dialect in HASHES
        and bool(cube.periods)
        and links == {name: mapping_hash(linkage) for name, linkage in linkages.items()}
        and not any(stratum.multi is MultiRace.RAREST and stratum.separator for stratum in plan.strata)
    )


def _same(before: Tally | None, now: Tally | None) -> bool:
    if before is None or now is None:
        return before is now
    return (before.rows, before.rows_hash) == (now.rows, now.rows_hash)


def _tallies_now(shape: Shape, source: Source) -> dict[dt.date | None, tuple[Any, Tally]]:
    """By start of period: the engine's own value for the period, and what its rows add up to."""
    answer = source.query(fingerprints_query(shape, source).sql(source.dialect))
    assert shape.plan.every is not None
    found = {}
    for row in answer.to_pylist():
        value = row["eg_p"]
        start = period_of_value(value, shape.plan.every).start if value is not None else None
        found[start] = (value, Tally(start, int(row["eg_rows"]), int(row["eg_hash"])))
    return found


def _only(shape: Shape, values: list[Any]) -> exp.Expr:
    """The rows of these periods, and those without a date (few, as a rule: the cube holds no counts of them alone)."""
    assert shape.period is not None
    nothing: exp.Expr = exp.Is(this=shape.period.copy(), expression=exp.null())
    told = [_literal(value) for value in values if value is not None]
    return exp.or_(nothing, shape.period.copy().isin(*told)) if told else nothing


def _literal(value: Any) -> exp.Expr:
    if isinstance(value, dt.date):
        return exp.cast(exp.Literal.string(value.isoformat()[:10]), "DATE")
    return exp.Literal.number(int(value))


def _joined(cube: Cube, fresh: Cube, replaced: set[dt.date | None]) -> Cube:
    """Unchanged periods from the old cube, all else from the fresh one; the whole is added up from both."""
    starts = pa.array([start for start in replaced if start is not None], pa.date32())
    old = cube.table.filter(
        pc.invert(pc.or_(cube.table.column("whole"), pc.is_in(cube.table.column("period_start"), value_set=starts)))
    )
    kept = {period for period in cube.periods if period.start not in replaced}
    periods = tuple(sorted(kept | set(fresh.periods)))
    whole = Period(periods[0].start, periods[-1].end) if periods else None
    summed = old.set_column(old.schema.get_field_index("whole"), "whole", pa.array([True] * old.num_rows, pa.bool_()))
    tables = [with_whole(table, whole) for table in (old, summed, fresh.table)]
    table = add(tables, cube.plan)
    tallies = add_tallies([*(tally for tally in cube.tallies if tally.start not in replaced), *fresh.tallies])
    groups = merged_groups([cube, fresh])
    for name in groups:
        found = set(table.column(name).unique().to_pylist())
        groups[name] = tuple(group for group in groups[name] if group in found)
    return replace(
        fresh,
        table=table,
        groups=groups,
        periods=periods,
        tallies=tallies,
        own_notes=tuple(dict.fromkeys((*cube.own_notes, *fresh.own_notes))),
    )


def _with_people(table: pa.Table, everyone: pa.Table, plan: Plan) -> pa.Table:
    """The table with the people of all periods together taken from ``everyone``, a cube's table without periods."""
    is_whole = table.column("whole")
    whole = table.filter(is_whole).drop_columns(["persons"])
    keys = ["measure", "by", *(stratum.name for stratum in plan.strata)]
    counted = whole.join(everyone.select([*keys, "persons"]), keys=keys, join_type="left outer").select(
        table.column_names
    )
    return sort(pa.concat_tables([table.filter(pc.invert(is_whole)), counted.cast(table.schema)]), plan)
