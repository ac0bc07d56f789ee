"""The tidy tables and the pictures as files: CSV, XLSX and SVG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa

from evenground.disclosure.released import Release
from evenground.figures import write_pngs
from evenground.figures.text import clean
from evenground.reports.drawing import drawn
from evenground.reports.findings import most_affected
from evenground.reports.language import words_for
from evenground.reports.tidy import cells_of, gaps_of, notes_of, plain_value, safe_table, safe_text

_SHEET_ROWS = 2_000
"""A sheet for people to look through; writing more takes longer than counting did. The CSV file has every row."""


def write_tables(release: Release, folder: str | Path, language: str | None = None) -> tuple[Path, ...]:
    """Write ``cells.csv``, ``gaps.csv``, ``missing.csv`` (where answers are missing), ``gaps.xlsx`` and ``charts/*.svg`` into a folder (made if need be); gives back their paths."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    tables = [_write_csv(place / "cells.csv", cells_of(release)), _write_csv(place / "gaps.csv", gaps_of(release))]
    if release.missing_table is not None:
        tables.append(_write_csv(place / "missing.csv", release.missing_table))
    book = write_xlsx(release, place / "gaps.xlsx")
    return *tables, book, *write_charts(release, place / "charts", language)


def write_charts(release: Release, folder: str | Path, language: str | None = None) -> tuple[Path, ...]:
    """Write every picture, wide and narrow, as an SVG file named after its measure and strata; the wide ones of single strata as PNG too."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    pixels: list[tuple[str, Path]] = []
    chosen = words_for(language or release.plan.language)
    for number, result in enumerate(release.results, start=1):
        # Every site is here, if not on the page.
        shown = result if len(result.strata) == 1 else most_affected(result, chosen)
        for name, svg in drawn(shown, number, release.plan, chosen):
            path = place / f"{name}.svg"
            path.write_text(svg, encoding="utf-8", newline="\n")
            written.append(path)
            if len(result.strata) == 1 and not name.endswith("-narrow"):
                pixels.append((svg, place / f"{name}.png"))
    return (*written, *write_pngs(pixels, scale=1.5))


def write_xlsx(release: Release, path: str | Path) -> Path:
    """Write one workbook with the two tidy tables and the notes; header rows frozen, nothing hidden.

    A table of more than 2,000 rows ends there, and the notes say so; the CSV file has them all.
    """
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    cells, gaps = cells_of(release), gaps_of(release)
    notes = notes_of(release)
    for name, table in (("cells", cells), ("gaps", gaps)):
        if table.num_rows > _SHEET_ROWS:
            notes.append(f"The sheet {name} ends after {_SHEET_ROWS:,} of {table.num_rows:,} rows: see {name}.csv.")
        _sheet(book, name, table.slice(0, _SHEET_ROWS))
    _sheet(book, "notes", pa.table({"note": pa.array(notes, pa.string())}))
    book.properties.title = clean(release.plan.title)
    book.properties.creator = "Evenground"
    book.save(path)
    return Path(path)


def _write_csv(path: Path, table: pa.Table) -> Path:
    from pyarrow import csv

    safe = safe_table(table)
    with path.open("wb") as file:
        file.write((",".join(_quoted(name) for name in safe.column_names) + "\n").encode())
        csv.write_csv(safe, file, csv.WriteOptions(include_header=False, quoting_style="needed"))
    return path


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"' if set(name) & set('",') else name


def _sheet(book: Any, name: str, table: pa.Table) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for index, column in enumerate(table.column_names, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = max(12, min(40, len(column) + 4))
    head = [WriteOnlyCell(sheet, value=safe_text(column)) for column in table.column_names]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in zip(*(column.to_pylist() for column in safe_table(table).columns), strict=True):
        sheet.append([plain_value(value) for value in row])
