"""A number for each row, from the columns that the plan reads; added up by period they tell which periods' rows changed.

Sums do not depend on the order of rows, and the sums of two sources add up to the sum of both. Each engine has its own hash
function, so fingerprints are compared only if the same version of the same engine made them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from evenground.cubes.shape import Shape, column
from evenground.sources import Source

HASHES = {"duckdb", "postgres", "spark", "databricks"}


def row_hash(columns: Sequence[str], dialect: str) -> exp.Expr:
    """The row's hash as a whole number below 2**32 (null where the engine has none), so that sums stay below 2**63."""
    names: list[exp.Expr] = [column(name) for name in columns]
    if dialect not in HASHES or not names:
        return exp.cast(exp.null(), "BIGINT")
    if dialect == "duckdb":
        hashed: exp.Expr = exp.Anonymous(this="hash", expressions=names)
        return exp.cast(exp.BitwiseRightShift(this=hashed, expression=exp.Literal.number(32)), "BIGINT")
    texts = [exp.Coalesce(this=exp.cast(name, "TEXT"), expressions=[exp.Literal.string("\u2205")]) for name in names]
    if dialect == "postgres":
        joined = exp.Anonymous(this="concat_ws", expressions=[exp.Literal.string("\u241f"), *texts])
        hashed = exp.Anonymous(this="hashtextextended", expressions=[joined, exp.Literal.number(0)])
    else:
        hashed = exp.Anonymous(this="xxhash64", expressions=texts)
    return exp.Mod(this=hashed, expression=exp.Literal.number(2**32))


def fingerprints_query(shape: Shape, source: Source) -> exp.Select:
    """``eg_p``, ``eg_rows`` and ``eg_hash`` of each period: one light pass that groups by nothing else."""
    period = shape.period.copy() if shape.period is not None else exp.cast(exp.null(), "DATE")
    read = exp.select(exp.alias_(period, "eg_p"), exp.alias_(row_hash(shape.columns, source.dialect), "eg_h"))
    rows = exp.alias_(exp.cast(exp.Count(this=exp.Star()), "BIGINT"), "eg_rows")
    hashes = exp.alias_(exp.cast(exp.Sum(this=exp.column("eg_h")), "BIGINT"), "eg_hash")
    inner = read.from_(source.relation, dialect=source.dialect).subquery("eg_read")
    return exp.select(exp.column("eg_p"), rows, hashes).from_(inner).group_by(exp.column("eg_p"))
