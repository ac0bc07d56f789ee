"""A checked expression, written in the words of one database."""

from __future__ import annotations

from sqlglot import exp
from sqlglot.errors import ErrorLevel

NODES: frozenset[type[exp.Expression]] = frozenset(
    {
        exp.Abs, exp.Add, exp.And, exp.Between, exp.Boolean, exp.Case, exp.Cast, exp.Coalesce, exp.Column, exp.DataType,
        exp.DateDiff, exp.Day, exp.Div, exp.EQ, exp.Greatest, exp.GT, exp.GTE, exp.Identifier, exp.If, exp.ILike, exp.In,
        exp.Is, exp.Least, exp.Left, exp.Length, exp.Like, exp.Literal, exp.Lower, exp.LT, exp.LTE, exp.Month, exp.Mul,
        exp.Neg, exp.NEQ, exp.Not, exp.Null, exp.Nullif, exp.Or, exp.Paren, exp.Round, exp.Sub, exp.Substring, exp.Trim,
        exp.Upper, exp.Var, exp.Year,
    }
)  # fmt: skip


def write(tree: exp.Expression, dialect: str) -> str:
    """The SQL text of a tree from `parse`, for ``duckdb``, ``postgres``, ``spark`` or another of SQLGlot's dialects.

    ValueError if the tree holds a node that `parse` never makes: such a tree was not made here.
    """
    for node in tree.walk():
        if type(node) not in NODES:
            raise ValueError(f"{type(node).__name__} is not part of a checked expression.")
    return tree.sql(dialect=dialect, comments=False, unsupported_level=ErrorLevel.RAISE)
