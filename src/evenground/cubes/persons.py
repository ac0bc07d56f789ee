"""Distinct people, who do not add up: counted straight from the rows, by group, so that nobody counts twice in one.

On DuckDB each stratum set is a query of its own, which bounds the memory; any other database gets one query with
grouping sets, so that no person's identifier leaves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
from sqlglot import exp

from evenground.cubes.cells import told_query
from evenground.cubes.engine import ask
from evenground.cubes.recoding import Raw, Recoding
from evenground.cubes.shape import Shape
from evenground.sources import Source


@dataclass(frozen=True, slots=True)
class Counted:
    """Persons of one stratum set: columns ``eg_p``, ``eg_g…`` of the set and ``eg_persons…`` of each measure."""

    places: tuple[int, ...]
    whole: bool
    table: pa.Table


def count_persons(
    shape: Shape,
    source: Source,
    recodings: Mapping[str, Recoding],
    sets: Sequence[tuple[int, ...]],
    only: exp.Expr | None = None,
) -> Iterator[Counted]:
    """Distinct people of each set in ``sets``, by period and over all periods."""
    told = told_query(shape, source, only).sql(source.dialect)
    batches = [[places] for places in sets] if source.connection is not None else [sets]
    for batch in batches:
        yield from _split(shape, batch, ask(source, _query(shape, source, recodings, batch, told)))


def _query(
    shape: Shape, source: Source, recodings: Mapping[str, Recoding], sets: Sequence[tuple[int, ...]], told: str
) -> str:
    """Distinct people by grouping sets, with one GROUPING bit a key: a null group is not "all groups"."""
    used = sorted({place for places in sets for place in places})
    keys = ["eg_p", *(f"eg_g{place}" for place in used)]
    bits = [f"GROUPING({key}) AS eg_bit{at}" for at, key in enumerate(keys)]
    measures = range(len(shape.measures))
    counts = [f"CAST(COUNT(DISTINCT eg_who{place}) AS BIGINT) AS eg_persons{place}" for place in measures]
    groups = [_group(place, shape, source, recodings) for place in used]
    who = [f"CASE WHEN eg_x{place} IS NOT NULL THEN eg_person END AS eg_who{place}" for place in measures]
    joins = " ".join(_join(place, source, recodings[shape.keys[place].stratum.name].groups_of) for place in used)
    tuples = [["eg_p", *(f"eg_g{place}" for place in places)] for places in sets]
    tuples += [[f"eg_g{place}" for place in places] for places in sets]
    return (
        f"SELECT {', '.join([*keys, *bits, *counts])} "
        f"FROM (SELECT {', '.join(['eg_p', *groups, *who])} FROM ({told}) AS eg_told {joins}) AS eg_grouped "
        f"GROUP BY GROUPING SETS ({', '.join('(' + ', '.join(names) + ')' for names in tuples)})"
    )


def _group(place: int, shape: Shape, source: Source, recodings: Mapping[str, Recoding]) -> str:
    """A row's group. Off DuckDB a null raw value cannot be joined, so its group is named here."""
    if source.connection is not None:
        return f"eg_map{place}.eg_group AS eg_g{place}"
    empty = recodings[shape.keys[place].stratum.name].groups_of.get(None, ())
    null = (exp.Literal.string(empty[0]) if empty else exp.cast(exp.null(), "TEXT")).sql(source.dialect)
    return f"CASE WHEN eg_k{place} IS NULL THEN {null} ELSE eg_map{place}.eg_group END AS eg_g{place}"


def _join(place: int, source: Source, groups_of: Mapping[Raw, tuple[str, ...]]) -> str:
    """DuckDB has the raw values and their groups in a table already; elsewhere they travel as VALUES."""
    if source.connection is not None:
        return f"LEFT JOIN eg_map{place} ON eg_k{place} IS NOT DISTINCT FROM eg_map{place}.eg_raw"
    pairs = [(value, group) for value, groups in groups_of.items() if value is not None for group in groups]
    if not pairs:
        nothing = exp.cast(exp.null(), "TEXT").sql(source.dialect)
        return f"LEFT JOIN (SELECT {nothing} AS eg_group) AS eg_map{place} ON 1 = 0"
    values = ", ".join(f"({', '.join(exp.convert(item).sql(source.dialect) for item in pair)})" for pair in pairs)
    named = f"(VALUES {values}) AS eg_map{place}(eg_raw, eg_group)"
    return f"LEFT JOIN {named} ON eg_k{place} = eg_map{place}.eg_raw"


def _split(shape: Shape, sets: Sequence[tuple[int, ...]], answer: pa.Table) -> Iterator[Counted]:
    """Take the grouping sets of one answer apart by their GROUPING bits; rows of no group or no period are left out."""
    used = sorted({place for places in sets for place in places})
    names = ["eg_p", *(f"eg_g{place}" for place in used)]
    bits = [
        tuple(row) for row in zip(*(answer.column(f"eg_bit{at}").to_pylist() for at in range(len(names))), strict=True)
    ]
    rows_of: dict[tuple[int, ...], list[int]] = {}
    for row, pattern in enumerate(bits):
        rows_of.setdefault(pattern, []).append(row)
    for places in sets:
        wanted = [f"eg_g{place}" for place in places]
        for whole in (False, True):
            keys = [*([] if whole else ["eg_p"]), *wanted]
            pattern = tuple(0 if name in keys else 1 for name in names)
            part = answer.take(pa.array(rows_of.get(pattern, []), pa.int64()))
            for key in keys:
                part = part.filter(part.column(key).is_valid())
            yield Counted(
                places, whole, part.select([*keys, *(f"eg_persons{place}" for place in range(len(shape.measures)))])
            )
