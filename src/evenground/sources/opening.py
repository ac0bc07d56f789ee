"""From an address to an open source: which kind it is, and which door reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from evenground.model.faults import fault
from evenground.sources.addresses import Address, find_path, parse_address, pattern_files
from evenground.sources.databases import open_database
from evenground.sources.duckdb_files import offer_duckdb
from evenground.sources.engine import ROWS, Engine, start
from evenground.sources.fingerprints import of_files
from evenground.sources.kinds import Kind, kind_of
from evenground.sources.parquet_files import offer_parquet
from evenground.sources.source import Source
from evenground.sources.spark import open_spark
from evenground.sources.spreadsheets import load_sheet
from evenground.sources.text_columns import Offered, offer_text
from evenground.sources.text_files import load_text

Codes = Mapping[str, Sequence[str]]
_NO_CODES: Codes = MappingProxyType({})
_FILE_SCHEMES = {"": None, "file": None, "duckdb": Kind.DUCKDB}


def open_source(address: str | Path, *, folder: Path | None = None, missing_codes: Codes = _NO_CODES) -> Source:
    """Open the rows at ``address``: a file, a folder of Parquet files, ``file.xlsx#Sheet``, ``duckdb:///path#table``,
    ``postgres://user@host/database#schema.table``, another SQLAlchemy address, or ``spark:///path``.

    With ``folder`` relative paths start there and none may leave it. ``missing_codes`` gives, for a column, exactly the numbers and extra
    texts that mean missing in it, in place of those found. Raises Faults, in plain words, for whatever cannot be read without guessing.
    """
    parsed = parse_address(address)
    if parsed.scheme == "spark":
        return open_spark(parsed, folder=folder, missing_codes=missing_codes)
    if parsed.scheme not in _FILE_SCHEMES:
        return open_database(parsed, folder=folder, missing_codes=missing_codes)
    return _open_file(parsed, folder, missing_codes)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a file's door gives: its columns, what to say, and the files that queries will still read."""

    offered: Offered
    notes: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()


def _open_file(address: Address, folder: Path | None, codes: Codes) -> Source:
    path = find_path(_meant(address, folder), folder=folder, name=address.name)
    files = [path] if path.is_file() else pattern_files(path, folder=folder, name=address.name)
    kind = kind_of(files[0], name=address.name)
    if address.scheme == "duckdb" and kind is not Kind.DUCKDB:
        raise fault("This is not a DuckDB file.", address.name, "Give a plain path for other kinds of file.")
    if address.table and kind not in (Kind.XLSX, Kind.DUCKDB):
        raise fault(
            f"A {kind} file holds one table, so nothing can follow a #.", address.name, "Leave out the part from # on."
        )
    engine = start()
    try:
        opened = _DOORS[kind](engine, files, address, codes)
        engine.shut_off(allowed=opened.files)
    except BaseException:
        engine.close()
        raise
    return Source(
        name=address.name,
        dialect="duckdb",
        columns=opened.offered.columns,
        relation=ROWS,
        run=engine.answer,
        end=engine.close,
        take_fingerprint=lambda: of_files(files),
        notes=(*opened.notes, *_unused(codes, opened.offered)),
        raw_text=opened.offered.raw_text,
        connection=engine.connection,
    )


def _meant(address: Address, folder: Path | None) -> str:
    """In ``duckdb:///clinic.duckdb`` the third slash may begin an absolute path or, as SQLAlchemy has it, a relative one."""
    relative = address.rest.lstrip("/")
    is_relative = (
        address.scheme == "duckdb" and not Path(address.rest).exists() and ((folder or Path()) / relative).exists()
    )
    return relative if is_relative else address.rest


def _unused(codes: Codes, offered: Offered) -> list[str]:
    names = {column.name for column in offered.columns}
    return [f"missing_codes names {name!r}, but there is no such column." for name in codes if name not in names]


def _open_text(engine: Engine, files: Sequence[Path], address: Address, codes: Codes) -> _Opened:
    raw = load_text(engine, files[0], name=address.name)
    return _Opened(offer_text(engine, raw, codes), raw.notes)


def _open_sheet(engine: Engine, files: Sequence[Path], address: Address, codes: Codes) -> _Opened:
    raw = load_sheet(engine, files[0], address.table, name=address.name)
    return _Opened(offer_text(engine, raw, codes), raw.notes)


def _open_parquet(engine: Engine, files: Sequence[Path], address: Address, codes: Codes) -> _Opened:
    offered = offer_parquet(engine, files, codes, name=address.name)
    return _Opened(offered, _parquet_notes(files), tuple(files))


def _parquet_notes(files: Sequence[Path]) -> tuple[str, ...]:
    how_many = f"Read {len(files)} Parquet files as one table. " if len(files) > 1 else ""
    return (
        f"{how_many}Identifiers and missing codes were looked for in the first rows only; number codes in all rows.",
    )


def _open_duckdb(engine: Engine, files: Sequence[Path], address: Address, codes: Codes) -> _Opened:
    offered = offer_duckdb(engine, files[0], address.table, codes, name=address.name)
    return _Opened(
        offered, ("Identifiers and missing codes were looked for in the first rows only; number codes in all rows.",)
    )


_DOORS: Mapping[Kind, Callable[[Engine, Sequence[Path], Address, Codes], _Opened]] = MappingProxyType(
    {Kind.TEXT: _open_text, Kind.XLSX: _open_sheet, Kind.PARQUET: _open_parquet, Kind.DUCKDB: _open_duckdb}
)
