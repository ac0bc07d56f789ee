"""The tidy tables and the pictures as files: CSV, SVG and XLSX.

A spreadsheet runs a text cell that begins with = + - @ as a formula. Such a text is written with an apostrophe before it, which
spreadsheets show as the plain text; numbers are never touched. The same is done to a text that begins with a tab or return.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from evenground.disclosure.released import Release, ReleasedResult
from evenground.figures import dot_plot, over_time
from evenground.figures.text import clean
from evenground.reports.headlines import headline
from evenground.reports.language import words_for
from evenground.reports.tidy import GAP_COLUMNS, Field, Row, cell_columns, cell_rows, gap_rows

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_tables(release: Release, folder: str | Path, language: str | None = None) -> tuple[Path, ...]:
    """Write ``cells.csv``, ``gaps.csv`` and ``charts/*.svg`` into a folder (made if it is not there); gives back their paths."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    cells, gaps = place / "cells.csv", place / "gaps.csv"
    _write_csv(cells, cell_columns(release), cell_rows(release))
    _write_csv(gaps, GAP_COLUMNS, gap_rows(release))
    return cells, gaps, *write_charts(release, place / "charts", language)


def write_charts(release: Release, folder: str | Path, language: str | None = None) -> tuple[Path, ...]:
    """Write every picture, wide and narrow, as an SVG file named after its measure and strata."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for number, result in enumerate(release.results, start=1):
        for name, svg in _charts(result, number, language or release.plan.language):
            path = place / f"{name}.svg"
            path.write_text(svg, encoding="utf-8", newline="\n")
            written.append(path)
    return tuple(written)


def write_xlsx(release: Release, path: str | Path) -> Path:
    """Write one workbook with the two tidy tables and the notes; header rows frozen, nothing hidden."""
    from openpyxl import Workbook

    book = Workbook()
    first = book.active
    if first is not None:
        book.remove(first)
    _sheet(book.create_sheet("cells"), cell_columns(release), cell_rows(release))
    _sheet(book.create_sheet("gaps"), GAP_COLUMNS, gap_rows(release))
    _sheet(book.create_sheet("notes"), ("note",), [{"note": note} for note in release.notes])
    book.properties.title = clean(release.plan.title)
    book.properties.creator = "Evenground"
    book.save(path)
    return Path(path)


def safe_field(value: Field) -> Field:
    """A text on one line that no spreadsheet takes for a formula; numbers as they are; None as it is."""
    if not isinstance(value, str):
        return value
    text = clean(value)
    return f"'{text}" if value.startswith(_FORMULA) or text.startswith(_FORMULA) else text


def _write_csv(path: Path, columns: tuple[str, ...], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([safe_field(column) for column in columns])
        writer.writerows([_written(row[column]) for column in columns] for row in rows)


def _written(value: Field) -> str:
    """Blank for None; a number in full, without an exponent's surprise for whole ones."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(safe_field(value))


def _charts(result: ReleasedResult, number: int, language: str) -> list[tuple[str, str]]:
    words = words_for(language)
    stem = (
        f"{number:02d}-{_file_name(result.measure.name)}-by-{'-'.join(_file_name(name) for name in result.by) or 'all'}"
    )
    found = []
    for draw, kind in ((dot_plot, ""), (over_time, "-over-time")):
        for narrow in (False, True):
            ident = f"{stem}{kind}{'-narrow' if narrow else ''}"
            said = headline(result, words) if draw is dot_plot else ""
            found.append((ident, draw(result, narrow=narrow, language=language, ident=ident, finding=said)))
    return [(name, svg) for name, svg in found if svg]


def _file_name(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]+", "-", text).strip("-")[:60] or "x"


def _sheet(sheet, columns: tuple[str, ...], rows: list[Row]) -> None:  # type: ignore[no-untyped-def]
    from openpyxl.styles import Font

    sheet.append([safe_field(column) for column in columns])
    for row in rows:
        sheet.append([safe_field(row[column]) for column in columns])
    sheet.freeze_panes = "A2"
    for index, column in enumerate(columns, start=1):
        cell = sheet.cell(row=1, column=index)
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = max(12, min(40, len(column) + 4))
