"""CAST, written so that every database gives the same answer: only between kinds where they agree."""

from __future__ import annotations

import datetime as dt

from sqlglot import exp

from evenground.model.columns import ColumnType
from evenground.plans.expressions.kinds import DATES, NUMBERS, Kind, in_words

Built = tuple[exp.Expression, Kind]
_TO: dict[exp.DType, ColumnType] = {
    exp.DType.DOUBLE: ColumnType.NUMBER,
    exp.DType.FLOAT: ColumnType.NUMBER,
    exp.DType.DECIMAL: ColumnType.NUMBER,
    exp.DType.INT: ColumnType.INTEGER,
    exp.DType.BIGINT: ColumnType.INTEGER,
    exp.DType.TEXT: ColumnType.TEXT,
    exp.DType.VARCHAR: ColumnType.TEXT,
    exp.DType.DATE: ColumnType.DATE,
    exp.DType.TIMESTAMP: ColumnType.TIMESTAMP,
    exp.DType.TIMESTAMPNTZ: ColumnType.TIMESTAMP,
    exp.DType.BOOLEAN: ColumnType.BOOLEAN,
}
_TYPES = "One can cast to DOUBLE, INTEGER, VARCHAR, DATE and TIMESTAMP."


def cast(value: Built, to: exp.DataType) -> Built:
    """The cast of ``value``; ValueError(what, fix) where databases would not agree on the answer."""
    target = None if to.expressions else _TO.get(to.this)
    if target is None:
        raise ValueError(f"Casting to {to.sql(dialect='duckdb')[:40]} is not allowed.", _TYPES)
    tree, kind = value
    if isinstance(tree, exp.Literal) and kind is ColumnType.TEXT and target in DATES:
        return date_literal(tree.name)
    if kind is target and kind is not ColumnType.NUMBER:
        return tree, kind
    if target is ColumnType.NUMBER and (kind in NUMBERS or kind in (ColumnType.TEXT, None)):
        return as_double(tree), ColumnType.NUMBER
    if target is ColumnType.INTEGER and (kind in NUMBERS or kind in (ColumnType.TEXT, None)):
        return _whole(tree), ColumnType.INTEGER
    if target in NUMBERS and kind is ColumnType.BOOLEAN:
        raise ValueError("Databases do not agree on true and false as numbers.", "Write CASE WHEN … THEN 1 ELSE 0 END.")
    if target is ColumnType.TEXT and kind in (ColumnType.INTEGER, ColumnType.DATE, None):
        return _as(tree, exp.DType.TEXT), ColumnType.TEXT
    if target in DATES and (kind in DATES or kind in (ColumnType.TEXT, None)):
        return as_date(tree) if target is ColumnType.DATE else _as(tree, exp.DType.TIMESTAMP), target
    raise ValueError(
        f"Databases do not agree on {in_words(kind)} written as {in_words(target)}.",
        "Use CASE WHEN … to say what each value becomes." if target is ColumnType.BOOLEAN else _TYPES,
    )


def as_double(tree: exp.Expression) -> exp.Expression:
    """``tree`` as a fractional number (unchanged if it is cast so already)."""
    if isinstance(tree, exp.Cast) and tree.to.this is exp.DType.DOUBLE:
        return tree
    return _as(tree, exp.DType.DOUBLE)


def as_date(tree: exp.Expression) -> exp.Expression:
    """``tree`` as a calendar day (unchanged if it is cast so already)."""
    if isinstance(tree, exp.Cast) and tree.to.this is exp.DType.DATE:
        return tree
    return _as(tree, exp.DType.DATE)


def date_literal(text: str) -> Built:
    """The date, or date and time, that ``text`` spells; ValueError(what, fix) if it spells none."""
    kind = ColumnType.DATE if len(text) == 10 else ColumnType.TIMESTAMP
    try:
        moment = dt.date.fromisoformat(text) if kind is ColumnType.DATE else dt.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or "W" in text or (isinstance(moment, dt.datetime) and moment.tzinfo is not None):
        raise ValueError(f"'{text[:30]}' is not a date.", "Write year, month and day, such as '2024-01-31'.")
    written = moment.isoformat(sep=" ") if isinstance(moment, dt.datetime) else moment.isoformat()
    to = exp.DType.DATE if kind is ColumnType.DATE else exp.DType.TIMESTAMP
    return _as(exp.Literal.string(written), to), kind


def _whole(tree: exp.Expression) -> exp.Expression:
    """Rounded to the nearest whole number first: of a bare cast, some databases cut off and some round."""
    if isinstance(tree, exp.Round) and isinstance(tree.this, exp.Cast):
        return _as(tree, exp.DType.BIGINT)
    rounded = exp.Round(this=as_double(tree), decimals=exp.Literal.number(0))
    return _as(rounded, exp.DType.BIGINT)


def _as(tree: exp.Expression, to: exp.DType) -> exp.Expression:
    return exp.Cast(this=tree, to=exp.DataType(this=to, nested=False))
