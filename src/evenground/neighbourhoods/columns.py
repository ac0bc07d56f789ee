"""Reads the few columns that a link needs out of a source, as text, and names the nearest ones when a column is not there."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from sqlglot import exp

from evenground.model.faults import Fault
from evenground.neighbourhoods.wording import listed
from evenground.sources import Source

Texts = list[str | None]


def absent(source: Source, names: Sequence[str | None], *, where: str) -> list[Fault]:
    """One fault for each name that is not a column of ``source``."""
    there = [column.name for column in source.columns]
    return [_no_column(source, name, there, where) for name in names if name is not None and name not in there]


def counted_texts(source: Source, name: str) -> dict[str | None, int]:
    """Every distinct value of a column as text, exactly as ``CAST(column AS VARCHAR)`` writes it, with its number of rows."""
    text = as_text(name, source.dialect)
    found = source.query(f"SELECT {text} AS area, COUNT(*) AS n FROM {source.relation} GROUP BY {text}").to_pydict()
    return dict(zip(found["area"], found["n"], strict=True))


def texts(source: Source, names: Sequence[str], *, untouched: Sequence[str] = ()) -> dict[str, Texts]:
    """Whole columns as text; those ``untouched`` as the file has them (leading zeros and all), where the source kept that."""
    parts = [
        f"{source.raw_text[name] if name in untouched and name in source.raw_text else as_text(name, source.dialect)} AS c{i}"
        for i, name in enumerate(names)
    ]
    found = source.query(f"SELECT {', '.join(parts)} FROM {source.relation}").to_pydict()
    return {name: found[f"c{i}"] for i, name in enumerate(names)}


def as_text(name: str, dialect: str) -> str:
    """``CAST("name" AS VARCHAR)`` in the database's own words, with the name quoted whatever it holds."""
    return exp.cast(exp.column(name, quoted=True), exp.DataType.Type.VARCHAR).sql(dialect=dialect)


def _no_column(source: Source, name: str, there: list[str], where: str) -> Fault:
    folded = {other.casefold(): other for other in there}
    near = [folded[match] for match in get_close_matches(name.casefold(), list(folded), n=3, cutoff=0.5)]
    fix = f"Did you mean {' or '.join(near)}?" if near else f"Its columns are {listed(there)}."
    return Fault(f"{source.name} has no column {name!r}.", where, fix)
