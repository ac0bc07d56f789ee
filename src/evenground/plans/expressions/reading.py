"""Read an expression: words, then SQLGlot's parser, then a new tree from allowed parts, then the kind that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError
from sqlglot.tokenizer_core import Token

from evenground.model.columns import Column, ColumnType
from evenground.model.faults import Faults
from evenground.plans.expressions import words as vocabulary
from evenground.plans.expressions.building import Builder
from evenground.plans.expressions.kinds import NUMBERS, Kind, in_words
from evenground.plans.expressions.positions import Text

Wants = Literal["boolean", "number", "scalar"]


def parse(text: str, columns: Sequence[Column], *, where: str, wants: Wants) -> exp.Expression:
    """The allow-listed, typed tree of ``text`` over ``columns``; Faults with the position and what is allowed otherwise.

    ``where`` says where the text stands. ``boolean`` takes conditions only; ``number`` takes numbers, and turns a
    condition into 1, 0, or NULL where it cannot be told; ``scalar`` takes anything but lists and records. The tree is made to
    mean the same in every database: division is never whole-number division and gives NULL, not an error, for a zero divisor.
    """
    source = Text(text, where)
    tree, kind = _read(source, columns)
    return _as_wanted(source, tree, kind, wants)


def kind_of(text: str, columns: Sequence[Column], *, where: str = "") -> Kind:
    """The kind of value that an expression gives (None: always NULL); Faults if it is not allowed."""
    return _read(Text(text, where), columns)[1]


def columns_used(tree: exp.Expression) -> tuple[str, ...]:
    """The names of the columns in a tree from `parse`, each once, in order of first use."""
    found = list(tree.find_all(exp.Column, bfs=False))
    return tuple(dict.fromkeys(column.name for column in found))


def _read(source: Text, columns: Sequence[Column]) -> tuple[exp.Expression, Kind]:
    tokens = vocabulary.words(source, columns)
    try:
        return Builder(source, columns).build(_parsed(source, tokens))
    except RecursionError:
        raise source.fault("The expression is nested too deep.", "Prepare a column in the source.") from None


def _parsed(source: Text, tokens: list[Token]) -> exp.Expression:
    try:
        trees = DuckDB().parser().parse_into(exp.Condition, tokens, source.text)
    except ParseError as error:
        raise _unreadable(source, tokens, error) from None
    tree = trees[0] if len(trees) == 1 else None
    if not isinstance(tree, exp.Expression):
        raise source.fault("This is not one expression.", vocabulary.ALLOWED)
    return tree


def _unreadable(source: Text, tokens: Sequence[Token], error: ParseError) -> Faults:
    """A fault at the word where the parser stopped."""
    first = error.errors[0] if error.errors else {}
    ends = first.get("line"), first.get("col")
    for token in tokens:
        if (token.line, token.col) == ends:
            shown = source.text[token.start : token.end + 1]
            return source.fault(
                f"The expression cannot be read: {shown} does not fit here.",
                "Check for a missing comma, bracket, AND or OR just before it. " + vocabulary.ALLOWED,
                token.start,
            )
    return source.fault("The expression cannot be read; something is missing.", vocabulary.ALLOWED)


def _as_wanted(source: Text, tree: exp.Expression, kind: Kind, wants: Wants) -> exp.Expression:
    if kind is ColumnType.OTHER:
        raise source.fault(f"This gives {in_words(kind)}.", "Use a column of numbers, text, dates, or true and false.")
    if wants == "scalar" or (wants == "boolean" and kind is ColumnType.BOOLEAN):
        return tree
    if wants == "number" and (kind in NUMBERS or kind is None):
        return tree
    if wants == "number" and kind is ColumnType.BOOLEAN:
        return Builder.one_or_zero(tree)
    raise _unwanted(source, tree, kind, wants)


def _unwanted(source: Text, tree: exp.Expression, kind: Kind, wants: Wants) -> Faults:
    shown = " ".join(source.text.split())
    short = shown if len(shown) < 40 else "this"
    if kind is ColumnType.TEXT:
        fix = f"Say which values count, for example {short} = 'yes' or {short} IN ('yes', 'maybe')."
    elif kind in NUMBERS:
        fix = f"Say which numbers count, for example {short} = 1 or {short} > 0."
    else:
        fix = f"Say which values count, for example {short} >= '2024-01-01'."
    wanted = "true or false" if wants == "boolean" else "a number, or true or false"
    return source.fault(f"This gives {in_words(kind)}, but {wanted} is needed here.", fix)
