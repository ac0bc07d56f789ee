"""Data faults found while counting: numbers that cannot be, which stop the run with how many rows, which measure, what to do."""

from __future__ import annotations

import duckdb
from sqlglot import exp

from evenground.cubes.cells import bad_condition, bad_conditions, raw_query
from evenground.cubes.engine import ask
from evenground.cubes.shape import AskedMeasure, Shape
from evenground.model.faults import Fault, Faults
from evenground.sources import Source

_WORDS = {
    "numerator above denominator": (
        "the numerator is larger than the denominator",
        'A share cannot pass 100%. If these are events over time, write type = "rate"; if a row is a total over an estimated population, '
        'write rows = "totals"; else mend the rows, or leave them out with `where`.',
    ),
    "numerator above one": (
        "the numerator is above 1, and there is no denominator",
        'A row counts as 0 or 1 here. Write a condition (`{numerator} > 0`), give a denominator, or write type = "mean" or "rate".',
    ),
    "numerator below zero": ("the numerator is below zero", "Mend the rows, or leave them out with `where`."),
    "denominator below zero": ("the denominator is below zero", "Mend the rows, or leave them out with `where`."),
    "events without person-time": (
        "there are events, but the denominator is zero",
        "Nobody can have an event in no time. Mend the rows, or leave them out with `where`.",
    ),
    "numerator too large": (
        "the number is infinite or too large to add up exactly",
        "Use a larger unit (thousands), or leave the rows out with `where`.",
    ),
    "denominator too large": (
        "the denominator is infinite or too large to add up exactly",
        "Use a larger unit, or leave the rows out with `where`.",
    ),
}


def refuse_bad_rows(connection: duckdb.DuckDBPyConnection, shape: Shape, source: Source) -> None:
    """Raise Faults with every kind of impossible number, if stage one has met any."""
    faults: list[Fault] = []
    for place, asked in enumerate(shape.measures):
        if bad_condition(place, asked) is None:
            continue
        bad = connection.execute(f"SELECT COALESCE(SUM(eg_bad{place}), 0) FROM eg_cells").fetchall()[0][0]
        if bad:
            faults += _faults(place, asked, shape, source)
    if faults:
        raise Faults(faults)


def _faults(place: int, asked: AskedMeasure, shape: Shape, source: Source) -> list[Fault]:
    """Only now is it worth a second look at the rows: how many of each kind?"""
    conditions = bad_conditions(place, asked)
    counts = [
        exp.alias_(exp.cast(exp.Count(this=exp.Case().when(condition, exp.Literal.number(1))), "BIGINT"), f"eg_bad{at}")
        for at, (_, condition) in enumerate(conditions)
    ]
    query = exp.select(*counts).from_(raw_query(shape, source).subquery("eg_read"))
    if asked.where is not None:
        query = query.where(exp.column(f"eg_w{place}"))
    row = ask(source, query.sql(source.dialect)).to_pylist()[0]
    where = f"measure {asked.measure.name!r}" + (f", line {asked.measure.line}" if asked.measure.line else "")
    found = []
    for at, (kind, _) in enumerate(conditions):
        rows = row[f"eg_bad{at}"]
        if rows:
            what, fix = _WORDS[kind]
            found.append(
                Fault(
                    f"In {rows:,} row{'s' if rows > 1 else ''} {what}.",
                    where,
                    fix.format(numerator=asked.measure.numerator),
                )
            )
    return found
