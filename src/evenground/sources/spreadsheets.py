"""XLSX workbooks into the engine: one sheet, its header found below any title, its cells as text until their types are proved."""

from __future__ import annotations

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, BinaryIO

from evenground.model.faults import Faults, fault
from evenground.sources.engine import Engine
from evenground.sources.headers import named
from evenground.sources.text_files import RawTable, copy_rows

_ERRORS = ("#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!")
_LOOK_FOR_HEADER = 50


def load_sheet(engine: Engine, path: Path, sheet: str, *, name: str) -> RawTable:
    """Read one sheet of ``path`` (the first that is shown, if ``sheet`` is ""). Faults: no such sheet, no rows, cells that hold errors."""
    # The file is ours to close: openpyxl leaves it open if loading fails, and as long as a sheet is read only in part.
    try:
        with path.open("rb") as file, closing(_opened(file, name)) as book:
            chosen, notes = _sheet(book, sheet, name)
            return _load(engine, file, chosen, f"{name}, sheet {chosen.title!r}", notes)
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, EOFError) as error:
        raise _damaged(name, error) from None


def _opened(file: BinaryIO, name: str) -> Any:
    from openpyxl import load_workbook

    try:
        return load_workbook(file, read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # noqa: BLE001  openpyxl raises whatever the damaged part made it stumble over
        raise _damaged(name, error) from None


def _damaged(name: str, error: Exception) -> Faults:
    what = f"The workbook cannot be read; it may be damaged ({type(error).__name__})."
    return fault(what, name, "Open it in a spreadsheet program and save it again, or save the sheet as CSV.")


def _sheet(book: Any, wanted: str, name: str) -> tuple[Any, list[str]]:
    sheets = [one for one in book.worksheets if hasattr(one, "iter_rows")]
    shown = [one for one in sheets if one.sheet_state == "visible"]
    listed = ", ".join(repr(one.title) for one in sheets)
    if wanted:
        chosen = next((one for one in sheets if one.title.casefold() == wanted.casefold()), None)
        if chosen is None:
            raise fault(
                f"The workbook has no sheet {wanted!r}.", name, f"It has: {listed}. Write file.xlsx#Sheet name."
            )
        return chosen, []
    if not shown:
        raise fault("The workbook has no sheet that is shown.", name, f"It has: {listed}. Write file.xlsx#Sheet name.")
    others = [repr(one.title) for one in shown[1:]]
    hidden = len(sheets) - len(shown)
    notes = [f"Read the sheet {shown[0].title!r}; the others are {', '.join(others)}."] if others else []
    return shown[0], [
        *notes,
        *([f"{hidden} hidden sheet{'s were' if hidden > 1 else ' was'} left out."] if hidden else []),
    ]


def _load(engine: Engine, file: BinaryIO, sheet: Any, where: str, notes: list[str]) -> RawTable:
    sheet.reset_dimensions()
    rows = _rows(sheet, where)
    title, (line, header) = _header(rows, where)
    columns = named(_ended(header), where=f"{where}, row {line}")
    if title:
        notes.append(f"The header stands in row {line}; left out what is above it: {' / '.join(title)[:120]}")
    target = engine.folder / "rows.csv"
    count = _write(target, rows, len(columns.names), where)
    if not count:
        _check_formulas(file, sheet.title, where)
        raise fault("The sheet has a header but no rows.", where, "Export it again with its rows.")
    relation = copy_rows(engine, target, len(columns.names), name=where)
    _check_formulas(file, sheet.title, where)
    return RawTable(relation, columns.names, (*notes, *columns.notes))


def _rows(sheet: Any, where: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold anything, numbered as in the sheet."""
    for line, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_text(value) for value in row]
        for place, cell in enumerate(cells):
            if cell in _ERRORS:
                raise _error_cell(where, line, place, cell)
        if any(cells):
            yield line, cells


def _text(value: Any) -> str:
    """A cell as text that types again to the same value. A day without a time is a date."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dt.datetime):
        return (
            str(value.date())
            if value.time() == dt.time()
            else value.isoformat(" ", "microseconds" if value.microsecond else "seconds")
        )
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return str(value)


def _header(rows: Iterator[tuple[int, list[str]]], where: str) -> tuple[list[str], tuple[int, list[str]]]:
    """The title lines above (rows with one filled cell, while later rows have more), and the header with its row number."""
    title: list[tuple[int, list[str]]] = []
    for line, cells in rows:
        if sum(map(bool, cells)) > 1:
            return [next(filter(None, row)) for _, row in title], (line, cells)
        title.append((line, cells))
        if len(title) > _LOOK_FOR_HEADER:
            break
    if not title:
        raise fault("The sheet is empty.", where, "Choose the sheet that holds the table: file.xlsx#Sheet name.")
    what = "No row holds more than one filled cell, so there is no table here that could be measured by group."
    raise fault(what, where, "Choose the sheet that holds the table: file.xlsx#Sheet name.")


def _ended(header: list[str]) -> list[str]:
    while header and not header[-1].strip():
        header = header[:-1]
    return header


def _write(target: Path, rows: Iterator[tuple[int, list[str]]], width: int, where: str) -> int:
    count = 0
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        for line, cells in rows:
            if any(cells[width:]):
                what = "A cell right of the last column name is filled, so it belongs to no column."
                raise fault(what, f"{where}, row {line}", "Give that column a name, or clear the cell.")
            writer.writerow([cell.replace("\x00", "") for cell in (cells + [""] * width)[:width]])
            count += 1
    return count


def _error_cell(where: str, line: int, place: int, cell: str) -> Faults:
    from openpyxl.utils import get_column_letter

    what = f"The cell {get_column_letter(place + 1)}{line} holds the error {cell} instead of a value."
    return fault(what, where, "Mend the formula, or clear the cell so that it counts as unknown.")


def _check_formulas(file: BinaryIO, sheet: str, where: str) -> None:
    """A formula that was never worked out reads as empty: that must not pass as missing."""
    from openpyxl import load_workbook

    with zipfile.ZipFile(file) as archive:
        if not any(b"<f" in archive.read(one) for one in archive.namelist() if one.startswith("xl/worksheets/sheet")):
            return
    formulas, values = (load_workbook(file, read_only=True, data_only=only) for only in (False, True))
    with closing(formulas), closing(values):
        first_empty = _formulas_without_result(formulas[sheet], values[sheet])
    if first_empty:
        what = f"The formulas (first: cell {first_empty}) have no stored results, so their values cannot be read."
        raise fault(what, where, "Open the file in a spreadsheet program and save it, or paste the values.")


def _formulas_without_result(formulas: Any, values: Any) -> str:
    """The first formula's cell if no formula of the sheet has a result; "" otherwise (one may rightly give an empty text)."""
    first = ""
    for asked, got in zip(formulas.iter_rows(), values.iter_rows(), strict=False):
        for formula, value in zip(asked, got, strict=False):
            if formula.data_type == "f" and value.value is not None:
                return ""
            first = first or (formula.coordinate if formula.data_type == "f" else "")
    return first
