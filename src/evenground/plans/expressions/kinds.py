"""The kinds of value an expression can have, and what to say when two of them do not fit together."""

from __future__ import annotations

from evenground.model.columns import ColumnType

Kind = ColumnType | None
"""None is the kind of NULL, which fits everywhere."""

NUMBERS = frozenset({ColumnType.NUMBER, ColumnType.INTEGER})
DATES = frozenset({ColumnType.DATE, ColumnType.TIMESTAMP})
_IN_WORDS = {
    ColumnType.NUMBER: "a number",
    ColumnType.INTEGER: "a number",
    ColumnType.TEXT: "text",
    ColumnType.BOOLEAN: "true or false",
    ColumnType.DATE: "a date",
    ColumnType.TIMESTAMP: "a date and time",
    ColumnType.OTHER: "a value of a kind that cannot be used here (a list, a record, bytes…)",
}


def in_words(kind: Kind) -> str:
    """The kind as a person would say it: ``a number``, ``text``…"""
    return _IN_WORDS[kind] if kind is not None else "empty (NULL)"


def family(kind: Kind) -> str:
    """Kinds of one family can be compared with each other: numbers, dates, text, booleans."""
    if kind in NUMBERS:
        return "number"
    if kind in DATES:
        return "date"
    return str(kind)


def common(kinds: list[Kind]) -> Kind:
    """The kind that holds all of these (None where all are NULL); ValueError if they are of several families."""
    told = [kind for kind in kinds if kind is not None]
    if len({family(kind) for kind in told}) > 1:
        raise ValueError("several families")
    if not told:
        return None
    for wide in (ColumnType.NUMBER, ColumnType.TIMESTAMP):
        if wide in told:
            return wide
    return told[0]
