"""What a file really is, told from its first bytes, whatever its name says; and a clear word for those that are not tables."""

from __future__ import annotations

import zipfile
import zlib
from enum import StrEnum
from pathlib import Path

from evenground.model.faults import Faults, fault
from evenground.sources.encodings import opened


class Kind(StrEnum):
    """The kinds of file that Evenground reads."""

    TEXT = "text"
    PARQUET = "parquet"
    XLSX = "xlsx"
    DUCKDB = "duckdb"


_AS_CSV = "Export the table as CSV, XLSX or Parquet."
_REFUSED = (
    (b"%PDF", "a PDF document"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (.xls, .doc) or an Office file locked with a password"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"(\xb5/\xfd", "a zstd archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"ARROW1", "an Arrow or Feather file"),
    (b"$FL2", "an SPSS file"),
    (b"$FL3", "an SPSS file"),
    (b"<stata_dta>", "a Stata file"),
    (b"HEADER RECORD*******", "a SAS transport file"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"{\\rtf", "an RTF document"),
    (b"RDX", "an R data file"),
)
_FIXES = {
    b"\xd0\xcf\x11\xe0": "Open it in a spreadsheet program, and save it as .xlsx without a password.",
    b"SQLite format 3\x00": "Write its address as sqlite:///path#table.",
}
_MARKUP = (
    (b"<!doctype html", "a web page (HTML), perhaps a log-in page saved by mistake"),
    (b"<html", "a web page (HTML)"),
    (b"<?xml", "an XML file"),
)


def kind_of(path: Path, *, name: str) -> Kind:
    """The kind of ``path``. Faults: a folder, no right to read it, empty, or not a table at all."""
    head = _head(path, name)
    if head[:4] == b"PAR1" or (path.suffix.lower() in {".parquet", ".pq"} and head):
        return Kind.PARQUET
    if head[8:12] == b"DUCK":
        return Kind.DUCKDB
    if head[:4] == b"PK\x03\x04":
        return _in_zip(path, name)
    _refuse(head, path, name)
    return Kind.TEXT


def _head(path: Path, name: str) -> bytes:
    if path.is_dir():
        raise fault("This is a folder, not a file.", name, "Give one file, or a folder that holds Parquet files.")
    if not path.is_file():
        raise fault("This is not a plain file.", name, "Give a file on disk.")
    try:
        if not path.stat().st_size:
            raise fault(
                "The file is empty.", name, "Export it again; it should hold a line of column names and then rows."
            )
        with path.open("rb") as stream:
            return stream.read(4096)
    except PermissionError:
        raise fault("You may not read this file.", name, "Ask its owner for the right to read it.") from None
    except OSError as error:
        raise fault(
            f"The file cannot be read: {error.strerror}.", name, "Check the disk or the network drive."
        ) from None


def _in_zip(path: Path, name: str) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            inside = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        what = "This is a ZIP archive or XLSX workbook that is cut off or damaged."
        raise fault(what, name, "Copy or export it again, and compare the file sizes.") from None
    if any(one.startswith("xl/") for one in inside):
        return Kind.XLSX
    if any(one.startswith("word/") for one in inside):
        raise _not_a_table(name, "a Word document")
    if any(one.startswith("ppt/") for one in inside):
        raise _not_a_table(name, "a slide show")
    if "content.xml" in inside:
        raise _not_a_table(name, "an OpenDocument file", "Save it as .xlsx or CSV.")
    raise _not_a_table(name, "a ZIP archive", "Unpack it, and give the file inside.")


def _refuse(head: bytes, path: Path, name: str) -> None:
    for start, what in _REFUSED:
        if head.startswith(start):
            raise _not_a_table(name, what, _FIXES.get(start, _AS_CSV))
    text = _text_start(head, path)
    for start, what in _MARKUP:
        if text.lower().startswith(start):
            raise _not_a_table(name, what)
    if text.startswith((b"{", b"[{", b"[ {", b"[\n")) and b'"' in text:
        raise _not_a_table(name, "a JSON file", "Flatten it into a table, and save that as CSV or Parquet.")


def _text_start(head: bytes, path: Path) -> bytes:
    if head[:2] == b"\x1f\x8b":
        try:
            with opened(path) as stream:
                head = stream.read(512)
        except (OSError, EOFError, zlib.error):
            return b""
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()


def _not_a_table(name: str, what: str, fix: str = _AS_CSV) -> Faults:
    return fault(f"This is {what}, not a table.", name, fix)
