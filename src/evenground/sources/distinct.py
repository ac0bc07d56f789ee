"""The few values of a column, so that groups can be named and ordered well before anything is counted."""

from __future__ import annotations

from collections.abc import Iterable

from sqlglot import exp

from evenground.sources.source import Source

FEW = 100
_PLACE = "evenground_relation_stands_here"  # a word that no column name holds


def few_values(source: Source, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each of these columns that the source has, its distinct raw values as text; columns with more than a hundred are left out."""
    wanted = [column.name for column in source.columns if column.name in set(names)]
    found = {name: _distinct(source, name) for name in wanted}
    return {name: values for name, values in found.items() if len(values) <= FEW}


def _distinct(source: Source, name: str) -> tuple[str, ...]:
    text = exp.cast(exp.column(name, quoted=True), "VARCHAR")
    query = exp.select(exp.alias_(text, "value")).distinct().from_(_PLACE).limit(FEW + 1)
    sql = query.sql(dialect=source.dialect).replace(_PLACE, source.relation, 1)
    answer = source.query(sql).column("value").to_pylist()
    return tuple(sorted(value for value in answer if value is not None))
