"""The tidy tables as they leave the library: plain values for JSON, and texts that no spreadsheet takes for a formula.

A spreadsheet runs a text cell that begins with = + - @ as a formula. Such a text is written with an apostrophe before it, which
spreadsheets show as the plain text; numbers are never touched. JSON needs no such care and holds every text as it is.
"""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import pyarrow as pa

from evenground.disclosure.released import Release
from evenground.figures.text import clean

Field = str | int | float | None

CELL_FIGURES = ("n", "numerator", "denominator", "estimate", "lower", "upper")
GAP_FIGURES = (
    "difference", "difference_lower", "difference_upper", "ratio", "ratio_lower", "ratio_upper", "excess", "p_value", "q_value",
)  # fmt: skip
GAP_COLUMNS = ("measure", "period_start", "period_end", "by", "group", "reference", *GAP_FIGURES, "verdict")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cells_of(release: Release) -> pa.Table:
    """Every released cell, with the columns of cells.csv; without rows where nothing was measured."""
    if release.cells_table is not None:
        return release.cells_table
    strata = tuple(stratum.name for stratum in release.plan.strata)
    return _empty(("measure", "period_start", "period_end", *strata, *CELL_FIGURES, "status"))


def gaps_of(release: Release) -> pa.Table:
    """Every released gap, with the columns of gaps.csv; without rows where nothing was compared."""
    return release.gaps_table if release.gaps_table is not None else _empty(GAP_COLUMNS)


def to_json(release: Release) -> dict[str, list[dict[str, Field]] | list[str]]:
    """``{"cells": [...], "gaps": [...], "notes": [...]}`` with the columns of the two tidy tables; a withheld figure is null."""
    return {"cells": _rows(cells_of(release)), "gaps": _rows(gaps_of(release)), "notes": notes_of(release)}


def notes_of(release: Release) -> list[str]:
    """What was seen on the way, of the whole run and of each result, each note once."""
    return list(dict.fromkeys([*release.notes, *(note for result in release.results for note in result.notes)]))


def safe_text(text: str) -> str:
    """A text on one line that no spreadsheet takes for a formula."""
    plain = clean(text)
    return f"'{plain}" if text.startswith(_FORMULA) or plain.startswith(_FORMULA) else plain


def safe_table(table: pa.Table) -> pa.Table:
    """The table with every text in it, and every column's name, made safe."""
    columns = [_safe_column(column) if _is_text(column.type) else column for column in table.columns]
    return pa.table(columns, names=[safe_text(name) for name in table.column_names])


def _safe_column(column: pa.ChunkedArray) -> pa.Array:
    encoded = column.cast(pa.string()).combine_chunks().dictionary_encode()
    words = [None if word is None else safe_text(word) for word in encoded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(encoded.indices, pa.array(words, pa.string())).cast(pa.string())


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(kind) or pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _rows(table: pa.Table) -> list[dict[str, Field]]:
    return [{name: plain_value(value) for name, value in row.items()} for row in table.to_pylist()]


def plain_value(value: Any) -> Field:
    """A value as JSON has it: dates as text, and a figure that is not a number (a ratio to nothing) as no figure."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _empty(names: tuple[str, ...]) -> pa.Table:
    return pa.table({name: pa.array([], pa.string()) for name in names})
