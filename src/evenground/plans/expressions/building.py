"""A new tree from allowed parts only, its types checked, meaning the same in every database.

This is the second fence: nothing of the parser's tree is kept, so a part that is not named here cannot reach a database.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence

from sqlglot import exp

from evenground.model.columns import Column, ColumnType
from evenground.model.faults import Faults
from evenground.plans.expressions import casts, comparisons, functions
from evenground.plans.expressions.kinds import DATES, NUMBERS, Kind, common, family, in_words
from evenground.plans.expressions.parts import Building, Built, name_of
from evenground.plans.expressions.positions import Text
from evenground.plans.expressions.words import ALLOWED, find_column

DEEPEST = 60
_NUMBER = re.compile(r"(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


class Builder:
    """Builds the checked tree of one expression over one source's columns."""

    def __init__(self, source: Text, columns: Sequence[Column]) -> None:
        self.source = source
        self.columns = columns
        self._depth = 0

    def build(self, node: exp.Expression) -> Built:
        """The checked tree of ``node`` and its kind; Faults at anything that is not allowed."""
        build = _BUILDERS.get(type(node))
        if build is None:
            raise self.fault(f"{name_of(node)} is not allowed in an expression.", ALLOWED, node)
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.fault(
                f"The expression is nested more than {DEEPEST} deep.", "Prepare a column in the source.", node
            )
        built = build(self, node)
        self._depth -= 1
        return built

    def build_as(self, node: exp.Expression, wanted: str) -> Built:
        """As `build`, but refuses any kind whose family is not ``wanted`` (NULL fits)."""
        tree, kind = self.build(node)
        if kind is not None and family(kind) != wanted:
            words = {"boolean": "true or false", "number": "a number", "date": "a date"}.get(wanted, wanted)
            raise self.fault(f"This is {in_words(kind)}, but {words} is needed here.", _mend(node, kind, wanted), node)
        return tree, kind

    def fault(self, what: str, fix: str, node: exp.Expression | None = None) -> Faults:
        """A fault at the first word of ``node``."""
        return self.source.fault(what, fix, _start(node))

    def only(self, node: exp.Expression, *names: str) -> None:
        """Refuse ``node`` if it has any part beside these."""
        for name, part in node.args.items():
            if name not in names and part not in (None, False, [], ""):
                raise self.fault(f"{name_of(node)} is used in a form that is not allowed.", ALLOWED, node)

    def alike(self, node: exp.Expression, kinds: list[Kind]) -> Kind:
        """The common kind of the parts of ``node``; a fault if they do not fit together."""
        try:
            return common(kinds)
        except ValueError:
            told = " and ".join(dict.fromkeys(in_words(kind) for kind in kinds if kind is not None))
            fix = "Let every part give the same kind of value."
            raise self.fault(f"{name_of(node)} mixes {told}.", fix, node) from None

    @staticmethod
    def one_or_zero(tree: exp.Expression) -> exp.Expression:
        """1 where the condition holds, 0 where it does not, NULL where it cannot be told."""
        no = exp.If(this=exp.Not(this=exp.Paren(this=tree.copy())), true=exp.Literal.number(0))
        return exp.Case(ifs=[exp.If(this=tree.copy(), true=exp.Literal.number(1)), no])


def _column(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this")
    name = node.this
    column = find_column(name.name, builder.columns) if isinstance(name, exp.Identifier) else None
    if column is None:
        raise builder.fault(f"{name_of(node)} is not a column of the source.", ALLOWED, node)
    identifier = exp.to_identifier(column.name, quoted=True)
    if isinstance(name, exp.Identifier) and "start" in name.meta:
        identifier.meta["start"] = name.meta["start"]
    return exp.Column(this=identifier), column.type


def _literal(builder: Building, node: exp.Expression) -> Built:
    text = str(node.this)
    if node.args.get("is_string"):
        return _at(exp.Literal.string(text), node), ColumnType.TEXT
    if not _NUMBER.fullmatch(text) or not math.isfinite(float(text)) or len(text) > 40:
        raise builder.fault(
            f"{text[:40]} is not a number that every database can read.", "Write it out in digits.", node
        )
    whole = text.isdigit()
    if whole and int(text) >= 2**63:
        raise builder.fault(f"{text} is too big a number.", "Use numbers of up to 18 digits.", node)
    return _at(exp.Literal.number(text), node), ColumnType.INTEGER if whole else ColumnType.NUMBER


def _boolean(builder: Building, node: exp.Expression) -> Built:
    return exp.Boolean(this=bool(node.this)), ColumnType.BOOLEAN


def _null(builder: Building, node: exp.Expression) -> Built:
    return exp.Null(), None


def _paren(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this")
    tree, kind = builder.build(node.this)
    return exp.Paren(this=tree), kind


def _not(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this")
    return exp.Not(this=builder.build_as(node.this, "boolean")[0]), ColumnType.BOOLEAN


def _connected(builder: Building, node: exp.Expression) -> Built:
    """AND and OR: chains are flattened and joined again as a balanced tree, so that a long list is not a deep one."""
    kind = type(node)
    flat = [part for part in node.flatten(unnest=False) if isinstance(part, exp.Expression)]
    parts = [builder.build_as(part, "boolean")[0] for part in flat]
    while len(parts) > 1:
        pairs = [parts[at : at + 2] for at in range(0, len(parts), 2)]
        parts = [kind(this=pair[0], expression=pair[1]) if len(pair) == 2 else pair[0] for pair in pairs]
    return parts[0], ColumnType.BOOLEAN


def _arithmetic(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "expression")
    left, right = builder.build(node.this), builder.build(node.expression)
    if isinstance(node, exp.Sub) and left[1] in DATES and right[1] in DATES:
        return functions.days_between(right, left), ColumnType.INTEGER
    for side, part in ((left, node.this), (right, node.expression)):
        if side[1] is not None and side[1] not in NUMBERS:
            raise builder.fault(f"One cannot reckon with {in_words(side[1])}.", _mend(part, side[1], "number"), part)
    return type(node)(this=left[0], expression=right[0]), common([left[1], right[1]]) or ColumnType.NUMBER


def _division(builder: Building, node: exp.Expression) -> Built:
    """As a fraction on every database (PostgreSQL would divide whole numbers as such), and NULL for a zero divisor."""
    builder.only(node, "this", "expression")
    left, right = builder.build_as(node.this, "number")[0], builder.build_as(node.expression, "number")[0]
    return exp.Div(
        this=casts.as_double(left), expression=_never_zero(right), typed=False, safe=False
    ), ColumnType.NUMBER


def _never_zero(tree: exp.Expression) -> exp.Expression:
    if isinstance(tree, exp.Literal) and float(tree.name) != 0:
        return tree
    if isinstance(tree, exp.Nullif) and isinstance(tree.expression, exp.Literal) and tree.expression.name == "0":
        return tree
    return exp.Nullif(this=tree, expression=exp.Literal.number(0))


def _negative(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this")
    tree, kind = builder.build_as(node.this, "number")
    return exp.Neg(this=tree), kind or ColumnType.NUMBER


def _case(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "ifs", "default")
    subject = node.args.get("this")
    conditions = [
        exp.EQ(this=subject.copy(), expression=one.this.copy()) if subject else one.this for one in node.args["ifs"]
    ]
    tests = [builder.build_as(condition, "boolean")[0] for condition in conditions]
    values = [builder.build(one.args["true"]) for one in node.args["ifs"]]
    default = builder.build(node.args["default"]) if node.args.get("default") else None
    kind = builder.alike(node, [value[1] for value in (*values, *([default] if default else []))])
    ifs = [exp.If(this=test, true=value[0]) for test, value in zip(tests, values, strict=True)]
    return exp.Case(ifs=ifs, default=default[0] if default else None), kind


def _cast(builder: Building, node: exp.Expression) -> Built:
    builder.only(node, "this", "to")
    value = builder.build(node.this)
    try:
        return casts.cast(value, node.args["to"])
    except ValueError as error:
        raise builder.fault(error.args[0], error.args[1], node) from None


def _mend(node: exp.Expression, kind: Kind, wanted: str) -> str:
    shown = node.sql(dialect="duckdb").replace('"', "")[:40]
    if wanted == "boolean":
        return f"Write a comparison, for example {shown} = {'1' if kind in NUMBERS else chr(39) + 'yes' + chr(39)}."
    if wanted == "number" and kind is ColumnType.TEXT:
        return f"If its values are all numbers, write CAST({shown} AS DOUBLE)."
    if wanted == "number" and kind is ColumnType.BOOLEAN:
        return f"Write CASE WHEN {shown} THEN 1 ELSE 0 END."
    if wanted == "date" and kind is ColumnType.TEXT:
        return f"If its values are dates like 2024-01-31, write CAST({shown} AS DATE)."
    return "Use a column or a value of that kind."


def _at(literal: exp.Expression, node: exp.Expression) -> exp.Expression:
    if "start" in node.meta:
        literal.meta["start"] = node.meta["start"]
    return literal


def _start(node: exp.Expression | None) -> int | None:
    starts = [part.meta["start"] for part in node.walk() if "start" in part.meta] if node is not None else []
    return min(starts) if starts else None


_BUILDERS: dict[type[exp.Expression], Callable[[Building, exp.Expression], Built]] = {
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Boolean: _boolean,
    exp.Null: _null,
    exp.Paren: _paren,
    exp.Not: _not,
    exp.And: _connected,
    exp.Or: _connected,
    exp.Add: _arithmetic,
    exp.Sub: _arithmetic,
    exp.Mul: _arithmetic,
    exp.Div: _division,
    exp.Neg: _negative,
    exp.Case: _case,
    exp.Cast: _cast,
    **comparisons.BUILDERS,
    **functions.BUILDERS,
}
