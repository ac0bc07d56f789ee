"""A table that another engine holds: its columns judged from a sample, and offered as a subquery in that engine's own SQL.

Everything here is written in DuckDB's SQL and translated at the last step, so one rule serves every database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sqlglot

from evenground.model.columns import ColumnType
from evenground.sources.columns_found import Found, Rows, with_identifiers, with_number_codes
from evenground.sources.engine import ROWS, quoted_name
from evenground.sources.text_columns import twin_names
from evenground.sources.typed_columns import SAMPLE, from_sample

SAMPLED = f"Identifiers and missing codes were looked for in {SAMPLE:,} rows only; number codes in all rows."


def find_in_database(
    described: Sequence[tuple[str, ColumnType, str]],
    rows: Rows,
    relation: str,
    missing_codes: Mapping[str, Sequence[str]],
) -> list[Found]:
    """The columns of ``relation``, each described by its name, our type and the database's own word for its type."""
    usable = [name for name, type_, _ in described if type_ is not ColumnType.OTHER]
    selected = ", ".join(map(quoted_name, usable)) or "1"
    sample = rows(f"SELECT {selected} FROM {relation} LIMIT {SAMPLE}")
    values = {name: [row[place] for row in sample] for place, name in enumerate(usable)}
    found = [
        from_sample(name, type_, _value(name, type_), _as_text(values.get(name, [])), missing_codes, kind)
        for name, type_, kind in described
    ]
    return with_number_codes(with_identifiers(found), rows, relation, missing_codes)


def as_subquery(found: Sequence[Found], relation: str, dialect: str) -> tuple[str, dict[str, str]]:
    """SQL in ``dialect`` that can stand after FROM, and the quoted twins of columns that lost codes."""
    twins = twin_names(found)
    selected = [f"{one.value} AS {quoted_name(one.name)}" for one in found]
    selected += [f"CAST({quoted_name(one.name)} AS VARCHAR) AS {twins[one.name]}" for one in found if one.name in twins]
    query = f"(SELECT {', '.join(selected)} FROM {relation}) AS {ROWS}"
    whole = in_dialect(f"SELECT * FROM {query}", dialect)
    twins_there = {name: in_dialect(f"SELECT {twin}", dialect).removeprefix("SELECT ") for name, twin in twins.items()}
    return whole.removeprefix("SELECT * FROM "), twins_there


def in_dialect(sql: str, dialect: str) -> str:
    """One statement of ours, written in DuckDB's SQL, in another dialect."""
    return sqlglot.transpile(sql, read="duckdb", write=dialect, identify=True)[0]


def fingerprint_of_table(found: Sequence[Found], rows: Rows, relation: str) -> str:
    """``counts:`` the table's name, how many rows it has, and the newest day in it: not its content."""
    days = [one for one in found if one.type in (ColumnType.DATE, ColumnType.TIMESTAMP) and not one.identifies]
    newest = [f"max({one.value})" for one in days]
    count, *tops = rows(f"SELECT {', '.join(('count(*)', *newest))} FROM {relation}")[0]
    latest = max((str(top) for top in tops if top is not None), default="none")
    return f"counts:{relation.replace(chr(34), '')} rows={count} newest={latest}"


def _value(name: str, type_: ColumnType) -> str:
    """The clock time without a zone (the session is in UTC), so that a row's month is the same everywhere."""
    column = quoted_name(name)
    return f"CAST({column} AS TIMESTAMP)" if type_ is ColumnType.TIMESTAMP else column


def _as_text(values: Sequence[object]) -> list[str | None]:
    return [None if value is None else str(value) for value in values]
