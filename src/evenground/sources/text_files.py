"""Delimited text into the engine, every value kept as written: types are found afterwards, so nothing is lost on the way in."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from evenground.model.faults import Fault, Faults, fault
from evenground.sources.encodings import Encoding, decoded, find_encoding
from evenground.sources.engine import Engine, literal, quoted_text
from evenground.sources.headers import named
from evenground.sources.separators import Layout, find_layout

LONGEST_LINE = 10_000_000
_HEAD = 1 << 20
_BIG = 1 << 26
_FIRST_FEW = 5
_REASONS = {
    "MISSING COLUMNS": "has too few fields",
    "TOO MANY COLUMNS": "has too many fields",
    "UNQUOTED VALUE": "has a quotation mark that is never closed, or text after a closing one",
    "LINE SIZE OVER MAXIMUM": f"is longer than {LONGEST_LINE // 1_000_000} million characters",
    "INVALID ENCODING": "holds bytes that are not UTF-8",
}


@dataclass(frozen=True, slots=True)
class RawTable:
    """Text columns ``c0, c1, …`` of the engine's table ``relation``; ``names`` are what the header calls them."""

    relation: str
    names: tuple[str, ...]
    notes: tuple[str, ...]
    separator: str = ","


def load_text(engine: Engine, path: Path, *, name: str) -> RawTable:
    """Read ``path`` into the engine. Faults for what cannot be read without guessing: see the reference for the list."""
    encoding = find_encoding(path, name=name)
    head, whole = _head(path, encoding, name)
    layout = find_layout(head, whole=whole, name=name)
    columns = named(layout.names, where=f"{name}, line {layout.skip}")
    skip, ready = (1, path) if _is_plain(encoding, layout) else (0, engine.folder / "rows.csv")
    if ready is not path:
        _write_rows(path, encoding, layout, ready, name)
    relation = _create(engine, path)
    _copy_in(engine, relation, ready, layout, skip, name)
    if ready is not path:
        ready.unlink()
    _check_rejected(engine, name, layout.skip - skip)
    _check_rows(engine, relation, name)
    return RawTable(relation, columns.names, (*_told(encoding, layout), *columns.notes), layout.separator)


def copy_rows(engine: Engine, path: Path, width: int, *, name: str) -> str:
    """Read rows without a header that we wrote ourselves (UTF-8, commas), and remove the file. Answers the raw table's name."""
    relation = _create(engine, path)
    _copy_in(engine, relation, path, Layout(",", ("",) * width, 0), 0, name)
    path.unlink()
    _check_rejected(engine, name, 0)
    return relation


def _check_rows(engine: Engine, relation: str, name: str) -> None:
    if engine.rows(f"SELECT count(*) FROM {relation}") == [(0,)]:
        raise fault("The file has a header but no rows.", name, "Export it again with its rows.")


def _head(path: Path, encoding: Encoding, name: str) -> tuple[str, bool]:
    text = ""
    for piece in decoded(path, encoding, name=name):
        text += piece
        if len(text) > _HEAD:
            break
    if len(text) > _HEAD and not any(end in text for end in "\r\n"):
        what = f"The first line is longer than {_HEAD:,} characters, so it can hardly be a line of column names."
        raise fault(what, name, "Check that this is a table saved as CSV, with one row a line.")
    return text.removeprefix("\ufeff"), len(text) <= _HEAD


def _is_plain(encoding: Encoding, layout: Layout) -> bool:
    return encoding.is_utf8 and not encoding.mixed_ends and layout.skip == 1


def _write_rows(path: Path, encoding: Encoding, layout: Layout, target: Path, name: str) -> None:
    """The rows below the header as UTF-8, each line ended by a line feed alone."""
    lines = _lines(decoded(path, encoding, name=name))
    with target.open("w", encoding="utf-8", newline="") as out:
        out.writelines(itertools.islice(lines, layout.skip, None))


def _lines(pieces: Iterator[str]) -> Iterator[str]:
    rest = ""
    for piece in pieces:
        text = rest + piece
        held = "\r" if text.endswith("\r") else ""
        *lines, rest = text.removesuffix(held).replace("\r\n", "\n").replace("\r", "\n").split("\n")
        rest += held
        yield from (line + "\n" for line in lines)
    yield rest.replace("\r", "\n")


def _create(engine: Engine, path: Path) -> str:
    """A big file goes into a compressed table in the temporary folder, a small one into memory."""
    if path.stat().st_size < _BIG:
        return "raw"
    engine.connection.execute(f"ATTACH {quoted_text(str(engine.folder / 'raw.duckdb'))} AS held")
    return "held.raw"


def _copy_in(engine: Engine, relation: str, path: Path, layout: Layout, skip: int, name: str) -> None:
    columns = ", ".join(f"c{i}: 'VARCHAR'" for i in range(len(layout.names)))
    options = ", ".join(
        (
            "header = false, auto_detect = false, null_padding = false, strict_mode = true, quote = '\"', escape = '\"'",
            f"skip = {skip}, delim = {quoted_text(layout.separator)}, columns = {{{columns}}}, max_line_size = {LONGEST_LINE}",
            f"compression = {quoted_text('gzip' if _is_gzip(path) else 'none')}, store_rejects = true, rejects_limit = 1000",
        )
    )
    try:
        engine.connection.execute(
            f"CREATE TABLE {relation} AS SELECT * FROM read_csv({quoted_text(literal(path))}, {options})"
        )
    except duckdb.Error as error:
        what = f"The file cannot be read as a table with {layout.told} between fields: {str(error).splitlines()[0]}"
        raise fault(what, name, "Open it in a text editor and look for lines that differ from the others.") from None


def _is_gzip(path: Path) -> bool:
    try:
        with gzip.open(path) as stream:
            return bool(stream.read(1))
    except gzip.BadGzipFile:
        return False


def _check_rejected(engine: Engine, name: str, lines_before: int) -> None:
    query = "SELECT line, min(error_type::VARCHAR) FROM reject_errors GROUP BY line ORDER BY line"
    rejected = [(line + lines_before, kind) for line, kind in engine.rows(query)]
    if not rejected:
        return
    faults = []
    for kind in dict.fromkeys(kind for _, kind in rejected):
        lines = [line for line, its_kind in rejected if its_kind == kind]
        faults.append(_row_fault(name, kind, lines))
    raise Faults(faults)


def _row_fault(name: str, kind: str, lines: list[int]) -> Fault:
    first = ", ".join(str(line) for line in lines[:_FIRST_FEW])
    more = f" and {len(lines) - _FIRST_FEW:,} or more others" if len(lines) > _FIRST_FEW else ""
    what = f"A row {_REASONS.get(kind, 'cannot be read')}. No row may be dropped in silence, so nothing was read."
    where = f"{name}, line{'s' if len(lines) > 1 else ''} {first}{more}"
    return Fault(what, where, "Mend these lines, or put fields that hold the separator or quotes into quotation marks.")


def _told(encoding: Encoding, layout: Layout) -> Iterator[str]:
    yield f"Read as {encoding.told}, fields separated by {layout.told}."
    if encoding.guessed:
        yield "The file is not UTF-8; if names with accents look wrong, export it as UTF-8."
    if layout.title:
        yield f"The header stands on line {layout.skip}; left out what is above it: {' / '.join(layout.title)[:120]}"
