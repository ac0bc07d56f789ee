"""A tidy table of any make, read as printed: every value a text, columns under the names that an audit knows.

Numbers stay as written, since their digits tell how they were rounded, and so do marks such as ``*`` and ``<11``.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from evenground.model.faults import fault
from evenground.sources.engine import start
from evenground.sources.text_files import load_text

FIGURES = ("n", "numerator", "denominator", "estimate", "lower", "upper")
_ALSO = {
    "n": ("count", "counts", "cases", "people", "persons", "patients", "total_n"),
    "numerator": ("num", "events", "events_n", "deaths", "yes"),
    "denominator": ("den", "denom", "population", "pop", "base"),
    "estimate": ("rate", "percent", "pct", "percentage", "proportion", "value", "share"),
    "lower": ("lower_ci", "ci_lower", "lci", "ll", "low", "lower_limit", "lower_95"),
    "upper": ("upper_ci", "ci_upper", "uci", "ul", "high", "upper_limit", "upper_95"),
    "measure": ("indicator", "outcome", "metric"),
    "period_start": ("start", "start_date", "from"),
    "period_end": ("end", "end_date", "to"),
    "status": ("mark", "flag", "suppression", "footnote"),
}
_SPANS = ("period", "date", "year", "month", "quarter")
_PERIOD = re.compile(r"(\d{4})(?:-?(?:Q([1-4])|(\d{1,2})))?(?:-(\d{1,2}))?", re.IGNORECASE)


def read_tidy(path: str | Path, *, dimensions: Sequence[str] = ()) -> pa.Table:
    """The table in a CSV file, ours or not. Columns that are no figures, dates or marks are what people are grouped by.

    ``dimensions``: columns to leave under their own names whatever those seem to say. Raises Faults for a file that cannot be read without
    guessing, or that holds no figure.
    """
    place = Path(path)
    table = _texts(place)
    missing = [name for name in dimensions if name not in table.column_names]
    if missing:
        raise fault(
            f"There is no column {missing[0]!r}.", place.name, f"The columns are: {', '.join(table.column_names)}."
        )
    table = _dated(table.rename_columns(_names(table.column_names, dimensions)), dimensions, place.name)
    if not set(FIGURES) & set(table.column_names):
        what = f"No column holds figures. The columns are: {', '.join(table.column_names)}."
        raise fault(what, place.name, f"Name the columns of figures {', '.join(FIGURES[:-1])} or {FIGURES[-1]}.")
    return table


def _texts(path: Path) -> pa.Table:
    if not path.is_file():
        raise fault("There is no such file.", str(path), "Check the name and the folder you are in.")
    engine = start()
    try:
        raw = load_text(engine, path, name=path.name)
        columns = ", ".join(f"c{at} AS c{at}" for at in range(len(raw.names)))
        return engine.answer(f"SELECT {columns} FROM {raw.relation} ORDER BY rowid").rename_columns(list(raw.names))
    finally:
        engine.close()


def _names(found: Sequence[str], kept: Sequence[str]) -> list[str]:
    """The names an audit knows, for columns that go by another; never two columns of one name."""
    plain = {name: re.sub(r"\W+", "_", name.strip().casefold()).strip("_") for name in found}
    meant = {name: name for name in kept}
    for known, others in _ALSO.items():
        for other in (known, *others):
            for name in found:
                if plain[name] == other and name not in meant and known not in meant.values() and known not in kept:
                    meant[name] = known
    return [meant.get(name, name) for name in found]


def _dated(table: pa.Table, kept: Sequence[str], name: str) -> pa.Table:
    """With ``period_start`` and ``period_end`` made of a column such as ``year`` (2025) or ``month`` (2025-03), if it has neither."""
    if {"period_start", "period_end"} & set(table.column_names):
        return table
    for column in table.column_names:
        if column.casefold() not in _SPANS or column in kept:
            continue
        spans = [_span(text) for text in table.column(column).to_pylist()]
        if None in spans:
            what = f"The column {column!r} holds something else than years, quarters, months or days."
            raise fault(what, name, "Write 2025, 2025-Q1, 2025-03 or 2025-03-31; or name it with --dimensions.")
        told = [span or ("", "") for span in spans]
        starts, ends = pa.array([one[0] for one in told]), pa.array([one[1] for one in told])
        rest = table.drop_columns([column])
        return rest.append_column("period_start", starts).append_column("period_end", ends)
    return table


def _span(text: str | None) -> tuple[str, str] | None:
    """First and last day of a written period, ("", "") for all time, None for anything else."""
    if text is None or text.strip().casefold() in {"", "all", "total"}:
        return "", ""
    match = _PERIOD.fullmatch(text.strip())
    if match is None:
        return None
    year, quarter, month, day = (int(part) if part else 0 for part in match.groups())
    first, last = (quarter * 3 - 2, quarter * 3) if quarter else (month or 1, month or 12)
    try:
        start = dt.date(year, first, day or 1)
        end = start if day else dt.date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:
        return None
    return start.isoformat(), end.isoformat()
