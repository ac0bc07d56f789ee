"""The functions an expression may call, each with the kinds it takes and gives."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from evenground.model.columns import ColumnType
from evenground.plans.expressions import casts
from evenground.plans.expressions.kinds import DATES, NUMBERS
from evenground.plans.expressions.parts import Building, Built


def days_between(start: Built, end: Built) -> exp.Expression:
    """Whole calendar days from ``start`` to ``end``."""
    return exp.DateDiff(
        this=casts.as_date(end[0]),
        expression=casts.as_date(start[0]),
        unit=exp.Var(this="DAY"),
        date_part_boundary=True,
    )


def _date_diff(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "expression", "unit", "date_part_boundary")
    unit = node.args.get("unit")
    if unit is None or unit.name.upper() != "DAY":
        raise builder.fault("DATE_DIFF counts days only.", "Write DATE_DIFF('day', earlier, later).", node)
    end, start = builder.build_as(node.this, "date"), builder.build_as(node.expression, "date")
    return days_between(start, end), ColumnType.INTEGER


def _date_part(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this")
    return type(node)(this=casts.as_date(builder.build_as(node.this, "date")[0])), ColumnType.INTEGER


def _of_text(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this")
    kind = ColumnType.INTEGER if isinstance(node, exp.Length) else ColumnType.TEXT
    return type(node)(this=builder.build_as(node.this, "text")[0]), kind


def _left(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "expression")
    text = builder.build_as(node.this, "text")[0]
    return exp.Left(this=text, expression=_count(builder, node.expression, 0)), ColumnType.TEXT


def _substring(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "start", "length")
    parts = {"this": builder.build_as(node.this, "text")[0], "start": _count(builder, node.args.get("start"), 1)}
    if node.args.get("length") is not None:
        parts["length"] = _count(builder, node.args["length"], 0)
    return exp.Substring(**parts), ColumnType.TEXT


def _round(builder: Building, node: exp.Expression) -> Built:
    """Always of a fractional number and to a stated number of decimals, where databases agree that halves go away from 0."""
    builder.only(node, "this", "decimals")
    decimals = node.args.get("decimals")
    places = exp.Literal.number(0) if decimals is None else _count(builder, decimals, 0)
    return exp.Round(this=casts.as_double(builder.build_as(node.this, "number")[0]), decimals=places), ColumnType.NUMBER


def _absolute(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this")
    tree, kind = builder.build_as(node.this, "number")
    return exp.Abs(this=tree), kind or ColumnType.NUMBER


def _null_if(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "expression")
    value, other = builder.build(node.this), builder.build(node.expression)
    builder.alike(node, [value[1], other[1]])
    return exp.Nullif(this=value[0], expression=other[0]), value[1]


def _coalesce(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "expressions")
    parts = [builder.build(part) for part in (node.this, *node.expressions)]
    kind = builder.alike(node, [part[1] for part in parts])
    return exp.Coalesce(this=parts[0][0], expressions=[part[0] for part in parts[1:]]), kind


def _extreme(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "expressions", "ignore_nulls")
    parts = [builder.build(part) for part in (node.this, *node.expressions)]
    kind = builder.alike(node, [part[1] for part in parts])
    if len(parts) < 2 or (kind is not None and kind not in NUMBERS and kind not in DATES):
        raise builder.fault(
            "GREATEST and LEAST take two or more numbers or dates.", "For example GREATEST(a, b).", node
        )
    return type(node)(this=parts[0][0], expressions=[part[0] for part in parts[1:]], ignore_nulls=True), kind


def _count(builder: Building, node: exp.Expression | None, least: int) -> exp.Expression:
    """A whole number written out: databases differ on what negative or reckoned lengths mean."""
    text = str(node.this) if isinstance(node, exp.Literal) and not node.is_string else ""
    if not text.isdigit() or len(text) > 4 or int(text) < least:
        raise builder.fault(f"A whole number of at least {least} is needed here.", "Write it in digits.", node)
    return exp.Literal.number(text)


BUILDERS: dict[type[exp.Expression], Callable[[Building, exp.Expression], Built]] = {
    exp.Abs: _absolute,
    exp.Coalesce: _coalesce,
    exp.DateDiff: _date_diff,
    **dict.fromkeys((exp.Year, exp.Month, exp.Day), _date_part),
    **dict.fromkeys((exp.Greatest, exp.Least), _extreme),
    exp.Left: _left,
    **dict.fromkeys((exp.Lower, exp.Upper, exp.Trim, exp.Length), _of_text),
    exp.Nullif: _null_if,
    exp.Round: _round,
    exp.Substring: _substring,
}
