"""Comparisons: only like with like, dates in quotes read as dates, and no order where databases disagree on it."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from evenground.model.columns import Column, ColumnType
from evenground.plans.expressions import casts
from evenground.plans.expressions.kinds import DATES, NUMBERS, Kind, family, in_words
from evenground.plans.expressions.parts import Building, Built, name_of
from evenground.plans.expressions.words import find_column

_ORDERED = (exp.LT, exp.LTE, exp.GT, exp.GTE)


def _comparison(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "expression")
    left, right = builder.build(node.this), builder.build(node.expression)
    for side, part in ((left, node.this), (right, node.expression)):
        if side[1] is None:
            raise builder.fault("Nothing is ever equal to NULL.", "Write IS NULL or IS NOT NULL.", part)
    left, right = (*_dated(builder, left, right),)
    _refuse_misfit(builder, node, left, right)
    if isinstance(node, _ORDERED):
        _refuse_unordered(builder, node, left[1])
    return type(node)(this=left[0], expression=right[0]), ColumnType.BOOLEAN


def _between(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "low", "high")
    value, low, high = (builder.build(node.args[part]) for part in ("this", "low", "high"))
    low, high = _dated(builder, value, low)[1], _dated(builder, value, high)[1]
    for end in (low, high):
        _refuse_misfit(builder, node, value, end)
    _refuse_unordered(builder, node, value[1])
    return exp.Between(this=value[0], low=low[0], high=high[0]), ColumnType.BOOLEAN


def _in(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "expressions")
    choices = node.expressions
    if not choices or not all(_is_plain(choice) for choice in choices):
        raise builder.fault(
            "IN needs a list of values in brackets.", "For example: IN ('yes', 'maybe') or IN (1, 2, 3).", node
        )
    value = builder.build(node.this)
    listed = [_dated(builder, value, builder.build(choice))[1] for choice in choices]
    for choice in listed:
        _refuse_misfit(builder, node, value, choice)
    return exp.In(this=value[0], expressions=[choice[0] for choice in listed]), ColumnType.BOOLEAN


def _like(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "expression")
    pattern = node.expression
    if not (isinstance(pattern, exp.Literal) and pattern.is_string) or "\\" in pattern.name:
        raise builder.fault(
            "LIKE needs a plain pattern in quotes, without backslashes.",
            "For example: diag_1 LIKE '250%' (% stands for any text, _ for one character).",
            node,
        )
    value = builder.build_as(node.this, "text")
    return type(node)(this=value[0], expression=exp.Literal.string(pattern.name)), ColumnType.BOOLEAN


def _is(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "expression")
    value, kind = builder.build(node.this)
    if isinstance(node.expression, exp.Null):
        return exp.Is(this=value, expression=exp.Null()), ColumnType.BOOLEAN
    if isinstance(node.expression, exp.Boolean) and kind is ColumnType.BOOLEAN:
        return exp.Is(this=value, expression=exp.Boolean(this=bool(node.expression.this))), ColumnType.BOOLEAN
    raise builder.fault("IS goes with NULL only (or TRUE and FALSE for a condition).", "Use = for other values.", node)


def _dated(builder: Building, left: Built, right: Built) -> tuple[Built, Built]:
    """A quoted date beside a date column is read as a date."""
    if left[1] in DATES and isinstance(right[0], exp.Literal) and right[1] is ColumnType.TEXT:
        return left, _date(builder, right[0])
    if right[1] in DATES and isinstance(left[0], exp.Literal) and left[1] is ColumnType.TEXT:
        return _date(builder, left[0]), right
    return left, right


def _date(builder: Building, literal: exp.Expression) -> Built:
    try:
        return casts.date_literal(literal.name)
    except ValueError as error:
        raise builder.fault(error.args[0], error.args[1], literal) from None


def _refuse_misfit(builder: Building, node: exp.Expression, left: Built, right: Built) -> None:
    if None not in (left[1], right[1]) and family(left[1]) == family(right[1]) != "other":
        return
    for side, other in ((left, right), (right, left)):
        if isinstance(side[0], exp.Column):
            column = find_column(side[0].name, builder.columns)
            raise builder.fault(*_misfit_words(column or Column(side[0].name, ColumnType.OTHER), other), node)
    raise builder.fault(
        f"This compares {in_words(left[1])} with {in_words(right[1])}.", "Compare like with like.", node
    )


def _misfit_words(column: Column, other: Built) -> tuple[str, str]:
    shown = other[0].sql(dialect="duckdb")[:60]
    what = f"{column.name} holds {_plural(column.type)}, but {shown} is {in_words(other[1])}."
    if column.type is ColumnType.TEXT and isinstance(other[0], exp.Literal):
        return what, f"Put it in single quotes: {column.name} = '{other[0].name}'."
    if other[1] is ColumnType.TEXT and isinstance(other[0], exp.Literal):
        if other[0].name in column.missing_codes:
            return what, f"This code means missing and is read as blank: write {column.name} IS NULL."
        return what, f"Write {_example(column.type)} instead of '{other[0].name[:30]}'."
    return what, "Compare like with like; CAST(… AS …) turns one kind into another."


def _example(kind: ColumnType) -> str:
    return {
        ColumnType.BOOLEAN: "TRUE or FALSE",
        ColumnType.DATE: "'2024-01-31'",
        ColumnType.TIMESTAMP: "'2024-01-31'",
    }.get(kind, "a number without quotes")


def _plural(kind: ColumnType) -> str:
    words = {"number": "numbers", "date": "dates", "text": "text", "boolean": "true and false"}
    return words.get(family(kind), "values of a kind that cannot be compared")


def _refuse_unordered(builder: Building, node: exp.Expression, kind: Kind) -> None:
    if kind in NUMBERS or kind in DATES:
        return
    raise builder.fault(
        f"{name_of(node)} needs numbers or dates; databases do not agree on the order of {in_words(kind)}.",
        "Name the values with IN (…), or turn the text into a number with CAST(… AS DOUBLE).",
        node,
    )


def _is_plain(node: exp.Expression) -> bool:
    return isinstance(node.this if isinstance(node, exp.Neg | exp.Cast) else node, exp.Literal)


BUILDERS: dict[type[exp.Expression], Callable[[Building, exp.Expression], Built]] = {
    **dict.fromkeys((exp.EQ, exp.NEQ, *_ORDERED), _comparison),
    exp.Between: _between,
    exp.In: _in,
    exp.Like: _like,
    exp.ILike: _like,
    exp.Is: _is,
}
