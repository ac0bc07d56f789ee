"""Columns that come with a type (Parquet, a DuckDB file): the type told in our words, codes and identifiers looked for in a sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evenground.model.columns import ColumnType
from evenground.plans.missing import missing_group, normalise
from evenground.sources.columns_found import Found, with_identifiers, with_number_codes
from evenground.sources.engine import Engine, quoted_name

SAMPLE = 10_000
ZONED = "TIMESTAMP WITH TIME ZONE"
_MOST_CODES = 50
_TYPES = {
    "BOOLEAN": ColumnType.BOOLEAN,
    "DATE": ColumnType.DATE,
    "VARCHAR": ColumnType.TEXT,
    "UUID": ColumnType.TEXT,
    "FLOAT": ColumnType.NUMBER,
    "DOUBLE": ColumnType.NUMBER,
}
_INTEGERS = {f"{sign}{size}" for sign in ("", "U") for size in ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT")}
_NOT_USABLE = "This column holds {} values, not single ones, so a plan cannot use it. Unpack it first."


def find_typed(engine: Engine, relation: str, missing_codes: Mapping[str, Sequence[str]]) -> list[Found]:
    """The columns of ``relation`` (safe SQL that can stand after FROM)."""
    described = [(name, kind) for name, kind, *_ in engine.rows(f"DESCRIBE SELECT * FROM {relation}")]
    sample = engine.table(f"SELECT {', '.join(_as_text(*one) for one in described)} FROM {relation} LIMIT {SAMPLE}")
    columns = [column.to_pylist() for column in sample.columns]
    found = [
        from_sample(name, column_type(kind), _value(name, kind), values, missing_codes, kind)
        for (name, kind), values in zip(described, columns, strict=True)
    ]
    return with_number_codes(with_identifiers(found), engine.rows, relation, missing_codes)


def column_type(kind: str) -> ColumnType:
    """Our word for DuckDB's type ``kind``."""
    if kind.endswith("]"):
        return ColumnType.OTHER
    base = kind.split("(", maxsplit=1)[0]
    if base in _INTEGERS:
        return ColumnType.INTEGER
    if base == "DECIMAL":
        return ColumnType.INTEGER if kind.endswith(",0)") else ColumnType.NUMBER
    if base.startswith("TIMESTAMP"):
        return ColumnType.TIMESTAMP
    return ColumnType.TEXT if base == "ENUM" else _TYPES.get(base, ColumnType.OTHER)


def _as_text(name: str, kind: str) -> str:
    column = quoted_name(name)
    return "NULL" if column_type(kind) is ColumnType.OTHER else f"CAST({column} AS VARCHAR)"


def from_sample(
    name: str,
    type_: ColumnType,
    value: str,
    values: Sequence[str | None],
    missing: Mapping[str, Sequence[str]],
    kind: str,
) -> Found:
    """One column from some of its ``values`` as text; ``kind`` is the source's own word for its type."""
    own = frozenset(map(normalise, missing.get(name, ())))
    filled = [one for one in values if one is not None]
    distinct = dict.fromkeys(filled)
    codes: tuple[str, ...] = ()
    if type_ is ColumnType.TEXT:
        codes = tuple(sorted(one for one in distinct if missing_group(one) or normalise(one) in own))[:_MOST_CODES]
    kept = tuple(one for one in filled if one not in codes)
    return Found(
        name=name,
        type=type_,
        value=value,
        codes=codes,
        sample=kept,
        filled=len(kept),
        distinct=len(distinct) - len(codes),
        note=_note(type_, kind),
    )


def _note(type_: ColumnType, kind: str) -> str:
    if type_ is ColumnType.OTHER:
        return _NOT_USABLE.format(kind.split("(", maxsplit=1)[0].lower())
    return "Times are read in UTC, so a day or month begins at midnight there." if kind == ZONED else ""


def _value(name: str, kind: str) -> str:
    """A zoned timestamp becomes the clock time in UTC, so that months do not move with the machine's own zone."""
    column = quoted_name(name)
    return f"CAST({column} AS TIMESTAMP)" if kind == ZONED else column
