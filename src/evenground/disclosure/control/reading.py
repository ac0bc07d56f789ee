"""Tidy tables as arrays: what each row is about (measure, days, groups), what it prints, and how a withheld figure is marked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from evenground.model.faults import Fault, Faults, fault
from evenground.model.strata import ALL

Floats = NDArray[np.float64]
Codes = NDArray[np.int64]
Mask = NDArray[np.bool_]
FIGURES = ("n", "numerator", "denominator", "estimate", "lower", "upper")
TOTALS = frozenset({ALL, "", "all", "total", "Total", "All groups"})
BELOW = re.compile(r"^\s*(?:<|under|less than)\s*(=?)\s*(\d+)\s*$", re.IGNORECASE)
NUMBER = re.compile(r"^\s*-?[\d,]*\.?\d+(?:e-?\d+)?\s*%?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cells:
    """The rows of one or several releases. ``codes``: the group of each row in each dimension, -1 for all groups together.

    ``start`` and ``end`` are days (end not included). ``figures`` are NaN where withheld; ``at_least`` and ``at_most`` hold what a mark such as
    ``<11`` tells of it (-inf and inf where nothing). ``release`` numbers the table that a row came from; ``empty`` marks rows with nobody in them.
    """

    dimensions: tuple[str, ...]
    groups: tuple[tuple[str, ...], ...]
    measures: tuple[str, ...]
    measure: Codes
    codes: Codes
    start: Codes
    end: Codes
    figures: dict[str, Floats]
    at_least: dict[str, Floats]
    at_most: dict[str, Floats]
    status: NDArray[np.object_]
    release: Codes

    def __len__(self) -> int:
        return len(self.measure)

    @property
    def empty(self) -> Mask:
        """Rows that say themselves that nobody is in them."""
        return np.asarray(self.status == "none", dtype=bool)

    def part(self, rows: Codes) -> Cells:
        """Some of the rows."""
        figures, least, most = (
            {name: values[rows] for name, values in all_of.items()}
            for all_of in (self.figures, self.at_least, self.at_most)
        )
        return replace(
            self, measure=self.measure[rows], codes=self.codes[rows], start=self.start[rows], end=self.end[rows],
            figures=figures, at_least=least, at_most=most, status=self.status[rows], release=self.release[rows],
        )  # fmt: skip

    def label(self, row: int) -> dict[str, str]:
        """The groups that this row names, by dimension."""
        named = zip(self.dimensions, self.groups, self.codes[row], strict=True)
        return {name: groups[code] for name, groups, code in named if code >= 0}


@dataclass(frozen=True, slots=True)
class Told:
    """Of one count: its ``value`` in each row (NaN where withheld), and the limits that the row itself prints for it."""

    value: Floats
    low: Floats
    high: Floats

    @property
    def exact(self) -> Mask:
        """Where it is printed to the unit."""
        return np.asarray(self.low == self.high, dtype=bool)


def as_table(cells: Any) -> pa.Table:
    """An Arrow table from Arrow, pandas, Polars, anything that speaks Arrow's or the interchange protocol, or a dict of columns."""
    if isinstance(cells, pa.Table):
        return cells
    if isinstance(cells, dict) or hasattr(cells, "__arrow_c_stream__"):
        return pa.table(cells)
    if hasattr(cells, "__dataframe__"):
        from pyarrow import interchange  # rarely needed

        return interchange.from_dataframe(cells)
    raise fault(
        f"A {type(cells).__name__} is not a table.",
        "cells",
        "Give an Arrow table, or a data frame of pandas or Polars.",
    )


def read_cells(releases: Sequence[Any], dimensions: Sequence[str] | None = None) -> tuple[Cells, list[pa.Table]]:
    """All rows of these releases as one set of arrays, oldest release first, and the tables themselves. Raises Faults naming each missing column."""
    tables = [as_table(release) for release in releases]
    names = tuple(dimensions) if dimensions is not None else _dimensions(tables[0])
    _check(tables, names)
    columns = {name: [_words(table, name) for table in tables] for name in ("measure", "status", *names)}
    joined = {name: np.concatenate(parts) for name, parts in columns.items()}
    groups = tuple(tuple(dict.fromkeys(word for word in joined[name] if word not in TOTALS)) for name in names)
    codes = [_codes(joined[name], known) for name, known in zip(names, groups, strict=True)]
    measures = tuple(dict.fromkeys(joined["measure"]))
    start, end = _days(tables, "period_start", 0), _days(tables, "period_end", 1)
    known, undated = start != _UNDATED, start == _UNDATED
    start[undated] = start[known].min() if known.any() else 0
    end[undated] = end[known].max() if known.any() else 1
    read = {name: _figures(tables, name) for name in FIGURES}
    return Cells(
        dimensions=names,
        groups=groups,
        measures=measures,
        measure=_codes(joined["measure"], measures),
        codes=np.stack(codes, axis=1) if codes else np.zeros((len(start), 0), dtype=np.int64),
        start=start,
        end=end,
        figures={name: part[0] for name, part in read.items() if part is not None},
        at_least={name: part[1] for name, part in read.items() if part is not None},
        at_most={name: part[2] for name, part in read.items() if part is not None},
        status=joined["status"],
        release=np.repeat(np.arange(len(tables)), [table.num_rows for table in tables]),
    ), tables


_UNDATED = np.iinfo(np.int64).min
NOT_DIMENSIONS = {*FIGURES, "measure", "period_start", "period_end", "status", "persons", "missing", "note"}


def _dimensions(table: pa.Table) -> tuple[str, ...]:
    """Every column that is no figure, no date and no mark."""
    return tuple(name for name in table.column_names if name not in NOT_DIMENSIONS)


def _check(tables: Sequence[pa.Table], names: Sequence[str]) -> None:
    faults = [
        Fault(f"There is no column {name!r}.", f"release {number}", f"The columns are {', '.join(table.column_names)}.")
        for number, table in enumerate(tables, 1)
        for name in names
        if name not in table.column_names
    ]
    if not any(name in table.column_names for table in tables for name in FIGURES):
        faults.append(Fault("There are no counts.", "cells", "Name them numerator, denominator and n."))
    if faults:
        raise Faults(faults)


def _words(table: pa.Table, name: str) -> NDArray[np.object_]:
    if name not in table.column_names:
        return np.full(table.num_rows, "", dtype=object)
    return np.array(["" if word is None else str(word) for word in table.column(name).to_pylist()], dtype=object)


def _codes(words: NDArray[np.object_], known: Sequence[str]) -> Codes:
    at = {word: code for code, word in enumerate(known)}
    return np.array([at.get(word, -1) for word in words], dtype=np.int64)


def _days(tables: Sequence[pa.Table], name: str, after: int) -> Codes:
    days: list[int] = []
    for table in tables:
        values = table.column(name).to_pylist() if name in table.column_names else [None] * table.num_rows
        days += [_UNDATED if value in (None, "") else _day(value).toordinal() + after for value in values]
    return np.array(days, dtype=np.int64)


def _day(value: Any) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        raise fault(f"{value!r} is not a date.", "period_start, period_end", "Write dates as 2026-03-31.") from None


def _figures(tables: Sequence[pa.Table], name: str) -> tuple[Floats, Floats, Floats] | None:
    if not any(name in table.column_names for table in tables):
        return None
    read = [
        _figure(value)
        for table in tables
        for value in (table.column(name).to_pylist() if name in table.column_names else [None] * table.num_rows)
    ]
    value, low, high = np.array(read, dtype=float).reshape(-1, 3).T.copy()
    return value, low, high


def _figure(value: Any) -> tuple[float, float, float]:
    """The number, or NaN with what its mark says: ``<11`` is 1 to 10; any other word says nothing."""
    if value is None or isinstance(value, bool):
        return np.nan, -np.inf, np.inf
    if not isinstance(value, str):
        return float(value), -np.inf, np.inf
    below = BELOW.match(value)
    if below:
        return np.nan, 1.0, float(below[2]) - (0 if below[1] else 1)
    if NUMBER.match(value):
        return float(value.replace(",", "").replace("%", "")), -np.inf, np.inf
    return np.nan, -np.inf, np.inf
