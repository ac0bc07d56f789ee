"""Cubes of one plan add up: new months, or other organisations. Rows never travel, counts do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from evenground.cubes.agreeing import refuse_mixed, refuse_same_rows, refuse_unlike
from evenground.cubes.assembling import sort
from evenground.cubes.bounds import bounded
from evenground.cubes.cube import LEADING, Cube, Holding, LinkSummary, Provenance, Tally, schema
from evenground.cubes.recoding import ordered_groups
from evenground.cubes.withheld import add_withheld
from evenground.model.faults import fault
from evenground.model.periods import Period
from evenground.model.plans import Plan

ADDED = ("n", "missing", "numerator", "denominator", "sum", "sum_of_squares")


def merge(*cubes: Cube, names: Sequence[str] = (), mixed: bool = False) -> Cube:
    """One cube of all. Counts and sums add up, in any order; whole numbers exactly, others to within rounding (1e-12).

    ``persons`` stays where only one cube has people in that group and time; where several have, nobody can know how many are
    the same, and it becomes null. Of released cubes, a cell that any of them withholds is withheld, with the bounds that its total must lie in
    (``missing_figures``). ``names`` are what messages call the cubes. Raises Faults if the plans differ, if a link cut its areas in
    different places, if some are full and some not (unless ``mixed``), or if the same rows would count twice: the same source, or a
    period of 100 rows or more whose rows are the same in two cubes.
    """
    if not cubes:
        raise fault("There is no cube to merge.", "", "Name at least one file.")
    first = cubes[0]
    if len(cubes) == 1:
        return first
    called = tuple(names) or tuple(cube.provenance.source for cube in cubes)
    refuse_unlike(cubes, called)
    if not mixed:
        refuse_mixed(cubes, called)
    refuse_same_rows(cubes, called)
    periods = tuple(sorted({period for cube in cubes for period in cube.periods}))
    whole = Period(periods[0].start, periods[-1].end) if periods else None
    full = all(cube.is_full for cube in cubes)
    adding = add if full else add_withheld
    table = adding([with_whole(cube.table if full else bounded(cube), whole) for cube in cubes], first.plan)
    return Cube(
        plan=first.plan,
        table=table,
        groups=merged_groups(cubes),
        periods=periods,
        links=_links(cubes),
        tallies=add_tallies(tally for cube in cubes for tally in cube.tallies),
        provenance=_provenance(cubes),
        own_notes=_notes(cubes),
    )


def add(tables: Sequence[pa.Table], plan: Plan) -> pa.Table:
    """Add up tables of one plan, row by row of the same measure, set, period and groups; sorted."""
    together = pa.concat_tables(tables)
    keys = [*LEADING, *(stratum.name for stratum in plan.strata)]
    # A fixed order of terms, so that sums of fractions do not depend on the order in which the cubes are named.
    together = together.sort_by([(name, "ascending") for name in (*keys, *ADDED)])
    keep = pc.ScalarAggregateOptions(min_count=1)
    told = pc.and_(together.column("n").is_valid(), pc.greater(together.column("n"), 0))
    together = together.append_column("eg_sources", told.cast(pa.int64()))
    sums = together.group_by(keys, use_threads=False).aggregate(
        [
            *((name, "sum", keep) for name in ADDED),
            ("persons", "sum", keep),
            ("persons", "count"),
            ("eg_sources", "sum"),
        ]
    )
    # One cube's people are known; of two cubes' people nobody knows who is the same.
    alone = pc.and_(pc.less_equal(sums.column("eg_sources_sum"), 1), pc.greater(sums.column("persons_count"), 0))
    persons = pc.if_else(alone, sums.column("persons_sum"), pa.scalar(None, pa.int64()))
    columns = [
        persons if name == "persons" else sums.column(name if name in keys else f"{name}_sum")
        for name in schema(plan).names
    ]
    return sort(
        pa.table([c.cast(f.type) for c, f in zip(columns, schema(plan), strict=True)], schema=schema(plan)), plan
    )


def with_whole(table: pa.Table, whole: Period | None) -> pa.Table:
    """The table whose rows over all periods run over ``whole``."""
    if whole is None:
        return table
    for name, day in (("period_start", whole.start), ("period_end", whole.end)):
        dates = pc.if_else(table.column("whole"), pa.scalar(day, pa.date32()), table.column(name))
        table = table.set_column(table.schema.get_field_index(name), name, dates)
    return table


def merged_groups(cubes: Sequence[Cube]) -> dict[str, tuple[str, ...]]:
    """Every stratum's groups in the plan's order, from all cubes."""
    groups = {}
    for stratum in cubes[0].plan.strata:
        lists = [cube.groups[stratum.name] for cube in cubes]
        longest = max(lists, key=lambda one: (len(one), one)) if stratum.link is not None else ()
        groups[stratum.name] = ordered_groups(stratum, {group for one in lists for group in one}, longest)
    return groups


def add_tallies(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    """Tallies of the same period as one; their hashes add up as their rows do."""
    by_start: dict[str, Tally] = {}
    for tally in tallies:
        key = tally.start.isoformat() if tally.start else ""
        by_start[key] = _added(by_start[key], tally) if key in by_start else tally
    return tuple(by_start[key] for key in sorted(by_start))


def _added(one: Tally, other: Tally) -> Tally:
    hashed = None if one.rows_hash is None or other.rows_hash is None else one.rows_hash + other.rows_hash
    names = sorted({name for name, _ in (*one.dropped, *other.dropped)})
    dropped = tuple((name, dict(one.dropped).get(name, 0) + dict(other.dropped).get(name, 0)) for name in names)
    return Tally(one.start, one.rows + other.rows, hashed, dropped)


def _links(cubes: Sequence[Cube]) -> tuple[LinkSummary, ...]:
    by_stratum: dict[str, LinkSummary] = {}
    for link in (link for cube in cubes for link in cube.links):
        before = by_stratum.get(link.stratum)
        by_stratum[link.stratum] = link if before is None else _added_link(before, link)
    return tuple(by_stratum[name] for name in sorted(by_stratum))


def _added_link(one: LinkSummary, other: LinkSummary) -> LinkSummary:
    return replace(
        one,
        rows_linked=_sum(one.rows_linked, other.rows_linked),
        rows_total=_sum(one.rows_total, other.rows_total),
        notes=tuple(sorted({*one.notes, *other.notes})),
        mapping_hash=one.mapping_hash if one.mapping_hash == other.mapping_hash else "",
    )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _provenance(cubes: Sequence[Cube]) -> Provenance:
    parts = tuple(sorted((part for cube in cubes for part in cube.provenance.origins), key=repr))

    def joined(values: Iterable[str]) -> str:
        return " + ".join(dict.fromkeys(values))

    return Provenance(
        plan_hash=parts[0].plan_hash,
        source=joined(part.source for part in parts),
        fingerprint=joined(part.fingerprint for part in parts),
        engine=joined(part.engine for part in parts),
        engine_version=joined(part.engine_version for part in parts),
        version=joined(part.version for part in parts),
        parts=parts,
        holds=cubes[0].provenance.holds if len({cube.provenance.holds for cube in cubes}) == 1 else Holding.MIXED,
    )


def _notes(cubes: Sequence[Cube]) -> tuple[str, ...]:
    several = "People may be in several of the merged cubes, so where more than one has people in a group, persons are not counted."
    notes = {note for cube in cubes for note in cube.own_notes} | ({several} if cubes[0].plan.person else set())
    return tuple(sorted(notes))
